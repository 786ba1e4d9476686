package pst

import "fmt"

// maxSubLevel bounds SIBLOCK nesting. MS-PST knows one level; more are followed as long as levels fall.
const maxSubLevel = 4

// errAbsent tells a subnode that is not listed, which is often normal, from one whose blocks are missing.
var errAbsent = fmt.Errorf("not among the subnodes: %w", ErrMissing)

// subBlock is an SLBLOCK (level 0) or SIBLOCK (above) as it lies in its block.
type subBlock struct {
	level, count, step int
	raw                []byte
	lay                *layout
}

// nid is an entry's number; in a SIBLOCK the lowest below it.
func (s subBlock) nid(i int) NID { return NID(u32(s.raw[i*s.step:])) }

// below is the BID of the next block down; level > 0.
func (s subBlock) below(i int) uint64 { return s.lay.word(s.raw[i*s.step+s.lay.wordSize():]) &^ 1 }

// node is a leaf entry: an NBT entry without a parent.
func (s subBlock) node(i int) node {
	e, w := s.raw[i*s.step:], s.lay.wordSize()
	return node{nid: s.nid(i), data: s.lay.word(e[w:]), sub: s.lay.word(e[2*w:])}
}

// subBlock reads a block of a subnode tree, which must be on a lower level than the one above it.
func (f *File) subBlock(bid uint64, above int, tr *trace) (subBlock, error) {
	if !internal(bid) {
		return subBlock{}, fmt.Errorf("block 0x%X: data block in place of a subnode block: %w", bid, ErrDamaged)
	}
	b, err := f.block(bid, tr)
	if err != nil {
		return subBlock{}, err
	}
	d, l := b.data, f.lay
	if len(d) < l.subHeader || d[0] != btypeSub || d[1] > maxSubLevel {
		return subBlock{}, faultAt(b.ref.off, ErrDamaged, "block 0x%X is no subnode block", bid)
	}
	s := subBlock{level: int(d[1]), count: u16(d[2:]), step: l.subLeaf, raw: d[l.subHeader:], lay: l}
	if s.level > 0 {
		s.step = l.subBranch
	}
	if s.count*s.step > len(s.raw) {
		return subBlock{}, faultAt(b.ref.off, ErrDamaged, "subnode block of %d entries in %d bytes", s.count, len(d))
	}
	if s.level >= above {
		return subBlock{}, faultAt(b.ref.off, ErrDamaged, "subnode block on level %d under level %d", s.level, above)
	}
	return s, nil
}

// subnode finds a node's subnode by its number, which has meaning inside that node only.
func (f *File) subnode(of node, nid NID, tr *trace) (node, error) {
	bid, above := of.sub&^1, maxSubLevel+1
	for bid != 0 {
		s, err := f.subBlock(bid, above, tr)
		if err != nil {
			return node{}, fmt.Errorf("subnode %v: %w", nid, err)
		}
		bid, above = 0, s.level
		for i := range s.count {
			if s.level == 0 && s.nid(i) == nid {
				return s.node(i), nil
			}
			if s.level > 0 && s.nid(i) <= nid {
				bid = s.below(i)
			}
		}
	}
	return node{}, fmt.Errorf("subnode %v: %w", nid, errAbsent)
}

// eachSubnode visits all subnodes of a node in the order of their numbers.
func (f *File) eachSubnode(of node, tr *trace, visit func(node) bool) error {
	if of.sub&^1 == 0 {
		return nil
	}
	budget := f.size
	_, err := f.walkSubnodes(of.sub&^1, maxSubLevel+1, &budget, tr, visit)
	return err
}

func (f *File) walkSubnodes(bid uint64, above int, budget *int64, tr *trace, visit func(node) bool) (bool, error) {
	s, err := f.subBlock(bid, above, tr)
	if err != nil {
		return false, err
	}
	if *budget -= int64(len(s.raw)); *budget < 0 {
		return false, fmt.Errorf("subnode tree is larger than the file: %w", ErrDamaged)
	}
	for i := range s.count {
		if s.level == 0 {
			if !visit(s.node(i)) {
				return false, nil
			}
			continue
		}
		more, err := f.walkSubnodes(s.below(i), s.level, budget, tr, visit)
		if err != nil || !more {
			return more, err
		}
	}
	return true, nil
}
