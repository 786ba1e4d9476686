package archive

import (
	"bytes"
	"errors"
	"strings"

	"vaughn/index/message"
)

// Object identifiers of CMS content types (RFC 5652), DER bytes.
var (
	oidSigned    = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	oidEnveloped = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}
	oidAuthEnv   = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17}
)

var errSMIME = errors.New("not a CMS structure that can be read without a key")

// openSMIME takes the mail out of an opaquely signed part (RFC 8551 section
// 3.5.2). It checks no signature and says so; what is enciphered stays so.
func openSMIME(raw []byte, at message.Locator, lim Limits) (*message.Message, error) {
	_, info, _, ok := berRead(raw, 0)
	if !ok {
		return nil, errSMIME
	}
	_, oid, size, ok := berRead(info, 0)
	if !ok {
		return nil, errSMIME
	}
	switch {
	case bytes.Equal(oid, oidEnveloped), bytes.Equal(oid, oidAuthEnv):
		m := newItem(at)
		m.Note(ProblemEncrypted, "S/MIME", false)
		return m, nil
	case !bytes.Equal(oid, oidSigned):
		return nil, errSMIME
	}
	mime, ok := signedContent(info[size:])
	if !ok {
		return newItem(at), nil // certificates only: the bytes are all there is
	}
	m := ReadMIME(mime, at, lim)
	// The inner text is an entity, not a mail: that it has no date is no fault.
	m.Problems = without(m.Problems, ProblemDateMissing)
	m.Note(ProblemSigned, "S/MIME", false)
	return m, nil
}

func without(list []message.Problem, code string) []message.Problem {
	var out []message.Problem
	for _, p := range list {
		if !strings.EqualFold(p.Code, code) {
			out = append(out, p)
		}
	}
	return out
}

// signedContent walks [0] SignedData: version, digestAlgorithms,
// encapContentInfo { eContentType, [0] eContent OCTET STRING }.
func signedContent(b []byte) ([]byte, bool) {
	for _, step := range []int{0, 0, 2, 1, 0} {
		var ok bool
		if b, ok = berChild(b, step); !ok {
			return nil, false
		}
	}
	return b, len(b) > 0
}

// berChild gives the content of the nth element of b; an octet string built of
// pieces is joined.
func berChild(b []byte, n int) ([]byte, bool) {
	for {
		tag, content, size, ok := berRead(b, 0)
		switch {
		case !ok:
			return nil, false
		case n > 0:
			n--
			b = b[size:]
		case tag == 0x24:
			return berJoin(content)
		default:
			return content, true
		}
	}
}

func berJoin(b []byte) ([]byte, bool) {
	var out []byte
	for len(b) > 0 {
		tag, content, size, ok := berRead(b, 0)
		if !ok || tag != 0x04 {
			return nil, false
		}
		out = append(out, content...)
		b = b[size:]
	}
	return out, true
}

// berRead reads one element (X.690): definite lengths, and the indefinite ones
// that mailers which stream prefer.
func berRead(b []byte, depth int) (tag byte, content []byte, size int, ok bool) {
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > 16 {
		return 0, nil, 0, false
	}
	tag = b[0]
	n, pos := int(b[1]), 2
	switch {
	case n == 0x80:
		for pos+2 <= len(b) && (b[pos] != 0 || b[pos+1] != 0) {
			_, _, s, ok := berRead(b[pos:], depth+1)
			if !ok {
				return 0, nil, 0, false
			}
			pos += s
		}
		if pos+2 > len(b) {
			return 0, nil, 0, false
		}
		return tag, b[2:pos], pos + 2, true
	case n > 0x80:
		count := n & 0x7f
		if count > 4 || len(b) < 2+count {
			return 0, nil, 0, false
		}
		n = 0
		for _, c := range b[2 : 2+count] {
			n = n<<8 | int(c)
		}
		pos += count
	}
	if n < 0 || n > len(b)-pos {
		return 0, nil, 0, false
	}
	return tag, b[pos : pos+n], pos + n, true
}
