package qc

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Needles finds withheld strings in text: case, accents, ligatures,
// look-alike letters, punctuation, quotation signs, line breaks and hyphens at
// line ends make no difference. It lives for one run in memory and is never
// written. It may be used from several goroutines; a nil one is empty.
type Needles struct {
	words [][]string
	texts []string
	first map[string][]int // first two words, or the only one → needles
	grams map[string][]int // first letters of the needle, forward and back → needles
	tight [][2]string      // letters without spaces, forward and back
	tails map[string][]int // last digits of long numbers → needles
	names map[string][]name
	wide  bool // some string has letters beyond ASCII
}

// minLetters is the shortest string worth looking for by itself, of digits one
// more (a year is everywhere): below it, hits are chance and the equality of
// pages is the only proof.
const minLetters = 4

// sureLetters is the shortest string that is taken for itself when it is spelled
// apart, joined or backwards.
const sureLetters = 8

// Numbers of so many digits are known by their last tailLen (social security,
// telephone and account numbers).
const (
	tailOf  = 9
	tailLen = 4
)

// NewNeedles takes the withheld strings; those too short are left out.
func NewNeedles(secrets []string) *Needles {
	n := &Needles{first: map[string][]int{}, grams: map[string][]int{}, tails: map[string][]int{}, names: map[string][]name{}}
	seen := map[string]bool{}
	for _, s := range secrets {
		w := Words(s)
		tight := strings.Join(w, "")
		k := strings.Join(w, " ")
		if seen[k] {
			continue
		}
		seen[k] = true
		n.name(s, w)
		if l := utf8.RuneCountInString(tight); l > minLetters || l == minLetters && digits(tight) != tight {
			n.add(s, w, tight)
		}
	}
	return n
}

func (n *Needles) add(s string, w []string, tight string) {
	i := len(n.words)
	back := reversed(tight)
	n.wide = n.wide || len(tight) != utf8.RuneCountInString(tight)
	n.words, n.texts, n.tight = append(n.words, w), append(n.texts, s), append(n.tight, [2]string{tight, back})
	n.first[head(w)] = append(n.first[head(w)], i)
	for _, t := range slices.Compact([]string{tight, back}) {
		g := gram([]rune(t))
		n.grams[g] = append(n.grams[g], i)
	}
	if d := digits(s); len(d) >= tailOf && len(d)*2 > len(tight) {
		tail := d[len(d)-tailLen:]
		n.tails[tail] = append(n.tails[tail], i)
	}
}

func reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	return string(r)
}

func gram(rs []rune) string { return string(rs[:minLetters]) }

func head(ws []string) string {
	if len(ws) > 1 {
		return ws[0] + " " + ws[1]
	}
	return ws[0]
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
	return len(n.words)
}

// Text is the string a hit stands for.
func (n *Needles) Text(i int) string { return n.texts[i] }

// Words is the number of words in a string looked for.
func (n *Needles) Words(i int) int { return len(n.words[i]) }

// Count tells how often each string occurs as whole words; strings without a
// hit are absent.
func (n *Needles) Count(text string) map[int]int {
	out := map[int]int{}
	if n.Len() == 0 {
		return out
	}
	n.count(Words(text), out)
	if joined := unhyphened(text); joined != text {
		also := map[int]int{}
		n.count(Words(joined), also)
		for i, c := range also {
			out[i] = max(out[i], c)
		}
	}
	return out
}

func (n *Needles) count(ws []string, into map[int]int) {
	for at, w := range ws {
		for _, i := range n.first[w] {
			into[i]++
		}
		if at+1 == len(ws) {
			break
		}
		for _, i := range n.first[w+" "+ws[at+1]] {
			if len(n.words[i]) <= len(ws)-at && slices.Equal(ws[at:at+len(n.words[i])], n.words[i]) {
				into[i]++
			}
		}
	}
}

