package passage

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// gap is what stands before a letter.
type gap byte

// The gaps. A soft one may or may not part two words: a hyphen or an undecoded
// soft break at the end of a line, a zero-width space, the border between two
// ideographs. A wall is the border of a field, which no passage crosses.
const (
	none gap = iota
	soft
	hard
	wall
)

// fits tells whether two gaps can be the same place of a passage.
func fits(a, b gap) bool {
	return a != wall && b != wall && (a == b || a == soft || b == soft)
}

// reading is a text as its letters and digits: folded as the search index
// folds them, with nothing between.
type reading struct {
	source string
	coded  bool    // quoted-printable codes are left in it
	fold   []byte  // UTF-8
	from   []int32 // of each byte of fold: where its character begins in source
	gaps   []gap   // before each byte of fold; none inside a character
	fields []region
}

// region is where a field's letters begin.
type region struct {
	at    int
	field string
}

// reader makes readings; it keeps what it learnt of characters.
type reader struct {
	wide map[rune]string
}

func newReader() *reader { return &reader{wide: map[rune]string{}} }

// read reads a record field by field; the body is one field.
func (d *reader) read(r *record.Record) *reading {
	rd := &reading{source: r.Text, coded: residue(r.Text), fold: make([]byte, 0, len(r.Text)*3/4), from: make([]int32, 0, len(r.Text)*3/4), gaps: make([]gap, 0, len(r.Text)*3/4)}
	for i := 0; i < len(r.Blocks); {
		b, end := r.Blocks[i], i+1
		for end < len(r.Blocks) && b.Field == record.FieldBody && r.Blocks[end].Field == b.Field {
			end++
		}
		rd.fields = append(rd.fields, region{len(rd.fold), b.Field})
		d.stretch(rd, record.Span{Start: b.Span.Start, End: r.Blocks[end-1].Span.End})
		i = end
	}
	return rd
}

// text reads a text that is no record.
func (d *reader) text(s string) *reading {
	rd := &reading{source: s, coded: residue(s), fields: []region{{}}}
	d.stretch(rd, record.Span{End: len(s)})
	return rd
}

// lower maps ASCII letters and digits to their lower-case form, the rest to 0.
var lower = func() (t [utf8.RuneSelf]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

func (d *reader) stretch(rd *reading, s record.Span) {
	text := rd.source[:s.End]
	g := wall
	for i := s.Start + prefix(text, s.Start); i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && lower[c] != 0 {
			rd.fold, rd.from, rd.gaps = append(rd.fold, lower[c]), append(rd.from, int32(i)), append(rd.gaps, g)
			g, i = none, i+1
			continue
		}
		if n := softBreak(text, i, rd.coded); n > 0 && g == none {
			g, i = soft, i+n
			continue
		}
		r, n := character(text, i, rd.coded)
		switch {
		case r == '\n':
			n += prefix(text, i+n)
			g = max(g, hard)
		case invisible(r) || unicode.IsMark(r):
		case r == 0x200b:
			g = max(g, soft)
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			g = max(g, hard)
		default:
			g = d.letter(rd, r, i, g)
		}
		i += n
	}
}

// letter takes a letter beyond ASCII in and gives the gap behind it.
func (d *reader) letter(rd *reading, r rune, at int, g gap) gap {
	fold, ok := d.wide[r]
	if !ok {
		fold = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
				return r
			}
			return -1
		}, norm.NFKD.String(query.Fold(string(r))))
		d.wide[r] = fold
	}
	alone := r >= 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	if alone {
		g = max(g, soft)
	}
	for k := range len(fold) {
		rd.fold, rd.from, rd.gaps = append(rd.fold, fold[k]), append(rd.from, int32(at)), append(rd.gaps, g)
		g = none
	}
	if alone {
		return soft
	}
	return g
}

