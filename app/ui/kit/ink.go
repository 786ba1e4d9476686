package kit

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ink writes lines of text into pictures, one kept glyph after the other. The toolkit makes a texture for each line of
// text it shows, at about a third of a millisecond; a list that jumps shows two hundred new lines at once.
type ink struct {
	face   font.Face
	font   *sfnt.Font
	buf    sfnt.Buffer
	has    map[rune]bool
	glyphs map[inkKey]inkGlyph
}

type inkKey struct {
	r       rune
	quarter uint8 // fraction of a pixel, in quarters
}

type inkGlyph struct {
	mask    *image.Alpha // bounds relative to the dot
	advance float64      // pixels
}

const inkGlyphs = 8192 // glyphs kept; text in many scripts starts over

// newInk writes with a font of the theme at size units and scale pixels a unit; nil if the font cannot be read.
func newInk(source fyne.Resource, size, scale float32) *ink {
	f, err := opentype.Parse(source.Content())
	if err != nil {
		return nil
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: float64(size * scale), DPI: 72})
	if err != nil {
		return nil
	}
	return &ink{face: face, font: f, has: map[rune]bool{}, glyphs: map[inkKey]inkGlyph{}}
}

// can says whether the font has every glyph of text; else the toolkit has to find another font.
func (k *ink) can(text string) bool {
	for _, r := range text {
		has, known := k.has[r]
		if !known {
			if len(k.has) >= inkGlyphs {
				clear(k.has)
			}
			i, err := k.font.GlyphIndex(&k.buf, r)
			has = err == nil && i != 0
			k.has[r] = has
		}
		if !has {
			return false
		}
	}
	return true
}

func (k *ink) glyph(r rune, quarter uint8) inkGlyph {
	key := inkKey{r, quarter}
	g, ok := k.glyphs[key]
	if ok {
		return g
	}
	if len(k.glyphs) >= inkGlyphs {
		clear(k.glyphs)
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(quarter) * 16}
	rect, mask, at, advance, ok := k.face.Glyph(dot, r)
	if ok {
		g.mask = image.NewAlpha(rect)
		draw.Draw(g.mask, rect, mask, at, draw.Src)
		g.advance = float64(advance) / 64
	}
	k.glyphs[key] = g
	return g
}

// width is the length of text in pixels.
func (k *ink) width(text string) float64 {
	x := 0.0
	for _, r := range text {
		x += k.glyph(r, 0).advance
	}
	return x
}

// write puts text with its left end at x, in the middle of the rows from top to bottom.
func (k *ink) write(dst *image.RGBA, text string, x float64, top, bottom int, c color.Color) {
	m := k.face.Metrics()
	base := top + int(math.Round((float64(bottom-top)+float64(m.Ascent-m.Descent)/64)/2))
	src := image.NewUniform(c)
	for _, r := range text {
		whole := math.Floor(x*4) / 4
		g := k.glyph(r, uint8((whole-math.Floor(whole))*4))
		if g.mask != nil && !g.mask.Rect.Empty() {
			to := g.mask.Rect.Add(image.Pt(int(math.Floor(whole)), base))
			draw.DrawMask(dst, to, src, image.Point{}, g.mask, g.mask.Rect.Min, draw.Over)
		}
		x += g.advance
	}
}
