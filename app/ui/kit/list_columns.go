package kit

import "slices"

// ColumnState is a column that is shown, and how wide, to be kept with the user's settings.
type ColumnState struct {
	ID    string
	Width float32
}

// Columns are the columns shown, in their order.
func (l *List) Columns() []ColumnState {
	out := make([]ColumnState, len(l.cols))
	for i, c := range l.cols {
		out[i] = ColumnState{c.ID, l.widths[i]}
	}
	return out
}

// All are the columns the list can show, in the order they were made with.
func (l *List) All() []Column { return slices.Clone(l.all) }

// Arrange shows columns in an order. What is not known is left out, a width of 0 is that of the start; nil shows what
// the list began with.
func (l *List) Arrange(columns []ColumnState) {
	l.showColumns(columns)
	l.left = 0
	if l.draw != nil {
		l.draw.forget()
	}
	l.Refresh()
}

func (l *List) showColumns(columns []ColumnState) {
	l.cols, l.widths = nil, nil
	add := func(c Column, w float32) {
		l.cols, l.widths = append(l.cols, c), append(l.widths, max(w, c.Min))
	}
	for _, s := range columns {
		i := slices.IndexFunc(l.all, func(c Column) bool { return c.ID == s.ID })
		if i < 0 || slices.ContainsFunc(l.cols, func(c Column) bool { return c.ID == s.ID }) {
			continue
		}
		if s.Width == 0 {
			s.Width = l.all[i].Width
		}
		add(l.all[i], s.Width)
	}
	if len(l.cols) == 0 {
		for _, c := range l.all {
			if !c.Away {
				add(c, c.Width)
			}
		}
	}
}

// moveColumn puts a column in the place of another, as a drag of its title does.
func (l *List) moveColumn(from, to int) {
	if from == to || from < 0 || to < 0 || from >= len(l.cols) || to >= len(l.cols) {
		return
	}
	columns := l.Columns()
	moved := columns[from]
	columns = slices.Insert(slices.Delete(columns, from, from+1), to, moved)
	l.Arrange(columns)
}

// Widths is the width of each column shown.
func (l *List) Widths() []float32 { return slices.Clone(l.widths) }

// SetWidths sets the columns shown to other widths; a slice of another length is ignored.
func (l *List) SetWidths(w []float32) {
	if len(w) != len(l.widths) {
		return
	}
	for i := range w {
		l.widths[i] = max(w[i], l.cols[i].Min)
	}
	l.Refresh()
}

// spans gives the left edge and the width of each column in the view.
func (l *List) spans() (x, w []float32) {
	x, w = make([]float32, len(l.cols)), append([]float32(nil), l.widths...)
	rest := l.viewWidth()
	for i, c := range l.cols {
		if !c.Grow {
			rest -= w[i]
		}
	}
	at := float32(0)
	for i, c := range l.cols {
		if c.Grow {
			w[i] = max(rest, c.Min)
		}
		x[i] = at
		at += w[i]
	}
	l.left = max(min(l.left, at-l.viewWidth()), 0)
	for i := range x {
		x[i] -= l.left
	}
	return x, w
}

// setWidth drags the right edge of a column. Left of the growing column that changes the column itself; the growing
// column has no width of its own, so its right edge moves the column behind it.
func (l *List) setWidth(col int, w float32) {
	w = max(w, l.cols[col].Min)
	if w == l.widths[col] {
		return
	}
	l.widths[col] = w
	l.Refresh()
}
