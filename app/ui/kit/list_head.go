package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// listGrip is how near to a column's edge the pointer must be to drag it.
const listGrip float32 = 5

// listHead is the header of a List: a click sorts, a drag at an edge changes a width.
type listHead struct {
	widget.BaseWidget
	l      *List
	edge   int // column whose edge is dragged, or -1
	grab   int // column whose title is pressed, or -1
	drop   int // where it would be put if it were let go now, or -1
	start  float32
	startX float32
	over   int // column under the pointer, or -1
	onEdge bool
}

var (
	_ desktop.Mouseable  = (*listHead)(nil)
	_ desktop.Hoverable  = (*listHead)(nil)
	_ desktop.Cursorable = (*listHead)(nil)
	_ fyne.Draggable     = (*listHead)(nil)
)

func newListHead(l *List) *listHead {
	h := &listHead{l: l, edge: -1, grab: -1, drop: -1, over: -1}
	h.ExtendBaseWidget(h)
	return h
}

// edgeAt is the column whose width a drag at x changes, with the sign of the change; or -1. The edge of the growing
// column, and those behind it, move the column at their right, because the growing one has no width of its own.
func (h *listHead) edgeAt(px float32) (col int, sign float32) {
	x, w := h.l.spans()
	grown := false
	for i, c := range h.l.cols {
		grown = grown || c.Grow
		if px < x[i]+w[i]-listGrip || px > x[i]+w[i]+listGrip {
			continue
		}
		if !grown {
			return i, 1
		}
		if i+1 < len(h.l.cols) {
			return i + 1, -1
		}
	}
	return -1, 0
}

func (h *listHead) columnAt(px float32) int {
	x, w := h.l.spans()
	for i := range x {
		if px >= x[i] && px < x[i]+w[i] {
			return i
		}
	}
	return -1
}

func (h *listHead) MouseDown(e *desktop.MouseEvent) {
	h.edge, h.grab, h.drop = -1, -1, -1
	if e.Button == desktop.MouseButtonSecondary && h.l.OnHead != nil {
		h.l.OnHead(e.AbsolutePosition)
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	h.startX = e.Position.X
	if col, sign := h.edgeAt(e.Position.X); col >= 0 {
		h.edge, h.start = col, h.l.widths[col]*sign
		return
	}
	h.grab = h.columnAt(e.Position.X)
}

// MouseUp sorts when a title was pressed and not dragged.
func (h *listHead) MouseUp(*desktop.MouseEvent) {
	if col := h.grab; col >= 0 && h.drop < 0 && h.l.cols[col].Sort && h.l.OnSort != nil {
		id := h.l.cols[col].ID
		h.l.ShowSort(id, h.l.sortCol == id && !h.l.sortDes)
		h.l.OnSort(id, h.l.sortDes)
	}
	h.DragEnd()
}

// Dragged moves an edge, or a column by its title.
func (h *listHead) Dragged(e *fyne.DragEvent) {
	by := e.Position.X - h.startX
	switch {
	case h.edge >= 0:
		w := h.start + by
		if h.start < 0 {
			w = -w
		}
		h.l.setWidth(h.edge, w)
	case h.grab >= 0 && (h.drop >= 0 || by > 2*listGrip || by < -2*listGrip):
		h.drop = h.columnAt(e.Position.X)
		if h.drop < 0 {
			h.drop = h.grab
		}
		h.Refresh()
	}
}

// DragEnd leaves the column where it was dragged to.
func (h *listHead) DragEnd() {
	edge, grab, drop := h.edge, h.grab, h.drop
	h.edge, h.grab, h.drop = -1, -1, -1
	if drop >= 0 {
		h.l.moveColumn(grab, drop)
		h.Refresh()
	}
	if h.l.OnColumns != nil && (edge >= 0 || drop >= 0 && drop != grab) {
		h.l.OnColumns()
	}
}

func (h *listHead) MouseIn(e *desktop.MouseEvent) { h.MouseMoved(e) }

func (h *listHead) MouseMoved(e *desktop.MouseEvent) {
	col, _ := h.edgeAt(e.Position.X)
	over := h.columnAt(e.Position.X)
	h.onEdge = col >= 0
	if over != h.over {
		h.over = over
		h.Refresh()
	}
}

func (h *listHead) MouseOut() {
	h.over, h.onEdge = -1, false
	h.Refresh()
}

// Cursor shows the arrows of resizing at an edge.
func (h *listHead) Cursor() desktop.Cursor {
	if h.onEdge || h.edge >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

func (h *listHead) CreateRenderer() fyne.WidgetRenderer {
	r := &headRenderer{h: h, back: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil),
		over: canvas.NewRectangle(nil), arrow: newArrow(), fit: newFitter(TextCaption, fyne.TextStyle{Bold: true})}
	r.Refresh()
	return r
}

// grow makes what is missing for the columns shown, and hides what is too much.
func (r *headRenderer) grow() {
	for len(r.titles) < len(r.h.l.cols) {
		t := canvas.NewText("", nil)
		t.TextSize = TextCaption
		t.TextStyle.Bold = true
		r.titles = append(r.titles, t)
		r.edges = append(r.edges, canvas.NewRectangle(nil))
	}
	for i := range r.titles {
		r.titles[i].Hidden, r.edges[i].Hidden = i >= len(r.h.l.cols), i >= len(r.h.l.cols)
	}
}

type headRenderer struct {
	h                *listHead
	back, line, over *canvas.Rectangle
	titles           []*canvas.Text
	edges            []*canvas.Rectangle
	arrow            *arrow
	fit              *fitter
}

// IsClip keeps a wide column's title inside the header.
func (r *headRenderer) IsClip() {}

func (r *headRenderer) Destroy()           {}
func (r *headRenderer) MinSize() fyne.Size { return fyne.NewSize(40, listHeader) }

func (r *headRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.back, r.over}
	for i := range r.titles {
		o = append(o, r.titles[i], r.edges[i])
	}
	return append(o, r.arrow.lines[0], r.arrow.lines[1], r.line)
}

