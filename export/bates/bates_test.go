package bates

import (
	"math/rand/v2"
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
			rs = append(rs, Range{Number{"P", a, 4}, Number{"P", b, 4}})
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
