package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"vaughn/index/query"
	"vaughn/index/record"
)

// naive answers queries by looking at every place of every record. It shares
// only the cutting into words with the index.
type naive struct {
	docs  []Doc
	facts facts
	pages map[*record.Record]page
}

func (n naive) page(r *record.Record) page {
	if n.pages[r] == nil {
		n.pages[r] = read(r)
	}
	return n.pages[r]
}

func (n naive) find(q query.Q) []record.Num {
	var out []record.Num
	for _, d := range n.docs {
		if n.holds(q, d) {
			out = append(out, d.Num)
		}
	}
	return out
}

func (n naive) holds(q query.Q, d Doc) bool {
	switch t := q.(type) {
	case query.All:
		return true
	case query.And:
		return !slices.ContainsFunc(t.Of, func(q query.Q) bool { return !n.holds(q, d) })
	case query.Or:
		return slices.ContainsFunc(t.Of, func(q query.Q) bool { return n.holds(q, d) })
	case query.Not:
		return !n.holds(t.Of, d)
	case query.Kin:
		return slices.ContainsFunc(n.docs, func(k Doc) bool { return k.Num/2 == d.Num/2 && n.holds(t.Of, k) })
	case query.Fact:
		return slices.Contains(n.facts.where[t.Field+":"+t.Value], d.Num)
	case query.Range:
		from, to := t.Bounds(n.facts.Zone())
		w := d.Record.Date
		return !w.IsZero() && (from.IsZero() || !w.Before(from)) && (to.IsZero() || w.Before(to))
	}
	for _, column := range query.Columns(fieldOf(q)) {
		if len(naivePlaces(n.page(d.Record)[column], q)) > 0 {
			return true
		}
	}
	return false
}

func naivePlaces(words []placed, q query.Q) [][2]uint64 {
	var out [][2]uint64
	switch t := q.(type) {
	case query.Term:
		if t.Form == query.FormPhone {
			return naivePhone(words, t.Text)
		}
		pattern := strings.Fields(t.Text)
		for _, first := range words {
			ok := true
			for i, p := range pattern {
				ok = ok && slices.ContainsFunc(words, func(w placed) bool {
					return w.at == first.at+uint64(i) && (naiveFits(p, w.word, t.Edits) || t.Form == query.FormStem && query.Stem(p) == query.Stem(w.word))
				})
			}
			if ok {
				out = append(out, [2]uint64{first.at, first.at + uint64(len(pattern)) - 1})
			}
		}
	case query.Or:
		for _, q := range t.Of {
			out = append(out, naivePlaces(words, q)...)
		}
	case query.Near:
		if t.Without {
			return naiveAlone(naivePlaces(words, t.Left), naivePlaces(words, t.Right), t)
		}
		for _, a := range naivePlaces(words, t.Left) {
			for _, b := range naivePlaces(words, t.Right) {
				if b[0] > a[1] && b[0]-a[1] <= uint64(t.N) {
					out = append(out, [2]uint64{a[0], b[1]})
				}
				if !t.Ordered && a[0] > b[1] && a[0]-b[1] <= uint64(t.N) {
					out = append(out, [2]uint64{b[0], a[1]})
				}
			}
		}
	}
	return out
}

// naiveAlone keeps what has nothing of the other side near it.
func naiveAlone(l, r [][2]uint64, q query.Near) [][2]uint64 {
	return slices.DeleteFunc(l, func(a [2]uint64) bool {
		return slices.ContainsFunc(r, func(b [2]uint64) bool {
			switch {
			case b[0] > a[1]:
				return b[0]-a[1] <= uint64(q.N)
			case a[0] > b[1]:
				return !q.Ordered && a[0]-b[1] <= uint64(q.N)
			}
			return true
		})
	})
}

// naivePhone joins the digits of words in a row. The numbers of the test have
// eight digits, so that no country's code is thought of.
func naivePhone(words []placed, number string) [][2]uint64 {
	var out [][2]uint64
	for i, first := range words {
		said := ""
		for k, w := range words[i:min(len(words), i+5)] {
			if w.at != first.at+uint64(k) {
				break
			}
			said += w.word
			small := k == 0 && len(w.word) == 8 || len(w.word) >= 2 && len(w.word) <= 5
			if said == number && small {
				out = append(out, [2]uint64{first.at, w.at})
			}
			if !small {
				break
			}
		}
	}
	return out
}

func naiveFits(p, w string, edits int) bool {
	switch {
	case edits > 0:
		return distance(p, w) <= edits
	case p == "":
		return w == ""
	case p[0] == '*':
		return naiveFits(p[1:], w, 0) || w != "" && naiveFits(p, w[1:], 0)
	case w == "":
		return false
	}
	return (p[0] == '?' || p[0] == w[0]) && naiveFits(p[1:], w[1:], 0)
}

func distance(a, b string) int {
	switch {
	case a == "":
		return len(b)
	case b == "":
		return len(a)
	case a[0] == b[0]:
		return distance(a[1:], b[1:])
	}
	return 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))
}

var vocabulary = strings.Fields("a b c ab abc bca cab bad bed budget budgets budgeted to be or not the of 1 12 123 55 5501 501 43 0143 55010143")

func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.IntN(n) {
		b.WriteString(vocabulary[r.IntN(len(vocabulary))])
		b.WriteString([]string{" ", "-", "\n", ", ", "\n> "}[r.IntN(5)])
	}
	return b.String()
}

