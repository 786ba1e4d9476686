package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is a one-line text field that passes Esc and the function keys on to the dialog or window it is in.
type Entry struct {
	widget.Entry
	OnKey func(fyne.KeyName) bool // a key that may be worked beside the field, such as an arrow in a list below; true if it was
	OnTab func() bool             // takes what is proposed beside the field; false if nothing is, and Tab goes on
	Offer func() bool             // whether something is proposed, so that Tab stays in the field

	OnLeave func() // the field lost the focus; may be nil
}

// NewEntry is an empty field.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.PlaceHolder = placeholder
	e.Scroll = fyne.ScrollHorizontalOnly
	return e
}

// FocusLost is for the toolkit.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnLeave != nil {
		e.OnLeave()
	}
}

// AcceptsTab is for the toolkit.
func (e *Entry) AcceptsTab() bool { return e.Offer != nil && e.Offer() }

// TypedKey passes on what no text needs.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyTab && e.OnTab != nil && e.OnTab():
	case e.OnKey != nil && e.OnKey(k.Name):
	case k.Name == fyne.KeyEscape || functionKey(k.Name):
		passKey(e, k)
	default:
		e.Entry.TypedKey(k)
	}
}

// Check is a check box that passes on the keys it does not use.
type Check struct {
	widget.Check
}

// NewCheck is an unchecked box.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// TypedKey toggles on space and passes on the rest.
func (c *Check) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeySpace {
		c.Check.TypedKey(k)
		return
	}
	passKey(c, k)
}

// TypedRune toggles on space, as the toolkit reports it, and passes on the rest.
func (c *Check) TypedRune(r rune) {
	if r == ' ' {
		c.Check.TypedRune(r)
		return
	}
	passRune(c, r)
}

// Boxed gives a Select the frame that other inputs have.
func Boxed(s *Select) fyne.CanvasObject {
	return container.NewStack(s, newGround("", theme.ColorNameInputBorder, 4, fyne.Size{}))
}

// Select is a choice of one that passes Esc and Enter on.
type Select struct {
	widget.Select
}

// NewSelect offers options.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// TypedKey passes Esc and Enter on.
func (s *Select) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
		passKey(s, k)
	default:
		s.Select.TypedKey(k)
	}
}

// Field puts a label above an input and, if hint is not "", a line of help below it.
func Field(label, hint string, input fyne.CanvasObject) fyne.CanvasObject {
	column := Down(3, NewText(label, TextCaption, ColorMuted, true), input)
	if hint != "" {
		h := NewText(hint, TextCaption, ColorFaint, false)
		h.Whole = false
		column.Add(h)
	}
	return column
}

// Pair is one line of a KeyValues table.
type Pair struct {
	Key   string
	Value string
	Tag   bool // show the value as a tag in Tone
	Tone  Tone
}

// KeyValues is a table of names and values; long values are cut, never wrapped, and never widen the window.
func KeyValues(pairs []Pair) fyne.CanvasObject {
	grid := container.New(layout.NewFormLayout())
	for _, p := range pairs {
		grid.Add(container.New(layout.NewCustomPaddedLayout(0, 0, 0, Space2), NewText(p.Key, TextBody, ColorMuted, false)))
		if p.Tag {
			grid.Add(NewTag(p.Value, p.Tone))
			continue
		}
		grid.Add(NewValue(p.Value))
	}
	return grid
}

// Paragraph is wrapped text of a few lines. It is laid out word by word and slow on long text: a body of mail belongs
// in a PageView.
func Paragraph(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	return l
}
