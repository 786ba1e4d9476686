package review

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"vaughn/index/record"
	"vaughn/redact"
)

// TestEveryRecordHasOneDisposition: whatever was decided, in whatever order, each
// record counts once, so that what was located is the sum of the dispositions.
func TestEveryRecordHasOneDisposition(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[rnd.IntN(len(of))] }
	known := Dispositions()
	seen := map[Disposition]int{}
	for range 5000 {
		s := State{Coding: map[string]string{"responsive": pick("", "yes", "no", "non-responsive"), FieldDisposition: pick("", "", "", "REF", "sealed", "CON", "coord", "NAR", "nonsense")}}
		for range rnd.IntN(3) {
			m := redact.Mark{ID: redact.MarkID(pick("a", "b", "c")), Target: redact.Target(pick("span", "record", "except", "page")), State: redact.State(pick("proposed", "accepted", "rejected")), Basis: []string{"b6"}}
			s.Marks = append(s.Marks, m)
		}
		d := Derive(s, rnd.IntN(4) == 0)
		if !slices.Contains(known, d) || d.String() == "" {
			t.Fatalf("%v is %q", s, d)
		}
		seen[d]++
	}
	sum := 0
	for _, d := range known {
		if seen[d] == 0 {
			t.Errorf("%s never came out", d)
		}
		sum += seen[d]
	}
	if sum != 5000 {
		t.Errorf("%d of 5000 records are counted", sum)
	}
}

func TestDispositionFollowsDecisions(t *testing.T) {
	whole := redact.Mark{Target: redact.OnRecord, State: redact.Accepted}
	some := redact.Mark{Target: redact.OnSpan, State: redact.Accepted}
	except := redact.Mark{Target: redact.Except, State: redact.Accepted}
	open := redact.Mark{Target: redact.OnSpan, State: redact.Proposed}
	for _, c := range []struct {
		responsive, said string
		marks            []redact.Mark
		copy             bool
		want             Disposition
	}{
		{"", "", nil, false, Undecided},
		{"yes", "", nil, false, InFull},
		{"yes", "", []redact.Mark{some}, false, InPart},
		{"yes", "", []redact.Mark{whole}, false, Withheld},
		{"yes", "", []redact.Mark{whole, except}, false, InPart},
		{"yes", "", []redact.Mark{some, open}, false, Undecided},
		{"yes", "", nil, true, Duplicate},
		{"no", "", []redact.Mark{some}, true, NotResponse},
		{"no", "referral", nil, false, Referral},
		{"yes", "RIF", []redact.Mark{some}, false, InPart}, // what follows is not decided
	} {
		s := State{Coding: map[string]string{"responsive": c.responsive, FieldDisposition: c.said}, Marks: c.marks}
		if got := Derive(s, c.copy); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestExclusionNeedsItsParagraph(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	for _, x := range []Exclusion{{Ground: "(b)(6)", Reason: "x"}, {Ground: "(c)(1)"}} {
		if _, err := d.Exclude(ctx, []record.ID{"r1"}, x); err == nil {
			t.Errorf("%+v was taken", x)
		}
	}
	if _, err := d.Exclude(ctx, []record.ID{"r1"}, Exclusion{Ground: "(c)(1)", Reason: "pending"}); err != nil || len(l.facts) != 1 {
		t.Fatalf("%d facts, %v", len(l.facts), err)
	}
	if _, err := d.Exclude(ctx, []record.ID{"r1"}, Exclusion{}); err != nil || len(l.facts) != 0 {
		t.Errorf("%d facts, %v", len(l.facts), err)
	}
}

func TestFindingIsAcceptedWithAReason(t *testing.T) {
	ctx := context.Background()
	d, l := desk()
	check, of := map[string]string{"f1": "leak"}, map[string]record.ID{"f1": "r1"}
	if _, err := d.Settle(ctx, check, of, "  "); err == nil {
		t.Error("no reason was asked for")
	}
	for range 2 { // a second time changes who and why, not how many
		if _, err := d.Settle(ctx, check, of, "a public number"); err != nil || len(l.facts) != 1 {
			t.Fatalf("%d facts, %v", len(l.facts), err)
		}
	}
}
