package casework_test

import (
	"slices"
	"testing"

	"vaughn/index/fault"
	"vaughn/index/people"
)

// TestPeopleOfTheSample confirms, splits, undoes and merges in a real case.
func TestPeopleOfTheSample(t *testing.T) {
	c := sample(t, false)
	defer c.Close()
	ps, err := c.People(ctx)
	if err != nil || len(ps) == 0 {
		t.Fatal(err)
	}
	for _, p := range ps {
		if p.Decided {
			t.Errorf("%s is decided and nobody did", p.ID)
		}
		if p.Kind == people.Human && (p.Name == "FHSA Press" || p.Name == "All Headquarters Staff") {
			t.Errorf("%s is taken for a human", p.Name)
		}
	}
	a, b := ps[0], ps[1]
	if _, err := c.Confirm(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	e, err := c.Merge(ctx, a.ID, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	one := func(text string) *people.Person {
		t.Helper()
		found, err := c.Persons(ctx, text)
		if err != nil || len(found) != 1 {
			t.Fatalf("%d persons: %v", len(found), err)
		}
		return found[0]
	}
	p := one(a.ID)
	if got := len(p.Of(people.Confirmed)); got != len(a.Forms)+len(b.Forms) {
		t.Errorf("%d forms after merging", got)
	}
	form := b.Forms[0].Key
	if _, err := c.Split(ctx, a.ID, string(form)); err != nil {
		t.Fatal(err)
	}
	if q := one(string(form)); q.ID == a.ID || !q.Decided {
		t.Errorf("after splitting %+v", q)
	}
	if _, err := c.Undo(ctx, e, ""); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("undoing below a newer decision: %v", err)
	}
	for _, bad := range [][]string{{a.ID}, {a.ID, "nobody@x.example"}} {
		if _, err := c.Split(ctx, bad[0], bad[1:]...); fault.CodeOf(err) != fault.Usage {
			t.Errorf("%v: %v", bad, err)
		}
	}
	nums, err := c.RecordsOf(ctx, a.ID, people.Confirmed)
	if err != nil || !slices.IsSorted(nums) || len(nums) == 0 {
		t.Errorf("%v, %v", nums, err)
	}
}
