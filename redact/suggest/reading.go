package suggest

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// token is a run of letters and digits. An apostrophe inside a name belongs to
// it, the possessive 's does not.
type token struct {
	record.Span
	fold  string // lower case, without accents, apostrophes and what shows nothing
	upper bool   // begins with a capital
	caps  bool   // all capitals, at least two
	first bool   // of its line, quotation marks left out
	last  bool   // of its line
	owns  bool   // a possessive 's follows
	block int
}

// text is a record made ready: its tokens, and which message said what.
type text struct {
	r      *record.Record
	toks   []token
	parts  []part // in order, of a mail; of other records one for all
	press  []record.Span
	lower  string // the text in small letters, and the most digits on its lines: see Rule.worth
	digits int
	names  map[string]bool // given names of people who write and read
}

// part is what one message of a chain says.
type part struct {
	span         record.Span
	from, to, cc string // as written
	own          bool
}

func read(r *record.Record) *text {
	t := &text{r: r}
	t.blocks()
	t.segments()
	t.press = articles(t)
	return t
}

// segments parts a mail into what each message of the chain says.
func (t *text) segments() {
	r := t.r
	answered := field(r, record.FieldFrom)
	for _, s := range thread.Segments(r) {
		p := part{span: s.Span, from: s.Header.From, to: s.Header.To, cc: s.Header.Cc, own: s.Own}
		switch {
		case s.Own:
			p.from, p.to, p.cc = field(r, record.FieldFrom), field(r, record.FieldTo), field(r, record.FieldCc)
		case s.Header.To == "":
			p.to = answered // "On … X wrote:" names no addressee: who answers was one
		}
		t.parts, answered = append(t.parts, p), p.from
	}
}

// blocks reads all blocks. The lines of a body are one text, however they are
// quoted: a name may be wrapped from one into the next.
func (t *text) blocks() {
	body := -1
	for i, b := range t.r.Blocks {
		if b.Field != record.FieldBody || body < 0 {
			body = i
		}
		t.tokens(b.Span, body)
		if b.Field != record.FieldBody {
			body = -1
		}
	}
	t.ends()
}

func field(r *record.Record, name string) string {
	s, ok := r.Field(name)
	if !ok {
		return ""
	}
	return r.Text[s.Start:s.End]
}

// invisible characters stand inside words without parting them.
func invisible(c rune) bool {
	return c == '\u00ad' || c == '\u200b' || c == '\u200c' || c == '\u200d' || c == '\u2060' || c == '\ufeff' || c == '\u200e' || c == '\u200f'
}

func apostrophe(c rune) bool { return c == '\'' || c == '\u2019' || c == '\u02bc' || c == '\u2018' }

func wordRune(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) }

func (t *text) tokens(s record.Span, block int) {
	text := t.r.Text[:s.End]
	for i := s.Start; i < s.End; {
		c, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(c) {
			i += n
			continue
		}
		end, owns := wordEnd(text, i)
		t.toks = append(t.toks, newToken(text, record.Span{Start: i, End: end}, block, owns))
		i = end
	}
}

// wordEnd finds where the word that begins at i ends.
func wordEnd(text string, i int) (end int, owns bool) {
	end = i
	for end < len(text) {
		c, n := utf8.DecodeRuneInString(text[end:])
		switch {
		case wordRune(c):
		case invisible(c) && end > i && wordAfter(text, end+n):
		case apostrophe(c) && wordAfter(text, end+n):
			if s, m := utf8.DecodeRuneInString(text[end+n:]); (s == 's' || s == 'S') && !wordAfter(text, end+n+m) {
				return end, true
			}
		default:
			return end, false
		}
		end += n
	}
	return end, false
}

func wordAfter(text string, i int) bool {
	c, _ := utf8.DecodeRuneInString(text[min(i, len(text)):])
	return i < len(text) && wordRune(c)
}

func wordBefore(text string, i int) bool {
	c, n := utf8.DecodeLastRuneInString(text[:i])
	return n > 0 && wordRune(c)
}

func newToken(text string, s record.Span, block int, owns bool) token {
	raw := text[s.Start:s.End]
	k := token{Span: s, fold: fold(raw), block: block, owns: owns}
	letters, capitals := 0, 0
	for i, c := range raw {
		if unicode.IsLetter(c) {
			letters++
			if unicode.IsUpper(c) {
				capitals++
				k.upper = k.upper || i == 0
			}
		}
	}
	k.caps = capitals > 1 && capitals == letters
	return k
}

