package rtf

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds the groups whose state is kept; deeper ones share the state
// of the deepest kept, so that no text is lost.
const maxDepth = 1000

// dest is where the text of a group goes.
type dest int

const (
	destText  dest = iota // to the output
	destTag               // to the output as HTML markup
	destFonts             // nowhere; font numbers and their charsets are noted
	destSkip              // nowhere
)

// state is what a group inherits and restores.
type state struct {
	dest    dest
	quiet   bool // inside \htmlrtf
	uc      int  // fallback characters after \u
	font    int
	fresh   bool // nothing but a destination mark yet
	ignored bool // \* was seen: an unknown destination is skipped
}

type parser struct {
	in  []byte
	pos int
	max int

	out      strings.Builder
	pending  []byte // text bytes not decoded yet, all in one code page
	pendPage int
	pendTag  bool
	high     rune // first half of a surrogate pair

	state
	stack []state
	over  int // groups beyond maxDepth
	skip  int // fallback characters still to pass over

	from     string
	codePage int         // of the document
	fonts    map[int]int // font number to code page
	listed   int         // the font being described in the font table
	defFont  int
	written  bool
}

// run reads to the end of the document.
func (p *parser) run() error {
	for p.pos < len(p.in) {
		if p.out.Len()+len(p.pending) > p.max {
			p.flush()
			return ErrLimit
		}
		c := p.in[p.pos]
		p.pos++
		switch c {
		case '{':
			p.push()
		case '}':
			if p.pop() {
				p.flush()
				return p.trailing()
			}
		case '\\':
			p.control()
		case '\r', '\n', 0: // no text, and no word either
		default:
			p.char(c)
		}
	}
	p.flush()
	return ErrTruncated
}

// trailing tells padding from content that a stray brace has cut off.
func (p *parser) trailing() error {
	if len(bytes.Trim(p.in[p.pos:], "\x00 \t\r\n\x1a}")) > 0 {
		return ErrTrailing
	}
	return nil
}

func (p *parser) push() {
	p.skip = 0
	if len(p.stack) >= maxDepth {
		p.over++
		return
	}
	p.stack = append(p.stack, p.state)
	p.fresh, p.ignored = true, false
}

// pop closes a group; true when it was the document's.
func (p *parser) pop() bool {
	p.skip = 0
	if p.over > 0 {
		p.over--
		return false
	}
	if n := len(p.stack); n > 0 {
		p.state = p.stack[n-1]
		p.stack = p.stack[:n-1]
	}
	return len(p.stack) == 0
}

