package layout

import (
	"errors"
	"fmt"
	"image"
	"iter"
	"strings"

	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
)

// pictured is a source with pictures: a redact.Clean.
type pictured interface {
	Pictures() iter.Seq[redact.Picture]
}

// pictures sets each picture of a source on a page of its own; false when there
// are none or nothing makes them, so that all is set as text.
func (s *setter) pictures(src Source) bool {
	p, ok := src.(pictured)
	if !ok || s.st.Plates == nil {
		return false
	}
	any := false
	for pic := range p.Pictures() {
		if !any && pic.Whole == nil {
			s.caption = s.called(src, pic.Page >= 0)
			s.captioned = s.caption != ""
		}
		any = true
		if s.stopped {
			break
		}
		s.picture(pic)
		s.caption = ""
	}
	return any
}

// called is the file's name and type as one line, for the foot of the first
// picture, when the record says nothing else beside its pictures but what the
// program notes of a picture that is to be seen; "" when it needs a page.
func (s *setter) called(src Source, paged bool) string {
	var said []string
	for r := range src.Runs() {
		switch {
		case r.Picture > 0 || !paged && r.Box == nil && r.Block.Role == record.RoleNote && r.Block.Field == "note":
		case r.Block.Role != record.RoleField || r.Box != nil:
			return ""
		case r.Text != "":
			said = append(said, strings.Join(strings.Fields(r.Block.Label+" "+r.Text), " "))
		}
	}
	line := strings.Join(said, " · ")
	k := s.inker(Face{Family: Sans}, captionLeast, greyLabel)
	if unit(width(k.cut(nil, line, 0, len(line), 0))) > s.st.column() {
		return ""
	}
	return line
}

func (s *setter) picture(p redact.Picture) {
	if p.Whole != nil {
		block := record.Block{Role: record.RoleNote, Field: record.FieldBody, Label: "Page withheld:"}
		s.withheld(redact.Run{Start: true, Block: block, Box: p.Whole}, "page")
		s.flush()
		return
	}
	if s.st.Reflow.Takes(p) {
		s.reflow(p)
		return
	}
	pl, err := s.st.Plates.Plate(p)
	var refused *plate.Refused
	switch {
	case errors.As(err, &refused):
		s.undrawn(p, refused)
	case err != nil:
		s.fail(err)
	default:
		s.plate(p, pl)
	}
	s.flush()
}

// undrawn sets the sheet that stands for a picture that cannot be drawn. The
// boxes that would be on it are listed: their codes are still claimed.
func (s *setter) undrawn(p redact.Picture, why *plate.Refused) {
	s.why = why
	s.y += (s.st.H - s.st.Top - s.st.Bottom) / 5
	s.col, s.quote = s.bodyColumn(0), 0
	s.parts.begin(Title)
	what := "This picture is not shown."
	if p.Page >= 0 {
		what = fmt.Sprintf("Page %d of this file is not shown.", p.Page+1)
	}
	s.plainLine(what, Face{Family: Sans, Bold: true}, Pt(14), 0)
	s.y += Pt(6)
	s.parts.begin(Text)
	s.plainLine(why.Why+" Nothing of it is released here.", Face{Family: Sans}, s.st.Size, 0)
	if s.caption != "" {
		s.plainLine(s.caption, Face{Family: Sans}, s.st.Size, greyLabel)
	}
	s.y += Pt(8)
	for _, c := range p.Covers {
		t := s.token(&c.Box, record.Span{}, s.col)
		s.para = append(s.para, atom{kind: boxed, box: t, w: t.w})
	}
	s.wrap(true)
}

// Measures of a page that is one picture. It is as large as the stamps leave
// room for; labels that do not fit their boxes stand beside it.
const (
	plateSide    = 36 * 64
	stampRoom    = 8 * 64  // below the line of the upper stamps
	stampAbove   = 22 * 64 // above the line of the lower ones; the caption is set in it
	captionRise  = 12 * 64
	captionSize  = 7 * 64
	captionLeast = 6 * 64 // of a long one
	marginGap    = 4 * 64
	marginSize   = 7 * 64
	marginLead   = 8 * 64
	largestCode  = 9 * 64
	leastCode    = 6 * 64
)