// fold is the form in which words are compared.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < 0x80 && s[i] != '\''
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsMark(c) || invisible(c) || apostrophe(c) {
			return -1
		}
		return c
	}, query.Fold(s))
}

// ends notes which tokens begin and end their line, marks of quotation aside.
func (t *text) ends() {
	for i := range t.toks {
		before := ""
		switch {
		case i == 0 || t.toks[i-1].block != t.toks[i].block:
			before = "\n"
		default:
			before = t.gap(i - 1)
		}
		nl := strings.LastIndexByte(before, '\n')
		t.toks[i].first = nl >= 0 && strings.Trim(before[nl+1:], " \t>|*_-–—\u00a0") == ""
		if i > 0 && nl >= 0 {
			t.toks[i-1].last = true
		}
	}
	if n := len(t.toks); n > 0 {
		t.toks[n-1].last = true
	}
}

// gap is what stands between token i and the next one.
func (t *text) gap(i int) string {
	if i < 0 || i+1 >= len(t.toks) {
		return "\n"
	}
	return t.r.Text[t.toks[i].End:t.toks[i+1].Start]
}

// same tells whether tokens i and j are of one block.
func (t *text) same(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(t.toks) && j < len(t.toks) && t.toks[i].block == t.toks[j].block
}

// beside tells whether nothing but space, a line's end with its marks of
// quotation, or one sign that joins words in names parts tokens i and i+1.
func (t *text) beside(i int) bool {
	if !t.same(i, i+1) {
		return false
	}
	g := t.gap(i)
	if g == " " {
		return true
	}
	if strings.Count(g, "\n") > 1 || len(g) > 24 {
		return false
	}
	signs := 0
	for _, c := range g {
		switch {
		case unicode.IsSpace(c) || invisible(c):
		case (c == '>' || c == '|') && strings.Contains(g, "\n"):
		case strings.ContainsRune("._-+\"“”()*'‘’‐‑", c):
			signs++
		default:
			return false
		}
	}
	return signs <= 2
}

// comma tells whether tokens i and i+1 are parted by a comma.
func (t *text) comma(i int) bool {
	if !t.same(i, i+1) {
		return false
	}
	g := t.gap(i)
	at := strings.IndexByte(g, ',')
	return at >= 0 && strings.Count(g, "\n") <= 1 && strings.Trim(g, ", \t\n>|\u00a0\r") == ""
}

// spaced tells whether only blanks part tokens i and i+1, on one line or where a
// program broke a long one.
func (t *text) spaced(i int) bool {
	return t.same(i, i+1) && strings.Trim(t.gap(i), " \t\u00a0") == "" || t.wrapped(i)
}

// longLine is how long lines are that programs break, in bytes; people break
// shorter ones themselves, in signatures and lists.
const longLine = 45

// wrapped tells whether a long line was broken between tokens i and i+1.
func (t *text) wrapped(i int) bool {
	g := t.gap(i)
	if !t.same(i, i+1) || strings.Count(g, "\n") != 1 || strings.Trim(g, " \t\u00a0\r\n>|") != "" {
		return false
	}
	end := t.toks[i].End
	return end-strings.LastIndexByte(t.r.Text[:end], '\n') > longLine
}

// starts tells whether token i begins a sentence, so that its capital means
// nothing.
func (t *text) starts(i int) bool {
	if i == 0 || !t.same(i-1, i) || t.toks[i].first {
		return !t.wrapped(i - 1)
	}
	return strings.ContainsAny(t.gap(i-1), ".!?:•\n\"“()") && !t.initial(i-1) && !(title[t.toks[i-1].fold] && strings.HasPrefix(t.gap(i-1), "."))
}

// initial tells whether token i is an initial with its point: "J. Doe".
func (t *text) initial(i int) bool {
	return i >= 0 && t.toks[i].Len() == 1 && t.toks[i].upper && strings.HasPrefix(t.gap(i), ".")
}

// partAt is the message that says a byte; ok is false for header fields.
func (t *text) partAt(at int) (part, bool) {
	i := sort.Search(len(t.parts), func(i int) bool { return t.parts[i].span.End > at })
	if i < len(t.parts) && t.parts[i].span.Start <= at {
		return t.parts[i], true
	}
	return part{}, false
}

// at is the index of the first token that begins at or behind a byte.
func (t *text) at(offset int) int {
	return sort.Search(len(t.toks), func(i int) bool { return t.toks[i].Start >= offset })
}
