package cli

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"vaughn/app/casework"
)

// routeBatches says what goes to which level of review, or sets it.
func routeBatches(ctx context.Context, k *call, c *casework.Case, _ batchFlags, args []string) error {
	if len(args) == 2 {
		query := args[1]
		if query == "none" {
			query = ""
		}
		e, err := c.Route(ctx, args[0], query)
		if err != nil {
			return err
		}
		return k.entry("Set", e.Seq)
	}
	routes, err := c.Routes(ctx)
	if err != nil {
		return err
	}
	for _, level := range slices.Sorted(maps.Keys(routes)) {
		if len(args) == 1 && args[0] != level {
			continue
		}
		n, err := c.Count(ctx, "queue:"+level)
		if err != nil {
			return err
		}
		if err := k.print(struct {
			V       int    `json:"v"`
			Level   string `json:"level"`
			Query   string `json:"query"`
			Waiting int    `json:"waiting"`
		}{1, level, routes[level], n.Records}, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d records wait; what goes there: %s\n", level, n.Records, routes[level])
		}); err != nil {
			return err
		}
	}
	return nil
}

func drawSample(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	m, err := c.DrawSample(ctx, casework.DrawSpec{Set: *f.set, Query: first1(args), Level: *f.level, Size: *f.size, Seed: *f.seed,
		Margin: *f.margin / 100, Confidence: *f.confidence / 100})
	if err != nil {
		return err
	}
	return k.made(m)
}

func estimateSample(ctx context.Context, k *call, c *casework.Case, f batchFlags, args []string) error {
	e, err := c.Estimated(ctx, args[0])
	if err != nil {
		return err
	}
	if f.asked() {
		r, err := c.EstimateReport(ctx, e)
		if err != nil {
			return err
		}
		return k.write(ctx, f.reportFlags, r)
	}
	if err := k.print(struct {
		V int `json:"v"`
		casework.Estimate
	}{1, e}, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %d of %d records checked, drawn from %d\n", e.Batch, e.Checked, e.Size, e.Population)
		for _, x := range e.Errors {
			fmt.Fprintf(w, "  %-18s %4d wrong, %.2f %%; with %g %% confidence %.2f to %.2f %%: %d to %d records\n", x.Field, x.Overturned, 100*x.Share, 100*e.Confidence, 100*x.Low, 100*x.High, x.Fewest, x.Most)
		}
		for _, x := range e.Ways {
			fmt.Fprintf(w, "  %s %s to %s: %d; %.2f to %.2f %%: %d to %d records\n", x.Field, nothing(x.From), nothing(x.To), x.Records, 100*x.Low, 100*x.High, x.Fewest, x.Most)
		}
	}); err != nil {
		return err
	}
	if e.Checked < e.Size {
		return look("estimating from a sample that is not checked yet")
	}
	return nil
}

func nothing(v string) string {
	if v == "" {
		return "(nothing)"
	}
	return v
}

func redrawSample(ctx context.Context, k *call, c *casework.Case, _ batchFlags, args []string) error {
	r, err := c.Redraw(ctx, args[0])
	if err != nil {
		return err
	}
	if err := k.print(struct {
		V int `json:"v"`
		casework.Redrawn
	}{1, r}, func(w io.Writer) {
		fmt.Fprintf(w, "%s: the seed %s draws %s from the population of %d (SHA-256 %s).\n", r.Batch, r.Seed, map[bool]string{true: "the same records", false: "OTHER RECORDS"}[r.Same], r.Population, r.Sum)
		fmt.Fprintf(w, "The query finds %d now: %d joined, %d left.\n", r.Now, r.Joined, r.Left)
	}); err != nil {
		return err
	}
	if !r.Same {
		return look("drawing a sample again")
	}
	return nil
}

func overturns(ctx context.Context, k *call, c *casework.Case, f batchFlags, _ []string) error {
	spec := casework.OverturnSpec{Level: *f.level, Batch: *f.batch, Confidence: *f.confidence / 100}
	o, err := c.Overturned(ctx, spec)
	if err != nil {
		return err
	}
	if f.asked() {
		r, err := c.OverturnReport(ctx, o, spec)
		if err != nil {
			return err
		}
		return k.write(ctx, f.reportFlags, r)
	}
	return k.print(struct {
		V int `json:"v"`
		casework.Overturns
	}{1, o}, func(w io.Writer) { printOverturns(w, o) })
}

func printOverturns(w io.Writer, o casework.Overturns) {
	fmt.Fprintf(w, "%d checked: %d left as they were, %d overturned; %d more decided that nobody had coded\n", o.Checked, o.Agreed, o.Checked-o.Agreed, o.Undecided)
	for _, r := range o.Rates {
		who := r.Reviewer
		if who == "" {
			who = "(all)"
		}
		fmt.Fprintf(w, "  %-16s %-18s %5d of %5d overturned, %6.2f %% (%.2f to %.2f)\n", who, r.Field, r.Overturned, r.Checked, 100*r.Share, 100*r.Low, 100*r.High)
	}
	for _, x := range o.Ways {
		fmt.Fprintf(w, "  %s from %s to %s: %d\n", x.Field, nothing(x.From), nothing(x.To), x.Records)
	}
	for _, x := range o.List {
		fmt.Fprintf(w, "%s  %s: %s by %s, %s by %s (%s)\n", x.Record, x.Field, nothing(x.From), x.By, nothing(x.To), x.Checker, x.Batch)
	}
}
