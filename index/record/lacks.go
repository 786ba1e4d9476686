package record

import "strings"

// Bounds of comparing a plain text with the HTML beside it: so many words that the
// plain text has not, and one of so many of all, make the HTML the body.
const (
	leastLacking = 20
	lackingOf    = 5
)

// lacks tells a plain text that leaves out much of what the HTML beside it says.
// QUIRK: newsletters and ticket systems send "your program cannot show this
// message" as their plain text, or its first lines. Words of links and of the names
// of pictures do not count: mailers leave those out of the plain text on purpose.
func lacks(plain, src string) bool {
	if 4*letterBytes(src) < 5*letterBytes(plain)+4*leastLacking {
		return false
	}
	has := wordSet(plain)
	all, missing := 0, 0
	seen := map[string]bool{}
	for _, w := range words(strings.ToLower(unlinked(HTMLText(src)))) {
		if !seen[w.text] {
			seen[w.text] = true
			if all++; !has[w.text] {
				missing++
			}
		}
	}
	return missing >= leastLacking && missing*lackingOf > all
}

// within tells that every word of a text stands in another, in any order.
func within(text, other string) bool {
	has := wordSet(other)
	for w := range wordSet(text) {
		if !has[w] {
			return false
		}
	}
	return true
}

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words(strings.ToLower(text)) {
		out[w.text] = true
	}
	return out
}

// letterBytes counts bytes of letters and digits outside of tags, about as many as
// the text of HTML has: reading all of it takes far longer.
func letterBytes(s string) int {
	n, tag := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			tag = true
		case c == '>':
			tag = false
		case !tag && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80):
			n++
		}
	}
	return n
}

// unlinked is a text of HTML without the targets of its links and the names of its
// pictures.
func unlinked(text string) string {
	var b strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "<[")
		if i < 0 {
			break
		}
		behind := map[byte]byte{'<': '>', '[': ']'}[text[i]]
		end := strings.IndexByte(text[i:], behind)
		if end < 0 || end > 4096 {
			end = 0
		}
		b.WriteString(text[:i])
		text = text[i+end+1:]
	}
	return b.String() + text
}
