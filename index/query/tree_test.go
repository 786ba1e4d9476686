package query

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// tree makes a random query of the kind Parse makes.
func tree(r *rand.Rand, depth int) Q {
	words := []string{"a", "budget", `x\*y`, "b*d", "q?", "é", "AT&T", "a:b", "(x)", "-x", "!y", `say "hi"`, "“q”", "a~b", "東京", "w/5x", `\\srv`, "a|b", "~z"}
	fields := []string{"", "", "subject", "from", "text", "participant"}
	pick := func(s []string) string { return s[r.IntN(len(s))] }
	leaf := func(field string) Q {
		w := pick(words)
		quoted := strings.Contains(w, " ") || r.IntN(3) == 0
		q := Term{Field: field, Text: w, Quoted: quoted}
		switch {
		case !wildcard(w) && r.IntN(5) == 0:
			q.Form = FormStem
		case r.IntN(20) == 0:
			q.Text, q.Form = "555-0143", FormPhone
		case !quoted && !wildcard(w) && r.IntN(4) == 0:
			q.Edits = 1 + r.IntN(2)
		}
		return q
	}
	if depth == 0 {
		switch r.IntN(6) {
		case 0:
			return Fact{pick([]string{"tag", "custodian", "coded"}), pick([]string{"x", "Jane Doe", `a"b\c`, "*", "or", "b6", "a:b", "(", "ü", "東"})}
		case 1:
			return Range{"date", pick([]string{"", "2021", "2021-02", "2021-02-03T04:05"}), pick([]string{"", "2022", "2022-05-06", "2022-01-01T23:59:59"})}
		}
		return leaf(pick(fields))
	}
	rows := func() []Q {
		var of []Q
		for range 2 + r.IntN(3) {
			of = append(of, tree(r, r.IntN(depth)))
		}
		return of
	}
	switch r.IntN(6) {
	case 0:
		return Or{rows()}
	case 3:
		return Kin{Kins()[r.IntN(len(Kins()))], tree(r, depth-1)}
	case 1:
		return Not{tree(r, depth-1)}
	case 2:
		f := pick(fields)
		var side func(d int) Q
		side = func(d int) Q {
			switch k := r.IntN(4); {
			case k == 0 && d > 0:
				return Or{[]Q{side(d - 1), side(d - 1)}}
			case k == 1 && d > 0:
				return Near{side(d - 1), side(d - 1), 1 + r.IntN(9), r.IntN(2) == 0, r.IntN(4) == 0}
			}
			return leaf(f)
		}
		return Near{side(2), side(2), 1 + r.IntN(99), r.IntN(2) == 0, r.IntN(4) == 0}
	}
	return And{rows()}
}

func TestPrintedTreesReadBack(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	for range 20000 {
		q := tree(r, r.IntN(5))
		got, err := Parse(q.String())
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		if !same(got, q) {
			t.Fatalf("%s reads back as %s\n%#v\n%#v", q, got, q, got)
		}
	}
}

// same compares trees by their parts, not by their print.
func same(a, b Q) bool {
	all := func(a, b []Q) bool { return slices.EqualFunc(a, b, same) }
	switch x := a.(type) {
	case And:
		y, ok := b.(And)
		return ok && all(x.Of, y.Of)
	case Or:
		y, ok := b.(Or)
		return ok && all(x.Of, y.Of)
	case Not:
		y, ok := b.(Not)
		return ok && same(x.Of, y.Of)
	case Kin:
		y, ok := b.(Kin)
		return ok && x.By == y.By && same(x.Of, y.Of)
	case Near:
		y, ok := b.(Near)
		return ok && x.N == y.N && x.Ordered == y.Ordered && x.Without == y.Without && same(x.Left, y.Left) && same(x.Right, y.Right)
	}
	return a == b
}

// truth evaluates a tree over a made-up record: each leaf is true or false by
// its print.
func truth(q Q, salt uint64) bool {
	switch t := q.(type) {
	case All:
		return true
	case And:
		for _, p := range t.Of {
			if !truth(p, salt) {
				return false
			}
		}
		return true
	case Or:
		for _, p := range t.Of {
			if truth(p, salt) {
				return true
			}
		}
		return false
	case Not:
		return !truth(t.Of, salt)
	case Kin:
		return truth(t.Of, salt*31+uint64(len(t.By)))
	}
	h := salt
	for _, c := range []byte(q.String()) {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h>>40&1 == 1
}

func TestSimplifyKeepsMeaning(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 5000 {
		q := tree(r, r.IntN(5))
		if r.IntN(3) == 0 {
			q = And{[]Q{q, All{}, Not{Not{q}}}}
		}
		s := Simplify(q)
		for salt := range uint64(8) {
			if truth(q, salt) != truth(s, salt) {
				t.Fatalf("%s became %s", q, s)
			}
		}
		if len(s.String()) > len(q.String()) {
			t.Fatalf("%s grew to %s", q, s)
		}
	}
	q, _ := Parse("(a a) (b (c not not a))")
	if got := Simplify(q).String(); got != "a AND b AND c" {
		t.Error(got)
	}
}

func TestMap(t *testing.T) {
	q, err := Parse("a (b or from:c) w/3 d not tag:x")
	if err == nil {
		t.Fatal("two fields beside w/ were accepted")
	}
	if q, err = Parse("a (b or c) w/3 d not tag:x"); err != nil {
		t.Fatal(err)
	}
	got := Map(q, func(q Q) Q {
		if t, ok := q.(Term); ok {
			t.Field = "subject"
			return t
		}
		return q
	})
	if want := "subject:a AND (subject:b OR subject:c) w/3 subject:d AND NOT tag:x"; got.String() != want {
		t.Error(got)
	}
	if q.String() == got.String() {
		t.Error("the original tree was changed")
	}
}
