package layout

import (
	"unicode/utf8"

	"vaughn/index/record"
)

// Hit finds the place in the record's text that a point of a page shows: the
// character under it, else the nearest on the nearest line. The right half of
// a character counts as the place after it, as a text cursor does. It is false
// on a page that shows no words of the record.
func Hit(p Page, x, y Unit) (offset int, ok bool) {
	best := int64(1) << 62
	try := func(r Rect, at func() int) {
		dy := int64(outside(y, r.Y, r.H))
		dx := int64(outside(x, r.X, r.W))
		if d := dy<<24 + dx; d < best {
			best, offset, ok = d, at(), true
		}
	}
	for _, w := range p.Words {
		if w.Span.Len() > 0 {
			try(w.rect(), func() int { return w.offset(x) })
		}
	}
	for _, b := range p.Boxes {
		if b.Span.Len() > 0 && !b.Draft {
			try(b.Rect, func() int {
				if x > b.X+b.W/2 {
					return b.Span.End
				}
				return b.Span.Start
			})
		}
	}
	return offset, ok
}

// Where gives the rectangles in which a page shows a span of the record: one
// for each stretch of words and one for each box that hides part of it.
func Where(p Page, s record.Span) []Rect {
	var out []Rect
	for _, w := range p.Words {
		if !w.Span.Overlaps(s) {
			continue
		}
		r := w.rect()
		from, to := w.at(max(s.Start, w.Span.Start)), w.at(min(s.End, w.Span.End))
		if to <= from {
			from, to = 0, w.W
		}
		r.X, r.W = w.X+from, to-from
		if n := len(out); n > 0 && out[n-1].Y == r.Y && out[n-1].H == r.H && out[n-1].X+out[n-1].W == r.X {
			out[n-1].W += r.W
			continue
		}
		out = append(out, r)
	}
	for _, b := range p.Boxes {
		if b.Span.Overlaps(s) && !b.Draft {
			out = append(out, b.Rect)
		}
	}
	return out
}

func outside(v, from, length Unit) Unit {
	switch {
	case v < from:
		return from - v
	case v > from+length:
		return v - from - length
	}
	return 0
}

// rect is the strip a word is selected in.
func (w Word) rect() Rect {
	return Rect{w.X, w.Baseline - w.Size*95/100, w.W, w.Size * 125 / 100}
}

// offset is the place in the record nearest to x.
func (w Word) offset(x Unit) int {
	f, err := w.Face.Font()
	if w.Whole || err != nil {
		if x > w.X+w.W/2 {
			return w.Span.End
		}
		return w.Span.Start
	}
	pen := int64(w.X) * 1000
	for i, r := range w.Text {
		adv := int64(f.Advance(r)) * int64(w.Size)
		if int64(x)*1000 < pen+adv/2 {
			return w.Span.Start + i
		}
		pen += adv
	}
	return w.Span.End
}

// at is how far from the word's left edge an offset stands.
func (w Word) at(offset int) Unit {
	n := offset - w.Span.Start
	f, err := w.Face.Font()
	switch {
	case n <= 0:
		return 0
	case offset >= w.Span.End || w.Whole || err != nil:
		return w.W
	}
	for n < len(w.Text) && !utf8.RuneStart(w.Text[n]) {
		n++
	}
	return unit(f.Measure(w.Text[:n], w.Size))
}
