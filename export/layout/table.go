package layout

import (
	"slices"

	"vaughn/index/record"
	"vaughn/redact"
)

// Measures of a table. Its type is a little smaller than running text and gets
// smaller still, down to 7 points, before words are broken.
const (
	cellGap  = 10 * 64 // between columns
	cellPad  = 160     // 2.5 pt above and below the lines of a row
	longWord = 90 * 64 // a word wider than this may be broken to keep its column narrow
	longCell = 170 * 64
	mostCell = 4000 * 64 // what is wider counts as this wide
	leastCol = 18 * 64   // with less for each column a table is set as running text
	leastBox = 36 * 64   // likewise for a column in which something is hidden
	greyRow  = 200
)

var cellSizes = [...]Unit{Pt(9), Pt(8), Pt(7)}

func cellLead(size Unit) Unit { return size * 4 / 3 }

// tables is where the setter stands in the tables of its source.
type tables struct {
	src    Source
	shapes []*tableShape // nil until the first table
	next   int
	now    *tableShape  // nil outside of a table
	of     record.Block // the last block of it
	group  int          // its number among the parts
	head   []redact.Run
	row    []redact.Run   // the row being read
	below  []redact.Inset // pictures of the row that do not fit its cells
}

// tabular tells rows of a table, and cells that are blocks of their own.
func tabular(b record.Block) bool {
	return b.Role == record.RoleHead || b.Role == record.RoleRow || b.Cell != nil
}

// sameTable tells blocks of one table, sameRow those of one row.
func sameTable(a, b record.Block) bool {
	if a.Cell == nil || b.Cell == nil {
		return a.Cell == nil && b.Cell == nil && tabular(a) && tabular(b)
	}
	return a.Cell.Table == b.Cell.Table
}

func sameRow(a, b record.Block) bool {
	return a.Cell != nil && b.Cell != nil && sameTable(a, b) && a.Cell.Row == b.Cell.Row
}

// endRow sets the row that was read, unless next goes on with it, and tells
// whether none waits any more. A table with more columns than a page can hold is
// set as running text.
func (s *setter) endRow(next *record.Block) bool {
	t := &s.tables
	if len(t.row) > 0 && next != nil && sameRow(t.row[0].Block, *next) {
		return false
	}
	if row := t.row; len(row) > 0 {
		t.row, t.of = nil, row[0].Block
		if !s.stopped {
			s.row(row)
		}
	}
	if t.now != nil && (next == nil || !sameTable(t.of, *next)) {
		t.now, t.head = nil, nil
		s.skip(Pt(6))
	}
	return true
}

func (s *setter) row(row []redact.Run) {
	head := headed(row)
	if (s.tables.now == nil || row[0].Block.Role == record.RoleHead) && !s.startTable(row[0].Block) {
		return
	}
	slots, ok := s.tables.now.deal(row)
	if !ok {
		s.quote, s.fresh, s.col = row[0].Block.Quote, true, s.bodyColumn(row[0].Block.Quote)
		s.parts.inRow(Cell, s.tables.group, s.parts.number())
		s.parts.now.Columns = len(s.tables.now.all)
		for _, r := range row {
			s.tables.below = append(s.tables.below, r.Insets...)
		}
		s.body = s.inker(Face{Family: Sans, Bold: head}, s.tables.now.size, 0)
		s.margin = s.body
		for i, r := range row {
			if r.Start && i > 0 {
				s.endBlock()
			}
			s.add(r)
		}
		s.endBlock()
		return
	}
	s.col = s.bodyColumn(row[0].Block.Quote)
	first := s.tables.of.Cell == nil || s.tables.of.Cell.Row == 0
	cells := s.cells(slots, head)
	s.tables.below = s.inCells(cells, slots)
	s.setRow(cells)
	if !head {
		s.ruleBelow(greyRow, 26)
		return
	}
	s.ruleBelow(0, 48)
	if first {
		s.tables.head = row
	}
}

// headed tells a row that says what the columns are.
func headed(row []redact.Run) bool {
	for _, r := range row {
		if r.Block.Role != record.RoleHead && (r.Block.Cell == nil || !r.Block.Cell.Head) {
			return false
		}
	}
	return true
}

// startTable takes the shape of the next table. Its first rows stay together.
func (s *setter) startTable(b record.Block) bool {
	t := &s.tables
	if t.shapes == nil {
		var err error
		if t.shapes, err = measure(t.src); err != nil {
			s.fail(err)
			return false
		}
	}
	t.now, t.head, t.group = t.shapes[t.next], nil, s.parts.number()
	t.next++
	c := s.bodyColumn(b.Quote)
	t.now.fit(c.x, c.w)
	t.now.size = max(t.now.size, cellSizes[len(cellSizes)-1])
	if need := Pt(56); !s.empty() && s.y+need > s.st.H-s.st.Bottom {
		s.flush()
	}
	return !s.stopped
}

// repeatHead sets the head of the table again, which has no place in the
// record there. A head deeper than half a page would leave no room for rows, and
// one with a box in it would claim its decision twice.
func (s *setter) repeatHead() {
	t := &s.tables
	if len(t.head) == 0 || s.stopped {
		return
	}
	slots, ok := t.now.deal(t.head)
	if !ok || slices.ContainsFunc(t.head, func(r redact.Run) bool { return r.Box != nil }) {
		return
	}
	most := int((s.st.H - s.st.Top - s.st.Bottom) / 2 / t.now.lead())
	cells := s.cells(slots, true)
	for i := range cells {
		cells[i].lines = cells[i].lines[:min(len(cells[i].lines), most)]
		cells[i].part = Part{}
		for _, l := range cells[i].lines {
			unplace(l.atoms)
		}
	}
	s.setLines(cells, 0, depth(cells))
	s.ruleBelow(0, 48)
}

func trimSpaces(line []atom) []atom {
	for len(line) > 0 && line[len(line)-1].kind == space {
		line = line[:len(line)-1]
	}
	return line
}

func (s *setter) ruleBelow(grey uint8, h Unit) {
	if !s.stopped {
		s.page.Rules = append(s.page.Rules, Rule{Rect{s.tables.now.x[0], s.y, max(s.tables.now.width(), 0), h}, grey})
	}
}

// headline makes column and type ready for a title or heading. A heading does
// not stand alone at the foot of a page.
func (s *setter) headline(b record.Block) bool {
	size := s.st.Size + Pt(2)
	switch {
	case b.Role == record.RoleTitle:
		s.parts.begin(Title)
		size = s.st.Size * 2
	case b.Role == record.RoleBody && b.Form == record.FormHeading:
		s.parts.begin(Heading)
		if need := Pt(60); !s.empty() && s.y+need > s.st.H-s.st.Bottom {
			s.flush()
		}
		if !s.owed && s.last.Role == record.RoleBody && !inHeader(s.last) {
			s.skip(s.st.Lead * 3 / 5)
		}
		size = s.st.Size + Pt(1)
	case b.Role == record.RoleHeading:
		s.parts.begin(Heading)
		if need := Pt(90); !s.empty() && s.y+need > s.st.H-s.st.Bottom {
			s.flush()
		}
		s.skip(s.st.Lead)
	default:
		return false
	}
	s.col.lead = size * 4 / 3
	s.body = s.inker(Face{Family: Sans, Bold: true}, size, 0)
	s.margin = s.body
	return true
}
