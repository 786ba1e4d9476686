package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Look is how much a Button asks for attention.
type Look int

// The looks of a Button.
const (
	Plainly Look = iota // a tint: one action among several
	Primary             // the accent: the one thing to do next
	Quiet               // no ground until the pointer is there: toolbars
	Danger              // the colour of failure: something is given up
	Linked              // the accent as ink: an action offered in passing
)

// Button is a button that can be worked by Enter as well as space, that does not stop single-key commands when it
// holds the focus, and that shows the focus as a line.
type Button struct {
	widget.DisableableWidget
	OnTap  func()
	OnMenu func(at fyne.Position) // right click; at is a position in the window; may be nil
	OnOver func(bool)             // the pointer or the keyboard came upon the button, or left it; may be nil

	icon    string
	text    string
	look    Look
	hovered bool
	down    bool
	focused bool
}

var (
	_ fyne.Tappable     = (*Button)(nil)
	_ fyne.Focusable    = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
	_ desktop.Mouseable = (*Button)(nil)
)

// NewButton makes a button; icon or text may be "".
func NewButton(icon, text string, look Look, tapped func()) *Button {
	b := &Button{icon: icon, text: text, look: look, OnTap: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// SetLook changes how much the button asks for attention.
func (b *Button) SetLook(look Look) {
	if look != b.look {
		b.look = look
		b.Refresh()
	}
}

// SetText changes the text.
func (b *Button) SetText(text string) {
	if text != b.text {
		b.text = text
		b.Refresh()
	}
}

// SetIcon changes the icon.
func (b *Button) SetIcon(icon string) {
	b.icon = icon
	b.Refresh()
}

// Tapped runs the action.
func (b *Button) Tapped(*fyne.PointEvent) {
	if !b.Disabled() && b.OnTap != nil {
		b.OnTap()
	}
}

// MouseDown shows the press.
func (b *Button) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonSecondary {
		if b.OnMenu != nil {
			b.OnMenu(e.AbsolutePosition)
		}
		return
	}
	b.down = true
	b.Refresh()
}

// MouseUp ends the press.
func (b *Button) MouseUp(*desktop.MouseEvent) { b.down = false; b.Refresh() }

// MouseIn shows that the button can be pressed.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.over(); b.Refresh() }

// MouseMoved is for the toolkit.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is for the toolkit.
func (b *Button) MouseOut() { b.hovered, b.down = false, false; b.over(); b.Refresh() }

// FocusGained shows the focus.
func (b *Button) FocusGained() { b.focused = true; b.over(); b.Refresh() }

// FocusLost is for the toolkit.
func (b *Button) FocusLost() { b.focused = false; b.over(); b.Refresh() }

func (b *Button) over() {
	if b.OnOver != nil {
		b.OnOver(b.hovered || b.focused)
	}
}

// TypedRune passes single keys on to the window's commands.
func (b *Button) TypedRune(r rune) {
	if r != ' ' {
		passRune(b, r)
	}
}

// TypedKey runs the action on space and Enter, and passes on the rest.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		passKey(b, e)
	}
}

// CreateRenderer is for the toolkit.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil), pic: canvas.NewImageFromResource(nil)}
	r.back.CornerRadius = 4
	r.text.TextSize = TextBody
	r.pic.FillMode = canvas.ImageFillContain
	r.Refresh()
	return r
}

const (
	buttonHeight float32 = 30
	buttonIcon   float32 = 18
)

type buttonRenderer struct {
	b    *Button
	back *canvas.Rectangle
	text *canvas.Text
	pic  *canvas.Image
}

func (r *buttonRenderer) Destroy() {}
func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.pic, r.text}
}

func (r *buttonRenderer) inner() float32 {
	w := float32(0)
	if r.b.icon != "" {
		w += buttonIcon
	}
	if r.b.text != "" {
		w += fyne.MeasureText(r.b.text, TextBody, r.text.TextStyle).Width
		if r.b.icon != "" {
			w += Space2 - 2
		}
	}
	return w
}

func (r *buttonRenderer) MinSize() fyne.Size {
	side := Space3
	if r.b.text == "" {
		side = (buttonHeight - buttonIcon) / 2
	}
	return fyne.NewSize(r.inner()+2*side, buttonHeight)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.back.Resize(fyne.NewSize(size.Width, buttonHeight))
	r.back.Move(fyne.NewPos(0, (size.Height-buttonHeight)/2))
	x := (size.Width - r.inner()) / 2
	if r.b.icon != "" {
		r.pic.Move(fyne.NewPos(x, (size.Height-buttonIcon)/2))
		r.pic.Resize(fyne.NewSize(buttonIcon, buttonIcon))
		x += buttonIcon + Space2 - 2
	}
	m := r.text.MinSize()
	r.text.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
	r.text.Resize(m)
}

func (r *buttonRenderer) colours() (ground, ink fyne.ThemeColorName) {
	b := r.b
	switch {
	case b.Disabled() && (b.look == Quiet || b.look == Linked):
		return "", theme.ColorNameDisabled
	case b.Disabled():
		return theme.ColorNameDisabledButton, theme.ColorNameDisabled
	case b.look == Primary && (b.hovered || b.down):
		return ColorAccentPressed, theme.ColorNameForegroundOnPrimary
	case b.look == Primary:
		return ColorAccent, theme.ColorNameForegroundOnPrimary
	case b.look == Danger:
		return ColorBadFill, ColorBad
	case b.look == Linked && (b.hovered || b.down):
		return ColorAccentSoft, ColorAccent
	case b.look == Linked:
		return "", ColorAccent
	case b.look == Quiet && b.down:
		return theme.ColorNamePressed, theme.ColorNameForeground
	case b.look == Quiet && b.hovered:
		return theme.ColorNameHover, theme.ColorNameForeground
	case b.look == Quiet:
		return "", theme.ColorNameForeground
	case b.hovered || b.down:
		return ColorButtonHover, theme.ColorNameForeground
	}
	return theme.ColorNameButton, theme.ColorNameForeground
}

func (r *buttonRenderer) Refresh() {
	ground, ink := r.colours()
	r.back.FillColor = color.Transparent
	if ground != "" {
		r.back.FillColor = colorOf(r.b, ground)
	}
	r.back.StrokeColor, r.back.StrokeWidth = nil, 0
	if r.b.focused {
		r.back.StrokeColor, r.back.StrokeWidth = colorOf(r.b, ColorFocusRing), 2
		if r.b.look == Primary {
			r.back.StrokeColor = colorOf(r.b, theme.ColorNameForeground)
		}
	}
	r.text.Text = r.b.text
	r.text.TextStyle.Bold = r.b.look == Primary || r.b.look == Linked
	r.text.Color = colorOf(r.b, ink)
	r.pic.Hide()
	if r.b.icon != "" {
		r.pic.Resource = IconIn(r.b.icon, ink)
		r.pic.Show()
	}
	r.Layout(r.b.Size())
	r.back.Refresh()
	r.text.Refresh()
	r.pic.Refresh()
}
