package plate

import (
	"image"
	"sync"
)

// threshold parts black from white: a little above the middle, so that thin
// grey lines stay.
const threshold = 150

// bitmap is a picture of two levels: of each row the places where the colour
// changes, white first, in ascending order.
type bitmap struct {
	w    int
	rows [][]int32
}

func bilevel(g *image.Gray) bitmap {
	b := bitmap{w: g.Rect.Dx(), rows: make([][]int32, g.Rect.Dy())}
	var all []int32
	for y := range b.rows {
		row := g.Pix[y*g.Stride : y*g.Stride+b.w]
		from, black := len(all), false
		for x, v := range row {
			if (v < threshold) != black {
				all, black = append(all, int32(x)), !black
			}
		}
		b.rows[y] = all[from:len(all):len(all)]
	}
	return b
}

// The modes of ITU-T T.6, table 1; vertical is by a1-b1+3.
var (
	pass       = code{1, 4}
	horizontal = code{1, 3}
	vertical   = [7]code{{2, 7}, {2, 6}, {2, 3}, {1, 1}, {3, 3}, {3, 6}, {3, 7}}
	blockEnd   = code{1, 12} // twice
)

// runTables are read once and never change.
var runTables = sync.OnceValue(func() [2][]code { return [2][]code{runCodes(whiteRuns), runCodes(blackRuns)} })

// G4 encodes a grey picture as ITU-T T.6 (PDF 32000-1, 7.4.6, K -1): one
// coding for one picture of two levels, so nothing can hide in it.
func G4(g *image.Gray) []byte {
	b := bilevel(g)
	e := g4{runs: runTables(), w: int32(b.w)}
	var above []int32
	for _, row := range b.rows {
		e.row(above, row)
		above = row
	}
	e.put(blockEnd)
	e.put(blockEnd)
	e.put(code{0, (8 - e.held%8) % 8})
	return e.out
}

type g4 struct {
	runs [2][]code
	w    int32
	out  []byte
	acc  uint64
	held uint
}

func (e *g4) put(c code) {
	e.acc = e.acc<<c.n | uint64(c.bits)
	for e.held += c.n; e.held >= 8; e.held -= 8 {
		e.out = append(e.out, byte(e.acc>>(e.held-8)))
	}
}

// row codes one row by the one above it; b1, b2, a0, a1, a2 are the standard's.
func (e *g4) row(above, row []int32) {
	change := func(of []int32, i int) int32 {
		if i < len(of) {
			return of[i]
		}
		return e.w
	}
	a0, colour, ai, bi := int32(-1), 0, 0, 0
	for a0 < e.w {
		for change(row, ai) <= a0 && ai < len(row) || ai%2 != colour {
			ai++
		}
		for bi > 0 && change(above, bi-1) > a0 {
			bi--
		}
		for bi < len(above) && (above[bi] <= a0 || bi%2 != colour) {
			bi++
		}
		a1, b1, b2 := change(row, ai), change(above, bi), change(above, bi+1)
		switch d := a1 - b1; {
		case b2 < a1:
			e.put(pass)
			a0 = b2
		case d >= -3 && d <= 3:
			e.put(vertical[d+3])
			a0, colour = a1, 1-colour
		default:
			a2 := change(row, ai+1)
			e.put(horizontal)
			e.run(colour, a1-max(a0, 0))
			e.run(1-colour, a2-a1)
			a0 = a2
		}
	}
}

func (e *g4) run(colour int, n int32) {
	const most = 2560
	for ; n >= most+64; n -= most {
		e.put(e.runs[colour][63+most/64])
	}
	if n >= 64 {
		e.put(e.runs[colour][63+n/64])
	}
	e.put(e.runs[colour][n%64])
}
