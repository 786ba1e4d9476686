package pst

import "fmt"

// table is a table context: rows of columns, with the row numbers in a heap tree (MS-PST 2.3.4).
type table struct {
	f       *File
	tr      *trace
	node    node
	heap    *heap
	columns []column
	rowSize int
	bits    int // where the existence bits begin in a row
	index   *bth
	rows    hnid
}

type column struct {
	id   PropID
	typ  Type
	at   int
	size int
	bit  int
}

const (
	tableHeader = 22
	columnSize  = 8
)

func (f *File) openTable(n node, tr *trace) (*table, error) {
	h, err := f.openHeap(n.data, tableSig, tr)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	b, err := h.get(h.root)
	if err != nil {
		return nil, fmt.Errorf("table: %w", err)
	}
	if len(b) < tableHeader || b[0] != tableSig || tableHeader+int(b[1])*columnSize > len(b) {
		return nil, fmt.Errorf("table header of %d bytes: %w", len(b), ErrDamaged)
	}
	t := &table{f: f, tr: tr, node: n, heap: h, bits: u16(b[6:]), rowSize: u16(b[8:]), rows: hnid(u32(b[14:]))}
	for i := range int(b[1]) {
		c := b[tableHeader+i*columnSize:]
		col := column{id: PropID(u16(c[2:])), typ: Type(u16(c)), at: u16(c[4:]), size: int(c[6]), bit: int(c[7])}
		if col.at+col.size > t.rowSize || t.bits+col.bit/8 >= t.rowSize || col.size > 8 {
			tr.warn(-1, fmt.Sprintf("table column %04X does not lie in the row and is ignored", uint16(col.id)))
			continue
		}
		t.columns = append(t.columns, col)
	}
	if t.index, err = h.openBTH(hid(u32(b[10:]))); err != nil {
		tr.lost("reading the index of a table", err)
	}
	return t, nil
}

// eachID visits the row ids: the numbers of folders, messages or attachments that the rows stand for. Only the index
// is read, or, if it is lost, the rows one after the other.
func (t *table) eachID(visit func(id NID, row int) bool) error {
	if t.index != nil {
		return t.index.each(func(key, data []byte) bool { return visit(NID(fixed(key)), int(fixed(data))) })
	}
	read, err := t.rowReader()
	if err != nil {
		return err
	}
	for row := 0; ; row++ {
		raw, err := read(row)
		if err != nil {
			return nil // past the last row
		}
		if id, ok := t.props(raw).Int(PropRowID); ok && !visit(NID(id), row) {
			return nil
		}
	}
}

// eachRow visits the rows with their properties. Row numbers beyond the rows that are there are reported and
// skipped: they occur in the wild.
func (t *table) eachRow(visit func(id NID, p *Props) bool) error {
	read, err := t.rowReader()
	if err != nil {
		return err
	}
	return t.eachID(func(id NID, row int) bool {
		raw, err := read(row)
		if err != nil {
			t.tr.lost(fmt.Sprintf("reading table row %d", row), err)
			return true
		}
		return visit(id, t.props(raw))
	})
}

// rowReader gives a function that reads a row by number. Rows never cross from one block to the next, so that each
// full block holds the same number of them and ends in unused bytes.
func (t *table) rowReader() (func(row int) ([]byte, error), error) {
	if t.rowSize <= 0 {
		return nil, fmt.Errorf("table rows of %d bytes: %w", t.rowSize, ErrDamaged)
	}
	outside := func(row int) error { return fmt.Errorf("row %d does not exist: %w", row, ErrDamaged) }
	if !t.rows.subnode() {
		b, err := t.heap.get(hid(t.rows))
		return func(row int) ([]byte, error) {
			if row < 0 || row >= len(b)/t.rowSize {
				return nil, outside(row)
			}
			return b[row*t.rowSize:][:t.rowSize], nil
		}, err
	}
	tree, err := t.f.openSubnode(t.node, NID(t.rows), t.tr)
	if err != nil {
		return nil, err
	}
	if tree.count == 0 {
		return func(row int) ([]byte, error) { return nil, outside(row) }, nil
	}
	first, err := tree.block(0)
	perBlock := max(len(first)/t.rowSize, 1)
	return func(row int) ([]byte, error) {
		if row < 0 || row/perBlock >= tree.count {
			return nil, outside(row)
		}
		b, err := tree.block(row / perBlock)
		if err != nil {
			return nil, err
		}
		at := row % perBlock * t.rowSize
		if at+t.rowSize > len(b) {
			return nil, outside(row)
		}
		return b[at:][:t.rowSize], nil
	}, err
}

func (t *table) props(row []byte) *Props {
	p := &Props{f: t.f, tr: t.tr, node: t.node, heap: t.heap}
	for _, c := range t.columns {
		if row[t.bits+c.bit/8]>>(7-c.bit%8)&1 == 0 {
			continue
		}
		w := c.typ.width()
		p.list = append(p.list, prop{id: c.id, typ: c.typ, inline: w > 0 && w <= 8, val: fixed(row[c.at:][:c.size])})
	}
	p.finish()
	return p
}
