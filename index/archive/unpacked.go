package archive

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vaughn/index/fault"
)

// unpacked is the inside of a container as a file system. Names are made safe when
// they come in: no element leads out of it, no two are the same.
type unpacked struct {
	label  string // the container, for messages
	lim    Limits
	left   *atomic.Int64 // bytes that may still be unpacked, with all that is nested
	files  map[string]*entry
	dirs   map[string][]string // names in a folder
	next   map[string]int      // how often a name was in the way
	damage []error             // what of the container itself cannot be read
	close  []func()
}

// entry is one file of it.
type entry struct {
	name   string
	size   int64 // -1 when unknown
	packed int64 // bytes it takes in the container; 0 when stored as it is
	mode   fs.FileMode
	when   time.Time
	err    error // why it cannot be had
	open   func() (io.ReadCloser, error)
	at     io.ReaderAt // its bytes, when they lie somewhere as they are

	mu   sync.Mutex
	seen int64 // bytes of it that have been counted
}

// maxElements bounds how deep folders of one name go; of a deeper one the last
// are kept.
const maxElements = 64

func newUnpacked(src Source) *unpacked {
	t := &unpacked{label: src.Name, lim: src.Limits.orDefaults(), files: map[string]*entry{}, dirs: map[string][]string{".": {}}, next: map[string]int{}}
	if src.nest != nil {
		t.left = src.nest.left
	}
	if t.left == nil {
		t.left = &atomic.Int64{}
		t.left.Store(1 << 62)
	}
	return t
}

// add takes a file in under a safe form of its name; false when there are more
// than the limits allow.
func (t *unpacked) add(raw string, e *entry) bool {
	if len(t.files)+len(t.dirs) >= t.lim.Entries {
		return false
	}
	e.name = t.free(safeName(raw))
	t.files[e.name] = e
	t.link(e.name)
	return true
}

// free makes a name that no file has yet and that lies below none: what is in
// the way is passed by numbers, as desktops do it.
func (t *unpacked) free(name string) string {
	elements := strings.Split(name, "/")
	at := ""
	for i, e := range elements {
		last := i == len(elements)-1
		want := path.Join(at, e)
		ext := path.Ext(e)
		for at = want; t.files[at] != nil || last && t.dirs[at] != nil; {
			t.next[want]++
			at = path.Join(path.Dir(want), fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(e, ext), t.next[want]+1, ext))
		}
	}
	return at
}

// link lists a name in its folder, making the folders above it.
func (t *unpacked) link(name string) {
	for name != "." {
		dir := path.Dir(name)
		list, known := t.dirs[dir]
		t.dirs[dir] = append(list, name)
		if known {
			return
		}
		name = dir
	}
}

// safeName makes a path of what a container calls a file: relative, without
// steps upwards, valid UTF-8.
func safeName(raw string) string {
	raw = strings.ToValidUTF8(raw, "\uFFFD")
	var out []string
	for _, e := range strings.Split(raw, "/") {
		e = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7F {
				return '_'
			}
			return r
		}, e)
		if len(e) > 255 {
			e = strings.ToValidUTF8(e[:200], "") + strings.ToValidUTF8(e[len(e)-40:], "")
		}
		drive := len(out) == 0 && len(e) == 2 && e[1] == ':'
		if e != "" && e != "." && e != ".." && !drive {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return "unnamed"
	}
	return path.Join(out[max(0, len(out)-maxElements):]...)
}

// Close frees what it holds.
func (t *unpacked) Close() {
	for _, f := range slices.Backward(t.close) {
		f()
	}
}

// Open opens a file; folders can only be listed.
func (t *unpacked) Open(name string) (fs.File, error) {
	e, ok := t.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if e.err != nil {
		return nil, e.err
	}
	if e.at != nil {
		return spanFile{io.NewSectionReader(e.at, 0, e.size), e}, nil
	}
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	return &unpackedFile{ReadCloser: r, e: e, t: t}, nil
}

// Stat describes a file or folder without opening it.
func (t *unpacked) Stat(name string) (fs.FileInfo, error) {
	if e, ok := t.files[name]; ok {
		return unpackedInfo{e}, nil
	}
	if _, ok := t.dirs[name]; ok {
		return unpackedInfo{&entry{name: name, mode: fs.ModeDir}}, nil
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder in lexical order.
func (t *unpacked) ReadDir(name string) ([]fs.DirEntry, error) {
	names, ok := t.dirs[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	slices.Sort(names)
	out := make([]fs.DirEntry, len(names))
	for i, n := range names {
		info, err := t.Stat(n)
		if err != nil {
			return nil, err
		}
		out[i] = fs.FileInfoToDirEntry(info)
	}
	return out, nil
}

type unpackedInfo struct{ e *entry }

func (i unpackedInfo) Name() string       { return path.Base(i.e.name) }
func (i unpackedInfo) Size() int64        { return max(0, i.e.size) }
func (i unpackedInfo) Mode() fs.FileMode  { return i.e.mode }
func (i unpackedInfo) ModTime() time.Time { return i.e.when }
func (i unpackedInfo) IsDir() bool        { return i.e.mode.IsDir() }
func (i unpackedInfo) Sys() any           { return nil }

// spanFile is a file whose bytes lie in a larger one.
type spanFile struct {
	*io.SectionReader
	e *entry
}

func (f spanFile) Stat() (fs.FileInfo, error) { return unpackedInfo{f.e}, nil }
func (f spanFile) Close() error               { return nil }

// unpackedFile is a file that is unpacked while it is read, within the limits.
type unpackedFile struct {
	io.ReadCloser
	e   *entry
	t   *unpacked
	out int64
}

// Stat describes the file.
func (f *unpackedFile) Stat() (fs.FileInfo, error) { return unpackedInfo{f.e}, nil }

// Read unpacks. What grows out of all proportion is a bomb and ends in an
// error; the same bytes read twice count once.
func (f *unpackedFile) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	f.out += int64(n)
	switch {
	case f.out > f.t.lim.Item:
		return n, tooLarge(f.t.label, 0, f.t.lim)
	case swollen(f.out, f.e.packed, f.t.lim), !f.e.count(f.out, f.t.left):
		return n, bomb(f.t.label)
	}
	return n, err
}

// count takes bytes not seen before from what is left; false when it is used up.
func (e *entry) count(out int64, left *atomic.Int64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if out <= e.seen {
		return left.Load() >= 0
	}
	more := out - e.seen
	e.seen = out
	return left.Add(-more) >= 0
}

// harmless is what anything may unpack to, whatever its ratio.
const harmless = 64 << 20

// swollen tells a stream that unpacks to more than what it could honestly hold.
func swollen(out, packed int64, lim Limits) bool {
	return out > harmless && out/lim.Ratio > packed
}

func bomb(name string) error {
	return &fault.Error{
		Code: fault.Limit, Op: "unpacking", Subject: name, Err: fmt.Errorf("it unpacks to out of all proportion to its size"),
		Hint: "If it is no trap, unpack it by hand and import the folder.",
	}
}
