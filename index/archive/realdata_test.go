package archive

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/message"
)

// dataDir finds the shared real-world files, or skips.
func dataDir(t testing.TB) string {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	return dir
}

// tally is what reading sources gave.
type tally struct {
	read, failed, expected int64
	withAttachments        int // messages with a named part
	attachments            int // such parts
	problems               map[string]int
	dialects               map[string]int
	kinds                  map[message.Kind]int
	ids                    map[string]int
	sources                int
}

func readAll(t testing.TB, path string) tally {
	t.Helper()
	sources, err := OpenSource(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := tally{problems: map[string]int{}, dialects: map[string]int{}, kinds: map[message.Kind]int{}, ids: map[string]int{}, sources: len(sources)}
	for _, src := range sources {
		f, err := Detect(src)
		if err != nil {
			t.Fatalf("detecting: %v", err)
		}
		err = f.Read(context.Background(), src, func(it Item) error { sum.add(t, it); return nil })
		if err != nil {
			t.Fatalf("reading %s: %v", src.Name, err)
		}
	}
	return sum
}

func (s *tally) add(t testing.TB, it Item) {
	switch {
	case it.Summary != nil:
		s.expected += it.Summary.Expected
		s.dialects[it.Summary.Dialect]++
	case it.Err != nil:
		s.failed++
	default:
		s.read++
		m := it.Message
		s.kinds[m.Kind]++
		s.ids[m.MessageID]++
		for _, p := range m.Problems {
			s.problems[p.Code]++
		}
		if n := s.countFiles(t, m); n > 0 {
			s.withAttachments++
			s.attachments += n
		}
	}
}

// countFiles counts, through nested messages, the parts that state a file
// name: what the counts in the data's README mean by an attachment.
func (s *tally) countFiles(t testing.TB, m *message.Message) int {
	n := 0
	for _, a := range m.Attached {
		r, err := a.Open()
		if err != nil {
			t.Fatalf("opening an attachment of item %d: %v", m.At.Ordinal, err)
		}
		size, err := io.Copy(io.Discard, r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatalf("reading an attachment of item %d: %v", m.At.Ordinal, err)
		}
		if a.Size >= 0 && a.Size != size {
			t.Errorf("attachment of item %d: %d bytes stated, %d read", m.At.Ordinal, a.Size, size)
		}
		if a.Name != "" {
			n++
		}
		if a.Nested != nil {
			n += s.countFiles(t, a.Nested)
		}
	}
	return n
}

func TestRealMboxCounts(t *testing.T) {
	dir := dataDir(t)
	for _, c := range []struct {
		file                          string
		messages, distinct, with, all int
	}{
		{"linux-usb-2019.mbox.gz", 9038, 9037, 306, 311},
		{"linux-usb-2020.mbox.gz", 15616, 15588, 665, 670},
		{"linux-usb-2021.mbox.gz", 12834, 12827, 394, 408},
		{"linux-usb-2022.mbox.gz", 12760, 12756, 214, 221},
		{"usrp-users-2019-2020.mbox.gz", 3337, 3333, 74, 97},
		{"mimekit-content-length.mbox", 29, 0, 0, 0},
		{"aspose-thunderbird-ExampleMbox.mbox", 1, 1, 1, 3},
		{"tika-headers.mbox", 1, 0, 0, 0},
		{"tika-multiline.mbox", 1, 0, 0, 0},
		{"tika-multiline2.mbox", 1, 0, 0, 0},
		{"tika-quoted.mbox", 1, 0, 0, 0},
		{"tika-simple.mbox", 2, 0, 0, 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			got := readAll(t, filepath.Join(dir, "mbox", c.file))
			t.Logf("dialect %v, kinds %v, problems %v", got.dialects, got.kinds, got.problems)
			if c.with > 0 && (got.withAttachments != c.with || got.attachments != c.all) {
				t.Errorf("%d attachments in %d messages, want %d in %d", got.attachments, got.withAttachments, c.all, c.with)
			}
			if got.read != int64(c.messages) || got.failed != 0 || got.expected != got.read {
				t.Errorf("%d read, %d failed, %d expected; want %d", got.read, got.failed, got.expected, c.messages)
			}
			if c.distinct > 0 && len(got.ids) != c.distinct {
				t.Errorf("%d distinct Message-IDs, want %d", len(got.ids), c.distinct)
			}
		})
	}
}

// TestRealFolders: every file of a folder is accounted for.
func TestRealFolders(t *testing.T) {
	dir := dataDir(t)
	for _, c := range []struct {
		folder                  string
		sources                 int
		read, emails, documents int64
	}{
		// 200 mails of every sort and a text that is none; 2,500 in an archive.
		{"eml", 2, 2701, 2700, 1},
		{"maildir/mu", 5, 37, 37, 0},
	} {
		got := readAll(t, filepath.Join(dir, c.folder))
		t.Logf("%s: kinds %v, problems %v", c.folder, got.kinds, got.problems)
		documents := int64(got.kinds[message.Document])
		if got.sources != c.sources || got.read != c.read || got.failed != 0 || got.expected != got.read || documents != c.documents || got.read-documents != c.emails {
			t.Errorf("%s: %d sources, %d read of %d, %d failed, %d documents; want %+v", c.folder, got.sources, got.read, got.expected, got.failed, documents, c)
		}
	}
}

// TestRealTarballs reads folders of mail that are handed over packed: 2,500
// single files, most of them with a separator line, and a Maildir.
func TestRealTarballs(t *testing.T) {
	dir := dataDir(t)
	for _, c := range []struct {
		file string
		want int64
	}{
		{"eml/spamassassin-easy_ham.tar.gz", 2500},
		{"maildir/notmuch-default.tar.gz", 53},
	} {
		got := readAll(t, untar(t, filepath.Join(dir, c.file)))
		t.Logf("%s: kinds %v, problems %v", c.file, got.kinds, got.problems)
		if got.read != c.want || got.failed != 0 || got.kinds[message.Document] != 0 || got.sources != 1 {
			t.Errorf("%s: %d sources, %d read, %d failed, kinds %v; want %d mails", c.file, got.sources, got.read, got.failed, got.kinds, c.want)
		}
	}
}

func untar(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for tr := tar.NewReader(z); ; {
		h, err := tr.Next()
		if err == io.EOF {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.Clean("/"+h.Name))
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(tr)
		if err = errors.Join(err, os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// BenchmarkParse reads the whole of one public mailbox: decompression,
// splitting, parsing, hashing, decoding every attachment.
func BenchmarkParse(b *testing.B) {
	file := filepath.Join(dataDir(b), "mbox", "linux-usb-2019.mbox.gz")
	var n int64
	for b.Loop() {
		n += readAll(b, file).read
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msgs/s")
}

// BenchmarkMemory reads the largest of the public mailboxes and reports the
// peak of the heap beyond what was there before.
func BenchmarkMemory(b *testing.B) {
	dir := filepath.Join(dataDir(b), "mbox")
	for b.Loop() {
		items, most := peak(b, Mbox{}, Source{Name: "box", FS: os.DirFS(dir), Main: "linux-usb-2020.mbox.gz"})
		b.ReportMetric(float64(most)/(1<<20), "MiB")
		b.ReportMetric(float64(len(items)), "items")
	}
}
