package production

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"

	"vaughn/index/fault"
)

func TestInOrder(t *testing.T) {
	items := make([]int, 500)
	for i := range items {
		items[i] = i
	}
	var flying, most, done atomic.Int64
	f := func(i int) (int, error) {
		most.Store(max(most.Load(), flying.Add(1)))
		defer flying.Add(-1)
		for range i % 7 {
			runtime.Gosched()
		}
		done.Add(1)
		return i * i, nil
	}
	var got []int
	if err := inOrder(t.Context(), each(items), f, func(n int) error { got = append(got, n); return nil }); err != nil {
		t.Fatal(err)
	}
	for i, n := range got {
		if n != i*i {
			t.Fatalf("result %d is %d", i, n)
		}
	}
	if len(got) != len(items) || most.Load() > int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%d results, %d at once", len(got), most.Load())
	}

	// the first error in the order of the items, whichever came first; those after it are not begun
	got, done = nil, atomic.Int64{}
	err := inOrder(t.Context(), each(items), func(i int) (int, error) {
		n, _ := f(i)
		if i == 40 || i == 41 {
			return 0, errors.New([]string{"first", "second"}[i-40])
		}
		return n, nil
	}, func(n int) error { got = append(got, n); return nil })
	if err == nil || err.Error() != "first" || len(got) != 40 || flying.Load() != 0 || done.Load() > 40+10*int64(runtime.GOMAXPROCS(0)) {
		t.Errorf("%v after %d results, %d at work, %d done", err, len(got), flying.Load(), done.Load())
	}
	if err := inOrder(t.Context(), each(items), f, func(n int) error { return errDisk }); !errors.Is(err, errDisk) || flying.Load() != 0 {
		t.Errorf("what takes the results fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = inOrder(ctx, each(items), func(i int) (int, error) {
		if i == 20 {
			cancel()
		}
		return f(i)
	}, func(int) error { return nil })
	if fault.CodeOf(err) != fault.Cancelled || flying.Load() != 0 {
		t.Errorf("cancelled: %v, %d at work", err, flying.Load())
	}
	if err := inOrder(t.Context(), each(items[:0]), f, func(int) error { return nil }); err != nil {
		t.Errorf("nothing to do: %v", err)
	}
}
