package kit

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Random operations on the ranges must give what a plain set of rows gives, and keep the ranges sorted and apart.
func TestSelectionAgainstNaiveSet(t *testing.T) {
	const rows = 60
	rnd := rand.New(rand.NewPCG(1, 2))
	var s Selection
	naive := map[int]bool{}
	for step := range 20000 {
		from := rnd.IntN(rows)
		r := Range{from, from + rnd.IntN(rows-from+1)}
		switch rnd.IntN(6) {
		case 0, 1:
			s.Add(r)
			for i := r.From; i < r.To; i++ {
				naive[i] = true
			}
		case 2, 3:
			s.Remove(r)
			for i := r.From; i < r.To; i++ {
				delete(naive, i)
			}
		case 4:
			s.Toggle(from)
			if naive[from] {
				delete(naive, from)
			} else {
				naive[from] = true
			}
		case 5:
			if rnd.IntN(20) > 0 {
				n := rows - rnd.IntN(8)
				s.Clip(n)
				for i := n; i < rows; i++ {
					delete(naive, i)
				}
				break
			}
			s.Set(r)
			clear(naive)
			for i := r.From; i < r.To; i++ {
				naive[i] = true
			}
		}
		if s.Len() != len(naive) {
			t.Fatalf("step %d: %d rows, want %d", step, s.Len(), len(naive))
		}
		for i := range rows {
			if s.Has(i) != naive[i] {
				t.Fatalf("step %d: row %d: %v", step, i, s.Has(i))
			}
		}
		end := -1
		for _, r := range s.Ranges() {
			if r.From >= r.To || r.From <= end {
				t.Fatalf("step %d: ranges %v", step, s.Ranges())
			}
			end = r.To
		}
	}
	got := slices.Collect(s.Rows())
	if !slices.IsSorted(got) || len(got) != len(naive) {
		t.Fatalf("rows %v", got)
	}
}

func TestSelectionOfAllIsSmall(t *testing.T) {
	var s Selection
	s.Set(Range{0, 1_000_000})
	for _, i := range []int{5, 500_000, 999_998} {
		s.Toggle(i)
	}
	if s.Len() != 999_997 || len(s.Ranges()) != 4 || s.Has(500_000) || !s.Has(999_999) {
		t.Fatalf("len %d, ranges %v", s.Len(), s.Ranges())
	}
}