func (r *headRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.line.Move(fyne.NewPos(0, size.Height-1))
	r.line.Resize(fyne.NewSize(size.Width, 1))
	x, w := r.h.l.spans()
	r.arrow.hide()
	r.over.Hide()
	r.grow()
	for i, col := range r.h.l.cols {
		t := r.titles[i]
		sorted := col.ID == r.h.l.sortCol && col.Sort
		room := w[i] - 2*listInset
		if sorted {
			room -= arrowWidth + Space2
		}
		t.Text = r.fit.fit(col.Title, room)
		m := t.MinSize()
		at := fyne.NewPos(x[i]+listInset, (size.Height-m.Height)/2)
		if col.Right {
			at.X = x[i] + w[i] - listInset - m.Width
		}
		t.Move(at)
		if sorted {
			ax := at.X + m.Width + Space2
			if col.Right {
				ax = at.X - arrowWidth - Space2
			}
			r.arrow.place(fyne.NewPos(ax, size.Height/2), r.h.l.sortDes)
		}
		if i == r.h.drop || i == r.h.over && col.Sort && r.h.drop < 0 {
			r.over.Move(fyne.NewPos(x[i], 0))
			r.over.Resize(fyne.NewSize(w[i], size.Height))
			r.over.Show()
		}
		r.edges[i].Move(fyne.NewPos(x[i]+w[i]-1, 7))
		r.edges[i].Resize(fyne.NewSize(1, size.Height-14))
	}
}

func (r *headRenderer) Refresh() {
	r.back.FillColor = colorOf(r.h, theme.ColorNameHeaderBackground)
	r.line.FillColor = colorOf(r.h, ColorLine)
	r.over.FillColor = colorOf(r.h, theme.ColorNameHover)
	r.arrow.colour(colorOf(r.h, ColorAccent))
	r.grow()
	for i := range r.h.l.cols {
		t := r.titles[i]
		t.Color = colorOf(r.h, ColorMuted)
		if i == r.h.grab && r.h.drop >= 0 {
			t.Color = colorOf(r.h, ColorAccent)
		}
		if r.h.l.cols[i].ID == r.h.l.sortCol && r.h.l.cols[i].Sort {
			t.Color = colorOf(r.h, theme.ColorNameForeground)
		}
		r.edges[i].FillColor = colorOf(r.h, ColorLine)
	}
	r.Layout(r.h.Size())
	canvas.Refresh(r.h)
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
