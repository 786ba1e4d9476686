package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// ground is a rectangle in a colour of the theme that follows a change of theme, which a plain rectangle does not.
type ground struct {
	widget.BaseWidget
	fill, line fyne.ThemeColorName
	radius     float32
	min        fyne.Size
}

func newGround(fill, line fyne.ThemeColorName, radius float32, min fyne.Size) *ground {
	g := &ground{fill: fill, line: line, radius: radius, min: min}
	g.ExtendBaseWidget(g)
	return g
}

func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	r := &groundRenderer{g, canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type groundRenderer struct {
	g    *ground
	rect *canvas.Rectangle
}

func (r *groundRenderer) Destroy()                     {}
func (r *groundRenderer) MinSize() fyne.Size           { return r.g.min }
func (r *groundRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *groundRenderer) Layout(s fyne.Size)           { r.rect.Resize(s) }

func (r *groundRenderer) Refresh() {
	r.rect.FillColor, r.rect.StrokeColor, r.rect.StrokeWidth = color.Transparent, nil, 0
	if r.g.fill != "" {
		r.rect.FillColor = colorOf(r.g, r.g.fill)
	}
	if r.g.line != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = colorOf(r.g, r.g.line), 1
	}
	r.rect.CornerRadius = r.g.radius
	r.rect.Refresh()
}

// On puts content on a ground of the theme.
func On(fill fyne.ThemeColorName, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newGround(fill, "", 0, fyne.Size{}), content)
}

// Panel frames content with a hairline and room inside.
func Panel(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newGround("background", ColorLine, 6, fyne.Size{}), Padded(Space4, content))
}

// Card frames content with a hairline, or with a line of the accent when it is the chosen one.
func Card(content fyne.CanvasObject, chosen bool) fyne.CanvasObject {
	line := ColorLine
	if chosen {
		line = ColorAccent
	}
	return container.NewStack(newGround("background", line, 6, fyne.Size{}), content)
}

// Padded gives content the same room on all sides.
func Padded(by float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(by, by, by, by), content)
}

// Sized gives content at least the width and height, either of which may be 0.
func Sized(width, height float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newGround("", "", 0, fyne.NewSize(width, height)), content)
}

// HRule is a hairline across.
func HRule() fyne.CanvasObject { return newGround(ColorLine, "", 0, fyne.NewSize(1, 1)) }

// VRule is a hairline down.
func VRule() fyne.CanvasObject { return newGround(ColorLine, "", 0, fyne.NewSize(1, 1)) }

// Across puts objects beside each other, by apart and centred in height.
func Across(by float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(by), objects...)
}

// Down puts objects below each other, by apart.
func Down(by float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(by), objects...)
}

// Picture is an icon of the assets in a colour of the theme, size units square.
func Picture(name string, colour fyne.ThemeColorName, size float32) fyne.CanvasObject {
	pic := widget.NewIcon(IconIn(name, colour))
	box := newGround("", "", 0, fyne.NewSize(size, size))
	return container.NewStack(box, pic)
}
