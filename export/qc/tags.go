package qc

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"vaughn/export/layout"
	"vaughn/export/qc/syntax"
)

// tags proves what a screen reader is told: that each box is spoken as its label
// says and nothing else is spoken that is not on the page, that every word and
// picture is told once or is no part of the record, and, where the plan is
// known, in the order and as the parts that were planned. A file without tags,
// as older productions are, tells nothing beside its pages.
func tags(p *proof) error {
	catalog := p.file.Dict(p.file.Trailer["Root"])
	root, tagged := catalog["StructTreeRoot"].(syntax.Ref)
	info, marked := catalog["MarkInfo"]
	if !tagged {
		p.untagged(marked)
		return nil
	}
	if p.file.Dict(info)["Marked"] != true {
		p.fail(-1, "it has tags but does not say so")
	}
	t := newTree(p)
	d := p.file.Dict(root)
	if top, ok := d["K"].(syntax.Ref); ok {
		t.element(top, root, node{kind: "StructTreeRoot"})
	} else {
		p.fail(-1, "its tags have no root")
	}
	t.back(d["ParentTree"], d["ParentTreeNextKey"])
	for n := range p.pages {
		t.page(n)
	}
	return nil
}

// heard notes what PDFium is told of a page beside its text: descriptions of
// pictures, redactions as they are spoken.
func heard(p *proof, pg *page) error {
	list, err := p.doc.Tags(pg.n)
	if err != nil {
		return err
	}
	var said []string
	for _, x := range list {
		if s := x.Alt + x.Actual; s != "" {
			said = append(said, s)
		}
	}
	p.heard[pg.n] = said
	return nil
}

func (p *proof) untagged(marked bool) {
	for n, x := range p.claim.Pages {
		if marked || x.Tags != nil || len(p.pages[n].marked) > 0 {
			p.fail(n, "it is not tagged as planned")
			return
		}
	}
}

// below are the structure types that may stand in each: nothing nests further.
var below = map[string][]string{
	"StructTreeRoot": {"Document"}, "Document": {"Sect", "Part"}, "Part": {"Sect"}, "Sect": {"H1", "H2", "P", "BlockQuote", "L", "Table", "Figure", "Div"},
	"Div":        {"H1", "H2", "P", "BlockQuote", "L", "Table", "Figure"},
	"BlockQuote": {"P"}, "L": {"LI"}, "LI": {"Lbl", "LBody"}, "Table": {"TR"}, "TR": {"TH", "TD"},
	"H1": {"Span"}, "H2": {"Span"}, "P": {"Span"}, "Lbl": {"Span"}, "LBody": {"Span"}, "TH": {"Span"}, "TD": {"Span"},
	"Figure": nil, "Span": nil,
}

// groups are the types that only hold parts of records together.
var groups = []string{"Document", "Part", "Sect", "Div"}

// holding are the types that hold content of pages.
var holding = []string{"H1", "H2", "P", "Lbl", "LBody", "TH", "TD", "Figure", "Span"}

// altRE is all that is ever said of a picture.
var altRE = regexp.MustCompile(`^(` + layout.PictureAlt(-1) + `|` + layout.ThumbAlt + `|Page [1-9][0-9]* of a file)$`)

// tree is the structure of a file under proof.
type tree struct {
	*proof
	number map[syntax.Ref]int // of pages, from 0
	seen   map[syntax.Ref]bool
	owner  [][]syntax.Ref // by page and number of content
	told   [][]string     // by page, as layout.Page.Tagged has it
	labels [][]string     // by page, letters of the labels that are spoken
	said   [][]string     // by page, what is said beside the text
}

func newTree(p *proof) *tree {
	n := len(p.pages)
	t := &tree{proof: p, number: map[syntax.Ref]int{}, seen: map[syntax.Ref]bool{}, owner: make([][]syntax.Ref, n), told: make([][]string, n), labels: make([][]string, n), said: make([][]string, n)}
	for i := range p.pages {
		t.number[p.pages[i].ref] = i
		t.owner[i] = make([]syntax.Ref, len(p.pages[i].marked))
	}
	return t
}

// node is where an element stands.
type node struct {
	kind string
	path string // types from the record down
}

// element reads an element and what is below it, and gives what it tells by page.
func (t *tree) element(ref, parent syntax.Ref, in node) map[int]string {
	d := t.file.Dict(ref)
	name, _ := d["S"].(syntax.Name)
	at := node{kind: string(name), path: strings.TrimSpace(in.path + " " + string(name))}
	if slices.Contains(groups, at.kind) {
		at.path = ""
	}
	if t.seen[ref] || !slices.Contains(below[in.kind], at.kind) || d["P"] != parent {
		t.fail(-1, "object %d: a tag stands where it does not belong", ref)
		return nil
	}
	t.seen[ref] = true
	kids, _ := t.file.Direct(d["K"]).(syntax.Array)
	says := map[int]string{}
	for _, k := range kids {
		child, ok := k.(syntax.Ref)
		if !ok {
			t.content(ref, d, k, says)
			continue
		}
		for page, s := range t.element(child, ref, at) {
			says[page] += s
		}
	}
	t.words(ref, d, at.kind, says)
	if at.kind != "Span" && slices.Contains(holding, at.kind) {
		for _, page := range slices.Sorted(maps.Keys(says)) {
			t.told[page] = append(t.told[page], at.path+": "+says[page])
		}
		return nil
	}
	return says
}

