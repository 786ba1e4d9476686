package kit

import "sync"

// wishes runs slow work for a view that scrolls: the newest wish first, one at a time, and only the last few, because
// what was wished for before that has scrolled away. Its goroutine ends when there is nothing left to do.
type wishes[K comparable] struct {
	do    func(K)
	limit int

	mu      sync.Mutex
	waiting []K // oldest first
	doing   K
	busy    bool
	closed  bool
}

// newWishes runs do for each wish on a goroutine of its own and keeps at most limit wishes waiting.
func newWishes[K comparable](limit int, do func(K)) *wishes[K] {
	return &wishes[K]{do: do, limit: limit}
}

// want asks for k. A wish that is waiting already becomes the newest.
func (w *wishes[K]) want(k K) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.busy && w.doing == k {
		return
	}
	for i, old := range w.waiting {
		if old == k {
			w.waiting = append(w.waiting[:i], w.waiting[i+1:]...)
			break
		}
	}
	w.waiting = append(w.waiting, k)
	if n := len(w.waiting) - w.limit; n > 0 {
		w.waiting = append(w.waiting[:0], w.waiting[n:]...)
	}
	if !w.busy {
		w.busy = true
		go w.run()
	}
}

func (w *wishes[K]) run() {
	for {
		w.mu.Lock()
		n := len(w.waiting)
		if n == 0 {
			w.busy = false
			w.mu.Unlock()
			return
		}
		k := w.waiting[n-1]
		w.waiting = w.waiting[:n-1]
		w.doing = k
		w.mu.Unlock()
		w.do(k)
	}
}

// forget drops the wishes that wait; the one being done is finished.
func (w *wishes[K]) forget() {
	w.mu.Lock()
	w.waiting = nil
	w.mu.Unlock()
}

// close drops the wishes that wait and refuses new ones.
func (w *wishes[K]) close() {
	w.mu.Lock()
	w.waiting, w.closed = nil, true
	w.mu.Unlock()
}
