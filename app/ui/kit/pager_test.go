package kit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// pumpUntil runs posted functions until done or until nothing came for five seconds.
func pumpUntil(t *testing.T, q *Queue, done func() bool) {
	t.Helper()
	for {
		q.Pump()
		if done() {
			return
		}
		select {
		case <-q.Ready():
		case <-time.After(5 * time.Second):
			t.Fatal("nothing more was posted")
		}
	}
}

func TestPagerLoadsNewestFirstAndForgetsOldWishes(t *testing.T) {
	q := NewQueue()
	gate := make(chan struct{})
	var mu sync.Mutex
	var order []int
	changed := 0
	p := NewPager(t.Context(), PagerConfig{Len: 1_000_000, Post: q.Post, Changed: func() { changed++ },
		Load: func(_ context.Context, from, to int) ([][]string, error) {
			<-gate
			mu.Lock()
			order = append(order, from/pagerBlock)
			mu.Unlock()
			rows := make([][]string, to-from)
			for i := range rows {
				rows[i] = []string{fmt.Sprint(from + i)}
			}
			return rows, nil
		}})
	defer p.Close()
	if _, ok := p.Row(0); ok {
		t.Fatal("a row was there before it was loaded")
	}
	for b := 1; b <= 20; b++ { // block 0 is being loaded, or is the oldest wish
		p.Row(b * pagerBlock)
	}
	close(gate)
	pumpUntil(t, q, func() bool { return p.has(13) })
	mu.Lock()
	defer mu.Unlock()
	if len(order) > 1+pagerWishes {
		t.Errorf("loaded %v: more than the last %d wishes", order, pagerWishes)
	}
	if order[0] == 0 {
		order = order[1:]
	}
	if order[0] != 20 {
		t.Errorf("loaded %v: the newest wish was not first", order)
	}
	if r, _ := p.Row(20*pagerBlock + 7); r[0] != "4007" {
		t.Errorf("row 4007 is %v", r)
	}
	if changed == 0 {
		t.Error("the list was not told")
	}
}

func TestPagerKeepsFewBlocks(t *testing.T) {
	q := NewQueue()
	p := NewPager(t.Context(), PagerConfig{Len: 1_000_000, Post: q.Post,
		Load: func(_ context.Context, from, to int) ([][]string, error) { return make([][]string, to-from), nil }})
	defer p.Close()
	for b := range 3 * pagerBlocks {
		pumpUntil(t, q, func() bool { _, ok := p.Row(b * pagerBlock); return ok })
	}
	if len(p.blocks) > pagerBlocks || p.recent.Len() != len(p.blocks) {
		t.Errorf("%d blocks are kept", len(p.blocks))
	}
}

func TestPagerReportsAFailureOnce(t *testing.T) {
	q := NewQueue()
	fails, calls := 0, 0
	broken := true
	p := NewPager(t.Context(), PagerConfig{Len: 10, Post: q.Post, Failed: func(error) { fails++ },
		Load: func(_ context.Context, from, to int) ([][]string, error) {
			calls++
			if broken {
				return nil, errors.New("disk")
			}
			return [][]string{{"a"}}, nil
		}})
	defer p.Close()
	p.Row(0)
	pumpUntil(t, q, func() bool { return fails == 1 })
	for range 5 {
		p.Row(0)
	}
	if calls != 1 {
		t.Errorf("a broken block was loaded %d times", calls)
	}
	broken = false
	p.Retry()
	pumpUntil(t, q, func() bool { _, ok := p.Row(0); return ok })
	if _, ok := p.Row(5); ok {
		t.Error("a row the storage did not give was shown")
	}
}

func TestBindDrawsTheLatestAndStops(t *testing.T) {
	q := NewQueue()
	var send func(int)
	var drawn []int
	unwatched := false
	stop := Bind(q.Post, func(f func(int)) func() { send = f; return func() { unwatched = true } },
		func(i int) { drawn = append(drawn, i) })
	send(1)
	send(2)
	send(3)
	q.Pump()
	send(4)
	q.Pump()
	send(5)
	stop()
	q.Pump()
	send(6)
	q.Pump()
	if fmt.Sprint(drawn) != "[3 4]" || !unwatched {
		t.Errorf("drawn %v, unwatched %v", drawn, unwatched)
	}
}
