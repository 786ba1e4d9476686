// Package redact is what is hidden, and the only way to hide it.
//
// A Mark is a span of one record version. Resolve turns a record and its marks
// into a Clean, which holds no hidden text: everything that leaves the case is
// made from a Clean, so a painted box over live text cannot be expressed. A
// Draft is the same record as a reviewer sees it, hidden text included.
//
// Both speak in runs: stretches of released text and boxes. A box is cut in
// before layout and says its codes and, in coarse classes, how much was
// deleted; never how wide or where exactly the deleted words were:
// spaces at the edges of a mark are released, neighbouring boxes with equal
// labels become one, line breaks inside a mark vanish with it. The case that
// taught this: the width of a box in a proportional font leaves 5 of 17,346
// common names. On pages that leave as pictures the gap between neighbours is
// the width, and only covering more could hide it.
package redact

import (
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"

	"vaughn/index/record"
)

// Labels prints exemption codes in their official order and spelling. An
// exempt.Set is one.
type Labels interface {
	Label(ids []string) string
}

// Box stands for deleted text.
type Box struct {
	Label  string   // what is printed in it
	Codes  []string // exemption ids, in order of appearance
	Amount Amount
	Marks  []MarkID
}

// Run is a stretch of one block: released text, or a box. Start says that a
// block begins with this run and Block then describes it; a block without text
// still gives one empty run.
type Run struct {
	Start bool
	Block record.Block // Span is zero in a Clean
	Text  string
	Span  record.Span // place in the record's Text; zero in a Clean
	Box   *Box
	// Picture is, in a Clean, one more than the index of the picture that stands
	// for this run's block; 0 for none.
	Picture int
	// Thumbs are, in a Clean made by With, the pictures that stand behind this run.
	Thumbs []Picture
	// Insets are, where With was used, the pictures that stand below this run.
	Insets []Inset
}

// Draft is a record with its marks as reviewers see it: on its runs, hidden
// text is there with the box that will replace it.
type Draft struct {
	rec     *record.Record
	cut     cutting
	hidden  bool
	Version record.Version
}

// Clean is a record without its hidden text. Only Resolve makes one.
type Clean struct {
	id      record.ID
	version record.Version
	runs    []Run
	whole   bool

	pictures []Picture
	bare     []Box   // boxes that hide pixels and no word
	under    []under // by picture
}

// NewDraft shows a record with all marks that are not rejected, their text
// still readable.
func NewDraft(r *record.Record, marks []Mark, l Labels) (Draft, error) {
	c, err := cut(r, marks, l, func(m Mark) bool { return m.State != Rejected })
	return Draft{rec: r, cut: c, Version: r.Version}, err
}

// Produced is the draft as it would be produced with its accepted marks: the
// same runs as the Clean, each still knowing its place in the record, so that
// a click on the page finds it.
func Produced(r *record.Record, marks []Mark, l Labels) (Draft, error) {
	c, err := cut(r, marks, l, func(m Mark) bool { return m.State == Accepted })
	return Draft{rec: r, cut: c, hidden: true, Version: r.Version}, err
}

// Runs gives the draft's runs. A run with a box still carries the hidden Text
// unless the draft came from Produced.
func (d Draft) Runs() iter.Seq[Run] {
	return func(yield func(Run) bool) {
		for r := range d.cut.runs {
			if r.Box != nil && d.hidden {
				r.Text = ""
			}
			if !yield(r) {
				return
			}
		}
	}
}

// Record is the record the draft shows.
func (d Draft) Record() *record.Record { return d.rec }

// ErrUnconfirmed says that marks still wait for a person.
var ErrUnconfirmed = fmt.Errorf("marks are still only proposed")

// Resolve cuts the accepted marks out of a record. It refuses a record with
// marks that nobody accepted or rejected, and marks of another version.
func Resolve(r *record.Record, marks []Mark, l Labels) (Clean, error) {
	for _, m := range marks {
		if m.State == Proposed {
			return Clean{}, fmt.Errorf("resolving record %s: %w", r.ID, ErrUnconfirmed)
		}
	}
	c, err := cut(r, marks, l, func(m Mark) bool { return m.State == Accepted })
	if err != nil {
		return Clean{}, err
	}
	runs := slices.Collect(c.runs)
	for i := range runs {
		runs[i].Span, runs[i].Block.Span = record.Span{}, record.Span{}
		if runs[i].Box != nil {
			runs[i].Text = ""
		}
	}
	out := Clean{id: r.ID, version: r.Version, runs: runs, whole: whole(marks) && !hasExcept(marks, accepted)}
	var block []int
	out.pictures, block, out.bare, out.under = pictured(r, marks, l)
	out.picture(block)
	return out, nil
}

