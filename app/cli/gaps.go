package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/gaps"
)

// gapsLine is the JSON shape of one conversation's report.
type gapsLine struct {
	V int `json:"v"`
	gaps.Conversation
}

// runGaps prints the retention-gap report, one conversation after the other,
// or writes it to a file.
func runGaps(ctx context.Context, k *call) error {
	f := k.reportFlags()
	if err := k.parse(1, 3); err != nil {
		return err
	}
	query, rest := "", k.args[1:]
	if len(rest) == 2 || len(rest) == 1 && *f.out == "" && (*f.format != "" || namesFile(rest[0])) {
		*f.out, rest = rest[len(rest)-1], rest[:len(rest)-1]
	}
	if len(rest) > 0 {
		query = rest[0]
	}
	lines := *f.format == "json" || *f.format == "" && strings.HasSuffix(strings.ToLower(*f.out), ".json")
	if !lines {
		if err := k.reportFormat(f); err != nil {
			return err
		}
	}
	return k.with(ctx, func(c *casework.Case) error {
		bins := 0
		if f.asked() && !lines {
			bins = casework.ReportBins
		}
		rep, err := c.GapReport(ctx, query, bins)
		switch {
		case err != nil:
			return err
		case lines:
			return k.gapLines(*f.out, rep)
		case f.asked():
			doc, err := c.GapsForPrint(ctx, query, rep)
			if err != nil {
				return err
			}
			return k.write(ctx, f, doc)
		}
		all := rep.All()
		for _, g := range all {
			if err := k.print(gapsLine{1, g}, func(w io.Writer) { printGaps(w, g, c.Zone()) }); err != nil {
				return err
			}
		}
		if !k.json {
			printTotals(k.Out, len(rep.Conversations), all)
		}
		return nil
	})
}

// namesFile tells a file from a query: one word that ends as a report does.
func namesFile(s string) bool {
	return (report.FormatOf(s) != "" || strings.HasSuffix(strings.ToLower(s), ".json")) && !strings.ContainsAny(s, `:" `)
}

// gapLines writes what --json prints to a new file, under another name first.
func (k *call) gapLines(path string, rep casework.GapReport) error {
	write := func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		for _, g := range rep.All() {
			if err := e.Encode(gapsLine{1, g}); err != nil {
				return fmt.Errorf("writing the report: %w", err)
			}
		}
		return nil
	}
	if path == "" {
		return write(k.Out)
	}
	if err := report.SaveAs(path, write); err != nil {
		return err
	}
	return k.print(struct {
		V    int    `json:"v"`
		File string `json:"file"`
	}{1, path}, func(w io.Writer) { fmt.Fprintf(w, "Written to %s.\n", path) })
}

// listed is how many findings of one conversation are printed to be read.
const listed = 30

func printGaps(w io.Writer, g gaps.Conversation, zone *time.Location) {
	switch g.Platform {
	case casework.AboutMail:
		fmt.Fprintf(w, "mail: %d messages\n", g.Events)
	case casework.AboutSource:
		fmt.Fprintf(w, "source %s: %d items\n", g.ID, g.Events)
	default:
		fmt.Fprintf(w, "%s  %s  %s: %d entries, %d members", g.Record[:min(12, len(g.Record))], g.Platform, g.Called(), g.Events, g.Members)
		if !g.First.IsZero() {
			fmt.Fprintf(w, ", %s to %s, active on %d days", g.First.In(zone).Format(time.DateOnly), g.Last.In(zone).Format(time.DateOnly), g.Active)
		}
		fmt.Fprintln(w)
		printStrip(w, g.Timeline)
	}
	found := g.Grouped()
	for i, f := range found {
		if i == listed {
			fmt.Fprintf(w, "  … and %d more; --json or a report lists all\n", len(found)-i)
			break
		}
		fmt.Fprintf(w, "  %-8s  %s%s\n", f.Sure, f.Text, span(f, zone))
		if f.Why != "" {
			fmt.Fprintf(w, "            %s\n", f.Why)
		}
		if f.Missing != "" {
			fmt.Fprintf(w, "            not held: %s\n", f.Missing)
		}
	}
	if len(g.Findings) == 0 {
		fmt.Fprintln(w, "  no gap is known")
	}
}

// printStrip draws the timeline where there is more than one step.
func printStrip(w io.Writer, t gaps.Timeline) {
	if len(t.Bins) < 2 {
		return
	}
	entries, marks := t.Strip()
	fmt.Fprintf(w, "  |%s|  a %s each, at most %d entries\n", entries, t.Step, t.Most())
	if strings.TrimSpace(marks) != "" {
		fmt.Fprintf(w, "  |%s|  %s\n", marks, gaps.MarksLegend)
	}
}

// span prints when, unless the sentence says so itself.
func span(f gaps.Finding, zone *time.Location) string {
	const minute = "2006-01-02 15:04 MST"
	switch {
	case f.From.IsZero() || f.Kind == gaps.Silence:
		return ""
	case f.To.IsZero() || f.To.Equal(f.From):
		return " (" + f.From.In(zone).Format(minute) + ")"
	}
	return " (" + f.From.In(zone).Format(minute) + " to " + f.To.In(zone).Format(minute) + ")"
}

func printTotals(w io.Writer, chats int, cs []gaps.Conversation) {
	totals := gaps.Totals(cs)
	var kinds []string
	for k := range totals {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	fmt.Fprintf(w, "%d conversations", chats)
	for _, k := range kinds {
		fmt.Fprintf(w, "; %s %d", k, totals[k])
	}
	fmt.Fprintln(w)
}
