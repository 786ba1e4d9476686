package evaluate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// person is somebody of the invented world.
type person struct {
	i                         int // of the list, or -1
	first, middle, last, nick string
	mail, user, phone, title  string
	released                  bool
}

func (p *person) custodian() string { return plain(p.last) }

// plain is how a mail system spells a name: no accents, no signs.
func plain(s string) string {
	s, _, _ = transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn))), strings.ToLower(s))
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, strings.NewReplacer("ø", "o", "ł", "l", "ß", "ss", "æ", "ae").Replace(s))
}

const (
	listed   = 12
	unlisted = 12
)

// people invents the cast: the first ones are listed. Some share names with each
// other and with people who are not listed, some bear everyday words.
func (m *maker) people() {
	firsts, lasts := slices.Clone(m.style.Firsts), slices.Clone(m.style.Lasts)
	wordFirsts, wordLasts := slices.Clone(m.style.WordFirsts), slices.Clone(m.style.WordLasts)
	for _, l := range [][]string{firsts, lasts} {
		m.r.Shuffle(len(l), func(a, b int) { l[a], l[b] = l[b], l[a] })
	}
	for _, l := range [][][2]string{wordFirsts, wordLasts} {
		m.r.Shuffle(len(l), func(a, b int) { l[a], l[b] = l[b], l[a] })
	}
	for i := range listed + unlisted {
		p := &person{i: i, first: firsts[i], last: lasts[i], title: m.one(m.style.Titles)}
		switch i {
		case 0, 1:
			p.first = wordFirsts[i][0]
		case 2, 3:
			p.last = wordLasts[i-2][0]
		case 4, listed + 1: // shares the surname of 5
			p.last = lasts[5]
		case 6, listed + 2: // the first name of 7
			p.first = firsts[7]
		case 8:
			p.nick = m.one(m.style.Nicks)
		case 9:
			p.released = true
		case listed + 3: // an everyday first name that is listed too
			p.first = wordFirsts[0][0]
		}
		if m.chance(40) {
			p.middle = string(rune('A' + m.r.IntN(20)))
		}
		if i >= listed {
			p.i = -1
		}
		m.contact(p, i)
		m.cast = append(m.cast, p)
	}
	m.list()
}

func (m *maker) contact(p *person, i int) {
	f, l := plain(p.first), plain(p.last)
	p.user = f[:1] + l
	local := []string{f + "." + l, f[:1] + l, l + "." + f, f + "_" + l}[m.r.IntN(4)]
	p.mail = local + "@" + m.style.Domains[0]
	if i >= listed && m.chance(60) {
		p.mail = local + "@" + m.one(m.style.Domains[1:])
	}
	p.phone = fmt.Sprintf("%s55501%02d", m.one([]string{"202", "303", "415", "646"}), 10+3*i)
}

// list writes the list of people as an office would: not every form of all.
func (m *maker) list() {
	var b strings.Builder
	for _, p := range m.cast[:listed] {
		name := p.first + " " + p.last
		if p.middle != "" && m.chance(50) {
			name = p.first + " " + p.middle + ". " + p.last
		}
		m.set.People = append(m.set.People, name)
		parts := []string{name}
		if p.nick != "" {
			parts = append(parts, p.nick)
		}
		parts = append(parts, p.mail, m.notation(p.phone))
		codes := "(b)(6)"
		if p.released {
			codes = "release"
		}
		fmt.Fprintf(&b, "%s => %s\n", strings.Join(parts, "; "), codes)
	}
	m.set.List = b.String()
}

// notation writes a telephone number one of the ways people do.
func (m *maker) notation(d string) string {
	a, b, c := d[:3], d[3:6], d[6:]
	return []string{"(" + a + ") " + b + "-" + c, a + "-" + b + "-" + c, a + "." + b + "." + c, "+1 " + a + " " + b + " " + c,
		"1-" + a + "-" + b + "-" + c, a + " " + b + " " + c, "(" + a + ")" + b + "-" + c, a + "/" + b + "-" + c, "+1 (" + a + ") " + b + "-" + c, d}[m.r.IntN(10)]
}

// says marks what is said of a person.
func (p *person) says(s string) string {
	switch {
	case p.released:
		return trap(trapReleased, s)
	case p.i >= 0:
		return string(openPerson+rune(p.i)) + s + string(endSpan)
	}
	return s
}

// lastFirst is the name as directories print it.
func (p *person) lastFirst() string {
	if p.middle != "" && len(p.last)%2 == 0 {
		return p.last + ", " + p.first + " " + p.middle + "."
	}
	return p.last + ", " + p.first
}

// scene is who takes part in a conversation and who is only spoken of.
type scene struct {
	all []*person
}

// alone tells whether a name stands for one person of the scene.
func (s *scene) alone(p *person, name func(*person) string) bool {
	for _, q := range s.all {
		if q != p && name(q) == name(p) {
			return false
		}
	}
	return true
}

// mention names a person in running text, briefly where that is clear.
func (m *maker) mention(s *scene, p *person) string {
	forms := []string{p.says(p.first + " " + p.last), p.says(p.first + " " + p.last)}
	if s.alone(p, func(q *person) string { return q.first }) {
		forms = append(forms, p.says(p.first), p.says(p.first), p.says(p.first))
	}
	if s.alone(p, func(q *person) string { return q.last }) {
		forms = append(forms, m.one(m.style.Honorifics)+" "+p.says(p.last), p.says(string([]rune(p.first)[0])+". "+p.last))
		if !m.style.word(p.last) {
			forms = append(forms, p.says(p.last))
		}
	}
	if p.nick != "" {
		forms = append(forms, p.says(p.nick), p.says(p.nick))
	}
	if p.middle != "" {
		forms = append(forms, p.says(p.first+" "+p.middle+". "+p.last))
	}
	return m.one(forms)
}

// greet is what a person is called to the face.
func (m *maker) greet(p *person) string {
	if p.nick != "" && m.chance(60) {
		return p.says(p.nick)
	}
	return p.says(p.first)
}
