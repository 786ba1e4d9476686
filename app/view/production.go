package view

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/progress"
	"vaughn/index/store"
)

// ProductionState is a production being planned, run or proven.
type ProductionState struct {
	Spec      production.Spec
	Working   string // "", "planning", "producing", "verifying"
	Tick      progress.Tick
	Started   time.Time
	Documents int // of the plan
	Pages     int
	First     string // number of the first page of the plan
	Last      string
	Planned   bool
	Blocked   bool // findings forbid the run
	Warned    bool // findings ask a person to look before the run
	Looked    bool // a person did; what they cleared is recorded as the run begins
	Findings  []qc.Finding
	Done      *production.Certificate
	Out       string
	Proven    bool // verify agreed
	Verified  bool // verify ran
	Err       *Trouble
	Outline   OutlineState
}

// OutlineState counts what the settings at hand would produce, as far as it was
// counted.
type OutlineState struct {
	production.Outline
	Counting bool
	Why      string // why it cannot be counted, in the reader's words
}

// Production is the model of the produce dialog.
type Production struct {
	model[ProductionState]
	c      *casework.Case
	ctx    context.Context
	plan   production.Plan
	cancel func()
	after  func()
	count  counting
}

// counting is the count at work.
type counting struct {
	stop  func()
	round int // a later wish ends an earlier one
}

// Settle is how long settings stand still before they are counted: a person who
// types a query makes one count, not one for each letter.
const Settle = 300 * time.Millisecond

// Outline counts what a spec would produce; why says instead that the settings
// make none. A plan of other settings does not stand any more.
func (m *Production) Outline(spec production.Spec, why string) {
	if m.State().Working != "" {
		return
	}
	ctx, stop := context.WithCancel(m.ctx)
	m.mu.Lock()
	if m.count.stop != nil {
		m.count.stop()
	}
	m.count.stop = stop
	m.count.round++
	round := m.count.round
	m.mu.Unlock()
	mine := func(f func(*ProductionState)) {
		m.change(func(s *ProductionState) {
			if m.count.round == round {
				f(s)
			}
		})
	}
	mine(func(s *ProductionState) {
		if (s.Planned || s.Done != nil) && !reflect.DeepEqual(s.Spec, spec) {
			*s = ProductionState{} // what stands there is of other settings
		}
		s.Outline = OutlineState{Counting: why == "", Why: why}
	})
	if why != "" {
		stop()
		return
	}
	m.env.Go(func() {
		defer stop()
		select {
		case <-ctx.Done():
			return
		case <-time.After(Settle):
		}
		last, told := production.Outline{}, time.Time{}
		err := m.c.Outline(ctx, spec, func(o production.Outline) {
			if last = o; time.Since(told) > 100*time.Millisecond {
				told = time.Now()
				mine(func(s *ProductionState) { s.Outline.Outline = o })
			}
		})
		mine(func(s *ProductionState) {
			s.Outline = OutlineState{Outline: last}
			if err != nil {
				s.Outline.Why = plain(err)
			}
		})
	})
}

// UsualSpec are the settings that fit a request.
func UsualSpec(r store.Request) production.Spec {
	if r.Kind == store.Litigation {
		s, _ := production.For("litigation")
		return s
	}
	s := production.Example()
	if r.Number != "" {
		s.Header = "Request " + r.Number
	}
	return s
}

// plain is an error for a line beside the settings: its cause alone, since what
// was being done is in sight and hints speak of commands.
func plain(err error) string {
	var e *fault.Error
	if errors.As(err, &e) && e.Err != nil {
		return e.Err.Error()
	}
	return err.Error()
}

// Plan counts what a spec would produce and checks it before the run.
func (m *Production) Plan(spec production.Spec) {
	m.work("planning", func(s *ProductionState) { *s = ProductionState{Spec: spec, Outline: s.Outline} }, func(ctx context.Context, tell progress.Func) error {
		plan, findings, err := m.c.Plan(ctx, spec)
		if err != nil {
			return err
		}
		m.mu.Lock()
		m.plan = plan
		m.mu.Unlock()
		m.change(func(s *ProductionState) {
			opens := production.Opens(findings)
			s.Planned, s.Findings, s.Blocked, s.Warned = true, findings, qc.Blocking(findings) && !opens, warned(findings) || opens
			s.Documents, s.Pages = plan.Len(), plan.Pages
			s.First, s.Last = plan.Range().First.String(), plan.Range().Last.String()
		})
		return nil
	})
}

