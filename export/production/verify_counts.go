package production

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/qc"
)

// numbers checks the certificate against itself: every page has the number
// that follows the last one, the sums add up, each document has files of its
// own that are named by its numbers, and every file belongs to something.
func (v *verifier) numbers(context.Context) error {
	n := &numbering{verifier: v, owned: make([]bool, len(v.list.files)), placed: map[string]int{}}
	n.own(transmittalPath, gapsPath)
	for d, err := range v.docs() {
		if err != nil {
			return err
		}
		n.document(&d)
	}
	v.totals()
	if n.i > 0 && (v.Bates.First != n.first || v.Bates.Last != n.end) {
		v.fail("bates", "certificate.json", "its range is not that of its documents", 0)
	}
	for i, own := range n.owned {
		f := string(v.list.path(v.list.files[i]))
		if _, combined := v.list.parts[f]; !own && !(combined && strings.HasPrefix(f, "PDF/combined")) {
			v.fail("files", f, "no document of the certificate has this file", 0)
		}
	}
	return nil
}

// numbering is the check of the numbers at work.
type numbering struct {
	*verifier
	i          int            // documents so far
	owned      []bool         // of the files listed
	placed     map[string]int // pictures, by volume
	first, end string         // numbers of all documents
	last       bates.Number
	volume     string          // of the document before
	family     map[string]bool // first numbers of the family so far
}

// own notes that files belong to something; it tells whether one of them did before.
func (n *numbering) own(paths ...string) (before bool) {
	for _, p := range paths {
		if i, ok := n.list.find(p); ok {
			before, n.owned[i] = before || n.owned[i], true
		}
	}
	return before
}

func (n *numbering) document(d *CertDocument) {
	i := n.i
	n.i++
	if i == 0 {
		n.first = d.Begin
	}
	n.end = d.End
	if len(d.Pages) == 0 {
		n.fail("bates", "certificate.json", fmt.Sprintf("document %d has no page", i+1), 0)
		return
	}
	r, err := rangeOf(*d)
	if err != nil || r.Pages() != len(d.Pages) || i > 0 && !n.follows(n.last, r.First) {
		n.fail("bates", d.PDF, "its range is not that of its pages, or does not follow the one before", 0)
	}
	for k, p := range d.Pages {
		if p.Bates != r.At(k).String() {
			n.fail("bates", d.PDF, "the numbers are not contiguous here", k+1)
		}
	}
	n.last = r.Last
	n.named(d)
	n.attached(d, i)
	if d.RSMF != "" && d.RSMF != rsmfPath(d.Begin) {
		n.fail("files", d.RSMF, "it is not named by its document's first number", 0)
	}
	n.own(d.RSMF)
	n.codes(*d)
	n.volume = d.Volume
}

// follows tells whether a document may begin with a number after another ended:
// with the next one, or in a replacement with any later one.
func (v *verifier) follows(last, first bates.Number) bool {
	if v.Replaces != "" {
		last.Suffix = first.Suffix
		return last.Before(first)
	}
	return first == last.Plus(1)
}

// named checks that the files of a document bear its numbers and lie in its
// volume.
func (n *numbering) named(d *CertDocument) {
	if n.i == 1 || n.volume != d.Volume {
		t := tablesOf(d.Volume)
		n.own(t.dat, t.csv, t.opt, t.lfp, t.edrm)
	}
	ok := d.PDF == in(d.Volume, "PDF/"+d.Begin+".pdf") && (d.Text == "" || d.Text == in(d.Volume, "TEXT/"+d.Begin+".txt")) &&
		(d.Native == "" || strings.TrimSuffix(d.Native, path.Ext(d.Native)) == in(d.Volume, "NATIVES/"+d.Begin)) &&
		(len(d.Images) == 0 && n.Images.Format == "" || len(d.Images) == len(d.Pages))
	for k, p := range d.Images {
		name := ""
		if k < len(d.Pages) {
			name = d.Pages[k].Bates
		}
		ok = ok && (p == in(d.Volume, imagePath(n.placed[d.Volume], name+".tif")) || p == in(d.Volume, imagePath(n.placed[d.Volume], name+".jpg")))
		n.placed[d.Volume]++
		n.own(p)
	}
	if n.own(d.PDF) || !ok {
		n.fail("files", d.PDF, "its files are not named by its numbers", 0)
	}
	n.own(d.Text, d.Native)
}

// attached checks that what a document is attached to comes before it in its
// family, and that a family lies in one volume.
func (n *numbering) attached(d *CertDocument, i int) {
	switch {
	case d.Parent == "":
		n.family = map[string]bool{}
	case i == 0:
		n.fail("families", d.PDF, "what it is attached to does not stand before it", 0)
	case !n.family[d.Parent]:
		n.fail("families", d.PDF, "what it is attached to is not of its family", 0)
	case d.Volume != n.volume:
		n.fail("families", d.PDF, "it does not lie in the volume of what it is attached to", 0)
	}
	if n.family == nil {
		n.family = map[string]bool{}
	}
	n.family[d.Begin] = true
}

// totals compares the certificate's counts with those of its documents. A
// redaction that is broken over lines has a box on each, so there may be more
// boxes than redactions.
func (v *verifier) totals() {
	c, sum, boxes := v.Counts, v.sums.counts, v.sums.boxes
	amounts, codes := 0, 0
	for _, n := range c.Amounts {
		amounts += n
	}
	for _, n := range c.ByExemption {
		codes += n
	}
	switch {
	case c.Records != sum.Records, c.InFull != sum.InFull, c.InPart != sum.InPart, c.Withheld != sum.Withheld, c.Sheets != sum.Sheets:
		v.fail("counts", "certificate.json", "the counts of records do not add up", 0)
	case c.Cleared < 0, c.Cleared > c.Elsewhere, c.Looked < 0, c.Looked > c.Records:
		v.fail("counts", "certificate.json", "the counts of what a person cleared do not add up", 0)
	case c.Pages != sum.Pages, c.PagesInFull != sum.PagesInFull, c.PagesInPart != sum.PagesInPart, c.PagesOfSheets != sum.PagesOfSheets, c.NotShown != sum.NotShown, c.SetAnew != sum.SetAnew:
		v.fail("counts", "certificate.json", "the count of pages does not add up", 0)
	case c.Tight != sum.Tight, c.Boxes > boxes, c.Boxes == 0 && boxes > 0, amounts != c.Boxes, codes < c.Boxes:
		v.fail("counts", "certificate.json", "the counts of redactions do not add up", 0)
	}
}

// codes checks that a document lists just the codes of its boxes.
func (v *verifier) codes(d CertDocument) {
	var all []string
	for n, p := range d.Pages {
		for _, b := range p.Boxes {
			all = append(all, b.Codes...)
			if len(b.Codes) == 0 || !inPage(b, p) {
				v.fail("codes", d.PDF, "a redaction names no exemption or lies off its page", n+1)
			}
		}
	}
	slices.Sort(all)
	listed := slices.Sorted(slices.Values(d.Codes))
	if !slices.Equal(slices.Compact(all), listed) {
		v.fail("codes", d.PDF, "its exemptions are not those of its redactions", 0)
	}
}

func inPage(b qc.BoxClaim, p qc.PageClaim) bool {
	return b.X >= 0 && b.Y >= 0 && b.W > 0 && b.H > 0 && b.X+b.W <= p.W && b.Y+b.H <= p.H
}
