package disktest

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

// File is an open file of a Disk.
type File struct {
	d    *Disk
	name string
	n    *node
	at   int64
	read bool // a folder's names were given
}

// Read implements io.Reader.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.ReadAt(p, f.at)
	f.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// ReadAt implements io.ReaderAt.
func (f *File) ReadAt(p []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.dead() {
		return 0, ErrPower
	}
	if at >= int64(len(f.n.now)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.now[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Write implements io.Writer.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.WriteAt(p, f.at)
	f.at += int64(n)
	return n, err
}

// WriteAt implements io.WriterAt.
func (f *File) WriteAt(p []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if err := f.d.change(f, change{at, slices.Clone(p)}); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Truncate sets the size.
func (f *File) Truncate(size int64) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	return f.d.change(f, change{at: size})
}

// Size is the present size.
func (f *File) Size() int64 {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	return int64(len(f.n.now))
}

// Seek implements io.Seeker.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.Size()
	}
	if offset < 0 {
		return 0, fmt.Errorf("seeking: a negative offset")
	}
	f.at = offset
	return offset, nil
}

// Sync makes a file's bytes, or a folder's names, durable.
func (f *File) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if err := f.d.begin("", false); err != nil {
		return err
	}
	for _, w := range f.n.writes {
		f.n.durable = w.apply(f.n.durable)
	}
	for _, r := range f.n.renames {
		r.apply(f.n.names)
	}
	f.n.writes, f.n.renames = nil, nil
	return f.d.end()
}

// ReadDir gives a folder's entries once.
func (f *File) ReadDir(n int) ([]fs.DirEntry, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.dead() {
		return nil, ErrPower
	}
	if f.read && n > 0 {
		return nil, io.EOF
	}
	f.read = true
	var out []fs.DirEntry
	for name, e := range f.d.nodes {
		if name != f.name && filepath.Dir(name) == f.name {
			out = append(out, entry{filepath.Base(name), e.dir})
		}
	}
	sort.Slice(out, func(i, j int) bool { return strings.Compare(out[i].Name(), out[j].Name()) < 0 })
	return out, nil
}

// Close implements io.Closer; it makes nothing durable.
func (f *File) Close() error { return nil }

type entry struct {
	name string
	dir  bool
}

func (e entry) Name() string { return e.name }
func (e entry) IsDir() bool  { return e.dir }
func (e entry) Type() fs.FileMode {
	if e.dir {
		return fs.ModeDir
	}
	return 0
}
func (e entry) Info() (fs.FileInfo, error) {
	return nil, fmt.Errorf("a test disk keeps no file information")
}
