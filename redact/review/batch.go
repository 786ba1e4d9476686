package review

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact"
)

// Seated gives the same desk at a layer of review.
func (d *Desk) Seated(layer string) *Desk {
	out := *d
	out.layer = layer
	return &out
}

// decided is a mark with a decision on its state. A lower layer of review does
// not decide again what a higher one has decided.
func (d *Desk) decided(m redact.Mark, to redact.State, note string) (redact.Mark, error) {
	if redact.Rank(m.Layer) > redact.Rank(d.layer) && m.State != redact.Proposed {
		return m, &fault.Error{Code: fault.Conflict, Op: "deciding on a mark", Err: fmt.Errorf("it was decided by %s", m.Layer),
			Hint: "A higher layer of review has decided on it; only that layer can change it."}
	}
	m.State, m.By, m.Note, m.At = to, d.actor, note, time.Time{}
	if d.layer != "" {
		m.Layer = d.layer
	}
	return m, nil
}

// marks gives the changes that set marks, none for those that already stand so.
func (d *Desk) marks(ctx context.Context, ms []redact.Mark) ([]journal.Change, error) {
	changes := make([]journal.Change, 0, len(ms))
	held := map[journal.Key]json.RawMessage{}
	seen := map[record.ID]bool{}
	for _, m := range ms {
		if !seen[m.Record] {
			seen[m.Record] = true
			facts, err := d.ledger.Facts(ctx, string(m.Record), KindMark)
			if err != nil {
				return nil, fmt.Errorf("marking: %w", err)
			}
			for _, f := range facts {
				held[f.Key] = f.Value
			}
		}
		k := journal.Key{Target: string(m.Record), Kind: KindMark, Name: string(m.ID)}
		var before any
		if v, ok := held[k]; ok {
			before = v
		}
		m, err := d.dated(m, held[k])
		if err != nil {
			return nil, fmt.Errorf("marking: %w", err)
		}
		c, err := journal.Set(k, before, m)
		if err != nil {
			return nil, fmt.Errorf("marking: %w", err)
		}
		if string(c.Before) != string(c.After) {
			changes = append(changes, c)
			held[k] = c.After
		}
	}
	return changes, nil
}

// dated gives a mark without a time that of the decision: now, or the one it
// has when nothing else of it changes.
func (d *Desk) dated(m redact.Mark, before json.RawMessage) (redact.Mark, error) {
	if !m.At.IsZero() {
		return m, nil
	}
	m.At = d.now().UTC().Truncate(time.Second)
	if before == nil {
		return m, nil
	}
	var old redact.Mark
	if err := json.Unmarshal(before, &old); err != nil {
		return m, err
	}
	at := m.At
	m.At = old.At
	a, err := json.Marshal(m)
	if err != nil {
		return m, err
	}
	b, err := json.Marshal(old)
	if string(a) != string(b) {
		m.At = at
	}
	return m, err
}

// Batch sets marks as one batch with a reason: all of them stand in the journal
// or none does, however many entries they fill, and one undo takes all back. It
// returns the entries, none when every mark stood so already.
func (d *Desk) Batch(ctx context.Context, reason string, ms ...redact.Mark) ([]journal.Entry, error) {
	changes, err := d.marks(ctx, ms)
	if err != nil || len(changes) == 0 {
		return nil, err
	}
	var es []journal.Entry
	batch := journal.NewBatch()
	for part := range slices.Chunk(changes, maxChanges) {
		es = append(es, journal.Entry{Batch: batch, At: d.now().UTC(), Actor: d.actor, Reason: reason, Changes: part})
	}
	return d.ledger.CommitAll(ctx, es)
}

// DecideAll accepts or rejects marks of any records as one batch.
func (d *Desk) DecideAll(ctx context.Context, ms []redact.Mark, to redact.State, note string) ([]journal.Entry, error) {
	out := slices.Clone(ms)
	for i, m := range ms {
		var err error
		if out[i], err = d.decided(m, to, note); err != nil {
			return nil, err
		}
	}
	return d.Batch(ctx, note, out...)
}

// UndoAll reverts the entries of one batch by entries of a new one, all or
// none: what was decided since on one of their facts makes it fail with a
// conflict and change nothing.
func (d *Desk) UndoAll(ctx context.Context, es []journal.Entry, reason string) ([]journal.Entry, error) {
	batch := ""
	if len(es) > 1 {
		batch = journal.NewBatch()
	}
	var out []journal.Entry
	for _, e := range slices.Backward(es) {
		inv := e.Inverse(d.actor, reason)
		inv.At, inv.Batch = d.now().UTC(), batch
		out = append(out, inv)
	}
	return d.ledger.CommitAll(ctx, out)
}
