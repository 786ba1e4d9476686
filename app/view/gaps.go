package view

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/gaps"
	"vaughn/index/record"
)

// GapsState is what the records show to be missing.
type GapsState struct {
	Loaded  bool
	Working string // "", or what is being done, in words
	About   []GapRow
	Totals  map[string]int // findings by kind
	Said    string
	Version int
	Err     *Trouble
}

// GapRow is one conversation, all mails, or one source.
type GapRow struct {
	gaps.Conversation
	Title string
}

// Certain counts the findings that the archive itself tells.
func (g GapRow) Certain() int {
	n := 0
	for _, f := range g.Findings {
		if f.Sure == gaps.Certain {
			n++
		}
	}
	return n
}

// Gaps is the model of the screen on what is not held.
type Gaps struct {
	model[GapsState]
	d    *Desk
	work newest
}

// Load examines all conversations.
func (m *Gaps) Load() {
	m.run("Examining conversations", func(ctx context.Context) (string, error) {
		rep, err := m.d.Case.GapReport(ctx, "", 0)
		if err != nil {
			return "", err
		}
		rows := make([]GapRow, 0, len(rep.Conversations))
		for _, g := range rep.All() {
			rows = append(rows, GapRow{g, m.title(ctx, g)})
		}
		m.change(func(s *GapsState) {
			s.Loaded, s.About, s.Totals = true, rows, gaps.Totals(rep.All())
			s.Version++
		})
		return "", nil
	})
}

// title is what a person knows a conversation by.
func (m *Gaps) title(ctx context.Context, g gaps.Conversation) string {
	switch g.Platform {
	case casework.AboutMail:
		return "Mails that answer what nobody holds"
	case casework.AboutSource:
		return "Source " + filepath.Base(g.ID)
	}
	if r, err := m.d.Case.Record(ctx, g.Record); err == nil && r.Subject != "" {
		return r.Subject
	}
	return g.ID
}

// Export writes the whole report to a new file, in the format its name asks
// for.
func (m *Gaps) Export(path string) {
	m.run("Writing the report", func(ctx context.Context) (string, error) {
		rep, err := m.d.Case.GapReport(ctx, "", casework.ReportBins)
		if err != nil {
			return "", err
		}
		doc, err := m.d.Case.GapsForPrint(ctx, "", rep)
		if err != nil {
			return "", err
		}
		return "The report is in " + path + ".", report.Save(ctx, "", path, doc)
	})
}

// OpenFinding shows where a finding has its evidence.
func (m *Gaps) OpenFinding(row, finding int) bool {
	st := m.State()
	if row < 0 || row >= len(st.About) || finding < 0 || finding >= len(st.About[row].Findings) {
		return false
	}
	ev := st.About[row].Findings[finding].Evidence
	target := string(st.About[row].Record)
	if len(ev) > 0 {
		target = ev[0]
	}
	if target == "" {
		return false
	}
	m.d.ShowAt(target)
	return true
}

// OpenBin shows a conversation at the first entry of a step of its timeline.
func (m *Gaps) OpenBin(row, bin int) bool {
	st := m.State()
	if row < 0 || row >= len(st.About) || bin < 0 || bin >= len(st.About[row].Timeline.Bins) || st.About[row].Record == "" {
		return false
	}
	id, from := st.About[row].Record, st.About[row].Timeline.Bins[bin].From
	m.env.Go(func() {
		target := string(id)
		if r, err := m.d.Case.Record(m.d.ctx, id); err == nil && r.Log != nil {
			for i := range r.Log.Entries {
				if e := &r.Log.Entries[i]; e.At != 0 && !e.Time(e.At).Before(from) {
					target = record.EventTarget(id, e.ID)
					break
				}
			}
		}
		m.d.ShowAt(target)
	})
	return true
}

// ShowAt puts a record in the reader; of a "record#event" at that event, which
// is lit.
func (d *Desk) ShowAt(target string) {
	d.step.Add(1)
	id, event, _ := strings.Cut(target, "#")
	d.Reader.showAt(record.ID(id), event)
}

// Cancel gives up what is at work.
func (m *Gaps) Cancel() { m.work.cancel() }

// Dismiss takes a shown error away.
func (m *Gaps) Dismiss() { m.change(func(s *GapsState) { s.Err = nil }) }

func (m *Gaps) run(what string, f func(context.Context) (string, error)) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *GapsState) { s.Working, s.Said = what, "" })
	m.env.Go(func() {
		defer end()
		said, err := f(ctx)
		if !wanted() {
			return
		}
		m.change(func(s *GapsState) {
			s.Working, s.Err, s.Said = "", trouble(err), said
			switch {
			case ctx.Err() != nil:
				s.Err, s.Said = nil, "Stopped."
			case err != nil:
				s.Said = ""
			}
		})
	})
}

// GapBin says a step of a timeline in words.
func GapBin(t gaps.Timeline, bin int, zone *time.Location) string {
	if bin < 0 || bin >= len(t.Bins) {
		return ""
	}
	b := t.Bins[bin]
	out := []string{b.From.In(zone).Format(time.DateOnly) + " (" + t.Step + "): " + count(b.Entries(), "message")}
	for _, x := range []struct {
		n    int
		what string
	}{{b.Deleted, "deleted"}, {b.Edited, "edited"}, {b.Files, "files not held"}, {b.Targets, "answers to what is not held"}, {b.Timers, "timers set"}, {b.Joins, "joined or left"}} {
		if x.n > 0 {
			out = append(out, strconv.Itoa(x.n)+" "+x.what)
		}
	}
	if b.Silent {
		out = append(out, "silence")
	}
	return strings.Join(out, " · ")
}
