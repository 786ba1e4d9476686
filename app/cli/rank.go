package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/redact/learn"
)

// rankSummary says what a ranking was learnt from.
type rankSummary struct {
	V        int    `json:"v"`
	For      string `json:"for"`
	Yes      int    `json:"yes"`
	No       int    `json:"no"`
	Presumed int    `json:"presumed"`
	Uncoded  int    `json:"uncoded"`
	Millis   int64  `json:"ms"`
}

type rankLine struct {
	V       int            `json:"v"`
	Rank    int            `json:"rank"`
	Score   float32        `json:"score"`
	ID      record.ID      `json:"id"`
	From    string         `json:"from"`
	Subject string         `json:"subject"`
	Why     []learn.Reason `json:"why,omitempty"`
}

func runRank(ctx context.Context, k *call) error {
	goal := k.flags.String("for", "responsive=yes", "the coding to look for, FIELD=VALUE")
	limit := k.flags.Int("limit", 50, "records to print; 0 prints all")
	why := k.flags.Int("why", 5, "words that count for most, for each record")
	elusion := k.flags.String("elusion", "", "a batch drawn at random from what was not coded: say what it shows of the rest")
	if err := k.parse(1, 2); err != nil {
		return err
	}
	field, value, ok := strings.Cut(*goal, "=")
	if !ok || field == "" || value == "" || *limit < 0 || *why < 0 {
		return k.wrong(fmt.Errorf("--for takes FIELD=VALUE; --limit and --why take numbers"))
	}
	if *elusion != "" {
		return k.elude(ctx, *elusion, casework.Goal{Field: field, Value: value})
	}
	query := "*"
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		r, err := c.Rank(ctx, query, casework.Goal{Field: field, Value: value})
		if err != nil {
			return err
		}
		head := rankSummary{1, *goal, r.Yes, r.No, r.Presumed, len(r.Nums), r.Took.Milliseconds()}
		err = k.print(head, func(w io.Writer) {
			fmt.Fprintf(w, "%d records are not coded in %s; learnt from %d coded %s, %d coded otherwise, %d presumed\n", head.Uncoded, field, head.Yes, value, head.No, head.Presumed)
		})
		if err != nil {
			return err
		}
		n := len(r.Nums)
		if *limit > 0 {
			n = min(n, *limit)
		}
		return k.ranked(ctx, c, r, n, *why)
	})
}

func (k *call) ranked(ctx context.Context, c *casework.Case, r casework.Ranking, n, words int) error {
	const page = 200
	for from := 0; from < n; from += page {
		rows, err := c.Rows(ctx, r.Nums[from:min(n, from+page)])
		if err != nil {
			return err
		}
		for i, row := range rows {
			l := rankLine{V: 1, Rank: from + i + 1, Score: r.Scores[from+i], ID: row.ID, From: row.From, Subject: row.Subject + row.Name}
			if words > 0 {
				if l.Why, err = c.Why(ctx, r, row.ID, words); err != nil {
					return err
				}
			}
			err := k.print(l, func(w io.Writer) {
				fmt.Fprintf(w, "%5d  %.3f  %s  %-25.25s  %-45.45s  %s\n", l.Rank, l.Score, l.ID[:12], l.From, l.Subject, reasons(l.Why))
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// elude prints what a sample of what was not coded shows; status 1 while some of
// it is not coded.
func (k *call) elude(ctx context.Context, batch string, goal casework.Goal) error {
	return k.with(ctx, func(c *casework.Case) error {
		e, err := c.Elude(ctx, batch, goal)
		if err != nil {
			return err
		}
		err = k.print(struct {
			V int `json:"v"`
			casework.Elusion
		}{1, e}, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d of %d drawn from %d records are coded, %d of them %s=%s.\n", e.Batch, e.Checked, e.Size, e.Population, e.Yes, goal.Field, goal.Value)
			fmt.Fprintf(w, "With %.4g %% confidence the %d hold between %d and %d such records (%.2f to %.2f %%).\n", 100*e.Confidence, e.Population, e.Fewest, e.Most, 100*e.Low, 100*e.High)
			fmt.Fprintf(w, "%d were found before: between %.1f and %.1f %% of all.\n", e.Found, 100*e.Recall.Low, 100*e.Recall.High)
		})
		if err == nil && e.Checked < e.Size {
			return look("reading a sample that is not coded yet")
		}
		return err
	})
}

// reasons prints what raised a record, and behind a minus what lowered it.
func reasons(why []learn.Reason) string {
	var b strings.Builder
	for i, r := range why {
		if i > 0 {
			b.WriteString(", ")
		}
		if r.Share < 0 {
			b.WriteString("−")
		}
		b.WriteString(r.Word)
	}
	return b.String()
}
