package qc

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
)

// spelled are leaks in visible words of the page, each spelled in a way that no
// plain search finds. The layer that knows what is withheld must see each by
// itself; the others see that a page says more than was released.
func spelled() []leak {
	at := func(name string, form func(s string) string) leak {
		return leak{name: name, sees: "withheld", plant: func(e *editor, s string) { e.behind(e.show(80, 40, 9, "", form(s))) }}
	}
	return []leak{
		at("capitals", strings.ToUpper), at("small letters", strings.ToLower),
		at("accents", func(s string) string {
			return strings.NewReplacer("a", "á", "e", "ë", "i", "î", "o", "õ", "u", "ů", "n", "ñ", "c", "ç").Replace(s) + "\u0301"
		}),
		at("ligatures", func(s string) string {
			return strings.NewReplacer("fi", "ﬁ", "fl", "ﬂ", "ff", "ﬀ", "st", "ﬆ").Replace(s)
		}),
		at("full width", func(s string) string {
			return strings.Map(func(r rune) rune {
				if r > ' ' {
					return r + 0xfee0
				}
				return r
			}, s)
		}),
		at("zero width", func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") }),
		at("soft hyphens", func(s string) string { return s[:3] + "\u00ad" + s[3:] }),
		at("look-alikes", func(s string) string {
			return strings.NewReplacer("a", "а", "c", "с", "e", "е", "i", "і", "o", "о", "p", "р", "x", "х", "y", "у", "n", "п", "b", "Ь").Replace(s)
		}),
		at("spaced", func(s string) string { return strings.Join(strings.Split(s, ""), " ") }),
		at("joined", func(s string) string { return strings.ReplaceAll(s, " ", "") }),
		at("punctuated", func(s string) string { return strings.Join(strings.Split(s, ""), ".") }),
		at("turned round", reversed),
		{name: "over two lines", sees: "withheld", plant: func(e *editor, s string) {
			e.behind(e.show(80, 44, 9, "", s[:4]+"-") + "\n" + e.show(80, 30, 9, "", s[4:]))
		}},
		{name: "over two pages", sees: "withheld", plant: func(e *editor, s string) {
			e.behind(e.show(500, 20, 9, "", s[:4]))
			e.replace(e.page(1), "stream\n", "stream\n"+e.show(80, 780, 9, "", s[4:])+"\n")
		}},
	}
}

// structured are leaks in the parts of a file that other programs write.
func structured() []leak {
	root := func(entry string) func(e *editor, s string) {
		return func(e *editor, s string) { e.key(e.root, strings.ReplaceAll(entry, "SECRET", s)) }
	}
	return []leak{
		{name: "structure tree", sees: "bytes", plant: root("/StructTreeRoot <</Type /StructTreeRoot /K <</S /Figure /Alt (SECRET)>> >>")},
		{name: "names of destinations", sees: "bytes", plant: root("/Names <</Dests <</Names [(SECRET) [null /Fit]]>> >>")},
		{name: "output intent", sees: "bytes", plant: root("/OutputIntents [<</S /GTS_PDFA1 /OutputConditionIdentifier (SECRET)>>]")},
		{name: "private data", sees: "bytes", plant: root("/PieceInfo <</Vaughn <</Private (SECRET)>> >>")},
		{name: "collection", sees: "bytes", plant: root("/Collection <</Schema <</a <</N (SECRET)>> >> >>")},
		{name: "web links of the file", sees: "bytes", plant: root("/URI <</Base (https://example.gov/SECRET)>>")},
		{name: "thumbnail", sees: "bytes", plant: func(e *editor, s string) {
			e.key(e.find(aPage), fmt.Sprintf("/Thumb %d 0 R", e.addStream("/Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray", s+"....")))
		}},
		{name: "action of a page", sees: "bytes", plant: func(e *editor, s string) {
			e.key(e.find(aPage), "/AA <</O <</S /JavaScript /JS ("+s+")>> >>")
		}},
		{name: "alternative text of a picture", on: "photo", sees: "bytes", plant: func(e *editor, s string) { e.key(e.find("/Subtype /Image"), "/Alt ("+s+")") }},
		{name: "object stream", sees: "bytes", plant: func(e *editor, s string) {
			e.addStream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", "9 0 ("+s+")")
		}},
		{name: "text of UTF-16", sees: "bytes", plant: func(e *editor, s string) {
			e.key(e.root, "/PieceInfo <"+hex.EncodeToString([]byte("\xfe\xff"+wideBytes(s)))+">")
		}},
		{name: "escaped octally", sees: "bytes", plant: func(e *editor, s string) {
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, "\\%03o", s[i])
			}
			e.key(e.root, "/PieceInfo ("+b.String()+")")
		}},
		{name: "base64", sees: "bytes", plant: func(e *editor, s string) {
			e.key(e.root, "/PieceInfo ("+base64.StdEncoding.EncodeToString([]byte(s))+")")
		}},
		{name: "what a font says of its scripts", only: "bytes", plant: func(e *editor, s string) {
			n := e.find("/Length1")
			o := []byte(e.objects[n])
			file := o[bytes.Index(o, []byte("stream\n"))+len("stream\n"):]
			at := binary.BigEndian.Uint32(file[bytes.Index(file, []byte("OS/2"))+8:])
			copy(file[at+42:], s)
			e.objects[n] = string(o)
		}},
	}
}

func wideBytes(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteString(string([]byte{0, c}))
	}
	return b.String()
}
