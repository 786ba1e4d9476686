package layout

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vaughn/export/plate"
	"vaughn/redact"
)

// Measures of the pictures inside a message. A pixel is 1/96 inch, as in HTML; a
// caption below each says which attachment it is.
const (
	insetPixel  = 48       // units
	insetSlot   = 128 * 64 // room for a caption
	insetGap    = 8 * 64
	insetLeast  = 6 * 64
	insetText   = 7 * 64
	insetLead   = 10 * 64
	insetMargin = 4 * 64
	insetBelow  = 9 * 64 // from a picture to the baseline of its caption
)

// pictures wait to be set below the words they belong to.
type pictures struct {
	thumbs []redact.Picture
	insets []redact.Inset
}

// take takes over what a row left.
func (p *pictures) take(t *tables) {
	p.insets = append(p.insets, t.below...)
	t.below = nil
}

func (p *pictures) set(s *setter) {
	if len(p.insets) > 0 {
		s.header() // those behind the last field of a header stand below all of it
	}
	s.thumbs(p.thumbs)
	s.insets(p.insets)
	if len(p.insets) > 0 {
		s.tables.resume(s)
	}
	*p = pictures{}
}

// inset is a picture on its way onto the page.
type inset struct {
	redact.Inset
	w, h    Unit // its place
	slot    Unit
	caption [][]atom
}

// insets sets the pictures of a message below the words they stand behind, side
// by side where they fit.
func (s *setter) insets(list []redact.Inset) {
	if s.st.Plates == nil || len(list) == 0 || s.stopped {
		return
	}
	c := s.bodyColumn(min(s.quote, maxBars))
	for len(list) > 0 && !s.stopped {
		var row []inset
		x, tall, lines := Unit(0), Unit(0), 0
		for len(list) > 0 {
			in := s.inset(list[0], c.w)
			if len(row) > 0 && (x+in.slot > c.w || in.slot == c.w) {
				break
			}
			row, list = append(row, in), list[1:]
			x, tall, lines = x+in.slot+insetGap, max(tall, in.h), max(lines, len(in.caption))
		}
		s.insetRow(row, c, tall+Unit(lines)*insetLead)
	}
}

// inset measures one picture from what its record says of it alone, so that
// pages can be counted without drawing it.
func (s *setter) inset(p redact.Inset, column Unit) inset {
	in := inset{Inset: p}
	caption := fmt.Sprintf("Picture: attachment %d", p.Child+1)
	if p.Gone == "" {
		deep := (s.st.H - s.st.Top - s.st.Bottom) * 3 / 5
		k := min(insetPixel, float64(column)/p.W, float64(deep)/p.H)
		in.w, in.h = max(Unit(p.W*k), insetLeast), max(Unit(p.H*k), insetLeast)
		in.slot = min(max(in.w, insetSlot), column)
	} else {
		caption += ", " + p.Gone
		in.slot = column
	}
	if codes := coverLabels(p.Covers); codes != "" {
		caption += ". Redacted: " + codes
		in.slot = column
	}
	in.caption = s.small7(caption+".", in.slot)
	return in
}

