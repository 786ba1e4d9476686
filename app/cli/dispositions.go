package cli

import (
	"context"
	"fmt"
	"io"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// runDispositions says what becomes of the records, or decides it.
func runDispositions(ctx context.Context, k *call) error {
	d := casework.Disposal{}
	k.flags.StringVar(&d.Agency, "agency", "", "the agency a record is referred to or consulted about")
	k.flags.StringVar(&d.Contact, "contact", "", "its FOIA contact")
	k.flags.StringVar(&d.Sent, "sent", "", "day on which it was sent, 2024-03-31")
	k.flags.StringVar(&d.Returned, "returned", "", "day on which it came back")
	k.flags.StringVar(&d.Note, "note", "", "why, kept in the journal")
	each := k.flags.Bool("each", false, "list each record")
	if err := k.parse(1, 4); err != nil {
		return err
	}
	what := ""
	if len(k.args) > 1 {
		what = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		switch {
		case what == "set" && len(k.args) == 4:
			return k.dispose(ctx, c, d)
		case what == "exclude" && len(k.args) == 4:
			n, err := c.ExcludeAll(ctx, k.args[2], k.args[3], d.Note)
			return k.did(n, err)
		case what == "include" && len(k.args) == 3:
			return k.did(1, c.Include(ctx, []record.ID{record.ID(k.args[2])}))
		case what == "excluded" && len(k.args) == 2:
			return k.excluded(ctx, c)
		case len(k.args) > 2:
			return k.wrong(fmt.Errorf("want set QUERY DISPOSITION, exclude QUERY PARAGRAPH or include RECORD"))
		}
		return k.dispositions(ctx, c, what, *each)
	})
}

func (k *call) dispose(ctx context.Context, c *casework.Case, d casework.Disposal) error {
	if k.args[3] != "none" {
		as, err := review.ParseDisposition(k.args[3])
		if err != nil {
			return k.wrong(err)
		}
		d.As = as
	}
	n, err := c.Dispose(ctx, k.args[2], d)
	return k.did(n, err)
}

func (k *call) did(n int, err error) error {
	if err != nil {
		return err
	}
	return k.print(struct {
		V       int `json:"v"`
		Records int `json:"records"`
	}{1, n}, func(w io.Writer) { fmt.Fprintf(w, "%d records decided.\n", n) })
}

func (k *call) excluded(ctx context.Context, c *casework.Case) error {
	ids, err := c.Exclusions(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := k.print(map[string]any{"v": 1, "record": id}, func(w io.Writer) { fmt.Fprintln(w, id) }); err != nil {
			return err
		}
	}
	return nil
}

func (k *call) dispositions(ctx context.Context, c *casework.Case, query string, each bool) error {
	all, sum, err := c.Dispositions(ctx, query)
	if err != nil {
		return err
	}
	problems := 0
	for _, d := range all {
		if d.Problem != "" {
			problems++
		}
		if !each && d.Problem == "" {
			continue
		}
		if err := k.print(struct {
			V int `json:"v"`
			casework.Disposed
		}{1, d}, func(w io.Writer) { fmt.Fprintf(w, "%-9s %s %s\n", string(d.Disposition), d.Record, d.Problem) }); err != nil {
			return err
		}
	}
	if err := k.print(struct {
		V int `json:"v"`
		casework.DispositionCounts
	}{1, sum}, func(w io.Writer) {
		for _, d := range review.Dispositions() {
			fmt.Fprintf(w, "%8d  %-9s %s\n", sum.Of[d], string(d), d)
		}
		fmt.Fprintf(w, "%8d  located\n", sum.Located)
	}); err != nil {
		return err
	}
	if problems > 0 {
		return look("reading the dispositions")
	}
	return nil
}
