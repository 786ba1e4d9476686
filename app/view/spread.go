package view

import (
	"context"
	"fmt"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/journal"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
)

// SpreadState is where else a marked passage stands.
type SpreadState struct {
	Mark    redact.MarkID // "" when nothing is looked for
	Label   string
	Text    string
	Places  []PlaceRow
	Open    int  // places of the same passage that nobody decided on and no veto keeps
	Other   int  // the same short text in another context
	All     bool // those are taken, too
	Bounded bool // more records may hold it than were read
	Working bool
	Said    string
	Err     *Trouble
}

// PlaceRow is one other place, with the words around it.
type PlaceRow struct {
	casework.OtherPlace
	Title string // of its record
	Veto  bool
}

// Taken says whether carrying makes a mark here.
func (p PlaceRow) Taken(all bool) bool { return !p.Veto && p.Held == "" && (p.Same || all) }

// Spread is the model of one decision for all places of a passage.
type Spread struct {
	model[SpreadState]
	d    *Desk
	work newest
}

// maxTitled bounds the records whose titles are read for the list of places.
const maxTitled = 400

// Look finds the other places of an accepted mark; "" forgets.
func (m *Spread) Look(id redact.MarkID) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *SpreadState) { *s = SpreadState{Mark: id, Working: id != "", Said: s.Said} })
	if id == "" {
		end()
		return
	}
	m.env.Go(func() {
		defer end()
		now, err := m.look(ctx, id)
		if !wanted() {
			return
		}
		m.change(func(s *SpreadState) {
			*s = now
			s.Mark, s.Err = id, trouble(err)
			s.count()
		})
	})
}

func (m *Spread) look(ctx context.Context, id redact.MarkID) (SpreadState, error) {
	var s SpreadState
	c := m.d.Case
	mark, err := c.FindMark(ctx, id)
	if err != nil || mark.Target != redact.OnSpan || mark.State != redact.Accepted {
		return s, err
	}
	rec, err := c.Record(ctx, mark.Record)
	if err != nil {
		return s, err
	}
	s.Label = c.Exemptions().Label(mark.Basis)
	s.Text, _ = rec.Slice(mark.Span)
	rep, err := c.Spread(ctx, []redact.Mark{mark}, casework.SpreadOptions{Preview: true}, progress.None)
	if err != nil {
		return s, err
	}
	s.Bounded = rep.Bounded
	titles := map[record.ID]string{}
	for _, p := range rep.Places {
		title, known := titles[p.Record]
		if !known && len(titles) < maxTitled {
			if r, err := c.Record(ctx, p.Record); err == nil {
				title = strings.TrimSpace(day(r.Date, c.Zone()) + " " + r.Subject + r.Name)
			}
			titles[p.Record] = title
		}
		s.Places = append(s.Places, PlaceRow{OtherPlace: p, Title: title})
	}
	return s, nil
}

func (s *SpreadState) count() {
	s.Open, s.Other = 0, 0
	for _, p := range s.Places {
		switch {
		case p.Taken(s.All):
			s.Open++
		case !p.Same && p.Held == "":
			s.Other++
		}
	}
}

// Veto keeps a place as it is, or takes it again.
func (m *Spread) Veto(row int) {
	m.change(func(s *SpreadState) {
		if row < 0 || row >= len(s.Places) || s.Places[row].Held != "" {
			return
		}
		s.Places = append([]PlaceRow(nil), s.Places...) // the state given out before stays as it was
		s.Places[row].Veto = !s.Places[row].Veto
		s.count()
	})
}

// TakeOther takes the same short text in other contexts, too, or not.
func (m *Spread) TakeOther(all bool) {
	m.change(func(s *SpreadState) { s.All = all; s.count() })
}

// Carry withholds all places that are not vetoed, as one act that one undo
// takes back. Vetoed places are remembered, and not offered again.
func (m *Spread) Carry() {
	st := m.State()
	if st.Mark == "" || st.Working || st.Open == 0 {
		return
	}
	opt := casework.SpreadOptions{Other: st.All}
	for _, p := range st.Places {
		if p.Veto {
			opt.Veto = append(opt.Veto, p.ID)
		}
	}
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *SpreadState) { s.Working = true })
	m.env.Go(func() {
		defer end()
		mark, err := m.d.Case.FindMark(ctx, st.Mark)
		var entries []journal.Entry
		if err == nil {
			var rep casework.SpreadReport
			rep, err = m.d.Case.Spread(ctx, []redact.Mark{mark}, opt, progress.None)
			entries = rep.Entries
		}
		said := fmt.Sprintf("Withheld as %s in %s as well.", st.Label, count(st.Open, "place"))
		if len(entries) > 0 {
			m.d.Reader.remember(entries[0])
			m.d.Reader.settle(said) // the record shown stays
		}
		if !wanted() {
			return
		}
		m.change(func(s *SpreadState) {
			s.Working, s.Err = false, trouble(err)
			if err == nil {
				*s = SpreadState{Said: said}
			}
		})
	})
}

// Dismiss takes a shown error away.
func (m *Spread) Dismiss() { m.change(func(s *SpreadState) { s.Err = nil }) }
