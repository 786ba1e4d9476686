package suggest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
)

// find gives everybody of the list in a record.
func (l *list) find(t *text, k *known, thread uint32) []Proposal {
	t.names = k.called
	w := &weak{list: l, t: t, k: k, thread: thread, strong: l.strong(t, k.mails), others: l.others(t)}
	w.here, w.inside = map[int]bool{}, t.addressed()
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
	here   map[int]bool  // persons with a strong form in this record
	inside []record.Span // addresses of mail, whose parts are no names
}

// one looks at one token.
func (w *weak) one(i int) (hit, bool) {
	tok := w.t.toks[i]
	for len(w.inside) > 0 && w.inside[0].End <= tok.Start {
		w.inside = w.inside[1:]
	}
	if len(w.inside) > 0 && w.inside[0].Overlaps(tok.Span) {
		return hit{}, false
	}
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
	if len(tok.fold) < 2 || thing(t, i, end) || w.month(i) || w.piece(p, i, end) {
		return h, false
	}
	tok.upper = t.capital(i, end) // "von Trotha"
	common := end == i+1 && w.k.common(tok.fold)
	told := w.spoken(i, end, family)
	if common && w.addressing(i, end) {
		return h, false
	}
	if !tok.upper && (common || !w.near(p) || utf8.RuneCountInString(tok.fold) < 3) || tok.caps && common && !told {
		return h, false
	}
	if common && !told && (!tok.upper || t.starts(i) || !w.near(p) || family) {
		return h, false
	}
	if tok.upper && w.elses(p, i, end, family) {
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
	case w.k.seen[p] && !w.list.strangers(w.k.rivals[tok.fold]) && (!common || told && !family) && (told || !t.starts(i)) && !w.shared(tok.fold):
		h.sure, h.why = 0.7, what+"; nobody else in the case bears it"
	default:
		return h, false
	}
	return w.settled(h, i, end, tok.fold)
}

// piece tells whether a word is one of several that hyphens join in the
// person's name: the whole name is judged, not its pieces.
func (w *weak) piece(p, i, end int) bool {
	t := w.t
	joined := func(k int) bool { return t.same(k, k+1) && strings.Trim(t.gap(k), "-‐‑") == "" && t.gap(k) != "" }
	return i > 0 && joined(i-1) && w.part(p, i-1) || joined(end-1) && w.part(p, end)
}

// near tells whether the person is in the record or its conversation.
func (w *weak) near(p int) bool { return w.here[p] || w.k.there[w.thread][p] }

// shared tells whether somebody of the list who stays released bears the word
// too, and none is near enough to be preferred.
func (w *weak) shared(word string) bool {
	kept := func(p int) bool { return w.list.people[p].Released }
	return slices.ContainsFunc(w.list.given[word], kept) || slices.ContainsFunc(w.list.family[word], kept)
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
	case "from":
		return i < 2 || !heard[t.toks[i-2].fold]
	case "in", "by", "since", "until", "till", "during", "of", "this", "last", "next", "early", "late", "mid", "through", "before", "after", "on":
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
		if title[b.fold] && (family || b.upper) || greeting[b.fold] && !strings.Contains(t.gap(i-1), ".") && !t.toks[i-1].owns && first.upper && b.fold != "to" && b.fold != "good" && b.fold != "from" && b.fold != "by" && b.fold != "with" && b.fold != "re" {
			return true
		}
		switch b.fold {
		case "both", "between", "neither", "either":
			return first.upper && end < len(t.toks) && t.beside(end-1) && (t.toks[end].fold == "and" || t.toks[end].fold == "or" || t.toks[end].fold == "nor")
		case "per", "ask", "asked", "tell", "told", "ping", "copy", "copying", "cc", "attn", "thanks":
			return first.upper
		case "from", "by", "with", "to":
			return first.upper && !t.starts(i) && (last.last || strings.ContainsAny(after, ".,;:!?)"))
		}
	}
	if i > 0 && t.same(i-1, i) && strings.HasPrefix(t.gap(i-1), ":") && (t.toks[i-1].fold == "cc" || t.toks[i-1].fold == "attn") {
		return first.upper
	}
	if first.first && strings.HasPrefix(after, ",") || first.first && strings.HasPrefix(strings.TrimLeft(after, " "), "-") || first.first && strings.HasPrefix(after, ":") {
		return true
	}
	if !family && first.upper && t.starts(i) && w.introduced(end, after) {
		return true
	}
	if i > 0 && t.comma(i-1) && (last.last || strings.ContainsAny(after, ".!?")) && first.upper {
		return true // "Thanks, Grant."
	}
	if end < len(t.toks) && t.spaced(end-1) && person[t.toks[end].fold] && !t.toks[end].upper && first.upper {
		next := t.toks[end].fold
		if (next == "and" || next == "or") && t.starts(i) {
			return w.listed(i, end)
		}
		if family && t.starts(i) && w.k.common(first.fold) {
			return acting[next] // "Power was out"
		}
		return next != "may" && next != "will" || !t.starts(i)
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
		f := t.toks[k].fold
		_, given := w.list.given[f]
		_, family := w.list.family[f]
		return (given || family || w.k.called[f]) && (!everyday[f] || !t.starts(k)) || title[f]
	}
	after := t.gap(end - 1)
	if t.comma(i-1) && name(i-1) && (t.toks[end-1].last || strings.Trim(after, " ") != "") || t.comma(end-1) && name(end) {
		return true
	}
	if t.ampersand(i-1) && name(i-1) || t.ampersand(end-1) && name(end) {
		return true
	}
	joint := func(k int) bool {
		return k >= 0 && k < len(t.toks) && (t.toks[k].fold == "and" || t.toks[k].fold == "or")
	}
	return joint(i-1) && t.beside(i-1) && name(i-2) || joint(end) && t.beside(end-1) && name(end+1)
}

