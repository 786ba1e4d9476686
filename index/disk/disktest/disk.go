// Package disktest is a disk in memory that tests can fill up, lock and cut the
// power of. It keeps what was written apart from what was synced: after Reboot
// an unsynced write may be there, be gone or be torn at a sector, and a name
// that was made, changed or removed without a sync of its folder may be either.
// That is harsher than most real disks, and what a promise of safety must bear.
package disktest

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"vaughn/index/disk"
)

// ErrPower is what every call gives after the power went.
var ErrPower = errors.New("the power is gone")

const sector = 512

// Disk implements disk.FS. It is safe for use by many goroutines.
type Disk struct {
	mu    sync.Mutex
	nodes map[string]*node // present names, cleaned; folders too
	ops   int64            // changes so far
	power int64            // the change at which the power goes, 0 for never
	space int64            // writes left, -1 without bound
	deny  string           // nothing under it may be written
}

type node struct {
	dir     bool
	now     []byte
	durable []byte
	writes  []change
	// names of a folder as they were last synced, and what was done since
	names   map[string]*node
	renames []naming
}

type change struct {
	at   int64
	data []byte // nil: truncate to at
}

type naming struct {
	name string
	to   *node  // nil: removed
	old  string // in the same step, for a rename within the folder
}

// New makes an empty disk that has the root folder only.
func New() *Disk {
	return &Disk{nodes: map[string]*node{sep: newDir()}, space: -1}
}

const sep = string(filepath.Separator)

func newDir() *node { return &node{dir: true, names: map[string]*node{}} }

// MkdirAll makes a folder and those above it, safely on disk.
func (d *Disk) MkdirAll(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name = filepath.Clean(name)
	var todo []string
	for ; d.nodes[name] == nil; name = filepath.Dir(name) {
		todo = append(todo, name)
	}
	for _, n := range slices.Backward(todo) {
		d.nodes[n] = newDir()
		d.nodes[filepath.Dir(n)].names[filepath.Base(n)] = d.nodes[n]
	}
}

// CutPower lets the power go at the nth change from now: the change is made,
// its caller and all after it get ErrPower.
func (d *Disk) CutPower(n int64) { d.mu.Lock(); d.power = d.ops + n; d.mu.Unlock() }

// Fill lets n more writes through and then gives syscall.ENOSPC, until Fill(-1).
func (d *Disk) Fill(n int64) { d.mu.Lock(); d.space = n; d.mu.Unlock() }

// Deny refuses changes under a name with fs.ErrPermission, "" none.
func (d *Disk) Deny(prefix string) { d.mu.Lock(); d.deny = prefix; d.mu.Unlock() }

// Ops is the number of changes so far.
func (d *Disk) Ops() int64 { d.mu.Lock(); defer d.mu.Unlock(); return d.ops }

func (d *Disk) dead() bool { return d.power > 0 && d.ops >= d.power }

// begin is asked before a change; it gives the error the change fails with.
func (d *Disk) begin(name string, writes bool) error {
	switch {
	case d.dead():
		return ErrPower
	case d.deny != "" && strings.HasPrefix(name, d.deny):
		return fs.ErrPermission
	case writes && d.space == 0:
		return syscall.ENOSPC
	}
	if writes && d.space > 0 {
		d.space--
	}
	d.ops++
	return nil
}

// end is asked after a change: its caller never hears of it when it was the last.
func (d *Disk) end() error {
	if d.dead() {
		return ErrPower
	}
	return nil
}

// Reboot gives the disk as it is found after the power went: all that was
// synced, and of the rest what rng leaves.
func (d *Disk) Reboot(rng *rand.Rand) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	keep := [...]float64{0, 0.5, 0.9, 1}[rng.IntN(4)]
	out := New()
	done := map[*node]*node{}
	var walk func(path string, dir *node)
	walk = func(path string, dir *node) {
		names := dir.names
		if len(dir.renames) > 0 {
			names = map[string]*node{}
			for k, v := range dir.names {
				names[k] = v
			}
			for _, r := range dir.renames {
				if rng.Float64() < keep {
					r.apply(names)
				}
			}
		}
		order := make([]string, 0, len(names))
		for name := range names {
			order = append(order, name)
		}
		slices.Sort(order)
		for _, name := range order {
			n := names[name]
			if done[n] == nil {
				done[n] = n.after(rng, keep)
			}
			p := filepath.Join(path, name)
			out.nodes[p] = done[n]
			out.nodes[path].names[name] = done[n]
			if n.dir {
				walk(p, n)
			}
		}
	}
	walk(sep, d.nodes[sep])
	return out
}

