package kit

import (
	"container/list"
	"context"
	"sync"
)

// Source gives a List its rows. Both methods are called on the window's thread and must not block: Row answers false
// for a row that is not at hand yet, and the list shows it as loading.
type Source interface {
	// Len is the number of rows.
	Len() int
	// Row is the cells of row i in the order of the columns.
	Row(i int) (cells []string, ok bool)
}

const (
	pagerBlock  = 200 // rows in a block
	pagerWishes = 8   // blocks that may wait to be loaded
	pagerBlocks = 64  // blocks kept
)

// Pager is a Source over slow storage. A row that is not at hand makes it load the block of 200 rows around it in the
// background, the newest wish first; it keeps the last 64 blocks, 12,800 rows, however long the list is.
type Pager struct {
	n       int
	load    func(ctx context.Context, from, to int) ([][]string, error)
	post    Post
	changed func()
	failed  func(error)
	cancel  context.CancelFunc
	ctx     context.Context
	wishes  *wishes[int]

	mu     sync.Mutex
	blocks map[int]*list.Element
	recent *list.List
	broken map[int]bool
}

type pagerPage struct {
	block int
	rows  [][]string
}

// PagerConfig is what a Pager needs. Load runs on a goroutine of the pager, one call at a time, and gives the rows
// from up to, but not including, to; storage must find them by key or ordinal, not by skipping. Changed and Failed are
// called through Post. A block that failed is not asked for again until Retry.
type PagerConfig struct {
	Len     int
	Load    func(ctx context.Context, from, to int) ([][]string, error)
	Post    Post
	Changed func()
	Failed  func(error)
}

// NewPager starts empty and loads nothing until a row is asked for.
func NewPager(ctx context.Context, c PagerConfig) *Pager {
	p := &Pager{n: c.Len, load: c.Load, post: c.Post, changed: c.Changed, failed: c.Failed,
		blocks: map[int]*list.Element{}, recent: list.New(), broken: map[int]bool{}}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.wishes = newWishes(pagerWishes, p.fetch)
	return p
}

// Len is the number of rows, whether loaded or not.
func (p *Pager) Len() int { return p.n }

// Row gives a loaded row, or queues its block and answers false.
func (p *Pager) Row(i int) ([]string, bool) {
	if i < 0 || i >= p.n {
		return nil, false
	}
	b := i / pagerBlock
	p.mu.Lock()
	e, broken := p.blocks[b], p.broken[b]
	if e != nil {
		p.recent.MoveToFront(e)
	}
	p.mu.Unlock()
	if e == nil {
		if !broken {
			p.wishes.want(b)
		}
		return nil, false
	}
	rows := e.Value.(pagerPage).rows
	if k := i - b*pagerBlock; k < len(rows) {
		return rows[k], true
	}
	return nil, false
}

func (p *Pager) fetch(b int) {
	if p.ctx.Err() != nil || p.has(b) {
		return
	}
	from := b * pagerBlock
	rows, err := p.load(p.ctx, from, min(from+pagerBlock, p.n))
	if p.ctx.Err() != nil {
		return
	}
	p.mu.Lock()
	if err != nil {
		p.broken[b] = true
	} else {
		p.blocks[b] = p.recent.PushFront(pagerPage{b, rows})
		for p.recent.Len() > pagerBlocks {
			delete(p.blocks, p.recent.Remove(p.recent.Back()).(pagerPage).block)
		}
	}
	p.mu.Unlock()
	p.post(func() { p.report(err) })
}

func (p *Pager) report(err error) {
	switch {
	case p.ctx.Err() != nil:
	case err != nil && p.failed != nil:
		p.failed(err)
	case err == nil && p.changed != nil:
		p.changed()
	}
}

func (p *Pager) has(b int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.blocks[b] != nil
}

// Retry allows blocks that failed to be asked for again.
func (p *Pager) Retry() {
	p.mu.Lock()
	clear(p.broken)
	p.mu.Unlock()
}

// Close ends the loading. A load that is running is told by its context; its rows are dropped.
func (p *Pager) Close() {
	p.cancel()
	p.wishes.close()
}
