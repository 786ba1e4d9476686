package qc

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/export/qc/syntax"
)

// ownPage is a page as the own reader reads it.
type ownPage struct {
	text  string                        // all strings shown, as they come
	drawn map[syntax.Name]map[rune]bool // by name of the font
	fonts syntax.Dict
	odd   []string // what a page of ours never says
}

// operands are the operators of a page with their operands: n a number, / a
// name, s a string. Rendering modes, clips, marked content, layers, colours
// other than grey, pictures and forms are not among them.
var operands = map[string]string{
	"q": "", "Q": "", "BT": "", "ET": "", "f": "", "w": "n", "J": "n", "j": "n", "g": "n", "G": "n",
	"re": "nnnn", "Td": "nn", "Tf": "/n", "Tj": "s",
}

// content proves by the second reader that the strings a page shows are the
// released letters, each as often as it was released, and that nothing stands
// in the page's program but the showing of text and the filling of rectangles.
func content(p *proof, pg *page) error {
	for _, why := range pg.own.odd {
		p.fail(pg.n, "%s", why)
	}
	if bag(pg.own.text) != bag(pg.want.Text) {
		p.fail(pg.n, "its strings are not the letters released")
	}
	return nil
}

// bag is the letters of a text without order or white space.
func bag(s string) string {
	var rs []rune
	for _, r := range norm.NFKD.String(s) {
		if !unicode.IsSpace(r) {
			rs = append(rs, r)
		}
	}
	slices.Sort(rs)
	return string(rs)
}

// ownPages reads the pages in their order; of a file with more or fewer than
// wanted it gives empty ones.
func ownPages(f *syntax.File, want int) []ownPage {
	kids, _ := f.Direct(f.Dict(f.Dict(f.Trailer["Root"])["Pages"])["Kids"]).(syntax.Array)
	out := make([]ownPage, len(kids))
	if len(kids) != want {
		return out
	}
	for i, k := range kids {
		d := f.Dict(k)
		out[i] = ownPage{fonts: f.Dict(f.Dict(d["Resources"])["Font"]), drawn: map[syntax.Name]map[rune]bool{}}
		data, err := f.Data(d["Contents"])
		if err == nil {
			err = out[i].read(data)
		}
		if err != nil {
			out[i].odd = append(out[i].odd, err.Error())
		}
	}
	return out
}

func (p *ownPage) read(data []byte) error {
	var font syntax.Name
	var text []byte
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
			text = append(text, shown...)
			p.mark(font, utf16be(shown))
		}
		return true
	})
	p.text = utf16be(text)
	return err
}

func (p *ownPage) mark(font syntax.Name, s string) {
	set := p.drawn[font]
	if set == nil {
		set = map[rune]bool{}
		p.drawn[font] = set
	}
	for _, r := range s {
		set[r] = true
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
		}
		if !ok {
			return false
		}
	}
	return true
}
