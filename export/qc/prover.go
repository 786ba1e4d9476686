package qc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"vaughn/export/qc/syntax"
	"vaughn/index/fault"
	"vaughn/index/pdfium"
)

// Prover opens PDFs with two readers that did not write them: PDFium, and the
// package syntax. It may be used from several goroutines.
type Prover struct {
	engine *pdfium.Engine
	layers []layer

	together, lasting int // pages, see section
}

// layer is one independent check: of each page, over the ends of pages, then of the
// file as a whole. Each stands alone: taking one away lets a fixture of the test
// pass that must not.
type layer struct {
	name  string
	page  func(*proof, *page) error
	over  func(*proof, window)
	whole func(*proof) error
}

func layers() []layer {
	return []layer{
		{name: "structure", whole: structure}, {name: "strings", whole: ownStrings}, {name: "content", page: content}, {name: "tags", page: heard, whole: tags},
		{name: "fonts", whole: fonts}, {name: "names", page: pageNames, whole: fileNames}, {name: "text", page: text}, {name: "withheld", page: withheldOnPage, over: withheldAcross},
		{name: "geometry", page: geometry}, {name: "render", page: render}, {name: "plates", page: plates}, {name: "pixels", page: pixels}, {name: "bytes", whole: ownBytes},
	}
}

// NewProver starts the readers. The compiled engine is kept in the user's cache
// folder, so that only the first start takes seconds.
func NewProver(ctx context.Context) (*Prover, error) {
	e, err := pdfium.New(ctx, pdfium.Options{CacheDir: pdfium.DefaultCacheDir()})
	if err != nil {
		return nil, fmt.Errorf("starting the reader: %w", err)
	}
	return &Prover{engine: e, layers: layers(), together: together, lasting: lasting}, nil
}

// Close stops the readers.
func (p *Prover) Close() error { return p.engine.Close() }

// proof is one file under proof, or a section of its pages.
type proof struct {
	claim  Claim
	bytes  []byte
	file   *syntax.File
	kids   syntax.Array            // its pages
	pages  []ownPage               // what is kept of them
	drawn  map[syntax.Ref]*letters // by the objects of fonts
	heard  [][]string              // what PDFium is told of each page, see heard
	id     []byte                  // what the file's identifier must be
	before window                  // the pages before those that come
	doc    *pdfium.Document
	layer  string
	report func(Finding)
}

// fail reports a finding of the layer at work; page counts from 0, -1 is the
// file as a whole.
func (p *proof) fail(page int, format string, args ...any) {
	p.report(Finding{V: 1, Check: p.layer, Severity: Block, Page: page + 1, Other: []Place{}, Why: fmt.Sprintf(format, args...)})
}

// Prove reports wherever a file does not say exactly what its claim says. An
// error means that the proof could not be carried out, never that it failed.
func (p *Prover) Prove(ctx context.Context, file []byte, claim Claim, report func(Finding)) error {
	f := &proof{claim: claim, bytes: file, drawn: map[syntax.Ref]*letters{}, layer: "open", report: report, id: digest(file)}
	var err error
	if f.file, err = syntax.Read(file); err != nil {
		f.fail(-1, "the own reader cannot read it: %v", err)
		return ctx.Err()
	}
	f.kids, _ = f.file.Direct(f.file.Dict(f.file.Dict(f.file.Trailer["Root"])["Pages"])["Kids"]).(syntax.Array)
	if f.doc, err = p.engine.OpenBytes(ctx, file, ""); err != nil {
		f.fail(-1, "PDFium cannot open it")
		return ctx.Err()
	}
	if n, m := f.doc.Pages(), len(f.kids); n != len(claim.Pages) || m != len(claim.Pages) {
		f.doc.Close()
		f.fail(-1, "it has %d pages by PDFium, %d by the own reader, %d by the plan", n, m, len(claim.Pages))
		return ctx.Err()
	}
	f.pages, f.heard = make([]ownPage, len(f.kids)), make([][]string, len(f.kids))
	if err := p.allPages(ctx, f); err != nil {
		return err
	}
	return p.whole(ctx, f)
}

// whole runs the layers that look at the file as a whole.
func (p *Prover) whole(ctx context.Context, f *proof) error {
	defer f.doc.Close()
	for _, l := range p.layers {
		if l.whole == nil {
			continue
		}
		f.layer = l.name
		if err := f.unread(ctx, l.whole(f)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// page runs the layers on one page, so that PDFium loads it once.
func (p *Prover) page(ctx context.Context, f *proof, i int) (pg *page, err error) {
	f.layer = "open"
	pg, err = look(f, i)
	if err != nil {
		return pg, f.unread(ctx, err)
	}
	for _, l := range p.layers {
		if l.page == nil {
			continue
		}
		f.layer = l.name
		if err := f.unread(ctx, l.page(f, pg)); err != nil {
			return pg, err
		}
	}
	return pg, nil
}

// unread turns the failure to read a file into a finding; what ends the run is
// given back.
func (p *proof) unread(ctx context.Context, err error) error {
	var e *fault.Error
	switch {
	case err == nil:
		return ctx.Err()
	case ctx.Err() != nil || errors.As(err, &e) && e.Code == fault.Cancelled:
		return fmt.Errorf("proving: %w", err)
	}
	p.fail(-1, "it cannot be read: %v", err)
	return nil
}

// page is a page as PDFium reads it.
type page struct {
	n       int // from 0
	own     *ownPage
	want    PageClaim
	text    string
	chars   []pdfium.Char
	objects []pdfium.Object
}

func look(p *proof, i int) (*page, error) {
	pg := &page{n: i, own: ownPageOf(p.file, p.kids[i]), want: p.claim.Pages[i]}
	var err error
	if pg.chars, err = p.doc.Chars(i); err != nil {
		return pg, err
	}
	var b strings.Builder
	for _, c := range pg.chars {
		b.WriteRune(c.Rune)
	}
	pg.text = b.String()
	pg.objects, err = p.doc.Painted(i)
	return pg, err
}

// digest is what the identifier of a file of ours is made of: all that stands
// before it.
func digest(file []byte) []byte {
	sum := sha256.Sum256(file[:max(0, bytes.LastIndex(file, []byte("\n/ID [<")))])
	return sum[:16]
}
