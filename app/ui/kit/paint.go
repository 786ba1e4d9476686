package kit

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

func fillRect(dst *image.RGBA, r image.Rectangle, c color.Color) {
	draw.Draw(dst, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// fillDot draws the dot of a cell with a soft edge; at is its top left corner in units.
func fillDot(dst *image.RGBA, at fyne.Position, scale float32, c color.Color) {
	radius := float64(listDot*scale) / 2
	cx, cy := float64(at.X*scale)+radius, float64(at.Y*scale)+radius
	box := image.Rect(int(cx-radius)-1, int(cy-radius)-1, int(cx+radius)+2, int(cy+radius)+2)
	mask := image.NewAlpha(box)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			inside := radius + 0.5 - math.Hypot(float64(x)+0.5-cx, float64(y)+0.5-cy)
			mask.SetAlpha(x, y, color.Alpha{A: uint8(255 * min(max(inside, 0), 1))})
		}
	}
	draw.DrawMask(dst, box, image.NewUniform(c), image.Point{}, mask, box.Min, draw.Over)
}

func setFill(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}
