package ui

import (
	"image"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/record"
	"vaughn/redact"
)

// paper shows a document of the view in a page view.
type paper struct{ d *view.Document }

// Count is the number of pages.
func (p paper) Count() int { return p.d.Count() }

// Size is the size of a page in points.
func (p paper) Size(page int) (w, h float64) { return p.d.Size(page) }

// Render draws a band of a page.
func (p paper) Render(page int, scale float64, band image.Rectangle) (*image.RGBA, error) {
	return p.d.Render(page, scale, band)
}

// Len is the length of the text.
func (p paper) Len() int { return p.d.Len() }

// Hit is the offset at a point.
func (p paper) Hit(page int, x, y float64) (int, bool) { return p.d.Hit(page, x, y) }

// Rects is where a stretch of text lies.
func (p paper) Rects(from, to int) []kit.PageRect {
	var out []kit.PageRect
	for _, r := range p.d.Rects(from, to) {
		out = append(out, kit.PageRect(r))
	}
	return out
}

// Span is the word or the passage around an offset.
func (p paper) Span(offset int, unit kit.Unit) (from, to int) {
	if unit == kit.Word {
		return p.d.Word(offset)
	}
	return p.d.Passage(offset)
}

// hitMarks lights search hits, the one jumped to more strongly.
func (p paper) hitMarks(hits []record.Span, now int) []kit.Mark {
	var out []kit.Mark
	for i, h := range hits {
		fill := kit.ColorHit
		if i == now {
			fill = kit.ColorHitNow
		}
		for _, r := range p.Rects(h.Start, h.End) {
			out = append(out, kit.Mark{Rect: r, Fill: fill})
		}
	}
	return out
}

// redactionMarks draws where the marks lie; chosen has a line of the accent.
func (p paper) redactionMarks(marks []view.MarkRow, chosen redact.MarkID) []kit.Mark {
	var out []kit.Mark
	for _, m := range marks {
		if m.Whole {
			continue
		}
		var fill, line fyne.ThemeColorName
		switch m.State {
		case redact.Accepted: // a page of text outlines it itself
		case redact.Proposed:
			fill = kit.ColorProposedVeil
		default:
			if m.ID != chosen {
				continue
			}
			line = kit.ColorRejected
		}
		if m.ID == chosen {
			fill, line = kit.ColorSelect, kit.ColorAccent
		}
		places := p.Rects(m.Span.Start, m.Span.End)
		if m.Area != nil {
			places = append(places, kit.PageRect(*m.Area))
		}
		for _, r := range places {
			mark := kit.Mark{Rect: r, Fill: fill, Line: line}
			if _, seen := p.d.Sheet(r.Page); seen && m.State == redact.Accepted && m.ID != chosen {
				mark.Fill, mark.Line = kit.ColorAcceptedVeil, kit.ColorAccepted
			}
			out = append(out, mark)
		}
	}
	return out
}
