package layout

import (
	"fmt"
	"strings"

	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
)

// sheet is a finished page and what it says, line by line.
type sheet struct {
	page    Page
	text    string
	refused *plate.Refused // why it shows no picture
	anew    bool           // it sets words of a page of pixels anew
}

// column is where lines are set.
type column struct {
	x, w Unit
	lead Unit
	stop Unit // distance of tab stops
	bars int  // quotation bars left of it
}

// setter sets runs into pages. It holds one page and one line of the source.
type setter struct {
	st      Style
	emit    func(sheet) bool
	stopped bool
	err     error
	inkers  map[ink]*inker

	page Page
	text strings.Builder
	y    Unit
	bars []int // rules of the page that are quotation bars still growing, by depth

	col      column
	body     *inker
	margin   *inker // for the '>' of a quotation
	quote    int
	para     []atom // the line of the source that is being read
	fresh    bool   // nothing of that line was read yet
	middle   bool   // part of that line is set, and runs from the right if rtl
	rtl      bool
	lead     []atom // a label to stand left of the next line
	leadX    Unit
	leadPart Part
	listIn   Unit // how far the item of a list stands in, until its side is known
	fields   []redact.Run
	spaced   bool         // the source is text in columns of its writer's making
	fixed    bool         // the block at work is
	last     record.Block // the one before
	owed     bool         // it ends with a blank line
	list     int          // number among the parts of the list that is open
	tables   tables
	parts    parts
	why      *plate.Refused // see sheet.refused
	anew     bool           // see sheet.anew

	caption   string // what the next picture is called, at its foot
	captioned bool   // that says all that stands beside the pictures
}

func newSetter(st Style, emit func(sheet) bool) *setter {
	s := &setter{st: st, emit: emit, inkers: map[ink]*inker{}, fresh: true, parts: parts{at: map[int]int{}}}
	s.blank()
	s.page.First = true
	return s
}

func (s *setter) blank() {
	s.page = Page{W: s.st.W, H: s.st.H}
	clear(s.parts.at)
	s.text.Reset()
	s.y = s.st.Top
	s.bars = s.bars[:0]
}

// flush hands the page on.
func (s *setter) flush() {
	if s.stopped {
		return
	}
	s.stopped = !s.emit(sheet{s.page, s.text.String(), s.why, s.anew})
	s.why = nil
	s.blank()
}

func (s *setter) fail(err error) {
	if s.err == nil {
		s.err = err
	}
	s.stopped = true
}

func (s *setter) empty() bool { return s.y == s.st.Top }

// room takes a strip of a height and gives its upper edge.
func (s *setter) room(h Unit) Unit {
	if s.y+h > s.st.H-s.st.Bottom && !s.empty() {
		s.flush()
	}
	top := s.y
	s.y += h
	return top
}

// skip leaves white space, but none at the head of a page.
func (s *setter) skip(h Unit) {
	if !s.empty() {
		s.y += h
		s.bars = s.bars[:0]
	}
}

func (s *setter) inker(f Face, size Unit, grey uint8) *inker {
	key := ink{face: f, size: size, grey: grey}
	if k := s.inkers[key]; k != nil {
		return k
	}
	k, err := newInker(f, size, grey)
	if err != nil {
		s.fail(err)
		k = &inker{inks: []*ink{{face: f, size: size, font: &Font{gid: make([]uint16, 1<<16), adv: make([]uint16, 1<<16)}}}}
		k.small = k.inks[0]
	}
	s.inkers[key] = k
	return k
}

// Greys of text that is not plain black.
const (
	greyLabel  = 70
	greyQuoted = 55
	greyMark   = 110 // the palest words: 5 to 1 on paper
	greyBar    = 185
	greyRule   = 140
	white      = 255
)

