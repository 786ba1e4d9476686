package qc

import "testing"

func TestNeedles(t *testing.T) {
	n := NewNeedles([]string{"Élodie Marsh", "202-555-0143", "abc", "the plan is not ready"})
	if n.Len() != 3 {
		t.Fatalf("%d needles: a string of three letters is chance", n.Len())
	}
	for text, want := range map[string]int{
		"wrote elodie\n> MARSH, then": 1, "call (202) 555\u00a00143 now": 1, "ÉLODIE MARSH and Elodie Marsh": 2,
		"Elodie Marshall": 0, "the plan is\n> > not ready": 1, "the plan is ready": 0, "E\u200blodie Marsh": 1, "abc": 0,
		"ﬁne ELODIE\tMARSH": 1,
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
