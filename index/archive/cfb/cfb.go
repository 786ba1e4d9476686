// Package cfb reads compound files (MS-CFB), the small file systems that
// Outlook messages and old Office documents are: a tree of storages and
// streams.
//
// Hostile files: the directory and each chain of sectors is bounded by what
// the file has room for, a tree that leads back into itself is cut, names and
// sizes are believed only as far as bytes are there. Memory grows with the
// directory (at most 2^18 entries are read) and with four bytes a sector of
// the mini stream; streams are streamed.
//
// It refuses to write and to follow what lies in free sectors.
package cfb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// Errors that callers branch on.
var (
	// ErrFormat says that the file is no compound file.
	ErrFormat = errors.New("not a compound file")
	// ErrDamaged is in the chain of every error about bytes that contradict the format.
	ErrDamaged = errors.New("damaged compound file")
)

// Magic is how every compound file begins.
const Magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

const (
	headerSize  = 512
	difatInHead = 109
	entrySize   = 128
	miniSector  = 64
	lastSector  = 0xFFFFFFFA // greater numbers are marks
	endOfChain  = 0xFFFFFFFE
	none        = 0xFFFFFFFF
	maxEntries  = 1 << 18
	maxDepth    = 256 // storages in storages

	typeStorage = 1
	typeStream  = 2
	typeRoot    = 5
)

// File is an open compound file. It is not safe for several goroutines.
type File struct {
	r       io.ReaderAt
	size    int64
	sector  int64
	cutoff  int64
	version int
	fat     []uint32 // the sectors that hold the FAT
	miniFAT []uint32 // the sectors that hold the mini FAT
	mini    []uint32 // the sectors of the mini stream
	root    *Entry
	cached  int64 // number of the FAT sector in window, -1 for none
	window  []byte

	// room is how many bytes the streams not yet met may have. Together they
	// fit into the file, with a margin for one that was cut off; a hostile file
	// whose thousands of streams are all the same sectors would otherwise make
	// terabytes out of megabytes.
	room int64
}

// Entry is a storage or a stream.
type Entry struct {
	Name    string
	Storage bool
	Size    int64    // bytes of a stream, as declared
	Kids    []*Entry // of a storage, in the order of the tree
	Class   [16]byte // of a storage

	f     *File
	start uint32
	have  int64 // bytes of it that may be read, see File.room
}

// Open reads header and directory.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, cached: -1, room: 4*size + 64<<10}
	var h [headerSize]byte
	if n, err := r.ReadAt(h[:], 0); n < headerSize {
		if n < 8 || string(h[:8]) != Magic {
			return nil, ErrFormat
		}
		return nil, fmt.Errorf("reading the header, %d of %d bytes: %w", n, headerSize, orDamaged(err))
	}
	if string(h[:8]) != Magic {
		return nil, ErrFormat
	}
	le := binary.LittleEndian
	f.version = int(le.Uint16(h[26:]))
	switch shift := le.Uint16(h[30:]); shift {
	case 9, 12:
		f.sector = 1 << shift
	default:
		return nil, fmt.Errorf("sector size 2^%d: %w", shift, ErrDamaged)
	}
	f.cutoff = int64(le.Uint32(h[56:]))
	if f.cutoff == 0 || f.cutoff > 1<<20 {
		f.cutoff = 4096
	}
	f.window = make([]byte, f.sector)
	if err := f.readDIFAT(h[:]); err != nil {
		return nil, err
	}
	if err := f.readDirectory(le.Uint32(h[48:])); err != nil {
		return nil, err
	}
	// What is wrong with the mini stream is met again by whoever reads from it.
	f.miniFAT, _ = f.chain(le.Uint32(h[60:]), f.sectors())
	f.mini, _ = f.chain(f.root.start, f.sectors())
	return f, nil
}

func orDamaged(err error) error {
	if err == nil || err == io.EOF {
		return ErrDamaged
	}
	return err
}

// Root is the top storage.
func (f *File) Root() *Entry { return f.root }

// sectors is how many sectors the file can have.
func (f *File) sectors() int64 { return max(0, (f.size-1)/f.sector) }

// offset is where a sector begins. QUIRK: the header takes a whole sector, of
// 4096 bytes in version 4.
func (f *File) offset(sector uint32) int64 { return (int64(sector) + 1) * f.sector }

// readDIFAT lists the sectors of the FAT (MS-CFB section 2.5).
func (f *File) readDIFAT(h []byte) error {
	le := binary.LittleEndian
	take := func(b []byte) {
		for ; len(b) >= 4; b = b[4:] {
			if s := le.Uint32(b); s < lastSector && int64(len(f.fat)) < f.sectors() {
				f.fat = append(f.fat, s)
			}
		}
	}
	take(h[76 : 76+4*difatInHead])
	next := le.Uint32(h[68:])
	buf := make([]byte, f.sector)
	for n := int64(0); next < lastSector && n < f.sectors(); n++ {
		if _, err := f.r.ReadAt(buf, f.offset(next)); err != nil {
			return nil // what the FAT has up to here may be enough
		}
		take(buf[:f.sector-4])
		next = le.Uint32(buf[f.sector-4:])
	}
	if len(f.fat) == 0 {
		return fmt.Errorf("no allocation table: %w", ErrDamaged)
	}
	return nil
}

