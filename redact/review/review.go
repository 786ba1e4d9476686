// Package review is every human decision: coding, marks, assignment, undo. Each
// act is one journal entry, on disk before the call returns; nothing is decided
// anywhere else and nothing is ever overwritten without a trace.
package review

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
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

// CodingText reads the value of a coding: one text, or a list joined by "; ".
func CodingText(raw json.RawMessage) (string, error) {
	var tags []string
	if json.Unmarshal(raw, &tags) == nil {
		return strings.Join(tags, "; "), nil
	}
	var v string
	err := json.Unmarshal(raw, &v)
	return v, err
}

// Coding is what to set on records: Field=Value, or a tag added to or taken
// from a list field.
type Coding struct {
	Field string
	Value string
	Op    string // "=" set, "+=" add to a list, "-=" take from a list; "=" with "" clears
	Note  string
}

// ParseCoding reads "responsive=yes", "tag+=hot", "tag-=hot".
func ParseCoding(s string) (Coding, error) {
	i := strings.Index(s, "=")
	if i <= 0 {
		return Coding{}, fmt.Errorf("reading a coding: want FIELD=VALUE")
	}
	c := Coding{Field: s[:i], Value: s[i+1:], Op: "="}
	if f, ok := strings.CutSuffix(c.Field, "+"); ok {
		c.Field, c.Op = f, "+="
	} else if f, ok := strings.CutSuffix(c.Field, "-"); ok {
		c.Field, c.Op = f, "-="
	}
	if c.Field == "" || strings.IndexFunc(c.Field, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) >= 0 {
		return Coding{}, fmt.Errorf("reading a coding: a field is lower-case letters, digits, '_' and '-'")
	}
	return c, nil
}

// maxChanges bounds one entry: a bulk action is several entries of one batch.
const maxChanges = 2000

// Code sets codings on records, and on events of conversations as
// record.EventTarget names them, as one batch that can be undone as a whole. It
// returns the last entry; records that already say so are left alone, and when
// all do the entry is zero.
func (d *Desk) Code(ctx context.Context, ids []record.ID, cs ...Coding) (journal.Entry, error) {
	var changes []journal.Change
	note := ""
	for _, id := range ids {
		facts, err := d.ledger.Facts(ctx, string(id), KindCoding)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("coding: %w", err)
		}
		held := map[string]json.RawMessage{}
		for _, f := range facts {
			held[f.Key.Name] = f.Value
		}
		for _, c := range cs {
			note = c.Note
			change, ok, err := c.change(id, held[c.Field])
			if err != nil {
				return journal.Entry{}, fmt.Errorf("coding: %w", err)
			}
			if ok {
				changes = append(changes, change)
				held[c.Field] = change.After
			}
		}
	}
	return d.commit(ctx, changes, note)
}

// EventCoding gives what was coded of the events of a conversation, by event.
// An event that is not coded in a field is what its conversation is coded.
func (d *Desk) EventCoding(ctx context.Context, id record.ID) (map[string]map[string]string, error) {
	facts, err := d.ledger.EventFacts(ctx, string(id), KindCoding)
	if err != nil {
		return nil, fmt.Errorf("reading decisions: %w", err)
	}
	out := map[string]map[string]string{}
	for _, f := range facts {
		v, err := CodingText(f.Value)
		if err != nil {
			return nil, fmt.Errorf("reading decisions: entry %d: %w", f.Seq, err)
		}
		_, event := record.SplitTarget(f.Key.Target)
		if out[event] == nil {
			out[event] = map[string]string{}
		}
		out[event][f.Key.Name] = v
	}
	return out, nil
}

func (c Coding) change(id record.ID, before json.RawMessage) (journal.Change, bool, error) {
	var after any
	switch c.Op {
	case "+=", "-=":
		var tags []string
		if before != nil {
			if err := json.Unmarshal(before, &tags); err != nil {
				return journal.Change{}, false, fmt.Errorf("field %s holds one value, not a list", c.Field)
			}
		}
		if tags = edit(tags, c.Value, c.Op == "+="); len(tags) > 0 {
			after = tags
		}
	default:
		if c.Value != "" {
			after = c.Value
		}
	}
	var old any
	if before != nil {
		old = before
	}
	ch, err := journal.Set(journal.Key{Target: string(id), Kind: KindCoding, Name: c.Field}, old, after)
	return ch, string(ch.Before) != string(ch.After), err
}

func edit(tags []string, v string, add bool) []string {
	var out []string
	for _, t := range tags {
		if t != v {
			out = append(out, t)
		}
	}
	if add {
		out = append(out, v)
	}
	sort.Strings(out)
	return out
}

// commit writes changes in entries of bounded size under one batch.
func (d *Desk) commit(ctx context.Context, changes []journal.Change, reason string) (journal.Entry, error) {
	var last journal.Entry
	batch := ""
	if len(changes) > maxChanges {
		batch = journal.NewBatch()
	}
	for len(changes) > 0 {
		n := min(len(changes), maxChanges)
		e, err := d.ledger.Commit(ctx, journal.Entry{Batch: batch, At: d.now().UTC(), Actor: d.actor, Reason: reason, Changes: changes[:n]})
		if err != nil {
			return last, err
		}
		last, changes = e, changes[n:]
	}
	return last, nil
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
