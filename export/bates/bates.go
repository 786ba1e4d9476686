// Package bates numbers pages: a prefix and a zero-padded count that sorts as
// text the way it counts. It hands out numbers and never takes one back;
// whoever runs a production decides when numbers become permanent.
package bates

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// Number is one Bates number, such as FHSA-000118. A page that takes the place
// of another may bear a suffix (FHSA-000118R), and a page that was put in behind
// a number bears a count of its own (FHSA-000118.001): both keep the number.
type Number struct {
	Prefix string
	N      int64
	Width  int    // digits, leading zeros included
	Suffix string // of a replacement; "" for none
	Sub    int    // of a page put in behind, from 1; 0 for none
}

// Longest prefix, and digits. Numbers become file names and cells of load
// files, so the prefix is letters, digits, '-' and '_' only.
const (
	maxPrefix = 15
	maxWidth  = 12
	maxSuffix = 3
	maxSub    = 999
)

// Parse reads a number as it is printed.
func Parse(s string) (Number, error) {
	sub := 0
	if at := len(s) - 4; at > 0 && s[at] == '.' {
		n, err := strconv.ParseUint(s[at+1:], 10, 16)
		if err != nil || n == 0 {
			return Number{}, fmt.Errorf("parsing a bates number: behind '.' stands no count of three digits")
		}
		s, sub = s[:at], int(n)
	}
	end := len(s)
	for end > 0 && s[end-1] >= 'A' && s[end-1] <= 'Z' {
		end--
	}
	suffix := s[end:]
	s = s[:end]
	i := len(s)
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	width := len(s) - i
	if width == 0 || width > maxWidth {
		return Number{}, fmt.Errorf("parsing a bates number: want 1 to %d digits at the end, got %d", maxWidth, width)
	}
	n, err := strconv.ParseInt(s[i:], 10, 64)
	if err != nil {
		return Number{}, fmt.Errorf("parsing a bates number: %w", err)
	}
	b, err := New(s[:i], n, width)
	if err != nil {
		return Number{}, err
	}
	b.Sub = sub
	return b.Replacing(suffix)
}

// Replacing is the number of a page that takes the place of this one: with a
// suffix of at most three capital letters, or with none as it is.
func (b Number) Replacing(suffix string) (Number, error) {
	if len(suffix) > maxSuffix || strings.Trim(suffix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return Number{}, fmt.Errorf("making a bates number: a suffix is 1 to %d capital letters", maxSuffix)
	}
	b.Suffix = suffix
	return b, nil
}

// New checks and makes a number.
func New(prefix string, n int64, width int) (Number, error) {
	if len(prefix) > maxPrefix {
		return Number{}, fmt.Errorf("making a bates number: the prefix has %d characters, at most %d fit load files", len(prefix), maxPrefix)
	}
	if i := strings.IndexFunc(prefix, badRune); i >= 0 {
		return Number{}, fmt.Errorf("making a bates number: character %d of the prefix is not a letter, digit, '-' or '_'", i+1)
	}
	if width < 1 || width > maxWidth {
		return Number{}, fmt.Errorf("making a bates number: %d digits, want 1 to %d", width, maxWidth)
	}
	if prefix != "" && prefix[len(prefix)-1] >= '0' && prefix[len(prefix)-1] <= '9' {
		return Number{}, fmt.Errorf("making a bates number: the prefix ends in a digit, so nobody could tell where the number begins; end it with '-' or '_'")
	}
	b := Number{Prefix: prefix, N: n, Width: width}
	if n < 0 || len(strconv.FormatInt(n, 10)) > width {
		return Number{}, fmt.Errorf("making a bates number: %d does not fit %d digits", n, width)
	}
	return b, nil
}

