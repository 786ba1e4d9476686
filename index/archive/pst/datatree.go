package pst

import (
	"errors"
	"fmt"
	"io"
	"sort"
)

// Block types of MS-PST 2.2.2.8.3.
const (
	btypeData = 1 // XBLOCK (level 1), XXBLOCK (level 2)
	btypeSub  = 2 // SLBLOCK (level 0), SIBLOCK (level 1)
)

// dataTree is the content of a node: one block, or many under an XBLOCK or XXBLOCK. Only the list of XBLOCKs is held;
// each XBLOCK goes through the block cache and each data block is read when its turn comes.
type dataTree struct {
	f      *File
	tr     *trace
	total  int64 // bytes, as the tree declares them
	count  int   // data blocks
	groups []group
	single uint64 // the BID if the tree is one block; then groups is nil
}

// group is one XBLOCK: its blocks and bytes are numbered from firstBlock and firstByte.
type group struct {
	bid        uint64
	firstBlock int
	firstByte  int64
}

// openTree reads the block lists of a data tree. A level may only refer to the level below, so a tree cannot loop.
func (f *File) openTree(bid uint64, tr *trace) (*dataTree, error) {
	t := &dataTree{f: f, tr: tr}
	bid &^= 1
	if bid == 0 {
		return t, nil
	}
	if !internal(bid) {
		t.single, t.count = bid, 1
		size, err := f.blockSize(bid, tr)
		t.total = size
		return t, err
	}
	list, err := f.blockList(bid, tr)
	if err != nil {
		return nil, err
	}
	switch list.level {
	case 1:
		t.add(bid, list.count, list.bytes)
	default:
		for i := range list.count {
			id := list.id(i)
			below, err := f.blockList(id, tr)
			if err == nil && below.level != 1 {
				err = fmt.Errorf("block 0x%X: block list on level %d under level 2: %w", id, below.level, ErrDamaged)
			}
			if err != nil {
				tr.lost("reading a block list", err)
				break // what follows cannot be placed; what came before is kept
			}
			t.add(id, below.count, below.bytes)
		}
		t.total = max(t.total, list.bytes) // a lost list still counts as bytes that should be there
	}
	if limit := f.size * f.lay.expansion(); t.total > limit {
		return nil, fmt.Errorf("block 0x%X: data tree of %d bytes in a file of %d: %w", bid, t.total, f.size, ErrDamaged)
	}
	return t, nil
}

// expansion is how many decoded bytes one stored byte can stand for: deflate reaches 1032 to 1.
func (l *layout) expansion() int64 {
	if l.format == Unicode4K {
		return 1032
	}
	return 1
}

func (t *dataTree) add(bid uint64, blocks int, bytes int64) {
	t.groups = append(t.groups, group{bid, t.count, t.total})
	t.count += blocks
	t.total += bytes
}

// blockList is an XBLOCK (level 1) or XXBLOCK (level 2) as it lies in its block.
type blockList struct {
	level, count int
	bytes        int64
	raw          []byte
	lay          *layout
}

func (l blockList) id(i int) uint64 { return l.lay.word(l.raw[8+i*l.lay.wordSize():]) &^ 1 }

func (f *File) blockList(bid uint64, tr *trace) (blockList, error) {
	if !internal(bid) {
		return blockList{}, fmt.Errorf("block 0x%X: data block in place of a block list: %w", bid, ErrDamaged)
	}
	b, err := f.block(bid, tr)
	if err != nil {
		return blockList{}, err
	}
	d := b.data
	if len(d) < 8 || d[0] != btypeData || d[1] < 1 || d[1] > 2 {
		return blockList{}, faultAt(b.ref.off, ErrDamaged, "block 0x%X is no block list", bid)
	}
	l := blockList{level: int(d[1]), count: u16(d[2:]), bytes: int64(u32(d[4:])), raw: d, lay: f.lay}
	if 8+l.count*f.lay.wordSize() > len(d) {
		return blockList{}, faultAt(b.ref.off, ErrDamaged, "block list of %d entries in %d bytes", l.count, len(d))
	}
	return l, nil
}

