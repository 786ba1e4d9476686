package pst

import "sync"

// cache keeps the most recently used values up to a number of bytes. It is safe for concurrent use.
type cache[V any] struct {
	mu     sync.Mutex
	limit  int
	used   int
	m      map[uint64]*cached[V]
	newest *cached[V]
	oldest *cached[V]
}

type cached[V any] struct {
	key          uint64
	val          V
	cost         int
	newer, older *cached[V]
}

// entryOverhead is charged for each entry beside its bytes: map slot, list node, value header.
const entryOverhead = 160

func newCache[V any](limit int) *cache[V] {
	return &cache[V]{limit: limit, m: make(map[uint64]*cached[V])}
}

func (c *cache[V]) get(key uint64) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[key]
	if !ok {
		var zero V
		return zero, false
	}
	if e != c.newest {
		c.unlink(e)
		c.push(e)
	}
	return e.val, true
}

func (c *cache[V]) put(key uint64, val V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.m[key]; ok {
		return
	}
	e := &cached[V]{key: key, val: val, cost: bytes + entryOverhead}
	c.m[key] = e
	c.push(e)
	c.used += e.cost
	for c.used > c.limit && c.oldest != e {
		old := c.oldest
		c.unlink(old)
		delete(c.m, old.key)
		c.used -= old.cost
	}
}

func (c *cache[V]) push(e *cached[V]) {
	e.newer, e.older = nil, c.newest
	if c.newest != nil {
		c.newest.newer = e
	} else {
		c.oldest = e
	}
	c.newest = e
}

func (c *cache[V]) unlink(e *cached[V]) {
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		c.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		c.oldest = e.newer
	}
}

// bitmap is a set of numbers kept in pieces of 4096, so that dense runs cost a bit each. Node indexes have 27 bits
// (16 MiB at the very most); page numbers are those of one file's B-tree pages.
type bitmap map[uint64]*[64]uint64

// add puts n into the set and says whether it was new.
func (b bitmap) add(n uint64) bool {
	piece := b[n>>12]
	if piece == nil {
		piece = new([64]uint64)
		b[n>>12] = piece
	}
	word, bit := &piece[n>>6&63], uint64(1)<<(n&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	return true
}

func (b bitmap) has(n uint64) bool {
	piece := b[n>>12]
	return piece != nil && piece[n>>6&63]>>(n&63)&1 != 0
}
