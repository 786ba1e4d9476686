package layout

import (
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// wrap sets the line being read, broken to the column. When more of the same
// line is to come, what may still grow is kept.
func (s *setter) wrap(whole bool) {
	full, start := int64(s.col.w)*1000, 0
	if !s.middle {
		s.rtl = startsRTL(s.para)
		s.mirror()
	}
	s.middle = !whole
	if !whole {
		// a line that goes on is never set before the next break is certain
		for start < len(s.para) && !s.stopped {
			end := breakLine(s.para, start, full, s.col.stop)
			if end >= len(s.para) {
				break
			}
			s.setLine(s.para[start:end])
			start = end
		}
		s.para = append(s.para[:0], s.para[start:]...)
		return
	}
	col, hung := s.col, s.hung()
	for start < len(s.para) && !s.stopped {
		end := breakLine(s.para, start, int64(s.col.w)*1000, s.col.stop)
		s.setLine(s.para[start:end])
		start = end
		s.col.x, s.col.w = col.x+hung, col.w-hung
	}
	s.col = col
	if len(s.para) == 0 && len(s.lead) > 0 {
		s.setLine(nil)
	}
	s.para = s.para[:0]
}

// hung is how far the further lines of a quoted line stand in: below its words, not
// below the '>' in front of them.
func (s *setter) hung() Unit {
	if s.quote == 0 || s.rtl || len(s.para) == 0 {
		return 0
	}
	n := slices.IndexFunc(s.para, func(a atom) bool { return a.kind == boxed || a.text != ">" && a.kind != space })
	if n <= 0 || s.para[0].ink != s.margin.inks[0] {
		return 0
	}
	in := unit(width(s.para[:n]))
	tight := slices.ContainsFunc(s.para, func(a atom) bool { // its label was set for the whole column
		return a.kind == boxed && (a.box.lines != nil || a.w > int64(s.col.w-in)*1000)
	})
	if tight || in > s.col.w/3 {
		return 0
	}
	return in
}

// maxLine is how many bytes of one line of the source are held as atoms.
const maxLine = 1 << 14

// cutPoint finds a place to part a very long line where no character is cut.
func cutPoint(text string, from, to int) int {
	for i := to; i > from; i-- {
		if text[i] < 0x80 {
			return i
		}
	}
	for i := to; i > from; i-- {
		if text[i]&0xc0 != 0x80 {
			return i
		}
	}
	return to
}

// breakLine gives the end of the line that begins at start: after the last
// space that fits, else inside the word. Spaces hang into the margin, but not
// further than one might see.
func breakLine(atoms []atom, start int, full int64, stop Unit) int {
	x, fit, soft := int64(0), start, start
	for i := start; i < len(atoms); i++ {
		a := &atoms[i]
		switch {
		case a.kind == space:
			if x+a.w > full+hang && i > start {
				return i
			}
			x, fit = x+a.w, i+1
			continue
		case a.kind == tab:
			a.w = nextStop(x, stop) - x
			if x+a.w > full && i > start {
				a.w = max(0, full-x) // a tab ends at the margin at the latest
				return i + 1
			}
			x, fit = x+a.w, i+1
			continue
		case a.kind == boxed && a.box.lines != nil:
			if i > start {
				return i
			}
			return i + 1
		case a.gap && i > start:
			fit = i
		}
		if x+a.w > full && i > start {
			if fit > start {
				return fit
			}
			if soft > start {
				return soft
			}
			return i
		}
		x += a.w
		if softAfter(a.text) {
			soft = i + 1
		}
	}
	return len(atoms)
}

// softAfter tells signs after which a word too long for a line is broken
// rather than anywhere.
func softAfter(s string) bool { return len(s) == 1 && strings.Contains("/-?&=,;.@_", s) }

const hang = 12 * 64 * 1000

func nextStop(x int64, stop Unit) int64 {
	d := int64(stop) * 1000
	return (x/d + 1) * d
}

// token is a box before it has a place. Its size follows from its label.
type token struct {
	*redact.Box
	span  record.Span
	label []atom
	lines [][]atom // a label longer than a line: the box has a strip of its own
	w     int64
	draft bool
}

// Measures of boxes. Codes must stay readable on paper: 7.5 points.
const (
	labelSize = 480
	labelPad  = 4 * 64
	boxSide   = 64 // 1 pt of paper left and right: brackets beside a box stay legible
	labelLead = 10 * 64
	boxMin    = 24 * 64
	boxGap    = 80 // 1.25 pt above and below: boxes of neighbour lines stay apart
)

func (s *setter) token(b *redact.Box, span record.Span, c column) *token {
	t := s.tokenIn(s.inker(Face{Family: Sans, Bold: true}, labelSize, s.labelGrey()), b, span)
	t.w = max(width(t.label)+2000*labelPad, 1000*boxMin) + 2000*boxSide
	if t.w > int64(c.w)*1000 {
		t.w = int64(c.w) * 1000
		t.wrap(int64(c.w-2*labelPad-2*boxSide) * 1000)
	}
	return t
}

func (s *setter) tokenIn(k *inker, b *redact.Box, span record.Span) *token {
	label := strings.Join(strings.Fields(b.Label), " ")
	if label == "" {
		label = "[redacted]" // never a box that says nothing
	}
	t := &token{Box: b, span: span, label: k.cut(nil, label, 0, len(label), 0)}
	unplace(t.label)
	return t
}

// labelGrey is white on the black of a box that hides; the boxes of a draft
// are only tinted.
func (s *setter) labelGrey() uint8 {
	if s.st.Draft {
		return 0
	}
	return white
}

func width(atoms []atom) int64 {
	w := int64(0)
	for _, a := range atoms {
		w += a.w
	}
	return w
}

// depth is the strip a box of several lines takes: whole lines of text.
func (t *token) depth(lead Unit) Unit {
	size := t.label[0].ink.size
	need := Unit(len(t.lines))*size*labelLead/labelSize + 2*boxGap + labelLead/2
	return (need + lead - 1) / lead * lead
}

// wrap sets the label into lines of a width.
func (t *token) wrap(inner int64) {
	for start := 0; start < len(t.label); {
		end := breakLine(t.label, start, inner, Pt(36))
		t.lines = append(t.lines, t.label[start:end])
		start = end
	}
}

// setLine puts one line on the page.
func (s *setter) setLine(line []atom) {
	c, h := s.col, s.col.lead
	if len(line) == 1 && line[0].kind == boxed && line[0].box.lines != nil {
		h = line[0].box.depth(c.lead)
		if room := s.st.H - s.st.Top - s.st.Bottom; h > room {
			s.fail(errLabel(h, room))
			return
		}
	}
	top := s.room(h)
	if s.stopped {
		return
	}
	s.grow(c, top, h)
	p := placer{page: &s.page, base: top + c.lead*73/100}
	if len(s.lead) > 0 {
		p.x, p.part = int64(s.leadX)*1000, s.part(s.leadPart)
		p.words(s.lead, &s.page.Words)
		s.say(s.lead)
		s.text.WriteByte(' ')
		s.lead = nil
	}
	p.x, p.part = int64(c.x)*1000, s.part(s.parts.now)
	if s.rtl {
		p.x += max(-hang, int64(c.w)*1000-width(line)) // its last spaces hang to the left
	}
	line, level := embed(line, s.rtl)
	s.say(line)
	s.text.WriteByte('\n')
	s.place(&p, visual(line, level), Rect{c.x, top + boxGap, 0, h - 2*boxGap})
}

// say appends what a reader reads.
func (s *setter) say(line []atom) { speak(&s.text, line) }

// spoken is what a reader reads of a line.
func spoken(line []atom) string {
	var b strings.Builder
	speak(&b, line)
	return b.String()
}

func speak(b *strings.Builder, line []atom) {
	for _, a := range line {
		if a.kind == boxed {
			for _, l := range a.box.label {
				b.WriteString(l.text)
			}
			continue
		}
		b.WriteString(a.text)
	}
}

// place draws a line: stretches without a box as they are, boxes with their
// label, hidden words of a draft under their outline.
func (s *setter) place(p *placer, line []atom, strip Rect) {
	for i := 0; i < len(line); {
		j := i + 1
		for j < len(line) && line[j].box == line[i].box {
			j++
		}
		if t := line[i].box; t == nil {
			p.words(line[i:j], &s.page.Words)
		} else {
			b := Box{Baseline: p.base, Part: p.part, Codes: t.Codes, Marks: t.Marks, Span: t.span, Draft: t.draft}
			x := p.x
			for k := i; k < j; k++ {
				if line[k].kind == boxed {
					strip.X = p.unit()
					b.Label = t.place(strip, p)
				}
			}
			rest := line[i:j]
			if rest[0].kind == boxed {
				rest = rest[1:]
			}
			p.words(rest, &s.page.Words)
			b.Rect = Rect{unit(x) + boxSide, strip.Y, unit(p.x) - unit(x) - 2*boxSide, strip.H}
			s.page.Boxes = append(s.page.Boxes, b)
		}
		i = j
	}
}

// place sets the label into its strip and moves the pen past the box.
func (t *token) place(strip Rect, p *placer) []Word {
	var out []Word
	size := Unit(labelSize)
	if len(t.label) > 0 {
		size = t.label[0].ink.size
	}
	mid := strip.Y + strip.H/2 + size*357/1000 // half the height of capitals
	lead := size * labelLead / labelSize
	x := p.x
	if t.lines == nil {
		q := placer{x: x + (t.w-width(t.label))/2, base: mid}
		q.words(t.label, &out)
	}
	for i, l := range t.lines {
		q := placer{x: x + 1000*(labelPad+boxSide), base: mid + lead*Unit(2*i-len(t.lines)+1)/2}
		q.words(l, &out)
	}
	p.x = x + t.w
	return out
}

// placer turns atoms into words, left to right.
type placer struct {
	page *Page
	x    int64 // 1/1000 units
	base Unit
	part int // see Word
}

func unit(milli int64) Unit { return Unit((milli + 500) / 1000) }

func (p *placer) unit() Unit { return unit(p.x) }

func (p *placer) words(line []atom, dst *[]Word) {
	for i := 0; i < len(line); {
		j, w := i+1, line[i].w
		for j < len(line) && joins(&line[j-1], &line[j]) {
			w += line[j].w
			j++
		}
		first, lastAtom := line[i], line[j-1]
		text := first.text
		if j > i+1 {
			var b strings.Builder
			for _, a := range line[i:j] {
				b.WriteString(a.text)
			}
			text = b.String()
		}
		*dst = append(*dst, Word{
			X: p.unit(), Baseline: p.base, W: unit(p.x+w) - p.unit(), Face: first.ink.face, Size: first.ink.size,
			Grey: first.ink.grey, Text: text, Span: record.Span{Start: first.span.Start, End: lastAtom.span.End}, Whole: !first.exact, Part: p.part,
		})
		p.x += w
		i = j
	}
}

// joins tells atoms that can be drawn in one stroke: same look, and one after
// the other in the source.
func joins(a, b *atom) bool {
	return a.ink == b.ink && a.exact && b.exact && !a.rtl && !b.rtl && a.src+len(a.text) == b.src
}
