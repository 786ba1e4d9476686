package whatsappdb

import (
	"encoding/binary"
	"iter"
)

// field is one field of a protocol buffer: a number or bytes.
type field struct {
	number int
	value  uint64
	data   []byte
}

// fields reads a protocol buffer up to its end or to what is none. (Encoding,
// protobuf.dev/programming-guides/encoding.)
func fields(b []byte) iter.Seq[field] {
	return func(yield func(field) bool) {
		for len(b) > 0 {
			tag, n := binary.Uvarint(b)
			if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29 {
				return
			}
			b = b[n:]
			f := field{number: int(tag >> 3)}
			switch tag & 7 {
			case 0:
				if f.value, n = binary.Uvarint(b); n <= 0 {
					return
				}
				b = b[n:]
			case 1, 5:
				size := 8
				if tag&7 == 5 {
					size = 4
				}
				if len(b) < size {
					return
				}
				b = b[size:]
			case 2:
				size, n := binary.Uvarint(b)
				if n <= 0 || size > uint64(len(b)-n) {
					return
				}
				f.data = b[n : n+int(size)]
				b = b[n+int(size):]
			default:
				return
			}
			if !yield(f) {
				return
			}
		}
	}
}
