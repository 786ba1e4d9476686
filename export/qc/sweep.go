package qc

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zlib"

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
// In texts and tables it lists short names too (pair), as whole words.
func (n *Needles) Sweep(data []byte) []int {
	if n.Len() == 0 {
		return nil
	}
	s, ok := n.sweepers.Get().(*sweeper)
	if !ok {
		s = newSweeper(n)
	}
	s.left = sweepBytes
	s.look(data, 0)
	s.words(data)
	hits := slices.Sorted(maps.Keys(s.hit))
	if s.light() {
		n.sweepers.Put(s)
	}
	return hits
}

// sweeper looks for strings in one file at a time.
type sweeper struct {
	needles *Needles
	hit     map[int]bool
	left    int // bytes that may still be looked at

	letters []byte // without spaces, of what is looked at
	plain   []byte // without escapes, or the strings of a PDF
	levels  [sweepDepth + 1]level
	mark    func(place)
	packed  bytes.Reader
	zlib    io.ReadCloser
}

// level are the buffers of one depth; those of the depths above hold what is
// looked at.
type level struct {
	rest []byte // what is not packed
	raw  []byte // what was in a coding or packed
	run  []byte // digits
}

func newSweeper(n *Needles) *sweeper {
	s := &sweeper{needles: n, hit: map[int]bool{}}
	s.mark = func(p place) {
		if !s.hit[p.needle] && n.sure(p.needle) {
			s.hit[p.needle] = true
		}
	}
	return s
}

// light empties a sweeper and tells whether it is worth keeping.
func (s *sweeper) light() bool {
	const most = 4 << 20
	clear(s.hit)
	s.packed.Reset(nil)
	size := cap(s.letters) + cap(s.plain)
	for _, l := range s.levels {
		size += cap(l.rest) + cap(l.raw) + cap(l.run)
	}
	return size <= most
}

// look looks at bytes as they are, in their codings, and at what is packed in
// them. It tells whether the bound let it.
func (s *sweeper) look(data []byte, depth int) bool {
	if s.left -= len(data); s.left < 0 {
		return false
	}
	if len(data) < sureLetters {
		return true
	}
	rest := data
	if depth < sweepDepth {
		rest = s.streams(data, depth)
	}
	s.text(rest)
	s.wideText(rest)
	var any bool
	if s.plain, any = unescaped(s.plain[:0], rest); any {
		s.text(s.plain)
	}
	if depth < sweepDepth {
		s.operands(rest)
		s.codings(rest, depth)
		s.archives(data, depth)
	}
	return true
}

// text looks for the strings in a text, forward and backward.
func (s *sweeper) text(data []byte) {
	s.letters = s.needles.folds.tighten(s.letters[:0], data)
	s.needles.each(s.letters, sureLetters, s.mark)
}

// words looks for short names in a file that is text. It is not asked of what a
// page shows: there, words stand beside each other that belong to two columns.
func (s *sweeper) words(data []byte) {
	n := s.needles
	if s.left < 0 || !isText(data) {
		return
	}
	any := false
	s.letters = n.folds.tighten(s.letters[:0], data)
	n.each(s.letters, pairLetters, func(p place) { any = any || n.pair(p.needle) })
	if !any {
		return
	}
	for _, phrase := range strings.FieldsFunc(string(data), betweenPhrases) {
		for i := range n.Count(phrase) {
			if n.pair(i) {
				s.hit[i] = true
			}
		}
	}
}

// betweenPhrases tells the signs between names: "Ray, Ann; Lee, Bo" does not say
// Ann Lee. QUIRK: a Concordance load file quotes its columns by þ, elsewhere a
// letter.
func betweenPhrases(r rune) bool {
	return r == 'þ' || !unicode.In(r, unicode.L, unicode.N, unicode.M, unicode.Cf, unicode.Zs) && !strings.ContainsRune(".-_'’", r)
}

// isText tells whether bytes are UTF-8 without signs that no text has, but for
// the one that parts the columns of a Concordance load file.
func isText(data []byte) bool {
	return utf8.Valid(data) && !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x14", r) })
}