// Found is Count, and counts long strings too that are spelled apart, joined or
// backwards, from the beginning of a word to the end of one.
func (n *Needles) Found(text string) map[int]int {
	out := n.Count(text)
	if n.Len() == 0 {
		return out
	}
	ws := Words(text)
	edge := make(map[int]bool, len(ws)+1) // where words begin and end in the letters
	at := 0
	for _, w := range ws {
		edge[at] = true
		at += len(w)
	}
	edge[at] = true
	also := map[int]int{}
	n.eachTight(strings.Join(ws, ""), func(i, from, to int) {
		if edge[from] && edge[to] && utf8.RuneCountInString(n.tight[i][0]) >= sureLetters {
			also[i]++
		}
	})
	for i, c := range also {
		out[i] = max(out[i], c)
	}
	return out
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
	a := tight(said)
	hits := n.countTight(a)
	if len(hits) == 0 {
		return nil
	}
	var out []int
	had := n.countTight(tight(planned))
	for i, c := range hits {
		if c > had[i] {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return out
}

// Anywhere lists the strings that are long enough for Sweep and stand in a text,
// as parts of words too.
func (n *Needles) Anywhere(text string) []int {
	hit := map[int]bool{}
	if n.Len() > 0 {
		n.eachTight(tight(text), func(i, _, _ int) {
			if utf8.RuneCountInString(n.tight[i][0]) >= sureLetters {
				hit[i] = true
			}
		})
	}
	return slices.Sorted(maps.Keys(hit))
}

func (n *Needles) countTight(text string) map[int]int {
	out := map[int]int{}
	n.eachTight(text, func(i, _, _ int) { out[i]++ })
	return out
}

// eachTight visits the places of strings in letters without spaces.
func (n *Needles) eachTight(text string, visit func(i, from, to int)) {
	at := make([]int, 0, len(text)+1) // byte offset of each rune
	for i := range text {
		at = append(at, i)
	}
	at = append(at, len(text))
	for k := 0; k+minLetters < len(at); k++ {
		for _, i := range n.grams[text[at[k]:at[k+minLetters]]] {
			t := n.tight[i]
			if rest := text[at[k]:]; strings.HasPrefix(rest, t[0]) || strings.HasPrefix(rest, t[1]) {
				visit(i, at[k], at[k]+len(t[0]))
			}
		}
	}
}

func tight(s string) string { return strings.Join(Words(s), "") }

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

// Words cuts text into folded words: compatibility forms, accents and letters
// of other scripts that look like Latin ones made plain, lower case, letters
// and digits only.
func Words(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// looks are small letters that a reader takes for Latin ones (Unicode UTS #39,
// those of Cyrillic, Greek and Armenian that fonts draw alike), and Latin ones
// that a keyboard lacks.
var looks = strings.NewReplacer(
	"а", "a", "в", "b", "ь", "b", "е", "e", "і", "i", "ӏ", "l", "ј", "j", "к", "k", "м", "m", "н", "h", "һ", "h", "о", "o", "р", "p", "с", "c", "ѕ", "s", "т", "t", "у", "y", "ү", "y",
	"х", "x", "ԁ", "d", "ԛ", "q", "ԝ", "w", "ѡ", "w", "ѵ", "v", "г", "r", "п", "n", "ո", "n", "օ", "o", "ս", "u", "հ", "h", "ց", "g", "զ", "q",
	"α", "a", "ε", "e", "η", "n", "ι", "i", "κ", "k", "ν", "v", "ο", "o", "ρ", "p", "σ", "o", "τ", "t", "υ", "u", "χ", "x", "ω", "w", "γ", "y", "ϲ", "c", "μ", "u", "β", "ss", "ß", "ss",
	"ı", "i", "ȷ", "j", "ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "ɑ", "a", "ɡ", "g", "ɩ", "i", "ʟ", "l", "ꜱ", "s", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d",
)

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
		if !unicode.In(r, unicode.Mn, unicode.Cf) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return looks.Replace(b.String())
}
