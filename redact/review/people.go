package review

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"vaughn/index/journal"
)

// The facts that say who is who: target TargetPeople, kind KindPerson, Name a
// form of a person (an address, a number, a handle, see index/people), the
// value the id of the person it belongs to.
const (
	TargetPeople = "people"
	KindPerson   = "person"
)

// Identities gives the person of each form that was decided on, and the number
// of the newest journal entry among those decisions: with the number of forms
// it changes whenever a decision does.
func (d *Desk) Identities(ctx context.Context) (of map[string]string, last int64, err error) {
	facts, err := d.ledger.Facts(ctx, TargetPeople, KindPerson)
	if err != nil {
		return nil, 0, fmt.Errorf("reading who is who: %w", err)
	}
	of = make(map[string]string, len(facts))
	for _, f := range facts {
		var id string
		if err := json.Unmarshal(f.Value, &id); err != nil {
			return nil, 0, fmt.Errorf("reading who is who: entry %d: %w", f.Seq, err)
		}
		of[f.Key.Name] = id
		last = max(last, f.Seq)
	}
	return of, last, nil
}

// Identify decides that each form belongs to that person, "" taking the
// decision on the form back. It is one batch that can be undone as a whole;
// forms of which that is decided already are left alone, and when all are the
// entry is zero.
func (d *Desk) Identify(ctx context.Context, person map[string]string, note string) (journal.Entry, error) {
	held, _, err := d.Identities(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	var changes []journal.Change
	for _, form := range slices.Sorted(maps.Keys(person)) {
		var before, after any
		if id, ok := held[form]; ok {
			before = id
		}
		if id := person[form]; id != "" {
			after = id
		}
		c, err := journal.Set(journal.Key{Target: TargetPeople, Kind: KindPerson, Name: form}, before, after)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("deciding who is who: %w", err)
		}
		if string(c.Before) != string(c.After) {
			changes = append(changes, c)
		}
	}
	return d.commit(ctx, changes, note)
}