func (r naming) apply(names map[string]*node) {
	if r.old != "" {
		delete(names, r.old)
	}
	if r.to == nil {
		delete(names, r.name)
	} else {
		names[r.name] = r.to
	}
}

func (n *node) after(rng *rand.Rand, keep float64) *node {
	if n.dir {
		return newDir()
	}
	data := slices.Clone(n.durable)
	for _, w := range n.writes {
		switch {
		case rng.Float64() >= keep:
		case w.data != nil && rng.IntN(4) == 0: // torn
			for at := 0; at < len(w.data); at += sector {
				if rng.IntN(2) == 0 {
					data = change{w.at + int64(at), w.data[at:min(len(w.data), at+sector)]}.apply(data)
				}
			}
		default:
			data = w.apply(data)
		}
	}
	return &node{now: data, durable: slices.Clone(data)}
}

func (c change) apply(data []byte) []byte {
	end := c.at + int64(len(c.data))
	if c.data == nil {
		if c.at <= int64(len(data)) {
			return data[:c.at]
		}
	}
	if end > int64(len(data)) {
		data = append(data, make([]byte, end-int64(len(data)))...)
	}
	copy(data[c.at:], c.data)
	return data
}

// Open implements disk.FS.
func (d *Disk) Open(name string, flag int) (disk.File, error) { return d.OpenAt(name, flag) }

// OpenAt is Open for those who read and write at offsets.
func (d *Disk) OpenAt(name string, flag int) (*File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name = filepath.Clean(name)
	n := d.nodes[name]
	switch {
	case d.dead():
		return nil, ErrPower
	case n != nil && flag&os.O_EXCL != 0:
		return nil, fs.ErrExist
	case n == nil && flag&os.O_CREATE == 0:
		return nil, fs.ErrNotExist
	case n == nil:
		dir := d.nodes[filepath.Dir(name)]
		if dir == nil || !dir.dir {
			return nil, fs.ErrNotExist
		}
		if err := d.begin(name, true); err != nil {
			return nil, err
		}
		n = &node{}
		d.nodes[name] = n
		dir.renames = append(dir.renames, naming{name: filepath.Base(name), to: n})
		if err := d.end(); err != nil {
			return nil, err
		}
	}
	f := &File{d: d, name: name, n: n}
	if flag&os.O_TRUNC != 0 {
		if err := d.change(f, change{}); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (d *Disk) change(f *File, c change) error {
	if err := d.begin(f.name, true); err != nil {
		return err
	}
	f.n.now = c.apply(f.n.now)
	f.n.writes = append(f.n.writes, c)
	return d.end()
}

// Mkdir implements disk.FS.
func (d *Disk) Mkdir(name string) error {
	return d.naming(name, func(name string, dir *node) error {
		if d.nodes[name] != nil {
			return fs.ErrExist
		}
		d.nodes[name] = newDir()
		dir.renames = append(dir.renames, naming{name: filepath.Base(name), to: d.nodes[name]})
		return nil
	})
}

// Remove implements disk.FS.
func (d *Disk) Remove(name string) error {
	return d.naming(name, func(name string, dir *node) error {
		if d.nodes[name] == nil {
			return fs.ErrNotExist
		}
		delete(d.nodes, name)
		dir.renames = append(dir.renames, naming{name: filepath.Base(name)})
		return nil
	})
}

// Rename implements disk.FS. Between two folders it is two changes, of which a
// crash may keep one.
func (d *Disk) Rename(from, to string) error {
	return d.naming(to, func(to string, dir *node) error {
		from := filepath.Clean(from)
		n, was := d.nodes[from], d.nodes[filepath.Dir(from)]
		if n == nil {
			return fs.ErrNotExist
		}
		delete(d.nodes, from)
		d.nodes[to] = n
		if was == dir {
			dir.renames = append(dir.renames, naming{name: filepath.Base(to), to: n, old: filepath.Base(from)})
			return nil
		}
		was.renames = append(was.renames, naming{name: filepath.Base(from)})
		dir.renames = append(dir.renames, naming{name: filepath.Base(to), to: n})
		return nil
	})
}

func (d *Disk) naming(name string, f func(name string, dir *node) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	name = filepath.Clean(name)
	dir := d.nodes[filepath.Dir(name)]
	if dir == nil {
		return fs.ErrNotExist
	}
	if err := d.begin(name, false); err != nil {
		return err
	}
	if err := f(name, dir); err != nil {
		return err
	}
	return d.end()
}

// Names lists the files under a folder, whole paths, sorted.
func (d *Disk) Names(dir string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for name, n := range d.nodes {
		if !n.dir && strings.HasPrefix(name, filepath.Clean(dir)+sep) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
