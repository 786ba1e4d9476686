// Package extract turns attachments into records of their own: their text when
// it can be read, a slip sheet that says why when it cannot, and a list of what
// is hidden in them and would leave with the file itself. It never guesses and
// never drops: a part without text is still a record with its bytes.
//
// What a file is, is told by its bytes first, then by its media type and name
// (see kinds). Visible words become body blocks. What a reader of the printed
// page would not see (hidden sheets, rows, columns and slides, tracked changes,
// comments, speaker notes, formulas, embedded files, properties, invisible and
// white text) becomes note blocks with the field "hidden", each kind with a
// problem code of its own (see findings).
//
// Workbooks and separated values become tables (see sheet.grid); pages of HTML the
// blocks that mail of HTML has; texts and slides their words, until Render and
// Paged give them the pages that LibreOffice makes of them.
//
// It refuses to fetch, to run macros or scripts, to look for a password, and to
// read letters out of pictures: those are counted as "image-only".
//
// Limits: 8 MiB of text and one minute for each attachment; 20,000 pages, 32 MiB of
// text and a million words of a PDF, and a minute more for each 2,000 pages; files
// inside files three deep; 32 MiB for each part of a packed file, 256 MiB for
// all. What lies beyond is only in the native and the record says so. XLS needs
// an installed LibreOffice; without it DOC and PPT give their words but not what
// is hidden among them. White text on slides is not told from
// text on a dark background. Archives are counted, not opened.
package extract

import (
	"context"
	"fmt"
	"io"
	"time"

	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/pdfium"
	"vaughn/index/record"
)

// maxText is how much of one attachment becomes text; the rest is only in its
// native and the record says so.
const maxText = 8 << 20

// maxDepth is how deep attached messages are followed.
const maxDepth = 32

// maxInside is how deep files embedded in files are followed.
const maxInside = 3

// Open gives the stored bytes of an attachment. A reader that can seek or read
// at any place saves holding the bytes in memory.
type Open func(message.BlobRef) (io.ReadCloser, error)

// Options of an Extractor. The zero value is the default.
type Options struct {
	Time     time.Duration // for one attachment; 0 is one minute
	CacheDir string        // keeps the compiled PDF engine; "" is pdfium.DefaultCacheDir
	Office   string        // the LibreOffice program; "" looks for it, "-" uses none

	Passwords []string // tried on PDF files that are locked
}

// Extractor reads attachments. It starts the PDF engine when the first PDF
// comes. It may be used from several goroutines and must be closed.
type Extractor struct {
	opt    Options
	engine engine
	office string
}

// New prepares an extractor; it costs nothing until the first PDF.
func New(opt Options) *Extractor {
	if opt.Time <= 0 {
		opt.Time = time.Minute
	}
	if opt.CacheDir == "" {
		opt.CacheDir = pdfium.DefaultCacheDir()
	}
	return &Extractor{opt: opt, office: findOffice(opt.Office)}
}

// Close frees the PDF engine if it was started.
func (x *Extractor) Close() error { return x.engine.close() }

// Family makes the records of everything attached to a message, parents before
// children. The attachments must be stored: open gives the bytes of one. The
// only error is that the context ended; what cannot be read is a slip sheet.
func (x *Extractor) Family(ctx context.Context, m *message.Message, open Open) ([]*record.Record, error) {
	f := family{x: x, top: m.ID, open: open}
	f.add(ctx, m, m.ID, 0)
	return f.out, ctx.Err()
}

// family gathers the records of one top-level message.
type family struct {
	x    *Extractor
	top  record.ID
	open Open
	out  []*record.Record
}

