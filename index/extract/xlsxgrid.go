package extract

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxGap is how many empty cells in a row become tabs of their own.
const maxGap = 50

// maxColumns is the last column of a sheet (XFD).
const maxColumns = 16384

// grid walks one sheet.
type grid struct {
	b    *book
	s    *sheet
	rows int

	list []row // that are shown
	left int   // bytes of text that still fit

	hiddenCols [maxColumns]bool
	hiddenRow  bool
	rowNumber  int
	next       int // column the next cell of the row would have
	wrote      bool

	ref, kind string
	style     int
	value     buffer
	inValue   bool
	formula   bool

	byRow, byCol, white, unseen, formulas, margins buffer
	nRows, nCols, nWhite, nUnseen, nFormulas       int
	cols                                           map[int]bool // hidden ones that hold something
	inMargin                                       bool
}

func newGrid(b *book) *grid {
	g := &grid{b: b, s: b.p.s, left: b.p.s.left, cols: map[int]bool{}}
	b.p.s.lists(&g.byRow, &g.byCol, &g.white, &g.unseen, &g.formulas, &g.margins, &g.value)
	return g
}

func (g *grid) start(t tag) {
	switch t.name {
	case "col":
		hidden := t.get("hidden") == "1" || t.get("hidden") == "true" || t.get("width") == "0"
		for i := max(number(t.get("min"), 1), 1); hidden && i <= min(number(t.get("max"), maxColumns), maxColumns); i++ {
			g.hiddenCols[i-1] = true
		}
	case "row":
		g.rowNumber = number(t.get("r"), g.rowNumber+1)
		g.hiddenRow = t.get("hidden") == "1" || t.get("hidden") == "true" || t.get("ht") == "0"
		g.next, g.wrote = 0, false
	case "c":
		g.ref, g.kind, g.style = t.get("r"), t.get("t"), number(t.get("s"), 0)
		g.empty()
	case "v", "t":
		g.inValue = true
	case "f":
		g.formula = true
		g.empty()
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		g.inMargin = true
	}
}

func (g *grid) text(t string) {
	switch {
	case g.inValue || g.formula:
		g.value.put(t)
	case g.inMargin:
		g.margins.put(t)
	}
}

func (g *grid) end(name string) {
	switch name {
	case "v", "t":
		g.inValue = false
	case "f":
		if f := g.value.String(); f != "" {
			g.nFormulas++
			g.formulas.put(g.ref + ": =" + f + "\n")
		}
		g.formula = false
		g.empty()
	case "c":
		g.cell(g.shown())
	case "row":
		g.endRow()
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		g.margins.put("\n")
		g.inMargin = false
	}
}

// empty makes ready for the next value; a cell holds 32,767 characters.
func (g *grid) empty() { g.value = buffer{s: g.s, left: 1 << 20} }

func (g *grid) cell(v string) {
	col := column(g.ref)
	if col < 0 || col >= maxColumns {
		col = g.next
	}
	g.ref = "" // formulas of a cell without an address follow none
	if v == "" {
		return
	}
	at := fmt.Sprintf("%s%d: ", letters(col), g.rowNumber)
	look := g.look()
	v = strings.ReplaceAll(v, "\n", " ")
	switch {
	case g.hiddenRow:
		if !g.wrote {
			g.byRow.put(fmt.Sprintf("row %d: ", g.rowNumber))
		}
		g.byRow.put(v + "\t")
		g.wrote = true
		return
	case col < maxColumns && g.hiddenCols[col]:
		g.cols[col] = true
		g.byCol.put(at + v + "\n")
		return
	case look.unseen:
		g.nUnseen++
		g.unseen.put(at + v + "\n")
		return
	case look.white:
		g.nWhite++
		g.white.put(at + v + "\n")
	}
	if v = strings.ReplaceAll(v, "\t", " "); g.left < len(v) {
		g.s.fail("text-cut", firstPart, false)
		return
	}
	g.left -= len(v) + 1
	if !g.wrote {
		g.list = append(g.list, row{number: g.rowNumber})
	}
	last := &g.list[len(g.list)-1]
	last.cells = append(last.cells, gridCell{col, v})
	g.next, g.wrote = col+1, true
}

