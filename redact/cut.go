package redact

import (
	"vaughn/index/record"
)

// cut walks a record block by block and gives its runs. A hole that reaches
// over several blocks becomes a box in each.
func cut(r *record.Record, marks []Mark, l Labels, keep func(Mark) bool) ([]Run, error) {
	for _, m := range marks {
		if !keep(m) {
			continue
		}
		if err := m.Check(r); err != nil {
			return nil, err
		}
	}
	if whole(filter(marks, keep)) && !hasExcept(marks, keep) {
		return withheld(r, filter(marks, keep), l), nil
	}
	holes := cuts(r, marks, keep)
	var out []Run
	for _, b := range r.Blocks {
		out = append(out, blockRuns(r, b, holes, l)...)
	}
	return out, nil
}

func blockRuns(r *record.Record, b record.Block, holes []hole, l Labels) []Run {
	var out []Run
	add := func(run Run) {
		run.Start, run.Block = len(out) == 0, b
		out = append(out, run)
	}
	at := b.Span.Start
	for _, h := range holes {
		s := record.Span{Start: max(h.Start, b.Span.Start), End: min(h.End, b.Span.End)}
		s = trim(r.Text, record.Span{Start: s.Start, End: max(s.Start, s.End)})
		if s.Len() == 0 {
			continue
		}
		if s.Start > at {
			add(Run{Text: r.Text[at:s.Start], Span: record.Span{Start: at, End: s.Start}})
		}
		add(Run{Text: r.Text[s.Start:s.End], Span: s, Box: box(h, r.Text[s.Start:s.End], l)})
		at = s.End
	}
	if at < b.Span.End || len(out) == 0 {
		add(Run{Text: r.Text[at:b.Span.End], Span: record.Span{Start: at, End: b.Span.End}})
	}
	return out
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