// blockSize gives a block's decoded length from its index entry alone.
func (f *File) blockSize(bid uint64, tr *trace) (int64, error) {
	e, err := f.find(treeBBT, bid&^1)
	if e != nil {
		ref := f.lay.blockRef(e)
		if ref.inflated != 0 {
			return int64(ref.inflated), nil
		}
		return int64(ref.size), nil
	}
	if f.scanned() != nil {
		b, err := f.block(bid, tr)
		if err != nil {
			return 0, err
		}
		return int64(len(b.data)), nil
	}
	if err == nil {
		err = ErrMissing
	}
	return 0, fmt.Errorf("block 0x%X: %w", bid, err)
}

// blockID gives the BID of the i-th data block.
func (t *dataTree) blockID(i int) (uint64, error) {
	if i < 0 || i >= t.count {
		return 0, fmt.Errorf("data block %d of %d: %w", i, t.count, ErrDamaged)
	}
	if t.groups == nil {
		return t.single, nil
	}
	g := sort.Search(len(t.groups), func(g int) bool { return t.groups[g].firstBlock > i }) - 1
	list, err := t.f.blockList(t.groups[g].bid, t.tr)
	if err != nil {
		return 0, err
	}
	if j := i - t.groups[g].firstBlock; j < list.count && !internal(list.id(j)) {
		return list.id(j), nil
	}
	return 0, fmt.Errorf("data block %d of %d: block list among the data: %w", i, t.count, ErrDamaged)
}

// block reads the i-th data block through the cache. Heaps and tables count in blocks, not in bytes.
func (t *dataTree) block(i int) ([]byte, error) {
	b, err := t.whole(i)
	if err != nil {
		return nil, err
	}
	return b.data, nil
}

func (t *dataTree) whole(i int) (*block, error) {
	id, err := t.blockID(i)
	if err != nil {
		return nil, err
	}
	return t.f.block(id, t.tr)
}

// bytes reads the whole tree if it is not longer than limit. On damage it returns what precedes it with the error.
func (t *dataTree) bytes(limit int64) ([]byte, error) {
	if t.total > limit {
		return nil, fmt.Errorf("value of %d bytes: %w", t.total, ErrLimit)
	}
	if t.groups == nil && t.count == 1 {
		return t.block(0)
	}
	out := make([]byte, 0, min(t.total, 1<<20))
	stored := int64(0)
	for i := range t.count {
		b, err := t.whole(i)
		if err != nil {
			return out, err
		}
		if stored += int64(b.ref.size); stored > t.f.size {
			return out, errReused
		}
		if int64(len(out)+len(b.data)) > limit {
			return out, fmt.Errorf("value of over %d bytes: %w", limit, ErrLimit)
		}
		out = append(out, b.data...)
	}
	if int64(len(out)) < t.total {
		return out, fmt.Errorf("%d of %d bytes: %w", len(out), t.total, ErrDamaged)
	}
	return out, nil
}

// errReused stops a tree that names the same blocks over and over: no honest tree uses more than the file has.
var errReused = fmt.Errorf("data tree uses more blocks than the file has: %w", ErrDamaged)

// Stream is a value or an attachment's bytes, read block by block. It serves one goroutine.
type Stream struct {
	t     *dataTree
	mem   []byte // a value that lies in the heap; t is nil
	total int64

	next   int    // data block to read next
	rest   []byte // unread part of the current block
	buf    []byte // holds the current block; reused
	given  int64
	stored int64 // file bytes used, against the file's size: bounds what a tangled tree can yield

	seek struct { // the XBLOCK that ReadAt used last, with the end of each block inside it
		group int
		ends  []int64
	}
}

func streamOf(t *dataTree) *Stream {
	s := &Stream{t: t, total: t.total}
	s.seek.group = -1
	return s
}

