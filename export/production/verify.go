package production

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/progress"
)

// maxFile bounds the files of a production that are opened, in bytes.
const maxFile = 1 << 30

// Verify proves a finished production without its case: nothing is missing,
// nothing was added, every hash is right, and every page says, to readers that
// did not write it, exactly what its text file says was released.
//
// The folder may be hostile: nothing outside it is opened, links are findings,
// and the certificate must be written byte for byte as this program writes it.
// An error means that there is no production to judge; all else is a finding.
func Verify(ctx context.Context, dir string, prover Prover, tell progress.Func) (Certificate, []qc.Finding, error) {
	root, err := openRoot(dir)
	if err != nil {
		return Certificate{}, nil, diskError("verifying", dir, err)
	}
	defer root.Close()
	v := &verifier{root: root, prover: prover, tell: tell}
	return v.all(ctx, dir, checks())
}

// check is one independent check of a folder: of it as a whole, or of the load
// files of each volume. Each stands alone: taking one away lets a change of the
// folder pass that the tests name.
type check struct {
	name  string
	whole func(*verifier, context.Context) error
	table func(*tabled) error
}

func checks() []check {
	return []check{
		{"files", (*verifier).files, nil}, {"hashes", (*verifier).hashes, nil}, {"numbers", (*verifier).numbers, nil}, {"documents", (*verifier).proven, nil},
		{"images", (*verifier).images, nil}, {"volumes", (*verifier).volumes, nil},
		{"dat", nil, (*tabled).dat}, {"csv", nil, (*tabled).csv}, {"opt", nil, (*tabled).opt}, {"lfp", nil, (*tabled).lfp}, {"edrm", nil, (*tabled).edrm},
		{"papers", (*verifier).papers, nil}, {"talks", (*verifier).talks, nil}, {"paper", (*verifier).paper, nil},
	}
}

func (v *verifier) all(ctx context.Context, dir string, checks []check) (Certificate, []qc.Finding, error) {
	done, err := v.open(dir)
	if err != nil {
		return Certificate{}, nil, err
	}
	defer done()
	if err := v.written(); err != nil {
		return Certificate{}, nil, err
	}
	err = v.checked(ctx, checks)
	return v.Certificate, v.findings, err
}

// checked carries checks out, those of tables together.
func (v *verifier) checked(ctx context.Context, checks []check) error {
	var tables []func(*tabled) error
	for _, c := range checks {
		if c.table != nil {
			tables = append(tables, c.table)
			continue
		}
		if err := c.whole(v, ctx); err != nil {
			return err
		}
	}
	return v.tables(ctx, tables)
}

// ReadCertificate reads the certificate of a finished production and checks it
// against nothing.
func ReadCertificate(dir string) (Certificate, error) {
	root, err := openRoot(dir)
	if err != nil {
		return Certificate{}, diskError("reading the certificate", dir, err)
	}
	defer root.Close()
	v := &verifier{root: root}
	done, err := v.open(dir)
	if err != nil {
		return Certificate{}, err
	}
	done()
	return v.Certificate, nil
}

// Documents lists the documents of a finished production in the order of their
// numbers, from its certificate, which is checked against nothing.
func Documents(dir string) iter.Seq2[CertDocument, error] {
	return func(yield func(CertDocument, error) bool) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			yield(CertDocument{}, diskError("reading the certificate", dir, err))
			return
		}
		defer root.Close()
		v := &verifier{root: root}
		done, err := v.open(dir)
		if err != nil {
			yield(CertDocument{}, err)
			return
		}
		defer done()
		for d, err := range v.docs() {
			if !yield(d, err) {
				return
			}
		}
	}
}

type verifier struct {
	*ledger
	root     *os.Root
	prover   Prover
	tell     progress.Func
	findings []qc.Finding
	unread   map[string]bool // listed files that are not what the list says
	working  bool            // the folder is not finished yet
}

func (v *verifier) fail(check, file, why string, page int) {
	v.findings = append(v.findings, finding(check, file, why, page))
}

func finding(check, file, why string, page int) qc.Finding {
	return qc.Finding{V: 1, Check: check, Severity: qc.Block, File: file, Page: page, Other: []qc.Place{}, Why: why}
}

