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
	handle := in.call("FPDF_LoadPage", d.handle, api.EncodeI32(int32(number)))
	if handle == 0 {
		return false
	}
	d.page = page{number: number, handle: handle}
	in.clear(2)
	in.call("FPDF_GetPageBoundingBox", handle, in.out(0))
	base := in.scratch
	get := func(i uint32) float64 { return in.f32At(base + 4*i) }
	d.page.form = frame{left: get(0), top: get(1), right: get(2), bottom: get(3)} // FS_RECTF's order
	d.page.form.turn = in.num("FPDFPage_GetRotation", handle) & 3
	return in.err == nil
}

// Size is the displayed page's width and height in points, after rotation.
// Pages count from 0.
func (d *Document) Size(number int) (w, h float64, err error) {
	err = d.onPage(number, "measuring a PDF page", func() { w, h = d.page.form.size() })
	return w, h, err
}
