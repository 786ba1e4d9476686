// Package bplist reads Apple's binary property lists.
//
// It promises an end and bounded memory on any input: an object that names
// itself, a tree deeper than MaxDepth or one of more than MaxObjects values is an
// error. It refuses other forms of property list. Dates are given as seconds
// since 2001 (Date), references of keyed archives as UID.
//
// Source: the layout as Apple's CFBinaryPList.c describes it.
package bplist

import (
	"encoding/binary"
	"errors"
	"math"
	"unicode/utf16"
)

// Limits of one list.
const (
	MaxDepth   = 64
	MaxObjects = 1 << 17
)

// Date is seconds since 2001-01-01 UTC.
type Date float64

// UID names an object of a keyed archive.
type UID uint64

// ErrShape says that the bytes are no such list, or one beyond the limits.
var ErrShape = errors.New("reading a property list: it is damaged or none")

// Is tells a list by its first bytes.
func Is(b []byte) bool { return len(b) >= 8 && string(b[:6]) == "bplist" }

// Parse gives the list's value: map[string]any, []any, string, []byte, int64,
// float64, bool, Date, UID or nil.
func Parse(b []byte) (any, error) {
	if !Is(b) || len(b) < 40 {
		return nil, ErrShape
	}
	t := b[len(b)-32:]
	l := &list{b: b[:len(b)-32], offset: int(t[6]), ref: int(t[7]), count: binary.BigEndian.Uint64(t[8:]), table: binary.BigEndian.Uint64(t[24:])}
	top := binary.BigEndian.Uint64(t[16:])
	if l.offset < 1 || l.offset > 8 || l.ref < 1 || l.ref > 8 || l.count > uint64(len(b)) || l.table > uint64(len(l.b)) ||
		l.count*uint64(l.offset) > uint64(len(l.b))-l.table {
		return nil, ErrShape
	}
	return l.object(top, 0)
}

type list struct {
	b           []byte
	offset, ref int
	count       uint64
	table       uint64
	made        int // values, so that a small list cannot unfold into a large one
}

// object reads the nth object.
func (l *list) object(n uint64, depth int) (any, error) {
	if l.made++; n >= l.count || depth > MaxDepth || l.made > MaxObjects {
		return nil, ErrShape
	}
	at := number(l.b[l.table+n*uint64(l.offset):][:l.offset])
	if at >= uint64(len(l.b)) {
		return nil, ErrShape
	}
	b := l.b[at:]
	kind, low := b[0]>>4, int(b[0]&15)
	b = b[1:]
	switch kind {
	case 0:
		switch low {
		case 0:
			return nil, nil
		case 8, 9:
			return low == 9, nil
		}
		return nil, ErrShape
	case 1, 2, 3, 8:
		return scalar(kind, low, b)
	}
	if low == 15 {
		var ok bool
		if low, b, ok = long(b); !ok {
			return nil, ErrShape
		}
	}
	switch kind {
	case 4, 5, 6:
		return text(kind, low, b)
	case 10, 11, 12:
		return l.array(low, b, depth)
	case 13:
		return l.dict(low, b, depth)
	}
	return nil, ErrShape
}

// long reads a count that does not fit into four bits.
func long(b []byte) (int, []byte, bool) {
	if len(b) < 2 || b[0]>>4 != 1 || b[0]&15 > 3 {
		return 0, nil, false
	}
	size := 1 << (b[0] & 15)
	if len(b) < 1+size {
		return 0, nil, false
	}
	n := number(b[1 : 1+size])
	return int(min(n, math.MaxInt32)), b[1+size:], n < math.MaxInt32
}

func number(b []byte) (v uint64) {
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}

func scalar(kind byte, low int, b []byte) (any, error) {
	size := 1 << low
	if kind == 8 {
		size = low + 1
	}
	if low > 4 || len(b) < size {
		return nil, ErrShape
	}
	b = b[:size]
	switch {
	case kind == 1 && size == 16:
		return int64(binary.BigEndian.Uint64(b[8:])), nil
	case kind == 1:
		return int64(number(b)), nil
	case kind == 8:
		return UID(number(b)), nil
	case kind == 2 && size == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b))), nil
	case kind == 2 && size == 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
	case kind == 3 && size == 8:
		return Date(math.Float64frombits(binary.BigEndian.Uint64(b))), nil
	}
	return nil, ErrShape
}

func text(kind byte, n int, b []byte) (any, error) {
	size := n
	if kind == 6 {
		size = 2 * n
	}
	if size > len(b) {
		return nil, ErrShape
	}
	b = b[:size]
	switch kind {
	case 4:
		return append([]byte{}, b...), nil
	case 5:
		return string(b), nil
	}
	u := make([]uint16, n)
	for i := range u {
		u[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u)), nil
}

func (l *list) array(n int, b []byte, depth int) (any, error) {
	if n > len(b)/l.ref {
		return nil, ErrShape
	}
	out := make([]any, 0, min(n, 1024))
	for i := range n {
		v, err := l.object(number(b[i*l.ref:][:l.ref]), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (l *list) dict(n int, b []byte, depth int) (any, error) {
	if n > len(b)/l.ref/2 {
		return nil, ErrShape
	}
	out := make(map[string]any, min(n, 1024))
	for i := range n {
		k, err := l.object(number(b[i*l.ref:][:l.ref]), depth+1)
		if err != nil {
			return nil, err
		}
		v, err := l.object(number(b[(n+i)*l.ref:][:l.ref]), depth+1)
		if err != nil {
			return nil, err
		}
		if key, ok := k.(string); ok {
			out[key] = v
		}
	}
	return out, nil
}
