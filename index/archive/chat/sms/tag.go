package sms

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// tag is one start or end tag of the backup. The standard XML reader cannot
// be used: the files hold references to halves of surrogate pairs and raw
// control characters, which XML forbids, and end anywhere.
type tag struct {
	name  string // with a leading '/' for an end tag
	attrs []attr
	alone bool // closed by itself
	at    int64
	end   int64
	data  span   // where the value of the attribute "data" lies
	raw   []byte // as it stands, without that value
}

type attr struct{ name, value string }

// span is a stretch of the file.
type span struct{ at, size int64 }

func (t *tag) get(name string) string {
	for _, a := range t.attrs {
		if a.name == name && a.value != "null" {
			return a.value
		}
	}
	return ""
}

// maxValue bounds one attribute; of a longer one the front is kept.
const maxValue = 1 << 20

// maxAttrs bounds one tag.
const maxAttrs = 200

// reader finds tags.
type reader struct {
	br  *bufio.Reader
	at  int64
	cut bool   // a value was longer than maxValue
	raw []byte // of the tag being read
}

var errCut = errors.New("the file ends inside a tag")

func (r *reader) byte() (byte, error) {
	b, err := r.br.ReadByte()
	if err == nil {
		r.at++
		r.raw = append(r.raw, b)
	}
	return b, err
}

// next gives the next tag; comments, declarations and text are passed over.
func (r *reader) next() (*tag, error) {
	for {
		if _, err := r.until('<', nil); err != nil {
			return nil, err
		}
		t := &tag{at: r.at - 1}
		r.raw = append(r.raw[:0], '<')
		b, err := r.byte()
		if err != nil {
			return nil, errCut
		}
		switch {
		case b == '?' || b == '!':
			if err := r.skip(b); err != nil {
				return nil, err
			}
			continue
		case b != '/' && b != '_' && (b|0x20 < 'a' || b|0x20 > 'z'):
			continue
		}
		if err := r.tag(t, b); err != nil {
			return nil, err
		}
		t.end, t.raw = r.at, bytes.Clone(r.raw)
		return t, nil
	}
}

// skip passes a declaration or comment over.
func (r *reader) skip(kind byte) error {
	head, _ := r.br.Peek(2)
	comment := kind == '!' && string(head) == "--"
	var last [2]byte
	for {
		b, err := r.byte()
		if err != nil {
			return errCut
		}
		if b == '>' && (!comment || last == [2]byte{'-', '-'}) {
			return nil
		}
		last[0], last[1] = last[1], b
	}
}

// until reads up to a byte and over it, keeping at most maxValue bytes in buf.
func (r *reader) until(stop byte, buf *bytes.Buffer) (int64, error) {
	n := int64(0)
	for {
		chunk, err := r.br.ReadSlice(stop)
		r.at += int64(len(chunk))
		n += int64(len(chunk))
		if buf != nil {
			if room := maxValue - buf.Len(); room < len(chunk) {
				r.cut = true
				buf.Write(chunk[:max(0, room)])
				r.raw = append(r.raw, chunk[:max(0, room)]...)
			} else {
				buf.Write(chunk)
				r.raw = append(r.raw, chunk...)
			}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return n, err
		}
	}
}

func (r *reader) tag(t *tag, first byte) error {
	name := []byte{first}
	b := byte(' ')
	var err error
	for {
		if b, err = r.byte(); err != nil {
			return errCut
		}
		if isSpace(b) || b == '>' || b == '/' {
			break
		}
		if name = append(name, b); len(name) > 100 {
			break
		}
	}
	t.name = string(name)
	for {
		switch {
		case b == '>':
			return nil
		case b == '/':
			t.alone = true
		case !isSpace(b):
			if err := r.attr(t, b); err != nil {
				return err
			}
		}
		if b, err = r.byte(); err != nil {
			return errCut
		}
	}
}

