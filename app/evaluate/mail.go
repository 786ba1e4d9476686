package evaluate

import (
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"time"
)

// sent is one message of a conversation; its texts are marked.
type sent struct {
	id            string
	from          *person
	to, cc        []*person
	subject, body string
	at            time.Time
	refs          []string
}

// thread writes one conversation.
func (m *maker) thread(n int) {
	s, part := m.scene(n)
	subject := m.subject(s)
	m.now = m.now.Add(time.Duration(3+m.r.IntN(30)) * time.Hour)
	first := &sent{from: part[0], to: part[1:2], cc: part[2:], subject: subject, at: m.now}
	first.body = m.said(s, first.from, first.to)
	switch n % 5 {
	case 1:
		first.body = m.one(m.style.Forwards) + "\n\n" + m.article() + "\n\n" + m.signature(first.from)
	case 2:
		first.body = m.invitation(s, first) + "\n\n" + m.signature(first.from)
	}
	if named := s.all[len(s.all)-1]; len(s.all) > len(part) {
		first.body = strings.Replace(first.body, "\n\n", "\n\n"+m.about(s, named, m.one(m.style.Introduce))+"\n\n", 1)
	}
	m.send(first, n)
	last := first
	for range 2 + m.r.IntN(9) {
		m.now = m.now.Add(time.Duration(5+m.r.IntN(300)) * time.Minute)
		last = m.answer(s, part, last)
		m.send(last, n)
	}
}

// scene chooses who takes part, a custodian among them, and who is named.
func (m *maker) scene(n int) (*scene, []*person) {
	owner := m.owners()[n%custodians]
	part := []*person{owner}
	for _, i := range m.r.Perm(len(m.cast)) {
		if p := m.cast[i]; p != owner && len(part) < 4 {
			part = append(part, p)
		}
	}
	m.r.Shuffle(len(part), func(a, b int) { part[a], part[b] = part[b], part[a] })
	s := &scene{all: append([]*person(nil), part...)}
	for _, i := range m.r.Perm(listed)[:1] {
		p := m.cast[i]
		named := false
		for _, q := range part {
			named = named || q == p || q.first == p.first || q.last == p.last
		}
		// Somebody who is only spoken of is introduced by the first message.
		if !named && p.nick == "" {
			s.all = append(s.all, p)
		}
	}
	return s, part
}

func (m *maker) owners() []*person {
	return []*person{m.cast[0], m.cast[4], m.cast[listed], m.cast[listed+3]}
}

func (m *maker) subject(s *scene) string {
	if m.chance(30) {
		return m.fill(s, m.one(m.style.NamedSubjects))
	}
	return fmt.Sprintf(m.one(m.style.Subjects), m.one(m.style.Things))
}

func (m *maker) answer(s *scene, part []*person, last *sent) *sent {
	from := part[m.r.IntN(len(part))]
	for from == last.from {
		from = part[m.r.IntN(len(part))]
	}
	out := &sent{from: from, to: []*person{last.from}, at: m.now, refs: append(append([]string(nil), last.refs...), last.id)}
	for _, p := range part {
		if p != from && p != last.from {
			out.cc = append(out.cc, p)
		}
	}
	if len(out.cc) > 1 && m.chance(40) {
		out.to, out.cc = append(out.to, out.cc[0]), out.cc[1:]
	}
	prefix := m.one([]string{"RE: ", "Re: ", "Re: ", "FW: ", "Fwd: "})
	out.subject = last.subject
	if !strings.HasPrefix(strings.ToLower(last.subject), strings.ToLower(prefix)) {
		out.subject = prefix + last.subject
	}
	said := m.said(s, from, out.to)
	out.body = said + "\n\n" + m.below(last)
	if strings.HasPrefix(m.one([]string{"top", "top", "top", "bottom"}), "b") {
		who := fmt.Sprintf("On %s, %s wrote:", last.at.Format("Jan 2, 2006, 15:04"), full(last.from))
		out.body = who + "\n" + m.quoted(last.body) + "\n\n" + said
	}
	return out
}

// invitation is the text of a meeting's invitation.
func (m *maker) invitation(s *scene, x *sent) string {
	name := func(p *person) string { return p.says(p.lastFirst()) }
	return fmt.Sprintf("When: %s\nWhere: %s\nOrganizer: %s\nRequired Attendees: %s\n\n%s", x.at.Format("Monday, January 2, 2006 3:04 PM-4:00 PM"),
		m.one(m.style.Rooms), name(x.from), join(append(x.to, x.cc...), name, "; "), m.sentence(s))
}

