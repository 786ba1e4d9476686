package pdf

import (
	"cmp"
	"slices"
	"strconv"

	"vaughn/export/layout"
)

// Operators of marked content (PDF 32000-1, 14.6). All text and every picture
// stand in a sequence of their own: as content under a number, or as artifact.
const (
	artifact  = "/Artifact BMC\n"
	endMarked = "EMC\n"
)

// tags is the structure tree of a document (PDF 32000-1, 14.7): one Document, below
// it a Sect for each record and its parts in reading order. A record's elements
// leave when it ends. Of many records some stand together in a Part: who asks
// for the tags of one page is given all children of each element above it.
type tags struct {
	f         *file
	root, doc int // objects
	back      numbers

	elems  []element   // of the record at hand, its Sect first
	open   map[int]int // of them, by the number of their part, table or row
	leaves []int       // of the page at hand, by place in Page.Parts
	marks  []byte      // of the page at hand: the elements of its content, by number
	page   int         // object of the page at hand
	next   int         // number of content
	count  int         // pages so far

	sects []sect // of the Part at hand
	parts []int  // objects of those before
}

type sect struct {
	object int
	kids   []int
}

type element struct {
	object  int
	kind    string
	parent  int
	up      int // the Div it stands in, an object; 0: its parent itself
	kids    []kid
	alt     string // of a picture
	actual  string // of a box: what is read instead of its label
	columns int    // of a cell that takes several
}

// kid is a child: an element by its place, or content n of a page, then the object
// of the page is given.
type kid struct{ page, n int }

func newTags(f *file) *tags {
	return &tags{f: f, root: f.object(), doc: f.object(), back: numbers{f: f}, open: map[int]int{}}
}

// begin begins the next page. A part gets its element where it first appears, so
// that the tree has the order of parts, not that of lines.
func (t *tags) begin(object int, p *layout.Page, said []layout.Stretch) {
	t.page, t.next, t.marks = object, 0, append(t.marks[:0], '[')
	if p.First || len(t.elems) == 0 {
		t.flush()
		t.elems = append(t.elems, element{object: t.f.object(), kind: "Sect", parent: -1})
	}
	shown := make([]bool, len(p.Parts)+1)
	for _, s := range said {
		shown[s.Part] = true
	}
	for _, x := range p.Pictures {
		shown[x.Part] = true
	}
	t.leaves = append(t.leaves[:0], make([]int, len(p.Parts))...)
	for i, x := range p.Parts {
		if shown[i+1] {
			t.leaves[i] = t.leaf(x)
		}
	}
}

// end notes what leads from the page's content to its elements.
func (t *tags) end() {
	t.back.add(t.count, append(t.marks, ']'))
	t.count++
}

func (t *tags) add(kind string, parent int) int {
	n := len(t.elems)
	t.elems = append(t.elems, element{object: t.f.object(), kind: kind, parent: parent})
	t.elems[parent].kids = append(t.elems[parent].kids, kid{0, n})
	return n
}

