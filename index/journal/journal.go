// Package journal is the truth about decisions: an append-only list of
// entries, each changing named facts from one value to another, chained by
// SHA-256 so that a changed, dropped or reordered entry shows. It is pure: it
// stores nothing, reads no clock and knows nothing of what a fact means.
//
// A fact is a JSON value under a Key. Every Change names the value it replaces,
// so an entry made on a stale screen is refused instead of overwriting another
// person's decision, and undo is an entry like any other. Whoever holds the
// journal can rebuild the facts by Fold and prove the chain by Verify.
//
// Limits: a chain proves that nothing between two known entries was altered;
// that the newest entries were not cut off shows only against a head noted
// elsewhere (a certificate, a printed log).
package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Key names one fact: Target is what it is about (a record ID, "record#event",
// "case", a production), Kind the family of facts ("coding", "mark"), Name the
// one fact within it; Name may be empty where a kind holds one fact a target.
type Key struct {
	Target string `json:"target"`
	Kind   string `json:"kind"`
	Name   string `json:"name,omitempty"`
}

// Change replaces Before by After. Values are canonical JSON (see Canon); nil
// stands for "no such fact", before creation and after removal.
type Change struct {
	Key    Key             `json:"key"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// Fact is the present value under a key and the entry that set it.
type Fact struct {
	Key   Key             `json:"key"`
	Value json.RawMessage `json:"value"`
	Seq   int64           `json:"seq"`
}

// Entry is one act of one person: all of its changes apply or none does.
type Entry struct {
	Seq     int64     `json:"seq"`               // 1 for the first; given by whoever keeps the journal
	Reverts int64     `json:"reverts,omitempty"` // the entry this one undoes
	Batch   string    `json:"batch,omitempty"`   // joins the entries of one bulk action
	At      time.Time `json:"at"`                // UTC
	Actor   string    `json:"actor"`
	Reason  string    `json:"reason,omitempty"`
	Changes []Change  `json:"changes"`
	Prev    Hash      `json:"prev"`
	Sum     Hash      `json:"sum"`
}

// NewBatch makes a name for a bulk action.
func NewBatch() string { return uuid.NewString() }

// Set makes a change from Go values; nil means "no such fact".
func Set(k Key, before, after any) (Change, error) {
	b, err := encode(before)
	if err != nil {
		return Change{}, fmt.Errorf("setting a fact of kind %s: old value: %w", k.Kind, err)
	}
	a, err := encode(after)
	if err != nil {
		return Change{}, fmt.Errorf("setting a fact of kind %s: new value: %w", k.Kind, err)
	}
	return Change{Key: k, Before: b, After: a}, nil
}

func encode(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	if raw, ok := v.(json.RawMessage); ok {
		return Canon(raw)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return Canon(raw)
}

// Check refuses an entry nobody could answer for: without an actor, a time or
// a change, with a change that has no target or kind, or with values that are
// not in canonical form.
func (e Entry) Check() error {
	switch {
	case e.Actor == "":
		return fmt.Errorf("checking an entry: it names no actor")
	case e.At.IsZero():
		return fmt.Errorf("checking an entry: it has no time")
	case len(e.Changes) == 0:
		return fmt.Errorf("checking an entry: it changes nothing")
	}
	for i, c := range e.Changes {
		if c.Key.Target == "" || c.Key.Kind == "" {
			return fmt.Errorf("checking an entry: change %d has no target or kind", i)
		}
		for _, v := range []json.RawMessage{c.Before, c.After} {
			if got, err := Canon(v); err != nil || !bytes.Equal(got, v) {
				return fmt.Errorf("checking an entry: a value of change %d is not canonical JSON", i)
			}
		}
	}
	return nil
}

// Inverse is the entry that undoes e: its changes swapped, last first. Seq, At,
// Batch, Prev and Sum are for the caller and the journal's keeper to fill.
func (e Entry) Inverse(actor, reason string) Entry {
	out := Entry{Reverts: e.Seq, Actor: actor, Reason: reason, Changes: make([]Change, 0, len(e.Changes))}
	for i := len(e.Changes) - 1; i >= 0; i-- {
		c := e.Changes[i]
		out.Changes = append(out.Changes, Change{Key: c.Key, Before: c.After, After: c.Before})
	}
	return out
}

// StaleError says that a change was made on a value that is no longer there.
type StaleError struct {
	Key Key
	Seq int64 // the entry that set the present value, 0 when there is none
}

// Error names the fact, never its value.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the %s of %s was changed meanwhile (entry %d)", e.Key.Kind, e.Key.Target, e.Seq)
}

// Fold applies an entry to the facts; on error nothing was changed.
func Fold(facts map[Key]Fact, e Entry) error {
	undo := make(map[Key]*Fact, len(e.Changes))
	for _, c := range e.Changes {
		now, there := facts[c.Key]
		if !bytes.Equal(now.Value, c.Before) {
			for k, f := range undo {
				if f == nil {
					delete(facts, k)
				} else {
					facts[k] = *f
				}
			}
			return &StaleError{Key: c.Key, Seq: now.Seq}
		}
		if _, seen := undo[c.Key]; !seen {
			if undo[c.Key] = nil; there {
				undo[c.Key] = &now
			}
		}
		if c.After == nil {
			delete(facts, c.Key)
		} else {
			facts[c.Key] = Fact{Key: c.Key, Value: c.After, Seq: e.Seq}
		}
	}
	return nil
}
