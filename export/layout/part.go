package layout

import (
	"slices"
	"strings"
)

// Kind is what a part of a page is to a reader who does not see it. Its value is
// the structure type of PDF 32000-1, section 14.8.4, of the innermost element.
type Kind string

// The kinds. Lead and Value are the two halves of an entry of a header; Head and
// Cell stand in tables. What has no part only dresses the page: stamps, heads
// repeated on the next page, lines and bars.
const (
	Title   Kind = "H1"
	Heading Kind = "H2"
	Text    Kind = "P"
	Quoted  Kind = "BlockQuote"
	Lead    Kind = "Lbl"
	Value   Kind = "LBody"
	Head    Kind = "TH"
	Cell    Kind = "TD"
	Figure  Kind = "Figure"
)

// Part is a block of a record: a paragraph, a cell, half of a header field, a
// picture. Parts of a page stand in reading order, which is not that of lines
// where cells stand side by side.
type Part struct {
	Kind Kind
	ID   int // from 1 in each record; a part that goes on over pages keeps it
	// The table or header it is in and the row or entry there; 0 for none.
	Group, Row int
	Columns    int    // how many columns a cell takes, when not one
	Alt        string // of a Figure: what it is
}

// parts is where the setter stands among the parts of its record.
type parts struct {
	last int // the latest number given
	now  Part
	at   map[int]int // places in Page.Parts, by ID
}

func (p *parts) number() int {
	p.last++
	return p.last
}

// begin starts a part that is in no table or header.
func (p *parts) begin(k Kind) { p.now = Part{Kind: k, ID: p.number()} }

// inRow starts a part of the row.
func (p *parts) inRow(k Kind, group, row int) {
	p.now = Part{Kind: k, ID: p.number(), Group: group, Row: row}
}

// paragraph starts another part like the present one, where only running text
// comes in paragraphs.
func (p *parts) paragraph() {
	if p.now.Kind == Text || p.now.Kind == Quoted {
		p.now.ID = p.number()
	}
}

// part is the place of a part in the page's list, counted from 1, as Word.Part
// has it; it is listed when it is first set. The zero Part has the place 0.
func (s *setter) part(p Part) int {
	if p.ID == 0 {
		return 0
	}
	at, ok := s.parts.at[p.ID]
	if !ok {
		s.page.Parts = append(s.page.Parts, p)
		at = len(s.page.Parts)
		s.parts.at[p.ID] = at
	}
	return at
}

// rowParts are the parts of the cells of a row.
func (s *setter) rowParts(k Kind) []Part {
	out := make([]Part, len(s.tables.now.w))
	row := s.parts.number()
	for i := range out {
		out[i] = Part{Kind: k, ID: s.parts.number(), Group: s.tables.group, Row: row}
	}
	return out
}

// Stretch is neighbouring words of one part, or the label of one box. Part
// counts from 1 in Page.Parts, 0 dresses the page.
type Stretch struct {
	Part  int
	Words []Word
	Box   bool
}

// Spoken is how a screen reader reads the label of a box, "" for plain words.
func (s Stretch) Spoken() string {
	if !s.Box {
		return ""
	}
	return Spoken(s.Said())
}

// Said is the text of its words.
func (s Stretch) Said() string {
	var said []string
	for _, w := range s.Words {
		said = append(said, w.Text)
	}
	return strings.Join(said, " ")
}

// Stretches parts what is drawn, in the order of InOrder. Words of white space
// alone are left out: nothing of them is drawn.
func (p Page) Stretches() []Stretch {
	all := slices.DeleteFunc(p.InOrder(), Word.Blank)
	out := make([]Stretch, 0, len(p.Parts)+2*len(p.Boxes)+4)
	for from := 0; from < len(all); {
		w, to := all[from], from+1
		for to < len(all) && all[to].Part == w.Part && all[to].Box == w.Box {
			to++
		}
		out = append(out, Stretch{Part: w.Part, Words: all[from:to], Box: w.Box > 0})
		from = to
	}
	return out
}

// Path are the structure types from the record down to the kind; the two last
// but one repeat by Group and Row.
func (k Kind) Path() []string {
	switch k {
	case Lead, Value:
		return []string{"L", "LI", string(k)}
	case Head, Cell:
		return []string{"Table", "TR", string(k)}
	case Quoted:
		return []string{string(k), "P"}
	}
	return []string{string(k)}
}

// Tagged is what a screen reader is told of the page, part by part: the types,
// then what is read, as Letters; how a box is spoken stands behind its label, how
// a picture is behind its type. Parts that show nothing are left out. The proof
// compares a written page with it.
func (p Page) Tagged() []string {
	out := make([]string, len(p.Parts))
	for _, x := range p.Pictures {
		if x.Part > 0 {
			out[x.Part-1] += "{" + x.Alt + "}"
		}
	}
	for _, s := range p.Stretches() {
		if s.Part == 0 {
			continue
		}
		out[s.Part-1] += Letters(s.Said())
		if s.Box {
			out[s.Part-1] += "{" + s.Spoken() + "}"
		}
	}
	var told []string
	for i, x := range p.Parts {
		if out[i] != "" {
			told = append(told, strings.Join(x.Kind.Path(), " ")+": "+out[i])
		}
	}
	return told
}

// Blank tells a word that shows nothing.
func (w Word) Blank() bool { return strings.Trim(w.Text, " \u00a0") == "" }

// Spoken is how the label of a box is read aloud: "(b)(6), (b)(7)(C)" is
// "redacted, exemption b 6, b 7 C". It changes a label sign by sign, white space
// apart, so that what is read aloud can be proven from what is printed.
func Spoken(label string) string {
	label = strings.Join(strings.Fields(label), " ")
	before := "redacted, "
	if len(label) > 2 && label[0] == '(' && label[2] == ')' {
		before = "redacted, exemption "
	}
	if label == "[redacted]" {
		return "redacted"
	}
	if cut, ok := strings.CutPrefix(label, "Redacted-"); ok {
		label = cut
	}
	label = strings.NewReplacer(" [", ", ", "[", ", ", "]", " ", ")", " ", "(", " ").Replace(label)
	label = strings.Join(strings.Fields(label), " ")
	return before + strings.ReplaceAll(label, " ,", ",")
}
