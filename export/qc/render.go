package qc

import (
	"image"
	"math"
	"slices"

	"vaughn/index/pdfium"
)

// dpi is the resolution at which boxes are looked at: a box of one line is 10
// pixels high. Smaller ones, as a region of a picture that is shown small, are
// looked at so that they have leastPixels.
const (
	dpi         = 60
	leastPixels = 6
	mostPixels  = 90e6 // of a page, of which only the box is drawn
)

// resolution is the one at which a box of the page is looked at, in dots an inch.
func (pg *page) resolution(box pdfium.Rect) float64 {
	least := min(box.X1-box.X0, box.Y1-box.Y0)
	finest := 72 * math.Sqrt(mostPixels/(pg.want.W*pg.want.H))
	return max(dpi, min(leastPixels*72/max(least, 0.01), finest))
}

// manyBoxes is from how many boxes on one drawing of the whole page takes less
// time than one of each box.
const manyBoxes = 16

// everywhere is more than any page.
var everywhere = image.Rect(0, 0, math.MaxInt32, math.MaxInt32)

// render proves that each box is solid in the picture a reader of the file
// sees: black but for the letters of its label.
func render(p *proof, pg *page) error {
	boxes := pg.want.Boxes
	if len(boxes) == 0 {
		return nil
	}
	seen := slices.DeleteFunc(slices.Clone(pg.chars), pg.hidden)
	var whole *image.Gray // the page, once it is drawn
	var err error
	for n, b := range boxes {
		at := pg.resolution(b.rect())
		look := whole
		switch {
		case len(boxes) < manyBoxes || at > dpi:
			look, err = p.doc.RenderPart(pg.n, at, raster(b.rect(), 0, at))
		case whole == nil:
			whole, err = p.doc.RenderPart(pg.n, dpi, everywhere)
			look = whole
		}
		if err != nil {
			return err
		}
		if !solid(look, b.rect(), seen, at) {
			p.fail(pg.n, "redaction %d is not solid in the picture of the page", n+1)
		}
	}
	return nil
}

// mostInk is the most of its own small area that a label's letters fill.
const mostInk = 0.75

// solid looks at the pixels that lie wholly in a box: those away from its
// letters must be black, those of the letters not mostly light.
func solid(pic *image.Gray, box pdfium.Rect, chars []pdfium.Char, at float64) bool {
	var ink pdfium.Rect
	for _, c := range chars {
		if overlap(c.Ink, box) || middle(c.Ink, box) {
			ink = ink.Union(c.Ink)
		}
	}
	inner := raster(box, 1, at).Intersect(pic.Rect)
	label := raster(ink, -1, at)
	if ink.Empty() {
		label = image.Rectangle{}
	}
	light, of := 0.0, 0
	for y := inner.Min.Y; y < inner.Max.Y; y++ {
		for x := inner.Min.X; x < inner.Max.X; x++ {
			v := pic.GrayAt(x, y).Y
			if (image.Point{X: x, Y: y}).In(label) {
				light, of = light+float64(v)/255, of+1
			} else if v > darkest {
				return false
			}
		}
	}
	return !inner.Empty() && light <= mostInk*float64(of)
}

// raster is the rectangle of a box, made smaller by some pixels on each side.
func raster(r pdfium.Rect, by int, at float64) image.Rectangle {
	k := at / 72
	return image.Rectangle{
		Min: image.Pt(int(math.Floor(r.X0*k))+by, int(math.Floor(r.Y0*k))+by),
		Max: image.Pt(int(math.Ceil(r.X1*k))-by, int(math.Ceil(r.Y1*k))-by),
	}
}
