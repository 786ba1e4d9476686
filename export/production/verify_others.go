package production

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"vaughn/export/loadfile"
)

func (t *tabled) opt() { t.pictures(t.at.opt, loadfile.OPT, loadfile.ReadOPT, opticon) }

func (t *tabled) lfp() { t.pictures(t.at.lfp, loadfile.LFP, loadfile.ReadLFP, ipro) }

// pictures proves an image load file: it says just what follows from the
// documents, and both readers find just that in it.
func (t *tabled) pictures(path string, open func(io.Writer) *loadfile.Images, strict func(io.Reader) ([]loadfile.Image, error), of func(CertDocument) []loadfile.Image) {
	if !t.has(path) {
		if path == t.at.opt && t.has(t.at.dat) {
			t.fail("load-file", path, "there is no OPT beside the DAT", 0)
		}
		return
	}
	var want []loadfile.Image
	written := newAgain()
	w := open(written)
	for _, d := range t.cert.Documents[t.from:t.to] {
		if len(d.Pages) == 0 || len(d.Images) > 0 && len(d.Images) != len(d.Pages) {
			return // numbers has said so
		}
		list := of(d)
		want = append(want, list...)
		_ = images(list, w) // a value that cannot be written gives another sum
	}
	_ = w.Close()
	data, bad := t.read(path)
	if bad != nil {
		t.findings = append(t.findings, *bad)
		return
	}
	got, err := strict(bytes.NewReader(data))
	other, forgiven, err2 := loadfile.LooseImages(bytes.NewReader(data))
	switch {
	case err != nil:
		t.fail("load-file", path, err.Error(), 0)
	case !written.is(t.listed[path]) || !slices.Equal(got, want):
		t.fail("load-file", path, "it does not say what the certificate says", 0)
	case err2 != nil || len(forgiven) > 0 || !slices.Equal(other, want):
		t.fail("load-file", path, "a tolerant reader does not find in it what the strict one finds", 0)
	}
}

// edrm reads the interchange file with another's decoder and compares it with
// the documents; its values stand on the pages or follow from the certificate.
func (t *tabled) edrm() {
	f := t.open(t.at.edrm)
	if f == nil {
		return
	}
	defer f.Close()
	written := newAgain()
	x, err := loadfile.NewEDRM(written, batchName(t.cert.Documents[t.from].Volume), edrmTags())
	i := t.from
	var pairs [][2]string
	fields, got, rerr := loadfile.ReadEDRM(f, func(d loadfile.EDRMDocument) error {
		if i == t.to {
			return fmt.Errorf("it has more documents than the certificate")
		}
		cert := t.cert.Documents[i]
		d.Parent = cert.Parent
		if d.Parent != "" {
			pairs = append(pairs, [2]string{d.Parent, cert.Begin})
		}
		t.interchanged(i, d)
		i++
		if err == nil {
			err = x.Document(d)
		}
		return nil
	})
	if err == nil {
		err = x.Close()
	}
	switch {
	case rerr != nil || err != nil:
		t.fail("load-file", t.at.edrm, "it is no interchange file of these documents", 0)
	case i != t.to || !slices.Equal(got, pairs) || !slices.Equal(fields, edrmTags()):
		t.fail("load-file", t.at.edrm, "its documents, fields or relations are not those of the certificate", 0)
	case !written.is(t.listed[t.at.edrm]):
		t.fail("load-file", t.at.edrm, "it is not written as the program writes it", 0)
	}
}

// interchanged checks one document of the interchange file.
func (t *tabled) interchanged(i int, d loadfile.EDRMDocument) {
	cert := t.cert.Documents[i]
	fail := func(why string) {
		t.fail("load-file", t.at.edrm, fmt.Sprintf("document %d %s", i+1, why), 0)
	}
	fixed := t.cert.fixed(cert, t.cert.kin(i))
	texts, _ := t.says(cert)
	page := strings.Join(texts, "\n")
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
		} else if why := t.stands(i, cell, tag.Value, nil, loadfile.XMLable(page)); !ok && why != "" {
			fail(why)
		}
	}
	for _, cell := range []string{"ENDBATES", "REDACTED", "WITHHELD", "PRODID"} {
		if cells[cell] == "" {
			fail("lacks a tag")
			return
		}
	}
	if why := t.wrong("ALLCUSTODIANS", cells["ALLCUSTODIANS"], nil, ""); why != "" {
		fail(why)
	}
	for name, v := range t.derived(cert, map[string]string{}) {
		cells[name] = v
	}
	if !reflect.DeepEqual(edrmDocument(cells, cert), d) {
		fail("is not what follows from the certificate")
	}
}
