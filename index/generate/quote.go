package generate

import (
	"strings"
	"time"
)

// The ways in which programs quote.
const (
	between   = iota // answers between lines marked with '>'
	onTop            // words on top, "On … wrote:" and marked lines below
	outlook          // words on top, a block of header lines below
	original         // the same behind "-----Original Message-----"
	forwarded        // "Begin forwarded message:"
)

// answer makes m an answer to a message.
func (g *Generator) answer(m, to *mail) {
	p := &g.opt.Profile
	m.subject = to.subject
	if !strings.HasPrefix(m.subject, "Re: ") {
		m.subject = "Re: " + m.subject
	}
	m.from = to.from
	if len(to.to) > 0 {
		m.from = to.to[g.r.IntN(len(to.to))]
	}
	m.to = append([]int{to.from}, to.to[:min(len(to.to), 5)]...)
	m.depth = to.depth + 1
	m.refs = append(to.refs[max(0, len(to.refs)-12):len(to.refs):len(to.refs)], to.id)
	m.shown = m.own
	if !g.chance(p.quote) {
		return
	}
	m.parent = to
	way := between
	if g.chance(p.whole) {
		way = onTop + g.r.IntN(forwarded-onTop+1)
	}
	switch way {
	case between:
		m.shown = g.interleaved(m, to)
	case onTop:
		m.shown = append(m.own[:len(m.own):len(m.own)], "", wrote(to))
		m.shown = append(m.shown, marked(g.chain(to, 1, true))...)
	default:
		if way == forwarded {
			m.subject = "Fwd: " + strings.TrimPrefix(m.subject, "Re: ")
		}
		m.shown = append(m.own[:len(m.own):len(m.own)], "")
		m.shown = append(m.shown, block(way, to)...)
		m.shown = append(m.shown, g.chain(to, 1, false)...)
	}
}

// chain is what a message says and, for a while, what it quotes itself.
func (g *Generator) chain(m *mail, level int, marks bool) []string {
	out := m.own
	if m.parent == nil || level >= 12 || !g.chance(g.opt.Profile.deeper) {
		return out
	}
	out = out[:len(out):len(out)]
	if marks {
		return append(append(out, "", wrote(m.parent)), marked(g.chain(m.parent, level+1, true))...)
	}
	return append(append(append(out, ""), block(outlook, m.parent)...), g.chain(m.parent, level+1, false)...)
}

// interleaved quotes parts of a message, its quotations first, with the own
// words between and below.
func (g *Generator) interleaved(m, to *mail) []string {
	quoted := append([]string{wrote(to)}, marked(g.trimmed(to, 1))...)
	cut := len(quoted)
	if len(quoted) > 6 && g.chance(0.5) {
		cut = 2 + g.r.IntN(len(quoted)-2)
	}
	half := len(m.own) / 2
	if cut == len(quoted) {
		half = 0
	}
	out := append([]string{}, quoted[:cut]...)
	out = append(append(out, ""), m.own[:half]...)
	if cut < len(quoted) {
		out = append(append(append(out, ""), quoted[cut:]...), "")
	}
	return append(out, m.own[half:]...)
}

// trimmed is a run of the lines of a message below what it quotes itself.
func (g *Generator) trimmed(m *mail, level int) []string {
	var out []string
	if m.parent != nil && level < 12 && g.chance(g.opt.Profile.deeper) {
		out = append(append(out, wrote(m.parent)), marked(g.trimmed(m.parent, level+1))...)
		out = append(out, "")
	}
	n := len(m.own)
	take := min(n, 1+int(g.opt.Profile.keep*2*g.r.Float64()*float64(n)))
	from := g.r.IntN(n - take + 1)
	return append(out, m.own[from:from+take]...)
}

func marked(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		switch {
		case l == "":
			out[i] = ">"
		case l[0] == '>':
			out[i] = ">" + l
		default:
			out[i] = "> " + l
		}
	}
	return out
}

// wrote introduces a quotation, in one of four languages: a person keeps his.
func wrote(m *mail) string {
	who := name(m.from) + " <" + address(m.from) + ">"
	switch m.from % 20 {
	case 0:
		return "Am " + m.date.Format("02.01.2006 um 15:04") + " schrieb " + who + ":"
	case 1:
		return "Le " + m.date.Format("02/01/2006 15:04") + ", " + who + " a écrit :"
	case 2:
		return "El " + m.date.Format("02/01/2006 15:04") + ", " + who + " escribió:"
	}
	return "On " + m.date.Format("Mon, Jan 2, 2006 at 3:04 PM") + " " + who + " wrote:"
}

// block introduces a quotation by header lines.
func block(way int, m *mail) []string {
	var out []string
	switch way {
	case original:
		out = append(out, "-----Original Message-----")
	case forwarded:
		out = append(out, "Begin forwarded message:", "")
	}
	var to []string
	for _, p := range m.to {
		to = append(to, name(p)+" <"+address(p)+">")
	}
	return append(out, "From: "+name(m.from)+" <"+address(m.from)+">", "Sent: "+m.date.Format("Monday, January 2, 2006 3:04 PM"),
		"To: "+strings.Join(to, "; "), "Subject: "+m.subject, "")
}

func stamp(t time.Time) string { return t.Format("Mon, 2 Jan 2006 15:04:05 -0700") }
