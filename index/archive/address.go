package archive

import (
	"bytes"
	"strings"

	"vaughn/index/message"
)

// maxParties bounds the parties of one address field; the rest of a longer one
// becomes a single party with its Raw text.
const maxParties = 20000

// parseAddresses reads an address field (RFC 5322 section 3.4) as it is in the
// wild: groups, comments, routes, unquoted names, ';' between addresses, X.500
// names, nothing but a name. Each token becomes a party: what cannot be read
// keeps its text in Raw. Tokens are found before encoded words are decoded, as
// a decoded word may hold commas.
func parseAddresses(role string, value []byte, hint string) []message.Party {
	s := addressScanner{role: role, b: value, hint: hint, lastSemi: bytes.LastIndexByte(value, ';')}
	return s.scan()
}

type addressScanner struct {
	role, hint string
	b          []byte
	out        []message.Party

	start   int    // where the current mailbox begins
	phrase  []byte // its text outside <> and comments
	quoted  bool   // the phrase held a quoted string
	comment []byte
	addr    []byte
	angle   bool // <…> was seen
	before  int  // length of the phrase before it
	group   bool // inside "name: … ;"
	members int  // of the group
	joined  bool // the last party is half a name: "Doe" of "Doe, John <…>"

	// What was looked for and is nowhere ahead; looking again for every
	// character of a hostile field would take forever.
	lastSemi                  int
	noParen, noAngle, noQuote bool
}

func (s *addressScanner) scan() []message.Party {
	for i := 0; i < len(s.b); {
		if len(s.out) >= maxParties {
			s.out = append(s.out, message.Party{Role: s.role, Raw: s.text(s.b[i:])})
			return s.out
		}
		switch c := s.b[i]; c {
		case '"':
			i = s.quote(i)
		case '(':
			i = s.paren(i)
		case '<':
			i = s.angleAddr(i)
		case ',':
			s.flush(i, true)
			i++
			s.start = i
		case ';':
			s.flush(i, false)
			if s.group && s.members == 0 {
				s.emptyGroup(i + 1)
			}
			s.group, s.members = false, 0
			i++
			s.start = i
		case ':':
			// A colon ends a group's name, unless it stands inside an address
			// ("mailto:x@y", "[IPv6:…]", "SMTP:x@y").
			if !s.group && !s.angle && s.closes(i) && bytes.IndexByte(s.phrase, '@') < 0 {
				s.group, s.members = true, 0
				s.phrase, s.quoted, s.comment = s.phrase[:0], false, nil
			} else {
				s.phrase = append(s.phrase, c)
			}
			i++
		default:
			s.phrase = append(s.phrase, c)
			i++
		}
	}
	s.flush(len(s.b), false)
	return s.out
}

// closes tells whether the text after a group's name is one: a ';' follows, or
// nothing at all.
func (s *addressScanner) closes(colon int) bool {
	return s.lastSemi > colon || isBlank(s.b[colon+1:])
}

// emptyGroup keeps "undisclosed-recipients:;" as a party without address.
func (s *addressScanner) emptyGroup(end int) {
	raw := bytes.TrimSpace(s.b[s.start:end])
	name := withoutComments(raw)
	if i := bytes.IndexByte(raw, ':'); i >= 0 {
		name = raw[:i]
	}
	s.out = append(s.out, message.Party{Role: s.role, Name: s.name(name), Raw: s.text(raw)})
}

// quote takes a quoted string; one without its end runs to the next comma.
func (s *addressScanner) quote(i int) int {
	end := i + 1
	for end < len(s.b) && s.b[end] != '"' && !s.noQuote {
		if s.b[end] == '\\' {
			end++
		}
		end++
	}
	if s.noQuote || end >= len(s.b) {
		s.noQuote = true
		s.phrase = append(s.phrase, '"')
		return i + 1
	}
	// A quoted local part ("a b"@example.org) belongs to the address.
	if end+1 < len(s.b) && s.b[end+1] == '@' {
		s.phrase = append(s.phrase, s.b[i:end+1]...)
		return end + 1
	}
	for j := i + 1; j < end; j++ {
		if s.b[j] == '\\' && j+1 < end {
			j++
		}
		s.phrase = append(s.phrase, s.b[j])
	}
	s.quoted = true
	return end + 1
}

