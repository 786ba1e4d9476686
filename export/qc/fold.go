package qc

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

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

// tight is a text's letters and digits, folded, without what stands between.
func tight(s string) string { return strings.Join(Words(s), "") }

// plain is what folding leaves of each byte of ASCII: the small letter or the
// digit with keep set, or nothing.
var plain = func() (t [256]uint16) {
	for c := range 256 {
		switch {
		case 'A' <= c && c <= 'Z':
			t[c] = keep | uint16(c) | 0x20
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			t[c] = keep | uint16(c)
		}
	}
	return t
}()

const keep = 1 << 8

// folds remembers what tight leaves of runes beyond ASCII, so that bytes are
// folded as fast as they are read. A page of 256 runes is made when one of them
// is seen. Each rune folds by itself: no letter has a combining class.
type folds struct {
	pages [0x200]atomic.Pointer[[256]string] // those below U+20000
}

func (f *folds) of(r rune) string {
	if int(r>>8) >= len(f.pages) {
		return tight(string(r))
	}
	page := f.pages[r>>8].Load()
	if page == nil {
		page = new([256]string)
		for k := range page {
			page[k] = tight(string(r&^0xff + rune(k)))
		}
		f.pages[r>>8].Store(page)
	}
	return page[r&0xff]
}

// tighten appends what tight leaves of UTF-8. What is no UTF-8 is dropped, and so
// are the zeros of UTF-16: plain letters read the same in all of them.
func (f *folds) tighten(dst, text []byte) []byte {
	dst = slices.Grow(dst, len(text)+keyLen)
	out, n := dst[:cap(dst)], len(dst)
	for i := 0; i < len(text); {
		c := text[i]
		if c-0xc2 > 0xf4-0xc2 { // begins no rune of several bytes
			t := plain[c]
			out[n] = byte(t)
			n += int(t >> 8)
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if r == utf8.RuneError {
			continue
		}
		dst = slices.Grow(append(out[:n], f.of(r)...), len(text)-i+keyLen)
		out, n = dst[:cap(dst)], len(dst)
	}
	return out[:n]
}

// tightenWide is tighten for UTF-16; low is where the lower byte of a unit
// stands: 0 or 1.
func (f *folds) tightenWide(dst, text []byte, low int) []byte {
	unit := func(i int) rune { return rune(text[i+1-low])<<8 | rune(text[i+low]) }
	for i := 0; i+1 < len(text); i += 2 {
		r := unit(i)
		if r < utf8.RuneSelf {
			if t := plain[r]; t != 0 {
				dst = append(dst, byte(t))
			}
			continue
		}
		if r&^0x7ff == 0xd800 { // half of a pair
			if r >= 0xdc00 || i+3 >= len(text) || unit(i+2)&^0x3ff != 0xdc00 {
				continue
			}
			r = (r-0xd800)<<10 | (unit(i+2) - 0xdc00) + 0x10000
			i += 2
		}
		dst = append(dst, f.of(r)...)
	}
	return dst
}
