package bates

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParsePrintsBack(t *testing.T) {
	for in, ok := range map[string]bool{
		"FHSA-000118": true, "ABC0001": true, "000001": true, "A_9": true,
		"": false, "ABC-": false, "ABC 0001": false, "A/B0001": false, "Ä-01": false,
		"ABCDEFGHIJKLMNOP-01": false, "X-1234567890123": false,
	} {
		b, err := Parse(in)
		if (err == nil) != ok {
			t.Errorf("Parse(%q): %v", in, err)
		}
		if ok && b.String() != in {
			t.Errorf("Parse(%q) prints %q", in, b)
		}
	}
	if _, err := New("A1", 1, 4); err == nil {
		t.Error("a prefix that ends in a digit hides where the number begins")
	}
}

func TestTakeIsContiguous(t *testing.T) {
	next, _ := New("X-", 98, 3)
	var rs []Range
	for _, pages := range []int{1, 3, 900} {
		var r Range
		r, next = next.Take(pages)
		if r.Pages() != pages {
			t.Errorf("%v holds %d pages, want %d", r, r.Pages(), pages)
		}
		rs = append(rs, r)
	}
	if len(Gaps(rs)) != 0 || len(Overlaps(rs)) != 0 {
		t.Errorf("gaps %v overlaps %v", Gaps(rs), Overlaps(rs))
	}
	if next.Fits() {
		t.Errorf("%v outgrew three digits and says it fits", next)
	}
}

func TestGapsAndOverlapsAgreeWithCounting(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var rs []Range
		held := map[int64]int{}
		low, high := int64(1<<60), int64(-1)
		for range 1 + rng.IntN(6) {
			a := int64(rng.IntN(40))
			b := a + int64(rng.IntN(5))
			rs = append(rs, Range{Number{Prefix: "P", N: a, Width: 4}, Number{Prefix: "P", N: b, Width: 4}})
			for n := a; n <= b; n++ {
				held[n]++
			}
			low, high = min(low, a), max(high, b)
		}
		missing, twice := 0, false
		for n := low; n <= high; n++ {
			if held[n] == 0 {
				missing++
			}
			twice = twice || held[n] > 1
		}
		got := 0
		for _, g := range Gaps(rs) {
			got += g.Pages()
		}
		if got != missing || (len(Overlaps(rs)) > 0) != twice {
			t.Fatalf("%v: %d missing, want %d; overlaps %v, want %v", rs, got, missing, Overlaps(rs), twice)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("FHSA-000118")
	f.Fuzz(func(t *testing.T, s string) {
		if b, err := Parse(s); err == nil && b.String() != s {
			t.Errorf("%q prints %q", s, b)
		}
	})
}

func TestReplacementNumbers(t *testing.T) {
	for _, text := range []string{"FD-000118", "FD-000118R", "FD-000118.001", "FD-000118R.017", "000118"} {
		b, err := Parse(text)
		if err != nil || b.String() != text {
			t.Errorf("%s: %v %v", text, b, err)
		}
	}
	for _, text := range []string{"FD-000118.000", "FD-000118.1", "FD-000118RRRR", "FD-000118r", "FD-R", "FD-000118.+01"} {
		if b, err := Parse(text); err == nil {
			t.Errorf("%s: taken as %v", text, b)
		}
	}
	first, _ := New("FD-", 118, 6)
	old, _ := first.Take(3)
	for _, c := range []struct {
		pages int
		want  string
	}{{1, "FD-000118R"}, {3, "FD-000118R FD-000119R FD-000120R"}, {5, "FD-000118R FD-000119R FD-000120R FD-000120R.001 FD-000120R.002"}} {
		r, err := old.Over(c.pages, "R")
		if err != nil || r.Pages() != c.pages {
			t.Fatalf("%d pages: %v %v", c.pages, r, err)
		}
		var got []string
		for i := range c.pages {
			got = append(got, r.At(i).String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%d pages: %s, want %s", c.pages, s, c.want)
		}
	}
	if _, err := old.Over(2000, ""); err == nil {
		t.Error("more pages than can be put in")
	}
}
