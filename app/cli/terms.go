package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/fault"
)

type termLine struct {
	V          int            `json:"v"`
	Line       int            `json:"line,omitempty"`
	Query      string         `json:"query,omitempty"`
	Total      bool           `json:"total,omitempty"`
	Error      string         `json:"error,omitempty"`
	Records    int            `json:"records"`
	Messages   int            `json:"messages"`
	Families   int            `json:"families"`
	WithFamily int            `json:"with_family"`
	Unique     int            `json:"unique"`
	Custodians map[string]int `json:"custodians"`
	First      string         `json:"first"`
	Last       string         `json:"last"`
	Events     int            `json:"events"`
	Held       []heldLine     `json:"held"`
}

type heldLine struct {
	Custodian string `json:"custodian"`
	Records   int    `json:"records"`
	First     string `json:"first"`
	Last      string `json:"last"`
}

func runTerms(ctx context.Context, k *call) error {
	file := k.flags.String("csv", "", "write the report to this new file as one CSV table")
	f := k.reportFlags()
	if err := k.parse(2, 3); err != nil {
		return err
	}
	if len(k.args) == 3 {
		*f.out = k.args[2]
	}
	if *f.format != "" && *f.out == "" {
		return k.wrong(fmt.Errorf("the file to write is not named"))
	}
	if err := k.reportFormat(f); err != nil {
		return err
	}
	terms, err := k.readTerms()
	if err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		rep, err := c.Terms(ctx, terms)
		if err != nil {
			return err
		}
		if *file != "" {
			if err := report.Save(ctx, report.CSV, *file, report.Report{Tables: []report.Table{rep.Table()}}); err != nil {
				return err
			}
		}
		if f.asked() {
			if err := k.termReport(ctx, c, f, rep); err != nil {
				return err
			}
		}
		return k.terms(rep, c.Zone())
	})
}

// termReport writes the report for people; as CSV it is one table.
func (k *call) termReport(ctx context.Context, c *casework.Case, f reportFlags, rep casework.TermReport) error {
	r, err := c.TermReport(ctx, rep)
	if err != nil {
		return err
	}
	if *f.format == report.CSV {
		r.Tables = []report.Table{rep.Table()}
	}
	return k.write(ctx, f, r)
}

func (k *call) readTerms() ([]casework.Term, error) {
	f, err := os.Open(k.args[1])
	if err != nil {
		return nil, &fault.Error{Code: fault.NotFound, Op: "reading the file of search terms", Subject: k.args[1], Err: err, Hint: "Check the path."}
	}
	defer f.Close()
	return casework.ReadTerms(f)
}

func (k *call) terms(rep casework.TermReport, zone *time.Location) error {
	bad := false
	if !k.json {
		fmt.Fprintf(k.Out, "%9s %9s %9s %9s %9s %9s  %-21s  %s\n", "records", "messages", "families", "+family", "unique", "events", "dates", "query")
	}
	for _, t := range append(slices.Clone(rep.Terms), rep.Total) {
		bad = bad || t.Err != nil
		if err := k.print(termJSON(t), func(w io.Writer) { termText(w, t, zone) }); err != nil {
			return err
		}
	}
	if bad {
		return look("some lines are no queries")
	}
	return nil
}

func termJSON(t casework.Term) termLine {
	out := termLine{
		V: 1, Line: t.Line, Query: t.Query, Records: t.Hits.Records, Messages: t.Hits.Messages, Families: t.Hits.Families,
		WithFamily: t.WithFamily, Unique: t.Unique, Events: t.Hits.Events, First: stamp(t.First), Last: stamp(t.Last),
		Custodians: map[string]int{}, Held: []heldLine{},
	}
	for _, name := range slices.Sorted(maps.Keys(t.Custodians)) {
		s := t.Custodians[name]
		out.Custodians[name] = s.Records
		out.Held = append(out.Held, heldLine{name, s.Records, stamp(s.First), stamp(s.Last)})
	}
	if t.Line == 0 {
		out.Total, out.Query = true, ""
	}
	if t.Err != nil {
		out.Error = t.Err.Error()
	}
	return out
}

func termText(w io.Writer, t casework.Term, zone *time.Location) {
	if t.Err != nil {
		fmt.Fprintf(w, "line %d: %s: %v\n", t.Line, t.Query, t.Err)
		return
	}
	fmt.Fprintf(w, "%9d %9d %9d %9d %9d %9d  %-22s %s\n", t.Hits.Records, t.Hits.Messages, t.Hits.Families, t.WithFamily, t.Unique, t.Hits.Events, dates(t.Dates, zone), t.Query)
	for _, name := range slices.Sorted(maps.Keys(t.Custodians)) {
		s := t.Custodians[name]
		fmt.Fprintf(w, "%9d   held by %s  %s\n", s.Records, name, dates(s.Dates, zone))
	}
}

// dates are the days of a span in the zone of the case.
func dates(d casework.Dates, zone *time.Location) string {
	if d.First.IsZero() {
		return ""
	}
	return d.First.In(zone).Format(time.DateOnly) + ".." + d.Last.In(zone).Format(time.DateOnly)
}
