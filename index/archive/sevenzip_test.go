package archive_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"vaughn/index/archive"
	"vaughn/index/archive/archivetest"
)

// sevens are archives as 7-Zip writes them: mails, a memo and
// an empty file; one packed by three methods of which one is not read.
func sevens(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, name := range []string{"p7zip-lzma2.7z", "p7zip-aes.7z", "p7zip-aes-names.7z", "p7zip-mixed.7z"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = raw
	}
	return out
}

func TestConformanceOfSevenZip(t *testing.T) {
	archivetest.Run(t, archive.SevenZip{}, fstest.MapFS{"box.7z": {Data: sevens(t)["p7zip-lzma2.7z"]}})
}

func TestSevenZipShowsItsInside(t *testing.T) {
	all := []string{"empty.txt/0 document", "inbox/sub/é.eml/0 email", "inbox/x.eml/0 email", "memo.txt/0 document"}
	sealed := []string{"empty.txt/0 document", "inbox/sub/é.eml/0 error encrypted", "inbox/x.eml/0 error encrypted", "memo.txt/0 error encrypted"}
	for _, c := range []struct {
		name, words string
		want        []string
	}{
		{"p7zip-lzma2.7z", "", all},
		{"p7zip-aes.7z", "", sealed},
		{"p7zip-aes.7z", "wrong", sealed},
		{"p7zip-aes.7z", "wrong sesame other", all},
		{"p7zip-aes-names.7z", "", []string{"failed encrypted"}},
		{"p7zip-aes-names.7z", "wrong", []string{"failed encrypted"}},
		{"p7zip-aes-names.7z", "wrong sesame", all},
		{"p7zip-mixed.7z", "", []string{"inbox/sub/é.eml/0 email", "inbox/x.eml/0 email", "memo.txt/0 error format"}},
	} {
		got, sum := outcome(t, sevens(t)[c.name], archive.Options{Passwords: strings.Fields(c.words)})
		if !slices.Equal(got, c.want) || sum.Read+sum.Failed != sum.Expected {
			t.Errorf("%s with %q: %q, want %q; %+v", c.name, c.words, got, c.want, sum)
		}
	}
	inner := zipped(file{"a.7z", sevens(t)["p7zip-lzma2.7z"]}, file{"b.eml", []byte(plainMail)})
	if got, _ := outcome(t, inner, archive.Options{}); !slices.Contains(got, "a.7z!/inbox/x.eml/0 email") || len(got) != 5 {
		t.Errorf("in a zip: %q", got)
	}
	if got, _ := outcome(t, sevens(t)["p7zip-lzma2.7z"], archive.Options{Limits: archive.Limits{Entries: 2}}); !slices.Equal(got, []string{"failed limit"}) {
		t.Errorf("too many: %q", got)
	}
}

// resealed corrects the checksums of a header after a change, so that its
// parser is reached.
func resealed(raw []byte) []byte {
	if len(raw) < 32 {
		return raw
	}
	at, size := binary.LittleEndian.Uint64(raw[12:]), binary.LittleEndian.Uint64(raw[20:])
	if room := uint64(len(raw)) - 32; at <= room && size <= room-at {
		binary.LittleEndian.PutUint32(raw[28:], crc32.ChecksumIEEE(raw[32+at:32+at+size]))
	}
	binary.LittleEndian.PutUint32(raw[8:], crc32.ChecksumIEEE(raw[12:32]))
	return raw
}

// readSeven reads and checks that what was counted is what came.
func readSeven(t *testing.T, data []byte, words ...string) {
	t.Helper()
	src := archive.Source{Name: "box", FS: fstest.MapFS{"box": {Data: data}}, Main: "box", ID: "id"}
	src.Passwords, src.Limits.Item, src.Workers = words, 1<<20, 1
	var items, told int64
	err := archive.SevenZip{}.Read(context.Background(), src, func(it archive.Item) error {
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

func TestHostileSevenZipStaysBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	check := func(name string, raw []byte) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		readSeven(t, raw, "sesame")
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
			t.Errorf("%s allocates %d MiB", name, n>>20)
		}
	}
	for name, raw := range sevens(t) {
		if strings.Contains(name, "aes-names") {
			continue // every change costs the derivation of a key
		}
		at, size := binary.LittleEndian.Uint64(raw[12:]), binary.LittleEndian.Uint64(raw[20:])
		for i := range size {
			// A number of eight bytes, and one of two, in the place of each byte.
			for _, lie := range []string{"\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\xff\xff\xff\xff\x7f\x00\x00\x00\x00", "\xbf\xff"} {
				p := 32 + at + i
				m := slices.Concat(raw[:p], []byte(lie), raw[p+1:])
				binary.LittleEndian.PutUint64(m[20:], size+uint64(len(lie))-1)
				check(name, resealed(m))
			}
			m := bytes.Clone(raw)
			m[32+at+i] ^= 1 << rng.IntN(8)
			check(name, resealed(m))
		}
		for range 50 {
			m := bytes.Clone(raw)
			m[rng.IntN(len(m))] ^= 1 << rng.IntN(8)
			check(name, m)
			check(name, raw[:rng.IntN(len(raw))])
		}
	}
}

func TestDamagedSevenZipCostsNoNeighbour(t *testing.T) {
	raw := bytes.Clone(sevens(t)["p7zip-mixed.7z"])
	i := bytes.Index(raw, []byte("BZh"))
	if i < 0 {
		t.Fatal("no bzip2 block")
	}
	raw[i+60] ^= 0xFF
	want := []string{"inbox/sub/é.eml/0 email", "inbox/x.eml/0 error damaged", "memo.txt/0 error format"}
	if got, _ := outcome(t, raw, archive.Options{}); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, _ := outcome(t, raw[:len(raw)-10], archive.Options{}); !slices.Equal(got, []string{"failed damaged"}) {
		t.Errorf("cut off: %q", got)
	}
}

func FuzzSevenZip(f *testing.F) {
	for _, raw := range sevens(f) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) { readSeven(t, resealed(bytes.Clone(raw))) })
}
