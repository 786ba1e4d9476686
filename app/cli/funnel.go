package cli

import (
	"context"
	"fmt"
	"io"

	"vaughn/app/casework"
)

type stageLine struct {
	V     int    `json:"v"`
	Stage string `json:"stage"`
	casework.Sums
	LeftOut casework.Sums `json:"left_out"`
}

type shareLine struct {
	V         int    `json:"v"`
	Custodian string `json:"custodian"`
	Collected int    `json:"collected"`
	Unique    int    `json:"de_duplicated"`
	Alone     int    `json:"held_by_no_other"`
	Hit       int    `json:"hit"`
	Reviewed  int    `json:"reviewed"`
	Produced  int    `json:"produced"`
}

type besideLine struct {
	V        int             `json:"v"`
	Coded    map[string]int  `json:"reviewed_as"`
	Produced casework.Beside `json:"produced_otherwise"`
}

// runFunnel prints how much is left at each step from collection to production.
func runFunnel(ctx context.Context, k *call) error {
	f := k.reportFlags()
	if err := k.parse(1, 2); err != nil {
		return err
	}
	if err := k.reportFormat(f); err != nil {
		return err
	}
	query := ""
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		sum, err := c.Funnel(ctx, query)
		if err != nil {
			return err
		}
		if !f.asked() {
			return k.funnel(sum)
		}
		r, err := c.FunnelReport(ctx, sum)
		if err != nil {
			return err
		}
		return k.write(ctx, f, r)
	})
}

func (k *call) funnel(f casework.Funnel) error {
	if !k.json {
		fmt.Fprintf(k.Out, "%-14s %9s %9s %9s   %s\n", "", "records", "messages", "families", "left out")
	}
	for i, s := range f.Stages {
		err := k.print(stageLine{1, s.Name, s.Sums, s.LeftOut}, func(w io.Writer) {
			fmt.Fprintf(w, "%-14s %9d %9d %9d", s.Name, s.Records, s.Messages, s.Families)
			if i > 0 {
				fmt.Fprintf(w, "   %d, %d, %d", s.LeftOut.Records, s.LeftOut.Messages, s.LeftOut.Families)
			}
			fmt.Fprintln(w)
		})
		if err != nil {
			return err
		}
	}
	for _, s := range f.Custodians {
		line := shareLine{1, s.Name, s.Collected, s.Unique, s.Alone, s.Hit, s.Reviewed, s.Produced}
		err := k.print(line, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d collected, %d de-duplicated (%d held by no other), %d hit, %d reviewed, %d produced\n",
				s.Name, s.Collected, s.Unique, s.Alone, s.Hit, s.Reviewed, s.Produced)
		})
		if err != nil {
			return err
		}
	}
	coded := map[string]int{}
	for _, v := range f.Coded {
		coded[v.Value] = v.Records
	}
	return k.print(besideLine{1, coded, f.Beside}, func(w io.Writer) {
		for _, v := range f.Coded {
			fmt.Fprintf(w, "reviewed as %s: %d\n", v.Value, v.Records)
		}
		if b := f.Beside; b != (casework.Beside{}) {
			fmt.Fprintf(w, "produced otherwise: %d never reviewed, %d not found by the query\n", b.Unreviewed, b.NotHit)
		}
	})
}
