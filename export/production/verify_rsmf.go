package production

import (
	"bytes"
	"context"
	"io"
	"path"
	"slices"
	"strings"

	"vaughn/export/loadfile"
	"vaughn/index/archive/rsmf"
)

// talks re-reads the RSMF files: all that they say stands on the pages of their
// document or of the files it holds, the files in them are those of the
// production byte for byte, and they are written as the program writes them.
func (v *verifier) talks(context.Context) error {
	for f, err := range v.families(v.whole()) {
		if err != nil {
			return err
		}
		for _, d := range f.docs {
			if d.RSMF != "" {
				v.conversation(d, f.docs)
			}
		}
	}
	return nil
}

// conversation re-reads the RSMF file of a document; the files that it holds are
// those of its family.
func (v *verifier) conversation(d CertDocument, family []CertDocument) {
	data, bad := v.read(d.RSMF)
	if bad != nil {
		v.findings = append(v.findings, *bad)
		return
	}
	x, err := loadfile.ReadRSMF(data)
	if err != nil {
		v.fail("rsmf", d.RSMF, err.Error(), 0)
		return
	}
	var again bytes.Buffer
	if err := loadfile.WriteRSMF(&again, x); err != nil || !bytes.Equal(again.Bytes(), data) {
		v.fail("rsmf", d.RSMF, "it is not written as the program writes it", 0)
		return
	}
	byFile := make(map[string]CertDocument, len(family))
	for _, c := range family {
		byFile[path.Base(c.PDF)] = c
	}
	v.talk(d, x, byFile)
}

func (v *verifier) talk(d CertDocument, x loadfile.RSMF, byFile map[string]CertDocument) {
	texts, _ := v.says(d)
	pages := []string{strings.Join(texts, "\n")}
	for _, f := range x.Files {
		child, ok := byFile[f.Name]
		if !ok || !v.holds(child.PDF, f) {
			v.fail("rsmf", d.RSMF, "a file in it is none of the production", 0)
			continue
		}
		said, _ := v.says(child)
		pages = append(pages, strings.Join(said, "\n"))
	}
	page := strings.Join(pages, "\n")
	if x.Custodian != "" && !slices.Contains(v.Custodians, x.Custodian) {
		v.fail("rsmf", d.RSMF, "it names a custodian the certificate does not know", 0)
	}
	said := sayings(page)
	for _, s := range spoken(x.Manifest) {
		if !said.has(s) {
			v.fail("rsmf", d.RSMF, "it says what no page says", 0)
			return
		}
	}
}

// holds tells whether a file of the zip is a file of the production.
func (v *verifier) holds(path string, f loadfile.RSMFFile) bool {
	want, bad := v.read(path)
	if bad != nil {
		return false
	}
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	return err == nil && bytes.Equal(got, want)
}

// spoken lists all words of a manifest but its own: ids that it numbers by
// itself, kinds of events, and times, of which the page's clock is asked for.
func spoken(m rsmf.Manifest) []string {
	var out []string
	for _, c := range m.Conversations {
		if c.Platform != "unknown" {
			out = append(out, c.Platform)
		}
		out = append(out, c.Display, c.Icon)
	}
	for _, p := range m.Participants {
		out = append(out, p.Display, p.Email, p.Account, p.Avatar)
	}
	for _, e := range m.Events {
		out = append(out, e.Body)
		if at := strings.Index(e.Timestamp, "T"); at > 0 && len(e.Timestamp) >= at+9 {
			out = append(out, e.Timestamp[at+1:at+9])
		}
		for _, c := range e.Custom {
			out = append(out, c.Value)
		}
		for _, x := range e.Edits {
			out = append(out, x.Previous, x.New)
		}
		for _, a := range e.Attachments {
			out = append(out, a.Display)
		}
		for _, r := range e.Reactions {
			out = append(out, r.Value)
		}
	}
	return out
}
