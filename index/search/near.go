package search

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"vaughn/index/fault"
	"vaughn/index/query"
)

// phrase is steps in a row; an any step is one word that is not looked at.
type phrase struct {
	steps []places // nil for an any step
	any   []bool
	both  *roaring.Bitmap
}

func (p *phrase) docs() *roaring.Bitmap { return p.both }

func (p *phrase) narrow(to *roaring.Bitmap) {
	for i, st := range p.steps {
		if !p.any[i] {
			st.narrow(to)
		}
	}
}

func (p *phrase) at(doc uint32) ([]span, error) {
	var out []span
	for i, st := range p.steps {
		if p.any[i] {
			continue
		}
		here, err := st.at(doc)
		if err != nil {
			return nil, err
		}
		out = follow(out, here, uint64(i), i == 0)
		if len(out) == 0 {
			return nil, nil
		}
	}
	for i := range out {
		out[i].last = out[i].first + uint64(len(p.steps)) - 1
	}
	return out, nil
}

// follow keeps the starts that have a word i places on; the first step makes
// the starts.
func follow(starts, here []span, i uint64, first bool) []span {
	if first {
		return append([]span(nil), here...)
	}
	out, k := starts[:0], 0
	for _, s := range starts {
		for k < len(here) && here[k].first < s.first+i {
			k++
		}
		if k < len(here) && here[k].first == s.first+i {
			out = append(out, s)
		}
	}
	return out
}

// near is two things at a distance, or one without the other there.
type near struct {
	left, right places
	in          *roaring.Bitmap
	with        *roaring.Bitmap // documents where the right side is to be asked
	n           uint64
	ordered     bool
	without     bool
}

func newNear(l, r places, q query.Near) *near {
	n := &near{left: l, right: r, in: l.docs(), n: uint64(q.N), ordered: q.Ordered, without: q.Without}
	if !n.without {
		n.in = roaring.And(l.docs(), r.docs())
	}
	return n
}

func (n *near) docs() *roaring.Bitmap { return n.in }

func (n *near) narrow(to *roaring.Bitmap) {
	n.with = roaring.And(n.right.docs(), to)
	n.left.narrow(to)
	n.right.narrow(n.with)
}

func (n *near) at(doc uint32) ([]span, error) {
	l, err := n.left.at(doc)
	if err != nil || len(l) == 0 || n.without && !n.with.Contains(doc) {
		return l, err
	}
	r, err := n.right.at(doc)
	if err != nil {
		return nil, err
	}
	if n.without {
		return alone(l, r, n.n, n.ordered), nil
	}
	return pairs(l, r, n.n, n.ordered)
}

// alone gives the spans of l that are in no pair with one of r; a span that
// overlaps one of r is not alone. Both sides are in order of their first words.
func alone(l, r []span, n uint64, ordered bool) []span {
	longest := uint64(0)
	for _, b := range r {
		longest = max(longest, b.last-b.first)
	}
	back := n // how far before a span another may end to be near
	if ordered {
		back = 0
	}
	var out []span
	low := 0
	for _, a := range l {
		for low < len(r) && r[low].first+longest+back < a.first {
			low++
		}
		near := false
		for _, b := range r[low:] {
			if b.first > a.last+n {
				break
			}
			if near = b.last+back >= a.first; near {
				break
			}
		}
		if !near {
			out = append(out, a)
		}
	}
	return out
}

// maxPairs bounds the places of a w/ or pre/ in one record; two words that
// fill a long record make more than anyone can read.
const maxPairs = 1 << 20

// pairs joins spans whose near ends lie at most n words apart and gives what
// each pair covers; overlapping spans are no pair. Both sides are in order of
// their first words.
func pairs(l, r []span, n uint64, ordered bool) ([]span, error) {
	longest := uint64(0)
	for _, b := range r {
		longest = max(longest, b.last-b.first)
	}
	var out []span
	low := 0
	for _, a := range l {
		for low < len(r) && r[low].first+longest+n < a.first {
			low++
		}
		for _, b := range r[low:] {
			if b.first > a.last+n {
				break
			}
			switch {
			case b.first > a.last:
				out = append(out, span{a.first, b.last})
			case !ordered && a.first > b.last && a.first-b.last <= n:
				out = append(out, span{b.first, a.last})
			}
		}
		if len(out) > maxPairs {
			return nil, &fault.Error{Code: fault.Limit, Op: "searching",
				Hint: "A w/ or pre/ matches too often in one record; use rarer words or a smaller distance."}
		}
	}
	return inOrder(out), nil
}

// inOrder sorts places and drops repetitions.
func inOrder(out []span) []span {
	slices.SortFunc(out, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
	})
	return slices.Compact(out)
}
