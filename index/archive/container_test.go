package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
	"vaughn/index/fault"
)

// A mail under the password "sesame": by Info-ZIP's cipher, AES-256 with
// deflate, AES-128 with bzip2.
var locked = map[string]string{
	"classic.zip": "UEsDBBQACQAIAIEkdl1hOIlglQAAALAAAAAFAAAAbS5lbWwODcHyRHMsnpJAL5NNbR5GbgzXmSJsGAo40ix/1SqNKd6oqYPYwdxM/2hyF7Fh2YXVOXHzED5EtPFPrqgrHpVkOIKlqX6emD8fmeNdZmapbg7vsVAA4mI4rsgQJg9+aBJRJh0syXrJP18mcnf3vwhQdJXN6QD6wvTuPqFFJnFHdkNIvLygbLyADhWswwh+vx5OppgeS1BLBwhhOIlglQAAALAAAABQSwECHgMUAAkACACBJHZdYTiJYJUAAACwAAAABQAAAAAAAAABAAAApIEAAAAAbS5lbWxQSwUGAAAAAAEAAQAzAAAAyAAAAAAA",
	"aes256.zip":  "UEsDBDMAAQBjAIIkdl0AAAAApQAAALAAAAAFAAsAbS5lbWwBmQcAAgBBRQMIACNb/SybPE6Tpa+GnSBTwG/csBQofRzAVrUQ04GERaGmBPCWOmh/J13ZRew2KG+hPDqTesQelacrEVwiIQrmWg1pvdUpuppDq1cFJjiOOV4jR2/G/+1FuXiC3BfPlR/5eJGQGTaA6OJlrGvAG2riNVz5eodl0+WfpWq+4qGNK6u1M7nizu0uj+kql9iPn1/mA1HW0DkBEHcmM0ceCWyp8bvVlnx+e1BLAQI/AzMAAQBjAIIkdl0AAAAApQAAALAAAAAFAC8AAAAAAAAAIICkgQAAAABtLmVtbAoAIAAAAAAAAQAYAC/ae/o6et0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAwgAUEsFBgAAAAABAAEAYgAAANMAAAAAAA==",
	"aes128.zip":  "UEsDBDMAAQBjAIIkdl0AAAAAwAAAALAAAAAFAAsAbS5lbWwBmQcAAgBBRQEMAMqPfhiCFqvu7/HaeUC0QTfwWamswAVIj4cD7NGn1GPhPJ0xh0bJmxAuGcEot6D2tJdpp1iR2KlpmHaM9pn0f3cz3+Tl1ykV+iAEyULhBnSEypwMY1QAC/I/HZKLuXmh/Yb2c2MU2SMM1SOvwOpaANZlxqQYuQ/GdO/zPw5D3nTwM2nB/TmL05HTWOzQaihXR7MpsrfOimRNDcbLkeDHijq84bC3mYpt/hR4YvlI3DOJa9vEhA/oCfbR4/NgM9SWD1BLAQI/AzMAAQBjAIIkdl0AAAAAwAAAALAAAAAFAC8AAAAAAAAAIICkgQAAAABtLmVtbAoAIAAAAAAAAQAYAC/ae/o6et0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAQwAUEsFBgAAAAABAAEAYgAAAO4AAAAAAA==",
}

func unbase64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// file is one file to be put into a container.
type file struct {
	name string
	data []byte
}

func zipped(files ...file) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, _ := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		_, _ = e.Write(f.data)
	}
	_ = w.Close()
	return b.Bytes()
}

func tarred(files ...file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		_ = w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.data)), Mode: 0o600})
		_, _ = w.Write(f.data)
	}
	_ = w.Close()
	return b.Bytes()
}

// mixed holds one of everything that can lie in a container.
func mixed() []file {
	box := list("From a@b.example Mon Mar  4 09:15:00 2024", plainMail, outlookMail, plainMail)
	return []file{
		{"inbox/1.eml", []byte(plainMail)},
		{"inbox/list.mbox", []byte(box)},
		{"md/cur/1700000000.M1P1.host:2,S", []byte(plainMail)},
		{"md/tmp/1700000002.M3P1.host", []byte("From: unfin")},
		{"memo.txt", []byte("a memo")},
		{"inner.zip", zipped(file{"deep/2.eml", []byte(outlookMail)}, file{"packed.tar.gz", gzipped(string(tarred(file{"3.eml", []byte(plainMail)})))})},
		{"__MACOSX/._memo.txt", []byte("fork")},
	}
}

