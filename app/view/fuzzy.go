package view

import (
	"slices"
	"strings"
	"unicode"
)

// Fuzzy says how well a line of several parts, such as the title of a command
// and its menu, fits what a person typed: 0 is best, ok is false when a typed
// word is nowhere in it. A word fits where a word of the line begins with it
// ("resp" in "Not responsive"), better in an earlier part; else where it stands
// inside one; else where its letters follow each other ("cwn" in "Compare with
// a near-copy").
func Fuzzy(typed string, parts ...string) (rank int, ok bool) {
	line := [][]string{}
	for _, p := range parts {
		line = append(line, fuzzyWords(p))
	}
	for _, t := range fuzzyWords(typed) {
		best := -1
		for i, words := range line {
			for k, w := range words {
				if r := fuzzyWord(t, w, i, k); r >= 0 && (best < 0 || r < best) {
					best = r
				}
			}
		}
		if best < 0 && len(parts) > 0 && follows(t, strings.ToLower(parts[0])) {
			best = 400
		}
		if best < 0 {
			return 0, false
		}
		rank += best
	}
	return rank, true
}

// fuzzyWord ranks a typed word against word k of part i, -1 if it does not fit.
func fuzzyWord(typed, word string, i, k int) int {
	at := strings.Index(word, typed)
	switch {
	case at < 0:
		return -1
	case at > 0:
		return 200 + 20*i + min(k, 19)
	case len(word) == len(typed):
		return 20*i + min(k, 19)
	}
	return 60 + 20*i + min(k, 19)
}

func fuzzyWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("?+-./", r)
	})
}

// follows says whether the letters of typed come in text in their order, the
// first at the beginning of a word.
func follows(typed, text string) bool {
	at := 0
	runes := []rune(text)
	for n, t := range []rune(typed) {
		i := slices.IndexFunc(runes[at:], func(r rune) bool { return r == t })
		if i < 0 {
			return false
		}
		if n == 0 && at+i > 0 && unicode.IsLetter(runes[at+i-1]) {
			at += i + 1
			return follows(typed, string(runes[at:]))
		}
		at += i + 1
	}
	return true
}
