package qc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"vaughn/export/qc/syntax"
	"vaughn/index/fault"
	"vaughn/index/pdfium"
)

// Prover opens PDFs with two readers that did not write them: PDFium, and the
// package syntax. It may be used from several goroutines.
type Prover struct {
	engine *pdfium.Engine
	layers []layer
}

// layer is one independent check. Each stands alone: taking one away lets a
// fixture of the test pass that must not.
type layer struct {
	name  string
	check func(*proof) error
}

// layers are all checks, cheap ones first.
func layers() []layer {
	return []layer{
		{"structure", structure}, {"strings", ownStrings}, {"content", contents}, {"fonts", fonts},
		{"names", names}, {"text", texts}, {"withheld", withheld}, {"geometry", geometry}, {"render", render},
	}
}

// NewProver starts the readers. The compiled engine is kept in the user's cache
// folder, so that only the first start takes seconds.
func NewProver(ctx context.Context) (*Prover, error) {
	e, err := pdfium.New(ctx, pdfium.Options{CacheDir: pdfium.DefaultCacheDir()})
	if err != nil {
		return nil, fmt.Errorf("starting the reader: %w", err)
	}
	return &Prover{engine: e, layers: layers()}, nil
}

// Close stops the readers.
func (p *Prover) Close() error { return p.engine.Close() }

// proof is one file under proof.
type proof struct {
	claim  Claim
	file   *syntax.File // nil when the own reader cannot read it
	pages  []ownPage
	doc    *pdfium.Document
	id     []byte   // what the file's identifier must be
	said   []string // PDFium's text of each page
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
	f := &proof{claim: claim, layer: "open", report: report}
	var err error
	if f.file, err = syntax.Read(file); err != nil {
		f.fail(-1, "the own reader cannot read it: %v", err)
		return ctx.Err()
	}
	f.pages, f.id = ownPages(f.file), digest(file)
	if f.doc, err = p.engine.OpenBytes(ctx, file, ""); err != nil {
		f.fail(-1, "PDFium cannot open it")
		return ctx.Err()
	}
	defer f.doc.Close()
	if n, m := f.doc.Pages(), len(f.pages); n != len(claim.Pages) || m != len(claim.Pages) {
		f.fail(-1, "it has %d pages by PDFium, %d by the own reader, %d by the plan", n, m, len(claim.Pages))
		return ctx.Err()
	}
	for _, l := range p.layers {
		f.layer = l.name
		if err := l.check(f); err != nil {
			var e *fault.Error
			if ctx.Err() != nil || errors.As(err, &e) && e.Code == fault.Cancelled {
				return fmt.Errorf("proving: %w", err)
			}
			f.fail(-1, "it cannot be read: %v", err)
		}
	}
	return ctx.Err()
}

// digest is what the identifier of a file of ours is made of: all that stands
// before it.
func digest(file []byte) []byte {
	sum := sha256.Sum256(file[:max(0, bytes.LastIndex(file, []byte("\n/ID [<")))])
	return sum[:16]
}
