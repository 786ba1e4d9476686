package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
)

// produced are the steps of --produce: all mails leave, with the date of each
// redacted, as one PDF and text for each record, in combined PDFs and in every
// load file.
func (b *bench) produced() []benchStep {
	return []benchStep{{"redact", b.redact}, {"plan", b.plan}, {"produce", b.produce}, {"verify", b.verify}}
}

// marksAtOnce is how many marks go into the journal together.
const marksAtOnce = 1000

// redact withholds the date of each message: words that stand nowhere else.
func (b *bench) redact(ctx context.Context, l *benchLine) error {
	h, err := b.open.Find(ctx, "*", store.ByNum, false)
	if err != nil {
		return err
	}
	var ms []redact.Mark
	put := func(least int) error {
		if len(ms) < least || len(ms) == 0 {
			return nil
		}
		l.Count += len(ms)
		_, err := b.open.Mark(ctx, ms...)
		ms = nil
		return err
	}
	for from := 0; from < len(h.Nums); from += marksAtOnce {
		rows, err := b.open.Rows(ctx, h.Nums[from:min(from+marksAtOnce, len(h.Nums))])
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := b.open.Record(ctx, row.ID)
			if err != nil {
				return err
			}
			for _, x := range r.Blocks {
				if x.Field == record.FieldDate && x.Span.End > x.Span.Start {
					ms = append(ms, redact.Mark{ID: redact.MarkID("date of " + r.ID), Record: r.ID, Version: r.Version, Target: redact.OnSpan,
						Span: x.Span, Basis: []string{"b6"}, State: redact.Accepted})
				}
			}
		}
		if err := put(marksAtOnce); err != nil {
			return err
		}
	}
	l.Summary = "the date of each message is withheld"
	return put(0)
}

func (b *bench) plan(ctx context.Context, l *benchLine) error {
	spec := production.Example()
	spec.Query, spec.LFP, spec.EDRM = "", true, true
	p, findings, err := b.open.Plan(ctx, spec)
	if err == nil && qc.Blocking(findings) {
		err = fmt.Errorf("planning the production: %d findings", len(findings))
	}
	b.leaving, l.Count = p, p.Pages
	l.Summary = fmt.Sprintf("%d pages of %d records", p.Pages, p.Len())
	return err
}

func (b *bench) productionDir() string { return filepath.Join(b.dir, "production") }

func (b *bench) produce(ctx context.Context, l *benchLine) error {
	rep, err := b.open.Produce(ctx, b.leaving, b.productionDir(), b.progress())
	if err != nil {
		return err
	}
	b.leaving = production.Plan{}
	l.Count, l.Bytes = rep.Certificate.Counts.Pages, size(b.productionDir())
	l.Summary = fmt.Sprintf("%d pages in %d files, %d MiB, proven by two readers", l.Count, rep.Certificate.Files, l.Bytes>>20)
	return nil
}

// verify proves the folder as whoever gets it would.
func (b *bench) verify(ctx context.Context, l *benchLine) error {
	cert, findings, err := casework.Verify(ctx, b.productionDir(), b.progress())
	if err == nil && len(findings) > 0 {
		err = fmt.Errorf("verifying the production: %d findings", len(findings))
	}
	l.Count, l.Summary = cert.Counts.Pages, fmt.Sprintf("%d pages, from the folder alone", cert.Counts.Pages)
	return err
}
