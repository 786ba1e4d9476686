package view

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/index/progress"
	"vaughn/redact"
)

// desk opens the sample case, imported and not yet reviewed.
func desk(t *testing.T) *Desk {
	t.Helper()
	c, err := casework.Sample(context.Background(), filepath.Join(t.TempDir(), "s"), false, casework.Options{Actor: "tester"}, progress.None)
	if err != nil {
		t.Fatal(err)
	}
	d := NewDesk(context.Background(), c, Direct())
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestSearchReadRedactUndo(t *testing.T) {
	d := desk(t)
	d.Results.Search("subject:timeline")
	rs := d.Results.State()
	if rs.Total == 0 || rs.Err != nil {
		t.Fatalf("results %+v", rs)
	}
	rows, err := d.Results.Fetch(context.Background(), 0, 3)
	if err != nil || !strings.Contains(strings.ToLower(rows[0][3]), "timeline") {
		t.Fatalf("rows %v, %v", rows, err)
	}
	id, _ := d.Results.ID(0)
	d.Reader.Show(id, rs.Parsed)
	s := d.Reader.State()
	if s.Doc == nil || s.Doc.Count() == 0 || len(s.Hits) == 0 {
		t.Fatalf("reader %+v", s)
	}
	from, to := s.Hits[0].Start, s.Hits[0].End
	box := s.Doc.Rects(from, to)[0]
	at, ok := s.Doc.Hit(box.Page, box.X+1, box.Y+box.H/2)
	if !ok || at < from || at >= to {
		t.Fatalf("the hit at %d..%d is found at %d", from, to, at)
	}
	if a, b := s.Doc.Word(at); a != from || b != to {
		t.Errorf("the word around %d is %d..%d, want %d..%d", at, a, b, from, to)
	}
	d.Reader.Redact(from, to, Basis{Codes: []string{"(b)(6)"}})
	s = d.Reader.State()
	if s.Err != nil || len(s.Marks) != 1 || s.Marks[0].Label != "(b)(6)" || !s.CanUndo {
		t.Fatalf("after redacting %+v %+v", s.Err, s.Marks)
	}
	d.Results.Search("exemption:b6")
	if n := d.Results.State().Total; n != 1 {
		t.Errorf("exemption:b6 finds %d records", n)
	}
	d.Reader.Undo()
	if s = d.Reader.State(); len(s.Marks) != 0 || !s.CanRedo {
		t.Errorf("after undo %+v", s.Marks)
	}
	d.Reader.Redo()
	if s = d.Reader.State(); len(s.Marks) != 1 {
		t.Errorf("after redo %+v", s.Marks)
	}
	d.Reader.Decide([]redact.MarkID{s.Marks[0].ID}, redact.Rejected, "public")
	if s = d.Reader.State(); s.Marks[0].State != redact.Rejected {
		t.Errorf("after rejecting %+v", s.Marks)
	}
	d.Reader.Redact(from, to, Basis{Codes: []string{"b3"}})
	if s = d.Reader.State(); s.Err == nil {
		t.Error("(b)(3) without its statute was taken")
	}
	d.Audit.Refresh()
	d.Audit.Check()
	a := d.Audit.State()
	rows, err = d.Audit.Fetch(context.Background(), 0, 100)
	if err != nil || !a.Whole || int64(len(rows)) != a.Entries || !strings.Contains(rows[0][3], "Redaction rejected: (b)(6)") {
		t.Errorf("audit %+v, %v, %v", a, rows, err)
	}
}

func TestWrongQueryPointsAtItsPlace(t *testing.T) {
	d := desk(t)
	d.Results.Search("from:(")
	if s := d.Results.State(); s.Err == nil || s.At < 0 {
		t.Errorf("%+v", s)
	}
}

func TestProduceFromTheDesk(t *testing.T) {
	d := desk(t)
	spec := production.Example()
	spec.Query = "subject:timeline"
	d.Production.Plan(spec)
	s := d.Production.State()
	if s.Err != nil || !s.Planned || s.Blocked || s.Pages == 0 {
		t.Fatalf("plan %+v", s)
	}
	d.Production.Run(filepath.Join(t.TempDir(), "out"))
	s = d.Production.State()
	if s.Err != nil || !s.Proven || s.Done.Counts.Pages != s.Pages {
		t.Fatalf("run %+v", s)
	}
	if h := d.Home.State(); len(h.Productions) != 1 || h.Productions[0].Pages != s.Pages {
		t.Errorf("home %+v", h.Productions)
	}
	d.Results.Search("is:produced")
	if n := d.Results.State().Total; n != s.Documents {
		t.Errorf("is:produced finds %d, want %d", n, s.Documents)
	}
}
