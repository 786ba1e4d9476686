package archive

import (
	"bytes"
	"strconv"
	"strings"
)

// params are the parameters of a structured field, names in lower case, values
// still as bytes; the first of a repeated name counts.
type params []param

type param struct {
	name  string
	value []byte
}

// maxParams bounds what a hostile field can cost.
const maxParams = 512

// parseParams reads "main; name=value; …" (RFC 2045 section 5.1). QUIRK: ";;",
// values with unquoted blanks, missing quotes and comments are met; a value
// runs to the next ';' then.
func parseParams(v []byte) (string, params) {
	main, rest, _ := bytes.Cut(v, []byte(";"))
	if i := bytes.IndexByte(main, '('); i >= 0 {
		main = main[:i]
	}
	var out params
	for len(rest) > 0 && len(out) < maxParams {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			break
		}
		name := rest[:eq]
		if semi := bytes.LastIndexByte(name, ';'); semi >= 0 {
			name = name[semi+1:]
		}
		var value []byte
		value, rest = paramValue(bytes.TrimLeft(rest[eq+1:], " \t"))
		out = append(out, param{strings.ToLower(string(bytes.Trim(name, " \t\""))), value})
	}
	return strings.ToLower(string(bytes.TrimSpace(main))), out
}

// paramValue takes one value and what follows its ';'.
func paramValue(b []byte) (value, rest []byte) {
	if len(b) == 0 || b[0] != '"' {
		value, rest, _ = bytes.Cut(b, []byte(";"))
		return bytes.TrimSpace(value), rest
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			// QUIRK: "C:\path" is written by producers that never escape.
			if i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\') {
				i++
			}
			value = append(value, b[i])
		case '"':
			_, rest, _ = bytes.Cut(b[i+1:], []byte(";"))
			return value, rest
		default:
			value = append(value, b[i])
		}
	}
	return bytes.TrimSpace(value), nil
}

func (p params) raw(name string) ([]byte, bool) {
	for i := range p {
		if p[i].name == name {
			return p[i].value, true
		}
	}
	return nil, false
}

// get gives a parameter as text: RFC 2231 forms first, else the plain one with
// encoded words decoded (illegal there, and universal).
func (p params) get(name, hint string) string {
	if v, ok := p.raw(name + "*"); ok {
		return oneLine(decodeExtended(v))
	}
	if s, ok := p.continued(name); ok {
		return oneLine(s)
	}
	if v, ok := p.raw(name); ok {
		text, _ := decodeText(v, hint)
		return strings.TrimSpace(text)
	}
	return ""
}

// continued joins name*0, name*1*, … (RFC 2231 section 3).
func (p params) continued(name string) (string, bool) {
	var all []byte
	label, charsetKnown := "", false
	n := 0
	for ; n < maxParams; n++ {
		key := name + "*" + strconv.Itoa(n)
		if v, ok := p.raw(key + "*"); ok {
			if n == 0 {
				if f := bytes.SplitN(v, []byte("'"), 3); len(f) == 3 {
					label, charsetKnown, v = string(f[0]), true, f[2]
				}
			}
			all = append(all, percent(v)...)
			continue
		}
		v, ok := p.raw(key)
		if !ok {
			break
		}
		all = append(all, v...)
	}
	if n == 0 {
		return "", false
	}
	if charsetKnown {
		text, _ := textOf(all, label)
		return text, true
	}
	text, _ := decodeText(all, "")
	return text, true
}

// decodeExtended reads charset'language'percent-encoded.
func decodeExtended(v []byte) string {
	f := bytes.SplitN(v, []byte("'"), 3)
	if len(f) != 3 {
		text, _ := decodeText(percent(v), "")
		return text
	}
	text, _ := textOf(percent(f[2]), string(f[0]))
	return text
}

func percent(b []byte) []byte {
	if bytes.IndexByte(b, '%') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '%' && i+2 < len(b) && hexOf[b[i+1]] >= 0 && hexOf[b[i+2]] >= 0 {
			out = append(out, byte(hexOf[b[i+1]]<<4|hexOf[b[i+2]]))
			i += 2
			continue
		}
		out = append(out, b[i])
	}
	return out
}
