package query

import (
	"strings"
	"unicode/utf8"
)

// Marks that stand for the wildcards of a pattern while it is cut into words;
// private characters, which no word of a text holds.
const (
	anyRun = '\uf8fe'
	anyOne = '\uf8ff'
)

// Step is one word of a Term: what the word at that place may be.
type Step struct {
	text  string // folded; wildcards as marks; the stem of a stemmed step
	wild  bool
	stem  bool
	edits int
}

// Steps cuts a term into the words it asks for in a row. A * that stands alone
// is one word of any kind between two others, and nothing at either end.
func (q Term) Steps() []Step {
	if q.Text == "*" {
		return []Step{{text: string(anyRun), wild: true}}
	}
	w := Words{text: marked(q.Text), wild: q.Form == ""}
	var out []Step
	last := -1 // where the previous step ended, when it was a single character
	for {
		word, start, end, ok := w.Next()
		if !ok {
			break
		}
		s := Step{text: string(word), edits: q.Edits}
		if s.stem = q.Form == FormStem; s.stem {
			s.text = Stem(s.text)
		}
		s.wild = strings.ContainsRune(s.text, anyRun) || strings.ContainsRune(s.text, anyOne)
		if s.Any() && (start == last || len(out) == 0) {
			continue
		}
		out = append(out, s)
		if r, _ := utf8.DecodeRune(word); single(r) {
			last = end
		}
	}
	for len(out) > 0 && out[len(out)-1].Any() {
		out = out[:len(out)-1]
	}
	return out
}

// marked replaces wildcards by marks and takes the escapes away.
func marked(pattern string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteByte(' ') // an escaped * ? or \ divides words as all punctuation does
		case c == '*':
			b.WriteRune(anyRun)
		case c == '?':
			b.WriteRune(anyOne)
		case c == 0xef && strings.HasPrefix(pattern[i:], string(anyRun)), c == 0xef && strings.HasPrefix(pattern[i:], string(anyOne)):
			i += 2
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Any tells whether every word fits.
func (s Step) Any() bool { return strings.Trim(s.text, string(anyRun)) == "" }

// Exact gives the one word that fits; ok is false when several may.
func (s Step) Exact() (word string, ok bool) { return s.text, !s.wild && !s.stem && s.edits == 0 }

// Fuzzy gives the word and how many of its letters may differ; 0 when the
// step is not fuzzy, or has wildcards, which keep their meaning instead.
func (s Step) Fuzzy() (word string, edits int) {
	if s.wild {
		return "", 0
	}
	return s.text, s.edits
}

// Prefix is what each fitting word starts with; it may be empty.
func (s Step) Prefix() string {
	if s.edits > 0 {
		return ""
	}
	if s.stem {
		_, n := utf8.DecodeRuneInString(s.text) // a word and its stem begin with the same letter
		return s.text[:n]
	}
	if i := strings.IndexAny(s.text, string(anyRun)+string(anyOne)); i >= 0 {
		return s.text[:i]
	}
	return s.text
}

// Piece is the longest run of letters that every fitting word of a step with
// wildcards holds; "" for other steps.
func (s Step) Piece() string {
	longest := ""
	if s.wild {
		for _, p := range strings.FieldsFunc(s.text, func(r rune) bool { return r == anyRun || r == anyOne }) {
			if len(p) > len(longest) {
				longest = p
			}
		}
	}
	return longest
}

// Fits tells whether a folded word is one that the step asks for.
func (s Step) Fits(word string) bool {
	switch {
	case s.wild:
		return glob(s.text, word)
	case s.edits > 0:
		return within(s.text, word, s.edits)
	case s.stem:
		return Stem(word) == s.text
	}
	return s.text == word
}

// glob matches with one point of return: the last run wildcard, which is
// enough because an earlier one never needs to give way.
func glob(pattern, word string) bool {
	p, w, star, back := 0, 0, -1, 0
	for w < len(word) {
		pr, pn := utf8.DecodeRuneInString(pattern[p:])
		wr, wn := utf8.DecodeRuneInString(word[w:])
		switch {
		case pn > 0 && pr == anyRun:
			star, back = p, w
			p += pn
		case pn > 0 && (pr == anyOne || pr == wr):
			p, w = p+pn, w+wn
		case star >= 0:
			_, n := utf8.DecodeRuneInString(word[back:])
			back += n
			p, w = star+len(string(anyRun)), back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], string(anyRun)) == ""
}

// within tells whether two words differ by at most n letters put in, left out
// or replaced.
func within(a, b string, n int) bool {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > n || len(y)-len(x) > n {
		return false
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		best := row[0]
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
			best = min(best, cost)
		}
		if best > n {
			return false
		}
	}
	return row[len(y)] <= n
}
