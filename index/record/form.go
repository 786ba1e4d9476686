package record

import "strings"

// Forms of a body block: how its lines were meant to stand on a page. The words
// are the same either way.
const (
	FormSpaced  = ""        // text as its writer spaced it, quotations with '>'
	FormFlow    = "flow"    // words of HTML, to be wrapped
	FormPre     = "pre"     // text of HTML that keeps its spaces
	FormHeading = "heading" // of what follows
	FormFact    = "fact"    // one line "Label: value" of a calendar item or a contact
)

// Cell is the place of a body block that is a cell of a table. Cells of one
// table follow each other row by row; empty ones have no block.
type Cell struct {
	Table int  `json:"t"` // number of the table in the record, from 1
	Row   int  `json:"r,omitempty"`
	Col   int  `json:"c,omitempty"`
	Cols  int  `json:"n,omitempty"` // columns that it spans beyond the first
	Head  bool `json:"h,omitempty"`
}

// Inset is a picture that stands behind the lines of a block: one of the
// record's Children, in the size in which the message showed it.
type Inset struct {
	Child int `json:"c"`           // index into Children
	W     int `json:"w,omitempty"` // CSS pixels; 0 when the message does not say
	H     int `json:"h,omitempty"`
}

// shape is what is known of a text beside its words. Places are offsets in it.
type shape struct {
	text   string
	lines  []lineMark // by place; each holds from the line at its place on
	cells  []cellMark // by place
	insets []insetMark
	beside []string // plain texts that say less than the HTML beside them, and something else
	unheld []string // pictures that the message names and does not hold, as they are named
}

// lineMark says how the lines from a place on are set; Item begins a new item
// of a list there.
type lineMark struct {
	at   int
	list int
	form string
	item bool
}

// cellMark begins a cell, or with a zero Table what follows a cell or stands in
// one that only lays out the page.
type cellMark struct {
	at int
	Cell
	bare bool // it has a picture and no words
}

type insetMark struct {
	at int
	Inset
}

// shift moves a shape behind n bytes of other text.
func (s *shape) shift(n int) {
	for i := range s.lines {
		s.lines[i].at += n
	}
	for i := range s.cells {
		s.cells[i].at += n
	}
	for i := range s.insets {
		s.insets[i].at += n
	}
}

// join puts a shape behind another, on a line of its own.
func (s *shape) join(t shape) {
	if s.text != "" {
		s.text += "\n"
	}
	at, tables := len(s.text), 0
	for _, c := range s.cells {
		tables = max(tables, c.Table)
	}
	t.shift(at)
	for i := range t.cells {
		if t.cells[i].Table > 0 {
			t.cells[i].Table += tables
		}
	}
	if len(t.lines) == 0 && len(s.lines) > 0 {
		s.lines = append(s.lines, lineMark{at: at})
	}
	if len(s.lines) == 0 && len(t.lines) > 0 {
		s.lines = append(s.lines, lineMark{})
	}
	s.text += t.text
	s.lines, s.cells, s.insets = append(s.lines, t.lines...), append(s.cells, t.cells...), append(s.insets, t.insets...)
	s.beside, s.unheld = append(s.beside, t.beside...), append(s.unheld, t.unheld...)
}

// body cuts a text into blocks, where the depth of quotation changes and where
// its shape says so; with the white space between them they are the text again,
// character for character.
func body(w *Builder, s shape) {
	text := strings.TrimRight(s.text, "\n")
	c := carver{Builder: w, shape: s, text: text + "\n"}
	c.insetsUpTo(0)
	if text != "" {
		c.carve()
	}
	c.insetsUpTo(len(text) + 1)
}

// carver walks a text line by line, and cell by cell where there are any.
type carver struct {
	*Builder
	shape
	text    string
	start   int   // of the open block
	open    Block // its form; Role "" before the first
	list    lineMark
	started bool
}

func (c *carver) carve() {
	for i := 0; i < len(c.text); {
		end := i + strings.IndexByte(c.text[i:], '\n') + 1
		c.line(i, end)
		i = end
	}
	c.flush(len(c.text))
}

// line opens the blocks that begin in a line.
func (c *carver) line(from, end int) {
	b := Block{Role: RoleBody, Field: FieldBody, Quote: c.depth(from, end)}
	item := false
	for len(c.lines) > 0 && c.lines[0].at <= from {
		item = c.lines[0].item && c.lines[0].at == from
		c.list, c.lines = c.lines[0], c.lines[1:]
	}
	b.List, b.Form = c.list.list, c.list.form
	if c.open.Cell != nil { // a cell goes on until something else begins
		b.Cell = c.open.Cell
	}
	begins := item || len(c.insets) > 0 && c.insets[0].at <= from
	for len(c.cells) > 0 && c.cells[0].at < end {
		m := c.cells[0]
		c.cells = c.cells[1:]
		if m.at > from {
			if begins || c.differs(b) {
				c.begin(from, b)
			}
			from, begins = m.at, true
		}
		begins, b.Cell = true, nil
		if cell := m.Cell; cell.Table > 0 {
			b.Cell = &cell
		}
	}
	if begins || c.differs(b) {
		c.begin(from, b)
	}
}

// depth is how deep a line is quoted. QUIRK: in the text of HTML a blank line
// within a quotation has no '>'; it belongs to both its neighbours.
func (c *carver) depth(from, end int) int {
	d := QuoteDepth(c.text[from:end])
	if d > 0 || c.list.form == FormSpaced || strings.TrimSpace(c.text[from:end]) != "" {
		return d
	}
	rest := c.text[end:min(len(c.text), end+maxQuote)] // no further: a text may be blank lines only
	return min(c.open.Quote, QuoteDepth(strings.TrimLeft(rest, "\n")))
}

func (c *carver) differs(b Block) bool {
	o := c.open
	if !c.started || o.Cell != b.Cell || o.List != b.List || o.Form != b.Form {
		return true
	}
	return o.Quote != b.Quote && b.Cell == nil // the lines of a cell stay together
}

// begin ends the open block before the white space at from-1 and opens another.
func (c *carver) begin(from int, b Block) {
	c.flush(from)
	c.open, c.start, c.started = b, from, true
}

// flush writes the open block, which ends with the white space before end.
func (c *carver) flush(end int) {
	if !c.started || end <= c.start {
		return
	}
	c.put(c.open, c.text[c.start:end-1], c.text[end-1])
	c.insetsUpTo(end)
}

// insetsUpTo hangs the pictures that stand before a place on the last block.
func (c *carver) insetsUpTo(end int) {
	for len(c.insets) > 0 && c.insets[0].at <= end && len(c.blocks) > 0 {
		last := &c.blocks[len(c.blocks)-1]
		last.Insets = append(last.Insets, c.insets[0].Inset)
		c.insets = c.insets[1:]
	}
}
