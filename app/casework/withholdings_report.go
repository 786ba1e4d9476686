package casework

import (
	"context"
	"fmt"
	"slices"

	"vaughn/export/report"
	"vaughn/export/withholding"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// WithholdingReport is a log for people; paper puts what belongs together into
// one cell.
func (c *Case) WithholdingReport(ctx context.Context, w Withholdings, kind string, paper bool) (report.Report, error) {
	out := report.Report{Title: withholding.Title(kind), Tables: w.Log.Tables(kind, paper)}
	m, err := c.Meta(ctx)
	if err != nil {
		return out, err
	}
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	what := "none: the marks as they stand"
	if w.Production != "" {
		what = fmt.Sprintf("%s, recorded by entry %d of the journal", w.Production, w.Entry)
	}
	out.About = append(out.About, report.Pair{Name: "Production", Value: what})
	if kind == withholding.Letter {
		located := report.Table{Name: "Located", Columns: columns("", "#Records"), Rows: [][]string{append([]string{"in this account"}, numbers(w.Log.Counts.Records)...)}}
		for _, v := range w.Left {
			name := "not in it: coded responsive = " + v.Value
			if v.Value == "" {
				name = "not in it: not coded"
			}
			located.Rows = append(located.Rows, append([]string{name}, numbers(v.Records)...))
		}
		located.Rows = append(located.Rows, append([]string{"located"}, numbers(w.Located)...))
		others, err := c.others(ctx)
		if err != nil {
			return out, err
		}
		out.Tables = append(append([]report.Table{located}, out.Tables...), others)
	}
	out.Notes = w.notes(kind, m.Request.Kind)
	return out, nil
}

// others counts the records that are not answered here, by what became of them
// and by agency: a requester is told whom the records were referred to.
func (c *Case) others(ctx context.Context) (report.Table, error) {
	out := report.Table{Name: "Answered elsewhere or not at all", Columns: columns("Disposition", "Agency", "Contact", "Sent", "Returned", "#Records")}
	all, _, err := c.Dispositions(ctx, "")
	if err != nil {
		return out, err
	}
	type with struct{ disposition, agency, contact, sent, returned string }
	sum := map[with]int{}
	for _, d := range all {
		w := with{disposition: d.Disposition.String()}
		switch d.Disposition {
		case review.Referral, review.Consultation:
			s, err := c.State(ctx, d.Record)
			if err != nil {
				return out, err
			}
			w.agency, w.contact, w.sent, w.returned = d.Agency, s.Coding[FieldContact], s.Coding[FieldSent], s.Coding[FieldReturned]
		case review.Sealed, review.NoRecord, review.NotResponse, review.Duplicate:
		default:
			continue // counted above; what is coordinated must not tell that there is another agency
		}
		sum[w]++
	}
	for w, n := range sum {
		out.Rows = append(out.Rows, append([]string{w.disposition, w.agency, w.contact, w.sent, w.returned}, numbers(n)...))
	}
	slices.SortFunc(out.Rows, slices.Compare[[]string])
	return out, nil
}

// notes say what a reader must know of a log.
func (w Withholdings) notes(kind, request string) []string {
	var out []string
	if kind == withholding.Vaughn && request != store.Litigation {
		out = append(out, "A Vaughn index is made in litigation (Vaughn v. Rosen, 484 F.2d 820). It is no part of an administrative release and is not sent with one.")
	}
	if kind == withholding.Privilege && request != store.Litigation {
		out = append(out, "A privilege log is made in litigation (Fed. R. Civ. P. 26(b)(5)(A)); this case is not one.")
	}
	if n := w.Log.Missing(kind); n > 0 {
		out = append(out, fmt.Sprintf("%d documents lack a statement, marked NOT STATED: only a person can give it.", n))
	}
	if w.Log.Unready > 0 {
		out = append(out, fmt.Sprintf("%d marks are only proposed. What they cover is hidden here, but they are no entries.", w.Log.Unready))
	}
	if w.Log.Cut > 0 {
		out = append(out, fmt.Sprintf("In %d cells a string was cut out, shown as [withheld], that is withheld elsewhere in the case.", w.Log.Cut))
	}
	switch kind {
	case withholding.Letter:
		out = append(out, "A page with at least one redaction is released in part. Pages withheld in full are those that the withheld records have by themselves; the sheets that stand for them are counted apart.",
			"A redaction on several grounds counts for each of them; the last line of the table by exemption counts it once.")
	default:
		out = append(out, "Header fields are shown as released, with the exemption in place of what is withheld.")
	}
	return out
}
