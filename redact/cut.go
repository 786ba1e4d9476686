package redact

import (
	"vaughn/index/record"
)

// cutting is a record with the holes that marks cut into it.
type cutting struct {
	rec    *record.Record
	holes  []hole // in order, apart from each other
	labels Labels
	whole  []Run // of a record of which nothing is released
}

// cut finds the holes. What it gives walks the record block by block and gives
// its runs as they are asked for; a hole that reaches over several blocks
// becomes a box in each.
func cut(r *record.Record, marks []Mark, l Labels, keep func(Mark) bool) (cutting, error) {
	for _, m := range marks {
		if !keep(m) {
			continue
		}
		if err := m.Check(r); err != nil {
			return cutting{}, err
		}
	}
	if whole(filter(marks, keep)) && !hasExcept(marks, keep) {
		return cutting{whole: withheld(r, filter(marks, keep), l)}, nil
	}
	return cutting{rec: r, holes: cuts(r, marks, keep), labels: l}, nil
}

// runs gives the runs in order.
func (c cutting) runs(yield func(Run) bool) {
	for _, r := range c.whole {
		if !yield(r) {
			return
		}
	}
	if c.rec == nil {
		return
	}
	holes := c.holes
	for _, b := range c.rec.Blocks {
		for len(holes) > 0 && holes[0].End <= b.Span.Start {
			holes = holes[1:]
		}
		if !blockRuns(c.rec, b, holes, c.labels, yield) {
			return
		}
	}
}

// blockRuns gives the runs of one block; false when no more are wanted.
func blockRuns(r *record.Record, b record.Block, holes []hole, l Labels, yield func(Run) bool) bool {
	first := true
	add := func(run Run) bool {
		run.Start, run.Block = first, b
		first = false
		return yield(run)
	}
	at := b.Span.Start
	for _, h := range holes {
		if h.Start >= b.Span.End {
			break
		}
		s := record.Span{Start: max(h.Start, b.Span.Start), End: min(h.End, b.Span.End)}
		s = trim(r.Text, record.Span{Start: s.Start, End: max(s.Start, s.End)})
		if s.Len() == 0 {
			continue
		}
		if s.Start > at && !add(Run{Text: r.Text[at:s.Start], Span: record.Span{Start: at, End: s.Start}}) {
			return false
		}
		if !add(Run{Text: r.Text[s.Start:s.End], Span: s, Box: box(h, r.Text[s.Start:s.End], l)}) {
			return false
		}
		at = s.End
	}
	if at < b.Span.End || first {
		return add(Run{Text: r.Text[at:b.Span.End], Span: record.Span{Start: at, End: b.Span.End}})
	}
	return true
}

func box(h hole, text string, l Labels) *Box {
	var codes []string
	var ids []MarkID
	statute := ""
	for _, m := range h.marks {
		codes = union(codes, m.Basis)
		ids = append(ids, m.ID)
		if m.Statute != "" {
			statute = m.Statute
		}
	}
	a := AmountOf(text)
	label := l.Label(codes)
	if statute != "" {
		label += " " + statute
	}
	return &Box{Label: label + a.suffix(), Codes: codes, Amount: a, Marks: ids}
}

// withheld is a record of which nothing is released: one block that says so.
func withheld(r *record.Record, marks []Mark, l Labels) []Run {
	h := hole{record.Span{Start: 0, End: len(r.Text)}, onRecord(marks)}
	b := box(h, r.Text, l)
	note := record.Block{Role: record.RoleNote, Field: record.FieldBody, Label: "Withheld in full:", Span: h.Span}
	return []Run{{Start: true, Block: note, Text: r.Text, Span: h.Span, Box: b}}
}

func onRecord(marks []Mark) []Mark {
	return filter(marks, func(m Mark) bool { return m.Target == OnRecord })
}

func filter(marks []Mark, keep func(Mark) bool) []Mark {
	var out []Mark
	for _, m := range marks {
		if keep(m) {
			out = append(out, m)
		}
	}
	return out
}

func hasExcept(marks []Mark, keep func(Mark) bool) bool {
	for _, m := range marks {
		if m.Target == Except && keep(m) {
			return true
		}
	}
	return false
}
