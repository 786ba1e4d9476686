package blob_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/index/blob"
	"vaughn/index/blob/blobtest"
	"vaughn/index/disk"
	"vaughn/index/disk/disktest"
	"vaughn/index/fault"
	"vaughn/index/message"
)

func open(t testing.TB, root string, f disk.FS) *blob.Dir {
	t.Helper()
	d, err := blob.OpenDir(root, f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestStores(t *testing.T) {
	for name, f := range map[string]func(t *testing.T) blob.Store{
		"folder": func(t *testing.T) blob.Store { return open(t, filepath.Join(t.TempDir(), "blobs"), disk.OS{}) },
		"batch":  func(t *testing.T) blob.Store { return open(t, filepath.Join(t.TempDir(), "blobs"), disk.OS{}).Batch() },
		"memory": func(t *testing.T) blob.Store { return open(t, "/blobs", disktest.New()) },
	} {
		t.Run(name, func(t *testing.T) { blobtest.Run(t, f) })
	}
}

func TestLayoutAndLeftovers(t *testing.T) {
	root := filepath.Join(t.TempDir(), "blobs")
	d := open(t, root, disk.OS{})
	ref, _, err := d.Put(t.Context(), strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, string(ref[:2]), string(ref[2:]))); err != nil {
		t.Error(err)
	}
	b := d.Batch()
	if _, _, err := b.Put(t.Context(), strings.NewReader("cut off")); err != nil {
		t.Fatal(err)
	}
	open(t, root, disk.OS{})
	if left, _ := os.ReadDir(filepath.Join(root, "tmp")); len(left) != 0 {
		t.Errorf("%d leftovers stayed", len(left))
	}
}

func TestCheckFindsDamage(t *testing.T) {
	root := filepath.Join(t.TempDir(), "blobs")
	d := open(t, root, disk.OS{})
	ref, _, err := d.Put(t.Context(), strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, string(ref[:2]), string(ref[2:])), []byte("hellO"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := blob.Check(t.Context(), d, ref); fault.CodeOf(err) != fault.Damaged {
		t.Errorf("damage gave %v", err)
	}
}

func TestDiskFaults(t *testing.T) {
	d := disktest.New()
	s := open(t, "/blobs", d)
	for n := range int64(4) {
		d.Fill(n)
		data := strings.Repeat("x", 200_000+int(n))
		if _, _, err := s.Put(t.Context(), strings.NewReader(data)); fault.CodeOf(err) != fault.NoSpace || fault.Hint(err) == "" {
			t.Errorf("a disk full after %d writes gave %v", n, err)
		}
		d.Fill(-1)
		if _, _, err := s.Put(t.Context(), strings.NewReader(data)); err != nil {
			t.Errorf("after making space: %v", err)
		}
	}
	d.Deny("/blobs")
	if _, _, err := s.Put(t.Context(), strings.NewReader("y")); fault.CodeOf(err) != fault.NoAccess {
		t.Errorf("without rights: %v", err)
	}
}

// TestCrash cuts the power at every change of a series of puts, single and in
// batches: what was acknowledged is there whole, and nothing that carries a
// name has other bytes than the name says.
func TestCrash(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for cut := int64(1); ; cut++ {
		d := disktest.New()
		d.CutPower(cut)
		acked, done := work(t, d, rng)
		after := d.Reboot(rng)
		s := open(t, "/blobs", after)
		for _, ref := range acked {
			if err := blob.Check(t.Context(), s, ref); err != nil {
				t.Fatalf("cut at change %d: acknowledged bytes: %v", cut, err)
			}
		}
		for _, name := range after.Names("/blobs") {
			ref := message.BlobRef(strings.ReplaceAll(strings.TrimPrefix(name, "/blobs/"), "/", ""))
			if err := blob.Check(t.Context(), s, ref); err != nil {
				t.Fatalf("cut at change %d: %v", cut, err)
			}
		}
		if done {
			break
		}
	}
}

func work(t *testing.T, d *disktest.Disk, rng *rand.Rand) (acked []message.BlobRef, done bool) {
	s, err := blob.OpenDir("/blobs", d)
	if err != nil {
		return nil, false
	}
	for round := range 3 {
		b := s.Batch()
		var refs []message.BlobRef
		for i := range 6 {
			ref, _, err := b.Put(t.Context(), bytes.NewReader(bytes.Repeat([]byte{byte(round), byte(i)}, rng.IntN(3000))))
			if err != nil {
				return acked, false
			}
			refs = append(refs, ref)
		}
		if b.Flush(t.Context()) != nil {
			return acked, false
		}
		acked = append(acked, refs...)
		ref, _, err := s.Put(t.Context(), strings.NewReader(fmt.Sprint("single ", round)))
		if err != nil {
			return acked, false
		}
		acked = append(acked, ref)
	}
	return acked, true
}

func BenchmarkPut(b *testing.B) {
	d := open(b, filepath.Join(b.TempDir(), "blobs"), disk.OS{})
	b.Run("single", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, _, err := d.Put(b.Context(), strings.NewReader(fmt.Sprintf("%9000d", i))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("batch of 250", func(b *testing.B) {
		t := d.Batch()
		for i := 0; b.Loop(); i++ {
			if _, _, err := t.Put(b.Context(), strings.NewReader(fmt.Sprintf("%9001d", i))); err != nil {
				b.Fatal(err)
			}
			if i%250 == 249 {
				if err := t.Flush(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
