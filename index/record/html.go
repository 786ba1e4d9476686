package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTMLText takes the readable text out of an HTML body: blocks on their own
// lines, list items marked or numbered, table cells separated by tabs, link
// targets that differ from their words in angle brackets, pictures named by
// their alt text, scripts and styles left out. It fetches nothing.
func HTMLText(src string) string { return readHTML(src, nil).text }

// readHTML takes text and shape out of an HTML body. held finds the attachment
// that a picture's source names.
func readHTML(src string, held func(src string) (int, bool)) shape {
	z := html.NewTokenizer(strings.NewReader(src))
	t := newHTMLText(held)
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		t.token(z.Token())
	}
	return t.end()
}

// maxQuote bounds the depth that is shown: a hostile mail of nested quotations
// would else grow with its square.
const maxQuote = 20

type htmlText struct {
	out    strings.Builder
	lines  int  // LFs at the end of out
	space  bool // white space is owed before the next word
	marked bool // the mark of a list item was just written
	skip   int  // depth inside script, style, head
	pre    int
	bold   int
	quote  int
	href   string
	label  strings.Builder

	held   func(string) (int, bool)
	shape  shape
	lists  []list
	tables []*table
	last   int // number of the last table
}

func newHTMLText(held func(string) (int, bool)) *htmlText {
	t := &htmlText{held: held}
	t.mark(FormFlow)
	return t
}

func (t *htmlText) token(tok html.Token) {
	switch tok.Type {
	case html.TextToken:
		t.text(tok.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		t.open(tok)
	case html.EndTagToken:
		t.close(tok)
	}
}

// end closes what is open.
func (t *htmlText) end() shape {
	for len(t.tables) > 0 {
		t.closeTable()
	}
	return t.done()
}

// done gives the text without white space around it.
func (t *htmlText) done() shape {
	s, all := t.shape, t.out.String()
	s.text = strings.TrimSpace(all)
	cut := len(all) - len(strings.TrimLeftFunc(all, isSpace))
	s.shift(-cut)
	end := len(s.text)
	for i := range s.lines {
		s.lines[i].at = min(max(0, s.lines[i].at), end)
	}
	for i := range s.insets {
		s.insets[i].at = min(max(0, s.insets[i].at), end)
	}
	var cells []cellMark
	slices.SortStableFunc(s.cells, func(a, b cellMark) int { return cmp.Or(a.at-b.at, b.Table-a.Table) })
	for _, c := range s.cells {
		c.at = max(0, c.at)
		if n := len(cells); n > 0 && c.Table > 0 && cells[n-1].bare && cells[n-1].at == c.at {
			cells = cells[:n-1] // nothing parts it from the next
			for i := range s.insets {
				if s.insets[i].at == c.at+1 {
					s.insets[i].at--
				}
			}
		}
		if c.at < end && (len(cells) == 0 || c.at > cells[len(cells)-1].at) && (c.at == 0 || isSpace(rune(s.text[c.at-1]))) {
			cells = append(cells, c)
		}
	}
	s.cells = cells
	return s
}

func (t *htmlText) put(s string) {
	if s == "" {
		return
	}
	if t.out.Len() > 0 && t.lines > 0 && t.quote > 0 {
		t.out.WriteString(strings.Repeat("> ", min(t.quote, maxQuote)))
	}
	t.out.WriteString(Clean(s))
	t.lines, t.marked = 0, false
	if n := len(t.tables); n > 0 && t.bold == 0 && t.tables[n-1].open {
		light := t.tables[n-1].light
		light[len(light)-1] = true
	}
}

// blanks are the white space of HTML, which collapses.
const blanks = " \t\n\r\f"

func isBlank(r rune) bool { return strings.ContainsRune(blanks, r) }

func (t *htmlText) text(s string) {
	if t.skip > 0 {
		return
	}
	if t.pre > 0 {
		for i, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
			if i > 0 {
				t.line()
			}
			t.put(line)
		}
		return
	}
	for i, w := range strings.FieldsFunc(s, isBlank) {
		if (i > 0 || t.space || isBlank(rune(s[0]))) && t.lines == 0 && !t.marked && t.out.Len() > 0 {
			t.out.WriteByte(' ')
		}
		t.space = false
		t.put(w)
		if t.href != "" {
			t.label.WriteString(w)
		}
	}
	if s != "" && isBlank(rune(s[len(s)-1])) {
		t.space = true
	}
}

// line ends the current line once; fresh gives as many line ends as are asked
// for, but none between the mark of an item and its words.
func (t *htmlText) line() { t.out.WriteByte('\n'); t.lines++; t.space = false }

func (t *htmlText) fresh(lines int) {
	if t.out.Len() == 0 || t.marked {
		return
	}
	for t.lines < lines {
		t.line()
	}
	t.space = false
}

// mark says how lines are set from here on. Where nothing changes it says
// nothing.
func (t *htmlText) mark(form string) {
	m := lineMark{at: t.out.Len(), list: len(t.lists), form: form}
	if t.pre > 0 {
		m.form = FormPre
	}
	if n := len(t.shape.lines); n > 0 {
		o := &t.shape.lines[n-1]
		if o.at == m.at {
			o.list, o.form = m.list, m.form
			return
		}
		if o.list == m.list && o.form == m.form {
			return
		}
	}
	t.shape.lines = append(t.shape.lines, m)
}

