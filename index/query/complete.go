package query

import (
	"strings"
	"unicode/utf8"
)

// Complete proposes what the word at pos (a byte offset, brought into range)
// may become: field names, the values of a field that has a fixed set, and
// operators. Each proposal replaces s[start:pos]; there is none inside quotes.
// Own are fields of the case, as in Parse.
func Complete(s string, pos int, own ...FieldInfo) (start int, proposals []string) {
	pos = max(0, min(pos, len(s)))
	for pos > 0 && pos < len(s) && !utf8.RuneStart(s[pos]) {
		pos--
	}
	head := s[:pos]
	if strings.Count(head, `"`)%2 == 1 {
		return pos, nil
	}
	start = strings.LastIndexAny(head, " \t\n()|\"") + 1
	word := strings.TrimLeft(head[start:], "-!")
	start = pos - len(word)
	if name, value, ok := strings.Cut(word, ":"); ok {
		f, _ := Lookup(name)
		proposals = having(value, f.Values, "")
		if f.Name == "thread" {
			proposals = having(value, Kins(), "(")
		}
		return start + len(name) + 1, proposals
	}
	if word == "" {
		return start, nil
	}
	for _, f := range append(Fields(), own...) {
		proposals = append(proposals, having(word, append([]string{f.Name}, f.Aliases...), ":")...)
	}
	return start, append(proposals, having(word, []string{"AND", "OR", "NOT", "w/5", "pre/5", "not w/5"}, "")...)
}

// having gives the words that begin like prefix and are longer, case ignored.
func having(prefix string, words []string, suffix string) []string {
	var out []string
	for _, w := range words {
		if len(w)+len(suffix) > len(prefix) && len(w) >= len(prefix) && strings.EqualFold(w[:len(prefix)], prefix) {
			out = append(out, w+suffix)
		}
	}
	return out
}
