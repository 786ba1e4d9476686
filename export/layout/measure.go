package layout

import (
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// tableShape is what is known of a table before it is set. The measures are
// those of cellSizes[0].
type tableShape struct {
	sum        []int64 // what the cells of a column are wide in all
	right      []bool
	words      []bool // the column holds more than figures
	boxes      []int  // columns in which something is hidden
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

// ruler measures the tables of a source.
type ruler struct {
	plain, bold, label *inker
	out                []*tableShape
	now                *tableShape // nil outside of a table
	of                 record.Block
	col                int // of the row being read
}

// measure finds the tables of a source and the widths of their columns.
func measure(src Source) ([]*tableShape, error) {
	var m ruler
	var err error
	for _, k := range []struct {
		to   **inker
		bold bool
		size Unit
	}{{&m.plain, false, cellSizes[0]}, {&m.bold, true, cellSizes[0]}, {&m.label, true, labelSize}} {
		if *k.to, err = newInker(Face{Family: Sans, Bold: k.bold}, k.size, 0); err != nil {
			return nil, err
		}
	}
	for r := range src.Runs() {
		m.run(r)
	}
	for _, t := range m.out {
		for i := range t.right {
			t.right[i] = t.right[i] || i < len(t.words) && !t.words[i]
			if t.right[i] {
				t.least[i] = min(t.all[i], 2*longWord) // figures are not broken
			}
		}
	}
	return m.out, nil
}

func (m *ruler) run(r redact.Run) {
	b := r.Block
	if r.Start {
		switch {
		case !tabular(b):
			m.now = nil
		case m.now == nil || b.Role == record.RoleHead || !sameTable(m.of, b):
			m.now = &tableShape{}
			m.out = append(m.out, m.now)
			for _, c := range b.Field {
				if b.Role == record.RoleHead {
					m.now.right = append(m.now.right, c == 'r')
				}
			}
		}
		m.of, m.col = b, 0
	}
	t := m.now
	if c := b.Cell; t != nil && c != nil && c.Cols == 0 {
		for _, in := range r.Insets {
			m.picture(c.Col, in)
		}
	}
	switch {
	case t == nil:
	case r.Box != nil:
		m.box(r)
	case b.Cell != nil:
		m.cell(r)
	default:
		k := m.plain
		if b.Role == record.RoleHead {
			k = m.bold
		}
		for i, cell := range strings.Split(r.Text, "\t") {
			if i > 0 {
				m.col++
			}
			t.widen(m.col, cell, k)
			t.words[m.col] = true
		}
	}
}

// picture widens a column for a small picture and the words below it, which do not
// shrink with the type of a table.
func (m *ruler) picture(col int, in redact.Inset) {
	w := Unit(leastCaption)
	if in.Gone == "" {
		w = max(w, Unit(min(in.W, 1e6)*insetPixel)+1)
	}
	if w <= widestPicture {
		m.now.wide(col, w*cellSizes[0]/cellSizes[len(cellSizes)-1], max(w, fairCaption)*cellSizes[0]/cellSizes[len(cellSizes)-1])
	}
}

// box widens a column for what is printed in a box.
func (m *ruler) box(r redact.Run) {
	col := m.col
	if c := r.Block.Cell; c != nil {
		col = c.Col
	}
	m.now.reach(col)
	m.now.boxes = append(m.now.boxes, col)
	if c := r.Block.Cell; c != nil && c.Cols > 0 {
		return
	}
	label := strings.Join(strings.Fields(r.Box.Label), " ")
	w := unit(width(m.label.cut(nil, label, 0, len(label), 0))) + 2*labelPad + 2*boxSide + 64
	// boxes do not shrink with the type of a table
	w = max(w, leastBox) * cellSizes[0] / cellSizes[len(cellSizes)-1]
	m.now.wide(col, min(w, longWord), w)
}

// cell widens a column for a cell that spans no other.
func (m *ruler) cell(r redact.Run) {
	t, c := m.now, r.Block.Cell
	t.reach(c.Col + c.Cols)
	text := strings.TrimSpace(r.Text)
	if c.Cols > 0 || text == "" {
		return
	}
	k := m.plain
	if c.Head {
		k = m.bold
	}
	t.widen(c.Col, text, k)
	t.words[c.Col] = t.words[c.Col] || !c.Head && !figures(text)
}

// figures tells a cell that is read from its last digit.
func figures(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune(" .,%+-−–$€£()", r):
			return false
		}
	}
	return digits > 0
}

// reach makes room for columns up to col.
func (t *tableShape) reach(col int) {
	for col >= len(t.all) {
		t.all, t.least, t.sum = append(t.all, 0), append(t.least, 0), append(t.sum, 0)
	}
	for col >= len(t.right) {
		t.right = append(t.right, false)
	}
	for col >= len(t.words) {
		t.words = append(t.words, false)
	}
}

// wide notes what a column wants at least and at best.
func (t *tableShape) wide(col int, least, all Unit) {
	t.reach(col)
	t.least[col], t.all[col] = max(t.least[col], least), max(t.all[col], all)
	t.sum[col] += int64(all)
}

func (t *tableShape) widen(col int, cell string, k *inker) {
	t.reach(col)
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
}

// fit gives every column its place in a strip, in the largest type in which
// its words need not be broken. It refuses columns too many for the strip, or too
// narrow for the codes in them.
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
	for _, i := range t.boxes {
		if t.w[i] < leastBox*7/9 { // in the smallest type
			t.w = nil
			return false
		}
	}
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
