package pdf

import (
	"bytes"
	"strconv"

	"vaughn/export/layout"
)

// Operators of marked content (PDF 32000-1, 14.6). All text and every picture
// stand in a sequence of their own: as content under a number, or as artifact.
const (
	artifact  = "/Artifact BMC"
	endMarked = "EMC"
)

// tags is the structure tree of a document (PDF 32000-1, 14.7): one Document,
// below it a Sect for each record and its parts in reading order. gofpdf knows
// nothing of it: the operators go raw into its pages, the tree is put behind its
// last object, see finish.
type tags struct {
	elems   []element
	parents [][]int32   // by page and number of content: the element it is in
	open    map[int]int // elements of the record at hand, by the number of their part, table or row
	record  int         // the Sect at hand, 0 before the first
	leaves  []int       // of the page at hand, by place in Page.Parts
}

type element struct {
	kind    string
	parent  int
	kids    []kid
	alt     string // of a picture
	actual  string // of a box: what is read instead of its label
	columns int    // of a cell that takes several
}

// kid is a child: an element, or content n of a page when page is not negative.
type kid struct{ page, n int }

func newTags() *tags {
	return &tags{elems: []element{{kind: "Document", parent: -1}}, open: map[int]int{}}
}

// page begins the next page. A part gets its element where it first appears, so
// that the tree has the order of parts, not that of lines.
func (t *tags) page(p *layout.Page, said []layout.Stretch) {
	t.parents = append(t.parents, nil)
	if p.First || t.record == 0 {
		clear(t.open)
		t.record = t.add("Sect", 0)
	}
	shown := make([]bool, len(p.Parts)+1)
	for _, s := range said {
		shown[s.Part] = true
	}
	for _, x := range p.Pictures {
		shown[x.Part] = true
	}
	t.leaves = make([]int, len(p.Parts))
	for i, x := range p.Parts {
		if shown[i+1] {
			t.leaves[i] = t.leaf(x)
		}
	}
}

func (t *tags) add(kind string, parent int) int {
	n := len(t.elems)
	t.elems = append(t.elems, element{kind: kind, parent: parent})
	t.elems[parent].kids = append(t.elems[parent].kids, kid{-1, n})
	return n
}

// leaf is the element of a part; one that goes on has it since the page before.
func (t *tags) leaf(x layout.Part) int {
	if at, ok := t.open[x.ID]; ok {
		return at
	}
	path := x.Kind.Path()
	at := t.record
	for i, kind := range path[:len(path)-1] {
		id := x.Group
		if i > 0 {
			id = x.Row
		}
		at = t.branch(kind, id, at)
	}
	at = t.add(path[len(path)-1], at)
	t.elems[at].alt, t.elems[at].columns = x.Alt, x.Columns
	t.open[x.ID] = at
	return at
}

// branch is the element of a table, header or row, by its number; without one,
// as quotations are, it is the parent's last child when that is of the kind.
func (t *tags) branch(kind string, id, parent int) int {
	if id == 0 {
		kids := t.elems[parent].kids
		if n := len(kids); n > 0 && t.elems[kids[n-1].n].kind == kind {
			return kids[n-1].n
		}
		return t.add(kind, parent)
	}
	at, ok := t.open[id]
	if !ok {
		at = t.add(kind, parent)
		t.open[id] = at
	}
	return at
}

// content gives the operator that begins content of a part of the page.
func (t *tags) content(part int) string {
	if part == 0 {
		return artifact
	}
	return t.mark(t.leaves[part-1])
}

// stretch gives the operator that begins a stretch; a box is an element of its
// own, inside its part.
func (t *tags) stretch(s layout.Stretch) string {
	if s.Part == 0 || !s.Box {
		return t.content(s.Part)
	}
	at := t.add("Span", t.leaves[s.Part-1])
	t.elems[at].actual = s.Spoken()
	return t.mark(at)
}

func (t *tags) mark(at int) string {
	page := len(t.parents) - 1
	n := len(t.parents[page])
	t.parents[page] = append(t.parents[page], int32(at))
	t.elems[at].kids = append(t.elems[at].kids, kid{page, n})
	return "/" + t.elems[at].kind + " <</MCID " + strconv.Itoa(n) + ">> BDC"
}

// written is a part of a file being put together: objects and where they begin.
type written struct {
	bytes.Buffer
	at []int
}

func (w *written) begin(n int) {
	w.at = append(w.at, w.Len())
	w.put(n, " 0 obj\n")
}

// put writes a number and what stands behind it.
func (w *written) put(n int, behind string) {
	w.Write(strconv.AppendInt(w.AvailableBuffer(), int64(n), 10))
	w.WriteString(behind)
}

// write writes the tree as objects from a number on: its root, the elements in
// their order, the way from content back to them.
func (t *tags) write(w *written, first int) {
	element := func(i int) int { return first + 1 + i }
	back := element(len(t.elems))
	w.begin(first)
	w.WriteString("<</Type /StructTreeRoot /K ")
	w.put(element(0), " 0 R /ParentTree ")
	w.put(back, " 0 R /ParentTreeNextKey ")
	w.put(len(t.parents), ">>\nendobj\n")
	for i := range t.elems {
		w.begin(element(i))
		t.elems[i].write(w, first)
		w.WriteString("endobj\n")
	}
	w.begin(back)
	w.WriteString("<</Nums [\n")
	for page, elems := range t.parents {
		w.put(page, " [")
		for _, e := range elems {
			w.put(element(int(e)), " 0 R ")
		}
		w.WriteString("]\n")
	}
	w.WriteString("]>>\nendobj\n")
}

func (e *element) write(w *written, root int) {
	w.WriteString("<</S /" + e.kind + " /P ")
	w.put(root+1+e.parent, " 0 R") // the root stands before element 0
	if e.alt != "" {
		w.WriteString(" /Alt " + text(e.alt))
	}
	if e.actual != "" {
		w.WriteString(" /ActualText " + text(e.actual))
	}
	switch {
	case e.kind == string(layout.Head):
		w.WriteString(" /A <</O /Table /Scope /Column>>")
	case e.columns > 1:
		w.WriteString(" /A <</O /Table /ColSpan ")
		w.put(e.columns, ">>")
	}
	page := -1
	for _, k := range e.kids {
		if page < 0 && k.page >= 0 {
			page = k.page
			w.WriteString(" /Pg ")
			w.put(pageObject(page), " 0 R")
		}
	}
	w.WriteString(" /K [")
	for _, k := range e.kids {
		switch k.page {
		case -1:
			w.put(root+1+k.n, " 0 R ")
		case page:
			w.put(k.n, " ")
		default:
			w.WriteString("<</Type /MCR /Pg ")
			w.put(pageObject(k.page), " 0 R /MCID ")
			w.put(k.n, ">> ")
		}
	}
	w.WriteString("]>>\n")
}
