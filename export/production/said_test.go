package production

import (
	"strings"
	"testing"
)

func TestWordsThatAPageBreaksOrNames(t *testing.T) {
	long := "(https://example.org/" + strings.Repeat("abcdefghij", 6) + "):"
	page := said{squeezed(long[:45] + " VAUGHN-000007 " + long[45:] + " [Japanese “not free of charge” button] plain Ann[thumbs up: medium skin tone] [flag US] םולש[U+202E RIGHT-TO-LEFT OVERRIDE] " + strings.Repeat("z", 3000) + " [woman health VAUGHN-000015 worker: medium-dark skin tone]")}
	for word, want := range map[string]bool{
		long: true, "plain": true, "🈶": true, "Ann👍🏽": true, "🇺🇸": true, "שלום\u202e": true, strings.Repeat("z", 3000): true, "👩🏾\u200d⚕️": true, "👩🏾\u200d🏫": false,
		"pla1n": false, "有": false, "Ann👍": false, "🇨🇦": false, "Bob👍🏽": false, "שלומי\u202eé": false, long[:45] + "x" + long[45:]: false, strings.Repeat("y", 3000): false, strings.Repeat("pl", 30): false,
	} {
		if got := page.has(word); got != want {
			t.Errorf("%.50q: %v, want %v", word, got, want)
		}
	}
}

// In a line from right to left the signs around a Latin word stand elsewhere.
func TestWordsOfALineFromRightToLeft(t *testing.T) {
	page := said{squeezed("To: דוד ,<d@x.example> <b@x.example> דן")}
	for cell, want := range map[string]bool{"דוד <d@x.example>, דן <b@x.example>": true, "<d@x.example>, <b@x.example>": false, "דוד <e@x.example>,": false} {
		if got := page.has(cell); got != want {
			t.Errorf("%q: %v, want %v", cell, got, want)
		}
	}
}
