package pst

import (
	"fmt"
	"sort"
)

// tree tells the two B-trees apart; it indexes File.roots.
type tree int

const (
	treeNBT tree = 0
	treeBBT tree = 1
)

func (t tree) ptype() byte { return byte(ptypeNBT - int(t)) }

// maxLevel bounds the depth of a B-tree. Twenty children a page make 20^12 leaves, more than any file can hold.
const maxLevel = 12

// node is an NBT or subnode entry: two BIDs and, in the NBT, a parent folder.
type node struct {
	nid    NID
	parent NID
	data   uint64
	sub    uint64
}

// blockRef is a BBT entry. size counts stored bytes, inflated the decoded ones.
type blockRef struct {
	bid      uint64
	off      int64
	size     int
	inflated int
	scanned  bool // found by the page scan
}

func (l *layout) node(e []byte) node {
	w := l.wordSize()
	return node{nid: NID(u32(e)), data: l.word(e[w:]), sub: l.word(e[2*w:]), parent: NID(u32(e[3*w:]))}
}

func (l *layout) blockRef(e []byte) blockRef {
	w := l.wordSize()
	r := blockRef{bid: l.word(e) &^ 1, off: int64(l.word(e[w:])), size: u16(e[2*w:])}
	r.inflated = r.size
	if l.format == Unicode4K {
		r.inflated = u16(e[2*w+2:])
	}
	return r
}

// key is what entries of a page are sorted by. Bit 0 of a BID is reserved and set at random; NIDs have 32 bits even
// in 8-byte fields.
func (t tree) key(l *layout, e []byte) uint64 {
	if t == treeBBT {
		return l.word(e) &^ 1
	}
	return uint64(u32(e))
}

func (l *layout) child(e []byte) pageRef {
	w := l.wordSize()
	return pageRef{bid: l.word(e[w:]), off: int64(l.word(e[2*w:]))}
}

// find descends to the leaf entry with exactly this key. The second result is nil if the tree is whole on the way
// and has no such entry.
func (f *File) find(t tree, key uint64) ([]byte, error) {
	ref, level := f.roots[t], -1
	for {
		p, err := f.page(ref, t.ptype(), level)
		if err != nil {
			return nil, err
		}
		if p.level > maxLevel {
			return nil, faultAt(ref.off, ErrDamaged, "tree of %d levels", p.level)
		}
		i := f.position(t, p, key)
		if i < 0 {
			return nil, nil
		}
		e := p.entry(i)
		if p.level == 0 {
			if t.key(f.lay, e) != key {
				return nil, nil
			}
			return e, nil
		}
		ref, level = f.lay.child(e), p.level-1
	}
}

// position is the last entry whose key is not above key, or -1. A page with a wrong checksum may be out of order and
// is searched from the end.
func (f *File) position(t tree, p *page, key uint64) int {
	if p.crcOK || !f.checkPages {
		return sort.Search(p.count, func(i int) bool { return t.key(f.lay, p.entry(i)) > key }) - 1
	}
	for i := p.count - 1; i >= 0; i-- {
		k := t.key(f.lay, p.entry(i))
		if k == key || p.level > 0 && k < key {
			return i
		}
	}
	return -1
}

// eachEntry visits the leaf entries in order until visit returns false. Unreadable pages are noted on tr and skipped.
// The number of pages visited is at most what the file has room for, however the pages refer to each other.
func (f *File) eachEntry(t tree, tr *trace, visit func(e []byte) bool) error {
	w := &treeWalk{f: f, t: t, tr: tr, visit: visit, budget: f.size/int64(f.lay.pageSize) + 1}
	_, err := w.page(f.roots[t], -1)
	return err
}

type treeWalk struct {
	f      *File
	t      tree
	tr     *trace
	visit  func([]byte) bool
	budget int64
}

func (w *treeWalk) page(ref pageRef, level int) (more bool, err error) {
	if w.budget--; w.budget < 0 {
		return false, faultAt(ref.off, ErrDamaged, "tree has more pages than the file")
	}
	p, err := w.f.page(ref, w.t.ptype(), level)
	if err != nil {
		return true, nil // reported by page; the neighbours go on
	}
	if p.level > maxLevel {
		return false, faultAt(ref.off, ErrDamaged, "tree of %d levels", p.level)
	}
	for i := range p.count {
		if p.level == 0 {
			if !w.visit(p.entry(i)) {
				return false, nil
			}
			continue
		}
		if more, err = w.page(w.f.lay.child(p.entry(i)), p.level-1); !more || err != nil {
			return more, err
		}
	}
	return true, nil
}

// node looks a node up, in the scanned pages if the tree does not have it.
func (f *File) node(nid NID, tr *trace) (node, error) {
	e, err := f.find(treeNBT, uint64(nid))
	if e != nil {
		return f.lay.node(e), nil
	}
	if ix := f.scanned(); ix != nil {
		for _, e := range ix.lookup(f, treeNBT, uint64(nid)) {
			tr.scanned = true
			return f.lay.node(e), nil
		}
	}
	if err != nil {
		return node{}, fmt.Errorf("node %v: %w", nid, err)
	}
	return node{}, fmt.Errorf("node %v: %w", nid, ErrMissing)
}
