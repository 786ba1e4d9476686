// Package view holds one model per screen, without a window: intents go in as
// method calls, immutable states come out to whoever watches. It knows nothing
// of Fyne, so every screen can be tested without one. Models keep no rules of
// their own: what may be done is decided by casework and below.
//
// Threads meet in one place, Env: Go runs work away from the caller, Post hands
// a state to the thread that draws. A test gives plain calls for both.
package view

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
)

// Env is where models run their work and deliver their states.
type Env struct {
	Go   func(func()) // runs work; the program starts a goroutine
	Post func(func()) // runs on the thread that draws
	// Calm runs work that must not compete with what a person waits for, such as
	// counting everything anew after a decision; of several only the last. Nil is Go.
	Calm func(func())
}

// calm runs work that may wait.
func (e Env) calm(f func()) {
	if e.Calm == nil {
		e.Go(f)
		return
	}
	e.Calm(f)
}

// Calmly gives a Calm that runs what it was given last as soon as nothing more
// was given for a pause, and at the latest after eight pauses.
func Calmly(pause time.Duration) func(func()) {
	var mu sync.Mutex
	var last func()
	var timer *time.Timer
	var since time.Time
	fire := func() {
		mu.Lock()
		f := last
		last = nil
		mu.Unlock()
		if f != nil {
			f()
		}
	}
	return func(f func()) {
		mu.Lock()
		defer mu.Unlock()
		if last == nil {
			since = time.Now()
		}
		last = f
		switch {
		case timer == nil:
			timer = time.AfterFunc(pause, fire)
		case time.Since(since) < 8*pause:
			timer.Reset(pause)
		}
	}
}

// Direct runs everything at once, for tests.
func Direct() Env {
	now := func(f func()) { f() }
	return Env{Go: now, Post: now}
}

// Trouble is an error in the reader's words.
type Trouble struct {
	Code string
	Text string
	Hint string
}

func trouble(err error) *Trouble {
	if err == nil {
		return nil
	}
	return &Trouble{Code: string(fault.CodeOf(err)), Text: err.Error(), Hint: fault.Hint(err)}
}

// model keeps one state and tells watchers of each new one.
type model[S any] struct {
	env      Env
	mu       sync.Mutex
	state    S
	watchers map[int]func(S)
	next     int
}

// Watch calls f with the present state and with every later one, on the
// drawing thread, until stop is called.
func (m *model[S]) Watch(f func(S)) (stop func()) {
	m.mu.Lock()
	if m.watchers == nil {
		m.watchers = map[int]func(S){}
	}
	id := m.next
	m.next++
	m.watchers[id] = f
	s := m.state
	m.mu.Unlock()
	m.env.Post(func() { f(s) })
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.watchers, id)
	}
}

// State is the present state.
func (m *model[S]) State() S {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state
}

// change makes a new state and tells the watchers. They are given the state as
// it is when their turn comes: of two changes made at once the older one might be
// delivered last, and a screen would follow it back.
func (m *model[S]) change(f func(*S)) {
	m.mu.Lock()
	f(&m.state)
	fs := make([]func(S), 0, len(m.watchers))
	for _, w := range m.watchers {
		fs = append(fs, w)
	}
	m.mu.Unlock()
	m.env.Post(func() {
		s := m.State()
		for _, w := range fs {
			w(s)
		}
	})
}

// Desk is all models of one open case.
type Desk struct {
	Case       *casework.Case
	Home       *Home
	Import     *Import
	Results    *Results
	Explore    *Explore
	Gaps       *Gaps
	Reader     *Reader
	Spread     *Spread
	Thread     *Thread
	Queue      *Queue
	Checks     *Checks
	People     *People
	Batches    *Batches
	Difference *Difference
	Source     *Source
	Production *Production
	Audit      *Audit
	ctx        context.Context
	stop       func()
	step       atomic.Int64 // the newest wish to see another record
}

// NewDesk makes the models of a case. They work until Close.
func NewDesk(ctx context.Context, c *casework.Case, env Env) *Desk {
	ctx, stop := context.WithCancel(ctx)
	d := &Desk{Case: c, ctx: ctx, stop: stop}
	d.Home = &Home{model: model[HomeState]{env: env}, c: c, ctx: ctx}
	d.Results = newResults(ctx, c, env)
	d.Explore = &Explore{model: model[ExploreState]{env: env}, d: d}
	d.Gaps = &Gaps{model: model[GapsState]{env: env}, d: d}
	d.Reader = newReader(ctx, c, env)
	d.Audit = &Audit{model: model[AuditState]{env: env}, c: c, ctx: ctx}
	d.Import = &Import{model: model[ImportState]{env: env}, c: c, ctx: ctx, after: func() { d.Home.Refresh(); d.Results.Again() }}
	d.Production = &Production{model: model[ProductionState]{env: env}, c: c, ctx: ctx, after: func() { d.Home.Refresh(); d.Audit.Refresh() }}
	d.Spread = &Spread{model: model[SpreadState]{env: env}, d: d}
	d.Thread = &Thread{model: model[ThreadState]{env: env, state: ThreadState{At: -1}}, d: d}
	d.Queue = newQueue(d, env)
	d.People = &People{model: model[PeopleState]{env: env}, d: d}
	d.Batches = &Batches{model: model[BatchesState]{env: env}, d: d}
	d.Source = &Source{model: model[SourceState]{env: env}, d: d}
	d.Difference = &Difference{model: model[DifferenceState]{env: env}, d: d}
	d.Checks = &Checks{model: model[ChecksState]{env: env, state: ChecksState{At: -1}}, d: d}
	d.Reader.marked = d.Spread.Look
	d.Reader.code, d.Reader.work, d.Reader.reverted = d.Batches.code, d.Batches.Work, d.Batches.reverted
	d.Reader.after = func() { env.calm(d.touched) }
	return d
}

// touched tells every model that decisions changed.
func (d *Desk) touched() {
	if d.ctx.Err() != nil {
		return
	}
	d.Results.Touched()
	d.Home.Refresh()
	d.Audit.Refresh()
	d.Explore.Touched()
	d.Queue.Touched()
	d.Checks.Touched()
	d.People.Touched()
	d.Batches.Touched()
}

// Close stops all work and closes the case.
func (d *Desk) Close() error {
	d.stop()
	return errors.Join(d.Reader.press.close(), d.Case.Close())
}
