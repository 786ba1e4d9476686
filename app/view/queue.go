package view

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/suggest"
)

// QueueState is what waits for a decision.
type QueueState struct {
	Rows    []ProposalRow
	At      int // the row shown, -1 for none
	Kept    []KeptRow
	Working string // "", or what is being done, in words
	Tick    progress.Tick
	Started time.Time
	Loaded  bool
	Stale   bool // decisions changed since it was read
	Version int  // grows whenever Rows changes
	Said    string
	Err     *Trouble
}

// ProposalRow is one proposed mark.
type ProposalRow struct {
	Mark  redact.Mark
	Text  string // what it would hide; on screen only
	Label string
	Why   string
	Title string // of its record
	like  string
}

// KeptRow is a place that a rule found and left, because it is public.
type KeptRow struct {
	Record    record.ID
	Span      record.Span
	Text, Why string
}

// SuggestWish says what to look for.
type SuggestWish struct {
	Names    string // path of a list of people, "" for none
	Person   string // a person of the case, "" for none
	Patterns string // all, personal or none
	Codes    string // exemptions of what names none
	Query    string // where to look, "" for everywhere
}

// Queue is the model of deciding on proposals, one key each.
type Queue struct {
	model[QueueState]
	d    *Desk
	work newest
}

func newQueue(d *Desk, env Env) *Queue {
	return &Queue{model: model[QueueState]{env: env, state: QueueState{At: -1}}, d: d}
}

// Touched tells that decisions changed elsewhere: the queue has to be read anew
// before it is shown.
func (m *Queue) Touched() { m.change(func(s *QueueState) { s.Stale = true }) }

// Load reads the proposals anew.
func (m *Queue) Load() {
	m.run("Reading the proposals", func(ctx context.Context, _ progress.Func) (string, error) { return "", m.read(ctx) })
}

func (m *Queue) read(ctx context.Context) error {
	marks, err := m.d.Case.Proposed(ctx)
	if err != nil {
		return err
	}
	rows := make([]ProposalRow, 0, len(marks))
	var rec *record.Record
	for _, k := range marks {
		if rec == nil || rec.ID != k.Record {
			if rec, err = m.d.Case.Record(ctx, k.Record); err != nil {
				return err
			}
		}
		rows = append(rows, m.row(rec, k))
	}
	m.change(func(s *QueueState) {
		s.Rows, s.Loaded, s.Stale = rows, true, false
		s.At = min(max(s.At, 0), len(rows)-1)
		s.Version++
	})
	return nil
}

func (m *Queue) row(rec *record.Record, k redact.Mark) ProposalRow {
	r := ProposalRow{Mark: k, Label: m.d.Case.Exemptions().Label(k.Basis), Why: k.Note, Title: rec.Subject + rec.Name}
	if text, err := rec.Slice(k.Span); err == nil && k.Version == rec.Version {
		r.Text = strings.Join(strings.Fields(text), " ")
	}
	rule, _, ruled := strings.Cut(k.Note, ": ")
	switch {
	case k.Target == redact.OnRecord:
		r.Text, r.like = "the whole record", "whole "+r.Label
	case k.From != "":
		r.like = "from " + string(k.From)
		if r.Why == "" {
			r.Why = "the same passage is withheld elsewhere"
		}
	case ruled:
		r.like = rule
	default:
		r.like = r.Label + " " + r.Text
	}
	if r.Why == "" {
		r.Why = "proposed by " + k.By
	}
	return r
}

// Like counts the proposals that have the same source as a row's.
func (s QueueState) Like(row int) int {
	n := 0
	for _, r := range s.Rows {
		if row >= 0 && row < len(s.Rows) && r.like == s.Rows[row].like {
			n++
		}
	}
	return n
}

// Select shows a proposal in its record.
func (m *Queue) Select(row int) {
	s := m.State()
	if row < 0 || row >= len(s.Rows) {
		return
	}
	m.change(func(s *QueueState) { s.At = row })
	k := s.Rows[row].Mark
	m.d.showPlace(k.Record, k.Span)
}

// ShowKept shows a place that was left because it is public.
func (m *Queue) ShowKept(row int) {
	if s := m.State(); row >= 0 && row < len(s.Kept) {
		m.d.showPlace(s.Kept[row].Record, s.Kept[row].Span)
	}
}

// showPlace puts a record in the reader at a passage, which is lit.
func (d *Desk) showPlace(id record.ID, place record.Span) {
	d.step.Add(1)
	d.Reader.show(id, nil, "", place)
}

