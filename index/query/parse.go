package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Parse reads a query. Blank text is All. The error is a *SyntaxError. Own are
// fields that a case has besides those of the table; they are of type Facts.
func Parse(s string, own ...FieldInfo) (Q, error) {
	if len(s) > MaxLen {
		return nil, &SyntaxError{MaxLen, fmt.Sprintf("a query of %d bytes", len(s)), fmt.Sprintf("at most %d", MaxLen)}
	}
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return nil, &SyntaxError{i, "a byte that is no character", "UTF-8 text"}
		}
	}
	if strings.TrimSpace(s) == "" {
		return All{}, nil
	}
	p := parser{lex: lexer{src: s, own: own}}
	if err := p.advance(false); err != nil {
		return nil, err
	}
	q, err := p.or(reading{})
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.unexpected("AND, OR or the end of the query")
	}
	if depth(q) > MaxDepth {
		return nil, &SyntaxError{0, "a query nested too deeply", fmt.Sprintf("at most %d levels", MaxDepth)}
	}
	return q, nil
}

func depth(q Q) int {
	d := 0
	switch t := q.(type) {
	case And:
		for _, p := range t.Of {
			d = max(d, depth(p))
		}
	case Or:
		for _, p := range t.Of {
			d = max(d, depth(p))
		}
	case Not:
		d = depth(t.Of)
	case Near:
		d = max(depth(t.Left), depth(t.Right))
	case Kin:
		d = depth(t.Of)
	}
	return d + 1
}

type parser struct {
	lex   lexer
	tok   token
	depth int
}

// reading is what stands before a word and says where it is looked for and how
// it is meant.
type reading struct{ field, form string }

// with adds what one more "name:" says.
func (r reading) with(f FieldInfo) reading {
	if f.Type == Form {
		r.form = f.Name
	} else {
		r.field = f.Name
	}
	return r
}

func (p *parser) advance(value bool) (err error) {
	p.tok, err = p.lex.next(value)
	return err
}

func (p *parser) unexpected(want string) error {
	got := "the end"
	if p.tok.kind != tokEnd {
		got = quoted(p.lex.src[p.tok.pos:p.tok.end])
	}
	return &SyntaxError{p.tok.pos, got, want}
}

// deeper guards the stack; parentheses that a tree does not need count too.
func (p *parser) deeper() error {
	if p.depth++; p.depth > 2*MaxDepth {
		return p.unexpected(fmt.Sprintf("at most %d levels of nesting", MaxDepth))
	}
	return nil
}

func (p *parser) or(in reading) (Q, error) {
	return p.row(in, p.and, func() bool { return p.tok.kind == tokOr }, func(of []Q) Q { return Or{of} })
}

func (p *parser) and(in reading) (Q, error) {
	// two operands side by side need no AND between them
	more := func() bool {
		return p.tok.kind != tokOr && p.tok.kind != tokClose && p.tok.kind != tokEnd && p.tok.kind != tokNear
	}
	return p.row(in, p.not, more, func(of []Q) Q { return And{of} })
}

func (p *parser) row(in reading, part func(reading) (Q, error), more func() bool, build func([]Q) Q) (Q, error) {
	q, err := part(in)
	of := []Q{q}
	for err == nil && more() {
		if k := p.tok.kind; k == tokOr || k == tokAnd {
			if err = p.advance(false); err != nil {
				break
			}
		}
		q, err = part(in)
		of = append(of, q)
	}
	if err != nil || len(of) > 1 {
		return build(of), err
	}
	return q, nil
}

