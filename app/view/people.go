package view

import (
	"context"
	"fmt"
	"strings"

	"vaughn/index/journal"
	"vaughn/index/people"
)

// PeopleState is everybody the case knows.
type PeopleState struct {
	Rows    []people.Person // those whose names or forms hold Filter
	All     int
	Open    int // persons of whom something is proposed
	Filter  string
	Working bool
	Loaded  bool
	Stale   bool // decisions changed since
	Version int
	Said    string
	Err     *Trouble
}

// People is the model of the page on who is who.
type People struct {
	model[PeopleState]
	d    *Desk
	work newest
}

// Load reads everybody anew.
func (m *People) Load() { m.run(m.State().Filter, "", nil) }

// Touched tells that decisions changed.
func (m *People) Touched() { m.change(func(s *PeopleState) { s.Stale = true }) }

// Narrow shows those whose names or forms hold a word.
func (m *People) Narrow(word string) { m.run(strings.TrimSpace(word), "", nil) }

// Confirm decides that forms belong to a person; without forms, all that are
// proposed.
func (m *People) Confirm(id string, forms ...string) {
	m.decide("Confirmed.", func(ctx context.Context) (journal.Entry, error) { return m.d.Case.Confirm(ctx, id, forms...) })
}

// Merge decides that persons are one, the first.
func (m *People) Merge(into string, others ...string) {
	m.decide(fmt.Sprintf("%s are one now.", count(1+len(others), "person")), func(ctx context.Context) (journal.Entry, error) {
		return m.d.Case.Merge(ctx, into, others...)
	})
}

// Split decides that forms are somebody else's.
func (m *People) Split(id string, forms ...string) {
	m.decide(fmt.Sprintf("%s stand apart now.", count(len(forms), "form")), func(ctx context.Context) (journal.Entry, error) {
		return m.d.Case.Split(ctx, id, forms...)
	})
}

func (m *People) decide(said string, f func(context.Context) (journal.Entry, error)) {
	m.run(m.State().Filter, said, func(ctx context.Context) error {
		e, err := f(ctx)
		if err == nil {
			m.d.Reader.remember(e)
		}
		return err
	})
}

func (m *People) run(filter, said string, first func(context.Context) error) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *PeopleState) { s.Working = true })
	m.env.Go(func() {
		defer end()
		var err error
		if first != nil {
			err = first(context.WithoutCancel(ctx)) // a decision is not given up for a new wish to look
		}
		var all []people.Person
		if err == nil {
			all, err = m.d.Case.People(ctx)
		}
		if !wanted() {
			return
		}
		m.change(func(s *PeopleState) {
			s.Working, s.Err = false, trouble(err)
			if err != nil {
				return
			}
			s.Rows, s.All, s.Open, s.Filter, s.Said, s.Loaded = nil, len(all), 0, filter, said, true
			s.Stale = false
			s.Version++
			for _, p := range all {
				if Undecided(p) {
					s.Open++
				}
				if about(p, strings.ToLower(filter)) {
					s.Rows = append(s.Rows, p)
				}
			}
		})
	})
}

// Undecided says whether something is proposed of a person: a form alone is
// nothing to decide on.
func Undecided(p people.Person) bool { return len(p.Forms) > 1 && len(p.Of(people.Proposed)) > 0 }

func about(p people.Person, word string) bool {
	if word == "" || strings.Contains(strings.ToLower(p.Name), word) {
		return true
	}
	for _, f := range p.Forms {
		if strings.Contains(string(f.Key), word) {
			return true
		}
	}
	for _, n := range p.Names {
		if strings.Contains(strings.ToLower(n.Text), word) {
			return true
		}
	}
	return false
}

// Dismiss takes a shown error away.
func (m *People) Dismiss() { m.change(func(s *PeopleState) { s.Err = nil }) }
