package archive

import (
	"bytes"
	"io"
	"strings"
)

// transfer names a Content-Transfer-Encoding (RFC 2045 section 6).
type transfer int

const (
	identity transfer = iota
	quoted
	base64
	uuencoded
	unknown
)

// transferOf reads the header field. QUIRK: spellings such as "quoted
// printable", "8 bit" and a trailing comment or ';' are common.
func transferOf(v string) transfer {
	v = strings.ToLower(strings.TrimSpace(v))
	if i := strings.IndexAny(v, ";("); i >= 0 {
		v = strings.TrimSpace(v[:i])
	}
	switch strings.Trim(v, `"' `) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit", "none":
		return identity
	case "quoted-printable", "quoted printable", "quotedprintable", "qp":
		return quoted
	case "base64", "base-64", "base 64":
		return base64
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return uuencoded
	}
	return unknown
}

// decoder turns encoded bytes into content, piece by piece. damaged tells
// whether something had to be left out or guessed.
type decoder interface {
	append(dst, src []byte) []byte // src is the next piece
	flush(dst []byte) []byte       // the end was reached
	damaged() bool
}

func (t transfer) decoder() decoder {
	switch t {
	case quoted:
		return &quotedDecoder{}
	case base64:
		return &base64Decoder{}
	case uuencoded:
		return &uuDecoder{}
	}
	return &identityDecoder{}
}

// decode is the content of bytes that are all in memory.
func (t transfer) decode(src []byte) ([]byte, bool) {
	if t == identity || t == unknown {
		return src, false
	}
	d := t.decoder()
	size := len(src)
	if t == base64 {
		size = len(src)/4*3 + 3
	}
	out := d.flush(d.append(make([]byte, 0, size), src))
	return out, d.damaged()
}

// reader decodes a stream.
func (t transfer) reader(r io.Reader) io.Reader {
	if t == identity || t == unknown {
		return r
	}
	return &decoding{r: r, d: t.decoder(), in: make([]byte, 64<<10)}
}

type decoding struct {
	r       io.Reader
	d       decoder
	in, out []byte
	pos     int
	err     error
}

func (d *decoding) Read(p []byte) (int, error) {
	for d.pos == len(d.out) {
		if d.err != nil {
			return 0, d.err
		}
		n, err := d.r.Read(d.in)
		d.out, d.pos = d.d.append(d.out[:0], d.in[:n]), 0
		if d.err = err; err != nil {
			d.out = d.d.flush(d.out)
		}
	}
	n := copy(p, d.out[d.pos:])
	d.pos += n
	return n, nil
}

type identityDecoder struct{}

func (identityDecoder) append(dst, src []byte) []byte { return append(dst, src...) }
func (identityDecoder) flush(dst []byte) []byte       { return dst }
func (identityDecoder) damaged() bool                 { return false }

// Values of base64Value beside the digits.
const (
	b64Space = 0xfd // passed over in silence
	b64Pad   = 0xfe
	b64Junk  = 0xff
)

var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = b64Junk
	}
	for i := range len(base64Alphabet) {
		t[base64Alphabet[i]] = byte(i)
	}
	// QUIRK: some mailers use the URL alphabet.
	t['-'], t['_'] = 62, 63
	t[' '], t['\t'], t['\r'], t['\n'] = b64Space, b64Space, b64Space, b64Space
	t['='] = b64Pad
	return t
}()

// base64Decoder reads base64 with line noise, missing padding and trailing
// text: foreign bytes are passed over. QUIRK: two encoded texts may be glued
// together; padding therefore ends a group, not the data. A line that looks
// like a delimiter never reaches the decoder.
type base64Decoder struct {
	bits uint32
	n    int
	bad  bool
}

func (d *base64Decoder) append(dst, src []byte) []byte {
	for i := 0; i < len(src); {
		if d.n == 0 {
			for i+4 <= len(src) {
				a, b, c, e := base64Value[src[i]], base64Value[src[i+1]], base64Value[src[i+2]], base64Value[src[i+3]]
				if (a|b|c|e)&0xc0 != 0 {
					break
				}
				v := uint32(a)<<18 | uint32(b)<<12 | uint32(c)<<6 | uint32(e)
				dst = append(dst, byte(v>>16), byte(v>>8), byte(v))
				i += 4
			}
			if i == len(src) {
				break
			}
		}
		v := base64Value[src[i]]
		i++
		switch v {
		case b64Space:
		case b64Junk:
			d.bad = true
		case b64Pad:
			dst = d.group(dst)
		default:
			d.bits, d.n = d.bits<<6|uint32(v), d.n+1
			if d.n == 4 {
				dst = append(dst, byte(d.bits>>16), byte(d.bits>>8), byte(d.bits))
				d.bits, d.n = 0, 0
			}
		}
	}
	return dst
}

// group writes the whole bytes of an unfinished group.
func (d *base64Decoder) group(dst []byte) []byte {
	switch d.n {
	case 1:
		d.bad = true
	case 2:
		dst = append(dst, byte(d.bits>>4))
	case 3:
		dst = append(dst, byte(d.bits>>10), byte(d.bits>>2))
	}
	d.bits, d.n = 0, 0
	return dst
}

