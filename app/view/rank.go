package view

import (
	"fmt"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/learn"
)

// ByLikely orders results by how likely they are to be coded responsive; what
// is coded already is not among them. It is an order and decides nothing.
const ByLikely store.Order = "likely"

// whyWords is how many words tell why a record stands where it does.
const whyWords = 6

// Rank learns from all coding so far and shows what nobody has coded, the
// likeliest responsive first. Asked again it learns from what was coded since.
func (r *Results) Rank() { r.run(r.State().Query, ByLikely, false) }

// find runs a query in an order; the ranking is nil but for ByLikely.
func (r *Results) find(text string, by store.Order, desc bool) (casework.Hits, *casework.Ranking, error) {
	if by != ByLikely {
		h, err := r.c.Find(r.ctx, text, by, desc)
		return h, nil, err
	}
	k, err := r.c.Rank(r.ctx, text, casework.Goal{Field: "responsive", Value: "yes"})
	return casework.Hits{Query: k.Query, Nums: k.Nums, Took: k.Took}, &k, err
}

// learned says what a ranking rests on; "" for none.
func learned(k *casework.Ranking) string {
	if k == nil {
		return ""
	}
	s := fmt.Sprintf("Likeliest first, learnt from %s and %s", count(k.Yes, "responsive record"), count(k.No, "other"))
	if k.Presumed > 0 {
		s += fmt.Sprintf(", %d presumed", k.Presumed)
	}
	return s + ". Nothing is coded by it."
}

// tellWhy says of the record in the reader which words raised or lowered it.
func (r *Results) tellWhy(id record.ID) {
	k := r.ranked.Load()
	why := ""
	if k != nil {
		if reasons, err := r.c.Why(r.ctx, *k, id, whyWords); err == nil {
			why = because(reasons)
		}
	}
	r.change(func(s *ResultsState) { s.Why = why })
}

func because(reasons []learn.Reason) string {
	var up, down []string
	for _, x := range reasons {
		if x.Share > 0 {
			up = append(up, x.Word)
		} else {
			down = append(down, x.Word)
		}
	}
	var out []string
	if len(up) > 0 {
		out = append(out, "raised by "+strings.Join(up, ", "))
	}
	if len(down) > 0 {
		out = append(out, "lowered by "+strings.Join(down, ", "))
	}
	return strings.Join(out, "; ")
}
