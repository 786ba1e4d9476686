package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/index/thread"
)

// DifferenceState is the record shown beside a near-copy of it, word by word.
type DifferenceState struct {
	Of      record.ID // "" while nothing is compared
	Near    []NearRow // its near-copies, the most similar first
	At      int
	Titles  [2]string
	Texts   [2][]Piece
	Only    [2]int // words that stand in one alone
	Both    int
	Working string
	Version int
	Err     *Trouble
}

// NearRow is one near-copy.
type NearRow struct {
	ID    record.ID
	Title string
}

// Piece is a stretch of one of two texts.
type Piece struct {
	Text  string
	Alone bool // it stands in this one only
}

// nearAt is how similar near-copies are at least.
const nearAt = 0.6

// Difference is the model of comparing a record with its near-copies.
type Difference struct {
	model[DifferenceState]
	d    *Desk
	work newest
}

// Load looks for the near-copies of a record and compares it with the first.
func (m *Difference) Load(id record.ID) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *DifferenceState) { *s = DifferenceState{Of: id, Working: "Looking for near-copies"} })
	m.env.Go(func() {
		defer end()
		sets, err := m.d.Case.Near(ctx, nearAt)
		if !wanted() {
			return
		}
		var near []NearRow
		for _, set := range sets {
			if at := slices.IndexFunc(set.Rows, func(r store.Row) bool { return r.ID == id }); at >= 0 {
				near = m.others(set, at)
			}
		}
		m.change(func(s *DifferenceState) { s.Near, s.Working, s.Err = near, "", trouble(err) })
		if err == nil && len(near) > 0 {
			m.compare(ctx, wanted, 0)
		}
	})
}

// others are the members of a set beside one, the most similar to it first.
func (m *Difference) others(set casework.NearSet, at int) []NearRow {
	var out []NearRow
	for i, r := range set.Rows {
		if i == at {
			continue
		}
		n := NearRow{ID: r.ID, Title: strings.TrimSpace(day(r.Date, m.d.Case.Zone()) + "  " + r.Subject + r.Name)}
		if i == set.Like[at] {
			out = slices.Insert(out, 0, n)
			continue
		}
		out = append(out, n)
	}
	return out
}

// Compare shows the difference to another of the near-copies.
func (m *Difference) Compare(at int) {
	if s := m.State(); at < 0 || at >= len(s.Near) || s.Working != "" {
		return
	}
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.env.Go(func() { defer end(); m.compare(ctx, wanted, at) })
}

func (m *Difference) compare(ctx context.Context, wanted func() bool, at int) {
	s := m.State()
	d, err := m.d.Case.Difference(ctx, s.Of, s.Near[at].ID)
	if !wanted() {
		return
	}
	m.change(func(s *DifferenceState) {
		s.Err = trouble(err)
		if err != nil {
			return
		}
		s.At, s.Only, s.Both = at, d.Only, d.Both
		for i, r := range d.Rows {
			s.Titles[i] = strings.TrimSpace(fmt.Sprintf("%s  %s  %s%s", day(r.Date, m.d.Case.Zone()), r.From, r.Subject, r.Name))
			s.Texts[i] = pieces(d, i)
		}
		s.Version++
	})
}

// pieces cuts one of two texts where it differs; what lies between words is kept
// with the words before it.
func pieces(d casework.Difference, side int) []Piece {
	text, at := d.Texts[side], 0
	var out []Piece
	add := func(to int, alone bool) {
		if to <= at {
			return
		}
		if n := len(out); n > 0 && out[n-1].Alone == alone {
			out[n-1].Text += text[at:to]
		} else {
			out = append(out, Piece{text[at:to], alone})
		}
		at = to
	}
	for _, e := range d.Edits {
		span := []record.Span{e.A, e.B}[side]
		if e.Op == thread.Added && side == 0 || e.Op == thread.Deleted && side == 1 {
			continue
		}
		add(span.Start, false)
		add(span.End, e.Op != thread.Same)
	}
	add(len(text), false)
	return out
}

// Close forgets the comparison and stops its work.
func (m *Difference) Close() {
	m.work.cancel()
	m.change(func(s *DifferenceState) { *s = DifferenceState{} })
}

// Dismiss takes a shown error away.
func (m *Difference) Dismiss() { m.change(func(s *DifferenceState) { s.Err = nil }) }
