package casework

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/features"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/learn"
	"vaughn/redact/review"
)

// Goal is the coding that a ranking looks for: records of which Field has
// another value are its counter-examples.
type Goal struct{ Field, Value string }

// Ranking is records that are not coded in the goal's field, the likeliest
// first. It is an order and decides nothing.
type Ranking struct {
	Goal     Goal
	Query    query.Q
	Nums     []record.Num
	Scores   []float32 // of Nums, 0..1; see learn.Model.Score
	Yes, No  int       // records learnt from, coded by persons
	Presumed int       // taken at random from what is not coded, as counter-examples
	Took     time.Duration

	model *learn.Model
}

// Counter-examples are presumed as long as few are coded: among what nobody has
// read most is not responsive, and one that is weighs little (Cormack and
// Grossman, "Autonomy and reliability of continuous active learning for
// technology-assisted review", 2015, section 3).
const presumeUpTo = 100

// maxExamples bounds what is learnt from, so that a large case answers as soon
// as a small one; beyond it examples are drawn at random, of the rarer side all.
const maxExamples = 30_000

// Rank learns from all coding of a field so far and orders what a query finds
// and nobody has coded in it. Without a record coded as the goal says it is
// fault.NotFound.
func (c *Case) Rank(ctx context.Context, text string, goal Goal) (Ranking, error) {
	start := time.Now()
	pool, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return Ranking{}, err
	}
	coded, err := c.examples(ctx, goal)
	if err != nil {
		return Ranking{}, err
	}
	out := Ranking{Goal: goal, Query: pool.Query, Nums: slices.DeleteFunc(pool.Nums, func(n record.Num) bool { _, done := coded[n]; return done })}
	for _, yes := range coded {
		if yes {
			out.Yes++
		} else {
			out.No++
		}
	}
	if out.Yes == 0 {
		return out, &fault.Error{Code: fault.NotFound, Op: "learning from the coding", Err: errors.New("no record is coded " + goal.Field + "=" + goal.Value),
			Hint: "Code a few records first: search for what you expect and code what you find."}
	}
	out.Presumed = presume(coded, out.Nums, presumeUpTo-out.No)
	if err := c.featureRest(ctx); err != nil {
		return out, err
	}
	if out.model, err = c.learn(ctx, coded); err != nil {
		return out, err
	}
	err = c.order(ctx, &out)
	out.Took = time.Since(start)
	return out, err
}

// examples gives the records coded in the goal's field and whether as it says.
func (c *Case) examples(ctx context.Context, goal Goal) (map[record.Num]bool, error) {
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Marks(ctx, review.KindCoding)
	if err != nil {
		return nil, err
	}
	out := map[record.Num]bool{}
	for _, m := range all {
		if m.Name != goal.Field {
			continue
		}
		for _, n := range m.Records {
			if !gone.Has(n) {
				out[n] = out[n] || strings.EqualFold(m.Value, goal.Value)
			}
		}
	}
	return out, nil
}

// presume adds n of the records nobody coded to the counter-examples, the same
// ones for the same case.
func presume(coded map[record.Num]bool, pool []record.Num, n int) int {
	n = min(max(n, 0), len(pool)/2)
	rnd := rand.New(rand.NewPCG(1, uint64(len(pool))))
	for _, i := range rnd.Perm(len(pool))[:n] {
		coded[pool[i]] = false
	}
	return n
}

// drawn gives the share of each side that is learnt from.
func drawn(coded map[record.Num]bool) map[bool]float64 {
	of := map[bool]int{}
	for _, yes := range coded {
		of[yes]++
	}
	rare := of[true] < of[false]
	first := min(of[rare], maxExamples/2)
	return map[bool]float64{rare: float64(first) / float64(max(of[rare], 1)), !rare: min(1, float64(maxExamples-first)/float64(max(of[!rare], 1)))}
}

func (c *Case) learn(ctx context.Context, coded map[record.Num]bool) (*learn.Model, error) {
	keep := drawn(coded)
	rnd := rand.New(rand.NewPCG(2, uint64(len(coded))))
	var examples []learn.Example
	words := &learn.Words{}
	err := c.eachFeatures(ctx, func(n record.Num, v features.Vector) {
		words.Add(v)
		if yes, ok := coded[n]; ok && rnd.Float64() < keep[yes] {
			examples = append(examples, learn.Example{Of: slices.Clone(v), Yes: yes})
		}
	})
	if err != nil {
		return nil, err
	}
	m, err := learn.Train(ctx, examples, words)
	if errors.Is(err, learn.ErrOneSided) {
		return nil, &fault.Error{Code: fault.NotFound, Op: "learning from the coding", Err: err, Hint: "Code records of both kinds first."}
	}
	return m, err
}

// order scores and sorts what a ranking is of; equal ones stay in the order of
// their numbers.
func (c *Case) order(ctx context.Context, r *Ranking) error {
	type scored struct {
		n  record.Num
		at float32
	}
	list := make([]scored, 0, len(r.Nums))
	next := 0
	err := c.eachFeatures(ctx, func(n record.Num, v features.Vector) {
		if next < len(r.Nums) && r.Nums[next] == n {
			list = append(list, scored{n, float32(r.model.Score(v))})
			next++
		}
	})
	if err != nil {
		return err
	}
	if next < len(r.Nums) {
		return errors.New("ranking: a record has no features")
	}
	slices.SortStableFunc(list, func(a, b scored) int {
		switch {
		case a.at > b.at:
			return -1
		case a.at < b.at:
			return 1
		}
		return 0
	})
	r.Scores = make([]float32, len(list))
	for i, s := range list {
		r.Nums[i], r.Scores[i] = s.n, s.at
	}
	return nil
}

// Why says which words raised, or lowered, a record's place in a ranking.
func (c *Case) Why(ctx context.Context, r Ranking, id record.ID, words int) ([]learn.Reason, error) {
	rec, err := c.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	return r.model.Why(rec, words), nil
}

func (c *Case) eachFeatures(ctx context.Context, each func(record.Num, features.Vector)) error {
	var room features.Vector
	return c.store.Features(ctx, func(n record.Num, body []byte) error {
		v, err := features.Unpack(body, room)
		if err != nil {
			return err
		}
		room = v
		each(n, v)
		return nil
	})
}

// featureRest keeps the features of records of an older version of the case.
func (c *Case) featureRest(ctx context.Context) error {
	last, err := c.store.LastFeatured(ctx)
	if err != nil {
		return err
	}
	return inBatches(c.store.Records(ctx, last), func(rs []store.Numbered) error { return c.feature(ctx, rs) })
}

// feature keeps the features of records that follow each other.
func (c *Case) feature(ctx context.Context, rs []store.Numbered) error {
	if len(rs) == 0 {
		return nil
	}
	bodies := make([][]byte, len(rs))
	for i, r := range rs {
		bodies[i] = features.Of(r.Record).Pack()
	}
	return c.store.PutFeatures(ctx, rs[0].Num, bodies)
}
