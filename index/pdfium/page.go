package pdfium

import (
	"fmt"

	"github.com/tetratelabs/wazero/api"

	"vaughn/index/fault"
)

// Rect is a box on the displayed page in points, origin at the top left of the
// page, y downwards: X0 <= X1, Y0 <= Y1.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Empty tells whether the box has no area.
func (r Rect) Empty() bool { return r.X1 <= r.X0 || r.Y1 <= r.Y0 }

// Intersect is the area in both boxes; the zero Rect when there is none.
func (r Rect) Intersect(s Rect) Rect {
	t := Rect{max(r.X0, s.X0), max(r.Y0, s.Y0), min(r.X1, s.X1), min(r.Y1, s.Y1)}
	if t.Empty() {
		return Rect{}
	}
	return t
}

// Union is the smallest box around both; an empty box adds nothing.
func (r Rect) Union(s Rect) Rect {
	switch {
	case r == Rect{}:
		return s
	case s == Rect{}:
		return r
	}
	return Rect{min(r.X0, s.X0), min(r.Y0, s.Y0), max(r.X1, s.X1), max(r.Y1, s.Y1)}
}

// page is the one page that is loaded; questions mostly come page by page.
type page struct {
	number  int // -1 when none is loaded
	handle  uint64
	text    uint64 // 0 until text is asked for
	form    frame
	objects []node // nil until objects or characters are asked for
}

// frame maps PDF user space to the displayed page.
type frame struct {
	left, bottom, right, top float64 // the crop box, clipped to the media box
	turn                     int     // quarter turns clockwise
}

// size is the displayed page's width and height.
func (f frame) size() (w, h float64) {
	w, h = f.right-f.left, f.top-f.bottom
	if f.turn%2 == 1 {
		w, h = h, w
	}
	return w, h
}

// point maps one point.
func (f frame) point(x, y float64) (float64, float64) {
	switch f.turn {
	case 1:
		return y - f.bottom, x - f.left
	case 2:
		return f.right - x, y - f.bottom
	case 3:
		return f.top - y, f.right - x
	}
	return x - f.left, f.top - y
}

// rect maps a box given by two opposite corners.
func (f frame) rect(xa, ya, xb, yb float64) Rect {
	ax, ay := f.point(xa, ya)
	bx, by := f.point(xb, yb)
	return Rect{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)}
}

// onPage runs do with the page loaded, under the time limit. A page that cannot
// be loaded is Damaged; the document's other pages stay usable.
func (d *Document) onPage(number int, op string, do func()) error {
	if number < 0 || number >= d.pages {
		return &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("page %d of %d", number+1, d.pages)}
	}
	loaded := false
	err := d.in.within(op, func() {
		if loaded = d.load(number); loaded {
			do()
		}
	})
	if err == nil && !loaded {
		err = &fault.Error{Code: fault.Damaged, Op: op, Err: fmt.Errorf("page %d cannot be read", number+1)}
	}
	return err
}

func (d *Document) load(number int) bool {
	in := d.in
	if d.page.number == number {
		return true
	}
	if d.page.number >= 0 {
		if d.page.text != 0 {
			in.call("FPDFText_ClosePage", d.page.text)
		}
		in.call("FPDF_ClosePage", d.page.handle)
	}
	d.page = page{number: -1}
	handle := d.flat(number)
	if handle == 0 {
		return false
	}
	d.page = page{number: number, handle: handle, form: in.frame(handle)}
	return in.err == nil
}

// frame reads a loaded page's place in user space.
func (in *instance) frame(page uint64) frame {
	in.clear(2)
	in.call("FPDF_GetPageBoundingBox", page, in.out(0)) // an FS_RECTF: left, top, right, bottom
	at := in.scratch
	f := frame{left: in.f32At(at), top: in.f32At(at + 4), right: in.f32At(at + 8), bottom: in.f32At(at + 12)}
	f.turn = in.num("FPDFPage_GetRotation", page) & 3
	return f
}

// flat loads a page with its annotations and form fields painted into it, so
// that text, objects and picture all tell of the page that a person sees: a
// black box is as often an annotation as a part of the page. The annotations
// are listed first, for they are gone from the loaded document afterwards.
func (d *Document) flat(number int) uint64 {
	in := d.in
	load := func() uint64 { return in.call("FPDF_LoadPage", d.handle, api.EncodeI32(int32(number))) }
	handle := load()
	if handle == 0 || d.annotations[number] != nil || in.num("FPDFPage_GetAnnotCount", handle) <= 0 {
		return handle
	}
	d.annotations[number] = d.listAnnotations(handle)
	// QUIRK: an annotation without an appearance gets one when it is first
	// drawn, and flattening drops those that have none: so draw it, one pixel.
	if bitmap := in.call("FPDFBitmap_CreateEx", 1, 1, formatGrey, 0, 0); bitmap != 0 {
		in.call("FPDF_RenderPageBitmap", bitmap, handle, 0, 0, 1, 1, 0, flagAnnotations)
		in.call("FPDFBitmap_Destroy", bitmap)
	}
	const forDisplay, changed = 0, 1
	if in.num("FPDFPage_Flatten", handle, forDisplay) != changed {
		return handle
	}
	in.call("FPDF_ClosePage", handle)
	return load() // only a page loaded anew has what was painted in
}

// Size is the displayed page's width and height in points, after rotation.
// Pages count from 0.
func (d *Document) Size(number int) (w, h float64, err error) {
	err = d.onPage(number, "measuring a PDF page", func() { w, h = d.page.form.size() })
	return w, h, err
}
