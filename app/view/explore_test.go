package view

import (
	"slices"
	"testing"
	"time"

	"vaughn/app/casework"
)

func TestExploreNarrowsWidensAndSaves(t *testing.T) {
	d := desk(t)
	d.Explore.Load()
	s := d.Explore.State()
	if s.Err != nil || s.Counts.Records < 60 || len(s.Days.Lanes) < 2 || len(s.Pairs) == 0 {
		t.Fatalf("%+v", s)
	}
	heads, picked := []string{}, FacetRow{}
	for _, f := range s.Facets {
		if f.Heading != "" {
			heads = append(heads, f.Heading)
		}
		if f.Value == "Venn" {
			picked = f
		}
	}
	if len(heads) < 4 || heads[0] != "Custodian" || picked.Records == 0 {
		t.Fatalf("facets %v, %+v", heads, picked)
	}
	all := s.Counts.Records
	d.Explore.Narrow(picked.Narrow)
	if s = d.Explore.State(); s.Counts.Records != picked.Records || d.Results.State().Total != picked.Records || s.Back != 1 {
		t.Errorf("narrowed to %q: %d records, the facet said %d, the list has %d", s.Query, s.Counts.Records, picked.Records, d.Results.State().Total)
	}
	d.Explore.Save("Venn's own")
	if s = d.Explore.State(); s.Err != nil || len(s.Saved) != 1 || s.Saved[0].Query != s.Query || s.Said == "" {
		t.Errorf("saved %+v %+v", s.Saved, s.Err)
	}
	d.Explore.Widen()
	if s = d.Explore.State(); s.Counts.Records != all || s.Back != 0 {
		t.Errorf("widened to %d of %d, %d back", s.Counts.Records, all, s.Back)
	}
	d.Explore.Search("from:(")
	if s = d.Explore.State(); s.Err == nil {
		t.Error("a wrong query was taken")
	}
}

// TestHistogramCountsAreThoseOfTheSearch: a bar is as high as its click finds
// messages.
func TestHistogramCountsAreThoseOfTheSearch(t *testing.T) {
	d := desk(t)
	d.Explore.Search("kind:email")
	h := d.Explore.State().Days
	seen := 0
	for l, lane := range h.Lanes {
		for i, n := range lane.Counts {
			if n == 0 {
				continue
			}
			if seen++; seen > 12 {
				return
			}
			got, err := d.Case.Count(t.Context(), Narrowed("kind:email", h.Narrow(l, i)))
			if err != nil || got.Messages != n {
				t.Errorf("%s at %s: %d messages drawn, %d found (%v)", lane.Name, h.Labels[i], n, got.Messages, err)
			}
		}
	}
	if seen == 0 {
		t.Error("nothing is drawn")
	}
}

func TestHistogramSteps(t *testing.T) {
	from := time.Date(2022, 1, 5, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]string{1: "day", 92: "day", 93: "week", 644: "week", 900: "month"} {
		var in []casework.PictureDay
		for i := range days {
			day := from.AddDate(0, 0, i).Format(time.DateOnly)
			in = append(in, casework.PictureDay{Day: day, Custodian: "A", Messages: 1, Narrow: "date:" + day + " custodian:a"})
		}
		h := histogram(in)
		sum := 0
		for _, n := range h.Lanes[0].Counts {
			sum += n
		}
		if h.Step != want || sum != days || len(h.Labels) > maxSteps || !slices.IsSorted(h.Labels) {
			t.Errorf("%d days: step %s, %d bins, sum %d", days, h.Step, len(h.Labels), sum)
		}
	}
	if got := Narrowed("a OR b", "custodian:x"); got != "(a OR b) custodian:x" {
		t.Errorf("%q", got)
	}
}
