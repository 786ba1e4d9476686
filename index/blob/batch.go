package blob

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"vaughn/index/disk"
	"vaughn/index/fault"
	"vaughn/index/message"
)

// flushers is how many files are synced at a time: a file system commits
// syncs that wait together in one go, so many cost little more than one.
const flushers = 16

// Batch stores many blobs for the price of few syncs: Put writes, Flush makes
// all of them durable together. It is a Store that also sees its own blobs
// before Flush; nothing may name them durably before Flush returned.
type Batch struct {
	d *Dir

	mu    sync.Mutex
	files map[message.BlobRef]pending
}

type pending struct {
	ref  message.BlobRef
	name string
	size int64
}

// Batch begins a batch. It ends with Flush or Discard and may then be used again.
func (d *Dir) Batch() *Batch { return &Batch{d: d, files: map[message.BlobRef]pending{}} }

// Put writes bytes that Flush will keep.
func (b *Batch) Put(ctx context.Context, r io.Reader) (message.BlobRef, int64, error) {
	p, err := b.d.write(ctx, r)
	if err != nil {
		return "", 0, err
	}
	b.mu.Lock()
	_, twice := b.files[p.ref]
	if !twice {
		b.files[p.ref] = p
	}
	b.mu.Unlock()
	if twice {
		if err := b.d.fs.Remove(p.name); err != nil {
			return "", 0, disk.Coded("storing bytes", b.d.root, err)
		}
	}
	return p.ref, p.size, nil
}

// Open reads a blob, of the batch or kept.
func (b *Batch) Open(ctx context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
	b.mu.Lock()
	p, ok := b.files[ref]
	b.mu.Unlock()
	if !ok {
		return b.d.Open(ctx, ref)
	}
	f, err := b.d.fs.Open(p.name, os.O_RDONLY)
	if err != nil {
		return nil, disk.Coded("reading stored bytes", string(ref), err)
	}
	return f, nil
}

// Has tells whether a blob is in the batch or kept.
func (b *Batch) Has(ctx context.Context, ref message.BlobRef) (bool, error) {
	b.mu.Lock()
	_, ok := b.files[ref]
	b.mu.Unlock()
	if ok {
		return true, nil
	}
	return b.d.Has(ctx, ref)
}

// Flush makes every blob of the batch durable: bytes synced, then named, then
// the names synced. After an error none counts as stored; Flush may be tried
// again, or Discard gives up.
func (b *Batch) Flush(ctx context.Context) error {
	const op = "storing bytes"
	b.mu.Lock()
	defer b.mu.Unlock()
	files := make([]pending, 0, len(b.files))
	dirs := map[string]bool{}
	for _, p := range b.files {
		files = append(files, p)
		dirs[filepath.Dir(b.d.path(p.ref))] = true
	}
	if err := each(ctx, files, b.settle); err != nil {
		return disk.Coded(op, b.d.root, err)
	}
	// A folder is synced even when another batch had named the blob before: that
	// batch may not have come to its own sync yet.
	names := make([]string, 0, len(dirs))
	for dir := range dirs {
		names = append(names, dir)
	}
	if err := each(ctx, names, func(dir string) error { return disk.SyncDir(b.d.fs, dir) }); err != nil {
		return disk.Coded(op, b.d.root, err)
	}
	clear(b.files)
	return nil
}

// settle syncs one file and gives it its name. The name comes after the sync:
// a name in place is the promise that the bytes are.
func (b *Batch) settle(p pending) error {
	f, err := b.d.fs.Open(p.name, os.O_RDWR)
	if err != nil {
		if has, herr := b.d.Has(context.Background(), p.ref); herr == nil && has {
			return nil // an earlier Flush that failed had come this far
		}
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	to := b.d.path(p.ref)
	if err := b.d.subdir(filepath.Dir(to)); err != nil {
		return err
	}
	return b.d.fs.Rename(p.name, to)
}

// Discard forgets the batch and removes what it wrote.
func (b *Batch) Discard() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.files {
		_ = b.d.fs.Remove(p.name) // a leftover is removed on opening
	}
	clear(b.files)
}

// each runs f over a list on several goroutines and gives the first error.
func each[T any](ctx context.Context, list []T, f func(T) error) error {
	work := make(chan T)
	errs := make(chan error, flushers)
	var wg sync.WaitGroup
	for range min(flushers, len(list)) {
		wg.Go(func() {
			var first error
			for v := range work {
				if first == nil {
					first = f(v)
				}
			}
			errs <- first
		})
	}
	var err error
	for _, v := range list {
		if err = ctx.Err(); err != nil {
			err = &fault.Error{Code: fault.Cancelled, Op: "storing bytes", Err: err}
			break
		}
		work <- v
	}
	close(work)
	wg.Wait()
	close(errs)
	for e := range errs {
		err = errors.Join(err, e)
	}
	return err
}
