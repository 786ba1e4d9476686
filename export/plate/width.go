package plate

import (
	"image"
	"math"
	"slices"

	"vaughn/redact"
)

// line is the line of a box's words: where it runs, and what its length is to be a
// multiple of.
type line struct {
	way  redact.Way
	step int
}

// point maps between the picture and one on which the line runs to the right; it is
// its own inverse.
func (l line) point(x, y int) (int, int) {
	switch l.way {
	case redact.Left:
		return -1 - x, y
	case redact.Down:
		return y, x
	case redact.Up:
		return -1 - y, -1 - x
	}
	return x, y
}

func (l line) rect(r image.Rectangle) image.Rectangle {
	if r.Empty() {
		return image.Rectangle{}
	}
	x0, y0 := l.point(r.Min.X, r.Min.Y)
	x1, y1 := l.point(r.Max.X-1, r.Max.Y-1)
	return image.Rect(min(x0, x1), min(y0, y1), max(x0, x1)+1, max(y0, y1)+1)
}

// widened makes the length of a box along its line a multiple of the step, over blank
// paper alone and within room, behind its words before in front of them. Where there
// is not so much of it, or something stands close behind it, the box stays as it is,
// and tight says so: between two released words the gap itself tells the length, and a
// box that reaches into it hides nothing.
func widened(img image.Image, r, room image.Rectangle, l line) (out image.Rectangle, tight bool) {
	box := l.rect(r)
	room = l.rect(room).Union(box).Intersect(l.rect(img.Bounds()))
	if l.cramped(box, room) {
		return r, true
	}
	ink := inkOf(img)
	blank := func(x int) bool {
		for y := box.Min.Y; y < box.Max.Y; y++ {
			if ink(l.point(x, y)) {
				return false
			}
		}
		return true
	}
	for x := box.Max.X; x < box.Max.X+box.Dy(); x++ {
		if !blank(x) {
			return r, true
		}
	}
	out = box
	want := l.upTo(box.Dx())
	for out.Dx() < want && out.Max.X < room.Max.X && blank(out.Max.X) {
		out.Max.X++
	}
	for out.Dx() < want && out.Min.X > room.Min.X && blank(out.Min.X-1) {
		out.Min.X--
	}
	if out.Dx() < want {
		return r, true
	}
	return l.rect(out), false
}

// cramped tells a box that released words leave no room to be widened in: one
// stands closer behind it than the box is high, or there is too little between
// those on both sides. Both lie as if the line ran to the right.
func (l line) cramped(box, room image.Rectangle) bool {
	return room.Max.X < box.Max.X+box.Dy() || room.Dx() < l.upTo(box.Dx())
}

// upTo is the least multiple of the step that is not below n.
func (l line) upTo(n int) int { return (n + l.step - 1) / l.step * l.step }

// Telling reports whether the released words of a page leave one of its boxes no
// room to be widened in, by their places alone: no pixel is looked at. Each box
// that words make tight (see Plate.Tight) is one of these; a line or a drawing close
// behind a box makes it tight too, and is not known here: of the pages on which
// Covering is false no box is tight at all.
func Telling(p redact.Picture) bool {
	page := image.Rect(0, 0, dots(p.W), dots(p.H))
	for _, c := range p.Covers {
		if c.Room == (redact.Area{}) {
			continue
		}
		if page.Empty() {
			return true
		}
		l := line{c.Way, stepOf(page.Dx(), p.W)}
		box := l.rect(pixels(c.Area, page))
		most := box.Union(l.rect(pixels(c.Reach, page))) // as far as it may follow ink
		if l.cramped(most, l.rect(pixels(c.Room, page)).Union(box)) {
			return true
		}
	}
	return false
}

// Covering reports whether words of a page are hidden, not only areas of it.
func Covering(p redact.Picture) bool {
	return slices.ContainsFunc(p.Covers, func(c redact.Cover) bool { return c.Room != redact.Area{} })
}

// dots is how many pixels a length in points takes.
func dots(points float64) int { return int(math.Ceil(points*DPI/72 - 1e-6)) }

// stepOf is widthStep in the pixels of a page.
func stepOf(wide int, points float64) int {
	if points <= 0 {
		points = float64(wide) * 72 / DPI
	}
	return max(1, int(widthStep*float64(wide)/points))
}
