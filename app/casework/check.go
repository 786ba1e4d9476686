package casework

import (
	"context"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/people"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/index/thread"
	"vaughn/redact"
	"vaughn/redact/check"
	"vaughn/redact/review"
	"vaughn/redact/suggest"
)

// CheckOptions say what the check looks at.
type CheckOptions struct {
	Query  string           // records whose findings are wanted; "" is all. Decisions of all others count too.
	People []suggest.Person // known names to look for
	Basis  []string         // of marks that mend a leak
}

// Finding is one finding of the check, in the shape that tools read. Its text may
// be exempt. Of a case it names a record and where in it, of somebody else's
// release the file, page and line.
type Finding struct {
	V          int            `json:"v"`
	ID         string         `json:"id,omitempty"`
	Check      string         `json:"check"`
	Severity   check.Severity `json:"severity"`
	MessageID  string         `json:"message_id,omitempty"`
	Record     record.ID      `json:"record,omitempty"`
	Field      string         `json:"field,omitempty"`
	Event      string         `json:"event,omitempty"`
	Start      *int           `json:"start,omitempty"` // characters of the field
	End        *int           `json:"end,omitempty"`
	File       string         `json:"file,omitempty"`
	Page       int            `json:"page,omitempty"`
	Line       int            `json:"line,omitempty"` // of the page, or of a text file
	Text       string         `json:"text,omitempty"`
	Context    string         `json:"context,omitempty"`    // its whole line
	Sent       string         `json:"sent,omitempty"`       // when its message was sent, as written there
	Exemptions []string       `json:"exemptions,omitempty"` // under which it is withheld
	Other      []FindingPlace `json:"other"`
	Places     int            `json:"places"` // how many places have this fault, itself included
	Why        string         `json:"why"`
	Fixable    bool           `json:"fixable"`            // `--fix` can mend it
	Accepted   string         `json:"accepted,omitempty"` // why somebody accepted it as it is
	fix        []redact.Mark
	span       record.Span
}

// FindingPlace is another place of a finding: an equal one, or the one it is
// compared with.
type FindingPlace struct {
	MessageID  string    `json:"message_id,omitempty"`
	Record     record.ID `json:"record,omitempty"`
	Field      string    `json:"field,omitempty"`
	Event      string    `json:"event,omitempty"`
	Start      *int      `json:"start,omitempty"`
	End        *int      `json:"end,omitempty"`
	File       string    `json:"file,omitempty"`
	Page       int       `json:"page,omitempty"`
	Line       int       `json:"line,omitempty"`
	Text       string    `json:"text,omitempty"`
	Context    string    `json:"context,omitempty"`
	Sent       string    `json:"sent,omitempty"`
	Exemptions []string  `json:"exemptions,omitempty"` // under which it is withheld there; none where it is open
	Equal      bool      `json:"equal,omitempty"`      // the same fault; otherwise what it is compared with
	span       record.Span
}

// Span is where the finding is in its record; empty when it is about all of it.
func (f Finding) Span() record.Span { return f.span }

// Span is where the place is in its record; empty when it is about all of it.
func (p FindingPlace) Span() record.Span { return p.span }

// maxOther bounds the other places that one finding lists.
const maxOther = 200

// Checked is what a check found.
type Checked struct {
	Findings []Finding // the gravest first; those accepted before are left out
	Accepted []Finding // accepted before
}

// Grave tells whether a person must do something.
func (c Checked) Grave() bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Severity != check.Info })
}

// Check looks over the decisions of the case; see package check. It changes
// nothing.
func (c *Case) Check(ctx context.Context, opt CheckOptions) (Checked, error) {
	out := Checked{Findings: []Finding{}, Accepted: []Finding{}}
	source, texts, err := c.checkSource(ctx, opt.Query)
	if err != nil {
		return out, err
	}
	o := check.Options{Codes: c.set, People: opt.People, Region: people.RegionOf(c.zone.String()), Basis: opt.Basis}
	if o.Requested, err = c.requested(ctx); err != nil {
		return out, err
	}
	if o.Known, err = c.identified(ctx, texts); err != nil {
		return out, err
	}
	found, err := check.Run(ctx, source, o)
	if err != nil {
		return out, err
	}
	settled, err := c.settledFindings(ctx)
	if err != nil {
		return out, err
	}
	for _, f := range found {
		one := c.finding(f)
		if s, ok := settled[f.ID]; ok {
			one.Accepted = s.Reason
			out.Accepted = append(out.Accepted, one)
			continue
		}
		out.Findings = append(out.Findings, one)
	}
	return out, nil
}

