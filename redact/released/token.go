package released

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// kind is what a token is.
type kind uint8

const (
	word  kind = iota
	hid        // a code, or several in a row
	bound      // a message, or its own words, begin or end here
)

// token is a word, a place where something is withheld, or a bound.
type token struct {
	kind  kind
	text  string // as written; of codes in a row, all of them
	fold  string // as it is compared; "" for a sign alone
	codes []string
	line  int // index of its line
	msg   int // index of its message
	head  bool
}

// line is one line of a release.
type line struct {
	page int // index of its page
	no   int // from 1
	text string
}

// document is a release taken apart.
type document struct {
	pages    []Page
	lines    []line
	tokens   []token
	messages []message
}

// A code of the FOIA or the Privacy Act as people and scanners write it, or a
// box without one. QUIRK: brackets are lost and blanks come in, "(b) (6)",
// "(b)(7)( C)"; what follows a code may stand on the next line.
var withheld = regexp.MustCompile(`\(\s*[bB]\s*\)\s*\(\s*(\d{1,2})\s*\)(?:\s*[-(:]?\s*\(\s*([A-Zacdef])\s*\))?|\(\s*[bB](\d)\s*\)|\b[bB](\d)([A-F])?\b(?:\s*;)?|\(\s*([jk])\s*\)\s*\(\s*(\d)\s*\)|\[(?:REDACTED|Redacted|redacted|WITHHELD)\]|█{1,}|■{2,}`)

// between is what may stand between codes that belong together.
var between = regexp.MustCompile(`^[\s,;:/&.|<>\\-]*(?:and\s*)?$`)

// read takes pages apart.
func read(pages []Page) *document {
	d := &document{pages: pages}
	for p, page := range pages {
		for n, text := range strings.Split(page.Text, "\n") {
			d.lines = append(d.lines, line{p, n + 1, strings.TrimRight(text, "\r\f ")})
		}
	}
	d.split()
	for i := range d.messages {
		d.tokenize(i)
	}
	return d
}

// tokenize adds the tokens of one message: its header's, then its own.
func (d *document) tokenize(i int) {
	m := &d.messages[i]
	m.first = len(d.tokens)
	d.add(token{kind: bound, msg: i, line: m.from, head: true})
	for l := m.from; l < m.body; l++ {
		d.words(l, i, true)
	}
	d.add(token{kind: bound, msg: i, line: min(m.body, len(d.lines)-1)})
	m.own = len(d.tokens)
	for l := m.body; l < m.to; l++ {
		d.words(l, i, false)
	}
	m.last = len(d.tokens)
	d.add(token{kind: bound, msg: i, line: max(m.from, m.to-1)})
}

// add appends a token; codes that follow codes become one with them.
func (d *document) add(t token) {
	if n := len(d.tokens); t.kind == hid && n > 0 && d.tokens[n-1].kind == hid && d.tokens[n-1].head == t.head {
		last := &d.tokens[n-1]
		if last.line == t.line {
			last.text += ", " + t.text
		}
		last.codes = union(last.codes, t.codes)
		return
	}
	d.tokens = append(d.tokens, t)
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// words adds the tokens of one line.
func (d *document) words(l, msg int, head bool) {
	text := d.lines[l].text
	at := 0
	for _, m := range withheld.FindAllStringSubmatchIndex(text, -1) {
		if gap := text[at:m[0]]; !between.MatchString(gap) || at == 0 {
			d.plainWords(gap, l, msg, head)
		}
		t := token{kind: hid, text: text[m[0]:m[1]], line: l, msg: msg, head: head}
		if c := official(text, m); c != "" {
			t.codes = []string{c}
		}
		d.add(t)
		at = m[1]
	}
	d.plainWords(text[at:], l, msg, head)
}

func (d *document) plainWords(text string, l, msg int, head bool) {
	for _, w := range strings.Fields(text) {
		if f := plain(w); f != "" {
			d.tokens = append(d.tokens, token{kind: word, text: w, fold: f, line: l, msg: msg, head: head})
		}
	}
}

// official spells a code as the law does; "" for a box without one.
func official(text string, m []int) string {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return text[m[2*i]:m[2*i+1]]
	}
	switch {
	case group(1) != "":
		out := "(b)(" + group(1) + ")"
		if l := group(2); l != "" {
			out += "(" + strings.ToUpper(l) + ")"
		}
		return out
	case group(3) != "":
		return "(b)(" + group(3) + ")"
	case group(4) != "":
		out := "(b)(" + group(4) + ")"
		if l := group(5); l != "" {
			out += "(" + l + ")"
		}
		return out
	case group(6) != "":
		return "(" + group(6) + ")(" + group(7) + ")"
	}
	return ""
}

// plain is a word as it is compared: letters and digits in small letters, with
// those that scanners confuse made one.
func plain(w string) string {
	if strings.HasPrefix(w, "](") || strings.HasPrefix(w, "http") {
		return ""
	}
	w = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsLetter(c):
			switch c = unicode.ToLower(c); c {
			case 'l', 'i':
				return '1'
			case 'o':
				return '0'
			}
			return c
		case unicode.IsDigit(c):
			return c
		}
		return -1
	}, w)
	return strings.ReplaceAll(w, "rn", "m")
}
