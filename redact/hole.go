package redact

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/index/record"
)

// hole is one stretch to be hidden and the marks that say so.
type hole struct {
	record.Span
	marks []Mark
}

// cuts gives the stretches to hide: trimmed of white space, overlapping ones
// joined, and those that only white space parts joined when their bases agree.
func cuts(r *record.Record, marks []Mark, keep func(Mark) bool) []hole {
	var hs []hole
	var except []record.Span
	for _, m := range marks {
		switch {
		case m.Target == Except && keep(m):
			except = append(except, m.Span)
		case m.Target == OnRecord && keep(m):
			hs = append(hs, hole{record.Span{Start: 0, End: len(r.Text)}, []Mark{m}})
		case m.Target == OnSpan && keep(m):
			hs = append(hs, hole{m.Span, []Mark{m}})
		case keep(m):
			for _, s := range onPage(r, m) {
				hs = append(hs, hole{s, []Mark{m}})
			}
		}
	}
	for _, e := range except {
		hs = subtract(hs, e)
	}
	for i := range hs {
		hs[i].Span = withAccents(r.Text, trim(r.Text, hs[i].Span))
	}
	sort.SliceStable(hs, func(i, j int) bool { return hs[i].Start < hs[j].Start })
	var out []hole
	for _, h := range hs {
		if h.Len() == 0 {
			continue
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			gap := ""
			if h.Start > last.End {
				gap = r.Text[last.End:h.Start]
			}
			if h.Start < last.End || strings.TrimSpace(gap) == "" && sameBasis(last.marks, h.marks) {
				last.End = max(last.End, h.End)
				last.marks = append(last.marks, h.marks...)
				continue
			}
		}
		out = append(out, h)
	}
	return out
}

func subtract(hs []hole, e record.Span) []hole {
	var out []hole
	for _, h := range hs {
		if !h.Overlaps(e) || h.marks[0].Target != OnRecord {
			out = append(out, h)
			continue
		}
		out = append(out, hole{record.Span{Start: h.Start, End: e.Start}, h.marks}, hole{record.Span{Start: e.End, End: h.End}, h.marks})
	}
	return out
}

func trim(text string, s record.Span) record.Span {
	for s.Start < s.End {
		r, n := utf8.DecodeRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.Start += n
	}
	for s.Start < s.End {
		r, n := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.End -= n
	}
	return s
}

// withAccents takes to a hole the accents and joiners that follow its last letter: they
// are part of it, and would tell of it.
func withAccents(text string, s record.Span) record.Span {
	for s.Len() > 0 && s.End < len(text) {
		r, n := utf8.DecodeRuneInString(text[s.End:])
		if r != zeroJoiner && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Variation_Selector) {
			break
		}
		s.End += n
	}
	return s
}

const zeroJoiner = '\u200d'

func sameBasis(a, b []Mark) bool {
	return strings.Join(basis(a), " ") == strings.Join(basis(b), " ")
}

func basis(ms []Mark) []string {
	var out []string
	for _, m := range ms {
		out = union(out, m.Basis)
	}
	sort.Strings(out)
	return out
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// Hidden gives the stretches of a record that accepted marks hide, in order and
// without overlaps.
func Hidden(r *record.Record, marks []Mark) []record.Span {
	var out []record.Span
	for _, c := range cuts(r, marks, func(m Mark) bool { return m.State == Accepted && m.Version == r.Version }) {
		out = append(out, c.Span)
	}
	return out
}
