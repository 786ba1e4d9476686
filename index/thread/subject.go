package thread

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// prefixes open the subject of an answer or a forwarded mail: RFC 5256 section
// 2.1 knows re, fw and fwd; mail programs translate them. Lower case.
func prefixes() []string {
	return []string{
		"re", "fw", "fwd", // English
		"aw", "wg", "antw", // German, Dutch
		"sv", "vs", "vb", "vl", // Nordic, Finnish
		"rv", "tr", "rif", "i", "enc", "res", // Spanish, French, Italian, Portuguese
		"odp", "pd", "ynt", "ilt", "i̇lt", // Polish, Turkish
		"答复", "转发", "回复", "回覆", "轉寄", "返信", "転送", "отв", "ответ",
	}
}

// BaseSubject reduces a decoded subject as RFC 5256 section 2.1 does, folded to
// lower case, and tells whether anything marked it as an answer or as forwarded.
func BaseSubject(s string) (base string, reply bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	known := prefixes()
	for range 100 {
		before := s
		for strings.HasSuffix(s, "(fwd)") {
			s, reply = strings.TrimSpace(strings.TrimSuffix(s, "(fwd)")), true
		}
		if rest, ok := cutPrefix(s, known); ok {
			s, reply = rest, true
			continue
		}
		if rest, ok := cutBlob(s); ok {
			s = rest
		}
		if in, ok := strings.CutPrefix(s, "[fwd:"); ok && strings.HasSuffix(in, "]") {
			s, reply = strings.TrimSpace(strings.TrimSuffix(in, "]")), true
		}
		if s == before {
			break
		}
	}
	return s, reply
}

// cutBlob takes a leading "[list]" off unless nothing else is left.
func cutBlob(s string) (string, bool) {
	if !strings.HasPrefix(s, "[") || strings.HasPrefix(s, "[fwd:") {
		return s, false
	}
	end := strings.IndexAny(s[1:], "[]")
	if end < 0 || s[end+1] != ']' {
		return s, false
	}
	rest := strings.TrimSpace(s[end+2:])
	return rest, rest != ""
}

// cutPrefix takes one "re:", "re[2]:", "re^2:" or "re (2):" off, with blobs
// before it.
func cutPrefix(s string, known []string) (string, bool) {
	for {
		rest, ok := cutBlob(s)
		if !ok {
			break
		}
		s = rest
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != 0x307 })
	if end <= 0 {
		return s, false
	}
	word, rest := s[:end], s[end:]
	found := false
	for _, p := range known {
		found = found || p == word
	}
	if !found {
		return s, false
	}
	rest = strings.TrimLeft(rest, " ")
	if rest != "" && strings.ContainsRune("[(^", rune(rest[0])) {
		if n := strings.IndexFunc(rest[1:], func(r rune) bool { return !unicode.IsDigit(r) }); n > 0 {
			rest = strings.TrimLeft(strings.TrimLeft(rest[1+n:], ")]"), " ")
		}
	}
	r, n := utf8.DecodeRuneInString(rest)
	if r != ':' && r != '：' {
		return s, false
	}
	return strings.TrimSpace(rest[n:]), true
}
