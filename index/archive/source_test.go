package archive

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// tree writes files under a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, data := range files {
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(data), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const (
	oneMail = "From: a@x.example\nTo: b@x.example\nSubject: s\n" + dated + "\nbody\n"
	boxLine = "From a@x Mon Mar  4 09:15:00 2024\n"
)

func TestOpenSourceFolder(t *testing.T) {
	root := tree(t, map[string]string{
		"a/1.eml":           oneMail,
		"a/single":          boxLine + oneMail,
		"a/box":             boxLine + oneMail + "\n" + boxLine + oneMail,
		"b/packed.mbox.gz":  string(pack(boxLine + oneMail + "\n" + boxLine + oneMail)),
		"b/Mail/cur/1:2,S":  oneMail,
		"b/Mail/tmp/2":      oneMail,
		"b/Mail/.Sub/new/3": oneMail,
		"b/memo.docx":       "PK\x03\x04",
		"b/.DS_Store":       "x",
	})
	sources, err := OpenSource(root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range sources {
		f, err := Detect(s)
		if err != nil {
			t.Fatal(err)
		}
		var items []string
		err = f.Read(context.Background(), s, func(it Item) error {
			if it.Message != nil {
				items = append(items, fmt.Sprintf("%s#%d %s %v", it.At.Path, it.At.Ordinal, it.Message.Kind, it.Message.Flags))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, s.Name)
		got = append(got, fmt.Sprintf("%s %s %v", filepath.ToSlash(name), f.Info().Name, items))
	}
	want := []string{
		"a/box mbox [#0 email [] #1 email []]",
		"b/Mail maildir [.Sub/new/3#0 email [recent] cur/1:2,S#0 email [seen]]",
		"b/packed.mbox.gz mbox [#0 email [] #1 email []]",
		". folder [a/1.eml#0 email [] a/single#0 email [] b/memo.docx#0 document []]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSameBytesSameID: a mail has one ID, wherever it was found.
func TestSameBytesSameID(t *testing.T) {
	ids := map[message.ID]bool{}
	n := 0
	for name, data := range map[string]string{
		"a.eml": oneMail, "single.eml": boxLine + oneMail, "packed.gz": string(pack(oneMail)),
		"first.mbox": boxLine + oneMail + "\n" + boxLine + oneMail + "\n",
	} {
		src := Source{Name: name, Main: name, FS: fstest.MapFS{name: {Data: []byte(data)}}}
		f, err := Detect(src)
		if err != nil {
			t.Fatal(err)
		}
		err = f.Read(context.Background(), src, func(it Item) error {
			if it.Message != nil {
				ids[it.Message.ID] = true
				n++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(ids) != 1 || n != 5 {
		t.Errorf("%d items have %d IDs", n, len(ids))
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"mail.txt", oneMail, "eml"},
		{"list.eml", boxLine + oneMail, "mbox"},
		{"x", "Received: from a\n\nb", "eml"},
		{"notes.eml", "Subject: x\n\nb", "eml"},
		{"notes.txt", "Subject: x\n\nb", ""},
		{"letter.txt", "Dear all,\nFrom: now on\n", ""},
		{"1.emlx", fmt.Sprintf("%d\n%s", len(oneMail), oneMail), "emlx"},
		{"page.mht", "From: <Saved by Blink>\nSnapshot-Content-Location: x\nContent-Type: multipart/related; boundary=x\n\n", "mhtml"},
		{"mail.mht", "Received: x\nTo: a@b\nContent-Type: multipart/related; type=\"text/html\"; boundary=x\n\n", "eml"},
		{"report.pdf", "%PDF-1.7\n", ""},
		{"program", "\x7fELF\x00From: a\nTo: b\n", ""},
		{"empty.eml", "", ""},
	} {
		f, err := Detect(Source{Name: "the/" + c.name, Main: c.name, FS: fstest.MapFS{c.name: {Data: []byte(c.data)}}})
		got := ""
		if err == nil {
			got = f.Info().Name
		} else if fault.CodeOf(err) != fault.Format || !strings.Contains(err.Error(), "the/"+c.name) || fault.Hint(err) == "" {
			t.Errorf("%s: %v", c.name, err)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSum(t *testing.T) {
	packed := string(pack(oneMail))
	root := tree(t, map[string]string{"b.gz": packed, "a/1": "x"})
	file := Source{FS: os.DirFS(root), Main: "b.gz", Name: "b.gz"}
	sum, err := file.Sum(context.Background())
	if err != nil || sum != sha256.Sum256([]byte(packed)) {
		t.Errorf("a compressed file is not summed as stored: %v", err)
	}
	dir := Source{FS: os.DirFS(root), Main: ".", Name: root}
	before, err := dir.Sum(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(root, "a", "1"), filepath.Join(root, "a", "2")); err != nil {
		t.Fatal(err)
	}
	if after, _ := dir.Sum(context.Background()); after == before {
		t.Error("a renamed file does not change the sum of its folder")
	}
	if _, err := (Source{FS: oneDenied{os.DirFS(root), "a/2"}, Main: ".", Name: root}).Sum(context.Background()); err != nil {
		t.Errorf("one unreadable file keeps a folder from being summed: %v", err)
	}
	id, err := file.Identify(context.Background())
	if err != nil || id.ID != fmt.Sprintf("%x", sum) {
		t.Errorf("identity %q, %v", id.ID, err)
	}
}

func TestOpenErrors(t *testing.T) {
	if _, err := OpenSource(filepath.Join(t.TempDir(), "gone.mbox")); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("missing file: %v", err)
	}
	denied := deniedFS{fstest.MapFS{"a.mbox": {Data: []byte(boxLine + oneMail)}}}
	_, err := Detect(Source{Name: "share/a.mbox", FS: denied, Main: "a.mbox"})
	if fault.CodeOf(err) != fault.NoAccess || !strings.Contains(err.Error(), "share/a.mbox") {
		t.Errorf("forbidden file: %v", err)
	}
	// In a folder, a file that cannot be opened is reported and the next is read.
	files := fstest.MapFS{"f/1.eml": {Data: []byte(oneMail)}, "f/2.eml": {Data: []byte(oneMail)}}
	var read, failed int
	err = Folder{}.Read(context.Background(), Source{Name: "f", FS: oneDenied{files, "f/1.eml"}, Main: "f"}, func(it Item) error {
		switch {
		case it.Err != nil:
			failed++
			if it.At.Path != "1.eml" || fault.CodeOf(it.Err) != fault.NoAccess {
				t.Errorf("%+v", it)
			}
		case it.Message != nil:
			read++
		}
		return nil
	})
	if err != nil || read != 1 || failed != 1 {
		t.Errorf("%v, %d read, %d failed", err, read, failed)
	}
}

type deniedFS struct{ fs.FS }

func (d deniedFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

// Stat works: only reading is forbidden.
func (d deniedFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(d.FS, name) }

type oneDenied struct {
	fs.FS
	name string
}

func (d oneDenied) Open(name string) (fs.File, error) {
	if name == d.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

func TestMaildirFlags(t *testing.T) {
	for name, want := range map[string]string{
		"1.M1.host:2,S":              "[seen]",
		"1.M1.host,S=10,W=11:2,PRSa": "[passed replied seen keyword:a]",
		"1.M1.host;2,F":              "[flagged]",
		"1.M1.host!2,TD":             "[deleted draft]",
		"1.M1.host%3A2,RS":           "[replied seen]",
		"1.M1.host:2,":               "[]",
		"1.M1.host":                  "[]",
		"1.M1.host:1,experimental":   "[]",
	} {
		if got := fmt.Sprint(maildirFlags(name)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestEMLXFlags(t *testing.T) {
	plist := func(n string) []byte {
		return []byte("<?xml version=\"1.0\"?><plist><dict><key>color</key><string>flags</string><key>flags</key><integer>" + n + "</integer></dict></plist>")
	}
	for in, want := range map[string]string{"1": "[seen]", "21": "[seen replied flagged]", "8590195713": "[seen]", "x": "[]"} {
		if got := fmt.Sprint(emlxFlags(plist(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	data := "9999\n" + oneMail
	j := EMLX{}.load(Source{Main: "1.partial.emlx", FS: fstest.MapFS{"1.partial.emlx": {Data: []byte(data)}}}, "1.partial.emlx", Limits{})
	m := ReadMIME(j.raw, j.at, Limits{})
	j.fix(m)
	if codes(m) != "truncated message-partial" {
		t.Errorf("a cut, partial file: problems %q", codes(m))
	}
}

func TestOpenAt(t *testing.T) {
	plain := strings.Repeat("0123456789", 1000)
	root := tree(t, map[string]string{"plain": plain, "packed": string(pack(plain))})
	for _, c := range []struct {
		fs   fs.FS
		name string
	}{
		{os.DirFS(root), "plain"}, {os.DirFS(root), "packed"},
		{chunkFS{os.DirFS(root)}, "plain"}, // streams only
	} {
		f, size, err := (Source{FS: c.fs, Main: ".", Name: root}).OpenAt(c.name)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 10)
		if _, err := f.ReadAt(got, 5003); err != nil || string(got) != "3456789012" || size != int64(len(plain)) {
			t.Errorf("%s: %q of %d bytes, %v", c.name, got, size, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	_, _, err := (Source{FS: os.DirFS(root), Main: ".", Name: root, Options: Options{Limits: Limits{Item: 100}}}).OpenAt("packed")
	if fault.CodeOf(err) != fault.Limit {
		t.Errorf("a bomb: %v", err)
	}
}
