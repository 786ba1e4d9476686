package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// CheckOut gives a batch to a reviewer, "" being who sits at the desk; without a
// name the next one of the level that waits. What somebody else has is given only
// when it is taken from him. Own is how many of its records that reviewer coded:
// checking one's own work shows little.
func (c *Case) CheckOut(ctx context.Context, name, level, reviewer string, take bool) (b BatchInfo, own int, err error) {
	const op = "checking a batch out"
	list, err := c.Batches(ctx)
	if err != nil {
		return b, 0, err
	}
	if name == "" {
		if b, err = nextWaiting(list, level); err != nil {
			return b, 0, err
		}
	} else if b, err = batchNamed(list, name); err != nil {
		return b, 0, err
	}
	reviewer = cmp.Or(strings.TrimSpace(reviewer), c.Actor())
	switch {
	case b.State == review.Completed:
		return b, 0, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("it is completed"), Hint: "`vaughn batches CASE reopen` opens it again."}
	case b.State == review.Out && b.Reviewer != reviewer && !take:
		return b, 0, &fault.Error{Code: fault.Conflict, Op: op, Err: fmt.Errorf("%s has it", b.Reviewer), Hint: "Let it be returned first, or take it with --take."}
	}
	if _, err := c.Hold(ctx, b.Batch, review.Held{State: review.Out, Reviewer: reviewer}, ""); err != nil {
		return b, 0, err
	}
	b.State, b.Reviewer, b.Since = review.Out, reviewer, c.opt.Now().UTC()
	if b.Level == levelFirst {
		return b, 0, nil
	}
	own, err = c.codedBy(ctx, b.nums, reviewer)
	return b, own, err
}

func nextWaiting(list []BatchInfo, level string) (BatchInfo, error) {
	for _, b := range list {
		if b.State == review.Waiting && (level == "" || b.Level == level) {
			return b, nil
		}
	}
	return BatchInfo{}, &fault.Error{Code: fault.NotFound, Op: "checking a batch out", Err: errors.New("none waits"), Hint: "Make more with `vaughn batches CASE make`."}
}

// codedBy counts the records that somebody coded.
func (c *Case) codedBy(ctx context.Context, nums []record.Num, reviewer string) (int, error) {
	mine, err := c.store.WhereBy(ctx, review.KindCoding, reviewer)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, num := range nums {
		if _, is := slices.BinarySearch(mine, num); is {
			n++
		}
	}
	return n, nil
}

// Return takes a batch back: completed when all of it is decided, else it waits
// for the next, and what was decided stays. Somebody else's batch is returned
// only when it is taken from him.
func (c *Case) Return(ctx context.Context, name string, take bool, note string) (BatchInfo, error) {
	const op = "returning a batch"
	b, err := c.BatchNamed(ctx, name)
	if err != nil {
		return b, err
	}
	switch {
	case b.State != review.Out:
		return b, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("nobody has it")}
	case b.Reviewer != c.Actor() && !take:
		return b, &fault.Error{Code: fault.Conflict, Op: op, Err: fmt.Errorf("%s has it", b.Reviewer), Hint: "Only who has a batch returns it, or whoever takes it with --take."}
	}
	to := review.Held{}
	if b.Left() == 0 {
		to = review.Held{State: review.Completed, Reviewer: b.Reviewer}
	}
	if _, err := c.Hold(ctx, b.Batch, to, note); err != nil {
		return b, err
	}
	b.Since = c.opt.Now().UTC()
	if b.State = to.State; b.State == "" {
		b.State, b.Reviewer = review.Waiting, ""
	}
	return b, nil
}

// Reopen lets a completed batch wait again, unless a record of it stands in
// another open batch of its level by now.
func (c *Case) Reopen(ctx context.Context, name, note string) (BatchInfo, error) {
	const op = "reopening a batch"
	c.batches.making.Lock()
	defer c.batches.making.Unlock()
	list, err := c.Batches(ctx)
	if err != nil {
		return BatchInfo{}, err
	}
	b, err := batchNamed(list, name)
	if err != nil {
		return b, err
	}
	if b.State != review.Completed {
		return b, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("it is not completed")}
	}
	if b.Sample == nil {
		if open := openAt(list, b.Level); slices.ContainsFunc(b.nums, open.Has) {
			return b, &fault.Error{Code: fault.Conflict, Op: op, Err: errors.New("a record of it stands in another open batch of this level")}
		}
	}
	_, err = c.Hold(ctx, b.Batch, review.Held{}, note)
	b.State, b.Reviewer = review.Waiting, ""
	return b, err
}

