package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError says where a query cannot be understood and what would be.
type SyntaxError struct {
	Pos  int    // bytes from the start of the query
	Got  string // what stands there
	Want string // what was expected, for a reader
}

// Error tells place, finding and expectation in one line; the place is
// counted in bytes from 1.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("query at %d: %s where %s was expected", e.Pos+1, e.Got, e.Want)
}

type kind int

const (
	tokEnd kind = iota
	tokOpen
	tokClose
	tokAnd
	tokOr
	tokNot
	tokNear
	tokField
	tokWord
	tokPhrase
)

type token struct {
	kind       kind
	pos, end   int
	text       string // pattern form of a word or phrase, name of a field
	n          int    // distance of a Near, edits of a word
	ordered    bool
	negated    bool // not w/
	reserved   bool // a value that would be an operator elsewhere
	afterField bool
}

type lexer struct {
	own []FieldInfo // fields of the case
	src string
	at  int
}

const quotes = "\"“”„"

// next reads a token. In a value (right after "field:") nothing is an
// operator or another field.
func (l *lexer) next(value bool) (token, error) {
	start := l.at
	for l.at < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.at:])
		if !unicode.IsSpace(r) {
			break
		}
		l.at += n
	}
	value = value && start == l.at
	t := token{pos: l.at}
	rest := l.src[l.at:]
	r, n := utf8.DecodeRuneInString(rest)
	one := func(k kind, n int) (token, error) {
		l.at += n
		t.kind, t.end = k, l.at
		return t, nil
	}
	switch {
	case rest == "":
		return one(tokEnd, 0)
	case r == '(':
		return one(tokOpen, 1)
	case r == ')':
		return one(tokClose, 1)
	case strings.HasPrefix(rest, "||"):
		return one(tokOr, 2)
	case r == '|':
		return one(tokOr, 1)
	case strings.ContainsRune(quotes, r):
		return l.phrase(r, n)
	case !value && r == '!', !value && r == '-' && negates(rest[1:]):
		return one(tokNot, 1)
	}
	return l.word(value)
}

// ends tells whether a word ends here.
func ends(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == 0 || unicode.IsSpace(r) || strings.ContainsRune("()|"+quotes, r)
}

// negates tells whether a - before this means NOT: it touches what it denies.
func negates(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && !unicode.IsSpace(r) && !strings.ContainsRune(")|", r)
}

func (l *lexer) phrase(open rune, n int) (token, error) {
	t := token{kind: tokPhrase, pos: l.at}
	l.at += n
	var b strings.Builder
	for l.at < len(l.src) {
		r, n := utf8.DecodeRuneInString(l.src[l.at:])
		if r == '"' || open != '"' && strings.ContainsRune("“”", r) {
			l.at += n
			t.text, t.end = b.String(), l.at
			return t, nil
		}
		l.char(&b)
	}
	return t, &SyntaxError{t.pos, "a quotation mark", "a second one that closes the phrase (or none)"}
}

