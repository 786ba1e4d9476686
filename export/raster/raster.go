// Package raster paints pages of layout into images: for the screen, for
// thumbnails, for pictures in a production. It places every character by the
// page's own numbers, so that the picture and the PDF of one page agree.
//
// It decides nothing about a page, knows no window and reads no file. A page
// is at most MaxPixels; the painted characters are kept in a cache whose bytes
// are bounded.
package raster

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"vaughn/export/layout"
)

// MaxPixels bounds one picture: 400 MB of memory.
const MaxPixels = 100 << 20

// Painter paints pages and remembers painted characters. It is safe for
// concurrent use.
type Painter struct{ glyphs *cache }

// New makes a painter that keeps at most so many bytes of painted characters.
func New(bytes int) *Painter { return &Painter{glyphs: newCache(bytes)} }

// shared serves callers that have no painter of their own: a memo, whose
// contents change the speed of a picture but never the picture.
var shared = New(24 << 20)

// Render paints a page with the shared painter.
func Render(p layout.Page, dpi float64) (*image.RGBA, error) { return shared.Render(p, dpi) }

// Band paints the rows y0 up to y1 of a page with the shared painter.
func Band(p layout.Page, dpi float64, y0, y1 int) (*image.RGBA, error) {
	return shared.Band(p, dpi, y0, y1)
}

// Thumbnail paints a page so that its longer side has so many pixels, with the
// shared painter.
func Thumbnail(p layout.Page, side int) (*image.RGBA, error) {
	long := max(p.W, p.H)
	if long <= 0 {
		return nil, fmt.Errorf("painting a thumbnail: the page has no size")
	}
	return shared.Render(p, float64(side)*72/long.Points())
}

// Size is the size of a page in pixels.
func Size(p layout.Page, dpi float64) (w, h int) {
	return int(math.Ceil(p.W.Points()*dpi/72 - 1e-9)), int(math.Ceil(p.H.Points()*dpi/72 - 1e-9))
}

// Render paints a whole page on white paper.
func (pt *Painter) Render(p layout.Page, dpi float64) (*image.RGBA, error) {
	_, h := Size(p, dpi)
	return pt.Band(p, dpi, 0, h)
}

// Band paints the rows y0 up to, not including, y1. The image keeps the rows'
// numbers in its bounds; bands put below each other are the page.
func (pt *Painter) Band(p layout.Page, dpi float64, y0, y1 int) (*image.RGBA, error) {
	w, h := Size(p, dpi)
	y0, y1 = max(y0, 0), min(y1, h)
	if !(dpi > 0) || w <= 0 || y1 <= y0 || w > MaxPixels/(y1-y0) {
		return nil, fmt.Errorf("painting a page: %d × %d pixels at %.0f dpi is empty or more than %d", w, y1-y0, dpi, MaxPixels)
	}
	img := image.NewRGBA(image.Rect(0, y0, w, y1))
	blank(img.Pix)
	c := canvas{img: img, glyphs: pt.glyphs, scale: dpi / 72}
	for _, x := range p.Pictures {
		c.plate(x)
	}
	for _, r := range p.Rules {
		c.fill(r.Rect, color.RGBA{r.Grey, r.Grey, r.Grey, 255})
	}
	for _, b := range p.Boxes {
		c.box(b)
	}
	for _, w := range p.Words {
		c.word(w, color.RGBA{w.Grey, w.Grey, w.Grey, 255})
	}
	for _, w := range p.Layer {
		if !w.Unseen {
			c.word(w, color.RGBA{w.Grey, w.Grey, w.Grey, 255})
		}
	}
	for _, b := range p.Boxes {
		if b.Burnt {
			continue
		}
		for _, w := range b.Label {
			if b.Draft {
				c.word(w, draftInk)
				continue
			}
			c.word(w, color.RGBA{w.Grey, w.Grey, w.Grey, 255})
		}
	}
	return img, c.err
}

// blank makes paper; copying is several times faster than setting bytes.
func blank(pix []byte) {
	pix[0] = 255
	for n := 1; n < len(pix); n *= 2 {
		copy(pix[n:], pix[:n])
	}
}

// Colours of a draft's boxes: a tint that leaves black words readable
// (contrast over 15:1), an edge and a label in a dark orange (over 5:1 on it).
var (
	black     = color.RGBA{0, 0, 0, 255}
	draftTint = color.RGBA{255, 236, 214, 255}
	draftInk  = color.RGBA{166, 64, 0, 255}
)

type canvas struct {
	img    *image.RGBA
	glyphs *cache
	scale  float64
	err    error
}

