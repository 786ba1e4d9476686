package cli

import (
	"context"
	"fmt"
	"io"

	"vaughn/app/casework"
)

type renderLine struct {
	V       int        `json:"v"`
	Made    int        `json:"rendered"`
	Already int        `json:"already"`
	Decided []string   `json:"with_marks"`
	Failed  []failLine `json:"failed"`
	Other   int        `json:"other"`
}

type failLine struct {
	Record string `json:"record"`
	Why    string `json:"why"`
}

func runRender(ctx context.Context, k *call) error {
	if err := k.parse(1, 2); err != nil {
		return err
	}
	query := "*"
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error { return k.render(ctx, c, query) })
}

// render shows the files that a query finds as pages and prints what became of them.
func (k *call) render(ctx context.Context, c *casework.Case, query string) error {
	got, err := c.Render(ctx, query, k.progress())
	if err != nil {
		return err
	}
	line := renderLine{V: 1, Made: got.Made, Already: got.Already, Decided: []string{}, Failed: []failLine{}, Other: got.Other}
	for _, id := range got.Decided {
		line.Decided = append(line.Decided, string(id))
	}
	for _, f := range got.Failed {
		line.Failed = append(line.Failed, failLine{string(f.ID), f.Why})
	}
	return k.print(line, func(w io.Writer) {
		fmt.Fprintf(w, "%d records shown as pages, %d were before, %d files of other kinds\n", got.Made, got.Already, got.Other)
		for _, f := range got.Failed {
			fmt.Fprintf(w, "%s: %s; it is shown by its words\n", f.ID, f.Why)
		}
		for _, id := range got.Decided {
			fmt.Fprintf(w, "%s: marks stand on its words; take them back to show it as pages\n", id)
		}
	})
}