// outcome is what became of a source: "path/ordinal kind flags", or the code of
// an error.
func outcome(t *testing.T, data []byte, opt archive.Options) (out []string, sum archive.Summary) {
	t.Helper()
	src := archive.Source{Name: "box", FS: fstest.MapFS{"box": {Data: data}}, Main: "box", ID: "id", Options: opt}
	f, err := archive.Detect(src)
	if err != nil {
		t.Fatal(err)
	}
	err = f.Read(context.Background(), src, func(it archive.Item) error {
		switch {
		case it.Summary != nil:
			sum = *it.Summary
		case it.Err != nil:
			out = append(out, fmt.Sprintf("%s/%d error %s", it.At.Path, it.At.Ordinal, fault.CodeOf(it.Err)))
		default:
			line := fmt.Sprintf("%s/%d %s", it.Message.At.Path, it.At.Ordinal, it.Message.Kind)
			for _, p := range it.Message.Problems {
				line += " " + p.Code
			}
			out = append(out, line)
		}
		return nil
	})
	if err != nil {
		out = append(out, "failed "+string(fault.CodeOf(err)))
	}
	slices.Sort(out)
	return out, sum
}

func TestConformanceOfContainers(t *testing.T) {
	archivetest.Run(t, archive.Zip{}, fstest.MapFS{"mixed.zip": {Data: zipped(mixed()...)}, "one.zip": {Data: zipped(mixed()[0])}})
	archivetest.Run(t, archive.Tar{}, fstest.MapFS{"mixed.tar": {Data: tarred(mixed()...)}, "mixed.tgz": {Data: gzipped(string(tarred(mixed()...)))}})
}

func TestContainersShowTheirInside(t *testing.T) {
	want := []string{
		"inbox/1.eml/0 email", "inbox/list.mbox/0 email", "inbox/list.mbox/1 email", "inbox/list.mbox/2 email",
		"inner.zip!/deep/2.eml/0 email", "inner.zip!/packed.tar.gz!/3.eml/0 email",
		"md/1700000000.M1P1.host:2,S/0 email", "memo.txt/0 document",
	}
	for name, data := range map[string][]byte{"zip": zipped(mixed()...), "tar": tarred(mixed()...), "tar.gz": gzipped(string(tarred(mixed()...)))} {
		got, sum := outcome(t, data, archive.Options{})
		for i := range got {
			got[i] = strings.Replace(got[i], "md/cur/", "md/", 1)
		}
		if !slices.Equal(got, want) || sum.Expected != 8 || sum.Read != 8 || sum.Failed != 0 {
			t.Errorf("%s: %q\n%+v", name, got, sum)
		}
	}
}

func TestFolderLeavesContainersToThemselves(t *testing.T) {
	src := archive.Source{Name: "d", FS: fstest.MapFS{
		"a.zip": {Data: zipped(mixed()[0])}, "b/c.tgz": {Data: gzipped(string(tarred(mixed()[0])))}, "d.eml": {Data: []byte(plainMail)},
		"memo.docx": {Data: zipped(file{"[Content_Types].xml", []byte("<x/>")})},
	}, Main: "."}
	parts, err := src.Split()
	var names []string
	for _, p := range parts {
		names = append(names, p.Main)
	}
	if want := []string{"a.zip", "b/c.tgz", "."}; err != nil || !slices.Equal(names, want) {
		t.Errorf("%q, %v; want %q", names, err, want)
	}
}

