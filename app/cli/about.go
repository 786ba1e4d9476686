package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/assets"
	"vaughn/index/archive"
	"vaughn/index/fault"
	"vaughn/index/query"
)

func runRebuild(ctx context.Context, k *call) error {
	if err := k.parse(1, 1); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		if err := c.Rebuild(ctx, k.progress()); err != nil {
			return err
		}
		n, err := c.Count(ctx, "*")
		if err != nil {
			return err
		}
		return k.print(struct {
			V       int `json:"v"`
			Records int `json:"records"`
		}{1, n.Records}, func(w io.Writer) { fmt.Fprintf(w, "Rebuilt: %d records can be searched.\n", n.Records) })
	})
}

func runFormats(_ context.Context, k *call) error {
	if err := k.parse(0, 0); err != nil {
		return err
	}
	for _, f := range archive.Formats() {
		i := f.Info()
		if err := k.print(struct {
			V          int      `json:"v"`
			Name       string   `json:"name"`
			Title      string   `json:"title"`
			Extensions []string `json:"extensions"`
			Keeps      string   `json:"keeps"`
			Loses      string   `json:"loses"`
			Proven     string   `json:"proven"`
		}{1, i.Name, i.Title, i.Extensions, i.Keeps, i.Loses, i.Proven}, func(w io.Writer) {
			fmt.Fprintf(w, "%-10s %s (shown on %s)\n           keeps: %s\n", i.Name, i.Title, i.Proven, i.Keeps)
			if i.Loses != "" {
				fmt.Fprintf(w, "           loses: %s\n", i.Loses)
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

func runHelp(_ context.Context, k *call) error {
	if err := k.parse(0, 1); err != nil {
		return err
	}
	if len(k.args) == 0 {
		fmt.Fprintf(k.Out, "Vaughn %s: review for FOIA and eDiscovery.\n\n  vaughn [CASE]                opens the window\n", Version)
		for _, c := range Commands() {
			fmt.Fprintf(k.Out, "  vaughn %-12s %s\n", c.Name, c.Short)
		}
		fmt.Fprintf(k.Out, "\nEvery command takes --json and --quiet. Exit status: 0 done, 1 a person must look, 2 wrong usage, 3 nothing was done.\nTopics: vaughn help %s\n",
			strings.Join(assets.HelpTopics(), " | "))
		return nil
	}
	for _, c := range Commands() {
		if c.Name == k.args[0] && !slices.Contains(assets.HelpTopics(), c.Name) {
			fmt.Fprintf(k.Out, "vaughn %s %s\n\n  %s\n", c.Name, c.Synopsis, c.Short)
			return nil
		}
	}
	text, err := assets.Help(k.args[0])
	if err != nil {
		return &fault.Error{Code: fault.Usage, Op: "helping", Subject: k.args[0], Err: fmt.Errorf("no such topic"), Hint: "Topics: " + strings.Join(assets.HelpTopics(), ", ") + "; commands: " + strings.Join(names(), ", ")}
	}
	fmt.Fprintln(k.Out, text)
	if k.args[0] == "search" {
		fmt.Fprintln(k.Out, "Fields:")
		for _, f := range query.Fields() {
			fmt.Fprintf(k.Out, "  %-12s %s  Example: %s\n", f.Name+":", f.Description, f.Example)
		}
	}
	return nil
}

func runVersion(_ context.Context, k *call) error {
	if err := k.parse(0, 0); err != nil {
		return err
	}
	return k.print(struct {
		V       int    `json:"v"`
		Version string `json:"version"`
	}{1, Version}, func(w io.Writer) { fmt.Fprintln(w, "Vaughn "+Version) })
}
