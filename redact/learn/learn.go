// Package learn orders what nobody has read yet by how likely it is to be coded
// like what was: a logistic regression, held small by its squared weights, over
// the words and participants of records. It only orders. It codes nothing, and
// nothing it says is a decision; Why tells a person which words raised a record.
//
// The same examples give the same model: what is minimised has one lowest
// point, and the way there is the same each time.
package learn

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"vaughn/index/features"
	"vaughn/index/record"
)

// ErrOneSided is that there is nothing to tell apart yet: examples of both
// sides are needed.
var ErrOneSided = errors.New("there are no examples of one side")

// Words counts in how many records each bucket is seen: a word that all have
// says nothing.
type Words struct {
	records int
	in      [features.Buckets]uint32
}

// Add counts a record.
func (w *Words) Add(v features.Vector) {
	w.records++
	for _, f := range v {
		w.in[f.Bucket()]++
	}
}

// Example is a record that somebody coded.
type Example struct {
	Of  features.Vector
	Yes bool
}

// Model scores records. It is immutable.
type Model struct {
	rarity []float32 // by bucket
	pull   []float32 // by bucket: its weight times its rarity, all that a score needs
	bias   float32
}

const (
	strength = 4.0 // what examples weigh against small weights: C of the regression
	enough   = 0.2 // stop when no example asks for a larger step
	rounds   = 60  // or after so many walks over the examples
	biasAt   = 1.0 // the value of the feature that all records have
)

// times is what a class of features counts for.
var times = [4]float32{1, 1.6, 2.6, 4}

// Train makes a model of examples among records whose words were counted.
func Train(ctx context.Context, examples []Example, words *Words) (*Model, error) {
	yes := 0
	for _, e := range examples {
		if e.Yes {
			yes++
		}
	}
	if yes == 0 || yes == len(examples) {
		return nil, ErrOneSided
	}
	m := &Model{rarity: words.rarity(), pull: make([]float32, features.Buckets)}
	t := trainer{m: m, examples: examples, step: newSteps(examples, yes)}
	return m, t.run(ctx)
}

func (w *Words) rarity() []float32 {
	out := make([]float32, features.Buckets)
	for b, n := range w.in {
		out[b] = float32(math.Log(float64(1+w.records)/float64(1+n)) + 0.1)
	}
	return out
}

// trainer minimises by its dual, one example at a time (Yu, Huang and Lin,
// "Dual coordinate descent methods for logistic regression and maximum entropy
// models", 2011): each example has a share between 0 and its bound, and the
// weights are the sum of the examples by their shares.
type trainer struct {
	m        *Model
	examples []Example
	step     []share
}

// share is how much an example pulls: what it has, and what it has left of its bound.
type share struct {
	has, left float64
	scale     float32 // brings the example to length 1
	sign      float64
}

// newSteps gives every example a first small share. Both sides weigh the same
// as a whole, however few responsive records there are.
func newSteps(examples []Example, yes int) []share {
	out := make([]share, len(examples))
	for i, e := range examples {
		side, sign := len(examples)-yes, -1.0
		if e.Yes {
			side, sign = yes, 1
		}
		bound := strength * float64(len(examples)) / float64(2*side)
		out[i] = share{has: min(1e-3*bound, 1e-8), sign: sign}
		out[i].left = bound - out[i].has
	}
	return out
}

func (t *trainer) run(ctx context.Context) error {
	for i := range t.step {
		s := &t.step[i]
		s.scale = t.m.scale(t.examples[i].Of)
		t.add(i, s.has*s.sign)
	}
	order := rand.New(rand.NewPCG(1, 2))
	at := make([]int, len(t.step))
	for i := range at {
		at[i] = i
	}
	for range rounds {
		order.Shuffle(len(at), func(a, b int) { at[a], at[b] = at[b], at[a] })
		largest := 0.0
		for n, i := range at {
			if n%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			largest = max(largest, t.visit(i))
		}
		if largest < enough {
			return nil
		}
	}
	return nil
}

// visit brings one share to its best value while the others stand, and gives
// the slope it stood on.
func (t *trainer) visit(i int) float64 {
	s := &t.step[i]
	length := 1 + biasAt*biasAt // of the example, squared
	if s.scale == 0 {
		length = biasAt * biasAt
	}
	pull := s.sign * t.m.dot(t.examples[i].Of, s.scale)
	// Near its bound a share is worked on from the other end, where it is a small number and exact.
	z, other, dir := &s.has, &s.left, 1.0
	if 0.5*length*(s.left-s.has)+pull < 0 {
		z, other, dir = other, z, -1
	}
	bound, old := *z+*other, *z
	v := old
	if bound-v < 0.5*bound {
		v *= 0.1
	}
	slope := func(v float64) float64 { return length*(v-old) + dir*pull + math.Log(v/(bound-v)) }
	g := slope(v)
	asked := math.Abs(dir*pull + math.Log(old/(bound-old)))
	for range 100 {
		if math.Abs(g) < 0.1*enough {
			break
		}
		next := v - g/(length+bound/((bound-v)*v))
		if next <= 0 {
			next = v * 0.1
		}
		v = min(next, bound*(1-1e-12))
		g = slope(v)
	}
	*z, *other = v, bound-v
	t.add(i, dir*(v-old)*s.sign)
	return asked
}

func (t *trainer) add(i int, by float64) {
	t.m.bias += float32(by * biasAt)
	k := float32(by) * t.step[i].scale
	for _, f := range t.examples[i].Of {
		b := f.Bucket()
		t.m.pull[b] += k * times[f.Class()] * t.m.rarity[b] * t.m.rarity[b]
	}
}

// scale gives what brings a record to length 1, 0 for one without features.
func (m *Model) scale(v features.Vector) float32 {
	sum := float32(0)
	for _, f := range v {
		x := times[f.Class()] * m.rarity[f.Bucket()]
		sum += x * x
	}
	if sum == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(sum)))
}

func (m *Model) dot(v features.Vector, scale float32) float64 {
	sum := float32(0)
	for _, f := range v {
		sum += times[f.Class()] * m.pull[f.Bucket()]
	}
	return float64(sum*scale + m.bias*biasAt)
}

// Score is how likely a record is a yes, 0 to 1, on the scale of the examples:
// good for an order, no probability of the case.
func (m *Model) Score(v features.Vector) float64 {
	return 1 / (1 + math.Exp(-m.dot(v, m.scale(v))))
}

// Reason is a word of a record and how much it raises (or, negative, lowers)
// the record's place.
type Reason struct {
	Word  string  `json:"word"`
	Share float64 `json:"share"`
}

// Why gives the n words of a record that count for most, the strongest first.
func (m *Model) Why(r *record.Record, n int) []Reason {
	v := features.Of(r)
	k := m.scale(v)
	of := make(map[int]float64, len(v))
	for _, f := range v {
		b := f.Bucket()
		of[b] = float64(k * times[f.Class()] * m.pull[b])
	}
	var out []Reason
	for t := range features.Terms(r) {
		share, ok := of[t.Bucket]
		if !ok {
			continue
		}
		delete(of, t.Bucket)
		out = append(out, Reason{t.Text, share})
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Share), math.Abs(a.Share)) })
	return out[:min(n, len(out))]
}
