package extract

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// words gathers the text of a part: what stands in the named elements, a line
// for each end of a line element.
type words struct {
	b     *buffer
	in    []string // elements that hold text; nil for all
	lines []string
	open  int
}

func (w *words) start(t tag) {
	if slices.Contains(w.in, t.name) {
		w.open++
	}
	switch t.name {
	case "br", "cr", "line-break":
		w.b.put("\n")
	case "tab":
		w.b.put("\t")
	}
}

func (w *words) end(name string) {
	if slices.Contains(w.in, name) {
		w.open = max(0, w.open-1)
	}
	if slices.Contains(w.lines, name) {
		w.b.fresh()
	}
}

func (w *words) text(t string) {
	switch {
	case w.open > 0:
		w.b.put(t)
	case w.in == nil && strings.TrimSpace(t) != "":
		w.b.put(strings.TrimSpace(t) + "\n")
	}
}

// gather reads the text of a part, as far as it can be read.
func (p *pack) gather(name string, in, lines []string) string {
	w := &words{b: p.s.room(1), in: in, lines: lines}
	p.try(name, w)
	return w.b.String()
}

// try walks a part beside the main one: what is wrong with it is noted and the
// others go on.
func (p *pack) try(name string, w walker) {
	if p.files[name] == nil {
		return
	}
	if err := p.walk(name, w); err != nil {
		p.s.fail("text-cut", cutShort+isDamaged, false)
	}
}

// extras lists what all three Office Open XML kinds hide in the same way.
// dir is the folder of the main part: word, xl or ppt.
func (p *pack) extras(dir string) {
	for _, n := range p.matching(dir + "/charts/chart*.xml") {
		p.s.say("Chart:", p.gather(n, []string{"t", "v"}, []string{"t", "v"}))
	}
	for _, n := range p.matching(dir + "/diagrams/data*.xml") {
		p.s.say("Diagram:", p.gather(n, []string{"t"}, []string{"p"}))
	}
	p.embeddings(dir)
	if n := len(p.matching(dir + "/vbaProject.bin")); n > 0 {
		p.s.hide("macros", n, "Macros: a program inside the file, not run and not read", "")
	}
	if n := len(p.matching(dir + "/media/*")); n > 0 {
		p.pictures(n)
	}
	p.custom()
	p.properties()
}

// pictures counts pictures; a file of pictures only has been read by nobody.
func (p *pack) pictures(n int) {
	for _, b := range p.s.body {
		if strings.TrimSpace(b.text) != "" {
			p.s.count("pictures", n)
			return
		}
	}
	p.s.fail("image-only", fmt.Sprintf("This file holds %d pictures and no words. Nobody has read them.", n), false)
}

func (p *pack) embeddings(dir string) {
	for i, n := range p.matching(dir + "/embeddings/*") {
		f := inner{name: path.Base(n)}
		if i < maxEmbedded {
			f.data = p.bytes(n)
			f.size = len(f.data)
		}
		p.x.embedded(p.ctx, p.s, p.in, f)
	}
}

// bytes gives a whole part, nil when it cannot be had.
func (p *pack) bytes(name string) []byte {
	f, err := p.open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil
	}
	return raw
}

// custom lists data that programs keep in the file beside the document.
func (p *pack) custom() {
	for _, n := range p.matching("customXml/item*.xml") {
		if strings.Contains(n, "itemProps") {
			continue
		}
		if t := strings.TrimSpace(p.gather(n, nil, nil)); t != "" {
			p.s.hide("", 0, "Data of other programs kept in the file", t)
		}
	}
}

// props gathers the document properties.
type props struct {
	keep  []string // elements beside custom properties
	lines []string
	name  string
	value strings.Builder
	open  bool
}

func (w *props) start(t tag) {
	switch {
	case t.name == "property" || t.name == "user-defined":
		w.name, w.open = t.get("name"), true
		w.value.Reset()
	case slices.Contains(w.keep, t.name):
		w.name, w.open = t.name, true
		w.value.Reset()
	}
}

func (w *props) text(t string) {
	if w.open && w.value.Len() < 4096 {
		w.value.WriteString(t[:min(len(t), 4096)])
	}
}

func (w *props) end(name string) {
	if !w.open || name != w.name && name != "property" && name != "user-defined" {
		return
	}
	if v := strings.TrimSpace(w.value.String()); v != "" && len(w.lines) < 1000 {
		w.lines = append(w.lines, w.name+": "+v)
	}
	w.open = false
}

// properties lists who made the file and when. The program's name and its
// counts of pages are left out: they tell nothing of people.
func (p *pack) properties() {
	var lines []string
	for _, part := range []struct {
		name string
		keep []string
	}{
		{"docProps/core.xml", []string{"title", "subject", "creator", "keywords", "description", "lastModifiedBy", "lastPrinted", "created", "modified", "category", "contentStatus", "version", "revision"}},
		{"docProps/app.xml", []string{"Company", "Manager", "HyperlinkBase", "Template"}},
		{"docProps/custom.xml", nil},
		{"meta.xml", []string{"title", "subject", "creator", "initial-creator", "keyword", "description", "creation-date", "date", "printed-by", "print-date", "editing-duration"}},
	} {
		w := &props{keep: part.keep}
		p.try(part.name, w)
		lines = append(lines, w.lines...)
	}
	p.s.properties(lines)
}

// links lists where the links of a part lead.
func (p *pack) links(r *rels) {
	if len(r.external) > 0 {
		p.s.hide("", 0, fmt.Sprintf("Targets of links (%d)", len(r.external)), strings.Join(r.external, "\n"))
	}
}