// residue tells that quoted-printable codes were left in a text. QUIRK: some
// archives decode a part twice or not at all, and people paste source.
func residue(text string) bool {
	if strings.IndexByte(text, '=') < 0 {
		return false
	}
	for _, s := range []string{"=\n", "=20\n", "=3D", "=E2=80=", "=C2=A0"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// character decodes what stands at i: a character, an entity, a
// quoted-printable code, or a character that was decoded in the wrong charset.
func character(text string, i int, coded bool) (rune, int) {
	switch c := text[i]; {
	case c == '&':
		if end := strings.IndexByte(text[i:min(len(text), i+10)], ';'); end > 1 {
			s := html.UnescapeString(text[i : i+end+1])
			if r, n := utf8.DecodeRuneInString(s); n == len(s) && s != "" {
				return r, end + 1
			}
		}
	case c == '=' && coded:
		if r, n := code(text[i:]); n > 0 {
			return r, n
		}
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	// QUIRK: UTF-8 read as Windows-1252: "â€™" for an apostrophe, "Â" before a no-break space.
	if r == 'â' && strings.HasPrefix(text[i+n:], "€") {
		_, k := utf8.DecodeRuneInString(text[i+n+len("€"):])
		return '\'', n + len("€") + k
	}
	if r == 'Â' && strings.HasPrefix(text[i+n:], "\u00a0") {
		return ' ', n + len("\u00a0")
	}
	return r, n
}

// code decodes "=XX", or several of them that are one UTF-8 character.
func code(s string) (rune, int) {
	var b []byte
	for k := 0; k+3 <= len(s) && s[k] == '=' && len(b) < utf8.UTFMax; k += 3 {
		v, err := strconv.ParseUint(s[k+1:k+3], 16, 8)
		if err != nil {
			break
		}
		b = append(b, byte(v))
	}
	if len(b) == 0 {
		return 0, 0
	}
	if r, n := utf8.DecodeRune(b); r != utf8.RuneError {
		return r, 3 * n
	}
	if b[0] < 0xa0 {
		return '\'', 3 // Windows-1252 has its quotes and dashes there
	}
	return rune(b[0]), 3
}

// softBreak measures a line end that a word may go over: an undecoded "=" or a
// hyphen, and the marks of the next line.
func softBreak(text string, i int, coded bool) int {
	c := text[i]
	if (c != '=' || !coded) && c != '-' || i+1 >= len(text) || text[i+1] != '\n' {
		return 0
	}
	n := 2 + prefix(text, i+2)
	if n > 2 && strings.HasPrefix(text[i+n:], " ") {
		n++
	}
	return n
}

// prefix measures the marks of quotation that open a line: '>' with blanks
// around them, or initials before a '>' as old programs write them.
func prefix(text string, i int) int {
	at := i
	for {
		j := at
		for j < len(text) && (text[j] == ' ' || text[j] == '\t') {
			j++
		}
		k := j
		for k < len(text) && k-j < 4 && text[k] < utf8.RuneSelf && lower[text[k]] > '9' {
			k++
		}
		if k >= len(text) || text[k] != '>' {
			return at - i
		}
		at = k + 1
	}
}

func invisible(r rune) bool {
	return r == 0xad || r >= 0x200c && r <= 0x200f || r == 0x2060 || r == 0xfeff
}

// letters gives the run of letters that a span covers, widened to whole words
// and kept within one field.
func (rd *reading) letters(s record.Span) (lo, hi int) {
	at := func(x int) int {
		i, _ := slices.BinarySearchFunc(rd.from, int32(x), func(a, b int32) int { return int(a) - int(b) })
		return i
	}
	lo, hi = at(s.Start), at(s.End)
	if lo >= hi {
		return lo, lo
	}
	for lo > 0 && rd.gaps[lo] == none {
		lo--
	}
	for i := lo + 1; i < hi; i++ {
		if rd.gaps[i] == wall {
			hi = i
		}
	}
	for hi < len(rd.fold) && rd.gaps[hi] == none {
		hi++
	}
	return lo, hi
}

// span gives the source of letters, marks of the last one included.
func (rd *reading) span(lo, hi int) record.Span {
	last := int(rd.from[hi-1])
	_, n := character(rd.source, last, rd.coded)
	end := last + n
	for end < len(rd.source) {
		r, n := utf8.DecodeRuneInString(rd.source[end:])
		if !unicode.IsMark(r) {
			break
		}
		end += n
	}
	return record.Span{Start: int(rd.from[lo]), End: end}
}

func (rd *reading) field(at int) string {
	i, _ := slices.BinarySearchFunc(rd.fields, at+1, func(a region, b int) int { return a.at - b })
	return rd.fields[i-1].field
}

// needle makes what is looked for of a run of letters. In marked, the span a
// person chose, punctuation at the edges counts too.
func (rd *reading) needle(lo, hi int, why string, marked record.Span) needle {
	s := rd.span(lo, hi)
	n := needle{why: why, text: rd.source[s.Start:s.End], fold: slices.Clone(rd.fold[lo:hi]), gaps: slices.Clone(rd.gaps[lo:hi]), words: rd.words(lo, hi)}
	digits := 0
	for _, c := range n.fold {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	n.digits = digits == len(n.fold) && digits >= 7
	if marked.Start < s.Start && marked.Len() > 0 {
		n.lead = lastLine(strings.TrimLeft(rd.source[marked.Start:s.Start], " \t\n>"))
	}
	if marked.End > s.End {
		n.tail, _, _ = strings.Cut(strings.TrimRight(rd.source[s.End:marked.End], " \t\n"), "\n")
	}
	return n
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

func (rd *reading) words(lo, hi int) int {
	n := 1
	for i := lo + 1; i < hi; i++ {
		if rd.gaps[i] != none {
			n++
		}
	}
	return n
}

// token is a word of a reading.
type token struct{ from, to int }

func (rd *reading) tokens(lo, hi int) []token {
	var out []token
	for i := lo; i < hi; i++ {
		if i == lo || rd.gaps[i] != none {
			out = append(out, token{i, i})
		}
		out[len(out)-1].to = i + 1
	}
	return out
}

// sentence tells whether a sentence or paragraph begins with letter i.
func (rd *reading) sentence(i int) bool {
	if rd.gaps[i] < hard {
		return false
	}
	between := rd.source[rd.span(i-1, i).End:rd.from[i]]
	return strings.Contains(between, "\n\n") || strings.ContainsAny(between, ".!?") && strings.ContainsAny(between, " \n")
}

// bounds gives the letters of the message that lo to hi belong to: a field, or
// the segment of a body, which is the mail's own words or one quotation.
func (rd *reading) bounds(lo, hi int, segs []thread.Segment) (from, to int) {
	from, to = lo, hi
	for from > 0 && rd.gaps[from] != wall {
		from--
	}
	for to < len(rd.fold) && rd.gaps[to] != wall {
		to++
	}
	at := int(rd.from[lo])
	for _, s := range segs {
		for _, part := range []record.Span{s.Head, s.Span} {
			if at >= part.Start && at < part.End {
				a, b := rd.letters(part)
				return max(from, min(a, lo)), min(to, max(b, hi))
			}
		}
	}
	return from, to
}