// picture ties runs to the pictures that stand for their blocks. What a block
// says of a page that is withheld goes with the page.
func (c *Clean) picture(block []int) {
	kept, at, next := c.runs[:0], -1, 0
	for _, r := range c.runs {
		if r.Start {
			at++
		}
		for next < len(block) && block[next] < at {
			next++
		}
		if next < len(block) && block[next] == at {
			r.Picture = next + 1
			if w := c.pictures[next].Whole; w != nil {
				if !r.Start {
					continue
				}
				r.Text, r.Box = "", w
			}
		}
		kept = append(kept, r)
	}
	c.runs = kept
}

// Runs gives released text and boxes in order.
func (c Clean) Runs() iter.Seq[Run] {
	return func(yield func(Run) bool) {
		for _, r := range c.runs {
			if !yield(r) {
				return
			}
		}
	}
}

// ID is the record it was made from.
func (c Clean) ID() record.ID { return c.id }

// Version is the record's version it was made from.
func (c Clean) Version() record.Version { return c.version }

// Withheld tells that the record is withheld in full: a mark on the whole of it
// and none that releases a part.
func (c Clean) Withheld() bool { return c.whole }

// Redacted tells that at least one box stands in it, or in a picture that it shows.
func (c Clean) Redacted() bool {
	return len(c.Boxes()) > 0 || slices.ContainsFunc(c.runs, func(r Run) bool {
		return slices.ContainsFunc(r.Insets, func(in Inset) bool { return len(in.Covers) > 0 })
	})
}

// Boxes lists its boxes in order, then those that hide only pixels. An area that a
// person drew over several stretches of words of a page is one box.
func (c Clean) Boxes() []Box {
	var out []Box
	last, nth, areas, area := 0, 0, 0, 0
	for _, r := range c.runs {
		if r.Picture != last {
			last, nth, areas = r.Picture, 0, 0
		}
		if r.Box == nil {
			continue
		}
		if nth++; r.Picture > 0 && c.under[r.Picture-1].hole(nth-1) {
			if areas++; areas > len(c.under[r.Picture-1].areas) {
				out[area].Codes = union(slices.Clone(out[area].Codes), r.Box.Codes)
				continue
			}
			area = len(out)
		}
		out = append(out, *r.Box)
	}
	return append(out, c.bare...)
}

// Codes lists the distinct exemption ids in order of first use, then those of boxes
// in pictures that it shows.
func (c Clean) Codes() []string {
	var out []string
	for _, b := range c.Boxes() {
		out = union(out, b.Codes)
	}
	for _, r := range c.runs {
		for _, in := range r.Insets {
			for _, cover := range in.Covers {
				out = union(out, cover.Box.Codes)
			}
		}
	}
	return out
}

// Text is what is released, as text: labels, released words, box labels.
func (c Clean) Text() string {
	var b strings.Builder
	for i, r := range c.runs {
		if r.Start {
			if i > 0 {
				b.WriteByte(between(c.runs[i-1].Block, r.Block))
			}
			if r.Block.Label != "" {
				b.WriteString(r.Block.Label + " ")
			}
		}
		b.WriteString(shown(r))
	}
	b.WriteByte('\n')
	return b.String()
}

// Field is what is released of one field, boxes as their labels.
func (c Clean) Field(name string) string {
	var b strings.Builder
	in := false
	for i, r := range c.runs {
		if r.Start {
			if in && r.Block.Field == name {
				b.WriteByte(between(c.runs[i-1].Block, r.Block))
			}
			in = r.Block.Field == name
		}
		if in {
			b.WriteString(shown(r))
		}
	}
	return b.String()
}

// between parts the texts of two blocks: cells of one row by a tab.
func between(a, b record.Block) byte {
	if a.Cell != nil && b.Cell != nil && a.Cell.Table == b.Cell.Table && a.Cell.Row == b.Cell.Row && a.Cell.Col != b.Cell.Col {
		return '\t'
	}
	return '\n'
}

func shown(r Run) string {
	if r.Box != nil {
		return r.Box.Label
	}
	return r.Text
}

// Secrets lists the texts that accepted marks hide, each once, longest first.
// They are for the checks of one run in memory and are never written.
func Secrets(r *record.Record, marks []Mark) []string {
	seen := map[string]bool{}
	var out []string
	for _, c := range cuts(r, marks, func(m Mark) bool { return m.State == Accepted }) {
		s := strings.TrimSpace(r.Text[c.Start:c.End])
		if s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	sort.Slice(out, func(i, j int) bool { return len(out[i]) > len(out[j]) || len(out[i]) == len(out[j]) && out[i] < out[j] })
	return out
}

func accepted(m Mark) bool { return m.State == Accepted }

func whole(marks []Mark) bool {
	for _, m := range marks {
		if m.Target == OnRecord && m.State == Accepted {
			return true
		}
	}
	return false
}
