package qc

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/index/record"
	"vaughn/redact"
)

// maxCorpus is how many pages of one file of the shared data are looked at.
const maxCorpus = 3

// Pages of other programs, with words of theirs hidden at random, are proven
// without a finding: what refuses them would stop an honest production.
func TestPagesOfOtherPrograms(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "pdf", "*", "*.pdf"))
	if len(files) == 0 {
		t.Fatal("no PDF in the shared data")
	}
	p := prover(t)
	rng := rand.New(rand.NewPCG(11, 4))
	pages := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := attached(t, "a.pdf", data)
		if len(r.Pages) == 0 || len(r.Pages) > maxCorpus {
			continue
		}
		pages += len(r.Pages)
		f := platedClaim(t, r, some(rng, r), "")
		if out := os.Getenv("VAUGHN_PAGES"); out != "" {
			_ = os.WriteFile(filepath.Join(out, "corpus-"+filepath.Base(path)), f.file, 0o644)
		}
		for _, x := range p.findings(t, f.file, f.claim) {
			t.Errorf("%s: %s, page %d: %s", filepath.Base(path), x.Check, x.Page, x.Why)
		}
	}
	t.Logf("%d pages", pages)
}

// some marks words here and there, alone and two together, and a region.
func some(rng *rand.Rand, r *record.Record) (out []redact.Mark) {
	mark := func(target redact.Target) redact.Mark {
		return redact.Mark{ID: redact.MarkID(fmt.Sprint(len(out))), Record: r.ID, Version: r.Version, Target: target, Basis: []string{"b6"}, State: redact.Accepted}
	}
	for i, pg := range r.Pages {
		for k := rng.IntN(9); k+1 < len(pg.Words); k += 5 + rng.IntN(40) {
			m := mark(redact.OnSpan)
			m.Span = record.Span{Start: pg.Words[k].Span.Start, End: pg.Words[k+rng.IntN(2)].Span.End}
			if s := r.Text[m.Span.Start:m.Span.End]; m.Span.Len() > 0 && strings.TrimSpace(s) != "" {
				out = append(out, m)
			}
		}
		if i == 0 {
			m := mark(redact.OnRegion)
			m.Region = &redact.Region{Image: i, X: 0.1, Y: 0.3, W: 0.2, H: 0.05}
			out = append(out, m)
		}
	}
	return out
}
