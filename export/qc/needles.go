package qc

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Needles finds withheld strings in text: case, accents, ligatures,
// look-alike letters, punctuation, quotation signs, line breaks and hyphens at
// line ends make no difference. It lives for one run in memory and is never
// written. It may be used from several goroutines; a nil one is empty.
type Needles struct {
	texts   []string
	spelt   []string // the words, folded, with a space between two
	shelves []shelf
	tails   map[string][]int // last digits of long numbers → needles
	names   []name
	folds   folds
	weights weights

	sweepers sync.Pool // of *sweeper
	format   sync.Once
	own      []int // see inFormat
}

// minLetters is the shortest string worth looking for by itself, of digits one
// more (a year is everywhere): below it, hits are chance and the equality of
// pages is the only proof.
const minLetters = 4

// sureLetters is the shortest string that is taken for itself when it is spelled
// apart, joined or backwards.
const sureLetters = 8

// pairLetters is the shortest string of several words that is taken for itself
// where it stands as words in a text, such as Ann Lee. One word of so few letters
// may be a word of any table; of two numbers, a date is made.
const pairLetters = 6

// Numbers of so many digits are known by their last tailLen (social security,
// telephone and account numbers).
const (
	tailOf  = 9
	tailLen = 4
)

// NewNeedles takes the withheld strings; those too short are left out.
func NewNeedles(secrets []string) *Needles {
	n := &Needles{tails: map[string][]int{}}
	seen := map[string]bool{}
	for _, s := range secrets {
		k := strings.Join(Words(s), " ")
		if seen[k] {
			continue
		}
		seen[k] = true
		n.name(s, k)
		if l := letterCount(k); l > minLetters || l == minLetters && len(digits(k)) < l {
			n.add(s, k)
		}
	}
	n.index()
	n.sortNames()
	n.weights.of(n.spelt)
	return n
}

func (n *Needles) add(s, spelt string) {
	if d := digits(s); len(d) >= tailOf && len(d)*2 > len(spelt)-strings.Count(spelt, " ") {
		tail := d[len(d)-tailLen:]
		n.tails[tail] = append(n.tails[tail], len(n.texts))
	}
	n.texts, n.spelt = append(n.texts, s), append(n.spelt, spelt)
}

// letterCount is the number of letters and digits of folded words.
func letterCount(spelt string) int { return utf8.RuneCountInString(spelt) - strings.Count(spelt, " ") }

func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Len is the number of strings looked for.
func (n *Needles) Len() int {
	if n == nil {
		return 0
	}
	return len(n.spelt)
}

// Text is the string a hit stands for.
func (n *Needles) Text(i int) string { return n.texts[i] }

// Words is the number of words in a string looked for.
func (n *Needles) Words(i int) int { return strings.Count(n.spelt[i], " ") + 1 }

// Count tells how often each string occurs as whole words; strings without a
// hit are absent.
func (n *Needles) Count(text string) map[int]int { return n.whole(text, false) }

// Found is Count, and counts long strings too that are spelled apart, joined or
// backwards, from the beginning of a word to the end of one.
func (n *Needles) Found(text string) map[int]int { return n.whole(text, true) }

func (n *Needles) whole(text string, apart bool) map[int]int {
	out := map[int]int{}
	if n.Len() == 0 {
		return out
	}
	n.inWords(text, apart, out)
	if joined := unhyphened(text); joined != text {
		n.inWords(joined, false, out)
	}
	return out
}

