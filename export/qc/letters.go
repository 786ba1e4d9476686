package qc

import (
	"iter"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters is a set of characters that a font of two-byte codes can hold.
type letters [1 << 16 / 64]uint64

func (l *letters) add(r rune) {
	if r < 1<<16 {
		l[r/64] |= 1 << (r % 64)
	}
}

func (l *letters) has(r rune) bool { return uint32(r) < 1<<16 && l[r/64]&(1<<(r%64)) != 0 }

// join adds those of another set.
func (l *letters) join(other *letters) {
	for i, w := range other {
		l[i] |= w
	}
}

func (l *letters) len() (n int) {
	for _, w := range l {
		n += bits.OnesCount64(w)
	}
	return n
}

// all gives them in ascending order.
func (l *letters) all() iter.Seq[rune] {
	return func(yield func(rune) bool) {
		for i, w := range l {
			for ; w != 0; w &= w - 1 {
				if !yield(rune(64*i + bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}

// bag is the letters of a text without order or white space, taken apart (NFKD).
type bag struct {
	ascii [utf8.RuneSelf]int
	wide  []rune // sorted
}

func bagOf(s string) (b bag) {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			b.add(rune(c))
			i++
			continue
		}
		to := i + 1
		for to < len(s) && s[to] >= utf8.RuneSelf {
			to++
		}
		for _, r := range norm.NFKD.String(s[i:to]) {
			b.add(r)
		}
		i = to
	}
	slices.Sort(b.wide)
	return b
}

func (b *bag) add(r rune) {
	switch {
	case unicode.IsSpace(r):
	case r < utf8.RuneSelf:
		b.ascii[r]++
	default:
		b.wide = append(b.wide, r)
	}
}

// sameBag tells whether two texts have the same letters, each as often.
func sameBag(a, b string) bool {
	if a == b {
		return true
	}
	x, y := bagOf(a), bagOf(b)
	return x.ascii == y.ascii && slices.Equal(x.wide, y.wide)
}
