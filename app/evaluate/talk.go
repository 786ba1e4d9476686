package evaluate

import (
	"fmt"
	"strings"
)

// fill puts people into a sentence: {P} and {Q} are two who are named, {PL} and
// {PF} a bare surname and first name that are no person here, {PM}, {PT}, {PU}
// the address, telephone and user name.
func (m *maker) fill(s *scene, sentence string) string {
	return m.about(s, s.all[m.r.IntN(len(s.all))], sentence)
}

// about is fill with the first person given.
func (m *maker) about(s *scene, p *person, sentence string) string {
	q := s.all[m.r.IntN(len(s.all))]
	for n := 0; q == p && n < 9; n++ {
		q = s.all[m.r.IntN(len(s.all))]
	}
	if strings.Contains(sentence, "{PL}") {
		p = m.cast[m.r.IntN(listed)]
		for p.released || m.style.word(p.last) || strings.Contains(p.last, " ") {
			p = m.cast[m.r.IntN(listed)]
		}
	}
	return strings.NewReplacer("{P}", m.mention(s, p), "{Q}", m.mention(s, q), "{PL}", p.last, "{PF}", p.first,
		"{PM}", p.says(p.mail), "{PT}", p.says(m.notation(p.phone)), "{PU}", p.says(p.user),
		"{PFN}", p.says(p.first+" "+p.last), "{QFN}", q.says(q.first+" "+q.last), "{O}", m.one(m.style.Things), "{D}", m.one(m.style.Days)).Replace(sentence)
}

// sentence is one of plain talk, with people.
func (m *maker) sentence(s *scene) string {
	switch n := m.r.IntN(100); {
	case n < 55:
		return m.fill(s, m.one(m.style.Sentences))
	case n < 65:
		text := m.one(m.style.Places)
		before, rest, _ := strings.Cut(text, "[")
		name, after, _ := strings.Cut(rest, "]")
		return before + trap(trapThing, m.fill(s, name)) + after
	case n < 80:
		return m.homonym()
	}
	return m.fill(s, m.one(m.style.Filler))
}

// homonym uses a listed name's word as the word that it is.
func (m *maker) homonym() string {
	p := m.cast[m.r.IntN(4)]
	for _, w := range append(m.style.WordFirsts, m.style.WordLasts...) {
		if w[0] != p.first && w[0] != p.last {
			continue
		}
		text := m.one(strings.Split(w[1], "|"))
		before, rest, _ := strings.Cut(text, "[")
		word, after, _ := strings.Cut(rest, "]")
		return before + trap(trapWord, word) + after
	}
	return m.one(m.style.Filler)
}

// passage is one sentence of deliberation that is nowhere else.
func (m *maker) passage() string {
	n := m.set.Passages
	m.set.Passages++
	s := fmt.Sprintf(m.one(m.style.Deliberate), m.one(m.style.Things), m.one(m.style.Days))
	return string(openPassage+rune(n)) + strings.TrimSuffix(s, ".") + fmt.Sprintf(", as in option %d of the draft.", 100+n) + string(endPassage)
}

// said is what somebody writes to others, without what is quoted below.
func (m *maker) said(s *scene, from *person, to []*person) string {
	var paras []string
	if len(to) > 0 && m.chance(75) {
		names := m.greet(to[0])
		if len(to) > 1 && to[0].first != to[1].first && m.chance(40) {
			names += m.one([]string{" and ", " & ", ", "}) + m.greet(to[1])
		}
		paras = append(paras, fmt.Sprintf(m.one(m.style.Greetings), names))
	}
	for range 1 + m.r.IntN(3) {
		var ss []string
		for range 1 + m.r.IntN(3) {
			ss = append(ss, m.sentence(s))
		}
		if m.chance(25) {
			ss = append(ss, m.passage())
		}
		paras = append(paras, strings.Join(ss, " "))
	}
	body := strings.Join(paras, "\n\n") + "\n\n" + m.signature(from)
	if m.chance(30) {
		body = smart(body)
	}
	return body
}

func (m *maker) signature(p *person) string {
	var b strings.Builder
	if m.chance(60) {
		b.WriteString(m.one(m.style.Closings) + "\n\n")
	}
	first := p.says(p.first)
	switch m.r.IntN(6) {
	case 0:
		return b.String() + first
	case 1:
		return b.String() + m.one([]string{"-", "- ", "— "}) + m.greet(p)
	case 2:
		if p.i >= 0 && !p.released {
			return b.String() + "-" + p.says(strings.ToUpper(string([]rune(p.first)[0])+string([]rune(p.last)[0])))
		}
		return b.String() + first
	case 3:
		b.WriteString(m.greet(p) + "\n\n")
	}
	name := p.first + " " + p.last
	if m.chance(20) {
		name = strings.ToUpper(name)
	}
	fmt.Fprintf(&b, "%s\n%s\n%s\n", p.says(name), p.title, m.style.Office)
	if m.chance(70) {
		fmt.Fprintf(&b, "%s %s\n", m.one([]string{"Cell:", "Direct:", "Mobile", "c.", "Tel.", "Phone:"}), p.says(m.notation(p.phone)))
	}
	if m.chance(50) {
		b.WriteString(p.says(p.mail) + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// smart writes the quotation marks that word processors put.
func smart(s string) string {
	out, open := []rune(s), false
	for i, c := range out {
		switch c {
		case '\'':
			out[i] = '’'
		case '"':
			if open = !open; open {
				out[i] = '“'
			} else {
				out[i] = '”'
			}
		}
	}
	return string(out)
}

// article is a published text that names listed people.
func (m *maker) article() string {
	p, q := m.cast[m.r.IntN(8)], m.cast[8+m.r.IntN(4)]
	w := m.cast[listed+4+m.r.IntN(4)]
	pub := func(s string) string { return trap(trapPress, s) }
	text := m.one(m.style.Articles)
	return strings.NewReplacer("{PFN}", pub(p.first+" "+p.last), "{PLN}", pub(p.last), "{QFN}", pub(q.first+" "+q.last), "{QLN}", pub(q.last),
		"{WFN}", w.first+" "+w.last, "{O}", m.one(m.style.Things)).Replace(text)
}