// set lays out a source.
func (s *setter) set(src Source) error {
	s.spaced = fixedPitch(src)
	s.fixed = s.spaced
	s.tables.src = src
	shown := s.pictures(src)
	if shown && s.stopped || shown && s.captioned {
		return s.err
	}
	var below pictures
	for r := range src.Runs() {
		if s.stopped {
			return s.err
		}
		if shown && r.Picture > 0 {
			continue
		}
		if r.Start {
			s.endBlock()
			if s.endRow(&r.Block) {
				below.take(&s.tables)
				s.gap(r.Block)
				below.set(s)
			}
			if !inHeader(r.Block) {
				s.header()
				r = s.startBlock(r)
			}
		}
		switch {
		case tabular(r.Block):
			s.tables.row = append(s.tables.row, r)
		case inHeader(r.Block):
			s.fields = append(s.fields, r)
		case s.deletedPage(r):
			s.withheld(r, "record")
		default:
			s.add(r)
		}
		s.last, s.owed = r.Block, r.Box == nil && strings.HasSuffix(r.Text, "\n")
		if below.thumbs = append(below.thumbs, r.Thumbs...); !tabular(r.Block) { // those of a row follow when it is set
			below.insets = append(below.insets, r.Insets...)
		}
	}
	s.endBlock()
	s.endRow(nil)
	below.take(&s.tables)
	s.header()
	below.set(s)
	if !s.stopped {
		s.flush()
	}
	return s.err
}

// gap leaves the blank line that ends a block of HTML before what follows it.
// Items of one list stand close; text as its writer spaced it has lines of its own.
func (s *setter) gap(next record.Block) {
	b := s.last
	formed := b.Form != record.FormSpaced || b.Cell == nil && next.Cell != nil || len(b.Insets) > 0
	if b.Role != record.RoleBody || b.Cell != nil || !formed || inHeader(b) {
		return
	}
	if s.owed && (b.List == 0 || next.List == 0) || b.List > 0 && next.List == 0 {
		s.blankLine()
	}
}

// startBlock makes column and type ready for a block, and gives what is left of
// its first run to set.
func (s *setter) startBlock(r redact.Run) redact.Run {
	b := r.Block
	s.quote = b.Quote
	s.fixed = s.spaced && b.Form == record.FormSpaced || b.Form == record.FormPre
	s.col, s.listIn = s.bodyColumn(b.Quote), 0
	face, size, grey := Face{Family: Sans}, s.st.Size, uint8(0)
	if s.fixed && b.Role == record.RoleBody {
		face, size = Face{Family: Mono}, s.st.FixedSize
	}
	s.parts.begin(Text)
	if b.Quote > 0 {
		grey = greyQuoted
		s.parts.now.Kind = Quoted
	}
	s.body, s.margin = s.inker(face, size, grey), s.inker(face, size, greyMark)
	if s.deletedPage(r) || s.chatBlock(b) || s.headline(b) {
		return r
	}
	if b.List > 0 {
		return s.item(r)
	}
	label := b.Label
	if b.Role == record.RoleImage && r.Text == "" && r.Box == nil && label == "" {
		label = "[picture]"
	}
	if label == "" {
		return r
	}
	k := s.inker(Face{Family: Sans, Bold: true}, s.st.Size, 0)
	if b.Field == record.FieldUnheld {
		s.blankLine()
		s.body, k = s.inker(Face{Family: Sans}, s.small(), greyLabel), s.inker(Face{Family: Sans, Bold: true}, s.small(), greyLabel)
	}
	s.para = k.cut(s.para, label+" ", 0, len(label)+1, 0)
	s.unplace(0)
	s.fresh = false
	return r
}

// unplace takes the place in the record from atoms that only dress the page.
func (s *setter) unplace(from int) { unplace(s.para[from:]) }

func unplace(atoms []atom) {
	for i := range atoms {
		atoms[i].span = record.Span{}
	}
}

func (s *setter) bodyColumn(quote int) column {
	c := column{x: s.st.Left, w: s.st.column(), lead: s.st.Lead, stop: Pt(36)}
	if s.fixed {
		c.lead = s.st.FixedLead
		c.stop = s.st.FixedSize * 602 * 8 / 1000
	}
	c.bars = min(quote, maxBars)
	c.x += Unit(c.bars) * barStep
	c.w -= Unit(c.bars) * barStep
	return c
}