// leaf is the element of a part; one that goes on has it since the page before.
func (t *tags) leaf(x layout.Part) int {
	if at, ok := t.open[x.ID]; ok {
		return at
	}
	path := x.Kind.Path()
	at := 0
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

// content appends the operator that begins content of a part of the page.
func (t *tags) content(out []byte, part int) []byte {
	if part == 0 {
		return append(out, artifact...)
	}
	return t.mark(out, t.leaves[part-1])
}

// stretch appends the operator that begins a stretch; a box is an element of its
// own, inside its part.
func (t *tags) stretch(out []byte, s layout.Stretch) []byte {
	if s.Part == 0 || !s.Box {
		return t.content(out, s.Part)
	}
	at := t.add("Span", t.leaves[s.Part-1])
	t.elems[at].actual = s.Spoken()
	return t.mark(out, at)
}

func (t *tags) mark(out []byte, at int) []byte {
	e := &t.elems[at]
	t.marks = append(strconv.AppendInt(t.marks, int64(e.object), 10), " 0 R "...)
	e.kids = append(e.kids, kid{t.page, t.next})
	out = append(append(append(out, '/'), e.kind...), " <</MCID "...)
	out = strconv.AppendInt(out, int64(t.next), 10)
	t.next++
	return append(out, ">> BDC\n"...)
}

// flush writes the elements of the record at hand but its Sect, whose parent is not
// known yet.
func (t *tags) flush() {
	if len(t.elems) == 0 {
		return
	}
	if len(t.sects) == leafSize {
		t.parts = append(t.parts, t.f.object())
		t.group(t.parts[len(t.parts)-1])
	}
	t.sects = append(t.sects, sect{object: t.elems[0].object, kids: t.divided()})
	for i := range t.elems[1:] {
		t.element(&t.elems[i+1])
	}
	t.elems = t.elems[:0]
	clear(t.open)
}

// divided gives the children of the record at hand. Those of a long one stand some
// together in a Div, for the reason that Sects stand in Parts.
func (t *tags) divided() (kids []int) {
	all := t.elems[0].kids
	if len(all) <= 2*leafSize {
		for _, k := range all {
			kids = append(kids, t.elems[k.n].object)
		}
		return kids
	}
	for some := range slices.Chunk(all, leafSize) {
		div := t.f.object()
		kids = append(kids, div)
		var in []int
		for _, k := range some {
			t.elems[k.n].up = div
			in = append(in, t.elems[k.n].object)
		}
		t.node(div, "Div", t.elems[0].object, in)
	}
	return kids
}

// group writes the Sects at hand and the Part they are in.
func (t *tags) group(part int) {
	t.node(part, "Part", t.doc, t.below(part))
}

// below writes the Sects at hand with their parent and gives their objects.
func (t *tags) below(parent int) (objects []int) {
	for _, s := range t.sects {
		t.node(s.object, "Sect", parent, s.kids)
		objects = append(objects, s.object)
	}
	t.sects = t.sects[:0]
	return objects
}

// node writes an element that holds nothing but others.
func (t *tags) node(object int, kind string, parent int, kids []int) {
	t.f.begin(object)
	t.f.str("<</S /" + kind + " /P ")
	t.f.ref(parent)
	t.f.str(" /K [")
	t.f.refs(kids)
	t.f.str("]>>")
	t.f.end()
}

// close writes what is left of the tree.
func (t *tags) close() {
	t.flush()
	kids := t.parts
	if len(kids) == 0 {
		kids = t.below(t.doc)
	} else {
		kids = append(kids, t.f.object())
		t.group(kids[len(kids)-1])
	}
	t.node(t.doc, "Document", t.root, kids)
	back := t.back.close()
	t.f.begin(t.root)
	t.f.str("<</Type /StructTreeRoot /K ")
	t.f.ref(t.doc)
	t.f.str(" /ParentTree ")
	t.f.ref(back)
	t.f.str(" /ParentTreeNextKey ")
	t.f.num(t.count, ">>")
	t.f.end()
}

func (t *tags) element(e *element) {
	f := t.f
	f.begin(e.object)
	f.str("<</S /" + e.kind + " /P ")
	f.ref(cmp.Or(e.up, t.elems[e.parent].object))
	if e.alt != "" {
		f.str(" /Alt " + text(e.alt))
	}
	if e.actual != "" {
		f.str(" /ActualText " + text(e.actual))
	}
	switch {
	case e.kind == string(layout.Head):
		f.str(" /A <</O /Table /Scope /Column>>")
	case e.columns > 1:
		f.str(" /A <</O /Table /ColSpan ")
		f.num(e.columns, ">>")
	}
	page := 0
	for _, k := range e.kids {
		if page == 0 && k.page != 0 {
			page = k.page
			f.str(" /Pg ")
			f.ref(page)
		}
	}
	f.str(" /K [")
	for _, k := range e.kids {
		switch k.page {
		case 0:
			f.num(t.elems[k.n].object, " 0 R ")
		case page:
			f.num(k.n, " ")
		default:
			f.str("<</Type /MCR /Pg ")
			f.ref(k.page)
			f.str(" /MCID ")
			f.num(k.n, ">> ")
		}
	}
	f.str("]>>")
	f.end()
}
