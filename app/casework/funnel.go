package casework

import (
	"context"
	"slices"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// Sums is what one stage of the funnel holds. A message that was found in
// several forms is one of Messages; chats and attachments are none.
type Sums struct {
	Records  int `json:"records"`
	Messages int `json:"messages"`
	Families int `json:"families"`
}

func (s Sums) minus(t Sums) Sums {
	return Sums{s.Records - t.Records, s.Messages - t.Messages, s.Families - t.Families}
}

// Names of the stages.
const (
	StageCollected = "collected"
	StageUnique    = "de-duplicated"
	StageHit       = "hit"
	StageReviewed  = "reviewed"
	StageProduced  = "produced"
)

// Stage is one step; what it holds and what it left out are together what the
// stage before it held, in every column.
type Stage struct {
	Name string
	Sums
	LeftOut Sums
}

// Funnel is how much of what was collected is left at each step. Each stage is
// a part of the one before it: only what is hit counts as reviewed, only what is
// reviewed as produced; Beside tells what was produced otherwise.
type Funnel struct {
	Query      string // "" when every record is a hit
	Stages     []Stage
	Custodians []FunnelShare
	Coded      []store.Value // how the reviewed hits are coded as responsive; their sum is Reviewed
	Beside     Beside
}

// FunnelShare is the funnel of one custodian, in records. Collected adds up to
// that of all; a record of several custodians counts for each in the others.
type FunnelShare struct {
	Name                                              string
	Collected, Unique, Alone, Hit, Reviewed, Produced int
}

// Beside is records produced that are not at the end of the funnel.
type Beside struct {
	Unreviewed int `json:"unreviewed"` // hit, but never coded
	NotHit     int `json:"not_hit"`    // not found by the query
}

// Funnel counts the steps for a query, "" being all records.
func (c *Case) Funnel(ctx context.Context, query string) (Funnel, error) {
	f := Funnel{Query: query}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return f, err
	}
	if query == "" {
		query = "*"
	}
	var sets [3]search.Set
	for i, q := range []string{query, "is:reviewed", "is:produced"} {
		h, err := c.Find(ctx, q, store.ByNum, false)
		if err != nil {
			return f, err
		}
		sets[i] = search.SetOf(h.Nums...)
	}
	hit, reviewed, produced := sets[0], sets[1], sets[2]
	gone, err := c.excluded(ctx)
	if err != nil {
		return f, err
	}
	in := []func(record.Num) bool{
		func(n record.Num) bool { return !gone.Has(n) }, hit.Has,
		func(n record.Num) bool { return hit.Has(n) && reviewed.Has(n) },
		func(n record.Num) bool { return hit.Has(n) && reviewed.Has(n) && produced.Has(n) },
	}
	collected, shares, err := c.collected(ctx, cols, gone)
	if err != nil {
		return f, err
	}
	f.Stages = []Stage{{Name: StageCollected, Sums: collected}}
	for i, name := range []string{StageUnique, StageHit, StageReviewed, StageProduced} {
		s := sums(cols, in[i])
		f.Stages = append(f.Stages, Stage{name, s, f.Stages[i].minus(s)})
	}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		switch {
		case !produced.Has(n) || in[3](n):
		case hit.Has(n):
			f.Beside.Unreviewed++
		default:
			f.Beside.NotHit++
		}
	}
	if f.Coded, err = c.codedAs(ctx, in[2]); err != nil {
		return f, err
	}
	f.Custodians, err = c.shares(ctx, cols, shares, in)
	return f, err
}

// sums counts a set. A message is one of its duplicate set.
func sums(cols *store.Columns, in func(record.Num) bool) Sums {
	var out Sums
	seen := make([]bool, cols.Len()+1)
	family := record.Num(0)
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		if !in(n) {
			continue
		}
		out.Records++
		if f := cols.Family(n); f != family { // families are unbroken runs
			family = f
			out.Families++
		}
		if d := cols.Dup(n); isMessage(cols, n) && !seen[d] {
			seen[d] = true
			out.Messages++
		}
	}
	return out
}

// isMessage tells what counts as a message: a top-level item that is no
// conversation and no loose file.
func isMessage(cols *store.Columns, n record.Num) bool {
	k := cols.Kind(n)
	return cols.Parent(n) == 0 && k != string(message.ChatPost) && k != "document"
}

// collected counts every place where something was found as if each were a
// record of its own, in all and by custodian.
func (c *Case) collected(ctx context.Context, cols *store.Columns, gone search.Set) (Sums, map[string]int, error) {
	var out Sums
	sources, err := c.Ledger(ctx)
	if err != nil {
		return out, nil, err
	}
	places, err := c.store.Places(ctx)
	if err != nil {
		return out, nil, err
	}
	by := map[string]int{}
	for _, p := range places {
		if p.Source >= len(sources) || int(p.Top) > cols.Len() {
			continue // imported while this was counted
		}
		if gone.Has(p.Top) {
			continue
		}
		first, last := cols.FamilyRange(p.Top)
		size := int(last-first) + 1
		by[sources[p.Source].Custodian] += size * p.Times
		out.Records += size * p.Times
		out.Families += p.Times
		if isMessage(cols, p.Top) {
			out.Messages += p.Times
		}
	}
	return out, by, nil
}

// codedAs counts how the records of a set are coded as responsive.
func (c *Case) codedAs(ctx context.Context, in func(record.Num) bool) ([]store.Value, error) {
	values, err := c.store.Values(ctx, review.KindCoding, "responsive")
	if err != nil {
		return nil, err
	}
	out := []store.Value{}
	for _, v := range values {
		nums, err := c.store.Where(ctx, review.KindCoding, "responsive", v.Value)
		if err != nil {
			return nil, err
		}
		v.Records = 0
		for _, n := range nums {
			if in(n) {
				v.Records++
			}
		}
		if v.Records > 0 {
			out = append(out, v)
		}
	}
	return out, nil
}

func (c *Case) shares(ctx context.Context, cols *store.Columns, collected map[string]int, in []func(record.Num) bool) ([]FunnelShare, error) {
	holders, err := c.holders(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]FunnelShare, len(holders))
	for i, h := range holders {
		out[i] = FunnelShare{Name: h.name, Collected: collected[h.name]}
	}
	for n := record.Num(1); int(n) <= cols.Len(); n++ {
		var holding []int
		for i, h := range holders {
			if h.set.Has(n) && in[0](n) {
				holding = append(holding, i)
			}
		}
		for _, i := range holding {
			s := &out[i]
			for k, count := range []*int{&s.Unique, &s.Hit, &s.Reviewed, &s.Produced} {
				if in[k](n) {
					*count++
				}
			}
			if len(holding) == 1 {
				s.Alone++
			}
		}
	}
	return slices.Clip(out), nil
}
