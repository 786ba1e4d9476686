package pst

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// leafPage is a B-tree leaf found by the scan: the keys it spans, where it lies and which page it is. Page BIDs are
// handed out in rising order, so that the greatest is the newest.
type leafPage struct {
	first, last uint64
	off         int64
	bid         uint64
}

// leafIndex lists every leaf page of a damaged file, live ones and those that a later version of the tree has
// replaced but nothing has overwritten.
type leafIndex struct {
	leaves [2][]leafPage // by first key
	reach  [2][]uint64   // reach[i]: greatest last key among leaves[:i+1]
}

const (
	maxLeaves     = 1 << 20 // per tree: 32 MiB of index, room for a file of 150 GB
	maxCandidates = 64      // pages looked at for one key
	scanChunk     = 1 << 20
)

// scanned gives the index of leaf pages, or nil while no damage was met or the scan is not finished.
func (f *File) scanned() *leafIndex {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.scan
}

// startScan reads the whole file once and lists its leaf pages. Later calls do nothing.
func (f *File) startScan() {
	f.mu.Lock()
	started := f.scanning
	f.scanning = true
	f.mu.Unlock()
	if started {
		return
	}
	ix := new(leafIndex)
	full := f.collectLeaves(ix)
	for t := range ix.leaves {
		slices.SortFunc(ix.leaves[t], func(a, b leafPage) int { return cmp.Compare(a.first, b.first) })
		reach := make([]uint64, len(ix.leaves[t]))
		far := uint64(0)
		for i, p := range ix.leaves[t] {
			far = max(far, p.last)
			reach[i] = far
		}
		ix.reach[t] = reach
	}
	f.mu.Lock()
	f.scan = ix
	f.mu.Unlock()
	if !full {
		f.report(Problem{Offset: -1, Detail: fmt.Sprintf("page scan stopped at %d leaf pages", maxLeaves), Lost: true})
	}
}

// collectLeaves looks at each page-sized step of the file. It returns false if there were more pages than it keeps.
func (f *File) collectLeaves(ix *leafIndex) bool {
	size := f.lay.pageSize
	buf := make([]byte, scanChunk)
	for base := int64(0); base+int64(size) <= f.size; base += scanChunk {
		n, _ := f.r.ReadAt(buf[:min(scanChunk, f.size-base)], base)
		for at := 0; at+size <= n; at += size {
			raw := buf[at : at+size]
			kind := raw[f.lay.ptypeAt]
			if (kind != ptypeNBT && kind != ptypeBBT) || raw[f.lay.levelAt] != 0 {
				continue
			}
			p, err := parsePage(f.lay, raw, kind)
			if err != nil || p.count == 0 || f.checkPages && !p.crcOK {
				continue
			}
			t := tree(ptypeNBT - int(kind))
			if len(ix.leaves[t]) == maxLeaves {
				return false
			}
			ix.leaves[t] = append(ix.leaves[t], leafPage{
				first: t.key(f.lay, p.entry(0)), last: t.key(f.lay, p.entry(p.count-1)),
				off: base + int64(at), bid: p.bid,
			})
		}
	}
	return true
}

// lookup gives the entries for a key from all leaf pages that have one, newest page first.
func (ix *leafIndex) lookup(f *File, t tree, key uint64) [][]byte {
	leaves, reach := ix.leaves[t], ix.reach[t]
	var found []leafPage
	i := sort.Search(len(leaves), func(i int) bool { return leaves[i].first > key }) - 1
	for steps := 0; i >= 0 && reach[i] >= key && steps < maxCandidates; i, steps = i-1, steps+1 {
		if leaves[i].last >= key {
			found = append(found, leaves[i])
		}
	}
	slices.SortStableFunc(found, func(a, b leafPage) int { return cmp.Compare(b.bid, a.bid) })
	var out [][]byte
	for _, leaf := range found {
		p, err := f.leaf(t, leaf)
		if err != nil {
			continue
		}
		if i := f.position(t, p, key); i >= 0 && t.key(f.lay, p.entry(i)) == key {
			out = append(out, p.entry(i))
		}
	}
	return out
}

// leaf reads a scanned page again, through the cache.
func (f *File) leaf(t tree, leaf leafPage) (*page, error) {
	if p, ok := f.pages.get(uint64(leaf.off)); ok && p.ptype == t.ptype() {
		return p, nil
	}
	p, err := f.readPage(leaf.off, t.ptype())
	if err == nil {
		f.pages.put(uint64(leaf.off), p, f.lay.pageSize)
	}
	return p, err
}
