package view

import (
	"testing"

	"vaughn/index/people"
)

func TestPeopleAreConfirmedMergedAndSplit(t *testing.T) {
	d := desk(t)
	d.People.Load()
	s := d.People.State()
	if s.Err != nil || len(s.Rows) < 10 || s.All != len(s.Rows) {
		t.Fatalf("%d persons, %+v", len(s.Rows), s.Err)
	}
	all := s.All
	d.People.Narrow("oyelaran")
	s = d.People.State()
	if len(s.Rows) == 0 || len(s.Rows) == all {
		t.Fatalf("%d of %d are called so", len(s.Rows), all)
	}
	who := s.Rows[0]
	d.People.Confirm(who.ID)
	if s = d.People.State(); s.Err != nil || !s.Rows[0].Decided || len(s.Rows[0].Of(people.Proposed)) != 0 {
		t.Fatalf("confirmed %+v %+v", s.Rows[0], s.Err)
	}
	d.People.Narrow("")
	var other people.Person
	for _, p := range d.People.State().Rows {
		if p.ID != who.ID && !p.Decided && len(p.Forms) > 0 {
			other = p
			break
		}
	}
	d.People.Merge(who.ID, other.ID)
	if s = d.People.State(); s.Err != nil || s.All != all-1 {
		t.Fatalf("%d persons after merging, %+v", s.All, s.Err)
	}
	d.People.Split(who.ID, string(other.Forms[0].Key))
	if s = d.People.State(); s.Err != nil || s.All != all {
		t.Errorf("%d persons after splitting, %+v", s.All, s.Err)
	}
	d.Reader.Undo()
	d.People.Load()
	if s = d.People.State(); s.All != all-1 {
		t.Errorf("%d persons after undo", s.All)
	}
}
