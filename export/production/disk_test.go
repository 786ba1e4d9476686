package production

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"vaughn/export/qc"
	"vaughn/index/disk"
	"vaughn/index/fault"
)

// faulty is a disk of which one operation fails, and that says of each what it was.
type faulty struct {
	shared
	mu    sync.Mutex
	at    int // the operation that fails, counted from 1; 0 for none
	done  []string
	begun func(op string) // before each
}

func (d *faulty) op(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done = append(d.done, name)
	if d.begun != nil {
		d.begun(name)
	}
	if len(d.done) == d.at {
		return syscall.ENOSPC
	}
	return nil
}

func (d *faulty) Open(name string, flag int) (disk.File, error) {
	if err := d.op("open " + filepath.Base(name)); err != nil {
		return nil, err
	}
	f, err := d.shared.Open(name, flag)
	if err != nil {
		return nil, err
	}
	return &faultyFile{f, d, filepath.Base(name)}, nil
}

func (d *faulty) Mkdir(name string) error {
	if err := d.op("mkdir " + filepath.Base(name)); err != nil {
		return err
	}
	return d.shared.Mkdir(name)
}

func (d *faulty) Rename(from, to string) error {
	if err := d.op("rename to " + filepath.Base(to)); err != nil {
		return err
	}
	return d.shared.Rename(from, to)
}

func (d *faulty) Remove(name string) error {
	if err := d.op("remove " + filepath.Base(name)); err != nil {
		return err
	}
	return d.shared.Remove(name)
}

type faultyFile struct {
	disk.File
	on   *faulty
	name string
}

func (f *faultyFile) Write(p []byte) (int, error) {
	if err := f.on.op("write " + f.name); err != nil {
		n, _ := f.File.Write(p[:len(p)/2]) // half of it is there
		return n, err
	}
	return f.File.Write(p)
}

func (f *faultyFile) Sync() error  { return errors.Join(f.on.op("sync "+f.name), f.File.Sync()) }
func (f *faultyFile) Close() error { return errors.Join(f.on.op("close "+f.name), f.File.Close()) }

// trusting proves nothing, so that a run takes no time.
func trusting(o Options) Options {
	o.Prover = proverFunc(func(context.Context, []byte, qc.Claim, func(qc.Finding)) error { return nil })
	return o
}

// Whichever operation of the disk fails, no folder looks finished: up to the
// entry in the journal nothing is left at all, behind it a folder whose name
// says that it is not finished, and the error tells.
func TestEveryDiskOperation(t *testing.T) {
	m := newMemory()
	m.attachment(m.mail(t, map[string]string{"Subject": "a"}, "Call "+hiddenName+".\n", hiddenName), "b.txt", "b")
	s := testSpec()
	s.Combined, s.Volumes = true, Volumes{MaxPages: 3}
	p := plan(t, m, s)
	attempt := func(d *faulty) (string, error) {
		m.kept = nil
		o := trusting(options(t))
		o.disk = d
		out := filepath.Join(t.TempDir(), "out")
		_, err := Run(t.Context(), m, p, out, o)
		return out, err
	}
	whole := &faulty{}
	whole.begun = func(op string) {
		if len(m.kept) > 0 && strings.HasPrefix(op, "write") {
			t.Errorf("%s after the numbers were given", op)
		}
	}
	if _, err := attempt(whole); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for i, op := range whole.done {
		kind, _, _ := strings.Cut(op, " ")
		kinds[kind]++
		d := &faulty{at: i + 1}
		out, err := attempt(d)
		if len(d.done) <= i {
			continue // two files were quicker to the same folder than in the first run
		}
		if op = d.done[i]; err == nil {
			t.Errorf("operation %d (%s) fails and the run does not", i+1, op)
			continue
		}
		named := slices.Contains(d.done[:i], "rename to "+filepath.Base(out))
		if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) && !named {
			t.Errorf("operation %d (%s): a folder of the final name is left", i+1, op)
		}
		if len(m.kept) == 0 {
			nothing(t, m, out)
			continue
		}
		if named != (err != nil && strings.Contains(fault.Hint(err), "has its name")) {
			t.Errorf("operation %d (%s): the hint is %q", i+1, op, fault.Hint(err))
		}
		if _, _, err := verify(t, out+partial); err == nil {
			t.Errorf("operation %d (%s): what is left can be verified", i+1, op)
		}
	}
	for _, kind := range []string{"open", "write", "sync", "close", "mkdir", "rename", "remove"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s among %d operations", kind, len(whole.done))
		}
	}
	t.Logf("%d operations: %v; the last: %v", len(whole.done), kinds, whole.done[len(whole.done)-6:])
}

// A run that is killed at any operation leaves no folder that looks finished.
func TestKilledAnywhere(t *testing.T) {
	m := sampleOf(t, 2)
	p := plan(t, m, testSpec())
	o := trusting(options(t))
	out := filepath.Join(t.TempDir(), "out")
	seen := 0
	o.disk = &faulty{begun: func(op string) {
		seen++
		if _, err := os.Lstat(out); err == nil && !strings.Contains(op, filepath.Base(filepath.Dir(out))) {
			t.Errorf("before %s the folder has its name", op)
		}
		if slices.Contains([]string{"write certificate.json", "sync certificate.json", "remove " + marker}, op) {
			if _, _, err := verify(t, out+partial); err == nil {
				t.Errorf("before %s the folder can be verified", op)
			}
		}
	}}
	if _, err := Run(t.Context(), m, p, out, o); err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Errorf("%d operations", seen)
	}
}
