package plate

import (
	"image"
	"image/draw"

	"vaughn/index/pdfium"
	"vaughn/redact"
)

// maxPixels bounds what one picture is made from.
const maxPixels = 64 << 20

// glance is the resolution at which a page is looked at for colours.
const glance = 24

// drawn makes the plate of a page: grey unless it has colours, since grey pages
// take a third of the time.
func drawn(d *pdfium.Document, p redact.Picture) (*Plate, error) {
	small, err := d.Render(p.Page, glance, false)
	if err != nil {
		return nil, err
	}
	colours, ok := small.(*image.RGBA)
	img, err := d.Render(p.Page, DPI, !ok || !colourful(colours))
	if err != nil {
		return nil, err
	}
	defer d.Reuse(img)
	return finish(img, p.Covers, stepOf(img.Bounds().Dx(), p.W))
}

// widthStep is what the widths of boxes over words are multiples of, in points,
// where the paper beside them is blank. Of 17,346 common names set in Times a box
// of their own width leaves 100 on average, one of such a width 8,700.
const widthStep = 36

// finish blackens and encodes: the one place where plates are made. Boxes over
// words are widened to multiples of step.
func finish(img image.Image, covers []redact.Cover, step int) (*Plate, error) {
	canvas, ok := img.(draw.Image)
	if !ok {
		return nil, errUnknown
	}
	boxes, tight := make([]image.Rectangle, len(covers)), make([]bool, len(covers))
	for i, c := range covers {
		boxes[i] = follow(canvas, pixels(c.Area, canvas.Bounds()), pixels(c.Reach, canvas.Bounds()))
		if c.Room != (redact.Area{}) {
			boxes[i], tight[i] = widened(canvas, boxes[i], pixels(c.Room, canvas.Bounds()), line{c.Way, step})
		}
	}
	for _, b := range boxes {
		draw.Draw(canvas, b, image.Black, image.Point{}, draw.Src)
	}
	out, err := encode(canvas, boxes)
	if err == nil {
		out.tight = tight
	}
	return out, err
}

// least is how small a box may be, in pixels: below that nobody can see it and
// no reader prove it.
const least = 6

// pixels is an area on a picture, rounded outwards.
func pixels(a redact.Area, in image.Rectangle) image.Rectangle {
	w, h := float64(in.Dx()), float64(in.Dy())
	side := func(from, length, whole float64, n int) (int, int) {
		lo, hi := int(max(0, from*whole)), min(n, int(max(0, (from+length)*whole))+1)
		for hi-lo < min(least, n) { // grow from its middle
			lo, hi = max(0, lo-1), min(n, hi+1)
		}
		return lo, hi
	}
	x0, x1 := side(a.X, a.W, w, in.Dx())
	y0, y1 := side(a.Y, a.H, h, in.Dy())
	return image.Rect(x0, y0, x1, y1).Add(in.Min)
}

// follow grows a box over ink that crosses its edge, a row or column at a time,
// at most up to reach: a letter that reaches beyond the box of its word would
// else leave a tell-tale rest.
func follow(img image.Image, r, reach image.Rectangle) image.Rectangle {
	reach = reach.Union(r).Intersect(img.Bounds())
	ink := inkOf(img)
	crosses := func(x0, y0, x1, y1, dx, dy int) bool {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				if !ink(x, y) {
					continue
				}
				for k := -1; k <= 1; k++ {
					if ink(x+dx+k*dy, y+dy+k*dx) {
						return true
					}
				}
			}
		}
		return false
	}
	for again := true; again; {
		again = false
		if r.Min.Y > reach.Min.Y && crosses(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1, 0, -1) {
			r.Min.Y, again = r.Min.Y-1, true
		}
		if r.Max.Y < reach.Max.Y && crosses(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y, 0, 1) {
			r.Max.Y, again = r.Max.Y+1, true
		}
		if r.Min.X > reach.Min.X && crosses(r.Min.X, r.Min.Y, r.Min.X+1, r.Max.Y, -1, 0) {
			r.Min.X, again = r.Min.X-1, true
		}
		if r.Max.X < reach.Max.X && crosses(r.Max.X-1, r.Min.Y, r.Max.X, r.Max.Y, 1, 0) {
			r.Max.X, again = r.Max.X+1, true
		}
	}
	return r
}

// inkOf tells dark pixels; outside the picture there are none.
func inkOf(img image.Image) func(x, y int) bool {
	b := img.Bounds()
	const dark = 176
	switch img := img.(type) {
	case *image.Gray:
		return func(x, y int) bool {
			return (image.Point{X: x, Y: y}).In(b) && img.Pix[img.PixOffset(x, y)] < dark
		}
	case *image.RGBA:
		return func(x, y int) bool {
			if !(image.Point{X: x, Y: y}).In(b) {
				return false
			}
			p := img.Pix[img.PixOffset(x, y):]
			return (int(p[0])*3+int(p[1])*6+int(p[2]))/10 < dark
		}
	}
	return func(int, int) bool { return false }
}

// colourful tells a picture in which colours say something.
func colourful(img *image.RGBA) bool {
	enough := len(img.Pix) / 4 / 500 // 0.2 %
	for i := 0; i+3 < len(img.Pix) && enough >= 0; i += 4 {
		r, g, b := img.Pix[i], img.Pix[i+1], img.Pix[i+2]
		if max(r, g, b)-min(r, g, b) > 40 {
			enough--
		}
	}
	return enough < 0
}