// streams looks into packed streams, and returns what is left without those
// that were whole: their packed bytes say nothing that their content does not.
func (s *sweeper) streams(data []byte, depth int) []byte {
	l := &s.levels[depth]
	l.rest = l.rest[:0]
	from := 0
	for at := 0; ; {
		k := bytes.Index(data[at:], []byte("stream"))
		if k < 0 {
			break
		}
		at += k + len("stream")
		begin := len(data) - len(bytes.TrimLeft(data[at:], "\r\n"))
		if n := s.inflate(data[begin:], depth); n > 0 {
			l.rest = append(l.rest, data[from:begin]...)
			from, at = begin+n, begin+n
		}
	}
	if from == 0 {
		return data
	}
	l.rest = append(l.rest, data[from:]...)
	return l.rest
}

// inflate looks at what is packed at the beginning of data, and tells of how many
// bytes all was looked at: 0 when it breaks off or its sum is wrong.
func (s *sweeper) inflate(data []byte, depth int) int {
	s.packed.Reset(data)
	if z, ok := s.zlib.(zlib.Resetter); ok {
		if z.Reset(&s.packed, nil) != nil {
			return 0
		}
	} else if z, err := zlib.NewReader(&s.packed); err == nil {
		s.zlib = z
	} else {
		return 0
	}
	raw, whole := s.read(s.zlib, depth)
	size := len(data) - s.packed.Len()
	if !s.look(dense(raw), depth+1) || !whole {
		return 0
	}
	return size
}

// read reads what is left of the bound, and tells whether that was all; what
// breaks off gives what came.
func (s *sweeper) read(r io.Reader, depth int) (raw []byte, whole bool) {
	l := &s.levels[depth]
	b := bytes.NewBuffer(l.raw[:0])
	n, err := b.ReadFrom(io.LimitReader(r, int64(s.left)))
	l.raw = b.Bytes()
	return l.raw, err == nil && n < int64(s.left)
}

// archives looks into zip and gzip.
func (s *sweeper) archives(data []byte, depth int) {
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
			s.look([]byte(z.Name+"\n"+z.Comment+"\n"+string(z.Extra)), depth+1)
			raw, _ := s.read(z, depth)
			s.look(raw, depth+1)
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
			raw, _ := s.read(r, depth)
			r.Close()
			s.look(raw, depth+1)
			s.words(raw)
		}
	}
}

// dense shortens long stretches of zeros: the map of a font's letters is little else.
func dense(data []byte) []byte {
	var zeros [128]byte
	const long = 16
	out := data[:0]
	for {
		at := bytes.Index(data, zeros[:long])
		if at < 0 {
			return append(out, data...)
		}
		out = append(out, data[:at+long]...)
		for data = data[at+long:]; bytes.HasPrefix(data, zeros[:]); {
			data = data[len(zeros):]
		}
		data = bytes.TrimLeft(data, "\x00")
	}
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

// inFormat are the strings that are words of the format, such as Registry.
func (n *Needles) inFormat() []int {
	n.format.Do(func() { n.own = n.Anywhere(pdfWords()) })
	return n.own
}

// ownBytes proves that no bytes of a file hold a withheld string that none of its
// pages releases, wherever they lie and whatever they are for.
func ownBytes(p *proof) error {
	n := p.claim.Withheld
	if n.Len() == 0 {
		return nil
	}
	hits := n.Sweep(p.bytes)
	if len(hits) == 0 {
		return nil
	}
	said := make([]string, 0, len(p.claim.Pages)+1)
	for _, page := range p.claim.Pages {
		said = append(said, page.Text)
	}
	planned := n.Anywhere(strings.Join(said, "\n"))
	for _, i := range hits {
		if _, ok := slices.BinarySearch(planned, i); !ok && !slices.Contains(n.inFormat(), i) {
			p.fail(-1, "its bytes hold a withheld string")
		}
	}
	return nil
}
