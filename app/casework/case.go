// Package casework is one open case and all that can be done to it. The window
// and the command line both work through it and through nothing else, so they
// cannot differ in what they do. It wires the stores, the index, review and
// production together and holds no rules of its own.
package casework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/user"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"vaughn/index/blob"
	"vaughn/index/disk"
	"vaughn/index/fault"
	"vaughn/index/ingest"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact/exempt"
	"vaughn/redact/review"
)

// Folders of a case besides the database.
const (
	blobDir   = "blobs"
	searchDir = "search"
)

// Options steer how a case is opened. The zero value is what a person gets.
type Options struct {
	Actor   string           // who sits at the desk; "" is the user of this computer
	Now     func() time.Time // nil is the clock
	Program string           // name and version, printed in certificates
	Store   []store.Option
}

func (o Options) filled() Options {
	if o.Actor == "" {
		o.Actor = "unknown"
		if u, err := user.Current(); err == nil {
			o.Actor = u.Username
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Program == "" {
		o.Program = "vaughn"
	}
	return o
}

// Case is one open case. Its methods may be called from several goroutines.
type Case struct {
	*review.Desk
	dir   string
	opt   Options
	store *store.Store
	blobs *blob.Dir
	index *search.Index
	zone  *time.Location
	set   exempt.Set
	sizes sync.Map // record.Num of a conversation to the number of its events

	threads threads
	roll    roll
	counted traitCache
	batches batchCache

	passwords []string // see Unlock
}

// Describe is what a new case is told about itself.
type Describe struct {
	Name    string
	Zone    string
	Request store.Request
}

// Create makes an empty case in a folder that must not exist or be empty, and
// opens it.
func Create(ctx context.Context, dir string, d Describe, opt Options) (*Case, error) {
	opt = opt.filled()
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil, &fault.Error{Code: fault.Exists, Op: "making a case in", Subject: dir, Hint: "Name a folder that does not exist yet, or an empty one."}
	}
	if d.Name == "" {
		d.Name = filepath.Base(filepath.Clean(dir))
	}
	if d.Zone == "" {
		d.Zone = "America/New_York"
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("making the case: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &fault.Error{Code: fault.NoAccess, Op: "making the case folder", Subject: dir, Err: err, Hint: "Choose a folder where you may write."}
	}
	m := store.Meta{CaseID: uuid.NewString(), Name: d.Name, Zone: d.Zone, Created: opt.Now().UTC(), By: opt.Actor, Request: d.Request}
	s, err := store.Create(ctx, dir, m, opt.Store...)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, opener), []byte("Open this file with Vaughn to open the case in this folder.\n"), 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("making the case: %w", err), s.Close())
	}
	return wire(ctx, dir, s, opt, progress.None)
}

// opener is a file in every case folder that desktops know by its ending, so
// that a double click on it opens the case wherever the folder was carried. A
// case without it works as well.
const opener = "case" + OpenerExt

// OpenerExt is the ending of files that stand for the case folder they lie in.
const OpenerExt = ".vaughn"

// Open opens a case. An index that lags behind or is damaged is brought up to
// the database first, which tell reports.
func Open(ctx context.Context, dir string, opt Options, tell progress.Func) (*Case, error) {
	opt = opt.filled()
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the case: %w", err)
	}
	s, err := store.Open(ctx, dir, opt.Store...)
	if err != nil {
		return nil, err
	}
	return wire(ctx, dir, s, opt, tell)
}

func wire(ctx context.Context, dir string, s *store.Store, opt Options, tell progress.Func) (c *Case, err error) {
	c = &Case{dir: dir, opt: opt, store: s}
	defer func() {
		if err != nil {
			_ = c.Close()
		}
	}()
	m, err := s.Meta(ctx)
	if err != nil {
		return c, err
	}
	if c.zone, err = time.LoadLocation(m.Zone); err != nil {
		return c, fmt.Errorf("opening the case: %w", err)
	}
	if c.set, err = exemptions(dir, m.Request.Kind); err != nil {
		return c, err
	}
	if c.blobs, err = blob.OpenDir(filepath.Join(dir, blobDir), disk.OS{}); err != nil {
		return c, err
	}
	c.Desk = review.New(s, opt.Actor, opt.Now)
	if err := c.openIndex(ctx); err != nil {
		return c, err
	}
	return c, c.catchUp(ctx, tell)
}

// openIndex opens the search index. It is disposable: a damaged one, or one
// that knows records the database does not, is thrown away.
func (c *Case) openIndex(ctx context.Context) error {
	dir := filepath.Join(c.dir, searchDir)
	var err error
	c.index, err = search.Open(dir)
	if err == nil {
		n, err := c.store.Count(ctx)
		if err != nil || c.index.Last() <= record.Num(n) {
			return err
		}
		if err := c.index.Close(); err != nil {
			return err
		}
	} else if fault.CodeOf(err) != fault.Damaged {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("removing a damaged search index: %w", err)
	}
	c.index, err = search.Open(dir)
	return err
}

