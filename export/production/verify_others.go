package production

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"

	"vaughn/export/loadfile"
)

func (t *tabled) opt() error { return t.pictures(t.at.opt, loadfile.OPT, loadfile.OPTLines, opticon) }

func (t *tabled) lfp() error { return t.pictures(t.at.lfp, loadfile.LFP, loadfile.LFPLines, ipro) }

// pictures proves an image load file: it says just what follows from the
// documents, and both readers find just that in it.
func (t *tabled) pictures(path string, open func(io.Writer) *loadfile.Images, strict func(io.Reader) iter.Seq2[loadfile.Image, error], of func(*CertDocument) []loadfile.Image) error {
	f, g := t.open(path), t.open(path)
	if f == nil || g == nil {
		if path == t.at.opt && t.has(t.at.dat) {
			t.fail("load-file", path, "there is no OPT beside the DAT", 0)
		}
		return nil
	}
	defer f.Close()
	defer g.Close()
	written := newAgain()
	w := open(written)
	got, stop := iter.Pull2(strict(f))
	defer stop()
	loose, stop2 := iter.Pull2(loadfile.LooseImageLines(g))
	defer stop2()
	same, alike := true, true
	for d, err := range t.volumeDocs() {
		if err != nil {
			return err
		}
		if len(d.Pages) == 0 || len(d.Images) > 0 && len(d.Images) != len(d.Pages) {
			return nil // numbers has said so
		}
		list := of(&d)
		_ = images(list, w) // a value that cannot be written gives another sum
		for _, want := range list {
			i, err, ok := got()
			if err != nil {
				t.fail("load-file", path, err.Error(), 0)
				return nil
			}
			same = same && ok && i == want
			i, err, ok = loose()
			alike = alike && ok && err == nil && i == want
		}
	}
	_ = w.Close()
	_, err, more := got()
	_, _, other := loose()
	switch {
	case err != nil:
		t.fail("load-file", path, err.Error(), 0)
	case more || !same || !t.list.is(path, written.sum()):
		t.fail("load-file", path, "it does not say what the certificate says", 0)
	case other || !alike:
		t.fail("load-file", path, "a tolerant reader does not find in it what the strict one finds", 0)
	}
	return nil
}

// volumeDocs gives the documents of the volume.
func (t *tabled) volumeDocs() iter.Seq2[CertDocument, error] {
	return func(yield func(CertDocument, error) bool) {
		for f, err := range t.families(t.part) {
			for _, d := range f.docs {
				if !yield(d, nil) {
					return
				}
			}
			if err != nil {
				yield(CertDocument{}, err)
				return
			}
		}
	}
}

// edrm reads the interchange file with another's decoder and compares it with
// the documents; its values stand on the pages or follow from the certificate.
func (t *tabled) edrm() error {
	f := t.open(t.at.edrm)
	if f == nil {
		return nil
	}
	defer f.Close()
	next, stop := iter.Pull2(t.families(t.part))
	defer stop()
	x := &interchange{tabled: t, next: next, written: newAgain(), dat: t.besideDAT()}
	defer x.dat.stop()
	var err error
	if x.again, err = loadfile.NewEDRM(x.written, batchName(t.part.volume), edrmTags()); err != nil {
		return err
	}
	fields, got, rerr := loadfile.ReadEDRM(f, x.document)
	if x.err != nil {
		return x.err
	}
	if rerr == nil {
		rerr = x.again.Close()
	}
	_, _, more := x.doc()
	switch {
	case rerr != nil:
		t.fail("load-file", t.at.edrm, "it is no interchange file of these documents", 0)
	case more || !slices.Equal(got, x.pairs) || !slices.Equal(fields, edrmTags()):
		t.fail("load-file", t.at.edrm, "its documents, fields or relations are not those of the certificate", 0)
	case !t.list.is(t.at.edrm, x.written.sum()):
		t.fail("load-file", t.at.edrm, "it is not written as the program writes it", 0)
	}
	return nil
}

// interchange is an interchange file on its way through the proof.
type interchange struct {
	*tabled
	next    func() (family, error, bool)
	family  family
	k       int // the next of the family's documents
	again   *loadfile.EDRM
	written again
	pairs   [][2]string
	dat     *beside
	err     error // of reading the certificate
}

// doc is the family of the next document, and its place in it.
func (x *interchange) doc() (f *family, k int, ok bool) {
	for x.k == len(x.family.docs) {
		if x.family, x.err, ok = x.next(); !ok || x.err != nil {
			return nil, 0, false
		}
		x.k = 0
	}
	x.k++
	return &x.family, x.k - 1, true
}

// document takes the next document of the file.
func (x *interchange) document(d loadfile.EDRMDocument) error {
	f, k, ok := x.doc()
	if !ok {
		return errors.Join(x.err, errors.New("it has more documents than the certificate"))
	}
	cert := f.docs[k]
	if d.Parent = cert.Parent; d.Parent != "" {
		x.pairs = append(x.pairs, [2]string{d.Parent, cert.Begin})
	}
	x.rowOf(f, k, loadfile.XMLable).interchanged(d)
	if field := x.dat.differs(d); field != "" {
		x.fail("load-file", x.at.edrm, "document "+cert.Begin+" does not say what the DAT says in "+field, 0)
	}
	return x.again.Document(d)
}

// interchanged checks one document of the interchange file.
func (r *row) interchanged(d loadfile.EDRMDocument) {
	fail := func(why string) {
		r.fail("load-file", r.tabled.at.edrm, fmt.Sprintf("document %d %s", r.at+1, why), 0)
	}
	fixed := r.want
	r.want = nil // a tag has its own spelling
	cells := map[string]string{"ALLCUSTODIANS": strings.Join(d.Custodians, "; ")}
	if d.Message {
		cells["RECORDTYPE"] = "Email"
	}
	for _, tag := range d.Tags {
		at := slices.IndexFunc(edrmFields, func(f struct{ tag, cell, kind string }) bool { return f.tag == tag.Name })
		if at < 0 {
			fail("has a tag that is not the program's")
			return
		}
		cell := edrmFields[at].cell
		cells[cell] = tag.Value
		if w, ok := fixed[cell]; ok && loadfile.XMLable(w) != tag.Value {
			fail("has a tag that does not agree with the certificate")
		} else if why := r.stands(cell, tag.Value); !ok && why != "" {
			fail(why)
		}
	}
	for _, cell := range []string{"ENDBATES", "REDACTED", "WITHHELD", "PRODID"} {
		if cells[cell] == "" {
			fail("lacks a tag")
			return
		}
	}
	if why := r.wrong("ALLCUSTODIANS", cells["ALLCUSTODIANS"]); why != "" {
		fail(why)
	}
	for name, v := range r.derived(*r.doc, map[string]string{}) {
		cells[name] = v
	}
	if !reflect.DeepEqual(edrmDocument(cells, *r.doc), d) {
		fail("is not what follows from the certificate")
	}
}
