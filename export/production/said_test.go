package production

import (
	"strings"
	"testing"
)

func TestWordsThatAPageBreaksOrNames(t *testing.T) {
	long := "(https://example.org/" + strings.Repeat("abcdefghij", 6) + "):"
	page := said{squeezed(long[:45] + " VAUGHN-000007 " + long[45:] + " [Japanese “not free of charge” button] plain Ann[thumbs up: medium skin tone] [flag US] םולש[U+202E RIGHT-TO-LEFT OVERRIDE] " + strings.Repeat("z", 3000))}
	for word, want := range map[string]bool{
		long: true, "plain": true, "🈶": true, "Ann👍🏽": true, "🇺🇸": true, "שלום\u202e": true, strings.Repeat("z", 3000): true,
		"pla1n": false, "有": false, "Ann👍": false, "🇨🇦": false, "Bob👍🏽": false, "שלומי\u202eé": false, long[:45] + "x" + long[45:]: false, strings.Repeat("y", 3000): false, strings.Repeat("pl", 30): false,
	} {
		if got := page.has(word); got != want {
			t.Errorf("%.50q: %v, want %v", word, got, want)
		}
	}
}
