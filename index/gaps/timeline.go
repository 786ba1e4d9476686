package gaps

import (
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
	"vaughn/index/record"
)

// Timeline is a conversation at a glance: equal steps of calendar time from the
// first entry to the last. Entries without a time are not in it.
type Timeline struct {
	Step string `json:"step"` // day, week, month, quarter or year
	Bins []Bin  `json:"bins"`
}

// Bin is one step. Held counts what was written by members whose own export is
// in the case or who own the archive, Others what was written by all others;
// what the platform wrote is in neither.
type Bin struct {
	From    time.Time `json:"from"` // its first moment, in the zone of the report
	Held    int       `json:"held"`
	Others  int       `json:"others"`
	Deleted int       `json:"deleted,omitempty"`
	Edited  int       `json:"edited,omitempty"`
	Files   int       `json:"missing_files,omitempty"`
	Targets int       `json:"missing_targets,omitempty"` // answers and changes whose object is not held
	Timers  int       `json:"timers,omitempty"`
	Joins   int       `json:"joins_and_leaves,omitempty"`
	Silent  bool      `json:"silent,omitempty"` // a silence that the report names lies over it
}

// Entries is what was written in the step.
func (b Bin) Entries() int { return b.Held + b.Others }

// Marks are one letter for each thing that happened: D deleted, E edited,
// F missing file, R missing target, T timers set, J joined or left, and "-" for
// a silence.
func (b Bin) Marks() string {
	var out strings.Builder
	for _, m := range []struct {
		n int
		c byte
	}{{b.Deleted, 'D'}, {b.Edited, 'E'}, {b.Files, 'F'}, {b.Targets, 'R'}, {b.Timers, 'T'}, {b.Joins, 'J'}} {
		if m.n > 0 {
			out.WriteByte(m.c)
		}
	}
	if b.Silent {
		out.WriteByte('-')
	}
	return out.String()
}

// MarksLegend says what the letters of Bin.Marks mean.
const MarksLegend = "D deleted, E edited, F file not held, R answer or change to something not held, T timers set, J joined or left, - silence."

// Bar is a value as a row of squares, most being as long as width; anything
// above 0 is seen. Squares have gaps between them: a solid black bar on paper
// says that something is withheld.
func Bar(n, most, width int) string {
	if n <= 0 || most <= 0 {
		return ""
	}
	return strings.Repeat("■", max(1, n*width/most))
}

// Most is the highest count of entries in a step.
func (t Timeline) Most() int {
	most := 0
	for _, b := range t.Bins {
		most = max(most, b.Entries())
	}
	return most
}

// Strip draws the timeline in two lines of one character a step, for a type of
// equal widths: how much was written, and the weightiest mark.
func (t Timeline) Strip() (entries, marks string) {
	levels := []rune("▁▂▃▄▅▆▇█")
	most := t.Most()
	var up, down strings.Builder
	for _, b := range t.Bins {
		switch n := b.Entries(); {
		case n == 0:
			up.WriteByte(' ')
		default:
			up.WriteRune(levels[(n*len(levels)-1)/most])
		}
		m := b.Marks()
		if m == "" {
			m = " "
		}
		down.WriteByte(m[0])
	}
	return up.String(), down.String()
}

// steps are the widths of a timeline, from fine to coarse.
var steps = []struct {
	name         string
	days, months int
}{{"day", 1, 0}, {"week", 7, 0}, {"month", 0, 1}, {"quarter", 0, 3}, {"year", 0, 12}}

// longest bounds the timeline of a conversation that a wrong clock stretches.
const longest = 200

// bins are the empty steps; the finest step that fits is taken.
func (s *survey) bins() Timeline {
	most := s.opt.Bins
	if most <= 0 {
		most = 60
	}
	var t Timeline
	for i, step := range steps {
		if i == len(steps)-1 {
			most = longest
		}
		t.Step, t.Bins = step.name, nil
		for at := s.begin(step.name); !at.After(s.Last) && len(t.Bins) <= most; at = at.AddDate(0, step.months, step.days) {
			t.Bins = append(t.Bins, Bin{From: at})
		}
		if len(t.Bins) <= most {
			break
		}
	}
	return t
}

func (s *survey) timeline() Timeline {
	if s.First.IsZero() {
		return Timeline{}
	}
	t, held, own := s.bins(), s.held(), map[string]bool{}
	for _, m := range s.log.Members {
		own[m.ID] = m.Own || s.opt.Held != nil && s.opt.Held(m).Held
	}
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.At != 0 {
			t.at(e.Time(e.At)).count(e, own[e.From], e.Orphan || e.ReplyTo != "" && !held[e.ReplyTo])
		}
	}
	for _, f := range s.Findings {
		if f.Kind == Silence {
			t.shade(f.From, f.To.AddDate(0, 0, 1), s.Last)
		}
	}
	return t
}

func (b *Bin) count(e *record.Entry, own, dangling bool) {
	switch {
	case wrote(e) && own:
		b.Held++
	case wrote(e):
		b.Others++
	case e.Kind == message.EventJoin || e.Kind == message.EventLeave:
		b.Joins++
	}
	b.Files += len(e.Missing)
	for _, m := range []struct {
		is bool
		n  *int
	}{{e.Deleted, &b.Deleted}, {e.Edits > 0, &b.Edited}, {dangling, &b.Targets}, {e.Timer != "", &b.Timers}} {
		if m.is {
			*m.n++
		}
	}
}

// shade marks the empty steps that a silence lies over.
func (t Timeline) shade(from, to, last time.Time) {
	for i := range t.Bins {
		end := last
		if i+1 < len(t.Bins) {
			end = t.Bins[i+1].From
		}
		if b := &t.Bins[i]; b.Entries() == 0 && b.From.Before(to) && end.After(from) {
			b.Silent = true
		}
	}
}

// at is the bin of a moment between the first and the last entry.
func (t Timeline) at(m time.Time) *Bin {
	i, ok := slices.BinarySearchFunc(t.Bins, m, func(b Bin, m time.Time) int { return b.From.Compare(m) })
	if !ok {
		i--
	}
	return &t.Bins[max(i, 0)]
}

// begin is the start of the step that holds the first entry; weeks begin on
// Monday.
func (s *survey) begin(step string) time.Time {
	y, m, d := s.First.In(s.opt.Zone).Date()
	switch step {
	case "week":
		d -= (int(s.First.In(s.opt.Zone).Weekday()) + 6) % 7
	case "month":
		d = 1
	case "quarter":
		m, d = m-(m-1)%3, 1
	case "year":
		m, d = 1, 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, s.opt.Zone)
}
