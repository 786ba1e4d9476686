package qc

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"

	"vaughn/export/layout"
	"vaughn/export/qc/syntax"
)

// fonts proves that the fonts of a file hold the letters its pages draw and no
// others, and that each letter has the shape it has in the bundled font: a font
// may not keep what was deleted, nor draw one letter and say another.
func fonts(p *proof) error {
	for ref, set := range p.drawn {
		if why := p.font(p.file.Dict(ref), set); why != "" {
			p.fail(-1, "font object %d: %s", ref, why)
		}
	}
	return nil
}

// toUnicode is what a file of ours says around the ranges of its map from codes to
// letters.
const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange ranges
endcmap CMapName currentdict /CMap defineresource pop end end`

// plainMap tells whether a map is the plain one: each letter drawn is its own
// code, no other letter has one.
func plainMap(data []byte, drawn *letters) bool {
	words, around := strings.Fields(string(data)), strings.Fields(toUnicode)
	at := slices.Index(around, "ranges")
	behind := len(around) - at - 1
	if len(words) < len(around)-1 || !slices.Equal(words[:at], around[:at]) || !slices.Equal(words[len(words)-behind:], around[at+1:]) {
		return false
	}
	mapped := 0
	for words = words[at : len(words)-behind]; len(words) > 0; {
		n, err := strconv.Atoi(words[0])
		if err != nil || n < 1 || n > 100 || len(words) < 3*n+3 || words[1] != "beginbfrange" || words[3*n+2] != "endbfrange" {
			return false
		}
		for r := range slices.Chunk(words[2:3*n+2], 3) {
			from, okFrom := code(r[0])
			to, okTo := code(r[1])
			if !okFrom || !okTo || r[2] != r[0] || from/256 != to/256 {
				return false
			}
			for c := from; c <= to; c, mapped = c+1, mapped+1 {
				if !drawn.has(c) {
					return false
				}
			}
		}
		words = words[3*n+3:]
	}
	return mapped == drawn.len()
}

// code reads <0041>.
func code(s string) (rune, bool) {
	if len(s) != 6 || s[0] != '<' || s[5] != '>' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:5], 16, 16)
	return rune(n), err == nil
}

// font says what is wrong with a font, "" when nothing is.
func (p *proof) font(d syntax.Dict, drawn *letters) string {
	data, err := p.file.Data(d["ToUnicode"])
	if err != nil || !plainMap(data, drawn) {
		return "its map to letters is not the plain one"
	}
	list, _ := p.file.Direct(d["DescendantFonts"]).(syntax.Array)
	if len(list) != 1 {
		return "it is not one font"
	}
	cid := p.file.Dict(list[0])
	desc := p.file.Dict(cid["FontDescriptor"])
	if cid["BaseFont"] != d["BaseFont"] || desc["FontName"] != d["BaseFont"] {
		return "it has several names"
	}
	name, _ := d["BaseFont"].(syntax.Name)
	of, _ := face(name)
	bundled, err := of.Font()
	if err != nil {
		return "it is no bundled font"
	}
	if !widths(cid["W"], drawn, bundled) {
		return "its widths are not those of the letters that pages draw"
	}
	gids, err := p.file.Data(cid["CIDToGIDMap"])
	if err != nil {
		return "its map to shapes cannot be read"
	}
	file, err := p.file.Data(desc["FontFile2"])
	if err != nil || desc["FontFile2"] == nil {
		return "its shapes cannot be read"
	}
	return shapesOf(bundled, gids, file, drawn)
}

// widths tells whether a list of widths (PDF 32000-1, 9.7.4.3) has each drawn letter
// once, as wide as in the bundled font, and no other.
func widths(v syntax.Value, drawn *letters, bundled *layout.Font) bool {
	a, _ := v.(syntax.Array)
	listed := 0
	for ; len(a) > 1; a = a[2:] {
		from, ok := a[0].(float64)
		list, isList := a[1].(syntax.Array)
		if !ok || !isList {
			return false
		}
		for i, w := range list {
			if r := rune(from) + rune(i); !drawn.has(r) || w != float64(bundled.Advance(r)) {
				return false
			}
			listed++
		}
	}
	return len(a) == 0 && listed == drawn.len()
}

// face is the bundled font that a font's name stands for.
func face(name syntax.Name) (layout.Face, bool) {
	s, cut := strings.CutPrefix(string(name), "VAUGHN+")
	f, known := layout.Named(s)
	return f, cut && known
}

func shapesOf(bundled *layout.Font, gids, file []byte, drawn *letters) string {
	cut, why := openCut(file)
	if why != "" {
		return why
	}
	parsed, err := sfnt.Parse(file)
	if err != nil {
		return "its shapes cannot be read"
	}
	last := rune(-1)
	for r := range drawn.all() {
		last = r
	}
	if len(gids) != 2*int(last+1) {
		return "its map to shapes is longer or shorter than its letters need"
	}
	var roots []uint16
	var buf, theirs sfnt.Buffer
	for i := 0; i+1 < len(gids); i += 2 {
		g, r := uint16(gids[i])<<8|uint16(gids[i+1]), rune(i/2)
		if g == 0 {
			continue
		}
		if !drawn.has(r) {
			return "it holds a letter that no page draws"
		}
		roots = append(roots, g)
		if !sameShape(parsed, &buf, sfnt.GlyphIndex(g), bundled, &theirs, r) {
			return "it draws a letter in another shape than the bundled font"
		}
	}
	for r := range drawn.all() {
		if i := 2 * int(r); i+1 >= len(gids) || gids[i] == 0 && gids[i+1] == 0 {
			return "it lacks a letter that a page draws"
		}
	}
	return cut.holds(roots, drawn)
}

func sameShape(a *sfnt.Font, buf *sfnt.Buffer, g sfnt.GlyphIndex, b *layout.Font, theirs *sfnt.Buffer, r rune) bool {
	const size = 64000
	mine, err := a.LoadGlyph(buf, g, size, nil)
	if err != nil {
		return false
	}
	want, err := b.Parsed.LoadGlyph(theirs, b.Glyph(r), size, nil)
	return err == nil && slices.Equal(mine, want)
}
