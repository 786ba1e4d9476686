package imessage

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// typedstream is what NeXT's archiver writes; every stream begins so.
var typedstream = []byte("\x04\x0bstreamtyped")

// plusType announces a value of type '+', bytes behind their length, when it
// occurs first: a new string of one character.
var plusType = []byte("\x84\x01+")

// streamText gives the text of an archived NSAttributedString: its first object
// is the string, whose bytes are the first value of type '+'. Later uses of the
// type are by reference, so that the announcement is not found in attributes.
func streamText(b []byte) (string, bool) {
	if !bytes.HasPrefix(b, typedstream) {
		return "", false
	}
	i := bytes.Index(b, []byte("String"))
	if i < 0 {
		return "", false
	}
	b = b[i:]
	if i = bytes.Index(b, plusType); i < 0 {
		return "", false
	}
	n, b, ok := streamLength(b[i+len(plusType):])
	if !ok || n > len(b) {
		return "", false
	}
	s := string(b[:n])
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return s, true
}

// streamLength reads a whole number: one byte, or a mark and two or four bytes,
// least significant first.
func streamLength(b []byte) (int, []byte, bool) {
	switch {
	case len(b) >= 1 && b[0] < 0x80:
		return int(b[0]), b[1:], true
	case len(b) >= 3 && b[0] == 0x81:
		return int(binary.LittleEndian.Uint16(b[1:])), b[3:], true
	case len(b) >= 5 && b[0] == 0x82:
		n := binary.LittleEndian.Uint32(b[1:])
		return int(min(n, 1<<30)), b[5:], n < 1<<30
	}
	return 0, nil, false
}
