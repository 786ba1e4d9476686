package view

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"vaughn/app/casework"
	"vaughn/index/store"
)

// HomeState is the case at a glance.
type HomeState struct {
	Name        string
	Dir         string
	Request     store.Request
	Records     int
	Messages    int
	Families    int
	Reviewed    int
	Responsive  int
	Marks       int // records with at least one mark
	Problems    int // records with a problem
	Sources     []SourceRow
	Productions []ProductionRow
	Err         *Trouble
}

// SourceRow is one line of the import ledger.
type SourceRow struct {
	Name, Custodian, Format string
	Expected, Read, Failed  int64
	AttDeclared, AttRead    int64
	Finished                bool
	Problems                int64
	SHA256                  string
}

// ProductionRow is one finished production.
type ProductionRow struct {
	Name, First, Last string
	Documents, Pages  int
	Root              string
}

// Home is the model of the case's first screen.
type Home struct {
	model[HomeState]
	c     *casework.Case
	ctx   context.Context
	asked atomic.Int32 // wishes to count since the last count began
}

// Refresh counts everything again. However often it is asked while it counts,
// it counts once more.
func (h *Home) Refresh() {
	if h.asked.Add(1) > 1 {
		return
	}
	h.env.Go(func() {
		for n := int32(1); n > 0; {
			n = h.asked.Load()
			s, err := h.count()
			s.Err = trouble(err)
			if h.ctx.Err() != nil {
				return
			}
			h.change(func(now *HomeState) { *now = s })
			n = h.asked.Add(-n)
		}
	})
}

func (h *Home) count() (HomeState, error) {
	s := HomeState{Dir: h.c.Dir()}
	m, err := h.c.Meta(h.ctx)
	if err != nil {
		return s, err
	}
	s.Name, s.Request = m.Name, m.Request
	all, err := h.c.Count(h.ctx, "*")
	if err != nil {
		return s, err
	}
	s.Records, s.Messages, s.Families = all.Records, all.Messages, all.Families
	for _, q := range []struct {
		query string
		into  *int
	}{{"is:reviewed", &s.Reviewed}, {"coded:responsive=yes", &s.Responsive}, {"has:mark", &s.Marks}, {"has:problem", &s.Problems}} {
		n, err := h.c.Count(h.ctx, q.query)
		if err != nil {
			return s, err
		}
		*q.into = n.Records
	}
	sources, err := h.c.Ledger(h.ctx)
	if err != nil {
		return s, err
	}
	for _, x := range sources {
		s.Sources = append(s.Sources, SourceRow{x.Name, x.Custodian, x.Format, x.Expected, x.Read, x.Failed,
			x.AttachmentsDeclared, x.AttachmentsRead, !x.Finished.IsZero(), x.ProblemCount, x.SHA256})
	}
	for p, err := range h.c.Productions(h.ctx) {
		if err != nil {
			return s, err
		}
		pages := 0
		for _, d := range p.Docs {
			pages += d.Pages
		}
		number := func(n int64) string { return fmt.Sprintf("%s%0*d", p.Prefix, p.Digits, n) }
		s.Productions = append(s.Productions, ProductionRow{p.Name, number(p.First), number(p.Last), len(p.Docs), pages, p.Root})
	}
	return s, nil
}

// day prints a date for a list in the case's zone.
func day(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "no date"
	}
	return t.In(zone).Format("2006-01-02 15:04")
}
