package view

import (
	"strings"
	"testing"

	"vaughn/redact/review"
)

// Ranking before anything is coded says what to do; after it the list has only
// what nobody coded, says what it rests on and why the record in the reader
// stands where it does, until another order is asked for.
func TestRankResults(t *testing.T) {
	d := desk(t)
	d.Results.Search("")
	all := d.Results.State().Total
	d.Results.Rank()
	if s := d.Results.State(); s.Err == nil || s.Err.Hint == "" || s.Total != all {
		t.Fatalf("nothing is coded: %+v", s)
	}
	ids, err := d.Results.c.IDs(t.Context(), "subject:timeline")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Results.c.Code(t.Context(), ids[:2], review.Coding{Field: "responsive", Op: "=", Value: "yes"}); err != nil {
		t.Fatal(err)
	}
	d.Results.Rank()
	s := d.Results.State()
	if s.Err != nil || s.Total != all-2 || !strings.HasPrefix(s.Learned, "Likeliest first, learnt from 2 responsive records and 0 others") {
		t.Fatalf("%+v", s)
	}
	d.Open(0)
	if s = d.Results.State(); !strings.HasPrefix(s.Why, "raised by ") {
		t.Errorf("why: %q", s.Why)
	}
	d.Results.Search("")
	d.Open(0)
	if s = d.Results.State(); s.By != ByLikely || s.Learned == "" {
		t.Errorf("a new query forgot the order: %+v", s)
	}
	d.Results.Sort("date")
	d.Open(0)
	if s = d.Results.State(); s.Total != all || s.Learned != "" || s.Why != "" {
		t.Errorf("by date: %+v", s)
	}
}
