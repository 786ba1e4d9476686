package thread

import (
	"cmp"
	"math"
	"slices"
)

// Pair is two texts that are nearly the same.
type Pair struct {
	A, B       int     // indexes of the texts, A < B
	Similarity float64 // shared runs of three words out of all of them (Jaccard), 0..1
}

// MinWords is the shortest text that is compared: shorter ones are the same by
// chance.
const MinWords = 10

// Shape is a text made ready for comparing with many others: its runs of three
// words, sorted, each once; nil for one shorter than MinWords.
type Shape []uint32

// ShapeOf takes the shape of a text. Runs are kept in 32 bits, which among a
// million texts may raise a similarity by one run in a few thousand.
func ShapeOf(text string) Shape {
	f := Fold(text)
	words := 1
	for i := range len(f) {
		if f[i] == ' ' {
			words++
		}
	}
	if words < MinWords {
		return nil
	}
	g := grams(f, gramWords)
	out := make(Shape, len(g))
	for i, h := range g {
		out[i] = uint32(h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Similarity is the Jaccard index of two shapes.
func Similarity(a, b Shape) float64 {
	n := shared(a, b)
	if n == 0 {
		return 0
	}
	return float64(n) / float64(len(a)+len(b)-n)
}

func shared(a, b Shape) int {
	n, j := 0, 0
	for _, x := range a {
		for j < len(b) && b[j] < x {
			j++
		}
		if j == len(b) {
			break
		}
		if b[j] == x {
			n++
		}
	}
	return n
}

// Near finds all pairs of shapes at least as similar as at (0 < at <= 1), in
// ascending order. It is exact, which hashing into bands is not: two sets as
// similar as t share one of their len - ceil(t*len) + 1 rarest members (Chaudhuri,
// Ganti and Kaushik 2006), so only texts that share a rare run are compared.
//
// A text stands in at most MaxPairs pairs with later ones, for ten thousand
// forms that differ in a number make fifty million pairs; equal shapes should
// therefore be given once.
func Near(shapes []Shape, at float64) []Pair {
	rank := rarity(shapes)
	order := make([]int, 0, len(shapes))
	for i, s := range shapes {
		if len(s) > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(shapes[a]), len(shapes[b])), cmp.Compare(a, b))
	})
	index := map[uint32][]int32{}
	seen := make([]int32, len(shapes))
	pairs := make([]int, len(shapes))
	var out []Pair
	var sorted []uint32
	for turn, i := range order {
		s := shapes[i]
		sorted = append(sorted[:0], s...)
		prefix := len(s) - int(math.Ceil(at*float64(len(s))-1e-9)) + 1
		prefix = min(max(prefix, 1), len(s))
		rarest(sorted, rank)
		for _, g := range sorted[:prefix] {
			for _, j := range index[g] {
				if seen[j] == int32(turn)+1 {
					continue
				}
				seen[j] = int32(turn) + 1
				if float64(len(shapes[j])) < at*float64(len(s))-1e-9 || pairs[j] >= MaxPairs {
					continue
				}
				if v := Similarity(s, shapes[j]); v >= at-1e-9 {
					pairs[j]++
					out = append(out, Pair{min(i, int(j)), max(i, int(j)), v})
				}
			}
			index[g] = append(index[g], int32(i))
		}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out
}

// MaxPairs bounds what one text may be near to.
const MaxPairs = 500

const rarityBits = 22

// rarity counts runs roughly, in a table of fixed size: any order that is the
// same for all texts keeps Near exact, a good one makes it fast.
func rarity(shapes []Shape) []uint32 {
	count := make([]uint32, 1<<rarityBits)
	for _, s := range shapes {
		for _, g := range s {
			count[g>>(32-rarityBits)]++
		}
	}
	return count
}

// rarest sorts the rarest to the front.
func rarest(list []uint32, count []uint32) {
	slices.SortFunc(list, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(count[a>>(32-rarityBits)], count[b>>(32-rarityBits)]), cmp.Compare(a, b))
	})
}