// checkSource gives all records with their decisions as often as they are asked
// for, and what the marks hide.
func (c *Case) checkSource(ctx context.Context, query string) (check.Source, map[string]bool, error) {
	marks, err := factsBy[redact.Mark](ctx, c, review.KindMark)
	if err != nil {
		return nil, nil, err
	}
	codings, err := c.codings(ctx)
	if err != nil {
		return nil, nil, err
	}
	thread, err := c.threading(ctx)
	if err != nil {
		return nil, nil, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	asked := func(record.Num) bool { return true }
	if query != "" {
		h, err := c.Find(ctx, query, store.ByNum, false)
		if err != nil {
			return nil, nil, err
		}
		asked = search.SetOf(h.Nums...).Has
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, nil, err
	}
	texts := map[string]bool{}
	source := func(ctx context.Context) iter.Seq2[check.Item, error] {
		return func(yield func(check.Item, error) bool) {
			for r, err := range c.store.Records(ctx, 0) {
				if err != nil {
					yield(check.Item{}, err)
					return
				}
				if gone.Has(r.Num) {
					continue
				}
				coding := codings[string(r.Record.ID)]
				it := check.Item{Record: r.Record, Thread: thread(r.Num), Copies: cols.Dup(cols.Family(r.Num)), Coding: coding,
					Marks: redact.Effective(marks[string(r.Record.ID)], ""), Gone: unreleased(coding), Asked: asked(r.Num)}
				if !yield(it, ctx.Err()) || ctx.Err() != nil {
					return
				}
			}
		}
	}
	for id, ms := range marks {
		r, err := c.store.Record(ctx, record.ID(id))
		if err != nil {
			return nil, nil, err
		}
		for _, m := range ms {
			if t, err := r.Slice(m.Span); err == nil && m.Target == redact.OnSpan && m.State == redact.Accepted && m.Version == r.Version {
				hiddenForms(t, texts)
			}
		}
	}
	return source, texts, nil
}

var anyMail = regexp.MustCompile(`[^\s@<>;,"]+@[^\s@<>;,"]+\.[A-Za-z]{2,}`)

// hiddenForms notes the names and addresses that a hidden text may be.
func hiddenForms(text string, into map[string]bool) {
	for _, a := range anyMail.FindAllString(text, 50) {
		into[strings.ToLower(a)] = true
	}
	if len(text) < 80 {
		into[thread.Fold(text)] = true
	}
}

// unreleased tells of a coding that its record stays back as a whole.
func unreleased(coding map[string]string) bool {
	switch review.Derive(review.State{Coding: coding}, false) {
	case review.NotResponse, review.Referral, review.Consultation, review.Coordination, review.NoRecord, review.Sealed:
		return true
	}
	return false
}

// factsBy gathers the facts of a kind by their target.
func factsBy[T any](ctx context.Context, c *Case, kind string) (map[string][]T, error) {
	out := map[string][]T{}
	for f, err := range c.store.FactsOf(ctx, kind) {
		if err != nil {
			return nil, err
		}
		var v T
		if err := unmarshal(f.Value, &v); err != nil {
			return nil, err
		}
		out[f.Key.Target] = append(out[f.Key.Target], v)
	}
	return out, nil
}

// codings gives the codings of all records that have any.
func (c *Case) codings(ctx context.Context) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	for f, err := range c.store.FactsOf(ctx, review.KindCoding) {
		if err != nil {
			return nil, err
		}
		v, err := review.CodingText(f.Value)
		if err != nil {
			return nil, err
		}
		if out[f.Key.Target] == nil {
			out[f.Key.Target] = map[string]string{}
		}
		out[f.Key.Target][f.Key.Name] = v
	}
	return out, nil
}

