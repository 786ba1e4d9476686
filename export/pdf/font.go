package pdf

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"vaughn/export/layout"
)

// fonts are those that the pages so far draw with, in the order of their first
// use. Each is written when the last page is known, with the characters drawn and
// no others: a font may not keep what was never shown.
type fonts struct {
	f    *file
	list []*font
}

type font struct {
	face   layout.Face
	name   string // in the resources of pages
	object int
	of     *layout.Font
	drawn  [1 << 16 / 64]uint64 // set of characters
}

// of gives the font of a face.
func (s *fonts) of(face layout.Face) (*font, error) {
	for _, x := range s.list {
		if x.face == face {
			return x, nil
		}
	}
	of, err := face.Font()
	if err != nil {
		return nil, err
	}
	x := &font{face: face, name: "F" + strconv.Itoa(len(s.list)+1), object: s.f.object(), of: of}
	s.list = append(s.list, x)
	return x, nil
}

// show appends a string as the page's program has it: the code of a character is
// its place in Unicode, so that whoever looks for words finds them.
func (x *font) show(out []byte, s string) ([]byte, error) {
	out = append(out, '(')
	for _, r := range s {
		if x.of.Glyph(r) == 0 {
			return nil, fmt.Errorf("font %s has no glyph for a character of the page", x.of.Name)
		}
		x.drawn[r/64] |= 1 << (r % 64)
		out = octet(octet(out, byte(r>>8)), byte(r))
	}
	return append(out, ')'), nil
}

// octet appends a byte of a string (PDF 32000-1, 7.3.4.2). QUIRK: a reader takes
// a bare carriage return for a line feed.
func octet(out []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(out, '\\', c)
	case '\r':
		return append(out, '\\', 'r')
	}
	return append(out, c)
}

// runes gives the characters drawn, ascending.
func (x *font) runes() (out []rune) {
	for i, w := range x.drawn {
		for ; w != 0; w &= w - 1 {
			out = append(out, rune(64*i+bits.TrailingZeros64(w)))
		}
	}
	return out
}

// close writes all fonts.
func (s *fonts) close() error {
	for _, x := range s.list {
		if err := x.write(s.f); err != nil {
			return fmt.Errorf("font %s: %w", x.of.Name, err)
		}
	}
	return nil
}

// write writes a font: PDF 32000-1, 9.7, with codes of two bytes.
func (x *font) write(f *file) error {
	runes := x.runes()
	c, err := cut(x.of, runes)
	if err != nil {
		return err
	}
	// the six letters say that it is cut (9.6.4)
	name := "VAUGHN+" + x.of.Name
	descendant, unicode, gids, descriptor, shapes := f.object(), f.object(), f.object(), f.object(), f.object()
	f.begin(x.object)
	f.str("<</Type /Font /Subtype /Type0 /BaseFont /" + name + " /Encoding /Identity-H /DescendantFonts [")
	f.ref(descendant)
	f.str("] /ToUnicode ")
	f.ref(unicode)
	f.str(">>")
	f.end()
	f.begin(descendant)
	f.str("<</Type /Font /Subtype /CIDFontType2 /BaseFont /" + name + "\n/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor ")
	f.ref(descriptor)
	f.str(" /CIDToGIDMap ")
	f.ref(gids)
	f.str("\n/W [")
	x.widths(f, runes)
	f.str("]>>")
	f.end()
	f.packed(unicode, "", toUnicode(runes))
	f.packed(gids, "", c.byCode(runes))
	x.describe(f, descriptor, shapes, name)
	f.packed(shapes, " /Length1 "+strconv.Itoa(len(c.data)), c.data)
	return nil
}

// widths writes the advances of characters, neighbours together.
func (x *font) widths(f *file, runes []rune) {
	for i, r := range runes {
		if i == 0 || runes[i-1] != r-1 {
			if i > 0 {
				f.str("]\n")
			}
			f.num(int(r), " [")
		}
		f.num(x.of.Advance(r), " ")
	}
	if len(runes) > 0 {
		f.str("]")
	}
}

// toUnicode is the map from codes to characters, which are the same (9.10.3): a
// range may not leave its row of 256.
func toUnicode(runes []rune) []byte {
	type run struct{ from, to rune }
	var runs []run
	for _, r := range runes {
		if n := len(runs); n > 0 && runs[n-1].to == r-1 && r%256 != 0 {
			runs[n-1].to = r
			continue
		}
		runs = append(runs, run{r, r})
	}
	out := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for some := range slices.Chunk(runs, 100) { // more may not stand together
		out = fmt.Appendf(out, "%d beginbfrange\n", len(some))
		for _, x := range some {
			out = fmt.Appendf(out, "<%04X> <%04X> <%04X>\n", x.from, x.to, x.from)
		}
		out = append(out, "endbfrange\n"...)
	}
	return append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}

// describe writes a font's descriptor (9.8).
func (x *font) describe(f *file, n, shapes int, name string) {
	be := binary.BigEndian
	src := x.of.Tables
	em := int(be.Uint16(src["head"][18:]))
	at := func(table string, off int) int { return int(int16(be.Uint16(src[table][off:]))) * 1000 / em }
	const fixedPitch, symbolic, italic = 1, 4, 64
	flags, angle, stem := symbolic, 0, 80
	if x.face.Family == layout.Mono {
		flags |= fixedPitch
	}
	if x.face.Italic {
		flags, angle = flags|italic, -12
	}
	if x.face.Bold {
		stem = 140
	}
	f.begin(n)
	f.str("<</Type /FontDescriptor /FontName /" + name)
	for _, e := range []struct {
		key   string
		value int
	}{{"Ascent", at("hhea", 4)}, {"Descent", at("hhea", 6)}, {"CapHeight", at("hhea", 4) * 7 / 10}, {"Flags", flags}, {"ItalicAngle", angle}, {"StemV", stem}} {
		f.str(" /" + e.key + " ")
		f.num(e.value, "")
	}
	f.str(" /FontBBox [")
	for i := range 4 {
		f.num(at("head", 36+2*i), " ")
	}
	f.str("] /FontFile2 ")
	f.ref(shapes)
	f.str(">>")
	f.end()
}