// plate sets a picture with its boxes and its layer of words.
func (s *setter) plate(p redact.Picture, pl *plate.Plate) {
	w, h := pl.Size()
	if w > h {
		s.page.W, s.page.H = s.page.H, s.page.W
	}
	top, bottom := s.st.Top*9/16+stampRoom, s.page.H-s.st.Bottom/2+Pt(3)-stampAbove
	room := Rect{plateSide, top, s.page.W - 2*plateSide, bottom - top}
	at := Rect{X: room.X, Y: room.Y, W: room.W, H: Unit(int64(room.W) * int64(h) / int64(w))}
	if at.H > room.H {
		at.W, at.H = Unit(int64(room.H)*int64(w)/int64(h)), room.H
		at.X += (room.W - at.W) / 2
	}
	if p.Page < 0 && at.W > Unit(w)*64 { // a small picture is shown at 72 dpi
		at = Rect{room.X + (room.W-Unit(w)*64)/2, room.Y, Unit(w) * 64, Unit(h) * 64}
	}
	at.W, at.H = max(at.W, 64), max(at.H, 64)
	s.figure(at, pl, PictureAlt(p.Page))
	for i, b := range pl.Boxes() {
		s.page.Boxes = append(s.page.Boxes, Box{Rect: at.part(b, w, h), Burnt: true, Tight: pl.Tight(i), Codes: p.Covers[i].Box.Codes, Marks: p.Covers[i].Box.Marks})
	}
	s.parts.begin(Text)
	l := layer{setter: s, at: at, free: at.Y, labelled: make([]bool, len(p.Covers))}
	for i, x := range p.Layer {
		l.piece(i, x, p.Covers)
	}
	if s.text.Len() > 0 {
		s.text.WriteByte('\n')
	}
	if s.caption != "" {
		s.parts.begin(Text)
		a, level := l.atoms(s.caption, Face{Family: Sans}, captionSize, greyLabel)
		if unit(width(a)) > s.st.column() {
			a, level = l.atoms(s.caption, Face{Family: Sans}, captionLeast, greyLabel)
		}
		p := placer{x: int64(s.st.Left) * 1000, base: bottom + stampAbove - captionRise, part: s.part(s.parts.now)}
		p.words(visual(a, level), &s.page.Words)
		s.say(a)
		s.text.WriteByte('\n')
	}
	s.y = bottom
}

// figure places a picture as a part of its own.
func (s *setter) figure(at Rect, pl *plate.Plate, alt string) {
	s.parts.begin(Figure)
	s.parts.now.Alt = alt
	s.page.Pictures = append(s.page.Pictures, Picture{Rect: at, Plate: pl, Alt: alt, Part: s.part(s.parts.now)})
	s.parts.begin(Text)
}

// PictureAlt is what is said of a picture to whoever cannot see it; page counts
// from 0, below 0 it is no page of a file.
func PictureAlt(page int) string {
	if page < 0 {
		return "A picture"
	}
	return fmt.Sprintf("Page %d of a file", page+1)
}

// ThumbAlt is what is said of a picture in a conversation.
const ThumbAlt = "A picture sent here"

// part is a rectangle of pixels in its place on the page.
func (r Rect) part(b image.Rectangle, w, h int) Rect {
	x := func(v int) Unit { return r.X + Unit(int64(r.W)*int64(v)/int64(w)) }
	y := func(v int) Unit { return r.Y + Unit(int64(r.H)*int64(v)/int64(h)) }
	return Rect{x(b.Min.X), y(b.Min.Y), x(b.Max.X) - x(b.Min.X), y(b.Max.Y) - y(b.Min.Y)}
}

// layer sets what is read of a picture.
type layer struct {
	*setter
	at   Rect
	last Rect   // the piece before
	free Unit   // where the margin beside the picture is still empty
	said string // the last label there
	line Unit   // and the place it belongs to

	labelled []bool // by cover
}

