package query

import "strings"

// Stem gives what the forms of an English word share: the algorithm "English"
// (Porter 2) of the Snowball project, over a folded word. The forms of common
// irregular verbs and nouns are brought to their base first, which the algorithm
// leaves out: withheld has the stem of withhold. A word that is not made of a to
// z, or has fewer than three letters, is its own stem.
func Stem(word string) string {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	if base, ok := irregular(word); ok {
		word = base
	}
	if len(word) < 3 {
		return word
	}
	if s, ok := stemAs(word); ok {
		return s
	}
	s := stemmer{b: []byte(word)}
	s.markY()
	s.regions()
	s.plural()
	if s.is("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed") {
		return string(s.b)
	}
	s.past()
	s.finalY()
	s.step2()
	s.step3()
	s.step4()
	s.step5()
	return strings.ReplaceAll(string(s.b), "Y", "y")
}

// stemAs lists the words that the algorithm treats by themselves.
func stemAs(word string) (string, bool) {
	switch word {
	case "skis":
		return "ski", true
	case "skies":
		return "sky", true
	case "dying":
		return "die", true
	case "lying":
		return "lie", true
	case "tying":
		return "tie", true
	case "idly":
		return "idl", true
	case "gently":
		return "gentl", true
	case "ugly":
		return "ugli", true
	case "early":
		return "earli", true
	case "only":
		return "onli", true
	case "singly":
		return "singl", true
	case "sky", "news", "howe", "atlas", "cosmos", "bias", "andes":
		return word, true
	}
	return "", false
}

