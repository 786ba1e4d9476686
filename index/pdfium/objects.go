package pdfium

import (
	"image/color"

	"github.com/tetratelabs/wazero/api"
)

// Kind is what an object is painted from.
type Kind int

// The kinds, numbered as in fpdf_edit.h.
const (
	Unknown Kind = iota
	Text
	Path
	Image
	Shading
	Form
)

// Object is one thing that a page paints. The order of Objects is the order of
// painting: what comes later covers what came before.
type Object struct {
	Kind   Kind
	Depth  int   // number of form XObjects around it
	Parent int   // index of the form around it, -1 on the page itself
	Box    Rect  // may reach beyond the page
	Clip   *Rect // around what the clip path of the object lets through; nil when unclipped
	Active bool  // false when the object is switched off
	See    bool  // has transparency: what lies under it may shine through

	Fill   color.NRGBA // of paths and text
	Stroke color.NRGBA

	Text string   // Text only: its letters
	Mode TextMode // Text only
	Font string   // Text only: base font name, with subset prefix
	Size float64  // Text only: font size in points before the text matrix

	Filled  bool    // Path only: its inside is painted
	Stroked bool    // Path only: its outline is painted
	Width   float64 // of the stroke, in the object's units

	PixelW, PixelH int      // Image only: stored pixels
	BitsPerPixel   int      // Image only
	Filters        []string // Image only: "DCTDecode", "CCITTFaxDecode", …
}

// TextMode is the text rendering mode of PDF 32000-1 table 106.
type TextMode int

// The modes. Hidden text is what scanners put under a page's picture.
const (
	FillText TextMode = iota
	StrokeText
	FillStrokeText
	HiddenText
	FillClipText
	StrokeClipText
	FillStrokeClipText
	ClipText
)

// Bounds on one page's objects.
const (
	objectLimit = 500_000
	formDepth   = 32
)

// node is an object's handle and how its space maps to the page's.
type node struct {
	handle uint64
	parent int
	depth  int
	space  matrix
}

// matrix is a PDF transformation [a b c d e f].
type matrix [6]float64

func (m matrix) apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// after is the transformation that applies n first, then m.
func (m matrix) after(n matrix) matrix {
	e, f := m.apply(n[4], n[5])
	return matrix{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3], e, f,
	}
}

// nodes walks the loaded page's objects, forms before their contents.
func (d *Document) nodes() []node {
	if d.page.objects != nil {
		return d.page.objects
	}
	in := d.in
	list := []node{}
	var walk func(count, get string, of uint64, from node)
	walk = func(count, get string, of uint64, from node) {
		n := in.num(count, of)
		for i := 0; i < n && len(list) < objectLimit && in.err == nil; i++ {
			h := in.call(get, of, uint64(i))
			if h == 0 {
				continue
			}
			at := len(list)
			list = append(list, node{handle: h, parent: from.parent, depth: from.depth, space: from.space})
			if from.depth < formDepth && Kind(in.num("FPDFPageObj_GetType", h)) == Form {
				inner := node{parent: at, depth: from.depth + 1, space: from.space.after(in.matrix(h))}
				walk("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", h, inner)
			}
		}
	}
	root := node{parent: -1, space: matrix{1, 0, 0, 1, 0, 0}}
	walk("FPDFPage_CountObjects", "FPDFPage_GetObject", d.page.handle, root)
	d.page.objects = list
	return list
}

// matrix reads an object's matrix; the identity when it has none.
func (in *instance) matrix(handle uint64) matrix {
	m := matrix{1, 0, 0, 1, 0, 0}
	if in.ok("FPDFPageObj_GetMatrix", handle, in.out(0)) {
		for i := range m {
			m[i] = in.f32At(in.scratch + 4*uint32(i))
		}
	}
	return m
}

// places maps handles to indexes in Objects.
func (d *Document) places() map[uint64]int {
	nodes := d.nodes()
	m := make(map[uint64]int, len(nodes))
	for i, n := range nodes {
		m[n.handle] = i
	}
	return m
}

// Objects lists what the page paints, at most 500,000 objects, forms 32 deep.
func (d *Document) Objects(number int) ([]Object, error) {
	return d.objects(number, d.lettering)
}

// Painted is Objects without Text and Font: to name the letters of one object
// PDFium looks through all letters of the page, which takes twenty times as long
// as all the rest.
func (d *Document) Painted(number int) ([]Object, error) {
	return d.objects(number, func(uint64, *Object) {})
}

// objects lists them; more adds what takes time to an object that is text.
func (d *Document) objects(number int, more func(h uint64, o *Object)) ([]Object, error) {
	var list []Object
	err := d.onPage(number, "listing the objects of a PDF page", func() {
		nodes := d.nodes()
		list = make([]Object, len(nodes))
		for i, n := range nodes {
			if list[i] = d.object(n); list[i].Kind == Text {
				more(n.handle, &list[i])
			}
		}
	})
	return list, err
}

