package generate

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// tongue invents words. The same rank is always the same word, so that no list
// of them is kept, however many there are.
type tongue struct {
	r *rand.Rand
	p *Profile
}

// syllables are put together to words; none is longer than three letters.
var syllables = strings.Fields(`ba be bi bo bu da de di dor du fa fe fin fo ga gel gi go ha hel hi ho ja jo ka ken ki ko
	la le lin lo lu ma mer mi mo mu na ne nil no nu pa pel pi po ra re rin ro ru sa sel si so ta te tin to tu va ve vil vo wa wen za zo
	bra cre dri flo gla klo pra pli sta ste tra tri shu tho`)

// word spells the word of a rank: more syllables the rarer it is.
func word(rank int) string {
	var parts [6]string
	n := 0
	for x := rank; n < len(parts); x = x/len(syllables) - 1 {
		parts[n] = syllables[(x*31+7*n)%len(syllables)]
		if n++; x < len(syllables) {
			break
		}
	}
	return strings.Join(parts[:n], "")
}

// next draws a word as often as its rank deserves.
func (t tongue) next() string {
	if t.r.Float64() < t.p.fresh {
		return t.once()
	}
	rank := t.p.flat * (math.Pow(1-t.r.Float64(), -1/t.p.tail) - 1)
	return word(int(min(rank, 1e9)))
}

// once is a word that will hardly come again: a number, an identifier, a file.
func (t tongue) once() string {
	switch t.r.IntN(4) {
	case 0:
		return strconv.Itoa(t.r.IntN(1e7))
	case 1:
		return "0x" + strconv.FormatUint(t.r.Uint64()>>32, 16)
	case 2:
		return word(t.r.IntN(1e6)) + "_" + word(t.r.IntN(100))
	}
	return word(1e4 + t.r.IntN(1e8))
}

// lines writes about n words as wrapped paragraphs; an empty line parts them.
func (t tongue) lines(n int) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	first := true
	left := 0 // words of the paragraph
	for ; n > 0; n-- {
		w := t.next()
		if left == 0 {
			if len(out) > 0 {
				flush()
				out = append(out, "")
			}
			left = 15 + t.r.IntN(60)
		}
		if first {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		left--
		first = left == 0 || n == 1 || t.r.IntN(14) == 0
		if b.Len()+1+len(w) > 72 {
			flush()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
		switch {
		case first:
			b.WriteByte('.')
		case t.r.IntN(12) == 0:
			b.WriteByte(',')
		}
	}
	flush()
	return out
}

// changed gives the lines with a few words replaced.
func (t tongue) changed(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		words := strings.Fields(l)
		for j := range words {
			if t.r.IntN(50) == 0 {
				words[j] = t.next()
			}
		}
		out[i] = strings.Join(words, " ")
	}
	return out
}

// name invents a person: the same number is always the same one.
func name(n int) string {
	first, last := word(n%97+80), word(n*89%9001+300)
	return strings.ToUpper(first[:1]) + first[1:] + " " + strings.ToUpper(last[:1]) + last[1:]
}

// address is the mail address of a person, at one of 25 houses.
func address(n int) string {
	return strings.ToLower(strings.ReplaceAll(name(n), " ", ".")) + "@" + word(100+n*n%25) + ".example"
}

// Queries are questions that generated mail answers: a common word, a rare
// one, both, either, a phrase, nearness, a beginning, a person, a time.
func Queries() []string {
	common, often, some, rare := word(3), word(40), word(900), word(30_000)
	return []string{
		common, some, rare, common + " AND " + some, often + " OR " + some, some + " NOT " + common,
		`"` + common + " " + often + `"`, often + " w/5 " + some, word(120)[:3] + "*", "from:" + strings.ToLower(strings.Fields(name(3))[1]),
		"date:2019-06-01..2019-06-30", "has:attachment", "*",
	}
}
