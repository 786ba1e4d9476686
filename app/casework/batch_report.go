package casework

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vaughn/export/report"
	"vaughn/index/sampling"
)

// ProgressReport is how far the review is, for people.
func (c *Case) ProgressReport(ctx context.Context, p Progress) (report.Report, error) {
	out := report.Report{Title: "Review progress", Notes: progressNotes}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	by := report.Table{Name: "By reviewer", Columns: columns("Reviewer", "#Batches out", "#Completed", "#Records", "#Done", "#Left", "#Decided in all", "Last decision")}
	for _, r := range p.Reviewers {
		name := r.Reviewer
		if name == "" {
			name = "(waiting)"
		}
		by.Rows = append(by.Rows, append(append([]string{name}, numbers(r.Out, r.Completed, r.Records, r.Done, r.Left, r.Decided)...), c.stamp(r.Last)))
	}
	by.Rows = append(by.Rows, append([]string{"All", "", ""}, numbers(p.Records, p.Done, p.Left)...))
	each := report.Table{Name: "By batch", Columns: columns("Batch", "Level", "State", "Reviewer", "Since", "#Records", "#Done", "#Left", "#Overturned", "Query")}
	for _, b := range p.Batches {
		row := append([]string{b.Name, b.Level, b.State, b.Reviewer, c.stamp(b.Since)}, numbers(b.Size, b.Done, b.Left(), b.Changed)...)
		each.Rows = append(each.Rows, append(row, b.Query))
	}
	out.Tables = []report.Table{by, each}
	return out, nil
}

var progressNotes = []string{
	"At the first level a record is done when it is coded and has every field that its coding asks for, whoever coded it. At a higher level it is done when its reviewer changed or confirmed the coding in that batch.",
	"A record that stands in two batches counts in both. Decided in all counts records whose present coding, or whose check at a higher level, is by that reviewer.",
}

// OverturnReport is who coded what and what higher levels made of it, for
// people.
func (c *Case) OverturnReport(ctx context.Context, o Overturns, spec OverturnSpec) (report.Report, error) {
	out := report.Report{Title: "Overturned decisions", Notes: []string{
		fmt.Sprintf("The rates lie between Low and High with a confidence of %s (Clopper and Pearson) if what was checked was drawn at random; of records that were sent to a higher level for what they are, the rates tell of these records alone.", percent(o.Confidence)),
		"Every record that was checked counts in every field: a field that was left empty is a decision of who coded the record. Tags do not count.",
	}}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	for _, x := range []report.Pair{{Name: "Level", Value: spec.Level}, {Name: "Batch", Value: spec.Batch}} {
		if x.Value != "" {
			out.About = append(out.About, x)
		}
	}
	sums := report.Table{Name: "Checked", Columns: columns("What", "#Records"), Rows: [][]string{
		{"checked that a lower level had coded", strconv.Itoa(o.Checked)}, {"of these left as they were", strconv.Itoa(o.Agreed)},
		{"of these overturned in at least one field", strconv.Itoa(o.Checked - o.Agreed)}, {"decided that nobody had coded", strconv.Itoa(o.Undecided)}}}
	ways := report.Table{Name: "From and to", Columns: columns("Field", "From", "To", "#Records")}
	for _, w := range o.Ways {
		ways.Rows = append(ways.Rows, []string{w.Field, orNothing(w.From), orNothing(w.To), strconv.Itoa(w.Records)})
	}
	list := report.Table{Name: "Overturned", Columns: columns("Record", "Field", "From", "By", "On", "To", "Checked by", "On", "Batch", "Level")}
	for _, x := range o.List {
		list.Rows = append(list.Rows, []string{string(x.Record), x.Field, orNothing(x.From), x.By, c.stamp(x.At), orNothing(x.To), x.Checker, c.stamp(x.Checked), x.Batch, x.Level})
	}
	out.Tables = []report.Table{sums, rateTable("By reviewer and field", "Reviewer", o.Rates), ways, rateTable("By who checked", "Checked by", o.Checkers), list}
	return out, nil
}

func rateTable(name, who string, rates []FieldRate) report.Table {
	t := report.Table{Name: name, Columns: columns(who, "Field", "#Checked", "#Overturned", "Rate", "Low", "High")}
	for _, r := range rates {
		by := r.Reviewer
		if by == "" {
			by = "(all)"
		}
		t.Rows = append(t.Rows, append(append([]string{by, r.Field}, numbers(r.Checked, r.Overturned)...), percent(r.Share), percent(r.Low), percent(r.High)))
	}
	return t
}

// EstimateReport is what a sample shows, for people.
func (c *Case) EstimateReport(ctx context.Context, e Estimate) (report.Report, error) {
	out := report.Report{Title: "Quality control: " + e.Batch, Notes: []string{
		fmt.Sprintf("With a confidence of %s the share of wrong decisions lies between Low and High (exact interval of Clopper and Pearson), in all records the sample was drawn from between Fewest and Most.", percent(e.Confidence)),
		"Drawn: the records with the smallest SHA-256 of the seed, a line feed and the record's id. The population's sum is the SHA-256 of its ids in order, each with a line feed. `batches redraw` draws it again.",
	}}
	if e.Checked < e.Size {
		out.Notes = append([]string{fmt.Sprintf("%d of %d records of the sample are not checked yet: the figures are not final.", e.Size-e.Checked, e.Size)}, out.Notes...)
	}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	out.About = append(out.About, report.Pair{Name: "Drawn from", Value: fmt.Sprintf("%d records: %s", e.Population, e.Query)}, report.Pair{Name: "Sample", Value: fmt.Sprintf("%d records, %d checked", e.Size, e.Checked)},
		report.Pair{Name: "Seed", Value: e.Sample.Seed}, report.Pair{Name: "Sum of the population", Value: e.Sample.Sum}, report.Pair{Name: "Drawn at entry", Value: strconv.FormatInt(e.Sample.Entry, 10)})
	wrong := report.Table{Name: "Wrong decisions", Columns: columns("Field", "#Checked", "#Wrong", "Share", "Low", "High", "#Fewest", "#Most")}
	for _, x := range e.Errors {
		wrong.Rows = append(wrong.Rows, append(append(append([]string{x.Field}, numbers(x.Checked, x.Overturned)...), shares(x.Share, x.Interval)...), numbers(x.Fewest, x.Most)...))
	}
	ways := report.Table{Name: "From and to", Columns: columns("Field", "From", "To", "#Records", "Share", "Low", "High", "#Fewest", "#Most")}
	for _, x := range e.Ways {
		row := []string{x.Field, orNothing(x.From), orNothing(x.To), strconv.Itoa(x.Records)}
		ways.Rows = append(ways.Rows, append(append(row, shares(x.Share, x.Interval)...), numbers(x.Fewest, x.Most)...))
	}
	out.Tables = []report.Table{wrong, ways}
	return out, nil
}

func shares(share float64, in sampling.Interval) []string {
	return []string{percent(share), percent(in.Low), percent(in.High)}
}

// percent prints a share so that the ends of an interval stay apart.
func percent(share float64) string {
	s := strconv.FormatFloat(100*share, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + " %"
}

func orNothing(v string) string {
	if v == "" {
		return "(nothing)"
	}
	return v
}

// stamp prints a moment in the zone of the case, "" for none.
func (c *Case) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.zone).Format("2006-01-02 15:04")
}
