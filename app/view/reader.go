package view

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"vaughn/app/casework"
	"vaughn/export/layout"
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
	Hits       []record.Span // of the last search, or the event or place that was asked for
	Shown      int           // grows whenever a record is asked for: its first hit is to be seen
	Marks      []MarkRow
	Coding     map[string]string
	Fields     []CodedField // of the case, with the record's values
	Notes      []review.Note
	Batch      BatchWork
	Problems   []message.Problem
	Produced   bool // shown as it would be produced: hidden words are gone
	CanUndo    bool
	CanRedo    bool
	Said       string // the outcome of the last act, in a sentence
	Held       bool   // Said is why the record cannot be left yet
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
	Area  *Rect // on a page of the document, of a mark on an area or a page of a file
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
	c        *casework.Case
	ctx      context.Context
	after    func()
	marked   func(redact.MarkID) // a passage was withheld
	turn     atomic.Int64
	query    query.Q
	event    string      // lit in place of hits, "" for none
	place    record.Span // likewise
	shown    int
	produced bool            // how records are to be shown; the state says how the present one is
	done     []journal.Entry // acts of this session, the last is undone first
	undone   []journal.Entry
	last     Basis
	press    *press
	asText   atomic.Bool // pages of files are shown as their text
	held     record.ID   // was not left once for want of a required field
	heldFor  string      // which, in a sentence
	// code codes records; in a batch it decides there.
	code func(ctx context.Context, ids []record.ID, cs ...review.Coding) (journal.Entry, error)
	work func(record.ID) BatchWork
	// reverted tells of entries that were undone or done again.
	reverted func([]journal.Entry)
}

func newReader(ctx context.Context, c *casework.Case, env Env) *Reader {
	return &Reader{model: model[ReaderState]{env: env}, c: c, ctx: ctx, press: &press{ctx: ctx, open: c.Native}, after: func() {}, marked: func(redact.MarkID) {},
		code: c.Code, work: func(record.ID) BatchWork { return BatchWork{} }, reverted: func([]journal.Entry) {}}
}

// Show puts a record on the desk; q, which may be nil, is what its hits are
// lit for.
func (r *Reader) Show(id record.ID, q query.Q) { r.show(id, q, "", record.Span{}) }

// showAt puts a record on the desk at one of its events.
func (r *Reader) showAt(id record.ID, event string) { r.show(id, nil, event, record.Span{}) }

func (r *Reader) show(id record.ID, q query.Q, event string, place record.Span) {
	r.mu.Lock()
	r.query, r.event, r.place = q, event, place
	r.shown++
	r.mu.Unlock()
	r.load(id, "")
}

// Toggle changes between the draft and the page as it would be produced.
func (r *Reader) Toggle() {
	r.mu.Lock()
	r.produced = !r.produced
	id := r.state.ID
	r.mu.Unlock()
	if id != "" {
		r.load(id, "")
	}
}

// ToggleText changes between pages of files as they look and their text.
func (r *Reader) ToggleText() {
	r.asText.Store(!r.asText.Load())
	if id := r.State().ID; id != "" {
		r.load(id, "")
	}
}

// load reads a record and its decisions anew.
func (r *Reader) load(id record.ID, said string) {
	turn := r.turn.Add(1)
	r.env.Go(func() {
		r.mu.Lock()
		produced := r.produced
		r.mu.Unlock()
		wanted := func() bool { return r.turn.Load() == turn }
		s, rest, err := r.read(id, produced)
		publish := func() {
			if !wanted() {
				return
			}
			r.change(func(st *ReaderState) {
				if err != nil {
					st.Err = trouble(err)
					return
				}
				s.Produced, s.Said, s.Held, s.Batch = produced, said, said != "" && said == r.heldFor, r.work(id)
				s.Shown = r.shown
				s.CanUndo, s.CanRedo = len(r.done) > 0, len(r.undone) > 0
				*st = s
			})
		}
		if rest == nil {
			publish()
			return
		}
		if r.State().ID != id { // what is shown already stays until all of it is there anew
			publish()
		}
		var whole *Document
		if whole, err = rest(wanted); whole == nil && err == nil {
			return
		}
		s.Doc, s.Hits = whole, r.hits(whole, produced)
		publish()
	})
}

// hits are the places that are lit; as produced there are none.
func (r *Reader) hits(doc *Document, produced bool) []record.Span {
	r.mu.Lock()
	q, event, place := r.query, r.event, r.place
	r.mu.Unlock()
	if produced || doc == nil {
		return nil
	}
	if part, ok := doc.rec.EventPart(event); ok && event != "" {
		return []record.Span{part.Span}
	}
	if place.End > place.Start && place.End <= len(doc.rec.Text) {
		return []record.Span{place}
	}
	if q == nil {
		return nil
	}
	return search.Hits(doc.rec, q)
}

