// Package query is the search language: it turns what a person types into a
// tree that says the same, prints itself and can be read again. It knows the
// fields (one table for parser, completion, help and index), how text falls
// into words, and what a date means in a time zone. It refuses to search: it
// opens nothing and asks nobody.
//
// The language: words next to each other must all occur (AND); AND, OR, NOT in
// any case, or & | - !; parentheses; "phrases"; * and ? inside words and
// phrases; word~ or word~2 for spellings one or two letters off; a w/5 b for
// two things at most five words apart in either order, a pre/5 b for a first,
// a not w/5 b for an a with no b that near; field:value, field:"value",
// field:(a OR b); date:2022-02, date:2022-02-01.., date:>=2022-02-01;
// stem:withhold for any form of an English word, phone:"202 555 0143" for a
// number in any notation; in:thread(query) for whole conversations. A backslash
// takes a character's special meaning away.
// w/ and pre/ bind tightest, then NOT, then AND, then OR.
//
// Limits: MaxLen bytes, MaxDepth levels, MaxNear operands and words of distance.
package query

import (
	"strconv"
	"strings"
)

// Bounds of a query; one beyond them is refused with a SyntaxError.
const (
	MaxLen   = 64 << 10 // bytes of text
	MaxDepth = 64       // levels of the tree
	MaxChain = 32       // things joined by w/ and pre/ in one row
	MaxNear  = 1000     // words of distance in w/ and pre/
)

// Q is a query tree. It is one of All, And, Or, Not, Near, Kin, Term, Range, Fact;
// String prints it in the language and Parse reads that back to an equal tree.
type Q interface {
	String() string
	level() int
}

// All matches every record.
type All struct{}

// And matches what all of its two or more parts match.
type And struct{ Of []Q }

// Or matches what any of its two or more parts matches.
type Or struct{ Of []Q }

// Not matches what its part does not.
type Not struct{ Of Q }

// Near matches where two things stand at most N words apart in one field: the
// last word of one and the first of the other differ by at most N in position.
// Ordered asks for Left before Right. Without turns it round: it matches where
// Left stands and no Right is that near. The parts are Terms, Ors of such parts,
// or Nears, and all their fields are the same.
type Near struct {
	Left, Right Q
	N           int
	Ordered     bool
	Without     bool
}

// Kin matches every record that belongs with one that Of matches: By is a name
// that Kins lists.
type Kin struct {
	By string
	Of Q
}

// Kins lists what a Kin may ask for: the same conversation, the same family of
// a mail and its attachments, the same message in another copy.
func Kins() []string { return []string{"thread", "family", "copies"} }

// Term matches words. Text is in pattern form: * stands for any characters
// within a word, ? for one, and a backslash before *, ? or \ for that
// character itself. Text that falls into several words matches them in a row.
type Term struct {
	Field  string // a name of the table; "" for the fields a bare word searches
	Text   string
	Form   string // how the words are meant: "" as written, FormStem or FormPhone
	Quoted bool   // written in quotes, so that spaces belong to it
	Edits  int    // letters that may differ: 0, 1 or 2
}

// Forms of a Term, named as the query names them.
const (
	FormStem  = "stem"  // each word stands for every word with its English stem
	FormPhone = "phone" // the digits of a telephone number, however it is written
)

// Range matches dates from the start of From to the end of To, each a year,
// month, day, minute or second as Parse takes it; "" is an open end. Both open
// match every record that has a date.
type Range struct {
	Field    string
	From, To string
}

// Fact matches what the case database says of a record, asked by the field's
// name and a whole value; "*" is any value.
type Fact struct {
	Field string
	Value string
}

// Levels of binding, loosest first.
const (
	levelOr = iota
	levelAnd
	levelNot
	levelNear
	levelLeaf
)

func (All) level() int   { return levelLeaf }
func (And) level() int   { return levelAnd }
func (Or) level() int    { return levelOr }
func (Not) level() int   { return levelNot }
func (Near) level() int  { return levelNear }
func (Kin) level() int   { return levelLeaf }
func (Term) level() int  { return levelLeaf }
func (Range) level() int { return levelLeaf }
func (Fact) level() int  { return levelLeaf }

