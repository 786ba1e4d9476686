// Package people tells who is who across channels: which addresses, telephone
// numbers, handles and bare names are one person. It is pure: evidence in,
// persons out, the same for the same input.
//
// Two things are kept apart. What a person decided (Decisions) is followed and
// never doubted. Everything else is a proposal, which says in words what it
// rests on and how sure it is, and joins nothing that was decided to be apart.
//
// What it refuses: no proposal rests on a first name, on a name that many bear,
// or on a display name that the address contradicts; shared mailboxes and
// mailing lists are nobody. What it cannot know: two people of one name who
// never met in one message look like one; hence a person decides.
package people

import (
	"strings"

	"vaughn/index/record"
)

// Kinds of form: the part of a Key before its colon.
const (
	Address = "mail"   // a mail address, lower case
	Phone   = "tel"    // a telephone number, see Region.Phone
	Handle  = "handle" // an account: platform, '/', its name there
	Bare    = "name"   // a name that stood without any address
)

// Key names one form of a person, such as "mail:jane@x.gov" or
// "tel:+12025550123". Forms with equal keys are one form.
type Key string

// Kind is the kind of form.
func (k Key) Kind() string { kind, _, _ := strings.Cut(string(k), ":"); return kind }

// Value is the form without its kind.
func (k Key) Value() string { _, v, _ := strings.Cut(string(k), ":"); return v }

// Ways in which a Sighting was made.
const (
	AsParty     = "party"     // a party of a mail: From, To, Cc, Bcc
	AsMember    = "member"    // a member of a chat
	AsSignature = "signature" // telephone numbers below somebody's own words
	AsCard      = "card"      // a contact: a vCard or an address book's entry
)

// Sighting is what stood together in one place of a record, as it was spelled
// there: a name and the addresses, numbers or handles that go with it. Of a
// signature the first of IDs is the writer's address. Equal sightings of many
// records are one.
type Sighting struct {
	How      string
	Platform string // of a chat
	Name     string
	IDs      []string
}

const unit = "\x1f"

var flat = strings.NewReplacer(unit, " ", "\x00", " ", "\n", " ", "\r", " ", "\t", " ")

// maxPacked bounds a packed sighting, in bytes: what is longer is no name.
const maxPacked = 2000

// Pack writes a sighting as one line; ok is false for one too long to be true.
func (s Sighting) Pack() (line string, ok bool) {
	parts := append([]string{s.How, s.Platform, s.Name}, s.IDs...)
	for i, p := range parts {
		parts[i] = strings.TrimSpace(flat.Replace(p))
	}
	line = strings.Join(parts, unit)
	return line, len(line) <= maxPacked
}

// Unpack reads what Pack wrote.
func Unpack(line string) Sighting {
	parts := strings.Split(line, unit)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return Sighting{How: parts[0], Platform: parts[1], Name: parts[2], IDs: parts[3:]}
}

// Evidence is a sighting with the records it was made in.
type Evidence struct {
	Sighting
	Wrote   int          // records of which it is the author
	Records []record.Num // ascending, each once
}

// Decisions say which person a form belongs to, by the person's id. Forms of
// different persons are apart for good.
type Decisions map[Key]string

// What became of a form.
const (
	Confirmed = "confirmed" // somebody decided so
	Proposed  = "proposed"  // the evidence suggests it
)

// Kinds of Person.
const (
	Human   = "person"
	Mailbox = "mailbox" // shared by several, or of an office
	List    = "list"    // a mailing list
)

// Person is one human, or what is no human and was not decided to be one.
type Person struct {
	ID      string // of the decisions, or derived from the first of its forms
	Name    string // the full name seen most often, else the first form
	Kind    string
	Decided bool // somebody decided on at least one form
	Forms   []Form
	Names   []Name
	Records int // in which a form takes part, proposed ones included
	nodes   []int32
}

// Form is one address, number, handle or bare name of a person.
type Form struct {
	Key     Key
	State   string
	Records int      // in which it takes part
	Reasons []Reason // why it is proposed, the strongest first
}

// Reason is what a proposal rests on.
type Reason struct {
	With Key     // the form it is joined to
	Sure float64 // 0..1
	Text string  // in plain words
}

// Name is a name that was seen with a person's forms, as it was spelled.
type Name struct {
	Text    string
	Nick    bool   // a nickname within the name: Robert "Bob" Moss
	State   string // of the best form that bears it
	Records int
}

// Of gives the forms in a state; "" is all.
func (p *Person) Of(state string) []Form {
	var out []Form
	for _, f := range p.Forms {
		if state == "" || f.State == state {
			out = append(out, f)
		}
	}
	return out
}
