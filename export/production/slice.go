package production

import (
	"fmt"
	"slices"
	"time"

	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// Context is what goes with the events of a conversation that a query chooses:
// so many events before and after each, the days they lie on, or the whole
// conversation, which is also what the zero Context means.
type Context struct {
	Events *int `json:"events,omitempty"`
	Day    bool `json:"day,omitempty"`
	Whole  bool `json:"whole,omitempty"`
}

// maxContext is the most events that may go with one on each side: beyond it a
// whole day or the whole conversation is meant.
const maxContext = 1000

func (c Context) check() error {
	n := 0
	for _, set := range []bool{c.Events != nil, c.Day, c.Whole} {
		if set {
			n++
		}
	}
	switch {
	case n > 1:
		return fmt.Errorf(`want one of {"events": n}, {"day": true} and {"whole": true}`)
	case c.Events != nil && (*c.Events < 0 || *c.Events > maxContext):
		return fmt.Errorf("want 0 to %d events on each side", maxContext)
	}
	return nil
}

// Sliced tells that conversations leave in parts: the query is asked of events.
func (c Context) Sliced() bool { return c.Events != nil || c.Day }

// Around gives the events that leave when those at hits were chosen, all by
// their places in the record's Log, ascending. Days are those of zone.
func (c Context) Around(r *record.Record, hits []int, zone *time.Location) []int {
	n := len(r.Log.Entries)
	keep := make([]bool, n)
	days := map[string]bool{}
	day := func(i int) string {
		e := &r.Log.Entries[i]
		if e.At == 0 {
			return fmt.Sprint("no time ", i) // it shares its day with no other
		}
		return e.Time(e.At).In(zone).Format(time.DateOnly)
	}
	for _, h := range hits {
		switch {
		case h < 0 || h >= n:
		case c.Events != nil:
			for i := max(0, h-*c.Events); i <= min(n-1, h+*c.Events); i++ {
				keep[i] = true
			}
		case c.Day:
			days[day(h)] = true
		}
	}
	var out []int
	for i := range keep {
		if keep[i] || !c.Sliced() || len(days) > 0 && days[day(i)] {
			out = append(out, i)
		}
	}
	return out
}

// Runs of events, both ends included, are how a journal entry says what part of
// a conversation was produced; none means all of it.
func runsOf(keep []int) (out [][2]int) {
	for _, i := range keep {
		if n := len(out); n > 0 && out[n-1][1]+1 == i {
			out[n-1][1] = i
			continue
		}
		out = append(out, [2]int{i, i})
	}
	return out
}

// Each visits the events of a conversation of n that DocNumber.Events names.
func Each(runs [][2]int, n int, visit func(int)) {
	if len(runs) == 0 {
		runs = [][2]int{{0, n - 1}}
	}
	for _, r := range runs {
		for i := max(0, r[0]); i <= min(n-1, r[1]); i++ {
			visit(i)
		}
	}
}

// cut gives a document as it leaves: of a conversation only the events that the
// plan keeps, the marks moved with them. keep is nil for all.
func (p *Plan) cut(d Document) (out Document, keep []int) {
	keep, ok := p.Frozen.Events[d.Record.ID]
	if !ok || d.Record.Log == nil || len(keep) == len(d.Record.Log.Entries) {
		return d, nil
	}
	out = d
	var pieces []record.Piece
	out.Record, pieces = record.Excerpt(d.Record, keep)
	out.State.Marks = redact.Follow(d.State.Marks, out.Record, pieces)
	return out, slices.Clone(keep)
}

// left says how many events stay behind; what they are stays behind with them.
func left(r *record.Record, keep []int) []qc.Finding {
	if keep == nil {
		return nil
	}
	return []qc.Finding{{V: 1, Check: "events", Severity: qc.Info, Record: string(r.ID), MessageID: r.MessageID, Other: []qc.Place{},
		Why: fmt.Sprintf("%d events of this conversation are produced, %d are not; the pages say where some are left out", len(keep), len(r.Log.Entries)-len(keep))}}
}
