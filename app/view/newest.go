package view

import (
	"context"
	"sync"
)

// newest is work of which only the latest wish counts: a new one stops the one
// before.
type newest struct {
	mu   sync.Mutex
	stop func()
	turn int
}

// begin gives the context of a new wish; wanted says whether it is still the
// latest, and end frees it.
func (n *newest) begin(ctx context.Context) (work context.Context, wanted func() bool, end func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.stop != nil {
		n.stop()
	}
	work, stop := context.WithCancel(ctx)
	n.turn++
	turn := n.turn
	n.stop = stop
	return work, func() bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		return n.turn == turn && ctx.Err() == nil
	}, stop
}

// cancel gives up the present wish; it stays wanted, so that it can say so.
func (n *newest) cancel() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.stop != nil {
		n.stop()
	}
}