// coverLabels says what is hidden in a picture: a label may not fit its box.
func coverLabels(covers []redact.Cover) string {
	var out []string
	for _, c := range covers {
		if l := strings.Join(strings.Fields(c.Box.Label), " "); l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return strings.Join(out, ", ")
}

// small7 breaks words of the program into lines of a width.
func (s *setter) small7(text string, w Unit) (lines [][]atom) {
	a := s.inker(Face{Family: Sans}, insetText, greyLabel).cut(nil, text, 0, len(text), 0)
	unplace(a)
	for start := 0; start < len(a); {
		end := breakLine(a, start, int64(w)*1000, Pt(36))
		lines = append(lines, a[start:end])
		start = end
	}
	return lines
}

// insetRow sets pictures side by side, each with its caption below. The captions
// stand on one line: of lines a little apart readers make one, in another order.
func (s *setter) insetRow(row []inset, c column, high Unit) {
	high += insetGap + insetMargin
	high = s.shrink(row, high)
	top := s.room(high)
	if s.stopped {
		return
	}
	s.grow(c, top, high)
	s.parts.begin(Text)
	said := chorus{}
	x, tall := c.x, Unit(0)
	for _, in := range row {
		tall = max(tall, in.h)
	}
	for _, in := range row {
		at := Rect{x, top + insetMargin, in.w, in.h}
		if in.Gone == "" {
			s.insetPicture(in, at, &said)
		}
		for i, l := range in.caption {
			base := top + insetMargin + tall + Unit(i)*insetLead + insetBelow
			said.words(s, l, x, base)
		}
		x += in.slot + insetGap
	}
	said.say(s)
}

// shrink makes pictures a third smaller when that saves them from the next page,
// and gives the height of their row.
func (s *setter) shrink(row []inset, high Unit) Unit {
	left, most := s.st.H-s.st.Bottom-s.y, Unit(0)
	for _, in := range row {
		most = max(most, in.h)
	}
	if less := high - most + most*2/3; high > left && less <= left && most > 2*insetSlot/3 {
		for i := range row {
			row[i].w, row[i].h = row[i].w*2/3, row[i].h*2/3
		}
		return less
	}
	return high
}

// insetPicture draws a picture with its boxes. Where it cannot be drawn a frame
// stands, with the reason in it when there is room.
func (s *setter) insetPicture(in inset, at Rect, said *chorus) {
	pl, err := s.st.Plates.Plate(in.Picture)
	var refused *plate.Refused
	switch {
	case errors.As(err, &refused):
		s.why = refused
		s.frame(at)
		lines := s.small7("Not shown. "+refused.Why, max(at.W-2*insetMargin, insetText))
		if at.W < insetSlot/2 || Unit(len(lines))*insetLead+insetMargin > at.H {
			lines = s.small7("?", at.W)[:1]
			if at.H < insetLead || at.W < insetLead {
				lines = nil
			}
		}
		for i, l := range lines {
			said.words(s, l, at.X+min(insetMargin, at.W/4), at.Y+Unit(i+1)*insetLead)
		}
	case err != nil:
		s.fail(err)
	default:
		at = fit(at, pl)
		s.figure(at, pl, ThumbAlt)
		w, h := pl.Size()
		for i, b := range pl.Boxes() {
			s.insetBox(in.Covers[i].Box, at.part(b, w, h), said)
		}
	}
}

func (s *setter) frame(r Rect) {
	for _, edge := range []Rect{{r.X, r.Y, r.W, 32}, {r.X, r.Y + r.H - 32, r.W, 32}, {r.X, r.Y, 32, r.H}, {r.X + r.W - 32, r.Y, 32, r.H}} {
		s.page.Rules = append(s.page.Rules, Rule{edge, greyRule})
	}
}

// insetBox paints a box of a picture again, with its label when that fits: the
// caption says it in any case.
func (s *setter) insetBox(b redact.Box, r Rect, said *chorus) {
	out := Box{Rect: r, Baseline: r.Y + r.H, Codes: b.Codes, Marks: b.Marks, Part: s.part(s.parts.now)}
	label := strings.Join(strings.Fields(b.Label), " ")
	apart := !slices.ContainsFunc(s.page.Boxes, func(o Box) bool {
		return o.X < r.X+r.W && r.X < o.X+o.W && o.Y < r.Y+r.H && r.Y < o.Y+o.H
	})
	for size := Unit(largestCode); apart && label != "" && size >= leastCode; size -= 32 {
		a := s.inker(Face{Family: Sans, Bold: true}, size, white).cut(nil, label, 0, len(label), 0)
		unplace(a)
		if w := unit(width(a)); w+96 <= r.W && size <= r.H {
			out.Baseline = r.Y + r.H/2 + size*357/1000
			p := placer{x: int64(r.X+(r.W-w)/2) * 1000, base: out.Baseline}
			p.words(a, &out.Label)
			said.add(a, r.X, out.Baseline)
			break
		}
	}
	s.page.Boxes = append(s.page.Boxes, out)
}

// chorus gathers lines that stand beside each other, to be said in the order in
// which Page.InOrder reads them.
type chorus []voice

type voice struct {
	base, x Unit
	text    string
}

// words sets a line and remembers what it says.
func (c *chorus) words(s *setter, line []atom, x, base Unit) {
	p := placer{x: int64(x) * 1000, base: base, part: s.part(s.parts.now)}
	p.words(line, &s.page.Words)
	c.add(line, x, base)
}

// add remembers what a line says that is set elsewhere.
func (c *chorus) add(line []atom, x, base Unit) {
	*c = append(*c, voice{base, x, spoken(line)})
}

// say says all of it.
func (c chorus) say(s *setter) {
	slices.SortStableFunc(c, func(a, b voice) int { return cmp.Or(int(a.base-b.base), int(a.x-b.x)) })
	for i, v := range c {
		if i > 0 && v.base == c[i-1].base {
			s.text.WriteByte(' ')
		} else if i > 0 {
			s.text.WriteByte('\n')
		}
		s.text.WriteString(v.text)
	}
	if len(c) > 0 {
		s.text.WriteByte('\n')
	}
}
