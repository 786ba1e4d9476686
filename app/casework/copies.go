package casework

import (
	"cmp"
	"context"
	"slices"

	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// Kinds of a CopySet.
const (
	CopyOf    = "copy"            // the same message
	Contested = "same-message-id" // one Message-ID, different content: not copies
)

// CopySet is records that are copies of one another, or that claim to be.
type CopySet struct {
	Kind string
	MIH  string // EDRM Message Identification Hash of the first; "" without Message-ID
	Rows []store.Row
	At   [][]store.Occurrence // places of each row
}

// Duplicates gives the sets of copies: records that say the same under other
// transport headers, and records found in several places byte for byte. Then
// come the Message-IDs that messages of different content share.
func (c *Case) Duplicates(ctx context.Context) ([]CopySet, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	sets := map[record.Num][]record.Num{}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		if d := cols.Dup(n); d != n {
			if sets[d] == nil {
				sets[d] = []record.Num{d}
			}
			sets[d] = append(sets[d], n)
		}
	}
	repeated, err := c.store.Repeated(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range repeated {
		if d := cols.Dup(n); sets[d] == nil {
			sets[d] = []record.Num{d}
		}
	}
	lists := make([][]record.Num, 0, len(sets))
	for _, s := range sets {
		lists = append(lists, s)
	}
	slices.SortFunc(lists, func(a, b []record.Num) int { return cmp.Compare(a[0], b[0]) })
	contested, err := c.store.Contested(ctx)
	if err != nil {
		return nil, err
	}
	kinds := len(lists)
	lists = append(lists, contested...)
	out := make([]CopySet, 0, len(lists))
	for some := range slices.Chunk(lists, copySets) {
		if out, err = c.copySets(ctx, out, some); err != nil {
			return nil, err
		}
	}
	for i := range out {
		if out[i].Kind = CopyOf; i >= kinds {
			out[i].Kind = Contested
		}
	}
	return out, nil
}

// copySets is how many sets are read by one query.
const copySets = 500

func (c *Case) copySets(ctx context.Context, out []CopySet, lists [][]record.Num) ([]CopySet, error) {
	all := slices.Concat(lists...)
	rows, err := c.store.Rows(ctx, all)
	if err != nil {
		return nil, err
	}
	places, err := c.store.FoundAt(ctx, all)
	if err != nil {
		return nil, err
	}
	for _, nums := range lists {
		s := CopySet{Rows: rows[:len(nums):len(nums)], MIH: thread.MIH(rows[0].MessageID)}
		for _, n := range nums {
			s.At = append(s.At, places[n])
		}
		out, rows = append(out, s), rows[len(nums):]
	}
	return out, nil
}
