package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

const headerHeight float32 = 52

// Header is the strip at the top of a screen: what it shows at the left, what can be done at the right.
type Header struct {
	Object   fyne.CanvasObject
	title    *Text
	subtitle *Text
}

// NewHeader shows title and subtitle, which may come from data and be long, and actions.
func NewHeader(title, subtitle string, actions ...fyne.CanvasObject) *Header {
	h := &Header{title: NewText(title, TextLarge, theme.ColorNameForeground, true), subtitle: NewText(subtitle, TextCaption, ColorMuted, false)}
	h.title.Whole, h.subtitle.Whole = false, false
	words := container.New(layout.NewCustomPaddedVBoxLayout(1), layout.NewSpacer(), h.title, h.subtitle, layout.NewSpacer())
	row := container.NewBorder(nil, nil, nil, middle(Across(Space, actions...)), words)
	h.Object = Frame{Bottom: HRule(), Middle: container.NewStack(newGround("", "", 0, fyne.NewSize(0, headerHeight)),
		container.New(layout.NewCustomPaddedLayout(0, 0, Space4, Space3), row))}.Object()
	return h
}

// Set changes the texts.
func (h *Header) Set(title, subtitle string) {
	h.title.Set(title)
	h.subtitle.Set(subtitle)
}

// Toolbar is a strip of small controls below a header.
func Toolbar(left, right []fyne.CanvasObject) fyne.CanvasObject {
	row := container.NewBorder(nil, nil, middle(Across(Space, left...)), middle(Across(Space, right...)))
	return Frame{Bottom: HRule(), Middle: container.NewStack(newGround("headerBackground", "", 0, fyne.NewSize(0, 40)),
		container.New(layout.NewCustomPaddedLayout(0, 0, Space3, Space3), row))}.Object()
}

// middle keeps an object at its own height in the middle of a strip.
func middle(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), layout.NewSpacer(), o, layout.NewSpacer())
}