func (c *canvas) box(b layout.Box) {
	if !b.Draft {
		c.fill(b.Rect, black)
		return
	}
	c.fill(b.Rect, draftInk)
	edge := layout.Unit(48)
	c.fill(layout.Rect{X: b.X + edge, Y: b.Y + edge, W: b.W - 2*edge, H: b.H - 2*edge}, draftTint)
}

// plate paints a picture into its place.
func (c *canvas) plate(p layout.Picture) {
	src, err := p.Plate.Image()
	if err != nil {
		c.err = err
		return
	}
	at := func(u layout.Unit) int { return int(math.Round(u.Points() * c.scale)) }
	to := image.Rect(at(p.X), at(p.Y), at(p.X+p.W), at(p.Y+p.H))
	var by draw.Interpolator = draw.ApproxBiLinear
	if to.Dx()*3/2 < src.Bounds().Dx() { // much smaller: thin strokes between the dots it looks at would be lost
		by = draw.BiLinear
	}
	by.Scale(c.img, to, src, src.Bounds(), draw.Src, nil)
}

// fill paints a rectangle; pixels it covers in part get their share.
func (c *canvas) fill(r layout.Rect, col color.RGBA) {
	x0, x1 := r.X.Points()*c.scale, (r.X+r.W).Points()*c.scale
	y0, y1 := r.Y.Points()*c.scale, (r.Y+r.H).Points()*c.scale
	b := c.img.Rect
	for y := max(int(y0), b.Min.Y); y < min(int(math.Ceil(y1)), b.Max.Y); y++ {
		cy := cover(y, y0, y1)
		for x := max(int(x0), b.Min.X); x < min(int(math.Ceil(x1)), b.Max.X); x++ {
			c.blend(x, y, uint32(cy*cover(x, x0, x1)*255+0.5), col)
		}
	}
}

// cover is the part of pixel i that lies between from and to.
func cover(i int, from, to float64) float64 {
	return max(0, min(float64(i+1), to)-max(float64(i), from))
}

func (c *canvas) blend(x, y int, alpha uint32, col color.RGBA) {
	px := c.img.Pix[c.img.PixOffset(x, y):]
	px = px[:3:3]
	keep := 255 - alpha
	px[0] = uint8((uint32(px[0])*keep + uint32(col.R)*alpha + 127) / 255)
	px[1] = uint8((uint32(px[1])*keep + uint32(col.G)*alpha + 127) / 255)
	px[2] = uint8((uint32(px[2])*keep + uint32(col.B)*alpha + 127) / 255)
}

// word paints characters one by one at the advances the page was set with.
func (c *canvas) word(w layout.Word, col color.RGBA) {
	f, err := w.Face.Font()
	if err != nil {
		c.err = err
		return
	}
	size := w.Size.Points() * c.scale
	base := w.Baseline.Points() * c.scale
	if int(base+size*2) < c.img.Rect.Min.Y || int(base-size*2) > c.img.Rect.Max.Y {
		return
	}
	pen := int64(0)
	for _, r := range w.Text {
		if r != ' ' && r != 0xa0 {
			x := (w.X.Points() + float64(pen)/64000) * c.scale
			g, err := c.glyphs.get(f, w.Face, r, size, x, base)
			if err != nil {
				c.err = err
				return
			}
			c.paint(g, int(math.Floor(x*quarters+0.5))/quarters, int(math.Floor(base*quarters+0.5))/quarters, col)
		}
		pen += int64(f.Advance(r)) * int64(w.Size)
	}
}

func (c *canvas) paint(g *painted, x, y int, col color.RGBA) {
	b := c.img.Rect
	left, top := x+g.x, y+g.y
	from, to := max(0, b.Min.X-left), min(g.w, b.Max.X-left)
	if to <= from {
		return
	}
	for row := max(0, b.Min.Y-top); row < g.h && top+row < b.Max.Y; row++ {
		alpha := g.alpha[row*g.w+from : row*g.w+to]
		pix := c.img.Pix[c.img.PixOffset(left+from, top+row):]
		for i, a := range alpha {
			if a == 0 {
				continue
			}
			px := pix[4*i : 4*i+3 : 4*i+3]
			k, v := uint32(255-a), uint32(a)
			px[0] = uint8((uint32(px[0])*k + uint32(col.R)*v + 127) / 255)
			px[1] = uint8((uint32(px[1])*k + uint32(col.G)*v + 127) / 255)
			px[2] = uint8((uint32(px[2])*k + uint32(col.B)*v + 127) / 255)
		}
	}
}
