package casework

import (
	"context"
	"strconv"

	"vaughn/export/report"
)

// FunnelReport is the funnel for people.
func (c *Case) FunnelReport(ctx context.Context, f Funnel) (report.Report, error) {
	out := report.Report{Title: "From collection to production", Notes: funnelNotes}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	query := f.Query
	if query == "" {
		query = "(every record is a hit)"
	}
	out.About = append(out.About, report.Pair{Name: "Query", Value: query})
	stages := report.Table{Name: "Stages", Columns: columns("Stage", "#Records", "#Messages", "#Families", "What was left out", "#Records out", "#Messages out", "#Families out")}
	for i, s := range f.Stages {
		row := append([]string{s.Name}, numbers(s.Records, s.Messages, s.Families)...)
		if i > 0 {
			row = append(append(row, leftOut[s.Name]), numbers(s.LeftOut.Records, s.LeftOut.Messages, s.LeftOut.Families)...)
		}
		stages.Rows = append(stages.Rows, row)
	}
	out.Tables = append(out.Tables, stages, f.byCustodian(), f.coded())
	beside := report.Table{Name: "Produced otherwise", Columns: columns("What", "#Records")}
	beside.Rows = [][]string{
		{"found by the query and produced, but never coded", strconv.Itoa(f.Beside.Unreviewed)},
		{"produced, but not found by the query", strconv.Itoa(f.Beside.NotHit)},
	}
	out.Tables = append(out.Tables, beside)
	return out, nil
}

// leftOut says what a stage leaves out of the one before it.
var leftOut = map[string]string{
	StageUnique: "copies", StageHit: "not found by the query", StageReviewed: "not yet reviewed", StageProduced: "not produced",
}

func (f Funnel) byCustodian() report.Table {
	t := report.Table{Name: "Records by custodian", Columns: columns("Custodian", "#Collected", "#De-duplicated", "#Held by no other", "#Hit", "#Reviewed", "#Produced")}
	alone := 0
	for _, s := range f.Custodians {
		name := s.Name
		if name == "" {
			name = "(none named)"
		}
		alone += s.Alone
		t.Rows = append(t.Rows, append([]string{name}, numbers(s.Collected, s.Unique, s.Alone, s.Hit, s.Reviewed, s.Produced)...))
	}
	at := func(i int) int { return f.Stages[i].Records }
	t.Rows = append(t.Rows, append([]string{"All, each record once"}, numbers(at(0), at(1), alone, at(2), at(3), at(4))...))
	return t
}

func (f Funnel) coded() report.Table {
	t := report.Table{Name: "Reviewed records by their coding as responsive", Columns: columns("Coded", "#Records")}
	sum := 0
	for _, v := range f.Coded {
		sum += v.Records
		t.Rows = append(t.Rows, []string{v.Value, strconv.Itoa(v.Records)})
	}
	t.Rows = append(t.Rows, []string{"all reviewed", strconv.Itoa(sum)})
	return t
}

var funnelNotes = []string{
	"Collected counts every place where something was found as if each were a record of its own. De-duplicated counts byte-identical copies once; for messages also copies that differ only in transport headers.",
	"Each stage is a part of the one before it. What it holds and what it left out add up to the stage before it, in every column.",
	"Reviewed is what was coded as responsive or not. In the table by custodian, a record held by several counts for each of them; only what was collected adds up to the last line.",
}
