package store_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"vaughn/index/disk/disktest"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/store/storetest"
)

// raw changes the database behind the program's back.
func raw(t *testing.T, dir, query string) error {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(query)
	return err
}

func wants(t *testing.T, err error, code fault.Code, words ...string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	if fault.Hint(err) == "" {
		t.Errorf("%v: no hint", err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v: does not say %q", err, w)
		}
	}
}

func TestOpenFaults(t *testing.T) {
	ctx := t.Context()
	s, dir := create(t)
	_, err := store.Open(ctx, dir)
	wants(t, err, fault.Locked, fmt.Sprint("process ", os.Getpid()), dir)
	_, err = store.Create(ctx, dir, meta())
	wants(t, err, fault.Locked)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = store.Create(ctx, dir, meta())
	wants(t, err, fault.Exists)
	_, err = store.Open(ctx, t.TempDir())
	wants(t, err, fault.NotCase)
	if _, err = store.Open(ctx, filepath.Join(dir, "none")); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	share := store.WithProbe(func(string) (string, error) { return "SMB", nil })
	_, err = store.Open(ctx, dir, share)
	wants(t, err, fault.Network, "SMB")
	_, err = store.Create(ctx, t.TempDir(), meta(), share)
	wants(t, err, fault.Network)

	if err := raw(t, dir, "PRAGMA user_version=99"); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(ctx, dir)
	wants(t, err, fault.Newer, "99")
	if err := raw(t, dir, "PRAGMA user_version=1; PRAGMA application_id=5"); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(ctx, dir)
	wants(t, err, fault.NotCase)
}

func TestDamage(t *testing.T) {
	ctx := t.Context()
	s, dir := create(t)
	s.Close()
	path := filepath.Join(dir, "case.db")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"no database": []byte(strings.Repeat("x", 5000)),
		"header":      append(make([]byte, 100), whole[100:]...),
		"schema":      append(append([]byte{}, whole[:100]...), make([]byte, len(whole)-100)...),
	} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(ctx, dir); fault.CodeOf(err) != fault.Damaged || fault.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoRights(t *testing.T) {
	dir, d := t.TempDir(), disktest.New()
	d.MkdirAll(dir)
	s, err := store.Create(t.Context(), dir, meta(), store.WithDisk(storetest.Mount(t, d), d))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d.Deny(dir)
	wants(t, s.PutSource(t.Context(), store.Source{ID: "s1"}), fault.NoAccess)
	d.Deny("")
	if err := s.PutSource(t.Context(), store.Source{ID: "s1"}); err != nil {
		t.Error(err)
	}
}

// TestOddNames opens cases in folders whose names mean something in a file URI.
func TestOddNames(t *testing.T) {
	for _, name := range []string{"50% of it", "what?", "no #1", "a&b=c", "Übung 日本", "x;y", "file:"} {
		dir := filepath.Join(t.TempDir(), name)
		s, err := store.Create(t.Context(), dir, meta())
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		s.Close()
		if _, err := os.Stat(filepath.Join(dir, "case.db")); err != nil {
			t.Error(err)
		}
	}
}

// TestJournalIsAppendOnly tries to change it by SQL, and then by force.
func TestJournalIsAppendOnly(t *testing.T) {
	s, dir := create(t)
	s.Close()
	for _, q := range []string{
		"UPDATE journal SET actor='mallory'", "DELETE FROM journal",
		"INSERT OR REPLACE INTO journal SELECT seq, reverts, batch, at, 'mallory', reason, changes, prev, sum FROM journal",
	} {
		if err := raw(t, dir, q); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", q, err)
		}
	}
	if err := raw(t, dir, "DROP TRIGGER journal_no_update; UPDATE journal SET actor='mallory'"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var broken *journal.BrokenError
	if _, _, err := journal.Verify(s.Journal(t.Context(), 0)); !errors.As(err, &broken) || broken.Seq != 1 {
		t.Errorf("a forged entry gave %v", err)
	}
	if err := s.Rebuild(t.Context()); fault.CodeOf(err) != fault.Damaged {
		t.Errorf("rebuilding from a forged journal gave %v", err)
	}
}

