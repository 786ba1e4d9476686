package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/query"
	"vaughn/index/record"
)

// placed is a word of a record with its place in the index's column and in
// the record's Text.
type placed struct {
	word string
	at   uint64
	span record.Span
}

// page is a record's words by column.
type page map[string][]placed

// read places the words as the index does.
func read(r *record.Record) page {
	out, at := page{}, map[string]uint64{}
	for _, p := range pieces(r) {
		if p.gap {
			at[p.column] += gap
		}
		w := query.NewWords(p.text)
		for {
			word, start, end, ok := w.Next()
			if !ok {
				break
			}
			at[p.column]++
			x := placed{word: string(word), at: at[p.column]}
			if p.at >= 0 {
				x.span = record.Span{Start: p.at + start, End: p.at + end}
			}
			out[p.column] = append(out[p.column], x)
		}
	}
	return out
}

// Hits gives the places in a record's Text that a query's words match, in
// order and without overlaps: what a page highlights. Words under a NOT do not
// count, and words beside w/ or pre/ only where the distance is kept. It looks
// at the record alone, so facts do not matter.
func Hits(r *record.Record, q query.Q) []record.Span {
	p := read(r)
	var out []record.Span
	p.mark(q, func(s record.Span) { out = append(out, s) })
	slices.SortFunc(out, func(a, b record.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	kept := out[:0]
	for _, s := range out {
		switch n := len(kept); {
		case n > 0 && s.End <= kept[n-1].End:
		case n > 0 && s.Start < kept[n-1].End:
			kept[n-1].End = s.End
		default:
			kept = append(kept, s)
		}
	}
	return kept
}

func (p page) mark(q query.Q, mark func(record.Span)) {
	switch t := q.(type) {
	case query.And:
		for _, q := range t.Of {
			p.mark(q, mark)
		}
	case query.Or:
		for _, q := range t.Of {
			p.mark(q, mark)
		}
	case query.Kin:
		p.mark(t.Of, mark)
	case query.Term, query.Near:
		for _, column := range query.Columns(fieldOf(q)) {
			words := p[column]
			all := where(words, q)
			for _, leaf := range terms(q) {
				for _, s := range where(words, leaf) {
					if covered(s, all) {
						markRun(words, s, mark)
					}
				}
			}
		}
	}
}

// terms lists the leaves of a text part.
func terms(q query.Q) []query.Term {
	switch t := q.(type) {
	case query.Term:
		return []query.Term{t}
	case query.Near:
		if t.Without {
			return terms(t.Left)
		}
		return append(terms(t.Left), terms(t.Right)...)
	case query.Or:
		var out []query.Term
		for _, q := range t.Of {
			out = append(out, terms(q)...)
		}
		return out
	}
	return nil
}

// where finds the places of a text part among the words of a column.
func where(words []placed, q query.Q) []span {
	switch t := q.(type) {
	case query.Near:
		if t.Without {
			return alone(where(words, t.Left), where(words, t.Right), uint64(t.N), t.Ordered)
		}
		// more pairs than the limit only cost the highlight, not the count
		out, _ := pairs(where(words, t.Left), where(words, t.Right), uint64(t.N), t.Ordered)
		return out
	case query.Or:
		var out []span
		for _, q := range t.Of {
			out = append(out, where(words, q)...)
		}
		return inOrder(out)
	case query.Term:
		var out []span
		for _, r := range t.Readings() {
			out = append(out, rowsOf(words, r.Steps())...)
		}
		return inOrder(out)
	}
	return nil
}

func rowsOf(words []placed, steps []query.Step) []span {
	var out []span
	for i := range words {
		j := 0
		for j < len(steps) && i+j < len(words) && words[i+j].at == words[i].at+uint64(j) &&
			(steps[j].Any() || steps[j].Fits(words[i+j].word)) {
			j++
		}
		if j == len(steps) && j > 0 {
			out = append(out, span{words[i].at, words[i].at + uint64(j) - 1})
		}
	}
	return out
}

func covered(s span, all []span) bool {
	for _, a := range all {
		if a.first <= s.first && s.last <= a.last {
			return true
		}
		if a.first > s.first {
			break
		}
	}
	return false
}

func markRun(words []placed, s span, mark func(record.Span)) {
	i, _ := slices.BinarySearchFunc(words, s.first, func(w placed, at uint64) int {
		return int(int64(w.at) - int64(at))
	})
	j := i + int(s.last-s.first)
	if i < len(words) && j < len(words) && words[i].span.End > 0 && words[j].span.End > 0 {
		mark(record.Span{Start: words[i].span.Start, End: words[j].span.End})
	}
}

// Snippet gives about size bytes of a record's body around its first hit (or
// its beginning when there is none), on one line, and the hits in it.
func Snippet(r *record.Record, q query.Q, size int) (string, []record.Span) {
	hits := Hits(r, q)
	body, ok := r.Field(record.FieldBody)
	if !ok {
		body = record.Span{Start: 0, End: len(r.Text)}
	}
	start := body.Start
	for _, h := range hits {
		if h.Start >= body.Start {
			start = max(body.Start, h.Start-size/3)
			break
		}
	}
	start = backToWord(r.Text, start, body.Start)
	end := min(body.End, start+max(size, 0))
	for end > start && end < len(r.Text) && !utf8.RuneStart(r.Text[end]) {
		end--
	}
	// white space becomes blanks one for one, so that offsets stay
	text := strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' {
			return ' '
		}
		return c
	}, r.Text[start:end])
	var in []record.Span
	for _, h := range hits {
		if h.Start >= start && h.End <= end {
			in = append(in, record.Span{Start: h.Start - start, End: h.End - start})
		}
	}
	return text, in
}

// backToWord moves back to where a word starts, at most 32 bytes.
func backToWord(s string, at, floor int) int {
	for i := at; i > floor && at-i < 32; i-- {
		if s[i-1] == ' ' || s[i-1] == '\n' {
			return i
		}
	}
	for at > floor && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}
