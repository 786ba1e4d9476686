package archive

import (
	"bytes"
	"strings"
	"time"

	"vaughn/index/message"
)

// roles maps address fields to the roles of parties, in the order the parties
// are listed.
var roles = []struct{ field, role string }{
	{"From", message.From}, {"Sender", message.Sender}, {"Reply-To", message.ReplyTo},
	{"To", message.To}, {"Cc", message.Cc}, {"Bcc", message.Bcc},
}

// fillHeaders decodes the header block into the message.
func (r *reader) fillHeaders() {
	m, h := r.m, &r.head
	if len(r.inner) > 0 {
		h.fields = append(append([]field(nil), r.inner...), h.fields...)
	}
	m.Headers = h.decoded(r.hint, func(code string) { r.note(code, "in the header", false) })
	seen := false
	for i, f := range m.Headers {
		if strings.EqualFold(f.Name, "Subject") {
			if seen {
				if len(r.inner) > 0 {
					continue
				}
				r.note(ProblemDuplicate, "Subject", false)
				continue
			}
			seen, m.Subject = true, m.Headers[i].Value
		}
	}
	for _, role := range roles {
		for i := range h.fields {
			// Repeated address fields are illegal; together they say who got it.
			if strings.EqualFold(h.fields[i].name, role.field) {
				m.Parties = append(m.Parties, parseAddresses(role.role, h.fields[i].value, r.hint)...)
			}
		}
	}
	for _, p := range m.Parties {
		if p.Addr == "" && p.Raw != "" && !strings.HasSuffix(p.Raw, ";") {
			r.note(ProblemAddress, "", false)
		}
	}
	m.MessageID = messageID(h.get("Message-ID"))
	m.InReplyTo = idList(h.get("In-Reply-To"), 100)
	m.Refs = idList(h.get("References"), 5000)
	m.ThreadIdx = strings.ReplaceAll(string(h.get("Thread-Index")), " ", "")
	r.fillDate()
	r.fillFlags()
}

// protect takes over the subject a signed part repeats inside (the
// "protected-headers" parameter): some senders put "..." outside. Only the
// direct content of a message's own signature counts; a part deeper down could
// be anybody's. The true subject becomes the first header field, the one
// outside stays behind it.
func (r *reader) protect(kid *part) {
	if kid.params.get("protected-headers", "") == "" {
		return
	}
	r.replaceSubject(kid.head.get("Subject"))
}

func (r *reader) replaceSubject(inner []byte) {
	if len(inner) == 0 || bytes.Equal(inner, r.head.get("Subject")) {
		return
	}
	r.inner = []field{{"Subject", inner}}
	r.note(ProblemProtected, "Subject", false)
}

// messageID is the text from '<' to '>', or the whole value if it has none.
func messageID(v []byte) string {
	if ids := idList(v, 1); len(ids) == 1 {
		return ids[0]
	}
	return oneLine(strings.ToValidUTF8(string(bytes.TrimSpace(v)), "\uFFFD"))
}

// idList finds the "<…>" tokens of a field.
func idList(v []byte, limit int) []string {
	var out []string
	for len(v) > 0 && len(out) < limit {
		i := bytes.IndexByte(v, '<')
		if i < 0 {
			break
		}
		j := bytes.IndexByte(v[i:], '>')
		if j < 0 {
			break
		}
		id := v[i : i+j+1]
		v = v[i+j+1:]
		// QUIRK: a fold inside an id, or "<<id>>".
		id = id[bytes.LastIndexByte(id, '<'):]
		if len(id) > 2 {
			out = append(out, strings.ToValidUTF8(string(bytes.ReplaceAll(id, []byte(" "), nil)), "\uFFFD"))
		}
	}
	return out
}

// suspectAfter is how far Date may lie from the servers' dates unremarked.
const suspectAfter = 7 * 24 * time.Hour

// fillDate reads Date. The Received fields are a second witness: the lowest
// one that can be read was written by the first server, and stands in for a
// date that is missing or unreadable.
func (r *reader) fillDate() {
	text := r.head.get("Date")
	r.m.DateText, _ = decodeText(text, r.hint)
	own, ok := parseDate(r.m.DateText)
	witness, seen := r.received()
	switch {
	case ok:
		r.m.Date, r.m.Zone = own.at, own.zone
		if gap := own.at.Sub(witness.at); seen && (gap > suspectAfter || gap < -suspectAfter) {
			r.note(ProblemDateSuspect, "servers say "+witness.at.Format(time.RFC3339), false)
		}
		return
	case len(text) > 0:
		r.note(ProblemDate, "", false)
	default:
		r.note(ProblemDateMissing, "", false)
	}
	if seen {
		r.m.Date, r.m.Zone = witness.at, witness.zone
		r.note(ProblemDateReceived, "", false)
	}
}

func (r *reader) received() (stamp, bool) {
	for i := len(r.head.fields) - 1; i >= 0; i-- {
		f := &r.head.fields[i]
		if !strings.EqualFold(f.name, "Received") {
			continue
		}
		semi := bytes.LastIndexByte(f.value, ';')
		if semi < 0 {
			continue
		}
		if s, ok := parseDate(string(bytes.TrimSpace(f.value[semi+1:]))); ok {
			return s, true
		}
	}
	return stamp{}, false
}

// fillFlags reads the states that mbox programs keep in header fields.
func (r *reader) fillFlags() {
	add := func(flag string) { r.m.Flags = append(r.m.Flags, flag) }
	for i := range r.head.fields {
		f := &r.head.fields[i]
		if len(f.name) < 6 || f.name[0] != 'X' && f.name[0] != 'S' {
			continue
		}
		v := string(f.value)
		switch {
		case f.name == "Status" && strings.Contains(v, "R"):
			add("seen")
		case f.name == "X-Status":
			for _, f := range [][2]string{{"A", "replied"}, {"D", "deleted"}, {"F", "flagged"}, {"T", "draft"}} {
				if strings.Contains(v, f[0]) {
					add(f[1])
				}
			}
		case f.name == "X-Mozilla-Status":
			r.mozillaFlags(v, add)
		case f.name == "X-Gmail-Labels":
			text, _ := decodeText(f.value, r.hint)
			for _, label := range strings.Split(text, ",") {
				add("label:" + strings.TrimSpace(label))
			}
		}
	}
}

// mozillaFlags reads the four hex digits Thunderbird keeps.
func (r *reader) mozillaFlags(v string, add func(string)) {
	var bits uint32
	for _, c := range []byte(v) {
		if hexOf[c] < 0 || len(v) > 8 {
			return
		}
		bits = bits<<4 | uint32(hexOf[c])
	}
	for _, f := range []struct {
		bit  uint32
		flag string
	}{{0x1, "seen"}, {0x2, "replied"}, {0x4, "flagged"}, {0x8, "deleted"}, {0x1000, "forwarded"}} {
		if bits&f.bit != 0 {
			add(f.flag)
		}
	}
}
