package evaluate

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// below is a message as programs set it below or above the answer to it.
func (m *maker) below(last *sent) string {
	day, gmail := last.at.Format("Monday, January 2, 2006 3:04 PM"), last.at.Format("Mon, Jan 2, 2006 at 3:04 PM")
	switch m.r.IntN(5) {
	case 0:
		return strings.Repeat("_", 32) + "\n" + m.block(last, day)
	case 1:
		return "-----Original Message-----\n" + m.block(last, day)
	case 2:
		return m.block(last, day)
	case 3:
		return fmt.Sprintf("---------- Forwarded message ---------\nFrom: %s\nDate: %s\nSubject: %s\nTo: %s\n\n\n%s",
			full(last.from), gmail, last.subject, join(last.to, full, ", "), last.body)
	}
	who := fmt.Sprintf("On %s %s wrote:", gmail, full(last.from))
	if m.chance(40) {
		who = fmt.Sprintf("On %s, %s wrote:", last.at.Format("1/2/06 3:04 PM"), last.from.says(last.from.first+" "+last.from.last))
	}
	return m.wrap(who, 60+m.r.IntN(18)) + "\n\n" + m.quoted(last.body)
}

// block is the header block of Outlook with what follows it.
func (m *maker) block(last *sent, day string) string {
	name := full
	switch m.r.IntN(3) {
	case 0:
		name = func(p *person) string { return p.says(p.lastFirst()) + " <" + p.says(p.mail) + ">" }
	case 1:
		name = func(p *person) string { return p.says(p.lastFirst()) }
	}
	cc := ""
	if len(last.cc) > 0 {
		cc = "Cc: " + join(last.cc, name, "; ") + "\n"
	}
	return fmt.Sprintf("From: %s\nSent: %s\nTo: %s\n%sSubject: %s\n\n%s", name(last.from), day, join(last.to, name, "; "), cc, last.subject, last.body)
}

func full(p *person) string {
	return p.says(p.first+" "+p.last) + " <" + p.says(p.mail) + ">"
}

func join(ps []*person, name func(*person) string, sep string) string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = name(p)
	}
	return strings.Join(out, sep)
}

// quoted sets marks of quotation, and breaks lines anew as mail programs do.
func (m *maker) quoted(body string) string {
	width := 58 + m.r.IntN(20)
	var out []string
	for _, l := range strings.Split(m.wrap(body, width), "\n") {
		if strings.HasPrefix(l, ">") {
			out = append(out, ">"+l)
		} else {
			out = append(out, strings.TrimRight("> "+l, " "))
		}
	}
	return strings.Join(out, "\n")
}

// wrap breaks lines that are longer than width, keeping marks of quotation.
func (m *maker) wrap(s string, width int) string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		text := strings.TrimLeft(l, "> ")
		prefix := l[:len(l)-len(text)]
		line, n := prefix, len(prefix)
		for _, w := range strings.Fields(text) {
			size := shown(w)
			if n+size > width && n > len(prefix) {
				out = append(out, strings.TrimRight(line, " "))
				line, n = prefix, len(prefix)
			}
			line, n = line+w+" ", n+size+1
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return strings.Join(out, "\n")
}

func shown(w string) int {
	n := utf8.RuneCountInString(w)
	for _, c := range w {
		if isMark(c) {
			n--
		}
	}
	return n
}

var address = regexp.MustCompile(`[\w.]+@[\w.]+\w`)

// asHTML writes a text as mail programs write HTML.
func (m *maker) asHTML(text string) string {
	var b strings.Builder
	b.WriteString("<html><head><style>p {margin:0}</style></head><body>\n")
	depth := 0
	for _, l := range strings.Split(text, "\n") {
		inner := strings.TrimLeft(l, "> ")
		at := strings.Count(l[:len(l)-len(inner)], ">")
		for ; depth < at; depth++ {
			b.WriteString("<blockquote>")
		}
		for ; depth > at; depth-- {
			b.WriteString("</blockquote>")
		}
		s := html.EscapeString(inner)
		s = address.ReplaceAllStringFunc(s, func(a string) string { return `<a href="mailto:` + a + `">` + a + `</a>` })
		if m.chance(10) {
			s = strings.Replace(s, " ", "&nbsp;", 1)
		}
		switch {
		case inner == "":
			b.WriteString("<p class=MsoNormal>&nbsp;</p>\n")
		case at > 0 || m.chance(50):
			b.WriteString(s + "<br>\n")
		default:
			b.WriteString("<div>" + s + "</div>\n")
		}
	}
	for ; depth > 0; depth-- {
		b.WriteString("</blockquote>")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}
