package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// NewEmpty fills a place that has nothing to show yet: a drawing, what is missing, what to do about it, and a button
// that does it. action may be nil. The text wraps; keep it to two lines.
func NewEmpty(drawing, title, text string, action fyne.CanvasObject) fyne.CanvasObject {
	head := widget.NewLabel(title)
	head.SizeName = "subHeadingText"
	head.TextStyle.Bold = true
	head.Alignment = fyne.TextAlignCenter
	body := widget.NewLabel(text)
	body.Importance = widget.LowImportance
	body.Alignment = fyne.TextAlignCenter
	body.Wrapping = fyne.TextWrapWord
	width := newGround("", "", 0, fyne.NewSize(380, 0))
	column := container.NewVBox(container.NewCenter(Picture(drawing, ColorFaint, 48)), head, container.NewStack(width, body))
	if action != nil {
		column.Add(container.New(layout.NewCenterLayout(), action))
	}
	return container.NewCenter(column)
}
