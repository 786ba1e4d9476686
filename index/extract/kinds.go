package extract

import (
	"bytes"
	"context"
	"strings"
)

// kind is one sort of file: how to tell it and how to read it.
type kind struct {
	name string
	is   func(in *input) bool
	read func(ctx context.Context, x *Extractor, in *input, s *sheet) error
}

// kinds in the order in which they are tried: by content first, because names
// and media types of mail lie.
func kinds() []kind {
	return []kind{
		{"PDF", isPDF, readPDF},
		{"packed office file or archive", magic("PK\x03\x04", "PK\x05\x06"), readZip},
		{"OLE compound file", magic("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), readOLE},
		{"rich text", magic(`{\rtf`), readRTF},
		{"picture", isPicture, readPicture},
		{"archive", isArchive, readArchive},
		{"encrypted mail", isLockedMail, readLocked},
		{"signature", isSignature, readSignature},
		{"calendar or contact", magic("BEGIN:VCALENDAR", "BEGIN:VCARD", "\ufeffBEGIN:VC"), readCard},
		{"table in a text file", isTable, readTable},
		{"text", isText, readText},
	}
}

// magic tells a kind by the first bytes.
func magic(prefixes ...string) func(*input) bool {
	return func(in *input) bool {
		for _, p := range prefixes {
			if in.has(p) {
				return true
			}
		}
		return false
	}
}

// isPDF allows what the readers of the field allow: a mark within the first
// kilobyte. QUIRK: HTTP headers and byte order marks stand before some.
func isPDF(in *input) bool {
	return bytes.Contains(in.head[:min(len(in.head), 1024)], []byte("%PDF-")) && !isPicture(in)
}

func isPicture(in *input) bool {
	if in.has("\x89PNG\r\n\x1a\n") || in.has("\xff\xd8\xff") || in.has("GIF8") || in.has("II*\x00") || in.has("MM\x00*") {
		return true
	}
	if len(in.head) >= 26 && in.has("BM") && in.head[15] == 0 && in.head[16] == 0 && in.head[17] == 0 {
		return true
	}
	if len(in.head) < 12 {
		return false
	}
	brand := string(in.head[4:12])
	return in.has("RIFF") && string(in.head[8:12]) == "WEBP" || brand == "ftypheic" || brand == "ftypheix" || brand == "ftypmif1" || brand == "ftypavif"
}

func isArchive(in *input) bool {
	for _, m := range []string{"\x1f\x8b", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "BZh", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd"} {
		if in.has(m) {
			return true
		}
	}
	return isTar(in)
}

func isTar(in *input) bool { return len(in.head) > 262 && string(in.head[257:262]) == "ustar" }

// pkcs7 holds the object identifiers of RFC 5652 in DER: enveloped data is
// 1.2.840.113549.1.7.3, signed data ends in 2.
const pkcs7 = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"

func isLockedMail(in *input) bool {
	return bytes.Contains(in.head[:min(len(in.head), 64)], []byte(pkcs7+"\x03")) ||
		bytes.Contains(in.head[:min(len(in.head), 256)], []byte("-----BEGIN PGP MESSAGE-----"))
}

func isSignature(in *input) bool {
	return strings.HasSuffix(in.typ, "pkcs7-signature") && bytes.Contains(in.head[:min(len(in.head), 64)], []byte(pkcs7+"\x02"))
}
