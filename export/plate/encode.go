package plate

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"

	"golang.org/x/image/ccitt"
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
	n, all := 0, len(g.Pix)
	for _, v := range g.Pix {
		if v > 50 && v < 205 {
			n++
		}
	}
	for _, b := range boxes {
		all -= b.Dx() * b.Dy()
	}
	return n*100 > max(all, 1)*6
}

// darkest is the lightest that a pixel inside a box may come out of the coding.
const darkest = 40

// jpeg codes and decodes again: a box beside white paper must still be black.
func (p *Plate) jpeg(img image.Image) (*Plate, error) {
	for _, quality := range []int{78, 92, 100} {
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, errLarge
		}
		p.data = buf.Bytes()
		if len(p.boxes) == 0 {
			return p, nil
		}
		again, err := jpeg.Decode(&buf)
		if err != nil {
			return nil, err
		}
		if black(again, p.boxes) {
			return p, nil
		}
	}
	return nil, &Refused{"Its boxes could not be made solid."}
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

func black(img image.Image, boxes []image.Rectangle) bool {
	for _, b := range boxes {
		for y := b.Min.Y + 1; y < b.Max.Y-1; y++ {
			for x := b.Min.X + 1; x < b.Max.X-1; x++ {
				r, g, b, _ := img.At(x, y).RGBA()
				if max(r, g, b)>>8 > darkest {
					return false
				}
			}
		}
	}
	return true
}
