package view

import (
	"strings"
	"testing"

	"vaughn/redact/check"
)

func TestChecksAreShownMendedAndAccepted(t *testing.T) {
	d := desk(t)
	d.Results.Search("subject:timeline")
	d.Open(0)
	rec, err := d.Case.Record(t.Context(), d.Reader.State().ID)
	if err != nil {
		t.Fatal(err)
	}
	const passage = "Two things are still open: where the archive copy of the messages goes"
	from := strings.Index(strings.ReplaceAll(rec.Text, "\n", " "), passage)
	d.Reader.Redact(from, from+len(passage), Basis{Codes: []string{"b6"}})
	d.Checks.Load()
	s := d.Checks.State()
	at := -1
	for i, f := range s.Rows {
		if f.Check == check.Inconsistent && f.Fixable && at < 0 {
			at = i
		}
	}
	if s.Err != nil || at < 0 {
		t.Fatalf("no inconsistency is found: %d findings, %+v", len(s.Rows), s.Err)
	}
	d.Checks.Select(at)
	s = d.Checks.State()
	if s.Sides[0].Record == "" || s.Sides[1].Record == "" || s.Sides[0].Text == "" || (s.Sides[0].Withheld == "") == (s.Sides[1].Withheld == "") {
		t.Errorf("the sides are %+v", s.Sides)
	}
	if !d.Checks.Open(0) || d.Reader.State().ID != s.Sides[0].Record || len(d.Reader.State().Hits) != 1 {
		t.Error("the place is not shown")
	}
	id, n := s.Rows[at].ID, len(s.Rows)
	d.Checks.Mend()
	if s = d.Checks.State(); s.Err != nil || s.Said == "" {
		t.Fatalf("%+v", s.Err)
	}
	for _, f := range s.Rows {
		if f.ID == id {
			t.Error("the finding is still there after it was mended")
		}
	}
	d.Reader.Undo()
	d.Checks.Load()
	if s = d.Checks.State(); len(s.Rows) != n {
		t.Errorf("after undo %d findings, before %d", len(s.Rows), n)
	}
	d.Checks.Select(at)
	d.Checks.Accept("  ")
	if s = d.Checks.State(); s.Err == nil {
		t.Error("accepted without a reason")
	}
	d.Checks.Dismiss()
	d.Checks.Accept("read by counsel")
	if s = d.Checks.State(); s.Err != nil || s.Accepted != 1 || len(s.Rows) != n-1 {
		t.Errorf("%d findings, %d accepted, %+v", len(s.Rows), s.Accepted, s.Err)
	}
}
