package cli

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"

	"vaughn/app/casework"
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
}

func runTerms(ctx context.Context, k *call) error {
	file := k.flags.String("csv", "", "write the report to this new file as CSV too")
	if err := k.parse(2, 2); err != nil {
		return err
	}
	f, err := os.Open(k.args[1])
	if err != nil {
		return &fault.Error{Code: fault.NotFound, Op: "reading the file of search terms", Subject: k.args[1], Err: err}
	}
	terms, err := casework.ReadTerms(f)
	f.Close()
	if err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		rep, err := c.Terms(ctx, terms)
		if err != nil {
			return err
		}
		if *file != "" {
			if err := writeCSV(*file, rep); err != nil {
				return err
			}
		}
		return k.terms(rep)
	})
}

func (k *call) terms(rep casework.Report) error {
	bad := false
	if !k.json {
		fmt.Fprintf(k.Out, "%9s %9s %9s %9s %9s  %-21s  %s\n", "records", "messages", "families", "+family", "unique", "dates", "query")
	}
	for _, t := range append(slices.Clone(rep.Terms), rep.Total) {
		bad = bad || t.Err != nil
		if err := k.print(termJSON(t), func(w io.Writer) { termText(w, t) }); err != nil {
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
		WithFamily: t.WithFamily, Unique: t.Unique, Custodians: t.Custodians, First: stamp(t.First), Last: stamp(t.Last),
	}
	if t.Line == 0 {
		out.Total, out.Query = true, ""
	}
	if t.Err != nil {
		out.Error = t.Err.Error()
	}
	return out
}

func termText(w io.Writer, t casework.Term) {
	if t.Err != nil {
		fmt.Fprintf(w, "line %d: %s: %v\n", t.Line, t.Query, t.Err)
		return
	}
	dates := ""
	if !t.First.IsZero() {
		dates = t.First.Format("2006-01-02") + ".." + t.Last.Format("2006-01-02")
	}
	fmt.Fprintf(w, "%9d %9d %9d %9d %9d  %-22s %s\n", t.Hits.Records, t.Hits.Messages, t.Hits.Families, t.WithFamily, t.Unique, dates, t.Query)
	for _, name := range slices.Sorted(maps.Keys(t.Custodians)) {
		fmt.Fprintf(w, "%9d   held by %s\n", t.Custodians[name], name)
	}
}

// writeCSV writes the report under another name first, so that nobody takes
// half of one for all of it.
func writeCSV(path string, rep casework.Report) error {
	const op = "writing the report"
	if _, err := os.Stat(path); err == nil {
		return &fault.Error{Code: fault.Exists, Op: op, Subject: path, Hint: "Name a file that does not exist yet."}
	}
	tmp := path + ".partial"
	f, err := os.Create(tmp)
	if err != nil {
		return &fault.Error{Code: fault.NoAccess, Op: op, Subject: path, Err: err}
	}
	defer os.Remove(tmp)
	defer f.Close()
	w := csv.NewWriter(f)
	names := slices.Sorted(maps.Keys(rep.Total.Custodians))
	head := []string{"line", "query", "records", "messages", "families", "with_family", "unique", "first", "last", "error"}
	rows := [][]string{append(head, names...)}
	for _, t := range append(slices.Clone(rep.Terms), rep.Total) {
		rows = append(rows, csvRow(t, names))
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return os.Rename(tmp, path)
}

// csvRow is one line of the table. QUIRK: spreadsheets run a cell that begins
// with one of = + - @ as a formula; a quote in front makes it text.
func csvRow(t casework.Term, names []string) []string {
	line, msg := "", ""
	if t.Line > 0 {
		line = strconv.Itoa(t.Line)
	}
	if t.Err != nil {
		msg = t.Err.Error()
	}
	q := t.Query
	if q != "" && (q[0] == '=' || q[0] == '+' || q[0] == '-' || q[0] == '@') {
		q = "'" + q
	}
	row := []string{line, q, strconv.Itoa(t.Hits.Records), strconv.Itoa(t.Hits.Messages), strconv.Itoa(t.Hits.Families),
		strconv.Itoa(t.WithFamily), strconv.Itoa(t.Unique), stamp(t.First), stamp(t.Last), msg}
	for _, n := range names {
		row = append(row, strconv.Itoa(t.Custodians[n]))
	}
	return row
}
