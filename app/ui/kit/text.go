package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Text is one line of text in a colour of the theme. It is cut with an ellipsis where it has no room, so that what it
// says can never widen the window, and its smallest width is that of a few characters unless Whole is set.
type Text struct {
	widget.BaseWidget
	Whole bool // ask for the room of all of the text; for titles that are known to be short

	text   string
	size   float32
	colour fyne.ThemeColorName
	bold   bool
	right  bool
}

// NewText is a line of text that asks for all of its room.
func NewText(text string, size float32, colour fyne.ThemeColorName, bold bool) *Text {
	t := &Text{text: text, size: size, colour: colour, bold: bold, Whole: true}
	t.ExtendBaseWidget(t)
	return t
}

// NewValue is a line of text that comes from data and may be of any length.
func NewValue(text string) *Text {
	t := NewText(text, TextBody, "foreground", false)
	t.Whole = false
	return t
}

// Set changes the text.
func (t *Text) Set(text string) {
	if text != t.text {
		t.text = text
		t.Refresh()
	}
}

// SetColor changes the colour.
func (t *Text) SetColor(colour fyne.ThemeColorName) {
	t.colour = colour
	t.Refresh()
}

// Text is the whole text, cut or not.
func (t *Text) Text() string { return t.text }

// CreateRenderer is for the toolkit.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, line: canvas.NewText("", nil)}
	r.fit = newFitter(t.size, fyne.TextStyle{Bold: t.bold})
	r.Refresh()
	return r
}

type textRenderer struct {
	t    *Text
	line *canvas.Text
	fit  *fitter
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }

func (r *textRenderer) MinSize() fyne.Size {
	style := fyne.TextStyle{Bold: r.t.bold}
	if r.t.Whole {
		return fyne.MeasureText(r.t.text, r.t.size, style).AddWidthHeight(1, 0)
	}
	return fyne.MeasureText("Mmmm", r.t.size, style)
}

func (r *textRenderer) Layout(size fyne.Size) {
	text := r.fit.fit(r.t.text, size.Width+1)
	if text != r.line.Text {
		r.line.Text = text
		r.line.Refresh()
	}
	m := r.line.MinSize()
	x := float32(0)
	if r.t.right {
		x = size.Width - m.Width
	}
	r.line.Move(fyne.NewPos(x, (size.Height-m.Height)/2))
	r.line.Resize(m)
}

func (r *textRenderer) Refresh() {
	r.line.TextSize = r.t.size
	r.line.TextStyle.Bold = r.t.bold
	r.line.Color = colorOf(r.t, r.t.colour)
	r.Layout(r.t.Size())
	r.line.Refresh()
}
