package layout

import (
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// slot is what stands in one cell of a row: its column, how many it spans beyond
// that, and its runs.
type slot struct {
	col, cols int
	bold      bool
	runs      []redact.Run
}

// deal deals the runs of a row out to its cells; false when they do not fit the
// columns: then a tab was hidden with what is withheld.
func (t *tableShape) deal(row []redact.Run) ([]slot, bool) {
	if len(t.w) == 0 {
		return nil, false
	}
	var out []slot
	if row[0].Block.Cell != nil {
		for _, r := range row {
			c := r.Block.Cell
			if n := len(out); n == 0 || out[n-1].col != c.Col {
				out = append(out, slot{c.Col, min(c.Cols, len(t.w)-1-c.Col), c.Head, nil})
			}
			p := &out[len(out)-1]
			p.runs = append(p.runs, r)
		}
		return out, true
	}
	out = append(out, slot{})
	for _, r := range row {
		at := 0
		for i, cell := range strings.Split(r.Text, "\t") {
			if i > 0 && r.Box != nil {
				return nil, false
			}
			if i > 0 {
				out = append(out, slot{col: len(out)})
			}
			q := r
			q.Text = cell
			if r.Span != (record.Span{}) {
				q.Span = record.Span{Start: r.Span.Start + at, End: r.Span.Start + at + len(cell)}
			}
			at += len(cell) + 1
			p := &out[len(out)-1]
			p.runs = append(p.runs, q)
		}
	}
	return out, len(out) == len(t.w) || len(row) == 1 && row[0].Box == nil && len(out) < len(t.w)
}

// cell is a cell broken into lines, in its place.
type cell struct {
	x, w  Unit
	right bool
	lines []cellLine
	part  Part
}

// cellLine is one line of a cell. A box too wide for its column takes deep lines
// of the grid; those below it are empty.
type cellLine struct {
	atoms   []atom
	picture *inset // takes deep lines too
	rtl     bool
	deep    int
	under   bool
}

// lead is the distance of lines in a table. Boxes need room for their codes.
func (t *tableShape) lead() Unit {
	if len(t.boxes) > 0 {
		return max(cellLead(t.size), Pt(11.5))
	}
	return cellLead(t.size)
}

// cells breaks the cells of a row into lines.
func (s *setter) cells(slots []slot, head bool) []cell {
	t, row := s.tables.now, s.parts.number()
	out := make([]cell, len(slots))
	for i, p := range slots {
		last := p.col + max(p.cols, 0)
		out[i] = cell{x: t.x[p.col], w: t.x[last] + t.w[last] - t.x[p.col], right: t.right[p.col] && p.cols == 0}
		k := s.inker(Face{Family: Sans, Bold: head || p.bold}, t.size, 0)
		kind := Cell
		if head || p.bold {
			kind = Head
		}
		out[i].part = Part{Kind: kind, ID: s.parts.number(), Group: s.tables.group, Row: row}
		if p.cols > 0 {
			out[i].part.Columns = p.cols + 1
		}
		out[i].lines = s.cellLines(p.runs, out[i].w, k)
	}
	return out
}

// cellLines breaks the runs of a cell. White space around its words says nothing.
func (s *setter) cellLines(runs []redact.Run, w Unit, k *inker) []cellLine {
	var out []cellLine
	var para []atom
	c := column{w: w, lead: s.tables.now.lead(), stop: Pt(24)}
	margin := s.inker(Face{Family: Sans}, s.tables.now.size, greyMark)
	end := func() {
		out = s.breakCell(out, para, c)
		para = nil
	}
	for _, r := range runs {
		var over *token
		if r.Box != nil {
			over = s.token(r.Box, r.Span, c)
			para = append(para, atom{kind: boxed, box: over, w: over.w, span: r.Span})
			if r.Text == "" || !s.st.Draft {
				continue
			}
			over.draft = true
		}
		at := 0
		for line := range strings.SplitSeq(r.Text, "\n") {
			if at > 0 && (r.Block.Quote == 0 || strings.Trim(line, "> ") != "") { // the marks of blank lines take none here
				end()
			}
			from, q := len(para), at
			for r.Block.Quote > 0 && q < at+len(line) && (from == 0 || at > 0) && (r.Text[q] == '>' || r.Text[q] == ' ') {
				q++
			}
			para = margin.cut(para, r.Text, at, q, r.Span.Start)
			n := len(para)
			para = shape(k.cut(para, r.Text, q, at+len(line), r.Span.Start), n)
			for i := from; i < len(para); i++ {
				para[i].box = over
			}
			if over != nil && n < len(para) {
				para[n].gap = true // of a draft: the hidden words may stand on the line below their code
			}
			if r.Span == (record.Span{}) {
				unplace(para[from:])
			}
			at += len(line) + 1
		}
	}
	end()
	return trimLines(out)
}

// breakCell appends the lines of one line of the source.
func (s *setter) breakCell(out []cellLine, para []atom, c column) []cellLine {
	for len(para) > 0 && para[0].kind == space && para[0].box == nil {
		para = para[1:]
	}
	para = s.narrow(para, c.w)
	rtl := startsRTL(para)
	if len(para) == 0 {
		return append(out, cellLine{})
	}
	for start := 0; start < len(para); {
		end := breakLine(para, start, int64(c.w)*1000, c.stop)
		l := cellLine{atoms: para[start:end], rtl: rtl, deep: 1}
		start = end
		if len(l.atoms) == 1 && l.atoms[0].kind == boxed && l.atoms[0].box.lines != nil {
			l.deep = int(l.atoms[0].box.depth(c.lead) / c.lead)
		}
		out = append(out, l)
		for range l.deep - 1 {
			out = append(out, cellLine{under: true})
		}
	}
	return out
}

// narrow parts the words of placeholders that are wider than their cell: they
// would stand on the next one.
func (s *setter) narrow(para []atom, w Unit) []atom {
	if !slices.ContainsFunc(para, func(a atom) bool { return a.named && a.w > int64(w)*1000 }) {
		return para
	}
	var out []atom
	for _, a := range para {
		if !a.named || a.w <= int64(w)*1000 {
			out = append(out, a)
			continue
		}
		for _, r := range a.text {
			b := a
			b.text = string(r)
			b.w = b.ink.font.Measure(b.text, b.ink.size)
			out = append(out, b)
		}
	}
	return out
}

func trimLines(ls []cellLine) []cellLine {
	blank := func(l cellLine) bool { return len(trimSpaces(l.atoms)) == 0 && !l.under }
	for len(ls) > 0 && blank(ls[0]) {
		ls = ls[1:]
	}
	for len(ls) > 0 && blank(ls[len(ls)-1]) {
		ls = ls[:len(ls)-1]
	}
	return ls
}

func depth(cells []cell) int {
	n := 1
	for _, c := range cells {
		n = max(n, len(c.lines))
	}
	return n
}

// cuts tells whether a row may be parted before a line: not inside a box.
func cuts(cells []cell, at int) bool {
	for _, c := range cells {
		if at < len(c.lines) && c.lines[at].under {
			return false
		}
	}
	return true
}

// setRow keeps a row on one page unless it is deeper than a third of one.
func (s *setter) setRow(cells []cell) {
	lead, foot := s.tables.now.lead(), s.st.H-s.st.Bottom
	room := int((foot - s.st.Top - 2*cellPad) / lead)
	for from, n := 0, depth(cells); from < n && !s.stopped; {
		need := Unit(n-from)*lead + 2*cellPad
		page := s.st.H - s.st.Bottom - s.st.Top
		if fits := int((foot - s.y - 2*cellPad) / lead); need > foot-s.y && !s.empty() && (need <= page/3 || fits < 3) {
			s.flush()
			s.repeatHead()
			continue
		}
		to := min(n, from+max(1, int((foot-s.y-2*cellPad)/lead)))
		for to > from && to < n && !cuts(cells, to) {
			to--
		}
		if to == from { // a box at the foot of the page, or deeper than any
			if s.empty() || from+1 < n && !cuts(cells, from+room) {
				s.fail(errLabel(Unit(room+1)*lead, page))
				return
			}
			s.flush()
			s.repeatHead()
			continue
		}
		s.setLines(cells, from, to)
		from = to
	}
}

// setLines sets some lines of a row, cell beside cell.
func (s *setter) setLines(cells []cell, from, to int) {
	lead := s.tables.now.lead()
	s.grow(s.col, s.y, Unit(to-from)*lead+2*cellPad)
	s.y += cellPad
	for _, c := range cells { // in their order, though one may begin with a picture
		if len(c.lines) > 0 {
			s.part(c.part)
		}
	}
	var said chorus
	var pictures []cellPicture
	for i := from; i < to && !s.stopped; i++ {
		for _, c := range cells {
			if i < len(c.lines) && c.lines[i].picture != nil {
				in := c.lines[i].picture
				at := Rect{c.x, s.y + (Unit(c.lines[i].deep)*lead-in.h)/2, in.w, in.h}
				if c.right {
					at.X += c.w - in.w
				}
				pictures = append(pictures, cellPicture{in, at})
			}
			if i >= len(c.lines) || len(c.lines[i].atoms) == 0 {
				continue
			}
			l := c.lines[i]
			p := placer{page: &s.page, base: s.y + lead*74/100, x: int64(c.x) * 1000, part: s.part(c.part)}
			if c.right || l.rtl {
				p.x += max(0, int64(c.w)*1000-width(trimSpaces(l.atoms)))
			}
			line, level := embed(l.atoms, l.rtl)
			boxes := len(s.page.Boxes)
			s.place(&p, visual(line, level), Rect{c.x, s.y + boxGap, 0, Unit(max(l.deep, 1))*lead - 2*boxGap})
			if l.deep <= 1 {
				said.add(line, c.x, p.base)
				continue
			}
			for k, b := range line[0].box.lines { // a label of several lines is read line by line
				at := s.page.Boxes[boxes]
				said.add(b, c.x, at.Baseline+labelLine(at, k)-at.Label[0].Baseline)
			}
		}
		s.y += lead
	}
	s.cellPictures(pictures, &said)
	said.say(s)
	if len(said) == 0 {
		s.text.WriteByte('\n')
	}
	s.y += cellPad
}

// labelLine is the baseline of a line of a box's label.
func labelLine(b Box, line int) Unit {
	base, n := b.Label[0].Baseline, 0
	for _, w := range b.Label {
		if w.Baseline != base {
			base, n = w.Baseline, n+1
		}
		if n == line {
			break
		}
	}
	return base
}
