package view

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/redact"
)

func TestOneDecisionForAllPlaces(t *testing.T) {
	d := desk(t)
	d.Results.Search("subject:timeline")
	d.Open(0)
	rec, err := d.Case.Record(t.Context(), d.Reader.State().ID)
	if err != nil {
		t.Fatal(err)
	}
	const passage = "Two things are still open: where the archive copy of the messages goes"
	from := strings.Index(strings.Join(strings.Split(rec.Text, "\n"), " "), passage)
	if from < 0 {
		t.Fatal("the sample's passage is not there")
	}
	d.Reader.Redact(from, from+len(passage), Basis{Codes: []string{"b6"}})
	s := d.Spread.State()
	if s.Mark == "" || s.Err != nil || s.Open < 3 || s.Label != "(b)(6)" {
		t.Fatalf("%+v", s)
	}
	open := s.Open
	d.Spread.Veto(0)
	if got := d.Spread.State(); got.Open != open-1 || s.Places[0].Veto {
		t.Errorf("after a veto %d of %d places, the old state changed: %t", got.Open, open, s.Places[0].Veto)
	}
	vetoed := d.Spread.State().Places[0].Record
	d.Spread.Carry()
	if s = d.Spread.State(); s.Err != nil || s.Mark != "" || s.Said == "" {
		t.Fatalf("%+v", s)
	}
	marked := func() int {
		n, err := d.Case.Count(t.Context(), "exemption:b6")
		if err != nil {
			t.Fatal(err)
		}
		return n.Records
	}
	after := marked()
	if st, _ := d.Case.State(t.Context(), vetoed); after < 3 || len(st.Marks) == 0 || st.Marks[0].State != redact.Rejected {
		t.Errorf("%d records are marked; the veto stands as %+v", after, st.Marks)
	}
	d.Reader.Undo()
	if n := marked(); d.Reader.State().Err != nil || n != 1 {
		t.Errorf("one undo leaves %d records marked", n)
	}
	d.Reader.Redo()
	if n := marked(); n != after {
		t.Errorf("redo marks %d records, not %d", n, after)
	}
}

func TestSuggestAndDecide(t *testing.T) {
	d := desk(t)
	names := filepath.Join(t.TempDir(), "names.txt")
	if err := os.WriteFile(names, []byte("Ifeoma Oyelaran; ifeoma.oyelaran@fhsa.example => (b)(6)\nMarguerite Halloran => release\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.Queue.Suggest(SuggestWish{Names: names, Patterns: "none", Codes: "(b)(6)"})
	s := d.Queue.State()
	if s.Err != nil || len(s.Rows) < 20 || len(s.Kept) == 0 || s.Working != "" {
		t.Fatalf("%d rows, %d kept, %+v", len(s.Rows), len(s.Kept), s.Err)
	}
	all := len(s.Rows)
	d.Queue.Select(0)
	r := d.Reader.State()
	if r.ID != s.Rows[0].Mark.Record || len(r.Hits) != 1 || r.Hits[0] != s.Rows[0].Mark.Span {
		t.Errorf("the place is not shown: %v", r.Hits)
	}
	d.Queue.Decide(redact.Accepted, false)
	if s = d.Queue.State(); len(s.Rows) != all-1 || s.At != 0 {
		t.Errorf("after accepting %d rows, at %d", len(s.Rows), s.At)
	}
	d.Queue.Decide(redact.Rejected, false)
	d.Reader.Undo()
	d.Queue.Load()
	if s = d.Queue.State(); len(s.Rows) != all-1 {
		t.Errorf("after undo %d rows, want %d", len(s.Rows), all-1)
	}
	n := s.Like(s.At)
	d.Queue.Decide(redact.Accepted, true)
	if s = d.Queue.State(); n < 2 || len(s.Rows) != all-1-n {
		t.Errorf("%d like it, %d of %d rows are left", n, len(s.Rows), all)
	}
	d.Reader.Undo()
	d.Queue.Load()
	if s = d.Queue.State(); len(s.Rows) != all-1 {
		t.Errorf("the batch was not taken back: %d rows", len(s.Rows))
	}
	d.Queue.ShowKept(0)
	if r := d.Reader.State(); r.ID != s.Kept[0].Record {
		t.Error("a kept place is not shown")
	}
	d.Queue.Suggest(SuggestWish{Names: filepath.Join(t.TempDir(), "none"), Codes: "(b)(6)"})
	if s = d.Queue.State(); s.Err == nil {
		t.Error("a list that is not there was read")
	}
	d.Queue.Suggest(SuggestWish{Patterns: "none", Codes: "nothing"})
	if s = d.Queue.State(); s.Err == nil {
		t.Error("an unknown exemption was taken")
	}
}
