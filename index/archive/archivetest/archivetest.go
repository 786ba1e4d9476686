// Package archivetest is the conformance suite every archive.Format must pass.
// It knows nothing of any format: it checks the promises of the interface on
// the samples it is given.
package archivetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"vaughn/index/archive"
	"vaughn/index/message"
)

// Run checks a format against samples: every entry at the top of files, a file
// or a folder, is one source of that format with at least one item.
func Run(t *testing.T, f archive.Format, files fs.FS) {
	t.Helper()
	entries, err := fs.ReadDir(files, ".")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, e := range entries {
		src := archive.Source{Name: e.Name(), FS: files, Main: e.Name(), ID: "sample"}
		t.Run(e.Name(), func(t *testing.T) { source(t, f, src) })
	}
}

func source(t *testing.T, f archive.Format, src archive.Source) {
	if got, err := archive.Detect(src); err != nil || got.Info().Name != f.Info().Name {
		t.Fatalf("detected as %v, %v; want %s", got, err, f.Info().Name)
	}
	if i := f.Info(); i.Name == "" || i.Title == "" || i.Keeps == "" || i.Proven != archive.RealData && i.Proven != archive.SpecsOnly {
		t.Errorf("incomplete Info: %+v", i)
	}
	src.Workers = 1
	one := read(t, f, src)
	src.Workers = 4
	if four := read(t, f, src); fmt.Sprint(one) != fmt.Sprint(four) {
		t.Errorf("reading with 4 workers differs:\n%v\n%v", one, four)
	}
	stops(t, f, src)
	skips(t, f, src, len(one))
	truncates(t, f, src)
}

// read checks all that holds for each item, and gives their identities.
func read(t *testing.T, f archive.Format, src archive.Source) []string {
	t.Helper()
	var out []string
	var sum *archive.Summary
	seen := map[string]bool{}
	err := f.Read(context.Background(), src, func(it archive.Item) error {
		if sum != nil {
			t.Error("an item after the summary")
		}
		if sum = it.Summary; sum != nil {
			return nil
		}
		if it.Err != nil {
			t.Errorf("item %+v: %v", it.At, it.Err)
			return nil
		}
		key := fmt.Sprintf("%s/%d", it.At.Path, it.At.Ordinal)
		if seen[key] {
			t.Errorf("position %s twice", key)
		}
		seen[key] = true
		if it.At.Source != src.ID || it.Message.At.Source != src.ID {
			t.Errorf("item %s: source %q, want %q", key, it.At.Source, src.ID)
		}
		item(t, key, it.Message)
		out = append(out, fmt.Sprintf("%s %s %v %v %d", key, it.Message.ID, it.Message.Date, it.Message.Problems, len(it.Message.Attached)))
		return nil
	})
	switch {
	case err != nil:
		t.Fatalf("reading: %v", err)
	case len(out) == 0:
		t.Fatal("no items")
	case sum == nil:
		t.Fatal("no summary")
	case sum.Read != int64(len(out)) || sum.Failed != 0 || sum.Skipped != 0:
		t.Errorf("summary %+v for %d items", *sum, len(out))
	case sum.Expected >= 0 && sum.Expected != sum.Read:
		t.Errorf("%d expected, %d read", sum.Expected, sum.Read)
	}
	return out
}

func item(t *testing.T, key string, m *message.Message) {
	t.Helper()
	if m.Kind == "" || m.ID != message.IDOf(m.RawSum) {
		t.Errorf("item %s: kind %q, id %q not sealed", key, m.Kind, m.ID)
	}
	if m.Raw != nil {
		raw := drain(t, m.Raw)
		if sha256.Sum256(raw) != m.RawSum || int64(len(raw)) != m.RawLen {
			t.Errorf("item %s: its bytes are not those of its hash", key)
		}
	}
	for _, b := range m.Bodies {
		if !utf8.ValidString(b.Text) || bytes.ContainsRune([]byte(b.Text), '\r') {
			t.Errorf("item %s: a body that is no clean text", key)
		}
		if b.Type != "text/plain" && b.Type != "text/html" {
			t.Errorf("item %s: a body of type %q", key, b.Type)
		}
	}
	for _, h := range m.Headers {
		if !utf8.ValidString(h.Value) {
			t.Errorf("item %s: field %s is no text", key, h.Name)
		}
	}
	for i, a := range m.Attached {
		if a.Open == nil {
			t.Errorf("item %s: attachment %d has no bytes", key, i)
			continue
		}
		if data := drain(t, a.Open); a.Size >= 0 && a.Size != int64(len(data)) {
			t.Errorf("item %s: attachment %d has %d bytes, not %d", key, i, len(data), a.Size)
		}
		if a.Nested != nil {
			item(t, key+"+", a.Nested)
		}
	}
}

func drain(t *testing.T, open func() (io.ReadCloser, error)) []byte {
	t.Helper()
	r, err := open()
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	data, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatalf("reading: %v", err)
	}
	return data
}

// exhaust reads as much as there is: what a cut left of an attachment may end
// in an error, or be nothing.
func exhaust(open func() (io.ReadCloser, error)) {
	if open == nil {
		return
	}
	if r, err := open(); err == nil {
		io.Copy(io.Discard, r)
		r.Close()
	}
}

// stops checks that emit's error and a cancelled context end the reading.
func stops(t *testing.T, f archive.Format, src archive.Source) {
	t.Helper()
	full := errors.New("disk full")
	calls := 0
	err := f.Read(context.Background(), src, func(archive.Item) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("emit failed: Read gave %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := f.Read(ctx, src, func(archive.Item) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: Read gave %v", err)
	}
}

func skips(t *testing.T, f archive.Format, src archive.Source, items int) {
	t.Helper()
	src.Skip = func(string, int64) bool { return true }
	err := f.Read(context.Background(), src, func(it archive.Item) error {
		if it.Summary == nil || it.Summary.Skipped != int64(items) || it.Summary.Read != 0 {
			t.Errorf("skipping all %d: got %+v", items, it.Summary)
		}
		return nil
	})
	if err != nil {
		t.Errorf("skipping all: %v", err)
	}
}

// truncates checks that a file cut anywhere is neither a crash nor a hang.
func truncates(t *testing.T, f archive.Format, src archive.Source) {
	t.Helper()
	whole, err := fs.ReadFile(src.FS, src.Main)
	if err != nil {
		return // a folder
	}
	for _, part := range []int{0, 1, 10, 33, 50, 77, 90, 99} {
		src.FS = fstest.MapFS{src.Main: {Data: whole[:len(whole)*part/100]}}
		_ = f.Read(context.Background(), src, func(it archive.Item) error {
			if it.Message != nil {
				for _, a := range it.Message.Attached {
					exhaust(a.Open)
				}
			}
			return nil
		})
	}
}
