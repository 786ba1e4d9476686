package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
)

// The facts that describe the case: target TargetCase, kinds KindCase (names
// "id", "name", "zone") and KindRequest (the JSON names of Request).
const (
	TargetCase  = "case"
	KindCase    = "case"
	KindRequest = "request"
)

// Kinds of a Request.
const (
	FOIA       = "foia"
	Litigation = "litigation"
)

// Request is what the case answers. Received and Cutoff are calendar days,
// "2006-01-02", since a day in law has no hour; any field may be empty.
type Request struct {
	Number    string `json:"number"`
	Requester string `json:"requester"`
	Received  string `json:"received"`
	Cutoff    string `json:"cutoff"`
	Scope     string `json:"scope"`
	Kind      string `json:"kind"` // FOIA or Litigation
}

// Meta describes a case. CaseID, Created and By never change; the rest by Amend.
type Meta struct {
	CaseID  string
	Name    string
	Zone    string    // IANA name of the zone times are shown in
	Created time.Time // UTC
	By      string    // who made the case: the actor of the first entry
	Request Request
}

func (m Meta) check() error {
	bad := func(why string) error {
		return &fault.Error{Code: fault.Usage, Op: "creating the case", Err: fmt.Errorf("%s", why)}
	}
	switch {
	case m.CaseID == "" || m.By == "" || m.Created.IsZero():
		return bad("its id, maker and time must be given")
	case m.Request.Kind != "" && m.Request.Kind != FOIA && m.Request.Kind != Litigation:
		return bad("a request is of kind foia or litigation")
	}
	if _, err := time.LoadLocation(m.Zone); err != nil {
		return bad("its time zone is unknown")
	}
	for _, day := range []string{m.Request.Received, m.Request.Cutoff} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return bad("a day of the request is not written as 2006-01-02")
		}
	}
	return nil
}

// values are the facts of m in the order the journal shows them.
func (m *Meta) values() []struct {
	key   journal.Key
	value *string
} {
	r := &m.Request
	type pair = struct {
		key   journal.Key
		value *string
	}
	k := func(kind, name string) journal.Key { return journal.Key{Target: TargetCase, Kind: kind, Name: name} }
	return []pair{
		{k(KindCase, "id"), &m.CaseID}, {k(KindCase, "name"), &m.Name}, {k(KindCase, "zone"), &m.Zone},
		{k(KindRequest, "number"), &r.Number}, {k(KindRequest, "requester"), &r.Requester},
		{k(KindRequest, "received"), &r.Received}, {k(KindRequest, "cutoff"), &r.Cutoff},
		{k(KindRequest, "scope"), &r.Scope}, {k(KindRequest, "kind"), &r.Kind},
	}
}

func (m Meta) entry() journal.Entry {
	e := journal.Entry{At: m.Created, Actor: m.By, Reason: "case created"}
	e.Changes = m.changes(Meta{})
	return e
}

// changes lead from the facts of old to those of m; "" is no fact.
func (m Meta) changes(old Meta) []journal.Change {
	var out []journal.Change
	was := old.values()
	for i, v := range m.values() {
		if *v.value != *was[i].value {
			out = append(out, journal.Change{Key: v.key, Before: text(*was[i].value), After: text(*v.value)})
		}
	}
	return out
}

func text(s string) json.RawMessage {
	c, err := journal.Set(journal.Key{}, nil, s)
	if s == "" || err != nil { // a string always encodes
		return nil
	}
	return c.After
}

// Meta reads what the journal says of the case now.
func (s *Store) Meta(ctx context.Context) (Meta, error) {
	var m Meta
	facts, err := s.Facts(ctx, TargetCase, "")
	if err != nil {
		return m, err
	}
	at := map[journal.Key]json.RawMessage{}
	for _, f := range facts {
		at[f.Key] = f.Value
	}
	for _, v := range m.values() {
		if raw := at[v.key]; raw != nil {
			if err := json.Unmarshal(raw, v.value); err != nil {
				return m, coded("reading the case's description", s.path, fmt.Errorf("the fact %s is no text", v.key.Name))
			}
		}
	}
	for e, err := range s.Journal(ctx, 0) {
		if err != nil {
			return m, err
		}
		m.Created, m.By = e.At, e.Actor
		break
	}
	return m, nil
}

// Amend brings name, zone and request to those of m, in one entry. It gives the
// zero Entry when nothing differs.
func (s *Store) Amend(ctx context.Context, m Meta, actor, reason string, at time.Time) (journal.Entry, error) {
	old, err := s.Meta(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	m.CaseID, m.Created, m.By = old.CaseID, old.Created, old.By
	if err := m.check(); err != nil {
		return journal.Entry{}, err
	}
	changes := m.changes(old)
	if len(changes) == 0 {
		return journal.Entry{}, nil
	}
	return s.Commit(ctx, journal.Entry{At: at, Actor: actor, Reason: reason, Changes: changes})
}
