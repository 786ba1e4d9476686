package casework

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"vaughn/index/people"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

// SuggestOptions say what to look for and where.
type SuggestOptions struct {
	Query    string // records to propose in; "" is all
	People   []suggest.Person
	Rules    []suggest.Rule
	Personal bool     // SSN, A-number, date of birth, passport, bank, home address
	General  bool     // telephone numbers, addresses, IP addresses and internal URLs of anybody
	Basis    []string // of what those two find
}

// Suggestion is a place that a rule found, in the shape of a redactions file.
type Suggestion struct {
	Redaction
	Rule       string  `json:"rule"`
	Person     string  `json:"person,omitempty"`
	Why        string  `json:"why"`
	Confidence float64 `json:"confidence"`
	Kept       bool    `json:"kept,omitempty"` // public, so not proposed
	Held       string  `json:"held,omitempty"` // state of the mark that is there already
	mark       redact.Mark
}

// Span is where the place is in its record.
func (s Suggestion) Span() record.Span { return s.mark.Span }

// Suggest finds what rules propose to withhold, record by record, and changes
// nothing. The whole case is read once before, because who a first name means
// is told by the conversation around it.
func (c *Case) Suggest(ctx context.Context, opt SuggestOptions, tell progress.Func) iter.Seq2[Suggestion, error] {
	return func(yield func(Suggestion, error) bool) {
		s := suggest.New(opt.People, opt.Rules, suggest.Options{Region: people.RegionOf(c.zone.String()), Personal: opt.Personal, General: opt.General, Basis: opt.Basis})
		thread, err := c.threading(ctx)
		if err != nil {
			yield(Suggestion{}, err)
			return
		}
		if len(opt.People) > 0 {
			if err := c.surveyAll(ctx, s, thread, tell); err != nil {
				yield(Suggestion{}, err)
				return
			}
		}
		ids, err := c.IDs(ctx, opt.Query)
		if err != nil {
			yield(Suggestion{}, err)
			return
		}
		for i, id := range ids {
			all, err := c.suggestions(ctx, s, id, thread)
			if err != nil {
				yield(Suggestion{}, err)
				return
			}
			for _, one := range all {
				if !yield(one, nil) {
					return
				}
			}
			tell(progress.Tick{Stage: "suggesting", Done: int64(i + 1), Total: int64(len(ids))})
		}
	}
}

// threading tells the conversation of a record; one outside all is its own.
func (c *Case) threading(ctx context.Context) (func(record.Num) uint32, error) {
	_, of, err := c.grouped(ctx)
	return func(n record.Num) uint32 {
		if int(n) < len(of) && of[n] > 0 {
			return uint32(of[n])
		}
		return 1<<31 | uint32(n)
	}, err
}

func (c *Case) surveyAll(ctx context.Context, s *suggest.Searcher, thread func(record.Num) uint32, tell progress.Func) error {
	count, err := c.store.Count(ctx)
	if err != nil {
		return err
	}
	for n := record.Num(1); int(n) <= count; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := c.store.ByNum(ctx, n)
		if err != nil {
			return err
		}
		s.Survey(r, thread(n))
		tell(progress.Tick{Stage: "reading", Done: int64(n), Total: int64(count)})
	}
	return nil
}

// suggestions proposes in one record, leaving out what is marked already.
func (c *Case) suggestions(ctx context.Context, s *suggest.Searcher, id record.ID, thread func(record.Num) uint32) ([]Suggestion, error) {
	n, err := c.store.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := c.store.ByNum(ctx, n)
	if err != nil {
		return nil, err
	}
	found := s.Record(r, thread(n))
	if len(found) == 0 {
		return nil, nil
	}
	state, err := c.State(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make([]Suggestion, 0, len(found))
	for _, p := range found {
		one, err := c.suggestion(r, p, state.Marks)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (c *Case) suggestion(r *record.Record, p suggest.Proposal, held []redact.Mark) (Suggestion, error) {
	m := c.NewMark(r, p.Span, p.Basis...)
	m.Statute, m.Privileges, m.State = p.Statute, p.Privileges, redact.Proposed
	m.Note = suggestNote(p)
	line, err := c.line(r, m)
	out := Suggestion{Redaction: line, Rule: p.Rule, Person: p.Person, Why: p.Why, Confidence: p.Confidence, Kept: p.Kept, mark: m}
	// A mark that covers the place was decided on by a person; one that was
	// rejected exactly here must not come back.
	i := slices.IndexFunc(held, func(h redact.Mark) bool {
		if h.State == redact.Rejected {
			return h.Target == redact.OnSpan && h.Span == p.Span
		}
		return h.Target == redact.OnRecord || h.Target == redact.OnSpan && h.Span.Start <= p.Span.Start && p.Span.End <= h.Span.End
	})
	if i >= 0 {
		out.Held = string(held[i].State)
	}
	return out, err
}

// suggestNote is what the mark says of its origin; "accept all like this" goes
// by what stands before the colon.
func suggestNote(p suggest.Proposal) string {
	who := p.Rule
	if p.Person != "" {
		who += " " + p.Person
	}
	return fmt.Sprintf("%s: %s (%.0f %% sure)", who, p.Why, 100*p.Confidence)
}

// Propose makes marks of suggestions, as one batch that one undo takes back,
// and says how many. Those that are kept or marked already are left out.
func (c *Case) Propose(ctx context.Context, ss []Suggestion, state redact.State) (int, error) {
	var ms []redact.Mark
	for _, s := range ss {
		if s.Kept || s.Held != "" {
			continue
		}
		m := s.mark
		m.State = state
		ms = append(ms, m)
	}
	if len(ms) == 0 {
		return 0, nil
	}
	_, err := c.Batch(ctx, "suggested by rules", ms...)
	return len(ms), err
}

// Listed makes people of a list out of persons of the case, with the forms that
// somebody confirmed, or of a person nobody decided on, all that are proposed.
func Listed(who []*people.Person, basis []string, statute string) []suggest.Person {
	var out []suggest.Person
	for _, w := range who {
		p := suggest.Person{Name: w.Name, Basis: basis, Statute: statute}
		state := ""
		if w.Decided {
			state = people.Confirmed
		}
		for _, f := range w.Of(state) {
			v := f.Key.Value()
			if _, account, ok := cutHandle(f.Key); ok {
				v = account
			}
			p.Forms = append(p.Forms, v)
		}
		for _, n := range w.Names {
			if n.Text != w.Name && (state == "" || n.State == state) {
				p.Forms = append(p.Forms, n.Text)
			}
		}
		out = append(out, p)
	}
	return out
}

// cutHandle parts an account from its platform.
func cutHandle(k people.Key) (platform, account string, ok bool) {
	if k.Kind() != people.Handle {
		return "", "", false
	}
	for i, c := range k.Value() {
		if c == '/' {
			return k.Value()[:i], k.Value()[i+1:], true
		}
	}
	return "", "", false
}
