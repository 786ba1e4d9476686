package record

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTMLText takes the readable text out of an HTML body: blocks on their own
// lines, list items marked, table cells separated by tabs, link targets that
// differ from their words in angle brackets, pictures named by their alt text,
// scripts and styles left out. It fetches nothing.
func HTMLText(src string) string {
	z := html.NewTokenizer(strings.NewReader(src))
	var t htmlText
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(t.out.String())
		case html.TextToken:
			t.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			t.open(z.Token())
		case html.EndTagToken:
			t.close(z.Token())
		}
	}
}

// maxQuote bounds the depth that is shown: a hostile mail of nested quotations
// would else grow with its square.
const maxQuote = 20

type htmlText struct {
	out   strings.Builder
	lines int  // LFs at the end of out
	space bool // white space is owed before the next word
	skip  int  // depth inside script, style, head
	pre   int
	quote int
	href  string
	label strings.Builder
}

func (t *htmlText) put(s string) {
	if s == "" {
		return
	}
	if t.out.Len() > 0 && t.lines > 0 && t.quote > 0 {
		t.out.WriteString(strings.Repeat("> ", min(t.quote, maxQuote)))
	}
	t.out.WriteString(s)
	t.lines = 0
}

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
	for i, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n\r\f", r) }) {
		if (i > 0 || t.space || strings.ContainsRune(" \t\n\r\f", rune(s[0]))) && t.lines == 0 && t.out.Len() > 0 {
			t.out.WriteByte(' ')
		}
		t.space = false
		t.put(w)
		if t.href != "" {
			t.label.WriteString(w)
		}
	}
	if s != "" && strings.ContainsRune(" \t\n\r\f", rune(s[len(s)-1])) {
		t.space = true
	}
}

// line ends the current line once; blank adds an empty line after it.
func (t *htmlText) line() { t.out.WriteByte('\n'); t.lines++; t.space = false }

func (t *htmlText) fresh(lines int) {
	if t.out.Len() == 0 {
		return
	}
	for t.lines < lines {
		t.line()
	}
	t.space = false
}

func (t *htmlText) open(tok html.Token) {
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		if tok.Type == html.StartTagToken {
			t.skip++
		}
	case atom.Br:
		t.line()
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Ul, atom.Ol:
		t.fresh(2)
	case atom.Div, atom.Tr, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer:
		t.fresh(1)
	case atom.Li:
		t.fresh(1)
		t.put("- ")
	case atom.Td, atom.Th:
		if t.lines == 0 && t.out.Len() > 0 {
			t.put("\t")
			t.space = false
		}
	case atom.Blockquote:
		t.fresh(1)
		t.quote++
	case atom.Pre:
		t.fresh(1)
		t.pre++
	case atom.Hr:
		t.fresh(1)
		t.put("----------")
		t.fresh(1)
	case atom.A:
		t.href = attr(tok, "href")
		t.label.Reset()
	case atom.Img:
		if alt := strings.TrimSpace(attr(tok, "alt")); alt != "" {
			t.text(" [" + alt + "] ")
		}
	}
}

func (t *htmlText) close(tok html.Token) {
	switch tok.DataAtom {
	case atom.Script, atom.Style, atom.Title:
		t.skip = max(0, t.skip-1)
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Ul, atom.Ol:
		t.fresh(2)
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd:
		t.fresh(1)
	case atom.Blockquote:
		t.fresh(1)
		t.quote = max(0, t.quote-1)
	case atom.Pre:
		t.fresh(1)
		t.pre = max(0, t.pre-1)
	case atom.A:
		t.closeLink()
	}
}

func (t *htmlText) closeLink() {
	href, label := t.href, t.label.String()
	t.href = ""
	bare := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(href, "/"), "mailto:"), "http://")
	if href == "" || strings.HasPrefix(href, "#") || strings.Contains(href, label) && label != "" && len(label) >= len(bare) ||
		strings.HasPrefix(href, "cid:") || t.skip > 0 {
		return
	}
	t.text(" <" + href + ">")
}

func attr(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