func TestCancelled(t *testing.T) {
	s, _ := create(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.PutSource(ctx, store.Source{ID: "s1"}); fault.CodeOf(err) != fault.Cancelled {
		t.Error(err)
	}
	s.Close()
	if err := s.PutSource(t.Context(), store.Source{ID: "s1"}); err == nil {
		t.Error("a closed case was written to")
	}
}

// TestWritersTakeTurns adds batches from many goroutines: what memory keeps of
// the records follows the order of their numbers.
func TestWritersTakeTurns(t *testing.T) {
	s, dir := create(t)
	ctx := t.Context()
	if err := s.PutSource(ctx, store.Source{ID: "s1", Custodian: "Ann"}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for w := range 8 {
		items := make([][]store.Item, 10)
		for i := range items {
			items[i] = []store.Item{mail(t, w*100+i, i%3)}
		}
		go func() {
			var err error
			for _, it := range items {
				_, e := s.AddBatch(ctx, store.Batch{Items: it})
				err = errors.Join(err, e)
			}
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	live, err := s.Columns(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if s, err = store.Open(ctx, dir); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if read, err := s.Columns(ctx); err != nil || read.Len() == 0 {
		t.Fatal(err)
	} else {
		for n := record.Num(1); int(n) <= read.Len(); n++ {
			if live.Family(n) != read.Family(n) || live.Parent(n) != read.Parent(n) || live.Dup(n) != read.Dup(n) || live.Date(n) != read.Date(n) || live.Kind(n) != read.Kind(n) {
				t.Fatalf("record %d: memory and database differ", n)
			}
		}
	}
}

// TestReadersWhileWriting holds many readers against a writer: none waits for
// another, none sees half a batch.
func TestReadersWhileWriting(t *testing.T) {
	s, _ := create(t)
	ctx := t.Context()
	if err := s.PutSource(ctx, store.Source{ID: "s1", Custodian: "Ann"}); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	for range 8 {
		go func() {
			var err error
			for range 20 {
				n := 0
				for _, e := range s.Records(ctx, 0) {
					for r, e2 := range s.Records(ctx, 0) { // nested, more than there are connections
						err = errors.Join(err, e, e2)
						_ = r
						break
					}
					n++
				}
				if n%5 != 0 {
					err = errors.Join(err, fmt.Errorf("saw %d records", n))
				}
			}
			done <- err
		}()
	}
	for i := range 20 {
		var b store.Batch
		for k := range 5 {
			b.Items = append(b.Items, mail(t, i*5+k, 0))
		}
		if _, err := s.AddBatch(ctx, b); err != nil {
			t.Error(err)
		}
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

const killedEnv = "VAUGHN_STORE_KILLED"

// TestKilled kills a program of its own with SIGKILL while it stores, several
// times over one case: what it said was stored is there, and the lock is free.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killedEnv); dir != "" {
		storeUntilKilled(t, dir)
		return
	}
	s, dir := create(t)
	if err := errors.Join(s.PutSource(t.Context(), store.Source{ID: "s1", Custodian: "Ann"}), s.Close()); err != nil {
		t.Fatal(err)
	}
	said := -1
	for round := range 4 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$", "-test.v")
		cmd.Env = append(os.Environ(), killedEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		limit := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
		for line := range lines(out) {
			if n, err := strconv.Atoi(strings.TrimPrefix(line, "stored ")); err == nil {
				if said = n; n >= (round+1)*8 {
					_ = cmd.Process.Kill() // and read on: what it said before it died counts
				}
			}
		}
		_ = cmd.Wait()
		limit.Stop()
		if said < (round+1)*8 {
			t.Fatalf("the program stopped by itself at %d", said)
		}
		s, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		for i := range said + 1 {
			if _, err := s.Record(t.Context(), mail(t, i, 1).Record.ID); err != nil {
				t.Fatalf("after kill %d: %v", round, err)
			}
		}
		if _, n, err := journal.Verify(s.Journal(t.Context(), 0)); err != nil || n < int64(said+2) {
			t.Fatalf("after kill %d: %d entries hold: %v", round, n, err)
		}
		s.Close()
	}
}

func lines(r io.Reader) iter.Seq[string] {
	return func(yield func(string) bool) {
		for sc := bufio.NewScanner(r); sc.Scan(); {
			if !yield(sc.Text()) {
				return
			}
		}
	}
}

func storeUntilKilled(t *testing.T, dir string) {
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	n, _ := s.Count(t.Context())
	// A mail and its attachment each. The last one stored may lack its decision:
	// the kill can fall between the two.
	for i := max(0, n/2-1); i < 5000; i++ {
		it := mail(t, i, 1)
		if _, err := s.AddBatch(t.Context(), store.Batch{Items: []store.Item{it}}); err != nil {
			t.Fatal(err)
		}
		facts, err := s.Facts(t.Context(), string(it.Record.ID), "coding")
		if err != nil {
			t.Fatal(err)
		}
		if len(facts) == 0 {
			if _, err := s.Commit(t.Context(), decision(t, it, i)); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Println("stored", i)
	}
}
