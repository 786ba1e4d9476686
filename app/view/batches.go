package view

import (
	"context"
	"fmt"
	"sync"

	"vaughn/app/casework"
	"vaughn/export/report"
	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// BatchesState is the batches of the case and who does what in them.
type BatchesState struct {
	Progress  casework.Progress
	Routes    []RouteRow
	Overturns casework.Overturns
	Estimate  *casework.Estimate // of the sample asked for last; nil for none
	Redrawn   *casework.Redrawn  // likewise
	Loaded    bool
	Stale     bool   // decisions changed since
	Working   string // "", or what is being done, in words
	Version   int
	Said      string
	Warned    bool // Said is something to look at
	Err       *Trouble
}

// RouteRow is what goes to one level of review, and how many wait there.
type RouteRow struct {
	Level, Query string
	Waiting      int
}

// Batches is the model of the page on batches, and of the batch whose records
// are being decided.
type Batches struct {
	model[BatchesState]
	d    *Desk
	work newest

	now  sync.Mutex // of what follows
	at   casework.BatchInfo
	done map[record.ID]bool // the records of at; nil while no batch is worked in
}

// Load counts everything anew.
func (m *Batches) Load() { m.run("Counting", "", nil) }

// Touched tells that decisions changed.
func (m *Batches) Touched() { m.change(func(s *BatchesState) { s.Stale = true }) }

// Dismiss takes a shown error away.
func (m *Batches) Dismiss() { m.change(func(s *BatchesState) { s.Err = nil }) }

// Make parts what a query finds into batches.
func (m *Batches) Make(spec casework.BatchSpec) {
	m.run("Making batches", "", func(ctx context.Context) (string, bool, error) {
		made, err := m.d.Case.MakeBatches(ctx, spec)
		if err != nil {
			return "", false, err
		}
		return m.made(made)
	})
}

// Sample draws a sample for quality control.
func (m *Batches) Sample(spec casework.DrawSpec) {
	m.run("Drawing a sample", "", func(ctx context.Context) (string, bool, error) {
		made, err := m.d.Case.DrawSample(ctx, spec)
		if err != nil {
			return "", false, err
		}
		return m.made(made)
	})
}

func (m *Batches) made(made casework.Made) (string, bool, error) {
	m.d.Reader.remember(made.Entry)
	if len(made.Batches) == 0 {
		if made.Skipped > 0 {
			return fmt.Sprintf("All %s stand in open batches of this level already.", count(made.Skipped, "record")), true, nil
		}
		return "The query finds nothing.", true, nil
	}
	said := fmt.Sprintf("%s in %s.", count(made.Records, "record"), batchCount(len(made.Batches), "new "))
	if made.Skipped > 0 {
		said += fmt.Sprintf(" %s stand in an open batch already.", count(made.Skipped, "record"))
	}
	if made.Larger > 0 {
		said += fmt.Sprintf(" %s larger than asked, to keep together what belongs together.", batchCount(made.Larger, ""))
	}
	return said, false, nil
}

func batchCount(n int, what string) string {
	if n == 1 {
		return "1 " + what + "batch"
	}
	return fmt.Sprintf("%d %sbatches", n, what)
}

// CheckOut gives a batch to whoever sits at the desk and opens it; "" is the next
// that waits.
func (m *Batches) CheckOut(name string, take bool) {
	m.run("Checking out", "", func(ctx context.Context) (string, bool, error) {
		b, own, err := m.d.Case.CheckOut(ctx, name, "", "", take)
		if err != nil {
			return "", false, err
		}
		if err := m.enter(ctx, b.Name); err != nil {
			return "", false, err
		}
		if own > 0 {
			return fmt.Sprintf("%s is yours. You coded %s of it yourself: let somebody else check these.", b.Name, count(own, "record")), true, nil
		}
		return b.Name + " is yours.", false, nil
	})
}

// Return takes a batch back from who has it.
func (m *Batches) Return(name string, take bool) {
	m.run("Returning", "", func(ctx context.Context) (string, bool, error) {
		b, err := m.d.Case.Return(ctx, name, take, "")
		if err != nil {
			return "", false, err
		}
		m.now.Lock()
		if m.at.Name == b.Name {
			m.at, m.done = casework.BatchInfo{}, nil
		}
		m.now.Unlock()
		m.d.Reader.refresh()
		if b.State == review.Completed {
			return b.Name + " is completed.", false, nil
		}
		return fmt.Sprintf("%s waits again, with %s left to decide.", b.Name, count(b.Left(), "record")), true, nil
	})
}

// Reopen lets a completed batch wait again; Drop takes one away that was never
// given out.
func (m *Batches) Reopen(name string) {
	m.run("Reopening", name+" waits again.", func(ctx context.Context) (string, bool, error) {
		_, err := m.d.Case.Reopen(ctx, name, "")
		return "", false, err
	})
}

// Drop takes a batch away that was never given out.
func (m *Batches) Drop(name string) {
	m.run("Removing", name+" is removed.", func(ctx context.Context) (string, bool, error) {
		e, err := m.d.Case.DropBatch(ctx, name)
		if err == nil {
			m.d.Reader.remember(e)
		}
		return "", false, err
	})
}

// Route says what goes to a level of review.
func (m *Batches) Route(level, query string) {
	m.run("Setting the queue", "", func(ctx context.Context) (string, bool, error) {
		e, err := m.d.Case.Route(ctx, level, query)
		if err == nil {
			m.d.Reader.remember(e)
		}
		return "The queue of " + level + " is set.", false, err
	})
}

// Estimated asks what a sample shows, and draws it again.
func (m *Batches) Estimated(name string) {
	m.run("Estimating", "", func(ctx context.Context) (string, bool, error) {
		e, err := m.d.Case.Estimated(ctx, name)
		if err != nil {
			return "", false, err
		}
		r, err := m.d.Case.Redraw(ctx, name)
		if err == nil {
			m.change(func(s *BatchesState) { s.Estimate, s.Redrawn = &e, &r })
		}
		return "", false, err
	})
}

// Kinds of report that Export writes.
const (
	ReportProgress  = "progress"
	ReportOverturns = "overturns"
	ReportEstimate  = "estimate"
)

// Export writes a report to a new file, in the format its name asks for.
func (m *Batches) Export(kind, path string) {
	m.run("Writing the report", "The report is in "+path+".", func(ctx context.Context) (string, bool, error) {
		doc, err := m.report(ctx, kind)
		if err != nil {
			return "", false, err
		}
		return "", false, report.Save(ctx, "", path, doc)
	})
}

func (m *Batches) report(ctx context.Context, kind string) (report.Report, error) {
	st := m.State()
	switch {
	case kind == ReportOverturns:
		return m.d.Case.OverturnReport(ctx, st.Overturns, casework.OverturnSpec{})
	case kind == ReportEstimate && st.Estimate != nil:
		return m.d.Case.EstimateReport(ctx, *st.Estimate)
	}
	return m.d.Case.ProgressReport(ctx, st.Progress)
}

func (m *Batches) run(what, said string, first func(context.Context) (string, bool, error)) {
	ctx, wanted, end := m.work.begin(m.d.ctx)
	m.change(func(s *BatchesState) { s.Working = what })
	m.env.Go(func() {
		defer end()
		var err error
		warned := false
		if first != nil {
			var more string
			more, warned, err = first(context.WithoutCancel(ctx)) // a decision is not given up for a new wish to look
			if more != "" {
				said = more
			}
		}
		var now BatchesState
		if err == nil {
			now, err = m.count(ctx)
		}
		if !wanted() {
			return
		}
		m.change(func(s *BatchesState) {
			if s.Working, s.Err = "", trouble(err); err != nil {
				return
			}
			s.Progress, s.Routes, s.Overturns = now.Progress, now.Routes, now.Overturns
			s.Loaded, s.Stale, s.Said, s.Warned = true, false, said, warned
			s.Version++
		})
		if first != nil && err == nil {
			m.d.Audit.Refresh()
			m.d.Results.Touched()
		}
	})
}

func (m *Batches) count(ctx context.Context) (s BatchesState, err error) {
	if s.Progress, err = m.d.Case.Progress(ctx); err != nil {
		return s, err
	}
	if s.Overturns, err = m.d.Case.Overturned(ctx, casework.OverturnSpec{}); err != nil {
		return s, err
	}
	routes, err := m.d.Case.Routes(ctx)
	if err != nil {
		return s, err
	}
	for _, level := range review.Levels() {
		if q, ok := routes[level]; ok {
			h, err := m.d.Case.Find(ctx, "queue:"+level, store.ByNum, false)
			if err != nil {
				return s, err
			}
			s.Routes = append(s.Routes, RouteRow{level, q, len(h.Nums)})
		}
	}
	return s, nil
}

// BatchWork is the batch whose records are being decided.
type BatchWork struct {
	Name       string // "" for none
	Level      string
	Size, Done int
	Higher     bool // what is coded already is to be checked
	In         bool // the record asked about stands in it
	Decided    bool // and is decided there
}

// Work is the batch worked in, and how one record stands in it.
func (m *Batches) Work(id record.ID) BatchWork {
	m.now.Lock()
	defer m.now.Unlock()
	if m.done == nil {
		return BatchWork{}
	}
	out := BatchWork{Name: m.at.Name, Level: m.at.Level, Size: len(m.done), Higher: m.at.Level != redact.FirstLevel}
	for _, is := range m.done {
		if is {
			out.Done++
		}
	}
	out.Decided, out.In = m.done[id]
	return out
}

// Enter shows the records of a batch that is checked out, in its order, and
// decides in it from now on.
func (m *Batches) Enter(name string) {
	m.run("Opening "+name, "", func(ctx context.Context) (string, bool, error) { return "", false, m.enter(ctx, name) })
}

func (m *Batches) enter(ctx context.Context, name string) error {
	b, err := m.d.Case.BatchNamed(ctx, name)
	if err != nil {
		return err
	}
	done, err := m.d.Case.DoneIn(ctx, name)
	if err != nil {
		return err
	}
	nums, err := m.d.Case.BatchRecords(ctx, name)
	if err != nil {
		return err
	}
	m.now.Lock()
	m.at, m.done = b, done
	m.now.Unlock()
	m.d.Results.searchIn(`batch:"`+b.Name+`"`, nums)
	m.d.Reader.refresh()
	return nil
}

// Leave decides in no batch from now on; it stays checked out.
func (m *Batches) Leave() {
	m.now.Lock()
	m.at, m.done = casework.BatchInfo{}, nil
	m.now.Unlock()
	m.d.Reader.refresh()
}

// code codes records: in the batch that is worked in, when all of them stand in
// it, else by themselves.
func (m *Batches) code(ctx context.Context, ids []record.ID, cs ...review.Coding) (journal.Entry, error) {
	for _, id := range ids {
		if !m.Work(id).In {
			return m.d.Case.Code(ctx, ids, cs...)
		}
	}
	m.now.Lock()
	name := m.at.Name
	m.now.Unlock()
	if name == "" {
		return m.d.Case.Code(ctx, ids, cs...)
	}
	e, err := m.d.Case.CodeIn(ctx, name, ids, cs...)
	if err == nil {
		err = m.recount(ctx, ids)
	}
	return e, err
}

// recount asks anew how records stand in the batch worked in.
func (m *Batches) recount(ctx context.Context, ids []record.ID) error {
	for _, id := range ids {
		w := m.Work(id)
		if !w.In {
			continue
		}
		done, err := m.d.Case.DecidedIn(ctx, w.Name, id)
		if err != nil {
			return err
		}
		m.now.Lock()
		if m.done != nil && m.at.Name == w.Name {
			m.done[id] = done
		}
		m.now.Unlock()
	}
	return nil
}

// reverted asks anew how the records stand that an undo was about.
func (m *Batches) reverted(es []journal.Entry) {
	var ids []record.ID
	for _, e := range es {
		for _, c := range e.Changes {
			ids = append(ids, record.ID(c.Key.Target))
		}
	}
	if err := m.recount(m.d.ctx, ids); err != nil {
		m.change(func(s *BatchesState) { s.Err = trouble(err) })
	}
}

// open gives the records of the batch worked in that are not decided there; ok
// is false while there is no batch.
func (m *Batches) open() (ids map[record.ID]bool, ok bool) {
	m.now.Lock()
	defer m.now.Unlock()
	if m.done == nil {
		return nil, false
	}
	ids = map[record.ID]bool{}
	for id, done := range m.done {
		if !done {
			ids[id] = true
		}
	}
	return ids, true
}
