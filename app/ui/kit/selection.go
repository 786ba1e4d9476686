package kit

import (
	"iter"
	"slices"
	"sort"
)

// Range is the rows From up to, but not including, To.
type Range struct{ From, To int }

// Selection is a set of row numbers kept as sorted ranges that neither touch nor overlap: "all of a million rows but
// three" is four ranges. The zero value is empty. Its size is bounded by the number of clicks, not by the rows.
type Selection struct {
	ranges []Range
}

// Has says whether row is selected.
func (s Selection) Has(row int) bool {
	i := s.after(row)
	return i < len(s.ranges) && s.ranges[i].From <= row
}

// after is the index of the first range that ends behind row.
func (s Selection) after(row int) int {
	return sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].To > row })
}

// Len is the number of selected rows.
func (s Selection) Len() int {
	n := 0
	for _, r := range s.ranges {
		n += r.To - r.From
	}
	return n
}

// Ranges is a copy of the ranges in ascending order; use it as a predicate on a sorted result.
func (s Selection) Ranges() []Range { return slices.Clone(s.ranges) }

// Rows yields the selected rows in ascending order.
func (s Selection) Rows() iter.Seq[int] {
	ranges := s.Ranges()
	return func(yield func(int) bool) {
		for _, r := range ranges {
			for i := r.From; i < r.To; i++ {
				if !yield(i) {
					return
				}
			}
		}
	}
}

// Set replaces the selection by one range; an empty range clears it.
func (s *Selection) Set(r Range) {
	s.ranges = s.ranges[:0]
	if r.From < r.To {
		s.ranges = append(s.ranges, r)
	}
}

// Add selects the rows of r.
func (s *Selection) Add(r Range) {
	if r.From >= r.To {
		return
	}
	lo := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].To >= r.From })
	hi := sort.Search(len(s.ranges), func(i int) bool { return s.ranges[i].From > r.To })
	if lo < hi {
		r.From = min(r.From, s.ranges[lo].From)
		r.To = max(r.To, s.ranges[hi-1].To)
	}
	s.ranges = slices.Replace(s.ranges, lo, hi, r)
}

// Remove takes the rows of r out of the selection.
func (s *Selection) Remove(r Range) {
	if r.From >= r.To {
		return
	}
	var rest []Range
	lo := s.after(r.From)
	hi := lo
	for ; hi < len(s.ranges) && s.ranges[hi].From < r.To; hi++ {
		old := s.ranges[hi]
		if old.From < r.From {
			rest = append(rest, Range{old.From, r.From})
		}
		if old.To > r.To {
			rest = append(rest, Range{r.To, old.To})
		}
	}
	s.ranges = slices.Replace(s.ranges, lo, hi, rest...)
}

// Toggle turns one row over.
func (s *Selection) Toggle(row int) {
	if s.Has(row) {
		s.Remove(Range{row, row + 1})
		return
	}
	s.Add(Range{row, row + 1})
}

// Clip drops rows at and behind n, for a list that became shorter.
func (s *Selection) Clip(n int) {
	if k := len(s.ranges); k > 0 && s.ranges[k-1].To > n {
		s.Remove(Range{n, s.ranges[k-1].To})
	}
}

// clone is an independent copy.
func (s Selection) clone() Selection { return Selection{slices.Clone(s.ranges)} }
