package extract

import (
	"fmt"
	"strings"
)

// look is how a run of text is painted, as far as it can hide it.
type look struct{ vanish, white, backed bool }

// docx reads a text document (ECMA-376 part 1, section 17).
func (p *pack) docx() error {
	d := &document{styles: p.styles(), out: p.s.room(1)}
	p.s.lists(&d.changes, &d.hidden, &d.white, &d.fields)
	err := p.walk("word/document.xml", d)
	if err == nil || d.out.String() != "" {
		p.s.say("", d.out.String())
	}
	for _, part := range []struct{ pattern, label string }{
		{"word/header*.xml", "Header:"}, {"word/footer*.xml", "Footer:"},
		{"word/footnotes.xml", "Footnotes:"}, {"word/endnotes.xml", "Endnotes:"},
	} {
		for _, n := range p.matching(part.pattern) {
			d.out = p.s.room(1)
			p.try(n, d)
			p.s.say(part.label, strings.TrimSpace(d.out.String()))
		}
	}
	d.report(p.s)
	if err != nil {
		return err
	}
	p.comments("word/comments.xml", nil)
	p.links(p.rels("word/document.xml"))
	p.extras("word")
	return nil
}

// document walks the body of a text document and its like parts.
type document struct {
	styles map[string]look
	out    *buffer

	path   []string // open elements
	para   look     // of the paragraph's style and shading
	cell   []bool   // shading of the open table cells
	run    look
	inRun  bool
	change *change // open insertion or deletion

	changes, hidden, white, fields buffer
	nChanges, nHidden, nWhite      int
}

// change is a tracked insertion, deletion or move.
type change struct {
	what string
	text buffer
}

func (d *document) inside(name string) bool {
	return len(d.path) > 0 && d.path[len(d.path)-1] == name
}

func (d *document) start(t tag) {
	parent := ""
	if len(d.path) > 0 {
		parent = d.path[len(d.path)-1]
	}
	d.path = append(d.path, t.name)
	switch t.name {
	case "p":
		d.para = look{}
	case "r":
		d.run, d.inRun = d.para, true
		d.run.backed = d.run.backed || len(d.cell) > 0 && d.cell[len(d.cell)-1]
	case "tc":
		d.cell = append(d.cell, false)
	case "ins", "del", "moveFrom", "moveTo":
		// In the properties of a paragraph or row it marks that the break itself
		// was inserted or deleted: there is no text in it.
		if parent != "rPr" && parent != "trPr" && parent != "numPr" {
			d.change = &change{what: changed(t), text: buffer{s: d.out.s, left: d.changes.left}}
		}
	case "pPrChange", "rPrChange", "tblPrChange", "sectPrChange":
		d.nChanges++
		d.changes.put(fmt.Sprintf("Formatting changed%s\n", by(t)))
	default:
		d.mark(t, parent)
	}
}

// mark takes what stands for a character or says how text looks.
func (d *document) mark(t tag, parent string) {
	inProps := parent == "rPr" && d.inRun
	switch t.name {
	case "tab":
		if parent == "r" {
			d.emit("\t")
		}
	case "br", "cr":
		d.emit("\n")
	case "noBreakHyphen":
		d.emit("-")
	case "footnoteReference", "endnoteReference":
		d.emit("[note " + t.get("id") + "]")
	case "vanish", "specVanish", "webHidden":
		if inProps && t.name != "webHidden" {
			d.run.vanish = t.on()
		}
	case "color":
		if inProps {
			d.run.white = strings.EqualFold(t.get("val"), "FFFFFF")
		}
	case "shd", "highlight":
		d.backing(t, parent)
	case "rStyle":
		d.run = d.run.with(d.styles[t.get("val")])
	case "pStyle":
		d.para = d.para.with(d.styles[t.get("val")])
	}
}

// backing notes a background that makes white letters visible.
func (d *document) backing(t tag, parent string) {
	fill := t.get("fill")
	dark := t.name == "highlight" && t.get("val") != "white" && t.on() ||
		t.name == "shd" && fill != "" && fill != "auto" && !strings.EqualFold(fill, "FFFFFF")
	switch {
	case parent == "rPr" && d.inRun:
		d.run.backed = d.run.backed || dark
	case parent == "pPr":
		d.para.backed = dark
	case parent == "tcPr" && len(d.cell) > 0:
		d.cell[len(d.cell)-1] = dark
	}
}

func (l look) with(s look) look {
	return look{l.vanish || s.vanish, l.white || s.white, l.backed || s.backed}
}

func changed(t tag) string {
	kind := map[string]string{"ins": "Inserted", "del": "Deleted", "moveFrom": "Moved away", "moveTo": "Moved here"}[t.name]
	return kind + by(t)
}

// by says who did something and when, as far as the file tells.
func by(t tag) string {
	who := ""
	if a := t.get("author"); a != "" {
		who = " by " + a
	}
	if d := t.get("date"); d != "" {
		who += ", " + d
	}
	return who
}

