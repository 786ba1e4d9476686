package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// everythingSpec asks for all that a production can hold.
const everythingSpec = `{"name":"All","query":"","bates":{"prefix":"S-","start":1,"digits":6},"combined":true,"rsmf":true,"lfp":true,"edrm_xml":true,
"images":{"format":"tiff","dpi":150},"volumes":{"max_pages":3,"max_mb":0},"natives":"kind:attachment filetype:csv","header":"Request 7"}`

// mixedCase makes a case of what productions are made of: plain and HTML mail, a
// PDF, a picture, a table that leaves as it is, a conversation; some of it redacted.
func mixedCase(t *testing.T, dir string) string {
	t.Helper()
	must := func(args ...string) {
		t.Helper()
		if out, err := program(args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pic := image.NewRGBA(image.Rect(0, 0, 120, 80))
	for i := range pic.Pix {
		pic.Pix[i] = byte(i * 7)
	}
	pic.Set(3, 3, color.Black)
	var shot bytes.Buffer
	if err := png.Encode(&shot, pic); err != nil {
		t.Fatal(err)
	}
	var box strings.Builder
	mail := func(n int, kind, body, file, kindOf string, data []byte) {
		fmt.Fprintf(&box, "From x@y.example Thu Jan  4 10:00:00 2024\nFrom: Ann Lee <ann@y.example>\nTo: Secret Person <sp@y.example>\nSubject: Report %d\nDate: Thu, 4 Jan 2024 10:0%d:00 +0000\n"+
			"Message-ID: <%d@y.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/%s\n\n%s\n--b\nContent-Type: %s\n"+
			"Content-Disposition: attachment; filename=%s\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n\n", n, n, n, kind, body, kindOf, file, base64.StdEncoding.EncodeToString(data))
	}
	mail(1, "plain", "Please call Secret Person at noon.", "memo.pdf", "application/pdf", onePage("The memo of Secret Person is not final"))
	mail(2, "html", "<p>See <b>the table</b>:<table><tr><td>a</td><td>b</td></tr></table>", "shot.png", "image/png", shot.Bytes())
	mail(3, "plain", strings.Repeat("The cost table needs another week of work.\n", 90), "figures.csv", "text/csv", []byte("item,cost\na,400\n"))
	line := `{"message":%q,"message_id":"e%d","msg_ts":"16911762%d.9","msgtype":1000,"sender":"al@x.example","vgroupid":"S7ad6"}` + "\n"
	write("export/log.txt", fmt.Sprintf(line, "call me", 1, 50)+fmt.Sprintf(line, "done", 2, 60))
	c := filepath.Join(dir, "case")
	must("new", c, "--zone", "UTC")
	must("import", c, write("box.mbox", box.String()), filepath.Join(dir, "export"), "--custodian", "Lee, Ann")
	var marks []string
	for n := range 3 {
		marks = append(marks, fmt.Sprintf(`{"message_id":"%d@y.example","field":"To","text":"Secret Person <sp@y.example>","exemptions":["b6"],"state":"accepted"}`, n+1))
	}
	for _, in := range []string{"", `"attachment":"memo.pdf",`} {
		marks = append(marks, `{"message_id":"1@y.example",`+in+`"text":"Secret Person","exemptions":["b6"],"state":"accepted"}`)
	}
	must("redactions", c, "import", write("marks.json", `{"redactions":[`+strings.Join(marks, ",")+`]}`))
	must("code", c, "*", "looked=yes")
	write("spec.json", everythingSpec)
	return c
}

// onePage is a PDF of one page with one line.
func onePage(line string) []byte {
	var b bytes.Buffer
	content := "BT /F1 14 Tf 72 700 Td (" + line + ") Tj ET"
	var at []int
	b.WriteString("%PDF-1.4\n")
	for i, o := range []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content), "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	x := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, x)
	return b.Bytes()
}

// same tells where two folders differ.
func same(t *testing.T, a, b string) (files int, differ []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, dirs := range [][2]string{{a, b}, {b, a}} {
		err := fs.WalkDir(os.DirFS(dirs[0]), ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || seen[p] {
				return err
			}
			seen[p] = true
			x, err := os.ReadFile(filepath.Join(dirs[0], p))
			if y, yerr := os.ReadFile(filepath.Join(dirs[1], p)); err != nil || yerr != nil || !bytes.Equal(x, y) {
				differ = append(differ, p)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return len(seen), differ
}

// The same case, the same settings and the same program give the same bytes, in
// another process and in another folder: every file of the production and its
// certificate, whatever the time is, and at the same time the logs in each of their
// formats, of which PDF and XLSX say when they were made.
func TestProcessesAgree(t *testing.T) {
	dir := t.TempDir()
	c := mixedCase(t, dir)
	for _, name := range []string{"a", "b", "c"} {
		if err := os.CopyFS(filepath.Join(dir, name, "case"), os.DirFS(c)); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(filepath.Join(dir, name, "case", "lock"))
		out := filepath.Join(dir, name, "out")
		t.Setenv(atTime, map[string]string{"a": "", "b": "2026-03-04T05:06:07Z", "c": "2026-03-04T05:06:07Z"}[name])
		text, err := program("produce", filepath.Join(dir, name, "case"), filepath.Join(dir, "spec.json"), out).CombinedOutput()
		if _, serr := os.Stat(filepath.Join(out, "certificate.json")); serr != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for i, as := range []string{"vaughn-index", "privilege-log", "redaction-log"} {
			for _, format := range []string{"csv", "xlsx", "pdf"} {
				log := filepath.Join(out, fmt.Sprintf("log-%d.%s", i, format))
				text, err := program("withholdings", filepath.Join(dir, name, "case"), "All", "--as", as, "--out", log).CombinedOutput()
				if _, serr := os.Stat(log); serr != nil {
					t.Fatalf("%s %s: %v\n%s", as, format, err, text)
				}
			}
		}
	}
	out := func(name string) string { return filepath.Join(dir, name, "out") }
	if files, differ := same(t, out("b"), out("c")); len(differ) > 0 {
		t.Errorf("at the same time, of %d files differ: %q", files, differ)
	}
	_, differ := same(t, out("a"), out("b"))
	if differ = slices.DeleteFunc(differ, func(p string) bool { return strings.HasPrefix(p, "log-") && !strings.HasSuffix(p, ".csv") }); len(differ) > 0 {
		t.Errorf("at another time differ: %q", differ)
	}
	for _, pattern := range []string{"VOL00*/PDF/S-*.pdf", "VOL00*/IMAGES/*/S-*", "VOL00*/NATIVES/*.csv", "VOL002/DATA/*.dat", "VOL002/DATA/*.lfp", "VOL002/DATA/*.xml", "PDF/combined.pdf", "RSMF/*", "certificate.pdf", "log-0.xlsx"} {
		if found, err := filepath.Glob(filepath.Join(out("a"), filepath.FromSlash(pattern))); err != nil || len(found) == 0 {
			t.Errorf("nothing was compared of %s", pattern)
		}
	}
}

// A production that is killed leaves no folder that looks finished, or a whole one;
// what it left is not in the way of the next, and numbers are given once.
func TestKilledProduction(t *testing.T) {
	dir := t.TempDir()
	c := mixedCase(t, dir)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 5))
	out, spec := filepath.Join(dir, "out"), filepath.Join(dir, "spec.json")
	kills := 0
	for ; ; kills++ {
		cmd := program("produce", c, spec, out)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if kills < 5 {
			time.AfterFunc(time.Duration(20+rng.IntN(200<<kills))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		err := cmd.Wait()
		if _, serr := os.Stat(out); serr == nil {
			break
		}
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.Exited() {
			t.Fatalf("after %d kills it fails by itself: %v", kills, err)
		}
		if found, err := program("verify", out+".partial").CombinedOutput(); err == nil {
			t.Fatalf("what a killed run left is taken for a production: %s", found)
		}
	}
	t.Logf("killed %d times", kills)
	if text, err := program("verify", out).CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, text)
	}
	if _, err := os.Stat(out + ".partial"); err == nil {
		t.Error("an unfinished folder is left beside the finished one")
	}
	text, err := program("log", c, "--json").Output()
	given := 0
	for _, l := range bytes.Split(text, []byte("\n")) {
		var e struct {
			Changes []struct{ Key struct{ Kind string } }
		}
		if json.Unmarshal(l, &e) == nil {
			for _, x := range e.Changes {
				if x.Key.Kind == "produced" {
					given++
				}
			}
		}
	}
	if err != nil || given != 1 {
		t.Errorf("the journal has %d productions, %v", given, err)
	}
}
