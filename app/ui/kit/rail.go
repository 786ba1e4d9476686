package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	railWidth float32 = 84
	railItem  float32 = 53
)

// Place is one entry of a Rail.
type Place struct {
	ID    string
	Icon  string
	Label string // one short word
}

// Rail is the navigation at the side of the window: an icon and a word for each place, the present one marked.
type Rail struct {
	OnSelect func(id string)

	Object fyne.CanvasObject // to be laid out at the left edge
	items  []*railButton
	chosen string
}

// NewRail shows places from the top, and foot at the bottom.
func NewRail(places []Place, foot []Place) *Rail {
	r := &Rail{}
	column := container.New(layout.NewCustomPaddedVBoxLayout(0))
	for _, p := range places {
		column.Add(r.item(p))
	}
	column.Add(layout.NewSpacer())
	for _, p := range foot {
		column.Add(r.item(p))
	}
	width := newGround(ColorRail, "", 0, fyne.NewSize(railWidth, 0))
	r.Object = Frame{Right: VRule(), Middle: container.NewStack(width, container.New(layout.NewCustomPaddedLayout(Space2, Space2, 0, 0), column))}.Object()
	return r
}

func (r *Rail) item(p Place) *railButton {
	b := &railButton{rail: r, place: p}
	b.ExtendBaseWidget(b)
	r.items = append(r.items, b)
	return b
}

// Select marks a place without a call of OnSelect.
func (r *Rail) Select(id string) {
	r.chosen = id
	for _, b := range r.items {
		b.Refresh()
	}
}

// Selected is the marked place.
func (r *Rail) Selected() string { return r.chosen }

// SetBadge shows a short text, such as a count, at a place; "" removes it.
func (r *Rail) SetBadge(id, text string) {
	for _, b := range r.items {
		if b.place.ID == id && b.badge != text {
			b.badge = text
			b.Refresh()
		}
	}
}

// SetEnabled greys a place out.
func (r *Rail) SetEnabled(id string, on bool) {
	for _, b := range r.items {
		if b.place.ID == id && b.off == on {
			b.off = !on
			b.Refresh()
		}
	}
}

// Item is the button of a place, for the probe; nil if there is none.
func (r *Rail) Item(id string) fyne.CanvasObject {
	for _, b := range r.items {
		if b.place.ID == id {
			return b
		}
	}
	return nil
}

type railButton struct {
	widget.BaseWidget
	rail    *Rail
	place   Place
	badge   string
	off     bool
	hovered bool
	focused bool
}

var (
	_ fyne.Tappable     = (*railButton)(nil)
	_ fyne.Focusable    = (*railButton)(nil)
	_ desktop.Hoverable = (*railButton)(nil)
)

func (b *railButton) Tapped(*fyne.PointEvent) {
	if b.off || b.rail.chosen == b.place.ID {
		return
	}
	b.rail.Select(b.place.ID)
	if b.rail.OnSelect != nil {
		b.rail.OnSelect(b.place.ID)
	}
}

func (b *railButton) MouseIn(*desktop.MouseEvent)    { b.hovered = true; b.Refresh() }
func (b *railButton) MouseMoved(*desktop.MouseEvent) {}
func (b *railButton) MouseOut()                      { b.hovered = false; b.Refresh() }
func (b *railButton) FocusGained()                   { b.focused = true; b.Refresh() }
func (b *railButton) FocusLost()                     { b.focused = false; b.Refresh() }

func (b *railButton) TypedRune(r rune) {
	if r != ' ' {
		passRune(b, r)
	}
}

func (b *railButton) TypedKey(e *fyne.KeyEvent) {
	c := fyne.CurrentApp().Driver().CanvasForObject(b)
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	case fyne.KeyUp, fyne.KeyDown:
		for i, item := range b.rail.items {
			to := i + 1
			if e.Name == fyne.KeyUp {
				to = i - 1
			}
			if item == b && to >= 0 && to < len(b.rail.items) && c != nil {
				c.Focus(b.rail.items[to])
				return
			}
		}
	default:
		passKey(b, e)
	}
}

func (b *railButton) CreateRenderer() fyne.WidgetRenderer {
	r := &railRenderer{b: b, back: canvas.NewRectangle(nil), strip: canvas.NewRectangle(nil), pic: canvas.NewImageFromResource(nil),
		label: canvas.NewText(b.place.Label, nil), badge: canvas.NewText("", nil), pill: canvas.NewRectangle(nil)}
	r.pic.FillMode = canvas.ImageFillContain
	r.label.TextSize, r.badge.TextSize = TextCaption, 10
	r.badge.TextStyle.Bold = true
	r.back.CornerRadius, r.strip.CornerRadius, r.pill.CornerRadius = 6, 1.5, 7
	r.Refresh()
	return r
}

type railRenderer struct {
	b            *railButton
	back, strip  *canvas.Rectangle
	pill         *canvas.Rectangle
	pic          *canvas.Image
	label, badge *canvas.Text
}

func (r *railRenderer) Destroy()           {}
func (r *railRenderer) MinSize() fyne.Size { return fyne.NewSize(railWidth, railItem) }

func (r *railRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.strip, r.pic, r.label, r.pill, r.badge}
}

func (r *railRenderer) Layout(s fyne.Size) {
	r.back.Move(fyne.NewPos(Space2, 2))
	r.back.Resize(fyne.NewSize(s.Width-2*Space2, s.Height-4))
	r.strip.Move(fyne.NewPos(0, 14))
	r.strip.Resize(fyne.NewSize(3, s.Height-28))
	r.pic.Move(fyne.NewPos((s.Width-22)/2, 9))
	r.pic.Resize(fyne.NewSize(22, 22))
	m := r.label.MinSize()
	r.label.Move(fyne.NewPos((s.Width-m.Width)/2, s.Height-m.Height-7))
	m = r.badge.MinSize()
	at := fyne.NewPos(s.Width/2+8, 5)
	r.badge.Move(at.AddXY(5, (14-m.Height)/2))
	r.pill.Move(at)
	r.pill.Resize(fyne.NewSize(max(m.Width+10, 16), 14))
}

func (r *railRenderer) Refresh() {
	b := r.b
	chosen := b.rail.chosen == b.place.ID
	ink := ColorMuted
	switch {
	case b.off:
		ink = theme.ColorNameDisabled
	case chosen:
		ink = ColorAccent
	case b.hovered:
		ink = theme.ColorNameForeground
	}
	r.back.FillColor, r.strip.FillColor = color.Transparent, color.Transparent
	switch {
	case chosen:
		r.back.FillColor, r.strip.FillColor = colorOf(b, ColorAccentSoft), colorOf(b, ColorAccent)
	case b.hovered && !b.off:
		r.back.FillColor = colorOf(b, theme.ColorNameHover)
	}
	r.back.StrokeColor, r.back.StrokeWidth = nil, 0
	if b.focused {
		r.back.StrokeColor, r.back.StrokeWidth = colorOf(b, ColorFocusRing), 1
	}
	r.pic.Resource = IconIn(b.place.Icon, ink)
	r.label.Color, r.label.TextStyle.Bold = colorOf(b, ink), chosen
	r.badge.Text, r.badge.Color = b.badge, colorOf(b, theme.ColorNameForegroundOnPrimary)
	r.pill.FillColor = color.Transparent
	if b.badge != "" {
		r.pill.FillColor = colorOf(b, ColorAccent)
	}
	r.Layout(b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
