package check

import (
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

type proposal = suggest.Proposal

// look reads one record for what is open in it, and its marks one by one.
func (k *checker) look(it Item) {
	if it.Gone {
		return
	}
	if it.Asked {
		k.wanted[it.Record.ID] = true
	}
	r := it.Record
	t := &seen{hidden: redact.Hidden(r, it.Marks), proposed: covers(it.Marks, redact.Proposed), rejected: covers(it.Marks, redact.Rejected),
		press: suggest.Published(r), proposals: k.search.Record(r, it.Thread)}
	for _, m := range it.Marks {
		k.mark(it, m, t)
	}
	k.passages(it, t)
	k.named(it, t)
}

// mark looks at one mark by itself.
func (k *checker) mark(it Item, m redact.Mark, t *seen) {
	r := it.Record
	if m.Version != r.Version || m.State == redact.Rejected || m.Target == redact.Except {
		return
	}
	words := m.Target == redact.OnSpan
	if words && !it.Asked {
		return
	}
	at := Place{r, m.Span, m.Basis}
	if !words {
		at.Span = record.Span{}
	}
	rejected := m
	rejected.State = redact.Rejected
	switch {
	case !it.Asked:
	case m.State == redact.Proposed:
		accepted := m
		accepted.State = redact.Accepted
		f := Finding{Check: Open, Severity: Block, Place: at, Why: "Nobody has accepted or rejected this proposal.", Fix: []redact.Mark{accepted}}
		if words {
			f.key = key(at.Text())
		}
		k.report(f)
	case words && !says(at.Text()):
		k.report(Finding{Check: Empty, Severity: Warn, Place: at, Why: "The mark hides no letter or digit.", Fix: []redact.Mark{rejected}})
	case k.responsive(it, m):
	default:
		if !words || !k.over(it, m, t) {
			k.code(it, m)
		}
		if words {
			k.coding(it, m)
			k.edges(it, m, t)
		}
	}
}

// coding notes under which codes a passage is withheld. Names are compared as
// persons, short texts only where the words around them are the same.
func (k *checker) coding(it Item, m redact.Mark) {
	text := it.Record.Text[m.Span.Start:m.Span.End]
	id := key(text)
	switch {
	case FullName(text):
		return
	case len(words(text)) < least && !mail(text) && !number(text):
		id += "\x00" + surroundings(it.Record, m.Span)
	}
	by := k.passageCode[id]
	if by == nil {
		by = map[string][]under{}
		k.passageCode[id] = by
	}
	b := k.opt.Codes.Label(m.Basis)
	by[b] = append(by[b], under{Place{it.Record, m.Span, m.Basis}, m})
}

func (k *checker) asked(r *record.Record) bool { return k.wanted[r.ID] }