// control reads what follows a backslash.
func (p *parser) control() {
	if p.pos >= len(p.in) {
		return
	}
	c := p.in[p.pos]
	if isLetter(c) {
		word, n, has := p.word()
		if word == "bin" {
			p.bin(n)
			return
		}
		if p.skip > 0 && word != "u" {
			p.skip--
			return
		}
		p.do(word, n, has)
		return
	}
	p.pos++
	switch c {
	case '\'':
		p.hex()
	case '*':
		p.ignored = true
		return
	case '~':
		p.rune(0xA0)
	case '_':
		p.rune(0x2011)
	case '-', '|', ':':
		p.fallback()
	case '\r', '\n':
		p.do("par", 0, false)
	case '\t':
		p.rune('\t')
	default:
		p.char(c)
	}
	p.fresh = false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// word reads a control word, its number and the one blank that ends it.
func (p *parser) word() (word string, n int, has bool) {
	start := p.pos
	for p.pos < len(p.in) && isLetter(p.in[p.pos]) {
		p.pos++
	}
	word = string(p.in[start:min(p.pos, start+32)])
	neg := p.pos+1 < len(p.in) && p.in[p.pos] == '-' && isDigit(p.in[p.pos+1])
	if neg {
		p.pos++
	}
	for p.pos < len(p.in) && isDigit(p.in[p.pos]) {
		has = true
		if n < 1<<31 {
			n = n*10 + int(p.in[p.pos]-'0')
		}
		p.pos++
	}
	if neg {
		n = -n
	}
	if p.pos < len(p.in) && p.in[p.pos] == ' ' {
		p.pos++
	}
	return word, n, has
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// bin passes over binary data, which may hold braces and backslashes.
func (p *parser) bin(n int) {
	if n > 0 {
		p.pos += min(n, len(p.in)-p.pos)
	}
	p.fallback()
	p.fresh = false
}

func (p *parser) hex() {
	v, n := 0, 0
	for n < 2 && p.pos < len(p.in) {
		d := strings.IndexByte("0123456789abcdef", p.in[p.pos]|0x20)
		// |0x20 leaves digits as they are and makes control characters digits.
		if d < 0 || p.in[p.pos] < '0' {
			break
		}
		v, n = v<<4|d, n+1
		p.pos++
	}
	switch {
	case n == 0 || p.fallback():
	case v < ' ':
		p.rune(legible(rune(v)))
	default:
		p.byte(byte(v))
	}
}

// legible is a control character as text has it: a line end, a tab, or the
// mark of a character that says nothing.
func legible(r rune) rune {
	switch {
	case r == '\r':
		return '\n'
	case r < ' ' && r != '\n' && r != '\t':
		return utf8.RuneError
	}
	return r
}

// char is one character of text.
func (p *parser) char(c byte) {
	if p.fallback() {
		return
	}
	if c == '\t' {
		p.rune('\t')
		return
	}
	if c >= ' ' {
		p.byte(c)
	}
	p.fresh = false
}

// fallback passes over a character that only readers without Unicode show.
func (p *parser) fallback() bool {
	if p.skip > 0 {
		p.skip--
		return true
	}
	return false
}

func (p *parser) silent() bool {
	return p.quiet || p.dest == destSkip || p.dest == destFonts
}

// byte adds a byte of text in the code page of the current font. Bytes are
// gathered because a character of two may come as an escape and a letter.
func (p *parser) byte(c byte) {
	if p.silent() {
		return
	}
	page, tag := p.page(), p.dest == destTag
	if page != p.pendPage || tag != p.pendTag || p.high != 0 {
		p.flush()
		p.pendPage, p.pendTag = page, tag
	}
	p.pending = append(p.pending, c)
	p.written = true
}

// rune adds one character.
func (p *parser) rune(r rune) {
	if p.fallback() || p.silent() {
		return
	}
	p.flush()
	p.write(string(r), p.dest == destTag)
	p.written = true
}

// unicode handles \u: a signed 16-bit unit, perhaps half of a pair. QUIRK:
// some writers put whole code points above 65535 there.
func (p *parser) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	r := legible(rune(n))
	if n < 0 || n > utf8.MaxRune {
		r = utf8.RuneError
	}
	if !p.silent() {
		switch {
		case p.high != 0 && r >= 0xDC00 && r < 0xE000:
			r, p.high = utf16.DecodeRune(p.high, r), 0
			p.write(string(r), p.dest == destTag)
		case r >= 0xD800 && r < 0xDC00:
			p.flush()
			p.high = r
		default:
			p.flush()
			p.write(string(r), p.dest == destTag)
		}
		p.written = true
	}
	p.skip = p.uc
}

// flush decodes what is pending.
func (p *parser) flush() {
	if p.high != 0 {
		p.high = 0
		p.write("\uFFFD", true)
	}
	if len(p.pending) == 0 {
		return
	}
	p.write(decode(p.pendPage, p.pending), p.pendTag)
	p.pending = p.pending[:0]
}

func (p *parser) write(s string, markup bool) {
	if p.from == FromHTML && !markup {
		s = escape(s)
	}
	p.out.WriteString(s)
}

// escape makes text HTML. QUIRK: some encoders leave character references in
// the text instead of marking them as HTML; those stay.
func escape(s string) string {
	if !strings.ContainsAny(s, "<>&") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&' && !isReference(s[i+1:]):
			b.WriteString("&amp;")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isReference(s string) bool {
	s = strings.TrimPrefix(s, "#")
	for i := 0; i < len(s) && i < 10; i++ {
		if s[i] == ';' {
			return i > 0
		}
		if !isLetter(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return false
}
