package extract

import (
	"fmt"
	"sort"
	"strings"
)

// maxGap is how many empty cells in a row become tabs of their own.
const maxGap = 50

// maxColumns is the last column of a sheet (XFD).
const maxColumns = 16384

// sheetCells gathers the cells of one sheet, row by row: those that are shown, and
// apart from them those that are not, with their places.
type sheetCells struct {
	s    *sheet
	rows int // that hold something

	list []row // that are shown
	left int   // bytes of text that still fit

	hiddenCols [maxColumns]bool
	hiddenRow  bool
	rowNumber  int
	wrote      bool

	byRow, byCol, white, unseen, formulas, covered     buffer
	nRows, nCols, nWhite, nUnseen, nFormulas, nCovered int
	nBlank                                             int          // formulas without a value
	cols                                               map[int]bool // hidden ones that hold something
}

// cellLook is what a cell format means for reading.
type cellLook struct{ date, unseen, white bool }

func (g *sheetCells) ready(s *sheet) {
	g.s, g.left, g.cols = s, s.left, map[int]bool{}
	s.lists(&g.byRow, &g.byCol, &g.white, &g.unseen, &g.formulas, &g.covered)
}

// hideColumns hides those from first to last, counted from 0.
func (g *sheetCells) hideColumns(first, last int) {
	for i := max(first, 0); i <= min(last, maxColumns-1); i++ {
		g.hiddenCols[i] = true
	}
}

func (g *sheetCells) begin(number int, hidden bool) {
	g.rowNumber, g.hiddenRow, g.wrote = number, hidden, false
}

// put adds a cell to the row that is open and tells whether it is shown.
func (g *sheetCells) put(c gridCell, look cellLook) bool {
	if c.text == "" {
		return false
	}
	at := fmt.Sprintf("%s%d: ", letters(c.col), g.rowNumber)
	c.text = strings.ReplaceAll(c.text, "\n", " ")
	switch {
	case g.hiddenRow:
		if !g.wrote {
			g.byRow.put(fmt.Sprintf("row %d: ", g.rowNumber))
		}
		g.byRow.put(c.text + "\t")
		g.wrote = true
		return false
	case c.col < maxColumns && g.hiddenCols[c.col]:
		g.cols[c.col] = true
		g.byCol.put(at + c.text + "\n")
		return false
	case look.unseen:
		g.nUnseen++
		g.unseen.put(at + c.text + "\n")
		return false
	case look.white:
		g.nWhite++
		g.white.put(at + c.text + "\n")
	}
	if c.text = strings.ReplaceAll(c.text, "\t", " "); g.left < len(c.text) {
		g.s.fail("text-cut", firstPart, false)
		return false
	}
	g.left -= len(c.text) + 1
	if !g.wrote {
		g.list = append(g.list, row{number: g.rowNumber})
	}
	last := &g.list[len(g.list)-1]
	last.cells = append(last.cells, c)
	g.wrote = true
	return true
}

func (g *sheetCells) formula(at, f string) {
	g.nFormulas++
	g.formulas.put(at + ": =" + f + "\n")
}

// under lists what a cell holds that another, merged with it, covers.
func (g *sheetCells) under(number int, c gridCell) {
	g.nCovered++
	g.covered.put(fmt.Sprintf("%s%d: %s\n", letters(c.col), number, c.text))
}

func (g *sheetCells) endRow() {
	if !g.wrote {
		return
	}
	g.rows++
	if g.hiddenRow {
		g.nRows++
		g.byRow.put("\n")
	}
	g.hiddenRow = false
}

// area is a block of cells; columns from 0, rows from 1.
type area struct{ col, row, lastCol, lastRow int }

// maxLooked bounds the cells that are looked at for merged ones; what is merged
// beyond stands in its own cells.
const maxLooked = 4_000_000

// merge joins the cells of areas: the first is as wide as the area, what others
// hold is covered by it and listed.
func (g *sheetCells) merge(areas []area) {
	if !sort.SliceIsSorted(g.list, func(i, k int) bool { return g.list[i].number < g.list[k].number }) {
		return
	}
	looked := 0
	for _, a := range areas {
		first := sort.Search(len(g.list), func(i int) bool { return g.list[i].number >= a.row })
		for i := first; i < len(g.list) && g.list[i].number <= a.lastRow; i++ {
			r := &g.list[i]
			if looked += len(r.cells) + 1; looked > maxLooked {
				return
			}
			kept := r.cells[:0]
			for _, c := range r.cells {
				switch {
				case c.col == a.col && r.number == a.row:
					c.wide = max(0, a.lastCol-a.col)
				case c.col >= a.col && c.col <= a.lastCol:
					g.under(r.number, c)
					continue
				}
				kept = append(kept, c)
			}
			r.cells = kept
		}
	}
}

func (g *sheetCells) report(name string) {
	if g.nBlank > 0 {
		g.s.note(fmt.Sprintf("%d formulas of sheet %q have no value in the file: a spreadsheet program would compute one.", g.nBlank, name))
	}
	for _, h := range []struct {
		code, what string
		n          int
		b          *buffer
	}{
		{"hidden-rows", "Hidden rows", g.nRows, &g.byRow}, {"hidden-columns", "Hidden columns", len(g.cols), &g.byCol},
		{"white-text", "White cells", g.nWhite, &g.white}, {"invisible-text", "Cells whose format shows nothing", g.nUnseen, &g.unseen},
		{"invisible-text", "Cells under a merged one", g.nCovered, &g.covered},
		{"formulas", "Formulas", g.nFormulas, &g.formulas},
	} {
		if h.n > 0 {
			g.s.hide(h.code, h.n, fmt.Sprintf("%s of sheet %q (%d)", h.what, name, h.n), h.b.String())
		}
	}
}

// show sets the sheet: its name and its tables, or, when it is hidden, what that
// is called ("Hidden sheet") and its rows.
func (g *sheetCells) show(name, hidden string) {
	if hidden != "" {
		g.s.hide("hidden-sheet", 1, fmt.Sprintf("%s %q (%d rows)", hidden, name, g.rows), lines(g.list))
		return
	}
	g.s.say("Sheet:", name)
	g.s.grid(name, g.list)
}

func letters(col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}
