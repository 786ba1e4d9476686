package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"vaughn/app/casework"
	"vaughn/index/gaps"
)

// gapsLine is the JSON shape of one conversation's report.
type gapsLine struct {
	V int `json:"v"`
	gaps.Conversation
}

// runGaps prints the retention-gap report, one conversation after the other.
func runGaps(ctx context.Context, k *call) error {
	if err := k.parse(1, 2); err != nil {
		return err
	}
	query := ""
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		cs, err := c.Gaps(ctx, query)
		if err != nil {
			return err
		}
		for _, g := range cs {
			if err := k.print(gapsLine{1, g}, func(w io.Writer) { printGaps(w, g, c.Zone()) }); err != nil {
				return err
			}
		}
		if !k.json {
			printTotals(k.Out, cs)
		}
		return nil
	})
}

func printGaps(w io.Writer, g gaps.Conversation, zone *time.Location) {
	fmt.Fprintf(w, "%s  %s  %s: %d entries, %d members", g.Record[:min(12, len(g.Record))], g.Platform, g.ID, g.Events, g.Members)
	if !g.First.IsZero() {
		fmt.Fprintf(w, ", %s to %s, active on %d days", g.First.In(zone).Format(time.DateOnly), g.Last.In(zone).Format(time.DateOnly), g.Active)
	}
	fmt.Fprintln(w)
	for _, f := range g.Findings {
		fmt.Fprintf(w, "  %-8s  %s%s\n", f.Sure, f.Text, span(f, zone))
		if f.Why != "" {
			fmt.Fprintf(w, "            %s\n", f.Why)
		}
	}
	if len(g.Findings) == 0 {
		fmt.Fprintln(w, "  no gap is known")
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

func printTotals(w io.Writer, cs []gaps.Conversation) {
	totals := gaps.Totals(cs)
	var kinds []string
	for k := range totals {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	fmt.Fprintf(w, "%d conversations", len(cs))
	for _, k := range kinds {
		fmt.Fprintf(w, "; %s %d", k, totals[k])
	}
	fmt.Fprintln(w)
}
