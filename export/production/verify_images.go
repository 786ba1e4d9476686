package production

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"strings"

	"vaughn/export/g4"
	"vaughn/export/qc"
)

// images compares every picture of a page with the page of the PDF, whose words
// are proven, as a reader paints it that did not write either.
func (v *verifier) images(ctx context.Context) error {
	if v.Images.Format == "" {
		return nil
	}
	return inOrder(ctx, v.docs(), func(d CertDocument) ([]qc.Finding, error) {
		if len(d.Images) != len(d.Pages) {
			return []qc.Finding{finding("images", d.PDF, "it has not one picture for each page", 0)}, nil
		}
		data, bad := v.read(d.PDF)
		if bad != nil {
			return []qc.Finding{*bad}, nil
		}
		var out []qc.Finding
		err := v.prover.Compare(ctx, data, func(page int) (*image.Gray, error) {
			if page >= len(d.Images) {
				return nil, fmt.Errorf("there is no such page")
			}
			return v.picture(d, page)
		}, func(f qc.Finding) {
			if f.File = d.PDF; f.Page > 0 && f.Page <= len(d.Images) {
				f.File = d.Images[f.Page-1]
			}
			out = append(out, f)
		})
		return out, err
	}, func(fs []qc.Finding) error { v.findings = append(v.findings, fs...); return nil })
}

// picture reads the picture of a page strictly: nothing but its pixels may
// stand in the file.
func (v *verifier) picture(d CertDocument, page int) (*image.Gray, error) {
	p := d.Images[page]
	data, bad := v.read(p)
	if bad != nil {
		return nil, fmt.Errorf("it cannot be read")
	}
	dpi := v.Images.dpi()
	if strings.HasSuffix(p, ".tif") {
		b, got, err := g4.Read(data)
		if err != nil {
			return nil, err
		}
		if got != dpi {
			return nil, fmt.Errorf("its resolution is not that of the certificate")
		}
		return b.Gray(), nil
	}
	if err := plainJPEG(data); err != nil {
		return nil, err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width > g4.MaxSide || c.Height > g4.MaxSide {
		return nil, fmt.Errorf("it is no picture of a page")
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if g, ok := img.(*image.Gray); ok {
		return g, nil
	}
	g := image.NewGray(img.Bounds())
	for y := g.Rect.Min.Y; y < g.Rect.Max.Y; y++ {
		for x := g.Rect.Min.X; x < g.Rect.Max.X; x++ {
			g.Set(x, y, img.At(x, y))
		}
	}
	return g, nil
}

// plainJPEG refuses a JPEG with any segment but those that its pixels need, and
// anything behind its end: comments and metadata have no place in it.
func plainJPEG(data []byte) error {
	const soi, eoi, sos = 0xd8, 0xd9, 0xda
	if len(data) < 4 || data[0] != 0xff || data[1] != soi {
		return fmt.Errorf("it is no JPEG")
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		n := 2 + int(data[at+2])<<8 + int(data[at+3])
		switch data[at+1] {
		case 0xdb, 0xc0, 0xc4: // tables, frame
			at += n
		case sos:
			end := bytes.Index(data[at:], []byte{0xff, eoi})
			if end < 0 || at+end+2 != len(data) {
				return fmt.Errorf("something stands behind the end of the picture")
			}
			return nil
		default:
			return fmt.Errorf("it holds more than its pixels")
		}
	}
	return fmt.Errorf("it is no whole JPEG")
}
