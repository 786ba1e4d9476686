package extract

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// rendered is what becomes of a letter under a stand-in for LibreOffice.
func rendered(t *testing.T, script string, limit time.Duration) (*record.Record, error) {
	t.Helper()
	x := office(t, script)
	t.Cleanup(func() { _ = x.Close() })
	x.opt.Time = limit
	data := letter(para(run("", "Dear Ann, the pilot ends. Only here.") + run("<w:vanish/>", "dark")))
	r := read(t, "letter of Ann.docx", "", data)
	made, err := x.Render(context.Background(), r, bytes.NewReader(data))
	if err != nil {
		return r, err
	}
	return x.Paged(context.Background(), r, bytes.NewReader(data), bytes.NewReader(made), "ref")
}

// takes is a stand-in that gives a file as the rendition.
func takes(t *testing.T, data string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "made")
	if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return `for a; do case "$prev" in --outdir) out=$a;; esac; prev=$a; done
grep -q MacroSecurityLevel "$HOME/profile/user/registrymodifications.xcu" && mkdir -p "$out" && cp ` + name + ` "$out/in.pdf"`
}

func TestRendition(t *testing.T) {
	before := read(t, "letter of Ann.docx", "", letter(para(run("", "Dear Ann, the pilot ends. Only here.")+run("<w:vanish/>", "dark"))))
	r, err := rendered(t, takes(t, string(pages("", "", ink("Dear Ann, the pilot ends.")))), 20*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	checkShape(t, r)
	if r.ID != before.ID || r.Native != before.Native || r.Rendition != "ref" || r.Version == before.Version || len(r.Pages) != 1 || len(r.Pages[0].Words) != 5 {
		t.Errorf("%+v", r)
	}
	if _, ok := r.PageBlocks(); !ok {
		t.Error("its words do not lie on its pages")
	}
	if from, kind := r.Drawn(); from != "ref" || kind != "application/pdf" {
		t.Errorf("it is drawn from %q, a %s", from, kind)
	}
	wants(t, "the page", bodyOf(r), []string{"Dear Ann, the pilot ends."}, []string{"dark", "Only"})
	wants(t, "the list", hiddenOf(r), []string{"dark", "Words of the file that its pages do not show:\nhere only"}, nil)
	if got := codes(r); got != "hidden-text not-shown" {
		t.Errorf("problems %q", got)
	}
	wants(t, "the record", r.Text, []string{asPages}, []string{asText})
	wants(t, "the record before", before.Text, []string{asText}, nil)
}

func TestBrokenRendition(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   fault.Code
	}{
		"crash":        {"kill -SEGV $$", fault.Damaged},
		"nothing":      {"exit 0", fault.Damaged},
		"garbage":      {takes(t, "this is no PDF"), fault.Damaged},
		"broken PDF":   {takes(t, "%PDF-1.7\nnothing more"), fault.Damaged},
		"hangs":        {"sleep 100 & wait", fault.Limit},
		"children too": {"(trap '' HUP TERM; sleep 100) & sleep 100", fault.Limit},
	} {
		t.Run(name, func(t *testing.T) {
			limit := 20 * time.Second
			if c.want == fault.Limit {
				limit = time.Second
			}
			start := time.Now()
			r, err := rendered(t, c.script, limit)
			if fault.CodeOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
			if r != nil && r.Rendition != "" {
				t.Error("the record has a rendition all the same")
			}
			if c.want == fault.Limit && time.Since(start) > 15*time.Second {
				t.Errorf("it took %v", time.Since(start))
			}
			if err != nil && strings.Contains(err.Error(), "Ann") {
				t.Errorf("the error names the file: %v", err)
			}
		})
	}
}

func TestNotRendered(t *testing.T) {
	x := office(t, "exit 1")
	defer x.Close()
	for name, data := range map[string][]byte{
		"a workbook": packed("xl/workbook.xml", "<workbook/>"), "a zip": packed("a", "b"),
		"a PDF": []byte("%PDF-1.7\n"), "text": []byte("words"), "nothing": nil, "a broken zip": []byte("PK\x03\x04"), "a broken OLE": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
		"a sheet": packed("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a/>"),
	} {
		if _, err := x.Render(context.Background(), &record.Record{}, bytes.NewReader(data)); fault.CodeOf(err) != fault.Format {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := reader.Render(context.Background(), &record.Record{}, bytes.NewReader([]byte(`{\rtf1 x}`))); fault.CodeOf(err) != fault.Format {
		t.Errorf("without LibreOffice: %v", err)
	}
}

// With an installed LibreOffice a letter becomes a page that says its words.
func TestInstalledOffice(t *testing.T) {
	x := New(Options{Time: 2 * time.Minute})
	defer x.Close()
	if !x.HasOffice() || testing.Short() {
		t.Skip("LibreOffice is not installed")
	}
	data := []byte(`{\rtf1\ansi The pilot ends in {\b March}.\par}`)
	r := read(t, "a.rtf", "", data)
	made, err := x.Render(context.Background(), r, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	next, err := x.Paged(context.Background(), r, bytes.NewReader(data), bytes.NewReader(made), "ref")
	if err != nil || len(next.Pages) != 1 {
		t.Fatalf("%+v, %v", next, err)
	}
	wants(t, "the page", bodyOf(next), []string{"The pilot ends in March."}, nil)
}
