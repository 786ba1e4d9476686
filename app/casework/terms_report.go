package casework

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"vaughn/export/report"
)

// Table is the report as one table for programs: a line for each query, a
// column for each custodian.
func (r TermReport) Table() report.Table {
	keys := []string{"line", "query", "records", "messages", "families", "with_family", "unique", "first", "last", "error"}
	t := report.Table{}
	for _, k := range keys {
		t.Columns = append(t.Columns, report.Column{Name: k})
	}
	names := slices.Sorted(maps.Keys(r.Total.Custodians))
	t.Columns = append(append(t.Columns, counted(names...)...), report.Column{Name: "events"})
	for _, m := range r.lines() {
		row := m.row(stampOf(m.Dates), m.Hits.Records, m.Hits.Messages, m.Hits.Families, m.WithFamily, m.Unique)
		if m.Line == 0 {
			row[0], row[1] = "", "total"
		}
		if m.Err != nil {
			row = append(row, m.Err.Error())
		} else {
			row = append(row, "")
		}
		for _, n := range names {
			row = append(row, strconv.Itoa(m.Custodians[n].Records))
		}
		t.Rows = append(t.Rows, append(row, strconv.Itoa(m.Hits.Events)))
	}
	return t
}

func (r TermReport) lines() []Term { return append(slices.Clone(r.Terms), r.Total) }

// row is line, query, numbers and dates of a term.
func (t Term) row(dates []string, ns ...int) []string {
	return append(append([]string{strconv.Itoa(t.Line), t.Query}, numbers(ns...)...), dates...)
}

// TermReport is the report for people.
func (c *Case) TermReport(ctx context.Context, r TermReport) (report.Report, error) {
	out := report.Report{Title: "Search term report", Notes: termNotes}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	terms := report.Table{Name: "Terms", Columns: append([]report.Column{{Name: "Line", Number: true}, {Name: "Query"}},
		counted("Records", "Messages", "Families", "With family", "Unique", "Chat entries")...)}
	terms.Columns = append(terms.Columns, report.Column{Name: "First"}, report.Column{Name: "Last"})
	held := report.Table{Name: "By custodian", Columns: []report.Column{{Name: "Line", Number: true}, {Name: "Query"}, {Name: "Custodian"},
		{Name: "Records", Number: true}, {Name: "First"}, {Name: "Last"}}}
	wrong := report.Table{Name: "Lines that are no queries", Columns: []report.Column{{Name: "Line", Number: true}, {Name: "Query"}, {Name: "Why"}}}
	names := slices.Sorted(maps.Keys(r.Total.Custodians))
	for _, t := range r.lines() {
		if t.Err != nil {
			wrong.Rows = append(wrong.Rows, []string{strconv.Itoa(t.Line), t.Query, t.Err.Error()})
			continue
		}
		row := t.row(c.days(t.Dates), t.Hits.Records, t.Hits.Messages, t.Hits.Families, t.WithFamily, t.Unique, t.Hits.Events)
		if t.Line == 0 {
			row[0], row[1] = "", "Total, each record once"
		}
		terms.Rows = append(terms.Rows, row)
		for _, n := range names {
			if s, ok := t.Custodians[n]; ok {
				held.Rows = append(held.Rows, append([]string{row[0], row[1], n, strconv.Itoa(s.Records)}, c.days(s.Dates)...))
			}
		}
	}
	out.Tables = []report.Table{terms, held}
	if len(wrong.Rows) > 0 {
		out.Tables = append(out.Tables, wrong)
	}
	return out, nil
}

var termNotes = []string{
	"Records are mails, attachments, conversations and other items, each byte-identical copy once. Messages counts a mail that was found in several forms once and leaves chats and attachments out. Chat entries are the single posts of conversations.",
	"Families counts mails with their attachments as one. With family is the number of records of all families that have a hit: what there is to review when families stay together.",
	"Unique is the number of records that this query finds and no other of the list.",
	"A record held by several custodians counts for each of them in the table by custodian and once elsewhere. Dates are those of the dated hits, in the time zone of the case.",
}

func (c *Case) days(d Dates) []string { return []string{c.day(d.First), c.day(d.Last)} }

// stampOf is a span of time for programs.
func stampOf(d Dates) []string {
	out := []string{"", ""}
	if !d.First.IsZero() {
		out[0], out[1] = d.First.UTC().Format(stampForm), d.Last.UTC().Format(stampForm)
	}
	return out
}

// stampForm is RFC 3339, as in all that programs read.
const stampForm = "2006-01-02T15:04:05Z07:00"
