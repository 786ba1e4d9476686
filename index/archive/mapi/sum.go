package mapi

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"math"
	"slices"
	"time"
)

// Sum is the SHA-256 of an item in a canonical form, and that form's length:
// what names an item that its container does not keep as one run of bytes.
//
// The form is a list of objects: the item, its recipients in order, then of
// each attachment its properties and the sum in attached (the SHA-256 of its
// bytes, or the Sum of an embedded message). An object is its number of
// properties and each of them in the order of its key: the key (four hex
// digits, or set and name of a named property), the type, the value with its
// length. Numbers are 64 bits, little endian; values are the stored bytes,
// fixed ones as 64 bits.
//
// Left out is what a container writes down for itself and what changes when a
// mail is read, moved or copied, so that copies of a mail in two files have
// one sum: see bookkeeping. A value that cannot be read counts as far as it
// was read, with a mark.
func Sum(it *Item, attached [][32]byte) ([32]byte, int64) {
	s := summer{h: sha256.New(), buf: make([]byte, 16<<10)}
	s.props(it.Props)
	s.number(uint64(len(it.Recipients)))
	for _, r := range it.Recipients {
		s.props(r)
	}
	s.number(uint64(len(it.Attached)))
	for i, a := range it.Attached {
		s.props(a.Props)
		if i < len(attached) {
			s.write(attached[i][:])
		}
	}
	return [32]byte(s.h.Sum(nil)), s.n
}

// bookkeeping tells the properties that Sum leaves out.
func bookkeeping(id ID) bool {
	switch id {
	case MessageFlags, MessageSize, AttachSize, AttachData, // state and sizes; the bytes are summed apart
		0x0E09, 0x0E0A, 0x0E17, 0x0E1B, 0x0E21, 0x0E27, 0x0E2B, // parent, status, numbers of parts, descriptor, to-do item
		IconIndex, LastVerb, LastVerbTime, FlagStatus,
		CreationTime, ModificationTime, SearchKey, 0x340D, 0x3FFA, 0x3FFB,
		0x65E0, 0x65E1, 0x65E2, 0x65E3: // keys of replication
		return true
	}
	return id >= 0x0FF0 && id <= 0x0FFF || // entry and record keys
		id >= 0x6600 && id <= 0x67FF // the store's own
}

type summer struct {
	h   hash.Hash
	n   int64
	buf []byte // for copying: an item has dozens of values
}

func (s *summer) write(b []byte) {
	s.h.Write(b)
	s.n += int64(len(b))
}

func (s *summer) number(n uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	s.write(b[:])
}

func (s *summer) text(t string) {
	s.number(uint64(len(t)))
	s.write([]byte(t))
}

func (s *summer) props(p Props) {
	type entry struct {
		key string
		tag Tag
	}
	var list []entry
	if p != nil {
		for _, t := range p.Tags() {
			if !bookkeeping(t.ID) {
				list = append(list, entry{key(t), t})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	s.number(uint64(len(list)))
	for _, e := range list {
		s.text(e.key)
		s.number(uint64(e.tag.Type))
		s.value(p, e.tag)
	}
}

func key(t Tag) string {
	switch {
	case t.Name == Name{}:
		return fmt.Sprintf("%04X", uint16(t.ID))
	case t.Name.Text != "":
		return t.Name.Set.String() + "/" + t.Name.Text
	}
	return fmt.Sprintf("%v/%08X", t.Name.Set, t.Name.Number)
}

func (s *summer) value(p Props, t Tag) {
	if t.Type.Width() > 0 && t.Type != GUIDType {
		s.number(fixed(p.Value(t.ID)))
		return
	}
	r, _, err := p.Open(t.ID)
	if err != nil {
		s.text("unreadable")
		return
	}
	defer r.Close()
	n, err := io.CopyBuffer(s.h, r, s.buf)
	s.n += n
	s.number(uint64(n))
	if err != nil {
		s.text("unreadable")
	}
}

func fixed(v any) uint64 {
	switch v := v.(type) {
	case int64:
		return uint64(v)
	case bool:
		if v {
			return 1
		}
	case float64:
		return math.Float64bits(v)
	case time.Time:
		return uint64(v.UnixNano())
	}
	return 0
}
