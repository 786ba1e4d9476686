package released

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// How much must be the same around a code and around words for them to be the
// same place of one message: window is how far is looked on each side, enough
// the words that must agree on both sides together, fewer where the header says
// that it is one message. A bound counts twice: a message begins there in both.
const (
	window     = 8
	enough     = 8
	related    = 4
	seed       = 3   // words that a place is looked up by
	maxOpen    = 6   // words that may stand in the place of a code
	maxPassage = 60  // the same where much around agrees
	maxSeeds   = 100 // places that one run of words is looked up at
)

// copies finds words that stand where a copy has a code.
func (d *document) copies() []Finding {
	right := map[string][]int{}
	for i := range d.tokens {
		if k, ok := d.seedAt(i); ok && len(right[k]) < maxSeeds {
			right[k] = append(right[k], i)
		}
	}
	left := map[string][]int{}
	for i := range d.tokens {
		if k, ok := d.seedBefore(i); ok && len(left[k]) < maxSeeds {
			left[k] = append(left[k], i)
		}
	}
	type spot struct{ from, to int }
	opened := map[spot]*Finding{}
	var order []spot
	for i, t := range d.tokens {
		if t.kind != hid || t.head {
			continue
		}
		for _, s := range d.opposite(i, right, left) {
			at := spot{s[0], s[1]}
			f := opened[at]
			if f == nil {
				f = &Finding{Check: Inconsistent, Severity: Block, Place: d.place(at.from, at.to), Why: "It is open here and withheld in another copy of the same message."}
				opened[at], order = f, append(order, at)
			}
			if len(f.Other) < maxOther {
				f.Other = append(f.Other, d.place(i, i+1))
			}
		}
	}
	var out []Finding
	same := map[string]int{}
	for _, at := range order {
		f := *opened[at]
		k := key(f.Place.Text) + fmt.Sprint(f.Other[0])
		if n, ok := same[k]; ok {
			out[n].Other = append(out[n].Other, f.Place)
			continue
		}
		same[k] = len(out)
		out = append(out, f)
	}
	return out
}

// seedAt is the words from token i on by which a place is looked up.
func (d *document) seedAt(i int) (string, bool) {
	var b strings.Builder
	for k := i; k < i+seed; k++ {
		if k >= len(d.tokens) || d.tokens[k].kind != word || d.tokens[k].head {
			return "", false
		}
		b.WriteString(d.tokens[k].fold + " ")
	}
	return b.String(), true
}

// seedBefore is the words before token i.
func (d *document) seedBefore(i int) (string, bool) {
	if i < seed {
		return "", false
	}
	return d.seedAt(i - seed)
}

// opposite gives the runs of open words that stand elsewhere in the place of the
// code at token i, as first token and the one behind the last.
func (d *document) opposite(i int, right, left map[string][]int) [][2]int {
	var out [][2]int
	if k, ok := d.seedAt(i + 1); ok {
		for _, at := range right[k] {
			if from, ok := d.backTo(i, at); ok && d.stands(i, from, at) {
				out = append(out, [2]int{from, at})
			}
		}
	}
	if k, ok := d.seedBefore(i); ok {
		for _, at := range left[k] {
			if to, ok := d.forthTo(i, at); ok && d.stands(i, at, to) && !slices.Contains(out, [2]int{at, to}) {
				out = append(out, [2]int{at, to})
			}
		}
	}
	return out
}

// backTo finds where open words before a place begin, so that what stands before
// them is what stands before the code.
func (d *document) backTo(code, at int) (int, bool) {
	for from := at - 1; from > 0 && at-from <= maxPassage && d.tokens[from].kind == word && !d.tokens[from].head; from-- {
		if d.same(code-1, from-1) {
			return from, true
		}
	}
	return 0, false
}

// forthTo finds where open words behind a place end.
func (d *document) forthTo(code, at int) (int, bool) {
	for to := at; to < len(d.tokens)-1 && to-at < maxPassage && d.tokens[to].kind == word && !d.tokens[to].head; to++ {
		if d.same(code+1, to+1) {
			return to + 1, true
		}
	}
	return 0, false
}

func (d *document) same(a, b int) bool {
	if a < 0 || b < 0 || a >= len(d.tokens) || b >= len(d.tokens) {
		return false
	}
	s, t := d.tokens[a], d.tokens[b]
	return s.kind == t.kind && s.fold == t.fold && s.head == t.head
}

// stands tells whether words from..to are, by what surrounds them, what the code
// hides elsewhere.
func (d *document) stands(code, from, to int) bool {
	l, r := d.agree(code-1, from-1, -1), d.agree(code+1, to, 1)
	need := enough
	if d.copyOf(d.tokens[code].msg, d.tokens[from].msg) {
		need = related
	}
	if l == 0 || r == 0 || l+r < need {
		return false
	}
	if n := to - from; n > maxOpen && (l < window || r < window) || n > maxOpen && d.tokens[code].msg == d.tokens[from].msg {
		return false
	}
	return d.telling(from, to)
}

// agree counts how many tokens agree from two places on in one direction.
func (d *document) agree(a, b, step int) int {
	n := 0
	for n < window && d.same(a, b) {
		if n++; d.tokens[a].kind == bound {
			return n + 1
		}
		a, b = a+step, b+step
	}
	return n
}

// copyOf tells whether two messages have one time and one subject.
func (d *document) copyOf(a, b int) bool {
	m, n := d.messages[a], d.messages[b]
	return a != b && m.minute != 0 && m.minute == n.minute && m.base == n.base
}

// base is a subject without the marks of answers, as it is compared.
func base(s string) string {
	for {
		s = strings.TrimSpace(s)
		cut := false
		for _, p := range []string{"re:", "fw:", "fwd:", "[external]"} {
			if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
				s, cut = s[len(p):], true
			}
		}
		if !cut {
			return key(s)
		}
	}
}

// telling tells whether words may be what somebody meant to withhold: a name, a
// number, an address, or a passage; never a scanner's specks, a greeting or a
// line that a program adds.
func (d *document) telling(from, to int) bool {
	letters, capital := 0, false
	for _, t := range d.tokens[from:to] {
		letters += len(t.fold)
		for _, c := range t.text {
			capital = capital || unicode.IsUpper(c) || unicode.IsDigit(c) || c == '@'
		}
	}
	text := d.text(from, to)
	return letters >= 2 && (capital || to-from > 3) && !dressing(text)
}

// dressing tells words that stand around a message and say nothing of anybody.
func dressing(text string) bool {
	k := key(text)
	for _, s := range []string{"thanks", "thank you", "regards", "best", "best regards", "respectfully", "sincerely", "v/r", "get outlook for ios", "get outlook for android",
		"get outlook", "outlook for ios", "sent from my iphone", "sent from my ipad", "message", "all", "hi", "hello", "good morning", "good afternoon"} {
		if k == key(s) {
			return true
		}
	}
	return false
}

// text is the words of tokens.
func (d *document) text(from, to int) string {
	var out []string
	for _, t := range d.tokens[from:to] {
		if t.kind != bound {
			out = append(out, t.text)
		}
	}
	return strings.Join(out, " ")
}

func (d *document) place(from, to int) Place {
	t := d.tokens[from]
	l := d.lines[t.line]
	return Place{File: d.pages[l.page].File, Page: d.pages[l.page].Page, Line: l.no, Text: strings.Trim(d.text(from, to), " ,;:"), Whole: strings.TrimSpace(l.text), Sent: d.messages[t.msg].sent, Codes: t.codes}
}
