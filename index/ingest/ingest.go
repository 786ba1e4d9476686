// Package ingest is the streaming import job: sources in, records, blobs,
// ledger lines and index entries out. It keeps a bounded amount in flight,
// acknowledges batch by batch, resumes after a kill by the position of each
// item, and counts everything it was given. A broken item becomes a line of the
// ledger and the run goes on; only a full disk, missing rights and a person
// stop it.
package ingest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"time"

	"vaughn/index/archive"
	"vaughn/index/extract"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/store"
)

// Keeper keeps records and ledger lines; the case database is one.
type Keeper interface {
	Seen(ctx context.Context, source string) (func(path string, ordinal int64) bool, error)
	AddBatch(ctx context.Context, b store.Batch) (store.Added, error)
	PutSource(ctx context.Context, s store.Source) error
	Sources(ctx context.Context) ([]store.Source, error)
}

// Shelf keeps attachment bytes. Put makes them readable at once, Flush makes
// all that was put safe on disk; nothing is acknowledged before.
type Shelf interface {
	Put(ctx context.Context, r io.Reader) (message.BlobRef, int64, error)
	Open(ctx context.Context, ref message.BlobRef) (io.ReadSeekCloser, error)
	Flush(ctx context.Context) error
}

// Indexer takes new records into the search index. What it has not taken when
// the program ends is added at the next start.
type Indexer interface {
	Add(ctx context.Context, rs []store.Numbered) error
}

// Limits bound what is in flight.
type Limits struct {
	Items int   // items of one batch
	Bytes int64 // bytes of text in one batch
}

// Options of one import.
type Options struct {
	Custodian string
	Zone      *time.Location // assumed where a date states none; nil is UTC
	Shown     *time.Location // in which a conversation's pages print their times; nil is Zone
	Passwords []string       // tried on encrypted containers and PDF files
	Limits    Limits
	Now       func() time.Time
}

// Report says what an import did.
type Report struct {
	Sources     []store.Source
	Records     int64 // new records, attachments included
	Occurrences int64 // new places, those of known records included
	Known       int64 // items that had been imported before
	Problems    int64 // lines of the ledger that need a look
}

// Job is one import.
type Job struct {
	keep  Keeper
	shelf Shelf
	index Indexer
	opt   Options
	tell  progress.Func
	texts *extract.Extractor // of the run

	batch  store.Batch
	bytes  int64
	src    store.Source
	report Report
	done   int64
	queue  chan []store.Numbered
	failed chan error
}

