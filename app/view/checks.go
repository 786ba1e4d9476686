package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/record"
)

// ChecksState is what the check over all decisions found.
type ChecksState struct {
	Rows     []casework.Finding // the gravest first
	At       int                // the finding shown, -1 for none
	Sides    [2]Side            // its place, and the one it is compared with
	Accepted int                // findings that were accepted before
	Working  string             // "", or what is being done, in words
	Loaded   bool
	Stale    bool // decisions changed since
	Version  int  // grows whenever Rows changes
	Said     string
	Err      *Trouble
}

// Side is one place of a finding with the text around it.
type Side struct {
	Record              record.ID // "" when there is no such place
	Title               string
	Before, Text, After string
	Withheld            string // the exemptions it is withheld under, "" when open
	span                record.Span
}

// Checks is the model of the page that shows findings and mends them.
type Checks struct {
	model[ChecksState]
	d    *Desk
	work newest // of the check
	side newest // of the texts shown
}

// Touched tells that decisions changed.
func (m *Checks) Touched() { m.change(func(s *ChecksState) { s.Stale = true }) }

// Load checks the case anew.
func (m *Checks) Load() { m.run("Checking every decision", "", nil) }

// Mend sets the marks that mend the finding shown, as one step of undo.
func (m *Checks) Mend() {
	m.act("Mending", func(ctx context.Context, f casework.Finding) (string, error) {
		n, err := m.d.Case.Mend(ctx, []casework.Finding{f})
		return fmt.Sprintf("Mended by %s.", count(n, "mark")), err
	})
}

// Accept keeps the finding shown as it is, for a reason.
func (m *Checks) Accept(reason string) {
	m.act("Accepting", func(ctx context.Context, f casework.Finding) (string, error) {
		return "Accepted as it is.", m.d.Case.AcceptFindings(ctx, []casework.Finding{f}, reason)
	})
}

// act works on the finding shown, remembers that for undo, and checks again.
func (m *Checks) act(what string, f func(context.Context, casework.Finding) (string, error)) {
	s := m.State()
	if s.At < 0 || s.At >= len(s.Rows) || s.Working != "" {
		return
	}
	finding := s.Rows[s.At]
	said := ""
	m.run(what, "", func(ctx context.Context) (string, error) {
		var err error
		if said, err = f(ctx, finding); err != nil {
			return "", err
		}
		if _, seq, err := m.d.Case.Head(ctx); err == nil {
			if e, err := m.d.Case.Entry(ctx, seq); err == nil {
				m.d.Reader.remember(e)
			}
		}
		m.d.Home.Refresh()
		m.d.Results.Touched()
		m.d.Queue.Touched()
		return said, nil
	})
}

// run does what first says, if anything, and then the check.
func (m *Checks) run(what, said string, first func(context.Context) (string, error)) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *ChecksState) { s.Working = what })
	m.env.Go(func() {
		defer end()
		var err error
		if first != nil {
			said, err = first(ctx)
		}
		var found casework.Checked
		if err == nil {
			found, err = m.d.Case.Check(ctx, casework.CheckOptions{})
		}
		if !wanted() {
			return
		}
		m.change(func(s *ChecksState) {
			s.Working, s.Err, s.Said = "", trouble(err), said
			switch {
			case ctx.Err() != nil:
				s.Err, s.Said = nil, "Stopped."
			case err == nil:
				s.Rows, s.Accepted, s.Loaded, s.Stale = found.Findings, len(found.Accepted), true, false
				s.At = min(max(s.At, 0), len(s.Rows)-1)
				s.Version++
			}
		})
		if err == nil {
			m.Select(m.State().At)
		}
	})
}

// Select shows a finding with both places.
func (m *Checks) Select(row int) {
	s := m.State()
	if row < 0 || row >= len(s.Rows) {
		m.change(func(s *ChecksState) { s.Sides = [2]Side{} })
		return
	}
	f := s.Rows[row]
	_, wanted, end := m.side.begin(m.d.ctx)
	m.change(func(s *ChecksState) { s.At = row })
	m.env.Go(func() {
		defer end()
		sides := [2]Side{m.read(f.Record, f.Span(), f.Exemptions)}
		at := slices.IndexFunc(f.Other, func(p casework.FindingPlace) bool { return !p.Equal && !slices.Equal(p.Exemptions, f.Exemptions) })
		if at < 0 {
			at = slices.IndexFunc(f.Other, func(p casework.FindingPlace) bool { return !p.Equal })
		}
		if at < 0 && len(f.Other) > 0 {
			at = 0
		}
		if at >= 0 {
			o := f.Other[at]
			sides[1] = m.read(o.Record, o.Span(), o.Exemptions)
		}
		if wanted() {
			m.change(func(s *ChecksState) { s.Sides = sides })
		}
	})
}

// sideLen is how much text is shown on each side of a place, in bytes.
const sideLen = 1200

func (m *Checks) read(id record.ID, span record.Span, codes []string) Side {
	out := Side{Record: id, span: span, Withheld: strings.Join(codes, ", ")}
	rec, err := m.d.Case.Record(m.d.ctx, id)
	if err != nil {
		return out
	}
	out.Title = strings.TrimSpace(day(rec.Date, m.d.Case.Zone()) + "  " + rec.Subject + rec.Name)
	if span.Start > span.End || span.End > len(rec.Text) {
		span = record.Span{}
	}
	from, to := clampRune(rec.Text, span.Start-sideLen), clampRune(rec.Text, span.End+sideLen)
	out.Before, out.Text, out.After = rec.Text[from:span.Start], rec.Text[span.Start:span.End], rec.Text[span.End:to]
	return out
}

// Open shows a side of the finding in the reader.
func (m *Checks) Open(side int) bool {
	s := m.State().Sides[side]
	if s.Record == "" {
		return false
	}
	m.d.showPlace(s.Record, s.span)
	return true
}

// Cancel stops the check.
func (m *Checks) Cancel() { m.work.cancel() }

// Dismiss takes a shown error away.
func (m *Checks) Dismiss() { m.change(func(s *ChecksState) { s.Err = nil }) }
