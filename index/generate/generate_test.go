package generate

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/archive"
	"vaughn/index/message"
	"vaughn/index/record"
)

// made generates and measures.
func made(t testing.TB, o Options) Figures {
	var meter Meter
	g := New(o)
	for {
		it, ok := g.Next()
		if !ok {
			return meter.Figures()
		}
		m := archive.ReadMIME(it.Raw, message.Locator{}, archive.Limits{})
		if len(m.Problems) > 0 {
			t.Fatalf("item %d: %+v", g.made, m.Problems)
		}
		r, err := record.FromEmail(m)
		if err != nil {
			t.Fatal(err)
		}
		meter.Add(m, r, int64(len(it.Raw)))
	}
}

// pairs are the figures of a collection and of what was made after it.
func pairs(like, got Figures) map[string][2]float64 {
	out := map[string][2]float64{
		"bytes": {like.Bytes, got.Bytes}, "words": {like.Words, got.Words}, "middle": {like.Middle, got.Middle}, "long": {like.Long, got.Long},
		"own": {like.Own, got.Own}, "quoting": {like.Quoting, got.Quoting}, "depth": {like.Depth, got.Depth}, "attached": {like.Attached, got.Attached},
		"html": {like.HTML, got.HTML}, "answers": {like.Answers, got.Answers},
	}
	for i, n := range like.Vocabulary[:min(len(like.Vocabulary), len(got.Vocabulary))] {
		out["vocabulary "+string(rune('0'+i))] = [2]float64{float64(n), float64(got.Vocabulary[i])}
	}
	return out
}

func within(t *testing.T, most float64, like, got Figures) {
	t.Helper()
	for what, p := range pairs(like, got) {
		off := math.Abs(p[1]-p[0]) / max(p[0], 1e-9)
		t.Logf("%-12s %10.3f %10.3f", what, p[0], p[1])
		if p[0] == 0 && p[1] != 0 || p[0] != 0 && off > most {
			t.Errorf("%s is %.3f, beside %.3f", what, p[1], p[0])
		}
	}
}

func TestAsTheCollectionsItIsSetBy(t *testing.T) {
	for _, p := range Profiles() {
		t.Run(p.Name, func(t *testing.T) {
			within(t, 0.2, p.Like, made(t, Options{Seed: 3, Size: 3000, Custodians: 3, Profile: p}))
		})
	}
}

// TestCollectionsAreAsWritten measures the collections again.
func TestCollectionsAreAsWritten(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for i, glob := range []string{"linux-usb-*.mbox.gz", "usrp-users-*.mbox.gz"} {
		paths, err := filepath.Glob(filepath.Join(dir, "mbox", glob))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", glob, len(paths), err)
		}
		var meter Meter
		for _, path := range paths {
			read(t, path, func(m *message.Message, r *record.Record) { meter.Add(m, r, m.At.Length) })
		}
		within(t, 0.01, Profiles()[i].Like, meter.Figures())
	}
}

func read(t *testing.T, path string, each func(*message.Message, *record.Record)) {
	t.Helper()
	sources, err := archive.OpenSource(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Detect(sources[0])
	if err != nil {
		t.Fatal(err)
	}
	err = f.Read(t.Context(), sources[0], func(it archive.Item) error {
		if it.Err != nil {
			t.Error(it.Err)
		}
		if it.Message == nil {
			return nil
		}
		r, err := record.FromEmail(it.Message)
		each(it.Message, r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMboxHoldsEachItem: the stream is the same for the same seed, and a reader
// finds as many messages as were asked for, copies among them.
func TestMboxHoldsEachItem(t *testing.T) {
	o := Options{Seed: 9, Size: 1500, Custodians: 4, Profile: rich()}
	all, err := io.ReadAll(Reader(o))
	if err != nil {
		t.Fatal(err)
	}
	again, err := io.ReadAll(Reader(o))
	if err != nil || !bytes.Equal(all, again) {
		t.Fatalf("the same seed gives other mails: %v", err)
	}
	o.Seed++
	if other, _ := io.ReadAll(Reader(o)); bytes.Equal(all, other) {
		t.Error("another seed gives the same mails")
	}
	path := filepath.Join(t.TempDir(), "all.mbox")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	n, bytesOf, ids, files := 0, map[message.ID]int{}, map[string]int{}, 0
	read(t, path, func(m *message.Message, _ *record.Record) {
		n++
		bytesOf[m.ID]++
		ids[m.MessageID]++
		files += len(m.Attached)
	})
	same, distinct := n-len(bytesOf), n-len(ids)
	t.Logf("%d items, %d copies, %d of them of the same bytes, %d files", n, distinct, same, files)
	if n != o.Size || distinct < n/20 || distinct > n/8 || same < distinct/4 || same > distinct*3/4 || files == 0 {
		t.Errorf("%d items, %d copies, %d of the same bytes, %d files", n, distinct, same, files)
	}
}

// TestMarks: a line that looks like a separator cannot part a mail in two.
func TestMarks(t *testing.T) {
	var b bytes.Buffer
	WriteMbox(&b, []byte("Subject: x\n\nFrom me\n>From you\nfrom\n"))
	if want := "Subject: x\n\n>From me\n>>From you\nfrom\n\n"; !bytes.HasSuffix(b.Bytes(), []byte(want)) || bytes.Count(b.Bytes(), []byte("\nFrom ")) != 0 {
		t.Errorf("%q", b.String())
	}
}

func BenchmarkGenerate(b *testing.B) {
	g := New(Options{Seed: 1, Size: math.MaxInt, Custodians: 3})
	for b.Loop() {
		it, _ := g.Next()
		b.SetBytes(int64(len(it.Raw)))
	}
}
