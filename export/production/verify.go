package production

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/progress"
)

// maxFile is the largest file of a production that is opened.
const maxFile = 1 << 30

// Verify proves a finished production without its case: nothing is missing,
// nothing was added, every hash is right, and every page says, to a reader that
// did not write it, exactly what its text file says was released.
func Verify(ctx context.Context, dir string, prover Prover, tell progress.Func) (Certificate, []qc.Finding, error) {
	data, err := readFile(dir, "certificate.json", maxFile)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = &fault.Error{Code: fault.NotFound, Op: "verifying", Subject: dir, Err: errors.New("it holds no certificate.json"),
				Hint: "Name the folder of a finished production. A folder that ends in .partial was never finished."}
		}
		return Certificate{}, nil, err
	}
	v := &verifier{dir: dir, prover: prover, tell: tell, texts: map[string][]string{}}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&v.cert); err != nil {
		return Certificate{}, nil, &fault.Error{Code: fault.Damaged, Op: "verifying", Subject: "certificate.json", Err: err, Hint: "The certificate was changed or was written by another version."}
	}
	if v.cert.V != 1 {
		return Certificate{}, nil, &fault.Error{Code: fault.Newer, Op: "verifying", Subject: "certificate.json", Hint: "The production was made by a newer version of Vaughn: use that one."}
	}
	for _, step := range []func(context.Context) error{v.files, v.numbers, v.documents, v.volumes, v.tables, v.paper} {
		if err := step(ctx); err != nil {
			return v.cert, v.findings, err
		}
	}
	return v.cert, v.findings, nil
}

type verifier struct {
	dir      string
	prover   Prover
	tell     progress.Func
	cert     Certificate
	findings []qc.Finding
	texts    map[string][]string // pages of text files, by path
}

func (v *verifier) fail(check, file, why string, page int) {
	v.findings = append(v.findings, qc.Finding{V: 1, Check: check, Severity: qc.Block, File: file, Page: page, Other: []qc.Place{}, Why: why})
}

// files compares the folder with the certificate's list, both ways.
func (v *verifier) files(context.Context) error {
	there, err := walk(v.dir)
	if err != nil {
		return diskError("verifying", v.dir, err)
	}
	listed := map[string]CertFile{}
	for _, f := range v.cert.Files {
		if _, twice := listed[f.Path]; twice || !fs.ValidPath(f.Path) {
			v.fail("files", "certificate.json", "a path is listed twice or leads out of the folder", 0)
			continue
		}
		listed[f.Path] = f
	}
	for _, p := range there {
		if _, ok := listed[p]; !ok && p != "certificate.json" && p != "certificate.pdf" {
			v.fail("files", p, "the certificate does not list this file", 0)
		}
	}
	for p, f := range listed {
		if !slices.Contains(there, p) {
			v.fail("files", p, "the file is missing", 0)
			continue
		}
		data, err := readFile(v.dir, p, maxFile)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(data)) != f.Bytes {
			v.fail("hash", p, "its bytes are not those the certificate names", 0)
		}
		if strings.HasPrefix(p, "TEXT/") {
			v.texts[p] = strings.Split(string(data), "\f")
		}
	}
	if rootOf(v.cert.Files) != v.cert.Root {
		v.fail("root", "certificate.json", "the root hash does not follow from the files listed", 0)
	}
	return nil
}

// numbers checks that every page has the number that follows the last one.
func (v *verifier) numbers(context.Context) error {
	c := v.cert.Counts
	if c.Records != c.InFull+c.InPart+c.Withheld || c.Records != len(v.cert.Documents) {
		v.fail("counts", "certificate.json", "the counts of records do not add up", 0)
	}
	pages, boxes := 0, 0
	var want bates.Number
	for i, d := range v.cert.Documents {
		for n, p := range d.Pages {
			b, err := bates.Parse(p.Bates)
			if err != nil || (pages > 0 && b != want) {
				v.fail("bates", d.PDF, "the numbers are not contiguous here", n+1)
			}
			if n == 0 && p.Bates != d.Begin || n == len(d.Pages)-1 && p.Bates != d.End {
				v.fail("bates", d.PDF, "its range is not that of its pages", n+1)
			}
			want = b.Plus(1)
			pages++
			boxes += len(p.Boxes)
		}
		if len(d.Pages) == 0 {
			v.fail("bates", d.PDF, fmt.Sprintf("document %d has no page", i+1), 0)
		}
	}
	if pages != c.Pages {
		v.fail("counts", "certificate.json", "the count of pages does not add up", 0)
	}
	if boxes < c.Boxes {
		v.fail("counts", "certificate.json", "there are fewer boxes on pages than redactions", 0)
	}
	return nil
}

