package qc

import (
	"context"
	"fmt"

	"vaughn/export/layout"
	"vaughn/index/pdfium"
)

// Prover opens PDFs with PDFium, a reader that shares no code with the writer.
type Prover struct{ engine *pdfium.Engine }

// NewProver starts the reader.
func NewProver(ctx context.Context) (*Prover, error) {
	e, err := pdfium.New(ctx, pdfium.Options{})
	if err != nil {
		return nil, fmt.Errorf("starting the reader: %w", err)
	}
	return &Prover{engine: e}, nil
}

// Close stops the reader.
func (p *Prover) Close() error { return p.engine.Close() }

// Prove reports wherever a file does not say exactly what its claim says.
func (p *Prover) Prove(ctx context.Context, file []byte, claim Claim, report func(Finding)) error {
	bad := func(check string, page int, why string) {
		report(Finding{V: 1, Check: check, Severity: Block, Page: page, Other: []Place{}, Why: why})
	}
	d, err := p.engine.OpenBytes(ctx, file, "")
	if err != nil {
		bad("open", 0, "the independent reader cannot open it")
		return ctx.Err()
	}
	defer d.Close()
	if d.Pages() != len(claim.Pages) {
		bad("pages", 0, fmt.Sprintf("it has %d pages, the plan %d", d.Pages(), len(claim.Pages)))
		return nil
	}
	for i, want := range claim.Pages {
		got, err := d.Text(i)
		if err != nil {
			bad("text", i+1, "the independent reader cannot read this page")
			continue
		}
		if layout.Letters(got) != layout.Letters(want.Text) {
			bad("text", i+1, "the page does not say exactly what was released")
		}
	}
	return ctx.Err()
}
