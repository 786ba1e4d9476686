package view

import (
	"fmt"
	"slices"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// Last is the basis used last, for redacting again with one key.
func (r *Reader) Last() (Basis, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, len(r.last.Codes) > 0
}

// Redact withholds a stretch of the record shown.
func (r *Reader) Redact(from, to int, why Basis) {
	r.withhold(why, "", func(m *redact.Mark) error {
		m.Span = record.Span{Start: from, End: to}
		return nil
	})
}

// RedactArea withholds an area of a page that shows a page of the file, or a
// picture, as it looks, with the words under it. Without width the whole page is
// meant.
func (r *Reader) RedactArea(area Rect, why Basis) {
	doc := r.State().Doc
	r.withhold(why, "", func(m *redact.Mark) error { return doc.aim(m, area) })
}

// Withhold withholds the whole record.
func (r *Reader) Withhold(why Basis) {
	r.withhold(why, "The record is withheld in full.", func(m *redact.Mark) error {
		m.Target = redact.OnRecord
		return nil
	})
}

// withhold sets a mark where aim puts it; said "" names the grounds. The other
// places of a passage are looked for once it is withheld.
func (r *Reader) withhold(why Basis, said string, aim func(*redact.Mark) error) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		rec, err := r.c.Record(r.ctx, id)
		if err != nil {
			return journal.Entry{}, "", err
		}
		m, err := r.mark(rec, why)
		if err != nil {
			return journal.Entry{}, "", err
		}
		if err := aim(&m); err != nil {
			return journal.Entry{}, "", err
		}
		if err := m.Check(rec); err != nil {
			return journal.Entry{}, "", err
		}
		e, err := r.c.Mark(r.ctx, m)
		if err == nil && m.Target == redact.OnSpan {
			r.marked(m.ID)
		}
		if said == "" {
			said = "Withheld as " + r.c.Exemptions().Label(m.Basis) + "."
		}
		return e, said, err
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

// Recode gives marks another basis; their place and their history stay.
func (r *Reader) Recode(ids []redact.MarkID, why Basis) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		rec, err := r.c.Record(r.ctx, id)
		if err != nil {
			return journal.Entry{}, "", err
		}
		made, err := r.mark(rec, why)
		if err != nil {
			return journal.Entry{}, "", err
		}
		st, err := r.c.State(r.ctx, id)
		if err != nil {
			return journal.Entry{}, "", err
		}
		var changed []redact.Mark
		for _, m := range st.Marks {
			if slices.Contains(ids, m.ID) {
				m.Basis, m.Statute, m.Privileges, m.Note, m.State, m.By = made.Basis, made.Statute, made.Privileges, made.Note, redact.Accepted, made.By
				changed = append(changed, m)
			}
		}
		if len(changed) == 0 {
			return journal.Entry{}, "", nil
		}
		e, err := r.c.Mark(r.ctx, changed...)
		return e, "Now withheld as " + r.c.Exemptions().Label(made.Basis) + ".", err
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

// codeMany codes records as one batch; undoing it takes the batch back.
func (r *Reader) codeMany(nums []record.Num, c review.Coding) {
	if len(nums) == 0 {
		return
	}
	r.env.Go(func() {
		rows, err := r.c.Rows(r.ctx, nums)
		ids := make([]record.ID, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
		}
		var e journal.Entry
		if err == nil {
			e, err = r.code(r.ctx, ids, c)
		}
		if err != nil {
			r.change(func(s *ReaderState) { s.Err = trouble(err) })
			return
		}
		r.remember(e)
		said := codedSay(c) + " " + count(len(ids), "record") + " at once."
		if id := r.State().ID; id != "" {
			r.load(id, said)
		} else {
			r.change(func(s *ReaderState) { s.Said = said })
		}
		r.after()
	})
}

// remember keeps an act for Undo.
func (r *Reader) remember(e journal.Entry) {
	if len(e.Changes) == 0 {
		return
	}
	r.mu.Lock()
	r.done, r.undone = append(r.done, e), nil
	r.mu.Unlock()
	r.steps()
}

// steps shows whether there is something to undo or to do again.
func (r *Reader) steps() {
	r.change(func(s *ReaderState) { s.CanUndo, s.CanRedo = len(r.done) > 0, len(r.undone) > 0 })
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
		es, err := r.c.UndoEntry(r.ctx, last.Seq, word+" at the desk") // with all of its batch
		if err != nil {
			r.change(func(s *ReaderState) { s.Err = trouble(err) })
			return
		}
		r.mu.Lock()
		*to = append(*to, es[0])
		r.mu.Unlock()
		r.steps()
		r.reverted(es)
		r.settle("The last act was "+word+".", es...)
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
		r.remember(e)
		r.settle(said, e)
	})
}

// settle shows the record a decision was about, or the one shown already when
// it is among them, when there are several, or when there is none.
func (r *Reader) settle(said string, es ...journal.Entry) {
	id := r.State().ID
	about := map[record.ID]bool{}
	for _, e := range es {
		for _, c := range e.Changes {
			if c.Key.Kind == review.KindMark || c.Key.Kind == review.KindCoding {
				about[record.ID(c.Key.Target)] = true
			}
		}
	}
	if len(about) == 1 || id == "" {
		for other := range about {
			id = other
		}
	}
	if id != "" {
		r.load(id, said)
	}
	r.after()
}

// Dismiss takes a shown error away.
func (r *Reader) Dismiss() { r.change(func(s *ReaderState) { s.Err = nil }) }
