package layout

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/runenames"

	"vaughn/assets"
)

// emojiNames are the short names by the characters that make an emoji, without
// variation selectors and skin tones.
var emojiNames = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(assets.EmojiNames()) {
		codes, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		var b strings.Builder
		for code := range strings.FieldsSeq(codes) {
			if r, err := strconv.ParseUint(code, 16, 32); err == nil {
				b.WriteRune(rune(r))
			}
		}
		out[b.String()] = name
	}
	return out
})

// Characters that make one emoji of several (UTS #51).
const (
	joiner    = 0x200d
	enclosing = 0x20e3 // of a key
)

func isRegion(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
func isTone(r rune) bool   { return r >= 0x1f3fb && r <= 0x1f3ff }
func isTag(r rune) bool    { return r >= 0xe0020 && r <= 0xe007f }

// isSelector tells what chooses among the shapes of the character before.
func isSelector(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// pictograph tells what may be a part of an emoji.
func pictograph(r rune) bool {
	switch {
	case r >= 0x1f000 && r <= 0x1faff:
		return !isTone(r) && !isRegion(r)
	case r >= 0x2190 && r <= 0x2bff, r == 0x3030, r == 0x303d, r == 0x3297, r == 0x3299:
		return true
	}
	return r == 0xa9 || r == 0xae || r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139
}

// maxEmoji bounds the characters of one emoji; a family of four with their tones
// has eleven.
const maxEmoji = 24

// emoji gives the length of the emoji at the start of a text, 0 for none. whole
// tells that it is made of several characters which only together mean something.
func emoji(s string) (n int, whole bool) {
	r, n := utf8.DecodeRuneInString(s)
	next := func() (rune, int) { return utf8.DecodeRuneInString(s[n:]) }
	switch {
	case isRegion(r):
		if q, k := next(); isRegion(q) {
			return n + k, true
		}
		return n, false
	case isTone(r):
		return n, false
	case !pictograph(r):
		return 0, false
	}
	for count := 1; count < maxEmoji; count++ {
		q, k := next()
		switch {
		case q == 0xfe0e || q == 0xfe0f:
		case isTone(q), isTag(q):
			whole = true
		case q == joiner:
			p, m := utf8.DecodeRuneInString(s[n+k:])
			if !pictograph(p) {
				return n, whole
			}
			k, whole = k+m, true
		default:
			return n, whole
		}
		n += k
	}
	return n, whole
}

// keycap gives the length of a digit or sign on a key, 0 for none.
func keycap(s string) int {
	if s == "" || (s[0] < '0' || s[0] > '9') && s[0] != '#' && s[0] != '*' {
		return 0
	}
	key := strings.TrimPrefix(s[1:], "\ufe0f")
	if r, n := utf8.DecodeRuneInString(key); r == enclosing {
		return len(s) - len(key) + n
	}
	return 0
}

// emojiName is how one emoji is called: "thumbs up: medium skin tone", "flag US".
func emojiName(s string) string {
	var plain, tones []string
	var tags, key strings.Builder
	for _, r := range s {
		switch {
		case isTone(r):
			if t := toneNames[r-0x1f3fb]; !slices.Contains(tones, t) {
				tones = append(tones, t)
			}
		case isTag(r):
			if r < 0xe007f {
				tags.WriteRune(r - 0xe0000)
			}
		case isRegion(r):
			tags.WriteRune(r - 0x1f1e6 + 'A')
		case isSelector(r):
		case r == joiner:
			key.WriteRune(r)
		default:
			key.WriteRune(r)
			name := emojiNames()[string(r)]
			if name == "" {
				name = strings.TrimPrefix(strings.ToLower(runenames.Name(r)), "emoji component ")
			}
			plain = append(plain, name)
		}
	}
	name := emojiNames()[key.String()]
	switch {
	case tags.Len() > 0:
		if full := emojiNames()[s]; full != "" {
			return full
		}
		if r, n := utf8.DecodeRuneInString(s); isRegion(r) && n == len(s) {
			return "regional letter " + tags.String()
		}
		return "flag " + tags.String()
	case name == "" && len(plain) == 0:
		return strings.Join(tones, ", ")
	case name == "":
		name = strings.Join(plain, " + ")
	}
	if len(tones) > 0 {
		name += ": " + strings.Join(tones, ", ")
	}
	return name
}

var toneNames = [...]string{"light skin tone", "medium-light skin tone", "medium skin tone", "medium-dark skin tone", "dark skin tone"}
