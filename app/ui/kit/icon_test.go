package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"vaughn/assets"
)

// Every drawing of the assets must show as ink of the colour asked for: petrol is blue before it is red.
func TestIconsDraw(t *testing.T) {
	names, err := assets.IconNames()
	if err != nil {
		t.Fatal(err)
	}
	themed(t, Light)
	grid := container.NewGridWithColumns(10)
	for _, name := range names {
		pic := canvas.NewImageFromResource(IconIn(name, ColorAccent))
		pic.FillMode = canvas.ImageFillContain
		pic.SetMinSize(fyne.NewSize(40, 40))
		grid.Add(pic)
	}
	win := show(t, Light, grid, 500, 300)
	keep(t, win, "icons")
	img := win.Canvas().Capture()
	for i, o := range grid.Objects {
		at, size := o.Position(), o.Size()
		ink := 0
		for y := int(at.Y); y < int(at.Y+size.Height); y++ {
			for x := int(at.X); x < int(at.X+size.Width); x++ {
				if c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA); c.R < 0x80 && c.B > c.R+20 {
					ink++
				}
			}
		}
		if ink < 20 {
			t.Errorf("%s: %d pixels of ink", names[i], ink)
		}
	}
}
