package production

import (
	"context"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"vaughn/export/qc"
)

// vocabulary are the words that files of a production hold whatever is released:
// names of fields and of formats. To withhold one of them is no reason to stop.
func (r *run) vocabulary() string {
	document := CertDocument{Pages: []qc.PageClaim{{Boxes: []qc.BoxClaim{{}}, Plates: []qc.PlateClaim{{}}}}}
	var b strings.Builder
	_ = Certificate{}.write(&b, each([]CertDocument{document}), each([]CertFile{{}}))
	for _, p := range presets {
		b.WriteString("\n" + p)
	}
	for _, f := range edrmFields {
		b.WriteString("\n" + f.tag + "\n" + f.kind)
	}
	for _, s := range r.p.Spec.said() {
		b.WriteString("\n" + s)
	}
	return b.String() + "\n" + strings.Join(cellNames, "\n") + "\n" + strings.Join(kinds, "\n") + "\n" + formatWords
}

// formatWords are those of EDRM XML, RSMF, MIME and the papers.
const formatWords = `application octet stream attachmentcount attachments begindate boundary certificate childdocid collected combined content conversations conversation
custodian datainterchangetype datatype delimiters disposition documents document duplicates encoding enddate eventcount externalfile externalfiles filename filepath
filetype generator location locations locationuri majorversion manifest messages minorversion multipart mixed parentdocid parentmessage participants participant previous
produced production reactions relationship relationships releases semicolon standard tagdatatype tagname tagvalue timestamp transfer transmittal unknown disclaimer version`

// sweep looks for withheld strings in the bytes of the files on disk, whatever
// wrote them and why: the tables, texts, pictures, conversations and the
// certificate itself. What is released in a page is left out; the pages of PDFs
// are proven, and what leaves as it was collected was looked into before.
func (r *run) sweep(ctx context.Context, root *os.Root) error {
	if r.p.secret.Len() == 0 {
		return nil
	}
	for _, i := range r.p.secret.Anywhere(r.vocabulary()) {
		r.open[i] = true
	}
	from, overlap := len(r.findings), 1<<16
	for i := range r.p.secret.Len() {
		overlap = max(overlap, spelled*len(r.p.secret.Text(i)))
	}
	err := inOrder(ctx, walk(root), func(e entry) ([]qc.Finding, error) {
		if e.dir || path.Ext(e.path) == ".pdf" || strings.HasPrefix(path.Base(path.Dir(e.path)), "NATIVES") {
			return nil, nil
		}
		hits, err := r.swept(root, e.path, overlap)
		var out []qc.Finding
		for _, i := range hits {
			f := finding("bytes", e.path, "its bytes hold a withheld string that no page releases", 0)
			f.Text = r.p.secret.Text(i)
			out = append(out, f)
		}
		return out, err
	}, func(fs []qc.Finding) error { r.findings = append(r.findings, fs...); return nil })
	byFile(r.findings[from:])
	return err
}

// A table is looked through in stretches of at least so many bytes, which overlap by
// what a string takes that is spelled in the longest way: an escape for each byte of
// its letters, those coded again.
const (
	stretch = 1 << 20
	spelled = 16
)

// swept lists the withheld strings that a file holds and no page releases. Tables and
// the certificate grow with the production: they are text, and read in stretches.
func (r *run) swept(root *os.Root, p string, overlap int) ([]int, error) {
	f, size, err := openFile(root, p, maxFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	most := int(size)
	if path.Base(path.Dir(p)) == "DATA" || p == "certificate.json" {
		most = max(stretch, 2*overlap)
	}
	hit := map[int]bool{}
	buf := make([]byte, 0, min(most, int(size)))
	for at := int64(0); ; {
		n, err := io.ReadFull(f, buf[len(buf):cap(buf)])
		if at += int64(n); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, diskError("reading the production", p, err)
		}
		buf = buf[:len(buf)+n]
		for _, i := range r.p.secret.Sweep(buf) {
			if !r.open[i] {
				hit[i] = true
			}
		}
		if at >= size || n == 0 {
			break
		}
		buf = buf[:copy(buf, buf[len(buf)-overlap:])]
	}
	return slices.Sorted(maps.Keys(hit)), nil
}

// byFile puts findings of a folder that was walked in an order of their own.
func byFile(fs []qc.Finding) {
	slices.SortStableFunc(fs, func(a, b qc.Finding) int { return strings.Compare(a.File, b.File) })
}