func (f *family) add(ctx context.Context, m *message.Message, parent record.ID, depth int) {
	for i := range m.Attached {
		if ctx.Err() != nil {
			return
		}
		a := &m.Attached[i]
		r := f.x.attachment(ctx, a, message.ChildID(parent, i), f.open)
		r.Parent, r.Family = parent, f.top
		if r.Date.IsZero() {
			r.Date = m.Date
		}
		f.out = append(f.out, r)
		if a.Nested != nil && depth < maxDepth {
			f.add(ctx, a.Nested, r.ID, depth+1)
		}
	}
}

func (x *Extractor) attachment(ctx context.Context, a *message.Attachment, id record.ID, open Open) *record.Record {
	if a.Nested != nil {
		if r, err := nested(a, id); err == nil {
			return r
		}
	}
	r := &record.Record{ID: id, Kind: "attachment", Name: record.Clean(a.Name), Type: a.Type, Bytes: a.Size, Native: a.Blob}
	s := newSheet(maxText)
	if a.Blob == "" {
		s.fail("lost", "The source declares this attachment but does not hold its bytes.", true)
		return s.into(r)
	}
	in, err := openInput(a, open)
	if err != nil {
		s.fail("unread", notRead, false)
		return s.into(r)
	}
	defer in.close()
	x.fill(ctx, in, s)
	return s.into(r)
}

// nested is the record of an attached message: as readable as a mail of its
// own, but a child of the message that carried it.
func nested(a *message.Attachment, id record.ID) (*record.Record, error) {
	m := *a.Nested
	m.ID = id
	r, err := record.FromEmail(&m)
	if err != nil {
		return nil, err
	}
	r.Kind, r.Name, r.Type, r.Bytes, r.Native = "attachment", record.Clean(a.Name), a.Type, a.Size, a.Blob
	return r, nil
}

// The reasons that slip sheets give.
const (
	notText    = "No text was taken from this file. Nobody has read what it says."
	notRead    = "This file could not be read as text. Nobody has read what it says."
	isLocked   = "This file is locked with a password. Nobody has read what it says."
	isDamaged  = "This file is damaged and could not be read. Nobody has read what it says."
	overBounds = "Reading this file took more time or memory than is allowed. Nobody has read what it says."
	noWords    = "This file was read. It holds no words."
	firstPart  = "Not all text of this attachment is shown: 8 MiB are the limit, one eighth of it for each list of hidden things."
	cutShort   = "The rest of this file was not read: "
)

// fill reads a file into a sheet within the time allowed. Whatever a reader
// does wrong stays here: the neighbours of a bad file go on.
func (x *Extractor) fill(ctx context.Context, in *input, s *sheet) {
	if in.size == 0 {
		s.note("This file is empty.")
		return
	}
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	clock := time.AfterFunc(x.opt.Time, cancel)
	defer clock.Stop()
	s.longer = func(d time.Duration) { clock.Reset(d) }
	err := x.guarded(limited, in, s)
	if err == nil {
		return
	}
	code, why := fault.CodeOf(err), notRead
	switch {
	case code == fault.Encrypted:
		s.fail("encrypted", isLocked, false)
		return
	case code == fault.Limit || limited.Err() != nil:
		why = overBounds
	case code == fault.Damaged:
		why = isDamaged
	case code == fault.Format:
		why = notText
	}
	if s.empty() {
		s.fail("unread", why, false)
		return
	}
	s.fail("text-cut", cutShort+why, false)
}

// guarded turns a panic of a reader into an error. QUIRK: image and archive
// readers of third parties panic on some damaged files.
func (x *Extractor) guarded(ctx context.Context, in *input, s *sheet) (err error) {
	defer func() {
		if recover() != nil {
			err = damaged("reading an attachment", fmt.Errorf("its reader gave up"))
		}
	}()
	for _, k := range kinds() {
		if k.is(in) {
			return k.read(ctx, x, in, s)
		}
	}
	return &fault.Error{Code: fault.Format, Op: "reading an attachment", Err: fmt.Errorf("no reader knows it")}
}

func damaged(op string, err error) error {
	return &fault.Error{Code: fault.Damaged, Op: op, Err: err}
}