func (g *grid) endRow() {
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

func (g *grid) report(s *sheet, name string) {
	for _, h := range []struct {
		code, what string
		n          int
		b          *buffer
	}{
		{"hidden-rows", "Hidden rows", g.nRows, &g.byRow}, {"hidden-columns", "Hidden columns", len(g.cols), &g.byCol},
		{"white-text", "White cells", g.nWhite, &g.white}, {"invisible-text", "Cells whose format shows nothing", g.nUnseen, &g.unseen},
		{"formulas", "Formulas", g.nFormulas, &g.formulas},
	} {
		if h.n > 0 {
			s.hide(h.code, h.n, fmt.Sprintf("%s of sheet %q (%d)", h.what, name, h.n), h.b.String())
		}
	}
}

func letters(col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}

// cellLook is what a cell format means for reading.
type cellLook struct{ date, unseen, white bool }

func (g *grid) look() cellLook {
	if g.style < 0 || g.style >= len(g.b.looks) {
		return cellLook{}
	}
	return g.b.looks[g.style]
}

// shown is the value of the cell that ends here.
func (g *grid) shown() string {
	v := g.value.String()
	switch g.kind {
	case "s":
		i := number(strings.TrimSpace(v), -1)
		if i < 0 || i >= len(g.b.shared) {
			return ""
		}
		return g.b.shared[i]
	case "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(v) == "1"]
	case "", "n":
		if g.look().date {
			return serial(v, g.b.epoch1904)
		}
	}
	return v
}

// serial turns a day number into a date. QUIRK: the 1900 system counts a 29
// February 1900 that never was; its days start at 30 December 1899 for all
// dates after that.
func serial(v string, epoch1904 bool) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if err != nil || f < 0 || f > 2958466 {
		return v
	}
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if epoch1904 {
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	days, part := math.Modf(f)
	t := base.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	switch {
	case part == 0:
		return t.Format("2006-01-02")
	case days == 0:
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}

// cellLooks reads what the cell formats mean.
func (p *pack) cellLooks() []cellLook {
	w := &cellStyles{formats: map[int]string{}}
	p.try("xl/styles.xml", w)
	return w.looks
}

type cellStyles struct {
	formats map[int]string
	fonts   []bool // white
	fills   []bool // something behind the letters
	looks   []cellLook
	section string
}

func (w *cellStyles) start(t tag) {
	switch t.name {
	case "numFmts", "fonts", "fills", "cellXfs", "cellStyleXfs", "dxfs":
		w.section = t.name
	case "numFmt":
		if len(w.formats) < maxEntries {
			w.formats[number(t.get("numFmtId"), -1)] = t.get("formatCode")
		}
	case "font":
		if w.section == "fonts" {
			w.fonts = append(w.fonts, false)
		}
	case "color":
		if w.section == "fonts" && len(w.fonts) > 0 {
			rgb := strings.ToUpper(t.get("rgb"))
			w.fonts[len(w.fonts)-1] = rgb == "FFFFFFFF" || rgb == "00FFFFFF" || t.get("theme") == "0" && t.get("tint") == ""
		}
	case "patternFill":
		if w.section == "fills" {
			w.fills = append(w.fills, t.get("patternType") != "none" && t.get("patternType") != "")
		}
	case "gradientFill":
		if w.section == "fills" {
			w.fills = append(w.fills, true)
		}
	case "xf":
		if w.section == "cellXfs" {
			w.looks = append(w.looks, w.look(t))
		}
	}
}

func (w *cellStyles) look(t tag) cellLook {
	id := number(t.get("numFmtId"), 0)
	code, own := w.formats[id]
	font, fill := number(t.get("fontId"), 0), number(t.get("fillId"), 0)
	l := cellLook{unseen: strings.TrimSpace(code) == ";;;"}
	l.white = font >= 0 && font < len(w.fonts) && w.fonts[font] && !(fill >= 0 && fill < len(w.fills) && w.fills[fill])
	if own {
		l.date = isDateFormat(code)
	} else {
		l.date = id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
	}
	return l
}

func (*cellStyles) end(string)  {}
func (*cellStyles) text(string) {}

// isDateFormat looks for letters of dates and times outside quotes, brackets
// and escapes.
func isDateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case c == '\\' || c == '_' || c == '*':
			i++
		case strings.IndexByte("yYmMdDhHsS", c) >= 0:
			return true
		case c == ';':
			return false
		}
	}
	return false
}
