package review

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"vaughn/index/journal"
	"vaughn/index/record"
)

// KindFinding is the kind of the facts by which somebody accepted a finding of
// the check as it is: target is the record, Name the finding's id, the value a
// Settled. The id follows from the words, so a finding comes back when they change.
const KindFinding = "finding"

// Settled says who accepted a finding, when and why.
type Settled struct {
	Check  string    `json:"check"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Settle accepts findings, each given by its id and record, as one act; a reason
// is needed, for somebody will be asked.
func (d *Desk) Settle(ctx context.Context, check map[string]string, of map[string]record.ID, reason string) (journal.Entry, error) {
	if strings.TrimSpace(reason) == "" {
		return journal.Entry{}, fmt.Errorf("accepting a finding: no reason is given")
	}
	var changes []journal.Change
	for id, rec := range of {
		held, err := d.settled(ctx, rec, id)
		if err != nil {
			return journal.Entry{}, err
		}
		after := Settled{Check: check[id], Reason: reason, By: d.actor, At: d.now().UTC().Truncate(time.Second)}
		c, err := journal.Set(journal.Key{Target: string(rec), Kind: KindFinding, Name: id}, held, after)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("accepting a finding: %w", err)
		}
		changes = append(changes, c)
	}
	return d.commit(ctx, changes, reason)
}

func (d *Desk) settled(ctx context.Context, rec record.ID, id string) (any, error) {
	facts, err := d.ledger.Facts(ctx, string(rec), KindFinding)
	if err != nil {
		return nil, fmt.Errorf("reading what was accepted: %w", err)
	}
	for _, f := range facts {
		if f.Key.Name == id {
			return json.RawMessage(f.Value), nil
		}
	}
	return nil, nil
}
