package kit

import "fyne.io/fyne/v2"

// Area is the part of a page that was drawn with the mouse, if any. Selected
// text and an area exclude each other.
func (v *PageView) Area() (PageRect, bool) { return v.area, v.area.W > 0 && v.area.H > 0 }

// least is how long, in points, both sides of an area are: less is a click.
const leastArea = 4

// beginArea starts to draw an area when the page may have one, and either Ctrl is
// held or there is no text to select.
func (v *PageView) beginArea(p Point, ctrl bool) bool {
	if v.Areas == nil || p.Page < 0 || !v.Areas(p.Page) || p.Offset >= 0 && !ctrl {
		return false
	}
	v.anchor = v.head
	v.area, v.corner, v.drawing = PageRect{Page: p.Page, X: p.X, Y: p.Y}, p, true
	v.reselect()
	return true
}

// drawArea moves the corner of the area; it stays on the page it was begun on.
func (v *PageView) drawArea(at fyne.Position) {
	c := v.corner
	x := (float64(at.X) - v.pageX(c.Page)) / v.zoom
	y := v.top + float64(at.Y)/v.zoom - v.flow.top[c.Page]
	w, h := v.doc.Size(c.Page)
	x, y = min(max(x, 0), w), min(max(y, 0), h)
	v.area = PageRect{Page: c.Page, X: min(x, c.X), Y: min(y, c.Y), W: max(x, c.X) - min(x, c.X), H: max(y, c.Y) - min(y, c.Y)}
	v.moved = true
	v.reselect()
}

// endArea gives up what is too small to be meant.
func (v *PageView) endArea() {
	v.drawing = false
	if v.area.W < leastArea || v.area.H < leastArea {
		v.area = PageRect{}
	}
	v.reselect()
	v.tellSelection()
}
