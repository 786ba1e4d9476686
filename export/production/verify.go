package production

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/progress"
)

// Largest files of a production that are opened, in bytes.
const (
	maxFile        = 1 << 30
	maxCertificate = 256 << 20
)

// Verify proves a finished production without its case: nothing is missing,
// nothing was added, every hash is right, and every page says, to readers that
// did not write it, exactly what its text file says was released.
//
// The folder may be hostile: nothing outside it is opened, links are findings,
// and the certificate must be written byte for byte as this program writes it.
// An error means that there is no production to judge; all else is a finding.
func Verify(ctx context.Context, dir string, prover Prover, tell progress.Func) (Certificate, []qc.Finding, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Certificate{}, nil, diskError("verifying", dir, err)
	}
	defer root.Close()
	v := &verifier{root: root, prover: prover, tell: tell, listed: map[string]CertFile{}, unread: map[string]bool{}}
	return v.all(ctx, dir, checks())
}

// check is one independent check of a folder: of it as a whole, or of the load
// files of each volume. Each stands alone: taking one away lets a change of the
// folder pass that the tests name.
type check struct {
	name  string
	whole func(*verifier, context.Context) error
	table func(*tabled)
}

func checks() []check {
	return []check{
		{"files", (*verifier).files, nil}, {"hashes", (*verifier).hashes, nil}, {"numbers", (*verifier).numbers, nil}, {"documents", (*verifier).documents, nil},
		{"images", (*verifier).images, nil}, {"volumes", (*verifier).volumes, nil},
		{"dat", nil, (*tabled).dat}, {"csv", nil, (*tabled).csv}, {"opt", nil, (*tabled).opt}, {"lfp", nil, (*tabled).lfp}, {"edrm", nil, (*tabled).edrm},
		{"papers", (*verifier).papers, nil}, {"talks", (*verifier).talks, nil}, {"paper", (*verifier).paper, nil},
	}
}

func (v *verifier) all(ctx context.Context, dir string, checks []check) (Certificate, []qc.Finding, error) {
	if err := v.certificate(dir); err != nil {
		return Certificate{}, nil, err
	}
	v.list()
	err := v.checked(ctx, checks)
	return v.cert, v.findings, err
}

// checked carries checks out, those of tables together.
func (v *verifier) checked(ctx context.Context, checks []check) error {
	var tables []func(*tabled)
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
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Certificate{}, diskError("reading the certificate", dir, err)
	}
	defer root.Close()
	v := &verifier{root: root}
	err = v.certificate(dir)
	return v.cert, err
}

type verifier struct {
	root     *os.Root
	prover   Prover
	tell     progress.Func
	cert     Certificate
	findings []qc.Finding
	listed   map[string]CertFile
	unread   map[string]bool // listed files that are not what the list says
	working  bool            // the folder is not finished yet
}

func (v *verifier) fail(check, file, why string, page int) {
	v.findings = append(v.findings, finding(check, file, why, page))
}

func finding(check, file, why string, page int) qc.Finding {
	return qc.Finding{V: 1, Check: check, Severity: qc.Block, File: file, Page: page, Other: []qc.Place{}, Why: why}
}

// certificate reads certificate.json. It must be what this program would write
// for what it says: so no key stands in it twice and nothing hides between.
func (v *verifier) certificate(dir string) error {
	unfinished := &fault.Error{Code: fault.NotFound, Op: "verifying", Subject: dir, Err: errors.New("it is no finished production"),
		Hint: "Name the folder of a finished production. A folder that ends in .partial was never finished."}
	if abs, err := filepath.Abs(dir); err == nil && strings.HasSuffix(abs, partial) {
		return unfinished
	}
	data, err := readFile(v.root, "certificate.json", maxCertificate)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return unfinished
		}
		return err
	}
	if v.cert, err = parseCertificate(data); err != nil {
		return damaged(err)
	}
	if v.cert.V != 1 {
		return &fault.Error{Code: fault.Newer, Op: "verifying", Subject: "certificate.json", Hint: "The production was made by a newer version of Vaughn: use that one."}
	}
	again := sameAs{rest: data}
	if err := v.cert.write(&again); err != nil {
		return damaged(err)
	}
	if !again.same() {
		v.fail("certificate", "certificate.json", "it is not written as the program writes it", 0)
	}
	if v.cert.Paper != "letter" && v.cert.Paper != "a4" {
		v.fail("certificate", "certificate.json", "it names no paper", 0)
	}
	return nil
}