func (r *reader) attr(t *tag, first byte) error {
	name := []byte{first}
	for {
		b, err := r.byte()
		if err != nil {
			return errCut
		}
		if b == '=' {
			break
		}
		if b == '>' || b == '<' {
			// No attribute at all: the tag ends here.
			_ = r.br.UnreadByte()
			r.at--
			r.raw = r.raw[:len(r.raw)-1]
			return nil
		}
		if !isSpace(b) && len(name) < 100 {
			name = append(name, b)
		}
	}
	quote := byte(' ')
	for isSpace(quote) {
		var err error
		if quote, err = r.byte(); err != nil {
			return errCut
		}
	}
	if quote != '"' && quote != '\'' {
		return nil
	}
	at := r.at
	var buf *bytes.Buffer
	if string(name) != "data" {
		buf = &bytes.Buffer{}
	}
	n, err := r.until(quote, buf)
	if err != nil {
		return errCut
	}
	if buf == nil {
		r.raw = append(r.raw, quote)
		t.data = span{at, n - 1}
		return nil
	}
	if len(t.attrs) < maxAttrs {
		t.attrs = append(t.attrs, attr{string(name), unescape(strings.TrimSuffix(buf.String(), string(quote)))})
	}
	return nil
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// unescape undoes references. QUIRK: characters outside the first plane are
// written as two references, one for each half of a surrogate pair.
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var out strings.Builder
	high := rune(0)
	for s != "" {
		i := strings.IndexByte(s, '&')
		if i != 0 {
			if high != 0 {
				out.WriteRune(utf8.RuneError)
				high = 0
			}
			if i < 0 {
				i = len(s)
			}
			out.WriteString(s[:i])
			s = s[i:]
			continue
		}
		r, n := reference(s)
		s = s[n:]
		switch {
		case high != 0 && r >= 0xDC00 && r < 0xE000:
			out.WriteRune(utf16.DecodeRune(high, r))
			high = 0
			continue
		case high != 0:
			out.WriteRune(utf8.RuneError)
			high = 0
		}
		if r >= 0xD800 && r < 0xDC00 {
			high = r
			continue
		}
		out.WriteRune(r) // a lone low half becomes U+FFFD
	}
	if high != 0 {
		out.WriteRune(utf8.RuneError)
	}
	return out.String()
}

// reference reads the reference s begins with; what is none is an ampersand.
func reference(s string) (rune, int) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 0 {
		return '&', 1
	}
	switch name := s[1:end]; {
	case name == "amp":
		return '&', end + 1
	case name == "lt":
		return '<', end + 1
	case name == "gt":
		return '>', end + 1
	case name == "quot":
		return '"', end + 1
	case name == "apos":
		return '\'', end + 1
	case strings.HasPrefix(name, "#"):
		digits, base := name[1:], 10
		if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 21); err == nil {
			return rune(n), end + 1
		}
	}
	return '&', 1
}

// decode undoes base64 as it streams, passing over whatever is no base64.
type decode struct {
	r    io.Reader
	in   [4096]byte
	have []byte
	acc  uint32
	bits int
	err  error
}

// Read decodes.
func (d *decode) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(d.have) == 0 {
			if d.err != nil {
				break
			}
			var k int
			k, d.err = d.r.Read(d.in[:])
			d.have = d.in[:k]
			continue
		}
		v := value(d.have[0])
		d.have = d.have[1:]
		if v < 0 {
			continue
		}
		d.acc, d.bits = d.acc<<6|uint32(v), d.bits+6
		if d.bits >= 8 {
			d.bits -= 8
			p[n] = byte(d.acc >> d.bits)
			n++
		}
	}
	if n == 0 && d.err != nil {
		return 0, d.err
	}
	return n, nil
}

func value(b byte) int {
	switch {
	case b >= 'A' && b <= 'Z':
		return int(b - 'A')
	case b >= 'a' && b <= 'z':
		return int(b-'a') + 26
	case b >= '0' && b <= '9':
		return int(b-'0') + 52
	case b == '+' || b == '-':
		return 62
	case b == '/' || b == '_':
		return 63
	}
	return -1
}
