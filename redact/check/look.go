package check

import (
	"context"
	"runtime"
	"sync"

	"vaughn/index/passage"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

type proposal = suggest.Proposal

// together is how many records are read at once, on all processors.
const together = 64

// lookAll reads all records, several at once, and looks at them in their order.
func (k *checker) lookAll(ctx context.Context, all Source) error {
	finders := make([]*passage.Finder, max(1, runtime.GOMAXPROCS(0)))
	for i := range finders {
		finders[i] = passage.NewFinder(k.passages...)
	}
	var items []Item
	flush := func() {
		views := make([]*seen, len(items))
		var wg sync.WaitGroup
		for w, f := range finders {
			wg.Go(func() {
				for i := w; i < len(items); i += len(finders) {
					views[i] = k.view(items[i], f)
				}
			})
		}
		wg.Wait()
		for i, it := range items {
			k.look(it, views[i])
		}
		items = items[:0]
	}
	for it, err := range all(ctx) {
		if err != nil {
			return err
		}
		if it.Gone {
			continue
		}
		if items = append(items, it); len(items) == together {
			flush()
		}
	}
	flush()
	return nil
}

// view makes out what is hidden in a record, who stands in it and which passages
// it holds. It changes nothing of the checker.
func (k *checker) view(it Item, f *passage.Finder) *seen {
	r := it.Record
	return &seen{hidden: redact.Hidden(r, it.Marks), proposed: covers(it.Marks, redact.Proposed), rejected: covers(it.Marks, redact.Rejected),
		press: suggest.Published(r), proposals: k.search.Record(r, it.Thread), found: f.In(r)}
}

// look reports what one record shows by itself, and notes the rest for compare.
func (k *checker) look(it Item, t *seen) {
	if it.Asked {
		k.wanted[it.Record.ID] = true
	}
	for _, m := range it.Marks {
		k.mark(it, m, t)
	}
	k.carried(it, t)
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