// identified gives the persons of the case of whom a form is hidden somewhere,
// with their other forms.
func (c *Case) identified(ctx context.Context, hidden map[string]bool) ([]suggest.Person, error) {
	if len(hidden) == 0 {
		return nil, nil
	}
	all, err := c.People(ctx)
	if err != nil {
		return nil, err
	}
	var who []*people.Person
	for i := range all {
		p := &all[i]
		if p.Kind != people.Human {
			continue
		}
		if hidden[thread.Fold(p.Name)] || slices.ContainsFunc(p.Of(""), func(f people.Form) bool { return hidden[strings.ToLower(f.Key.Value())] }) {
			who = append(who, p)
		}
	}
	return Listed(who, nil, ""), nil
}

func (c *Case) settledFindings(ctx context.Context) (map[string]review.Settled, error) {
	out := map[string]review.Settled{}
	for f, err := range c.store.FactsOf(ctx, review.KindFinding) {
		if err != nil {
			return nil, err
		}
		var s review.Settled
		if err := unmarshal(f.Value, &s); err != nil {
			return nil, err
		}
		out[f.Key.Name] = s
	}
	return out, nil
}

// finding puts a finding into the shape that is printed.
func (c *Case) finding(f check.Finding) Finding {
	at := c.findingPlace(f.Place)
	out := Finding{V: 1, ID: f.ID, Check: f.Check, Severity: f.Severity, MessageID: at.MessageID, Record: at.Record, Field: at.Field, Event: at.Event,
		Start: at.Start, End: at.End, Text: at.Text, Exemptions: at.Exemptions, Other: []FindingPlace{}, Places: 1 + f.Equal, Why: f.Why, Fixable: len(f.Fix) > 0, fix: f.Fix, span: f.Place.Span}
	for i, p := range f.Other[:min(len(f.Other), maxOther)] {
		o := c.findingPlace(p)
		o.Equal = i < f.Equal
		out.Other = append(out.Other, o)
	}
	return out
}

func (c *Case) findingPlace(p check.Place) FindingPlace {
	out := FindingPlace{MessageID: p.Record.MessageID, Record: p.Record.ID, span: p.Span}
	for _, b := range p.Basis {
		out.Exemptions = append(out.Exemptions, c.set.Label([]string{b}))
	}
	if p.Span.Len() == 0 {
		return out
	}
	line, err := c.line(p.Record, redact.Mark{Record: p.Record.ID, Version: p.Record.Version, Target: redact.OnSpan, Span: p.Span})
	if err != nil {
		return out // it lies in no block: the record alone is named
	}
	out.Field, out.Event, out.Start, out.End, out.Text = line.Field, line.Event, line.Start, line.End, strings.Clone(line.Text)
	return out
}

// Mend sets the marks that mend findings, as one batch that one undo takes back,
// and says how many. Those that no mark can mend are refused.
func (c *Case) Mend(ctx context.Context, fs []Finding) (int, error) {
	var out []redact.Mark
	seen := map[redact.MarkID]bool{}
	for _, f := range fs {
		if len(f.fix) == 0 {
			return 0, wrongFinding("finding %s has no mark that would mend it", f.ID)
		}
		for _, m := range f.fix {
			m.By, m.At = c.Actor(), time.Time{}
			if m.ID == "" {
				m = named(m)
			}
			if !seen[m.ID] {
				seen[m.ID] = true
				out = append(out, m)
			}
		}
	}
	_, err := c.Batch(ctx, "mends what the check found", out...)
	return len(out), err
}

// AcceptFindings keeps findings as they are, with a reason, as one act.
func (c *Case) AcceptFindings(ctx context.Context, fs []Finding, reason string) error {
	checks, of := map[string]string{}, map[string]record.ID{}
	for _, f := range fs {
		checks[f.ID], of[f.ID] = f.Check, f.Record
	}
	_, err := c.Settle(ctx, checks, of, reason)
	return err
}

func wrongFinding(format string, args ...any) error {
	return &fault.Error{Code: fault.Usage, Op: "mending a finding", Err: fmt.Errorf(format, args...), Hint: "Decide in the record itself, or accept the finding with a reason."}
}
