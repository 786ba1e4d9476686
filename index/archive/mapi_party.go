package archive

import (
	"slices"
	"strings"
	"time"

	"vaughn/index/archive/mapi"
	"vaughn/index/message"
)

// somebody is what the properties say of a person.
type somebody struct{ name, kind, addr, smtp string }

// party resolves somebody: the SMTP address a directory wrote down, an address
// of the type SMTP, the address that a header field has under the same name;
// else the directory name is kept as it is.
func (r *mapiReader) party(role string, s somebody) (message.Party, bool) {
	s.name = strings.TrimSpace(oneLine(s.name))
	s.addr = strings.TrimSpace(oneLine(s.addr))
	s.smtp = strings.TrimSpace(oneLine(s.smtp))
	p := message.Party{Role: role, Name: unquoted(s.name)}
	switch {
	case s.name == "" && s.addr == "" && s.smtp == "":
		return p, false
	case strings.Contains(s.smtp, "@"):
		p.Addr = s.smtp
	case strings.Contains(s.addr, "@") && (strings.EqualFold(s.kind, "SMTP") || !strings.ContainsAny(s.addr, "/ =")):
		p.Addr = unquoted(s.addr)
	default:
		if p.Addr = r.addressOf(p.Name); p.Addr == "" {
			if p.Raw = s.addr; p.Raw == "" {
				p.Raw = s.name
			}
		}
	}
	if strings.EqualFold(p.Name, p.Addr) {
		p.Name = ""
	}
	return p, true
}

// unquoted takes off the single quotes some programs put around names.
func unquoted(s string) string {
	if len(s) > 2 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return s[1 : len(s)-1]
	}
	return s
}

// addressOf looks a name up in the transport headers.
func (r *mapiReader) addressOf(name string) string {
	// A name that is an address needs no witness.
	if strings.Contains(name, "@") && !strings.ContainsAny(name, " <>()/=") {
		return name
	}
	if r.known == nil {
		r.known = map[string]string{}
		for _, role := range roles {
			for _, p := range parseAddresses(role.role, r.head.get(role.field), "") {
				if p.Addr != "" && p.Name != "" {
					r.known[strings.ToLower(p.Name)] = p.Addr
				}
			}
		}
	}
	return r.known[strings.ToLower(name)]
}

// parties lists the people the properties name, in the order of their roles.
func (r *mapiReader) parties() []message.Party {
	var out []message.Party
	add := func(role string, s somebody) {
		if p, ok := r.party(role, s); ok {
			out = append(out, p)
		}
	}
	p := r.it.Props
	text := func(id mapi.ID) string { return mapi.Text(p, id) }
	sender := somebody{text(mapi.SenderName), text(mapi.SenderType), text(mapi.SenderAddr), text(mapi.SenderSMTP)}
	from := somebody{text(mapi.SentRepresentingName), text(mapi.SentRepresentingType), text(mapi.SentRepresentingAddr), text(mapi.SentRepresentingSMTP)}
	if from == (somebody{}) || from.addr == "" && from.smtp == "" && sender.name == from.name {
		from = sender
	}
	add(message.From, from)
	if !strings.EqualFold(sender.addr, from.addr) && sender.addr != "" {
		add(message.Sender, sender)
	}
	if names := text(mapi.ReplyNames); names != from.name {
		for _, n := range strings.Split(names, ";") {
			add(message.ReplyTo, somebody{name: n})
		}
	}
	for _, role := range []struct {
		kind  int64
		role  string
		shown mapi.ID
	}{{mapi.To, message.To, mapi.DisplayTo}, {mapi.Cc, message.Cc, mapi.DisplayCc}, {mapi.Bcc, message.Bcc, mapi.DisplayBcc}} {
		before := len(out)
		for _, rcpt := range r.it.Recipients {
			if kind, _ := mapi.Int(rcpt, mapi.RecipientType); kind&mapi.RecipientMask == role.kind {
				add(role.role, somebody{mapi.Text(rcpt, mapi.DisplayName), mapi.Text(rcpt, mapi.AddressType), mapi.Text(rcpt, mapi.Address), mapi.Text(rcpt, mapi.SMTPAddress)})
			}
		}
		if len(out) == before {
			// The table may be lost; the names are kept beside it as text.
			for _, n := range strings.Split(text(role.shown), ";") {
				add(role.role, somebody{name: n})
			}
		}
	}
	return out
}

