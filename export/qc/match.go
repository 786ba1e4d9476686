package qc

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// keyLen is the length in bytes of the longest key. A pattern is a string looked
// for, forward or backward; its key is a stretch of it, and where a text has a
// key, the whole pattern is compared. Shorter patterns are their own keys.
const keyLen = 8

// keysTried is how many stretches of a pattern are tried for a key that few
// others have: addresses of one domain differ at the beginning only, letters of
// one writer in the middle.
const keysTried = 4

// shelf finds the keys of one length. Its filter has two bits for each key in a
// word that one multiplication finds (a blocked Bloom filter), and lets about one
// in a hundred other places through; the buckets hold the patterns by their keys.
type shelf struct {
	width  int
	mask   uint64 // of the bytes of a key
	shift  int    // of a hash, to its word in filter
	filter []uint64
	bucket int // shift of a hash, to its place in first
	first  []uint32
	keys   []key // in order of their buckets
}

// key says which pattern has a key at which byte.
type key struct{ hash, pattern, at uint32 }

// place is where a string stands in letters without spaces.
type place struct {
	needle, from, to int
	back             bool
}

// spread makes a hash of a key: the upper bits of the product depend on all of it.
const spread = 0x9e3779b97f4a7c15

func hashOf(t string, at, width int) uint64 {
	var b [keyLen]byte
	copy(b[:], t[at:at+width])
	return binary.LittleEndian.Uint64(b[:]) * spread
}

// index makes the shelves of all strings.
func (n *Needles) index() {
	size := bits.Len(uint(2 * keysTried * len(n.spelt)))
	shared := make([]uint8, 1<<size) // how many patterns might have a key
	n.eachPattern(func(_ uint32, t string) {
		for k := range keysTried {
			at, width := stretch(t, k)
			if c := &shared[hashOf(t, at, width)>>(64-size)]; *c < 255 {
				*c++
			}
		}
	})
	var keys [keyLen + 1][]hashed
	n.eachPattern(func(pattern uint32, t string) {
		var best hashed
		least := 256
		for k := range keysTried {
			at, width := stretch(t, k)
			h := hashOf(t, at, width)
			if c := int(shared[h>>(64-size)]); c < least {
				best, least = hashed{h, key{uint32(h), pattern, uint32(at)}}, c
			}
		}
		width := min(len(t), keyLen)
		keys[width] = append(keys[width], best)
	})
	for width, ks := range keys {
		if len(ks) > 0 {
			n.shelves = append(n.shelves, newShelf(width, ks))
		}
	}
}

// stretch is one of the stretches of a pattern that may be its key.
func stretch(t string, k int) (at, width int) {
	width = min(len(t), keyLen)
	return (len(t) - width) * k / (keysTried - 1), width
}

// eachPattern gives the strings as letters without spaces, forward and, where
// that differs, backward. A pattern's number is twice the string's, one more
// when it is backward.
func (n *Needles) eachPattern(visit func(pattern uint32, t string)) {
	for i, s := range n.spelt {
		t := strings.ReplaceAll(s, " ", "")
		visit(uint32(2*i), t)
		if back := reversed(t); back != t {
			visit(uint32(2*i+1), back)
		}
	}
}

type hashed struct {
	hash uint64
	key  key
}

func newShelf(width int, keys []hashed) shelf {
	size := max(bits.Len(uint(len(keys))), 6)
	s := shelf{width: width, mask: ^uint64(0) >> (64 - 8*width), bucket: 64 - size, shift: 64 - size + 2,
		filter: make([]uint64, 1<<(size-2)), first: make([]uint32, 1<<size+1), keys: make([]key, len(keys))}
	for _, k := range keys {
		s.filter[k.hash>>s.shift] |= bitsOf(k.hash)
		s.first[k.hash>>s.bucket]++
	}
	for b := 1; b < len(s.first); b++ {
		s.first[b] += s.first[b-1]
	}
	for _, k := range keys { // the ends of the buckets become their beginnings
		at := &s.first[k.hash>>s.bucket]
		*at--
		s.keys[*at] = k.key
	}
	return s
}

func bitsOf(hash uint64) uint64 { return 1<<(hash>>32&63) | 1<<(hash>>38&63) }

// each visits the places of strings in letters without spaces (tighten), those
// with fewer than least bytes left out.
func (n *Needles) each(text []byte, least int, visit func(place)) {
	padded := slices.Grow(text, keyLen)[:len(text)+keyLen]
	for i := range n.shelves {
		s := &n.shelves[i]
		if s.width < least {
			continue
		}
		for at := 0; at+s.width <= len(text); at++ {
			hash := (binary.LittleEndian.Uint64(padded[at:at+keyLen]) & s.mask) * spread
			if b := bitsOf(hash); s.filter[hash>>(s.shift&63)]&b != b {
				continue
			}
			b := hash >> (s.bucket & 63)
			for _, k := range s.keys[s.first[b]:s.first[b+1]] {
				if k.hash != uint32(hash) {
					continue
				}
				if p, ok := n.stands(k, text, at); ok {
					visit(p)
				}
			}
		}
	}
}

// stands compares the pattern of a key that a text seems to have at a byte.
func (n *Needles) stands(k key, text []byte, at int) (place, bool) {
	p := place{needle: int(k.pattern / 2), from: at - int(k.at), back: k.pattern%2 == 1}
	if p.from < 0 {
		return p, false
	}
	p.to = p.from
	for s := n.spelt[p.needle]; s != ""; {
		var next string
		if p.back {
			_, size := utf8.DecodeLastRuneInString(s)
			s, next = s[:len(s)-size], s[len(s)-size:]
		} else {
			s, next = s[1:], s[:1]
		}
		if next == " " {
			continue
		}
		if len(text)-p.to < len(next) || string(text[p.to:p.to+len(next)]) != next {
			return p, false
		}
		p.to += len(next)
	}
	return p, true
}