func (d *base64Decoder) flush(dst []byte) []byte { return d.group(dst) }
func (d *base64Decoder) damaged() bool           { return d.bad }

var hexOf = func() (t [256]int16) {
	for i := range t {
		t[i] = -1
	}
	for i := range 10 {
		t['0'+i] = int16(i)
	}
	for i := range 6 {
		t['a'+i], t['A'+i] = int16(10+i), int16(10+i)
	}
	return t
}()

// quotedDecoder reads quoted-printable: lower-case digits, a soft break at the
// end of the data, "=" before a bare LF, white space after the "=", and an "="
// that begins nothing (kept as it is).
type quotedDecoder struct {
	rest []byte // an unfinished escape or run of white space from the last piece
	bad  bool
}

func (d *quotedDecoder) append(dst, src []byte) []byte {
	if len(d.rest) > 0 {
		src = append(append([]byte(nil), d.rest...), src...)
		d.rest = nil
	}
	for len(src) > 0 {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			// The line's end decides about trailing blanks: wait for it, unless
			// the line is of no sane length.
			if len(src) < 128<<10 {
				d.rest = append(d.rest, src...)
				return dst
			}
			keep := len(src) - 3
			dst = d.line(dst, src[:keep], false)
			d.rest = append(d.rest, src[keep:]...)
			return dst
		}
		dst = d.line(dst, src[:i+1], true)
		src = src[i+1:]
	}
	return dst
}

func (d *quotedDecoder) flush(dst []byte) []byte {
	dst = d.line(dst, d.rest, true)
	d.rest = nil
	return dst
}

// line decodes one line with its end; whole says that the line's end is here.
func (d *quotedDecoder) line(dst, b []byte, whole bool) []byte {
	text, end := b, []byte(nil)
	if whole {
		text = bytes.TrimRight(b, "\r\n")
		end = b[len(text):]
		text = bytes.TrimRight(text, " \t")
		if n := len(text); n > 0 && text[n-1] == '=' {
			text, end = text[:n-1], nil
		}
	}
	for {
		i := bytes.IndexByte(text, '=')
		if i < 0 {
			break
		}
		dst = append(dst, text[:i]...)
		if i+2 < len(text) && hexOf[text[i+1]] >= 0 && hexOf[text[i+2]] >= 0 {
			dst = append(dst, byte(hexOf[text[i+1]]<<4|hexOf[text[i+2]]))
			text = text[i+3:]
			continue
		}
		d.bad = true
		dst = append(dst, '=')
		text = text[i+1:]
	}
	dst = append(dst, text...)
	return append(dst, end...)
}

func (d *quotedDecoder) damaged() bool { return d.bad }

// uuDecoder reads uuencoded lines between "begin" and "end"; text around them
// is passed over.
type uuDecoder struct {
	rest   []byte
	inside bool
	bad    bool
}

func (d *uuDecoder) append(dst, src []byte) []byte {
	if len(d.rest) > 0 {
		src = append(append([]byte(nil), d.rest...), src...)
		d.rest = nil
	}
	for {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			if len(src) > 4096 {
				src, d.bad = nil, true
			}
			d.rest = append(d.rest, src...)
			return dst
		}
		dst = d.line(dst, bytes.TrimRight(src[:i], "\r\n"))
		src = src[i+1:]
	}
}

func (d *uuDecoder) line(dst, b []byte) []byte {
	switch {
	case !d.inside:
		d.inside = isUUBegin(b)
		return dst
	case string(b) == "end" || string(b) == "`" || len(b) == 0 || string(b) == " ":
		d.inside = d.inside && string(b) != "end"
		return dst
	}
	out, ok := uuLine(dst, b)
	d.bad = d.bad || !ok
	return out
}

func (d *uuDecoder) flush(dst []byte) []byte {
	dst = d.line(dst, bytes.TrimRight(d.rest, "\r\n"))
	d.bad = d.bad || d.inside
	d.rest = nil
	return dst
}

func (d *uuDecoder) damaged() bool { return d.bad }

// isUUBegin tells a line such as "begin 644 name".
func isUUBegin(b []byte) bool {
	if !bytes.HasPrefix(b, []byte("begin ")) || len(b) < 11 {
		return false
	}
	digits := 0
	for i := 6; i < len(b) && b[i] >= '0' && b[i] <= '7'; i++ {
		digits++
	}
	return (digits == 3 || digits == 4) && b[6+digits] == ' '
}

// uuLine decodes one data line: a length character, then groups of four.
func uuLine(dst, b []byte) ([]byte, bool) {
	if b[0] < ' ' || b[0] > '`' {
		return dst, false
	}
	want := int(b[0]-' ') & 63
	b = b[1:]
	value := func(i int) uint32 {
		// Trailing blanks are often cut off in transit: they mean zero.
		if i >= len(b) {
			return 0
		}
		return uint32(b[i]-' ') & 63
	}
	ok := len(b) >= (want*8+5)/6-3 && len(b) <= 90
	for i := 0; want > 0; i += 4 {
		v := value(i)<<18 | value(i+1)<<12 | value(i+2)<<6 | value(i+3)
		three := [3]byte{byte(v >> 16), byte(v >> 8), byte(v)}
		n := min(want, 3)
		dst = append(dst, three[:n]...)
		want -= n
	}
	return dst, ok
}
