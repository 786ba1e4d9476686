package view

import (
	"image"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/export/layout"
	"vaughn/export/raster"
	"vaughn/index/record"
	"vaughn/redact"
)

// Document is one record laid out: immutable, safe for any goroutine. Offsets
// count bytes of the record's text.
type Document struct {
	rec    *record.Record
	sheets []sheet // pages as they look, before all others
	press  *press
	pages  []layout.Page
}

// Rect is a rectangle on a page, in points from its top left corner.
type Rect struct {
	Page       int
	X, Y, W, H float64
}

// firstPages is how many pages of a long record are shown before the rest is
// laid out.
const firstPages = 20

// newDocument lays out the first pages of what is shown of a record; rest, nil when these are all,
// gives the whole document, or nil as soon as it is not wanted any more. rest
// must be called.
func newDocument(rec *record.Record, src layout.Source, st layout.Style) (first *Document, rest func(wanted func() bool) (*Document, error), err error) {
	next, stop := iter.Pull2(layout.Pages(src, st))
	var pages []layout.Page
	read := func(wanted func() bool) (more bool, err error) {
		for wanted() {
			p, err, ok := next()
			if !ok || err != nil {
				stop()
				return false, err
			}
			pages = append(pages, p)
		}
		return true, nil
	}
	more, err := read(func() bool { return len(pages) < firstPages })
	first = &Document{rec: rec, pages: slices.Clone(pages)}
	if !more || err != nil {
		return first, nil, err
	}
	return first, func(wanted func() bool) (*Document, error) {
		defer stop()
		if more, err := read(wanted); more || err != nil {
			return nil, err
		}
		return &Document{rec: rec, pages: pages}, nil
	}, nil
}

// Count is the number of pages.
func (d *Document) Count() int { return len(d.sheets) + len(d.pages) }

// Sheet tells which page or picture of the file a page shows as it looks, as
// redact.Region counts them; false for a page of text.
func (d *Document) Sheet(page int) (image int, ok bool) {
	if page < 0 || page >= len(d.sheets) {
		return 0, false
	}
	return d.sheets[page].image, true
}

// Size is the width and height of a page in points.
func (d *Document) Size(page int) (w, h float64) {
	if page < len(d.sheets) {
		return d.sheets[page].size()
	}
	p := d.pages[page-len(d.sheets)]
	return p.W.Points(), p.H.Points()
}

// Render draws the part of a page inside band at scale pixels a point.
func (d *Document) Render(page int, scale float64, band image.Rectangle) (*image.RGBA, error) {
	if page < len(d.sheets) {
		return d.sheets[page].render(d.press, scale, band)
	}
	return raster.Band(d.pages[page-len(d.sheets)], scale*72, band.Min.Y, band.Max.Y)
}

// Len is the length of the record's text.
func (d *Document) Len() int { return len(d.rec.Text) }

// Hit is the offset nearest to a point of a page.
func (d *Document) Hit(page int, x, y float64) (int, bool) {
	if page < 0 || page >= d.Count() {
		return 0, false
	}
	if page < len(d.sheets) {
		return d.sheets[page].hit(max(0, x), max(0, y))
	}
	return layout.Hit(d.pages[page-len(d.sheets)], layout.Pt(max(0, x)), layout.Pt(max(0, y)))
}

// Rects is where the text of [from, to) lies, in order.
func (d *Document) Rects(from, to int) []Rect {
	var out []Rect
	for i, s := range d.sheets {
		for _, r := range s.rects(from, to) {
			r.Page = i
			out = append(out, r)
		}
	}
	for i, p := range d.pages {
		for _, r := range layout.Where(p, record.Span{Start: from, End: to}) {
			out = append(out, Rect{len(d.sheets) + i, r.X.Points(), r.Y.Points(), r.W.Points(), r.H.Points()})
		}
	}
	return out
}

// Word is the word around an offset.
func (d *Document) Word(offset int) (from, to int) {
	t := d.rec.Text
	offset = clampRune(t, offset)
	from, to = offset, offset
	for from > 0 {
		r, n := utf8.DecodeLastRuneInString(t[:from])
		if !wordRune(r) {
			break
		}
		from -= n
	}
	for to < len(t) {
		r, n := utf8.DecodeRuneInString(t[to:])
		if !wordRune(r) {
			break
		}
		to += n
	}
	return from, to
}

// wordRune keeps addresses, phone numbers and hyphenated names together.
func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@._-+'’", r)
}

// Passage is the paragraph or quoted block around an offset, within its block.
func (d *Document) Passage(offset int) (from, to int) {
	offset = clampRune(d.rec.Text, offset)
	b, ok := d.rec.BlockAt(offset)
	if !ok {
		return offset, offset
	}
	s := d.rec.Blocks[b].Span
	text := d.rec.Text[s.Start:s.End]
	at := offset - s.Start
	from, to = s.Start, s.End
	if i := strings.LastIndex(text[:at], "\n\n"); i >= 0 {
		from = s.Start + i + 2
	}
	if i := strings.Index(text[at:], "\n\n"); i >= 0 {
		to = s.Start + at + i
	}
	return from, to
}

func clampRune(t string, i int) int {
	i = max(0, min(i, len(t)))
	for i > 0 && i < len(t) && !utf8.RuneStart(t[i]) {
		i--
	}
	return i
}

// Boxes lists the redaction boxes with the marks behind each.
func (d *Document) Boxes() []BoxRow {
	var out []BoxRow
	for i, p := range d.pages {
		for _, b := range p.Boxes {
			out = append(out, BoxRow{Rect{i, b.X.Points(), b.Y.Points(), b.W.Points(), b.H.Points()}, b.Marks, b.Span})
		}
	}
	return out
}

// BoxRow is one box on a page.
type BoxRow struct {
	Rect
	Marks []redact.MarkID
	Span  record.Span
}