// next looks a sector up in the FAT.
func (f *File) next(sector uint32) (uint32, error) {
	per := f.sector / 4
	i := int64(sector) / per
	if i >= int64(len(f.fat)) {
		return 0, fmt.Errorf("sector %d has no entry in the allocation table: %w", sector, ErrDamaged)
	}
	if f.cached != i {
		if n, err := f.r.ReadAt(f.window, f.offset(f.fat[i])); int64(n) < f.sector {
			// QUIRK: the last sector of a file may be cut short.
			if n == 0 {
				return 0, fmt.Errorf("allocation table at offset %d: %w", f.offset(f.fat[i]), orDamaged(err))
			}
			for k := range f.window[n:] {
				f.window[n+k] = 0xFF
			}
		}
		f.cached = i
	}
	return binary.LittleEndian.Uint32(f.window[int64(sector)%per*4:]), nil
}

// chain lists the sectors of a chain, at most limit; with an error, those up
// to it.
func (f *File) chain(start uint32, limit int64) ([]uint32, error) {
	var out []uint32
	for s := start; s != endOfChain && s != none; {
		if s >= lastSector || int64(len(out)) >= limit {
			return out, fmt.Errorf("chain of sector %d does not end: %w", start, ErrDamaged)
		}
		out = append(out, s)
		var err error
		if s, err = f.next(s); err != nil {
			return out, err
		}
	}
	return out, nil
}

// rawEntry is a directory entry before the tree is made.
type rawEntry struct {
	entry             *Entry
	left, right, kids uint32
	used              bool
}

func (f *File) readDirectory(start uint32) error {
	chain, err := f.chain(start, min(f.sectors(), maxEntries*entrySize/f.sector))
	if len(chain) == 0 {
		return fmt.Errorf("no directory: %w", orDamaged(err))
	}
	var raw []rawEntry
	buf := make([]byte, f.sector)
	for _, s := range chain {
		n, _ := f.r.ReadAt(buf, f.offset(s))
		for b := buf[:n]; len(b) >= entrySize; b = b[entrySize:] {
			raw = append(raw, f.entry(b))
		}
		if int64(n) < f.sector {
			break
		}
	}
	if len(raw) == 0 || raw[0].entry == nil {
		return fmt.Errorf("no root in the directory: %w", ErrDamaged)
	}
	f.root = raw[0].entry
	f.root.Storage = true
	raw[0].used = true
	f.hang(raw, &raw[0], 0)
	return nil
}

// entry reads 128 bytes of directory (MS-CFB section 2.6.1).
func (f *File) entry(b []byte) rawEntry {
	le := binary.LittleEndian
	kind := b[66]
	if kind != typeStorage && kind != typeStream && kind != typeRoot {
		return rawEntry{}
	}
	n := min(int(le.Uint16(b[64:])), 64) / 2
	name := make([]uint16, 0, 32)
	for i := range n {
		if c := le.Uint16(b[2*i:]); c != 0 {
			name = append(name, c)
		}
	}
	e := &Entry{Name: string(utf16.Decode(name)), Storage: kind != typeStream, f: f, start: le.Uint32(b[116:])}
	copy(e.Class[:], b[80:])
	e.Size = int64(le.Uint32(b[120:]))
	if f.version > 3 {
		e.Size = int64(le.Uint64(b[120:]) & (1<<62 - 1))
	}
	return rawEntry{entry: e, left: le.Uint32(b[68:]), right: le.Uint32(b[72:]), kids: le.Uint32(b[76:])}
}

// hang gives a storage its children: the sibling tree is walked in order with
// a stack of its own, since a hostile one can be as deep as it has entries.
// Every entry is taken once, so that no cycle can be followed.
func (f *File) hang(raw []rawEntry, of *rawEntry, depth int) {
	if depth > maxDepth {
		return
	}
	take := func(i uint32) *rawEntry {
		if int64(i) >= int64(len(raw)) || raw[i].used || raw[i].entry == nil {
			return nil
		}
		raw[i].used = true
		return &raw[i]
	}
	var stack []*rawEntry
	for at := take(of.kids); at != nil || len(stack) > 0; {
		for at != nil {
			stack = append(stack, at)
			at = take(at.left)
		}
		at = stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		of.entry.Kids = append(of.entry.Kids, at.entry)
		if at.entry.Storage {
			f.hang(raw, at, depth+1)
		} else {
			at.entry.have = min(at.entry.Size, f.room)
			f.room -= at.entry.have
		}
		at = take(at.right)
	}
}

// Kid finds a child by its name, case ignored; nil if there is none.
func (e *Entry) Kid(name string) *Entry {
	for _, k := range e.Kids {
		if strings.EqualFold(k.Name, name) {
			return k
		}
	}
	return nil
}