// String prints the query.
func (All) String() string { return "*" }

// String prints the query.
func (q And) String() string { return join(q.Of, " AND ") }

// String prints the query.
func (q Or) String() string { return join(q.Of, " OR ") }

// String prints the query.
func (q Not) String() string {
	if q.Of.level() >= levelNot {
		return "NOT " + q.Of.String()
	}
	return "NOT (" + q.Of.String() + ")"
}

// String prints the query.
func (q Near) String() string {
	op := " w/"
	if q.Ordered {
		op = " pre/"
	}
	if q.Without {
		op = " not" + op
	}
	left := group(q.Left)
	if n, ok := q.Left.(Near); ok {
		left = n.String() // a row of w/ reads from the left
	}
	return left + op + strconv.Itoa(q.N) + " " + group(q.Right)
}

// String prints the query.
func (q Kin) String() string { return "in:" + q.By + "(" + q.Of.String() + ")" }

// String prints the query.
func (q Term) String() string {
	word := `"` + escapeQuoted(q.Text) + `"`
	if !q.Quoted {
		word = escapeWord(q.Text, q.Field == "" && q.Form == "")
	}
	if q.Edits > 0 {
		word += "~" + strconv.Itoa(q.Edits)
	}
	switch {
	case q.Form != "" && q.Field != "":
		return q.Field + ":(" + q.Form + ":" + word + ")"
	case q.Form != "":
		return q.Form + ":" + word
	case q.Field != "":
		return q.Field + ":" + word
	}
	return word
}

// String prints the query.
func (q Range) String() string {
	switch {
	case q.From == "" && q.To == "":
		return q.Field + ":*"
	case q.From == q.To:
		return q.Field + ":" + q.From
	}
	return q.Field + ":" + q.From + ".." + q.To
}

// String prints the query.
func (q Fact) String() string {
	if plainValue(q.Value) || q.Value == "*" {
		return q.Field + ":" + q.Value
	}
	return q.Field + `:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `*`, `\*`, `?`, `\?`).Replace(q.Value) + `"`
}

func join(of []Q, op string) string {
	parts := make([]string, len(of))
	for i, q := range of {
		// AND and OR are never mixed without parentheses in print: readers
		// disagree about which of the two binds tighter.
		parts[i] = q.String()
		if q.level() <= levelAnd {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, op)
}

func group(q Q) string {
	if q.level() == levelLeaf {
		return q.String()
	}
	return "(" + q.String() + ")"
}

// Equal tells whether two trees are the same.
func Equal(a, b Q) bool { return a.String() == b.String() }

// Map rebuilds a tree from the leaves up, giving each node to f after its
// parts; f returns the node that takes its place.
func Map(q Q, f func(Q) Q) Q {
	switch t := q.(type) {
	case And:
		return f(And{mapAll(t.Of, f)})
	case Or:
		return f(Or{mapAll(t.Of, f)})
	case Not:
		return f(Not{Map(t.Of, f)})
	case Near:
		t.Left, t.Right = Map(t.Left, f), Map(t.Right, f)
		return f(t)
	case Kin:
		t.Of = Map(t.Of, f)
		return f(t)
	}
	return f(q)
}

func mapAll(of []Q, f func(Q) Q) []Q {
	out := make([]Q, len(of))
	for i, q := range of {
		out[i] = Map(q, f)
	}
	return out
}

// Simplify gives a smaller tree that matches the same records: rows within
// rows joined, repetitions and double negations removed, All dropped from AND.
// Parts of a Near are left alone.
func Simplify(q Q) Q {
	switch t := q.(type) {
	case And:
		return row(t.Of, func(q Q) ([]Q, bool) { a, ok := q.(And); return a.Of, ok },
			func(of []Q) Q { return And{of} }, isAll, nil)
	case Or:
		return row(t.Of, func(q Q) ([]Q, bool) { o, ok := q.(Or); return o.Of, ok },
			func(of []Q) Q { return Or{of} }, nil, isAll)
	case Not:
		in := Simplify(t.Of)
		if n, ok := in.(Not); ok {
			return n.Of
		}
		return Not{in}
	case Kin:
		return Kin{t.By, Simplify(t.Of)}
	}
	return q
}