// DropBatch takes a batch away that was never given out.
func (c *Case) DropBatch(ctx context.Context, name string) (journal.Entry, error) {
	list, err := c.batchList(ctx)
	if err != nil {
		return journal.Entry{}, err
	}
	b, err := batchNamed(list, name)
	if err != nil {
		return journal.Entry{}, err
	}
	e, err := c.Desk.RemoveBatch(ctx, b.Batch)
	if err != nil {
		err = &fault.Error{Code: fault.Conflict, Op: "removing a batch", Err: err, Hint: "Return it first."}
	}
	return e, err
}

// CodeIn decides records of a batch that the reviewer has. At the first level
// that is coding them; at a higher one the decision is kept beside what it found,
// also when it agrees and there is nothing to code.
func (c *Case) CodeIn(ctx context.Context, name string, ids []record.ID, cs ...review.Coding) (journal.Entry, error) {
	b, err := c.batchAlone(ctx, name)
	if err != nil {
		return journal.Entry{}, err
	}
	return c.decideIn(ctx, b, ids, "", cs...)
}

func (c *Case) decideIn(ctx context.Context, b BatchInfo, ids []record.ID, note string, cs ...review.Coding) (journal.Entry, error) {
	const op = "deciding in a batch"
	if b.State != review.Out || b.Reviewer != c.Actor() {
		return journal.Entry{}, &fault.Error{Code: fault.Conflict, Op: op, Err: fmt.Errorf("%s does not have it", c.Actor()), Hint: "Check it out first: `vaughn batches CASE checkout`."}
	}
	in := make(map[record.ID]bool, len(b.Records))
	for _, id := range b.Records {
		in[id] = true
	}
	for _, id := range ids {
		whole, event := record.SplitTarget(string(id))
		if event != "" && b.Level != levelFirst {
			return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("a higher level decides on whole records, not on events")}
		}
		if !in[whole] {
			return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("a record does not stand in it")}
		}
	}
	if b.Level == levelFirst {
		return c.Code(ctx, ids, cs...)
	}
	return c.Sign(ctx, b.Batch, ids, note, cs...)
}

// ConfirmIn decides records of a batch of a higher level as they are coded.
func (c *Case) ConfirmIn(ctx context.Context, name string, ids []record.ID, note string) (journal.Entry, error) {
	b, err := c.batchAlone(ctx, name)
	if err != nil {
		return journal.Entry{}, err
	}
	if b.Level == levelFirst {
		return journal.Entry{}, &fault.Error{Code: fault.Usage, Op: "confirming records", Err: errors.New("at the first level nothing was decided before"), Hint: "Code them: `vaughn code CASE QUERY responsive=yes --batch BATCH`."}
	}
	return c.decideIn(ctx, b, ids, note)
}

// DoneIn tells of each record of a batch whether it is decided there.
func (c *Case) DoneIn(ctx context.Context, name string) (map[record.ID]bool, error) {
	b, err := c.BatchNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	done, err := c.doneIn(ctx, b)
	if err != nil {
		return nil, err
	}
	ids, err := c.store.IDs(ctx, b.nums)
	if err != nil {
		return nil, err
	}
	out := make(map[record.ID]bool, len(ids))
	for i, id := range ids {
		out[id] = done(b.nums[i])
	}
	return out, nil
}

// doneIn tells whether a record is decided in a batch.
func (c *Case) doneIn(ctx context.Context, b BatchInfo) (func(record.Num) bool, error) {
	if b.Level == levelFirst {
		done, err := c.done(ctx)
		return done.Has, err
	}
	signed, err := c.signatures(ctx)
	in := signed[b.Key()]
	return func(n record.Num) bool { _, is := in[n]; return is }, err
}

// Lacks lists the fields without which a record is not decided as it is coded.
func (c *Case) Lacks(ctx context.Context, id record.ID) ([]review.Field, error) {
	fields, err := c.Fields(ctx)
	if err != nil {
		return nil, err
	}
	st, err := c.State(ctx, id)
	return review.Missing(fields, st.Coding), err
}

// DecidedIn tells whether one record is decided in a batch.
func (c *Case) DecidedIn(ctx context.Context, name string, id record.ID) (bool, error) {
	b, err := c.batchAlone(ctx, name)
	if err != nil {
		return false, err
	}
	if b.Level != levelFirst {
		facts, err := c.store.Facts(ctx, string(id), review.KindSigned)
		return slices.ContainsFunc(facts, func(f journal.Fact) bool { return f.Key.Name == b.Key() }), err
	}
	lacks, err := c.Lacks(ctx, id)
	if err != nil || len(lacks) > 0 {
		return false, err
	}
	st, err := c.State(ctx, id)
	return len(st.Coding) > 0, err
}
