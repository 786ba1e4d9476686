package view

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/progress"
)

// StartState is the desk before a case is open.
type StartState struct {
	Recent  []RecentCase
	Working string // "", or what is being done, in words
	Tick    progress.Tick
	Started time.Time
	Err     *Trouble
}

// Start opens and makes cases.
type Start struct {
	model[StartState]
	ctx    context.Context
	opt    casework.Options
	set    Settings
	opened func(*Desk)
	cancel func()
	// Wait, which may be nil, returns once a case that is being left is closed: the
	// same case may be the next one.
	Wait func()
}

// NewStart is the model of the start screen; opened is called on the drawing
// thread with the models of every case that was opened.
func NewStart(ctx context.Context, env Env, opt casework.Options, set Settings, opened func(*Desk)) *Start {
	return &Start{model: model[StartState]{env: env, state: StartState{Recent: set.Recent}}, ctx: ctx, opt: opt, set: set, opened: opened}
}

// Open opens the case in a folder. A folder that a sample was made in stands
// for the case in it.
func (m *Start) Open(dir string) {
	m.work("Opening the case", func(ctx context.Context, tell progress.Func) (*casework.Case, error) {
		opt := m.options()
		c, err := casework.Open(ctx, dir, opt, tell)
		if inner := casework.SampleCase(dir); fault.CodeOf(err) == fault.NotCase && isDir(inner) {
			return casework.Open(ctx, inner, opt, tell)
		}
		return c, err
	})
}

// options are how cases are opened: under the name that the settings give.
func (m *Start) options() casework.Options {
	opt := m.opt
	if name := m.Settings().Reviewer; name != "" {
		opt.Actor = name
	}
	return opt
}

// Create makes a new case in a folder.
func (m *Start) Create(dir string, d casework.Describe) {
	m.work("Making the case", func(ctx context.Context, _ progress.Func) (*casework.Case, error) {
		return casework.Create(ctx, dir, d, m.options())
	})
}

// Sample makes the invented sample case, reviewed, or opens the one that is
// there already.
func (m *Start) Sample(dir string) {
	m.work("Making the sample case", func(ctx context.Context, tell progress.Func) (*casework.Case, error) {
		if isDir(casework.SampleCase(dir)) {
			return casework.Open(ctx, casework.SampleCase(dir), m.options(), tell)
		}
		if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
			return nil, &fault.Error{Code: fault.NoAccess, Op: "making the sample in", Subject: dir, Err: err, Hint: "Choose a folder where you may write."}
		}
		return casework.Sample(ctx, dir, true, m.options(), tell)
	})
}

// Forget takes a case off the recent ones; its folder stays.
func (m *Start) Forget(dir string) {
	m.Change(func(s *Settings) { s.Forget(dir) })
}

// Settings are the present settings.
func (m *Start) Settings() Settings {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.set
}

// Change changes the settings and keeps them.
func (m *Start) Change(f func(*Settings)) {
	m.mu.Lock()
	f(&m.set)
	set := m.set
	m.mu.Unlock()
	m.change(func(s *StartState) { s.Recent = set.Recent })
	m.env.Go(func() {
		if err := set.Save(); err != nil {
			m.change(func(s *StartState) { s.Err = trouble(err) })
		}
	})
}

// Cancel gives up what is being done.
func (m *Start) Cancel() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cancel != nil {
		m.cancel()
	}
}

// Dismiss takes a shown error away.
func (m *Start) Dismiss() { m.change(func(s *StartState) { s.Err = nil }) }

func (m *Start) work(what string, f func(context.Context, progress.Func) (*casework.Case, error)) {
	if m.State().Working != "" {
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.mu.Lock()
	m.cancel = cancel
	m.mu.Unlock()
	m.change(func(s *StartState) { *s = StartState{Recent: s.Recent, Working: what, Started: time.Now()} })
	m.env.Go(func() {
		defer cancel()
		if m.Wait != nil {
			m.Wait()
		}
		c, err := f(ctx, progress.Throttle(100*time.Millisecond, func(t progress.Tick) { m.change(func(s *StartState) { s.Tick = t }) }))
		var d *Desk
		if err == nil {
			d = NewDesk(m.ctx, c, m.env)
			name := filepath.Base(c.Dir())
			if meta, err := c.Meta(ctx); err == nil {
				name = meta.Name
			}
			m.Change(func(s *Settings) { s.Remember(RecentCase{Dir: c.Dir(), Name: name}) })
		}
		m.change(func(s *StartState) {
			s.Working, s.Err = "", trouble(err)
			if ctx.Err() != nil {
				s.Err = nil
			}
		})
		if d != nil {
			m.env.Post(func() { m.opened(d) })
		}
	})
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}
