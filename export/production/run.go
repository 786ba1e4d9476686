package production

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"time"

	"vaughn/export/layout"
	"vaughn/export/pdf"
	"vaughn/export/plate"
	"vaughn/export/qc"
	"vaughn/index/disk"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/progress"
	"vaughn/redact"
)

// Prover opens a PDF with readers that did not write it and reports wherever it
// does not say exactly what it should.
type Prover interface {
	Prove(ctx context.Context, file []byte, claim qc.Claim, report func(qc.Finding)) error
	// Compare does so with pictures of its pages, which it asks for one by one.
	Compare(ctx context.Context, file []byte, picture func(page int) (*image.Gray, error), report func(qc.Finding)) error
}

// Options of a run.
type Options struct {
	Program  string // name and version, printed in the certificate
	Actor    string
	Now      func() time.Time
	Prover   Prover
	Press    *plate.Press // makes pictures; nil leaves sheets in their places
	Progress progress.Func

	disk disk.FS // nil is this computer's
}

// Report is what a run did.
type Report struct {
	Certificate Certificate
	Findings    []qc.Finding
	Entry       journal.Entry
}

// Run writes, proves and names a production. Any blocking finding leaves no
// folder and gives no number away.
func Run(ctx context.Context, c Case, p Plan, out string, opt Options) (Report, error) {
	if p.refuse {
		return Report{}, &fault.Error{Code: fault.Refused, Op: "producing", Subject: p.Spec.Name, Err: errors.New("the checks before the run found what must not leave"),
			Hint: "Nothing was written. Each finding says where; mend it and plan again."}
	}
	if opt.disk == nil {
		opt.disk = shared{}
	}
	s, err := stage(opt.disk, out, p.Frozen.Roots)
	if err != nil {
		return Report{}, err
	}
	r := &run{c: c, p: p, s: s, opt: opt, cert: p.certificate(opt.Program), files: map[int]string{}, open: map[int]bool{}, held: map[string]bool{}}
	if err := r.all(ctx); err != nil {
		r.tables.abort()
		r.docs.abort()
		s.drop()
		return Report{Findings: r.findings}, err
	}
	e, err := r.commit(ctx)
	if err != nil {
		s.drop()
		return Report{Findings: r.findings}, err
	}
	if err := s.finish(); err != nil {
		return Report{Findings: r.findings, Entry: e}, err
	}
	return Report{Certificate: r.cert, Findings: r.findings, Entry: e}, nil
}

type run struct {
	c        Case
	p        Plan
	s        *staging
	opt      Options
	cert     Certificate
	docs     *spool          // of the certificate
	vols     []volume        // as they began; the last is at work
	tables   *tables         // of the volume at work
	kin      kin             // of the family at work
	files    map[int]string  // names of the files of conversations as released, by document
	sizes    []int64         // bytes of the PDFs, where they are combined
	open     map[int]bool    // withheld strings that some page releases, by index
	held     map[string]bool // custodians so far
	findings []qc.Finding
}

func (r *run) all(ctx context.Context) error {
	var err error
	if r.docs, err = r.s.spool(); err != nil {
		return err
	}
	err = inOrder(ctx, between(0, r.p.Len()), func(i int) (made, error) { return r.document(ctx, i) }, r.take)
	if err != nil {
		return err
	}
	if err := r.tables.close(); err != nil {
		return err
	}
	r.tables = nil
	if err := r.blocked(); err != nil {
		return err
	}
	if r.p.Spec.Combined {
		if err := r.combined(ctx); err != nil {
			return err
		}
	}
	if r.p.Spec.RSMF {
		if err := r.conversations(ctx); err != nil {
			return err
		}
	}
	if err := r.accompany(); err != nil {
		return err
	}
	if err := r.certify(ctx); err != nil {
		return err
	}
	if err := r.verify(ctx); err != nil {
		return err
	}
	return r.s.settle(ctx)
}

// made is one written and proven document.
type made struct {
	cert     CertDocument
	clean    redact.Clean
	cells    map[string]string
	files    []CertFile // written, their place in a volume still open
	open     []int      // withheld strings that it releases
	findings []qc.Finding
}

// document writes one record as PDF and text and has the PDF read back.
func (r *run) document(ctx context.Context, i int) (made, error) {
	doc := r.p.Doc(i)
	d, clean, err := r.clean(ctx, doc)
	if err != nil {
		return made{}, err
	}
	st, done := r.style(ctx)
	defer done()
	var finals []layout.Final
	var refused []qc.Finding
	for f, err := range layout.Finish(clean, st, r.p.Spec.stamps(doc)) {
		if err != nil {
			return made{}, err
		}
		finals = append(finals, f)
		refused = append(refused, notShown(d.Record, f, len(finals), doc.Range.At(len(finals)-1).String())...)
	}
	done()
	if len(finals) != doc.Pages {
		return made{}, changed(doc)
	}
	first := doc.Range.First.String()
	m := made{clean: clean, findings: refused, cert: CertDocument{Begin: first, End: doc.Range.Last.String(), PDF: "PDF/" + first + ".pdf",
		Sheet: doc.Sheet, Withheld: doc.Withheld, Codes: doc.Codes}}
	texts := make([]string, len(finals))
	for n, f := range finals {
		m.cert.Pages = append(m.cert.Pages, qc.ClaimPage(f, doc.Range.At(n).String()))
		texts[n] = f.Text()
	}
	if err := r.pdf(ctx, &m, finals, texts); err != nil {
		return made{}, err
	}
	if r.p.Spec.Text {
		m.cert.Text = "TEXT/" + first + ".txt"
		if err := r.write(&m, m.cert.Text, []byte(strings.Join(texts, "\f"))); err != nil {
			return made{}, err
		}
	} else {
		m.cert.Says = texts
	}
	m.findings = append(m.findings, r.p.telling(d.Record, clean, m.cert.Pages)...)
	m.cells = r.cells(doc, d, clean, m.cert)
	m.cert.Custodians = listed(m.cells["ALLCUSTODIANS"])
	if err := r.beside(ctx, &m, d, finals); err != nil {
		return made{}, err
	}
	m.open = r.p.secret.Anywhere(strings.Join(texts, "\n"))
	m.findings = append(m.findings, r.beyond(m.cells, m.cert.PDF, strings.Join(texts, "\n"))...)
	for n := range m.findings { // a refused run leaves no file that could be opened to see whose it is
		m.findings[n].Record, m.findings[n].MessageID = string(d.Record.ID), d.Record.MessageID
	}
	return m, nil
}