// open reads the certificate of a folder; done closes its file.
func (v *verifier) open(dir string) (done func(), err error) {
	unfinished := &fault.Error{Code: fault.NotFound, Op: "verifying", Subject: dir, Err: errors.New("it is no finished production"),
		Hint: "Name the folder of a finished production. A folder that ends in .partial was never finished."}
	if abs, err := filepath.Abs(dir); err == nil && strings.HasSuffix(abs, partial) && !v.working {
		return nil, unfinished
	}
	v.unread = map[string]bool{}
	v.ledger, done, err = openLedger(v.root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, unfinished
	case err != nil:
		return nil, err
	case v.V != 1:
		done()
		return nil, &fault.Error{Code: fault.Newer, Op: "verifying", Subject: "certificate.json", Hint: "The production was made by a newer version of Vaughn: use that one."}
	}
	return done, nil
}

// written looks at the certificate itself: it must be what this program would write
// for what it says.
func (v *verifier) written() error {
	same, err := v.same()
	if err != nil {
		return damaged(err)
	}
	if !same {
		v.fail("certificate", "certificate.json", "it is not written as the program writes it", 0)
	}
	if v.Paper != "letter" && v.Paper != "a4" {
		v.fail("certificate", "certificate.json", "it names no paper", 0)
	}
	if v.odd {
		v.fail("files", "certificate.json", "a file is listed twice, leads out of the folder or has no sum", 0)
	}
	return nil
}

func damaged(err error) error {
	return &fault.Error{Code: fault.Damaged, Op: "verifying", Subject: "certificate.json", Err: err, Hint: "The certificate was changed or was written by another version."}
}

// files compares the folder with the certificate's list, both ways. A folder has
// a name, too: one that holds nothing listed has no place.
func (v *verifier) files(context.Context) error {
	from := len(v.findings)
	defer func() { byFile(v.findings[from:]) }()
	due := map[string]bool{".": true}
	for f := range v.list.all() {
		for dir := path.Dir(f.Path); !due[dir]; dir = path.Dir(dir) {
			due[dir] = true
		}
	}
	present := make([]bool, len(v.list.files))
	for e, err := range walk(v.root) {
		if err != nil {
			return diskError("verifying", v.root.Name(), err)
		}
		i, ok := v.list.find(e.path)
		if ok {
			present[i] = true
		}
		switch {
		case e.dir && due[e.path], v.working && e.path == marker:
		case e.dir:
			v.fail("files", e.path, "the certificate lists no file in this folder", 0)
		case !ok && e.path != "certificate.json" && e.path != "certificate.pdf":
			v.fail("files", e.path, "the certificate does not list this file", 0)
		case !e.plain:
			v.fail("files", e.path, "it is not a plain file", 0)
			v.unread[e.path] = true
		}
	}
	for i, there := range present {
		if f := string(v.list.path(v.list.files[i])); !there {
			v.fail("files", f, "the file is missing", 0)
			v.unread[f] = true
		}
	}
	return nil
}

// hashes compares every file with the sum that the certificate names.
func (v *verifier) hashes(ctx context.Context) error {
	if v.list.root() != v.Root {
		v.fail("root", "certificate.json", "the root hash does not follow from the files listed", 0)
	}
	return inOrder(ctx, v.list.all(), func(f CertFile) (string, error) { return v.hash(f), nil }, func(why string) error {
		if why != "" {
			file, why, _ := strings.Cut(why, "\x00")
			v.fail("hash", file, why, 0)
			v.unread[file] = true
		}
		return nil
	})
}

// hash compares one file with its entry; it gives path, NUL and what is wrong.
func (v *verifier) hash(f CertFile) string {
	in, size, err := openFile(v.root, f.Path, maxFile)
	if err != nil {
		return f.Path + "\x00it cannot be read"
	}
	defer in.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(in, maxFile)); err != nil {
		return f.Path + "\x00it cannot be read"
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 || size != f.Bytes {
		return f.Path + "\x00its bytes are not those the certificate names"
	}
	return ""
}

// read gives a listed file, and reports one that cannot be had once.
func (v *verifier) read(path string) ([]byte, *qc.Finding) {
	why := ""
	if !v.list.has(path) && path != "certificate.pdf" {
		why = "the certificate names this file but does not list it"
	} else if data, err := readFile(v.root, path, maxFile); err == nil {
		return data, nil
	} else if !v.unread[path] {
		why = "it cannot be read"
	}
	f := finding("files", path, why, 0)
	if why == "" {
		f.Severity, f.Why = qc.Info, "not looked into: see the finding above"
	}
	return nil, &f
}