func badRune(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

// String prints the number with its leading zeros.
func (b Number) String() string {
	s := fmt.Sprintf("%s%0*d%s", b.Prefix, b.Width, b.N, b.Suffix)
	if b.Sub > 0 {
		s += fmt.Sprintf(".%03d", b.Sub)
	}
	return s
}

// Plus is the number n pages on. Fits tells whether it still has its width.
func (b Number) Plus(n int64) Number { b.N += n; return b }

// Before tells whether a number sorts before another of its prefix.
func (b Number) Before(c Number) bool {
	return b.Prefix == c.Prefix && (b.N < c.N || b.N == c.N && b.Sub < c.Sub)
}

// Fits tells whether the number still sorts as text: it has not outgrown its width.
func (b Number) Fits() bool { return len(strconv.FormatInt(b.N, 10)) <= b.Width }

// Range is what one document got, both ends included.
type Range struct {
	First, Last Number
}

// Take gives the range of the next pages and the number after it.
func (b Number) Take(pages int) (Range, Number) {
	return Range{b, b.Plus(int64(pages - 1))}, b.Plus(int64(pages))
}

// Over gives the range of so many pages that take the place of those of r, under
// the same numbers: pages beyond the last number are put in behind it.
func (r Range) Over(pages int, suffix string) (Range, error) {
	first, err := r.First.Replacing(suffix)
	if err != nil {
		return Range{}, err
	}
	first.Sub = 0
	n := int(r.Last.N-r.First.N) + 1
	last := first.Plus(int64(min(pages, n) - 1))
	if last.Sub = max(0, pages-n); last.Sub > maxSub {
		return Range{}, fmt.Errorf("making a bates number: %d pages more than were there before, at most %d can be put in", last.Sub, maxSub)
	}
	return Range{first, last}, nil
}

// At is the number of a page of the range, from 0.
func (r Range) At(page int) Number {
	n := int(r.Last.N - r.First.N)
	if page <= n {
		b := r.First.Plus(int64(page))
		b.Sub = 0
		return b
	}
	b := r.Last
	b.Sub = page - n
	return b
}

// Pages is the count of pages in the range, those put in behind it included.
func (r Range) Pages() int { return int(r.Last.N-r.First.N+1) + r.Last.Sub }

// Numbers is how many numbers the range spans, without those put in behind it;
// 0 for the zero Range.
func (r Range) Numbers() int {
	if r.First.Width == 0 {
		return 0
	}
	return int(r.Last.N-r.First.N) + 1
}

// Holds tells whether a number lies in the range.
func (r Range) Holds(b Number) bool {
	return b.Prefix == r.First.Prefix && b.N >= r.First.N && b.N <= r.Last.N
}

// String prints "A–B", or one number for a single page.
func (r Range) String() string {
	if r.First == r.Last {
		return r.First.String()
	}
	return r.First.String() + "–" + r.Last.String()
}

// Gaps lists the numbers between ranges of one prefix that no range holds.
func Gaps(rs []Range) []Range {
	var out []Range
	walk(rs, func(prev, next Range) {
		if next.First.N > prev.Last.N+1 {
			out = append(out, Range{prev.Last.Plus(1), next.First.Plus(-1)})
		}
	})
	return out
}

// Overlaps lists pairs of ranges that share a number.
func Overlaps(rs []Range) [][2]Range {
	var out [][2]Range
	walk(rs, func(prev, next Range) {
		if next.First.N <= prev.Last.N {
			out = append(out, [2]Range{prev, next})
		}
	})
	return out
}

// walk visits neighbours of one prefix in order; prev is the one that reaches furthest.
func walk(rs []Range, f func(prev, next Range)) {
	s := append([]Range(nil), rs...)
	sort.Slice(s, func(i, j int) bool {
		if s[i].First.Prefix != s[j].First.Prefix {
			return s[i].First.Prefix < s[j].First.Prefix
		}
		return s[i].First.N < s[j].First.N
	})
	for i := 1; i < len(s); i++ {
		if s[i].First.Prefix != s[i-1].First.Prefix {
			continue
		}
		f(s[i-1], s[i])
		if s[i].Last.N < s[i-1].Last.N {
			s[i].Last = s[i-1].Last
		}
	}
}
