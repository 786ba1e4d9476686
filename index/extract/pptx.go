package extract

import (
	"fmt"
	"strings"
)

// pptx reads slides in their order of show (ECMA-376 part 1, section 19).
func (p *pack) pptx() error {
	order := &slideList{}
	if err := p.walk("ppt/presentation.xml", order); err != nil {
		return err
	}
	rel := p.rels("ppt/presentation.xml")
	authors := p.slideAuthors()
	for i, id := range order.ids {
		name := rel.targets[id]
		if p.files[name] == nil {
			p.s.fail("text-cut", cutShort+isDamaged, false)
			continue
		}
		p.slide(i+1, name, authors)
	}
	p.extras("ppt")
	return nil
}

type slideList struct{ ids []string }

func (w *slideList) start(t tag) {
	if t.name == "sldId" && len(w.ids) < maxEntries {
		w.ids = append(w.ids, t.rel())
	}
}
func (*slideList) end(string)  {}
func (*slideList) text(string) {}

func (p *pack) slide(n int, name string, authors map[string]string) {
	w := &slide{out: p.s.room(1), unseen: p.s.room(8)}
	p.try(name, w)
	if w.hidden {
		p.s.hide("hidden-slide", 1, fmt.Sprintf("Hidden slide %d", n), w.out.String())
	} else {
		p.s.say(fmt.Sprintf("Slide %d:", n), w.out.String())
	}
	if w.shapes > 0 {
		p.s.hide("hidden-shape", w.shapes, fmt.Sprintf("Hidden shapes of slide %d", n), w.unseen.String())
	}
	rel := p.rels(name)
	for _, at := range rel.byType["notesSlide"] {
		notes := &slide{out: p.s.room(1), unseen: p.s.room(8), notes: true}
		p.try(at, notes)
		if t := strings.TrimSpace(notes.out.String()); t != "" {
			p.s.hide("speaker-notes", 1, fmt.Sprintf("Speaker notes of slide %d", n), t)
		}
	}
	for _, at := range rel.byType["comments"] {
		p.comments(at, authors)
	}
	p.links(rel)
}

// slideAuthors are the people who commented, by their number.
func (p *pack) slideAuthors() map[string]string {
	w := &people{names: map[string]string{}}
	p.try("ppt/commentAuthors.xml", w)
	p.try("ppt/authors.xml", w)
	return w.names
}

type people struct{ names map[string]string }

func (w *people) start(t tag) {
	if (t.name == "cmAuthor" || t.name == "author") && len(w.names) < maxEntries {
		w.names[t.get("id")] = t.get("name")
	}
}
func (*people) end(string)  {}
func (*people) text(string) {}

// slide walks one slide or its notes.
type slide struct {
	out, unseen *buffer
	hidden      bool // the slide is not shown
	notes       bool // slide numbers and dates of the notes page are left out
	shapes      int  // hidden ones

	inText, inCell bool
	shape          []bool // hidden state of the open shapes
	skip           bool   // the open shape is a slide number
}

func (w *slide) start(t tag) {
	switch t.name {
	case "sld":
		w.hidden = t.get("show") == "0" || t.get("show") == "false"
	case "sp", "graphicFrame", "grpSp", "pic", "cxnSp":
		w.shape = append(w.shape, len(w.shape) > 0 && w.shape[len(w.shape)-1])
		w.skip = false
	case "cNvPr":
		if h := t.get("hidden"); (h == "1" || h == "true") && len(w.shape) > 0 && !w.shape[len(w.shape)-1] {
			w.shape[len(w.shape)-1] = true
			w.shapes++
		}
	case "ph":
		kind := t.get("type")
		w.skip = kind == "sldNum" || w.notes && (kind == "dt" || kind == "hdr" || kind == "ftr")
	case "t":
		w.inText = true
	case "br":
		w.at().put("\n")
	case "tc":
		w.inCell = true
	}
}

func (w *slide) end(name string) {
	switch name {
	case "t":
		w.inText = false
	case "sp", "graphicFrame", "grpSp", "pic", "cxnSp":
		w.shape, w.skip = w.shape[:max(0, len(w.shape)-1)], false
	case "p":
		if w.inCell {
			w.at().gap()
		} else {
			w.at().fresh()
		}
	case "tc":
		w.inCell = false
		w.at().cell()
	case "tr":
		w.at().row()
	}
}

func (w *slide) text(t string) {
	if w.inText && !w.skip {
		w.at().put(t)
	}
}

// at is where the words of the open shape go.
func (w *slide) at() *buffer {
	if len(w.shape) > 0 && w.shape[len(w.shape)-1] {
		return w.unseen
	}
	return w.out
}
