package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"vaughn/export/bates"
	"vaughn/export/plate"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/progress"
	"vaughn/index/record"
)

func unmarshal(raw json.RawMessage, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("reading a decision: %w", err)
	}
	return nil
}

// Document gives a record with all that a production needs; it makes Case a
// production.Case.
func (c *Case) Document(ctx context.Context, id record.ID) (production.Document, error) {
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return production.Document{}, err
	}
	s, err := c.State(ctx, id)
	if err != nil {
		return production.Document{}, err
	}
	if err := c.unlook(ctx, id, &s); err != nil {
		return production.Document{}, err
	}
	cleared, err := c.cleared(ctx, id)
	if err != nil {
		return production.Document{}, err
	}
	custodians, err := c.HeldBy(ctx, id)
	return production.Document{Record: r, State: s, Custodians: custodians, Cleared: cleared}, err
}

// HeldBy lists the custodians of a record.
func (c *Case) HeldBy(ctx context.Context, id record.ID) ([]string, error) {
	n, err := c.store.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	rows, err := c.store.Rows(ctx, []record.Num{n})
	if err != nil {
		return nil, err
	}
	return rows[0].Custodians, nil
}

// Commit writes one decision; see store.Commit.
func (c *Case) Commit(ctx context.Context, e journal.Entry) (journal.Entry, error) {
	return c.store.Commit(ctx, e)
}

// Plan freezes a production of the spec's query.
func (c *Case) Plan(ctx context.Context, spec production.Spec) (production.Plan, []qc.Finding, error) {
	if err := spec.Check(); err != nil {
		return production.Plan{}, nil, err
	}
	ids, at, said, err := c.selected(ctx, spec)
	if err != nil {
		return production.Plan{}, nil, err
	}
	screened, err := c.unscreened(ctx, ids)
	if err != nil {
		return production.Plan{}, nil, err
	}
	said = append(said, screened...)
	p, findings, err := production.Prepare(ctx, c, each(ids), spec, at)
	if err != nil {
		return p, append(said, findings...), err
	}
	office, err := c.byWords(ctx, p.Docs())
	said = append(said, office...)
	p.Heed(said)
	return p, append(said, findings...), err
}

// selected are the records of a production in their order, with what else is
// frozen.
func (c *Case) selected(ctx context.Context, spec production.Spec) (ids []record.ID, at production.Frozen, said []qc.Finding, err error) {
	if at, err = c.frozen(ctx, spec); err != nil {
		return nil, at, nil, err
	}
	mine, err := c.stood(ctx, spec, &at)
	if err != nil {
		return nil, at, nil, err
	}
	if ids, said, err = c.chosen(ctx, spec, &at); err == nil {
		ids, err = c.narrowed(ctx, spec, &at, ids, mine)
	}
	return ids, at, said, err
}

// Outline counts what a spec would produce, while a person is still choosing.
func (c *Case) Outline(ctx context.Context, spec production.Spec, tell func(production.Outline)) error {
	if err := spec.Check(); err != nil {
		return err
	}
	ids, at, _, err := c.selected(ctx, spec)
	if err != nil {
		return err
	}
	return production.Count(ctx, c, ids, spec, at, tell)
}

// frozen is where the journal stands and which numbers are given away.
func (c *Case) frozen(ctx context.Context, spec production.Spec) (production.Frozen, error) {
	head, seq, err := c.store.Head(ctx)
	if err != nil {
		return production.Frozen{}, err
	}
	out := production.Frozen{Seq: seq, Head: head, Next: 1, Codes: c.set, Roots: map[string]string{}}
	if out.Requested, err = c.requested(ctx); err != nil {
		return out, err
	}
	for p, err := range c.Productions(ctx) {
		if err != nil {
			return out, err
		}
		out.Roots[p.Name] = p.Root
		if p.Name == spec.Name {
			return out, &fault.Error{Code: fault.Exists, Op: "planning the production", Subject: p.Name,
				Hint: "A production of that name exists. Numbers once given never change: choose another name. If its run was cut off and its folder still ends in .partial, run it again to the same folder."}
		}
		if p.Name == spec.Replaces || p.Name == spec.Supplements {
			if err := c.standsBeside(spec, p, &out); err != nil {
				return out, err
			}
		}
		if p.Prefix == spec.Bates.Prefix && p.Replaces == "" { // a replacement gives no new number
			first, err := bates.New(p.Prefix, p.First, p.Digits)
			if err != nil {
				return out, err
			}
			out.Taken = append(out.Taken, bates.Range{First: first, Last: first.Plus(p.Last - p.First)})
			out.Next = max(out.Next, p.Last+1)
		}
	}
	if name := spec.Replaces + spec.Supplements; name != "" && out.Numbers == nil {
		return out, &fault.Error{Code: fault.NotFound, Op: "planning the production", Subject: name, Hint: "`vaughn log CASE` lists the productions."}
	}
	return out, nil
}

// requested is the day of the request, zero when none is known.
func (c *Case) requested(ctx context.Context) (time.Time, error) {
	m, err := c.store.Meta(ctx)
	if err != nil || m.Request.Received == "" {
		return time.Time{}, err
	}
	return time.Parse(time.DateOnly, m.Request.Received)
}

// Unlock gives passwords that are tried on locked PDF files when their pages are
// drawn. They are not kept in the case.
func (c *Case) Unlock(passwords []string) { c.passwords = passwords }

// Produce runs a plan into a new folder.
func (c *Case) Produce(ctx context.Context, p production.Plan, out string, tell progress.Func) (production.Report, error) {
	prover, err := qc.NewProver(ctx)
	if err != nil {
		return production.Report{}, err
	}
	defer prover.Close()
	press := plate.New(c.blobs.Open, plate.Passwords(c.passwords...))
	defer press.Close()
	return production.Run(ctx, c, p, out, production.Options{Program: c.opt.Program, Actor: c.Actor(), Now: c.opt.Now, Prover: prover, Press: press, Progress: tell})
}

// Finish names the folder of a production whose run was cut off when all but the
// name was done; see production.Finish. A folder of that name is an error.
func (c *Case) Finish(ctx context.Context, out string) (cert production.Certificate, ok bool, err error) {
	roots := map[string]string{}
	for p, err := range c.Productions(ctx) {
		if err != nil {
			return cert, false, err
		}
		roots[p.Name] = p.Root
	}
	return production.Finish(out, roots)
}

// Verify proves a finished production; it needs no case.
func Verify(ctx context.Context, dir string, tell progress.Func) (production.Certificate, []qc.Finding, error) {
	prover, err := qc.NewProver(ctx)
	if err != nil {
		return production.Certificate{}, nil, err
	}
	defer prover.Close()
	return production.Verify(ctx, dir, prover, tell)
}

// Journal streams the entries after a position, 0 for all.
func (c *Case) Journal(ctx context.Context, after int64) iter.Seq2[journal.Entry, error] {
	return c.store.Journal(ctx, after)
}

// History streams the entries about one record, production or the case.
func (c *Case) History(ctx context.Context, target string) iter.Seq2[journal.Entry, error] {
	return c.store.History(ctx, target)
}

// Head is where the journal stands.
func (c *Case) Head(ctx context.Context) (journal.Hash, int64, error) { return c.store.Head(ctx) }

// VerifyJournal proves the chain of the journal.
func (c *Case) VerifyJournal(ctx context.Context) (head journal.Hash, entries int64, err error) {
	return journal.Verify(c.store.Journal(ctx, 0))
}

// Entry gives one entry of the journal.
func (c *Case) Entry(ctx context.Context, seq int64) (journal.Entry, error) {
	return c.store.Entry(ctx, seq)
}
