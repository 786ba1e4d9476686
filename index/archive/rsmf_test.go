package archive

import (
	"archive/zip"
	"bytes"
	"context"
	b64 "encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive/rsmf"
	"vaughn/index/message"
)

func rsmfMail(t testing.TB, files map[string]string, extra string) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for n, s := range files {
		f, err := w.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(s))
	}
	w.Close()
	return []byte("X-RSMF-Version: 2.0.0\nFrom: a@x.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nx\n" + extra + "--B\nContent-Type: application/zip; name=rsmf.zip\nContent-Disposition: attachment; filename=rsmf.zip\nContent-Transfer-Encoding: base64\n\n" + b64.StdEncoding.EncodeToString(z.Bytes()) + "\n--B--\n")
}

func readRSMF(t testing.TB, raw []byte) (ms []*message.Message, errs []error) {
	t.Helper()
	src := Source{Name: "f.rsmf", FS: fstest.MapFS{"f.rsmf": {Data: raw}}, Main: "f.rsmf", ID: "r"}
	err := RSMF{}.Read(context.Background(), src, func(it Item) error {
		if it.Err != nil {
			errs = append(errs, it.Err)
		}
		if it.Message != nil {
			ms = append(ms, it.Message)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ms, errs
}

const goodManifest = `{"version":"2.0.0","participants":[{"id":"1","display":"Jane"},{"id":"2","display":"Bo","email":"bo@x.example"}],
"conversations":[{"id":"c","platform":"wickr","type":"direct","participants":["1","2"],"custodian":"1"}],
"events":[{"id":"e1","type":"message","participant":"1","conversation":"c","timestamp":"2024-03-04T09:15:00-05:00","body":"new","edits":[{"participant":"1","previous":"old","new":"new"}],"reactions":[{"value":"👍","participants":["2"]}],"attachments":[{"id":"a.txt","display":"plan.txt"},{"id":"gone.txt"}],"custom":[{"name":"Expires","value":"2024-04-04T00:00:00Z"}]},
{"id":"e2","type":"message","participant":"2","conversation":"c","timestamp":"2024-03-04T14:16:00","parent":"e1","deleted":true},{"id":"e2","type":"history","conversation":"c"}]}`

func TestRSMF(t *testing.T) {
	raw := rsmfMail(t, map[string]string{"rsmf_manifest.json": goodManifest, "a.txt": "the plan"}, "")
	if f, err := Detect(Source{Name: "f", FS: fstest.MapFS{"f": {Data: raw}}, Main: "f"}); err != nil || f.Info().Name != "rsmf" {
		t.Errorf("detected as %v, %v", f, err)
	}
	ms, errs := readRSMF(t, raw)
	if len(ms) != 1 || len(errs) != 0 {
		t.Fatalf("%d items, %v", len(ms), errs)
	}
	want := `c "" direct true 1 2
e1 00.000000 text 1: new | was "old" | 👍 2 removed false | expires 2024-04-04 00:00:00 | file plan.txt | missing [gone.txt]
e2 00.000000 text 2:  | deleted by ` + `
e2~2~3 00.000000 system :  | Type=history
`
	if got := tell(ms[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if p := ms[0].Problems; len(p) != 1 || p[0].Detail != "ManifestMissingFile at events[0].attachments" {
		t.Errorf("problems %+v", p)
	}
	if e := ms[0].Chat.Events; e[1].ReplyTo != "e1" || e[1].At.Hour() != 14 || e[0].At.Hour() != 14 {
		t.Errorf("%+v", e)
	}
}

func TestRSMFBroken(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no manifest": {"x": "y"}, "no JSON": {"rsmf_manifest.json": "{"}, "a list": {"rsmf_manifest.json": "[]"},
	} {
		if ms, errs := readRSMF(t, rsmfMail(t, files, "")); len(ms) != 0 || len(errs) != 1 {
			t.Errorf("%s: %d items, %v", name, len(ms), errs)
		}
	}
}

// TestRSMFSamplesOfTheMaker: each sample is wrong in the way its maker says.
func TestRSMFSamplesOfTheMaker(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	get := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, "rsmf", "validator-samples", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	z, err := zip.NewReader(bytes.NewReader(get("Sample2/rsmf.zip")), int64(len(get("Sample2/rsmf.zip"))))
	if err != nil {
		t.Fatal(err)
	}
	var two bytes.Buffer
	f, err := z.Open("rsmf_manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	two.ReadFrom(f)
	for _, c := range []struct {
		raw  []byte
		want string
	}{
		{get("Sample1/rsmf_manifest.json"), "ManifestSchemaViolation participants[0].id true; ManifestInvalidConversationParticipant conversations[0] false; ManifestInvalidEventParticipant events[0] false; "},
		{two.Bytes(), "ManifestMissingFile participants[0].avatar false; "},
		{get("Sample4/rsmf_manifest.json"), "ManifestUndefinedProperty events[0] false; ManifestSchemaViolation participants[0].id true; ManifestInvalidConversationParticipant conversations[0] false; ManifestInvalidEventParticipant events[0] false; "},
	} {
		_, faults, err := rsmf.Read(c.raw, func(string) bool { return false })
		got := ""
		for _, f := range faults {
			got += f.Code + " " + f.At + " " + map[bool]string{true: "true", false: "false"}[f.Error] + "; "
		}
		if err != nil || got != c.want {
			t.Errorf("got  %s, %v\nwant %s", got, err, c.want)
		}
	}
	ms, errs := readRSMF(t, get("Sample3/sample.rsmf"))
	if len(ms) != 1 || len(errs) != 0 || !strings.Contains(ms[0].Problems[0].Detail, "2 attachments") {
		t.Errorf("%d items, %v", len(ms), errs)
	}
}

func FuzzRSMF(f *testing.F) {
	f.Add([]byte(goodManifest))
	f.Add([]byte(`{"version":1,"events":[{"type":"message","conversation":"q","edits":[1]}]}`))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		ms, _ := readRSMF(t, rsmfMail(t, map[string]string{"rsmf_manifest.json": string(manifest)}, ""))
		for _, m := range ms {
			seen := map[string]bool{}
			for _, e := range m.Chat.Events {
				if seen[e.ID] {
					t.Errorf("event id %q twice", e.ID)
				}
				seen[e.ID] = true
			}
		}
	})
}

// TestRSMFWithoutAMail: the zip and the manifest alone say the same as the mail.
func TestRSMFWithoutAMail(t *testing.T) {
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for _, f := range [][2]string{{"a.txt", "the plan"}, {"me.png", "png"}, {rsmf.ManifestName, goodManifest}} {
		e, err := w.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		e.Write([]byte(f[1]))
	}
	w.Close()
	var said []string
	for _, c := range []struct {
		main  string
		files fstest.MapFS
		held  int
	}{
		{"rsmf.zip", fstest.MapFS{"rsmf.zip": {Data: z.Bytes()}}, 2},
		{"other.zip", fstest.MapFS{"other.zip": {Data: z.Bytes()}}, 2},
		{"x/rsmf_manifest.json", fstest.MapFS{"x/rsmf_manifest.json": {Data: []byte(goodManifest)}, "x/a.txt": {Data: []byte("the plan")}}, 1},
	} {
		src := Source{Name: c.main, FS: c.files, Main: c.main, ID: "r"}
		f, err := Detect(src)
		if err != nil || f.Info().Name != "rsmf" {
			t.Errorf("%s: detected as %v, %v", c.main, f, err)
			continue
		}
		n := 0
		err = f.Read(context.Background(), src, func(it Item) error {
			if it.Err != nil {
				t.Error(it.Err)
			}
			if it.Message != nil {
				n++
				said = append(said, tell(it.Message))
				if len(it.Message.Attached) != c.held {
					t.Errorf("%s: %d files", c.main, len(it.Message.Attached))
				}
			}
			return nil
		})
		if err != nil || n != 1 {
			t.Errorf("%s: %d conversations, %v", c.main, n, err)
		}
	}
	if len(said) != 3 || said[0] != said[1] || said[1] != said[2] || !strings.Contains(said[0], "file plan.txt") {
		t.Errorf("%q", said)
	}
	if f, err := Detect(Source{FS: fstest.MapFS{"a.zip": {Data: zipOf(t, "x.txt")}}, Main: "a.zip", Name: "a.zip"}); err != nil || f.Info().Name != "zip" {
		t.Errorf("another zip is %v, %v", f, err)
	}
}

func zipOf(t *testing.T, name string) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	if _, err := w.Create(name); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return z.Bytes()
}

// TestRSMFRoom: who is in a channel is followed from its first event.
func TestRSMFRoom(t *testing.T) {
	const m = `{"version":"1.0.0","eventcollectionid":"x","participants":[{"id":"a"},{"id":"b"},{"id":"c"}],
"conversations":[{"id":"r","platform":"slack","type":"channel","participants":["a","b"]}],
"events":[{"id":"1","type":"message","participant":"a","conversation":"r","timestamp":"2024-03-04T09:15:00Z","direction":"incoming"},
{"id":"2","type":"join","participant":"c","conversation":"r","timestamp":"2024-03-04T09:16:00Z"},
{"id":"3","type":"leave","participant":"b","conversation":"r","timestamp":"2024-03-04T09:17:00Z"},
{"id":"4","type":"history","participant":"c","conversation":"r","timestamp":"2024-03-04T09:18:00Z"}]}`
	ms, _ := readRSMF(t, rsmfMail(t, map[string]string{rsmf.ManifestName: m}, ""))
	got := ""
	for _, e := range ms[0].Chat.Events {
		got += strings.Join(e.Present, "") + " "
		if e.AtLeast {
			t.Errorf("event %s: not everyone is known", e.ID)
		}
	}
	if got != "ab abc ac ac " {
		t.Errorf("in the room: %s", got)
	}
	var notes []string
	for _, p := range ms[0].Problems {
		notes = append(notes, p.Detail)
	}
	if s := strings.Join(notes, "; "); s != "ManifestUndefinedProperty at eventcollectionid; ManifestUndefinedProperty at events[0].direction; ManifestUndefinedProperty at events[3].type; HeaderDiffers at X-RSMF-Version" {
		t.Errorf("said of version 1: %s", s)
	}
}