func (d *Document) object(n node) Object {
	in := d.in
	o := Object{Kind: Kind(in.num("FPDFPageObj_GetType", n.handle)), Depth: n.depth, Parent: n.parent}
	in.clear(2)
	in.call("FPDFPageObj_GetBounds", n.handle, in.out(0), in.out(0)+4, in.out(1), in.out(1)+4)
	at := in.scratch
	o.Box = d.box(n.space, in.f32At(at), in.f32At(at+4), in.f32At(at+8), in.f32At(at+12))
	o.Clip = d.clip(n)
	o.Active = true
	if in.clear(1); in.ok("FPDFPageObj_GetIsActive", n.handle, in.out(0)) {
		o.Active = in.u32(0) != 0
	}
	o.See = in.ok("FPDFPageObj_HasTransparency", n.handle)
	switch o.Kind {
	case Text:
		d.textObject(n.handle, &o)
	case Path:
		in.clear(2)
		in.call("FPDFPath_GetDrawMode", n.handle, in.out(0), in.out(1))
		o.Filled, o.Stroked = in.u32(0) != 0, in.u32(1) != 0
	case Image:
		d.imageObject(n.handle, &o)
	}
	if o.Kind == Text || o.Kind == Path {
		o.Fill = in.colour("FPDFPageObj_GetFillColor", n.handle)
		o.Stroke = in.colour("FPDFPageObj_GetStrokeColor", n.handle)
		in.clear(1)
		in.call("FPDFPageObj_GetStrokeWidth", n.handle, in.out(0))
		o.Width = in.f32(0)
	}
	return o
}

// lettering reads the letters of a text object and the name of its font.
func (d *Document) lettering(h uint64, o *Object) {
	in := d.in
	if tp := d.textPage(); tp != 0 {
		o.Text = in.text(func(buf, n uint64) int { return in.num("FPDFTextObj_GetText", h, tp, buf, n) })
	}
	if font := in.call("FPDFTextObj_GetFont", h); font != 0 {
		o.Font = in.latin(func(buf, n uint64) int { return in.num("FPDFFont_GetBaseFontName", font, buf, n) })
	}
}

func (d *Document) textObject(h uint64, o *Object) {
	in := d.in
	o.Mode = TextMode(in.num("FPDFTextObj_GetTextRenderMode", h))
	in.clear(1)
	in.call("FPDFTextObj_GetFontSize", h, in.out(0))
	o.Size = in.f32(0)
}

func (d *Document) imageObject(h uint64, o *Object) {
	in := d.in
	// FPDF_IMAGEOBJ_METADATA: width, height, two resolutions, bits, colour space, content id.
	in.clear(4)
	if in.ok("FPDFImageObj_GetImageMetadata", h, d.page.handle, in.out(0)) {
		o.BitsPerPixel = int(in.u32(2))
	}
	in.clear(2)
	in.call("FPDFImageObj_GetImagePixelSize", h, in.out(0), in.out(1))
	o.PixelW, o.PixelH = int(in.u32(0)), int(in.u32(1))
	for i := range min(in.num("FPDFImageObj_GetImageFilterCount", h), 16) {
		o.Filters = append(o.Filters, in.latin(func(buf, n uint64) int {
			return in.num("FPDFImageObj_GetImageFilter", h, api.EncodeI32(int32(i)), buf, n)
		}))
	}
}

// box maps a box in an object's space to the displayed page.
func (d *Document) box(m matrix, left, bottom, right, top float64) Rect {
	var box Rect
	for i, corner := range [4][2]float64{{left, bottom}, {right, bottom}, {left, top}, {right, top}} {
		x, y := d.page.form.point(m.apply(corner[0], corner[1]))
		if i == 0 {
			box = Rect{x, y, x, y}
		}
		box = Rect{min(box.X0, x), min(box.Y0, y), max(box.X1, x), max(box.Y1, y)}
	}
	return box
}

// clip is the box around what an object's clip paths let through together.
func (d *Document) clip(n node) *Rect {
	in := d.in
	path := in.call("FPDFPageObj_GetClipPath", n.handle)
	count := in.num("FPDFClipPath_CountPaths", path)
	if path == 0 || count <= 0 {
		return nil
	}
	all := Rect{-1e9, -1e9, 1e9, 1e9}
	for i := range min(count, 64) {
		var box Rect
		segments := min(in.num("FPDFClipPath_CountPathSegments", path, uint64(i)), 4096)
		for s := range segments {
			seg := in.call("FPDFClipPath_GetPathSegment", path, uint64(i), uint64(s))
			in.clear(1)
			if !in.ok("FPDFPathSegment_GetPoint", seg, in.out(0), in.out(0)+4) {
				continue
			}
			x, y := in.f32At(in.scratch), in.f32At(in.scratch+4)
			p := d.box(n.space, x, y, x, y)
			if s == 0 {
				box = p
			}
			box = Rect{min(box.X0, p.X0), min(box.Y0, p.Y0), max(box.X1, p.X1), max(box.Y1, p.Y1)}
		}
		if segments > 0 {
			all = all.Intersect(box)
		}
	}
	return &all
}

// colour reads a colour with its alpha; the zero value when the object has none.
func (in *instance) colour(name string, handle uint64) color.NRGBA {
	in.clear(4)
	if !in.ok(name, handle, in.out(0), in.out(1), in.out(2), in.out(3)) {
		return color.NRGBA{}
	}
	return color.NRGBA{uint8(in.u32(0)), uint8(in.u32(1)), uint8(in.u32(2)), uint8(in.u32(3))}
}

// latin is sized for zero-terminated byte strings.
func (in *instance) latin(ask func(buf, capacity uint64) int) string {
	b := in.sized(ask)
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return string(b)
}
