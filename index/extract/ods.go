package extract

import (
	"fmt"
	"strings"
)

// maxRepeated bounds the cells that a file makes by saying how often one is
// repeated: a few bytes could else fill a sheet of 17 billion.
const maxRepeated = 50_000

// openSheet walks the sheets of content.xml (ISO/IEC 26300, section 9): a table for
// each, as xlsx makes them. A cell says what the sheet displays in it.
type openSheet struct {
	sheetCells
	p     *pack
	looks openLooks

	name    string
	state   string // how a hidden sheet is called
	within  int    // tables in each other: what is in a cell belongs to it
	columns int
	repeats int
	row     openRow
	cell    openCell
	next    int // column
	spent   int // cells made by repetition

	aside                                  []*buffer // where words go that are in no cell, the innermost last
	names                                  []string  // elements that sent them there
	boxes, other, comments, changes, links buffer
	nComments, nChanges, nLinks            int
}

// openRow is a row that is read before it is known how it is shown.
type openRow struct {
	hidden  bool
	repeats int
	cells   []openCell
}

type openCell struct {
	gridCell
	on      bool // the words that come are its own
	repeats int
	formula string
	value   string // that no words say
	covered bool
	valued  bool // it has a value, which may be no words
	style   string
	said    buffer
}

// ods reads a spreadsheet of OpenDocument.
func (p *pack) ods() error {
	o := &openSheet{p: p}
	p.try("styles.xml", &o.looks)
	p.s.lists(&o.boxes, &o.other, &o.comments, &o.changes, &o.links)
	err := p.walk("content.xml", o)
	if o.name != "" { // the part broke off
		o.endCell()
		o.endOpenRow()
		o.endSheet()
	}
	p.s.say("Text boxes:", o.boxes.String())
	p.s.say("Other words:", o.other.String())
	for _, h := range []struct {
		code, title string
		n           int
		b           *buffer
	}{{"comments", "Comments", o.nComments, &o.comments}, {"tracked-changes", "Tracked changes", o.nChanges, &o.changes}, {"", "Targets of links", o.nLinks, &o.links}} {
		if h.n > 0 {
			p.s.hide(h.code, h.n, fmt.Sprintf("%s (%d)", h.title, h.n), h.b.String())
		}
	}
	return err
}

func (o *openSheet) start(t tag) {
	if n := len(o.aside); n > 0 && t.name != "annotation" { // what changed has cells of its own
		o.mark(t)
		o.turn(t.name, o.aside[n-1])
		return
	}
	switch t.name {
	case "style", "table-properties", "text-properties", "table-cell-properties":
		o.looks.start(t)
	case "table":
		if o.within++; o.within == 1 {
			o.beginSheet(t)
		}
	case "table-column":
		n := clamp(number(t.get("number-columns-repeated"), 1), 1, maxColumns)
		if folded(t) {
			o.hideColumns(o.columns, o.columns+n-1)
		}
		o.columns = min(o.columns+n, maxColumns)
	case "table-row":
		if o.within == 1 {
			o.row = openRow{hidden: folded(t), repeats: clamp(number(t.get("number-rows-repeated"), 1), 1, 1<<20), cells: o.row.cells[:0]}
			o.next = 0
		}
	case "table-cell", "covered-table-cell":
		if o.within == 1 {
			o.beginCell(t)
		}
	case "annotation":
		o.nComments++
		o.comments.fresh()
		if at := o.place(); at != "" {
			o.comments.put(at + ": ")
		}
		o.turn(t.name, &o.comments)
	case "tracked-changes":
		o.turn(t.name, &o.changes)
	case "frame", "custom-shape", "text-box", "line", "rect":
		o.boxes.fresh()
		o.turn(t.name, &o.boxes)
	default:
		o.mark(t)
	}
}

// mark takes the elements that stand between words.
func (o *openSheet) mark(t tag) {
	switch t.name {
	case "a":
		if to := t.get("href"); to != "" {
			o.nLinks++
			o.links.put(o.place() + ": " + to + "\n")
		}
	case "s":
		o.to().put(strings.Repeat(" ", clamp(number(t.get("c"), 1), 1, 100)))
	case "tab", "line-break":
		o.to().put(" ")
	case "cell-content-change", "insertion", "deletion", "movement":
		o.nChanges++
	}
}

func (o *openSheet) turn(name string, b *buffer) {
	o.aside, o.names = append(o.aside, b), append(o.names, name)
}

// place is the cell that is open, or the sheet.
func (o *openSheet) place() string {
	if o.cell.on {
		return fmt.Sprintf("%s%d", letters(o.cell.col), o.rowNumber+1)
	}
	return o.name
}

func (o *openSheet) end(name string) {
	if n := len(o.names); n > 0 {
		if o.names[n-1] == name {
			o.aside, o.names = o.aside[:n-1], o.names[:n-1]
		}
		switch name {
		case "p":
			o.to().fresh()
		case "creator", "date":
			o.to().put(": ")
		}
		return
	}
	switch name {
	case "p", "h":
		if o.cell.on {
			o.to().gap()
		} else {
			o.to().fresh()
		}
	case "table-cell", "covered-table-cell":
		if o.within == 1 {
			o.endCell()
		}
	case "table-row":
		if o.within == 1 {
			o.endOpenRow()
		}
	case "table":
		if o.within == 1 {
			o.endSheet()
		}
		o.within = max(0, o.within-1)
	}
}

