package signal

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
)

// node is one message of the backup format, in either of its writings: the
// protobuf wire format, where a field has a number, or JSON, where it has a name.
type node interface {
	// all gives every value of a field.
	all(number int, name string) []value
}

// value is one value of a field.
type value interface {
	node() node
	text() string
	int() uint64
	bytes() string // as hexadecimal
}

func one(n node, number int, name string) value {
	if n == nil {
		return nil
	}
	if list := n.all(number, name); len(list) > 0 {
		return list[len(list)-1] // the last wins, by the rules of protobuf
	}
	return nil
}

func sub(n node, number int, name string) node {
	if v := one(n, number, name); v != nil {
		return v.node()
	}
	return nil
}

func subs(n node, number int, name string) (out []node) {
	if n == nil {
		return nil
	}
	for _, v := range n.all(number, name) {
		if s := v.node(); s != nil {
			out = append(out, s)
		}
	}
	return out
}

func text(n node, number int, name string) string {
	if v := one(n, number, name); v != nil {
		return v.text()
	}
	return ""
}

func integer(n node, number int, name string) uint64 {
	if v := one(n, number, name); v != nil {
		return v.int()
	}
	return 0
}

func id(n node, number int, name string) string {
	if v := one(n, number, name); v != nil {
		return v.bytes()
	}
	return ""
}

// wire is a message in the protobuf wire format.
type wire []byte

var errWire = errors.New("no valid protobuf")

// uvarint reads a number of at most 64 bits; n is 0 when there is none.
func uvarint(b []byte) (v uint64, n int) {
	for i := range min(len(b), 10) {
		v |= uint64(b[i]&0x7F) << (7 * i)
		if b[i] < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

// field is one field of the wire format: a number or bytes.
type field struct {
	n uint64
	b []byte
}

// each visits the fields in order.
func (w wire) each(visit func(number int, f field)) error {
	for len(w) > 0 {
		key, n := uvarint(w)
		if n == 0 || key>>3 == 0 || key>>3 > 1<<29 {
			return errWire
		}
		w = w[n:]
		var f field
		switch key & 7 {
		case 0:
			if f.n, n = uvarint(w); n == 0 {
				return errWire
			}
		case 1:
			n = 8
		case 5:
			n = 4
		case 2:
			size, k := uvarint(w)
			if k == 0 || size > uint64(len(w)-k) {
				return errWire
			}
			n = k + int(size)
			f.b = w[k:n:n]
			if f.b == nil {
				f.b = []byte{}
			}
		default:
			return errWire
		}
		if n > len(w) {
			return errWire
		}
		w = w[n:]
		visit(int(key>>3), f)
	}
	return nil
}

func (w wire) all(number int, _ string) (out []value) {
	_ = w.each(func(k int, f field) {
		if k == number {
			out = append(out, f)
		}
	})
	return out
}

func (f field) node() node {
	if f.b == nil {
		return nil
	}
	return wire(f.b)
}

func (f field) text() string  { return string(f.b) }
func (f field) int() uint64   { return f.n }
func (f field) bytes() string { return hex.EncodeToString(f.b) }

// object is a message in JSON.
type object map[string]json.RawMessage

func (o object) all(_ int, name string) (out []value) {
	raw, ok := o[name]
	if !ok || string(raw) == "null" {
		return nil
	}
	var list []json.RawMessage
	if raw[0] == '[' && json.Unmarshal(raw, &list) == nil {
		for _, r := range list {
			out = append(out, member(r))
		}
		return out
	}
	return []value{member(raw)}
}

// member is one value in JSON.
type member json.RawMessage

func (m member) node() node {
	var o object
	if m[0] != '{' || json.Unmarshal(m, &o) != nil {
		return nil
	}
	return o
}

func (m member) text() string {
	var s string
	if m[0] != '"' || json.Unmarshal(m, &s) != nil {
		return string(m)
	}
	return s
}

// int reads a number. QUIRK: numbers of 64 bits are strings in this JSON,
// members of an enumeration are their names.
func (m member) int() uint64 {
	s := m.text()
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		return n
	}
	switch s {
	case "true":
		return 1
	case "VIDEO_CALL", "OUTGOING", "NOT_ACCEPTED":
		return 2
	case "AUDIO_CALL", "INCOMING", "ACCEPTED", "VOICE_MESSAGE":
		return 1
	case "MISSED":
		return 3
	case "MISSED_NOTIFICATION_PROFILE":
		return 4
	}
	return 0
}

func (m member) bytes() string {
	b, err := base64.StdEncoding.DecodeString(m.text())
	if err != nil {
		return m.text()
	}
	return hex.EncodeToString(b)
}