func (d *document) end(name string) {
	// QUIRK: broken producers close what they did not open; the path falls back
	// to the nearest element of that name and ignores what it does not know.
	for i := len(d.path) - 1; i >= 0; i-- {
		if d.path[i] == name {
			d.path = d.path[:i]
			break
		}
	}
	switch name {
	case "p":
		if len(d.cell) > 0 {
			d.out.gap()
		} else {
			d.out.put("\n")
		}
	case "tc":
		d.cell = d.cell[:max(0, len(d.cell)-1)]
		d.out.cell()
	case "tr":
		d.out.row()
	case "r":
		d.inRun = false
	case "ins", "del", "moveFrom", "moveTo":
		d.endChange()
	}
}

func (d *document) endChange() {
	if d.change == nil {
		return
	}
	if t := d.change.text.String(); t != "" {
		d.nChanges++
		d.changes.put(d.change.what + ": " + t + "\n")
	}
	d.change = nil
}

func (d *document) text(t string) {
	switch {
	case d.inside("t"):
		d.emit(t)
	case d.inside("delText"):
		if d.change != nil {
			d.change.text.put(t)
		}
	case d.inside("instrText"):
		d.fields.put(t + "\n")
	}
}

// emit puts visible text on the paper and hidden text on its list. White text
// is on both: whether paper shows it depends on more than is known here.
func (d *document) emit(t string) {
	if d.change != nil {
		d.change.text.put(t)
		if strings.HasPrefix(d.change.what, "Moved away") {
			return
		}
	}
	switch {
	case d.run.vanish && d.inRun:
		if strings.TrimSpace(t) != "" {
			d.nHidden++
		}
		d.hidden.put(t + "\n")
		return
	case d.run.white && !d.run.backed && d.inRun && strings.TrimSpace(t) != "":
		d.nWhite++
		d.white.put(t + "\n")
	}
	d.out.put(t)
}

func (d *document) report(s *sheet) {
	for _, h := range []struct {
		code, title string
		n           int
		b           *buffer
	}{
		{"tracked-changes", "Tracked changes", d.nChanges, &d.changes},
		{"hidden-text", "Hidden text", d.nHidden, &d.hidden},
		{"white-text", "White text", d.nWhite, &d.white},
	} {
		if h.n > 0 {
			s.hide(h.code, h.n, fmt.Sprintf("%s (%d)", h.title, h.n), h.b.String())
		}
	}
	if t := strings.TrimSpace(d.fields.String()); t != "" {
		s.hide("", 0, "Field codes", t)
	}
}

// styles reads which styles hide their text.
func (p *pack) styles() map[string]look {
	w := &styles{looks: map[string]look{}, parents: map[string]string{}}
	p.try("word/styles.xml", w)
	for id := range w.looks {
		l := w.looks[id]
		for up, n := w.parents[id], 0; up != "" && n < 20; up, n = w.parents[up], n+1 {
			l = l.with(w.looks[up])
		}
		w.looks[id] = l
	}
	return w.looks
}

type styles struct {
	looks   map[string]look
	parents map[string]string
	id      string
}

func (w *styles) start(t tag) {
	l := w.looks[w.id]
	switch t.name {
	case "style":
		w.id, l = t.get("styleId"), look{}
	case "basedOn":
		w.parents[w.id] = t.get("val")
	case "vanish":
		l.vanish = t.on()
	case "color":
		l.white = strings.EqualFold(t.get("val"), "FFFFFF")
	case "shd":
		l.backed = t.get("fill") != "" && t.get("fill") != "auto"
	}
	if w.id != "" {
		w.looks[w.id] = l
	}
}

func (w *styles) end(name string) {
	if name == "style" {
		w.id = ""
	}
}

func (*styles) text(string) {}

// comments lists the comments of a document, sheet or slide. Authors by number
// (slides and sheets keep them apart) are looked up.
func (p *pack) comments(name string, authors map[string]string) {
	w := &comments{authors: authors}
	p.s.lists(&w.b)
	p.try(name, w)
	if w.n > 0 {
		p.s.hide("comments", w.n, fmt.Sprintf("Comments (%d)", w.n), w.b.String())
	}
}

type comments struct {
	authors map[string]string
	b       buffer
	n       int
	depth   int // inside text
	inList  bool
	author  strings.Builder
}

func (w *comments) start(t tag) {
	switch t.name {
	case "author":
		w.inList = true
		w.author.Reset()
	case "comment", "cm", "threadedComment":
		w.n++
		w.b.fresh()
		who := w.authors[t.get("authorId")]
		if at := t.get("ref"); at != "" {
			w.b.put(at)
		}
		if who != "" {
			who = " by " + who
		}
		w.b.put(who + by(t) + ": ")
	case "t", "text":
		w.depth++
	case "br":
		w.b.put("\n")
	}
}

func (w *comments) end(name string) {
	switch name {
	case "t", "text":
		w.depth = max(0, w.depth-1)
	case "p":
		w.b.put(" ")
	case "author":
		// The list of authors stands before the comments of a sheet.
		if w.inList {
			if w.authors == nil {
				w.authors = map[string]string{}
			}
			w.authors[fmt.Sprint(len(w.authors))] = w.author.String()
		}
		w.inList = false
	}
}

func (w *comments) text(t string) {
	switch {
	case w.inList:
		w.author.WriteString(t)
	case w.depth > 0:
		w.b.put(t)
	}
}
