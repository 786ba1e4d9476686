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

// A string that is spelled apart, joined, backwards or in other letters is found
// where whole words are asked for, too; a longer word that holds it is not.
func TestFound(t *testing.T) {
	n := NewNeedles([]string{"Mirela Quistgaard", "Ann", "Anna", "the pilot"})
	for text, want := range map[string]int{
		"Mirela Quistgaard": 1, "M i r e l a  Quistgaard": 1, "mirelaquistgaard@example.gov": 1, "draagtsiuQ aleriM": 1, "Mirela\u200bQuistgaard": 1,
		"Mirela Quist\u2010\n> gaard": 1, "Mirela Quist\u00ad\ngaard": 1, "Mirela\u00adQuistgaard": 1, "Мirеlа Quistgааrd": 1, "MIRELA QUIﬆGAARD": 1, "Ｍｉｒｅｌａ Quistgaard": 1,
		"𝓜𝓲𝓻𝓮𝓵𝓪 Quistgaard": 1, "Mirela\nPage 1\nQuistgaard": 0, "xMirela Quistgaards": 0, "Anniversary": 0, "Annals, Hannah and A n n a": 0, "the pilots": 0,
	} {
		got := 0
		for _, c := range n.Found(text) {
			got += c
		}
		if got != want {
			t.Errorf("%q: %d hits, want %d", text, got, want)
		}
	}
}

// Names of custodians are given by people in forms of their own.
func TestNames(t *testing.T) {
	n := NewNeedles([]string{"Mirela Quistgaard", "Xu", "Ng, Li", "j.doe@priv.example", "the memo is late", "Ann", "202-555-0143"})
	for text, want := range map[string]bool{
		"Quistgaard, Mirela": true, "Quistgaard, M.": true, "M. Quistgaard": true, "Quistgaard": true, "mquistgaard": true, "Mirela A. Quistgaard": true, "Quistgaard mailbox": true,
		"quistgaard_2024": true, "mirela.quistgaard": true, "Dr. Quistgaard": true, "Xu": true, "Li Ng": true, "Doe, J": true, "J. Doe": true, "Ann": true, "202 555 0143": true,
		"Quistgaard, Alice": false, "Mirela Jones": false, "Ruiz, Ana": false, "Anniversary Desk": false, "The Memo Desk": false, "Olsen, Robert": false, "": false,
	} {
		if got := n.Names(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if (*Needles)(nil).Names("x") {
		t.Error("no needles, no names")
	}
}
