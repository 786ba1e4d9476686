package view

import (
	"context"
	"strings"
	"testing"

	"vaughn/app/view/viewtest"
	"vaughn/index/ingest"
	"vaughn/index/progress"
)

func TestDifferenceShowsExactlyTheWordsThatDiffer(t *testing.T) {
	d := desk(t)
	if _, err := d.Case.Import(context.Background(), []string{viewtest.NearCopies(t)}, ingest.Options{Custodian: "A"}, progress.None); err != nil {
		t.Fatal(err)
	}
	d.Results.Search("subject:crates")
	id, ok := d.Results.ID(0)
	if !ok {
		t.Fatal("the mails are not found")
	}
	d.Difference.Load(id)
	s := d.Difference.State()
	if s.Err != nil || len(s.Near) != 1 || s.Only != [2]int{1, 1} {
		t.Fatalf("%+v", s)
	}
	for side, want := range []string{"Thursday", "Friday"} {
		whole, alone := "", ""
		for _, p := range s.Texts[side] {
			whole += p.Text
			if p.Alone {
				alone += p.Text
			}
		}
		if !strings.Contains(alone, want) || len(alone) > len(want)+1 || !strings.Contains(whole, "label every crate") {
			t.Errorf("side %d: alone stands %q", side, alone)
		}
	}
	d.Difference.Close()
	if d.Difference.State().Of != "" {
		t.Error("the comparison is still there")
	}
}
