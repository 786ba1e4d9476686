package tnef

import (
	"encoding/binary"

	"vaughn/index/archive/mapi"
)

// cursor reads a property list. After the first step beyond the end it is bad
// and gives zeros.
type cursor struct {
	b    []byte
	pos  int
	bad  bool
	left *int // properties the stream may still have
}

func (c *cursor) take(n int64) []byte {
	if c.bad || n < 0 || n > int64(len(c.b)-c.pos) {
		c.bad = true
		return nil
	}
	out := c.b[c.pos : c.pos+int(n) : c.pos+int(n)]
	c.pos += int(n)
	return out
}

func (c *cursor) u16() uint16 {
	if b := c.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// padded takes n bytes and what fills them up to a multiple of four. QUIRK:
// the fill of the last value is missing in streams in the wild.
func (c *cursor) padded(n int64) []byte {
	out := c.take(n)
	c.pos = min(c.pos+int(-n&3), len(c.b))
	return out
}

// properties reads a count and that many properties (MS-OXTNEF section
// 2.1.3.4). A property that breaks off ends the list; those before it stay.
func (c *cursor) properties(p *props) {
	for n := c.u32(); n > 0 && !c.bad; n-- {
		v, ok := c.property()
		*c.left--
		if c.bad || !ok || *c.left < 0 {
			c.bad = true
			return
		}
		p.add(v)
	}
}

// property reads type, id, the name of a named one, and the value.
func (c *cursor) property() (v prop, ok bool) {
	v.tag.Type, v.tag.ID = mapi.Type(c.u16()), mapi.ID(c.u16())
	if v.tag.ID >= 0x8000 {
		v.tag.Name = c.name()
	}
	base := v.tag.Type &^ mapi.Multi
	width, varies := int64(base.Width()), false
	switch base {
	case mapi.String8, mapi.String, mapi.Object, mapi.Binary:
		varies = true
	default:
		if width == 0 {
			return v, base == 0 || base == 1 // PtypUnspecified, PtypNull: no value
		}
	}
	count := uint32(1)
	if varies || v.tag.Type&mapi.Multi != 0 {
		count = c.u32()
	}
	if v.tag.Type&mapi.Multi == 0 && count != 1 {
		return v, false
	}
	for i := uint32(0); i < count && !c.bad; i++ {
		size := width
		if varies {
			size = int64(c.u32())
		}
		v.data = c.padded(size)
		if v.tag.Type&mapi.Multi != 0 && !c.bad {
			v.many = append(v.many, v.data)
		}
	}
	return v, true
}

// name reads a named property's set, kind, and number or text.
func (c *cursor) name() (n mapi.Name) {
	copy(n.Set[:], c.take(16))
	if c.u32() == 0 {
		n.Number = c.u32()
		return n
	}
	n.Text = mapi.UTF16(c.padded(int64(c.u32())))
	return n
}