func (p *parser) not(in reading) (Q, error) {
	if p.tok.kind != tokNot {
		return p.near(in)
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	if err := p.advance(false); err != nil {
		return nil, err
	}
	q, err := p.not(in)
	p.depth--
	return Not{q}, err
}

func (p *parser) near(in reading) (Q, error) {
	pos := p.tok.pos
	q, err := p.operand(in)
	for chain := 2; err == nil && p.tok.kind == tokNear; chain++ {
		op := p.tok
		if op.n == 0 || op.n > MaxNear || chain > MaxChain {
			return nil, p.unexpected(fmt.Sprintf("a distance of 1 to %d words and at most %d things in a row", MaxNear, MaxChain))
		}
		if err = p.advance(false); err != nil {
			break
		}
		right := p.tok.pos
		var r Q
		if r, err = p.operand(in); err != nil {
			break
		}
		q, err = p.pair(Near{q, r, op.n, op.ordered, op.negated}, pos, right)
	}
	return q, err
}

// pair checks that both sides are words of one field.
func (p *parser) pair(n Near, left, right int) (Q, error) {
	a, okA := side(n.Left)
	b, okB := side(n.Right)
	switch {
	case !okA:
		return nil, &SyntaxError{left, quoted(p.lex.src[left:right]), "words or phrases of one text field joined by OR"}
	case !okB:
		return nil, &SyntaxError{right, "the right side", "words or phrases of one text field joined by OR"}
	case a != b:
		return nil, &SyntaxError{right, "a word of another field", "two sides in the same field"}
	}
	return n, nil
}

// side gives the field that all words of a side of a Near share.
func side(q Q) (field string, ok bool) {
	switch t := q.(type) {
	case Term:
		return t.Field, true
	case Near:
		return side(t.Left)
	case Or:
		for i, p := range t.Of {
			f, good := side(p)
			if !good || i > 0 && f != field {
				return "", false
			}
			field = f
		}
		return field, true
	}
	return "", false
}

func (p *parser) operand(in reading) (Q, error) {
	t := p.tok
	switch t.kind {
	case tokOpen:
		return p.group(in)
	case tokField:
		if err := p.advance(true); err != nil {
			return nil, err
		}
		f, _ := p.lex.lookup(t.text)
		switch {
		case f.Name == "thread" && p.tok.kind == tokWord && slices.Contains(Kins(), strings.ToLower(p.tok.text)):
			return p.kin(in)
		case p.tok.kind == tokOpen, p.tok.kind == tokWord, p.tok.kind == tokPhrase:
			return p.operand(in.with(f))
		}
		return nil, p.unexpected("what " + t.text + ": is to hold")
	case tokWord, tokPhrase:
		q, err := p.leaf(in, t)
		if err != nil {
			return nil, err
		}
		return q, p.advance(false)
	case tokClose, tokEnd:
		return nil, p.unexpected("a word, a phrase or a field")
	}
	return nil, p.unexpected("a word to the left of it (quotes make it a word)")
}

// kin reads the query that follows in:thread and its like.
func (p *parser) kin(in reading) (Q, error) {
	by := strings.ToLower(p.tok.text)
	if err := p.advance(false); err != nil {
		return nil, err
	}
	if p.tok.kind != tokOpen {
		return nil, p.unexpected("a query in brackets after in:" + by)
	}
	q, err := p.group(in)
	return Kin{by, q}, err
}

func (p *parser) group(in reading) (Q, error) {
	open := p.tok.pos
	if err := p.deeper(); err != nil {
		return nil, err
	}
	if err := p.advance(false); err != nil {
		return nil, err
	}
	q, err := p.or(in)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokClose {
		return nil, p.unexpected(fmt.Sprintf("the ) of the ( at %d", open+1))
	}
	p.depth--
	return q, p.advance(false)
}

// leaf makes what one word or phrase asks for.
func (p *parser) leaf(in reading, t token) (Q, error) {
	info, _ := p.lex.lookup(in.field)
	value := plain(t.text)
	if in.form != "" && (info.Type == Dates || info.Type == Facts) {
		return nil, &SyntaxError{t.pos, quoted(t.text), "a text field inside " + in.form + ": (" + in.field + ": holds no words)"}
	}
	switch info.Type {
	case Dates:
		if t.kind == tokWord && t.text == "*" {
			return Range{Field: in.field}, nil
		}
		return dates(in.field, value, t.pos)
	case Facts:
		return fact(info, t, value)
	}
	q := Term{Field: in.field, Text: t.text, Form: in.form, Quoted: t.kind == tokPhrase || t.reserved, Edits: t.n}
	if q.Form != "" {
		return q, formed(q, t)
	}
	if t.kind == tokWord && t.text == "*" && t.n == 0 {
		if in.field == "" {
			return All{}, nil
		}
		return Term{Field: in.field, Text: "*"}, nil
	}
	if t.n > 0 && wildcard(t.text) {
		return nil, &SyntaxError{t.pos, quoted(t.text + "~"), "either wildcards or ~ on a word, not both"}
	}
	return q, q.wordless(t)
}

// wordless refuses a term that asks for nothing.
func (q Term) wordless(t token) error {
	if len(q.Steps()) > 0 {
		return nil
	}
	return &SyntaxError{t.pos, quoted(t.text), "a letter, a digit or a pictograph, which are all that is indexed"}
}

// formed checks a term that is not meant as it is written.
func formed(q Term, t token) error {
	switch {
	case t.n > 0 || wildcard(t.text):
		return &SyntaxError{t.pos, quoted(t.text), "words without wildcards and ~ after " + q.Form + ":"}
	case q.Form == FormPhone && len(q.numbers()) == 0:
		return &SyntaxError{t.pos, quoted(t.text), fmt.Sprintf("a number of %d to %d digits after phone:, in quotes when it has blanks or brackets", minDigits, maxDigits)}
	}
	return q.wordless(t)
}

func fact(info FieldInfo, t token, value string) (Q, error) {
	if t.n > 0 {
		return nil, &SyntaxError{t.pos, "~", "a whole value: " + info.Name + ": knows no spellings"}
	}
	if t.kind == tokWord && t.text == "*" {
		return Fact{info.Name, "*"}, nil
	}
	if value == "" || value == "*" || wildcard(t.text) {
		return nil, &SyntaxError{t.pos, quoted(t.text), "a whole value for " + info.Name + ": (or * for any)"}
	}
	if info.Values != nil {
		value = strings.ToLower(value)
		if !slices.Contains(info.Values, value) {
			return nil, &SyntaxError{t.pos, quoted(value), "one of " + strings.Join(info.Values, ", ")}
		}
	}
	return Fact{info.Name, value}, nil
}

// plain takes the escapes away.
func plain(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '\\' && i+1 < len(pattern) {
			i++
		}
		b.WriteByte(pattern[i])
	}
	return b.String()
}

// wildcard tells whether a pattern holds a * or ? that is not escaped.
func wildcard(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			i++
		case '*', '?':
			return true
		}
	}
	return false
}

// Literal gives what a term says when it stands for nothing but itself: no
// pattern and no other spellings.
func (q Term) Literal() (text string, ok bool) {
	return plain(q.Text), q.Edits == 0 && !wildcard(q.Text)
}
