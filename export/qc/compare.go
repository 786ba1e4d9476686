package qc

import (
	"context"
	"fmt"
	"image"
)

// compareDPI is the resolution at which pictures of pages are compared; a stroke
// of the smallest stamp is more than a pixel wide there.
const compareDPI = 150

// Two painters set a letter at most two pixels apart, and one of them may paint in
// black and white: so ink is looked for next to where it should be, and only
// ink beside blank paper is a difference.
const (
	apart = 2
	ink   = 110 // at most this is ink
	blank = 225 // at least this is paper
)

// Compare reports where pictures of pages do not show what PDFium shows of the
// pages of a file: ink that the page has not, or ink of the page that is not in
// the picture. Pictures may be of any resolution from 150 dots an inch.
func (p *Prover) Compare(ctx context.Context, file []byte, picture func(page int) (*image.Gray, error), report func(Finding)) error {
	f := &proof{layer: "images", report: report}
	doc, err := p.engine.OpenBytes(ctx, file, "")
	if err != nil {
		f.fail(-1, "PDFium cannot open the file that the pictures belong to")
		return ctx.Err()
	}
	defer doc.Close()
	for n := range doc.Pages() {
		pic, err := picture(n)
		if err != nil {
			f.fail(n, "the picture of the page: %v", err)
			continue
		}
		shown, err := doc.Render(n, compareDPI, true)
		if err != nil {
			if err := f.unread(ctx, err); err != nil {
				return err
			}
			continue
		}
		want, ok := shown.(*image.Gray)
		if !ok {
			return fmt.Errorf("comparing pictures: a picture of an unknown kind")
		}
		if why := differ(want, pic); why != "" {
			f.fail(n, "%s", why)
		}
	}
	return ctx.Err()
}

// differ says how two pictures of one page differ, "" when they do not.
func differ(want, got *image.Gray) string {
	w, h := want.Rect.Dx(), want.Rect.Dy()
	if got.Rect.Dx() < w || got.Rect.Dx()*h > got.Rect.Dy()*w+2*got.Rect.Dx() || got.Rect.Dx()*h < got.Rect.Dy()*w-2*got.Rect.Dx() {
		return "the picture has another shape than its page"
	}
	small := shrink(got, w, h)
	if n := spots(small, want); n > 0 {
		return fmt.Sprintf("the picture shows at %d points what the page does not", n)
	}
	if n := spots(want, small); n > 0 {
		return fmt.Sprintf("the picture lacks at %d points what the page shows", n)
	}
	return ""
}

// shrink averages a picture to a size.
func shrink(src *image.Gray, w, h int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	for y := range h {
		y0, y1 := y*sh/h, max((y+1)*sh/h, y*sh/h+1)
		for x := range w {
			x0, x1 := x*sw/w, max((x+1)*sw/w, x*sw/w+1)
			sum := 0
			for sy := y0; sy < y1; sy++ {
				for _, v := range src.Pix[sy*src.Stride+x0 : sy*src.Stride+x1] {
					sum += int(v)
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / ((y1 - y0) * (x1 - x0)))
		}
	}
	return out
}

// spots counts pixels of ink in a that have nothing but paper near them in b.
func spots(a, b *image.Gray) (n int) {
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if a.Pix[y*a.Stride+x] > ink {
				continue
			}
			darkest := uint8(255)
			for dy := max(y-apart, 0); dy <= min(y+apart, b.Rect.Dy()-1); dy++ {
				for dx := max(x-apart, 0); dx <= min(x+apart, b.Rect.Dx()-1); dx++ {
					darkest = min(darkest, b.Pix[dy*b.Stride+dx])
				}
			}
			if darkest >= blank {
				n++
			}
		}
	}
	return n
}
