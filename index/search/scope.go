package search

import (
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"vaughn/index/fault"
	"vaughn/index/query"
)

// maxWords bounds how many different words a wildcard inside a phrase or
// beside w/ may stand for in one segment; a wildcard by itself has no bound.
const maxWords = 20000

// scope is one column of one segment.
type scope struct {
	*eval
	part   part
	column string
}

// docs gives the segment's documents that a text part matches in the column.
func (s scope) docs(q query.Q) (*roaring.Bitmap, error) {
	switch t := q.(type) {
	case query.Range:
		return s.dates(t)
	case query.Term:
		if steps := t.Steps(); t.Form != query.FormPhone && len(steps) == 1 {
			return s.step(steps[0])
		}
	}
	m, err := s.places(q)
	if err != nil {
		return nil, err
	}
	m.narrow(m.docs())
	out := roaring.New()
	it := m.docs().Iterator()
	looked := 1
	for n := 0; it.HasNext(); n++ {
		if n%64 == 0 {
			if err := s.spend(looked); err != nil {
				return nil, err
			}
			looked = 0
		}
		doc := it.Next()
		spans, err := m.at(doc)
		if err != nil {
			return nil, err
		}
		if looked += 1 + len(spans); len(spans) > 0 {
			out.Add(doc)
		}
	}
	return out, nil
}

// step gives the documents that hold a word of a step.
func (s scope) step(st query.Step) (*roaring.Bitmap, error) {
	if word, ok := st.Exact(); ok {
		p, err := s.part.posting(s.column, []byte(word))
		return p.docs, err
	}
	var each []*roaring.Bitmap
	err := s.expand(st, func(dict segment.TermDictionary, word string) error {
		p, err := s.part.from(dict, []byte(word))
		each = append(each, p.docs)
		return err
	})
	return roaring.FastOr(each...), err
}

// expand visits the words of the column that fit a step.
func (s scope) expand(st query.Step, visit func(segment.TermDictionary, string) error) error {
	dict, err := s.part.seg.Dictionary(s.column)
	if err != nil {
		return err
	}
	pick, err := s.picker(st)
	if err != nil {
		return err
	}
	n := 0
	fits := func(word string) error {
		if n++; n%4096 == 0 {
			if err := s.spend(4096); err != nil {
				return err
			}
		}
		if !st.Fits(word) {
			return nil
		}
		return visit(dict, word)
	}
	prefix := st.Prefix()
	if pick == nil && len(prefix) < 2 {
		if l := s.lists.of(s.part, s.column, dict); l != nil {
			return l.each(prefix, st.Piece(), fits)
		}
	}
	return words(dict, pick, []byte(prefix), after(prefix), fits)
}

// picker makes the automaton of a fuzzy step, once per query; nil for others.
// Its table takes a few milliseconds, the walk over all words that it saves a
// hundred times that.
func (e *eval) picker(st query.Step) (segment.Automaton, error) {
	word, edits := st.Fuzzy()
	if edits == 0 {
		return nil, nil
	}
	if a := e.fuzzy[st]; a != nil {
		return a, nil
	}
	b, err := levenshtein.NewLevenshteinAutomatonBuilder(uint8(edits), false)
	if err != nil {
		return nil, err
	}
	a, err := b.BuildDfa(word, uint8(edits))
	if err != nil {
		return nil, err
	}
	e.fuzzy[st] = a
	return a, nil
}

// dates gives the documents of a range of time: whole UTC days by the word of
// the day, the days at its ends by the second.
func (s scope) dates(r query.Range) (*roaring.Bitmap, error) {
	from, to := r.Bounds(s.facts.Zone())
	var each []*roaring.Bitmap
	take := func(start, end []byte) error {
		dict, err := s.part.seg.Dictionary(s.column)
		if err != nil {
			return err
		}
		return words(dict, nil, start, end, func(word string) error {
			p, err := s.part.from(dict, []byte(word))
			each = append(each, p.docs)
			return err
		})
	}
	err := spansOfTime(from, to, take)
	return roaring.FastOr(each...), err
}

// spansOfTime cuts a range into words of the date column.
func spansOfTime(from, to time.Time, take func(start, end []byte) error) error {
	first, last := []byte{'d'}, []byte{'e'} // whole days, open at both ends
	if !from.IsZero() && !to.IsZero() && to.Unix()-from.Unix() < 2*day {
		return take(secondTerm(from.Unix()), secondTerm(to.Unix()))
	}
	if !from.IsZero() {
		next := startOfDay(from)
		if next < from.Unix() {
			next += day
			if err := take(secondTerm(from.Unix()), secondTerm(next)); err != nil {
				return err
			}
		}
		first = dayTerm(next)
	}
	if !to.IsZero() {
		start := startOfDay(to)
		if err := take(secondTerm(start), secondTerm(to.Unix())); err != nil {
			return err
		}
		last = dayTerm(start)
	}
	return take(first, last)
}

func (s scope) places(q query.Q) (places, error) {
	switch t := q.(type) {
	case query.Term:
		if t.Form == query.FormPhone {
			return anyOf(s, t.Readings())
		}
		return s.phrase(t.Steps())
	case query.Near:
		l, err := s.places(t.Left)
		if err != nil {
			return nil, err
		}
		r, err := s.places(t.Right)
		if err != nil {
			return nil, err
		}
		return newNear(l, r, t), nil
	case query.Or:
		return anyOf(s, t.Of)
	}
	return nil, &fault.Error{Code: fault.Usage, Op: "searching", Hint: "Only words and phrases can stand beside w/ and pre/."}
}

// anyOf gives the places of any of several parts.
func anyOf[T query.Q](s scope, parts []T) (places, error) {
	of := make([]places, len(parts))
	for i, q := range parts {
		var err error
		if of[i], err = s.places(q); err != nil {
			return nil, err
		}
	}
	return newUnion(of), nil
}

func (s scope) phrase(steps []query.Step) (places, error) {
	p := &phrase{any: make([]bool, len(steps))}
	for i, st := range steps {
		p.steps = append(p.steps, nil)
		if st.Any() && len(steps) > 1 {
			p.any[i] = true
			continue
		}
		w, err := s.wordPlaces(st)
		if err != nil {
			return nil, err
		}
		p.steps[i] = w
		if p.both == nil {
			p.both = w.docs()
		} else {
			p.both = roaring.And(p.both, w.docs())
		}
	}
	return p, nil
}

func (s scope) wordPlaces(st query.Step) (places, error) {
	if word, ok := st.Exact(); ok {
		p, err := s.part.posting(s.column, []byte(word))
		if err != nil {
			return nil, err
		}
		return &wordPlaces{p: p}, nil
	}
	var of []places
	err := s.expand(st, func(dict segment.TermDictionary, word string) error {
		if len(of) == maxWords {
			return &fault.Error{Code: fault.Limit, Op: "searching",
				Hint: "A wildcard inside a phrase or beside w/ stands for too many words; write more letters before it."}
		}
		p, err := s.part.from(dict, []byte(word))
		of = append(of, &wordPlaces{p: p})
		return err
	})
	return newUnion(of), err
}
