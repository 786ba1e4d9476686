package gaps

import (
	"fmt"
	"slices"
	"time"

	"vaughn/index/message"
)

// minDays is how many days of activity make a baseline: below it no stretch is
// called silent.
const minDays = 5

// A pause is silence when it is quiet times as long as the usual one and has
// leastQuiet days at least: a long weekend is no finding.
const (
	quiet      = 4
	leastQuiet = 5
)

// silences holds each pause against the conversation's own baseline, the median
// of its pauses.
func (s *survey) silences() {
	var days []time.Time
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if e.At == 0 {
			continue
		}
		y, m, d := e.Time(e.At).In(s.opt.Zone).Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		days = append(days, day)
	}
	slices.SortFunc(days, time.Time.Compare)
	days = slices.Compact(days)
	if len(days) < minDays {
		return
	}
	var pauses []int
	for i := 1; i < len(days); i++ {
		pauses = append(pauses, int(days[i].Sub(days[i-1])/(24*time.Hour))-1)
	}
	sorted := slices.Sorted(slices.Values(pauses))
	usual := sorted[(len(sorted)-1)/2]
	for i, p := range pauses {
		if p < leastQuiet || p < quiet*(usual+1) {
			continue
		}
		from, to := days[i].AddDate(0, 0, 1), days[i+1].AddDate(0, 0, -1)
		s.found(Finding{
			Kind: Silence, Sure: Inferred, Count: p, From: s.local(from), To: s.local(to),
			Text: fmt.Sprintf("No entry on %s, from %s to %s.", plural(p, "day", "days"), from.Format(time.DateOnly), to.Format(time.DateOnly)),
			Why:  fmt.Sprintf("This conversation was active on %d days; half of its pauses last %s or less. People may simply not have written.", len(days), plural(usual, "day", "days")),
		})
	}
}

// local is the beginning of a calendar day in the zone of the report.
func (s *survey) local(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.opt.Zone)
}

// people asks of each member whether he ever wrote and whether his own export
// is there, and of a room how it began.
func (s *survey) people() {
	said := map[string]int{}
	all, begun := 0, s.log.Direct
	for i := range s.log.Entries {
		e := &s.log.Entries[i]
		if wrote(e) {
			said[e.From]++
			all++
		}
		begun = begun || e.Kind == message.EventJoin
	}
	s.oneSided(said, all)
	for _, m := range s.log.Members {
		if s.opt.Held == nil {
			break
		}
		c := s.opt.Held(m)
		if c.Held {
			continue
		}
		why := "Names, addresses and confirmed forms of members were compared with the custodians of the case. The person may be named otherwise there, or be no custodian of this agency."
		if c.Perhaps != "" {
			why = "The evidence proposes that this is the custodian " + c.Perhaps + "; nobody confirmed it yet."
		}
		s.found(Finding{Kind: NoExport, Sure: Inferred, Count: 1, Person: m.ID,
			Text: "The case holds no archive of which " + s.called(m.ID) + " is named as the custodian.", Why: why})
	}
	if !begun && s.log.Platform == "wickr" && len(s.log.Entries) > 0 {
		s.found(Finding{Kind: Unstarted, Sure: Inferred, Count: 1, To: s.First,
			Text: "The archive does not hold the creation of this room, nor anybody's joining.",
			Why:  "An archive that runs from the start begins with it. The archive may have been switched on later."})
	}
}

// least is how many entries of one side make the other's absence worth telling.
const least = 10

// oneSided asks whether one member alone ever wrote.
func (s *survey) oneSided(said map[string]int, all int) {
	if all < least || len(s.log.Members) < 2 || len(said) != 1 {
		return
	}
	var silent []string
	for _, m := range s.log.Members {
		if said[m.ID] == 0 {
			silent = append(silent, m.ID)
		}
	}
	f := Finding{Kind: OneSided, Sure: Inferred, Count: len(silent), From: s.First, To: s.Last}
	switch {
	case len(s.log.Members) == 2 && len(silent) == 1:
		f.Person = silent[0]
		f.Text = "The archive holds no entry written" + s.by(silent[0]) + ", and " + plural(all, "entry", "entries") + " of the other side."
		f.Why = "One of two people never wrote. The other half may lie in an archive that was not handed over, or there was none."
	case len(silent) > 0:
		f.Text = fmt.Sprintf("All %d entries are by one of %d members; the archive holds none of the others.", all, len(s.log.Members))
		f.Why = "A room in which one member alone writes may serve announcements, or the archive may hold one side only."
	default:
		return
	}
	s.found(f)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Totals sums findings by kind over many conversations, for a declarant's
// sentence.
func Totals(cs []Conversation) map[string]int {
	out := map[string]int{}
	for _, c := range cs {
		for _, f := range c.Findings {
			out[f.Kind] += f.Count
		}
	}
	return out
}

// Meaning says in one sentence what a kind of finding is.
func Meaning(kind string) string {
	return map[string]string{
		Deleted:      "Entries that were deleted, recalled or unsent.",
		Edited:       "Entries that were edited.",
		MissingFile:  "Files that are named and not held.",
		MissingReply: "Answers to an entry or a mail that is not held.",
		Orphan:       "Edits, reactions and deletions of an entry that is not held.",
		Timer:        "Expiry or burn on read was set or changed.",
		Expired:      "Entries that the platform was to delete, and that are held.",
		Silence:      "Days without entries against the conversation's own habit.",
		NoExport:     "Members whose own export is not in the case.",
		OneSided:     "Members who never wrote while another did.",
		Untimed:      "Entries without a readable time.",
		Unstarted:    "Nothing tells how the room began.",
		Sequence:     "Numbers left out of the platform's own count.",
		RowLimit:     "Exports that end at a number where tools stop.",
	}[kind]
}
