package search

import (
	"context"
	"iter"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"vaughn/index/record"
)

// Set is a set of record numbers. The zero Set is empty.
type Set struct{ bits *roaring.Bitmap }

// SetOf makes a set.
func SetOf(nums ...record.Num) Set { return Set{bitmap(nums)} }

func bitmap(nums []record.Num) *roaring.Bitmap {
	b := roaring.New()
	for _, n := range nums {
		b.Add(uint32(n))
	}
	return b
}

func (s Set) roaring() *roaring.Bitmap {
	if s.bits == nil {
		return roaring.New()
	}
	return s.bits
}

// Len is the number of records.
func (s Set) Len() int { return int(s.roaring().GetCardinality()) }

// Has tells whether a record is in the set.
func (s Set) Has(n record.Num) bool { return s.roaring().Contains(uint32(n)) }

// Each gives the records in ascending order.
func (s Set) Each() iter.Seq[record.Num] {
	return func(yield func(record.Num) bool) {
		it := s.roaring().Iterator()
		for it.HasNext() {
			if !yield(record.Num(it.Next())) {
				return
			}
		}
	}
}

// And gives the records in both sets.
func (s Set) And(t Set) Set { return Set{roaring.And(s.roaring(), t.roaring())} }

// Or gives the records in either set.
func (s Set) Or(t Set) Set { return Set{roaring.Or(s.roaring(), t.roaring())} }

// Without gives the records of s that t lacks.
func (s Set) Without(t Set) Set { return Set{roaring.AndNot(s.roaring(), t.roaring())} }

type ranked struct {
	rank int64
	num  uint32
}

func (r ranked) before(s ranked) bool { return r.rank < s.rank || r.rank == s.rank && r.num < s.num }

// window gives one page of a set in order.
func window(ctx context.Context, s Set, facts Facts, p Page) ([]record.Num, error) {
	total := s.Len()
	from := max(0, min(p.Offset, total))
	to := min(total, from+max(0, p.Limit))
	if from >= to {
		return nil, nil
	}
	if p.Sort.By == "" {
		return byNumber(s, from, to, p.Sort.Desc), nil
	}
	rank, err := facts.Rank(ctx, p.Sort.By)
	if err != nil {
		return nil, err
	}
	all := make([]ranked, 0, total)
	it := s.roaring().Iterator()
	for it.HasNext() {
		n := it.Next()
		all = append(all, ranked{rank(record.Num(n)), n})
	}
	less := ranked.before
	if p.Sort.Desc {
		less = func(a, b ranked) bool { return b.before(a) }
	}
	nth(all, to, less)
	nth(all[:to], from, less)
	page := all[from:to]
	slices.SortFunc(page, compare(less))
	out := make([]record.Num, len(page))
	for i, r := range page {
		out[i] = record.Num(r.num)
	}
	return out, nil
}

func byNumber(s Set, from, to int, desc bool) []record.Num {
	b, out := s.roaring(), make([]record.Num, 0, to-from)
	total := int(b.GetCardinality())
	for i := from; i < to; i++ {
		k := i
		if desc {
			k = total - 1 - i
		}
		n, err := b.Select(uint32(k))
		if err != nil {
			break
		}
		out = append(out, record.Num(n))
	}
	return out
}

// nth moves the k smallest elements to the front without ordering the rest: a
// page of a million hits needs no full sort.
func nth(s []ranked, k int, less func(a, b ranked) bool) {
	for tries := 0; k > 0 && k < len(s); tries++ {
		if len(s) < 32 || tries > 64 { // an order made to defeat the pivots
			slices.SortFunc(s, compare(less))
			return
		}
		switch i := split(s, less); {
		case k <= i:
			s = s[:i]
		default:
			s, k = s[i+1:], k-i-1
		}
	}
}

func compare(less func(a, b ranked) bool) func(a, b ranked) int {
	return func(a, b ranked) int {
		if less(a, b) {
			return -1
		}
		return 1
	}
}

// split puts smaller elements before a middle one, larger after it, and gives
// its place.
func split(s []ranked, less func(a, b ranked) bool) int {
	lo, mid, last := 0, len(s)/2, len(s)-1
	if less(s[mid], s[lo]) {
		s[mid], s[lo] = s[lo], s[mid]
	}
	if less(s[last], s[mid]) {
		s[last], s[mid] = s[mid], s[last]
		if less(s[mid], s[lo]) {
			s[mid], s[lo] = s[lo], s[mid]
		}
	}
	s[mid], s[last] = s[last], s[mid]
	i := 0
	for k := range last {
		if less(s[k], s[last]) {
			s[i], s[k] = s[k], s[i]
			i++
		}
	}
	s[i], s[last] = s[last], s[i]
	return i
}
