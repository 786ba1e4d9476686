package production

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"vaughn/index/fault"
)

// inOrder maps items on all processors and hands the results on in the order of
// the items while the next ones are at work, a bounded number of them in flight.
// The first error in that order ends it; nothing is at work when it returns.
func inOrder[T, R any](ctx context.Context, items iter.Seq2[T, error], f func(T) (R, error), use func(R) error) error {
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *job[T, R]), make(chan *job[T, R], 8*workers)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(order)
		defer close(jobs)
		for x, err := range items {
			j := &job[T, R]{of: x, err: err, done: make(chan struct{})}
			for _, to := range []chan *job[T, R]{order, jobs} {
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
				if j.err == nil {
					j.out, j.err = f(j.of)
				}
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
		if err := cancelled(ctx); err != nil {
			return err
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
type job[T, R any] struct {
	of   T
	out  R
	err  error
	done chan struct{} // closed when out and err are there
}

// each gives the items of a list.
func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// between gives the numbers from one to another, which is not given.
func between(from, to int) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := from; i < to; i++ {
			if !yield(i, nil) {
				return
			}
		}
	}
}

// collect keeps all items.
func collect[T any](items iter.Seq2[T, error]) (out []T, err error) {
	for x, err := range items {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// cancelled is the error of a run that a person stopped.
func cancelled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &fault.Error{Code: fault.Cancelled, Op: "working on the production", Err: err}
	}
	return nil
}
