package plate

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/draw"
	"image/jpeg"

	"golang.org/x/image/ccitt"

	"vaughn/export/dct"
)

// encode chooses the coding of a blackened picture and carries it out.
func encode(img draw.Image, boxes []image.Rectangle) (*Plate, error) {
	out := &Plate{w: img.Bounds().Dx(), h: img.Bounds().Dy(), boxes: boxes}
	grey, ok := img.(*image.Gray)
	if !ok {
		rgba, _ := img.(*image.RGBA)
		if rgba == nil {
			return nil, errUnknown
		}
		if colourful(rgba) {
			out.kind = KindRGB
			return out.jpeg(img)
		}
		grey = image.NewGray(img.Bounds())
		draw.Draw(grey, grey.Rect, img, img.Bounds().Min, draw.Src)
	}
	if !shaded(grey, boxes) {
		if out.kind, out.data = KindG4, G4(grey); out.data != nil {
			return out, nil
		}
	}
	out.kind = KindGrey
	return out.jpeg(grey)
}

// shaded tells a picture whose greys say something: photographs, shaded drawings.
// The smooth edges of letters have greys too, and take some 2 % of a page of text.
func shaded(g *image.Gray, boxes []image.Rectangle) bool {
	n, all, rest := 0, len(g.Pix), g.Pix
	for ; len(rest) >= 8; rest = rest[8:] {
		if v := binary.LittleEndian.Uint64(rest); v == ^uint64(0) || v == 0 { // most of a page
			continue
		}
		n += greys(rest[:8])
	}
	n += greys(rest)
	for _, b := range boxes {
		all -= b.Dx() * b.Dy()
	}
	return n*100 > max(all, 1)*6
}

// greys counts pixels that are neither dark nor light.
func greys(pix []byte) (n int) {
	for _, v := range pix {
		if v > 50 && v < 205 {
			n++
		}
	}
	return n
}

// darkest is the lightest that a pixel inside a box may come out of the coding.
const darkest = 40

// jpeg codes a picture so that its boxes stay black beside white paper.
func (p *Plate) jpeg(img image.Image) (*Plate, error) {
	for _, quality := range []int{78, 92, 100} {
		if black(img, p.boxes, quality) {
			if p.data = coded(img, quality); p.data == nil {
				return nil, errLarge
			}
			return p, nil
		}
	}
	return nil, errLight
}

func coded(img image.Image, quality int) []byte {
	if g, ok := img.(*image.Gray); ok {
		return dct.Gray(g, quality)
	}
	rgba, _ := img.(*image.RGBA)
	if rgba == nil {
		return nil
	}
	return dct.RGBA(rgba, quality)
}

// block is what the coding takes apart together: nothing outside a block of the
// picture changes what its pixels come out as.
const block = 16

// black tells whether each box is solid when it comes out of the coding. Only the
// blocks that a box lies in are coded and decoded for that.
func black(img image.Image, boxes []image.Rectangle, quality int) bool {
	all := img.Bounds()
	whole, ok := img.(interface {
		SubImage(image.Rectangle) image.Image
	})
	for _, b := range boxes {
		from := b.Min.Sub(all.Min).Div(block).Mul(block).Add(all.Min)
		to := b.Max.Sub(all.Min).Add(image.Pt(block-1, block-1)).Div(block).Mul(block).Add(all.Min)
		if !ok {
			return false
		}
		part, err := jpeg.Decode(bytes.NewReader(coded(whole.SubImage(image.Rectangle{from, to}), quality)))
		if err != nil || !solid(part, b.Sub(from)) {
			return false
		}
	}
	return true
}

// Image decodes the plate again, for painting it on a screen.
func (p *Plate) Image() (image.Image, error) {
	if p.kind != KindG4 {
		return jpeg.Decode(bytes.NewReader(p.data))
	}
	g := image.NewGray(image.Rect(0, 0, p.w, p.h))
	err := ccitt.DecodeIntoGray(g, bytes.NewReader(p.data), ccitt.MSB, ccitt.Group4, nil)
	return g, err
}

func solid(img image.Image, b image.Rectangle) bool {
	for y := b.Min.Y + 1; y < b.Max.Y-1; y++ {
		for x := b.Min.X + 1; x < b.Max.X-1; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			if max(r, g, b)>>8 > darkest {
				return false
			}
		}
	}
	return true
}
