package qc

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Needles finds withheld strings in text by their words: case, accents,
// ligatures, punctuation, quotation signs and line breaks make no difference.
// It lives for one run in memory and is never written.
type Needles struct {
	first map[string][]int // first word → needles
	words [][]string
	texts []string
}

// minLetters is the shortest string worth looking for by itself: below it,
// hits are chance and the equality of pages is the only proof.
const minLetters = 4

// NewNeedles takes the withheld strings; those too short are left out.
func NewNeedles(secrets []string) *Needles {
	n := &Needles{first: map[string][]int{}}
	seen := map[string]bool{}
	for _, s := range secrets {
		w := Words(s)
		k := strings.Join(w, " ")
		if letters := len([]rune(strings.Join(w, ""))); letters < minLetters || seen[k] {
			continue
		}
		seen[k] = true
		n.first[w[0]] = append(n.first[w[0]], len(n.words))
		n.words, n.texts = append(n.words, w), append(n.texts, s)
	}
	return n
}

// Len is the number of strings looked for.
func (n *Needles) Len() int { return len(n.words) }

// Text is the string a hit stands for.
func (n *Needles) Text(i int) string { return n.texts[i] }

// Words is the number of words in a string looked for.
func (n *Needles) Words(i int) int { return len(n.words[i]) }

// Count tells how often each string occurs; strings without a hit are absent.
func (n *Needles) Count(text string) map[int]int {
	out := map[int]int{}
	if len(n.words) == 0 {
		return out
	}
	ws := Words(text)
	for at, w := range ws {
		for _, i := range n.first[w] {
			if begins(ws[at:], n.words[i]) {
				out[i]++
			}
		}
	}
	return out
}

func begins(ws, want []string) bool {
	if len(ws) < len(want) {
		return false
	}
	for i, w := range want {
		if ws[i] != w {
			return false
		}
	}
	return true
}

// Words cuts text into folded words: compatibility forms and accents removed,
// lower case, letters and digits only.
func Words(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func fold(text string) string {
	ascii := true
	for i := 0; i < len(text) && ascii; i++ {
		ascii = text[i] < 0x80
	}
	if ascii {
		return strings.ToLower(text)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
