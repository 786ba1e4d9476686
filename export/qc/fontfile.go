package qc

import (
	"encoding/binary"
	"slices"
)

// cutFont is the font file of a produced PDF: only its tables.
type cutFont map[string][]byte

// cutTables are the tables such a file has, and no others; those with a size
// are bookkeeping of that many bytes at most. OpenType 1.9.
var cutTables = map[string]int{"OS/2": 96, "cmap": 0, "glyf": 0, "head": 54, "hhea": 36, "hmtx": 0, "loca": 0, "maxp": 32, "name": 6, "post": 32}

// openCut takes a font file apart; every byte must belong to a known table.
func openCut(data []byte) (f cutFont, why string) {
	be := binary.BigEndian
	if len(data) < 12 || len(data) < 12+16*int(be.Uint16(data[4:])) {
		return nil, "its file is cut short"
	}
	f = cutFont{}
	n := int(be.Uint16(data[4:]))
	sum := 12 + 16*n
	for i := range n {
		e := data[12+16*i:]
		name, off, size := string(e[:4]), int(be.Uint32(e[8:])), int(be.Uint32(e[12:]))
		most, known := cutTables[name]
		if !known || most > 0 && size > most || f[name] != nil {
			return nil, "its file has a table that no file of ours needs"
		}
		if off < 0 || size < 0 || off > len(data) || size > len(data)-off {
			return nil, "its file is cut short"
		}
		f[name] = data[off : off+size : off+size]
		sum += (size + 3) &^ 3
	}
	if sum < len(data) || len(f["head"]) < 54 || len(f["maxp"]) < 6 {
		return nil, "bytes of its file belong to no table"
	}
	return f, ""
}

// holds checks that the file's own character map and its shapes are those of
// the drawn letters alone.
func (f cutFont) holds(roots []uint16, drawn *letters) string {
	codes, ok := f.codes()
	if !ok {
		return "its character map cannot be read"
	}
	for _, r := range codes {
		if !drawn.has(r) {
			return "its character map names a letter that no page draws"
		}
	}
	n := int(binary.BigEndian.Uint16(f["maxp"][4:]))
	if len(f["hmtx"]) > 4*n {
		return "its widths are more than its shapes"
	}
	seen := make([]bool, n)
	todo := append([]uint16{0}, roots...)
	end := 0
	for len(todo) > 0 {
		g := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		from, to, ok := f.glyph(int(g))
		if !ok {
			return "its shapes cannot be read"
		}
		if seen[g] {
			continue
		}
		seen[g], end = true, max(end, to)
		todo = append(todo, parts(f["glyf"][from:to])...)
	}
	for g := range n {
		if from, to, ok := f.glyph(g); !ok || !seen[g] && to > from {
			return "it holds a shape that no letter of a page uses"
		}
	}
	if len(f["glyf"]) > end+3 {
		return "bytes of its shapes belong to no letter"
	}
	return ""
}

// glyph is the place of a shape in table glyf.
func (f cutFont) glyph(g int) (from, to int, ok bool) {
	be := binary.BigEndian
	loca := f["loca"]
	if be.Uint16(f["head"][50:]) == 1 {
		if len(loca) < 4*g+8 {
			return 0, 0, false
		}
		from, to = int(be.Uint32(loca[4*g:])), int(be.Uint32(loca[4*g+4:]))
	} else {
		if len(loca) < 2*g+4 {
			return 0, 0, false
		}
		from, to = 2*int(be.Uint16(loca[2*g:])), 2*int(be.Uint16(loca[2*g+2:]))
	}
	return from, to, from <= to && to <= len(f["glyf"]) && g < int(be.Uint16(f["maxp"][4:]))
}

// parts lists the shapes a composed shape is made of.
func parts(g []byte) (out []uint16) {
	be := binary.BigEndian
	if len(g) < 10 || int16(be.Uint16(g)) >= 0 {
		return nil
	}
	for at := 10; at+4 <= len(g); {
		flags := be.Uint16(g[at:])
		out = append(out, be.Uint16(g[at+2:]))
		at += 6
		if flags&1 != 0 { // offsets are words
			at += 2
		}
		switch {
		case flags&8 != 0:
			at += 2
		case flags&0x40 != 0:
			at += 4
		case flags&0x80 != 0:
			at += 8
		}
		if flags&0x20 == 0 { // no more parts
			break
		}
	}
	return out
}

// codes lists the characters of the file's map: one table of format 4. QUIRK:
// the writer adds the numbers of the shapes, which nothing refers to.
func (f cutFont) codes() (out []rune, ok bool) {
	be := binary.BigEndian
	c := f["cmap"]
	if len(c) < 28 || be.Uint16(c[2:]) != 1 || be.Uint32(c[8:]) != 12 || be.Uint16(c[12:]) != 4 {
		return nil, false
	}
	n := int(be.Uint16(c[18:])) // twice the segments
	if len(c) < 28+4*n || (len(c)-28-4*n)/2 > int(be.Uint16(f["maxp"][4:])) {
		return nil, false
	}
	for i := 28 + 4*n; i+1 < len(c); i += 2 {
		if be.Uint16(c[i:]) >= be.Uint16(f["maxp"][4:]) {
			return nil, false
		}
	}
	for i := 0; i+1 < n; i += 2 {
		to, from := be.Uint16(c[26+i:]), be.Uint16(c[28+n+i:])
		for r := int(from); r <= int(to) && r != 0xffff; r++ {
			out = append(out, rune(r))
		}
	}
	return slices.Compact(out), true
}
