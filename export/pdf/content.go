package pdf

import (
	"strconv"

	"vaughn/export/layout"
	"vaughn/export/plate"
)

// content is the program of a page being put together (PDF 32000-1, 7.8), and
// what it needs.
type content struct {
	w     *writer
	high  layout.Unit // of the page: its y grows downwards, that of PDF upwards
	out   []byte
	fonts []*font // used on the page
	plate []int   // objects of its pictures

	font   *font // as set last
	size   layout.Unit
	grey   int // -1: not set
	unseen bool
}

func (c *content) str(s string) { c.out = append(c.out, s...) }

// length appends a length in points, rounded to hundredths, and a space.
func (c *content) length(u layout.Unit) {
	n := int64(u) * 100
	if n < 0 {
		c.out, n = append(c.out, '-'), -n
	}
	c.fixed((n+32)/64, 2)
}

// exact appends a length in points as it is, and a space: a picture that were
// moved by a fraction would have its letters painted beside those that are read.
func (c *content) exact(u layout.Unit) {
	if u < 0 {
		c.out, u = append(c.out, '-'), -u
	}
	c.fixed(int64(u)*1_000_000/64, 6)
}

// fixed appends a decimal number with some digits behind its point, and a space.
func (c *content) fixed(n int64, digits int) {
	scale := int64(1)
	for range digits {
		scale *= 10
	}
	c.out = append(strconv.AppendInt(c.out, n/scale, 10), '.')
	for n %= scale; scale > 1; n %= scale {
		scale /= 10
		c.out = append(c.out, byte('0'+n/scale))
	}
	c.out = append(c.out, ' ')
}

// shade sets the grey of what is filled.
func (c *content) shade(grey int) {
	if c.grey == grey {
		return
	}
	c.grey = grey
	c.fixed((int64(grey)*1000+127)/255, 3)
	c.str("g\n")
}

func (c *content) fill(r layout.Rect, grey int) {
	c.shade(grey)
	c.length(r.X)
	c.length(c.high - r.Y)
	c.length(r.W)
	c.length(-r.H)
	c.str("re f\n")
}

// word shows a word.
func (c *content) word(w layout.Word) error {
	if w.Unseen != c.unseen {
		c.unseen = w.Unseen
		c.str(mode(c.unseen))
	}
	if c.font == nil || c.font.face != w.Face || c.size != w.Size {
		if err := c.set(w); err != nil {
			return err
		}
	}
	c.shade(int(w.Grey))
	c.str("BT ")
	c.length(w.X)
	c.length(c.high - w.Baseline)
	c.str("Td ")
	var err error
	if c.out, err = c.font.show(c.out, w.Text); err != nil {
		return err
	}
	c.str(" Tj ET\n")
	return nil
}

// set chooses the font of a word.
func (c *content) set(w layout.Word) (err error) {
	if c.font, err = c.w.fonts.of(w.Face); err != nil {
		return err
	}
	c.size = w.Size
	known := false
	for _, x := range c.fonts {
		known = known || x == c.font
	}
	if !known {
		c.fonts = append(c.fonts, c.font)
	}
	c.str("/" + c.font.name + " ")
	c.length(w.Size)
	c.str("Tf\n")
	return nil
}

// mode is the text rendering mode of PDF 32000-1, table 106.
func mode(unseen bool) string {
	if unseen {
		return "3 Tr\n"
	}
	return "0 Tr\n"
}

// picture writes a plate as it is, its boxes in its pixels, and draws it.
func (c *content) picture(p layout.Picture) {
	f := c.w.f
	n := f.object()
	c.plate = append(c.plate, n)
	w, h := p.Plate.Size()
	size := " /Width " + strconv.Itoa(w) + " /Height " + strconv.Itoa(h)
	keys := " /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
	switch p.Plate.Kind() {
	case plate.KindG4:
		keys = " /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns " + strconv.Itoa(w) + " /Rows " + strconv.Itoa(h) + ">>"
	case plate.KindRGB:
		keys = " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
	}
	f.stream(n, "/Type /XObject /Subtype /Image"+size+keys, p.Plate.Data())
	c.str("q ")
	c.exact(p.W)
	c.str("0 0 ")
	c.exact(p.H)
	c.exact(p.X)
	c.exact(c.high - p.Y - p.H)
	c.str("cm /I" + strconv.Itoa(len(c.plate)) + " Do Q\n")
}
