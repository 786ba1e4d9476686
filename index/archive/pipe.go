package archive

import (
	"context"
	"crypto/sha256"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"vaughn/index/message"
)

// job is one item on its way from the splitter through a parser to emit.
type job struct {
	at    message.Locator
	raw   []byte                           // the item's bytes, or
	spool *spool                           // its bytes on disk, or
	make  func() (*message.Message, error) // the way to have it without reading it as mail
	prep  func([]byte) []byte              // run on raw before parsing
	fix   func(*message.Message)           // run on what was parsed
	err   error                            // the item cannot be had at all
	item  Item
	cost  int64 // bytes of memory it holds besides raw
	done  chan struct{}
}

// then adds a step after parsing.
func (j *job) then(step func(*message.Message)) {
	before := j.fix
	j.fix = func(m *message.Message) {
		if before != nil {
			before(m)
		}
		step(m)
	}
}

// drop makes the item one that cannot be had.
func (j *job) drop(err error) {
	j.spool.Close()
	j.raw, j.spool, j.err = nil, nil, err
}

// pipe parses items side by side and emits them in order. What is in flight is
// bounded by bytes, so that a few large items cost no more than many small.
type pipe struct {
	limits  Limits
	workers int
	zone    *time.Location
	sum     Summary
}

func newPipe(o Options) *pipe {
	p := &pipe{limits: o.Limits.orDefaults(), workers: o.Workers, zone: o.Zone}
	if p.workers <= 0 {
		p.workers = runtime.GOMAXPROCS(0)
	}
	return p
}

// run starts produce in its own goroutine, which puts jobs, and emits what
// they become. It returns when both have ended; spooled bytes are gone then.
func (p *pipe) run(ctx context.Context, produce func(ctx context.Context, put func(*job) error) error, emit func(Item) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	order := make(chan *job, 64*p.workers)
	work := make(chan *job, 64*p.workers)
	gate := newGate(p.limits.Memory)
	var made error
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer close(order)
		defer close(work)
		made = produce(ctx, func(j *job) error {
			j.done, j.cost = make(chan struct{}), j.cost+int64(len(j.raw))
			if err := gate.enter(ctx, j.cost); err != nil {
				j.spool.Close()
				return err
			}
			order <- j
			work <- j
			return nil
		})
	}()
	for range p.workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range work {
				if ctx.Err() == nil {
					p.do(j)
				}
				close(j.done)
			}
		}()
	}
	var failed error
	for j := range order {
		<-j.done
		if failed == nil {
			failed = ctx.Err()
		}
		if failed == nil {
			failed = p.give(j.item, emit)
		}
		if failed != nil {
			cancel()
		}
		j.spool.Close()
		gate.leave(j.cost)
	}
	wg.Wait()
	if failed == nil {
		failed = made
	}
	if failed != nil {
		return failed
	}
	return emit(Item{Summary: &p.sum})
}

func (p *pipe) give(it Item, emit func(Item) error) error {
	if it.Err != nil {
		p.sum.Failed++
	} else {
		p.sum.Read++
	}
	return emit(it)
}

func (p *pipe) do(j *job) {
	m, err := (*message.Message)(nil), j.err
	switch {
	case err != nil:
	case j.make != nil:
		m, err = j.make()
	case j.spool != nil:
		m, err = ReadMIMEAt(j.spool.file, j.spool.size, j.at, p.limits)
	default:
		if j.prep != nil {
			j.raw = j.prep(j.raw)
		}
		m = ReadMIME(j.raw, j.at, p.limits)
	}
	if err != nil {
		j.item = Item{At: j.at, Err: err}
		return
	}
	if j.fix != nil {
		j.fix(m)
	}
	if p.zone != nil {
		assume(m, p.zone)
	}
	j.item = Item{Message: m, At: j.at}
}

// assume reads the dates that state no zone in the zone a person named.
func assume(m *message.Message, zone *time.Location) {
	if strings.HasPrefix(m.Zone, "assumed ") {
		d := m.Date
		m.Date = time.Date(d.Year(), d.Month(), d.Day(), d.Hour(), d.Minute(), d.Second(), d.Nanosecond(), zone).UTC()
		m.Zone = "assumed " + zone.String()
	}
	for _, a := range m.Attached {
		if a.Nested != nil {
			assume(a.Nested, zone)
		}
	}
}

// gate admits work up to a sum of costs; a single job above the sum passes alone.
type gate struct {
	mu    sync.Mutex
	free  *sync.Cond
	limit int64
	used  int64
}

func newGate(limit int64) *gate {
	g := &gate{limit: limit}
	g.free = sync.NewCond(&g.mu)
	return g
}

func (g *gate) enter(ctx context.Context, cost int64) error {
	stop := context.AfterFunc(ctx, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.free.Broadcast()
	})
	defer stop()
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.used > 0 && g.used+cost > g.limit && ctx.Err() == nil {
		g.free.Wait()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	g.used += cost
	return nil
}

func (g *gate) leave(cost int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.used -= cost
	g.free.Broadcast()
}

// sumOf is the SHA-256 of a stretch of a file.
func sumOf(r io.ReaderAt, size int64) (sum [32]byte, err error) {
	h := sha256.New()
	_, err = io.Copy(h, io.NewSectionReader(r, 0, size))
	return [32]byte(h.Sum(nil)), err
}
