package production

import (
	"context"
	"fmt"
	"iter"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// Replayed is a document of a finished production as it left: cut to the events
// that were produced, with the marks that counted for its recipient.
type Replayed struct {
	Document
	Range  bates.Range
	Clean  redact.Clean
	Boxes  [][]layout.Box // on each of its pages
	Whole  int            // pages that the record has by itself
	Sheet  string         // title of what stood for it; "" when it left itself
	Native bool           // its file left as it was collected
}

// Replay makes the documents of a finished production anew, out of the versions
// and decisions that c gives, so that whoever accounts for a production counts
// what its certificate counts. It writes nothing.
//
// QUIRK: productions recorded by the first versions do not say their paper:
// the one that gives a document its number of pages was theirs.
func Replay(ctx context.Context, c Case, p Produced, set exempt.Set) iter.Seq2[Replayed, error] {
	return func(yield func(Replayed, error) bool) {
		plan := p.plan(set)
		for _, n := range p.Docs {
			out, err := plan.replay(ctx, c, p, n)
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

// plan is what is known of the plan that a production came from.
func (p Produced) plan(set exempt.Set) *Plan {
	s := defaults()
	s.Name, s.Set, s.Withheld, s.Package = p.Name, p.Set, p.Withheld, p.Package
	if p.Paper != "" {
		s.Paper = p.Paper
	}
	out := &Plan{Spec: s, set: set,
		Frozen: Frozen{Events: map[record.ID][]int{}, Natives: map[record.ID]bool{}, Sheets: map[record.ID]Sheet{}}}
	ids := make([]record.ID, 0, len(p.Docs))
	for _, n := range p.Docs {
		ids = append(ids, n.Record)
		if n.Native {
			out.Frozen.Natives[n.Record] = true
		}
		if n.Sheet != "" {
			out.Frozen.Sheets[n.Record] = Sheet{Title: n.Sheet}
		}
	}
	out.chosen = newRecords(ids)
	return out
}

func (p *Plan) replay(ctx context.Context, c Case, was Produced, n DocNumber) (out Replayed, err error) {
	if out.Range, err = was.RangeOf(n); err != nil {
		return out, err
	}
	if out.Document, err = p.document(ctx, c, n.Record); err != nil {
		return out, err
	}
	if log := out.Record.Log; log != nil && len(n.Events) > 0 {
		var keep []int
		Each(n.Events, len(log.Entries), func(i int) { keep = append(keep, i) })
		p.Frozen.Events[n.Record] = keep
		out.Document, _ = p.cut(out.Document)
	}
	left, err := p.leave(out.Document)
	if p.Spec.Package.Bracketed() {
		out.State.Marks = nil // they hid nothing
	}
	if err != nil {
		return out, err
	}
	out.Sheet, out.Native, out.Clean = left.sheet, n.Native, left.clean
	if out.Clean, err = p.shown(ctx, c, out.Record, out.Clean); err != nil || out.Sheet != "" || out.Native {
		out.Boxes = make([][]layout.Box, n.Pages)
		return out, err
	}
	if err := p.paged(&out, n.Pages, was.Paper == ""); err != nil {
		return out, err
	}
	draft, err := redact.NewDraft(out.Record, nil, p.set)
	if err != nil {
		return out, err
	}
	out.Whole, err = layout.Count(draft, p.Spec.pictured(nil))
	return out, err
}

// paged lays a document out and finds the boxes of its pages.
func (p *Plan) paged(out *Replayed, pages int, guess bool) error {
	papers := []string{p.Spec.Paper}
	if guess {
		papers = []string{"letter", "a4"}
	}
	for _, paper := range papers {
		s := p.Spec
		s.Paper, out.Boxes = paper, nil
		st := s.style()
		st.Plates = plate.Blank{} // a box is listed on the page that it is on, pixels or not
		for f, err := range layout.Finish(out.Clean, st, nil) {
			if err != nil {
				return err
			}
			out.Boxes = append(out.Boxes, f.Page().Boxes)
		}
		if len(out.Boxes) == pages {
			return nil
		}
	}
	return fmt.Errorf("accounting for record %s: it would have %d pages now and had %d", out.Record.ID, len(out.Boxes), pages)
}