// paren takes a comment, nested ones included.
func (s *addressScanner) paren(i int) int {
	depth := 0
	for end := i; end < len(s.b) && !s.noParen; end++ {
		switch s.b[end] {
		case '\\':
			end++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				if len(s.comment) > 0 {
					s.comment = append(s.comment, ' ')
				}
				s.comment = append(s.comment, s.b[i+1:end]...)
				return end + 1
			}
		}
	}
	s.noParen = true
	s.phrase = append(s.phrase, '(')
	return i + 1
}

// angleAddr takes <addr>, dropping a route ("<@a,@b:c@d>").
func (s *addressScanner) angleAddr(i int) int {
	end := i + 1
	for end < len(s.b) && s.b[end] != '>' && !s.noAngle {
		if s.b[end] == '"' {
			if q := bytes.IndexByte(s.b[end+1:], '"'); q >= 0 {
				end += q + 1
			}
		}
		end++
	}
	addr := s.b[i+1 : min(end, len(s.b))]
	if s.noAngle || end >= len(s.b) {
		// No '>' at all: the address ends where the next separator stands.
		s.noAngle = true
		addr, end = s.b[i+1:], len(s.b)
		if k := bytes.IndexAny(addr, ",;"); k >= 0 {
			addr, end = addr[:k], i+1+k-1
		}
	}
	addr = bytes.TrimSpace(addr)
	if len(addr) > 0 && addr[0] == '@' {
		if k := bytes.LastIndexByte(addr, ':'); k >= 0 {
			addr = addr[k+1:]
		}
	}
	// QUIRK: "A <a@x> B <b@y>" without a comma: each address is a party.
	if s.angle {
		after := append([]byte(nil), s.phrase[s.before:]...)
		s.phrase = s.phrase[:s.before]
		s.flush(i, false)
		s.start = i
		s.phrase = append(s.phrase, after...)
	}
	s.addr, s.angle, s.before = withoutComments(addr), true, len(s.phrase)
	return min(end+1, len(s.b))
}

// withoutComments drops "(…)" and the blanks around it (RFC 5322 section 4.4).
func withoutComments(b []byte) []byte {
	for range 50 {
		open := bytes.IndexByte(b, '(')
		if open < 0 {
			return b
		}
		size := bytes.IndexByte(b[open:], ')')
		if size < 0 {
			return b
		}
		b = append(bytes.TrimRight(b[:open:open], " \t"), bytes.TrimLeft(b[open+size+1:], " \t")...)
	}
	return b
}

func (s *addressScanner) flush(end int, comma bool) {
	raw := bytes.TrimSpace(s.b[s.start:end])
	phrase := bytes.TrimSpace(s.phrase)
	addr, angle, comment, quoted := s.addr, s.angle, s.comment, s.quoted
	s.phrase, s.addr, s.angle, s.comment, s.quoted = s.phrase[:0], nil, false, nil, false
	// A comment alone is an address only where there is nothing else.
	if len(phrase) == 0 && !angle && (len(comment) == 0 || len(s.out) > 0) {
		return
	}
	s.members++
	p := message.Party{Role: s.role}
	switch {
	case angle && len(addr) > 0:
		p.Addr, p.Name = s.address(addr), s.name(phrase)
		if p.Name == "" {
			p.Name = s.name(comment)
		}
	case !quoted && bytes.IndexByte(phrase, '@') >= 0 && !bytes.Contains(phrase, []byte("=?")):
		if p.Addr, p.Name = s.bare(phrase); p.Name == "" {
			p.Name = s.name(comment)
		}
	case !quoted && len(comment) > 0 && len(phrase) > 0 && !bytes.ContainsAny(phrase, " =?"):
		// "root (Charlie Root)": a local name with the person's beside it.
		p.Addr, p.Name = s.address(phrase), s.name(comment)
	default:
		if q, ok := s.decodedWhole(phrase); ok {
			s.push(q, false)
			return
		}
		p.Name, p.Raw = s.name(phrase), s.text(raw)
		if p.Name == "" {
			p.Name = s.name(comment)
		}
	}
	s.push(p, comma && !angle && !quoted && p.Addr == "" && len(comment) == 0)
}

