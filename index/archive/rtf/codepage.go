package rtf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"vaughn/index/archive/codepage"
)

// pageOfCharset maps \fcharset to a code page; 0 for those that name none, of
// which text is in the document's.
func pageOfCharset(charset int) int {
	switch charset {
	case 0:
		return 1252
	case 77:
		return 10000
	case 128:
		return 932
	case 129:
		return 949
	case 130:
		return 1361
	case 134:
		return 936
	case 136:
		return 950
	case 161:
		return 1253
	case 162:
		return 1254
	case 163:
		return 1258
	case 177, 178, 179, 180, 181:
		if charset == 177 || charset == 181 {
			return 1255
		}
		return 1256
	case 186:
		return 1257
	case 204:
		return 1251
	case 222:
		return 874
	case 238:
		return 1250
	case 254:
		return 437
	case 255:
		return 850
	}
	return 0
}

// decode reads bytes in a code page; what is no text becomes U+FFFD.
func decode(page int, b []byte) string {
	ascii := true
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0x1B {
			ascii = false
			break
		}
	}
	if ascii {
		return string(b)
	}
	if page == 65001 {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out, err := encodingOf(page).NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// encodingOf gives the decoder of a Windows code page; Windows-1252 for one
// that is not known here.
func encodingOf(page int) encoding.Encoding {
	if e := codepage.Encoding(page); e != nil {
		return e
	}
	return charmap.Windows1252
}
