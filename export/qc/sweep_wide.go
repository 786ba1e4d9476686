package qc

import (
	"sync/atomic"
	"unicode/utf8"
)

// weights tell of the runes of the first plane of Unicode how many letters they
// fold to, so that UTF-16 is folded only where a string may stand: data that are
// no text are full of letters of scripts that no string has.
type weights struct {
	used  [1 << 10]uint64 // letters of the strings, a bit for each of the first plane
	kinds [256]byte       // of pages of 256 runes
	pages [256]atomic.Pointer[[256]uint8]
}

// Kinds of pages.
const (
	live = iota
	idle // text of ASCII, read as UTF-16, is of these; they have signs, but no letters of the strings
	cold // all runes are foreign
)

// foreign is the weight of a rune that has none of the strings' letters: no string
// goes on beyond it.
const foreign = 255

// Pages of Unicode, from first to last, in which each rune folds to letters alone:
// ideographs to themselves, syllables to letters of Hangul, which have a page.
var (
	ideographs = [][2]rune{{0x34, 0x4c}, {0x4e, 0x9f}}
	syllables  = [2]rune{0xac, 0xd6}
)

const jamo = 0x11

func (w *weights) of(spelt []string) {
	var pages [256]bool
	for _, s := range spelt {
		for _, r := range s {
			if r < 1<<16 {
				w.used[r>>6] |= 1 << (r & 63)
				pages[r>>8] = true
			}
		}
	}
	mark := func(from, to rune, kind byte, used bool) {
		for page := from; page <= to; page++ {
			if !used && !pages[page] {
				w.kinds[page] = kind
			}
		}
	}
	mark('\t', '\r', idle, false)
	mark(' ', '~', idle, false)
	for _, block := range ideographs {
		mark(block[0], block[1], cold, false)
	}
	mark(syllables[0], syllables[1], cold, pages[jamo])
}

// page makes the weights of 256 runes. Halves of pairs stand for up to four letters.
func (n *Needles) page(high byte) *[256]uint8 {
	w, p := &n.weights, new([256]uint8)
	for k := range p {
		r := rune(high)<<8 | rune(k)
		if letters := n.folds.of(r); !utf8.ValidRune(r) {
			p[k] = 2
		} else if letters != "" {
			p[k] = foreign
			for _, l := range letters {
				if l >= 1<<16 || w.used[l>>6]&(1<<(l&63)) != 0 {
					p[k] = uint8(utf8.RuneCountInString(letters))
				}
			}
		}
	}
	w.pages[high].Store(p)
	return p
}

// fewestUnits is the least number of runes of live pages in UTF-16 that is looked
// at; eight letters may be four signs that fold to two.
const fewestUnits = 4

// wideText looks for the strings in UTF-16 of either order, beginning at any
// byte: in stretches with enough upper bytes of live pages and none of a cold one.
func (s *sweeper) wideText(data []byte) {
	kinds := &s.needles.weights.kinds
	for odd := range 2 {
		for at, seen := odd+2*(fewestUnits-1), odd; at < len(data); at += 2 * fewestUnits {
			if kinds[data[at]] == cold {
				continue
			}
			from, to, alive := at, at, 0
			for from > seen && kinds[data[from-2]] != cold {
				from -= 2
			}
			for to = from; to < len(data) && kinds[data[to]] != cold; to += 2 {
				if kinds[data[to]] == live {
					alive++
				}
			}
			at, seen = to, to
			if alive >= fewestUnits {
				s.units(data[from:min(to, len(data))], 1)
				s.units(data[max(from-1, odd^1):to-1], 0)
			}
		}
	}
}

// units looks for the strings in UTF-16, low being where the lower byte of a unit
// stands: 0 or 1.
func (s *sweeper) units(data []byte, low int) {
	n := s.needles
	from, letters := 0, 0
	for i := 0; i+1 < len(data); i += 2 {
		high := data[i+1-low]
		page := n.weights.pages[high].Load()
		if page == nil {
			page = n.page(high)
		}
		if w := page[data[i+low]]; w != foreign {
			letters += int(w)
			continue
		}
		s.folded(data[from:i], low, letters)
		from, letters = i+2, 0
	}
	s.folded(data[from:], low, letters)
}

func (s *sweeper) folded(data []byte, low, letters int) {
	if letters >= sureLetters {
		s.letters = s.needles.folds.tightenWide(s.letters[:0], data, low)
		s.needles.each(s.letters, sureLetters, s.mark)
	}
}
