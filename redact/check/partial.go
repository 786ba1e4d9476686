package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

// cutShort reports a person or identifier of which a piece is left open.
func (k *checker) cutShort(it Item, p suggest.Proposal, pieces []record.Span) {
	switch p.Rule {
	case "url", "share", "ip", "home":
		return // a name hidden inside a path says nothing about the rest of it
	}
	at := pieces[0]
	if strings.Contains(it.Record.Text[min(at.Start, p.Span.Start):at.Start], "\n") || !it.Asked || k.spoken(it.Record, at) {
		return
	}
	f := Finding{Check: Partial, Severity: Block, Place: Place{Record: it.Record, Span: at}}
	switch {
	case p.Rule == suggest.RulePeople:
		f.Why = "A mark hides a part of a name or address and leaves this."
	case p.Rule == "mail" && it.Record.Text[at.Start-1:at.Start] == "@":
		f.Severity, f.Why = Warn, "A mark hides the name in an address and leaves where it is held."
	default:
		f.Why = "A mark hides a part of " + about(p.Rule) + " and leaves this."
	}
	for _, m := range it.Marks {
		if m.State == redact.Accepted && m.Target == redact.OnSpan && m.Span.Overlaps(p.Span) {
			f.Other = append(f.Other, Place{it.Record, m.Span, m.Basis})
			f.Fix = []redact.Mark{widened(m, p.Span)}
		}
	}
	k.report(f)
}

// widened is a mark over its own span and another.
func widened(m redact.Mark, s record.Span) redact.Mark {
	m.Span = record.Span{Start: min(m.Span.Start, s.Start), End: max(m.Span.End, s.End)}
	return m
}

// edges reports a mark that begins or ends inside a word or a name.
func (k *checker) edges(it Item, m redact.Mark, t *seen) {
	text := it.Record.Text
	cut := m.Span
	for cutsWord(text, cut.Start) {
		_, n := utf8.DecodeLastRuneInString(text[:cut.Start])
		cut.Start -= n
	}
	for cutsWord(text, cut.End) {
		_, n := utf8.DecodeRuneInString(text[cut.End:])
		cut.End += n
	}
	if cut != m.Span {
		if left := open(text, cut, t.hidden); len(left) > 0 {
			k.left(it, m, left[0], cut, "A mark begins or ends inside a word and leaves this of it.")
		}
		return
	}
	hid := trimmed(text, m.Span)
	inside := words(text[hid.Start:hid.End])
	if len(inside) == 0 || len(inside) > 4 || !capital(text[hid.Start:]) {
		return
	}
	if w, ok := next(text, hid.End); ok && k.follows(text, inside[len(inside)-1], w, true) {
		k.tail(it, m, w, t, "A mark hides a part of a name and leaves what follows.")
	}
	if w, ok := before(text, hid.Start); ok && k.follows(text, inside[0], w, false) {
		k.tail(it, m, w, t, "A mark hides a part of a name and leaves what stands before.")
	}
}

// follows tells whether a word beside a hidden one is the rest of a known name.
func (k *checker) follows(text, hidden string, w record.Span, behind bool) bool {
	word := key(text[w.Start:w.End])
	if !capital(text[w.Start:w.End]) || len(word) < 2 {
		return false
	}
	if behind {
		return k.near[hidden+" "+word] || text[w.Start-1] == '-'
	}
	return k.near[word+" "+hidden]
}

func (k *checker) tail(it Item, m redact.Mark, w record.Span, t *seen, why string) {
	if len(open(it.Record.Text, w, t.hidden)) > 0 {
		k.left(it, m, w, widened(m, w).Span, why)
	}
}

func (k *checker) left(it Item, m redact.Mark, left, whole record.Span, why string) {
	if k.spoken(it.Record, left) {
		return
	}
	k.report(Finding{Check: Partial, Severity: Block, Place: Place{Record: it.Record, Span: left}, Why: why,
		Other: []Place{{it.Record, m.Span, m.Basis}}, Fix: []redact.Mark{widened(m, whole)}})
}

// cutsWord tells whether a place lies between two letters or digits of one word.
// Writing without blanks between words cannot be cut so.
func cutsWord(text string, at int) bool {
	if at <= 0 || at >= len(text) {
		return false
	}
	a, _ := utf8.DecodeLastRuneInString(text[:at])
	b, _ := utf8.DecodeRuneInString(text[at:])
	if unicode.In(a, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || unicode.In(b, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return false
	}
	return wordRune(a) && wordRune(b)
}
