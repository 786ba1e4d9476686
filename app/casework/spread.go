package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// SpreadOptions say how a decision is carried to its other places.
type SpreadOptions struct {
	State   redact.State    // of the new marks; "" is accepted
	Veto    []redact.MarkID // places that stay as they are: kept as rejected marks, so that they are not offered again
	Other   bool            // take the same short text in another context too
	Preview bool            // change nothing
	Reason  string          // kept in the journal
}

// SpreadReport says what was found and done.
type SpreadReport struct {
	Places  []OtherPlace    `json:"places"`
	Marks   int             `json:"marks"`   // made or changed
	Read    int             `json:"read"`    // records whose text was looked at
	Bounded bool            `json:"bounded"` // its words are so common that not every record that holds them was read
	Entries []journal.Entry `json:"-"`       // of one batch
}

// Spread carries marks to every other place of their passages, as one batch
// that one undo takes back. Places that stand decided already are left alone.
// What was only proposed or rejected is not carried.
func (c *Case) Spread(ctx context.Context, ms []redact.Mark, opt SpreadOptions, tell progress.Func) (SpreadReport, error) {
	rep := SpreadReport{Places: []OtherPlace{}}
	if opt.State == "" {
		opt.State = redact.Accepted
	}
	if opt.Reason == "" {
		opt.Reason = "carried to the other places of the passage"
	}
	seen := map[redact.MarkID]bool{}
	var out []redact.Mark
	for i, m := range ms {
		if m.State != redact.Accepted {
			return rep, &fault.Error{Code: fault.Usage, Op: "carrying a mark", Err: fmt.Errorf("it is %s", m.State), Hint: "Accept the mark first."}
		}
		s, err := c.survey(ctx, m)
		if err != nil {
			return rep, err
		}
		rep.Read, rep.Bounded = rep.Read+s.read, rep.Bounded || s.bounded
		for _, p := range s.places {
			if seen[p.ID] {
				continue
			}
			seen[p.ID] = true
			rep.Places = append(rep.Places, p)
			if to, ok := c.carried(p, opt); ok {
				out = append(out, to)
			}
		}
		tell(progress.Tick{Stage: "carrying", Done: int64(i + 1), Total: int64(len(ms))})
	}
	rep.Marks = len(out)
	if unknown := slices.ContainsFunc(opt.Veto, func(id redact.MarkID) bool { return !seen[id] }); unknown {
		return rep, &fault.Error{Code: fault.Usage, Op: "carrying a mark", Err: fmt.Errorf("a veto names no place of it"), Hint: "--preview lists the places with their ids."}
	}
	if opt.Preview || len(out) == 0 {
		return rep, nil
	}
	var err error
	rep.Entries, err = c.Batch(ctx, opt.Reason, out...)
	return rep, err
}

// carried is the mark that a place gets, if it gets one.
func (c *Case) carried(p OtherPlace, opt SpreadOptions) (redact.Mark, bool) {
	to := p.mark
	to.By, to.State = c.Actor(), opt.State
	switch {
	case slices.Contains(opt.Veto, p.ID):
		to.State, to.Note = redact.Rejected, "vetoed as a place of the passage"
		return to, p.Held != redact.Rejected
	case p.Held != "", !p.Same && !opt.Other:
		return to, false
	}
	return to, true
}

// Roots gives the accepted marks on words that were not carried from another.
func (c *Case) Roots(ctx context.Context) ([]redact.Mark, error) {
	return c.everyMark(ctx, func(m redact.Mark) bool {
		return m.Target == redact.OnSpan && m.State == redact.Accepted && m.From == ""
	})
}

