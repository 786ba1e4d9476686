package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/disk"
)

// facets prints how the hits of a query fall, a facet a line of JSON, and the
// picture of who wrote to whom.
func (k *call) facets(ctx context.Context, c *casework.Case, query, by string) error {
	if !slices.Contains([]string{"year", "month", "day"}, by) {
		return k.wrong(fmt.Errorf("dates are counted by year, month or day"))
	}
	all, err := c.Facets(ctx, query, casework.FacetOptions{By: by})
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Values == nil {
			f.Values = []casework.FacetValue{}
		}
		err := k.print(struct {
			V int `json:"v"`
			casework.Facet
		}{1, f}, func(w io.Writer) { facetText(w, f) })
		if err != nil {
			return err
		}
	}
	p, err := c.Picture(ctx, query)
	if err != nil {
		return err
	}
	return k.print(struct {
		V       int              `json:"v"`
		Picture casework.Picture `json:"picture"`
	}{1, p}, func(w io.Writer) {
		fmt.Fprintln(w, "who wrote to whom")
		for _, q := range p.Pairs[:min(20, len(p.Pairs))] {
			fmt.Fprintf(w, "%9d  %s -> %s\n", q.Messages, q.From, q.To)
		}
	})
}

// searchRecord writes the record of a search to a new file.
func (k *call) searchRecord(ctx context.Context, c *casework.Case, query, file string) error {
	r, err := c.SearchRecord(ctx, query)
	if err != nil {
		return err
	}
	if filepath.Ext(file) != ".json" {
		f := reportFlags{format: new(string), out: &file}
		if err := k.reportFormat(f); err != nil {
			return err
		}
		return k.write(ctx, f, r)
	}
	body, err := json.MarshalIndent(struct {
		V      int           `json:"v"`
		Query  string        `json:"query"`
		Record report.Report `json:"record"`
	}{1, query, r}, "", "  ")
	if err != nil {
		return err
	}
	return report.SaveAs(file, func(w io.Writer) error {
		if _, err := w.Write(append(body, '\n')); err != nil {
			return disk.Coded("writing the record of the search", file, err)
		}
		return nil
	})
}

func facetText(w io.Writer, f casework.Facet) {
	if len(f.Values) == 0 {
		return
	}
	fmt.Fprintln(w, f.Name)
	for _, v := range f.Values {
		fmt.Fprintf(w, "%9d  %-40s %s\n", v.Records, v.Value, v.Narrow)
	}
	if f.More > 0 {
		fmt.Fprintf(w, "           and %d more\n", f.More)
	}
}

func runSearches(ctx context.Context, k *call) error {
	if err := k.parse(1, 4); err != nil {
		return err
	}
	do := append(k.args[1:], "")[0]
	if n := map[string]int{"": 1, "save": 4, "remove": 3}[do]; n != len(k.args) {
		return k.wrong(fmt.Errorf("%d arguments", len(k.args)))
	}
	return k.with(ctx, func(c *casework.Case) error {
		switch do {
		case "save":
			if _, err := c.SaveSearch(ctx, k.args[2], k.args[3]); err != nil {
				return err
			}
		case "remove":
			if _, err := c.RemoveSearch(ctx, k.args[2]); err != nil {
				return err
			}
		}
		all, err := c.SavedSearches(ctx)
		if err != nil {
			return err
		}
		for _, s := range all {
			err := k.print(struct {
				V int `json:"v"`
				casework.Saved
			}{1, s}, func(w io.Writer) {
				fmt.Fprintf(w, "%-24s %s  (%s, %s)\n", s.Name, s.Query, s.By, s.At.In(c.Zone()).Format("2006-01-02 15:04"))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
