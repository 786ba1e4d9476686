package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vaughn/index/passage"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
)

// How records that may hold a passage are chosen: no text is read for a
// passage with a rare word but those that hold it.
const (
	phraseOver = 500   // records with all words of a passage above which they must stand in a row
	askedWords = 16    // words of the surroundings that are counted
	rareWords  = 4     // of these, the rarest are asked for
	rareSet    = 5_000 // records that two of them may bring; otherwise more must agree
)

// likely gives the records that may hold a passage: those that hold its words,
// those that share rare words of it or its surroundings (a copy with a broken
// or edited word), and the conversation it was said in. The conversation and
// the shared surroundings come first, so that a bounded search reads them.
func (c *Case) likely(ctx context.Context, p passage.Passage, in record.ID) ([]record.Num, error) {
	n, err := c.store.Num(ctx, in)
	if err != nil {
		return nil, err
	}
	thread, err := c.threadOf(ctx, n)
	if err != nil {
		return nil, err
	}
	first := search.SetOf(append(thread, n)...)
	shared, err := c.sharing(ctx, p.Around())
	if err != nil {
		return nil, err
	}
	first = first.Or(shared)
	var rest search.Set
	for _, words := range p.Texts() {
		set, err := c.holding(ctx, words)
		if err != nil {
			return nil, err
		}
		rest = rest.Or(set)
	}
	return slices.AppendSeq(slices.Collect(first.Each()), rest.Without(first).Each()), nil
}

// holding gives the records that hold words, in a row when there are many.
func (c *Case) holding(ctx context.Context, words []string) (search.Set, error) {
	distinct := slices.Compact(slices.Sorted(slices.Values(words)))
	terms := make([]query.Q, len(distinct))
	for i, w := range distinct {
		terms[i] = query.Term{Text: w}
	}
	set, err := c.index.All(ctx, query.And{Of: terms}, facts{c})
	if err != nil || set.Len() <= phraseOver || len(words) < 2 {
		return set, err
	}
	return c.index.All(ctx, query.Term{Text: strings.Join(words, " "), Quoted: true}, facts{c})
}

// sharing gives the records that share at least two of the rarest words.
func (c *Case) sharing(ctx context.Context, words []string) (search.Set, error) {
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // long words are rare ones
	var sets []search.Set
	for _, w := range words[:min(askedWords, len(words))] {
		s, err := c.index.All(ctx, query.Term{Text: w}, facts{c})
		if err != nil {
			return search.Set{}, err
		}
		if s.Len() > 1 { // a word that stands in one record leads to no other
			sets = append(sets, s)
		}
	}
	slices.SortStableFunc(sets, func(a, b search.Set) int { return cmp.Compare(a.Len(), b.Len()) })
	sets = sets[:min(rareWords, len(sets))]
	least := min(2, len(sets))
	out := agreeing(sets, least)
	for out.Len() > rareSet && least < len(sets) {
		least++
		out = agreeing(sets, least)
	}
	if out.Len() > rareSet || len(sets) < 2 {
		return search.Set{}, nil // common words tell nothing
	}
	return out, nil
}

// agreeing gives what is in at least n of the sets.
func agreeing(sets []search.Set, n int) search.Set {
	levels := make([]search.Set, n+1) // levels[k]: in at least k of the sets so far
	for _, s := range sets {
		for k := n; k > 1; k-- {
			levels[k] = levels[k].Or(levels[k-1].And(s))
		}
		if n > 0 {
			levels[1] = levels[1].Or(s)
		}
	}
	return levels[n]
}
