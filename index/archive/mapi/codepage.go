package mapi

import (
	"strconv"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// Charset gives the name the registries have for a Windows code page, "" for
// one that says nothing about 8-bit text: none, and 1200 (UTF-16), which
// Unicode stores state for their 8-bit strings too.
func Charset(page int) string {
	switch page {
	case 0, 1200, 1201:
		return ""
	case 437, 850, 852, 855, 858, 860, 862, 863, 865, 866:
		return "ibm" + strconv.Itoa(page)
	case 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258:
		return "windows-" + strconv.Itoa(page)
	case 932:
		return "shift_jis"
	case 936, 20936:
		return "gbk"
	case 949, 51949:
		return "euc-kr"
	case 950:
		return "big5"
	case 10000:
		return "macintosh"
	case 10007:
		return "x-mac-cyrillic"
	case 20127:
		return "us-ascii"
	case 20866:
		return "koi8-r"
	case 21866:
		return "koi8-u"
	case 20932, 51932:
		return "euc-jp"
	case 38598:
		return "iso-8859-8-i"
	case 50220, 50221, 50222:
		return "iso-2022-jp"
	case 52936:
		return "hz-gb-2312"
	case 54936:
		return "gb18030"
	case 65000:
		return "utf-7"
	case 65001:
		return "utf-8"
	}
	if n := page - 28590; n >= 1 && n <= 15 && n != 12 {
		return "iso-8859-" + strconv.Itoa(n)
	}
	return ""
}

// PageOfLocale gives the code page Windows uses for a locale's language
// (the low ten bits of an LCID), 0 for those it reads in Windows-1252.
func PageOfLocale(lcid int) int {
	switch lcid {
	case 0x0404, 0x0C04, 0x1404:
		return 950 // traditional Chinese: the country decides
	case 0x0C1A, 0x1C1A, 0x281A, 0x301A:
		return 1251 // Serbian in Cyrillic
	}
	switch lcid & 0x3FF {
	case 0x01, 0x20, 0x29: // Arabic, Urdu, Persian
		return 1256
	case 0x02, 0x19, 0x22, 0x23, 0x2F, 0x3F, 0x40, 0x44, 0x50: // Cyrillic scripts
		return 1251
	case 0x04:
		return 936
	case 0x05, 0x0E, 0x15, 0x18, 0x1A, 0x1B, 0x1C, 0x24: // central Europe
		return 1250
	case 0x08:
		return 1253
	case 0x0D:
		return 1255
	case 0x11:
		return 932
	case 0x12:
		return 949
	case 0x1E:
		return 874
	case 0x1F, 0x2C, 0x43: // Turkish, Azeri, Uzbek
		return 1254
	case 0x25, 0x26, 0x27: // Baltic
		return 1257
	case 0x2A:
		return 1258
	}
	return 0
}

// encodingOf gives the decoder of a code page; one nobody knows is read as
// Windows-1252, and so are ASCII and Latin-1, whose producers mean it.
func encodingOf(page int) encoding.Encoding {
	name := Charset(page)
	if e, err := htmlindex.Get(name); err == nil && e != encoding.Replacement {
		return e
	}
	if e, err := ianaindex.MIME.Encoding(name); err == nil && e != nil && name != "us-ascii" {
		return e
	}
	return charmap.Windows1252
}
