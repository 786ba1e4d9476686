package casework

import (
	"context"
	"fmt"

	"vaughn/index/journal"
	"vaughn/index/passage"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// Inherit looks for the passages of all accepted marks in the records behind a
// number, newly imported ones, and proposes marks there, as one batch. Only
// the same passage is proposed. It gives how many marks it made.
func (c *Case) Inherit(ctx context.Context, after record.Num) (int, error) {
	total, err := c.store.Count(ctx)
	if err != nil {
		return 0, err
	}
	ps, of, err := c.passages(ctx)
	if err != nil {
		return 0, err
	}
	var out []redact.Mark
	const chunk = 2000
	for from := int(after) + 1; from <= total && len(ps) > 0; from += chunk {
		var nums []record.Num
		for n := from; n <= total && n < from+chunk; n++ {
			nums = append(nums, record.Num(n))
		}
		hits, err := c.scan(ctx, nums, ps...)
		if err != nil {
			return 0, err
		}
		for _, h := range hits {
			ms, err := c.inherited(ctx, h, of)
			if err != nil {
				return 0, err
			}
			out = append(out, ms...)
		}
	}
	if _, err = c.Batch(ctx, fmt.Sprintf("proposed in newly imported records: %d places of passages decided before", len(out)), out...); err != nil {
		return 0, err
	}
	return len(out), c.setNewFrom(ctx, nil)
}

// passages gives those of all marks that decisions are carried from.
func (c *Case) passages(ctx context.Context) (ps []passage.Passage, of []redact.Mark, err error) {
	roots, err := c.Roots(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range roots {
		r, err := c.store.Version(ctx, m.Record, m.Version)
		if err != nil {
			return nil, nil, err
		}
		if p, ok := passage.Of(r, m.Span); ok {
			ps, of = append(ps, p), append(of, m)
		}
	}
	return ps, of, nil
}

// kindNew is the kind of the fact that an import has begun whose records were
// not yet searched for passages: an import that was killed goes on from there.
const kindNew = "unsearched"

// newFrom gives the number behind which records count as new, and notes it.
func (c *Case) newFrom(ctx context.Context) (record.Num, error) {
	facts, err := c.store.Facts(ctx, caseTarget, kindNew)
	if err != nil {
		return 0, err
	}
	var n record.Num
	if len(facts) > 0 {
		return n, unmarshal(facts[0].Value, &n)
	}
	count, err := c.store.Count(ctx)
	if err != nil {
		return 0, err
	}
	n = record.Num(count)
	marked, err := c.store.Where(ctx, review.KindMark, store.Any, store.Any)
	if err != nil || len(marked) == 0 {
		return n, err
	}
	return n, c.setNewFrom(ctx, n)
}

const caseTarget = "case"

// setNewFrom notes behind which record nothing was searched; nil says that all
// were.
func (c *Case) setNewFrom(ctx context.Context, after any) error {
	facts, err := c.store.Facts(ctx, caseTarget, kindNew)
	if err != nil || len(facts) == 0 && after == nil {
		return err
	}
	var before any
	if len(facts) > 0 {
		before = facts[0].Value
	}
	ch, err := journal.Set(journal.Key{Target: caseTarget, Kind: kindNew}, before, after)
	if err != nil {
		return err
	}
	reason := "new records are to be searched for passages decided before"
	if after == nil {
		reason = "new records were searched for passages decided before"
	}
	_, err = c.store.Commit(ctx, journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Reason: reason, Changes: []journal.Change{ch}})
	return err
}

// inherited gives the marks that decisions made before propose in one record.
func (c *Case) inherited(ctx context.Context, h hit, of []redact.Mark) ([]redact.Mark, error) {
	state, err := c.State(ctx, h.record.ID)
	if err != nil {
		return nil, err
	}
	held := state.Marks
	var out []redact.Mark
	for _, f := range h.found {
		m := of[f.Passage]
		if h.record.ID == m.Record {
			continue
		}
		related, err := c.related(ctx, m.Record)
		if err != nil {
			return nil, err
		}
		p := place(h.record, f, m, related(h.num), held)
		if !p.Same || p.Held != "" {
			continue
		}
		to := p.mark
		to.State, to.By = redact.Proposed, c.Actor()
		out, held = append(out, to), append(held, to)
	}
	return out, nil
}
