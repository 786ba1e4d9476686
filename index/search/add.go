package search

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"vaughn/index/fault"
)

// A batch is what becomes one segment: large enough that few are merged later,
// small enough for memory.
const (
	workers    = 2
	batchDocs  = 1000
	batchBytes = 8 << 20
	maxPending = 4 // batches in memory that are not yet on disk
)

func config(dir string) map[string]any {
	return map[string]any{
		"path": dir,
		// A batch need not wait for the disk: what is there after a kill is a
		// whole number of batches with the Last of the newest.
		"unsafe_batch":       true,
		"bolt_timeout":       "1s",
		"numSnapshotsToKeep": 1,
	}
}

// Add indexes records, in ascending order of their numbers. A number that was
// added before is replaced, which is how a record's new version gets in. When
// Add returns the records are found; they are on disk after Flush or Close, or
// when Last says so after the next Open.
func (x *Index) Add(ctx context.Context, docs []Doc) (err error) {
	defer x.rescue("indexing", &err)
	x.adding.Lock()
	defer x.adding.Unlock()
	for len(docs) > 0 {
		if err := ctx.Err(); err != nil {
			return &fault.Error{Code: fault.Cancelled, Op: "indexing", Err: err}
		}
		n, bytes := 0, 0
		for n < len(docs) && n < batchDocs && bytes < batchBytes {
			bytes += len(docs[n].Record.Text)
			n++
		}
		if err := x.batch(ctx, docs[:n]); err != nil {
			return err
		}
		docs = docs[n:]
	}
	return nil
}

func (x *Index) batch(ctx context.Context, docs []Doc) error {
	out := make([]*document, len(docs))
	var next atomic.Int64
	var wg sync.WaitGroup
	var crash atomic.Pointer[any]
	for _, a := range x.analyze {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					crash.Store(&p)
				}
			}()
			for i := int(next.Add(1)) - 1; i < len(docs); i = int(next.Add(1)) - 1 {
				out[i] = a.document(docs[i].Num, docs[i].Record)
			}
		})
	}
	wg.Wait()
	if p := crash.Load(); p != nil {
		panic(*p)
	}
	last := x.last
	for _, d := range docs {
		last = max(last, d.Num)
	}
	if err := x.pace(ctx); err != nil {
		return err
	}
	if err := x.write(out, lastKey, binary.BigEndian.AppendUint32(nil, uint32(last))); err != nil {
		return err
	}
	x.last = last
	return nil
}

// pace waits until few enough batches are in memory only.
func (x *Index) pace(ctx context.Context) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	failures := x.failures()
	for {
		select {
		case x.pending <- struct{}{}:
			return nil
		case <-ctx.Done():
			return &fault.Error{Code: fault.Cancelled, Op: "indexing", Err: ctx.Err()}
		case <-tick.C:
			if err := x.stuck(failures); err != nil {
				return err
			}
		}
	}
}

// stuck tells when the background writer keeps failing; it would retry forever.
func (x *Index) stuck(since uint64) error {
	if x.failures() == since {
		return nil
	}
	return &fault.Error{Code: fault.NoSpace, Op: "writing the search index", Subject: x.dir,
		Hint: "Free some space on the disk that holds the case, then continue; the index is rebuilt if needed.",
		Err:  errors.New("the disk does not take what is written")}
}

func (x *Index) failures() uint64 {
	s, _ := x.idx.Stats().(*scorch.Stats)
	return atomic.LoadUint64(&s.TotPersistLoopErr)
}

// write puts documents and one internal value into the index together. The
// caller has taken a place in pending unless docs is nil.
func (x *Index) write(docs []*document, key, value []byte) error {
	b := index.NewBatch()
	for _, d := range docs {
		b.Update(d)
	}
	b.SetInternal(key, value)
	if docs != nil {
		b.SetPersistedCallback(func(error) { <-x.pending })
	}
	if err := x.idx.Batch(b); err != nil {
		return &fault.Error{Code: diskCode(err), Op: "writing the search index", Subject: x.dir, Err: err}
	}
	return nil
}

// Flush returns when all that was added is on disk.
func (x *Index) Flush(ctx context.Context) error {
	x.adding.Lock()
	defer x.adding.Unlock()
	done := make(chan error, 1)
	b := index.NewBatch()
	b.SetInternal(layoutKey, layout)
	b.SetPersistedCallback(func(err error) { done <- err })
	if err := x.idx.Batch(b); err != nil {
		return &fault.Error{Code: diskCode(err), Op: "writing the search index", Subject: x.dir, Err: err}
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	failures := x.failures()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return &fault.Error{Code: fault.Cancelled, Op: "writing the search index", Err: ctx.Err()}
		case <-tick.C:
			if err := x.stuck(failures); err != nil {
				return err
			}
		}
	}
}

func diskCode(err error) fault.Code {
	if errors.Is(err, syscall.ENOSPC) {
		return fault.NoSpace
	}
	return fault.Damaged
}

// openFault tells apart why an index does not open.
func openFault(dir string, err error) error {
	switch {
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EROFS):
		return broken(fault.NoAccess, dir, err)
	case errors.Is(err, syscall.ENOSPC):
		return broken(fault.NoSpace, dir, err)
	case strings.Contains(err.Error(), "timeout"): // bolt's lock; its error is not wrapped
		return broken(fault.Locked, dir, err)
	}
	return broken(fault.Damaged, dir, err)
}
