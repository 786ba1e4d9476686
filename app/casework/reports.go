package casework

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"vaughn/export/report"
)

// moment is how reports print a time: in the zone of the case, which they name.
const moment = "2 January 2006, 15:04 MST"

// about is what every report says of itself: which case, when, who, with what,
// and the position of the journal, which `log --verify` proves later.
func (c *Case) about(ctx context.Context) ([]report.Pair, error) {
	m, err := c.Meta(ctx)
	if err != nil {
		return nil, err
	}
	n, err := c.store.Count(ctx)
	if err != nil {
		return nil, err
	}
	head, seq, err := c.store.Head(ctx)
	if err != nil {
		return nil, err
	}
	out := []report.Pair{{Name: "Case", Value: m.Name}}
	if m.Request.Number != "" {
		out = append(out, report.Pair{Name: "Request", Value: m.Request.Number})
	}
	return append(out,
		report.Pair{Name: "Made", Value: fmt.Sprintf("%s, by %s, with %s", c.opt.Now().In(c.zone).Format(moment), c.Actor(), c.opt.Program)},
		report.Pair{Name: "Records in the case", Value: strconv.Itoa(n)},
		report.Pair{Name: "Journal", Value: fmt.Sprintf("entry %d, %s", seq, head)},
	), nil
}

// day is how reports print a date, "" for an unknown one.
func (c *Case) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.zone).Format(time.DateOnly)
}

func numbers(ns ...int) []string {
	out := make([]string, len(ns))
	for i, n := range ns {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// counted are columns of numbers.
func counted(names ...string) []report.Column {
	out := make([]report.Column, len(names))
	for i, n := range names {
		out[i] = report.Column{Name: n, Number: true}
	}
	return out
}
