package view

import (
	"context"
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
func (r *Reader) Code(field, value string) { r.Put(review.Coding{Field: field, Value: value, Op: "="}) }

// RemoveNote takes a note of the record shown away.
func (r *Reader) RemoveNote(note string) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.c.RemoveNote(r.ctx, id, note)
		return e, "The note is removed.", err
	})
}

// Put codes the record shown, adds a note, or adds and takes one of many values.
func (r *Reader) Put(c review.Coding) {
	r.act(func(id record.ID) (journal.Entry, string, error) {
		e, err := r.code(r.ctx, []record.ID{id}, c)
		return e, codedSay(c), err
	})
}

// codedSay is a coding in a sentence.
func codedSay(c review.Coding) string {
	switch {
	case c.Field == review.NoteField:
		return "The note is kept."
	case c.Value == "":
		return c.Field + " is not coded any more."
	case c.Op == "-=":
		return fmt.Sprintf("Coded %s: no longer %s.", c.Field, c.Value)
	}
	return fmt.Sprintf("Coded %s: %s.", c.Field, c.Value)
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

// Defined are the fields of the case, in the order of the panel.
func (r *Reader) Defined() []review.Field {
	fields, err := r.c.Fields(r.ctx)
	if err != nil {
		r.change(func(s *ReaderState) { s.Err = trouble(err) })
	}
	return fields
}

// Define makes a field of the case or changes one, see casework.FieldChanged. It
// is one small entry of the journal, so that whoever asks waits for it and hears
// at once what is wrong with it.
func (r *Reader) Define(ctx context.Context, name string, edits []string) error {
	f, err := r.c.FieldChanged(ctx, name, edits)
	if err != nil {
		return err
	}
	e, err := r.c.DefineField(ctx, f)
	if err != nil {
		return err
	}
	r.remember(e)
	r.refresh()
	r.after()
	return nil
}
