package archive

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// charsetAlias maps names seen in mail to names the registries know. QUIRK:
// several producers label a superset by the name of its subset; reading the
// superset is right for both.
var charsetAlias = map[string]string{
	"utf8": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf-8-mac": "utf-8", "utf_8": "utf-8",
	"ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii", "ansi_x3.110-1983": "us-ascii", "646": "us-ascii",
	"default": "", "x-unknown": "", "unknown": "", "unknown-8bit": "", "x-user-defined": "", "8bit": "", "binary": "", "none": "", "_autodetect": "", "_autodetect_all": "",
	"unicode-1-1-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7",
	"latin1": "windows-1252", "latin-1": "windows-1252", "iso8859-1": "windows-1252", "iso_8859-1": "windows-1252",
	"cp-850": "ibm850", "cp850": "ibm850", "850": "ibm850", "cp437": "ibm437", "437": "ibm437", "cp-437": "ibm437",
	"cp1250": "windows-1250", "cp1251": "windows-1251", "cp1252": "windows-1252", "cp-1252": "windows-1252",
	"win-1251": "windows-1251", "win1251": "windows-1251", "ansi": "windows-1252", "x-ansi": "windows-1252",
	"cp936": "gbk", "ms936": "gbk", "gb2312": "gbk", "x-gbk": "gbk", "gb_2312-80": "gbk", "gb2312_charset": "gbk", "euc-cn": "gbk",
	"cp949": "euc-kr", "ks_c_5601-1987": "euc-kr", "ks_c_5601": "euc-kr", "uhc": "euc-kr", "x-windows-949": "euc-kr",
	"cp932": "shift_jis", "ms932": "shift_jis", "sjis": "shift_jis", "x-sjis": "shift_jis", "windows-31j": "shift_jis",
	"cp950": "big5", "big5-hkscs": "big5", "x-big5": "big5",
	"iso-8859-8-i": "iso-8859-8-i", "iso-8859-6-i": "iso-8859-6", "visual": "iso-8859-8",
	"x-mac-roman": "macintosh", "macroman": "macintosh",
	"cp50220": "iso-2022-jp", "iso-2022-jp-1": "iso-2022-jp", "iso-2022-jp-ms": "iso-2022-jp",
}

// charset is a decoder looked up by the name a part states.
type charset struct {
	name  string // as the registries spell it
	enc   encoding.Encoding
	plain bool // UTF-8 or ASCII: nothing to decode
	known bool
}

// lookupCharset finds a decoder; known is false for a name nobody knows, and
// plain with no name for a part that states nothing.
func lookupCharset(label string) charset {
	name := strings.ToLower(strings.Trim(strings.TrimSpace(label), `"'`))
	name = strings.TrimPrefix(name, "charset=")
	// RFC 2231 section 5: a language may follow the charset of an encoded word.
	if i := strings.IndexByte(name, '*'); i >= 0 {
		name = name[:i]
	}
	if alias, ok := charsetAlias[name]; ok {
		name = alias
	}
	switch name {
	case "":
		return charset{plain: true, known: true}
	case "utf-8", "us-ascii":
		return charset{name: name, plain: true, known: true}
	case "iso-8859-1", "windows-1252":
		return charset{name: "windows-1252", enc: charmap.Windows1252, known: true}
	case "utf-7":
		return charset{name: name, known: true}
	case "hz-gb-2312":
		return charset{name: name, enc: simplifiedchinese.HZGB2312, known: true}
	}
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		return charset{name: name, enc: enc, known: true}
	}
	if enc, err := ianaindex.MIME.Encoding(name); err == nil && enc != nil {
		return charset{name: name, enc: enc, known: true}
	}
	return charset{name: name, plain: true}
}