// catchUp adds to the index what it lacks.
func (c *Case) catchUp(ctx context.Context, tell progress.Func) error {
	total, err := c.store.Count(ctx)
	if err != nil {
		return err
	}
	last := c.index.Last()
	if int(last) >= total {
		return nil
	}
	var batch []search.Doc
	flush := func() error {
		if err := c.index.Add(ctx, batch); err != nil {
			return err
		}
		tell(progress.Tick{Stage: "indexing", Done: int64(batch[len(batch)-1].Num), Total: int64(total)})
		batch = batch[:0]
		return nil
	}
	for r, err := range c.store.Records(ctx, last) {
		if err != nil {
			return err
		}
		if batch = append(batch, search.Doc(r)); len(batch) == 1000 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(batch) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	return c.index.Flush(ctx)
}

// Close closes everything; what was acknowledged is on disk already.
func (c *Case) Close() error {
	var errs []error
	if c.index != nil {
		errs = append(errs, c.index.Close())
	}
	if c.store != nil {
		errs = append(errs, c.store.Close())
	}
	return errors.Join(errs...)
}

// Dir is the case folder.
func (c *Case) Dir() string { return c.dir }

// Zone is how times are shown and dates in queries are read.
func (c *Case) Zone() *time.Location { return c.zone }

// Exemptions is the set of codes of the case.
func (c *Case) Exemptions() exempt.Set { return c.set }

// Meta describes the case.
func (c *Case) Meta(ctx context.Context) (store.Meta, error) { return c.store.Meta(ctx) }

// Ledger is what became of every source.
func (c *Case) Ledger(ctx context.Context) ([]store.Source, error) { return c.store.Sources(ctx) }

// Record gives a record.
func (c *Case) Record(ctx context.Context, id record.ID) (*record.Record, error) {
	return c.store.Record(ctx, id)
}

// Occurrences lists where a record was found.
func (c *Case) Occurrences(ctx context.Context, id record.ID) ([]store.Occurrence, error) {
	return c.store.Occurrences(ctx, id)
}

// Family lists a record's family, the top-level record first.
func (c *Case) Family(ctx context.Context, id record.ID) ([]record.ID, error) {
	return c.store.Family(ctx, id)
}

// ByMessageID finds records by the Message-ID header.
func (c *Case) ByMessageID(ctx context.Context, mid string) ([]record.ID, error) {
	return c.store.ByMessageID(ctx, mid)
}

// Raw opens what a record was made from, as its container held it: a mail with
// all its headers. Records without such bytes give fault.NotFound.
func (c *Case) Raw(ctx context.Context, id record.ID) (io.ReadCloser, error) {
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	if r.Native != "" {
		return c.blobs.Open(ctx, r.Native)
	}
	raw, err := c.store.Raw(ctx, id)
	if err == nil && raw == nil {
		err = &fault.Error{Code: fault.NotFound, Op: "reading the source of record", Subject: string(id), Hint: "This kind of record has no source text of its own."}
	}
	return io.NopCloser(bytes.NewReader(raw)), err
}

// Native opens the bytes of an attachment.
func (c *Case) Native(ctx context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
	return c.blobs.Open(ctx, ref)
}

// Imported says what an import did.
type Imported struct {
	ingest.Report
	Inherited int // marks proposed in what is new
}

// Import reads archives into the case, see ingest, and proposes in what is new
// the decisions made on the same passages, see Inherit.
func (c *Case) Import(ctx context.Context, paths []string, opt ingest.Options, tell progress.Func) (Imported, error) {
	opt.Now, opt.Shown = c.opt.Now, c.zone
	before, err := c.newFrom(ctx)
	if err != nil {
		return Imported{}, err
	}
	shelf := c.blobs.Batch()
	defer shelf.Discard()
	job := ingest.New(c.store, shelf, indexer{c}, opt)
	out := Imported{}
	if out.Report, err = job.Run(ctx, paths, tell); err != nil {
		return out, err
	}
	if err := c.index.Flush(ctx); err != nil {
		return out, err
	}
	out.Inherited, err = c.Inherit(ctx, before)
	return out, err
}

// indexer takes what an import stored into the derived tables.
type indexer struct{ c *Case }

func (i indexer) Add(ctx context.Context, rs []store.Numbered) error {
	docs := make([]search.Doc, len(rs))
	for n, r := range rs {
		docs[n] = search.Doc(r)
	}
	for _, put := range []func(context.Context, []store.Numbered) error{i.c.sight, i.c.feature} {
		if err := put(ctx, rs); err != nil {
			return err
		}
	}
	return i.c.index.Add(ctx, docs)
}

// Rebuild makes the search index and the facts anew from what is kept.
func (c *Case) Rebuild(ctx context.Context, tell progress.Func) error {
	if err := c.store.Rebuild(ctx); err != nil {
		return err
	}
	if err := c.index.Close(); err != nil {
		return err
	}
	c.index = nil
	if err := os.RemoveAll(filepath.Join(c.dir, searchDir)); err != nil {
		return fmt.Errorf("removing the search index: %w", err)
	}
	if err := c.openIndex(ctx); err != nil {
		return err
	}
	return c.catchUp(ctx, tell)
}

// records streams the ids of numbers in their order.
func (c *Case) records(ctx context.Context, nums []record.Num) iter.Seq2[record.ID, error] {
	return func(yield func(record.ID, error) bool) {
		for len(nums) > 0 {
			n := min(len(nums), 1000)
			ids, err := c.store.IDs(ctx, nums[:n])
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range ids {
				if !yield(id, nil) {
					return
				}
			}
			nums = nums[n:]
		}
	}
}