// send puts a message into the boxes of everybody who has it.
func (m *maker) send(x *sent, thread int) {
	m.n++
	m.set.Messages++
	x.id = fmt.Sprintf("%x.%d@%s", m.r.Uint64(), m.n, m.style.Domains[0])
	dir := m.chance(50)
	head := m.headers(x, dir)
	var file attached
	if m.chance(12) {
		file = m.attach(x, thread)
	}
	body, _ := answers(x.body)
	if m.chance(40) {
		body, _ = answers(m.wrap(x.body, 66+m.r.IntN(14)))
	}
	payload := m.payload(body, file)
	m.add("<"+x.id+">", "", "body", x.body)
	for _, o := range m.owners() {
		if !has(append(append([]*person{x.from}, x.to...), x.cc...), o) {
			continue
		}
		b := m.boxes[o.custodian()]
		if b == nil {
			b = &strings.Builder{}
			m.boxes[o.custodian()] = b
		}
		fmt.Fprintf(b, "From relay@%s %s\n", m.style.Domains[0], x.at.Format(time.ANSIC))
		fmt.Fprintf(b, "Received: from mx%d.%s by %s; %s\n", m.r.IntN(90), m.style.Domains[0], m.style.Domains[0], x.at.Add(time.Minute).Format(time.RFC1123Z))
		b.WriteString(head + payload + "\n\n")
	}
}

func has(ps []*person, p *person) bool {
	for _, q := range ps {
		if p == q {
			return true
		}
	}
	return false
}

// headers writes the header block; a directory's names are surname first.
func (m *maker) headers(x *sent, directory bool) string {
	var b strings.Builder
	party := func(p *person) (raw, marked string) {
		name := p.first + " " + p.last
		if directory {
			name = p.lastFirst()
		}
		marked = p.says(name) + " <" + p.says(p.mail) + ">"
		switch {
		case plainASCII(name) && strings.ContainsAny(name, ",."):
			name = `"` + name + `"`
		case !plainASCII(name):
			name = mime.QEncoding.Encode("utf-8", name)
		}
		return name + " <" + p.mail + ">", marked
	}
	line := func(field string, ps []*person) {
		if len(ps) == 0 {
			return
		}
		var raws, marks []string
		for _, p := range ps {
			r, k := party(p)
			raws, marks = append(raws, r), append(marks, k)
		}
		fmt.Fprintf(&b, "%s: %s\n", field, strings.Join(raws, ",\n "))
		m.add("<"+x.id+">", "", field, strings.Join(marks, ", "))
	}
	line("From", []*person{x.from})
	line("To", x.to)
	line("Cc", x.cc)
	subject, _ := answers(x.subject)
	m.add("<"+x.id+">", "", "Subject", x.subject)
	fmt.Fprintf(&b, "Subject: %s\nDate: %s\nMessage-ID: <%s>\n", mime.QEncoding.Encode("utf-8", subject), x.at.Format(time.RFC1123Z), x.id)
	if n := len(x.refs); n > 0 {
		fmt.Fprintf(&b, "In-Reply-To: <%s>\nReferences: <%s>\n", x.refs[n-1], strings.Join(x.refs, ">\n <"))
	}
	return b.String() + "MIME-Version: 1.0\n"
}

func plainASCII(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c > 126 }) < 0
}

type attached struct{ name, text string }

// attach makes a file that names people.
func (m *maker) attach(x *sent, n int) attached {
	all := append([]*person{x.from}, x.to...)
	a := attached{name: fmt.Sprintf("notes-%d-%d.txt", n, m.n)}
	marked := "Notes of the meeting\n\nPresent: " + join(all, func(p *person) string { return p.says(p.first + " " + p.last) }, ", ") + "\n\n" + m.sentence(&scene{all: all}) + "\n"
	if m.chance(50) {
		a.name = fmt.Sprintf("roster-%d-%d.csv", n, m.n)
		marked = "Name,Mail,Phone\n" + join(all, func(p *person) string {
			return `"` + p.says(p.lastFirst()) + `",` + p.says(p.mail) + "," + p.says(m.notation(p.phone))
		}, "\n") + "\n"
	}
	a.text, _ = answers(marked)
	m.add("<"+x.id+">", a.name, "body", marked)
	return a
}

// payload writes the body in one of the ways of MIME.
func (m *maker) payload(body string, file attached) string {
	text := part("text/plain", body, m.r.IntN(3))
	switch m.r.IntN(4) {
	case 0:
		text = part("text/html", m.asHTML(body), m.r.IntN(3))
	case 1:
		text = "Content-Type: multipart/alternative; boundary=\"alt\"\n\n--alt\n" + text + "\n--alt\n" + part("text/html", m.asHTML(body), 1) + "\n--alt--\n"
	}
	if file.name == "" {
		return text
	}
	kind := "text/plain"
	if strings.HasSuffix(file.name, ".csv") {
		kind = "text/csv"
	}
	return "Content-Type: multipart/mixed; boundary=\"mix\"\n\n--mix\n" + text + "\n--mix\nContent-Disposition: attachment; filename=\"" + file.name + "\"\n" +
		part(kind, file.text, 2) + "\n--mix--\n"
}

func part(kind, text string, encoding int) string {
	head := "Content-Type: " + kind + "; charset=utf-8\nContent-Transfer-Encoding: "
	switch encoding {
	case 0:
		return head + "8bit\n\n" + strings.ReplaceAll(text, "\nFrom ", "\n>From ")
	case 1:
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return head + "quoted-printable\n\n" + strings.ReplaceAll(b.String(), "\r\n", "\n")
	}
	all := base64.StdEncoding.EncodeToString([]byte(text))
	var b strings.Builder
	for len(all) > 76 {
		b.WriteString(all[:76] + "\n")
		all = all[76:]
	}
	return head + "base64\n\n" + b.String() + all + "\n"
}
