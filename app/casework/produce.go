package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"vaughn/export/bates"
	"vaughn/export/plate"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
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
	custodians, err := c.HeldBy(ctx, id)
	return production.Document{Record: r, State: s, Custodians: custodians}, err
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
	at, err := c.frozen(ctx, spec)
	if err != nil {
		return production.Plan{}, nil, err
	}
	ids := c.chosen(ctx, spec)
	if spec.ChatContext.Sliced() {
		var list []record.ID
		if list, at.Events, err = c.sliced(ctx, spec); err != nil {
			return production.Plan{}, nil, err
		}
		ids = each(list)
	}
	return production.Prepare(ctx, c, ids, spec, at)
}

// frozen is where the journal stands and which numbers are given away.
func (c *Case) frozen(ctx context.Context, spec production.Spec) (production.Frozen, error) {
	head, seq, err := c.store.Head(ctx)
	if err != nil {
		return production.Frozen{}, err
	}
	out := production.Frozen{Seq: seq, Head: head, Next: 1, Codes: c.set}
	if out.Requested, err = c.requested(ctx); err != nil {
		return out, err
	}
	for p, err := range c.Productions(ctx) {
		if err != nil {
			return out, err
		}
		if p.Name == spec.Name {
			return out, &fault.Error{Code: fault.Exists, Op: "planning the production", Subject: p.Name,
				Hint: "A production of that name exists. Numbers once given never change: choose another name."}
		}
		if p.Prefix == spec.Bates.Prefix {
			first, err := bates.New(p.Prefix, p.First, p.Digits)
			if err != nil {
				return out, err
			}
			out.Taken = append(out.Taken, bates.Range{First: first, Last: first.Plus(p.Last - p.First)})
			out.Next = max(out.Next, p.Last+1)
		}
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

// chosen streams the records of a production: families in the order of their
// dates, each parent before its attachments.
func (c *Case) chosen(ctx context.Context, spec production.Spec) iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		h, err := c.Find(ctx, spec.Query, store.ByDate, false)
		if err != nil {
			yield("", err)
			return
		}
		nums, err := c.families(ctx, h.Nums, spec.Families)
		if err != nil {
			yield("", err)
			return
		}
		for id, err := range c.records(ctx, nums) {
			if !yield(id, err) {
				return
			}
		}
	}
}

// families puts hits of one family together and, when asked, completes it from
// its parent down.
func (c *Case) families(ctx context.Context, hits []record.Num, complete bool) ([]record.Num, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	hit := make(map[record.Num]bool, len(hits))
	for _, n := range hits {
		hit[n] = true
	}
	done := map[record.Num]bool{}
	var out []record.Num
	for _, n := range hits {
		top := cols.Family(n)
		if done[top] {
			continue
		}
		done[top] = true
		// A family is one run of numbers, its parent first.
		for m := top; int(m) <= cols.Len() && cols.Family(m) == top; m++ {
			if complete || hit[m] {
				out = append(out, m)
			}
		}
	}
	return out, nil
}

// Produce runs a plan into a new folder.
func (c *Case) Produce(ctx context.Context, p production.Plan, out string, tell progress.Func) (production.Report, error) {
	prover, err := qc.NewProver(ctx)
	if err != nil {
		return production.Report{}, err
	}
	defer prover.Close()
	press := plate.New(c.blobs.Open)
	defer press.Close()
	return production.Run(ctx, c, p, out, production.Options{Program: c.opt.Program, Actor: c.Actor(), Now: c.opt.Now, Prover: prover, Press: press, Progress: tell})
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

// Origin tells where a produced page came from.
type Origin struct {
	Production string             `json:"production"`
	Bates      string             `json:"bates"`
	Page       int                `json:"page"` // of the record, from 1
	Pages      int                `json:"pages"`
	Record     record.ID          `json:"record"`
	Version    record.Version     `json:"version"`
	MessageID  string             `json:"message_id,omitempty"`
	Kind       string             `json:"kind"`
	Sources    []store.Occurrence `json:"-"`
	Entry      int64              `json:"journal_entry"`
	Changed    bool               `json:"changed_since"` // the record has another version now
}

// Explain finds the record behind a Bates number.
func (c *Case) Explain(ctx context.Context, number string) (Origin, error) {
	b, err := bates.Parse(strings.TrimSpace(number))
	if err != nil {
		return Origin{}, &fault.Error{Code: fault.Usage, Op: "explaining", Subject: number, Err: err, Hint: "Give a number as it is printed, such as VAUGHN-000118."}
	}
	for f, err := range c.store.FactsOf(ctx, production.KindProduced) {
		if err != nil {
			return Origin{}, err
		}
		var p production.Produced
		if err := unmarshal(f.Value, &p); err != nil {
			return Origin{}, err
		}
		if p.Prefix != b.Prefix || p.Digits != b.Width {
			continue
		}
		for _, d := range p.Docs {
			if b.N < d.First || b.N >= d.First+int64(d.Pages) {
				continue
			}
			return c.origin(ctx, p, d, b, f.Seq)
		}
	}
	return Origin{}, &fault.Error{Code: fault.NotFound, Op: "explaining", Subject: number, Hint: "No production of this case gave that number."}
}

func (c *Case) origin(ctx context.Context, p production.Produced, d production.DocNumber, b bates.Number, seq int64) (Origin, error) {
	r, err := c.store.Record(ctx, d.Record)
	if err != nil {
		return Origin{}, err
	}
	occ, err := c.store.Occurrences(ctx, r.Family)
	if err != nil {
		return Origin{}, err
	}
	return Origin{Production: p.Name, Bates: b.String(), Page: int(b.N-d.First) + 1, Pages: d.Pages, Record: d.Record, Version: d.Version,
		MessageID: r.MessageID, Kind: r.Kind, Sources: occ, Entry: seq, Changed: r.Version != d.Version}, nil
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
