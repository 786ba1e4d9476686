package production

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/layout"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/redact"
)

// beside writes what goes with the pages of a document: pictures of them, and
// its file where that was chosen to leave as it is.
func (r *run) beside(ctx context.Context, m *made, d Document, finals []layout.Final) error {
	if r.p.Spec.Images.Format != "" {
		for n, f := range finals {
			data, ending, err := r.p.Spec.Images.paint(f)
			if err != nil {
				return err
			}
			p := imagesFolder + m.cert.Pages[n].Bates + ending
			if err := r.write(m, p, data); err != nil {
				return err
			}
			m.cert.Images = append(m.cert.Images, p)
			if err := cancelled(ctx); err != nil {
				return err
			}
		}
	}
	if !r.p.Frozen.Natives[d.Record.ID] {
		return nil
	}
	return r.copyNative(ctx, m, d)
}

// maxNative bounds a file that leaves as it is, in bytes.
const maxNative = 1 << 30

func (r *run) copyNative(ctx context.Context, m *made, d Document) error {
	data, err := nativeOf(ctx, r.c, d.Record)
	if err != nil {
		return err
	}
	m.cert.Native = "NATIVES/" + m.cert.Begin + ending(d.Record.Name)
	for name, v := range nativeCells(data) {
		m.cells[name] = v
	}
	return r.write(m, m.cert.Native, data)
}

// nativeOf reads the file of a record.
func nativeOf(ctx context.Context, c Case, r *record.Record) ([]byte, error) {
	in, err := c.Native(ctx, r.Native)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxNative+1))
	if err == nil && len(data) > maxNative {
		err = fmt.Errorf("it has more than %d bytes", maxNative)
	}
	if err != nil {
		return nil, &fault.Error{Code: fault.Internal, Op: "producing a file natively", Subject: string(r.ID), Err: err, Hint: "Take the record out of natives: it leaves as pages then."}
	}
	return data, nil
}

// inside counts withheld strings in a file that leaves as it was collected: in
// what was read of it, and in its bytes, for it holds more than anyone read.
func (p *Plan) inside(ctx context.Context, c Case, d Document) (map[int]int, error) {
	r := d.Record
	if !p.Frozen.Natives[r.ID] || len(p.native(d)) > 0 {
		return nil, nil
	}
	data, err := nativeOf(ctx, c, r)
	if err != nil {
		return nil, err
	}
	out := p.secret.Found(r.Text)
	for _, i := range p.secret.Sweep(data) {
		out[i] = max(out[i], 1)
	}
	return out, nil
}

// nativeCells are the facts of a file that left as it is. No other file's are
// ever told: a size or a hash of what is withheld lets anyone test guesses.
func nativeCells(data []byte) map[string]string {
	sha, sum := sha256.Sum256(data), md5.Sum(data)
	return map[string]string{"FILESIZE": strconv.Itoa(len(data)), "SHA256HASH": hex.EncodeToString(sha[:]), "MD5HASH": hex.EncodeToString(sum[:])}
}

// ending is that of a file's name when it is plain, ".bin" else: the name
// itself does not leave.
func ending(name string) string {
	e := strings.ToLower(path.Ext(name))
	if len(e) < 2 || len(e) > 9 || strings.Trim(e[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ".bin"
	}
	return e
}

// native refuses to let a file leave as it is when anything of its record is
// withheld or still proposed, and when its bytes hold other records.
func (p *Plan) native(d Document) []qc.Finding {
	r := d.Record
	if !p.Frozen.Natives[r.ID] {
		return nil
	}
	why := ""
	for _, m := range d.State.Marks {
		if m.State != redact.Rejected {
			why = "a mark stands on it, so its file cannot leave as it is"
		}
	}
	switch {
	case r.Native == "" || r.Kind != "attachment" && r.Kind != "document":
		why = "it has no file of its own; messages and conversations leave as pages"
	case len(r.Children) > 0:
		why = "its file holds other records"
	}
	if why == "" {
		return nil
	}
	return []qc.Finding{{V: 1, Check: "native", Severity: qc.Block, Record: string(r.ID), MessageID: r.MessageID, Other: []qc.Place{}, Why: why}}
}

// held says which columns of a preset nothing fills, and which numbers stand on
// no page.
func (p *Plan) held() []qc.Finding {
	var out []qc.Finding
	for _, u := range p.unused() {
		out = append(out, qc.Finding{V: 1, Check: "bates", Severity: qc.Info, Other: []qc.Place{}, Why: u.From + " to " + u.To + ": " + shorter})
	}
	cols, err := p.Spec.Fields.columns()
	if none := empty(cols); err == nil && p.Spec.LoadFiles && len(none) > 0 {
		out = append(out, qc.Finding{V: 1, Check: "fields", Severity: qc.Info, Other: []qc.Place{},
			Why: fmt.Sprintf("the field list %s asks for %s, which are left empty: only what the reviewed pages say leaves", p.Spec.Fields.Preset, strings.Join(none, ", "))})
	}
	return out
}

// renumber gives the documents of a replacement the numbers that they had, in
// their order.
func (p *Plan) renumber() error {
	for i := range p.Len() {
		d := p.Doc(i)
		old, ok := p.Frozen.Numbers[d.ID]
		if !ok {
			return specError("replaces", fmt.Errorf("record %s was not produced in %s; use supplements for what is new", d.ID, p.Spec.Replaces))
		}
		over, err := old.Over(d.Pages, p.Spec.Bates.Suffix)
		if err != nil {
			return specError("replaces", err)
		}
		p.docs.list[i].first, p.docs.list[i].behind = over.First.N, int32(over.Last.Sub)
		if i > 0 && !p.Doc(i-1).Range.First.Before(over.First) {
			return specError("replaces", fmt.Errorf("the documents do not stand in the order of their numbers"))
		}
	}
	return nil
}

// unused are the numbers of a replacement that its pages do not need.
func (p *Plan) unused() (out []Unused) {
	for d := range p.Docs() {
		if u, ok := spare(d, d.old); ok && p.Spec.Replaces != "" {
			out = append(out, u)
		}
	}
	return out
}

// rangeOf is a document's range of numbers as the certificate says it.
func rangeOf(d CertDocument) (bates.Range, error) {
	first, err := bates.Parse(d.Begin)
	if err != nil {
		return bates.Range{}, err
	}
	last, err := bates.Parse(d.End)
	return bates.Range{First: first, Last: last}, err
}
