package pdfium

import (
	"fmt"
	"image"
	"math"

	"github.com/tetratelabs/wazero/api"

	"vaughn/index/fault"
)

// Bitmap formats of fpdfview.h.
const (
	formatGrey = 1
	formatBGR  = 2
	formatBGRx = 3
	formatBGRA = 4
)

// Flags of FPDF_RenderPageBitmap.
const (
	flagAnnotations = 0x01
	flagGreyscale   = 0x08
	flagRGBOrder    = 0x10
)

// Render paints a page as displayed, with its annotations and form fields, on
// white: an *image.Gray when grey is set, else an *image.RGBA. The picture has
// ceil(size*dpi/72) pixels. fault.Limit when these are more than Options.Pixels.
func (d *Document) Render(number int, dpi float64, grey bool) (image.Image, error) {
	return d.render(number, dpi, func(page image.Rectangle) image.Image { return d.paint(page, page, grey) })
}

// RenderPart gives the part of Render's picture in grey that lies in a rectangle
// of it, drawn alone: a small part takes a small part of the time. What reaches
// beyond the page is cut off. QUIRK: the palest edge of a letter may be missing
// in the outermost pixels of a part.
func (d *Document) RenderPart(number int, dpi float64, part image.Rectangle) (*image.Gray, error) {
	img, err := d.render(number, dpi, func(page image.Rectangle) image.Image {
		if part = part.Intersect(page); part.Empty() {
			return &image.Gray{}
		}
		return d.paint(page, part, true)
	})
	grey, ok := img.(*image.Gray)
	if err != nil || !ok {
		return nil, err
	}
	grey.Rect = part
	return grey, nil
}

// render has a page painted whose pixels are counted before.
func (d *Document) render(number int, dpi float64, paint func(page image.Rectangle) image.Image) (image.Image, error) {
	const op = "drawing a PDF page"
	var img image.Image
	var refused error
	err := d.onPage(number, op, func() {
		w, h := d.page.form.size()
		pw, ph := math.Ceil(w*dpi/72-1e-6), math.Ceil(h*dpi/72-1e-6)
		if !(pw >= 1 && ph >= 1 && pw*ph <= float64(d.engine.opts.Pixels)) {
			refused = fmt.Errorf("%.0f × %.0f pixels, the limit is %d", pw, ph, d.engine.opts.Pixels)
			return
		}
		if img = paint(image.Rect(0, 0, int(pw), int(ph))); img == nil {
			refused = fmt.Errorf("needs more than %d MiB", d.engine.opts.Memory>>20)
		}
	})
	if err == nil && refused != nil {
		err = &fault.Error{Code: fault.Limit, Op: op, Err: refused}
	}
	return img, err
}

// paint draws a part of a page.
func (d *Document) paint(page, part image.Rectangle, grey bool) image.Image {
	in := d.in
	format, flags := uint64(formatBGRA), uint64(flagAnnotations|flagRGBOrder)
	if grey {
		format, flags = formatGrey, flagAnnotations|flagGreyscale
	}
	w, h := uint64(part.Dx()), uint64(part.Dy())
	bitmap := in.call("FPDFBitmap_CreateEx", w, h, format, 0, 0)
	if bitmap == 0 {
		return nil
	}
	defer in.call("FPDFBitmap_Destroy", bitmap)
	in.call("FPDFBitmap_FillRect", bitmap, 0, 0, w, h, api.EncodeU32(0xFFFFFFFF))
	in.call("FPDF_RenderPageBitmap", bitmap, d.page.handle, api.EncodeI32(int32(-part.Min.X)), api.EncodeI32(int32(-part.Min.Y)),
		uint64(page.Dx()), uint64(page.Dy()), 0, flags)
	return in.bitmap(bitmap, true, d.pixels)
}

// pixels gives room for n bytes of a picture: what was given back, or new. Each of
// them is written before anybody looks. A small picture leaves the room to a large one.
func (d *Document) pixels(n int) []byte {
	spare := d.in.spare
	if n > cap(spare) || n < cap(spare)/8 {
		return make([]byte, n)
	}
	d.in.spare = nil
	return spare[:n]
}

// Reuse takes a picture back that Render gave and that nobody looks at any more:
// the next one is drawn in its place, of this document or of one opened later. Not to
// be called after Close.
func (d *Document) Reuse(img image.Image) {
	var pix []byte
	switch img := img.(type) {
	case *image.Gray:
		pix = img.Pix
	case *image.RGBA:
		pix = img.Pix
	}
	if cap(pix) <= keepSpare && !d.closed {
		d.in.spare = pix
	}
}

// StoredImage decodes the picture of the image object at an index of Objects:
// its stored pixels, without mask, clip or scaling, even where something else
// covers it. fault.Usage when the object is no image, fault.Damaged when its
// data cannot be decoded.
func (d *Document) StoredImage(number, object int) (image.Image, error) {
	const op = "decoding a picture of a PDF"
	var img image.Image
	refused := &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("object %d is no image", object)}
	err := d.onPage(number, op, func() {
		nodes := d.nodes()
		if object < 0 || object >= len(nodes) {
			return
		}
		h := nodes[object].handle
		if Kind(d.in.num("FPDFPageObj_GetType", h)) != Image {
			return
		}
		refused = &fault.Error{Code: fault.Damaged, Op: op, Err: fmt.Errorf("object %d cannot be decoded", object)}
		bitmap := d.in.call("FPDFImageObj_GetBitmap", h)
		if bitmap == 0 {
			return
		}
		img = d.in.bitmap(bitmap, false, func(n int) []byte { return make([]byte, n) })
		d.in.call("FPDFBitmap_Destroy", bitmap)
	})
	if err == nil && img == nil {
		err = refused
	}
	return img, err
}

// bitmap copies a PDFium bitmap out, into what room gives; rgb tells that its bytes
// are in RGB order.
func (in *instance) bitmap(handle uint64, rgb bool, room func(int) []byte) image.Image {
	w, h := in.num("FPDFBitmap_GetWidth", handle), in.num("FPDFBitmap_GetHeight", handle)
	stride := in.num("FPDFBitmap_GetStride", handle)
	format := in.num("FPDFBitmap_GetFormat", handle)
	if w <= 0 || h <= 0 || stride <= 0 || in.err != nil {
		return nil
	}
	data, ok := in.mod.Memory().Read(in.ptr("FPDFBitmap_GetBuffer", handle), uint32(stride*h))
	if !ok {
		return nil
	}
	if format == formatGrey {
		img := &image.Gray{Pix: room(w * h), Stride: w, Rect: image.Rect(0, 0, w, h)}
		for y := range h {
			copy(img.Pix[y*img.Stride:], data[y*stride:y*stride+w])
		}
		return img
	}
	step := map[int]int{formatBGR: 3, formatBGRx: 4, formatBGRA: 4}[format]
	if step == 0 {
		return nil
	}
	img := &image.RGBA{Pix: room(4 * w * h), Stride: 4 * w, Rect: image.Rect(0, 0, w, h)}
	for y := range h {
		row, to := data[y*stride:], img.Pix[y*img.Stride:(y+1)*img.Stride]
		if rgb && format == formatBGRA {
			copy(to, row)
			continue
		}
		for x := range w {
			// The alpha of a stored image is not wanted: its pixels are, hidden or not.
			p := row[x*step : x*step+3]
			to[4*x], to[4*x+1], to[4*x+2], to[4*x+3] = p[2], p[1], p[0], 0xFF
		}
	}
	return img
}