// introduced tells whether what follows a first name at the start of a sentence
// makes it a person: "Grant: please call", "Grant (ward 7)", "Grant may be late".
func (w *weak) introduced(end int, after string) bool {
	t := w.t
	if !t.same(end-1, end) || isNumber(t.toks[end].fold) {
		return false
	}
	if strings.HasPrefix(after, ":") || strings.HasPrefix(after, " (") {
		return !strings.Contains(after, "$")
	}
	next := t.toks[end]
	return t.spaced(end-1) && !next.upper && (next.fold == "may" || next.fold == "will") &&
		end+1 < len(t.toks) && t.spaced(end) && !t.toks[end+1].upper && !object[t.toks[end+1].fold]
}

// addressing tells whether a word that may be a verb begins a sentence and acts
// on what follows: "Will you come", "Mark the date".
func (w *weak) addressing(i, end int) bool {
	t := w.t
	return (t.starts(i) || t.comma(i-1)) && end < len(t.toks) && t.spaced(end-1) && (!t.toks[end].upper || t.toks[end].fold == "i") && object[t.toks[end].fold]
}

// elses tells whether the word belongs to somebody else's full name.
func (w *weak) elses(p, i, end int, family bool) bool {
	t := w.t
	if family {
		if end < len(t.toks) && t.comma(end-1) && t.toks[end].upper && !w.part(p, end) && w.filed(i, end) {
			return true
		}
		return t.forename(i) && !w.part(p, i-1) && !(t.starts(i-1) && w.verbal(i-1, t.toks[end-1].fold))
	}
	if at := t.follows(i, end); at > 0 && !w.part(p, at) {
		return true
	}
	if end < len(t.toks) && t.beside(end-1) && w.k.bearers[t.toks[i].fold+" "+t.toks[end].fold] && !w.part(p, end) {
		return true
	}
	if i > 0 && t.comma(i-1) && t.toks[i-1].upper && !w.part(p, i-1) && w.filed(i-1, i) {
		return true
	}
	// "Mary Jane": the second of two given names is no person's own.
	if i > 0 && t.spaced(i-1) && t.toks[i-1].upper && !t.starts(i-1) && len(w.k.rivals[t.toks[i-1].fold]) > 0 && !w.part(p, i-1) {
		return true
	}
	return false
}

// verbal tells whether the word at i, which begins a sentence in front of a
// surname, is rather a verb than somebody's first name.
func (w *weak) verbal(i int, surname string) bool {
	word := w.t.toks[i].fold
	return verb[word] || w.k.lower[word] > 0 || !w.list.firstName(w.t, i) && !w.k.bearers[word+" "+surname]
}

// filed tells whether tokens i and j, parted by a comma, are a name as
// directories print it: "Doe, Jane".
func (w *weak) filed(i, j int) bool {
	t := w.t
	if w.k.bearers[t.toks[j].fold+" "+t.toks[i].fold] {
		return true
	}
	if greeting[t.toks[i].fold] || verb[t.toks[i].fold] {
		return false
	}
	before, after := "", t.gap(j)
	if i > 0 && t.same(i-1, i) {
		before = t.gap(i - 1)
		before = before[strings.LastIndexByte(before, '\n')+1:]
	}
	opens := strings.ContainsAny(before, ";:\"<") || t.toks[i].first && strings.ContainsAny(after, ";<")
	closes := t.toks[j].last || strings.ContainsAny(after, ";\"<(")
	return opens && closes && !w.k.called[t.toks[i].fold]
}

// part tells whether a token is one of the person's own names.
func (w *weak) part(p, i int) bool {
	h := &w.list.people[p]
	f := w.t.toks[i].fold
	for _, list := range [][][]string{h.givens, h.family} {
		for _, ws := range list {
			if slices.Contains(ws, f) {
				return true
			}
		}
	}
	return false
}