func TestPasswords(t *testing.T) {
	for name, data := range locked {
		raw := unbase64(t, data)
		for _, c := range []struct {
			words []string
			want  string
		}{
			{nil, "m.eml/0 error encrypted"},
			{[]string{"wrong"}, "m.eml/0 error encrypted"},
			{[]string{"sesame"}, "m.eml/0 email"},
			{[]string{"a", "b", "sesame", "c"}, "m.eml/0 email"},
		} {
			if got, _ := outcome(t, raw, archive.Options{Passwords: c.words}); !slices.Equal(got, []string{c.want}) {
				t.Errorf("%s with %q: %q, want %q", name, c.words, got, c.want)
			}
		}
	}
	// A byte changed in the ciphertext is found by its authentication.
	raw := unbase64(t, locked["aes256.zip"])
	raw[100] ^= 1
	if got, _ := outcome(t, raw, archive.Options{Passwords: []string{"sesame"}}); len(got) != 1 || got[0] == "m.eml/0 email" {
		t.Errorf("changed ciphertext: %q", got)
	}
	// ... and one password opening another file's short check is not believed.
	many := make([]string, 600)
	for i := range many {
		many[i] = fmt.Sprint("word", i)
	}
	if got, _ := outcome(t, unbase64(t, locked["classic.zip"]), archive.Options{Passwords: append(many, "sesame")}); !slices.Equal(got, []string{"m.eml/0 email"}) {
		t.Errorf("after 600 wrong passwords: %q", got)
	}
}

func TestNamesLeadNowhere(t *testing.T) {
	names := []string{"../../etc/x.eml", "/abs/x.eml", `C:\win\x.eml`, "x.eml", "x.eml", "x.eml/y.eml", "", "..", "a\x00b\n.eml", strings.Repeat("d/", 5000) + "x.eml", strings.Repeat("n", 3000) + ".eml", "caf\x82.eml"}
	var files []file
	for _, n := range names {
		files = append(files, file{n, []byte(plainMail)})
	}
	for kind, data := range map[string][]byte{"zip": zipped(files...), "tar": tarred(files[:6]...)} {
		got, sum := outcome(t, data, archive.Options{})
		if int(sum.Read) != len(got) || kind == "zip" && sum.Read != int64(len(names)) || kind == "tar" && sum.Read != 6 {
			t.Errorf("%s: %+v", kind, sum)
		}
		for _, line := range got {
			name := line[:strings.LastIndex(line, "/")]
			if !fs.ValidPath(name) || strings.Contains(name, "..") || strings.ContainsAny(name, "\x00\n") || len(name) > 1000 {
				t.Errorf("%s: path %q", kind, name)
			}
		}
	}
}

// nested wraps a zip in zips.
func nested(levels int) []byte {
	data := zipped(file{"x.eml", []byte(plainMail)})
	for range levels {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		e, _ := w.CreateHeader(&zip.FileHeader{Name: "n.zip", Method: zip.Store})
		_, _ = e.Write(data)
		_ = w.Close()
		data = b.Bytes()
	}
	return data
}

func TestDeepNestingEndsAsADocument(t *testing.T) {
	for levels, want := range map[int]string{
		4:     "n.zip!/n.zip!/n.zip!/n.zip!/x.eml/0 email",
		5:     "n.zip!/n.zip!/n.zip!/n.zip!/n.zip/0 document nested-too-deep",
		10000: "n.zip!/n.zip!/n.zip!/n.zip!/n.zip/0 document nested-too-deep",
	} {
		if got, _ := outcome(t, nested(levels), archive.Options{}); !slices.Equal(got, []string{want}) {
			t.Errorf("%d levels: %q, want %q", levels, got, want)
		}
	}
}

func TestBombsCostTheirNeighboursNothing(t *testing.T) {
	zeros := make([]byte, 80<<20)
	good := file{"good.eml", []byte(plainMail)}
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"file":  {zipped(file{"bomb.txt", zeros}, good), []string{"bomb.txt/0 error limit", "good.eml/0 email"}},
		"inner": {zipped(file{"in.zip", zipped(file{"bomb.txt", zeros})}, good), []string{"good.eml/0 email", "in.zip!/bomb.txt/0 error limit"}},
	} {
		if got, sum := outcome(t, c.data, archive.Options{}); !slices.Equal(got, c.want) || sum.Failed != 1 || sum.Expected != 2 {
			t.Errorf("%s: %q, want %q; %+v", name, got, c.want, sum)
		}
	}
	box := gzipped(list("From a@b.example Mon Mar  4 09:15:00 2024", plainMail) + string(zeros))
	if got, _ := outcome(t, box, archive.Options{}); !strings.Contains(fmt.Sprint(got), "truncated") || !strings.Contains(fmt.Sprint(got), "error") {
		t.Errorf("gzip: %q", got)
	}
}

