// Package cfbtest writes compound files for tests: version 3, small streams in
// the mini stream, a balanced directory. It is the smallest writer that the
// readers of others accept too; files are limited to what 109 sectors of
// allocation table cover, 7 MB.
package cfbtest

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
)

// Node is a storage or stream to be written.
type Node struct {
	Name    string
	Storage bool
	Data    []byte // of a stream
	Kids    []Node // of a storage
	Class   [16]byte
}

const (
	sector = 512
	mini   = 64
	cutoff = 4096
	end    = 0xFFFFFFFE
	free   = 0xFFFFFFFF
	fatSec = 0xFFFFFFFD
)

type writer struct {
	body    []byte // the sectors after the header
	fat     []uint32
	mini    []byte
	miniFAT []uint32
	dir     [][]byte
}

// Build lays out the tree below a root storage.
func Build(root Node) []byte {
	w := &writer{}
	root.Name, root.Storage = "Root Entry", true
	w.entry(root, 5)
	le := binary.LittleEndian
	start := w.chain(w.mini)
	le.PutUint32(w.dir[0][116:], start)
	le.PutUint32(w.dir[0][120:], uint32(len(w.mini)))
	var table []byte
	for _, s := range w.miniFAT {
		table = le.AppendUint32(table, s)
	}
	for len(table)%sector != 0 {
		table = le.AppendUint32(table, free)
	}
	miniFAT := w.chain(table)
	dir := w.chain(slices.Concat(w.dir...))
	return w.finish(dir, miniFAT, len(table)/sector)
}

// chain writes bytes into sectors of their own and gives the first.
func (w *writer) chain(b []byte) uint32 {
	if len(b) == 0 {
		return end
	}
	first := uint32(len(w.fat))
	for ; len(b) > 0; b = b[min(sector, len(b)):] {
		w.body = append(w.body, b[:min(sector, len(b))]...)
		w.body = append(w.body, make([]byte, sector-min(sector, len(b)))...)
		w.fat = append(w.fat, uint32(len(w.fat))+1)
	}
	w.fat[len(w.fat)-1] = end
	return first
}

func (w *writer) finish(dir, miniFAT uint32, miniSectors int) []byte {
	le := binary.LittleEndian
	n := 1
	for len(w.fat)+n > n*sector/4 {
		n++
	}
	first := len(w.fat)
	for range n {
		w.fat = append(w.fat, fatSec)
	}
	for len(w.fat) < n*sector/4 {
		w.fat = append(w.fat, free)
	}
	for _, s := range w.fat {
		w.body = le.AppendUint32(w.body, s)
	}
	h := make([]byte, sector)
	copy(h, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(h[24:], 0x3E)
	le.PutUint16(h[26:], 3)
	le.PutUint16(h[28:], 0xFFFE)
	le.PutUint16(h[30:], 9)
	le.PutUint16(h[32:], 6)
	le.PutUint32(h[44:], uint32(n))
	le.PutUint32(h[48:], dir)
	le.PutUint32(h[56:], cutoff)
	le.PutUint32(h[60:], miniFAT)
	le.PutUint32(h[64:], uint32(miniSectors))
	le.PutUint32(h[68:], end)
	for i := range 109 {
		s := uint32(free)
		if i < n {
			s = uint32(first + i)
		}
		le.PutUint32(h[76+4*i:], s)
	}
	return append(h, w.body...)
}

// entry adds a node and all below it, and gives its number.
func (w *writer) entry(n Node, kind byte) uint32 {
	id := len(w.dir)
	e := make([]byte, 128)
	w.dir = append(w.dir, e)
	le := binary.LittleEndian
	name := append(utf16.Encode([]rune(n.Name)), 0)
	for i, c := range name[:min(len(name), 32)] {
		le.PutUint16(e[2*i:], c)
	}
	le.PutUint16(e[64:], uint16(2*len(name)))
	e[66], e[67] = kind, 1
	for _, at := range []int{68, 72, 76} {
		le.PutUint32(e[at:], free)
	}
	copy(e[80:], n.Class[:])
	if n.Storage {
		le.PutUint32(e[76:], w.siblings(n.Kids))
		return uint32(id)
	}
	le.PutUint32(e[120:], uint32(len(n.Data)))
	le.PutUint32(e[116:], w.stream(n.Data))
	return uint32(id)
}

func (w *writer) stream(b []byte) uint32 {
	switch {
	case len(b) == 0:
		return end
	case len(b) >= cutoff:
		return w.chain(b)
	}
	first := uint32(len(w.miniFAT))
	w.mini = append(w.mini, b...)
	for len(w.mini)%mini != 0 {
		w.mini = append(w.mini, 0)
	}
	for len(w.miniFAT) < len(w.mini)/mini {
		w.miniFAT = append(w.miniFAT, uint32(len(w.miniFAT))+1)
	}
	w.miniFAT[len(w.miniFAT)-1] = end
	return first
}

// siblings adds nodes as a balanced tree in the order of MS-CFB section 2.6.4:
// by length, then by upper case.
func (w *writer) siblings(nodes []Node) uint32 {
	nodes = slices.Clone(nodes)
	slices.SortFunc(nodes, func(a, b Node) int {
		if len(a.Name) != len(b.Name) {
			return len(a.Name) - len(b.Name)
		}
		return strings.Compare(strings.ToUpper(a.Name), strings.ToUpper(b.Name))
	})
	return w.balanced(nodes)
}

func (w *writer) balanced(nodes []Node) uint32 {
	if len(nodes) == 0 {
		return free
	}
	m := len(nodes) / 2
	kind := byte(2)
	if nodes[m].Storage {
		kind = 1
	}
	id := w.entry(nodes[m], kind)
	le := binary.LittleEndian
	le.PutUint32(w.dir[id][68:], w.balanced(nodes[:m]))
	le.PutUint32(w.dir[id][72:], w.balanced(nodes[m+1:]))
	return id
}
