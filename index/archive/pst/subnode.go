package pst

import "fmt"

// maxSubLevel bounds SIBLOCK nesting. MS-PST knows one level; more are followed as long as levels fall.
const maxSubLevel = 4

// errAbsent tells a subnode that is not listed, which is often normal, from one whose blocks are missing.
var errAbsent = fmt.Errorf("not among the subnodes: %w", ErrMissing)

// subEntries reads an SLBLOCK or SIBLOCK: its level and its entries of the level's size.
func (f *File) subEntries(bid uint64, tr *trace) (level int, entries [][]byte, err error) {
	if !internal(bid) {
		return 0, nil, fmt.Errorf("block 0x%X: data block in place of a subnode block: %w", bid, ErrDamaged)
	}
	b, err := f.block(bid, tr)
	if err != nil {
		return 0, nil, err
	}
	d, l := b.data, f.lay
	if len(d) < l.subHeader || d[0] != btypeSub || d[1] > maxSubLevel {
		return 0, nil, faultAt(b.ref.off, ErrDamaged, "block 0x%X is no subnode block", bid)
	}
	step := l.subLeaf
	if d[1] > 0 {
		step = l.subBranch
	}
	n := u16(d[2:])
	if l.subHeader+n*step > len(d) {
		return 0, nil, faultAt(b.ref.off, ErrDamaged, "subnode block of %d entries in %d bytes", n, len(d))
	}
	entries = make([][]byte, n)
	for i := range entries {
		entries[i] = d[l.subHeader+i*step:][:step]
	}
	return int(d[1]), entries, nil
}

// subnode finds a node's subnode by its number, which has meaning inside that node only.
func (f *File) subnode(of node, nid NID, tr *trace) (node, error) {
	bid, above := of.sub&^1, maxSubLevel+1
	for bid != 0 {
		level, entries, err := f.subEntries(bid, tr)
		if err == nil && level >= above {
			err = fmt.Errorf("block 0x%X: subnode block on level %d under level %d: %w", bid, level, above, ErrDamaged)
		}
		if err != nil {
			return node{}, fmt.Errorf("subnode %v: %w", nid, err)
		}
		bid, above = 0, level
		for _, e := range entries {
			key := NID(u32(e))
			if level == 0 && key == nid {
				return f.lay.node(pad(e, f.lay)), nil
			}
			if level > 0 && key <= nid {
				bid = f.lay.word(e[f.lay.wordSize():]) &^ 1
			}
		}
	}
	return node{}, fmt.Errorf("subnode %v: %w", nid, errAbsent)
}

// pad gives an SLENTRY the width of an NBT entry, which has a parent besides.
func pad(e []byte, l *layout) []byte {
	out := make([]byte, 3*l.wordSize()+4)
	copy(out, e)
	return out
}

// eachSubnode visits all subnodes of a node in the order of their numbers.
func (f *File) eachSubnode(of node, tr *trace, visit func(node) bool) error {
	if of.sub&^1 == 0 {
		return nil
	}
	budget := int(f.size / int64(f.lay.align))
	_, err := f.walkSubnodes(of.sub&^1, maxSubLevel+1, &budget, tr, visit)
	return err
}

func (f *File) walkSubnodes(bid uint64, above int, budget *int, tr *trace, visit func(node) bool) (bool, error) {
	if *budget--; *budget < 0 {
		return false, fmt.Errorf("subnode tree uses more blocks than the file has: %w", ErrDamaged)
	}
	level, entries, err := f.subEntries(bid, tr)
	if err == nil && level >= above {
		err = fmt.Errorf("block 0x%X: subnode block on level %d under level %d: %w", bid, level, above, ErrDamaged)
	}
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if level == 0 {
			if !visit(f.lay.node(pad(e, f.lay))) {
				return false, nil
			}
			continue
		}
		more, err := f.walkSubnodes(f.lay.word(e[f.lay.wordSize():])&^1, level, budget, tr, visit)
		if err != nil || !more {
			return more, err
		}
	}
	return true, nil
}
