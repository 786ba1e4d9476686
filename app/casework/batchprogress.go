package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"vaughn/index/record"
	"vaughn/redact/review"
)

// ReviewerProgress is what one reviewer has, did and left in batches. The
// records of all reviewers, and of "" for what waits, are those of all batches.
type ReviewerProgress struct {
	Reviewer  string    `json:"reviewer"` // "" for batches that wait
	Out       int       `json:"batches_out"`
	Completed int       `json:"batches_completed"`
	Waiting   int       `json:"batches_waiting,omitempty"`
	Records   int       `json:"records"`
	Done      int       `json:"done"`
	Left      int       `json:"left"`
	Decided   int       `json:"decided"` // records of the case whose coding this reviewer wrote, batch or no batch
	Last      time.Time `json:"last"`    // newest of these decisions, zero for none
}

// Progress is how far the review is.
type Progress struct {
	Batches   []BatchInfo
	Reviewers []ReviewerProgress // by name, what waits last
	Records   int                // in batches; one in two batches counts for both
	Done      int
	Left      int
}

// Progress counts what is done and left in batches, by batch and reviewer.
func (c *Case) Progress(ctx context.Context) (Progress, error) {
	list, err := c.Batches(ctx)
	if err != nil {
		return Progress{}, err
	}
	out := Progress{Batches: list}
	by := map[string]*ReviewerProgress{}
	at := func(name string) *ReviewerProgress {
		if by[name] == nil {
			by[name] = &ReviewerProgress{Reviewer: name}
		}
		return by[name]
	}
	for _, b := range list {
		r := at(b.Reviewer)
		switch b.State {
		case review.Out:
			r.Out++
		case review.Completed:
			r.Completed++
		default:
			r.Waiting++
		}
		r.Records, r.Done, r.Left = r.Records+b.Size, r.Done+b.Done, r.Left+b.Left()
		out.Records, out.Done, out.Left = out.Records+b.Size, out.Done+b.Done, out.Left+b.Left()
	}
	if err := c.decisions(ctx, at); err != nil {
		return out, err
	}
	for _, r := range by {
		out.Reviewers = append(out.Reviewers, *r)
	}
	slices.SortFunc(out.Reviewers, func(a, b ReviewerProgress) int {
		if (a.Reviewer == "") != (b.Reviewer == "") {
			return cmp.Compare(b.Reviewer, a.Reviewer)
		}
		return cmp.Compare(a.Reviewer, b.Reviewer)
	})
	return out, nil
}

// decisions counts the records each reviewer coded: what a record's responsive
// says, or what a higher level signed.
func (c *Case) decisions(ctx context.Context, at func(string) *ReviewerProgress) error {
	facts, err := c.store.Named(ctx, review.KindCoding, "responsive")
	if err != nil {
		return err
	}
	seqs := make([]int64, len(facts))
	for i, f := range facts {
		seqs[i] = f.Seq
	}
	slices.Sort(seqs)
	authors, err := c.store.Authors(ctx, slices.Compact(seqs))
	if err != nil {
		return err
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return err
	}
	did := map[string]map[record.Num]bool{}
	count := func(n record.Num, by string, when time.Time) {
		if gone.Has(n) {
			return
		}
		if did[by] == nil {
			did[by] = map[record.Num]bool{}
		}
		did[by][n] = true
		if r := at(by); when.After(r.Last) {
			r.Last = when
		}
	}
	for _, f := range facts {
		a := authors[f.Seq]
		count(f.Num, a.Actor, a.At)
	}
	signed, err := c.signatures(ctx)
	if err != nil {
		return err
	}
	for _, of := range signed {
		for n, s := range of {
			count(n, s.By, s.At)
		}
	}
	for by, nums := range did {
		at(by).Decided = len(nums)
	}
	return nil
}
