package pst

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"vaughn/index/archive/codepage"
)

// utf16Text decodes UTF-16LE without its terminating NULs. An odd last byte is dropped; half a surrogate pair becomes
// U+FFFD.
func utf16Text(b []byte) string {
	b = b[:len(b)&^1]
	for len(b) > 0 && b[len(b)-1] == 0 && b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	var out strings.Builder
	out.Grow(len(b) / 2)
	for len(b) > 0 {
		n := asciiRun(b)
		for i := 0; i < n; i += 2 {
			out.WriteByte(b[i])
		}
		if b = b[n:]; len(b) == 0 {
			break
		}
		r := rune(b[0]) | rune(b[1])<<8
		b = b[2:]
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if len(b) > 0 {
				pair = utf16.DecodeRune(r, rune(b[0])|rune(b[1])<<8)
			}
			if r = pair; r != utf8.RuneError {
				b = b[2:]
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}

// asciiRun is how many bytes at the start of UTF-16LE text are ASCII characters: most mail is nothing else.
func asciiRun(b []byte) int {
	n := 0
	for ; n+8 <= len(b) && binary.LittleEndian.Uint64(b[n:])&0xFF80FF80FF80FF80 == 0; n += 8 {
	}
	for ; n+2 <= len(b) && b[n] < 0x80 && b[n+1] == 0; n += 2 {
	}
	return n
}

// decodeText decodes 8-bit text without its terminating NULs.
func decodeText(codePage int, b []byte) string {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	plain := true
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0x1B { // ESC begins the shifts of ISO-2022
			plain = false
			break
		}
	}
	if plain {
		return string(b)
	}
	e := codepage.Encoding(codePage)
	if e == nil {
		e = charmap.Windows1252
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}
