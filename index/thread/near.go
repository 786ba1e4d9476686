package thread

import (
	"cmp"
	"math"
	"math/bits"
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

// Shapes are the texts to compare. They are read twice in order and then, where
// two are likely to be near, again: a million of them need not be in memory.
type Shapes interface {
	Len() int
	Size(i int) int                             // runs of shape i
	Shape(i int, into Shape) (s Shape, e error) // into may be written over
}

// Listed are shapes in memory.
type Listed []Shape

// Len is how many there are.
func (l Listed) Len() int { return len(l) }

// Size is the number of runs of one.
func (l Listed) Size(i int) int { return len(l[i]) }

// Shape gives one.
func (l Listed) Shape(i int, _ Shape) (Shape, error) { return l[i], nil }

// MaxPairs bounds what one text may be near to.
const MaxPairs = 500

// Near finds all pairs of shapes at least as similar as at (0 < at <= 1), in
// ascending order. It is exact, which hashing into bands is not: two sets as
// similar as t share one of their len - ceil(t*len) + 1 rarest members (Chaudhuri,
// Ganti and Kaushik 2006), so only texts that share a rare run are compared.
//
// A text stands in at most MaxPairs pairs with later ones, for ten thousand
// forms that differ in a number make fifty million pairs; equal shapes should
// therefore be given once.
func Near(shapes Shapes, at float64) ([]Pair, error) {
	rank, err := countRuns(shapes)
	if err != nil {
		return nil, err
	}
	m := meeting{shapes: shapes, at: at}
	if err := m.meet(rank); err != nil {
		return nil, err
	}
	return m.pairs()
}

// rarity counts runs roughly, one byte for each of several: any order that is
// the same for all texts keeps Near exact, a good one makes it fast.
type rarity struct {
	count []uint8
	shift int
}

// Bits of the table: two places for each run, 256 MiB at most.
const (
	leastBits = 16
	mostBits  = 28
)

func countRuns(shapes Shapes) (rarity, error) {
	total := 0
	for i := range shapes.Len() {
		total += shapes.Size(i)
	}
	n := min(max(bits.Len(uint(total))+1, leastBits), mostBits)
	r := rarity{count: make([]uint8, 1<<n), shift: 32 - n}
	var s Shape
	for i := range shapes.Len() {
		var err error
		if s, err = shapes.Shape(i, s[:0]); err != nil {
			return r, err
		}
		for _, g := range s {
			if c := &r.count[g>>r.shift]; *c < math.MaxUint8 {
				*c++
			}
		}
	}
	return r, nil
}

func (r rarity) of(g uint32) uint8 { return r.count[g>>r.shift] }

// rarest sorts the rarest to the front.
func (r rarity) rarest(list []uint32) {
	slices.SortFunc(list, func(a, b uint32) int { return cmp.Or(cmp.Compare(r.of(a), r.of(b)), cmp.Compare(a, b)) })
}

// meeting knows which texts share a rare run: groups of two and more.
type meeting struct {
	shapes Shapes
	at     float64
	starts []int32   // of each group in texts; one more than groups
	texts  []int32   // ascending in each group
	live   []int32   // of each group: how many of its texts can still take pairs
	groups [][]int32 // of each text
}

// meet collects the rarest runs of each text and keeps those that two share.
func (m *meeting) meet(rank rarity) error {
	var met []uint64 // run, text
	var s, list Shape
	for i := range m.shapes.Len() {
		var err error
		if s, err = m.shapes.Shape(i, s[:0]); err != nil {
			return err
		}
		if len(s) == 0 {
			continue
		}
		list = append(list[:0], s...)
		rank.rarest(list)
		prefix := len(s) - int(math.Ceil(m.at*float64(len(s))-1e-9)) + 1
		for _, g := range list[:min(max(prefix, 1), len(s))] {
			if rank.of(g) > 1 {
				met = append(met, uint64(g)<<32|uint64(i))
			}
		}
	}
	slices.Sort(met)
	m.groups = make([][]int32, m.shapes.Len())
	for i := 0; i < len(met); {
		end := i + 1
		for end < len(met) && met[end]>>32 == met[i]>>32 {
			end++
		}
		if end > i+1 {
			m.starts = append(m.starts, int32(len(m.texts)))
			for _, x := range met[i:end] {
				t := int32(uint32(x))
				m.texts = append(m.texts, t)
				m.groups[t] = append(m.groups[t], int32(len(m.starts)-1))
			}
		}
		i = end
	}
	m.live = make([]int32, len(m.starts))
	m.starts = append(m.starts, int32(len(m.texts)))
	return nil
}

// pairs compares each text with those before it that it meets.
func (m *meeting) pairs() ([]Pair, error) {
	seen, has := make([]int32, len(m.groups)), make([]int16, len(m.groups))
	var out []Pair
	var a, b Shape
	for i := range m.groups {
		read := false
		for _, g := range m.groups[i] {
			for _, j := range m.before(g, has) {
				if seen[j] == int32(i)+1 || has[j] >= MaxPairs || !m.alike(i, int(j)) {
					continue
				}
				seen[j] = int32(i) + 1
				var err error
				if !read {
					if a, err = m.shapes.Shape(i, a[:0]); err != nil {
						return nil, err
					}
					read = true
				}
				if b, err = m.shapes.Shape(int(j), b[:0]); err != nil {
					return nil, err
				}
				if v := Similarity(a, b); v >= m.at-1e-9 {
					has[j]++
					out = append(out, Pair{int(j), i, v})
				}
			}
			m.enter(g, int32(i))
		}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out, nil
}

// alike tells whether the lengths of two texts allow the similarity.
func (m *meeting) alike(i, j int) bool {
	a, b := m.shapes.Size(i), m.shapes.Size(j)
	return float64(min(a, b)) >= m.at*float64(max(a, b))-1e-9
}

// before gives the texts of a group that came already and can take pairs; the
// others leave it, so that ten thousand equal forms do not cost their square.
func (m *meeting) before(g int32, has []int16) []int32 {
	list := m.texts[m.starts[g]:][:m.live[g]]
	kept := list[:0]
	for _, j := range list {
		if has[j] < MaxPairs {
			kept = append(kept, j)
		}
	}
	m.live[g] = int32(len(kept))
	return kept
}

// enter adds a text to those of its group that came already. There is room: its
// own place in the list, or one before that, is free.
func (m *meeting) enter(g, i int32) {
	m.texts[m.starts[g]+m.live[g]] = i
	m.live[g]++
}