func warned(fs []qc.Finding) bool {
	return slices.ContainsFunc(fs, func(f qc.Finding) bool { return f.Severity == qc.Warn })
}

// Look says that a person looked at the warnings of the plan.
func (m *Production) Look(done bool) { m.change(func(s *ProductionState) { s.Looked = done }) }

// Run carries out the plan into a new folder and proves it. Warnings have to be
// looked at first.
func (m *Production) Run(out string) {
	if s := m.State(); !s.Planned || s.Blocked || s.Warned && !s.Looked {
		return
	}
	m.work("producing", func(s *ProductionState) { s.Out, s.Done, s.Err = out, nil, nil }, func(ctx context.Context, tell progress.Func) error {
		plan, err := m.cleared(ctx)
		if err != nil {
			return err
		}
		rep, err := m.c.Produce(ctx, plan, out, tell)
		m.change(func(s *ProductionState) {
			s.Planned = false // its numbers are given now, or the case changed
			if err == nil {
				s.Done = &rep.Certificate
			}
			s.Findings = append(s.Findings, rep.Findings...)
		})
		if err != nil {
			return err
		}
		m.after()
		return m.verify(ctx, out, tell)
	})
}

// cleared records the look at the findings of the plan, which stand in the way
// until then, and plans again.
func (m *Production) cleared(ctx context.Context) (production.Plan, error) {
	m.mu.Lock()
	plan := m.plan
	m.mu.Unlock()
	s := m.State()
	open, _ := production.Clearable(s.Findings, []string{"all"})
	if len(open) == 0 {
		return plan, nil
	}
	if err := m.c.Clear(ctx, open, "looked at in the plan of "+s.Spec.Name); err != nil {
		return plan, err
	}
	again, findings, err := m.c.Plan(ctx, s.Spec)
	if err == nil && (again.Len() != plan.Len() || qc.Blocking(findings)) {
		err = &fault.Error{Code: fault.Conflict, Op: "producing", Subject: s.Spec.Name, Err: errors.New("the case changed since the production was planned"), Hint: "Plan it again."}
	}
	return again, err
}

// Verify proves a production folder again.
func (m *Production) Verify(out string) {
	m.work("verifying", func(s *ProductionState) { *s = ProductionState{Spec: s.Spec, Out: out} }, func(ctx context.Context, tell progress.Func) error {
		return m.verify(ctx, out, tell)
	})
}

func (m *Production) verify(ctx context.Context, out string, tell progress.Func) error {
	m.change(func(s *ProductionState) { s.Working = "verifying" })
	cert, findings, err := casework.Verify(ctx, out, tell)
	if err != nil {
		return err
	}
	m.change(func(s *ProductionState) {
		s.Done, s.Verified, s.Proven = &cert, true, !qc.Blocking(findings)
		s.Findings = append(s.Findings, findings...)
	})
	return nil
}

// Dismiss takes a shown error away.
func (m *Production) Dismiss() { m.change(func(s *ProductionState) { s.Err = nil }) }

// Cancel stops what is at work; nothing half done stays.
func (m *Production) Cancel() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cancel != nil {
		m.cancel()
	}
}

// work runs one step at a time, away from the caller.
func (m *Production) work(what string, begin func(*ProductionState), f func(context.Context, progress.Func) error) {
	if m.State().Working != "" {
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.mu.Lock()
	m.cancel = cancel
	m.mu.Unlock()
	m.change(func(s *ProductionState) { begin(s); s.Working, s.Started = what, time.Now() })
	m.env.Go(func() {
		defer cancel()
		err := f(ctx, progress.Throttle(100*time.Millisecond, func(t progress.Tick) { m.change(func(s *ProductionState) { s.Tick = t }) }))
		if err != nil && ctx.Err() != nil {
			err = &fault.Error{Code: fault.Cancelled, Op: what, Err: errors.New("stopped as asked"), Hint: "Nothing was produced and no number was given."}
		}
		m.change(func(s *ProductionState) { s.Working, s.Err = "", trouble(err) })
	})
}