// says gives the released text of a document's pages.
func (v *verifier) says(d CertDocument) (texts []string, why string) {
	texts = d.Says
	if d.Text != "" {
		data, bad := v.read(d.Text)
		if bad != nil || len(d.Says) > 0 {
			return nil, "its text cannot be read"
		}
		texts = strings.Split(string(data), "\f")
	}
	if d.Sheet != "" && !says(strings.Join(texts, "\n"), d.Sheet) {
		return nil, "it is no sheet of the title that the certificate says"
	}
	if len(texts) != len(d.Pages) {
		return nil, "its text has not as many pages as the certificate says"
	}
	return texts, ""
}

// proven has every record's PDF read back.
func (v *verifier) proven(ctx context.Context) error {
	done := int64(0)
	return inOrder(ctx, v.docs(), func(d CertDocument) ([]qc.Finding, error) {
		texts, why := v.says(d)
		if why != "" {
			return []qc.Finding{finding("text", d.PDF, why, 0)}, nil
		}
		return v.prove(ctx, d.claim(texts))
	}, func(fs []qc.Finding) error {
		done++
		v.findings = append(v.findings, fs...)
		v.tell(progress.Tick{Stage: "verifying", Done: done, Total: int64(v.sums.counts.Records), Problems: int64(len(v.findings))})
		return nil
	})
}

func (v *verifier) prove(ctx context.Context, claim qc.Claim) ([]qc.Finding, error) {
	data, bad := v.read(claim.Path)
	if bad != nil {
		return []qc.Finding{*bad}, nil
	}
	var out []qc.Finding
	err := v.prover.Prove(ctx, data, claim, func(f qc.Finding) {
		f.File = claim.Path
		out = append(out, f)
	})
	return out, err
}

// volumes reads combined PDFs back: together they hold every document once, in
// order.
func (v *verifier) volumes(ctx context.Context) error {
	paths := v.list.combined()
	if len(paths) == 0 {
		return nil
	}
	next, stop := iter.Pull2(v.docs())
	defer stop()
	at := 0
	for _, p := range paths {
		all := v.list.parts[p]
		if all.from != at || all.to > v.sums.counts.Records {
			v.fail("volume", p, "its documents are not those that come next", 0)
			return nil
		}
		claim, err := v.volume(p, all, next)
		if err != nil {
			return err
		}
		fs, err := v.prove(ctx, claim)
		if err != nil {
			return err
		}
		at, v.findings = all.to, append(v.findings, fs...)
	}
	if at != v.sums.counts.Records {
		v.fail("volume", "certificate.json", "the combined files do not hold every document", 0)
	}
	return nil
}

// volume is what a combined PDF says: the documents that come next.
func (v *verifier) volume(path string, all span, next func() (CertDocument, error, bool)) (qc.Claim, error) {
	c := qc.Claim{Path: path}
	first, last := "", ""
	for range all.to - all.from {
		d, err, _ := next()
		if err != nil {
			return c, err
		}
		if first == "" {
			first = d.Begin
		}
		last = d.End
		texts, _ := v.says(d) // proven has reported what it lacks
		c.Bookmarks = append(c.Bookmarks, qc.BookmarkClaim{Page: len(c.Pages), Text: d.Begin})
		c.Pages = append(c.Pages, d.claim(texts).Pages...)
	}
	c.Title = title(first, last)
	return c, nil
}

// paper reads the printed certificate back against the one in JSON.
func (v *verifier) paper(ctx context.Context) error {
	_, claim, err := v.Certificate.pages()
	if err != nil {
		return damaged(err)
	}
	fs, err := v.prove(ctx, claim)
	v.findings = append(v.findings, fs...)
	return err
}

// inside tells a path that names a file below a folder on every system.
func inside(p string) bool {
	return fs.ValidPath(p) && filepath.IsLocal(filepath.FromSlash(p)) && p != "." && !strings.ContainsAny(p, `\:`) && !slices.Contains([]string{"certificate.json", "certificate.pdf"}, p)
}
