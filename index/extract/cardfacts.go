package extract

import (
	"fmt"
	"strings"

	"vaughn/index/record"
)

// A fact is one line of an event or a contact: what it is called, the
// properties that it is made of, and how one is printed.
type fact struct {
	label string
	from  string // names of properties, parted by blanks; the first that is there
	print func(*property) string
}

func text(p *property) string      { return plainText(p.value) }
func stateWord(p *property) string { return wordsOf(plainText(p.value)) }

func structured(p *property) string { return strings.Join(parts(p.value), ", ") }

func moments(p *property) string { return p.moments() }
func person(p *property) string  { return p.person() }
func recurs(p *property) string  { return p.recurs() }

// eventFacts in the order in which a person asks: what, when, where, who.
var eventFacts = []fact{
	{"What", "SUMMARY", text}, {"Start", "DTSTART", moments}, {"End", "DTEND", moments}, {"Due", "DUE", moments}, {"Duration", "DURATION", text},
	{"Repeats", "RRULE", recurs}, {"Also on", "RDATE", moments}, {"Except on", "EXDATE", moments}, {"Instance of", "RECURRENCE-ID", moments},
	{"Where", "LOCATION", text}, {"Organiser", "ORGANIZER", person}, {"Attendees", "ATTENDEE", person}, {"Contact", "CONTACT", text},
	{"Status", "STATUS", stateWord}, {"Complete", "PERCENT-COMPLETE", text}, {"Completed", "COMPLETED", moments}, {"Shown as", "TRANSP", stateWord},
	{"Sensitivity", "CLASS", stateWord}, {"Priority", "PRIORITY", text}, {"Categories", "CATEGORIES", text}, {"Resources", "RESOURCES", text},
	{"Web page", "URL", text}, {"Attached", "ATTACH", text}, {"Free or busy", "FREEBUSY", text}, {"Reminder", "REMINDER TRIGGER", text},
}

var contactFacts = []fact{
	{"Name", "FN N", name}, {"Full name", "N", name}, {"Nickname", "NICKNAME", text}, {"Organisation", "ORG", structured}, {"Title", "TITLE", text}, {"Role", "ROLE", text},
	{"Phone", "TEL", text}, {"E-mail", "EMAIL", text}, {"Address", "ADR", structured}, {"Address label", "LABEL", text}, {"Messaging", "IMPP", text},
	{"Web page", "URL", text}, {"Birthday", "BDAY", moments}, {"Anniversary", "ANNIVERSARY", moments}, {"Categories", "CATEGORIES", text},
	{"Members", "MEMBER", text}, {"Related", "RELATED", text}, {"Place", "GEO", structured}, {"Time zone", "TZ", text},
}

// name prints a name; a structured one has family and given name in its first
// two parts.
func name(p *property) string {
	if p.name != "N" {
		return plainText(p.value)
	}
	f := strings.SplitN(p.value, ";", 5)
	for len(f) < 5 {
		f = append(f, "")
	}
	return strings.Join(strings.Fields(plainText(strings.Join([]string{f[3], f[1], f[2], f[0], f[4]}, " "))), " ")
}

// longText are properties that have paragraphs.
var longText = map[string]string{"DESCRIPTION": "Description", "COMMENT": "Comment", "NOTE": "Note"}

// cards writes events and contacts on a sheet.
type cards struct {
	*sheet
	name string // of the contact at work
}

var kindNames = map[string]string{"VEVENT": "Event", "VTODO": "Task", "VJOURNAL": "Journal entry", "VFREEBUSY": "Free and busy times", "VCARD": "Contact"}

// card writes the i-th of n.
func (c *cards) card(k *component, i, n int) {
	if n > 1 {
		c.heading(fmt.Sprintf("%s %d of %d", kindNames[k.kind], i+1, n))
	}
	list := eventFacts
	if k.kind == "VCARD" {
		list = contactFacts
	} else if i == 0 {
		for _, p := range k.file {
			if p.name == "METHOD" {
				c.fact("Sent as", wordsOf(p.value))
			}
		}
	}
	c.name = ""
	used := make([]bool, len(k.props))
	for _, f := range list {
		c.line(f, k.props, used)
	}
	for i := range k.props {
		p := &k.props[i]
		title := longText[p.name]
		if value := strings.TrimSpace(plainText(p.value)); title != "" && value != "" && !isData(p) {
			used[i] = true
			c.heading(title)
			c.say("", value)
		}
	}
	var rest []property
	for i, p := range k.props {
		if !used[i] {
			rest = append(rest, p)
		}
	}
	c.rest("Other properties", rest)
}

// line writes one fact out of all properties of its name. Kinds of a phone or an
// address stand behind it; a full name that is the name is not said again.
func (c *cards) line(f fact, props []property, used []bool) {
	for want := range strings.FieldsSeq(strings.ReplaceAll(f.from, "REMINDER ", "REMINDER\x00")) {
		var out []string
		for i := range props {
			p := &props[i]
			if p.name != strings.ReplaceAll(want, "\x00", " ") || isData(p) {
				continue
			}
			value := strings.Join(strings.Fields(f.print(p)), " ")
			if kind := types(p); kind != "" && value != "" {
				value += " (" + kind + ")"
			}
			used[i] = true
			if value == "" || f.label == "Full name" && value == c.name {
				continue
			}
			if f.label == "Name" {
				c.name = value
			}
			out = append(out, value)
		}
		if len(out) > 0 {
			c.fact(f.label, strings.Join(out, "; "))
			return
		}
	}
}

// types lists what kinds of a phone, an address or a mailbox it is.
func types(p *property) string {
	var out []string
	for _, t := range p.params["TYPE"] {
		if t = strings.ToLower(t); t != "" && t != "internet" && t != "pref" {
			out = append(out, t)
		}
	}
	if p.name != "TEL" && p.name != "EMAIL" && p.name != "ADR" && p.name != "URL" && p.name != "IMPP" && p.name != "LABEL" {
		return ""
	}
	return strings.Join(out, ", ")
}

// rest writes what has no words of ours, under its own names.
func (c *cards) rest(title string, props []property) {
	begun := false
	for i := range props {
		p := &props[i]
		value := strings.TrimSpace(strings.Join(strings.Fields(plainText(p.value)), " "))
		if p.name == "METHOD" || value == "" {
			continue
		}
		if isData(p) {
			value = "[data left out]"
			c.count("pictures", 1)
		}
		if !begun {
			c.heading(title)
			begun = true
		}
		c.fact(p.name, value)
	}
}

func (s *sheet) fact(label, value string) {
	if value = strings.Join(strings.Fields(record.Clean(value)), " "); value != "" {
		s.body = append(s.body, part{record.Block{Role: record.RoleBody, Field: record.FieldBody, Form: record.FormFact}, s.fit(strings.Join(strings.Fields(record.Clean(label)), " ") + ": " + value)})
	}
}

func (s *sheet) heading(title string) {
	s.body = append(s.body, part{record.Block{Role: record.RoleBody, Field: record.FieldBody, Form: record.FormHeading}, s.fit(title)})
}
