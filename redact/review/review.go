// Package review is every human decision: coding, marks, assignment, undo. Each
// act is one journal entry, on disk before the call returns; nothing is decided
// anywhere else and nothing is ever overwritten without a trace.
package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/google/uuid"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
)

// Kinds of facts that review keeps, by target record.
const (
	KindCoding = "coding" // Name is the field, the value a string or a sorted list of tags
	KindMark   = "mark"   // Name is the mark's ID, the value a redact.Mark
	KindAssign = "assign" // the value is the reviewer
)

// Ledger keeps decisions; the case database is one.
type Ledger interface {
	Commit(ctx context.Context, e journal.Entry) (journal.Entry, error)
	CommitAll(ctx context.Context, es []journal.Entry) ([]journal.Entry, error)
	// Facts gives the facts on a target, all kinds for "".
	Facts(ctx context.Context, target, kind string) ([]journal.Fact, error)
	// EventFacts gives the facts of a kind on the events of a record.
	EventFacts(ctx context.Context, id, kind string) ([]journal.Fact, error)
}

// Desk is one reviewer at work on one case.
type Desk struct {
	ledger Ledger
	actor  string
	layer  string // of review, see redact.Layers
	now    func() time.Time
}

// New seats a reviewer.
func New(l Ledger, actor string, now func() time.Time) *Desk {
	return &Desk{ledger: l, actor: actor, now: now}
}

// Actor is who sits at the desk.
func (d *Desk) Actor() string { return d.actor }

// State is all that was decided about one record.
type State struct {
	Coding map[string]string
	Marks  []redact.Mark // in order of their place in the record
	To     string        // reviewer it is assigned to
}

// State gathers the decisions about a record.
func (d *Desk) State(ctx context.Context, id record.ID) (State, error) {
	s := State{Coding: map[string]string{}}
	for _, kind := range []string{KindCoding, KindMark, KindAssign} {
		facts, err := d.ledger.Facts(ctx, string(id), kind)
		if err != nil {
			return State{}, fmt.Errorf("reading decisions: %w", err)
		}
		for _, f := range facts {
			if err := s.take(f); err != nil {
				return State{}, fmt.Errorf("reading decisions: entry %d: %w", f.Seq, err)
			}
		}
	}
	sort.SliceStable(s.Marks, func(i, j int) bool { return s.Marks[i].Span.Start < s.Marks[j].Span.Start })
	return s, nil
}

func (s *State) take(f journal.Fact) error {
	switch f.Key.Kind {
	case KindMark:
		var m redact.Mark
		if err := json.Unmarshal(f.Value, &m); err != nil {
			return err
		}
		s.Marks = append(s.Marks, m)
	case KindAssign:
		return json.Unmarshal(f.Value, &s.To)
	case KindCoding:
		v, err := CodingText(f.Value)
		s.Coding[f.Key.Name] = v
		return err
	}
	return nil
}

// maxChanges bounds one entry: a bulk action is several entries of one batch.
const maxChanges = 2000

// commit writes changes in entries of bounded size under one batch: all of them
// or none. It returns the last.
func (d *Desk) commit(ctx context.Context, changes []journal.Change, reason string) (journal.Entry, error) {
	if len(changes) == 0 {
		return journal.Entry{}, nil
	}
	batch := ""
	if len(changes) > maxChanges {
		batch = journal.NewBatch()
	}
	var es []journal.Entry
	for part := range slices.Chunk(changes, maxChanges) {
		es = append(es, journal.Entry{Batch: batch, At: d.now().UTC(), Actor: d.actor, Reason: reason, Changes: part})
	}
	es, err := d.ledger.CommitAll(ctx, es)
	if err != nil {
		return journal.Entry{}, err
	}
	return es[len(es)-1], nil
}

// NewMark makes a mark of this reviewer, accepted, on a span of a record.
func (d *Desk) NewMark(r *record.Record, s record.Span, basis ...string) redact.Mark {
	return redact.Mark{
		ID: redact.MarkID(uuid.NewString()), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
		Span: s, Basis: basis, State: redact.Accepted, By: d.actor,
	}
}

// Mark sets marks: new ones, or changed ones in place of those with their ID.
func (d *Desk) Mark(ctx context.Context, ms ...redact.Mark) (journal.Entry, error) {
	changes, err := d.marks(ctx, ms)
	if err != nil {
		return journal.Entry{}, err
	}
	return d.commit(ctx, changes, "")
}

// Decide accepts or rejects marks of one record.
func (d *Desk) Decide(ctx context.Context, id record.ID, marks []redact.MarkID, to redact.State, note string) (journal.Entry, error) {
	s, err := d.State(ctx, id)
	if err != nil {
		return journal.Entry{}, err
	}
	want := map[redact.MarkID]bool{}
	for _, m := range marks {
		want[m] = true
	}
	var out []redact.Mark
	for _, m := range s.Marks {
		if !want[m.ID] {
			continue
		}
		if m, err = d.decided(m, to, note); err != nil {
			return journal.Entry{}, err
		}
		out = append(out, m)
	}
	if len(out) != len(want) {
		return journal.Entry{}, fmt.Errorf("deciding on marks: %d of %d are not on record %s", len(want)-len(out), len(want), id)
	}
	return d.Mark(ctx, out...)
}

// Assign gives records to a reviewer; "" takes them back.
func (d *Desk) Assign(ctx context.Context, ids []record.ID, to string) (journal.Entry, error) {
	var changes []journal.Change
	for _, id := range ids {
		facts, err := d.ledger.Facts(ctx, string(id), KindAssign)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("assigning: %w", err)
		}
		var before, after any
		if len(facts) > 0 {
			before = facts[0].Value
		}
		if to != "" {
			after = to
		}
		c, err := journal.Set(journal.Key{Target: string(id), Kind: KindAssign}, before, after)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("assigning: %w", err)
		}
		if string(c.Before) != string(c.After) {
			changes = append(changes, c)
		}
	}
	return d.commit(ctx, changes, "")
}

// Undo reverts an entry by a new one; what was decided since then on the same
// facts makes it fail with a conflict.
func (d *Desk) Undo(ctx context.Context, e journal.Entry, reason string) (journal.Entry, error) {
	inv := e.Inverse(d.actor, reason)
	inv.At = d.now().UTC()
	return d.ledger.Commit(ctx, inv)
}
