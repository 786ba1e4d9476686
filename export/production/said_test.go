package production

import (
	"strings"
	"testing"
)

func TestWordsThatAPageBreaksOrNames(t *testing.T) {
	long := "(https://example.org/" + strings.Repeat("abcdefghij", 6) + "):"
	page := said{squeezed(long[:45] + " VAUGHN-000007 " + long[45:] + " [U+1F236 SQUARED CJK UNIFIED IDEOGRAPH-6709] plain " + strings.Repeat("z", 3000))}
	for word, want := range map[string]bool{
		long: true, "plain": true, "🈶": true, strings.Repeat("z", 3000): true,
		"pla1n": false, "有": false, long[:45] + "x" + long[45:]: false, strings.Repeat("y", 3000): false, strings.Repeat("pl", 30): false,
	} {
		if got := page.has(word); got != want {
			t.Errorf("%.50q: %v, want %v", word, got, want)
		}
	}
}
