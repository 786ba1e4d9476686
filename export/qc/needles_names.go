package qc

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is a withheld string that may name a person, its folded words, under the
// first or the last of them.
type name struct {
	spelt string
	last  bool
}

// split gives the word a name is known by, and the others.
func (x name) split() (word, others string) {
	if at := strings.LastIndexByte(x.spelt, ' '); x.last {
		return x.spelt[at+1:], x.spelt[:max(at, 0)]
	}
	word, others, _ = strings.Cut(x.spelt, " ")
	return word, others
}

func (x name) word() string {
	w, _ := x.split()
	return w
}

// mostNameWords is the most words that a withheld string has and is still taken
// for a name.
const mostNameWords = 4

// beside are words that stand with a name in the title of a mailbox or a device.
var beside = []string{"mailbox", "mail", "email", "inbox", "archive", "archives", "account", "phone", "iphone", "mobile", "cell", "laptop", "pc", "computer", "drive", "home",
	"shared", "share", "export", "data", "files", "pst", "ost", "work", "personal", "private", "old", "new", "backup", "mr", "mrs", "ms", "dr", "prof", "jr", "sr"}

// name notes a withheld string that may be somebody's name, or the mail address
// of somebody, under its first and its last word.
func (n *Needles) name(s, spelt string) {
	if local, _, ok := strings.Cut(s, "@"); ok && !strings.ContainsAny(local, " \t\n") {
		spelt = strings.Join(Words(local), " ")
	} else if strings.Count(spelt, " ") >= mostNameWords || !capitalised(s) {
		return
	}
	for _, x := range []name{{spelt, false}, {spelt, true}} {
		if utf8.RuneCountInString(x.word()) >= 2 && (!x.last || strings.Contains(spelt, " ")) {
			n.names = append(n.names, x)
		}
	}
}

// sortNames puts the names in the order of their words, see fits.
func (n *Needles) sortNames() {
	slices.SortFunc(n.names, func(a, b name) int { return strings.Compare(a.word(), b.word()) })
	n.names = slices.Clip(n.names)
}

func capitalised(s string) bool {
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) }) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// Names tells whether a short text, such as the name of a custodian, may name
// somebody whose name is withheld: by all of it in any order, by one of its
// names with nothing that speaks against it ("Quistgaard, M.", "Quistgaard
// mailbox", "mquistgaard"), or because it says a withheld string. "Quistgaard,
// Alice" is another person than Mirela Quistgaard.
func (n *Needles) Names(text string) bool {
	if n == nil {
		return false
	}
	if len(n.Found(text)) > 0 {
		return true
	}
	ws := slices.DeleteFunc(Words(text), func(w string) bool {
		return slices.Contains(beside, w) || strings.Trim(w, "0123456789") == ""
	})
	for i, w := range ws {
		others := slices.Delete(slices.Clone(ws), i, i+1)
		if n.fits(w, others) {
			return true
		}
		if r, size := utf8.DecodeRuneInString(w); utf8.RuneCountInString(w) > minLetters && n.fits(w[size:], append(others, string(r))) {
			return true // mquistgaard
		}
	}
	return false
}

// fits tells whether a withheld name is known by a word and nothing in the
// others speaks against it.
func (n *Needles) fits(w string, others []string) bool {
	at, _ := slices.BinarySearchFunc(n.names, w, func(x name, w string) int { return strings.Compare(x.word(), w) })
	for _, x := range n.names[at:] {
		word, rest := x.split()
		if word != w {
			break
		}
		theirs := strings.Fields(rest)
		if !slices.ContainsFunc(others, func(o string) bool {
			if len(others) > 1 && len(o) == 1 { // the initial of a middle name
				return false
			}
			return !slices.ContainsFunc(theirs, func(y string) bool { return strings.HasPrefix(y, o) || strings.HasPrefix(o, y) })
		}) {
			return true
		}
	}
	return false
}
