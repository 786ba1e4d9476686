package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxWord is the length in bytes at which a run of letters is cut into pieces
// that count as words in a row; encoded data would otherwise fill the index.
const MaxWord = 64

// Words walks through the words of a text. A word is a run of letters and
// digits; everything else divides, so that an address, a phone number, a
// docket number or a file name is several words in a row and can be found
// whole, as that row, and in part. Case and accents are folded; nothing is
// stemmed and nothing left out. Scripts without spaces, and pictographs, give
// a word per character.
type Words struct {
	text string
	at   int
	wild bool // the marks of a pattern are letters
	buf  []byte
}

// NewWords starts at the beginning of a text.
func NewWords(text string) *Words { return &Words{text: text} }

// Next gives the next word, folded and valid until the following call, and
// its place in the text in bytes; ok is false at the end.
func (w *Words) Next() (word []byte, start, end int, ok bool) {
	s := w.text
	i := w.at
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if ascii[c] != 0 {
				return w.run(i)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if single(r) {
			return w.single(i, n)
		}
		if w.letter(r) {
			return w.run(i)
		}
		i += n
	}
	w.at = len(s)
	return nil, 0, 0, false
}

// ascii maps each ASCII letter and digit to its lower-case form, the rest to 0.
var ascii = func() (t [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

func (w *Words) run(start int) ([]byte, int, int, bool) {
	s := w.text
	i, buf := start, w.buf[:0]
	for i < len(s) && i-start < MaxWord {
		c := s[i]
		if c >= utf8.RuneSelf {
			return w.wide(start)
		}
		c = ascii[c]
		if c == 0 {
			break
		}
		buf = append(buf, c)
		i++
	}
	if i-start == MaxWord && i < len(s) && s[i] >= utf8.RuneSelf {
		return w.wide(start) // a mark of the last letter may follow
	}
	w.at, w.buf = i, buf
	return buf, start, i, true
}

// wide reads a run that is not all ASCII.
func (w *Words) wide(start int) ([]byte, int, int, bool) {
	s := w.text
	i, end := start, start
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsMark(r):
			end = i + n
		case single(r):
			n = 0
		case w.letter(r):
			if end-start >= MaxWord {
				n = 0
				break
			}
			end = i + n
		case joiner(r):
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		i += n
	}
	w.at = end
	w.buf = append(w.buf[:0], Fold(s[start:end])...)
	return w.buf, start, end, true
}

func (w *Words) single(start, n int) ([]byte, int, int, bool) {
	end := start + n
	for end < len(w.text) {
		r, n := utf8.DecodeRuneInString(w.text[end:])
		if !unicode.IsMark(r) {
			break
		}
		end += n
	}
	w.at = end
	w.buf = append(w.buf[:0], Fold(w.text[start:end])...)
	return w.buf, start, end, true
}

func (w *Words) letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || w.wild && (r == anyRun || r == anyOne)
}

// joiner tells characters that stand inside a word without being seen: soft
// hyphen, joiners, direction marks.
func joiner(r rune) bool {
	return r == 0xad || r >= 0x200c && r <= 0x200f || r == 0x2060 || r == 0xfeff
}

var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// single tells characters that are words by themselves.
func single(r rune) bool {
	switch {
	case r < 0xe00:
		return false
	case r >= 0x1f000 && r < 0x1fb00, r >= 0x2600 && r < 0x27c0:
		return true
	}
	return unicode.In(r, unspaced...) && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

// Fold gives the form in which words are compared: lower case, compatibility
// forms replaced, accents and invisible characters removed.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case accent(r) || joiner(r):
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'đ', r == 'ð':
			b.WriteByte('d')
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ς':
			b.WriteRune('σ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFKC.String(b.String())
}

// accent tells marks that people leave out when they type: the combining
// diacritics, Hebrew points and Arabic vowel signs. Marks that make another
// letter (Indic vowels, Japanese voicing) stay.
func accent(r rune) bool {
	return r >= 0x300 && r <= 0x36f || r >= 0x591 && r <= 0x5bd || r >= 0x64b && r <= 0x65f ||
		r >= 0x1ab0 && r <= 0x1aff || r >= 0x1dc0 && r <= 0x1dff || r >= 0x20d0 && r <= 0x20ff || r >= 0xfe00 && r <= 0xfe2f
}
