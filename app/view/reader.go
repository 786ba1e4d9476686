package view

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"vaughn/app/casework"
	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/redact"
	"vaughn/redact/review"
)

// ReaderState is one record on the desk.
type ReaderState struct {
	ID         record.ID
	Title      string
	Kind       string
	MessageID  string
	From       string
	Date       string
	Custodians []string
	Family     []FamilyRow
	Doc        *Document     // nil while nothing is shown
	Hits       []record.Span // of the last search
	Marks      []MarkRow
	Coding     map[string]string
	Problems   []message.Problem
	Produced   bool // shown as it would be produced: hidden words are gone
	CanUndo    bool
	CanRedo    bool
	Said       string // the outcome of the last act, in a sentence
	Err        *Trouble
}

// FamilyRow is one member of the family.
type FamilyRow struct {
	ID    record.ID
	Name  string
	Type  string
	Depth int
}

// MarkRow is one mark of the record.
type MarkRow struct {
	ID    redact.MarkID
	Span  record.Span
	Label string
	State redact.State
	By    string
	Note  string
	Text  string // what it hides; on screen only
	Whole bool
}

// Basis is why something is withheld.
type Basis struct {
	Codes      []string
	Statute    string
	Privileges []string
	Note       string
}

// Reader is the model of reading, redacting and coding one record.
type Reader struct {
	model[ReaderState]
	c      *casework.Case
	ctx    context.Context
	after  func()
	turn   atomic.Int64
	query  query.Q
	done   []journal.Entry // acts of this session, the last is undone first
	undone []journal.Entry
	last   Basis
}

func newReader(ctx context.Context, c *casework.Case, env Env) *Reader {
	return &Reader{model: model[ReaderState]{env: env}, c: c, ctx: ctx, after: func() {}}
}

// Show puts a record on the desk; q, which may be nil, is what its hits are
// lit for.
func (r *Reader) Show(id record.ID, q query.Q) {
	r.mu.Lock()
	r.query = q
	r.mu.Unlock()
	r.load(id, "")
}

// Toggle changes between the draft and the page as it would be produced.
func (r *Reader) Toggle() {
	r.change(func(s *ReaderState) { s.Produced = !s.Produced })
	if s := r.State(); s.ID != "" {
		r.load(s.ID, "")
	}
}

// load reads a record and its decisions anew.
func (r *Reader) load(id record.ID, said string) {
	turn := r.turn.Add(1)
	r.env.Go(func() {
		now := r.State()
		s, err := r.read(id, now.Produced)
		if r.turn.Load() != turn {
			return
		}
		r.change(func(st *ReaderState) {
			if err != nil {
				st.Err = trouble(err)
				return
			}
			s.Produced, s.Said = st.Produced, said
			s.CanUndo, s.CanRedo = len(r.done) > 0, len(r.undone) > 0
			*st = s
		})
	})
}

func (r *Reader) read(id record.ID, produced bool) (ReaderState, error) {
	make := r.c.Draft
	if produced {
		make = r.c.Produced
	}
	draft, err := make(r.ctx, id)
	if err != nil {
		return ReaderState{}, err
	}
	rec := draft.Record()
	doc, err := newDocument(draft, !produced)
	if err != nil {
		return ReaderState{}, err
	}
	st, err := r.c.State(r.ctx, id)
	if err != nil {
		return ReaderState{}, err
	}
	s := ReaderState{ID: id, Title: rec.Subject, Kind: rec.Kind, MessageID: rec.MessageID, Date: day(rec.Date, r.c.Zone()),
		Doc: doc, Coding: st.Coding, Problems: rec.Problems}
	if rec.Name != "" {
		s.Title = rec.Name
	}
	if ps := rec.With(message.From); len(ps) > 0 {
		s.From = ps[0].String()
	}
	for _, m := range st.Marks {
		s.Marks = append(s.Marks, r.row(rec, m))
	}
	r.mu.Lock()
	q := r.query
	r.mu.Unlock()
	if q != nil && !produced {
		s.Hits = search.Hits(rec, q)
	}
	if s.Family, err = r.family(rec); err != nil {
		return s, err
	}
	d, err := r.c.Document(r.ctx, id)
	s.Custodians = d.Custodians
	return s, err
}

func (r *Reader) row(rec *record.Record, m redact.Mark) MarkRow {
	out := MarkRow{ID: m.ID, Span: m.Span, Label: r.c.Exemptions().Label(m.Basis), State: m.State, By: m.By, Note: m.Note, Whole: m.Target == redact.OnRecord}
	if text, err := rec.Slice(m.Span); err == nil && m.Version == rec.Version {
		out.Text = strings.Join(strings.Fields(text), " ")
	}
	if out.Whole {
		out.Text = "the whole record"
	}
	return out
}

func (r *Reader) family(rec *record.Record) ([]FamilyRow, error) {
	ids, err := r.c.Family(r.ctx, rec.ID)
	if err != nil || len(ids) < 2 {
		return nil, err
	}
	depth := map[record.ID]int{}
	var out []FamilyRow
	for _, id := range ids {
		m, err := r.c.Record(r.ctx, id)
		if err != nil {
			return nil, err
		}
		if m.Parent != "" {
			depth[id] = depth[m.Parent] + 1
		}
		name := m.Name
		if name == "" {
			name = m.Subject
		}
		out = append(out, FamilyRow{ID: id, Name: name, Type: m.Type, Depth: depth[id]})
	}
	return out, nil
}

