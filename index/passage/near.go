package passage

import (
	"cmp"
	"hash/maphash"
	"slices"

	"vaughn/index/record"
)

// A passage of nearWords words or more is also found where it was edited: at
// least nearShare of its runs of gramWords words stand in a stretch of at most
// nearStretch times its length.
const (
	nearWords   = 12
	nearShare   = 0.7
	nearStretch = 1.25
	gramWords   = 3
)

var seed = maphash.MakeSeed()

// runs hashes every gramWords words of a reading in a row; one that would cross
// the border of a field is 0.
func (rd *reading) runs(words []token) []uint64 {
	var out []uint64
	var h maphash.Hash
	h.SetSeed(seed)
	for i := 0; i+gramWords <= len(words); i++ {
		h.Reset()
		crossed := false
		for k, w := range words[i : i+gramWords] {
			crossed = crossed || k > 0 && rd.gaps[w.from] == wall
			h.Write(rd.fold[w.from:w.to])
			h.WriteByte(' ')
		}
		if crossed {
			out = append(out, 0)
		} else {
			out = append(out, h.Sum64()|1)
		}
	}
	return out
}

// window is a stretch of a reading, by the indexes of its first and last run.
type window struct{ first, last, runs int }

// nearly finds edited copies of the long passages.
func (f *Finder) nearly(rd *reading) []Found {
	var out []Found
	words := rd.tokens(0, len(rd.fold))
	here := rd.runs(words)
	shared := map[int]int{}
	for _, g := range here {
		for _, i := range f.runs[g] {
			shared[i]++
		}
	}
	for i, n := range shared {
		p := &f.passages[i]
		if n < int(nearShare*float64(len(p.runs))) {
			continue
		}
		for _, w := range p.windows(here) {
			lo, hi := p.widen(rd, words, here, w)
			out = append(out, Found{Passage: i, Span: rd.span(lo, hi), Field: rd.field(lo), Why: ByEdit, same: true,
				Words: rd.words(lo, hi), own: p.Words, Share: float64(w.runs) / float64(len(p.runs))})
		}
	}
	return out
}

// windows gives the stretches that hold enough of the passage, the fullest
// first, none overlapping another.
func (p *Passage) windows(here []uint64) []window {
	type hit struct{ at, of int }
	var hits []hit
	for j, g := range here {
		if k, ok := p.runAt[g]; ok {
			hits = append(hits, hit{j, k})
		}
	}
	least := int(nearShare * float64(len(p.runs)))
	longest := int(nearStretch*float64(len(p.runs))) + gramWords
	count := make([]int, len(p.runs))
	distinct, left := 0, 0
	drop := func() {
		if count[hits[left].of]--; count[hits[left].of] == 0 {
			distinct--
		}
		left++
	}
	var all []window
	for _, h := range hits {
		if count[h.of]++; count[h.of] == 1 {
			distinct++
		}
		for h.at-hits[left].at >= longest || count[hits[left].of] > 1 {
			drop()
		}
		if distinct >= max(least, 1) {
			all = append(all, window{hits[left].at, h.at, distinct})
		}
	}
	slices.SortStableFunc(all, func(a, b window) int {
		return cmp.Or(b.runs-a.runs, (a.last-a.first)-(b.last-b.first))
	})
	var out []window
	for _, w := range all {
		if !slices.ContainsFunc(out, func(o window) bool { return w.first <= o.last+gramWords && o.first <= w.last+gramWords }) {
			out = append(out, w)
		}
	}
	return out
}

// widen takes in the words at both ends that were edited: as many as the
// passage has there, but none of another sentence.
func (p *Passage) widen(rd *reading, words []token, here []uint64, w window) (lo, hi int) {
	first, last := w.first, w.last+gramWords-1
	for n := p.runAt[here[w.first]]; n > 0 && first > 0 && rd.gaps[words[first].from] != wall && !rd.sentence(words[first].from); n-- {
		first--
	}
	for n := len(p.runs) - 1 - p.runAt[here[w.last]]; n > 0 && last+1 < len(words) && rd.gaps[words[last+1].from] != wall && !rd.sentence(words[last+1].from); n-- {
		last++
	}
	return words[first].from, words[last].to
}

// placesOf gives the places of runs; of equal ones the first counts.
func placesOf(runs []uint64) map[uint64]int {
	out := make(map[uint64]int, len(runs))
	for i, g := range runs {
		if _, ok := out[g]; !ok && g != 0 {
			out[g] = i
		}
	}
	return out
}

// overlaps tells whether a span lies on one of several.
func overlaps(s record.Span, of []Found) bool {
	return slices.ContainsFunc(of, func(o Found) bool { return o.Span.Overlaps(s) })
}
