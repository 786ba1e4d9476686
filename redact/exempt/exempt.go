// Package exempt knows the legal bases on which text may be withheld: the FOIA
// exemptions, the Privacy Act exemptions, litigation privileges and
// confidentiality tiers, and any set an agency writes for itself.
//
// A basis is stored by its ID ("b7C") and printed by its label ("(b)(7)(C)"),
// so that a set may change how it prints without touching decisions already
// made. Sets are data (JSON), checked when they are read: two codes that one
// spelling could mean are refused, because a box with the wrong basis is worse
// than none.
//
// The package says what the law asks to be named (a statute, a privilege); it
// gives no legal advice, never decides whether an exemption applies, and knows
// nothing of marks, records or pages. "Not responsive" is deliberately in no
// shipped set: a record is responsive or not, a passage of one is not
// (American Immigration Lawyers Ass'n v. EOIR, D.C. Cir. 2016). The exclusions
// of 5 U.S.C. 552(c) are absent for the same reason that they leave no trace in
// a release.
package exempt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"vaughn/assets"
)

// ID names a code for ever, whatever its label looks like: "b6", "b7C", "j2".
type ID string

// Need says what must be named beside a code.
type Need string

// What a code can need. The section of an Executive order is given where a
// statute is given.
const (
	NeedNothing   Need = ""
	NeedStatute   Need = "statute"
	NeedPrivilege Need = "privilege"
	NeedOrder     Need = "eo-section"
)

// Kind tells a basis for taking text away from a stamp that takes nothing away.
type Kind string

// The kinds of code. A designation is a confidentiality tier printed on every
// page; it can never be the basis of a box.
const (
	Withhold    Kind = ""
	Designation Kind = "designation"
)

// Harm says whether 5 U.S.C. 552(a)(8)(A) asks for a statement of foreseeable
// harm beside the code.
type Harm string

// Whether foreseeable harm must be stated.
const (
	HarmNone     Harm = "none"
	HarmOptional Harm = "optional"
	HarmStated   Harm = "state"
)

// Code is one basis for withholding.
type Code struct {
	ID       ID       `json:"id"`
	Label    string   `json:"label"`             // as printed in the box
	Name     string   `json:"name"`              // a few words for a menu
	Meaning  string   `json:"meaning"`           // the rule, close to its official wording
	NotWhen  string   `json:"not_when"`          // when it does not apply
	Reason   string   `json:"reason"`            // text for a log; reveals nothing
	Order    int      `json:"order"`             // position among the codes of its set
	Parent   ID       `json:"parent,omitempty"`  // the code this is a part of
	Group    bool     `json:"group,omitempty"`   // never used alone: one of its parts must be named
	Kind     Kind     `json:"kind,omitempty"`    // a designation is no basis for a box
	Aliases  []string `json:"aliases,omitempty"` // other spellings people type
	Requires Need     `json:"requires,omitempty"`
	Harm     Harm     `json:"harm,omitempty"`
	HarmText string   `json:"harm_text,omitempty"` // to begin a statement of harm from; a person makes it specific
}

// Privilege is one privilege that a code with NeedPrivilege can rest on.
type Privilege struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	Meaning string   `json:"meaning"`
	// Years is the age of a record, at the date of the request, from which the
	// privilege is gone; 0 is never. 5 U.S.C. 552(b)(5): 25 for deliberative process.
	Years int `json:"years,omitempty"`
}

// Statute is a citation to pick from; any other may be typed. The lists are a
// convenience and must be checked against the law before they are cited.
type Statute struct {
	Cite  string `json:"cite"`
	About string `json:"about"`
	Code  ID     `json:"code"` // the code it goes with
}

// Set is a checked collection of codes. Its zero value knows no code. A Set is
// never changed after it is made and may be shared between goroutines.
type Set struct {
	name, title, act string
	codes            []Code
	privileges       []Privilege
	statutes         []Statute
	byKey            map[string]int
	relaxed          bool
}

// Names lists the sets that ship with the program.
func Names() []string { return assets.ExemptionSets() }

// Load returns a shipped set by name.
func Load(name string) (Set, error) {
	data, err := assets.ExemptionSet(name)
	if err != nil {
		return Set{}, fmt.Errorf("loading exemption set: %w", err)
	}
	s, err := Parse(data)
	if err != nil {
		return Set{}, fmt.Errorf("loading exemption set %s: %w", name, err)
	}
	return s, nil
}

// Name is the set's short name, Title what a person reads, Act the law cited.
func (s Set) Name() string { return s.name }

// Title is the set's name for people.
func (s Set) Title() string { return s.title }

// Act is the citation of the law or rule that the codes come from.
func (s Set) Act() string { return s.act }

// Codes returns a copy of all codes in their order.
func (s Set) Codes() []Code { return slices.Clone(s.codes) }

// Privileges returns the privileges to pick from, empty when no code needs one.
func (s Set) Privileges() []Privilege { return slices.Clone(s.privileges) }

// Statutes returns the citations offered for one code.
func (s Set) Statutes(id ID) []Statute {
	var out []Statute
	for _, st := range s.statutes {
		if st.Code == id {
			out = append(out, st)
		}
	}
	return out
}

// Lookup finds a code by ID, label or alias, whatever the case, spacing and
// punctuation: "(b)(7)(C)", "b7c", "Ex. 7(C)", "5 U.S.C. 552(b)(7)(C)".
func (s Set) Lookup(text string) (Code, bool) {
	k := key(text)
	if k == "" {
		return Code{}, false
	}
	i, ok := s.byKey[k]
	if !ok {
		return Code{}, false
	}
	return s.codes[i], true
}

// Privilege finds a privilege by ID, name or alias. "other: NAME" is found as
// the privilege "other" when the set has one and NAME is not empty.
func (s Set) Privilege(text string) (Privilege, bool) {
	if kind, rest, ok := strings.Cut(text, ":"); ok && key(kind) == "other" && key(rest) != "" {
		text = kind
	} else if key(text) == "other" {
		return Privilege{}, false
	}
	k := key(text)
	for _, p := range s.privileges {
		if k != "" && slices.ContainsFunc(p.spellings(), func(a string) bool { return key(a) == k }) {
			return p, true
		}
	}
	return Privilege{}, false
}

func (p Privilege) spellings() []string { return append([]string{p.ID, p.Name}, p.Aliases...) }

func (c Code) spellings() []string { return append([]string{string(c.ID), c.Label}, c.Aliases...) }

// Label prints codes for a box or a log in the set's order, numbers before
// letters: "(b)(6), (b)(7)(C)". Repetitions count once. A basis the set does not
// know is printed as it stands, after the others, so that nothing a person
// decided goes missing in print.
func (s Set) Label(basis []string) string {
	var known []Code
	var unknown []string
	for _, b := range basis {
		if c, ok := s.Lookup(b); ok {
			known = append(known, c)
		} else if b = strings.TrimSpace(b); b != "" {
			unknown = append(unknown, b)
		}
	}
	slices.SortFunc(known, func(a, b Code) int { return cmp.Compare(a.Order, b.Order) })
	slices.Sort(unknown)
	var out []string
	for _, c := range known {
		out = append(out, c.Label)
	}
	out = append(out, unknown...)
	return strings.Join(slices.Compact(out), ", ")
}

// key reduces a spelling to its letters and digits, in lower case.
func key(text string) string {
	if len(text) > maxText {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
