package layout

import (
	"slices"
	"strings"

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
	greyRow  = 200
)

var cellSizes = [...]Unit{Pt(9), Pt(8), Pt(7)}

func cellLead(size Unit) Unit { return size * 4 / 3 }

// tables is where the setter stands in the tables of its source.
type tables struct {
	src    Source
	shapes []*tableShape // nil until the first table
	next   int
	now    *tableShape // nil outside of a table
	group  int         // its number among the parts
	head   []redact.Run
	row    []redact.Run // the row being read
}

func tabular(role string) bool { return role == record.RoleHead || role == record.RoleRow }

// tableShape is what is known of a table before it is set. The measures are
// those of cellSizes[0].
type tableShape struct {
	sum        []int64 // what the cells of a column are wide in all
	right      []bool
	least, all []Unit // per column: its widest word, its widest line
	size       Unit
	x, w       []Unit
}

// TableWidth is the column in which the widest table of a source stands
// without crowding; 0 for a source without tables.
func TableWidth(src Source) (Unit, error) {
	shapes, err := measure(src)
	widest := Unit(0)
	for _, t := range shapes {
		w := Unit(0)
		for i := range t.all {
			w += min(t.all[i], longCell) + cellGap
		}
		widest = max(widest, w-cellGap)
	}
	return widest, err
}

// measure finds the tables of a source and the widths of their columns.
func measure(src Source) ([]*tableShape, error) {
	plain, err := newInker(Face{Family: Sans}, cellSizes[0], 0)
	if err != nil {
		return nil, err
	}
	bold, err := newInker(Face{Family: Sans, Bold: true}, cellSizes[0], 0)
	if err != nil {
		return nil, err
	}
	var out []*tableShape
	var t *tableShape
	for r := range src.Runs() {
		switch role := r.Block.Role; {
		case !tabular(role):
			t = nil
			continue
		case r.Start && (t == nil || role == record.RoleHead):
			t = &tableShape{}
			out = append(out, t)
			if role == record.RoleHead {
				for _, c := range r.Block.Field {
					t.right = append(t.right, c == 'r')
				}
			}
		}
		if r.Box != nil {
			continue
		}
		k := plain
		if r.Block.Role == record.RoleHead {
			k = bold
		}
		col := 0
		for cell := range strings.SplitSeq(r.Text, "\t") {
			t.widen(col, cell, k)
			col++
		}
	}
	return out, nil
}

func (t *tableShape) widen(col int, cell string, k *inker) {
	for col >= len(t.all) {
		t.all, t.least, t.sum = append(t.all, 0), append(t.least, 0), append(t.sum, 0)
	}
	for col >= len(t.right) {
		t.right = append(t.right, false)
	}
	for line := range strings.SplitSeq(cell, "\n") {
		x, word := int64(0), int64(0)
		for _, a := range shape(k.cut(nil, line, 0, len(line), 0), 0) {
			if a.kind == space || a.gap {
				word = 0
			}
			if x = min(x+a.w, mostCell*1000); a.kind != space {
				word = min(word+a.w, mostCell*1000)
			}
			t.least[col] = max(t.least[col], unit(word)+1)
		}
		t.all[col] = max(t.all[col], unit(x)+1)
		t.sum[col] += int64(unit(x))
	}
	t.least[col] = min(t.least[col], longWord)
	if t.right[col] {
		t.least[col] = min(t.all[col], 2*longWord) // figures are not broken
	}
}

// fit gives every column its place in a strip, in the largest type in which
// its words need not be broken. It refuses columns too many for the strip.
func (t *tableShape) fit(left, strip Unit) bool {
	n := int64(len(t.all))
	full := int64(strip) - cellGap*(n-1)
	if n == 0 || full < leastCol*n {
		return false
	}
	var least int64
	for _, size := range cellSizes {
		t.size, least = size, 0
		for i := range t.least {
			least += int64(t.at(t.least[i]))
		}
		if least <= full {
			break
		}
	}
	t.share(full, least)
	t.x = make([]Unit, n)
	for i := range t.all {
		t.x[i] = left
		left += t.w[i] + cellGap
	}
	return true
}

