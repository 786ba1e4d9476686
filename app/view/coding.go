package view

import (
	"fmt"
	"strings"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// CodedField is one field of the coding panel.
type CodedField struct {
	review.Field
	Value  string // many values are parted by "; "
	Needed bool   // the record is not decided without it
}

// coded gives the fields of a record with their values, and its notes.
func (r *Reader) coded(id record.ID, coding map[string]string) ([]CodedField, []review.Note, error) {
	fields, err := r.c.Fields(r.ctx)
	if err != nil {
		return nil, nil, err
	}
	missing := map[string]bool{}
	for _, f := range review.Missing(fields, coding) {
		missing[f.Name] = len(coding) > 0 // of what nobody coded nothing is missing yet
	}
	out := make([]CodedField, len(fields))
	for i, f := range fields {
		out[i] = CodedField{f, coding[f.Name], missing[f.Name]}
	}
	notes, err := r.c.Notes(r.ctx, id)
	return out, notes, err
}

// Needed are the fields that the record shown lacks, in words; "" for none.
func Needed(fields []CodedField) string {
	var names []string
	for _, f := range fields {
		if f.Needed {
			names = append(names, f.Title())
		}
	}
	return strings.Join(names, ", ")
}

// Code sets one coding field; "" clears it.
func (r *Reader) Code(field, value string) { r.put(review.Coding{Field: field, Value: value, Op: "="}) }

// Pick adds one of many values, or takes it away when it is there.
func (r *Reader) Pick(field, value string, on bool) {
	op := "+="
	if !on {
		op = "-="
	}
	r.put(review.Coding{Field: field, Value: value, Op: op})
}

// AddNote writes a note about the record shown.
func (r *Reader) AddNote(text string) {
	r.put(review.Coding{Field: review.NoteField, Value: text, Op: "+="})
}

// RemoveNote takes a note of the record shown away.
func (r *Reader) RemoveNote(note string) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.c.RemoveNote(r.ctx, id, note)
		return e, "The note is removed.", err
	})
}

func (r *Reader) put(c review.Coding) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.code(r.ctx, []record.ID{id}, c)
		switch {
		case c.Field == review.NoteField:
			return e, "The note is kept.", err
		case c.Value == "":
			return e, fmt.Sprintf("%s is not coded any more.", c.Field), err
		case c.Op == "-=":
			return e, fmt.Sprintf("Coded %s: no longer %s.", c.Field, c.Value), err
		}
		return e, fmt.Sprintf("Coded %s: %s.", c.Field, c.Value), err
	})
}

// codeThen codes the record shown and, once that is on disk, goes on with next
// instead of showing the record again. A record that lacks a required field
// stays, and says which; what was coded is kept.
func (r *Reader) codeThen(next func(), cs ...review.Coding) {
	id := r.State().ID
	if id == "" {
		return
	}
	r.env.Go(func() {
		e, err := r.code(r.ctx, []record.ID{id}, cs...)
		var lacks []review.Field
		if err == nil {
			lacks, err = r.c.Lacks(r.ctx, id)
		}
		if err != nil {
			r.change(func(s *ReaderState) { s.Err = trouble(err) })
			return
		}
		r.remember(e)
		if len(lacks) > 0 {
			r.hold(id, lacks)
		} else {
			next()
		}
		r.after()
	})
}

// hold shows a record again that cannot be left yet.
func (r *Reader) hold(id record.ID, lacks []review.Field) {
	names := make([]string, len(lacks))
	for i, f := range lacks {
		names[i] = f.Title()
	}
	said := "Before the next record: " + strings.Join(names, ", ") + "."
	r.mu.Lock()
	r.held, r.heldFor = id, said
	r.mu.Unlock()
	r.load(id, said)
}

// leave says whether the record shown may be left for the next: one that is
// coded and lacks a required field holds once, and says why.
func (r *Reader) leave() bool {
	s := r.State()
	r.mu.Lock()
	again := r.held == s.ID
	r.mu.Unlock()
	if again || s.ID == "" {
		return true
	}
	var lacks []review.Field
	for _, f := range s.Fields {
		if f.Needed {
			lacks = append(lacks, f.Field)
		}
	}
	if len(lacks) > 0 {
		r.hold(s.ID, lacks)
		return false
	}
	return true
}

// refresh shows the record anew, when there is one.
func (r *Reader) refresh() {
	if id := r.State().ID; id != "" {
		r.load(id, "")
	}
}

// Confirm decides the record shown as it is coded, in a batch of a higher level,
// and goes on to the next.
func (d *Desk) Confirm() {
	w := d.Batches.Work(d.Reader.State().ID)
	if !w.In || !w.Higher {
		d.Reader.change(func(s *ReaderState) {
			s.Said, s.Held = "Confirming is for batches of a higher level: there is nothing that a lower one decided.", true
		})
		return
	}
	d.codeAndNext()
}
