package record

import (
	"slices"
	"sort"
	"strings"
	"unicode"
)

// Bounds of aligning: words looked at, and how far ahead the texts may differ.
const (
	maxAligned = 60_000
	lookAhead  = 24
)

// aligned carries the tables and pictures of HTML over to the plain text that
// stands beside it. The plain text stays as it is; a table is carried over only
// when every word of its cells is found in it, in order and nothing between.
func aligned(plain string, rich shape) shape {
	out := shape{text: plain, unheld: rich.unheld}
	if len(rich.insets) == 0 && len(rich.cells) == 0 {
		return out
	}
	a := aligner{plain: words(plain), rich: words(rich.text)}
	if len(a.plain) > maxAligned || len(a.rich) > maxAligned {
		a.plain, a.rich = nil, nil
	}
	a.match()
	out.cells = a.tables(plain, rich.cells)
	for _, in := range rich.insets {
		in.at = a.place(plain, in.at)
		if n := len(out.insets); n > 0 {
			in.at = max(in.at, out.insets[n-1].at)
		}
		out.insets = append(out.insets, in)
	}
	return out
}

// word is a run of letters and digits.
type word struct {
	Span
	text string
}

func words(text string) []word {
	var out []word
	start := -1
	for i, r := range text {
		in := unicode.IsLetter(r) || unicode.IsDigit(r)
		if in && start < 0 {
			start = i
		} else if !in && start >= 0 {
			out = append(out, word{Span{start, i}, text[start:i]})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, word{Span{start, len(text)}, text[start:]})
	}
	return out
}

// aligner finds for each word of the HTML the one of the plain text that says
// the same, -1 for none.
type aligner struct {
	plain, rich []word
	to          []int
}

func (a *aligner) match() {
	a.to = make([]int, len(a.rich))
	i, j := 0, 0
	for ; i < len(a.rich); i++ {
		a.to[i] = -1
		if j >= len(a.plain) {
			continue
		}
		if a.rich[i].text != a.plain[j].text {
			di, dj, ok := a.again(i, j)
			if !ok {
				continue // one word that only the HTML has; try the next at the same place
			}
			for ; di > 0; di-- {
				a.to[i] = -1
				i++
			}
			j += dj
		}
		a.to[i] = j
		j++
	}
}

// again finds the nearest place from which two words in a row agree again; the
// last words of both may agree alone.
func (a *aligner) again(i, j int) (di, dj int, ok bool) {
	for sum := 1; sum <= lookAhead; sum++ {
		for di := 0; di <= sum; di++ {
			p, q := i+di, j+sum-di
			if p >= len(a.rich) || q >= len(a.plain) || a.rich[p].text != a.plain[q].text {
				continue
			}
			if p+1 == len(a.rich) || q+1 == len(a.plain) || a.rich[p+1].text == a.plain[q+1].text {
				return di, sum - di, true
			}
		}
	}
	return 0, 0, false
}

// place is where in the plain text a place of the HTML lies: behind the line
// that holds the nearest word before it.
func (a *aligner) place(plain string, at int) int {
	i := sort.Search(len(a.rich), func(i int) bool { return a.rich[i].End > at })
	for k := i - 1; k >= 0 && k >= i-lookAhead; k-- {
		if j := a.to[k]; j >= 0 {
			return markEnd(plain, lineEnd(plain, a.plain[j].End))
		}
	}
	if i == 0 {
		return 0
	}
	return len(plain)
}

// markEnd moves a picture's place behind the mark that mailers leave for it in
// the plain text: "[cid:…]" (Outlook), "[image: …]" (Gmail), "<image.png>" (Apple).
func markEnd(plain string, at int) int {
	rest := strings.TrimLeft(plain[at:min(len(plain), at+16)], "\n \t")
	low := strings.ToLower(rest)
	for _, mark := range []string{"[cid:", "[image", "<image", "[inline"} {
		if strings.HasPrefix(low, mark) {
			return lineEnd(plain, len(plain)-len(plain[at:])+strings.Index(plain[at:], rest))
		}
	}
	return at
}

func lineEnd(text string, at int) int {
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n
	}
	return len(text)
}

// tables carries cells over, table by table.
func (a *aligner) tables(plain string, cells []cellMark) []cellMark {
	var out []cellMark
	for from := 0; from < len(cells); {
		to := from
		for to < len(cells) && cells[to].Table == cells[from].Table {
			to++
		}
		if cells[from].Table > 0 && to < len(cells) {
			out = append(out, a.table(plain, cells[from:to], cells[to].at)...)
		} else if cells[from].Table > 0 {
			out = append(out, a.table(plain, cells[from:to], -1)...)
		}
		from = to
	}
	return out
}

// table carries the cells of one table over, or none of them.
func (a *aligner) table(plain string, cells []cellMark, end int) []cellMark {
	cells = slices.DeleteFunc(slices.Clone(cells), func(c cellMark) bool { return c.bare }) // pictures are placed by the words before them
	if len(cells) == 0 {
		return nil
	}
	i := sort.Search(len(a.rich), func(i int) bool { return a.rich[i].Start >= cells[0].at })
	var out []cellMark
	last := -1
	for k, c := range cells {
		stop := end
		if k+1 < len(cells) {
			stop = cells[k+1].at
		}
		first := -1
		for ; i < len(a.rich) && (stop < 0 || a.rich[i].Start < stop); i++ {
			j := a.to[i]
			if j < 0 || last >= 0 && j != last+1 {
				return nil
			}
			if first < 0 {
				first = j
			}
			last = j
		}
		if first < 0 {
			return nil // a cell of signs alone: nothing tells where it stands
		}
		at := a.plain[first].Start
		for at > 0 && !isSpace(rune(plain[at-1])) {
			at--
		}
		if n := len(out); n > 0 && at <= out[n-1].at {
			return nil
		}
		c.at = at
		out = append(out, c)
	}
	if last < 0 {
		return nil
	}
	return append(out, cellMark{at: min(len(plain), lineEnd(plain, a.plain[last].End)+1)})
}
