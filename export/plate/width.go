package plate

import "image"

// widened makes the width of a box a multiple of step, over blank paper alone and
// within room, to its right before to its left. Where there is not so much of it,
// or something stands close behind it, the box stays as it is, and tight says so:
// between two released words the gap itself tells the width, and a box that reaches
// into it hides nothing.
func widened(img image.Image, r, room image.Rectangle, step int) (out image.Rectangle, tight bool) {
	want := (r.Dx() + step - 1) / step * step
	room = room.Union(r).Intersect(img.Bounds())
	ink := inkOf(img)
	blank := func(x int) bool {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			if ink(x, y) {
				return false
			}
		}
		return true
	}
	for x := r.Max.X; x < min(r.Max.X+r.Dy(), img.Bounds().Max.X); x++ {
		if x >= room.Max.X || !blank(x) {
			return r, true
		}
	}
	out = r
	for out.Dx() < want && out.Max.X < room.Max.X && blank(out.Max.X) {
		out.Max.X++
	}
	for out.Dx() < want && out.Min.X > room.Min.X && blank(out.Min.X-1) {
		out.Min.X--
	}
	if out.Dx() < want {
		return r, true
	}
	return out, false
}
