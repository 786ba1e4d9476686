package search

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vaughn/index/fault"
	"vaughn/index/query"
	"vaughn/index/record"
)

// FuzzSearch: every text is a query with the naive result, or an error that
// says where; nothing runs away.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"a* b* c*", `"a* b* *c" w/1000 (*a or ?? or *)`, strings.Repeat("(", 60) + "a*" + strings.Repeat(")", 60),
		"*a* *b* *c* *d*", "a~2 b~2 w/3 c~2", "stem:budget not w/2 be", `phone:"5501 0143" pre/9 a`, "in:thread(a not pre/3 b) -c", "not not a*b?c",
		"subject:(a or stem:b) date:2022-02..", "from:*", `"1 * 12"`, "b* w/1 b* w/1 b* w/1 b* w/1 b* w/1 b*"} {
		f.Add(s)
	}
	r := rand.New(rand.NewPCG(31, 37))
	n := naive{facts: facts{where: map[string][]record.Num{"tag:x": {3, 4, 9}}}, pages: map[*record.Record]page{}}
	x, err := Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { x.Close() })
	for i := 1; i <= 12; i++ {
		n.docs = append(n.docs, randomDoc(f, r, i))
	}
	if err := x.Add(f.Context(), n.docs); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := query.Parse(s)
		if err != nil {
			var e *query.SyntaxError
			if !errors.As(err, &e) || e.Pos < 0 || e.Pos > len(s) || e.Want == "" {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		got, err := x.All(t.Context(), q, n.facts)
		if err != nil {
			if fault.CodeOf(err) != fault.Limit {
				t.Fatalf("%s: %v", q, err)
			}
			return
		}
		for _, d := range n.docs {
			Hits(d.Record, q)
		}
		if plain(q) {
			if want := n.find(q); !slices.Equal(slices.Collect(got.Each()), want) {
				t.Fatalf("%s: %v, want %v", q, slices.Collect(got.Each()), want)
			}
		}
	})
}

// plain tells the queries that the naive search reads: words of its alphabet
// one blank apart, no long rows of w/.
func plain(q query.Q) bool {
	ok, nears := true, 0
	query.Map(q, func(q query.Q) query.Q {
		switch t := q.(type) {
		case query.Near:
			nears++
		case query.Term:
			odd := strings.Trim(t.Text, "abcdefghijklmnopqrstuvwxyz0123456789 *?") != ""
			lone := t.Quoted && strings.HasPrefix(strings.TrimSpace(t.Text), "*") || strings.HasSuffix(strings.TrimSpace(t.Text), " *")
			ok = ok && !odd && !lone && len(t.Text) < query.MaxWord && t.Form != query.FormPhone && (t.Edits == 0 || !strings.Contains(t.Text, " "))
		}
		return q
	})
	return ok && nears < 4
}
