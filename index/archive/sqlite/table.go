package sqlite

import (
	"encoding/binary"
	"fmt"
)

// Table is one table with row numbers.
type Table struct {
	Name    string
	Columns []string // as stored, in order

	db    *DB
	root  uint32
	alias int // the column that is the row number, -1 if none
	bare  bool
	cols  map[string]int
	row   Row // of Row
}

// Kinds of page of a b-tree.
const (
	interior = 0x05
	leaf     = 0x0d
)

// node is a page of a table's b-tree.
type node struct {
	n     uint32
	data  []byte
	kind  byte
	cells int
	ptrs  int // where the cells' places begin
}

func (db *DB) node(n uint32) (node, error) {
	data, err := db.get(n)
	if err != nil {
		return node{}, err
	}
	at := 0
	if n == 1 {
		at = headerSize
	}
	p := node{n: n, data: data, kind: data[at], cells: int(binary.BigEndian.Uint16(data[at+3:])), ptrs: at + 8}
	if p.kind == interior {
		p.ptrs += 4
	}
	if p.kind != interior && p.kind != leaf || p.ptrs+2*p.cells > len(data) {
		return node{}, fmt.Errorf("page %d: %w", n, errShape)
	}
	return p, nil
}

// cell gives the bytes from the ith cell on, nil when it lies outside.
func (p *node) cell(i int) []byte {
	at := int(binary.BigEndian.Uint16(p.data[p.ptrs+2*i:]))
	if at < p.ptrs || at+4 > len(p.data) {
		return nil
	}
	return p.data[at:]
}

// child is the ith page below an interior one; the last is beyond the cells.
func (p *node) child(i int) uint32 {
	if i == p.cells {
		return binary.BigEndian.Uint32(p.data[p.ptrs-4:])
	}
	if c := p.cell(i); c != nil {
		return binary.BigEndian.Uint32(c)
	}
	return 0
}

// key is the row number of a cell.
func (p *node) key(i int) (int64, bool) {
	c := p.cell(i)
	if c == nil {
		return 0, false
	}
	if p.kind == interior {
		c = c[4:]
	} else {
		_, n := uvarint(c)
		c = c[n:]
	}
	v, n := uvarint(c)
	return int64(v), n > 0
}

// Scan hands every row on, in order of their numbers. The row holds until each
// returns; an error of each ends the scan. Pages that cannot be read are left
// out and remembered as damage.
func (t *Table) Scan(each func(*Row) error) error {
	if t == nil {
		return nil
	}
	if t.bare {
		t.db.harm(Damage{Table: t.Name, What: "a table without row numbers is not read"})
		return nil
	}
	s := &scan{t: t, each: each, seen: make([]uint64, t.db.pages/64+1), row: Row{t: t}}
	return s.page(t.root, 0)
}

type scan struct {
	t    *Table
	each func(*Row) error
	seen []uint64 // pages that were visited
	row  Row
}

func (s *scan) page(n uint32, depth int) error {
	p, err := s.t.db.node(n)
	if err == nil && (depth > maxDepth || s.seen[n/64]>>(n%64)&1 != 0) {
		err = fmt.Errorf("page %d is in the tree twice", n)
	}
	if err != nil {
		s.t.db.harm(Damage{s.t.Name, n, err.Error()})
		return nil
	}
	s.seen[n/64] |= 1 << (n % 64)
	if p.kind == interior {
		for i := range p.cells + 1 {
			if err := s.page(p.child(i), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range p.cells {
		if !s.row.load(&p, i) {
			s.t.db.harm(Damage{s.t.Name, n, fmt.Sprintf("page %d holds a row that cannot be read", n)})
			continue
		}
		if err := s.each(&s.row); err != nil {
			return err
		}
	}
	return nil
}

// Row gives the row of that number, nil when there is none. It holds until the
// next call for this table.
func (t *Table) Row(id int64) *Row {
	if t == nil || t.bare {
		return nil
	}
	n := t.root
	for range maxDepth {
		p, err := t.db.node(n)
		if err != nil {
			t.db.harm(Damage{t.Name, n, err.Error()})
			return nil
		}
		i, exact := p.search(id)
		if p.kind == interior {
			n = p.child(i)
			continue
		}
		t.row.t = t
		if !exact || !t.row.load(&p, i) {
			return nil
		}
		return &t.row
	}
	return nil
}

// Lost remembers a row that a Scan gave and that Row cannot reach: its page is
// damaged so that the numbers on the way to it are out of order.
func (t *Table) Lost(id int64) {
	t.db.harm(Damage{Table: t.Name, What: fmt.Sprintf("row %d is there and cannot be reached", id)})
}

// search finds the first cell whose number is at least id.
func (p *node) search(id int64) (i int, exact bool) {
	lo, hi := 0, p.cells
	for lo < hi {
		mid := (lo + hi) / 2
		k, ok := p.key(mid)
		if ok && k < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == p.cells {
		return lo, false
	}
	k, ok := p.key(lo)
	return lo, ok && k == id
}

// Max is the greatest row number, 0 for an empty table.
func (t *Table) Max() int64 {
	if t == nil || t.bare {
		return 0
	}
	n := t.root
	for range maxDepth {
		p, err := t.db.node(n)
		if err != nil {
			return 0
		}
		if p.kind == interior {
			n = p.child(p.cells)
			continue
		}
		if p.cells == 0 {
			return 0
		}
		k, _ := p.key(p.cells - 1)
		return k
	}
	return 0
}

// Col is the place of a column, case ignored; -1 when the table is nil or has
// no such column. Reading column -1 gives NULL.
func (t *Table) Col(name string) int {
	if t == nil {
		return -1
	}
	if i, ok := t.cols[name]; ok {
		return i
	}
	return t.fold(name)
}
