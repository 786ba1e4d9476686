package record

import (
	"strings"
	"unicode/utf8"
)

// Clean makes text fit for a record: valid UTF-8, LF line ends. A control
// character other than TAB and LF becomes U+FFFD, one for one, so that offsets
// counted in characters stay what the source says and nothing vanishes.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteRune(utf8.RuneError)
		case r == '\r':
			b.WriteByte('\n')
		case r < ' ' && r != '\n' && r != '\t', r == 0x7f, r >= 0x80 && r < 0xa0:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\t") {
		return s
	}
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(s)
}

// QuoteDepth counts the '>' that open a line, spaces between them allowed.
func QuoteDepth(line string) int {
	n := 0
	for _, c := range []byte(line) {
		switch {
		case c == '>':
			n++
		case c == ' ' && n > 0:
		default:
			return n
		}
	}
	return n
}
