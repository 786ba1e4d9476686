package extract

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// maxMerged bounds the merged areas of a sheet that are looked at.
const maxMerged = 20_000

// grid walks one sheet.
type grid struct {
	sheetCells
	b    *book
	next int // column the next cell of the row would have

	ref, kind string
	style     int
	value     buffer
	inValue   bool
	inFormula bool
	computed  bool // the cell has a formula
	merged    []area

	margins  buffer
	inMargin bool
}

func newGrid(b *book) *grid {
	g := &grid{b: b}
	g.ready(b.p.s)
	b.p.s.lists(&g.margins, &g.value)
	return g
}

func (g *grid) start(t tag) {
	switch t.name {
	case "col":
		if t.get("hidden") == "1" || t.get("hidden") == "true" || t.get("width") == "0" {
			g.hideColumns(max(number(t.get("min"), 1), 1)-1, number(t.get("max"), maxColumns)-1)
		}
	case "row":
		g.begin(number(t.get("r"), g.rowNumber+1), t.get("hidden") == "1" || t.get("hidden") == "true" || t.get("ht") == "0")
		g.next = 0
	case "mergeCell":
		if a, ok := areaOf(t.get("ref")); ok && len(g.merged) < maxMerged {
			g.merged = append(g.merged, a)
		}
	case "c":
		g.ref, g.kind, g.style, g.computed = t.get("r"), t.get("t"), number(t.get("s"), 0), false
		g.empty()
	case "v", "t":
		g.inValue = true
	case "f":
		g.inFormula = true
		g.empty()
	case "oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter":
		g.inMargin = true
	}
}

func (g *grid) text(t string) {
	switch {
	case g.inValue || g.inFormula:
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
			g.formula(g.ref, f)
		}
		g.inFormula, g.computed = false, true
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
	if g.computed && v == "" && g.kind != "str" { // "str" without words is a value
		g.nBlank++
	}
	g.ref = "" // formulas of a cell without an address follow none
	if g.put(gridCell{col: col, text: v}, g.look()) {
		g.next = col + 1
	}
}

// areaOf reads "B2:D3".
func areaOf(ref string) (area, bool) {
	from, to, ok := strings.Cut(ref, ":")
	row := func(s string) int { return number(strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 0) }
	a := area{column(from), row(from), column(to), row(to)}
	return a, ok && a.col >= 0 && a.row > 0 && a.lastCol >= a.col && a.lastRow >= a.row
}

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
