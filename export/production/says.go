package production

import (
	"fmt"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// says tells whether a page says a cell's words, each as a whole: a line may
// break between any two of them. Words that pages cannot show as they are
// spelled (from right to left, or named in brackets) are compared letter by
// letter.
func says(page, cell string) bool {
	return said{squeezed(page) + "\n" + squeezed(loadable(page))}.has(cell) // as it is and as a DAT can hold it
}

// said is what pages say, squeezed once for many cells.
type said struct{ page string }

func (s said) has(cell string) bool {
	for _, w := range strings.Fields(cell) {
		// QUIRK: U+1F236 is a plain ideograph in normal form, and named on the page.
		if !strings.Contains(s.page, squeezed(w)) && !reshaped(s.page, norm.NFKC.String(w)) && !reshaped(s.page, w) && !parted(s.page, squeezed(w)) {
			return false
		}
	}
	return true
}

// longWord is what no line of a page holds: such a word may be broken where a
// page ends, with its stamps between the parts.
const longWord = 40

// parted tells whether pages say a long word in parts: two, and one more for
// each page that it could fill.
func parted(said, word string) bool {
	if len(word) <= longWord {
		return false
	}
	for parts := 2 + len(word)/2000; parts > 0; parts-- {
		n := sort.Search(len(word), func(n int) bool { return !strings.Contains(said, word[:n+1]) })
		if word = word[n:]; word == "" {
			return true
		}
	}
	return false
}

// squeezed is layout.Letters without its sorting.
func squeezed(s string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(s)), "")
}

// reshaped tells whether a page may show a word in another order or by the
// names of its letters, and has each of them.
func reshaped(said, word string) bool {
	may := false
	for _, r := range word {
		named := r >= 0x80 && strings.Contains(said, fmt.Sprintf("[U+%04X", r))
		may = may || named || r >= 0x80 && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		if !named && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) && !strings.ContainsRune(said, r) && !strings.Contains(said, fmt.Sprintf("U+%04X", r)) {
			return false
		}
	}
	return may
}
