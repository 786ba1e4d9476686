package record

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTMLFile is a file of HTML, read as the HTML of a mail is, and what a browser
// would not show of it.
type HTMLFile struct {
	Text       string   // of the Blocks, in the order of the file
	Blocks     []Block  // as the body of a mail has them
	Unheld     []string // pictures it names; none is in the file and none was fetched
	Veiled     []string // what it hides (display:none, size 0 …), in no block
	White      []string // what it says in white on nothing, in its block too
	Comments   []string // of the source
	Properties []string // "title: …", "author: …"
}

// ReadHTMLFile reads a file of HTML. What it hides is told by the attributes of
// its elements alone: words hidden by a style sheet or a script stand among the
// others. Each list is bounded by maxListed.
func ReadHTMLFile(src string) HTMLFile {
	z := html.NewTokenizer(strings.NewReader(src))
	f := fileReader{page: newHTMLText(notHeld)}
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		f.token(z.Token())
	}
	f.unveil()
	f.paint("")
	s := f.page.end()
	var w Builder
	body(&w, s)
	f.out.Text, f.out.Blocks, f.out.Unheld = string(w.text), w.blocks, s.unheld
	return f.out
}

// notHeld finds no picture: a file has none beside it.
func notHeld(string) (int, bool) { return -1, false }

// maxListed bounds each list of an HTMLFile.
const maxListed = 10_000

// fileReader shares the tokens of a file out to what shows and what does not.
type fileReader struct {
	page   *htmlText
	veiled *htmlText // nil outside of what is hidden
	white  strings.Builder
	open   openElements
	veil   int // how many elements are open around what is hidden
	title  bool
	out    HTMLFile
}

func (f *fileReader) token(tok html.Token) {
	was := f.veiled != nil
	switch tok.Type {
	case html.StartTagToken, html.SelfClosingTagToken:
		f.property(tok)
		f.open.start(tok)
	case html.EndTagToken:
		f.title = false
		f.open.end(tok.DataAtom)
	case html.TextToken:
		if f.title {
			f.list(&f.out.Properties, "title: ", tok.Data)
		}
	case html.CommentToken:
		f.comment(tok.Data)
		return
	}
	now := f.open.look()
	switch {
	case now.hidden && !was:
		f.veiled, f.veil = newHTMLText(notHeld), len(f.open)-1
	case !now.hidden && was:
		f.unveil()
		if tok.Type == html.EndTagToken && len(f.open) == f.veil {
			return // it ends what was hidden and no more
		}
	}
	if f.veiled != nil {
		f.veiled.token(tok)
		return
	}
	if tok.Type == html.TextToken {
		f.paint(map[bool]string{true: tok.Data}[now.white && !now.backed])
	}
	f.page.token(tok)
}

// unveil ends a stretch that is hidden.
func (f *fileReader) unveil() {
	if f.veiled != nil {
		f.list(&f.out.Veiled, "", f.veiled.end().text)
		f.veiled, f.page.space = nil, true // its neighbours are no one word
	}
}

// paint gathers white words; "" ends a run of them.
func (f *fileReader) paint(white string) {
	if white != "" {
		f.white.WriteString(white)
		return
	}
	f.list(&f.out.White, "", f.white.String())
	f.white.Reset()
}

func (f *fileReader) list(to *[]string, label, text string) {
	text = strings.TrimFunc(Clean(text), isSpace)
	if len(*to) < maxListed && strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && unicode.IsGraphic(r) }) {
		*to = append(*to, label+text)
	}
}

// comment lists a comment of the source. QUIRK: Word leaves settings of its own in
// comments that begin "[if"; what other ones say is shown by some mailers only.
func (f *fileReader) comment(s string) {
	if cond := strings.HasPrefix(strings.TrimSpace(s), "["); cond {
		if strings.Contains(s, "<xml") {
			return
		}
		_, s, _ = strings.Cut(s, ">")
		s = HTMLText(strings.TrimSuffix(s, "<![endif]"))
	}
	f.list(&f.out.Comments, "", s)
}

