package rtf_test

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"vaughn/index/archive/rtf"
)

func TestDecompress(t *testing.T) {
	hello := "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
	for _, c := range []struct {
		name, raw, want string
		err             error
		max             int
	}{
		{"literals and references", hello, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", nil, 100},
		{"overlapping reference", "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", nil, 100},
		{"wrong checksum", strings.Replace(hello, "f1c5c7a7", "f1c5c7a8", 1), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", rtf.ErrChecksum, 100},
		{"cut off", hello[:60], "{\\rtf1\\ansi\\ansicpg1252", rtf.ErrTruncated, 100},
		{"bound", hello, "{\\rtf1\\ans", rtf.ErrLimit, 10},
		{"stored", "10000000" + "04000000" + "4d454c41" + "00000000" + "7b5c727d", "{\\r}", nil, 100},
		{"stored, cut off", "10000000" + "08000000" + "4d454c41" + "00000000" + "7b5c727d", "{\\r}", rtf.ErrTruncated, 100},
		{"not compressed at all", "7b5c727466317d", "{\\rtf1}", nil, 100},
		{"foreign magic", strings.Replace(hello, "4c5a4675", "4c5a4676", 1), "", rtf.ErrFormat, 100},
		{"nothing", "", "", rtf.ErrFormat, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := hex.DecodeString(c.raw)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rtf.Decompress(raw, c.max)
			if string(got) != c.want || !errors.Is(err, c.err) || c.err == nil && err != nil {
				t.Errorf("got %q, %v; want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

// TestBombStaysSmall checks that a stated size of 4 GiB costs nothing.
func TestBombStaysSmall(t *testing.T) {
	raw, _ := hex.DecodeString("ffffff7fffffffff4c5a46750000000000")
	if n := testing.AllocsPerRun(1, func() { _, _ = rtf.Decompress(raw, 1<<30) }); n > 4 {
		t.Errorf("%v allocations", n)
	}
	if out, err := rtf.Decompress(raw, 1<<30); len(out) != 0 || !errors.Is(err, rtf.ErrTruncated) {
		t.Errorf("%d bytes, %v", len(out), err)
	}
}

const wrap = `{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fmodern\fcharset128 Gothic;}{\f2\fcharset204 Arial;}{\f3\fcharset134 Song;}}{\colortbl\red0\green0\blue0;}\uc1\pard\plain `

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, in, want, from string }{
		{"tags and text", wrap + `{\*\htmltag19 <html>}\htmlrtf{\b\htmlrtf0 {\*\htmltag64 <p>}Hello \htmlrtf\b\htmlrtf0 you\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}\par}`,
			"<html><p>Hello you</p>\n", rtf.FromHTML},
		{"what tags hold is markup, text is not", wrap + `{\*\htmltag64 <a href="x&y">}1 < 2 & 3 &amp; 4{\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0}`,
			`<a href="x&y">1 &lt; 2 &amp; 3 &amp; 4&lt;`, rtf.FromHTML},
		{"rewritten addresses are left out", wrap + `{\*\htmltag64 <img src="cid:1">}{\*\mhtmltag64 <img src="file://c/1">}}`, `<img src="cid:1">`, rtf.FromHTML},
		{"suppression ends with its group", wrap + `a{\htmlrtf b}c}`, "ac", rtf.FromHTML},
		{"stated charset corrected", wrap + `{\*\htmltag <meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">}{\*\htmltag <META charset='gb2312'>}}`,
			`<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><META charset='utf-8'>`, rtf.FromHTML},
		{"lines and tabs in markup", wrap + `{\*\htmltag241 <style>\par p\tab\{color:red\}\line </style>}}`, "<style>\np\t{color:red}\n</style>", rtf.FromHTML},
		{"Japanese, second byte a letter or a brace", wrap + `\f1 \'83A\'83\'41\'83\'5c\'83\\\'83\{}`, "アアソソボ", rtf.FromHTML},
		{"fonts by group", wrap + `{\f2\'cf\'f0}{\f3\'d6\'d0}\'e9}`, "Пр中é", rtf.FromHTML},
		{"font change inside suppressed text counts", wrap + `\htmlrtf\f2\htmlrtf0\'cf}`, "П", rtf.FromHTML},
		{"wrapped text", `{\rtf1\ansi\fromtext{\fonttbl{\f0 x;}}a < b\par\tab c}`, "a < b\n\tc", rtf.FromText},
		{"plain", `{\rtf1\ansi{\fonttbl{\f0\froman Times;}}{\stylesheet{\s1 heading;}}{\info{\title t}}{\*\generator x;}\pard One\par
Two\cell three\row\v hidden\v0 }`, "One\nTwo\tthree\nhidden", rtf.FromRTF},
		{"unicode with fallback", `{\rtf1\uc1 \u8364?\u8211\'96\uc0\u8364 x{\uc2\u8364 ab}c}`, "€–€x€c", rtf.FromRTF},
		{"surrogates", `{\rtf1\u-10179?\u-8704? \u-10179?x\u128512?}`, "😀 \uFFFDx😀", rtf.FromRTF},
		{"fallback is an escape, a word, binary data", "{\\rtf1\\uc1\\u8364\\emdash a\\u8364\\bin3 {{{b}", "€a€b", rtf.FromRTF},
		{"binary data by count", "{\\rtf1 a{\\pict\\bin5 }}}\\}}b}", "ab", rtf.FromRTF},
		{"binary count beyond the end", "{\\rtf1 a\\bin99999999999 }}", "a", rtf.FromRTF},
		{"unicode twin replaces its ancestor", `{\rtf1 {\upr{\'3f}{\*\ud{\u8364 ?}}}}`, "€", rtf.FromRTF},
		{"words", `{\rtf1 \ldblquote a\rdblquote\~\endash\_b\-c}`, "“a”\u00A0–\u2011bc", rtf.FromRTF},
		{"comments, notes and boxes are text", `{\rtf1 a{\*\annotation b}{\footnote c}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt d}}}{\*\unknown e}}`, "abcd", rtf.FromRTF},
		{"result of a field and of an object", `{\rtf1 {\field{\*\fldinst HYPERLINK "u"}{\fldrslt a}}{\object{\*\objdata 0102}{\result b}}}`, "ab", rtf.FromRTF},
		{"a mark after text is none", `{\rtf1 text\fromhtml1 <}`, "text<", rtf.FromRTF},
		{"UTF-8 in the raw", "{\\rtf1\\ansicpg65001 \xc3\xa9}", "é", rtf.FromRTF},
		{"control characters by number", `{\rtf1 a\'0db\u13?c\'01}`, "a\nb\nc\uFFFD", rtf.FromRTF},
		{"8-bit in the raw", "{\\rtf1\\ansi \xe9\\'zz}", "ézz", rtf.FromRTF},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := rtf.Parse([]byte(c.in), 1<<20)
			got := b.HTML + b.Text
			if got != c.want || b.From != c.from || err != nil && !strings.Contains(c.name, "beyond") {
				t.Errorf("got %q from %s, %v; want %q from %s", got, b.From, err, c.want, c.from)
			}
		})
	}
}

func TestParseDamaged(t *testing.T) {
	deep := strings.Repeat("{", 10000)
	for _, c := range []struct {
		name, in, want string
		err            error
		max            int
	}{
		{"none", "hello", "", rtf.ErrFormat, 100},
		{"cut off", `{\rtf1 hel`, "hel", rtf.ErrTruncated, 100},
		{"stray brace", `{\rtf1 a}b}`, "a", rtf.ErrTrailing, 100},
		{"padding after the end", "{\\rtf1 a}\x00\r\n", "a", nil, 100},
		{"bound", `{\rtf1 abcdefgh}`, "abcd", rtf.ErrLimit, 4},
		{"bound inside a character", `{\rtf1 ab\'e9\'e9\'e9\'e9}`, "abé", rtf.ErrLimit, 5},
		{"deep", `{\rtf1 a` + deep + "b" + strings.Repeat("}", 10000) + "c}", "abc", nil, 100},
		{"deep and open", `{\rtf1 a` + deep + "b", "ab", rtf.ErrTruncated, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := rtf.Parse([]byte(c.in), c.max)
			if b.Text != c.want || !errors.Is(err, c.err) || c.err == nil && err != nil {
				t.Errorf("got %q, %v; want %q, %v", b.Text, err, c.want, c.err)
			}
		})
	}
}

func FuzzDecompress(f *testing.F) {
	for _, s := range []string{
		"2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0",
		"1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0",
		"10000000040000004d454c41000000007b5c727d",
	} {
		raw, _ := hex.DecodeString(s)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		const max = 1 << 16
		out, _ := rtf.Decompress(raw, max)
		if len(out) > max {
			t.Fatalf("%d bytes", len(out))
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(wrap + `{\*\htmltag64 <p>}\f1\'83A\u8364?\htmlrtf x\htmlrtf0{\pict\bin3 }}}}`))
	f.Add([]byte(`{\rtf1\mac{\upr{a}{\*\ud{b}}}\u-10179?\u-8704?\par}`))
	f.Add([]byte(`{\rtf1\fromtext\uc2\u8364 ab{\*\annotation x}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		const max = 4 << 10
		b, err := rtf.Parse(in, max)
		if errors.Is(err, rtf.ErrFormat) {
			return
		}
		if s := b.HTML + b.Text; len(s) > max || !utf8.ValidString(s) || strings.ContainsRune(s, '\r') || b.From == "" {
			t.Fatalf("%d bytes from %q", len(s), b.From)
		}
	})
}

// BenchmarkParse measures wrapped HTML, the usual case.
func BenchmarkParse(b *testing.B) {
	in := []byte(wrap + strings.Repeat(`{\*\htmltag64 <p>}\htmlrtf{\htmlrtf0 Words of a usual length, and more of them.\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}`+"\r\n", 2000) + "}")
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if _, err := rtf.Parse(in, 1<<24); err != nil {
			b.Fatal(err)
		}
	}
}
