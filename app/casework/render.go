package casework

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"sync"

	"vaughn/index/extract"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
)

// Rendered says what became of the records of a query when office files were
// set on pages.
type Rendered struct {
	Made    int         // now shown as pages
	Already int         // were before
	Decided []record.ID // have marks, which stand on the words they have now
	Failed  []Unrendered
	Other   int // no text and no slides
}

// Unrendered is a file that could not be set on pages; it stays what it was.
type Unrendered struct {
	ID  record.ID
	Why string
}

// Render has LibreOffice set the texts and slides that a query finds on pages.
// Each file is rendered once: the PDF is kept in the case, copies share it, and
// every later production draws from it. A record with pages has a new version, so
// one with marks is left alone: its marks would have to be looked at again.
func (c *Case) Render(ctx context.Context, text string, tell progress.Func) (Rendered, error) {
	x := extract.New(extract.Options{})
	defer x.Close()
	if !x.HasOffice() {
		return Rendered{}, errNoOffice("rendering office files")
	}
	hits, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return Rendered{}, err
	}
	j := renderer{c: c, x: x, known: map[message.BlobRef]message.BlobRef{}}
	todo, err := j.choose(ctx, hits.Nums)
	if err != nil {
		return j.out, err
	}
	workers := max(1, runtime.GOMAXPROCS(0)/2) // each is a program of its own with threads of its own
	for done := 0; done < len(todo); {
		part := todo[done:min(len(todo), done+workers)]
		if err := j.some(ctx, part); err != nil {
			return j.out, err
		}
		done += len(part)
		tell(progress.Tick{Stage: "rendering", Done: int64(done), Total: int64(len(todo)), Problems: int64(len(j.out.Failed))})
	}
	return j.out, c.index.Flush(ctx)
}

// renderer is one run of Render.
type renderer struct {
	c     *Case
	x     *extract.Extractor
	out   Rendered
	known map[message.BlobRef]message.BlobRef // renditions by native
}

// file is one file that is to be rendered and all records that it is.
type file struct {
	native  message.BlobRef
	records []store.Numbered
	pdf     []byte
	err     error
}

// choose finds the files to render, in the order of their first records.
func (j *renderer) choose(ctx context.Context, nums []record.Num) ([]*file, error) {
	var out []*file
	at := map[message.BlobRef]*file{}
	for _, n := range nums {
		r, err := j.c.store.ByNum(ctx, n)
		if err != nil {
			return nil, err
		}
		switch {
		case r.Native == "" || r.Kind != "attachment" && r.Kind != "document":
			continue
		case r.Rendition != "":
			j.known[r.Native] = r.Rendition
			j.out.Already++
			continue
		case len(r.Pages) > 0 || len(r.Images) > 0:
			j.out.Other++
			continue
		}
		s, err := j.c.State(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		if len(s.Marks) > 0 {
			j.out.Decided = append(j.out.Decided, r.ID)
			continue
		}
		f := at[r.Native]
		if f == nil {
			f = &file{native: r.Native}
			at[r.Native], out = f, append(out, f)
		}
		f.records = append(f.records, store.Numbered{Num: n, Record: r})
	}
	return out, nil
}

// some renders files at once and keeps what they became, in their order.
func (j *renderer) some(ctx context.Context, files []*file) error {
	var wg sync.WaitGroup
	for _, f := range files {
		if j.known[f.native] == "" {
			wg.Go(func() { f.pdf, f.err = j.render(ctx, f) })
		}
	}
	wg.Wait()
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return &fault.Error{Code: fault.Cancelled, Op: "rendering office files", Err: err}
		}
		if f.err == nil {
			f.err = j.keep(ctx, f)
		}
		if err := j.note(f); err != nil {
			return err
		}
	}
	return nil
}

func (j *renderer) render(ctx context.Context, f *file) ([]byte, error) {
	in, err := j.c.blobs.Open(ctx, f.native)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return j.x.Render(ctx, f.records[0].Record, in)
}

// keep stores a rendition and gives the records of the file its pages.
func (j *renderer) keep(ctx context.Context, f *file) error {
	ref := j.known[f.native]
	if ref == "" {
		// read before it is kept: what is no rendition is not stored
		if _, err := j.paged(ctx, f.records[0].Record, bytes.NewReader(f.pdf), "new"); err != nil {
			return err
		}
		var err error
		if ref, _, err = j.c.blobs.Put(ctx, bytes.NewReader(f.pdf)); err != nil {
			return err
		}
		j.known[f.native], f.pdf = ref, nil
	}
	var list []*record.Record
	var docs []search.Doc
	for _, n := range f.records {
		pdf, err := j.c.blobs.Open(ctx, ref)
		if err != nil {
			return err
		}
		r, err := j.paged(ctx, n.Record, pdf, ref)
		pdf.Close()
		if err != nil {
			return err
		}
		list, docs = append(list, r), append(docs, search.Doc{Num: n.Num, Record: r})
	}
	if err := j.c.store.Revise(ctx, list); err != nil {
		return err
	}
	return j.c.index.Add(ctx, docs)
}

func (j *renderer) paged(ctx context.Context, r *record.Record, pdf io.ReadSeeker, ref message.BlobRef) (*record.Record, error) {
	native, err := j.c.blobs.Open(ctx, r.Native)
	if err != nil {
		return nil, err
	}
	defer native.Close()
	return j.x.Paged(ctx, r, native, pdf, ref)
}

// note counts what became of a file; only what ends the run is given back.
func (j *renderer) note(f *file) error {
	why := ""
	switch fault.CodeOf(f.err) {
	case "":
		j.out.Made += len(f.records)
		return nil
	case fault.Format:
		j.out.Other += len(f.records)
		return nil
	case fault.Limit:
		why = "it took more time or memory than is allowed"
	case fault.Damaged, fault.Encrypted:
		why = "LibreOffice made no pages of it"
	default:
		return f.err
	}
	for _, n := range f.records {
		j.out.Failed = append(j.out.Failed, Unrendered{n.Record.ID, why})
	}
	return nil
}
