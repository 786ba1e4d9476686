package plate

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/pdfium"
	"vaughn/redact"
)

// Open gives the stored bytes of a blob.
type Open func(context.Context, message.BlobRef) (io.ReadSeekCloser, error)

// Press makes plates. It starts the PDF engine when the first page comes. It
// may be used from several goroutines and must be closed.
type Press struct {
	open      Open
	passwords []string
	limit     time.Duration // for one page
	big       sync.Mutex    // held while a large picture is in memory
	kept      kept

	mu     sync.Mutex
	engine *pdfium.Engine
}

// Option changes how a press works.
type Option func(*Press)

// Passwords are tried on locked PDF files, in their order.
func Passwords(list ...string) Option {
	return func(p *Press) { p.passwords = append(p.passwords, list...) }
}

// Within bounds the time that one page may take; without it that is 30 seconds.
func Within(d time.Duration) Option { return func(p *Press) { p.limit = d } }

// New prepares a press over stored bytes.
func New(open Open, options ...Option) *Press {
	p := &Press{open: open, passwords: []string{""}, limit: 30 * time.Second}
	for _, o := range options {
		o(p)
	}
	return p
}

// Close frees the engine if it was started. Jobs must be closed before.
func (p *Press) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.engine == nil {
		return nil
	}
	err := p.engine.Close()
	p.engine = nil
	return err
}

func (p *Press) start(ctx context.Context) (*pdfium.Engine, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.engine == nil {
		e, err := pdfium.New(context.WithoutCancel(ctx), pdfium.Options{Time: p.limit, Pixels: maxPixels, CacheDir: pdfium.DefaultCacheDir()})
		if err != nil {
			return nil, err
		}
		p.engine = e
	}
	return p.engine, nil
}

// Job makes the plates of one record, one after the other: its document stays
// open between pages. It belongs to one goroutine and must be closed.
type Job struct {
	ctx   context.Context
	press *Press
	of    message.BlobRef // the document that is open or was refused
	doc   *pdfium.Document
	src   io.Closer
	bad   error
	stops int // how many pages took the open document with them
}

// maxStops is how many pages of a document may stop it, each for the time of a
// page, before the rest of it is refused.
const maxStops = 3

// Job begins a job; ctx governs its whole life.
func (p *Press) Job(ctx context.Context) *Job { return &Job{ctx: ctx, press: p} }

// Close closes the document.
func (j *Job) Close() {
	j.shut()
	j.bad, j.of, j.stops = nil, "", 0
}

func (j *Job) shut() {
	if j.doc != nil {
		_ = j.doc.Close()
	}
	if j.src != nil {
		_ = j.src.Close()
	}
	j.doc, j.src = nil, nil
}

// Plate makes the plate of a picture. A *Refused error has the reason; any
// other means that nothing can be made now.
func (j *Job) Plate(p redact.Picture) (*Plate, error) {
	if p.Whole != nil || p.Source == "" {
		return nil, errAbsent
	}
	if err := j.ctx.Err(); err != nil {
		return nil, j.refusal(err)
	}
	key := keyOf(p)
	if out, err := j.press.kept.get(key); out != nil || err != nil {
		return out, err
	}
	out, err := j.make(p)
	j.press.kept.put(key, out, err)
	return out, err
}

func (j *Job) make(p redact.Picture) (*Plate, error) {
	if p.Page < 0 {
		return j.picture(p)
	}
	if j.of != p.Source {
		j.Close()
		j.of = p.Source
	}
	if j.doc == nil && j.bad == nil {
		j.bad = j.start(p.Source)
	}
	if j.bad != nil {
		return nil, j.bad
	}
	began := time.Now()
	out, err := drawn(j.doc, p)
	if err != nil && !j.doc.Alive() { // the next page gets a document of its own
		j.shut()
		if j.stops++; j.stops == maxStops {
			j.bad = errStopped
		}
	}
	if fault.CodeOf(err) == fault.Limit && time.Since(began) >= j.press.limit && j.ctx.Err() == nil {
		return nil, errSlow
	}
	return out, j.refusal(err)
}

func (j *Job) start(ref message.BlobRef) error {
	e, err := j.press.start(j.ctx)
	if err != nil {
		return err
	}
	f, err := j.press.open(j.ctx, ref)
	if err != nil {
		return j.refusal(absent(err))
	}
	j.src = f
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return errAbsent
	}
	at, ok := f.(io.ReaderAt)
	if !ok {
		at = seeker{f}
	}
	for _, word := range j.press.passwords {
		if j.doc, err = e.Open(j.ctx, at, size, word); fault.CodeOf(err) != fault.Encrypted {
			break
		}
	}
	return j.refusal(err)
}

func absent(err error) error {
	if fault.CodeOf(err) == fault.Cancelled {
		return err
	}
	return errAbsent
}

// refusal turns what is wrong with a source into a reason.
func (j *Job) refusal(err error) error {
	var r *Refused
	switch {
	case err == nil || errors.As(err, &r):
		return err
	case j.ctx.Err() != nil:
		return &fault.Error{Code: fault.Cancelled, Op: "drawing a picture", Err: j.ctx.Err()}
	}
	switch fault.CodeOf(err) {
	case fault.Encrypted:
		return errLocked
	case fault.Limit:
		return errLarge
	}
	return errDamaged
}

// seeker reads at any place of what can seek; one goroutine uses it.
type seeker struct{ io.ReadSeeker }

func (s seeker) ReadAt(b []byte, off int64) (int, error) {
	if _, err := s.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s, b)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
