package casework_test

import (
	"path/filepath"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// TestFunnelAddsUp takes a part of the sample to a production and compares
// every number of the funnel with a count that is made in another way.
func TestFunnelAddsUp(t *testing.T) {
	c := sample(t, true)
	defer c.Close()
	query := "brinnel OR retention"
	m, err := c.Meta(ctx)
	if err != nil {
		t.Fatal(err)
	}
	spec := casework.SampleSpec(m.Request)
	spec.Name, spec.Query, spec.Families = "first", "coded:responsive=yes AND brinnel", false
	plan, findings, err := c.Plan(ctx, spec)
	if err != nil {
		t.Fatal(err, findings)
	}
	if _, err := c.Produce(ctx, plan, filepath.Join(t.TempDir(), "out"), progress.None); err != nil {
		t.Fatal(err)
	}
	// one that was produced loses its coding
	for id, err := range c.Each(ctx, "is:produced ("+query+")") {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Code(ctx, []record.ID{id}, review.Coding{Field: "responsive", Op: "="}); err != nil {
			t.Fatal(err)
		}
		break
	}
	f, err := c.Funnel(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range []string{"*", query, "(" + query + ") is:reviewed", "(" + query + ") is:reviewed is:produced"} {
		want := count(t, c, q)
		if got := f.Stages[i+1].Sums; got != (casework.Sums{Records: want.Records, Messages: want.Messages, Families: want.Families}) {
			t.Errorf("%s: %+v, want %+v", f.Stages[i+1].Name, got, want)
		}
		before, now := f.Stages[i], f.Stages[i+1]
		if before.Records != now.Records+now.LeftOut.Records || before.Messages != now.Messages+now.LeftOut.Messages || before.Families != now.Families+now.LeftOut.Families {
			t.Errorf("%s does not add up: %+v, %+v", now.Name, before, now)
		}
	}
	if s := f.Stages[0]; s.Records != 125 || s.Messages != 123 || s.Families != 123 {
		t.Errorf("collected %+v: the sample has 123 mails in all places, two of them with one attachment", s)
	}
	collected, coded := 0, 0
	for _, u := range f.Custodians {
		collected += u.Collected
		if n := count(t, c, "custodian:"+u.Name+" ("+query+") is:reviewed is:produced"); u.Produced != n.Records {
			t.Errorf("%s: %d produced, want %d", u.Name, u.Produced, n.Records)
		}
		others := ""
		for _, o := range f.Custodians {
			if o.Name != u.Name {
				others += " NOT custodian:" + o.Name
			}
		}
		if n := count(t, c, "custodian:"+u.Name+others); u.Alone != n.Records {
			t.Errorf("%s: %d held by no other, want %d", u.Name, u.Alone, n.Records)
		}
	}
	for _, v := range f.Coded {
		coded += v.Records
	}
	if collected != f.Stages[0].Records || coded != f.Stages[3].Records {
		t.Errorf("%d collected by custodian, %d reviewed by coding: %+v", collected, coded, f.Stages)
	}
	if all := count(t, c, "is:produced").Records; f.Stages[4].Records+f.Beside.Unreviewed+f.Beside.NotHit != all || f.Beside.Unreviewed != 1 {
		t.Errorf("%d produced, %+v beside, %d in all", f.Stages[4].Records, f.Beside, all)
	}
}
