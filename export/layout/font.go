package layout

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"vaughn/assets"
)

// Families of faces. Broad, CJK and Hangul only step in for characters the first
// two lack, and exist in one weight.
const (
	Sans   = "sans"
	Mono   = "mono"
	Broad  = "broad" // Hebrew, Arabic, symbols and much else
	CJK    = "cjk"
	Hangul = "hangul"
)

// Font is one bundled face, ready to be measured and drawn. It is safe for
// concurrent use.
type Font struct {
	Name   string            // of the font file: NotoSans-Bold
	Tables map[string][]byte // of the TrueType file, by name; never to be changed
	Parsed *sfnt.Font
	gid    []uint16 // by rune of the Basic Multilingual Plane, 0 = none
	adv    []uint16 // 1/1000 em
}

// The faces by their place in this list; a painter may use it as a small key.
var faces = [...]bundled{
	bundle("NotoSans-Regular", Face{Family: Sans}),
	bundle("NotoSans-Bold", Face{Family: Sans, Bold: true}),
	bundle("NotoSans-Italic", Face{Family: Sans, Italic: true}),
	bundle("NotoSans-BoldItalic", Face{Family: Sans, Bold: true, Italic: true}),
	bundle("DejaVuSansMono", Face{Family: Mono}),
	bundle("DejaVuSans", Face{Family: Broad}),
	bundle("DroidSansFallback", Face{Family: CJK}),
	bundle("NanumGothicCoding", Face{Family: Hangul}),
}

type bundled struct {
	Face
	name string
	open func() (*Font, error)
}

func bundle(name string, f Face) bundled {
	return bundled{f, name, sync.OnceValues(func() (*Font, error) { return openFont(name) })}
}

// Named gives the face whose font file has a name, see Font.
func Named(name string) (f Face, ok bool) {
	for _, e := range faces {
		if e.name == name {
			return e.Face, true
		}
	}
	return Face{}, false
}

// FontNames lists the names that Named knows.
func FontNames() (out []string) {
	for _, e := range faces {
		out = append(out, e.name)
	}
	return out
}

// Font gives the bundled font of a face.
func (f Face) Font() (*Font, error) {
	for _, e := range faces {
		if e.Face == f {
			return e.open()
		}
	}
	return nil, fmt.Errorf("opening a font: there is no face %+v", f)
}

func openFont(name string) (*Font, error) {
	data, err := assets.Font(name)
	if err != nil {
		return nil, fmt.Errorf("opening a font: %w", err)
	}
	p, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("opening font %s: %w", name, err)
	}
	f := &Font{Name: name, Tables: fontTables(data), Parsed: p, gid: make([]uint16, 1<<16), adv: make([]uint16, 1<<16)}
	var b sfnt.Buffer
	em := p.UnitsPerEm()
	for r := range rune(1 << 16) {
		if !drawable(r) {
			continue
		}
		g, err := p.GlyphIndex(&b, r)
		if err != nil || g == 0 || f.blank(g) && !unicode.Is(unicode.Zs, r) {
			continue
		}
		a, err := p.GlyphAdvance(&b, g, fixed.Int26_6(em), 0)
		if err != nil {
			continue
		}
		f.gid[r] = uint16(g)
		// the PDF writer scales and rounds in just this way
		f.adv[r] = uint16(math.Round(1000 / float64(em) * float64(a)))
	}
	return f, nil
}

// fontTables are the parts of a font file that was parsed. OpenType 1.9, "Organization of
// an OpenType Font".
func fontTables(data []byte) map[string][]byte {
	be := binary.BigEndian
	out := map[string][]byte{}
	for i := range int(be.Uint16(data[4:])) {
		e := data[12+16*i:]
		from := be.Uint32(e[8:])
		out[string(e[:4])] = data[from : from+be.Uint32(e[12:])]
	}
	return out
}

// blank tells a glyph without an outline. QUIRK: fonts map characters that they
// do not draw to such glyphs, by the thousand: there the page would be blank
// where it says something. OpenType 1.9, tables head and loca.
func (f *Font) blank(g sfnt.GlyphIndex) bool {
	size := 2 << binary.BigEndian.Uint16(f.Tables["head"][50:]) // of an offset: short or long
	loca, at := f.Tables["loca"], int(g)*size
	return at+2*size > len(loca) || bytes.Equal(loca[at:at+size], loca[at+size:at+2*size])
}

// drawable tells the characters that may be drawn as themselves. Controls,
// format characters and anything else that shows nothing must be named
// instead; private characters mean something else in every font; the PDF
// writer cannot hold characters above U+FFFF.
func drawable(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0xffff:
		return false
	case r < 0x7f:
		return true
	case ignorable(r), r >= 0xe000 && r < 0xf900, r >= 0xd800 && r < 0xe000, r == 0x2028, r == 0x2029:
		return false
	}
	return unicode.IsGraphic(r)
}

// ignorable tells characters that show nothing wherever they stand (Unicode
// property Default_Ignorable_Code_Point, and all of category Cf).
func ignorable(r rune) bool {
	switch {
	case r < 0xad:
		return false
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0, r == 0x2800:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xfff0 && r <= 0xfff8, r >= 0xe0000 && r <= 0xe0fff:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// Advance is the width of a character in 1/1000 em; 0 for what the font lacks.
func (f *Font) Advance(r rune) int {
	if uint32(r) >= 1<<16 {
		return 0
	}
	return int(f.adv[r])
}

// Glyph is the font's glyph of a character; 0 for what it lacks or what must
// not be drawn.
func (f *Font) Glyph(r rune) sfnt.GlyphIndex {
	if uint32(r) >= 1<<16 {
		return 0
	}
	return sfnt.GlyphIndex(f.gid[r])
}

// Measure is the width of text set in a size, in 1/1000 units, as both
// painters draw it: the sum of its characters' advances.
func (f *Font) Measure(text string, size Unit) int64 {
	n := 0
	for _, r := range text {
		n += f.Advance(r)
	}
	return int64(n) * int64(size)
}
