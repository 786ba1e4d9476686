package production

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/qc"
	"vaughn/index/journal"
)

// certify checks every file for withheld words and closes the certificate.
func (r *run) certify(ctx context.Context) error {
	if err := r.leaks(); err != nil {
		return err
	}
	r.s.files.sort()
	r.cert.Files, r.cert.Root = len(r.s.files.files), r.s.files.root()
	printed, claim, err := r.cert.printed()
	if err != nil {
		return err
	}
	if err := r.prove(ctx, printed, claim, &r.findings); err != nil {
		return err
	}
	if err := r.blocked(); err != nil {
		return err
	}
	if err := r.s.write("certificate.pdf", printed); err != nil {
		return err
	}
	f, err := r.s.open("certificate.json")
	if err != nil {
		return err
	}
	err = r.cert.write(f, r.docs.all(), r.s.files.all())
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return diskError("writing the production", "certificate.json", err)
	}
	r.s.files = listing{} // from now on they are read from the certificate, as others will
	return r.docs.remove()
}

// printed is the certificate as one page for people, and what that page says.
func (c Certificate) printed() ([]byte, qc.Claim, error) {
	finals, claim, err := c.pages()
	if err != nil {
		return nil, claim, err
	}
	var buf bytes.Buffer
	if _, err := pdf.Write(&buf, pages(finals), pdf.Info{Title: sheetTitle}); err != nil {
		return nil, claim, fmt.Errorf("writing the certificate: %w", err)
	}
	return buf.Bytes(), claim, nil
}

func (c Certificate) pages() (finals []layout.Final, claim qc.Claim, err error) {
	claim = qc.Claim{Path: "certificate.pdf", Title: sheetTitle}
	clean, err := c.sheet()
	if err != nil {
		return nil, claim, err
	}
	spec := Spec{Paper: c.Paper}
	for f, err := range layout.Finish(clean, spec.style(), nil) {
		if err != nil {
			return nil, claim, err
		}
		finals = append(finals, f)
		claim.Pages = append(claim.Pages, qc.ClaimPage(f, ""))
	}
	return finals, claim, nil
}

func (r *run) commit(ctx context.Context) (journal.Entry, error) {
	p := &r.p
	v := Produced{Name: p.Spec.Name, Prefix: p.Spec.Bates.Prefix, Digits: p.Spec.Bates.Digits, Suffix: p.Spec.Bates.Suffix,
		Replaces: p.Spec.Replaces, Supplements: p.Spec.Supplements, Policy: p.Spec.Policy,
		Package: p.Spec.Package, Paper: p.Spec.Paper, Set: p.Spec.Set, Withheld: p.Spec.Withheld, Root: r.cert.Root}
	if p.Pages > 0 {
		v.First, v.Last = p.Range().First.N, p.Range().Last.N
	}
	value, err := v.with(p.numbers())
	if err != nil {
		return journal.Entry{}, err
	}
	ch, err := journal.Set(journal.Key{Target: "production:" + p.Spec.Name, Kind: KindProduced}, nil, value)
	if err != nil {
		return journal.Entry{}, err
	}
	e, err := r.c.Commit(ctx, journal.Entry{At: r.opt.Now().UTC(), Actor: r.opt.Actor, Changes: []journal.Change{ch},
		Reason: "produced " + strconv.Itoa(p.Pages) + " pages"})
	if err != nil {
		return e, fmt.Errorf("recording the production: %w", err)
	}
	return e, nil
}

// verify looks at the folder as whoever gets it will: the files of pages are
// proven by now, sums as they are on disk and load files are not.
func (r *run) verify(ctx context.Context) error {
	if err := r.s.prune(); err != nil {
		return err
	}
	root, err := os.OpenRoot(r.s.dir)
	if err != nil {
		return diskError("producing", r.s.dir, err)
	}
	defer root.Close()
	v := &verifier{root: root, prover: r.opt.Prover, tell: r.opt.Progress, working: true}
	done, err := v.open(r.s.dir)
	if err != nil {
		return err
	}
	defer done()
	err = v.checked(ctx, slices.DeleteFunc(checks(), func(c check) bool { return slices.Contains([]string{"documents", "volumes", "paper"}, c.name) }))
	if err != nil {
		return err
	}
	r.findings = append(r.findings, v.findings...)
	if err := r.sweep(ctx, root); err != nil {
		return err
	}
	return r.blocked()
}
