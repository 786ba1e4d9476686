package extract

import (
	"fmt"
	"strings"

	"vaughn/index/fault"
)

// odf reads OpenDocument texts, sheets and slides (ISO/IEC 26300): all keep
// their content in one part.
func (p *pack) odf() error {
	lock := &locked{}
	p.try("META-INF/manifest.xml", lock)
	if lock.yes {
		return &fault.Error{Code: fault.Encrypted, Op: "reading an OpenDocument file", Err: fmt.Errorf("it is encrypted")}
	}
	read := p.openText
	if p.openKind() == "spreadsheet" {
		p.s.shown, read = asCells, p.ods
	}
	if err := read(); err != nil {
		return err
	}
	p.openMargins()
	for _, n := range p.matching("Object */content.xml") {
		f := inner{name: "object", data: []byte(p.gather(n, nil, nil))}
		f.size = len(f.data)
		p.x.embedded(p.ctx, p.s, p.in, f)
	}
	if n := len(p.matching("Pictures/*")); n > 0 {
		p.pictures(n)
	}
	if n := len(p.matching("Basic/*/*.xml")) + len(p.matching("Scripts/*/*")); n > 0 {
		p.s.hide("macros", n, "Macros: programs inside the file, not run and not read", "")
	}
	p.properties()
	return nil
}

// openKind is the kind of document that the file says it is.
func (p *pack) openKind() string { return openKind(p.files["mimetype"]) }

func (p *pack) openText() error {
	d := &openDocument{out: p.s.room(1), styles: map[string]bool{}}
	p.s.lists(&d.comments, &d.hidden, &d.notes, &d.changes)
	err := p.walk("content.xml", d)
	if err == nil || d.out.String() != "" {
		p.s.say("", strings.TrimSpace(d.out.String()))
	}
	d.report(p.s)
	return err
}

// openMargins says what stands at the head and the foot of each page, once.
func (p *pack) openMargins() {
	w := &openMargins{b: p.s.room(8)}
	p.try("styles.xml", w)
	said := map[string]bool{}
	for line := range strings.Lines(w.b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !said[line] {
			said[line] = true
			p.s.say("Header or footer:", line)
		}
	}
}

type openMargins struct {
	b     *buffer
	depth int // of heads and feet that are open
	field int // of what each page fills in by itself
}

func (w *openMargins) start(t tag) {
	switch t.name {
	case "header", "header-left", "header-first", "footer", "footer-left", "footer-first":
		w.depth++
	case "sheet-name", "page-number", "page-count", "file-name", "title", "date", "time":
		w.field++
	}
}

func (w *openMargins) end(name string) {
	switch name {
	case "header", "header-left", "header-first", "footer", "footer-left", "footer-first":
		w.depth = max(0, w.depth-1)
		w.b.fresh()
	case "sheet-name", "page-number", "page-count", "file-name", "title", "date", "time":
		w.field = max(0, w.field-1)
	case "p":
		w.b.put(" ")
	}
}

func (w *openMargins) text(t string) {
	if w.depth > 0 && w.field == 0 {
		w.b.put(t)
	}
}

// locked looks for encrypted parts in the list of parts.
type locked struct{ yes bool }

func (w *locked) start(t tag) { w.yes = w.yes || t.name == "encryption-data" }
func (*locked) end(string)    {}
func (*locked) text(_ string) {}

// openDocument walks content.xml.
type openDocument struct {
	out    *buffer
	styles map[string]bool // table styles that are not displayed
	style  string

	to     []*buffer // where words go, the innermost last
	names  []string  // elements that changed it
	inBody bool
	inCell int
	gaps   int

	comments, hidden, notes, changes   buffer
	nComments, nRows, nNotes, nChanges int
	nTables                            int
}

func (d *openDocument) at() *buffer {
	if n := len(d.to); n > 0 {
		return d.to[n-1]
	}
	return d.out
}

// turn sends the words of an element elsewhere until it ends.
func (d *openDocument) turn(name string, b *buffer) {
	d.to, d.names = append(d.to, b), append(d.names, name)
}

func (d *openDocument) start(t tag) {
	switch t.name {
	case "body":
		d.inBody = true
	case "style":
		d.style = t.get("name")
	case "table-properties":
		d.styles[d.style] = t.get("display") == "false"
	case "table":
		d.openTable(t)
	case "table-row":
		if v := t.get("visibility"); v == "collapse" || v == "filter" {
			d.nRows++
			d.turn(t.name, &d.hidden)
		}
	case "table-cell", "covered-table-cell":
		d.inCell++
		d.gaps = number(t.get("number-columns-repeated"), 1)
	case "annotation":
		d.nComments++
		d.comments.fresh()
		d.turn(t.name, &d.comments)
	case "notes":
		d.nNotes++
		d.notes.fresh()
		d.turn(t.name, &d.notes)
	case "tracked-changes":
		d.turn(t.name, &d.changes)
	case "changed-region":
		d.nChanges++
	case "hidden-text", "hidden-paragraph":
		d.hidden.put(t.get("string-value"))
	case "page":
		d.at().fresh()
		d.at().put("[" + t.get("name") + "]\n")
	case "s":
		d.at().put(strings.Repeat(" ", min(max(number(t.get("c"), 1), 1), 100)))
	case "tab":
		d.at().put("\t")
	case "line-break":
		d.at().put("\n")
	}
}

func (d *openDocument) openTable(t tag) {
	d.at().fresh()
	if d.styles[t.get("style-name")] {
		d.nTables++
		d.turn(t.name, &d.hidden)
	}
	if name := t.get("name"); name != "" {
		d.at().put("[" + name + "]\n")
	}
}

func (d *openDocument) end(name string) {
	switch name {
	case "p", "h":
		if d.inCell > 0 {
			d.at().gap()
		} else {
			d.at().fresh()
		}
	case "table-cell", "covered-table-cell":
		d.inCell = max(0, d.inCell-1)
		for range min(max(d.gaps, 1), maxGap) {
			d.at().cell()
		}
		d.gaps = 1
	case "table-row":
		d.at().row()
	case "creator", "date":
		d.at().put(": ")
	}
	if n := len(d.names); n > 0 && d.names[n-1] == name {
		d.to, d.names = d.to[:n-1], d.names[:n-1]
	}
}

func (d *openDocument) text(t string) {
	if d.inBody && (strings.TrimSpace(t) != "" || !strings.Contains(t, "\n")) {
		d.at().put(t)
	}
}

func (d *openDocument) report(s *sheet) {
	for _, h := range []struct {
		code, title string
		n           int
		b           *buffer
	}{
		{"comments", "Comments", d.nComments, &d.comments}, {"speaker-notes", "Notes", d.nNotes, &d.notes},
		{"tracked-changes", "Tracked changes", d.nChanges, &d.changes}, {"hidden-sheet", "Hidden sheets, rows and text", d.nTables, &d.hidden},
	} {
		if h.n > 0 || h.code == "hidden-sheet" && h.b.String() != "" {
			s.hide(h.code, h.n, fmt.Sprintf("%s (%d)", h.title, h.n), h.b.String())
		}
	}
	s.count("hidden-rows", d.nRows)
}
