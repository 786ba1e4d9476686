package pst

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"vaughn/index/archive/codepage"
)

// prop is one property: a value that fits the record, or the place of one that does not.
type prop struct {
	id     PropID
	typ    Type
	inline bool
	val    uint64
}

// maxProps bounds the properties of one object; ids have 16 bits and are distinct in a valid file.
const maxProps = 1 << 16

// Props are the properties of a folder, message, attachment or recipient. Values are read when asked for. A value
// that is there but cannot be read counts as absent, and the reason becomes a Problem of the item.
type Props struct {
	f        *File
	tr       *trace
	node     node  // whose subnodes hold the long values
	heap     *heap // nil if everything is inline
	list     []prop
	codePage int
}

// openProps reads a property context.
func (f *File) openProps(n node, tr *trace) (*Props, error) {
	h, err := f.openHeap(n.data, pcSig, tr)
	if err != nil {
		return nil, fmt.Errorf("property context: %w", err)
	}
	t, err := h.openBTH(h.root)
	if err != nil {
		return nil, fmt.Errorf("property context: %w", err)
	}
	if t.key != 2 || t.data != 6 {
		return nil, fmt.Errorf("property context with records of %d+%d bytes: %w", t.key, t.data, ErrDamaged)
	}
	p := &Props{f: f, tr: tr, node: n, heap: h}
	err = t.each(func(key, data []byte) bool {
		typ := Type(u16(data))
		w := typ.width()
		p.list = append(p.list, prop{id: PropID(u16(key)), typ: typ, inline: w > 0 && w <= 4, val: uint64(u32(data[2:]))})
		return len(p.list) < maxProps
	})
	if err != nil {
		if len(p.list) == 0 {
			return nil, fmt.Errorf("property context: %w", err)
		}
		tr.lost("reading property context", err)
	}
	p.finish()
	return p, nil
}

func (p *Props) finish() {
	slices.SortStableFunc(p.list, func(a, b prop) int { return int(a.id) - int(b.id) })
	p.codePage = p.f.opt.CodePage
	for _, id := range []PropID{PropMessageCodepage, PropCodePageID, PropInternetCodepage} {
		if cp, ok := p.Int(id); ok && codepage.Encoding(int(cp)) != nil {
			p.codePage = int(cp)
			return
		}
	}
}

func (p *Props) find(id PropID) (prop, bool) {
	i, ok := slices.BinarySearchFunc(p.list, id, func(v prop, id PropID) int { return int(v.id) - int(id) })
	if !ok {
		return prop{}, false
	}
	return p.list[i], true
}

// All lists the properties that are there, in the order of their ids.
func (p *Props) All() iter.Seq2[PropID, Type] {
	return func(yield func(PropID, Type) bool) {
		for _, v := range p.list {
			if !yield(v.id, v.typ) {
				return
			}
		}
	}
}

// Has says whether the property is there, readable or not.
func (p *Props) Has(id PropID) bool {
	_, ok := p.find(id)
	return ok
}

// Type gives a property's type.
func (p *Props) Type(id PropID) (Type, bool) {
	v, ok := p.find(id)
	return v.typ, ok
}

// CodePage is the Windows code page number in which 8-bit strings of this object are read; 0 means 1252.
func (p *Props) CodePage() int { return p.codePage }

// Int gives an integer, boolean, error code or currency value (in ten-thousandths).
func (p *Props) Int(id PropID) (int64, bool) {
	v, ok := p.find(id)
	if !ok {
		return 0, false
	}
	n, ok := p.number(v)
	if !ok {
		return 0, false
	}
	switch v.typ {
	case TypeInt16:
		return int64(int16(n)), true
	case TypeInt32, TypeError:
		return int64(int32(n)), true
	case TypeBool:
		return int64(n & 1), true
	case TypeInt64, TypeCurrency:
		return int64(n), true
	}
	return 0, false
}

// Bool gives a boolean.
func (p *Props) Bool(id PropID) (bool, bool) {
	v, ok := p.find(id)
	if !ok || v.typ != TypeBool {
		return false, false
	}
	n, ok := p.number(v)
	return byte(n) != 0, ok
}

// Float gives a floating-point value.
func (p *Props) Float(id PropID) (float64, bool) {
	v, ok := p.find(id)
	if !ok {
		return 0, false
	}
	n, ok := p.number(v)
	switch v.typ {
	case TypeFloat32:
		return float64(math.Float32frombits(uint32(n))), ok
	case TypeFloat64, TypeAppTime:
		return math.Float64frombits(n), ok
	}
	return 0, false
}

// Time gives a point in time, in UTC. A zero FILETIME, and the "no date" value of Outlook (year 4501), are absent.
func (p *Props) Time(id PropID) (time.Time, bool) {
	v, ok := p.find(id)
	if !ok {
		return time.Time{}, false
	}
	n, ok := p.number(v)
	if !ok {
		return time.Time{}, false
	}
	switch v.typ {
	case TypeTime:
		return fileTime(n)
	case TypeAppTime:
		return appTime(math.Float64frombits(n))
	}
	return time.Time{}, false
}

const (
	ticksPerSecond = 10_000_000
	unixEpochTicks = 116_444_736_000_000_000 // 1601-01-01 to 1970-01-01
	noDateTicks    = 0x0CB34557A3DD4000      // 4501-01-01, what Outlook writes for "none"
)

func fileTime(ticks uint64) (time.Time, bool) {
	if ticks == 0 || ticks >= noDateTicks {
		return time.Time{}, false
	}
	t := int64(ticks) - unixEpochTicks
	s, rest := t/ticksPerSecond, t%ticksPerSecond
	return time.Unix(s, rest*100).UTC(), true
}