// push adds a party. QUIRK: Exchange exports write names unquoted; a name with
// no address before a comma is the first half of "Doe, John <j@x>".
func (s *addressScanner) push(p message.Party, half bool) {
	n := len(s.out)
	if s.joined && n > 0 && p.Addr != "" && p.Name != "" && p.Raw == "" {
		p.Name = s.out[n-1].Name + ", " + p.Name
		s.out = s.out[:n-1]
	}
	s.joined = half
	s.out = append(s.out, p)
}

// bare reads a mailbox without angle brackets: one word has the '@', the
// others are a name. Blanks around '.' and '@' are obsolete and allowed (RFC
// 5322 section 4.4). QUIRK: several addresses with only blanks between them
// are a party each.
func (s *addressScanner) bare(phrase []byte) (addr, name string) {
	words := bytes.Fields(phrase)
	if at := bytes.Index(phrase, []byte(`"@`)); phrase[0] == '"' && at > 0 && bytes.IndexByte(phrase[at:], ' ') < 0 {
		return s.address(phrase), ""
	}
	if bytes.Count(phrase, []byte("@")) == 1 {
		if one := tighten(words); one != nil {
			return s.address(one), ""
		}
	}
	for len(words) > 1 && bytes.IndexByte(words[0], '@') > 0 && bytes.IndexByte(words[1], '@') > 0 {
		s.push(message.Party{Role: s.role, Addr: s.address(words[0])}, false)
		words = words[1:]
	}
	var rest [][]byte
	for _, w := range words {
		if addr == "" && bytes.IndexByte(w, '@') >= 0 {
			addr = s.address(w)
			continue
		}
		rest = append(rest, w)
	}
	return addr, s.name(bytes.Join(rest, []byte(" ")))
}

// tighten joins words that are one address with blanks in it; nil if they are
// more than that.
func tighten(words [][]byte) []byte {
	var out []byte
	for i, w := range words {
		glued := i == 0 || strings.IndexByte(".@", w[0]) >= 0 || strings.IndexByte(".@", out[len(out)-1]) >= 0
		if !glued {
			return nil
		}
		out = append(out, w...)
	}
	return out
}

// decodedWhole handles a whole mailbox inside one encoded word.
func (s *addressScanner) decodedWhole(phrase []byte) (message.Party, bool) {
	if !bytes.Contains(phrase, []byte("=?")) {
		return message.Party{}, false
	}
	text := s.text(phrase)
	if !strings.Contains(text, "@") || strings.Contains(text, "=?") {
		return message.Party{}, false
	}
	inner := parseAddresses(s.role, []byte(text), "utf-8")
	if len(inner) != 1 || inner[0].Addr == "" {
		return message.Party{}, false
	}
	return inner[0], true
}

func (s *addressScanner) address(b []byte) string {
	a := strings.TrimSpace(s.text(b))
	for _, prefix := range []string{"mailto:", "smtp:"} {
		if len(a) > len(prefix) && strings.EqualFold(a[:len(prefix)], prefix) {
			a = a[len(prefix):]
		}
	}
	return strings.Trim(a, "<>'")
}

func (s *addressScanner) name(b []byte) string {
	n := strings.Join(strings.Fields(s.text(b)), " ")
	for _, pair := range []string{`""`, "''", "“”", "‘’"} {
		open, size := []rune(pair)[0], len(pair)/2
		if len(n) >= 2*size && strings.HasPrefix(n, string(open)) && strings.HasSuffix(n, pair[size:]) {
			n = strings.TrimSpace(n[size : len(n)-size])
		}
	}
	return n
}

func (s *addressScanner) text(b []byte) string {
	t, _ := decodeText(b, s.hint)
	return strings.TrimSpace(t)
}
