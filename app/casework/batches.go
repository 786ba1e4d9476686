package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/redact/review"
)

// BatchInfo is a batch as it stands.
type BatchInfo struct {
	review.Batch
	State    string    // review.Waiting, Out or Completed
	Reviewer string    // who has it or had it, "" while it waits
	Since    time.Time // in that state; zero while it waits
	Size     int
	Done     int // decided at the batch's level
	Changed  int // of these, decided otherwise than the level below; not counted for the first
	nums     []record.Num
}

// Left is how many records of it are to be decided.
func (b BatchInfo) Left() int { return b.Size - b.Done }

// batchCache keeps what batches hold: that never changes under one entry.
type batchCache struct {
	mu     sync.Mutex
	making sync.Mutex // one making at a time: it looks at what is open first
	of     map[string]cachedBatch
}

type cachedBatch struct {
	seq   int64
	batch review.Batch
	nums  []record.Num
}

// batchList gives the batches by set and number, without what was decided.
func (c *Case) batchList(ctx context.Context) ([]BatchInfo, error) {
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
	held := map[string]review.Held{}
	for f, err := range c.store.FactsOf(ctx, review.KindHeld) {
		var h review.Held
		if err == nil {
			err = unmarshal(f.Value, &h)
		}
		if err != nil {
			return nil, err
		}
		held[f.Key.Target] = h
	}
	var out []BatchInfo
	for f, err := range c.store.FactsOf(ctx, review.KindBatch) {
		if err != nil {
			return nil, err
		}
		b, err := c.batchOf(ctx, f, held[f.Key.Target])
		if err != nil {
			return nil, err
		}
		if gone.Len() > 0 {
			b.nums = slices.DeleteFunc(slices.Clone(b.nums), gone.Has)
			b.Size = len(b.nums)
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b BatchInfo) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Set), strings.ToLower(b.Set)), cmp.Compare(a.Number, b.Number))
	})
	return out, nil
}

// batchOf reads one batch.
func (c *Case) batchOf(ctx context.Context, f journal.Fact, h review.Held) (BatchInfo, error) {
	c.batches.mu.Lock()
	defer c.batches.mu.Unlock()
	known, ok := c.batches.of[f.Key.Target]
	if !ok || known.seq != f.Seq {
		known = cachedBatch{seq: f.Seq}
		if err := unmarshal(f.Value, &known.batch); err != nil {
			return BatchInfo{}, err
		}
		var err error
		if known.nums, err = c.store.Nums(ctx, known.batch.Records); err != nil {
			return BatchInfo{}, err
		}
		if c.batches.of == nil {
			c.batches.of = map[string]cachedBatch{}
		}
		c.batches.of[f.Key.Target] = known
	}
	b := BatchInfo{Batch: known.batch, State: review.Waiting, nums: known.nums, Size: len(known.nums)}
	if h.State != "" {
		b.State, b.Reviewer, b.Since = h.State, h.Reviewer, h.At
	}
	return b, nil
}

// batchAlone reads one batch and nothing of the others: a decision must not
// wait for them.
func (c *Case) batchAlone(ctx context.Context, name string) (BatchInfo, error) {
	facts, err := c.store.Facts(ctx, review.TargetBatch+strings.ToLower(strings.TrimSpace(name)), "")
	if err != nil {
		return BatchInfo{}, err
	}
	var h review.Held
	for _, f := range facts {
		if f.Key.Kind == review.KindHeld {
			if err := unmarshal(f.Value, &h); err != nil {
				return BatchInfo{}, err
			}
		}
	}
	for _, f := range facts {
		if f.Key.Kind == review.KindBatch {
			return c.batchOf(ctx, f, h)
		}
	}
	return BatchInfo{}, noBatch()
}

// Batches gives the batches by set and number, with what was decided in each.
func (c *Case) Batches(ctx context.Context) ([]BatchInfo, error) {
	list, err := c.batchList(ctx)
	if err != nil || len(list) == 0 {
		return list, err
	}
	done, err := c.done(ctx)
	if err != nil {
		return nil, err
	}
	signed, err := c.signatures(ctx)
	if err != nil {
		return nil, err
	}
	for i := range list {
		b := &list[i]
		for _, n := range b.nums {
			if b.Level == levelFirst {
				if done.Has(n) {
					b.Done++
				}
				continue
			}
			if s, ok := signed[b.Key()][n]; ok {
				b.Done++
				if overturned(s) {
					b.Changed++
				}
			}
		}
	}
	return list, nil
}