// textOf decodes text and says what was wrong with its label: "" or one of the
// problem codes. The result is valid UTF-8. QUIRK: the label is often false;
// bytes that are valid UTF-8 with non-ASCII in them are practically never
// anything else, and bytes that are not UTF-8 are best read as Windows-1252.
func textOf(b []byte, label string) (string, string) {
	if isASCII(b) && !stateful(label) {
		if !lookupKnown(label) {
			return string(b), ProblemCharset
		}
		return string(b), ""
	}
	cs := lookupCharset(label)
	switch {
	case cs.name == "utf-7":
		return decodeUTF7(b, '+'), ""
	case cs.plain:
		return guess(b, cs)
	}
	if cs.name == "windows-1252" && utf8.Valid(b) {
		return string(b), ProblemCharsetFalse
	}
	out, err := cs.enc.NewDecoder().Bytes(b)
	if err != nil {
		text, _ := guess(b, cs)
		return text, ProblemCharsetFalse
	}
	if n := bytes.Count(out, []byte("\uFFFD")); n > 0 && utf8.Valid(b) {
		return string(b), ProblemCharsetFalse
	}
	return strings.ToValidUTF8(string(out), "\uFFFD"), ""
}

func guess(b []byte, cs charset) (string, string) {
	code := ""
	if !cs.known {
		code = ProblemCharset
	}
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		b = b[3:]
	}
	if utf8.Valid(b) {
		if cs.name == "us-ascii" {
			code = ProblemCharsetFalse
		}
		return string(b), code
	}
	if code == "" && cs.name != "" {
		code = ProblemCharsetFalse
	}
	// A UTF-8 text with a few broken bytes stays UTF-8 with marks at those.
	if cs.name == "utf-8" && mostlyUTF8(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD"), code
	}
	out, _ := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(out), code
}

// mostlyUTF8 tells whether valid multi-byte runes outnumber broken bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > bad
}

func isASCII(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// lookupKnown is the cheap answer for the charsets most mail states.
func lookupKnown(label string) bool {
	switch label {
	case "", "utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1":
		return true
	}
	return lookupCharset(label).known
}

// stateful names the charsets whose ASCII bytes are not ASCII text.
func stateful(label string) bool {
	switch label {
	case "", "utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1":
		return false
	}
	l := strings.ToLower(label)
	return strings.Contains(l, "2022") || strings.Contains(l, "utf-7") || strings.Contains(l, "utf-16") ||
		strings.Contains(l, "utf-32") || strings.HasPrefix(l, "hz") || strings.Contains(l, "cp5022")
}

const (
	base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
)

// decodeUTF7 reads RFC 2152 text (shift '+') or the modified form of RFC 3501
// section 5.1.3 that Maildir++ folder names use (shift '&', ',' for '/').
func decodeUTF7(b []byte, shift byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != shift {
			if b[i] < 0x80 {
				out.WriteByte(b[i])
			} else {
				out.WriteRune(utf8.RuneError)
			}
			continue
		}
		end := i + 1
		for end < len(b) && (strings.IndexByte(base64Alphabet, b[end]) >= 0 || shift == '&' && b[end] == ',') {
			end++
		}
		if end == i+1 {
			out.WriteByte(shift)
			if end < len(b) && b[end] == '-' {
				i = end
			}
			continue
		}
		writeUTF16Bits(&out, b[i+1:end])
		i = end - 1
		if end < len(b) && b[end] == '-' {
			i = end
		}
	}
	return out.String()
}

func writeUTF16Bits(out *strings.Builder, b []byte) {
	var bits, n uint32
	var high rune
	for _, c := range b {
		if c == ',' {
			c = '/'
		}
		bits = bits<<6 | uint32(strings.IndexByte(base64Alphabet, c))
		n += 6
		if n < 16 {
			continue
		}
		n -= 16
		u := rune(bits >> n & 0xffff)
		switch {
		case u >= 0xd800 && u < 0xdc00:
			high = u
		case u >= 0xdc00 && u < 0xe000 && high != 0:
			out.WriteRune(0x10000 + (high-0xd800)<<10 + (u - 0xdc00))
			high = 0
		default:
			out.WriteRune(u)
		}
	}
}
