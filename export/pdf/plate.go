package pdf

import (
	"bytes"
	"encoding/gob"
	"fmt"

	"github.com/jung-kurt/gofpdf"

	"vaughn/export/layout"
	"vaughn/export/plate"
)

// pixel is the least PNG: one grey pixel. gofpdf makes an image only from a file
// that it reads itself; what it read is replaced at once.
var pixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cch\x00\x00\x00\x82\x00\x81w\xcdr\xb6\x00\x00\x00\x00IEND\xaeB`\x82")

// place registers and draws a plate, the n-th of the document.
//
// QUIRK: gofpdf knows no G4, and it writes images in the order of their widths,
// equal ones in the order of a map. Its image type can be read from gob: that
// way a G4 stream passes through, and a width that grows by a millionth (it
// prints whole) makes the order the one of the pages.
func place(d *gofpdf.Fpdf, p layout.Picture, n int) error {
	name := fmt.Sprintf("plate %d", n)
	options := gofpdf.ImageOptions{ImageType: "png"}
	info := d.RegisterImageOptionsReader(name, options, bytes.NewReader(pixel))
	if info == nil {
		return d.Error()
	}
	gobbed, err := described(p.Plate, n)
	if err != nil {
		return err
	}
	if err := info.GobDecode(gobbed); err != nil {
		return fmt.Errorf("handing over a picture: %w", err)
	}
	d.ImageOptions(name, p.X.Points(), p.Y.Points(), p.W.Points(), p.H.Points(), false, options, 0, "")
	return d.Error()
}

// described is a plate as gofpdf's image type writes itself: data, soft mask,
// object, width, height, colours, palette, bits, filter, its parameters,
// transparent colours, scale, resolution.
func described(p *plate.Plate, n int) ([]byte, error) {
	w, h := p.Size()
	colours, bits, filter, parms := "DeviceGray", 8, "DCTDecode", ""
	switch p.Kind() {
	case plate.KindG4:
		bits, filter = 1, "CCITTFaxDecode"
		parms = fmt.Sprintf("/K -1 /Columns %d /Rows %d", w, h)
	case plate.KindRGB:
		colours = "DeviceRGB"
	}
	var out bytes.Buffer
	e := gob.NewEncoder(&out)
	for _, v := range []any{p.Data(), []byte(nil), 0, float64(w) + float64(n)*1e-6, float64(h), colours, []byte(nil), bits, filter, parms, []int(nil), 1.0, 72.0} {
		if err := e.Encode(v); err != nil {
			return nil, fmt.Errorf("handing over a picture: %w", err)
		}
	}
	return out.Bytes(), nil
}