// inWords raises the counts to those of a text.
func (n *Needles) inWords(text string, apart bool, counts map[int]int) {
	ws := Words(text)
	letters := make([]byte, 0, len(text)+keyLen)
	for _, w := range ws {
		letters = append(letters, w...)
	}
	edge := make([]bool, len(letters)+1) // where words begin and end
	edge[len(letters)] = true
	at := 0
	for _, w := range ws {
		edge[at] = true
		at += len(w)
	}
	same, also := map[int]int{}, map[int]int{}
	n.each(letters, minLetters, func(p place) {
		if !edge[p.from] || !edge[p.to] {
			return
		}
		if !p.back && n.sameWords(p, edge) {
			same[p.needle]++
		}
		if apart && n.sure(p.needle) {
			also[p.needle]++
		}
	})
	for _, c := range []map[int]int{same, also} {
		for i, k := range c {
			counts[i] = max(counts[i], k)
		}
	}
}

// sameWords tells whether a string is cut into words where the text is.
func (n *Needles) sameWords(p place, edge []bool) bool {
	at, s := p.from, n.spelt[p.needle]
	for i := range len(s) {
		if s[i] == ' ' {
			continue
		}
		if edge[at] != (i == 0 || s[i-1] == ' ') {
			return false
		}
		at++
	}
	return true
}

// sure tells whether a string is long enough to be taken for itself wherever its
// letters stand.
func (n *Needles) sure(i int) bool { return letterCount(n.spelt[i]) >= sureLetters }

// pair tells whether a string is one of several words, too short to be sure.
func (n *Needles) pair(i int) bool {
	s := n.spelt[i]
	k := letterCount(s)
	return pairLetters <= k && k < sureLetters && strings.Contains(s, " ") && !strings.ContainsAny(s, "0123456789")
}

// Tails lists the strings whose last four digits stand in a text as a word of
// their own. A year is no tail: it would be found everywhere.
func (n *Needles) Tails(text string) []int {
	if n.Len() == 0 || len(n.tails) == 0 {
		return nil
	}
	hit := map[int]bool{}
	for _, w := range Words(text) {
		if len(w) == tailLen && !strings.HasPrefix(w, "19") && !strings.HasPrefix(w, "20") {
			for _, i := range n.tails[w] {
				hit[i] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(hit))
}

// Beyond lists the strings that occur more often in what a file says than in
// what was planned, wherever words begin or end, forward or backward: a leak
// may be split over lines and pages, spelled apart, or turned round.
func (n *Needles) Beyond(said, planned string) []int {
	if n.Len() == 0 {
		return nil
	}
	a := n.tightOf(said)
	hits := n.countTight(a)
	if len(hits) == 0 {
		return nil
	}
	b := n.tightOf(planned)
	if bytes.Equal(a, b) {
		return nil
	}
	var out []int
	had := n.countTight(b)
	for i, c := range hits {
		if c > had[i] {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// Anywhere lists the strings that Sweep may list and that stand in a text,
// as parts of words too.
func (n *Needles) Anywhere(text string) []int {
	if n.Len() == 0 {
		return nil
	}
	hit := map[int]bool{}
	n.each(n.tightOf(text), pairLetters, func(p place) {
		if !hit[p.needle] && (n.sure(p.needle) || n.pair(p.needle)) {
			hit[p.needle] = true
		}
	})
	return slices.Sorted(maps.Keys(hit))
}

func (n *Needles) tightOf(text string) []byte { return n.folds.tighten(nil, []byte(text)) }

func (n *Needles) countTight(letters []byte) map[int]int {
	out := map[int]int{}
	n.each(letters, minLetters, func(p place) { out[p.needle]++ })
	return out
}

// hyphens end a line inside a word: the plain one, the soft one, the one that is
// only a hyphen.
var hyphens = strings.NewReplacer("\u00ad\n", "-\n", "\u2010\n", "-\n", "-\r\n", "-\n")

// unhyphened joins words that were divided at the end of a line, quotation
// signs of the next line passed over.
func unhyphened(s string) string {
	if s = hyphens.Replace(s); !strings.Contains(s, "-\n") {
		return s
	}
	var b strings.Builder
	for i, part := range strings.Split(s, "-\n") {
		if i > 0 {
			part = strings.TrimLeft(part, "> \t")
		}
		b.WriteString(part)
	}
	return b.String()
}
