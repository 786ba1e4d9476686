package rtf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
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
	switch page {
	case 932:
		return japanese.ShiftJIS
	case 51932, 20932:
		return japanese.EUCJP
	case 50220, 50221, 50222:
		return japanese.ISO2022JP
	case 936:
		return simplifiedchinese.GBK
	case 52936:
		return simplifiedchinese.HZGB2312
	case 54936:
		return simplifiedchinese.GB18030
	case 949, 51949:
		return korean.EUCKR
	case 950:
		return traditionalchinese.Big5
	case 437:
		return charmap.CodePage437
	case 850:
		return charmap.CodePage850
	case 852:
		return charmap.CodePage852
	case 866:
		return charmap.CodePage866
	case 874:
		return charmap.Windows874
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254, 28599:
		return charmap.Windows1254
	case 1255:
		return charmap.Windows1255
	case 1256:
		return charmap.Windows1256
	case 1257:
		return charmap.Windows1257
	case 1258:
		return charmap.Windows1258
	case 10000:
		return charmap.Macintosh
	case 10007:
		return charmap.MacintoshCyrillic
	case 20866:
		return charmap.KOI8R
	case 21866:
		return charmap.KOI8U
	case 28592:
		return charmap.ISO8859_2
	case 28595:
		return charmap.ISO8859_5
	case 28597:
		return charmap.ISO8859_7
	case 28605:
		return charmap.ISO8859_15
	}
	return charmap.Windows1252
}
