package store_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vaughn/index/blob"
	"vaughn/index/disk/disktest"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/store"
	"vaughn/index/store/storetest"
)

// acknowledged is what the program was told is safe.
type acknowledged struct {
	created bool
	batches int // batches 0..n-1
	entries int // decisions 0..n-1
	tried   bool
}

const perBatch = 3

// native is the bytes that a record of a batch names.
func native(batch, k int) string { return fmt.Sprintf("attachment %d of %d", k, batch) }

// nativeRef is their reference.
func nativeRef(batch, k int) message.BlobRef {
	sum := sha256.Sum256([]byte(native(batch, k)))
	return message.BlobRef(hex.EncodeToString(sum[:]))
}

// live does a run of work on a disk until it is done or the power goes.
func live(t *testing.T, dir string, d *disktest.Disk, rounds int) (a acknowledged) {
	ctx := t.Context()
	opt := store.WithDisk(storetest.Mount(t, d), d)
	s, err := store.Create(ctx, dir, meta(), opt)
	if err != nil {
		return a
	}
	defer s.Close()
	a.created = true
	if s.PutSource(ctx, store.Source{ID: "s1", Name: "a.mbox", Custodian: "Ann", Started: dawn}) != nil {
		return a
	}
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"), d)
	if err != nil {
		return a
	}
	for i := range rounds {
		bytes := blobs.Batch()
		for k := range perBatch {
			if _, _, err := bytes.Put(ctx, strings.NewReader(native(i, k))); err != nil {
				return a
			}
		}
		if bytes.Flush(ctx) != nil {
			return a
		}
		var b store.Batch
		for k := range perBatch {
			it := mail(t, i*perBatch+k, k%2)
			it.Record.Native = nativeRef(i, k)
			b.Items = append(b.Items, it)
		}
		if _, err := s.AddBatch(ctx, b); err != nil {
			return a
		}
		a.batches++
		if _, err := s.Commit(ctx, decision(t, b.Items[0], i)); err != nil {
			return a
		}
		a.entries++
	}
	return a
}

func decision(t *testing.T, it store.Item, i int) journal.Entry {
	t.Helper()
	c, err := journal.Set(journal.Key{Target: string(it.Record.ID), Kind: "coding", Name: "responsive"}, nil, fmt.Sprintf("yes %d", i))
	if err != nil {
		t.Fatal(err)
	}
	return journal.Entry{At: dawn.Add(time.Duration(i) * time.Second), Actor: "ada", Changes: []journal.Change{c}}
}

// survived opens the case after a crash and compares it with what was promised.
func survived(t *testing.T, dir string, d *disktest.Disk, a acknowledged) {
	t.Helper()
	ctx := t.Context()
	opt := store.WithDisk(storetest.Mount(t, d), d)
	s, err := store.Open(ctx, dir, opt)
	if !a.created && fault.CodeOf(err) == fault.NotCase {
		s, err = store.Create(ctx, dir, meta(), opt) // nothing was promised, so it can be made anew
	}
	if err != nil {
		t.Fatalf("opening after the crash: %v", err)
	}
	defer s.Close()
	if m, err := s.Meta(ctx); err != nil || m != meta() {
		t.Fatalf("the case's description: %v, %v", m, err)
	}
	if _, n, err := journal.Verify(s.Journal(ctx, 0)); err != nil || n < int64(1+a.entries) {
		t.Fatalf("%d entries of %d hold: %v", n, 1+a.entries, err)
	}
	for i := range a.batches {
		for k := range perBatch {
			it := mail(t, i*perBatch+k, k%2)
			r, err := s.Record(ctx, it.Record.ID)
			if err != nil || r.Text != it.Record.Text {
				t.Fatalf("record %d of batch %d: %v", k, i, err)
			}
			if where, err := s.Occurrences(ctx, r.ID); err != nil || len(where) != 1 {
				t.Fatalf("record %d of batch %d was found in %d places: %v", k, i, len(where), err)
			}
			if k == 0 && i < a.entries {
				if f, err := s.Facts(ctx, string(r.ID), "coding"); err != nil || len(f) != 1 || string(f[0].Value) != fmt.Sprintf(`"yes %d"`, i) {
					t.Fatalf("decision %d: %v, %v", i, f, err)
				}
			}
		}
	}
	// Whether acknowledged or not, a record that is there names bytes that are.
	blobs, err := blob.OpenDir(filepath.Join(dir, "blobs"), d)
	if err != nil {
		t.Fatal(err)
	}
	for ref, err := range s.Blobs(ctx) {
		if err == nil {
			err = blob.Check(ctx, blobs, ref)
		}
		if err != nil {
			t.Fatalf("the bytes of a record: %v", err)
		}
	}
	if n, _ := s.Count(ctx); n%(perBatch+1) != 0 {
		t.Fatalf("%d records: a batch is there in part", n)
	}
	// And work goes on.
	if err := s.PutSource(ctx, store.Source{ID: "s1", Name: "a.mbox", Custodian: "Ann"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddBatch(ctx, store.Batch{Items: []store.Item{mail(t, 0, 0), mail(t, 999, 0)}}); err != nil {
		t.Fatal(err)
	}
}

// TestPowerCut lets the power go at every change of the disk, with what was not
// synced lost, kept or torn: every acknowledged batch and decision is there, no
// batch is there in part, and the chain of the journal holds.
func TestPowerCut(t *testing.T) {
	dir := t.TempDir()
	whole := disktest.New()
	whole.MkdirAll(dir)
	const rounds = 3
	if a := live(t, dir, whole, rounds); a.entries != rounds {
		t.Fatalf("without a crash %d of %d decisions were taken", a.entries, rounds)
	}
	total := whole.Ops()
	t.Logf("%d changes of the disk", total)
	step := int64(1)
	if testing.Short() {
		step = 7
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for cut := int64(1); cut <= total; cut += step {
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			d := disktest.New()
			d.MkdirAll(dir)
			d.CutPower(cut)
			a := live(t, dir, d, rounds)
			for range 2 { // what is left of the unsynced differs
				survived(t, dir, d.Reboot(rng), a)
			}
		})
	}
}

// TestFullDisk fills the disk after every possible number of writes: the call
// says no-space, and once there is room everything goes on.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	for n := int64(0); ; n += 3 {
		d := disktest.New()
		d.MkdirAll(dir)
		ctx := t.Context()
		s, err := store.Create(ctx, dir, meta(), store.WithDisk(storetest.Mount(t, d), d))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.PutSource(ctx, store.Source{ID: "s1"}); err != nil {
			t.Fatal(err)
		}
		b := store.Batch{Items: []store.Item{mail(t, 1, 2), mail(t, 2, 2)}}
		d.Fill(n)
		_, err = s.AddBatch(ctx, b)
		d.Fill(-1)
		if err == nil {
			s.Close()
			if n == 0 {
				t.Fatal("a full disk was not noticed")
			}
			return
		}
		if fault.CodeOf(err) != fault.NoSpace || fault.Hint(err) == "" {
			t.Fatalf("full after %d writes: %v", n, err)
		}
		if _, err := s.AddBatch(ctx, b); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		if got, _ := s.Count(ctx); got != 6 {
			t.Fatalf("%d records instead of 6", got)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
