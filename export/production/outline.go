package production

import (
	"context"

	"vaughn/export/bates"
	"vaughn/index/fault"
	"vaughn/index/record"
)

// Outline is what a production would hold as far as it was counted.
type Outline struct {
	Counted, Documents               int // documents counted, and all of them
	Pages                            int
	InFull, InPart, Withheld, Sheets int
	First, Last                      string // numbers as far as they were counted; "" for a replacement
	Unready                          int    // documents that cannot be produced yet: marks wait for a person, or do not fit
}

// Count counts what a plan would hold, for a person who is still choosing: it
// makes no check and looks for nothing withheld. tell is called as documents are
// counted, from one goroutine.
func Count(ctx context.Context, c Case, ids []record.ID, spec Spec, at Frozen, tell func(Outline)) error {
	if err := spec.Check(); err != nil {
		return err
	}
	p, err := begin(spec, at)
	if err != nil {
		return err
	}
	p.chosen = newRecords(ids)
	out := Outline{Documents: len(ids)}
	next, err := bates.New(spec.Bates.Prefix, p.start(), spec.Bates.Digits)
	if err != nil {
		return specError("bates", err)
	}
	if spec.Replaces == "" {
		out.First = next.String()
	}
	tell(out)
	return inOrder(ctx, each(ids), func(id record.ID) (planned, error) { return p.look(ctx, c, id) }, func(d planned) error {
		out.Counted++
		out.Pages += d.doc.Pages
		switch {
		case d.doc.Pages == 0:
			out.Unready++
		case d.doc.Sheet != "":
			out.Sheets++
		case d.doc.Withheld:
			out.Withheld++
		case d.doc.Boxes > 0:
			out.InPart++
		default:
			out.InFull++
		}
		if last := next.Plus(int64(out.Pages) - 1); spec.Replaces == "" && out.Pages > 0 {
			if out.Last = last.String(); !last.Fits() {
				return &fault.Error{Code: fault.Usage, Op: "counting the production", Hint: "Choose more digits."}
			}
		}
		tell(out)
		return nil
	})
}
