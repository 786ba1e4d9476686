package casework

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/sampling"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

const (
	levelFirst = redact.FirstLevel
	anyValue   = store.Any
	// ByChance orders the records of batches at random, by a seed.
	ByChance store.Order = "random"
	// ByLearning puts what is likeliest to be coded responsive first, see Rank;
	// what is coded in that already comes into no batch.
	ByLearning store.Order = "likely"
)

// BatchSpec is what batches are asked for with.
type BatchSpec struct {
	Set   string // "" is "Batch"
	Query string
	Level string // "" is the first
	Size  int    // records of a batch, at most unless one group is larger; 0 is 500
	By    store.Order
	Desc  bool
	Seed  string // of ByChance; "" makes one
	// What stays in one batch: a mail and its attachments, a conversation, the
	// copies of a message.
	Families, Threads, Copies bool
}

// Made says what batches were made.
type Made struct {
	Batches  []review.Batch
	Records  int // in them
	Skipped  int // hits that stand in another open batch of the level
	Larger   int // batches that one group made larger than asked
	Of       int // hits of the query
	Together int // records of the largest group
	Entry    journal.Entry
}

// MakeBatches parts what a query finds into batches. A record that stands in an
// open batch of the level comes into no other, so that nobody reads it twice;
// what one reviewer should see together stays together.
func (c *Case) MakeBatches(ctx context.Context, spec BatchSpec) (Made, error) {
	c.batches.making.Lock()
	defer c.batches.making.Unlock()
	spec, err := spec.filled()
	if err != nil {
		return Made{}, err
	}
	hits, err := c.batchHits(ctx, spec)
	if err != nil {
		return Made{}, err
	}
	out := Made{Of: len(hits)}
	list, err := c.batchList(ctx)
	if err != nil {
		return out, err
	}
	taken := openAt(list, spec.Level)
	nums := slices.DeleteFunc(hits, taken.Has)
	if out.Records, out.Skipped = len(nums), out.Of-len(nums); len(nums) == 0 {
		return out, nil
	}
	if spec.By == ByChance {
		if nums, err = c.shuffled(ctx, spec.Seed, nums); err != nil {
			return out, err
		}
	}
	groups, err := c.together(ctx, nums, spec)
	if err != nil {
		return out, err
	}
	number := nextNumber(list, spec.Set)
	for _, part := range packed(groups, spec.Size) {
		if len(part) > spec.Size {
			out.Larger++
			out.Together = max(out.Together, len(part))
		}
		ids, err := c.store.IDs(ctx, part)
		if err != nil {
			return out, err
		}
		out.Batches = append(out.Batches, review.Batch{Name: fmt.Sprintf("%s %03d", spec.Set, number), Set: spec.Set, Number: number, Level: spec.Level, Query: spec.Query, Records: ids})
		number++
	}
	out.Entry, err = c.Desk.MakeBatches(ctx, out.Batches)
	return out, err
}

// batchHits are the records to be parted, in the order that is asked for; chance
// comes later, when it is known which of them are free.
func (c *Case) batchHits(ctx context.Context, spec BatchSpec) ([]record.Num, error) {
	switch spec.By {
	case ByLearning:
		k, err := c.Rank(ctx, spec.Query, Goal{Field: "responsive", Value: "yes"})
		return k.Nums, err
	case ByChance:
		h, err := c.Find(ctx, spec.Query, store.ByNum, false)
		return h.Nums, err
	}
	h, err := c.Find(ctx, spec.Query, spec.By, spec.Desc)
	return h.Nums, err
}

func (s BatchSpec) filled() (BatchSpec, error) {
	const op = "making batches"
	s.Set = cmp.Or(strings.Join(strings.Fields(s.Set), " "), "Batch")
	if len(s.Set) > 100 || strings.ContainsAny(s.Set, "*?\"\\") {
		return s, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("that is no name"), Hint: "A name has 1 to 100 letters, digits, blanks and signs, but none of * ? \" \\."}
	}
	var err error
	if s.Level, err = levelOf(s.Level); err != nil {
		return s, err
	}
	if s.Size = cmp.Or(s.Size, 500); s.Size < 1 || s.Size > 10_000 {
		return s, &fault.Error{Code: fault.Usage, Op: op, Err: fmt.Errorf("a size of %d", s.Size), Hint: "A batch has 1 to 10000 records."}
	}
	if s.Query == "" && s.Level != levelFirst {
		s.Query = "queue:" + s.Level
	}
	s.Query, s.By = cmp.Or(s.Query, "is:unreviewed"), cmp.Or(s.By, store.ByDate)
	if s.By == ByChance && s.Seed == "" {
		s.Seed = newSeed()
	}
	return s, nil
}

// newSeed is 128 bits of chance.
func newSeed() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// openAt gives the records of the open batches of a level. Samples do not count:
// a record must be free to be drawn again.
func openAt(list []BatchInfo, level string) search.Set {
	var nums []record.Num
	for _, b := range list {
		if b.Level == level && b.State != review.Completed && b.Sample == nil {
			nums = append(nums, b.nums...)
		}
	}
	return search.SetOf(nums...)
}

func nextNumber(list []BatchInfo, set string) int {
	n := 1
	for _, b := range list {
		if strings.EqualFold(b.Set, set) {
			n = max(n, b.Number+1)
		}
	}
	return n
}

func (c *Case) shuffled(ctx context.Context, seed string, nums []record.Num) ([]record.Num, error) {
	ids, err := c.store.IDs(ctx, nums)
	if err != nil {
		return nil, err
	}
	at := make(map[string]record.Num, len(ids))
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
		at[names[i]] = nums[i]
	}
	out := make([]record.Num, 0, len(nums))
	for _, id := range sampling.Draw(seed, names, len(names)) {
		out = append(out, at[id])
	}
	return out, nil
}

// together puts records into groups that must not be parted, in the order of
// the first of each.
func (c *Case) together(ctx context.Context, nums []record.Num, spec BatchSpec) ([][]record.Num, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	var thread []int32
	if spec.Threads {
		if _, thread, err = c.grouped(ctx); err != nil {
			return nil, err
		}
	}
	u := unions{parent: make([]int, len(nums)), first: map[[2]uint32]int{}}
	for i, n := range nums {
		u.parent[i] = i
		if spec.Families {
			u.join(i, 0, uint32(cols.Family(n)))
		}
		if spec.Copies {
			u.join(i, 1, uint32(cols.Dup(cols.Family(n))))
		}
		if int(n) < len(thread) && thread[n] > 0 {
			u.join(i, 2, uint32(thread[n]))
		}
	}
	at := map[int]int{}
	var out [][]record.Num
	for i, n := range nums {
		root := u.root(i)
		k, seen := at[root]
		if !seen {
			k = len(out)
			at[root] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], n)
	}
	return out, nil
}

// unions joins places of a list into groups.
type unions struct {
	parent []int
	first  map[[2]uint32]int // kind of kinship and its number: the first place that has it
}

func (u unions) root(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u unions) join(i int, kind, number uint32) {
	key := [2]uint32{kind, number}
	if k, seen := u.first[key]; seen {
		a, b := u.root(i), u.root(k)
		u.parent[max(a, b)] = min(a, b)
		return
	}
	u.first[key] = i
}

// packed fills batches of a size with whole groups, in their order; a group that
// is larger has a batch of its own.
func packed(groups [][]record.Num, size int) [][]record.Num {
	var out [][]record.Num
	var now []record.Num
	for _, g := range groups {
		if len(now) > 0 && len(now)+len(g) > size {
			out, now = append(out, now), nil
		}
		now = append(now, g...)
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}
