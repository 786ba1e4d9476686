package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	barWidth    float32 = 12
	barMinThumb float32 = 28
)

// scrollBar maps its length to a fraction in float64, so that a drag reaches every row of a million. It does not
// scroll anything itself: moved is called with where the top should be, and place shows where it is.
type scrollBar struct {
	widget.BaseWidget
	moved func(frac float64) // wanted top as a fraction of all that can be scrolled
	page  func(dir int)      // a click beside the thumb

	frac, view float64 // where the top is; how much of the whole is in view
	grip       float32 // where the thumb is held, from its top
	dragging   bool
	hovered    bool
}

var (
	_ fyne.Draggable    = (*scrollBar)(nil)
	_ desktop.Mouseable = (*scrollBar)(nil)
	_ desktop.Hoverable = (*scrollBar)(nil)
)

func newScrollBar(moved func(float64), page func(int)) *scrollBar {
	b := &scrollBar{moved: moved, page: page, view: 1}
	b.ExtendBaseWidget(b)
	return b
}

// place shows the top at frac of what can be scrolled, with view of the whole in sight.
func (b *scrollBar) place(frac, view float64) {
	frac, view = min(max(frac, 0), 1), min(max(view, 0), 1)
	if frac == b.frac && view == b.view {
		return
	}
	b.frac, b.view = frac, view
	b.Refresh()
}

func (b *scrollBar) thumb() (y, h float32) {
	length := b.Size().Height
	h = min(max(float32(float64(length)*b.view), barMinThumb), length)
	return float32(float64(length-h) * b.frac), h
}

func (b *scrollBar) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary || b.view >= 1 {
		return
	}
	y, h := b.thumb()
	switch {
	case e.Position.Y < y:
		b.page(-1)
	case e.Position.Y >= y+h:
		b.page(1)
	default:
		b.grip, b.dragging = e.Position.Y-y, true
		b.Refresh()
	}
}

func (b *scrollBar) MouseUp(*desktop.MouseEvent) { b.DragEnd() }

func (b *scrollBar) Dragged(e *fyne.DragEvent) {
	_, h := b.thumb()
	if room := b.Size().Height - h; b.dragging && room > 0 {
		b.moved(min(max(float64(e.Position.Y-b.grip)/float64(room), 0), 1))
	}
}

func (b *scrollBar) DragEnd() {
	b.dragging = false
	b.Refresh()
}

func (b *scrollBar) MouseIn(*desktop.MouseEvent)    { b.hovered = true; b.Refresh() }
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}
func (b *scrollBar) MouseOut()                      { b.hovered = false; b.Refresh() }

func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b, thumb: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type barRenderer struct {
	b     *scrollBar
	thumb *canvas.Rectangle
}

func (r *barRenderer) Destroy()                     {}
func (r *barRenderer) MinSize() fyne.Size           { return fyne.NewSize(barWidth, barMinThumb) }
func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.thumb} }

func (r *barRenderer) Layout(fyne.Size) {
	y, h := r.b.thumb()
	inset := float32(4)
	if r.b.hovered || r.b.dragging {
		inset = 2
	}
	r.thumb.Move(fyne.NewPos(inset, y+2))
	r.thumb.Resize(fyne.NewSize(barWidth-inset-2, max(h-4, 4)))
	r.thumb.CornerRadius = (barWidth - inset - 2) / 2
}

func (r *barRenderer) Refresh() {
	r.thumb.FillColor = colorOf(r.b, theme.ColorNameScrollBar)
	if r.b.view >= 1 {
		r.thumb.Hide()
	} else {
		r.thumb.Show()
	}
	r.Layout(r.b.Size())
	r.thumb.Refresh()
}