func (l *layer) piece(i int, x redact.Piece, covers []redact.Cover) {
	r := Rect{l.at.X + Unit(x.X*float64(l.at.W)), l.at.Y + Unit(x.Y*float64(l.at.H)), max(Unit(x.W*float64(l.at.W)), 64), max(Unit(x.H*float64(l.at.H)), 64)}
	text := strings.Join(strings.Fields(x.Text), " ")
	if x.Cover >= 0 {
		if l.labelled[x.Cover] {
			return
		}
		l.labelled[x.Cover] = true
		text = strings.Join(strings.Fields(covers[x.Cover].Box.Label), " ")
	}
	if text == "" {
		return
	}
	if i > 0 && l.text.Len() > 0 {
		if min(r.Y+r.H, l.last.Y+l.last.H)-max(r.Y, l.last.Y) > min(r.H, l.last.H)/2 {
			l.text.WriteByte(' ')
		} else {
			l.text.WriteByte('\n')
		}
		if r.Y > l.last.Y+l.last.H*9/5 {
			l.parts.paragraph()
		}
	}
	l.last = r
	if x.Cover < 0 {
		l.unseen(text, r)
		return
	}
	b := &l.page.Boxes[x.Cover]
	from := len(l.page.Layer)
	if !l.inBox(b, text) && !l.beside(b, text) {
		l.unseen(text, r)
	}
	for i := range l.page.Layer[from:] {
		l.page.Layer[from+i].Box = x.Cover + 1
	}
}

// atoms cuts a text into atoms that have no place in the record, in the order
// of reading, and tells the levels of embedding.
func (l *layer) atoms(text string, f Face, size Unit, grey uint8) ([]atom, []int) {
	set := shape(l.inker(f, size, grey).cut(nil, text, 0, len(text), 0), 0)
	unplace(set)
	return embed(set, startsRTL(set))
}

func (l *layer) set(atoms []atom, level []int, x, base Unit) []Word {
	from := len(l.page.Layer)
	p := placer{x: int64(x) * 1000, base: base, part: l.part(l.parts.now)}
	p.words(visual(atoms, level), &l.page.Layer)
	return l.page.Layer[from:]
}

// unseen sets a word in a size at which it is as wide as on the picture.
func (l *layer) unseen(text string, r Rect) {
	const trial = 10 * 64
	a, _ := l.atoms(text, Face{Family: Sans}, trial, 0)
	size := Unit(trial)
	if w := unit(width(a)); w > 0 {
		size = Unit(int64(trial) * int64(r.W) / int64(w))
	}
	size = min(max(size/16*16, 64), max(r.H*8/5, 64))
	a, level := l.atoms(text, Face{Family: Sans}, size, 0)
	l.say(a)
	if gap := size / 3; r.X+unit(width(a))+gap < l.at.X+l.at.W { // words that touch are read as one
		a, level = l.atoms(text+" ", Face{Family: Sans}, size, 0)
	}
	for i := range l.set(a, level, r.X, r.Y+r.H*4/5) {
		l.page.Layer[len(l.page.Layer)-1-i].Unseen = true
	}
}

// inBox sets a label white into its box, when it fits and no other box is near.
func (l *layer) inBox(b *Box, label string) bool {
	for i := range l.page.Boxes {
		if o := &l.page.Boxes[i]; o != b && o.X < b.X+b.W && b.X < o.X+o.W && o.Y < b.Y+b.H && b.Y < o.Y+o.H {
			return false
		}
	}
	for size := Unit(largestCode); size >= leastCode; size -= 32 {
		a, level := l.atoms(label, Face{Family: Sans, Bold: true}, size, white)
		w := unit(width(a))
		if w+96 > b.W || size > b.H {
			continue
		}
		b.Baseline = b.Y + b.H/2 + size*357/1000
		b.Label = append([]Word(nil), l.set(a, level, b.X+(b.W-w)/2, b.Baseline)...)
		l.say(a)
		return true
	}
	return false
}

// beside sets a label into the margin at the height of its box. One that says
// the same as the label above it, for the same line, is not repeated.
func (l *layer) beside(b *Box, label string) bool {
	x := l.at.X + l.at.W + marginGap
	a, _ := l.atoms(label, Face{Family: Sans, Bold: true}, marginSize, 0)
	var lines [][]atom
	for start := 0; start < len(a); {
		end := breakLine(a, start, int64(l.page.W-Pt(4)-x)*1000, Pt(36))
		lines = append(lines, a[start:end])
		start = end
	}
	top := max(l.free, b.Y+b.H/2-marginSize/2)
	if l.said == label && l.line == b.Y || top+Unit(len(lines))*marginLead > l.at.Y+l.at.H+stampAbove/2 {
		return false
	}
	for i, line := range lines {
		line, level := embed(line, startsRTL(line))
		l.set(line, level, x, top+Unit(i)*marginLead+marginSize*9/10)
		l.say(line)
	}
	l.free, l.said, l.line = top+Unit(len(lines))*marginLead, label, b.Y
	return true
}
