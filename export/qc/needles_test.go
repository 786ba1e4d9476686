package qc

import "testing"

func TestNeedles(t *testing.T) {
	n := NewNeedles([]string{"Élodie Marsh", "202-555-0143", "abc", "the plan is not ready", "Delgado"})
	if n.Len() != 4 {
		t.Fatalf("%d needles: a string of three letters is chance", n.Len())
	}
	for text, want := range map[string]int{
		"wrote elodie\n> MARSH, then": 1, "call (202) 555\u00a00143 now": 1, "ÉLODIE MARSH and Elodie Marsh": 2,
		"Elodie Marshall": 0, "the plan is\n> > not ready": 1, "the plan is ready": 0, "E\u200blodie Marsh": 1, "abc": 0,
		"ﬁne ELODIE\tMARSH": 1, "Elo-\ndie Marsh": 1, "Elo-\n> > die Marsh and Elodie Marsh": 2, "Еlоdіе Mаrsh": 1,
		"Delgado": 1, "Delga\u00addo": 1, "Elodie": 0, "the plan is not": 0,
	} {
		got := 0
		for _, c := range n.Count(text) {
			got += c
		}
		if got != want {
			t.Errorf("%q: %d hits, want %d", text, got, want)
		}
	}
}

func TestBeyond(t *testing.T) {
	n := NewNeedles([]string{"Élodie Marsh", "123-45-6789", "anna"})
	for _, c := range []struct {
		said, planned string
		want          int
	}{
		{"nothing", "nothing", 0}, {"Elodie Marsh", "Elodie Marsh", 0}, {"Elodie Marsh!", "ELODIE marsh", 0},
		{"Elodie Marsh twice: elodie marsh", "Elodie Marsh twice", 1}, {"E l o d i e M a r s h", "", 1}, {"hsraM eidolE", "", 1},
		{"Elo-\ndie\nMarsh", "x", 1}, {"9876-54-321", "", 1}, {"123456789", "none", 1}, {"Еlоdіе\u200bMаrsh", "", 1},
		{"x anna", "anna x", 0}, {"Elodie", "", 0},
	} {
		if got := n.Beyond(c.said, c.planned); len(got) != c.want {
			t.Errorf("%q against %q: %d, want %d", c.said, c.planned, len(got), c.want)
		}
	}
	if (*Needles)(nil).Beyond("a", "b") != nil {
		t.Error("no needles, no hits")
	}
}

func TestTails(t *testing.T) {
	n := NewNeedles([]string{"123-45-6789", "account 99 1234 5678 2024", "call 55 5678"})
	for text, want := range map[string]int{"ends in 6789.": 1, "x6789": 0, "in 2024": 0, "5678": 0} {
		if got := n.Tails(text); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
