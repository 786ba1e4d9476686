// Package progress is the one way long work tells how far it is: a Tick, a
// Func that takes it, and printers as text and as JSON lines.
package progress

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Tick is one report. Total is 0 while it is unknown. Item names a file or
// position, never content.
type Tick struct {
	Stage    string `json:"stage"`
	Item     string `json:"item,omitempty"`
	Done     int64  `json:"done"`
	Total    int64  `json:"total,omitempty"`
	Problems int64  `json:"problems,omitempty"`
}

// Func takes reports; it is called from one goroutine at a time and must not block.
type Func func(Tick)

// None drops every report.
func None(Tick) {}

// Throttle passes on at most one report per interval and stage, the first and
// the last of a stage (Done == Total) always.
func Throttle(every time.Duration, f Func) Func {
	var last time.Time
	var stage string
	return func(t Tick) {
		now := time.Now()
		if t.Stage != stage || (t.Total > 0 && t.Done >= t.Total) || now.Sub(last) >= every {
			last, stage = now, t.Stage
			f(t)
		}
	}
}

// Text prints one line a report, rewriting the line in place.
func Text(w io.Writer) Func {
	return func(t Tick) {
		of := ""
		if t.Total > 0 {
			of = fmt.Sprintf(" of %d", t.Total)
		}
		bad := ""
		if t.Problems > 0 {
			bad = fmt.Sprintf(", %d problems", t.Problems)
		}
		fmt.Fprintf(w, "\r\x1b[K%s: %d%s%s", t.Stage, t.Done, of, bad)
		if t.Total > 0 && t.Done >= t.Total {
			fmt.Fprintln(w)
		}
	}
}

// JSON prints one object a line.
func JSON(w io.Writer) Func {
	enc := json.NewEncoder(w)
	return func(t Tick) {
		_ = enc.Encode(struct {
			V int `json:"v"`
			Tick
		}{1, t})
	}
}
