package layout

import (
	"errors"

	"vaughn/export/plate"
	"vaughn/redact"
)

// Measures of the pictures in a conversation.
const (
	thumbW   = 168 * 64
	thumbH   = 118 * 64
	thumbGap = 8 * 64
)

// thumbs sets pictures side by side below what was said.
func (s *setter) thumbs(ps []redact.Picture) {
	if s.st.Plates == nil || s.stopped {
		return
	}
	c := s.bodyColumn(0)
	c.x, c.w = c.x+eventIndent, c.w-eventIndent
	for len(ps) > 0 && !s.stopped {
		n, x, high := 0, Unit(0), Unit(0)
		for n < len(ps) {
			w, h := thumbSize(ps[n])
			if n > 0 && x+w > c.w {
				break
			}
			n, x, high = n+1, x+w+thumbGap, max(high, h)
		}
		top := s.room(high+thumbGap) + thumbGap/2
		x = c.x
		for _, p := range ps[:n] {
			w, h := thumbSize(p)
			s.thumb(p, Rect{x, top, w, h})
			x += w + thumbGap
		}
		ps = ps[n:]
	}
}

// thumbSize is the place of a picture, from what its record says of it alone.
func thumbSize(p redact.Picture) (w, h Unit) {
	if !(p.W >= 1 && p.H >= 1) {
		return thumbW / 2, thumbH / 2
	}
	k := min(float64(thumbW)/p.W, float64(thumbH)/p.H, 48) // a small one is not blown up beyond 54 dpi
	return max(Unit(p.W*k), 24*64), max(Unit(p.H*k), 16*64)
}

func (s *setter) thumb(p redact.Picture, r Rect) {
	if s.stopped {
		return
	}
	pl, err := s.st.Plates.Plate(p)
	var refused *plate.Refused
	switch {
	case errors.As(err, &refused):
		s.why = refused
		for _, edge := range []Rect{{r.X, r.Y, r.W, 32}, {r.X, r.Y + r.H - 32, r.W, 32}, {r.X, r.Y, 32, r.H}, {r.X + r.W - 32, r.Y, 32, r.H}} {
			s.page.Rules = append(s.page.Rules, Rule{edge, greyRule})
		}
	case err != nil:
		s.fail(err)
	default:
		s.figure(fit(r, pl), pl, ThumbAlt)
	}
}

// fit is the largest place in r with the shape of a plate.
func fit(r Rect, pl *plate.Plate) Rect {
	w, h := pl.Size()
	out := Rect{X: r.X, Y: r.Y, W: r.W, H: max(64, Unit(int64(r.W)*int64(h)/int64(w)))}
	if out.H > r.H {
		out.W, out.H = max(64, Unit(int64(r.H)*int64(w)/int64(h))), r.H
	}
	return out
}
