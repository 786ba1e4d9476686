package qc

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// name is what a withheld string says of a person beside the word it is known by.
type name struct{ others []string }

// mostNameWords is the most words that a withheld string has and is still taken
// for a name.
const mostNameWords = 4

// beside are words that stand with a name in the title of a mailbox or a device.
var beside = []string{"mailbox", "mail", "email", "inbox", "archive", "archives", "account", "phone", "iphone", "mobile", "cell", "laptop", "pc", "computer", "drive", "home",
	"shared", "share", "export", "data", "files", "pst", "ost", "work", "personal", "private", "old", "new", "backup", "mr", "mrs", "ms", "dr", "prof", "jr", "sr"}

// name notes a withheld string that may be somebody's name, or the mail address
// of somebody, under its first and its last word.
func (n *Needles) name(s string, ws []string) {
	if local, _, ok := strings.Cut(s, "@"); ok && !strings.ContainsAny(local, " \t\n") {
		ws = Words(local)
	} else if len(ws) > mostNameWords || !capitalised(s) {
		return
	}
	for i, w := range ws {
		if i > 0 && i < len(ws)-1 || utf8.RuneCountInString(w) < 2 {
			continue
		}
		n.names[w] = append(n.names[w], name{others: slices.Delete(slices.Clone(ws), i, i+1)})
	}
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

func (n *Needles) fits(w string, others []string) bool {
	return slices.ContainsFunc(n.names[w], func(x name) bool {
		return !slices.ContainsFunc(others, func(o string) bool {
			if len(others) > 1 && len(o) == 1 { // the initial of a middle name
				return false
			}
			return !slices.ContainsFunc(x.others, func(y string) bool { return strings.HasPrefix(y, o) || strings.HasPrefix(o, y) })
		})
	})
}
