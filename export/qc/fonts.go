package qc

import (
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"

	"vaughn/export/layout"
	"vaughn/export/qc/syntax"
)

// fonts proves that the fonts of a file hold the letters its pages draw and no
// others, and that each letter has the shape it has in the bundled font: a font
// may not keep what was deleted, nor draw one letter and say another.
func fonts(p *proof) error {
	drawn := map[syntax.Ref]map[rune]bool{}
	for _, page := range p.pages {
		for name, f := range page.fonts {
			ref, _ := f.(syntax.Ref)
			if drawn[ref] == nil {
				drawn[ref] = map[rune]bool{}
			}
			for r := range page.drawn[name] {
				drawn[ref][r] = true
			}
		}
	}
	for ref, set := range drawn {
		if why := p.font(p.file.Dict(ref), set); why != "" {
			p.fail(-1, "font object %d: %s", ref, why)
		}
	}
	return nil
}

// toUnicode is the only map from codes to letters that a file of ours has: each
// code is its letter.
const toUnicode = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end`

// font says what is wrong with a font, "" when nothing is.
func (p *proof) font(d syntax.Dict, drawn map[rune]bool) string {
	data, err := p.file.Data(d["ToUnicode"])
	if err != nil || !slices.Equal(strings.Fields(string(data)), strings.Fields(toUnicode)) {
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
	if !widths(cid["W"], drawn) {
		return "it lists the width of a letter that no page draws"
	}
	gids, err := p.file.Data(cid["CIDToGIDMap"])
	if err != nil {
		return "its map to shapes cannot be read"
	}
	file, err := p.file.Data(desc["FontFile2"])
	if err != nil || desc["FontFile2"] == nil {
		return "its shapes cannot be read"
	}
	name, _ := d["BaseFont"].(syntax.Name)
	return shapesOf(name, gids, file, drawn)
}

// widths tells whether a list of widths names drawn letters alone (PDF 32000-1,
// 9.7.4.3). QUIRK: the writer joins neighbours of equal width, and the gap of
// one letter between two.
func widths(v syntax.Value, drawn map[rune]bool) bool {
	a, _ := v.(syntax.Array)
	for len(a) > 1 {
		from, ok := a[0].(float64)
		if !ok {
			return false
		}
		to, next := from, 3
		if list, ok := a[1].(syntax.Array); ok {
			to, next = from+float64(len(list))-1, 2
		} else if to, ok = a[1].(float64); !ok || len(a) < 3 {
			return false
		}
		for r := from; r <= to; r++ {
			if !drawn[rune(r)] && r != ' ' {
				return false
			}
		}
		a = a[next:]
	}
	return len(a) == 0
}

// face is the bundled font that a font's name stands for.
func face(name syntax.Name) (layout.Face, bool) {
	s, ok := strings.CutPrefix(string(name), "utf8")
	var f layout.Face
	for _, family := range []string{layout.Sans, layout.Mono, layout.Broad, layout.CJK, layout.Hangul} {
		if style, is := strings.CutPrefix(s, family); is && slices.Contains([]string{"", "B", "I", "BI"}, style) {
			f = layout.Face{Family: family, Bold: strings.Contains(style, "B"), Italic: strings.Contains(style, "I")}
			return f, ok
		}
	}
	return f, false
}

func shapesOf(name syntax.Name, gids, file []byte, drawn map[rune]bool) string {
	of, _ := face(name)
	bundled, err := of.Font()
	if err != nil {
		return "it is no bundled font"
	}
	cut, why := openCut(file)
	if why != "" {
		return why
	}
	parsed, err := sfnt.Parse(file)
	if err != nil {
		return "its shapes cannot be read"
	}
	var roots []uint16
	var buf, theirs sfnt.Buffer
	for i := 0; i+1 < len(gids); i += 2 {
		g, r := uint16(gids[i])<<8|uint16(gids[i+1]), rune(i/2)
		if g == 0 {
			continue
		}
		if !drawn[r] {
			return "it holds a letter that no page draws"
		}
		roots = append(roots, g)
		if !sameShape(parsed, &buf, sfnt.GlyphIndex(g), bundled, &theirs, r) {
			return "it draws a letter in another shape than the bundled font"
		}
	}
	for r := range drawn {
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