// The bzip2 file was written by bzip2: Go has no writer.
func TestCompressedFilesAreLookedThrough(t *testing.T) {
	const squeezed = "QlpoOTFBWSZTWQpbp2MAACLfgEAQQA12MEUCDAA+H/bQIAB0ElICempkxHpDNJmo8oNU9TGSZAABkADLFHMyHKLBStdFh1iJB6HFWoeAYKqwNCwQWFCgyKRzvkfA8gbvTgYmHMluQgfrG9lV5WEfs2z5Tds7slU8wTCUTuZ+lK0kdaKZ2OD+LuSKcKEgFLdOxg=="
	bz, err := base64.StdEncoding.DecodeString(squeezed)
	if err != nil {
		t.Fatal(err)
	}
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	zst := enc.EncodeAll(tarred(file{"1.eml", []byte(plainMail)}), nil)
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"mbox.bz2": {bz, []string{"/0 email"}},
		"tar.zst":  {zst, []string{"1.eml/0 email"}},
	} {
		if got, _ := outcome(t, c.data, archive.Options{}); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		cut := archive.Source{Name: "box", FS: fstest.MapFS{"box": {Data: c.data[:len(c.data)/2]}}, Main: "box"}
		if _, err := archive.Detect(cut); fault.CodeOf(err) != fault.Damaged {
			t.Errorf("%s cut in half: %v", name, err)
		}
	}
	bomb := enc.EncodeAll(append([]byte(list("From a@b.example Mon Mar  4 09:15:00 2024", plainMail)), make([]byte, 80<<20)...), nil)
	if got, _ := outcome(t, bomb, archive.Options{}); !strings.Contains(fmt.Sprint(got), "error") {
		t.Errorf("a bomb of zeros: %q", got)
	}
}

func TestTooManyFilesAreToldAndTheFirstRead(t *testing.T) {
	var files []file
	for i := range 50 {
		files = append(files, file{fmt.Sprintf("%02d.eml", i), []byte(plainMail)})
	}
	for name, data := range map[string][]byte{"zip": zipped(files...), "tar": tarred(files...)} {
		got, sum := outcome(t, data, archive.Options{Limits: archive.Limits{Entries: 20}})
		if sum.Read != 19 || sum.Failed != 1 || got[0] != "/0 error limit" {
			t.Errorf("%s: %q %+v", name, got, sum)
		}
	}
}

func TestDamagedContainers(t *testing.T) {
	cut := tarred(mixed()...)
	got, sum := outcome(t, cut[:len(cut)/2], archive.Options{})
	if sum.Read < 2 || sum.Failed < 1 {
		t.Errorf("tar cut off: %q %+v", got, sum)
	}
	whole := zipped(file{"bad.eml", bytes.Repeat([]byte(plainMail), 9)}, file{"good.eml", []byte(plainMail)})
	whole[60] ^= 0xFF
	if got, _ = outcome(t, whole, archive.Options{}); !slices.Contains(got, "good.eml/0 email") || len(got) != 2 {
		t.Errorf("zip with a damaged file: %q", got)
	}
	if got, _ = outcome(t, whole[:len(whole)-30], archive.Options{}); !slices.Equal(got, []string{"failed damaged"}) {
		t.Errorf("zip without its end: %q", got)
	}
}

func FuzzContainers(f *testing.F) {
	f.Add(zipped(mixed()[0], mixed()[4]))
	f.Add(tarred(mixed()[0], mixed()[4]))
	for _, s := range locked {
		raw, _ := base64.StdEncoding.DecodeString(s)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src := archive.Source{Name: "box", FS: fstest.MapFS{"box": {Data: data}}, Main: "box", ID: "id"}
		src.Passwords, src.Limits.Item = []string{"sesame", "x"}, 1<<20
		for _, format := range []archive.Format{archive.Zip{}, archive.Tar{}} {
			var items, told int64
			err := format.Read(context.Background(), src, func(it archive.Item) error {
				if it.Summary != nil {
					told = it.Summary.Read + it.Summary.Failed
					return nil
				}
				items++
				if !fs.ValidPath(strings.ReplaceAll(it.At.Path, "!", "")) && it.At.Path != "" {
					t.Fatalf("path %q", it.At.Path)
				}
				return nil
			})
			if err == nil && items != told {
				t.Fatalf("%d items, %d counted", items, told)
			}
		}
	})
}
