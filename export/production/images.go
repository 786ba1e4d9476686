package production

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"

	"vaughn/export/g4"
	"vaughn/export/layout"
	"vaughn/export/raster"
)

// Images asks for a picture of each page.
type Images struct {
	Format string `json:"format"` // "", "tiff" or "jpeg"
	DPI    int    `json:"dpi"`    // 0 is 300
}

// Resolutions of pictures, in dots an inch.
const (
	usualDPI = 300
	minDPI   = 150
	maxDPI   = 600
)

func (i Images) check() error {
	switch {
	case i.Format != "" && i.Format != "tiff" && i.Format != "jpeg":
		return fmt.Errorf("format: want tiff or jpeg, or nothing for no images")
	case i.DPI != 0 && (i.DPI < minDPI || i.DPI > maxDPI):
		return fmt.Errorf("dpi: want %d to %d", minDPI, maxDPI)
	}
	return nil
}

func (i Images) dpi() int {
	if i.DPI == 0 {
		return usualDPI
	}
	return i.DPI
}

// quality of JPEG pictures: letters keep their edges.
const quality = 85

// paint gives the picture of a finished page and the ending of its name. TIFF
// is black and white; a page with more than so many mid-grey pixels holds a
// photograph, of which that would leave nothing, and becomes a JPEG.
func (i Images) paint(f layout.Final) (data []byte, ending string, err error) {
	img, err := raster.Render(f.Page(), float64(i.dpi()))
	if err != nil {
		return nil, "", err
	}
	if i.Format == "tiff" && !photograph(img) {
		b, err := g4.FromRGBA(img)
		if err != nil {
			return nil, "", err
		}
		return g4.Write(b, i.dpi()), ".tif", nil
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, grey(img), &jpeg.Options{Quality: quality}); err != nil {
		return nil, "", fmt.Errorf("encoding the picture of a page: %w", err)
	}
	return buf.Bytes(), ".jpg", nil
}

// photograph tells a page of which 4 % are neither black nor white nor the
// edges of letters (measured on scans and filings).
func photograph(img *image.RGBA) bool {
	n, of := 0, 0
	for at := 0; at < len(img.Pix); at += 4 * 7 { // every seventh pixel is enough
		of++
		if g := img.Pix[at]; g > 64 && g < 224 {
			n++
		}
	}
	return n*100 > of*4
}

// grey drops the colours of a page that has none: a third of the bytes.
func grey(img *image.RGBA) image.Image {
	out := image.NewGray(img.Rect)
	for i := range out.Pix {
		p := img.Pix[4*i : 4*i+3 : 4*i+3]
		if p[0] != p[1] || p[1] != p[2] {
			return img
		}
		out.Pix[i] = p[0]
	}
	return out
}