// write writes a file of a document; it is listed when it has its place.
func (r *run) write(m *made, path string, data []byte) error {
	f, err := r.s.place(path, data)
	m.files = append(m.files, f)
	return err
}

// clean resolves a record again and refuses one that changed since the plan.
func (r *run) clean(ctx context.Context, doc Doc) (Document, redact.Clean, error) {
	d, err := r.p.document(ctx, r.c, doc.ID)
	if err != nil {
		return Document{}, redact.Clean{}, err
	}
	version := d.Record.Version
	d, _ = r.p.cut(d)
	leaves, err := r.p.leave(d)
	if err != nil {
		return Document{}, redact.Clean{}, err
	}
	if leaves.clean, err = r.p.shown(ctx, r.c, d.Record, leaves.clean); err != nil {
		return Document{}, redact.Clean{}, err
	}
	if version != doc.Version || sumOf(leaves.clean) != doc.sum {
		return Document{}, redact.Clean{}, changed(doc)
	}
	return d, leaves.clean, nil
}

func changed(d Doc) error {
	return &fault.Error{Code: fault.Conflict, Op: "producing record", Subject: string(d.ID),
		Err: fmt.Errorf("it changed since the production was planned"), Hint: "Run the production again: it will be planned anew."}
}

func (r *run) pdf(ctx context.Context, m *made, finals []layout.Final, texts []string) error {
	var buf bytes.Buffer
	if _, err := pdf.Write(&buf, pages(finals), r.info(m.cert.Begin, m.cert.End, m.cert.Pages)); err != nil {
		return fmt.Errorf("writing %s: %w", m.cert.PDF, err)
	}
	if err := r.prove(ctx, buf.Bytes(), m.cert.claim(texts), &m.findings); err != nil {
		return err
	}
	return r.write(m, m.cert.PDF, buf.Bytes())
}

// prove has a file read back, and looks for withheld words beyond those the
// plan releases elsewhere on purpose.
func (r *run) prove(ctx context.Context, file []byte, claim qc.Claim, into *[]qc.Finding) error {
	claim.Withheld = r.p.secret
	return r.opt.Prover.Prove(ctx, file, claim, func(f qc.Finding) {
		f.File = claim.Path
		*into = append(*into, f)
	})
}

func pages(fs []layout.Final) func(func(layout.Final, error) bool) {
	return func(yield func(layout.Final, error) bool) {
		for _, f := range fs {
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (r *run) info(first, last string, ps []qc.PageClaim) pdf.Info {
	return pdf.Info{Title: title(first, last), Label: func(page int) string { return ps[page].Bates }}
}

// take is called in the order of the plan: places, rows and sums follow it.
func (r *run) take(m made) error {
	i := r.cert.sums.counts.Records
	doc := r.p.Doc(i)
	if doc.parent >= 0 {
		m.cert.Parent = r.p.Doc(doc.parent).Range.First.String()
	}
	if r.p.Spec.RSMF && doc.speaks() {
		m.cert.RSMF = rsmfPath(m.cert.Begin)
	}
	if err := r.place(i, &m); err != nil {
		return err
	}
	if err := r.load(i, &m); err != nil {
		return err
	}
	if r.p.Doc(doc.Family).chat {
		r.files[i] = m.cells["FILENAME"]
	}
	r.cert.count(&m.cert, m.clean, r.p.set)
	if err := r.docs.add(&m.cert); err != nil {
		return err
	}
	for _, name := range m.cert.Custodians {
		if !r.held[name] {
			r.held[name] = true
			r.cert.Custodians = append(r.cert.Custodians, name)
		}
	}
	for _, i := range m.open {
		r.open[i] = true
	}
	r.findings = append(r.findings, m.findings...)
	r.opt.Progress(progress.Tick{Stage: "producing", Done: int64(i + 1), Total: int64(r.p.Len()), Problems: int64(len(r.findings))})
	return nil
}

func (r *run) blocked() error {
	if !qc.Blocking(r.findings) {
		return nil
	}
	return &fault.Error{Code: fault.Refused, Op: "producing", Subject: r.p.Spec.Name,
		Err:  fmt.Errorf("%d findings, the reading back did not agree with the plan", len(r.findings)),
		Hint: "Nothing was produced and no number was given. The findings say which page and why."}
}
