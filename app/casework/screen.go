package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact"
)

// The fact that holds the privilege screen of a case: the spellings of its
// attorneys, firms and terms.
const (
	kindScreen = "privilege-screen"
	// codedPrivilege is the coding that answers a hit: the privilege, or "none".
	codedPrivilege = "privilege"
)

// SetScreen keeps the privilege screen, one attorney, firm or term a line with
// its other spellings behind semicolons. An empty list takes it away.
func (c *Case) SetScreen(ctx context.Context, r io.Reader) (int, error) {
	list, err := ReadCounsel(r)
	if err != nil {
		return 0, err
	}
	var terms []string
	for _, one := range list {
		for _, s := range one.Spellings {
			if strings.ContainsAny(s, "\"\\") {
				return 0, &fault.Error{Code: fault.Usage, Op: "reading the privilege screen", Err: fmt.Errorf("a term holds a quotation mark"), Hint: "Write names, addresses and words as they stand in the text."}
			}
			terms = append(terms, s)
		}
	}
	facts, err := c.store.Facts(ctx, caseTarget, kindScreen)
	if err != nil {
		return 0, err
	}
	var before, after any
	if len(facts) > 0 {
		before = facts[0].Value
	}
	if len(terms) > 0 {
		after = terms
	}
	ch, err := journal.Set(journal.Key{Target: caseTarget, Kind: kindScreen}, before, after)
	if err != nil || string(ch.Before) == string(ch.After) {
		return len(terms), err
	}
	_, err = c.store.Commit(ctx, journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Reason: "privilege screen", Changes: []journal.Change{ch}})
	return len(terms), err
}

// Screened lists the records that the privilege screen hits and for which nobody
// has said whether they are privileged: no privilege= coding, not coded
// privileged=no, and no mark that names a privilege.
func (c *Case) Screened(ctx context.Context) ([]record.ID, error) {
	facts, err := c.store.Facts(ctx, caseTarget, kindScreen)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	var terms []string
	if err := unmarshal(facts[0].Value, &terms); err != nil {
		return nil, err
	}
	var set search.Set
	for _, t := range terms {
		h, err := c.Find(ctx, `"`+t+`"`, store.ByNum, false)
		if err != nil {
			return nil, err
		}
		set = set.Or(search.SetOf(h.Nums...))
	}
	var out []record.ID
	for id, err := range c.records(ctx, slices.Collect(set.Each())) {
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, err
		}
		claimed := slices.ContainsFunc(s.Marks, func(m redact.Mark) bool { return m.State == redact.Accepted && len(m.Privileges) > 0 })
		if s.Coding[codedPrivilege] == "" && s.Coding["privileged"] != "no" && !claimed {
			out = append(out, id)
		}
	}
	return out, nil
}

// unscreened blocks a production of records that the screen hits and nobody has
// decided on: what is disclosed cannot be taken back.
func (c *Case) unscreened(ctx context.Context, ids []record.ID) ([]qc.Finding, error) {
	open, err := c.Screened(ctx)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	leaves := make(map[record.ID]bool, len(ids))
	for _, id := range ids {
		leaves[id] = true
	}
	var out []qc.Finding
	for _, id := range open {
		if leaves[id] {
			out = append(out, qc.Finding{V: 1, Check: "privilege-screen", Severity: qc.Block, Record: string(id), Other: []qc.Place{},
				Why: "the privilege screen hits it and nobody has coded it: set privilege= to the privilege, or to none"})
		}
	}
	return out, nil
}