// New prepares a job.
func New(k Keeper, s Shelf, x Indexer, opt Options) *Job {
	if opt.Limits.Items <= 0 {
		opt.Limits.Items = 1000
	}
	if opt.Limits.Bytes <= 0 {
		opt.Limits.Bytes = 16 << 20
	}
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	if opt.Shown == nil {
		opt.Shown = opt.Zone
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	return &Job{keep: k, shelf: s, index: x, opt: opt}
}

// Run imports everything under the paths. The first error is one that stops
// the whole run; sources that nobody can read are in the report.
func (j *Job) Run(ctx context.Context, paths []string, tell progress.Func) (Report, error) {
	j.tell = tell
	var sources []archive.Source
	for _, p := range paths {
		ss, err := archive.OpenSource(p)
		if err != nil {
			return j.report, err
		}
		sources = append(sources, ss...)
	}
	j.queue, j.failed = make(chan []store.Numbered, 1), make(chan error, 1)
	j.texts = extract.New(extract.Options{Passwords: j.opt.Passwords})
	defer j.texts.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go j.indexAll(ctx, cancel)
	err := j.sources(ctx, sources)
	close(j.queue)
	if ierr := <-j.failed; ierr != nil {
		err = ierr
	}
	return j.report, err
}

// indexAll feeds the search index beside the reading, one batch ahead at most.
func (j *Job) indexAll(ctx context.Context, cancel func()) {
	var err error
	for rs := range j.queue {
		if err == nil {
			if err = j.index.Add(ctx, rs); err != nil {
				cancel()
			}
		}
	}
	j.failed <- err
}

func (j *Job) sources(ctx context.Context, sources []archive.Source) error {
	for _, s := range sources {
		err := j.source(ctx, s)
		switch fault.CodeOf(err) {
		case "":
		case fault.Format, fault.Damaged, fault.NotFound, fault.NoAccess, fault.Encrypted, fault.Limit:
			if err := j.unreadable(ctx, s, err); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return nil
}

// unreadable writes the ledger line of a source that gave nothing.
func (j *Job) unreadable(ctx context.Context, s archive.Source, why error) error {
	line := j.line(s, "unknown")
	line.Finished, line.Failed, line.Expected = j.now(), 1, -1
	line.Problems = []message.Problem{{Code: string(fault.CodeOf(why)), Detail: why.Error(), Lost: true}}
	j.report.Problems++
	j.report.Sources = append(j.report.Sources, line)
	return j.keep.PutSource(ctx, line)
}

func (j *Job) now() time.Time { return j.opt.Now().UTC() }

// line begins a ledger line. The same container of another custodian is
// another source.
func (j *Job) line(s archive.Source, format string) store.Source {
	id := s.ID
	if id == "" {
		id = s.Name
	}
	return store.Source{
		ID: sourceID(j.opt.Custodian, id), Name: s.Name, Custodian: j.opt.Custodian, Format: format,
		Zone: j.opt.Zone.String(), Started: j.now(), Expected: -1,
	}
}

func (j *Job) source(ctx context.Context, s archive.Source) error {
	f, err := archive.Detect(s)
	if err != nil {
		return err
	}
	sum, err := s.Sum(ctx)
	if err != nil {
		return err
	}
	if s, err = s.Identify(ctx); err != nil {
		return err
	}
	j.src = j.line(s, f.Info().Name)
	j.src.SHA256 = hex.EncodeToString(sum[:])
	// A folder that changed since is another source: else a file whose content
	// changed under its old name would count as known.
	j.src.ID = sourceID(j.opt.Custodian, s.ID+" "+j.src.SHA256)
	if st, err := fs.Stat(s.FS, s.Main); err == nil && !st.IsDir() {
		j.src.Bytes = st.Size()
	}
	if old, ok, err := j.known(ctx); err != nil {
		return err
	} else if ok && !old.Finished.IsZero() && old.SHA256 == j.src.SHA256 {
		j.report.Known += old.Read
		j.report.Sources = append(j.report.Sources, old)
		return nil
	}
	if err := j.keep.PutSource(ctx, j.src); err != nil {
		return err
	}
	return j.read(ctx, f, s)
}

// known finds the ledger line of an earlier import of the same source.
func (j *Job) known(ctx context.Context) (store.Source, bool, error) {
	all, err := j.keep.Sources(ctx)
	if err != nil {
		return store.Source{}, false, err
	}
	for _, s := range all {
		if s.ID == j.src.ID {
			return s, true, nil
		}
	}
	return store.Source{}, false, nil
}

func (j *Job) read(ctx context.Context, f archive.Format, s archive.Source) error {
	seen, err := j.keep.Seen(ctx, j.src.ID)
	if err != nil {
		return err
	}
	s.Skip, s.Zone, s.Passwords = seen, j.opt.Zone, j.opt.Passwords
	s.Workers = max(1, runtime.GOMAXPROCS(0)-1)
	j.batch = store.Batch{Source: j.src.ID}
	err = f.Read(ctx, s, func(it archive.Item) error { return j.take(ctx, it) })
	if ferr := j.flush(ctx); err == nil || errors.Is(err, context.Canceled) {
		err = errors.Join(err, ferr)
	}
	if err != nil {
		return fmt.Errorf("importing %s: %w", s.Name, err)
	}
	after, err := s.Sum(ctx)
	if err != nil {
		return err
	}
	j.src.SumAfter = hex.EncodeToString(after[:])
	if j.src.SumAfter != j.src.SHA256 {
		j.problem(message.Problem{Code: "source-changed", Detail: "the source was changed by somebody while it was read", Lost: false})
	}
	j.src.Finished, j.src.Problems = j.now(), j.batch.Problems
	j.batch.Problems = nil
	j.report.Sources = append(j.report.Sources, j.src)
	return j.keep.PutSource(ctx, j.src)
}

func (j *Job) problem(p message.Problem) {
	j.batch.Problems = append(j.batch.Problems, p)
	j.report.Problems++
}

// take handles one item; it runs in the reader's emit and so holds it back.
func (j *Job) take(ctx context.Context, it archive.Item) error {
	switch {
	case it.Summary != nil:
		j.summary(*it.Summary)
		return nil
	case it.Err != nil:
		j.src.Failed++
		j.problem(message.Problem{Code: code(it.Err), At: place(it.At), Detail: it.Err.Error(), Lost: true})
		return nil
	}
	item, err := j.item(ctx, it.Message)
	if err != nil {
		return err
	}
	j.batch.Items = append(j.batch.Items, item)
	j.bytes += weight(item.Record)
	for _, r := range item.Family {
		j.bytes += weight(r)
	}
	j.done++
	if len(j.batch.Items) >= j.opt.Limits.Items || j.bytes >= j.opt.Limits.Bytes {
		return j.flush(ctx)
	}
	return nil
}

func (j *Job) summary(s archive.Summary) {
	j.src.Expected, j.src.Failed = s.Expected, s.Failed
	j.src.Read, j.src.Recovered = s.Read+s.Skipped, s.Recovered
	j.report.Known += s.Skipped
}

// flush makes the batch safe: attachment bytes first, then the records that
// name them, then the index, which may lag.
func (j *Job) flush(ctx context.Context) error {
	if len(j.batch.Items) == 0 && len(j.batch.Problems) == 0 {
		return nil
	}
	if err := j.shelf.Flush(ctx); err != nil {
		return err
	}
	added, err := j.keep.AddBatch(ctx, j.batch)
	if err != nil {
		return err
	}
	j.report.Records += int64(len(added.Records))
	j.report.Occurrences += int64(added.Occurrences)
	j.batch = store.Batch{Source: j.src.ID}
	j.bytes = 0
	j.tell(progress.Tick{Stage: "importing", Item: j.src.Name, Done: j.done, Total: max(0, j.src.Expected), Problems: j.report.Problems})
	if len(added.Records) == 0 {
		return nil
	}
	select {
	case j.queue <- added.Records:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func code(err error) string {
	if c := fault.CodeOf(err); c != fault.Internal {
		return string(c)
	}
	return string(fault.Damaged)
}

// place prints a position for a person; file names inside a source may be
// exempt as much as text, so only folders' ordinals and byte offsets appear.
func place(at message.Locator) string {
	if at.Offset >= 0 {
		return fmt.Sprintf("item %d, byte %d", at.Ordinal+1, at.Offset)
	}
	return fmt.Sprintf("item %d", at.Ordinal+1)
}
