package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vaughn/index/fault"
	"vaughn/index/query"
	"vaughn/index/record"
)

func open(t *testing.T, dir string) *Index {
	t.Helper()
	x, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func add(t *testing.T, x *Index, from, to int) {
	t.Helper()
	var docs []Doc
	for i := from; i <= to; i++ {
		docs = append(docs, Doc{record.Num(i), mail(t, i, time.Time{}, fmt.Sprintf("From: x@example.gov\nSubject: s\n\nall n%d", i))})
	}
	if err := x.Add(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	if x.Last() != 0 {
		t.Errorf("a new index ends at %d", x.Last())
	}
	add(t, x, 1, 50)
	add(t, x, 51, 60)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir)
	defer x.Close()
	if x.Last() != 60 {
		t.Errorf("after closing the index ends at %d", x.Last())
	}
	if got := find(t, x, facts{}, "all"); len(got) != 60 || got[0] != 1 {
		t.Errorf("%v", got)
	}
	if got := find(t, x, facts{}, "n55"); !slices.Equal(got, []record.Num{55}) {
		t.Errorf("%v", got)
	}
}

// TestKill kills a process that adds records, at several moments, and checks
// that what the index holds is exactly what Last says.
func TestKill(t *testing.T) {
	if dir := os.Getenv("SEARCH_KILL_DIR"); dir != "" {
		x := open(t, dir)
		for n := int(x.Last()) + 1; ; n += 7 {
			add(t, x, n, n+6)
		}
	}
	dir := t.TempDir()
	before := record.Num(0)
	for i := range 6 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestKill$")
		cmd.Env = append(os.Environ(), "SEARCH_KILL_DIR="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+i*70) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		x, err := Open(dir)
		if fault.CodeOf(err) == fault.Damaged {
			t.Logf("reported for rebuilding: %v", err)
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			before = 0
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		last := x.Last()
		got := find(t, x, facts{}, "all")
		if len(got) != int(last) || last < before {
			t.Errorf("after kill %d the index holds %d records and ends at %d; before it ended at %d", i, len(got), last, before)
		}
		before = last
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if before == 0 {
		t.Error("no record survived any of the kills")
	}
}

func TestSecondProgram(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	defer x.Close()
	if _, err := Open(dir); fault.CodeOf(err) != fault.Locked {
		t.Errorf("opening it twice: %v", err)
	}
}

// TestDamage breaks every file of an index in several ways: it opens with what
// it says it has, or Open, a search or the check says that it is damaged.
func TestDamage(t *testing.T) {
	whole := t.TempDir()
	x := open(t, whole)
	add(t, x, 1, 300)
	if err := x.Check(t.Context()); err != nil {
		t.Errorf("a sound index: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(whole)
	if err != nil {
		t.Fatal(err)
	}
	damaged := 0
	for _, f := range files {
		for how, change := range map[string]func([]byte) []byte{
			"empty":    func(b []byte) []byte { return nil },
			"cut":      func(b []byte) []byte { return b[:len(b)/2] },
			"zeroed":   func(b []byte) []byte { return make([]byte, len(b)) },
			"one byte": func(b []byte) []byte { b[len(b)/2] ^= 0xff; return b },
			"its end":  func(b []byte) []byte { b[len(b)-9] ^= 0xff; return b },
		} {
			dir := t.TempDir()
			for _, g := range files {
				b, err := os.ReadFile(filepath.Join(whole, g.Name()))
				if err != nil {
					t.Fatal(err)
				}
				if g.Name() == f.Name() {
					b = change(b)
				}
				if err := os.WriteFile(filepath.Join(dir, g.Name()), b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			x, err := Open(dir)
			if err != nil {
				if fault.CodeOf(err) != fault.Damaged {
					t.Errorf("%s %s: %v", f.Name(), how, err)
				}
				damaged++
				continue
			}
			set, err := x.All(t.Context(), query.Term{Text: "all"}, facts{})
			bad := x.Check(t.Context()) // a bit of a posting list is noticed by its checksum alone
			if err == nil && bad == nil && set.Len() != int(x.Last()) {
				t.Errorf("%s %s: %d records were found and it ends at %d", f.Name(), how, set.Len(), x.Last())
			}
			if whole := how == "one byte" && filepath.Ext(f.Name()) == ".zap"; whole && fault.CodeOf(bad) != fault.Damaged {
				t.Errorf("%s %s: the check says %v", f.Name(), how, bad)
			}
			_ = x.Close()
		}
	}
	if damaged == 0 {
		t.Error("no damage was noticed")
	}
}

func TestNoAccess(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); fault.CodeOf(err) != fault.NoAccess {
		t.Errorf("a file in the place of the folder: %v", err)
	}
}

func TestCancel(t *testing.T) {
	x := sampleIndex(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.All(ctx, query.Term{Text: "*"}, facts{}); fault.CodeOf(err) != fault.Cancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("searching: %v", err)
	}
	if err := x.Add(ctx, []Doc{{9, mail(t, 9, time.Time{}, "Subject: x\n\ny")}}); fault.CodeOf(err) != fault.Cancelled {
		t.Errorf("adding: %v", err)
	}
	if x.Last() != 3 {
		t.Errorf("a cancelled Add moved the end to %d", x.Last())
	}
}

// The root file is mapped into memory: every length of it must be refused
// before the index's own goroutines read beyond its end.
func TestRootFileCutAnywhere(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	add(t, x, 1, 30)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, rootFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := sound(dir); err != nil {
		t.Fatalf("a sound file: %v", err)
	}
	for n := 0; n < len(whole); n += 1500 {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if x, err := Open(dir); err == nil {
			if x.Last() != 30 { // the end of the file may be unused
				t.Errorf("cut to %d of %d bytes: it opens with %d records", n, len(whole), x.Last())
			}
			x.Close()
		} else if fault.CodeOf(err) != fault.Damaged {
			t.Errorf("cut to %d of %d bytes: %v", n, len(whole), err)
		}
	}
}
