package extract

import (
	"fmt"
	"strconv"
	"strings"
)

// xlsx reads a workbook (ECMA-376 part 1, section 18): a block for each sheet,
// its rows as tables, see sheet.grid. Numbers stand as the file keeps them,
// dates in ISO form, formulas by their last computed value.
func (p *pack) xlsx() error {
	w := &workbook{}
	if err := p.walk("xl/workbook.xml", w); err != nil {
		return err
	}
	book := book{p: p, looks: p.cellLooks(), epoch1904: w.epoch1904, rel: p.rels("xl/workbook.xml"), authors: map[string]string{}}
	shared := &sharedStrings{left: 2 * maxText}
	p.try("xl/sharedStrings.xml", shared)
	if shared.cut {
		p.s.fail("text-cut", cutShort+overBounds, false)
	}
	book.shared = shared.list
	for _, n := range p.matching("xl/persons/person*.xml") {
		p.try(n, &persons{book.authors})
	}
	for _, sh := range w.sheets {
		book.sheet(sh)
	}
	for _, n := range p.matching("xl/drawings/drawing*.xml") {
		p.s.say("Text boxes:", p.gather(n, []string{"t"}, []string{"p"}))
	}
	p.kept()
	p.extras("xl")
	return nil
}

type sheetEntry struct{ name, state, id string }

type workbook struct {
	sheets    []sheetEntry
	epoch1904 bool
}

func (w *workbook) start(t tag) {
	switch t.name {
	case "sheet":
		if len(w.sheets) < 1000 {
			w.sheets = append(w.sheets, sheetEntry{t.get("name"), t.get("state"), t.rel()})
		}
	case "workbookPr":
		v := t.get("date1904")
		w.epoch1904 = v == "1" || v == "true"
	}
}
func (*workbook) end(string)  {}
func (*workbook) text(string) {}

// sharedStrings is the table of texts that cells refer to by number.
type sharedStrings struct {
	list     []string
	cur      strings.Builder
	in, skip bool
	left     int
	cut      bool
}

func (w *sharedStrings) start(t tag) {
	switch t.name {
	case "si":
		w.cur.Reset()
	case "t":
		w.in = true
	case "rPh": // how a name is pronounced
		w.skip = true
	}
}

func (w *sharedStrings) end(name string) {
	switch name {
	case "t":
		w.in = false
	case "rPh":
		w.skip = false
	case "si":
		if w.left -= w.cur.Len() + 16; w.left < 0 {
			w.cut = true
			return
		}
		w.list = append(w.list, w.cur.String())
	}
}

func (w *sharedStrings) text(t string) {
	if w.in && !w.skip && w.cur.Len() < w.left {
		w.cur.WriteString(t)
	}
}

type persons struct{ names map[string]string }

func (w *persons) start(t tag) {
	if t.name == "person" && len(w.names) < maxEntries {
		w.names[t.get("id")] = t.get("displayName")
	}
}
func (*persons) end(string)  {}
func (*persons) text(string) {}

// book is what all sheets of a workbook share.
type book struct {
	p         *pack
	shared    []string
	looks     []cellLook
	epoch1904 bool
	rel       *rels
	authors   map[string]string
}

func (b *book) sheet(e sheetEntry) {
	p, name := b.p, b.rel.targets[e.id]
	if p.files[name] == nil {
		p.s.fail("text-cut", cutShort+isDamaged, false)
		return
	}
	g := newGrid(b)
	p.try(name, g)
	g.merge(g.merged)
	g.show(e.name, map[string]string{"hidden": "Hidden sheet", "veryHidden": "Very hidden sheet"}[e.state])
	for m := range strings.Lines(g.margins.String()) {
		p.s.say("Header or footer:", printed(m))
	}
	g.report(e.name)
	rel := p.rels(name)
	threads := rel.byType["threadedComment"]
	for _, at := range threads {
		p.comments(at, b.authors)
	}
	// QUIRK: beside threaded comments stands a copy for older programs.
	for _, at := range rel.byType["comments"] {
		if len(threads) == 0 {
			p.comments(at, nil)
		}
	}
	p.links(rel)
}

// kept lists values that stay in the file although no sheet shows them: what
// other workbooks said last and the data behind pivot tables.
func (p *pack) kept() {
	for _, k := range []struct{ pattern, title string }{
		{"xl/externalLinks/externalLink*.xml", "Values kept from another workbook"},
		{"xl/pivotCache/pivotCache*.xml", "Data kept behind a pivot table"},
		{"xl/connections.xml", "Connections to other data"},
	} {
		for _, n := range p.matching(k.pattern) {
			w := &keptValues{b: p.s.room(8)}
			p.try(n, w)
			if w.n > 0 {
				p.s.hide("cached-data", w.n, fmt.Sprintf("%s (%d)", k.title, w.n), w.b.String())
			}
		}
	}
}

type keptValues struct {
	b  *buffer
	n  int
	in bool
}

func (w *keptValues) add(t string) {
	if t = strings.TrimSpace(t); t != "" {
		w.n++
		w.b.put(t + "\n")
	}
}

func (w *keptValues) start(t tag) {
	switch t.name {
	case "s", "n", "d":
		w.add(t.get("v"))
	case "cacheField", "sheetName":
		w.add(t.get("name") + t.get("val"))
	case "dbPr":
		w.add(t.get("connection") + " " + t.get("command"))
	case "v":
		w.in = true
	}
}

func (w *keptValues) end(string) { w.in = false }

func (w *keptValues) text(t string) {
	if w.in {
		w.add(t)
	}
}

// column reads the letters of a cell's address: 0 for A, -1 for none.
func column(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1
}

func number(s string, none int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return none
	}
	return n
}
