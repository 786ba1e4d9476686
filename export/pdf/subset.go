package pdf

import (
	"encoding/binary"
	"fmt"
	"slices"

	"vaughn/export/layout"
)

// subset is a font cut to some characters.
type subset struct {
	data []byte   // the TrueType file
	gids []uint16 // of the characters, in their order
}

// byCode is the map from codes, which are characters, to glyphs (PDF 32000-1,
// 9.7.4.2), up to the last of them.
func (s subset) byCode(runes []rune) []byte {
	if len(runes) == 0 {
		return nil
	}
	out := make([]byte, 2*int(runes[len(runes)-1])+2)
	for i, r := range runes {
		binary.BigEndian.PutUint16(out[2*r:], s.gids[i])
	}
	return out
}

// cut makes a TrueType font of the given characters, ascending, without
// instructions and names. OpenType 1.9: glyf, loca, cmap format 4.
func cut(f *layout.Font, runes []rune) (subset, error) {
	src, err := open(f.Tables)
	if err != nil {
		return subset{}, err
	}
	c := cutter{src: src, to: map[uint16]uint16{}}
	c.add(0)
	gids := make([]uint16, len(runes))
	for i, r := range runes {
		g := uint16(f.Glyph(r))
		if g == 0 {
			return subset{}, fmt.Errorf("it has no glyph for a character of the page")
		}
		gids[i] = c.add(g)
	}
	if err := c.copyGlyphs(); err != nil {
		return subset{}, err
	}
	be := binary.BigEndian
	head := slices.Clone(src.table["head"])
	be.PutUint16(head[50:], 1) // long offsets
	be.PutUint32(head[8:], 0)  // checksum of the whole, unused
	hhea := slices.Clone(src.table["hhea"])
	be.PutUint16(hhea[34:], uint16(len(c.from)))
	maxp := slices.Clone(src.table["maxp"])
	be.PutUint16(maxp[4:], uint16(len(c.from)))
	post := slices.Clone(src.table["post"][:32])
	be.PutUint32(post, 0x00030000) // no glyph names
	return subset{gids: gids, data: assemble(map[string][]byte{
		"OS/2": src.table["OS/2"], "cmap": cmap(runes, gids), "glyf": c.glyf, "head": head, "hhea": hhea,
		"hmtx": c.hmtx, "loca": c.loca, "maxp": maxp, "name": {0, 0, 0, 0, 0, 6}, "post": post,
	})}, nil
}

// source is a font file's tables.
type source struct {
	table   map[string][]byte
	metrics int // full entries of hmtx
	glyphs  int
	long    bool // form of loca
}

func open(table map[string][]byte) (*source, error) {
	be := binary.BigEndian
	s := &source{table: table}
	for _, name := range []string{"OS/2", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post"} {
		if len(table[name]) == 0 {
			return nil, fmt.Errorf("it has no table %q", name)
		}
	}
	s.metrics = int(be.Uint16(s.table["hhea"][34:]))
	s.glyphs = int(be.Uint16(s.table["maxp"][4:]))
	s.long = be.Uint16(s.table["head"][50:]) == 1
	return s, nil
}

func (s *source) glyph(g uint16) ([]byte, error) {
	be := binary.BigEndian
	if int(g) >= s.glyphs {
		return nil, fmt.Errorf("glyph %d of %d", g, s.glyphs)
	}
	loca := s.table["loca"]
	var from, to int
	if s.long {
		from, to = int(be.Uint32(loca[4*int(g):])), int(be.Uint32(loca[4*int(g)+4:]))
	} else {
		from, to = 2*int(be.Uint16(loca[2*int(g):])), 2*int(be.Uint16(loca[2*int(g)+2:]))
	}
	return s.table["glyf"][from:to], nil
}

// metric is the hmtx entry of a glyph: advance and left bearing.
func (s *source) metric(g uint16) []byte {
	h := s.table["hmtx"]
	if int(g) < s.metrics {
		return h[4*int(g) : 4*int(g)+4]
	}
	bearing := h[4*s.metrics+2*(int(g)-s.metrics):]
	return []byte{h[4*s.metrics-4], h[4*s.metrics-3], bearing[0], bearing[1]}
}

// cutter renumbers the glyphs it takes over.
type cutter struct {
	src              *source
	from             []uint16 // old numbers by new
	to               map[uint16]uint16
	glyf, loca, hmtx []byte
}

