package qc

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"unicode"
	"unicode/utf8"
)

// Kinds of bytes.
const (
	hexDigit = 1 << iota
	base64Digit
	lineEnd
	escapeSign
	opening // of a string of a PDF
)

var kinds = func() (t [256]byte) {
	for c := range 256 {
		switch small := c | 0x20; {
		case '0' <= c && c <= '9', 'a' <= small && small <= 'f':
			t[c] = hexDigit | base64Digit
		case 'g' <= small && small <= 'z', c == '+', c == '/':
			t[c] = base64Digit
		case c == '\n', c == '\r':
			t[c] = lineEnd
		case c == '\\', c == '%', c == '=', c == '&', c == '#':
			t[c] = escapeSign
		case c == '(', c == '<':
			t[c] = opening
		}
	}
	return t
}()

// codings looks at what stretches of digits stand for.
func (s *sweeper) codings(data []byte, depth int) {
	l := &s.levels[depth]
	l.run = runs(data, base64Digit, 12, l.run, func(run []byte) {
		runs(run, hexDigit, 2*sureLetters, nil, func(run []byte) { // it has no ends of lines any more
			for odd := range 2 { // what stands before it may look like a digit
				l.raw, _ = hex.AppendDecode(l.raw[:0], run[odd:])
				s.look(l.raw, depth+1)
			}
		})
		for from := range 4 {
			l.raw, _ = base64.RawStdEncoding.AppendDecode(l.raw[:0], run[from:])
			s.look(l.raw, depth+1)
		}
	})
}

// runs visits stretches of digits, the ends of lines between them left out, and
// returns its buffer. It looks at every least-th byte only: no stretch fits
// between two of them.
func runs(data []byte, digit byte, least int, buffer []byte, visit func([]byte)) []byte {
	in := func(i int) bool { return kinds[data[i]]&(digit|lineEnd) != 0 }
	for at, seen := least-1, 0; at < len(data); at += least {
		if !in(at) {
			continue
		}
		from, to := at, at+1
		for from > seen && in(from-1) {
			from--
		}
		for to < len(data) && in(to) {
			to++
		}
		at, seen = to, to
		run := data[from:to]
		if bytes.IndexByte(run, '\n') >= 0 || bytes.IndexByte(run, '\r') >= 0 {
			buffer = buffer[:0]
			for _, c := range run {
				if kinds[c]&lineEnd == 0 {
					buffer = append(buffer, c)
				}
			}
			run = buffer
		}
		if len(run) >= least {
			visit(run)
		}
	}
	return buffer
}

// longestEscape is the length of the longest escape, &#1114111; with a byte to spare.
const longestEscape = 12

// unescaped appends bytes without the escapes of PDF, URLs, quoted-printable,
// XML and JSON; any tells whether there were some.
func unescaped(dst, data []byte) (out []byte, any bool) {
	from := 0
	for i := 0; i < len(data); i++ {
		if kinds[data[i]]&escapeSign == 0 {
			continue
		}
		v, size, narrow := escape(data[i:min(i+longestEscape, len(data))])
		if size == 0 {
			continue
		}
		any = true
		dst = append(dst, data[from:i]...)
		if narrow {
			dst = append(dst, byte(v))
		} else {
			dst = utf8.AppendRune(dst, rune(v))
		}
		from, i = i+size, i+size-1
	}
	if !any {
		return dst, false
	}
	return append(dst, data[from:]...), true
}

// escape reads the escape at the beginning of b: what it stands for, its length
// or 0 if it is none, and whether it stands for a byte and not for a rune.
func escape(b []byte) (v, size int, narrow bool) {
	from, digits, base, behind := 1, 2, 16, 0
	switch {
	case bytes.HasPrefix(b, []byte("\\u")):
		from, digits = 2, 4
	case b[0] == '\\':
		digits, base = 3, 8
	case bytes.HasPrefix(b, []byte("&#x")):
		from, digits, behind = 3, bytes.IndexByte(b, ';')-3, 1
	case bytes.HasPrefix(b, []byte("&#")):
		from, digits, base, behind = 2, bytes.IndexByte(b, ';')-2, 10, 1
	case b[0] == '&':
		return 0, 0, false
	}
	if digits <= 0 || from+digits+behind > len(b) {
		return 0, 0, false
	}
	for _, c := range b[from : from+digits] {
		d := int(c - '0')
		if c|0x20 >= 'a' {
			d = int(c|0x20-'a') + 10
		}
		if kinds[c]&hexDigit == 0 || d >= base {
			return 0, 0, false
		}
		v = v*base + d
	}
	if v > unicode.MaxRune {
		return 0, 0, false
	}
	return v, from + digits + behind, digits < 4 && behind == 0
}

// maxLiteral bounds one string of a PDF; bytes of no PDF may open one and never end it.
const maxLiteral = 64 << 10

// operands joins the strings of a PDF's bytes: a word may be shown letter by
// letter, with numbers between.
func (s *sweeper) operands(data []byte) {
	joined := s.plain[:0]
	var open [2]int // no string of the kind ends before
	for i := 0; i < len(data); i++ {
		if kinds[data[i]]&opening == 0 {
			continue
		}
		kind := 0
		if data[i] == '<' {
			kind = 1
		}
		end, ok := closing(data[:min(len(data), i+maxLiteral)], max(i+1, open[kind]), kind)
		if !ok {
			open[kind] = end
			continue
		}
		in := data[i+1 : end]
		if i = end; kind == 1 {
			runs(in, hexDigit, 2, nil, func(run []byte) {
				joined, _ = hex.AppendDecode(joined, run)
			})
		} else if plain, any := unescaped(joined, in); any {
			joined = plain
		} else {
			joined = append(joined, in...)
		}
	}
	if s.plain = joined; len(joined) < sureLetters {
		return
	}
	s.text(joined)
	s.wideText(joined)
}

// closing finds the end of a string of a PDF, in hexadecimal digits or else in
// letters, from a byte on; without one it tells how far there is none.
func closing(data []byte, at, kind int) (end int, ok bool) {
	if kind == 1 {
		if k := bytes.IndexByte(data[min(at, len(data)):], '>'); k >= 0 {
			return at + k, true
		}
		return max(at, len(data)), false
	}
	for ; at < len(data); at++ {
		switch data[at] {
		case '\\':
			at++
		case ')':
			return at, true
		}
	}
	return at, false
}