// documents has every record's PDF read back.
func (v *verifier) documents(ctx context.Context) error {
	idx := make([]int, len(v.cert.Documents))
	for i := range idx {
		idx[i] = i
	}
	done := int64(0)
	return inOrder(ctx, idx, func(i int) ([]qc.Finding, error) {
		d := v.cert.Documents[i]
		texts, why := v.says(d)
		if why != "" {
			return []qc.Finding{{V: 1, Check: "text", Severity: qc.Block, File: d.PDF, Other: []qc.Place{}, Why: why}}, nil
		}
		return v.prove(ctx, d.claim(texts))
	}, func(fs []qc.Finding) error {
		done++
		v.findings = append(v.findings, fs...)
		v.tell(progress.Tick{Stage: "verifying", Done: done, Total: int64(len(idx)), Problems: int64(len(v.findings))})
		return nil
	})
}

// says gives the released text of a document's pages.
func (v *verifier) says(d CertDocument) (texts []string, why string) {
	texts = d.Says
	if d.Text != "" {
		texts = v.texts[d.Text]
	}
	if len(texts) != len(d.Pages) {
		return nil, "its text has not as many pages as the certificate says"
	}
	return texts, ""
}

func (v *verifier) prove(ctx context.Context, claim qc.Claim) ([]qc.Finding, error) {
	data, err := readFile(v.dir, claim.Path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return []qc.Finding{{V: 1, Check: "files", Severity: qc.Block, File: claim.Path, Other: []qc.Place{}, Why: "the file is missing"}}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []qc.Finding
	err = v.prover.Prove(ctx, data, claim, func(f qc.Finding) {
		f.File = claim.Path
		out = append(out, f)
	})
	return out, err
}

// volumes reads combined PDFs back against the same pages.
func (v *verifier) volumes(ctx context.Context) error {
	for _, f := range v.cert.Files {
		if len(f.Parts) == 0 {
			if strings.HasSuffix(f.Path, ".pdf") && !slices.ContainsFunc(v.cert.Documents, func(d CertDocument) bool { return d.PDF == f.Path }) {
				v.fail("files", f.Path, "no document of the certificate is this file", 0)
			}
			continue
		}
		claim := qc.Claim{Path: f.Path}
		for _, i := range f.Parts {
			if i < 0 || i >= len(v.cert.Documents) {
				v.fail("files", f.Path, "it claims a document that does not exist", 0)
				continue
			}
			texts, _ := v.says(v.cert.Documents[i])
			claim.Bookmarks = append(claim.Bookmarks, qc.BookmarkClaim{Page: len(claim.Pages), Text: v.cert.Documents[i].Begin})
			claim.Pages = append(claim.Pages, v.cert.Documents[i].claim(texts).Pages...)
		}
		if n := len(claim.Bookmarks); n > 0 {
			claim.Title = title(claim.Bookmarks[0].Text, v.cert.Documents[f.Parts[len(f.Parts)-1]].End)
		}
		fs, err := v.prove(ctx, claim)
		if err != nil {
			return err
		}
		v.findings = append(v.findings, fs...)
	}
	return nil
}

// tables re-reads the load file strictly and compares it with the documents.
func (v *verifier) tables(context.Context) error {
	data, err := readFile(v.dir, "DATA/production.dat", maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, rows, err := loadfile.ReadDAT(bytes.NewReader(data))
	if err != nil {
		v.fail("load-file", "DATA/production.dat", err.Error(), 0)
		return nil
	}
	if len(rows) != len(v.cert.Documents) {
		v.fail("load-file", "DATA/production.dat", "it has not one row for each document", 0)
		return nil
	}
	for i, r := range rows {
		d := v.cert.Documents[i]
		if r["BEGBATES"] != d.Begin || r["ENDBATES"] != d.End || r["PAGECOUNT"] != fmt.Sprint(len(d.Pages)) || r["PDFPATH"] != backslashes(d.PDF) {
			v.fail("load-file", "DATA/production.dat", fmt.Sprintf("row %d does not agree with its document", i+1), 0)
		}
		texts, _ := v.says(d)
		said := layout.Letters(strings.Join(texts, "\n"))
		for _, f := range []string{"FROM", "TO", "CC", "BCC", "SUBJECT", "FILENAME"} {
			if !says(said, r[f]) {
				v.fail("load-file", "DATA/production.dat", fmt.Sprintf("row %d, field %s says what no page says", i+1, f), 0)
			}
		}
	}
	return nil
}

// says tells whether a page says a cell's words; each line by itself, because
// a page break may stand between lines.
func says(page, cell string) bool {
	for _, w := range strings.Fields(cell) {
		if !strings.Contains(page, layout.Letters(w)) {
			return false
		}
	}
	return true
}

// paper reads the printed certificate back against the one in JSON.
func (v *verifier) paper(ctx context.Context) error {
	clean, err := v.cert.sheet()
	if err != nil {
		return err
	}
	spec := Spec{Paper: v.cert.Paper}
	claim := qc.Claim{Path: "certificate.pdf", Title: sheetTitle}
	for f, err := range layout.Finish(clean, spec.style(), nil) {
		if err != nil {
			return err
		}
		claim.Pages = append(claim.Pages, qc.ClaimPage(f, ""))
	}
	fs, err := v.prove(ctx, claim)
	v.findings = append(v.findings, fs...)
	return err
}