// property notes who wrote a file and what it is called; which program wrote it
// tells nothing of people.
func (f *fileReader) property(tok html.Token) {
	switch tok.DataAtom {
	case atom.Title:
		f.title = tok.Type == html.StartTagToken
	case atom.Meta:
		switch name := strings.ToLower(attr(tok, "name")); name {
		case "author", "description", "keywords", "subject":
			f.list(&f.out.Properties, name+": ", attr(tok, "content"))
		}
	}
}

// maxOpen bounds how many open elements are remembered.
const maxOpen = 512

// openElements are those that are open, with what each does to the words in it.
type openElements []element

type element struct {
	atom                  atom.Atom
	hidden, white, backed bool
}

func (o openElements) look() element {
	if len(o) == 0 {
		return element{}
	}
	return o[len(o)-1]
}

// start opens an element, ending those that it ends (HTML, section 13.1.2.4).
func (o *openElements) start(tok html.Token) {
	switch tok.DataAtom {
	case atom.Li:
		o.until(atom.Li, atom.Ul, atom.Ol)
	case atom.Dd, atom.Dt:
		o.until(atom.Dd, atom.Dl)
		o.until(atom.Dt, atom.Dl)
	case atom.Td, atom.Th:
		o.until(atom.Td, atom.Tr, atom.Table)
		o.until(atom.Th, atom.Tr, atom.Table)
	case atom.Tr:
		o.until(atom.Tr, atom.Table)
	case atom.Option:
		o.until(atom.Option, atom.Select)
	case atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.Blockquote, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr:
		o.until(atom.P, atom.Td, atom.Th, atom.Div, atom.Li, atom.Blockquote)
	}
	if tok.Type == html.SelfClosingTagToken || isVoid(tok.DataAtom) || len(*o) >= maxOpen {
		return
	}
	*o = append(*o, o.look().with(tok))
}

func (o *openElements) end(a atom.Atom) {
	switch a {
	case atom.Table:
		o.until(a)
	case atom.Tr, atom.Td, atom.Th:
		o.until(a, atom.Table)
	default:
		o.until(a, atom.Table, atom.Td, atom.Th)
	}
}

// until closes the nearest element of a kind and all within it, unless one of the
// others stands between.
func (o *openElements) until(a atom.Atom, not ...atom.Atom) {
	for i := len(*o) - 1; i >= 0; i-- {
		at := (*o)[i].atom
		if at == a {
			*o = (*o)[:i]
			return
		}
		for _, n := range not {
			if at == n {
				return
			}
		}
	}
}

func isVoid(a atom.Atom) bool {
	switch a {
	case 0, atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// with is what an element within another does to its words.
func (e element) with(tok html.Token) element {
	e.atom = tok.DataAtom
	e.hidden = e.hidden || e.atom == atom.Template
	e.back(attr(tok, "bgcolor"))
	e.back(attr(tok, "background"))
	if c := attr(tok, "color"); c != "" {
		e.white = isWhite(c)
	}
	for _, a := range tok.Attr {
		if a.Key == "hidden" {
			e.hidden = true
		}
	}
	for rule := range strings.SplitSeq(strings.ToLower(attr(tok, "style")), ";") {
		name, value, _ := strings.Cut(rule, ":")
		value, _, _ = strings.Cut(value, "!")
		e.rule(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	return e
}

// rule is one rule of a style.
func (e *element) rule(name, value string) {
	switch name {
	case "display":
		e.hidden = e.hidden || value == "none"
	case "visibility":
		e.hidden = value == "hidden" || value == "collapse"
	case "mso-hide":
		e.hidden = e.hidden || value == "all"
	case "font-size", "opacity":
		e.hidden = e.hidden || strings.Trim(value, "0.") == "" && value != "" || value == "0px" || value == "0pt" || value == "0em" || value == "0%"
	case "color":
		e.white = isWhite(value)
	case "background", "background-color", "background-image":
		e.back(value)
	}
}

// back notes what is behind the words; white on white is white on nothing.
func (e *element) back(value string) {
	if value != "" && value != "none" && value != "transparent" {
		e.backed = !isWhite(value)
	}
}

func isWhite(c string) bool {
	switch strings.ReplaceAll(strings.ToLower(strings.TrimSpace(c)), " ", "") {
	case "white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent":
		return true
	}
	return false
}