// addressText is the header field that the parties of a role make.
func addressText(parties []message.Party, role string) string {
	var out []string
	for _, p := range parties {
		if p.Role != role {
			continue
		}
		name := p.Name
		if strings.ContainsAny(name, `,;<>"@()`) {
			name = `"` + strings.ReplaceAll(name, `"`, "'") + `"`
		}
		out = append(out, message.Party{Name: name, Addr: p.Addr, Raw: p.Raw}.String())
	}
	return strings.Join(out, ", ")
}

// missing gives the parties of the roles that the transport headers leave out.
// Blind copies always are: no header that was sent has them.
func (r *mapiReader) missing(all []message.Party) []message.Party {
	var out []message.Party
	for _, role := range roles {
		there := r.head.get(role.field) != nil ||
			// Who sent for somebody else is told by the header if it tells anything.
			role.role != message.Bcc && role.role != message.To && role.role != message.Cc && r.head.get("From") != nil
		for _, p := range all {
			if p.Role == role.role && !there {
				out = append(out, p)
			}
		}
	}
	return out
}

// replaceParties puts the parties that came from properties in the place of
// those that were read back out of the fields made of them, which know less.
// A name without an address in a transport header gets that of the properties.
func (r *mapiReader) replaceParties(own, all []message.Party) {
	made := map[string]bool{}
	for _, p := range own {
		made[p.Role] = true
		if p.Addr == "" {
			r.noteOnce(ProblemUnresolved)
		}
	}
	addr := map[[2]string]string{}
	for _, p := range all {
		addr[[2]string{p.Role, strings.ToLower(p.Name)}] = p.Addr
	}
	kept := make([]message.Party, 0, len(r.m.Parties)+len(own))
	unread := false
	for _, p := range r.m.Parties {
		if made[p.Role] {
			continue
		}
		if name := strings.Trim(p.Raw, `"`); p.Addr == "" && name != "" {
			if p.Addr = addr[[2]string{p.Role, strings.ToLower(name)}]; p.Addr != "" {
				p.Name, p.Raw = name, ""
			}
		}
		unread = unread || p.Addr == "" && p.Raw != "" && !strings.HasSuffix(p.Raw, ";")
		kept = append(kept, p)
	}
	kept = append(kept, own...)
	order := func(role string) int {
		return slices.IndexFunc(roles, func(r struct{ field, role string }) bool { return r.role == role })
	}
	slices.SortStableFunc(kept, func(a, b message.Party) int { return order(a.Role) - order(b.Role) })
	if r.m.Parties = kept; !unread {
		r.drop(ProblemAddress)
	}
}

func (r *mapiReader) noteOnce(code string) {
	for _, p := range r.m.Problems {
		if p.Code == code {
			return
		}
	}
	r.m.Note(code, "", false)
}

// date is when the item was sent, delivered or, for want of these, created,
// with a problem code for what is not the date of sending.
func (r *mapiReader) date() (at time.Time, code string) {
	for _, c := range []struct {
		id   mapi.ID
		code string
	}{{mapi.ClientSubmitTime, ""}, {mapi.ReportTime, ""}, {mapi.DeliveryTime, ProblemDateDelivery}, {mapi.CreationTime, ProblemDateCreation}, {mapi.ModificationTime, ProblemDateCreation}} {
		if at := mapi.When(r.it.Props, c.id); !at.IsZero() {
			return at, c.code
		}
	}
	return time.Time{}, ""
}
