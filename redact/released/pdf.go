package released

import (
	"context"
	"fmt"
	"image"
	"io"
	"math"
	"strings"
	"unicode"

	"vaughn/index/fault"
	"vaughn/index/pdfium"
)

// Names of the checks of PDF files.
const (
	Covered    = "text-under-box"
	Invisible  = "invisible-text" // white on white, or painted without ink
	Unapplied  = "unapplied-redaction"
	Annotated  = "annotation"
	Metadata   = "metadata"
	Bookmarks  = "bookmark"
	Attached   = "attachment"
	Unreadable = "unreadable"
	Earlier    = "earlier-version"
)

// Bounds of the reading of one PDF.
const (
	maxPages = 20_000
	maxUnder = 2000 // objects below a letter that are looked at
	boxDPI   = 108  // at which covered letters are looked at: a letter of 8 pt is 12 pixels high
)

// ReadPDF reads the pages of a PDF and finds what it holds beside what it shows.
func ReadPDF(ctx context.Context, e *pdfium.Engine, name string, src io.ReaderAt, size int64) ([]Page, []Finding, error) {
	doc, err := e.Open(ctx, src, size, "")
	if err != nil {
		if c := fault.CodeOf(err); c == fault.Damaged || c == fault.Encrypted || c == fault.Limit {
			return nil, []Finding{{Check: Unreadable, Severity: Warn, Place: Place{File: name}, Why: "The file cannot be opened; nobody has looked into it."}}, nil
		}
		return nil, nil, err
	}
	defer doc.Close()
	p := &paper{name: name, doc: doc}
	var pages []Page
	for n := range min(doc.Pages(), maxPages) {
		text, err := doc.Text(n)
		if err == nil {
			err = p.page(n)
		}
		switch c := fault.CodeOf(err); {
		case err == nil:
			pages = append(pages, Page{name, n + 1, text})
		case c == fault.Damaged || c == fault.Limit:
			p.add(Unreadable, Warn, n, "", "The page cannot be read; nobody has looked at it.")
		default:
			return nil, nil, err
		}
	}
	if err := p.whole(); err != nil {
		return nil, nil, err
	}
	return pages, p.found, nil
}

// paper is one PDF at work.
type paper struct {
	name  string
	doc   *pdfium.Document
	found []Finding
}

func (p *paper) add(check, severity string, page int, text, why string) {
	p.found = append(p.found, Finding{Check: check, Severity: severity, Place: Place{File: p.name, Page: page + 1, Text: text}, Why: why})
}

func (p *paper) page(n int) error {
	objects, err := p.doc.Objects(n)
	if err != nil {
		return err
	}
	notes, err := p.doc.Annotations(n)
	if err != nil {
		return err
	}
	chars, err := p.doc.Chars(n)
	if err != nil {
		return err
	}
	w, h, err := p.doc.Size(n)
	if err != nil {
		return err
	}
	p.invisible(n, objects, w*h)
	for _, a := range notes {
		p.note(n, a, chars)
	}
	return p.boxes(n, objects, chars, w*h)
}

// note reports an annotation: one that was to redact, or one with words.
func (p *paper) note(n int, a pdfium.Annotation, chars []pdfium.Char) {
	words := strings.TrimSpace(a.Contents)
	switch {
	case a.Subtype == "Redact":
		under := within(chars, a.Box)
		p.add(Unapplied, Block, n, under, "A redaction was drawn and never applied: the words are still in the file.")
	case a.Subtype == "FileAttachment":
		p.add(Attached, Warn, n, words, "A file is attached to the page.")
	case a.Subtype == "Link" || a.Subtype == "Widget" || a.Subtype == "Popup" || words == "":
	case a.Hidden():
		p.add(Annotated, Warn, n, words, "A note that is not shown is in the file.")
	default:
		p.add(Annotated, Info, n, words, "A note stands on the page.")
	}
}

func within(chars []pdfium.Char, box pdfium.Rect) string {
	var b strings.Builder
	for _, c := range chars {
		if middle(c.Box, box) {
			b.WriteRune(c.Rune)
		}
	}
	return strings.TrimSpace(b.String())
}

func middle(c, box pdfium.Rect) bool {
	x, y := (c.X0+c.X1)/2, (c.Y0+c.Y1)/2
	return x > box.X0 && x < box.X1 && y > box.Y0 && y < box.Y1
}

// invisible reports text that no ink shows. Under a picture of most of the page
// it is a scanner's layer, which says what the picture says.
func (p *paper) invisible(n int, objects []pdfium.Object, area float64) {
	scanned := false
	var hidden []string
	for _, o := range objects {
		switch {
		case o.Kind == pdfium.Image && (o.Box.X1-o.Box.X0)*(o.Box.Y1-o.Box.Y0) > area/2:
			scanned = true
		case o.Kind == pdfium.Text && (o.Mode == pdfium.HiddenText || o.Mode == pdfium.ClipText || o.Fill.A == 0 && o.Mode == pdfium.FillText) && says(o.Text):
			hidden = append(hidden, strings.TrimSpace(o.Text))
		}
	}
	if len(hidden) > 0 && !scanned {
		p.add(Invisible, Block, n, strings.Join(hidden, " "), "Text is in the file that the page does not show.")
	}
}

func says(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) >= 0
}

