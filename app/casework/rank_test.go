package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/redact/review"
)

// talk is a mailbox of two matters: every tenth mail is of a levee, in words of
// its own.
func talk(n int) string {
	levee := strings.Fields("levee seepage culvert floodwall embankment gauge sandbag parish crest upstream")
	office := strings.Fields("lunch printer parking holiday calendar badge elevator coffee invoice seminar")
	var b strings.Builder
	for i := range n {
		words, from := office, "clerk"
		if i%10 == 3 {
			words, from = levee, "engineer"
		}
		fmt.Fprintf(&b, "From a@x Mon Mar  4 09:00:00 2024\nFrom: %s <%s@x.example>\nTo: Bo <bo@y.example>\nMessage-ID: <%d@x.example>\nSubject: note %d\n\n", from, from, i, i)
		for k := range 12 {
			fmt.Fprintf(&b, "please see the %s about it\n", words[(i*7+k*k)%len(words)])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestRank(t *testing.T) {
	c := imported(t, talk(300))
	if _, err := c.Rank(ctx, "*", casework.Goal{Field: "responsive", Value: "yes"}); fault.CodeOf(err) != fault.NotFound {
		t.Fatalf("nothing is coded: %v", err)
	}
	some, err := c.IDs(ctx, "from:engineer")
	if err != nil || len(some) != 30 {
		t.Fatalf("%d, %v", len(some), err)
	}
	if _, err := c.Code(ctx, some[:3], review.Coding{Field: "responsive", Op: "=", Value: "Yes"}); err != nil {
		t.Fatal(err)
	}
	r, err := c.Rank(ctx, "*", casework.Goal{Field: "responsive", Value: "yes"})
	if err != nil || len(r.Nums) != 297 || r.Yes != 3 || r.No != 0 || r.Presumed != 100 {
		t.Fatalf("%d ranked from %d, %d, %d: %v", len(r.Nums), r.Yes, r.No, r.Presumed, err)
	}
	rows, err := c.Rows(ctx, r.Nums[:27])
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if !strings.HasPrefix(row.From, "engineer") {
			t.Errorf("place %d is %s, score %v", i+1, row.From, r.Scores[i])
		}
	}
	if !slices.IsSortedFunc(r.Scores, func(a, b float32) int { return int(b*1e6) - int(a*1e6) }) {
		t.Error("scores do not fall")
	}
	why, err := c.Why(ctx, r, rows[0].ID, 3)
	if err != nil || len(why) != 3 || why[0].Share <= 0 {
		t.Errorf("why: %v, %v", why, err)
	}
	if marked := count(t, c, "coded:responsive=yes"); marked.Records != 3 {
		t.Errorf("ranking coded something: %d", marked.Records)
	}
}

// Records that came from an older version, or after the last ranking, are
// ranked as well; an excluded one is not, and teaches nothing.
func TestRankNew(t *testing.T) {
	c := imported(t, talk(100))
	ids, err := c.IDs(ctx, "from:engineer")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Code(ctx, ids[:2], review.Coding{Field: "responsive", Op: "=", Value: "yes"}); err != nil {
		t.Fatal(err)
	}
	goal := casework.Goal{Field: "responsive", Value: "yes"}
	before, err := c.Rank(ctx, "*", goal)
	if err != nil {
		t.Fatal(err)
	}
	more(t, c, strings.ReplaceAll(talk(50), "@x.example>\nSubject", "@more.example>\nSubject"))
	after, err := c.Rank(ctx, "*", goal)
	if err != nil || len(after.Nums) != len(before.Nums)+50 {
		t.Errorf("%d, then %d: %v", len(before.Nums), len(after.Nums), err)
	}
	narrow, err := c.Rank(ctx, "from:engineer", goal)
	if err != nil || len(narrow.Nums) != len(ids)-2+5 {
		t.Errorf("%d of a query: %v", len(narrow.Nums), err)
	}
}

// A sample of the rest holds the truth between its numbers, and tells how much
// had been found.
func TestElude(t *testing.T) {
	c := imported(t, talk(400)) // 40 of a levee
	code := func(query, value string) {
		t.Helper()
		some, err := c.IDs(ctx, query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Code(ctx, some, review.Coding{Field: "responsive", Op: "=", Value: value}); err != nil {
			t.Fatal(err)
		}
	}
	code(`from:engineer subject:"note 3" OR from:engineer subject:"note 13" OR from:engineer subject:"note 23"`, "yes")
	if _, err := c.DrawSample(ctx, casework.DrawSpec{Set: "Elusion", Query: "is:unreviewed", Size: 120, Seed: "s"}); err != nil {
		t.Fatal(err)
	}
	goal := casework.Goal{Field: "responsive", Value: "yes"}
	e, err := c.Elude(ctx, "elusion 001", goal)
	if err != nil || e.Checked != 0 || e.Low != 0 || e.High != 1 || e.Found != 3 || e.Population != 397 {
		t.Fatalf("before it is coded: %+v, %v", e, err)
	}
	code(`batch:"Elusion 001" from:engineer`, "yes")
	code(`batch:"Elusion 001" is:unreviewed`, "no")
	e, err = c.Elude(ctx, "Elusion 001", goal)
	if err != nil || e.Checked != 120 || e.Yes == 0 || e.Fewest > 37 || e.Most < 37 || e.Found != 3 {
		t.Errorf("%+v, %v", e, err)
	}
	if truth := 3.0 / 40; e.Recall.Low > truth || e.Recall.High < truth {
		t.Errorf("recall %+v, it is %.3f", e.Recall, truth)
	}
}

// BenchmarkRank learns from half of a case of 53,585 messages and orders the other half.
func BenchmarkRank(b *testing.B) {
	c := opened(b)
	goal := casework.Goal{Field: "bench", Value: "yes"}
	for _, half := range []struct{ query, value string }{{"hub date:..2020-12-31", "yes"}, {"-hub date:..2020-12-31", "no"}} {
		ids, err := c.IDs(ctx, half.query)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Code(ctx, ids, review.Coding{Field: goal.Field, Op: "=", Value: half.value}); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := c.Rank(ctx, "*", goal); err != nil {
			b.Fatal(err)
		}
	}
}
