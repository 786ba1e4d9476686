package qc

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"vaughn/export/layout"
)

// Bounds of a sweep: how deep things may lie in one another, and how many bytes
// are looked at in all; what lies beyond is no longer looked into.
const (
	sweepDepth = 4
	sweepBytes = 512 << 20
)

// Sweep lists the strings of at least eight letters that the bytes of a file
// hold in any of the ways in which files keep text: as UTF-8 or UTF-16, spaced,
// reversed, in hexadecimal digits, base64 or escapes, in the strings of a PDF,
// packed streams, and members of archives with their names and remarks. It is no
// reader of any format, so it needs no well-formed file, and it knows no glyphs.
func (n *Needles) Sweep(data []byte) []int {
	if n.Len() == 0 {
		return nil
	}
	s := &sweeper{needles: n, hit: map[int]bool{}, left: sweepBytes}
	s.look(data, 0)
	return slices.Sorted(maps.Keys(s.hit))
}

type sweeper struct {
	needles *Needles
	hit     map[int]bool
	left    int
}

// look looks at bytes as they are, in their codings, and at what is packed in them.
func (s *sweeper) look(data []byte, depth int) {
	if s.left -= len(data); s.left < 0 || len(data) < sureLetters {
		return
	}
	s.letters(string(data))
	if s.needles.wide {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			for odd := range 2 {
				s.letters(wideText(data[odd:], order))
			}
		}
	}
	if plain, any := unescaped(data); any {
		s.letters(string(plain))
	}
	if depth == sweepDepth {
		return
	}
	s.operands(data)
	runs(data, hexDigit, 2*sureLetters, func(run []byte) {
		for odd := range 2 { // what stands before it may look like a digit
			raw := make([]byte, len(run)/2)
			k, _ := hex.Decode(raw, run[odd:])
			s.look(raw[:k], depth+1)
		}
	})
	runs(data, base64Digit, 12, func(run []byte) {
		for from := range 4 {
			raw, _ := base64.RawStdEncoding.DecodeString(string(run[from:]))
			s.look(raw, depth+1)
		}
	})
	s.packed(data, depth)
}

func hexDigit(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

func base64Digit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '+' || c == '/'
}

// runs visits stretches of digits, the ends of lines between them left out.
func runs(data []byte, digit func(byte) bool, least int, visit func([]byte)) {
	var run []byte
	for i := 0; i <= len(data); i++ {
		switch {
		case i < len(data) && digit(data[i]):
			run = append(run, data[i])
		case i < len(data) && len(run) > 0 && (data[i] == '\n' || data[i] == '\r'):
		default:
			if len(run) >= least {
				visit(run)
			}
			run = run[:0]
		}
	}
}

// letters looks for the strings in a text, forward and backward. QUIRK: what is
// no letter is dropped, and so are the zeros of UTF-16: plain letters read the
// same in all of them.
func (s *sweeper) letters(text string) {
	s.needles.eachTight(tightBytes(text), func(i, _, _ int) {
		if utf8.RuneCountInString(s.needles.tight[i][0]) >= sureLetters {
			s.hit[i] = true
		}
	})
}

// tightBytes is tight without the cost of folding what is ASCII.
func tightBytes(text string) string {
	var b, wide strings.Builder
	flush := func() {
		if wide.Len() > 0 {
			b.WriteString(tight(wide.String()))
			wide.Reset()
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != utf8.RuneError {
				wide.WriteString(text[i : i+size])
			}
			i += size
			continue
		}
		i++
		flush()
		switch {
		case 'A' <= c && c <= 'Z':
			b.WriteByte(c | 0x20)
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b.WriteByte(c)
		}
	}
	flush()
	return b.String()
}

func wideText(b []byte, order binary.ByteOrder) string {
	u := make([]uint16, 0, len(b)/2)
	for ; len(b) > 1; b = b[2:] {
		u = append(u, order.Uint16(b))
	}
	return string(utf16.Decode(u))
}

// unescaped takes the escapes of PDF, URLs, quoted-printable, XML and JSON away;
// any tells whether there were some.
func unescaped(data []byte) (out []byte, any bool) {
	if !bytes.ContainsAny(data, "\\%=&#") {
		return nil, false
	}
	for i := 0; i < len(data); {
		from, digits, base, behind := 0, 0, 16, 0
		rest := data[i:min(i+12, len(data))]
		switch {
		case bytes.HasPrefix(rest, []byte("\\u")):
			from, digits = 2, 4
		case rest[0] == '\\':
			from, digits, base = 1, 3, 8
		case bytes.HasPrefix(rest, []byte("&#x")):
			from, digits, behind = 3, bytes.IndexByte(rest, ';')-3, 1
		case bytes.HasPrefix(rest, []byte("&#")):
			from, digits, base, behind = 2, bytes.IndexByte(rest, ';')-2, 10, 1
		case rest[0] == '%' || rest[0] == '=' || rest[0] == '#':
			from, digits = 1, 2
		}
		if digits > 0 && from+digits+behind <= len(rest) {
			if v, err := strconv.ParseUint(string(rest[from:from+digits]), base, 32); err == nil && v <= unicode.MaxRune {
				if any = true; digits < 4 && behind == 0 {
					out = append(out, byte(v))
				} else {
					out = utf8.AppendRune(out, rune(v))
				}
				i += from + digits + behind
				continue
			}
		}
		out = append(out, data[i])
		i++
	}
	return out, any
}

