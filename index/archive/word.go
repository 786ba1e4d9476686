package archive

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// decodeText gives a header value as text: encoded words (RFC 2047) decoded,
// raw 8-bit bytes read as UTF-8 or, failing that, in the charset hint, and
// control characters made spaces. code is "" or a problem code.
func decodeText(b []byte, hint string) (text, code string) {
	if bytes.Contains(b, []byte("=?")) {
		text, code = decodeWords(b, hint)
	} else {
		text, code = rawText(b, hint)
	}
	return oneLine(text), code
}

// oneLine makes every control character of a header value a space.
func oneLine(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return strings.Map(func(r rune) rune {
				if r < ' ' || r == 0x7f {
					return ' '
				}
				return r
			}, s)
		}
	}
	return s
}

// rawText reads 8-bit bytes in a header that states no charset for them.
func rawText(b []byte, hint string) (string, string) {
	if isASCII(b) || utf8.Valid(b) {
		return string(b), ""
	}
	if cs := lookupCharset(hint); !cs.plain {
		return textOf(b, hint)
	}
	text, _ := guess(b, charset{})
	return text, ProblemCharsetFalse
}

// word is one encoded word found in a header value.
type word struct {
	charset string
	bytes   []byte
	end     int // index after its "?="
}

// decodeWords decodes the encoded words of a value. White space between two of
// them is dropped (RFC 2047 section 6.2). QUIRK: many producers cut a
// multi-byte character between two words; neighbours of one charset are
// therefore joined as bytes before they are read as text.
func decodeWords(b []byte, hint string) (string, string) {
	var out strings.Builder
	out.Grow(len(b))
	var pending []byte
	var label, code string
	note := func(c string) {
		if code == "" {
			code = c
		}
	}
	flush := func() {
		if pending != nil {
			s, c := textOf(pending, label)
			out.WriteString(s)
			note(c)
			pending = nil
		}
	}
	plain := func(p []byte) {
		if len(p) > 0 {
			s, c := rawText(p, hint)
			out.WriteString(s)
			note(c)
		}
	}
	last := 0 // start of what is not written yet
	for i := 0; i < len(b); {
		at := bytes.Index(b[i:], []byte("=?"))
		if at < 0 {
			break
		}
		at += i
		w, ok := parseWord(b, at)
		if !ok {
			i = at + 2
			continue
		}
		between := b[last:at]
		if pending == nil || !isBlank(between) {
			flush()
			plain(between)
		} else if !strings.EqualFold(label, w.charset) {
			flush()
		}
		label = w.charset
		pending = append(pending, w.bytes...)
		if pending == nil {
			pending = []byte{}
		}
		last, i = w.end, w.end
	}
	flush()
	plain(b[last:])
	return out.String(), code
}

// maxWord bounds the text of an encoded word. RFC 2047 allows 75 characters;
// whole subjects in one word are met.
const maxWord = 16 << 10

// parseWord reads the encoded word that starts at b[at]. QUIRK: literal spaces
// inside the text are illegal and common; they are kept.
func parseWord(b []byte, at int) (word, bool) {
	rest := b[at+2:]
	q := bytes.IndexByte(rest, '?')
	if q <= 0 || q > 60 || len(rest) < q+3 || rest[q+2] != '?' || bytes.ContainsAny(rest[:q], " \t") {
		return word{}, false
	}
	text := rest[q+3 : min(len(rest), q+3+maxWord)]
	end := bytes.Index(text, []byte("?="))
	if end < 0 {
		return word{}, false
	}
	w := word{charset: string(rest[:q]), end: at + 2 + q + 3 + end + 2}
	switch rest[q+1] {
	case 'q', 'Q':
		w.bytes = decodeQ(text[:end])
	case 'b', 'B':
		var d base64Decoder
		w.bytes = d.flush(d.append(nil, text[:end]))
	default:
		return word{}, false
	}
	return w, true
}

func decodeQ(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '_':
			out = append(out, ' ')
		case b[i] == '=' && i+2 < len(b) && hexOf[b[i+1]] >= 0 && hexOf[b[i+2]] >= 0:
			out = append(out, byte(hexOf[b[i+1]]<<4|hexOf[b[i+2]]))
			i += 2
		default:
			out = append(out, b[i])
		}
	}
	return out
}

func isBlank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}
