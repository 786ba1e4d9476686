package people

import (
	"regexp"
	"strings"

	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/thread"
)

// Seen is a sighting in one record.
type Seen struct {
	Sighting
	Wrote bool // as an author
}

// maxSeen bounds the sightings of one record.
const maxSeen = 20_000

// accounts are the platforms whose member ids name one account everywhere; on
// others an id is a name, or a number that only its own archive knows.
var accounts = setOf("wickr slack teams")

// Read lists who a record shows: its parties or members, the numbers below the
// author's own words, and what a contact says belongs together. An attachment
// has no parties of its own.
func Read(r *record.Record) []Seen {
	var out []Seen
	switch {
	case r.Log != nil:
		out = members(r)
	case r.Kind == string(message.Contact):
		out = card(r.Text)
	case strings.Contains(r.Type, "vcard") || strings.HasPrefix(r.Text, "BEGIN:VCARD"):
		for c := range strings.SplitSeq(r.Text, "END:VCARD") {
			out = append(out, card(c)...)
		}
	default:
		out = parties(r)
	}
	return out[:min(len(out), maxSeen)]
}

func parties(r *record.Record) []Seen {
	var out []Seen
	author := ""
	for _, p := range r.Parties {
		if p.Role == message.ReplyTo {
			continue
		}
		wrote := p.Role == message.From || p.Role == message.Sender
		s := Seen{Sighting{How: AsParty, Name: p.Name}, wrote}
		if p.Addr != "" {
			s.IDs = []string{p.Addr}
		}
		if s.Name == "" && p.Addr == "" {
			s.Name = p.Raw
		}
		if p.Role == message.From && author == "" {
			author = p.Addr
		}
		out = append(out, s)
	}
	if author != "" && r.Kind == string(message.Email) {
		parts := thread.Parts(r.Text, thread.Segments(r))
		for _, n := range Signed(parts[0].Text) {
			out = append(out, Seen{Sighting{How: AsSignature, IDs: []string{author, n}}, false})
		}
	}
	return out
}

func members(r *record.Record) []Seen {
	wrote := map[string]bool{}
	for i := range r.Log.Entries {
		wrote[r.Log.Entries[i].From] = true
	}
	var out []Seen
	for _, m := range r.Log.Members {
		s := Seen{Sighting{How: AsMember, Platform: r.Log.Platform, Name: m.Name}, wrote[m.ID]}
		if m.Addr != "" {
			s.IDs = append(s.IDs, m.Addr)
		}
		if accounts[r.Log.Platform] && m.ID != m.Addr {
			s.IDs = append(s.IDs, m.ID)
		}
		out = append(out, s)
	}
	return out
}

var (
	cardName  = regexp.MustCompile(`(?im)^(?:FN(?:;[^:\n]*)?|Name|Full name):[ \t]*(.+)$`)
	cardMail  = regexp.MustCompile(`(?im)^(?:(?:item\d+\.)?EMAIL(?:;[^:\n]*)?|E-mail(?: \d)?):[ \t]*(\S+@\S+)`)
	cardPhone = regexp.MustCompile(`(?im)^(?:(?:item\d+\.)?TEL(?:;[^:\n]*)?|(?:Business|Home|Mobile|Other|Work) phone):[ \t]*(?:tel:)?(.+)$`)
)

// card reads a contact, from its lines or as a vCard (RFC 6350).
func card(text string) []Seen {
	if len(text) > 64<<10 {
		text = text[:64<<10]
	}
	s := Seen{Sighting: Sighting{How: AsCard}}
	if m := cardName.FindStringSubmatch(text); m != nil {
		s.Name = strings.TrimSpace(m[1])
	}
	for _, re := range []*regexp.Regexp{cardMail, cardPhone} {
		for _, m := range re.FindAllStringSubmatch(text, 8) {
			s.IDs = append(s.IDs, strings.TrimSpace(m[1]))
		}
	}
	if s.Name == "" && len(s.IDs) == 0 {
		return nil
	}
	return []Seen{s}
}
