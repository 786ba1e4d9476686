package redact

import (
	"slices"
	"strings"

	"vaughn/index/record"
)

// Inset is a picture in its place inside a message: one of the files that came
// with it. Where it is not shown, Gone says why and Source is empty.
type Inset struct {
	Picture
	Child int // index in the record's Children
	Gone  string
}

// Why a picture inside a message is not shown in its place, in words fit for
// the page.
const (
	GoneHidden   = "withheld with the words beside it"
	GoneWithheld = "withheld, see there"
	GoneAbsent   = "not part of this production"
	GoneUnread   = "not shown, no program here can draw this kind of picture"
)

// InsetsOf lists the files of a message that it shows in places of their own.
func InsetsOf(r *record.Record) []int {
	var out []int
	for _, b := range r.Blocks {
		for _, in := range b.Insets {
			if in.Child >= 0 && in.Child < len(r.Children) && !slices.Contains(out, in.Child) {
				out = append(out, in.Child)
			}
		}
	}
	return out
}

// insets gives the pictures of a message to the runs of its blocks. A picture
// goes with the words beside it: it is hidden when a box covers all of the line
// above it, or goes on from there to what follows. What is released of it
// is what is released of the file as a record of its own, its boxes included.
func insets(r *record.Record, runs []Run, files map[int]Clean) []Run {
	first := make([]int, 0, len(r.Blocks)+1)
	any := false
	for i, run := range runs {
		if run.Start {
			first = append(first, i)
			any = any || len(run.Block.Insets) > 0
		}
	}
	if !any || len(first) != len(r.Blocks) {
		return runs
	}
	runs, first = slices.Clone(runs), append(first, len(runs))
	for k, b := range r.Blocks {
		if len(b.Insets) == 0 {
			continue
		}
		own := runs[first[k]:first[k+1]]
		at := before(r, k)
		hidden := hides(runs[first[at]:first[at+1]], behind(r, k, runs, first), r.Blocks[at].Role == record.RoleField)
		for _, in := range b.Insets {
			if in.Child < 0 || in.Child >= len(r.Children) {
				continue
			}
			last := &own[len(own)-1]
			last.Insets = append(last.Insets, inset(in, files, hidden))
		}
	}
	return runs
}

// before is the block that holds the words a picture stands behind: its own, or,
// where a cell of a table holds a picture alone, the nearest with words.
func before(r *record.Record, k int) int {
	for j := k; j >= 0; j-- {
		if b := r.Blocks[j]; b.Cell == nil || !blank(r, b) {
			return j
		}
	}
	return k
}

// behind are the runs of the words that follow a picture.
func behind(r *record.Record, k int, runs []Run, first []int) []Run {
	for k++; k < len(r.Blocks); k++ {
		if b := r.Blocks[k]; b.Cell == nil || !blank(r, b) {
			return runs[first[k]:first[k+1]]
		}
	}
	return nil
}

func blank(r *record.Record, b record.Block) bool {
	return strings.TrimSpace(r.Text[b.Span.Start:b.Span.End]) == ""
}

// hides tells whether the words on both sides of a picture's place are hidden
// by one decision, or those it belongs to as a whole. A header field that it
// stands behind has nothing to do with it.
func hides(own, next []Run, field bool) bool {
	if field {
		return wholly(next)
	}
	for len(own) > 1 && own[len(own)-1].Box == nil && strings.TrimSpace(own[len(own)-1].Text) == "" {
		own = own[:len(own)-1]
	}
	if n := len(own) - 1; own[n].Box != nil && (n == 0 || strings.HasSuffix(strings.TrimRight(own[n-1].Text, " "), "\n")) {
		return true
	}
	if len(next) == 0 || next[0].Box == nil || own[len(own)-1].Box == nil {
		return false
	}
	return slices.ContainsFunc(own[len(own)-1].Box.Marks, func(m MarkID) bool { return slices.Contains(next[0].Box.Marks, m) })
}

// wholly tells words that are all hidden.
func wholly(runs []Run) bool {
	any := false
	for _, r := range runs {
		if any = any || r.Box != nil; r.Box == nil && strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return any
}

func inset(in record.Inset, files map[int]Clean, hidden bool) Inset {
	c, ok := files[in.Child]
	out := Inset{Child: in.Child}
	switch {
	case hidden:
		out.Gone = GoneHidden
	case !ok:
		out.Gone = GoneAbsent
	case c.Withheld():
		out.Gone = GoneWithheld
	case len(c.pictures) != 1 || c.pictures[0].Page >= 0 || c.pictures[0].W < 1 || c.pictures[0].H < 1:
		out.Gone = GoneUnread
	default:
		out.Picture = c.pictures[0]
		if in.W > 0 { // as large as the message showed it, in its own shape
			out.W, out.H = float64(in.W), out.H*float64(in.W)/out.W
		} else if in.H > 0 {
			out.W, out.H = out.W*float64(in.H)/out.H, float64(in.H)
		}
	}
	return out
}

// With shows the files of a message in place, as Clean.With does.
func (d Draft) With(files map[int]Clean) Draft {
	if d.rec != nil && len(InsetsOf(d.rec)) > 0 {
		runs := insets(d.rec, slices.Collect(d.cut.runs), files)
		d.cut = cutting{whole: runs}
	}
	return d
}
