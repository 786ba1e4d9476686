package production

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"vaughn/index/journal"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// endless makes records of one page when they are asked for, so that what is
// measured is the production and not its case.
type endless struct {
	*memory
	n int
}

func (e *endless) ids() iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		for i := range e.n {
			if !yield(record.ID(fmt.Sprintf("%032x", i)), nil) {
				return
			}
		}
	}
}

func (e *endless) Document(_ context.Context, id record.ID) (Document, error) {
	r := &record.Record{ID: id, Family: id, Kind: string(message.Email), Subject: "Report"}
	var w record.Builder
	w.Add(record.Block{Role: record.RoleField, Field: record.FieldSubject, Label: "Subject:"}, "Report "+string(id[24:]))
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, "Please call "+hiddenName+".\n"+strings.Repeat("The pilot and the cost table need another week of work, they say.\n", 40))
	w.Into(r)
	r.Seal()
	return Document{Record: r, State: review.State{Marks: marksOn(r, hiddenName)}, Custodians: []string{"Ruiz, Ana"}}, nil
}

func (e *endless) Commit(_ context.Context, x journal.Entry) (journal.Entry, error) { return x, nil }

// Memory of a production must not grow with its pages: each is a record with a
// redaction, written, proven twice and loaded into all tables. What grows is the
// plan, the list of files and at the end the entry of the journal; B/page tells how
// much from the first five hundred documents to the most that lived at any time, and
// verify-B/page the same of proving the folder.
func BenchmarkProduceMemory(b *testing.B) {
	for _, c := range []struct {
		pages  int
		proven bool // or only written: what is proven of a file is forgotten with it
	}{{1000, true}, {10_000, false}, {10_000, true}, {100_000, false}} {
		n := c.pages
		b.Run(fmt.Sprintf("pages=%d/proven=%v", n, c.proven), func(b *testing.B) {
			if n > 1000 && testing.Short() {
				b.Skip("minutes")
			}
			e := &endless{newMemory(), n}
			s := testSpec()
			s.Combined, s.LFP, s.EDRM = false, true, true
			for b.Loop() {
				o := options(b)
				if !c.proven {
					o = trusting(o)
				}
				out := filepath.Join(b.TempDir(), "out")
				g := gauge{b, n, &o.Progress}
				g.measure("", func() error {
					p, _, err := Prepare(b.Context(), e, e.ids(), s, Frozen{})
					if err != nil {
						return err
					}
					rep, err := Run(b.Context(), e, p, out, o)
					if err != nil {
						b.Log(rep.Findings)
					}
					return err
				})
				g.measure("verify-", func() error {
					_, findings, err := Verify(b.Context(), out, o.Prover, func(t progress.Tick) { o.Progress(t) })
					if len(findings) > 0 {
						b.Fatal(findings)
					}
					return err
				})
			}
		})
	}
}

// gauge measures the steps of a production of so many pages.
type gauge struct {
	*testing.B
	pages int
	tell  *progress.Func // of the step
}

// measure reports how fast f deals with the pages, the most of the heap that is in
// use meanwhile, and how much it grew with the pages.
func (g gauge) measure(what string, f func() error) {
	g.Helper()
	least := uint64(0)
	*g.tell = func(t progress.Tick) {
		if least == 0 && t.Done == 500 {
			least = alive()
		}
	}
	start := time.Now()
	most := watched(func() {
		if err := f(); err != nil {
			g.Fatal(err)
		}
	})
	g.ReportMetric(float64(g.pages)/time.Since(start).Seconds(), what+"pages/s")
	g.ReportMetric(float64(most)/1e6, what+"heap-MB")
	g.ReportMetric(float64(most-min(least, most))/float64(g.pages-500), what+"B/page")
}

// alive is the bytes of the heap that are in use.
func alive() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// watched gives the most of the heap that is in use while f is at work.
func watched(f func()) (most uint64) {
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.Tick(100 * time.Millisecond); ; {
			select {
			case <-stop:
				return
			case <-tick:
				most = max(most, alive())
			}
		}
	}()
	f()
	close(stop)
	<-done
	return most
}