// Size is the length that the file declares. Read may end earlier, with an error, if blocks are damaged.
func (s *Stream) Size() int64 { return s.total }

// Close frees nothing; it is there so that a Stream is an io.ReadCloser.
func (s *Stream) Close() error { return nil }

// Read gives the next bytes, up to the end of one block. An error has the position of what is damaged; the bytes
// read before it are good.
func (s *Stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.t == nil {
		s.rest = s.mem[s.given:]
	}
	for len(s.rest) == 0 {
		if s.t == nil || s.next >= s.t.count {
			if s.given < s.total {
				return 0, fmt.Errorf("%d of %d bytes: %w", s.given, s.total, io.ErrUnexpectedEOF)
			}
			return 0, io.EOF
		}
		if err := s.advance(); err != nil {
			return 0, fmt.Errorf("byte %d of %d: %w", s.given, s.total, err)
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.given += int64(n)
	return n, nil
}

func (s *Stream) advance() error {
	id, err := s.t.blockID(s.next)
	if err != nil {
		return err
	}
	if s.buf == nil && s.t.count > 1 {
		s.buf = make([]byte, s.t.f.lay.extent(s.t.f.lay.maxBlock))
	}
	b, err := s.t.f.fetchBlock(id, s.t.tr, s.buf)
	if err != nil {
		return err
	}
	s.t.f.judge(b, s.t.tr)
	if s.stored += int64(b.ref.size); s.stored > s.t.f.size {
		return errReused
	}
	s.rest = b.data
	s.next++
	return nil
}

// ReadAt implements io.ReaderAt. Unlike Read it relies on the lengths in the block lists and fails where they
// contradict the blocks.
func (s *Stream) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	n := 0
	for n < len(p) {
		if off+int64(n) >= s.total {
			return n, io.EOF
		}
		b, err := s.from(off + int64(n))
		if err != nil {
			return n, fmt.Errorf("byte %d of %d: %w", off+int64(n), s.total, err)
		}
		n += copy(p[n:], b)
	}
	return n, nil
}

// from gives the bytes from off to the end of their block.
func (s *Stream) from(off int64) ([]byte, error) {
	if s.t == nil {
		return s.mem[off:], nil
	}
	if s.t.groups == nil {
		b, err := s.t.block(0)
		if err == nil && off >= int64(len(b)) {
			err = ErrDamaged
		}
		if err != nil {
			return nil, err
		}
		return b[off:], nil
	}
	g := sort.Search(len(s.t.groups), func(g int) bool { return s.t.groups[g].firstByte > off }) - 1
	if err := s.measure(g); err != nil {
		return nil, err
	}
	in := off - s.t.groups[g].firstByte
	j := sort.Search(len(s.seek.ends), func(j int) bool { return s.seek.ends[j] > in })
	if j == len(s.seek.ends) {
		return nil, fmt.Errorf("block list is shorter than it says: %w", ErrDamaged)
	}
	b, err := s.t.block(s.t.groups[g].firstBlock + j)
	if err != nil {
		return nil, err
	}
	if back := s.seek.ends[j] - in; back <= int64(len(b)) {
		return b[int64(len(b))-back:], nil
	}
	return nil, fmt.Errorf("block is shorter than its index says: %w", ErrDamaged)
}

// measure adds up the block lengths of one XBLOCK.
func (s *Stream) measure(g int) error {
	if s.seek.group == g {
		return nil
	}
	list, err := s.t.f.blockList(s.t.groups[g].bid, s.t.tr)
	if err != nil {
		return err
	}
	ends := make([]int64, list.count)
	end := int64(0)
	for i := range ends {
		n, err := s.t.f.blockSize(list.id(i), s.t.tr)
		if err != nil {
			return err
		}
		end += n
		ends[i] = end
	}
	s.seek.group, s.seek.ends = g, ends
	return nil
}
