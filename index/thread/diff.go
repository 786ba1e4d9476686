package thread

import (
	"strings"
	"unicode"

	"vaughn/index/record"
)

// Op is what an Edit does.
type Op string

// The kinds of edit.
const (
	Same    Op = "same"
	Deleted Op = "deleted"  // words of A alone
	Added   Op = "inserted" // words of B alone
)

// Edit is a run of words that both texts have or that only one has. A and B are
// where it stands in each, from its first word to its last; empty where it is
// not.
type Edit struct {
	Op   Op          `json:"op"`
	A, B record.Span `json:"-"`
}

// maxSteps bounds the search for the shortest difference; beyond it texts are
// cut at words that are unique in both, and what then is left is replaced.
const maxSteps = 1500

// Diff says word by word how b differs from a. Words are compared as they are
// written: capitals and signs count, white space and quotation marks at the
// start of a line do not. Putting the spans of Same and Deleted together gives
// all words of a, those of Same and Added all of b.
func Diff(a, b string) []Edit {
	d := differ{a: wordsOf(a), b: wordsOf(b)}
	ids := map[string]int{}
	d.x, d.y = number(ids, a, d.a), number(ids, b, d.b)
	d.run(0, len(d.x), 0, len(d.y), 0)
	return d.out
}

// wordsOf splits at white space.
func wordsOf(s string) []record.Span {
	var out []record.Span
	start, lineStart := -1, true
	for i, r := range s {
		switch {
		case unicode.IsSpace(r):
			if start >= 0 {
				out = append(out, record.Span{Start: start, End: i})
				start = -1
			}
			lineStart = lineStart || r == '\n'
		case start < 0 && lineStart && r == '>':
		case start < 0:
			start, lineStart = i, false
		}
	}
	if start >= 0 {
		out = append(out, record.Span{Start: start, End: len(s)})
	}
	return out
}

// CountWords counts words as Diff takes them.
func CountWords(s string) int { return len(wordsOf(s)) }

func number(ids map[string]int, s string, words []record.Span) []int {
	out := make([]int, len(words))
	for i, w := range words {
		t := s[w.Start:w.End]
		id, ok := ids[t]
		if !ok {
			id = len(ids)
			ids[strings.Clone(t)] = id
		}
		out[i] = id
	}
	return out
}

type differ struct {
	a, b []record.Span
	x, y []int
	out  []Edit
}

// emit adds words [i,i2) of a and [j,j2) of b, joining what belongs together.
func (d *differ) emit(op Op, i, i2, j, j2 int) {
	e := Edit{Op: op}
	if i < i2 {
		e.A = record.Span{Start: d.a[i].Start, End: d.a[i2-1].End}
	}
	if j < j2 {
		e.B = record.Span{Start: d.b[j].Start, End: d.b[j2-1].End}
	}
	if n := len(d.out); n > 0 && d.out[n-1].Op == op {
		last := &d.out[n-1]
		if e.A.Len() > 0 {
			last.A.End = e.A.End
		}
		if e.B.Len() > 0 {
			last.B.End = e.B.End
		}
		return
	}
	d.out = append(d.out, e)
}

func (d *differ) run(i, i2, j, j2, depth int) {
	n := 0
	for i+n < i2 && j+n < j2 && d.x[i+n] == d.y[j+n] {
		n++
	}
	if n > 0 {
		d.emit(Same, i, i+n, j, j+n)
		i, j = i+n, j+n
	}
	n = 0
	for i2-n > i && j2-n > j && d.x[i2-n-1] == d.y[j2-n-1] {
		n++
	}
	d.middle(i, i2-n, j, j2-n, depth)
	if n > 0 {
		d.emit(Same, i2-n, i2, j2-n, j2)
	}
}

// middle handles two runs that neither begin nor end alike.
func (d *differ) middle(i, i2, j, j2, depth int) {
	switch {
	case i == i2 && j == j2:
		return
	case i == i2:
		d.emit(Added, i, i, j, j2)
		return
	case j == j2:
		d.emit(Deleted, i, i2, j, j)
		return
	}
	if d.myers(i, i2, j, j2) {
		return
	}
	if p, q, ok := d.anchor(i, i2, j, j2); ok && depth < 200 {
		d.run(i, p, j, q, depth+1)
		d.run(p, i2, q, j2, depth+1)
		return
	}
	d.emit(Deleted, i, i2, j, j)
	d.emit(Added, i2, i2, j, j2)
}

// anchor finds the word nearest to the middle that occurs once on either side.
func (d *differ) anchor(i, i2, j, j2 int) (p, q int, ok bool) {
	type seen struct{ n, at int }
	in := func(list []int, from int) map[int]seen {
		m := map[int]seen{}
		for k, w := range list {
			m[w] = seen{m[w].n + 1, from + k}
		}
		return m
	}
	a, b := in(d.x[i:i2], i), in(d.y[j:j2], j)
	best := i2 - i
	for k := i + 1; k < i2; k++ { // never the first: both parts must shrink
		w := d.x[k]
		if a[w].n != 1 || b[w].n != 1 || b[w].at == j {
			continue
		}
		if far := max(k-(i+i2)/2, (i+i2)/2-k); far < best {
			best, p, q, ok = far, k, b[w].at, true
		}
	}
	return p, q, ok
}

// myers is the greedy search for the shortest edit script (Myers 1986); false
// when it would take more than maxSteps edits.
func (d *differ) myers(i, i2, j, j2 int) bool {
	x, y := d.x[i:i2], d.y[j:j2]
	most := min(len(x)+len(y), maxSteps)
	v := make([]int32, 2*most+3)
	off := most + 1
	var trail [][]int32
	for step := 0; step <= most; step++ {
		for k := -step; k <= step; k += 2 {
			var p int
			if k == -step || k != step && v[off+k-1] < v[off+k+1] {
				p = int(v[off+k+1])
			} else {
				p = int(v[off+k-1]) + 1
			}
			q := p - k
			for p < len(x) && q < len(y) && p >= 0 && q >= 0 && x[p] == y[q] {
				p, q = p+1, q+1
			}
			v[off+k] = int32(p)
			if p >= len(x) && q >= len(y) {
				trail = append(trail, append([]int32(nil), v[off-step-1:off+step+2]...))
				d.backtrack(trail, i, j, len(x), len(y))
				return true
			}
		}
		trail = append(trail, append([]int32(nil), v[off-step-1:off+step+2]...))
	}
	return false
}

// backtrack walks from the end to the start and emits in order.
func (d *differ) backtrack(trail [][]int32, i, j, p, q int) {
	type move struct {
		op           Op
		a, a2, b, b2 int
	}
	var moves []move
	for step := len(trail) - 1; step > 0; step-- {
		v, off := trail[step-1], step // of v: index 0 is diagonal -step
		k := p - q
		prev := k - 1
		if k == -step || k != step && v[off+k-1] < v[off+k+1] {
			prev = k + 1
		}
		pp := int(v[off+prev])
		qq := pp - prev
		np, nq := pp+1, qq
		op := Deleted
		if prev == k+1 {
			np, nq, op = pp, qq+1, Added
		}
		if p > np {
			moves = append(moves, move{Same, np, p, nq, q})
		}
		moves = append(moves, move{op, pp, np, qq, nq})
		p, q = pp, qq
	}
	if p > 0 {
		moves = append(moves, move{Same, 0, p, 0, q})
	}
	for n := len(moves) - 1; n >= 0; n-- {
		m := moves[n]
		d.emit(m.op, i+m.a, i+m.a2, j+m.b, j+m.b2)
	}
}
