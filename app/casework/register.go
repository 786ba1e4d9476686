package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// The custodian register is kept as facts: kind KindCustodian, target
// TargetCustodian and the name, named as the fields below.
const (
	KindCustodian   = "custodian"
	TargetCustodian = "custodian:"

	fieldTitle    = "title"
	fieldHold     = "hold"
	fieldHoldDate = "hold_date"
	fieldNote     = "note"
	fieldExpected = "expected"
)

// Holds are the states of a legal hold, in their order.
func Holds() []string { return []string{"none", "notified", "acknowledged", "released"} }

// Custodian is one line of the register: what was said of a person, what is
// expected of him, and what came.
type Custodian struct {
	Name     string // "" gathers the sources imported without one
	Title    string
	Hold     string // one of Holds, "" when nobody said
	HoldDate string // 2006-01-02
	Note     string
	Expected []Expected
	Received []Received
	Items    int // places of top-level items
	Records  int // with attachments, each once
	Bytes    int64
	Dates
}

// Expected is a source that someone expects of a custodian. It is taken for
// received when all words of Match stand in the name or format of a source.
type Expected struct {
	Name  string
	Match string
	By    []string // names of the sources; none when it is missing
}

// Received is one source that came, with the span of its dated records.
type Received struct {
	store.Source
	Items      int // places of top-level items in it
	Records    int // with attachments, each once
	Unexpected bool
	Dates
}

// Missing lists what is expected and did not come.
func (c Custodian) Missing() []string {
	var out []string
	for _, e := range c.Expected {
		if len(e.By) == 0 {
			out = append(out, e.Name)
		}
	}
	return out
}

// Custodians is the register by name: whoever holds a source or was named in it.
func (c *Case) Custodians(ctx context.Context) ([]Custodian, error) {
	by := map[string]*Custodian{}
	at := func(name string) *Custodian {
		if by[name] == nil {
			by[name] = &Custodian{Name: name}
		}
		return by[name]
	}
	for f, err := range c.store.FactsOf(ctx, KindCustodian) {
		if err != nil {
			return nil, err
		}
		name, ok := strings.CutPrefix(f.Key.Target, TargetCustodian)
		if !ok {
			continue
		}
		if err := at(name).take(f); err != nil {
			return nil, err
		}
	}
	if err := c.received(ctx, at); err != nil {
		return nil, err
	}
	out := make([]Custodian, 0, len(by))
	for _, u := range by {
		u.match()
		out = append(out, *u)
	}
	slices.SortFunc(out, func(a, b Custodian) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func (u *Custodian) take(f journal.Fact) error {
	if f.Key.Name == fieldExpected {
		var list []string
		if err := unmarshal(f.Value, &list); err != nil {
			return err
		}
		for _, s := range list {
			u.Expected = append(u.Expected, expectedOf(s))
		}
		return nil
	}
	into := map[string]*string{fieldTitle: &u.Title, fieldHold: &u.Hold, fieldHoldDate: &u.HoldDate, fieldNote: &u.Note}[f.Key.Name]
	if into == nil {
		return nil // a field of a later version
	}
	return unmarshal(f.Value, into)
}

// expectedOf reads "Outlook mailbox: pst": a name, and the words by which its
// source is known when they are others.
func expectedOf(s string) Expected {
	name, match, ok := strings.Cut(s, ":")
	if !ok {
		match = name
	}
	return Expected{Name: strings.TrimSpace(name), Match: strings.TrimSpace(match)}
}

// received adds the sources and what they gave.
func (c *Case) received(ctx context.Context, at func(string) *Custodian) error {
	sources, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	places, err := c.store.Places(ctx)
	if err != nil {
		return err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return err
	}
	got := make([]Received, len(sources))
	last := map[string]record.Num{} // of a custodian: the family counted last
	for _, p := range places {
		if p.Source >= len(sources) {
			continue // imported while this was read
		}
		g, u := &got[p.Source], at(sources[p.Source].Custodian)
		first, end := cols.FamilyRange(p.Top)
		size := int(end-first) + 1
		g.Items, g.Records, u.Items = g.Items+p.Times, g.Records+size, u.Items+p.Times
		if last[u.Name] != p.Top {
			last[u.Name] = p.Top
			u.Records += size
		}
		if d := cols.Date(p.Top); d != store.NoDate {
			g.add(time.Unix(d, 0).UTC())
			u.add(time.Unix(d, 0).UTC())
		}
	}
	for i, s := range sources {
		got[i].Source = s
		u := at(s.Custodian)
		u.Received, u.Bytes = append(u.Received, got[i]), u.Bytes+s.Bytes
	}
	return nil
}

// match tells which sources answer which expectation.
func (u *Custodian) match() {
	for i := range u.Received {
		r := &u.Received[i]
		text := strings.ToLower(r.Name + " " + r.Format)
		r.Unexpected = len(u.Expected) > 0
		for k := range u.Expected {
			e := &u.Expected[k]
			words := strings.Fields(strings.ToLower(e.Match))
			if len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
				e.By, r.Unexpected = append(e.By, r.Name), false
			}
		}
	}
}

// DescribeCustodian sets fields of the register, as one entry of the journal that can be
// undone: title, hold, hold_date and note take a value, expected a list.
func (c *Case) DescribeCustodian(ctx context.Context, name string, edits ...review.Coding) (journal.Entry, error) {
	const op = "changing the register of custodians"
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("no custodian is named"), Hint: "Give the name that the sources were imported with."}
	}
	facts, err := c.store.Facts(ctx, TargetCustodian+name, KindCustodian)
	if err != nil {
		return journal.Entry{}, err
	}
	held := map[string]json.RawMessage{}
	for _, f := range facts {
		held[f.Key.Name] = f.Value
	}
	changed := map[string]json.RawMessage{}
	var order []string
	for _, e := range edits {
		before, again := changed[e.Field]
		if !again {
			before, order = held[e.Field], append(order, e.Field)
		}
		if changed[e.Field], err = registerValue(before, e); err != nil {
			return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: op, Err: err, Hint: "`vaughn help custodians` lists the fields."}
		}
	}
	out := journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Reason: reasonOf(edits)}
	for _, field := range order {
		if string(held[field]) == string(changed[field]) {
			continue
		}
		out.Changes = append(out.Changes, journal.Change{Key: journal.Key{Target: TargetCustodian + name, Kind: KindCustodian, Name: field}, Before: held[field], After: changed[field]})
	}
	if len(out.Changes) == 0 {
		return journal.Entry{}, nil
	}
	return c.Commit(ctx, out)
}

