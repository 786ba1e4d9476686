package kit

import (
	"sync"

	"fyne.io/fyne/v2"
)

// Post hands a function to the window's thread and returns without waiting for it. Functions run in the order they
// were posted.
type Post func(func())

// Window is the Post of the real program. In a test, use a Queue.
func Window(f func()) { fyne.Do(f) }

// Bind draws the snapshots of a view-model on the window's thread until stop is called. A snapshot that is overtaken
// before it could be drawn is skipped: an import that reports a thousand times a second costs one drawing a frame.
// After stop, which must be called on the window's thread, draw is not called again.
func Bind[S any](post Post, watch func(func(S)) (stop func()), draw func(S)) (stop func()) {
	b := &binding[S]{post: post, draw: draw}
	unwatch := watch(b.offer)
	return func() {
		unwatch()
		b.mu.Lock()
		defer b.mu.Unlock()
		b.stopped, b.latest = true, nil
	}
}

type binding[S any] struct {
	post    Post
	draw    func(S)
	mu      sync.Mutex
	latest  *S
	stopped bool
}

func (b *binding[S]) offer(s S) {
	b.mu.Lock()
	waiting := b.latest != nil
	stopped := b.stopped
	if !stopped {
		b.latest = &s
	}
	b.mu.Unlock()
	if !waiting && !stopped {
		b.post(b.flush)
	}
}

func (b *binding[S]) flush() {
	b.mu.Lock()
	s := b.latest
	b.latest = nil
	b.mu.Unlock()
	if s != nil {
		b.draw(*s)
	}
}

// Queue is a Post for tests: functions wait until Pump runs them on the calling goroutine.
type Queue struct {
	mu    sync.Mutex
	waits []func()
	ready chan struct{}
}

// NewQueue returns an empty queue.
func NewQueue() *Queue { return &Queue{ready: make(chan struct{}, 1)} }

// Post adds f to the queue.
func (q *Queue) Post(f func()) {
	q.mu.Lock()
	q.waits = append(q.waits, f)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// Pump runs what is waiting and returns how many functions that were.
func (q *Queue) Pump() int {
	n := 0
	for {
		q.mu.Lock()
		waits := q.waits
		q.waits = nil
		q.mu.Unlock()
		if len(waits) == 0 {
			return n
		}
		for _, f := range waits {
			f()
		}
		n += len(waits)
	}
}

// Ready is signalled when something was posted since the last receive.
func (q *Queue) Ready() <-chan struct{} { return q.ready }
