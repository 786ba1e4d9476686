package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/index/thread"
)

type nearLine struct {
	V       int          `json:"v"`
	Records []nearRecord `json:"records"`
}

type nearRecord struct {
	ID         string  `json:"id"`
	MessageID  string  `json:"message_id"`
	Kind       string  `json:"kind"`
	Like       string  `json:"like"`
	Similarity float64 `json:"similarity"`
}

func runNear(ctx context.Context, k *call) error {
	at := k.flags.Float64("at", 0.8, "least similarity, above 0 up to 1")
	diff := k.flags.Bool("diff", false, "compare two records word by word")
	if err := k.parse(1, 3); err != nil {
		return err
	}
	if *diff != (len(k.args) == 3) || len(k.args) == 2 {
		return k.wrong(errors.New("--diff goes with two records"))
	}
	if *diff {
		return k.difference(ctx)
	}
	if !(*at > 0 && *at <= 1) {
		return k.wrong(errors.New("--at lies outside 0..1"))
	}
	return k.with(ctx, func(c *casework.Case) error {
		sets, err := c.Near(ctx, *at)
		if err != nil {
			return err
		}
		for _, s := range sets {
			out := nearLine{V: 1}
			for i, r := range s.Rows {
				out.Records = append(out.Records, nearRecord{string(r.ID), r.MessageID, r.Kind, string(s.Rows[s.Like[i]].ID), s.At[i]})
			}
			err := k.print(out, func(w io.Writer) {
				fmt.Fprintf(w, "%d records\n", len(s.Rows))
				for i, r := range s.Rows {
					fmt.Fprintf(w, "  %s  %3.0f%% like %s  %-10s  %-30.30s  %s\n", r.ID[:12], 100*s.At[i], s.Rows[s.Like[i]].ID[:12], r.Kind, r.From, r.Subject+r.Name)
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type diffLine struct {
	V          int        `json:"v"`
	A          string     `json:"a"`
	B          string     `json:"b"`
	Similarity float64    `json:"similarity"`
	Same       int        `json:"same"`
	OnlyA      int        `json:"only_a"`
	OnlyB      int        `json:"only_b"`
	Edits      []diffEdit `json:"edits"`
}

// diffEdit is a run of words: in both, or in one alone.
type diffEdit struct {
	Op   thread.Op `json:"op"`
	Text string    `json:"text"`
}

func (k *call) difference(ctx context.Context) error {
	return k.with(ctx, func(c *casework.Case) error {
		var ids [2]record.ID
		for i, name := range k.args[1:] {
			id, err := c.Called(ctx, name)
			if err != nil {
				return err
			}
			ids[i] = id
		}
		d, err := c.Difference(ctx, ids[0], ids[1])
		if err != nil {
			return err
		}
		out := diffLine{1, string(ids[0]), string(ids[1]), d.Similarity, d.Both, d.Only[0], d.Only[1], []diffEdit{}}
		for _, e := range d.Edits {
			text := d.Texts[0][e.A.Start:e.A.End]
			if e.Op == thread.Added {
				text = d.Texts[1][e.B.Start:e.B.End]
			}
			out.Edits = append(out.Edits, diffEdit{e.Op, text})
		}
		return k.print(out, func(w io.Writer) { diffText(w, d, out) })
	})
}

// diffText marks what stands in one text alone: [-first-] {+second+}.
func diffText(w io.Writer, d casework.Difference, out diffLine) {
	for i, r := range d.Rows {
		fmt.Fprintf(w, "%s  %s  %s\n", []string{"-", "+"}[i], r.ID, r.From+"  "+r.Subject+r.Name)
	}
	fmt.Fprintf(w, "%.0f%% alike, %d words in both, %d in the first alone, %d in the second alone\n\n", 100*d.Similarity, d.Both, d.Only[0], d.Only[1])
	for i, e := range out.Edits {
		open, end := "", ""
		switch e.Op {
		case thread.Deleted:
			open, end = "[-", "-]"
		case thread.Added:
			open, end = "{+", "+}"
		}
		if i > 0 {
			fmt.Fprint(w, " ")
		}
		fmt.Fprint(w, open+e.Text+end)
	}
	fmt.Fprintln(w)
}