func (t *htmlText) open(tok html.Token) {
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		if tok.Type == html.StartTagToken {
			t.skip++
		}
	case atom.Br:
		t.line()
	case atom.P:
		t.fresh(2)
	case atom.Table:
		t.fresh(2)
		t.openTable(tok)
	case atom.Ul, atom.Ol:
		t.fresh(2)
		t.lists = append(t.lists, newList(tok))
		t.mark(FormFlow)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		t.fresh(2)
		t.mark(FormHeading)
	case atom.Tr:
		t.fresh(1)
		t.openRow()
	case atom.Div, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer:
		t.fresh(1)
	case atom.Li:
		t.item(tok)
	case atom.Td, atom.Th:
		t.openCell(tok)
	case atom.B, atom.Strong:
		t.bold++
	case atom.Blockquote:
		t.fresh(1)
		t.quote++
	case atom.Pre:
		t.fresh(1)
		t.pre++
		t.mark(FormPre)
	case atom.Hr:
		t.fresh(1)
		t.put("----------")
		t.fresh(1)
	case atom.A:
		t.href = attr(tok, "href")
		t.label.Reset()
	case atom.Img:
		t.picture(tok)
	}
}

func (t *htmlText) close(tok html.Token) {
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		t.skip = max(0, t.skip-1)
	case atom.P:
		t.fresh(2)
	case atom.Table:
		t.fresh(2)
		t.closeTable()
	case atom.Ul, atom.Ol:
		t.marked = false
		t.fresh(2)
		t.lists = t.lists[:max(0, len(t.lists)-1)]
		t.mark(FormFlow)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		t.fresh(2)
		t.mark(FormFlow)
	case atom.Li:
		t.marked = false
		t.fresh(1)
	case atom.Tr:
		t.fresh(1)
		t.closeRow()
	case atom.Td, atom.Th:
		t.closeCell()
	case atom.Div, atom.Dt, atom.Dd:
		t.fresh(1)
	case atom.B, atom.Strong:
		t.bold = max(0, t.bold-1)
	case atom.Blockquote:
		t.fresh(1)
		t.quote = max(0, t.quote-1)
	case atom.Pre:
		t.fresh(1)
		t.pre = max(0, t.pre-1)
		t.mark(FormFlow)
	case atom.A:
		t.closeLink()
	}
}

// closeLink prints the target of a link unless its words say it.
func (t *htmlText) closeLink() {
	href, label := strings.TrimSpace(t.href), t.label.String()
	t.href = ""
	if href == "" || strings.HasPrefix(href, "#") || strings.HasPrefix(href, "cid:") || t.skip > 0 {
		return
	}
	if label != "" && strings.Contains(href, label) && len(label) >= len(bare(href)) || strings.EqualFold(bare(href), bare(label)) {
		return
	}
	t.text(" <" + href + ">")
}

// bare is a target without what is not worth printing it for.
func bare(href string) string {
	for _, p := range []string{"mailto:", "tel:", "http://", "https://", "www."} {
		if len(href) >= len(p) && strings.EqualFold(href[:len(p)], p) {
			href = href[len(p):]
		}
	}
	return strings.TrimSuffix(href, "/")
}

// list is one that is open.
type list struct {
	kind string // "" for marks, else the type of its numbers
	next int
}

func newList(tok html.Token) list {
	if tok.DataAtom != atom.Ol {
		return list{}
	}
	l := list{kind: attr(tok, "type"), next: 1}
	if l.kind == "" {
		l.kind = "1"
	}
	if n, ok := number(attr(tok, "start")); ok {
		l.next = n
	}
	return l
}

// item begins an item of a list with its mark or number, as the reader of the
// mail saw it.
func (t *htmlText) item(tok html.Token) {
	t.marked = false
	t.fresh(1)
	t.mark(FormFlow)
	if n := len(t.shape.lines); t.shape.lines[n-1].at == t.out.Len() {
		t.shape.lines[n-1].item = true
	} else {
		o := t.shape.lines[n-1]
		t.shape.lines = append(t.shape.lines, lineMark{at: t.out.Len(), list: o.list, form: o.form, item: true})
	}
	mark := "- "
	if n := len(t.lists); n > 0 && t.lists[n-1].kind != "" {
		l := &t.lists[n-1]
		if v, ok := number(attr(tok, "value")); ok {
			l.next = v
		}
		mark = ordinal(l.kind, l.next) + ". "
		l.next++
	}
	t.put(mark)
	t.marked, t.space = true, false
}

// ordinal is a number as a list of a type prints it (HTML, section 4.4.5).
func ordinal(kind string, n int) string {
	lower := kind == "a" || kind == "i"
	var s string
	switch {
	case (kind == "a" || kind == "A") && n > 0 && n <= 26*27:
		for ; n > 0; n = (n - 1) / 26 {
			s = string(rune('A'+(n-1)%26)) + s
		}
	case (kind == "i" || kind == "I") && n > 0 && n < 4000:
		for _, r := range []struct {
			n int
			s string
		}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
			for ; n >= r.n; n -= r.n {
				s += r.s
			}
		}
	default:
		return fmt.Sprint(n)
	}
	if lower {
		return strings.ToLower(s)
	}
	return s
}

// number reads a small whole number, as attributes state it: "12", "12px".
func number(s string) (int, bool) {
	s = strings.TrimSpace(s)
	n, digits := 0, 0
	for digits < len(s) && s[digits] >= '0' && s[digits] <= '9' && n < 100_000 {
		n = n*10 + int(s[digits]-'0')
		digits++
	}
	return n, digits > 0 && !strings.HasPrefix(s[digits:], "%")
}

func attr(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
