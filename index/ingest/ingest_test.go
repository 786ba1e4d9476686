package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vaughn/index/blob"
	"vaughn/index/disk"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
)

// shop is a real database and a real shelf, with an index that only counts.
type shop struct {
	*store.Store
	shelf *blob.Dir
	nums  []record.Num
	stop  func() error // called before each batch reaches the database
}

func open(t *testing.T, dir string) *shop {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if fault.CodeOf(err) == fault.NotCase || fault.CodeOf(err) == fault.NotFound {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s, err = store.Create(ctx, dir, store.Meta{CaseID: "c", Name: "n", Zone: "UTC", By: "t", Created: time.Unix(1, 0)})
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := blob.OpenDir(filepath.Join(dir, "blobs"), disk.OS{})
	if err != nil {
		t.Fatal(err)
	}
	return &shop{Store: s, shelf: b}
}

func (s *shop) Add(_ context.Context, rs []store.Numbered) error {
	for _, r := range rs {
		s.nums = append(s.nums, r.Num)
	}
	return nil
}

func (s *shop) AddBatch(ctx context.Context, b store.Batch) (store.Added, error) {
	if s.stop != nil {
		if err := s.stop(); err != nil {
			return store.Added{}, err
		}
	}
	return s.Store.AddBatch(ctx, b)
}

func (s *shop) run(t *testing.T, custodian string, batch int, paths ...string) (ingest.Report, error) {
	t.Helper()
	shelf := s.shelf.Batch()
	defer shelf.Discard()
	opt := ingest.Options{Custodian: custodian, Limits: ingest.Limits{Items: batch}}
	return ingest.New(s, shelf, s, opt).Run(context.Background(), paths, progress.None)
}

// mbox writes n mails, every third with an attachment.
func mbox(t *testing.T, path string, n int) {
	t.Helper()
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "From x@y.example Thu Jan  4 10:00:00 2024\nFrom: P%d <p%d@y.example>\nTo: q@y.example\nSubject: mail %d\nDate: Thu, 4 Jan 2024 10:00:%02d +0000\nMessage-ID: <%d@y.example>\n", i, i, i, i%60, i)
		if i%3 == 0 {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nbody %d\n--b\nContent-Disposition: attachment; filename=a%d.txt\n\nattached %d\n--b--\n\n", i, i, i)
			continue
		}
		fmt.Fprintf(&b, "\nbody %d\n>From here\n\n", i)
	}
	var out bytes.Buffer = b
	if strings.HasSuffix(path, ".gz") {
		out = bytes.Buffer{}
		z := gzip.NewWriter(&out)
		_, _ = z.Write(b.Bytes())
		_ = z.Close()
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestImportCountsEverything(t *testing.T) {
	dir := t.TempDir()
	box := filepath.Join(dir, "a.mbox.gz")
	mbox(t, box, 10)
	s := open(t, filepath.Join(dir, "case"))
	defer s.Close()
	rep, err := s.run(t, "Ann", 3, box)
	if err != nil {
		t.Fatal(err)
	}
	line := rep.Sources[0]
	if rep.Records != 14 || line.Read != 10 || line.Failed != 0 || line.AttachmentsRead != 4 || line.Format != "mbox" || line.SHA256 == "" || line.SHA256 != line.SumAfter {
		t.Errorf("report %+v", rep)
	}
	if len(s.nums) != 14 || s.nums[13] != 14 {
		t.Errorf("indexed %v", s.nums)
	}
	// The same again adds nothing; another custodian's copy is ten more places.
	if rep, err = s.run(t, "Ann", 3, box); err != nil || rep.Records != 0 || rep.Occurrences != 0 || rep.Known != 10 {
		t.Errorf("again: %+v, %v", rep, err)
	}
	if rep, err = s.run(t, "Bo", 3, box); err != nil || rep.Records != 0 || rep.Occurrences != 10 {
		t.Errorf("another custodian: %+v, %v", rep, err)
	}
	ids, err := s.ByMessageID(context.Background(), "<1@y.example>")
	if err != nil || len(ids) != 1 {
		t.Fatalf("%v, %v", ids, err)
	}
	raw, err := s.Raw(context.Background(), ids[0])
	if err != nil || !bytes.HasPrefix(raw, []byte("From: P1 ")) || !bytes.Contains(raw, []byte("\nFrom here\n")) {
		t.Errorf("the mail's own bytes are %q, %v", raw, err)
	}
}

func TestStoppedImportGoesOnWhereItWas(t *testing.T) {
	dir := t.TempDir()
	box := filepath.Join(dir, "a.mbox")
	mbox(t, box, 50)
	for stopAt := 1; stopAt <= 4; stopAt++ {
		caseDir := filepath.Join(dir, fmt.Sprint("case", stopAt))
		s := open(t, caseDir)
		boom, left := errors.New("the power went"), stopAt
		s.stop = func() error {
			if left--; left == 0 {
				return boom
			}
			return nil
		}
		if _, err := s.run(t, "Ann", 10, box); !errors.Is(err, boom) {
			t.Fatalf("stopped with %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, caseDir)
		before, _ := s.Count(context.Background())
		rep, err := s.run(t, "Ann", 10, box)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := s.Count(context.Background())
		if before != 0 && rep.Known == 0 || after != 67 || rep.Sources[0].Read != 50 {
			t.Errorf("stop %d: %d records before, %d after, report %+v", stopAt, before, after, rep)
		}
		for r, err := range s.Records(context.Background(), 0) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Record.Native != "" {
				if err := blob.Check(context.Background(), s.shelf, r.Record.Native); err != nil {
					t.Errorf("attachment of an acknowledged record: %v", err)
				}
			}
		}
		_ = s.Close()
	}
}

func TestBadNeighboursAreReportedAndOthersGoOn(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "in")
	if err := os.Mkdir(src, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"good.eml":   "From: a@b.example\nSubject: hi\nMessage-ID: <g@b>\nDate: Thu, 4 Jan 2024 10:00:00 +0000\n\nhello\n",
		"cut.eml":    "From: a@b.example\nSubject: cut\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=zz\n\n--zz\nContent-Type: text/plain; charset=x-klingon\n\nnuqneH \xff\n",
		"empty.eml":  "",
		"secret.bin": "\x00\x01\x02",
	} {
		if err := os.WriteFile(filepath.Join(src, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mbox(t, filepath.Join(src, "box.mbox"), 4)
	mbox(t, filepath.Join(src, "torn.mbox.gz"), 60)
	torn, _ := os.ReadFile(filepath.Join(src, "torn.mbox.gz"))
	if err := os.WriteFile(filepath.Join(src, "torn.mbox.gz"), torn[:len(torn)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(dir, "case"))
	defer s.Close()
	rep, err := s.run(t, "", 100, src)
	if err != nil {
		t.Fatal(err)
	}
	if ids, _ := s.ByMessageID(context.Background(), "<g@b>"); len(ids) != 1 {
		t.Error("the good neighbour is missing")
	}
	var failed, read int64
	for _, l := range rep.Sources {
		failed, read = failed+l.Failed, read+l.Read
		for _, p := range l.Problems {
			if strings.Contains(p.At+p.Detail, "nuqneH") {
				t.Errorf("a problem quotes content: %+v", p)
			}
		}
	}
	if failed == 0 || read < 7 {
		t.Errorf("read %d, failed %d: %+v", read, failed, rep.Sources)
	}
	charset, err := s.Where(context.Background(), store.Is, store.IsHas, store.HasProblem)
	if err != nil || len(charset) == 0 {
		t.Errorf("no record with a problem, %v", err)
	}
}

func TestChangedFileInAKnownFolderIsRead(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "in")
	if err := os.Mkdir(src, 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name, id string) {
		t.Helper()
		text := "From: a@b.example\nMessage-ID: <" + id + "@b>\nDate: Thu, 4 Jan 2024 10:00:00 +0000\n\nhello\n"
		if err := os.WriteFile(filepath.Join(src, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.eml", "1")
	write("b.eml", "2")
	s := open(t, filepath.Join(dir, "case"))
	defer s.Close()
	for i, want := range []int64{2, 0} {
		if rep, err := s.run(t, "", 10, src); err != nil || rep.Records != want || rep.Occurrences != want {
			t.Fatalf("run %d: %+v, %v", i, rep, err)
		}
	}
	write("b.eml", "3")
	write("c.eml", "4")
	if rep, err := s.run(t, "", 10, src); err != nil || rep.Records != 2 {
		t.Errorf("after a change: %+v, %v", rep, err)
	}
	for _, id := range []string{"<1@b>", "<2@b>", "<3@b>", "<4@b>"} {
		if ids, err := s.ByMessageID(context.Background(), id); err != nil || len(ids) != 1 {
			t.Errorf("%s: %v, %v", id, ids, err)
		}
	}
}

func TestMissingPathNamesItself(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "case"))
	defer s.Close()
	_, err := s.run(t, "", 10, filepath.Join(t.TempDir(), "nowhere.mbox"))
	if fault.CodeOf(err) != fault.NotFound || !strings.Contains(err.Error(), "nowhere.mbox") {
		t.Errorf("got %v", err)
	}
}

// TestSharedMboxes imports the large lists whole and compares with the counts
// of three independent tools.
func TestSharedMboxes(t *testing.T) {
	data := os.Getenv("VAUGHN_DATA")
	if data == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	if testing.Short() {
		t.Skip("short")
	}
	s := open(t, filepath.Join(t.TempDir(), "case"))
	defer s.Close()
	total := int64(0)
	for name, want := range map[string]int64{
		"linux-usb-2019": 9038, "linux-usb-2020": 15616, "linux-usb-2021": 12834, "linux-usb-2022": 12760, "usrp-users-2019-2020": 3337,
	} {
		rep, err := s.run(t, "list", 1000, filepath.Join(data, "mbox", name+".mbox.gz"))
		if err != nil {
			t.Fatal(err)
		}
		if l := rep.Sources[0]; l.Read != want || l.Expected != want || l.Failed != 0 || rep.Occurrences != want {
			t.Errorf("%s: %+v, want %d", name, l, want)
		}
		total += rep.Sources[0].Read
	}
	if total != 53585 {
		t.Errorf("%d messages, want 53,585", total)
	}
}
