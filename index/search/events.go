package search

import (
	"context"
	"fmt"
	"time"

	"vaughn/index/fault"
	"vaughn/index/query"
	"vaughn/index/record"
)

// EventFacts answers of one conversation what Facts answers of records: OfEvents
// gives the test, by an event's place in the record's Log, of whether a fact
// holds of it.
type EventFacts interface {
	OfEvents(ctx context.Context, r *record.Record, field, value string) (func(entry int) bool, error)
	Zone() *time.Location
}

// Events gives the events of a conversation that a query is true of by
// themselves, by their places in the record's Log: all its words in one event.
// A bare word is looked for in what the event says or said, who sent it and
// what its files are called; from: is the sender, to: whoever else took part,
// date: the event's own time, subject: the conversation.
func Events(ctx context.Context, r *record.Record, q query.Q, facts EventFacts) ([]int, error) {
	if r.Log == nil {
		return nil, nil
	}
	e := &events{ctx: ctx, rec: r, facts: facts, n: len(r.Log.Entries)}
	in, err := e.set(query.Simplify(q))
	if err != nil {
		return nil, fmt.Errorf("searching events: %w", err)
	}
	var out []int
	for i, ok := range in {
		if ok {
			out = append(out, i)
		}
	}
	return out, nil
}

// EventBound is a query that finds at least every conversation with an event
// that q is true of: what one event may deny another may say.
func EventBound(q query.Q) query.Q {
	return query.Simplify(query.Map(q, func(q query.Q) query.Q {
		switch t := q.(type) {
		case query.Not, query.Range:
			return query.All{}
		case query.Fact:
			if t.Field == "is" && t.Value == "unreviewed" {
				return query.All{}
			}
		}
		return q
	}))
}

// events answers one query over the events of one conversation.
type events struct {
	ctx   context.Context
	rec   *record.Record
	facts EventFacts
	n     int
	words page         // of the whole record, placed once
	parts []int32      // by block: the event it speaks of, -1 for none
	named []placedName // every participant's words
	files map[int][]placed
}

type placedName struct {
	id    string
	words []placed
}

func (e *events) all() []bool {
	out := make([]bool, e.n)
	for i := range out {
		out[i] = true
	}
	return out
}

// set tells of each event whether a tree is true of it; the result is the
// caller's own.
func (e *events) set(q query.Q) ([]bool, error) {
	if e.ctx.Err() != nil {
		return nil, &fault.Error{Code: fault.Cancelled, Op: "searching", Err: e.ctx.Err()}
	}
	switch t := q.(type) {
	case query.All:
		return e.all(), nil
	case query.And:
		return e.joined(t.Of, e.all(), func(a, b bool) bool { return a && b })
	case query.Or:
		return e.joined(t.Of, make([]bool, e.n), func(a, b bool) bool { return a || b })
	case query.Not:
		return e.joined([]query.Q{t.Of}, make([]bool, e.n), func(_, b bool) bool { return !b })
	case query.Range:
		from, to := t.Bounds(e.facts.Zone())
		return e.where(func(x *record.Entry) bool {
			at := x.Time(x.At)
			return !at.IsZero() && (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to))
		}), nil
	case query.Fact:
		holds, err := e.facts.OfEvents(e.ctx, e.rec, t.Field, t.Value)
		if err != nil {
			return nil, err
		}
		out := make([]bool, e.n)
		for i := range out {
			out[i] = holds(i)
		}
		return out, nil
	case query.Term, query.Near:
		return e.text(q), nil
	}
	return nil, fmt.Errorf("a query of the unknown kind %T", q)
}

func (e *events) joined(of []query.Q, out []bool, op func(a, b bool) bool) ([]bool, error) {
	for _, q := range of {
		in, err := e.set(q)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i] = op(out[i], in[i])
		}
	}
	return out, nil
}

func (e *events) where(ok func(*record.Entry) bool) []bool {
	out := make([]bool, e.n)
	for i := range out {
		out[i] = ok(&e.rec.Log.Entries[i])
	}
	return out
}

// text looks for words where its field says.
func (e *events) text(q query.Q) []bool {
	field := fieldOf(q)
	out := make([]bool, e.n)
	for _, column := range query.Columns(field) {
		var in []bool
		switch column {
		case query.ColBody:
			in = e.said(q)
		case query.ColFrom:
			by := e.people(q)
			in = e.where(func(x *record.Entry) bool { return by[x.From] })
		case query.ColTo:
			if field == "" {
				continue // everybody in the room would be found by every event
			}
			in = e.others(e.people(q))
		case query.ColAttach:
			in = e.where(func(x *record.Entry) bool { return e.held(x, q) })
		case query.ColSubject:
			if field == "" || len(where(placedWords(e.rec.Subject), q)) == 0 {
				continue
			}
			in = e.all()
		}
		for i := range in {
			out[i] = out[i] || in[i]
		}
	}
	return out
}

// said finds the events whose words, or earlier wordings, fit.
func (e *events) said(q query.Q) []bool {
	if e.words == nil {
		e.words = read(e.rec)
		e.parts = make([]int32, len(e.rec.Blocks))
		for i := range e.parts {
			e.parts[i] = -1
		}
		for _, p := range e.rec.EventParts() {
			for b := p.First; b <= p.Last; b++ {
				e.parts[b] = int32(p.Entry)
			}
		}
	}
	out := make([]bool, e.n)
	words, at := e.words[query.ColBody], 0
	for _, s := range where(words, q) {
		for at < len(words) && words[at].at < s.first {
			at++
		}
		for at > 0 && words[at-1].at >= s.first {
			at-- // hits of a w/ need not come in order
		}
		if at == len(words) {
			continue
		}
		if b, ok := e.rec.BlockAt(words[at].span.Start); ok && e.parts[b] >= 0 && int(e.parts[b]) < e.n {
			out[e.parts[b]] = true
		}
	}
	return out
}

// people tells which participants fit, by their ids.
func (e *events) people(q query.Q) map[string]bool {
	if e.named == nil {
		for _, m := range e.rec.Log.Members {
			e.named = append(e.named, placedName{m.ID, placedWords(m.Name, m.Addr, m.ID)})
		}
	}
	out := map[string]bool{}
	for _, p := range e.named {
		if len(where(p.words, q)) > 0 {
			out[p.id] = true
		}
	}
	return out
}

// others finds the events that somebody else than those named sent.
func (e *events) others(who map[string]bool) []bool {
	return e.where(func(x *record.Entry) bool {
		return len(who) > 1 || len(who) == 1 && !who[x.From]
	})
}

func (e *events) held(x *record.Entry, q query.Q) bool {
	for _, i := range x.Held {
		if i < 0 || i >= len(e.rec.Children) {
			continue
		}
		words, ok := e.files[i]
		if !ok {
			words = placedWords(e.rec.Children[i].Name)
			if e.files == nil {
				e.files = map[int][]placed{}
			}
			e.files[i] = words
		}
		if len(where(words, q)) > 0 {
			return true
		}
	}
	for _, name := range x.Missing {
		if len(where(placedWords(name), q)) > 0 {
			return true
		}
	}
	return false
}

// placedWords are the words of texts that lie apart.
func placedWords(texts ...string) []placed {
	var out []placed
	at := uint64(0)
	for _, t := range texts {
		at += gap
		for w := query.NewWords(t); ; {
			word, _, _, ok := w.Next()
			if !ok {
				break
			}
			at++
			out = append(out, placed{word: string(word), at: at})
		}
	}
	return out
}