// content notes content that an element holds.
func (t *tree) content(ref syntax.Ref, d syntax.Dict, k syntax.Value, says map[int]string) {
	on := d["Pg"]
	if m, ok := k.(syntax.Dict); ok {
		on, k = m["Pg"], m["MCID"]
	}
	on, _ = on.(syntax.Ref)
	f, isNumber := k.(float64)
	r, isPage := on.(syntax.Ref)
	page, known := t.number[r]
	n := int(f)
	if !isNumber || !isPage || !known || n < 0 || n >= len(t.owner[page]) || float64(n) != f || t.owner[page][n] != 0 {
		t.fail(-1, "object %d: a tag holds what is not on its page or another tag holds", ref)
		return
	}
	m := t.pages[page].marked[n]
	kind, _ := d["S"].(syntax.Name)
	if m.kind != kind || !slices.Contains(holding, string(kind)) {
		t.fail(page, "a tag and what it holds are of different kinds")
	}
	t.owner[page][n] = ref
	says[page] += layout.Letters(m.text)
}

// words checks the strings of an element: a box is spoken as its label says, a
// picture is described in fixed words, and nothing else says anything.
func (t *tree) words(ref syntax.Ref, d syntax.Dict, kind string, says map[int]string) {
	actual, speaks := d["ActualText"].(syntax.String)
	alt, describes := d["Alt"].(syntax.String)
	if speaks != (kind == "Span") || describes != (kind == "Figure") {
		t.fail(-1, "object %d: a tag says what it should not or lacks its words", ref)
		return
	}
	for page, s := range says {
		switch {
		case describes:
			says[page] = "{" + decoded(alt) + "}"
			t.said[page] = append(t.said[page], decoded(alt))
			if s != "" || !altRE.MatchString(decoded(alt)) {
				t.fail(page, "a picture is described in words that are not the program's")
			}
		case speaks:
			spoken := decoded(actual)
			says[page] = s + "{" + spoken + "}"
			t.labels[page] = append(t.labels[page], s)
			t.said[page] = append(t.said[page], spoken)
			if layout.Letters(spoken) != layout.Letters(layout.Spoken(s)) || strings.Join(strings.Fields(spoken), " ") != spoken {
				t.fail(page, "a redaction is spoken otherwise than its label says")
			}
		}
	}
	if (speaks || describes) && len(says) != 1 {
		t.fail(-1, "object %d: a tag says what is on no page, or on several", ref)
	}
}

// back proves the way from content to its element.
func (t *tree) back(parents syntax.Value, next syntax.Value) {
	lists, ok := t.numbered(parents)
	if !ok || len(lists) != len(t.owner) || next != float64(len(t.owner)) {
		t.fail(-1, "the tags of its pages cannot be found")
		return
	}
	for n, want := range t.owner {
		list, ok := t.file.Direct(lists[n]).(syntax.Array)
		if !ok || t.pages[n].parents != float64(n) || !slices.EqualFunc(list, want, func(v syntax.Value, r syntax.Ref) bool { return v == r }) {
			t.fail(n, "the tags of its words cannot be found")
		}
	}
}

// numbered gives the values of a number tree whose numbers count from 0, the leaves
// of which hang on its root or are it (PDF 32000-1, 7.9.7).
func (p *proof) numbered(tree syntax.Value) (out []syntax.Value, ok bool) {
	root := p.file.Dict(tree)
	leaves, _ := p.file.Direct(root["Kids"]).(syntax.Array)
	if leaves == nil {
		leaves = syntax.Array{root}
	}
	for _, l := range leaves {
		leaf := p.file.Dict(l)
		nums, _ := p.file.Direct(leaf["Nums"]).(syntax.Array)
		from := len(out)
		for i := 0; i+1 < len(nums); i += 2 {
			if nums[i] != float64(len(out)) {
				return nil, false
			}
			out = append(out, nums[i+1])
		}
		limits, _ := leaf["Limits"].(syntax.Array)
		if limits != nil && !slices.Equal(limits, syntax.Array{float64(from), float64(len(out) - 1)}) {
			return nil, false
		}
	}
	return out, true
}

// page proves that all of a page is told, each redaction is spoken, and the plan
// is followed.
func (t *tree) page(n int) {
	if slices.Contains(t.owner[n], 0) || t.pages[n].loose {
		t.fail(n, "it shows something that no tag holds")
	}
	want := t.claim.Pages[n]
	left := slices.Clone(t.labels[n])
	for i, b := range want.Boxes {
		if b.Label == "" {
			continue // it stands beside its box
		}
		at := slices.Index(left, layout.Letters(b.Label))
		if at < 0 {
			t.fail(n, "redaction %d is not spoken", i+1)
			continue
		}
		left = slices.Delete(left, at, at+1)
	}
	if t.heard != nil && !slices.Equal(t.heard[n], t.said[n]) {
		t.fail(n, "the two readers are told different things of it")
	}
	if want.Tags != nil && !slices.Equal(want.Tags, t.told[n]) {
		t.fail(n, "a screen reader is not told what was planned")
	}
}
