package redact

import (
	"slices"

	"vaughn/index/record"
)

// The layers of review. A mark without a layer was decided by the first.
const (
	FirstLevel  = "first-level"
	SecondLevel = "second-level"
	Counsel     = "counsel"
)

// Layers lists the layers of review, lowest first.
func Layers() []string { return []string{FirstLevel, SecondLevel, Counsel} }

// Rank orders layers: 0 for the first level and for none; -1 for a name that
// is no layer.
func Rank(layer string) int {
	if layer == "" {
		return 0
	}
	return slices.Index(Layers(), layer)
}

// Effective gives the marks that count for one recipient. Marks of another
// redaction set do not apply, those without a set apply to everyone. Where
// layers of review disagree the higher one wins: its rejection overrules every
// mark that lies within what it rejected, its acceptance a decision on the very
// same place. What is only proposed overrules nothing.
func Effective(ms []Mark, set string) []Mark {
	var mine []Mark
	for _, m := range ms {
		if m.Set == "" || m.Set == set {
			mine = append(mine, m)
		}
	}
	return slices.DeleteFunc(slices.Clone(mine), func(m Mark) bool {
		return slices.ContainsFunc(mine, func(n Mark) bool { return overrules(n, m) })
	})
}

func overrules(n, m Mark) bool {
	if Rank(n.Layer) <= Rank(m.Layer) || n.State == Proposed || n.Target != m.Target {
		return false
	}
	if n.State == Rejected && (m.Target == OnSpan || m.Target == Except) {
		return n.Span.Start <= m.Span.Start && m.Span.End <= n.Span.End
	}
	return samePlace(n, m)
}

func samePlace(a, b Mark) bool {
	switch a.Target {
	case OnSpan, Except:
		return a.Span == b.Span
	case OnPage:
		return a.Page == b.Page
	case OnRegion:
		return a.Region != nil && b.Region != nil && *a.Region == *b.Region
	}
	return true
}

// onPage gives the words that a mark on a page or a part of one hides: on a
// part, all that it touches.
func onPage(r *record.Record, m Mark) []record.Span {
	at, in := m.Page, Region{W: 1, H: 1}
	if m.Target == OnRegion && m.Region != nil {
		at, in = m.Region.Image, *m.Region
	} else if m.Target != OnPage {
		return nil
	}
	if at < 0 || at >= len(r.Pages) {
		return nil
	}
	var out []record.Span
	for _, w := range r.Pages[at].Words {
		if m.Target == OnPage || w.X < in.X+in.W && in.X < w.X+w.W && w.Y < in.Y+in.H && in.Y < w.Y+w.H {
			out = append(out, w.Span)
		}
	}
	return out
}
