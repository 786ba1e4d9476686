package record

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of a table that is set in columns; what lies beyond is set as lines.
const (
	maxCells   = 20_000
	maxColumns = 24
	longCell   = 300 // bytes: cells that hold more on average lay out a page
)

// table is one that is open.
type table struct {
	nested bool // another stands in one of its cells
	drawn  bool // its writer drew lines, or gave it a head
	layout bool // it says that it only lays out the page
	row    int
	col    int
	down   map[int]int // rows that a cell above still covers, by column
	cells  []cellMark
	ends   []int
	light  []bool // a cell has words that are not bold
	pics   []int  // how many pictures stood before a cell, and behind the last
	open   bool
}

func (t *htmlText) openTable(tok html.Token) {
	if n := len(t.tables); n > 0 {
		t.tables[n-1].nested = true
	}
	border, _ := number(attr(tok, "border"))
	b := &table{row: -1, down: map[int]int{}, drawn: border > 0, layout: attr(tok, "role") == "presentation"}
	t.tables = append(t.tables, b)
}

func (t *htmlText) openRow() {
	if n := len(t.tables); n > 0 {
		t.closeRow()
		t.tables[n-1].newRow()
	}
}

// closeRow ends a row; a last cell without words takes a line end, so that what
// follows does not begin where it does.
func (t *htmlText) closeRow() {
	if t.bare() {
		t.line()
	}
	t.closeCell()
}

func (b *table) newRow() {
	b.row, b.col = b.row+1, 0
	for c, n := range b.down {
		if b.down[c] = n - 1; n <= 1 {
			delete(b.down, c)
		}
	}
}

// openCell parts a cell from the one before and notes its place.
func (t *htmlText) openCell(tok html.Token) {
	bare := t.bare()
	t.closeCell()
	if (t.lines == 0 || bare) && t.out.Len() > 0 {
		t.put("\t")
		t.space = false
	}
	n := len(t.tables)
	if n == 0 {
		return
	}
	b := t.tables[n-1]
	if b.row < 0 {
		b.newRow()
	}
	for b.down[b.col] > 0 {
		b.col++
	}
	cols, _ := number(attr(tok, "colspan"))
	rows, _ := number(attr(tok, "rowspan"))
	cols = min(max(cols, 1), maxColumns+1)
	head := tok.DataAtom == atom.Th
	b.drawn = b.drawn || head
	if b.col < 1000 && len(b.cells) <= maxCells {
		for c := b.col; rows > 1 && c < min(b.col+cols, maxColumns); c++ {
			b.down[c] = rows
		}
		b.cells = append(b.cells, cellMark{at: t.out.Len(), Cell: Cell{Row: b.row, Col: b.col, Cols: cols - 1, Head: head}})
		b.ends, b.light, b.pics = append(b.ends, t.out.Len()), append(b.light, false), append(b.pics, len(t.shape.insets))
		b.open = true
	}
	b.col += cols
}

// bare tells that the cell that is open has a picture and no words: the next one
// must not begin where it does. In a table without lines pictures dress the page.
func (t *htmlText) bare() bool {
	n := len(t.tables)
	if n == 0 || !t.tables[n-1].open {
		return false
	}
	b := t.tables[n-1]
	last := len(b.cells) - 1
	return b.drawn && b.cells[last].at == t.out.Len() && b.pics[last] < len(t.shape.insets)
}

func (t *htmlText) closeCell() {
	if n := len(t.tables); n > 0 && t.tables[n-1].open {
		b := t.tables[n-1]
		b.ends[len(b.ends)-1] = t.out.Len()
		b.open = false
	}
}

// closeTable decides whether a table is one to read in columns. One that only
// lays out the page gives each of its cells a block of its own.
func (t *htmlText) closeTable() {
	n := len(t.tables)
	if n == 0 {
		return
	}
	t.closeRow()
	b := t.tables[n-1]
	t.tables = t.tables[:n-1]
	text := t.out.String()
	data := b.data(text)
	if data {
		t.last++
		b.crown(text)
	}
	b.pics = append(b.pics, len(t.shape.insets))
	for i, c := range b.cells {
		c.bare = strings.TrimSpace(text[c.at:b.ends[i]]) == ""
		if c.bare && (!data || b.pics[i] == b.pics[i+1]) {
			continue
		}
		if data {
			c.Table = t.last
			t.inCell(c.at, b.pics[i], b.pics[i+1])
		} else {
			c.Cell = Cell{}
		}
		t.shape.cells = append(t.shape.cells, c)
	}
	if data {
		t.shape.cells = append(t.shape.cells, cellMark{at: len(text)})
	}
}

// inCell keeps the pictures at the head of a cell in it: where it begins, the one
// before it ends.
func (t *htmlText) inCell(at, from, to int) {
	for k := from; k < to && t.shape.insets[k].at == at; k++ {
		t.shape.insets[k].at++
	}
}

// data tells a table of figures from one that lays out a page: it has several
// columns in several rows, or in one with lines drawn, short cells, and no table
// in it.
func (b *table) data(text string) bool {
	if b.nested || b.layout || len(b.cells) > maxCells {
		return false
	}
	filled, long, rows, cols := 0, 0, map[int]int{}, map[int]bool{}
	for i, c := range b.cells {
		s := strings.TrimSpace(text[c.at:b.ends[i]])
		if c.Col+c.Cols >= maxColumns {
			return false
		}
		if s == "" {
			continue
		}
		filled, long = filled+1, long+len(s)
		rows[c.Row]++
		cols[c.Col] = true
	}
	full := 0
	for _, n := range rows {
		if n > 1 {
			full++
		}
	}
	if len(cols) < 2 || full == 0 || len(rows) < 2 || long > longCell*filled {
		return false
	}
	return b.drawn || full > 1 && 2*full >= len(rows)
}

// crown makes a first row that is bold, above one that is not, the head: few
// mailers say which row it is.
func (b *table) crown(text string) {
	first, below := 0, false
	for i, c := range b.cells {
		if strings.TrimSpace(text[c.at:b.ends[i]]) == "" {
			continue
		}
		if c.Row == 0 && b.light[i] {
			return
		}
		if c.Row == 0 {
			first = i + 1
		}
		below = below || c.Row > 0 && b.light[i]
	}
	for i := 0; below && i < first; i++ {
		b.cells[i].Head = true
	}
}

func isSpace(r rune) bool { return unicode.IsSpace(r) }