func randomDoc(t testing.TB, r *rand.Rand, n int) Doc {
	line := func(n int) string { return strings.Join(strings.Fields(randomText(r, n)), " ") }
	date := time.Time{}
	if r.IntN(10) > 0 {
		date = time.Date(2022, 1, 1, 0, 0, r.IntN(300*86400), 0, time.UTC)
		if r.IntN(20) == 0 {
			date = date.AddDate(-60, 0, 0) // before 1970
		}
	}
	text := fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\n\n%s", line(3), line(4), line(6), randomText(r, 40))
	return Doc{record.Num(n), mail(t, n, date, text)}
}

func randomQuery(r *rand.Rand, depth int) query.Q {
	fields := []string{"", "", "text", "subject", "from", "participant"}
	patterns := []string{"a*", "*a", "b?", "?", "ab*", "*", "1*", "b*d"}
	term := func(field string) query.Q {
		w := vocabulary[r.IntN(len(vocabulary))]
		switch r.IntN(8) {
		case 0:
			return query.Term{Field: field, Text: w + " " + vocabulary[r.IntN(len(vocabulary))], Quoted: true}
		case 1:
			return query.Term{Field: field, Text: w + " * " + patterns[r.IntN(5)], Quoted: true}
		case 2:
			return query.Term{Field: field, Text: patterns[r.IntN(len(patterns))]}
		case 3:
			return query.Term{Field: field, Text: w, Edits: 1 + r.IntN(2)}
		case 4:
			return query.Term{Field: field, Text: w + " budgeting"[:r.IntN(2)*10], Form: query.FormStem, Quoted: true}
		case 5:
			return query.Term{Field: field, Text: "55010143", Form: query.FormPhone}
		}
		return query.Term{Field: field, Text: w}
	}
	if depth == 0 {
		switch r.IntN(6) {
		case 0:
			return query.Fact{Field: "tag", Value: []string{"x", "y", "none"}[r.IntN(3)]}
		case 1:
			ends := []string{"", "1962", "2022-02", "2022-03-04", "2022-05-01T12", "2022-05-01T12:30", "2022-07", "2022-07-01T00:00:01"}
			return query.Range{Field: "date", From: ends[r.IntN(len(ends))], To: ends[r.IntN(len(ends))]}
		}
		return term(fields[r.IntN(len(fields))])
	}
	pair := []query.Q{randomQuery(r, depth-1), randomQuery(r, r.IntN(depth))}
	switch r.IntN(6) {
	case 4:
		return query.Kin{By: "thread", Of: pair[0]}
	case 0:
		return query.Or{Of: pair}
	case 1:
		return query.Not{Of: pair[0]}
	case 2, 3:
		f := fields[r.IntN(len(fields))]
		left, right := term(f), term(f)
		if r.IntN(3) == 0 {
			left = query.Or{Of: []query.Q{left, term(f)}}
		}
		if r.IntN(3) == 0 {
			right = query.Near{Left: right, Right: term(f), N: 1 + r.IntN(3)}
		}
		return query.Near{Left: left, Right: right, N: 1 + r.IntN(6), Ordered: r.IntN(2) == 0, Without: r.IntN(3) == 0}
	}
	return query.And{Of: pair}
}

// TestCountsAreExact compares random queries with the naive answer, over an
// index of several segments in which records have been replaced.
func TestCountsAreExact(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 13))
	zone, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	x, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	n := naive{facts: facts{where: map[string][]record.Num{}, zone: zone}, pages: map[*record.Record]page{}}
	for i := 1; i <= 150; i++ {
		n.docs = append(n.docs, randomDoc(t, r, i))
		for _, v := range []string{"x", "y"} {
			if r.IntN(3) == 0 {
				n.facts.where["tag:"+v] = append(n.facts.where["tag:"+v], record.Num(i))
			}
		}
	}
	for i := 0; i < 150; i += 40 {
		if err := x.Add(t.Context(), n.docs[i:min(150, i+40)]); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []int{3, 77, 149} {
		n.docs[i] = randomDoc(t, r, i+1)
		if err := x.Add(t.Context(), n.docs[i:i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if x.Last() != 150 {
		t.Errorf("the last number is %d", x.Last())
	}
	hits := 0
	for range 700 {
		q := randomQuery(r, r.IntN(4))
		got, err := x.All(t.Context(), q, n.facts)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		want := n.find(q)
		if !slices.Equal(slices.Collect(got.Each()), want) {
			t.Fatalf("%s: %v, want %v", q, slices.Collect(got.Each()), want)
		}
		if len(want) > 0 && len(want) < 150 {
			hits++
		}
	}
	if hits < 250 {
		t.Errorf("only %d queries told records apart", hits)
	}
}

// TestHitsAgreeWithSearch: a record is found by a text query exactly when the
// query's words are lit up in it, and each light is a place of such a word.
func TestHitsAgreeWithSearch(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 19))
	for i := range 2000 {
		d := randomDoc(t, r, i)
		q := randomQuery(r, r.IntN(2))
		_, near := q.(query.Near)
		if _, term := q.(query.Term); near || term {
			n := naive{pages: map[*record.Record]page{}}
			found, lit := n.holds(q, d), Hits(d.Record, q)
			if found != (len(lit) > 0) {
				t.Fatalf("%s: found %v, lit %v in %q", q, found, lit, d.Record.Text)
			}
			for k, s := range lit {
				if _, err := d.Record.Slice(s); err != nil || k > 0 && lit[k-1].End > s.Start {
					t.Fatalf("%s: %v, %v", q, lit, err)
				}
			}
		}
	}
}
