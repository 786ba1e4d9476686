package production

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vaughn/export/layout"
)

// says tells whether a page says a cell's words, each as a whole: a line may
// break between any two of them. Words that pages cannot show as they are
// spelled (from right to left, or named in brackets) are compared letter by
// letter.
func says(page, cell string) bool { return sayings(page).has(cell) }

// sayings are what pages say, as it is and as a DAT can hold it.
func sayings(page string) said {
	out := squeezed(page)
	if able := loadable(page); able != page {
		out += "\n" + squeezed(able)
	}
	return said{out}
}

// said is what pages say, squeezed once for many cells.
type said struct{ page string }

func (s said) has(cell string) bool {
	turned := strings.ContainsFunc(cell, func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) })
	for _, w := range strings.Fields(cell) {
		// QUIRK: in a line from right to left "<a@b.example>," has its comma before it.
		if core := strings.TrimFunc(w, unicode.IsPunct); turned && core != "" && strings.Contains(s.page, squeezed(strings.Trim(core, "<>"))) {
			continue
		}
		// QUIRK: U+1F236 is a plain ideograph in normal form, and named on the page.
		if !strings.Contains(s.page, squeezed(w)) && !named(s.page, w) && !reshaped(s.page, norm.NFKC.String(w)) && !reshaped(s.page, w) && !parted(s.page, squeezed(w)) {
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

// named tells whether a page says a word with the names of what no font draws. A
// name stands on the page as one with its neighbours: they must not be parted here,
// but for the end of a page between two words of it or two names.
func named(said, word string) bool {
	shown, err := layout.Spelled(word)
	if err != nil || shown == word {
		return false
	}
	words := strings.Fields(strings.ReplaceAll(shown, "][", "] ["))
	for n := len(words); n > 0; n-- {
		if strings.Contains(said, squeezed(strings.Join(words[:n], ""))) {
			return strings.Contains(said, squeezed(strings.Join(words[n:], "")))
		}
	}
	return false
}

// reshaped tells whether a page may show a word in another order, and has each of
// its letters, or their names.
func reshaped(said, word string) bool {
	shown, err := layout.Spelled(word)
	if err != nil {
		return false
	}
	may := false
	for shown != "" {
		if end := strings.IndexByte(shown, ']'); shown[0] == '[' && end > 0 && shown != word {
			if !strings.Contains(said, squeezed(shown[:end+1])) {
				return false
			}
			shown = shown[end+1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(shown)
		may = may || r >= 0x80 && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) && !strings.ContainsRune(said, r) {
			return false
		}
		shown = shown[n:]
	}
	return may
}
