package qc

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"math"
	"slices"

	"golang.org/x/image/ccitt"

	"vaughn/export/plate"
	"vaughn/export/qc/syntax"
	"vaughn/index/pdfium"
)

// placed is an image as a page's program draws it.
type placed struct {
	ref        syntax.Ref
	x, y, w, h float64 // points, from the lower left corner
	plain      bool    // upright and not mirrored
}

func (c PlateClaim) rect() pdfium.Rect {
	return pdfium.Rect{X0: c.X, Y0: c.Y, X1: c.X + c.W, Y1: c.Y + c.H}
}

// plates proves that the images a page draws are the plates of the plan, byte
// for byte, each once, upright and in its place.
func plates(p *proof, pg *page) error {
	if len(pg.own.images) != len(pg.want.Plates) {
		p.fail(pg.n, "it draws %d images, the plan has %d", len(pg.own.images), len(pg.want.Plates))
		return undrawn(p, pg)
	}
	for i, c := range pg.want.Plates {
		m := pg.own.images[i]
		o := p.file.Object(int(m.ref))
		d, _ := o.Value.(syntax.Dict)
		sum := sha256.Sum256(o.Stream)
		near := func(a, b float64) bool { return math.Abs(a-b) < 0.1 }
		switch {
		case hex.EncodeToString(sum[:]) != c.SHA256:
			p.fail(pg.n, "image %d is not the plate of the plan", i+1)
		case d["Width"] != float64(c.PixelW) || d["Height"] != float64(c.PixelH) || !coded(d, c):
			p.fail(pg.n, "image %d says other things of its pixels than the plan", i+1)
		case !m.plain || !near(m.x, c.X) || !near(m.y, pg.want.H-c.Y-c.H) || !near(m.w, c.W) || !near(m.h, c.H):
			p.fail(pg.n, "image %d is not where the plan has it", i+1)
		}
	}
	return undrawn(p, pg)
}

// undrawn proves that a page names no image that it does not draw.
func undrawn(p *proof, pg *page) error {
	for _, v := range pg.own.known {
		ref, _ := v.(syntax.Ref)
		if !slices.ContainsFunc(pg.own.images, func(m placed) bool { return m.ref == ref }) {
			p.fail(pg.n, "image object %d is named on the page and not drawn", ref)
		}
	}
	return nil
}

// coded tells whether an image's dictionary says what its kind needs.
func coded(d syntax.Dict, c PlateClaim) bool {
	bits, filter, colours := 8.0, syntax.Name("DCTDecode"), syntax.Name("DeviceGray")
	parms, _ := d["DecodeParms"].(syntax.Dict)
	ok := parms == nil
	switch plate.Kind(c.Kind) {
	case plate.KindG4:
		bits, filter = 1, "CCITTFaxDecode"
		ok = len(parms) == 3 && parms["K"] == -1.0 && parms["Columns"] == float64(c.PixelW) && parms["Rows"] == float64(c.PixelH)
	case plate.KindRGB:
		colours = "DeviceRGB"
	case plate.KindGrey:
	default:
		return false
	}
	return ok && d["BitsPerComponent"] == bits && d["Filter"] == filter && d["ColorSpace"] == colours
}

// pixels proves that what is stored of each image is black under every box that
// the plan has over it, and that beside its pixels the image holds nothing.
func pixels(p *proof, pg *page) error {
	for i, c := range pg.want.Plates {
		if i >= len(pg.own.images) {
			break // plates has reported it
		}
		img, why := unpacked(p.file.Object(int(pg.own.images[i].ref)).Stream, c)
		if why != "" {
			p.fail(pg.n, "image %d: %s", i+1, why)
			continue
		}
		for n, b := range pg.want.Boxes {
			if !p.blackUnder(img, c, b) {
				p.fail(pg.n, "the pixels of image %d under redaction %d are not black", i+1, n+1)
			}
		}
	}
	return nil
}

// maxPlate bounds the pixels of an image that is looked into.
const maxPlate = 100 << 20

// unpacked decodes an image's bytes; why says what is wrong with them.
func unpacked(data []byte, c PlateClaim) (img image.Image, why string) {
	if c.PixelW <= 0 || c.PixelH <= 0 || c.PixelW > maxPlate/c.PixelH {
		return nil, "its size is none"
	}
	if plate.Kind(c.Kind) != plate.KindG4 {
		if !onlyPixels(data) {
			return nil, "it holds more than pixels"
		}
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil || img.Bounds().Dx() != c.PixelW || img.Bounds().Dy() != c.PixelH {
			return nil, "it cannot be decoded to its size"
		}
		return img, ""
	}
	g := image.NewGray(image.Rect(0, 0, c.PixelW, c.PixelH))
	if err := ccitt.DecodeIntoGray(g, bytes.NewReader(data), ccitt.MSB, ccitt.Group4, nil); err != nil {
		return nil, "it cannot be decoded to its size"
	}
	// T.6 has one coding for a picture when modes are chosen as the standard says
	if !bytes.Equal(plate.G4(g), data) {
		return nil, "it holds more than pixels"
	}
	return g, ""
}

// onlyPixels tells a JPEG (ITU-T T.81) made of tables, one frame and one scan:
// no comment, no application's data, nothing behind its end.
func onlyPixels(data []byte) bool {
	const soi, eoi, sos, dqt, dht, sof0 = 0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xc0
	if len(data) < 4 || data[0] != 0xff || data[1] != soi {
		return false
	}
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			return false
		}
		m, n := data[at+1], int(data[at+2])<<8|int(data[at+3])
		if n < 2 || at+2+n > len(data) || m != dqt && m != dht && m != sof0 && m != sos {
			return false
		}
		at += 2 + n
		if m != sos {
			continue
		}
		for ; at+1 < len(data); at++ { // a 0xff in the scan is followed by 0
			if data[at] == 0xff && data[at+1] != 0 {
				return data[at+1] == eoi && at+2 == len(data)
			}
		}
	}
	return false
}

// blackUnder looks at the pixels that lie wholly under a box. A JPEG's may be
// nearly black: its box was black before it was coded.
func (p *proof) blackUnder(img image.Image, c PlateClaim, b BoxClaim) bool {
	r := b.rect().Intersect(c.rect())
	if r.Empty() {
		return true
	}
	kx, ky := float64(c.PixelW)/c.W, float64(c.PixelH)/c.H
	const edge = 0.7 // the writer rounds to 0.01 point, JPEG rings at edges
	x0, x1 := int(math.Ceil((r.X0-c.X)*kx+edge)), int(math.Floor((r.X1-c.X)*kx-edge))
	y0, y1 := int(math.Ceil((r.Y0-c.Y)*ky+edge)), int(math.Floor((r.Y1-c.Y)*ky-edge))
	if x1 <= x0 || y1 <= y0 {
		return false // too small to be a box of ours
	}
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			if max(r, g, b)>>8 > darkest {
				return false
			}
		}
	}
	return true
}