// BatchNamed gives one batch by its name, whatever its case.
func (c *Case) BatchNamed(ctx context.Context, name string) (BatchInfo, error) {
	list, err := c.Batches(ctx)
	if err != nil {
		return BatchInfo{}, err
	}
	return batchNamed(list, name)
}

func batchNamed(list []BatchInfo, name string) (BatchInfo, error) {
	for _, b := range list {
		if strings.EqualFold(b.Name, strings.TrimSpace(name)) {
			return b, nil
		}
	}
	return BatchInfo{}, noBatch()
}

func noBatch() error {
	return &fault.Error{Code: fault.Usage, Op: "finding the batch", Err: errors.New("there is no batch of that name"), Hint: "`vaughn batches CASE` lists them."}
}

// BatchRecords gives the records of a batch in the order of its review.
func (c *Case) BatchRecords(ctx context.Context, name string) ([]record.Num, error) {
	list, err := c.batchList(ctx)
	if err != nil {
		return nil, err
	}
	b, err := batchNamed(list, name)
	return b.nums, err
}

// done gives the records that need no more decision at the first level: they
// are coded and have every field that their coding asks for.
func (c *Case) done(ctx context.Context) (search.Set, error) {
	coded, missing, err := c.codedAndMissing(ctx)
	return coded.Without(missing), err
}

// codedAndMissing gives the records that are coded in any way and, of these,
// the ones that lack a required field.
func (c *Case) codedAndMissing(ctx context.Context) (coded, missing search.Set, err error) {
	fields, err := c.Fields(ctx)
	if err != nil {
		return coded, missing, err
	}
	nums, err := c.store.Where(ctx, review.KindCoding, anyValue, anyValue)
	if err != nil {
		return coded, missing, err
	}
	coded = search.SetOf(nums...)
	coding := make(map[record.Num]map[string]string, len(nums))
	for _, n := range nums {
		coding[n] = map[string]string{}
	}
	for _, name := range review.Deciding(fields) {
		facts, err := c.store.Named(ctx, review.KindCoding, name)
		if err != nil {
			return coded, missing, err
		}
		for _, f := range facts {
			v, err := review.CodingText(f.Value)
			if err != nil {
				return coded, missing, err
			}
			if coding[f.Num] != nil {
				coding[f.Num][name] = v
			}
		}
	}
	var lack []record.Num
	for _, n := range nums {
		if len(review.Missing(fields, coding[n])) > 0 {
			lack = append(lack, n)
		}
	}
	return coded, search.SetOf(lack...), nil
}

// signatures gives what higher levels decided, by batch and record.
func (c *Case) signatures(ctx context.Context) (map[string]map[record.Num]review.Signed, error) {
	facts, err := c.store.Every(ctx, review.KindSigned)
	if err != nil {
		return nil, err
	}
	out := map[string]map[record.Num]review.Signed{}
	for _, f := range facts {
		var s review.Signed
		if err := unmarshal(f.Value, &s); err != nil {
			return nil, err
		}
		key := strings.ToLower(s.Batch)
		if out[key] == nil {
			out[key] = map[record.Num]review.Signed{}
		}
		out[key][f.Num] = s
	}
	return out, nil
}

// levelOf settles the level of a batch.
func levelOf(name string) (string, error) {
	if name == "" {
		return levelFirst, nil
	}
	if !slices.Contains(review.Levels(), name) {
		return "", &fault.Error{Code: fault.Usage, Op: "naming a level of review", Err: fmt.Errorf("there is no level %q", name), Hint: "The levels are " + strings.Join(review.Levels(), ", ") + "."}
	}
	return name, nil
}

// Nums gives the numbers of records, ascending.
func (c *Case) Nums(ctx context.Context, ids []record.ID) ([]record.Num, error) {
	nums, err := c.store.Nums(ctx, ids)
	slices.Sort(nums)
	return nums, err
}