// Decide accepts or rejects the proposal shown, or all like it, and goes on to
// the next.
func (m *Queue) Decide(to redact.State, allLike bool) {
	s := m.State()
	if s.At < 0 || s.At >= len(s.Rows) || s.Working != "" {
		return
	}
	like := s.Rows[s.At].like
	var marks []redact.Mark
	var rest []ProposalRow
	at := s.At
	for i, r := range s.Rows {
		if i == s.At || allLike && r.like == like {
			marks = append(marks, r.Mark)
			if i < s.At {
				at--
			}
			continue
		}
		rest = append(rest, r)
	}
	m.env.Go(func() {
		es, err := m.d.Case.DecideAll(m.d.ctx, marks, to, "")
		if err != nil {
			m.change(func(s *QueueState) { s.Err = trouble(err) })
			return
		}
		m.change(func(s *QueueState) {
			s.Rows, s.At = rest, min(at, len(rest)-1)
			s.Said = fmt.Sprintf("%s %s; %s left.", count(len(marks), "proposal"), to, count(len(rest), "proposal"))
			s.Version++
		})
		if len(es) > 0 {
			m.d.Reader.remember(es[0])
		}
		if s := m.State(); s.At >= 0 {
			m.Select(s.At)
		} else if id := m.d.Reader.State().ID; id != "" {
			m.d.Reader.load(id, "")
		}
		m.d.Home.Refresh()
		m.d.Results.Touched()
	})
}

// Suggest looks for people and identifiers, and puts what it finds in the
// queue, as one act that one undo takes back.
func (m *Queue) Suggest(w SuggestWish) {
	m.run("Looking for what to withhold", func(ctx context.Context, tell progress.Func) (string, error) {
		opt, err := m.options(ctx, w)
		if err != nil {
			return "", err
		}
		var found []casework.Suggestion
		kept, held := []KeptRow{}, 0
		for s, err := range m.d.Case.Suggest(ctx, opt, tell) {
			switch {
			case err != nil:
				return "", err
			case s.Kept:
				kept = append(kept, KeptRow{record.ID(s.Record), s.Span(), s.Text, s.Why})
			case s.Held != "":
				held++
			default:
				found = append(found, s)
			}
		}
		n, err := m.d.Case.Propose(ctx, found, redact.Proposed)
		if err != nil {
			return "", err
		}
		if n > 0 {
			if _, seq, err := m.d.Case.Head(ctx); err == nil {
				if e, err := m.d.Case.Entry(ctx, seq); err == nil {
					m.d.Reader.remember(e)
				}
			}
		}
		m.change(func(s *QueueState) { s.Kept, s.At = kept, 0 })
		said := fmt.Sprintf("%s proposed, %d marked before, %d kept as public.", count(n, "place"), held, len(kept))
		return said, m.read(ctx)
	})
}

func (m *Queue) options(ctx context.Context, w SuggestWish) (opt casework.SuggestOptions, err error) {
	c := m.d.Case
	wrong := func(text, hint string) error {
		return &fault.Error{Code: fault.Usage, Op: "preparing the search", Err: fmt.Errorf("%s", text), Hint: hint}
	}
	opt.Query, opt.Personal, opt.General = w.Query, w.Patterns != "none", w.Patterns == "all"
	for _, code := range strings.Split(w.Codes, ",") {
		known, ok := c.Exemptions().Lookup(strings.TrimSpace(code))
		if !ok {
			return opt, wrong("an exemption is not in the case's set", "Write it as the list of exemptions does, such as (b)(6).")
		}
		opt.Basis = append(opt.Basis, string(known.ID))
	}
	if w.Names != "" {
		f, err := os.Open(w.Names)
		if err != nil {
			return opt, &fault.Error{Code: fault.NotFound, Op: "opening the list of names", Subject: w.Names, Err: err, Hint: "Check the path."}
		}
		defer f.Close()
		if opt.People, err = suggest.ParseNames(f, c.Exemptions(), opt.Basis); err != nil {
			return opt, err
		}
	}
	if w.Person != "" {
		found, err := c.Persons(ctx, w.Person)
		if err != nil {
			return opt, err
		}
		opt.People = append(opt.People, casework.Listed(found, opt.Basis, "")...)
	}
	if len(opt.People) == 0 && !opt.Personal {
		return opt, wrong("nobody and nothing is named", "Name a list, a person or identifiers.")
	}
	return opt, nil
}

// Cancel stops what is at work; nothing is proposed then.
func (m *Queue) Cancel() { m.work.cancel() }

// Dismiss takes a shown error away.
func (m *Queue) Dismiss() { m.change(func(s *QueueState) { s.Err = nil }) }

func (m *Queue) run(what string, f func(context.Context, progress.Func) (string, error)) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *QueueState) { s.Working, s.Started, s.Tick = what, time.Now(), progress.Tick{} })
	m.env.Go(func() {
		defer end()
		said, err := f(ctx, progress.Throttle(100*time.Millisecond, func(t progress.Tick) { m.change(func(s *QueueState) { s.Tick = t }) }))
		if !wanted() {
			return
		}
		m.change(func(s *QueueState) {
			s.Working, s.Err = "", trouble(err)
			switch {
			case ctx.Err() != nil:
				s.Err, s.Said = nil, "Stopped; nothing was proposed."
			case err == nil && said != "":
				s.Said = said
			}
		})
	})
}