// share gives the columns their widths: its widest line to each that wants no
// more than an equal part of what is left, the rest to the others by how much
// they hold; less than the words need only when there is no other way.
func (t *tableShape) share(full, least int64) {
	n := int64(len(t.all))
	t.w = make([]Unit, n)
	if least > full {
		for i := range t.w {
			t.w[i] = t.size + Unit(int64(t.at(t.least[i]))*(full-n*int64(t.size))/least)
		}
		return
	}
	rest, open := full-least, make([]int, n)
	for i := range t.w {
		t.w[i], open[i] = t.at(t.least[i]), i
	}
	for more := true; more && len(open) > 0; {
		part := rest / int64(len(open))
		more = false
		open = slices.DeleteFunc(open, func(i int) bool {
			want := int64(t.at(t.all[i]) - t.w[i])
			if want > part {
				return false
			}
			t.w[i], rest, more = t.at(t.all[i]), rest-max(want, 0), true
			return true
		})
	}
	held := int64(0)
	for _, i := range open {
		held += t.sum[i]
	}
	for _, i := range open {
		t.w[i] += Unit(float64(rest) * float64(t.sum[i]) / float64(max(1, held)))
	}
}

// at scales a measure to the size chosen.
func (t *tableShape) at(u Unit) Unit { return (u*t.size + cellSizes[0] - 1) / cellSizes[0] }

func (t *tableShape) width() Unit {
	n := len(t.x) - 1
	return t.x[n] + t.w[n] - t.x[0]
}

// cellLine is one line of a cell.
type cellLine struct {
	atoms []atom
	rtl   bool
}

// endRow sets the row that was read. A row with a box in it is set as running
// text, as is a table with more columns than a page can hold side by side.
func (s *setter) endRow(more bool) {
	row := s.tables.row
	s.tables.row = nil
	if len(row) > 0 && !s.stopped {
		s.row(row)
	}
	if !more && s.tables.now != nil {
		s.tables.now, s.tables.head = nil, nil
		s.skip(Pt(6))
	}
}

func (s *setter) row(row []redact.Run) {
	head := row[0].Block.Role == record.RoleHead
	if (s.tables.now == nil || head) && !s.startTable() {
		return
	}
	if len(row) > 1 || row[0].Box != nil || len(s.tables.now.w) == 0 {
		s.quote, s.fresh, s.col = 0, true, s.bodyColumn(0)
		s.parts.inRow(Cell, s.tables.group, s.parts.number())
		s.parts.now.Columns = len(s.tables.now.all)
		s.body = s.inker(Face{Family: Sans, Bold: head}, s.tables.now.size, 0)
		s.margin = s.body
		for _, r := range row {
			s.add(r)
		}
		s.endBlock()
		return
	}
	kind := Cell
	if head {
		kind = Head
	}
	s.setRow(s.cells(row[0], head), s.rowParts(kind))
	if !head {
		s.ruleBelow(greyRow, 26)
		return
	}
	s.ruleBelow(0, 48)
	s.tables.head = row
}

// startTable takes the shape of the next table. Its first rows stay together.
func (s *setter) startTable() bool {
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
	t.now.fit(s.st.Left, s.st.column())
	t.now.size = max(t.now.size, cellSizes[len(cellSizes)-1])
	if need := Pt(56); !s.empty() && s.y+need > s.st.H-s.st.Bottom {
		s.flush()
	}
	return !s.stopped
}

// repeatHead sets the head of the table again, which has no place in the
// record there. A head deeper than half a page would leave no room for rows.
func (s *setter) repeatHead() {
	if len(s.tables.head) == 0 || s.stopped {
		return
	}
	most := int((s.st.H - s.st.Top - s.st.Bottom) / 2 / cellLead(s.tables.now.size))
	cells := s.cells(s.tables.head[0], true)
	for i := range cells {
		cells[i] = cells[i][:min(len(cells[i]), most)]
		for _, l := range cells[i] {
			unplace(l.atoms)
		}
	}
	s.setLines(cells, make([]Part, len(cells)), 0, depth(cells))
	s.ruleBelow(0, 48)
}