// char takes one character, or a backslash and what it covers, in pattern form.
func (l *lexer) char(b *strings.Builder) {
	r, n := utf8.DecodeRuneInString(l.src[l.at:])
	l.at += n
	if r != '\\' {
		b.WriteRune(r)
		return
	}
	r, n = utf8.DecodeRuneInString(l.src[l.at:])
	switch {
	case n == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r):
		b.WriteString(`\\`) // a backslash of a path: \temp
	case strings.ContainsRune(`*?\`, r):
		b.WriteRune('\\')
		fallthrough
	default:
		b.WriteRune(r)
		l.at += n
	}
}

func (l *lexer) word(value bool) (token, error) {
	t := token{kind: tokWord, pos: l.at, afterField: value}
	var b strings.Builder
	fuzzy := -1 // where in b a ~ that may end the word stands
	for l.at < len(l.src) && !ends(l.src[l.at:]) {
		switch c := l.src[l.at]; {
		case c == ':' && !value:
			f, err := l.field(t.pos)
			if err != nil {
				return t, err
			}
			if f != "" {
				t.kind, t.text, t.end = tokField, f, l.at
				return t, nil
			}
			value = true
		case c == '~':
			fuzzy = b.Len()
		}
		l.char(&b)
	}
	t.text, t.end = b.String(), l.at
	if fuzzy >= 0 && !t.edits(fuzzy) {
		return t, &SyntaxError{t.pos, "a word ending in ~", "~, ~1 or ~2 after a word"}
	}
	return l.operator(t), nil
}

// edits cuts a ~ with its number off a word.
func (t *token) edits(at int) bool {
	switch t.text[at:] {
	case "~", "~1":
		t.n = 1
	case "~2":
		t.n = 2
	default:
		// a ~ inside a word is punctuation; one with a larger number is a mistake
		return strings.Trim(t.text[at+1:], "0123456789") != ""
	}
	t.text = t.text[:at]
	return true
}

// lookup finds a field of the table or of the case.
func (l *lexer) lookup(name string) (FieldInfo, bool) {
	if f, ok := Lookup(name); ok {
		return f, true
	}
	for _, f := range l.own {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return FieldInfo{}, false
}

// field decides what the colon at l.at ends; "" when it is part of a word.
func (l *lexer) field(start int) (string, error) {
	name, after := l.src[start:l.at], l.src[l.at+1:]
	if f, ok := l.lookup(name); ok {
		l.at++
		return f.Name, nil
	}
	if strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz-") != "" || name == "" ||
		ends(after) && !strings.HasPrefix(after, "(") && !strings.HasPrefix(after, `"`) ||
		strings.HasPrefix(after, "/") || strings.HasPrefix(after, `\`) {
		return "", nil
	}
	var names []string
	for _, f := range append(Fields(), l.own...) {
		names = append(names, f.Name)
	}
	return "", &SyntaxError{start, quoted(name + ":"), "a field (" + strings.Join(names, ", ") + ") or quotes around words with a colon"}
}

// operator turns a word that is one into it, unless it is a field's value.
func (l *lexer) operator(t token) token {
	raw := strings.ToLower(l.src[t.pos:t.end])
	out := t
	switch raw {
	case "and", "&", "&&":
		out.kind = tokAnd
	case "or":
		out.kind = tokOr
	case "not":
		out.kind = tokNot
		if near, ok := l.peekNear(); ok && !t.afterField {
			near.negated, near.pos = true, t.pos
			return near
		}
	default:
		digits, found := strings.CutPrefix(raw, "w/")
		if !found {
			digits, found = strings.CutPrefix(raw, "pre/")
			out.ordered = true
		}
		if !found || digits == "" || strings.Trim(digits, "0123456789") != "" {
			return t
		}
		out.kind = tokNear
		for _, d := range digits {
			out.n = min(out.n*10+int(d-'0'), MaxNear+1)
		}
	}
	if t.afterField {
		t.reserved = true
		return t
	}
	return out
}

// peekNear takes a w/ or pre/ that follows, and nothing when none does.
func (l *lexer) peekNear() (token, bool) {
	ahead := lexer{src: l.src, at: l.at}
	t, err := ahead.next(false)
	if err != nil || t.kind != tokNear || t.negated {
		return token{}, false
	}
	l.at = ahead.at
	return t, true
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return "“" + s + "”"
}

// escapeWord prints pattern text so that it reads as one word.
func escapeWord(s string, bare bool) string {
	var b strings.Builder
	for i, r := range s {
		if strings.ContainsRune(`():|&~`+quotes, r) || i == 0 && bare && (r == '-' || r == '!') {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// escapeQuoted prints pattern text for inside quotes.
func escapeQuoted(s string) string { return strings.ReplaceAll(s, `"`, `\"`) }

// plainValue tells whether a value needs no quotes.
func plainValue(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.@", r) {
			return false
		}
	}
	return s != ""
}
