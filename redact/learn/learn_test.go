package learn

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"vaughn/index/features"
	"vaughn/index/record"
)

// corpus makes vectors of random words; every record of a kind has some words
// that the others seldom have.
func corpus(rnd *rand.Rand, n, words, length int) ([]Example, *Words) {
	out := make([]Example, n)
	var w Words
	for i := range out {
		seen := map[int]bool{}
		out[i].Yes = rnd.IntN(10) == 0
		for len(seen) < length {
			b := int(math.Pow(rnd.Float64(), 3) * float64(words))
			if rnd.IntN(10) == 0 && out[i].Yes {
				b = words + rnd.IntN(1+words/20)
			}
			seen[b] = true
		}
		for b := range words * 2 {
			if seen[b] {
				out[i].Of = append(out[i].Of, features.Feature(b<<2|rnd.IntN(4)))
			}
		}
		w.Add(out[i].Of)
	}
	return out, &w
}

// loss is what a model is to make least.
func loss(m *Model, examples []Example, yes int) float64 {
	sum := float64(m.bias) * float64(m.bias) / 2
	for b, w := range m.pull {
		sum += math.Pow(float64(w/m.rarity[b]), 2) / 2
	}
	for i, s := range newSteps(examples, yes) {
		v := examples[i].Of
		sum += (s.has + s.left) * math.Log1p(math.Exp(-s.sign*m.dot(v, m.scale(v))))
	}
	return sum
}

// Plain descent along the slope, which is slow and cannot be wrong, finds no
// better weights.
func TestTrainFindsTheLeast(t *testing.T) {
	for seed := range uint64(5) {
		examples, words := corpus(rand.New(rand.NewPCG(seed, 7)), 60, 40, 8)
		examples[0].Yes, examples[1].Yes = true, false
		yes := 0
		for _, e := range examples {
			if e.Yes {
				yes++
			}
		}
		got, err := Train(context.Background(), examples, words)
		if err != nil {
			t.Fatal(err)
		}
		naive := &Model{rarity: words.rarity(), pull: make([]float32, features.Buckets)}
		for range 4000 {
			slope, bias := map[int]float64{}, float64(naive.bias)
			for i, s := range newSteps(examples, yes) {
				v := examples[i].Of
				k := naive.scale(v)
				g := -s.sign * (s.has + s.left) / (1 + math.Exp(s.sign*naive.dot(v, k)))
				bias += g
				for _, f := range v {
					slope[f.Bucket()] += g * float64(k*times[f.Class()]*naive.rarity[f.Bucket()])
				}
			}
			for b := range 80 {
				rarity := float64(naive.rarity[b])
				naive.pull[b] -= float32(0.01 * rarity * (slope[b] + float64(naive.pull[b])/rarity))
			}
			naive.bias -= float32(0.01 * bias)
		}
		a, b := loss(got, examples, yes), loss(naive, examples, yes)
		if a > b*1.002 {
			t.Errorf("seed %d: the loss is %.4f, plain descent has %.4f", seed, a, b)
		}
	}
}

// A model puts what it never saw in order: of ten responsive records in a
// hundred, nearly all stand in the first quarter.
func TestOrdersTheUnseen(t *testing.T) {
	all, words := corpus(rand.New(rand.NewPCG(3, 9)), 3000, 2000, 40)
	m, err := Train(context.Background(), all[:500], words)
	if err != nil {
		t.Fatal(err)
	}
	right, pairs := 0, 0
	for i, a := range all[500:] {
		for _, b := range all[500+i+1:] {
			if a.Yes != b.Yes {
				pairs++
				if (m.Score(a.Of) > m.Score(b.Of)) == a.Yes {
					right++
				}
			}
		}
	}
	if share := float64(right) / float64(pairs); share < 0.88 {
		t.Errorf("%.1f %% of pairs stand in the right order", 100*share)
	}
	again, err := Train(context.Background(), all[:500], words)
	if err != nil || again.Score(all[700].Of) != m.Score(all[700].Of) {
		t.Error("the same examples gave another model")
	}
}

func TestOneSided(t *testing.T) {
	for _, yes := range []bool{true, false} {
		_, err := Train(context.Background(), []Example{{Yes: yes}, {Yes: yes}}, &Words{})
		if !errors.Is(err, ErrOneSided) {
			t.Errorf("all %v: %v", yes, err)
		}
	}
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Train(ctx, []Example{{Yes: true}, {}}, &Words{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestWhy(t *testing.T) {
	texts := map[string]bool{"the levee permit was late": true, "permit for the levee": true, "lunch at the harbor": false, "the harbor lunch is late": false}
	var examples []Example
	var words Words
	for text, yes := range texts {
		v := features.Of(&record.Record{Text: text})
		words.Add(v)
		examples = append(examples, Example{v, yes})
	}
	m, err := Train(context.Background(), examples, &words)
	if err != nil {
		t.Fatal(err)
	}
	why := m.Why(&record.Record{Text: "Lunch, then the LEVEE; levee again, unheard words"}, 2)
	if len(why) != 2 || why[0].Word != "levee" || why[0].Share <= 0 || why[1].Word != "lunch" || why[1].Share >= 0 {
		t.Errorf("why: %v", why)
	}
}

// A hundred thousand coded records of a hundred words: learning from all of
// them, and scoring as many.
func BenchmarkHundredThousand(b *testing.B) {
	all, words := corpus(rand.New(rand.NewPCG(3, 9)), 2000, 40_000, 100)
	examples := make([]Example, 0, 100_000)
	for len(examples) < cap(examples) {
		examples = append(examples, all...)
	}
	b.Run("train", func(b *testing.B) {
		for b.Loop() {
			if _, err := Train(context.Background(), examples, words); err != nil {
				b.Fatal(err)
			}
		}
	})
	m, err := Train(context.Background(), examples[:1000], words)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("score", func(b *testing.B) {
		for b.Loop() {
			for _, e := range examples {
				m.Score(e.Of)
			}
		}
	})
}
