package qc

import (
	"vaughn/export/qc/syntax"
)

// ownPage is a page as the own reader reads it.
type ownPage struct {
	text  string                   // all strings shown, as they come
	drawn map[syntax.Name]*letters // by name of the font
	seen  string                   // those of them that are painted
	fonts syntax.Dict
	odd   []string // what a page of ours never says

	images []placed
	known  syntax.Dict // images by name

	ref     syntax.Ref
	parents syntax.Value // its place among the tags of all pages
	marked  []marked     // by number
	loose   bool         // something stands in no marked content
}

// marked is content that a tag may hold.
type marked struct {
	kind syntax.Name
	text string
}

// operands are the operators of a page with their operands: n a number, / a
// name, s a string, m the number of marked content. Clips, layers, colours other than grey and
// forms are not among them; images and invisible text are those of plates.
var operands = map[string]string{
	"q": "", "Q": "", "BT": "", "ET": "", "f": "", "g": "n",
	"re": "nnnn", "Td": "nn", "Tf": "/n", "Tj": "s", "cm": "nnnnnn", "Do": "/", "Tr": "n", "BMC": "/", "BDC": "/m", "EMC": "",
}

// content proves by the second reader that the strings a page shows are the
// released letters, each as often as it was released, and that nothing stands
// in the page's program but the showing of text and the filling of rectangles.
func content(p *proof, pg *page) error {
	for _, why := range pg.own.odd {
		p.fail(pg.n, "%s", why)
	}
	if !sameBag(pg.own.text, pg.want.Text) {
		p.fail(pg.n, "its strings are not the letters released")
	}
	// PDFium sorts the letters of lines that it thinks are one, as the label in a picture
	// and the words beside it; this reader does not
	if len(pg.want.Plates) > 0 && !same(pg.own.text, pg.want.Text) {
		p.fail(pg.n, "its strings do not read as released")
	}
	if !pg.want.Layer || len(pg.want.Plates) == 0 {
		if !sameBag(pg.own.seen, pg.own.text) {
			p.fail(pg.n, "it holds invisible text that the plan does not have")
		}
		return nil
	}
	if !sameBag(pg.own.seen, pg.want.Seen) {
		p.fail(pg.n, "what it paints over its plate are not the stamps and labels of the plan")
	}
	return nil
}

// ownPageOf reads a page of the file.
func ownPageOf(f *syntax.File, kid syntax.Value) *ownPage {
	d := f.Dict(kid)
	res := f.Dict(d["Resources"])
	out := &ownPage{fonts: f.Dict(res["Font"]), drawn: map[syntax.Name]*letters{}, known: f.Dict(res["XObject"]), parents: d["StructParents"]}
	out.ref, _ = kid.(syntax.Ref)
	data, err := f.Data(d["Contents"])
	if err == nil {
		err = out.read(data)
	}
	if err != nil {
		out.odd = append(out.odd, err.Error())
	}
	return out
}

func (p *ownPage) read(data []byte) error {
	var font syntax.Name
	var text, seen []byte
	var at [6]float64 // the matrix of the picture that comes
	hidden := 0.0
	in := outside
	err := syntax.Steps(data, func(s syntax.Step) bool {
		want, ok := operands[s.Op]
		if !ok || !fit(want, s.Args) {
			p.odd = append(p.odd, "its program has an operator that pages of ours do not use")
			return len(p.odd) < 10
		}
		switch s.Op {
		case "Tf":
			font = s.Args[0].(syntax.Name)
		case "Tj":
			shown := s.Args[0].(syntax.String)
			if len(shown)%2 != 0 {
				p.odd = append(p.odd, "it shows half a character")
				return true
			}
			said := utf16be(shown)
			text = append(text, said...)
			if hidden == 0 {
				seen = append(seen, said...)
			}
			p.mark(font, said)
			p.held(in, said)
		case "Tr":
			if hidden = s.Args[0].(float64); hidden != 0 && hidden != 3 {
				p.odd = append(p.odd, "it paints text in a way that pages of ours do not")
			}
		case "cm":
			for i := range at {
				at[i] = s.Args[i].(float64)
			}
		case "Do":
			p.image(s.Args[0].(syntax.Name), at)
			p.held(in, "")
		case "BMC", "BDC", "EMC":
			in = p.bracket(s, in)
		}
		return true
	})
	p.text, p.seen = string(text), string(seen)
	return err
}

// Where text can stand that stands in no numbered content.
const (
	outside = -1
	dress   = -2 // no part of the record
)

// bracket follows marked content, which is never nested: it gives the number of
// the content that the step begins, or where the page stands behind it.
func (p *ownPage) bracket(s syntax.Step, in int) int {
	if (in == outside) == (s.Op == "EMC") {
		p.odd = append(p.odd, "its marked content is nested or does not end")
	}
	switch s.Op {
	case "BMC":
		if s.Args[0] != syntax.Name("Artifact") {
			p.odd = append(p.odd, "it marks content in a way that pages of ours do not")
		}
		return dress
	case "BDC":
		if s.Args[1].(syntax.Dict)["MCID"] != float64(len(p.marked)) {
			p.odd = append(p.odd, "its marked content is not numbered in order")
		}
		p.marked = append(p.marked, marked{kind: s.Args[0].(syntax.Name)})
		return len(p.marked) - 1
	}
	return outside
}

// held gives text or a picture to the content it stands in.
func (p *ownPage) held(in int, text string) {
	switch {
	case in == outside:
		p.loose = true
	case in >= 0:
		p.marked[in].text += text
	}
}

// image notes an image that is drawn with a matrix.
func (p *ownPage) image(name syntax.Name, m [6]float64) {
	ref, ok := p.known[name].(syntax.Ref)
	if !ok {
		p.odd = append(p.odd, "it draws what is no image of the file")
		return
	}
	p.images = append(p.images, placed{ref: ref, x: m[4], y: m[5], w: m[0], h: m[3], plain: m[1] == 0 && m[2] == 0 && m[0] > 0 && m[3] > 0})
}

func (p *ownPage) mark(font syntax.Name, s string) {
	set := p.drawn[font]
	if set == nil {
		set = &letters{}
		p.drawn[font] = set
	}
	for _, r := range s {
		set.add(r)
	}
}

func fit(want string, args []syntax.Value) bool {
	if len(args) != len(want) {
		return false
	}
	for i, a := range args {
		ok := false
		switch want[i] {
		case 'n':
			_, ok = a.(float64)
		case '/':
			_, ok = a.(syntax.Name)
		case 's':
			_, ok = a.(syntax.String)
		case 'm':
			d, _ := a.(syntax.Dict)
			_, ok = d["MCID"].(float64)
			ok = ok && len(d) == 1
		}
		if !ok {
			return false
		}
	}
	return true
}