// Quotations deeper than maxBars get no further bars: the column must not
// vanish. Their '>' still say how deep they are.
const (
	maxBars  = 6
	barStep  = 9 * 64
	barWidth = 96 // 1.5 pt
)

// add reads one run, line of the source by line.
func (s *setter) add(r redact.Run) {
	if r.Box != nil {
		t := s.token(r.Box, r.Span, s.col)
		s.para = append(s.para, atom{kind: boxed, box: t, w: t.w, span: r.Span})
		s.fresh = false
		if r.Text == "" || !s.st.Draft {
			return
		}
		t.draft = true
		s.lines(r, t)
		return
	}
	s.lines(r, nil)
}

// deletedPage tells the run that says that all of a record is withheld.
func (s *setter) deletedPage(r redact.Run) bool {
	return r.Start && r.Block.Role == record.RoleNote && r.Block.Field == record.FieldBody && r.Box != nil && (r.Text == "" || !s.st.Draft)
}

func (s *setter) lines(r redact.Run, over *token) {
	for i := 0; i <= len(r.Text) && !s.stopped; {
		end := strings.IndexByte(r.Text[i:min(len(r.Text), i+maxLine)], '\n')
		last := end >= 0
		if last {
			end += i
		} else if end = len(r.Text); end > i+maxLine {
			end = cutPoint(r.Text, i, i+maxLine)
		}
		s.piece(r, i, end, over)
		switch {
		case last:
			s.endLine()
			i = end + 1
		case end == len(r.Text):
			return
		default:
			s.wrap(false)
			i = end
		}
	}
}

// piece appends a stretch of a line of the source to the line being read.
func (s *setter) piece(r redact.Run, i, end int, over *token) {
	from := len(s.para)
	if s.fresh && s.quote > 0 {
		m := i
		for m < end && (r.Text[m] == '>' || r.Text[m] == ' ') {
			m++
		}
		s.para = s.margin.cut(s.para, r.Text, i, m, r.Span.Start)
		i = m
	}
	if end > i {
		n := len(s.para)
		s.para = shape(s.body.cut(s.para, r.Text, i, end, r.Span.Start), n)
	}
	s.fresh = s.fresh && len(s.para) == 0
	for k := from; k < len(s.para); k++ {
		s.para[k].box = over
		if r.Span == (record.Span{}) {
			s.para[k].span = record.Span{}
		}
	}
}

func (s *setter) endLine() {
	if len(s.para) == 0 && s.fresh && len(s.lead) == 0 {
		s.blankLine()
		return
	}
	s.wrap(true)
	s.fresh = true
}

// blankLine parts paragraphs; in running text by less than a line.
func (s *setter) blankLine() {
	s.parts.paragraph()
	h := s.col.lead
	if !s.fixed {
		h = h * 3 / 5
	}
	if s.empty() || s.stopped {
		return
	}
	if s.y+h > s.st.H-s.st.Bottom {
		s.flush()
		return
	}
	s.grow(s.col, s.y, h)
	s.y += h
}

func (s *setter) endBlock() {
	if len(s.para) > 0 || len(s.lead) > 0 {
		s.endLine()
	}
	s.fresh = true
}

// grow draws the quotation bars beside a strip, or lengthens those above it.
func (s *setter) grow(c column, top, h Unit) {
	if len(s.bars) > c.bars {
		s.bars = s.bars[:c.bars]
	}
	for _, i := range s.bars {
		s.page.Rules[i].H = top + h - s.page.Rules[i].Y
	}
	for len(s.bars) < c.bars {
		x := s.st.Left + Unit(len(s.bars))*barStep
		s.bars = append(s.bars, len(s.page.Rules))
		s.page.Rules = append(s.page.Rules, Rule{Rect{x, top, barWidth, h}, greyBar})
	}
}

func errLabel(have, room Unit) error {
	return fmt.Errorf("laying out a box: its label needs %.0f points of depth, a page has %.0f", have.Points(), room.Points())
}
