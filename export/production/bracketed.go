package production

import (
	"fmt"
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
)

// bracketed is a document as another agency reads it that is asked for its
// opinion: nothing is removed, and what is proposed to be withheld, accepted or
// not, stands in brackets behind its exemption. It is text that says so, not a
// box over text: the pages hold what they show. Marks on pictures and on whole
// records, which no bracket can stand around, are listed at the end.
func (p *Plan) bracketed(d Document) (Document, error) {
	r, marks := d.Record, slices.DeleteFunc(slices.Clone(d.State.Marks), func(m redact.Mark) bool { return m.State == redact.Rejected })
	around, listed := marks, []redact.Mark{}
	if len(r.Pages) > 0 {
		around, listed = nil, marks // the pages leave as pictures
	} else {
		onSpan := func(m redact.Mark) bool { return m.Target == redact.OnSpan }
		around = slices.DeleteFunc(slices.Clone(marks), func(m redact.Mark) bool { return !onSpan(m) })
		listed = slices.DeleteFunc(slices.Clone(marks), onSpan)
	}
	draft, err := redact.NewDraft(r, around, p.set)
	if err != nil {
		return d, err
	}
	out := *r
	if len(around) > 0 {
		var w record.Builder
		inBrackets(draft, p.set, &w)
		w.Into(&out)
	}
	for _, m := range listed {
		note(&out, p.proposal(r, m))
	}
	out.Seal()
	d.Record, d.State.Marks = &out, nil
	return d, nil
}

// inBrackets writes the blocks of a draft with its boxes as brackets.
func inBrackets(draft redact.Draft, l redact.Labels, w *record.Builder) {
	var text strings.Builder
	var block record.Block
	begun := false
	for run := range draft.Runs() {
		if run.Start {
			if begun {
				w.Add(block, text.String())
			}
			begun, block = true, run.Block
			text.Reset()
		}
		if run.Box == nil {
			text.WriteString(run.Text)
			continue
		}
		text.WriteString("[" + l.Label(run.Box.Codes) + ": " + run.Text + "]")
	}
	if begun {
		w.Add(block, text.String())
	}
}

// note adds a line to the end of a record; what stands before keeps its place.
func note(r *record.Record, line string) {
	start := len(r.Text)
	r.Text += line + "\n"
	r.Blocks = append(slices.Clone(r.Blocks), record.Block{Role: record.RoleNote, Field: record.FieldBody, Span: record.Span{Start: start, End: start + len(line)}})
}

// proposal says what a mark covers that no bracket can stand around.
func (p *Plan) proposal(r *record.Record, m redact.Mark) string {
	what := "the whole record"
	switch m.Target {
	case redact.OnPage:
		what = fmt.Sprintf("page %d", m.Page+1)
	case redact.OnRegion:
		what = "a part of a picture"
		if m.Region != nil {
			what = fmt.Sprintf("a part of page %d", m.Region.Image+1)
		}
	case redact.Except:
		return "[Not proposed to be withheld: " + quoted(r, m.Span) + "]"
	case redact.OnSpan:
		what = quoted(r, m.Span)
	}
	return "[Proposed to be withheld, " + p.set.Label(m.Basis) + ": " + what + "]"
}

func quoted(r *record.Record, s record.Span) string {
	text, err := r.Slice(s)
	if err != nil {
		return "a passage"
	}
	return "“" + strings.Join(strings.Fields(text), " ") + "”"
}
