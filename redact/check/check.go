// Package check looks over all decisions of a case before anything leaves it,
// and says where they do not agree, where something was left open, cut short,
// hidden without need or coded wrongly.
//
// Every record is read twice: once for what is withheld and of whom, once for
// what is open. Findings of one kind about the same words in the same
// surroundings are one finding with all its places, so that a message with
// fifty copies does not fill fifty lines. A finding's ID follows from its kind,
// its record and its words: it stays the same until one of them changes.
//
// The package decides nothing and changes nothing. A finding may carry the marks
// that would mend it; somebody else sets them. It is built to be believed: what
// only might be wrong is left out, since a list of false alarms is not read.
//
// Limits: it sees what package suggest sees of names and identifiers, and what
// package passage sees of copies; a fact told in other words is neither.
package check

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"vaughn/index/passage"
	"vaughn/index/record"
	"vaughn/index/thread"
	"vaughn/redact"
	"vaughn/redact/exempt"
	"vaughn/redact/suggest"
)

// Severity says what a finding asks for.
type Severity string

// The severities: what must be mended before a release, what a person must look
// at, what is worth knowing.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Names of the checks.
const (
	Inconsistent = "inconsistent"   // the same passage or person is open here and withheld there
	Codes        = "codes-differ"   // the same passage or person is withheld under different codes
	Leak         = "leak"           // an identifier or a known name is open
	Partial      = "partial-cover"  // a mark leaves a piece of what it hides
	Over         = "over-redaction" // a mark hides what needs no hiding
	Code         = "wrong-code"     // the code is missing, incomplete or of another kind of text
	Empty        = "empty-mark"     // a mark hides no letter or digit
	Open         = "proposal-open"  // nobody has decided on a proposal
	Unreviewed   = "unreviewed"     // nothing was decided about a record
	Families     = "families"       // a family or copies of one message are not decided alike
	Responsive   = "non-responsive" // a box inside a record for what is not responsive
)

// Item is one record with what was decided about it.
type Item struct {
	Record *record.Record
	Thread uint32     // its conversation
	Copies record.Num // equal for copies of one message
	Coding map[string]string
	Marks  []redact.Mark // that count: see redact.Effective
	Gone   bool          // it will not be released: nothing in it is open
	Asked  bool          // findings in it are wanted
}

// Options of a check.
type Options struct {
	Codes     exempt.Set
	Requested time.Time        // day of the request, zero when unknown
	People    []suggest.Person // known names, besides those that the marks hide
	Known     []suggest.Person // more forms of persons whom the marks hide
	Region    suggest.Phones   // how telephone numbers are read
	Basis     []string         // of marks that mend a leak
}

// Place is where something stands.
type Place struct {
	Record *record.Record
	Span   record.Span
	Basis  []string // of the marks that hide it; none when it is open
}

// Text is what stands there.
func (p Place) Text() string { return p.Record.Text[p.Span.Start:p.Span.End] }

// Finding is one thing a person should know.
type Finding struct {
	ID       string
	Check    string
	Severity Severity
	Place    Place
	Other    []Place // equal places, then what it is compared with
	Equal    int     // how many of Other are equal places
	Why      string
	Fix      []redact.Mark // set these to mend it; ids are the caller's to make where they are empty
	key      string        // findings with one key are one
}

// Source gives the records of the case, each time from the start.
type Source func(ctx context.Context) iter.Seq2[Item, error]

// Run reads the case and gives its findings, the gravest first, then in the
// order of records.
func Run(ctx context.Context, all Source, opt Options) ([]Finding, error) {
	k := newChecker(opt)
	for it, err := range all(ctx) {
		if err != nil {
			return nil, err
		}
		k.learn(it)
	}
	k.prepare()
	if k.search.people {
		for it, err := range all(ctx) {
			if err != nil {
				return nil, err
			}
			k.search.Survey(it.Record, it.Thread)
		}
	}
	if err := k.lookAll(ctx, all); err != nil {
		return nil, err
	}
	k.compare()
	return k.sorted(), nil
}

// checker gathers findings over the whole case.
type checker struct {
	opt         Options
	roots       []root
	rootOf      map[string]int
	near        map[string]bool // pairs of words that follow each other in a name
	people      []suggest.Person
	personOf    map[string]int
	search      searcher
	passages    []passage.Passage // of roots, in their order
	persons     map[string]*person
	kinds       map[string]*kind
	passageCode map[string]map[string][]under // by passage and codes
	wanted      map[record.ID]bool
	decided     decided
	found       []*Finding
	byKey       map[string]*Finding
	taken       map[record.ID][]record.Span // places that findings already speak of
}

func newChecker(opt Options) *checker {
	return &checker{opt: opt, rootOf: map[string]int{}, near: map[string]bool{}, personOf: map[string]int{}, persons: map[string]*person{},
		kinds: map[string]*kind{}, passageCode: map[string]map[string][]under{}, wanted: map[record.ID]bool{}, byKey: map[string]*Finding{}, taken: map[record.ID][]record.Span{}, decided: newDecided()}
}

// report adds a finding, or one more place to an equal one.
func (k *checker) report(f Finding) {
	if f.Place.Span.Len() > 0 {
		k.taken[f.Place.Record.ID] = append(k.taken[f.Place.Record.ID], f.Place.Span)
	}
	if f.key == "" {
		f.key = f.Place.Text() + "\x00" + surroundings(f.Place.Record, f.Place.Span)
	}
	f.key = f.Check + "\x00" + f.key
	if have := k.byKey[f.key]; have != nil {
		have.Other = slices.Insert(have.Other, have.Equal, f.Place)
		have.Equal++
		have.Fix = append(have.Fix, f.Fix...)
		return
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s", f.Check, f.Place.Record.ID, f.key, f.Place.Text()))
	f.ID = hex.EncodeToString(sum[:6])
	kept := f
	k.byKey[f.key] = &kept
	k.found = append(k.found, &kept)
}

// spoken tells whether a finding already speaks of a place.
func (k *checker) spoken(r *record.Record, s record.Span) bool {
	return slices.ContainsFunc(k.taken[r.ID], s.Overlaps)
}

func (k *checker) sorted() []Finding {
	out := make([]Finding, len(k.found))
	for i, f := range k.found {
		out[i] = *f
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Compare(rank(a.Severity), rank(b.Severity))
	})
	return out
}

func rank(s Severity) int { return slices.Index([]Severity{Block, Warn, Info}, s) }

// around is how many words on each side tell one place of a text from another.
const around = 4

// surroundings are the words beside a span, as they are in every copy.
func surroundings(r *record.Record, s record.Span) string {
	const bytes = 80
	b, _ := r.BlockAt(s.Start)
	if r.Blocks != nil && r.Blocks[b].Role == record.RoleField {
		return r.Blocks[b].Field
	}
	left := strings.Fields(thread.Fold(strings.ToValidUTF8(r.Text[max(0, s.Start-bytes):s.Start], " ")))
	right := strings.Fields(thread.Fold(strings.ToValidUTF8(r.Text[s.End:min(len(r.Text), s.End+bytes)], " ")))
	return strings.Join(left[max(0, len(left)-around):], " ") + "|" + strings.Join(right[:min(around, len(right))], " ")
}
