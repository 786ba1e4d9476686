package review

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"vaughn/index/journal"
	"vaughn/index/record"
)

// KindHarm is the kind of the facts that state the foreseeable harm of a
// disclosure: target is the record, Name the code, the value a Harm.
const KindHarm = "harm"

// Harm is what 5 U.S.C. 552(a)(8)(A) asks to be stated of each code a record is
// withheld under: which interest the exemption protects and how disclosure
// would foreseeably harm it. It feeds logs and indexes, never a page.
type Harm struct {
	Interest  string `json:"interest,omitempty"`
	Statement string `json:"statement"`
	By        string `json:"by,omitempty"`
}

// StateHarm states the foreseeable harm of disclosing what records withhold under a
// code, as one batch; an empty statement takes it back.
func (d *Desk) StateHarm(ctx context.Context, ids []record.ID, code string, h Harm) (journal.Entry, error) {
	if code == "" {
		return journal.Entry{}, fmt.Errorf("stating harm: no code is named")
	}
	var after any
	if strings.TrimSpace(h.Statement) != "" {
		h.By = d.actor
		after = h
	}
	var changes []journal.Change
	for _, id := range ids {
		held, err := d.harm(ctx, id)
		if err != nil {
			return journal.Entry{}, err
		}
		var before any
		if raw, ok := held[code]; ok {
			before = raw
		}
		c, err := journal.Set(journal.Key{Target: string(id), Kind: KindHarm, Name: code}, before, after)
		if err != nil {
			return journal.Entry{}, fmt.Errorf("stating harm: %w", err)
		}
		if string(c.Before) != string(c.After) {
			changes = append(changes, c)
		}
	}
	return d.commit(ctx, changes, "")
}

// Harms gives what is stated of a record, by code.
func (d *Desk) Harms(ctx context.Context, id record.ID) (map[string]Harm, error) {
	held, err := d.harm(ctx, id)
	if err != nil {
		return nil, err
	}
	out := map[string]Harm{}
	for code, raw := range held {
		var h Harm
		if err := json.Unmarshal(raw, &h); err != nil {
			return nil, fmt.Errorf("reading harm: %w", err)
		}
		out[code] = h
	}
	return out, nil
}

func (d *Desk) harm(ctx context.Context, id record.ID) (map[string]json.RawMessage, error) {
	facts, err := d.ledger.Facts(ctx, string(id), KindHarm)
	if err != nil {
		return nil, fmt.Errorf("reading harm: %w", err)
	}
	out := map[string]json.RawMessage{}
	for _, f := range facts {
		out[f.Key.Name] = f.Value
	}
	return out, nil
}