// Proposed gives the marks that wait for a decision, wherever they come from:
// record by record, in the order of their places.
func (c *Case) Proposed(ctx context.Context) ([]redact.Mark, error) {
	out, err := c.everyMark(ctx, func(m redact.Mark) bool { return m.State == redact.Proposed })
	if err != nil {
		return nil, err
	}
	nums := map[record.ID]record.Num{}
	for _, m := range out {
		if _, known := nums[m.Record]; !known {
			if nums[m.Record], err = c.store.Num(ctx, m.Record); err != nil {
				return nil, err
			}
		}
	}
	slices.SortStableFunc(out, func(a, b redact.Mark) int {
		return cmp.Or(cmp.Compare(nums[a.Record], nums[b.Record]), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return out, nil
}

func (c *Case) everyMark(ctx context.Context, want func(redact.Mark) bool) ([]redact.Mark, error) {
	var out []redact.Mark
	for f, err := range c.store.FactsOf(ctx, review.KindMark) {
		if err != nil {
			return nil, err
		}
		var m redact.Mark
		if err := unmarshal(f.Value, &m); err != nil {
			return nil, err
		}
		if want(m) {
			out = append(out, m)
		}
	}
	return out, nil
}

// DecidePlaces accepts or rejects a mark and all marks that were carried from
// it, as one batch; those of veto stay as they are.
func (c *Case) DecidePlaces(ctx context.Context, id redact.MarkID, to redact.State, note string, veto []redact.MarkID) ([]journal.Entry, error) {
	m, err := c.FindMark(ctx, id)
	if err != nil {
		return nil, err
	}
	group, err := c.Group(ctx, id)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(append([]redact.Mark{m}, group...), func(m redact.Mark) bool { return slices.Contains(veto, m.ID) })
	return c.DecideAll(ctx, all, to, note)
}

// Follow brings the marks that were carried from a mark in line with it after
// it was changed: its codes, statute, privileges and state. Those that a person
// rejected as places stay rejected.
func (c *Case) Follow(ctx context.Context, id redact.MarkID, veto []redact.MarkID) ([]journal.Entry, error) {
	m, err := c.FindMark(ctx, id)
	if err != nil {
		return nil, err
	}
	group, err := c.Group(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []redact.Mark
	for _, g := range group {
		if g.State == redact.Rejected && m.State != redact.Rejected || slices.Contains(veto, g.ID) {
			continue
		}
		g.Basis, g.Statute, g.Privileges, g.Set = m.Basis, m.Statute, m.Privileges, m.Set
		g.State, g.By = m.State, c.Actor()
		g.At = m.At
		out = append(out, g)
	}
	return c.Batch(ctx, "following mark "+string(id), out...)
}

// UndoEntry takes back an entry of the journal; one that belongs to a batch is
// taken back with all of it, or not at all.
func (c *Case) UndoEntry(ctx context.Context, seq int64, reason string) ([]journal.Entry, error) {
	e, err := c.store.Entry(ctx, seq)
	if err != nil {
		return nil, err
	}
	es := []journal.Entry{e}
	if e.Batch != "" {
		if es, err = c.store.Batch(ctx, e.Batch); err != nil {
			return nil, err
		}
	}
	for _, e := range es {
		if err := forGood(e); err != nil {
			return nil, err
		}
	}
	return c.UndoAll(ctx, es, reason)
}

// forGood refuses the entries that nobody takes back: numbers of a production
// are given once, and a case was made once.
func forGood(e journal.Entry) error {
	const op = "taking an entry back"
	for _, ch := range e.Changes {
		switch {
		case ch.Key.Kind == production.KindProduced && ch.After != nil:
			return &fault.Error{Code: fault.Refused, Op: op, Err: errors.New("it gave the numbers of a production"),
				Hint: "Numbers once given never change: make a production that replaces it (`replaces` in the SPEC), or claim documents back with `vaughn clawback`."}
		case e.Seq == 1 && ch.Key.Target == caseTarget:
			return &fault.Error{Code: fault.Refused, Op: op, Err: errors.New("it made the case"), Hint: "Name another entry; `vaughn log CASE` lists them."}
		}
	}
	return nil
}