func reasonOf(edits []review.Coding) string {
	for _, e := range edits {
		if e.Note != "" {
			return e.Note
		}
	}
	return ""
}

// registerValue is what an edit makes of a field; nil when nothing is left.
func registerValue(before json.RawMessage, e review.Coding) (json.RawMessage, error) {
	list := e.Field == fieldExpected
	value := strings.TrimSpace(e.Value)
	switch {
	case !slices.Contains([]string{fieldTitle, fieldHold, fieldHoldDate, fieldNote, fieldExpected}, e.Field):
		return nil, fmt.Errorf("the register has no field %q", e.Field)
	case e.Op != "=" && !list:
		return nil, fmt.Errorf("the field %s holds one value: write %s=VALUE", e.Field, e.Field)
	case e.Field == fieldHold && value != "" && !slices.Contains(Holds(), value):
		return nil, fmt.Errorf("a hold is %s", strings.Join(Holds(), ", "))
	case e.Field == fieldHoldDate && value != "":
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return nil, errors.New("the day of a hold is written as 2006-01-02")
		}
	}
	var after any
	if !list {
		if value != "" {
			after = value
		}
		ch, err := journal.Set(journal.Key{}, nil, after)
		return ch.After, err
	}
	var items []string
	if before != nil && e.Op != "=" {
		if err := unmarshal(before, &items); err != nil {
			return nil, err
		}
	}
	items = slices.DeleteFunc(items, func(s string) bool { return s == value || e.Op == "-=" && expectedOf(s).Name == value })
	if value != "" && e.Op != "-=" {
		if expectedOf(value).Name == "" {
			return nil, errors.New("what is expected has no name")
		}
		items = append(items, value)
		slices.Sort(items)
	}
	if len(items) > 0 {
		after = items
	}
	ch, err := journal.Set(journal.Key{}, nil, after)
	return ch.After, err
}