func damaged(err error) error {
	return &fault.Error{Code: fault.Damaged, Op: "verifying", Subject: "certificate.json", Err: err, Hint: "The certificate was changed or was written by another version."}
}

// list takes the certificate's list of files.
func (v *verifier) list() {
	for _, f := range v.cert.Files {
		if _, twice := v.listed[f.Path]; twice || !inside(f.Path) {
			v.fail("files", "certificate.json", "a path is listed twice or leads out of the folder", 0)
			continue
		}
		v.listed[f.Path] = f
	}
}

// files compares the folder with the certificate's list, both ways. A folder has
// a name, too: one that holds nothing listed has no place.
func (v *verifier) files(context.Context) error {
	there, err := walk(v.root)
	if err != nil {
		return diskError("verifying", v.root.Name(), err)
	}
	due := map[string]bool{".": true}
	for f := range v.listed {
		for dir := path.Dir(f); !due[dir]; dir = path.Dir(dir) {
			due[dir] = true
		}
	}
	present := map[string]bool{}
	for _, e := range there {
		present[e.path] = true
		switch _, ok := v.listed[e.path]; {
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
	for f := range v.listed {
		if !present[f] {
			v.fail("files", f, "the file is missing", 0)
			v.unread[f] = true
		}
	}
	return nil
}

// hashes compares every file with the sum that the certificate names.
func (v *verifier) hashes(ctx context.Context) error {
	if rootOf(v.cert.Files) != v.cert.Root {
		v.fail("root", "certificate.json", "the root hash does not follow from the files listed", 0)
	}
	return inOrder(ctx, v.cert.Files, func(f CertFile) (string, error) { return v.hash(f), nil }, func(why string) error {
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
	if v.listed[f.Path].Path == "" {
		return ""
	}
	data, err := readFile(v.root, f.Path, maxFile)
	if err != nil {
		return f.Path + "\x00it cannot be read"
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(data)) != f.Bytes {
		return f.Path + "\x00its bytes are not those the certificate names"
	}
	return ""
}

// read gives a listed file, and reports one that cannot be had once.
func (v *verifier) read(path string) ([]byte, *qc.Finding) {
	why := ""
	if _, ok := v.listed[path]; !ok && path != "certificate.pdf" {
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

// documents has every record's PDF read back.
func (v *verifier) documents(ctx context.Context) error {
	done := int64(0)
	return inOrder(ctx, v.cert.Documents, func(d CertDocument) ([]qc.Finding, error) {
		texts, why := v.says(d)
		if why != "" {
			return []qc.Finding{finding("text", d.PDF, why, 0)}, nil
		}
		return v.prove(ctx, d.claim(texts))
	}, func(fs []qc.Finding) error {
		done++
		v.findings = append(v.findings, fs...)
		v.tell(progress.Tick{Stage: "verifying", Done: done, Total: int64(len(v.cert.Documents)), Problems: int64(len(v.findings))})
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
	next, any := 0, false
	for _, f := range v.cert.Files {
		if len(f.Parts) == 0 {
			continue
		}
		any = true
		for _, i := range f.Parts {
			if i != next || i >= len(v.cert.Documents) {
				v.fail("volume", f.Path, "its documents are not those that come next", 0)
				return nil
			}
			next++
		}
		fs, err := v.prove(ctx, v.volume(f))
		if err != nil {
			return err
		}
		v.findings = append(v.findings, fs...)
	}
	if any && next != len(v.cert.Documents) {
		v.fail("volume", "certificate.json", "the combined files do not hold every document", 0)
	}
	return nil
}

func (v *verifier) volume(f CertFile) qc.Claim {
	ds := v.cert.Documents
	c := qc.Claim{Path: f.Path, Title: title(ds[f.Parts[0]].Begin, ds[f.Parts[len(f.Parts)-1]].End)}
	for _, i := range f.Parts {
		texts, _ := v.says(ds[i]) // documents has reported what it lacks
		c.Bookmarks = append(c.Bookmarks, qc.BookmarkClaim{Page: len(c.Pages), Text: ds[i].Begin})
		c.Pages = append(c.Pages, ds[i].claim(texts).Pages...)
	}
	return c
}

// paper reads the printed certificate back against the one in JSON.
func (v *verifier) paper(ctx context.Context) error {
	_, claim, err := v.cert.pages()
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