// stemmer is a word at work; Y is a y that is a consonant.
type stemmer struct {
	b      []byte
	r1, r2 int // where the regions begin: after the first, and a second, vowel and consonant
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

func (s *stemmer) markY() {
	for i, c := range s.b {
		if c == 'y' && (i == 0 || vowel(s.b[i-1])) {
			s.b[i] = 'Y'
		}
	}
}

func (s *stemmer) regions() {
	after := func(from int) int {
		for i := from + 1; i < len(s.b); i++ {
			if vowel(s.b[i-1]) && !vowel(s.b[i]) {
				return i + 1
			}
		}
		return len(s.b)
	}
	s.r1 = after(0)
	for _, p := range []string{"gener", "commun", "arsen"} {
		if strings.HasPrefix(string(s.b), p) {
			s.r1 = len(p)
		}
	}
	s.r2 = after(s.r1)
}

func (s *stemmer) is(words ...string) bool {
	for _, w := range words {
		if string(s.b) == w {
			return true
		}
	}
	return false
}

func (s *stemmer) ends(suffix string) bool {
	return len(s.b) >= len(suffix) && string(s.b[len(s.b)-len(suffix):]) == suffix
}

// cut replaces the last n letters.
func (s *stemmer) cut(n int, by string) { s.b = append(s.b[:len(s.b)-n], by...) }

// vowelBefore tells whether a vowel stands somewhere before the last n letters.
func (s *stemmer) vowelBefore(n int) bool {
	for _, c := range s.b[:max(0, len(s.b)-n)] {
		if vowel(c) {
			return true
		}
	}
	return false
}

// plural is step 1a.
func (s *stemmer) plural() {
	switch {
	case s.ends("sses"):
		s.cut(2, "")
	case s.ends("ied"), s.ends("ies"):
		if len(s.b) > 4 {
			s.cut(2, "")
		} else {
			s.cut(1, "")
		}
	case s.ends("us"), s.ends("ss"):
	case s.ends("s") && s.vowelBefore(2):
		s.cut(1, "")
	}
}

// past is step 1b.
func (s *stemmer) past() {
	for _, suffix := range []string{"eedly", "eed"} {
		if s.ends(suffix) {
			if len(s.b)-len(suffix) >= s.r1 {
				s.cut(len(suffix), "ee")
			}
			return
		}
	}
	for _, suffix := range []string{"ingly", "edly", "ing", "ed"} {
		if !s.ends(suffix) {
			continue
		}
		if !s.vowelBefore(len(suffix)) {
			return
		}
		s.cut(len(suffix), "")
		switch n := len(s.b); {
		case s.ends("at"), s.ends("bl"), s.ends("iz"):
			s.cut(0, "e")
		case n > 1 && s.b[n-1] == s.b[n-2] && strings.IndexByte("bdfgmnprt", s.b[n-1]) >= 0:
			s.cut(1, "")
		case s.r1 >= n && s.short():
			s.cut(0, "e")
		}
		return
	}
}

// short tells whether the word ends in a short syllable.
func (s *stemmer) short() bool {
	n := len(s.b)
	if n == 2 {
		return vowel(s.b[0]) && !vowel(s.b[1])
	}
	return n > 2 && !vowel(s.b[n-3]) && vowel(s.b[n-2]) && !vowel(s.b[n-1]) && strings.IndexByte("wxY", s.b[n-1]) < 0
}

// finalY is step 1c.
func (s *stemmer) finalY() {
	if n := len(s.b); n > 2 && (s.b[n-1] == 'y' || s.b[n-1] == 'Y') && !vowel(s.b[n-2]) {
		s.b[n-1] = 'i'
	}
}

type ending struct{ from, to string }

// longest replaces the longest ending of a table that the word has, when that
// ending lies in a region and may go.
func (s *stemmer) longest(table []ending, region int, may func(ending) bool) {
	best := ending{}
	for _, e := range table {
		if len(e.from) > len(best.from) && s.ends(e.from) {
			best = e
		}
	}
	if best.from != "" && len(s.b)-len(best.from) >= region && may(best) {
		s.cut(len(best.from), best.to)
	}
}

// before is the letter before an ending, 0 when there is none.
func (s *stemmer) before(e ending) byte {
	if i := len(s.b) - len(e.from) - 1; i >= 0 {
		return s.b[i]
	}
	return 0
}

func (s *stemmer) step2() {
	s.longest([]ending{
		{"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"abli", "able"}, {"entli", "ent"}, {"izer", "ize"}, {"ization", "ize"},
		{"ational", "ate"}, {"ation", "ate"}, {"ator", "ate"}, {"alism", "al"}, {"aliti", "al"}, {"alli", "al"}, {"fulness", "ful"},
		{"ousli", "ous"}, {"ousness", "ous"}, {"iveness", "ive"}, {"iviti", "ive"}, {"biliti", "ble"}, {"bli", "ble"}, {"ogi", "og"},
		{"fulli", "ful"}, {"lessli", "less"}, {"li", ""},
	}, s.r1, func(e ending) bool {
		switch e.from {
		case "ogi":
			return s.before(e) == 'l'
		case "li":
			return strings.IndexByte("cdeghkmnrt", s.before(e)) >= 0
		}
		return true
	})
}

func (s *stemmer) step3() {
	s.longest([]ending{
		{"tional", "tion"}, {"ational", "ate"}, {"alize", "al"}, {"icate", "ic"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}, {"ative", ""},
	}, s.r1, func(e ending) bool { return e.from != "ative" || len(s.b)-len(e.from) >= s.r2 })
}

func (s *stemmer) step4() {
	s.longest([]ending{
		{"al", ""}, {"ance", ""}, {"ence", ""}, {"er", ""}, {"ic", ""}, {"able", ""}, {"ible", ""}, {"ant", ""}, {"ement", ""}, {"ment", ""}, {"ent", ""},
		{"ism", ""}, {"ate", ""}, {"iti", ""}, {"ous", ""}, {"ive", ""}, {"ize", ""}, {"ion", ""},
	}, s.r2, func(e ending) bool { return e.from != "ion" || s.before(e) == 's' || s.before(e) == 't' })
}

func (s *stemmer) step5() {
	n := len(s.b)
	switch {
	case s.ends("e"):
		cut := stemmer{b: s.b[:n-1]}
		if n-1 >= s.r2 || n-1 >= s.r1 && !cut.short() {
			s.cut(1, "")
		}
	case s.ends("ll") && n-1 >= s.r2:
		s.cut(1, "")
	}
}
