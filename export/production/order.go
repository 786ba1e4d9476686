package production

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync"

	"vaughn/index/fault"
)

// inOrder maps items on all processors and hands the results on in the order of
// the items while the next ones are at work, a bounded number of them in flight.
// The first error in that order ends it; nothing is at work when it returns.
func inOrder[T, R any](ctx context.Context, items []T, f func(T) (R, error), use func(R) error) error {
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *job[R]), make(chan *job[R], 8*workers)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		defer close(jobs)
		for i := range items {
			j := &job[R]{at: i, done: make(chan struct{})}
			for _, to := range []chan *job[R]{order, jobs} {
				select {
				case to <- j:
				case <-stop:
					return
				}
			}
		}
	})
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				j.out, j.err = f(items[j.at])
				close(j.done)
			}
		})
	}
	defer wg.Wait()
	defer close(stop)
	for j := range order {
		select {
		case <-j.done:
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil {
			return &fault.Error{Code: fault.Cancelled, Op: "working on the production", Err: err}
		}
		if j.err != nil {
			return j.err
		}
		if err := use(j.out); err != nil {
			return err
		}
	}
	return nil
}

// job is one item on its way.
type job[R any] struct {
	at   int
	out  R
	err  error
	done chan struct{} // closed when out and err are there
}

// unhurried lets the garbage of so many documents lie a little longer, and gives
// what undoes it: the writer of PDFs leaves some megabytes a page, and collecting
// them as soon as usual takes a tenth of the time. What lies is bounded, so the
// more a production holds in memory the less it waits.
func unhurried(documents int) (undo func()) {
	const lying, base, each, usual, most = 128 << 20, 32 << 20, 2 << 10, 100, 400
	was := debug.SetGCPercent(min(most, max(usual, 100*lying/(base+each*documents))))
	return func() { debug.SetGCPercent(was) }
}