func (c *cutter) add(g uint16) uint16 {
	n, ok := c.to[g]
	if !ok {
		n = uint16(len(c.from))
		c.to[g] = n
		c.from = append(c.from, g)
	}
	return n
}

// copyGlyphs copies glyphs and, behind them, the parts they are composed of.
func (c *cutter) copyGlyphs() error {
	be := binary.BigEndian
	for i := 0; i < len(c.from); i++ {
		g, err := c.src.glyph(c.from[i])
		if err != nil {
			return err
		}
		c.loca = be.AppendUint32(c.loca, uint32(len(c.glyf)))
		c.hmtx = append(c.hmtx, c.src.metric(c.from[i])...)
		switch {
		case len(g) < 10:
		case int16(be.Uint16(g)) < 0:
			c.glyf = append(c.glyf, c.composite(g)...)
		default:
			// without its instructions
			at := 10 + 2*int(be.Uint16(g))
			n := int(be.Uint16(g[at:]))
			c.glyf = append(c.glyf, g[:at]...)
			c.glyf = append(c.glyf, 0, 0)
			c.glyf = append(c.glyf, g[at+2+n:]...)
		}
		for len(c.glyf)%4 != 0 {
			c.glyf = append(c.glyf, 0)
		}
	}
	c.loca = be.AppendUint32(c.loca, uint32(len(c.glyf)))
	return nil
}

// Flags of a part of a composed glyph.
const (
	argWords   = 1 << 0
	oneScale   = 1 << 3
	moreParts  = 1 << 5
	twoScales  = 1 << 6
	matrix     = 1 << 7
	programmed = 1 << 8
)

func (c *cutter) composite(g []byte) []byte {
	be := binary.BigEndian
	g = slices.Clone(g)
	for at := 10; ; {
		flags := be.Uint16(g[at:])
		be.PutUint16(g[at:], flags&^programmed)
		be.PutUint16(g[at+2:], c.add(be.Uint16(g[at+2:])))
		at += 6
		if flags&argWords != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return g[:at]
		}
	}
}

// cmap is a character map with one table, format 4.
func cmap(runes []rune, gids []uint16) []byte {
	type segment struct{ from, to, delta uint16 }
	var segs []segment
	for i, r := range runes {
		d := gids[i] - uint16(r)
		if n := len(segs); n > 0 && segs[n-1].to+1 == uint16(r) && segs[n-1].delta == d {
			segs[n-1].to++
			continue
		}
		segs = append(segs, segment{uint16(r), uint16(r), d})
	}
	segs = append(segs, segment{0xffff, 0xffff, 1})
	n := uint16(len(segs))
	pow := uint16(1)
	sel := uint16(0)
	for pow*2 <= n {
		pow, sel = pow*2, sel+1
	}
	be := binary.BigEndian
	out := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12}
	for _, v := range []uint16{4, 16 + 8*n, 0, 2 * n, 2 * pow, sel, 2 * (n - pow)} {
		out = be.AppendUint16(out, v)
	}
	for _, s := range segs {
		out = be.AppendUint16(out, s.to)
	}
	out = be.AppendUint16(out, 0)
	for _, s := range segs {
		out = be.AppendUint16(out, s.from)
	}
	for _, s := range segs {
		out = be.AppendUint16(out, s.delta)
	}
	return append(out, make([]byte, 2*n)...)
}

// assemble writes a font file, tables in order of their names.
func assemble(table map[string][]byte) []byte {
	be := binary.BigEndian
	var names []string
	for n := range table {
		names = append(names, n)
	}
	slices.Sort(names)
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []uint16{uint16(len(names)), 128, 3, uint16(len(names)*16 - 128)} {
		out = be.AppendUint16(out, v)
	}
	off := uint32(12 + 16*len(names))
	for _, n := range names {
		out = append(out, n...)
		out = be.AppendUint32(out, checksum(table[n]))
		out = be.AppendUint32(out, off)
		out = be.AppendUint32(out, uint32(len(table[n])))
		off += uint32(len(table[n])+3) &^ 3
	}
	for _, n := range names {
		out = append(out, table[n]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

func checksum(b []byte) uint32 {
	sum := uint32(0)
	for i := 0; i < len(b); i += 4 {
		var w [4]byte
		copy(w[:], b[i:])
		sum += binary.BigEndian.Uint32(w[:])
	}
	return sum
}
