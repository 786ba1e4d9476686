package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const arrowWidth float32 = 8

// arrow is the small chevron of a sorted column, made of two lines.
type arrow struct {
	lines [2]*canvas.Line
}

func newArrow() *arrow {
	a := &arrow{}
	for i := range a.lines {
		a.lines[i] = canvas.NewLine(color.Transparent)
		a.lines[i].StrokeWidth = 1.5
	}
	return a
}

// place draws the arrow with its middle left at p, pointing down or up.
func (a *arrow) place(p fyne.Position, down bool) {
	h := float32(2)
	if down {
		h = -h
	}
	tip := fyne.NewPos(p.X+arrowWidth/2, p.Y-h)
	for i, end := range []fyne.Position{{X: p.X, Y: p.Y + h}, {X: p.X + arrowWidth, Y: p.Y + h}} {
		a.lines[i].Position1, a.lines[i].Position2 = end, tip
		a.lines[i].Show()
	}
}

func (a *arrow) colour(c color.Color) {
	for _, l := range a.lines {
		l.StrokeColor = c
	}
}

func (a *arrow) hide() {
	for _, l := range a.lines {
		l.Hide()
	}
}