// boxes reports letters that a reader of the page cannot see because something
// was painted over them, or because they have the colour of what is under them.
// A filled shape is only where to look: what counts is that the picture of the
// page shows nothing where the letter should be. QUIRK: court filings paint
// white rectangles under every line, and cover one rectangle by the next.
func (p *paper) boxes(n int, objects []pdfium.Object, chars []pdfium.Char, area float64) error {
	var suspect []int
	for i, c := range chars {
		if c.Object >= 0 && !c.Ink.Empty() && (unicode.IsLetter(c.Rune) || unicode.IsDigit(c.Rune)) && p.suspicious(objects, c, area) {
			suspect = append(suspect, i)
		}
	}
	if len(suspect) == 0 {
		return nil
	}
	pic, err := p.doc.Render(n, boxDPI, false)
	if err != nil {
		return err
	}
	var run []int
	white := false
	flush := func() {
		var b strings.Builder
		letters := 0
		for k, i := range run {
			if k > 0 && i > run[k-1]+1 {
				b.WriteByte(' ')
			}
			b.WriteRune(chars[i].Rune)
			letters++
		}
		switch {
		case letters < 2:
		case white:
			p.add(Invisible, Block, n, b.String(), "Text has the colour of the paper: it can be selected and copied.")
		default:
			p.add(Covered, Block, n, b.String(), "Text lies under a box: it can be selected and copied.")
		}
		run = nil
	}
	for _, i := range suspect {
		gone, light := uniform(pic, chars[i].Ink)
		if len(run) > 0 && (!gone || light != white || i > run[len(run)-1]+3 || math.Abs(chars[i].Ink.Y1-chars[run[len(run)-1]].Ink.Y1) > 20) {
			flush()
		}
		if gone {
			run, white = append(run, i), light
		}
	}
	flush()
	return nil
}

// suspicious tells whether something is painted over a letter, or whether the
// letter is white.
func (p *paper) suspicious(objects []pdfium.Object, c pdfium.Char, area float64) bool {
	if c.Object >= len(objects) {
		return false
	}
	o := objects[c.Object]
	if o.Mode == pdfium.HiddenText || o.Mode == pdfium.ClipText || o.Fill.A == 0 {
		return false // reported as what it is
	}
	if o.Fill.R > 250 && o.Fill.G > 250 && o.Fill.B > 250 {
		return true
	}
	for _, under := range objects[max(0, c.Object-maxUnder):c.Object] {
		if under.Kind == pdfium.Path && under.Filled && under.Active && under.Fill == o.Fill && middle(c.Ink, under.Box) {
			return true // black on black
		}
	}
	for _, over := range objects[c.Object+1:] {
		paints := over.Kind == pdfium.Image || over.Kind == pdfium.Path && over.Filled && over.Fill.A > 250 || over.Kind == pdfium.Path && over.Stroked && over.Width > 4
		if !paints || !over.Active || !middle(c.Ink, over.Box) || over.Clip != nil && !middle(c.Ink, *over.Clip) {
			continue
		}
		if over.Kind == pdfium.Image && (over.Box.X1-over.Box.X0)*(over.Box.Y1-over.Box.Y0) > area/2 {
			continue // a scan over its own text
		}
		return true
	}
	return false
}

// uniform tells whether the picture shows one colour where a letter should be,
// and whether that is the colour of paper.
func uniform(pic image.Image, ink pdfium.Rect) (bool, bool) {
	const scale = boxDPI / 72.0
	r := image.Rect(int(math.Floor(ink.X0*scale)), int(math.Floor(ink.Y0*scale)), int(math.Ceil(ink.X1*scale)), int(math.Ceil(ink.Y1*scale))).Intersect(pic.Bounds())
	if r.Empty() {
		return false, false
	}
	var least, most [3]uint32
	least = [3]uint32{math.MaxUint32, math.MaxUint32, math.MaxUint32}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			cr, cg, cb, _ := pic.At(x, y).RGBA()
			for i, v := range [3]uint32{cr >> 8, cg >> 8, cb >> 8} {
				least[i], most[i] = min(least[i], v), max(most[i], v)
			}
		}
	}
	for i := range 3 {
		if most[i]-least[i] > 24 {
			return false, false
		}
	}
	return true, least[0] > 235 && least[1] > 235 && least[2] > 235
}

// whole reports what the file holds beside its pages.
func (p *paper) whole() error {
	marks, err := p.doc.Bookmarks()
	if err != nil {
		return err
	}
	if n := len(marks); n > 0 {
		var titles []string
		for _, b := range marks[:min(n, 20)] {
			titles = append(titles, b.Title)
		}
		p.add(Bookmarks, Info, -1, strings.Join(titles, " | "), fmt.Sprintf("The file has %d bookmarks; what they are called is released too.", n))
	}
	files, err := p.doc.Attachments()
	if err != nil {
		return err
	}
	for _, f := range files {
		p.add(Attached, Block, -1, f.Name, fmt.Sprintf("A file of %d bytes is embedded and goes out with it.", f.Size))
	}
	var props []string
	for _, k := range []string{"Title", "Author", "Subject", "Keywords"} {
		v, err := p.doc.Meta(k)
		if err != nil {
			return err
		}
		if v = strings.TrimSpace(v); v != "" {
			props = append(props, k+": "+v)
		}
	}
	if len(props) > 0 {
		p.add(Metadata, Info, -1, strings.Join(props, " | "), "The properties of the file say this.")
	}
	t, err := p.doc.Traits()
	if err == nil && len(t.Ends) > 2 {
		p.add(Earlier, Warn, -1, "", "The file was changed by adding to its end; what was there before may still be in it.")
	}
	return err
}