func appTime(days float64) (time.Time, bool) {
	if !(days > 0 && days < 1e6) {
		return time.Time{}, false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(days * 24 * float64(time.Hour))), true
}

// number gives a value of fixed length, wherever it lies.
func (p *Props) number(v prop) (uint64, bool) {
	w := v.typ.width()
	if w == 0 || w > 8 {
		return 0, false
	}
	if v.inline {
		return v.val & (1<<(8*w) - 1), true // 1<<64 is 0, so that eight bytes keep all bits
	}
	b, err := p.value(v)
	if err != nil || len(b) < w {
		p.unreadable(v, err)
		return 0, false
	}
	return fixed(b[:w]), true
}

// Bytes gives the raw bytes of a binary, GUID, string or multi-value property. They must not be changed.
func (p *Props) Bytes(id PropID) ([]byte, bool) {
	v, ok := p.find(id)
	if !ok || v.typ == TypeObject || v.inline {
		return nil, false
	}
	return p.read(v)
}

// read gives what can be read of a value, and notes what cannot.
func (p *Props) read(v prop) ([]byte, bool) {
	b, err := p.value(v)
	if err != nil {
		p.unreadable(v, err)
	}
	return b, err == nil || len(b) > 0
}

func (p *Props) unreadable(v prop, err error) {
	if err == nil {
		err = fmt.Errorf("value is too short: %w", ErrDamaged)
	}
	p.tr.lost(fmt.Sprintf("reading property %04X%04X", uint16(v.id), uint16(v.typ)), err)
}

// value gives the bytes of a value that is not inline. On damage inside it, what precedes the damage is given too.
func (p *Props) value(v prop) ([]byte, error) {
	ref := hnid(v.val)
	if ref == 0 {
		return nil, nil
	}
	if !ref.subnode() {
		if p.heap == nil {
			return nil, fmt.Errorf("heap: %w", ErrMissing)
		}
		return p.heap.get(hid(ref))
	}
	t, err := p.f.openSubnode(p.node, NID(ref), p.tr)
	if err != nil {
		return nil, err
	}
	return t.bytes(p.f.opt.MaxValue)
}

func (f *File) openSubnode(of node, nid NID, tr *trace) (*dataTree, error) {
	n, err := f.subnode(of, nid, tr)
	if err != nil {
		return nil, err
	}
	return f.openTree(n.data, tr)
}

// Open gives a binary or string value as a stream, whatever its length.
func (p *Props) Open(id PropID) (*Stream, error) {
	v, ok := p.find(id)
	if !ok || v.inline {
		return nil, fmt.Errorf("property %04X: %w", uint16(id), ErrMissing)
	}
	ref := hnid(v.val)
	if ref == 0 || !ref.subnode() {
		b, err := p.value(v)
		return &Stream{mem: b, total: int64(len(b))}, err
	}
	t, err := p.f.openSubnode(p.node, NID(ref), p.tr)
	if err != nil {
		return nil, fmt.Errorf("property %04X: %w", uint16(id), err)
	}
	return streamOf(t), nil
}

// Len gives the length of a value in bytes, without reading it if it lies in a subnode of its own.
func (p *Props) Len(id PropID) (int64, bool) {
	v, ok := p.find(id)
	if !ok {
		return 0, false
	}
	if v.inline {
		return int64(v.typ.width()), true
	}
	s, err := p.Open(id)
	if err != nil {
		p.unreadable(v, err)
		return 0, false
	}
	return s.Size(), true
}

// String gives a string value as UTF-8. Trailing NULs are dropped; what does not decode becomes U+FFFD.
func (p *Props) String(id PropID) (string, bool) {
	v, ok := p.find(id)
	if !ok || v.typ != TypeString && v.typ != TypeString8 {
		return "", false
	}
	b, ok := p.read(v)
	return p.text(v.typ, b), ok
}

func (p *Props) text(typ Type, b []byte) string {
	if typ == TypeString {
		return utf16Text(b)
	}
	return decodeText(p.codePage, b)
}

// Strings gives a multi-value string property, such as categories.
func (p *Props) Strings(id PropID) ([]string, bool) {
	v, ok := p.find(id)
	if !ok || v.typ != TypeString|Multi && v.typ != TypeString8|Multi {
		return nil, false
	}
	b, ok := p.read(v)
	if !ok {
		return nil, false
	}
	parts, err := multiValues(b)
	if err != nil {
		p.unreadable(v, err)
	}
	out := make([]string, len(parts))
	for i, part := range parts {
		out[i] = p.text(v.typ&^Multi, part)
	}
	return out, err == nil || len(out) > 0
}

// multiValues takes a multi-value of variable length apart: a count, that many offsets, then the values end to end.
func multiValues(b []byte) ([][]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) < 4 {
		return nil, fmt.Errorf("multi-value of %d bytes: %w", len(b), ErrDamaged)
	}
	n := int64(u32(b))
	if 4+4*n > int64(len(b)) {
		return nil, fmt.Errorf("%d values in %d bytes: %w", n, len(b), ErrDamaged)
	}
	var out [][]byte
	for i := range int(n) {
		from, to := int64(u32(b[4+4*i:])), int64(len(b))
		if i+1 < int(n) {
			to = int64(binary.LittleEndian.Uint32(b[8+4*i:]))
		}
		if from > to || to > int64(len(b)) {
			return out, fmt.Errorf("value %d from %d to %d of %d bytes: %w", i, from, to, len(b), ErrDamaged)
		}
		out = append(out, b[from:to])
	}
	return out, nil
}
