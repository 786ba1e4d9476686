package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Tone is the meaning of a tag, a message or a state, which chooses its colours.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Accent
	Good
	Warn // also: a redaction that is proposed
	Bad
	Accepted // a redaction that will be made
	Rejected // a suggestion that was turned down
)

// Ink is the colour of text and lines in this tone.
func (t Tone) Ink() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{ColorMuted, ColorAccent, ColorGood, ColorProposed, ColorBad, ColorAccepted, ColorRejected}[t]
}

// Ground is the colour behind text in this tone.
func (t Tone) Ground() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{ColorNeutralFill, ColorAccentSoft, ColorGoodFill, ColorProposedFill, ColorBadFill,
		ColorAcceptedFill, ColorRejectedFill}[t]
}

// StateTone is a Column.Tone for cells that name the state of a redaction.
func StateTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Proposed":
		return ColorProposed
	case "Accepted":
		return ColorAccepted
	case "Rejected":
		return ColorRejected
	}
	return ""
}

// Tag is a short label on a coloured ground, such as an exemption or a state.
type Tag struct {
	widget.BaseWidget
	text string
	tone Tone
}

// NewTag shows text in tone.
func NewTag(text string, tone Tone) *Tag {
	t := &Tag{text: text, tone: tone}
	t.ExtendBaseWidget(t)
	return t
}

// Set changes text and tone.
func (t *Tag) Set(text string, tone Tone) {
	t.text, t.tone = text, tone
	t.Refresh()
}

// CreateRenderer is for the toolkit.
func (t *Tag) CreateRenderer() fyne.WidgetRenderer {
	r := &tagRenderer{t: t, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.back.CornerRadius = 4
	r.text.TextSize = TextCaption
	r.text.TextStyle.Bold = true
	r.Refresh()
	return r
}

type tagRenderer struct {
	t    *Tag
	back *canvas.Rectangle
	text *canvas.Text
}

func (r *tagRenderer) Destroy()                     {}
func (r *tagRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.text} }

func (r *tagRenderer) MinSize() fyne.Size {
	m := r.text.MinSize()
	return fyne.NewSize(m.Width+2*Space2, m.Height+Space)
}

// Layout keeps the tag at its own size, in the middle of the height and at the left of the width it is given.
func (r *tagRenderer) Layout(size fyne.Size) {
	m := r.MinSize()
	y := (size.Height - m.Height) / 2
	r.back.Move(fyne.NewPos(0, y))
	r.back.Resize(m)
	r.text.Move(fyne.NewPos(Space2, y+Space/2))
}

func (r *tagRenderer) Refresh() {
	r.text.Text = r.t.text
	r.text.Color = colorOf(r.t, r.t.tone.Ink())
	r.back.FillColor = colorOf(r.t, r.t.tone.Ground())
	r.back.StrokeColor, r.back.StrokeWidth = nil, 0
	if r.t.tone == Rejected {
		r.back.StrokeColor, r.back.StrokeWidth = colorOf(r.t, theme.ColorNameInputBorder), 1
	}
	r.Layout(r.t.Size())
	r.back.Refresh()
	r.text.Refresh()
}
