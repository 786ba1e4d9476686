package pst

import (
	"encoding/binary"
	"fmt"
)

// Signatures of MS-PST 2.3.1.2: of any heap, and of what it is used for.
const (
	heapSig  = 0xEC
	bthSig   = 0xB5
	pcSig    = 0xBC
	tableSig = 0x7C
)

// hid names an allocation in a heap; hnid is a hid, or the number of a subnode if its low five bits are not zero.
type (
	hid  uint32
	hnid uint32
)

func (h hnid) subnode() bool { return h&31 != 0 }

// heap is a heap-on-node. Blocks are read one at a time, so a table of any size costs no more than its current blocks.
type heap struct {
	t    *dataTree
	kind byte // client signature
	root hid
}

func (f *File) openHeap(bid uint64, kind byte, tr *trace) (*heap, error) {
	t, err := f.openTree(bid, tr)
	if err != nil {
		return nil, err
	}
	if t.count == 0 {
		return nil, fmt.Errorf("heap: %w", ErrMissing)
	}
	b, err := t.block(0)
	if err != nil {
		return nil, err
	}
	if len(b) < 12 || b[2] != heapSig || b[3] != kind {
		return nil, fmt.Errorf("block 0x%X: no heap of kind 0x%02X: %w", bid, kind, ErrDamaged)
	}
	return &heap{t: t, kind: b[3], root: hid(u32(b[4:]))}, nil
}

// split takes a HID apart into allocation (from 1) and block.
func (l *layout) split(h hid) (alloc, block int) {
	v := uint32(h) >> 5
	return int(v & (1<<l.heapIndexBits - 1)), int(v >> l.heapIndexBits)
}

// get gives the bytes of an allocation. They must not be changed.
func (h *heap) get(id hid) ([]byte, error) {
	if id == 0 {
		return nil, nil
	}
	k, n := h.t.f.lay.split(id)
	b, err := h.t.block(n)
	if err != nil {
		return nil, fmt.Errorf("heap item 0x%X: %w", uint32(id), err)
	}
	if len(b) < 2 {
		return nil, fmt.Errorf("heap block %d of %d bytes: %w", n, len(b), ErrDamaged)
	}
	at := u16(b)
	if at+4 > len(b) {
		return nil, fmt.Errorf("heap block %d: page map outside the block: %w", n, ErrDamaged)
	}
	count := u16(b[at:])
	if k < 1 || k > count || at+4+2*(count+1) > len(b) {
		return nil, fmt.Errorf("heap item %d of %d in block %d: %w", k, count, n, ErrDamaged)
	}
	from, to := u16(b[at+2+2*k:]), u16(b[at+4+2*k:])
	if from > to || to > at {
		return nil, fmt.Errorf("heap item %d in block %d: offsets %d to %d: %w", k, n, from, to, ErrDamaged)
	}
	return b[from:to:to], nil
}

// bth is a B-tree on a heap: fixed-size keys and records (MS-PST 2.3.2).
type bth struct {
	h         *heap
	key, data int
	levels    int
	root      hid
}

const maxBTHLevels = 8

func (h *heap) openBTH(id hid) (*bth, error) {
	b, err := h.get(id)
	if err != nil {
		return nil, err
	}
	if len(b) < 8 || b[0] != bthSig {
		return nil, fmt.Errorf("heap item 0x%X is no tree header: %w", uint32(id), ErrDamaged)
	}
	t := &bth{h: h, key: int(b[1]), data: int(b[2]), levels: int(b[3]), root: hid(u32(b[4:]))}
	if t.key < 2 || t.key > 16 || t.data == 0 || t.data > 32 || t.levels > maxBTHLevels {
		return nil, fmt.Errorf("heap tree of %d levels, %d+%d bytes: %w", t.levels, t.key, t.data, ErrDamaged)
	}
	return t, nil
}

// each visits the records in key order until visit returns false. No record is visited more often than the heap has
// bytes for. The first error is returned after all readable branches were visited.
func (t *bth) each(visit func(key, data []byte) bool) error {
	if t.root == 0 {
		return nil
	}
	w := bthWalk{t: t, visit: visit, budget: t.h.t.total}
	w.branch(t.root, t.levels)
	return w.err
}

type bthWalk struct {
	t      *bth
	visit  func(key, data []byte) bool
	budget int64
	err    error
}

func (w *bthWalk) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *bthWalk) branch(id hid, level int) (more bool) {
	b, err := w.t.h.get(id)
	if err != nil {
		w.fail(err)
		return true
	}
	if w.budget -= int64(len(b)); w.budget < 0 || len(b) == 0 {
		w.fail(fmt.Errorf("heap tree is larger than its heap: %w", ErrDamaged))
		return false
	}
	step := w.t.key + w.t.data
	if level > 0 {
		step = w.t.key + 4
	}
	if len(b)%step != 0 {
		w.fail(fmt.Errorf("heap tree node of %d bytes for records of %d: %w", len(b), step, ErrDamaged))
	}
	for ; len(b) >= step; b = b[step:] {
		if level > 0 {
			more = w.branch(hid(u32(b[w.t.key:])), level-1)
		} else {
			more = w.visit(b[:w.t.key], b[w.t.key:step])
		}
		if !more {
			return false
		}
	}
	return true
}

// fixed reads a little-endian number of up to eight bytes.
func fixed(b []byte) uint64 {
	var v [8]byte
	copy(v[:], b)
	return binary.LittleEndian.Uint64(v[:])
}
