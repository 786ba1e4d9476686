package suggest

import (
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// find gives everybody of the list in a record.
func (l *list) find(t *text, k *known, thread uint32) []Proposal {
	w := &weak{list: l, t: t, k: k, thread: thread, strong: l.strong(t, k.mails), others: l.others(t)}
	w.here = map[int]bool{}
	for _, h := range w.strong {
		w.here[h.person] = true
	}
	hits := w.strong
	for i := range t.toks {
		if h, ok := w.one(i); ok {
			hits = append(hits, h)
		}
	}
	out := make([]Proposal, 0, len(hits))
	for _, h := range append(hits, w.signed()...) {
		out = append(out, l.proposal(t, h))
	}
	return out
}

func (l *list) proposal(t *text, h hit) Proposal {
	p := &l.people[h.person]
	out := Proposal{Span: h.Span, Basis: p.Basis, Statute: p.Statute, Rule: RulePeople, Person: p.Name, Why: h.why, Confidence: h.sure}
	switch {
	case p.Released:
		out.Kept, out.Why = true, "the list keeps this person released"
	case t.public(h.Span):
		out.Kept, out.Why = true, published
	}
	return out
}

// weak looks for forms that stand for a person only in context.
type weak struct {
	list   *list
	t      *text
	k      *known
	thread uint32
	strong []hit
	others []other
	here   map[int]bool // persons with a strong form in this record
}

// one looks at one token.
func (w *weak) one(i int) (hit, bool) {
	tok := w.t.toks[i]
	if h, ok := w.letters(i); ok {
		return h, true
	}
	best := hit{}
	for _, p := range w.list.given[tok.fold] {
		for _, g := range w.list.people[p].givens {
			end, ok := w.t.seq(i, g)
			if !ok {
				continue
			}
			if h, ok := w.judge(p, i, end, false); ok && h.sure > best.sure {
				best = h
			}
		}
	}
	for _, p := range w.list.family[tok.fold] {
		for _, f := range w.list.people[p].family {
			end, ok := w.t.seq(i, f)
			if !ok {
				continue
			}
			if h, ok := w.judge(p, i, end, true); ok && h.sure > best.sure {
				best = h
			}
		}
	}
	return best, best.sure > 0
}

// judge decides whether a name's word alone stands for a person.
func (w *weak) judge(p, i, end int, family bool) (hit, bool) {
	t := w.t
	tok := t.toks[i]
	h := hit{person: p, Span: record.Span{Start: tok.Start, End: t.toks[end-1].End}, from: i, to: end}
	if len(tok.fold) < 2 || thing(t, i, end) || w.month(i) {
		return h, false
	}
	common := w.k.common(tok.fold)
	told := w.spoken(i, end, family)
	if !tok.upper && (common || !w.near(p) || utf8.RuneCountInString(tok.fold) < 3) || tok.caps && common && !told {
		return h, false
	}
	if common && !told && (!tok.upper || t.starts(i) || !w.near(p) || family) {
		return h, false
	}
	if t.toks[i].upper && w.elses(p, i, end, family) {
		return h, false
	}
	what := "the first name"
	if family {
		what = "the surname"
	}
	switch {
	case w.here[p]:
		h.sure, h.why = 0.93, what+"; the person stands in this message"
	case w.k.there[w.thread][p]:
		h.sure, h.why = 0.88, what+"; the person is in this conversation"
	case w.k.seen[p] && len(w.k.rivals[tok.fold]) == 0 && !common && (told || !t.starts(i)) && !w.shared(p, tok.fold):
		h.sure, h.why = 0.7, what+"; nobody else in the case bears it"
	default:
		return h, false
	}
	return w.settled(h, i, end, tok.fold)
}

// near tells whether the person is in the record or its conversation.
func (w *weak) near(p int) bool { return w.here[p] || w.k.there[w.thread][p] }

// shared tells whether several people of the list bear a word and none is near
// enough to be preferred.
func (w *weak) shared(p int, word string) bool {
	return len(w.list.given[word])+len(w.list.family[word]) > 1
}

// month tells a date from a name: "May 5", "in April".
func (w *weak) month(i int) bool {
	t := w.t
	if !calendar[t.toks[i].fold] {
		return false
	}
	if i+1 < len(t.toks) && t.same(i, i+1) && isNumber(t.toks[i+1].fold) && strings.Trim(t.gap(i), " ,.") == "" {
		return true
	}
	if i == 0 || !t.beside(i-1) {
		return false
	}
	switch b := t.toks[i-1].fold; b {
	case "in", "by", "since", "until", "till", "during", "of", "this", "last", "next", "early", "late", "mid", "through", "from", "before", "after", "on":
		return true
	default:
		return isNumber(strings.TrimRight(b, "stndrh"))
	}
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// spoken tells whether the surroundings show that a person is meant.
func (w *weak) spoken(i, end int, family bool) bool {
	t := w.t
	first, last := t.toks[i], t.toks[end-1]
	after := t.gap(end - 1)
	if last.owns || first.first && last.last {
		return true
	}
	if i > 0 && t.same(i-1, i) && t.beside(i-1) {
		b := t.toks[i-1]
		if title[b.fold] && (family || b.upper) || greeting[b.fold] && !t.toks[i-1].owns && first.upper && b.fold != "to" && b.fold != "good" && b.fold != "from" && b.fold != "by" && b.fold != "with" && b.fold != "re" {
			return true
		}
		switch b.fold {
		case "per", "ask", "asked", "tell", "told", "ping", "copy", "copying", "cc", "attn", "thanks":
			return first.upper
		case "from", "by", "with", "to":
			return first.upper && !t.starts(i) && (last.last || strings.ContainsAny(after, ".,;:!?)"))
		}
	}
	if first.first && strings.HasPrefix(after, ",") || first.first && strings.HasPrefix(strings.TrimLeft(after, " "), "-") || first.first && strings.HasPrefix(after, ":") {
		return true
	}
	if i > 0 && t.comma(i-1) && (last.last || strings.ContainsAny(after, ".!?")) && first.upper {
		return true // "Thanks, Grant."
	}
	if end < len(t.toks) && t.spaced(end-1) && person[t.toks[end].fold] && !t.toks[end].upper && first.upper {
		next := t.toks[end].fold
		return next != "and" && next != "or" && next != "may" && next != "will" || !t.starts(i)
	}
	return w.listed(i, end)
}

// listed tells whether the word stands in a row of names: "Jane, Grant and Bob".
func (w *weak) listed(i, end int) bool {
	t := w.t
	name := func(k int) bool {
		if k < 0 || k >= len(t.toks) || !t.toks[k].upper {
			return false
		}
		_, given := w.list.given[t.toks[k].fold]
		return given && !everyday[t.toks[k].fold]
	}
	if t.comma(i-1) && name(i-1) || t.comma(end-1) && name(end) {
		return true
	}
	joint := func(k int) bool {
		return k >= 0 && k < len(t.toks) && (t.toks[k].fold == "and" || t.toks[k].fold == "or")
	}
	return joint(i-1) && t.spaced(i-1) && name(i-2) || joint(end) && t.spaced(end-1) && name(end+1)
}

// elses tells whether the word belongs to somebody else's full name.
func (w *weak) elses(p, i, end int, family bool) bool {
	t := w.t
	if family {
		if !t.forename(i) || t.starts(i-1) && (verb[t.toks[i-1].fold] || w.k.lower[t.toks[i-1].fold] > 0) {
			return false
		}
		return !w.part(p, i-1)
	}
	if end < len(t.toks) && t.surname(end) && !w.part(p, end) {
		return true
	}
	// "Mary Jane": the second of two given names is no person's own.
	if i > 0 && t.spaced(i-1) && t.toks[i-1].upper && !t.starts(i-1) && len(w.k.rivals[t.toks[i-1].fold]) > 0 && !w.part(p, i-1) {
		return true
	}
	return false
}

// part tells whether a token is one of the person's own names.
func (w *weak) part(p, i int) bool {
	h := &w.list.people[p]
	f := w.t.toks[i].fold
	for _, list := range [][][]string{h.givens, h.family} {
		for _, ws := range list {
			if ws[0] == f {
				return true
			}
		}
	}
	return false
}

// thing tells whether a name is only part of what a place, firm or law is called.
func thing(t *text, from, to int) bool {
	if to < len(t.toks) && t.toks[to].upper && !t.toks[to-1].owns && t.spaced(to-1) && thingAfter[t.toks[to].fold] {
		return true
	}
	if to < len(t.toks) && t.comma(to-1) && to-from == 1 && (place[t.toks[from].fold] || t.toks[to].caps) && stateCodes[t.toks[to].fold] {
		return true
	}
	if from > 0 && t.spaced(from-1) && t.toks[from-1].upper && thingBefore[t.toks[from-1].fold] && to-from == 1 {
		return true
	}
	if to-from != 1 || from == 0 || !place[t.toks[from].fold] || !t.spaced(from-1) {
		return false
	}
	switch t.toks[from-1].fold {
	case "in", "near", "at", "around", "outside", "downtown", "of", "via":
		return true
	}
	return false
}