// cells breaks the cells of a row into lines.
func (s *setter) cells(r redact.Run, head bool) [][]cellLine {
	t := s.tables.now
	k := s.inker(Face{Family: Sans, Bold: head}, t.size, 0)
	out := make([][]cellLine, len(t.w))
	at := 0
	for i, cell := range strings.Split(r.Text, "\t") {
		from := at
		for line := range strings.SplitSeq(cell, "\n") {
			atoms := shape(k.cut(nil, line, 0, len(line), r.Span.Start+from), 0)
			if r.Span == (record.Span{}) {
				unplace(atoms)
			}
			rtl := startsRTL(atoms)
			for start := 0; start < len(atoms); {
				end := breakLine(atoms, start, int64(t.w[i])*1000, Pt(24))
				out[i] = append(out[i], cellLine{atoms[start:end], rtl})
				start = end
			}
			if len(atoms) == 0 {
				out[i] = append(out[i], cellLine{})
			}
			from += len(line) + 1
		}
		at += len(cell) + 1
	}
	return out
}

func depth(cells [][]cellLine) int {
	n := 1
	for _, c := range cells {
		n = max(n, len(c))
	}
	return n
}

// setRow keeps a row on one page unless it is deeper than a third of one.
func (s *setter) setRow(cells [][]cellLine, parts []Part) {
	lead, foot := cellLead(s.tables.now.size), s.st.H-s.st.Bottom
	for from, n := 0, depth(cells); from < n && !s.stopped; {
		need := Unit(n-from)*lead + 2*cellPad
		page := s.st.H - s.st.Bottom - s.st.Top
		if fits := int((foot - s.y - 2*cellPad) / lead); need > foot-s.y && !s.empty() && (need <= page/3 || fits < 3) {
			s.flush()
			s.repeatHead()
			continue
		}
		to := min(n, from+max(1, int((foot-s.y-2*cellPad)/lead)))
		s.setLines(cells, parts, from, to)
		from = to
	}
}

// setLines sets some lines of a row, cell beside cell.
func (s *setter) setLines(cells [][]cellLine, parts []Part, from, to int) {
	t := s.tables.now
	lead := cellLead(t.size)
	s.y += cellPad
	for i := from; i < to && !s.stopped; i++ {
		said := false
		for c := range cells {
			if i >= len(cells[c]) || len(cells[c][i].atoms) == 0 {
				continue
			}
			l := cells[c][i]
			p := placer{page: &s.page, base: s.y + lead*74/100, x: int64(t.x[c]) * 1000, part: s.part(parts[c])}
			if t.right[c] || l.rtl {
				p.x += max(0, int64(t.w[c])*1000-width(trimSpaces(l.atoms)))
			}
			line, level := embed(l.atoms, l.rtl)
			if said {
				s.text.WriteByte(' ')
			}
			said = true
			s.say(line)
			p.words(visual(line, level), &s.page.Words)
		}
		s.text.WriteByte('\n')
		s.y += lead
	}
	s.y += cellPad
}

func trimSpaces(line []atom) []atom {
	for len(line) > 0 && line[len(line)-1].kind == space {
		line = line[:len(line)-1]
	}
	return line
}

func (s *setter) ruleBelow(grey uint8, h Unit) {
	if !s.stopped {
		s.page.Rules = append(s.page.Rules, Rule{Rect{s.st.Left, s.y, max(s.tables.now.width(), 0), h}, grey})
	}
}

// headline makes column and type ready for a title or heading. A heading does
// not stand alone at the foot of a page.
func (s *setter) headline(b record.Block) bool {
	size := s.st.Size + Pt(2)
	switch b.Role {
	case record.RoleTitle:
		s.parts.begin(Title)
		size = s.st.Size * 2
	case record.RoleHeading:
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