// maxLiteral bounds one string of a PDF; bytes of no PDF may open one and never end it.
const maxLiteral = 64 << 10

// operands joins the strings of a PDF's bytes: a word may be shown letter by
// letter, with numbers between.
func (s *sweeper) operands(data []byte) {
	var joined []byte
	for i := 0; i < len(data); i++ {
		end := byte(0)
		switch data[i] {
		case '(':
			end = ')'
		case '<':
			end = '>'
		default:
			continue
		}
		k := i + 1
		for k < len(data) && k-i < maxLiteral && data[k] != end {
			if data[k] == '\\' && end == ')' {
				k++
			}
			k++
		}
		if k >= len(data) || data[k] != end {
			continue
		}
		in := data[i+1 : k]
		if end == '>' {
			runs(in, hexDigit, 2, func(run []byte) {
				raw := make([]byte, len(run)/2)
				n, _ := hex.Decode(raw, run)
				joined = append(joined, raw[:n]...)
			})
		} else if plain, any := unescaped(in); any {
			joined = append(joined, plain...)
		} else {
			joined = append(joined, in...)
		}
		i = k
	}
	if len(joined) < sureLetters {
		return
	}
	s.letters(string(joined))
	if s.needles.wide {
		s.letters(wideText(joined, binary.BigEndian))
	}
}

// packed looks into streams, zip and gzip.
func (s *sweeper) packed(data []byte, depth int) {
	for rest := data; ; {
		at := bytes.Index(rest, []byte("stream"))
		if at < 0 {
			break
		}
		rest = bytes.TrimLeft(rest[at+len("stream"):], "\r\n")
		if z, err := zlib.NewReader(bytes.NewReader(rest)); err == nil {
			s.look(dense(s.all(z)), depth+1)
		}
	}
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			s.look([]byte(z.Name+"\n"+z.Comment+"\n"+string(z.Extra)), depth+1)
			s.look(s.all(z), depth+1)
		}
	}
	if !bytes.Contains(data[:min(len(data), 4<<10)], []byte("PK\x03\x04")) {
		return
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return
	}
	s.look([]byte(z.Comment), depth+1)
	for _, f := range z.File {
		s.look([]byte(f.Name+"\n"+f.Comment+"\n"+string(f.Extra)), depth+1)
		if r, err := f.Open(); err == nil {
			s.look(s.all(r), depth+1)
		}
	}
}

// dense shortens long stretches of zeros: the map of a font's letters is little else.
func dense(data []byte) []byte {
	const long = 16
	out := data[:0]
	zeros := 0
	for _, c := range data {
		if zeros++; c != 0 {
			zeros = 0
		}
		if zeros <= long {
			out = append(out, c)
		}
	}
	return out
}

// all reads what is left of the bound; what breaks off gives what came.
func (s *sweeper) all(r io.ReadCloser) []byte {
	defer r.Close()
	data, _ := io.ReadAll(io.LimitReader(r, int64(max(s.left, 0))))
	return data
}

// pdfWords are the words that every file of the writer's holds, whatever its pages say.
var pdfWords = sync.OnceValue(func() string {
	var b strings.Builder
	for kind, keys := range shapes {
		b.WriteString(kind)
		for key, rule := range keys {
			b.WriteString("\n" + string(key) + "\n" + strings.ReplaceAll(rule, " ", "\n"))
		}
	}
	return b.String() + toUnicode + strings.Join(layout.FontNames(), "\n") + "\nbeginbfrange\nendbfrange\nstartxref\ntrailer\nendobj\nendstream\nxref\nstream\nVaughn\nDocument\nArtifact\nBlockQuote\nParagraph\nredacted\nexemption\n"
})

// ownBytes proves that no bytes of a file hold a withheld string that none of its
// pages releases, wherever they lie and whatever they are for.
func ownBytes(p *proof) error {
	n := p.claim.Withheld
	if n.Len() == 0 {
		return nil
	}
	planned, own := "", n.Anywhere(pdfWords())
	for _, i := range n.Sweep(p.bytes) {
		if slices.Contains(own, i) {
			continue // a word of the format, such as Registry
		}
		if planned == "" {
			planned = " "
			for _, page := range p.claim.Pages {
				planned += page.Text + "\n"
			}
			planned = tight(planned)
		}
		if t := n.tight[i]; !strings.Contains(planned, t[0]) && !strings.Contains(planned, t[1]) {
			p.fail(-1, "its bytes hold a withheld string")
		}
	}
	return nil
}