// to is where words go.
func (o *openSheet) to() *buffer {
	switch n := len(o.aside); {
	case n > 0:
		return o.aside[n-1]
	case o.cell.on:
		return &o.cell.said
	}
	return &o.other
}

func (o *openSheet) text(t string) {
	if strings.TrimSpace(t) != "" || o.cell.on && !strings.Contains(t, "\n") {
		o.to().put(t)
	}
}

func (o *openSheet) beginSheet(t tag) {
	o.sheetCells = sheetCells{}
	o.ready(o.p.s)
	o.name, o.state, o.columns, o.rowNumber = t.get("name"), "", 0, 0
	if o.looks.hidden(t.get("style-name")) {
		o.state = "Hidden sheet"
	}
	if o.name == "" {
		o.name = "unnamed"
	}
}

func (o *openSheet) endSheet() {
	o.show(o.name, o.state)
	o.report(o.name)
	o.sheetCells, o.name = sheetCells{}, ""
}

func (o *openSheet) beginCell(t tag) {
	o.cell = openCell{
		gridCell: gridCell{col: min(o.next, maxColumns-1), wide: clamp(number(t.get("number-columns-spanned"), 1)-1, 0, maxColumns)},
		on:       true, repeats: clamp(number(t.get("number-columns-repeated"), 1), 1, maxColumns), covered: t.name == "covered-table-cell", valued: t.get("value-type") != "",
		style: t.get("style-name"),
		said:  buffer{s: o.p.s, left: 1 << 20},
	}
	if _, f, ok := strings.Cut(t.get("formula"), "="); ok {
		o.cell.formula = f
	}
	for _, name := range []string{"value", "date-value", "time-value", "boolean-value", "string-value"} {
		if v := t.get(name); v != "" {
			o.cell.value = v
			break
		}
	}
}

// endCell keeps a cell for the end of its row. One that is empty only takes place.
func (o *openSheet) endCell() {
	if !o.cell.on {
		return
	}
	c := o.cell
	o.cell = openCell{}
	o.next = min(o.next+c.repeats, maxColumns)
	if c.text = strings.TrimSpace(c.said.String()); c.text == "" {
		c.text = c.value
	}
	if c.text == "" && c.formula == "" || len(o.row.cells) >= maxColumns {
		return
	}
	c.said = buffer{}
	o.row.cells = append(o.row.cells, c)
}

// endOpenRow puts the cells of a row, as often as the row is repeated.
func (o *openSheet) endOpenRow() {
	r := o.row
	o.row.cells = r.cells[:0]
	if len(r.cells) == 0 {
		o.rowNumber = min(o.rowNumber+r.repeats, 1<<24)
		return
	}
	for k := range r.repeats {
		if k > 0 && !o.may(len(r.cells)) {
			o.rowNumber += r.repeats - k
			return
		}
		o.begin(o.rowNumber+1, r.hidden)
		for _, c := range r.cells {
			o.putCell(c)
		}
		o.endRow()
	}
}

// may tells whether n more cells may be made by repetition.
func (o *openSheet) may(n int) bool {
	if o.spent += n; o.spent <= maxRepeated {
		return true
	}
	o.p.s.fail("text-cut", fmt.Sprintf("Cells that this file repeats more than %d times are shown fewer times.", maxRepeated), false)
	return false
}

// putCell puts a cell, as often as it is repeated.
func (o *openSheet) putCell(c openCell) {
	look := cellLook{white: o.looks.white[c.style]}
	for k := range c.repeats {
		at := c.gridCell
		if at.col += k; at.col >= maxColumns || k > 0 && !o.may(1) {
			return
		}
		if c.formula != "" {
			o.formula(fmt.Sprintf("%s%d", letters(at.col), o.rowNumber), c.formula)
			if at.text == "" && !c.valued {
				o.nBlank++
			}
		}
		if c.covered && at.text != "" {
			o.under(o.rowNumber, at)
			continue
		}
		o.put(at, look)
	}
}

// folded tells a row or a column that is not shown.
func folded(t tag) bool {
	v := t.get("visibility")
	return v == "collapse" || v == "filter"
}

func clamp(n, least, most int) int { return min(max(n, least), most) }

// openLooks are the styles that matter for reading.
type openLooks struct {
	style string
	shut  map[string]bool // tables that are not displayed
	white map[string]bool // cells in white
	fill  map[string]bool
}

func (w *openLooks) hidden(style string) bool { return w.shut[style] }

func (w *openLooks) start(t tag) {
	set := func(m *map[string]bool, yes bool) {
		if *m == nil {
			*m = map[string]bool{}
		}
		if len(*m) < maxEntries {
			(*m)[w.style] = yes
		}
	}
	switch t.name {
	case "style":
		w.style = t.get("name")
	case "table-properties":
		set(&w.shut, t.get("display") == "false")
	case "table-cell-properties":
		c := strings.ToLower(t.get("background-color"))
		set(&w.fill, c != "" && c != "transparent" && c != "#ffffff")
	case "text-properties":
		set(&w.white, strings.EqualFold(t.get("color"), "#ffffff") && !w.fill[w.style])
	}
}
func (*openLooks) end(string)  {}
func (*openLooks) text(string) {}
