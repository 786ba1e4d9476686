package view

import (
	"context"
	"time"

	"vaughn/app/casework"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/progress"
)

// ImportState is an import at work or done.
type ImportState struct {
	Running   bool
	Cancelled bool
	Tick      progress.Tick
	Started   time.Time
	Report    *ingest.Report // when done
	Err       *Trouble
}

// Import is the model of the import screen.
type Import struct {
	model[ImportState]
	c      *casework.Case
	ctx    context.Context
	cancel func()
	after  func()
}

// Start imports paths for a custodian; while one import runs another is not
// begun.
func (m *Import) Start(paths []string, custodian string) {
	if len(paths) == 0 || m.State().Running {
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	m.mu.Lock()
	m.cancel = cancel
	m.mu.Unlock()
	m.change(func(s *ImportState) { *s = ImportState{Running: true, Started: time.Now()} })
	m.env.Go(func() {
		defer cancel()
		tell := progress.Throttle(100*time.Millisecond, func(t progress.Tick) { m.change(func(s *ImportState) { s.Tick = t }) })
		rep, err := m.c.Import(ctx, paths, ingest.Options{Custodian: custodian}, tell)
		stopped := ctx.Err() != nil || fault.CodeOf(err) == fault.Cancelled
		m.change(func(s *ImportState) {
			s.Running, s.Cancelled, s.Report = false, stopped, &rep.Report
			if !stopped {
				s.Err = trouble(err)
			}
		})
		m.after()
	})
}

// Cancel stops the import; what was acknowledged stays and the same import goes
// on from there.
func (m *Import) Cancel() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cancel != nil {
		m.cancel()
	}
}

// Dismiss takes a shown error away.
func (m *Import) Dismiss() { m.change(func(s *ImportState) { s.Err = nil }) }