// read gathers what is shown of a record. Of a long one it gives the first
// pages, without hits, and rest for all.
func (r *Reader) read(id record.ID, produced bool) (s ReaderState, rest func(func() bool) (*Document, error), err error) {
	rec, doc, rest, err := r.document(id, produced)
	if err != nil {
		return ReaderState{}, nil, err
	}
	st, err := r.c.State(r.ctx, id)
	if err != nil {
		return ReaderState{}, nil, err
	}
	s = ReaderState{ID: id, Title: rec.Subject, Kind: rec.Kind, MessageID: rec.MessageID, Date: day(rec.Date, r.c.Zone()),
		Doc: doc, Coding: st.Coding, Problems: rec.Problems}
	if rec.Name != "" {
		s.Title = rec.Name
	}
	if ps := rec.With(message.From); len(ps) > 0 {
		s.From = ps[0].String()
	}
	for _, m := range st.Marks {
		row := r.row(rec, m)
		row.Area = doc.area(m)
		s.Marks = append(s.Marks, row)
	}
	if rest == nil {
		s.Hits = r.hits(doc, produced)
	}
	if s.Fields, s.Notes, err = r.coded(id, st.Coding); err != nil {
		return s, rest, err
	}
	if s.Family, err = r.family(rec); err != nil {
		return s, rest, err
	}
	s.Custodians, err = r.c.HeldBy(r.ctx, id)
	return s, rest, err
}

// document lays a record out. Pages of a file and pictures are shown as they
// look, its other text behind them; as produced, as they would leave.
func (r *Reader) document(id record.ID, produced bool) (*record.Record, *Document, func(func() bool) (*Document, error), error) {
	st := layout.Letter()
	if produced {
		rec, clean, err := r.c.Clean(r.ctx, id)
		if err != nil {
			return nil, nil, nil, err
		}
		if clean.Paged() {
			st.Plates = r.press
			doc, rest, err := newDocument(rec, clean, st)
			return rec, doc, rest, err
		}
	}
	make := r.c.Draft
	if produced {
		make = r.c.Produced
	}
	draft, err := make(r.ctx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	rec := draft.Record()
	st.Draft, st.Plates = !produced, r.c.Plates(r.ctx)
	if produced || r.asText.Load() {
		doc, rest, err := newDocument(rec, draft, st)
		return rec, doc, rest, err
	}
	sheets, instead := sheetsOf(rec, r.press)
	doc, rest, err := newDocument(rec, without{draft, instead}, st)
	if err != nil {
		return nil, nil, nil, err
	}
	doc.sheets, doc.press = sheets, r.press
	if rest == nil {
		return rec, doc, nil, nil
	}
	return rec, doc, func(wanted func() bool) (*Document, error) {
		whole, err := rest(wanted)
		if whole != nil {
			whole.sheets, whole.press = sheets, r.press
		}
		return whole, err
	}, nil
}

// Text is the text of the record shown between two offsets; as produced, there
// is none to give away.
func (r *Reader) Text(from, to int) (string, bool) {
	s := r.State()
	if s.Doc == nil || s.Produced {
		return "", false
	}
	text, err := s.Doc.rec.Slice(record.Span{Start: from, End: to})
	return text, err == nil
}

// EventAt is the event of a conversation that stands at an offset, "" for none.
func (r *Reader) EventAt(offset int) string {
	s := r.State()
	if s.Doc == nil || s.Produced || offset < 0 {
		return ""
	}
	for _, p := range s.Doc.rec.EventParts() {
		if offset >= p.Span.Start && offset < p.Span.End {
			return p.ID
		}
	}
	return ""
}

func (r *Reader) row(rec *record.Record, m redact.Mark) MarkRow {
	out := MarkRow{ID: m.ID, Span: m.Span, Label: r.c.Exemptions().Label(m.Basis), State: m.State, By: m.By, Note: m.Note, Whole: m.Target == redact.OnRecord}
	if text, err := rec.Slice(m.Span); err == nil && m.Version == rec.Version {
		out.Text = strings.Join(strings.Fields(text), " ")
	}
	switch m.Target {
	case redact.OnRecord:
		out.Text = "the whole record"
	case redact.OnPage:
		out.Text = fmt.Sprintf("page %d", m.Page+1)
	case redact.OnRegion:
		out.Text = fmt.Sprintf("an area of page %d", m.Region.Image+1)
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

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
