package thread

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives the words of a text in lower case, without accents, joined by
// single blanks: what re-wrapping, quotation marks, other spaces and another
// spelling of the same character cannot change. An ideograph is a word by
// itself, for such writing has no blanks.
func Fold(text string) string {
	ascii := true
	for i := 0; i < len(text) && ascii; i++ {
		ascii = text[i] < utf8.RuneSelf
	}
	if !ascii {
		text = norm.NFKD.String(text)
	}
	out := make([]byte, 0, len(text))
	gap := false
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'A' && c <= 'Z':
				c += 'a' - 'A'
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			default:
				gap = true
				continue
			}
			if gap && len(out) > 0 {
				out = append(out, ' ')
			}
			gap = false
			out = append(out, c)
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		switch {
		case unicode.Is(unicode.Mn, r) || r == 0xad || r >= 0x200b && r <= 0x200f || r == 0xfeff:
			continue // it is no gap between words
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			gap = true
			continue
		}
		alone := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		if (gap || alone) && len(out) > 0 {
			out = append(out, ' ')
		}
		out = utf8.AppendRune(out, unicode.ToLower(r))
		gap = alone
	}
	return string(out)
}

// hash64 is FNV-1a with a last mixing step, so that its high and low bits are
// equally good. It is stored: it must never change.
func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// grams gives the hashes of every run of n words of folded text, in order. A
// text of fewer words is one run.
func grams(folded string, n int) []uint64 {
	if folded == "" {
		return nil
	}
	words := strings.Split(folded, " ")
	hs := make([]uint64, len(words))
	for i, w := range words {
		hs[i] = hash64(w)
	}
	last := max(len(hs)-n, 0)
	out := make([]uint64, 0, last+1)
	for i := range last + 1 {
		h := uint64(0)
		for _, w := range hs[i:min(i+n, len(hs))] {
			h = mix(h*31 + w)
		}
		out = append(out, h)
	}
	return out
}