// Last is the basis used last, for redacting again with one key.
func (r *Reader) Last() (Basis, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, len(r.last.Codes) > 0
}

// Redact withholds a stretch of the record shown.
func (r *Reader) Redact(from, to int, why Basis) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		rec, err := r.c.Record(r.ctx, id)
		if err != nil {
			return journal.Entry{}, "", err
		}
		m, err := r.mark(rec, why)
		if err != nil {
			return journal.Entry{}, "", err
		}
		m.Span = record.Span{Start: from, End: to}
		if err := m.Check(rec); err != nil {
			return journal.Entry{}, "", err
		}
		e, err := r.c.Mark(r.ctx, m)
		return e, "Withheld as " + r.c.Exemptions().Label(m.Basis) + ".", err
	})
}

// Withhold withholds the whole record.
func (r *Reader) Withhold(why Basis) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		rec, err := r.c.Record(r.ctx, id)
		if err != nil {
			return journal.Entry{}, "", err
		}
		m, err := r.mark(rec, why)
		if err != nil {
			return journal.Entry{}, "", err
		}
		m.Target = redact.OnRecord
		e, err := r.c.Mark(r.ctx, m)
		return e, "The record is withheld in full.", err
	})
}

func (r *Reader) mark(rec *record.Record, why Basis) (redact.Mark, error) {
	set := r.c.Exemptions()
	m := r.c.NewMark(rec, record.Span{})
	for _, c := range why.Codes {
		code, ok := set.Lookup(c)
		if !ok {
			return m, fmt.Errorf("the exemption %s is not in the case's set", c)
		}
		m.Basis = append(m.Basis, string(code.ID))
	}
	m.Statute, m.Privileges, m.Note = why.Statute, why.Privileges, why.Note
	if err := set.Relaxed().Check(m.Basis, m.Statute, m.Privileges); err != nil {
		return m, err
	}
	r.mu.Lock()
	r.last = why
	r.mu.Unlock()
	return m, nil
}

// Decide accepts or rejects marks; a rejected mark hides nothing and stays in
// the record's history.
func (r *Reader) Decide(ids []redact.MarkID, to redact.State, note string) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.c.Decide(r.ctx, id, ids, to, note)
		return e, fmt.Sprintf("%s %s.", count(len(ids), "mark"), to), err
	})
}

// MarksAt lists the marks that cover an offset.
func (r *Reader) MarksAt(offset int) []redact.MarkID {
	var out []redact.MarkID
	for _, m := range r.State().Marks {
		if m.State != redact.Rejected && (m.Whole || offset >= m.Span.Start && offset < m.Span.End) {
			out = append(out, m.ID)
		}
	}
	return out
}

// Code sets one coding field; "" clears it.
func (r *Reader) Code(field, value string) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.c.Code(r.ctx, []record.ID{id}, review.Coding{Field: field, Value: value, Op: "="})
		return e, fmt.Sprintf("Coded %s: %s.", field, value), err
	})
}

// Undo takes back the last act of this session; Redo does it again.
func (r *Reader) Undo() { r.step(&r.done, &r.undone, "undone") }

// Redo does again what Undo took back.
func (r *Reader) Redo() { r.step(&r.undone, &r.done, "done again") }

func (r *Reader) step(from, to *[]journal.Entry, word string) {
	if len(*from) == 0 {
		return
	}
	r.env.Go(func() {
		r.mu.Lock()
		if len(*from) == 0 {
			r.mu.Unlock()
			return
		}
		last := (*from)[len(*from)-1]
		*from = slices.Clip((*from)[:len(*from)-1])
		r.mu.Unlock()
		e, err := r.c.Undo(r.ctx, last, word+" at the desk")
		if err != nil {
			r.change(func(s *ReaderState) { s.Err = trouble(err) })
			return
		}
		r.mu.Lock()
		*to = append(*to, e)
		r.mu.Unlock()
		r.settle(e, "The last act was "+word+".")
	})
}

// act runs a decision on the record shown, remembers it for Undo and shows the
// record anew.
func (r *Reader) act(f func(record.ID) (journal.Entry, string, error)) {
	id := r.State().ID
	if id == "" {
		return
	}
	r.env.Go(func() {
		e, said, err := f(id)
		if err != nil {
			r.change(func(s *ReaderState) { s.Err = trouble(err) })
			return
		}
		if len(e.Changes) > 0 {
			r.mu.Lock()
			r.done, r.undone = append(r.done, e), nil
			r.mu.Unlock()
		}
		r.settle(e, said)
	})
}

// settle shows the record a decision was about.
func (r *Reader) settle(e journal.Entry, said string) {
	id := r.State().ID
	if len(e.Changes) > 0 && !slices.ContainsFunc(e.Changes, func(c journal.Change) bool { return c.Key.Target == string(id) }) {
		id = record.ID(e.Changes[0].Key.Target)
	}
	r.load(id, said)
	r.after()
}

// Dismiss takes a shown error away.
func (r *Reader) Dismiss() { r.change(func(s *ReaderState) { s.Err = nil }) }

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
