package plate

import (
	"image"

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
	bounds := l.rect(img.Bounds())
	box := l.rect(r)
	room = l.rect(room).Union(box).Intersect(bounds)
	want := (box.Dx() + l.step - 1) / l.step * l.step
	ink := inkOf(img)
	blank := func(x int) bool {
		for y := box.Min.Y; y < box.Max.Y; y++ {
			if ink(l.point(x, y)) {
				return false
			}
		}
		return true
	}
	for x := box.Max.X; x < min(box.Max.X+box.Dy(), bounds.Max.X); x++ {
		if x >= room.Max.X || !blank(x) {
			return r, true
		}
	}
	out = box
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
