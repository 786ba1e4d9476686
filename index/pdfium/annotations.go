package pdfium

// Annotation is a note, link, form field or stamp on a page.
type Annotation struct {
	Subtype  string // "Text", "Link", "FreeText", "Widget", …: PDF 32000-1 table 169; "" when unknown
	Box      Rect
	Flags    uint32 // PDF 32000-1 table 165
	Contents string // the note's or free text's words
	Author   string // /T
	Value    string // of a form field, /V
	URI      string // of a link
}

// Hidden tells whether the flags keep it off the screen.
func (a Annotation) Hidden() bool {
	const hidden, noView = 1 << 1, 1 << 5
	return a.Flags&(hidden|noView) != 0
}

// annotationLimit bounds the annotations of one page.
const annotationLimit = 20_000

// subtypes are the names of FPDF_ANNOT_* in fpdf_annot.h, in their order.
func subtype(n int) string {
	names := [...]string{
		"", "Text", "Link", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight",
		"Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Popup", "FileAttachment", "Sound",
		"Movie", "Widget", "Screen", "PrinterMark", "TrapNet", "Watermark", "3D", "RichMedia", "XFAWidget", "Redact",
	}
	if n < 0 || n >= len(names) {
		return ""
	}
	return names[n]
}

// Annotations lists the page's annotations, links among them, at most 20,000.
func (d *Document) Annotations(number int) ([]Annotation, error) {
	var list []Annotation
	err := d.onPage(number, "listing the annotations of a PDF page", func() { list = d.annotations[number] })
	return list, err
}

func (d *Document) listAnnotations(page uint64) []Annotation {
	in := d.in
	n := min(in.num("FPDFPage_GetAnnotCount", page), annotationLimit)
	list := make([]Annotation, 0, n)
	for i := 0; i < n && in.err == nil; i++ {
		if h := in.call("FPDFPage_GetAnnot", page, uint64(i)); h != 0 {
			list = append(list, d.annotation(page, h))
			in.call("FPDFPage_CloseAnnot", h)
		}
	}
	return list
}

func (d *Document) annotation(page, h uint64) Annotation {
	in := d.in
	a := Annotation{Subtype: subtype(in.num("FPDFAnnot_GetSubtype", h))}
	a.Flags = uint32(in.call("FPDFAnnot_GetFlags", h))
	form := in.frame(page)
	in.clear(2)
	if in.ok("FPDFAnnot_GetRect", h, in.out(0)) { // FS_RECTF: left, top, right, bottom
		at := in.scratch
		a.Box = form.rect(in.f32At(at), in.f32At(at+12), in.f32At(at+8), in.f32At(at+4))
	}
	entry := func(key string) string {
		tag := in.cstring(key)
		return in.text(func(buf, n uint64) int { return in.num("FPDFAnnot_GetStringValue", h, tag, buf, n) })
	}
	a.Contents, a.Author, a.Value = entry("Contents"), entry("T"), entry("V")
	if a.Subtype == "Link" {
		if action := in.call("FPDFLink_GetAction", in.call("FPDFAnnot_GetLink", h)); action != 0 {
			a.URI = in.latin(func(buf, n uint64) int { return in.num("FPDFAction_GetURIPath", d.handle, action, buf, n) })
		}
	}
	return a
}
