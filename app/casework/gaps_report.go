package casework

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vaughn/export/report"
	"vaughn/index/gaps"
)

// ReportBins is how many steps a printed timeline has at most: half a page.
const ReportBins = 24

// barWidth is the length of the longest bar of a printed timeline.
const barWidth = 20

// GapsForPrint is the report on gaps for people: a summary, every finding with
// its evidence, and the timelines of the conversations.
func (c *Case) GapsForPrint(ctx context.Context, query string, r GapReport) (report.Report, error) {
	out := report.Report{Title: "What is not held", Notes: gapNotes}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	if query != "" {
		out.About = append(out.About, report.Pair{Name: "Query", Value: query})
	}
	all := r.All()
	summary := report.Table{Name: "Summary", Columns: columns("What", "#Count", "#Conversations", "Meaning")}
	totals, spread := gaps.Totals(all), map[string]int{}
	for _, g := range all {
		seen := map[string]bool{}
		for _, f := range g.Findings {
			if !seen[f.Kind] {
				seen[f.Kind] = true
				spread[f.Kind]++
			}
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(totals)) {
		summary.Rows = append(summary.Rows, append(append([]string{kind}, numbers(totals[kind], spread[kind])...), gaps.Meaning(kind)))
	}
	held := report.Table{Name: "Conversations", Columns: columns("Conversation", "Platform", "Record", "#Entries", "#Members", "First", "Last", "#Active days", "#Findings")}
	found := report.Table{Name: "Findings", Columns: columns("Conversation", "What", "Sure", "#Count", "When", "Fact", "Evidence")}
	lines := report.Table{Name: "Timelines", Columns: columns("Conversation", "From", "#Held", "#Others", "Entries", "Marks")}
	for _, g := range all {
		name := shortID(g.Called())
		held.Rows = append(held.Rows, append(append([]string{name, g.Platform, shortID(string(g.Record))}, numbers(g.Events, g.Members)...),
			append([]string{c.day(g.First), c.day(g.Last)}, numbers(g.Active, len(g.Findings))...)...))
		for _, f := range g.Grouped() {
			found.Rows = append(found.Rows, c.findingRow(name, f))
		}
		lines.Rows = append(lines.Rows, c.timelineRows(name, g.Timeline)...)
	}
	out.Tables = []report.Table{summary, held, found, lines}
	return out, nil
}

func (c *Case) findingRow(name string, f gaps.Finding) []string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.zone).Format("2006-01-02 15:04")
	}
	evidence := f.Evidence
	if f.Missing != "" {
		evidence = append([]string{"not held: " + f.Missing}, evidence...)
	}
	fact := f.Text
	if f.Why != "" {
		fact += "\n" + f.Why
	}
	when := at(f.From)
	if to := at(f.To); to != "" && to != when {
		when = strings.TrimSpace(when + "\nto " + to)
	}
	return append(append([]string{name, f.Kind, f.Sure}, numbers(f.Count)...), when, fact, strings.Join(evidence, "\n"))
}

func (c *Case) timelineRows(name string, t gaps.Timeline) [][]string {
	var out [][]string
	most := t.Most()
	for _, b := range t.Bins {
		out = append(out, append(append([]string{name, b.From.Format(time.DateOnly)}, numbers(b.Held, b.Others)...), gaps.Bar(b.Entries(), most, barWidth), b.Marks()))
	}
	return out
}

// shortID keeps the columns of ids narrow; the table of conversations and the
// evidence tell them apart.
func shortID(id string) string {
	const most = 24
	if r := []rune(id); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return id
}

var gapNotes = []string{
	"This report states what the archives show and accuses nobody. An entry that left no trace cannot be in it.",
	"Certain is what an archive itself tells. Inferred is what only a pattern suggests; what it rests on, and which innocent reading remains, stands below it.",
	"Evidence is the record, then # and the entry; for a mail the records that answer it. At most 20 are named of each finding. Times are in the zone of the case.",
	fmt.Sprintf("A timeline counts by equal steps of the calendar what was written by members whose own export is held, and by others; the bar is both together, the longest of a conversation having %d squares. Marks: %s", barWidth, gaps.MarksLegend),
}
