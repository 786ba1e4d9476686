// Package suggest proposes what to withhold: everybody on a list of people, in
// all forms a name takes, and identifiers that follow a rule (a Social Security
// number, a date of birth). It only proposes. Nothing is hidden before a person
// accepts it, and every proposal says which rule found it, how sure the rule is
// and what it rests on.
//
// A form of a person is strong or weak. Strong ones (full names either way
// round, addresses, telephone numbers, handles, user names) stand for the person
// wherever they stand. Weak ones (a first name, a surname, a nickname, initials
// alone) do only where the context shows it: the person takes part in the
// conversation or is named in it, the word is spelled as a name, and nobody else
// there bears it. So the texts are read twice: Survey learns who is where and
// which words are mere words, Record proposes.
//
// What is public stays released, by rules that can be seen: a press article or
// release inside a thread, the name of a place, law or firm that only contains a
// name, and people the list itself says to release. Such places are reported as
// Kept with the reason, so that a person can disagree.
//
// Limits: it reads Latin, Greek and Cyrillic names; it does not understand
// pronouns ("her manager") or descriptions ("the only agent in Elko").
package suggest

import (
	"cmp"
	"slices"

	"vaughn/index/record"
)

// Proposal is one place that a rule found.
type Proposal struct {
	Span       record.Span
	Basis      []string // exemption ids
	Statute    string
	Privileges []string
	Rule       string  // name of the rule; see Rules
	Person     string  // of the list, as it is named there; "" for a pattern
	Why        string  // what the rule rests on, in the reader's words
	Confidence float64 // 0..1
	Kept       bool    // it is not proposed: Why says what makes it public
}

// Options of a Searcher.
type Options struct {
	Region   Phones   // how telephone numbers are read
	Personal bool     // identifiers of a person: SSN, A-number, birth, passport, bank, home address
	General  bool     // telephone numbers, addresses of mail, IP addresses and internal URLs of anybody
	Basis    []string // of what the built-in patterns find
}

// Phones reads a telephone number as it is written; people.Region is one.
type Phones interface {
	Phone(s string) (string, bool)
}

// Searcher looks for people and patterns. Feed every record of the case to
// Survey, then ask Record. One goroutine at a time may call Survey; Record may
// then be called from several.
type Searcher struct {
	list  *list
	rules []Rule
	known *known
	opt   Options
}

// New prepares a search.
func New(ps []Person, rules []Rule, opt Options) *Searcher {
	all := slices.Clone(rules)
	for _, r := range builtin(opt) {
		all = append(all, r)
	}
	l := compile(ps, opt.Region)
	return &Searcher{list: l, rules: all, known: newKnown(l), opt: opt}
}

// Record proposes for one record. thread is that of Survey.
func (s *Searcher) Record(r *record.Record, thread uint32) []Proposal {
	t := read(r)
	var out []Proposal
	if len(s.list.people) > 0 {
		out = s.list.find(t, s.known, thread)
	}
	for _, rule := range s.rules {
		out = append(out, rule.find(t)...)
	}
	return settle(out)
}

// settle orders proposals and leaves, of those that overlap, the one that
// covers most; of equal ones the surest.
func settle(ps []Proposal) []Proposal {
	slices.SortStableFunc(ps, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Span.Len(), a.Span.Len()), cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	var out []Proposal
	for _, p := range ps {
		if !slices.ContainsFunc(out, func(q Proposal) bool { return q.Span.Overlaps(p.Span) }) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Proposal) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return out
}
