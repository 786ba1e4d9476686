package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/google/uuid"

	"vaughn/index/disk"
	"vaughn/index/fault"
	"vaughn/index/message"
)

const tmp = "tmp"

// Dir keeps blobs in a folder. It is safe for use by many goroutines of the one
// program that holds the case.
type Dir struct {
	root string
	fs   disk.FS

	mu   sync.Mutex
	made map[string]bool // sub-folders known to be there, safely
}

// OpenDir opens the folder root, making it when absent (its parent must be
// there), and removes what a run that was cut off left half written.
func OpenDir(root string, f disk.FS) (*Dir, error) {
	const op = "opening the stored bytes"
	d := &Dir{root: root, fs: f, made: map[string]bool{}}
	for _, dir := range []string{root, filepath.Join(root, tmp)} {
		if err := f.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, disk.Coded(op, dir, err)
		}
		if err := disk.SyncDir(f, filepath.Dir(dir)); err != nil {
			return nil, disk.Coded(op, dir, err)
		}
	}
	t, err := f.Open(filepath.Join(root, tmp), os.O_RDONLY)
	if err != nil {
		return nil, disk.Coded(op, root, err)
	}
	left, err := t.ReadDir(-1)
	if err = errors.Join(err, t.Close()); err != nil {
		return nil, disk.Coded(op, root, err)
	}
	for _, e := range left {
		if err := f.Remove(filepath.Join(root, tmp, e.Name())); err != nil {
			return nil, disk.Coded(op, root, err)
		}
	}
	return d, nil
}

func (d *Dir) path(ref message.BlobRef) string {
	return filepath.Join(d.root, string(ref[:2]), string(ref[2:]))
}

// Put stores bytes and syncs them at once; for many small ones see Batch.
func (d *Dir) Put(ctx context.Context, r io.Reader) (message.BlobRef, int64, error) {
	b := d.Batch()
	ref, n, err := b.Put(ctx, r)
	if err == nil {
		err = b.Flush(ctx)
	}
	if err != nil {
		b.Discard()
		return "", 0, err
	}
	return ref, n, nil
}

// Open reads a blob.
func (d *Dir) Open(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
	const op = "reading stored bytes"
	if err := parse(op, ref); err != nil {
		return nil, err
	}
	f, err := d.fs.Open(d.path(ref), os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Code: fault.NotFound, Op: op, Subject: string(ref)}
	}
	if err != nil {
		return nil, disk.Coded(op, string(ref), err)
	}
	return f, nil
}

// Has tells whether a blob is there; its bytes are not read.
func (d *Dir) Has(ctx context.Context, ref message.BlobRef) (bool, error) {
	f, err := d.Open(ctx, ref)
	if fault.CodeOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// write copies r to a new file in tmp while hashing.
func (d *Dir) write(ctx context.Context, r io.Reader) (pending, error) {
	const op = "storing bytes"
	p := pending{name: filepath.Join(d.root, tmp, uuid.NewString())}
	f, err := d.fs.Open(p.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return p, disk.Coded(op, d.root, err)
	}
	h := sha256.New()
	from := &source{r: reader{ctx, r}}
	buf, _ := buffers.Get().(*[]byte)
	p.size, err = io.CopyBuffer(onlyWriter{io.MultiWriter(f, h)}, from, *buf)
	buffers.Put(buf)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = d.fs.Remove(p.name) // a leftover is removed on opening
		if from.err != nil {    // the source failed, not the disk
			return p, fmt.Errorf("%s: reading the source: %w", op, from.err)
		}
		return p, disk.Coded(op, d.root, err)
	}
	p.ref = message.BlobRef(hex.EncodeToString(h.Sum(nil)))
	return p, nil
}

// buffers are shared because an import copies thousands of small attachments.
var buffers = sync.Pool{New: func() any { b := make([]byte, 64<<10); return &b }}

// onlyWriter hides ReadFrom, which would bypass the buffer.
type onlyWriter struct{ io.Writer }

// source remembers a failure of reading, to tell it from one of writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// subdir makes sure of a sub-folder, safely.
func (d *Dir) subdir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made[dir] {
		return nil
	}
	if err := d.fs.Mkdir(dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := disk.SyncDir(d.fs, d.root); err != nil {
		return err
	}
	d.made[dir] = true
	return nil
}
