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
	bad := func(check, why string) { v.fail(check, "certificate.json", why, 0) }
	var sum Counts
	boxes := 0
	owned, placed := map[string]bool{transmittalPath: true, gapsPath: true}, map[string]int{}
	var last bates.Number
	for i, d := range v.cert.Documents {
		if len(d.Pages) == 0 {
			bad("bates", fmt.Sprintf("document %d has no page", i+1))
			continue
		}
		r, err := rangeOf(d)
		if err != nil || r.Pages() != len(d.Pages) || i > 0 && !v.follows(last, r.First) {
			v.fail("bates", d.PDF, "its range is not that of its pages, or does not follow the one before", 0)
		}
		for n, p := range d.Pages {
			if p.Bates != r.At(n).String() {
				v.fail("bates", d.PDF, "the numbers are not contiguous here", n+1)
			}
		}
		last = r.Last
		v.named(i, owned, placed)
		if d.RSMF != "" && d.RSMF != rsmfPath(d.Begin) {
			v.fail("files", d.RSMF, "it is not named by its document's first number", 0)
		}
		owned[d.RSMF] = true
		sum.add(d)
		for _, p := range d.Pages {
			boxes += len(p.Boxes)
		}
		v.codes(d)
	}
	v.sums(sum, boxes)
	if n := len(v.cert.Documents); n > 0 && (v.cert.Bates.First != v.cert.Documents[0].Begin || v.cert.Bates.Last != v.cert.Documents[n-1].End) {
		bad("bates", "its range is not that of its documents")
	}
	for _, f := range v.cert.Files {
		if !owned[f.Path] && !(len(f.Parts) > 0 && strings.HasPrefix(f.Path, "PDF/combined")) {
			v.fail("files", f.Path, "no document of the certificate has this file", 0)
		}
	}
	return nil
}

// follows tells whether a document may begin with a number after another ended:
// with the next one, or in a replacement with any later one.
func (v *verifier) follows(last, first bates.Number) bool {
	if v.cert.Replaces != "" {
		last.Suffix = first.Suffix
		return last.Before(first)
	}
	return first == last.Plus(1)
}

// named checks that the files of a document bear its numbers and lie in its
// volume, and that its parent comes before it in its family.
func (v *verifier) named(i int, owned map[string]bool, placed map[string]int) {
	d := v.cert.Documents[i]
	if i == 0 || v.cert.Documents[i-1].Volume != d.Volume {
		t := tablesOf(d.Volume)
		for _, p := range []string{t.dat, t.csv, t.opt, t.lfp, t.edrm} {
			owned[p] = true
		}
	}
	ok := d.PDF == in(d.Volume, "PDF/"+d.Begin+".pdf") && !owned[d.PDF] && (d.Text == "" || d.Text == in(d.Volume, "TEXT/"+d.Begin+".txt")) &&
		(d.Native == "" || strings.TrimSuffix(d.Native, path.Ext(d.Native)) == in(d.Volume, "NATIVES/"+d.Begin)) &&
		(len(d.Images) == 0 && v.cert.Images.Format == "" || len(d.Images) == len(d.Pages))
	for n, p := range d.Images {
		name := ""
		if n < len(d.Pages) {
			name = d.Pages[n].Bates
		}
		ok = ok && (p == in(d.Volume, imagePath(placed[d.Volume], name+".tif")) || p == in(d.Volume, imagePath(placed[d.Volume], name+".jpg")))
		placed[d.Volume]++
		owned[p] = true
	}
	if !ok {
		v.fail("files", d.PDF, "its files are not named by its numbers", 0)
	}
	owned[d.PDF], owned[d.Text], owned[d.Native] = true, true, true
	for j := i; d.Parent != ""; j-- {
		if j == 0 || v.cert.Documents[j-1].Begin == d.Parent {
			if j == 0 {
				v.fail("families", d.PDF, "what it is attached to does not stand before it", 0)
			}
			break
		}
		if v.cert.Documents[j-1].Parent == "" {
			v.fail("families", d.PDF, "what it is attached to is not of its family", 0)
			break
		}
	}
}

// sums compares the certificate's counts with those of its documents. A
// redaction that is broken over lines has a box on each, so there may be more
// boxes than redactions.
func (v *verifier) sums(sum Counts, boxes int) {
	c := v.cert.Counts
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
	case c.Pages != sum.Pages, c.PagesInFull != sum.PagesInFull, c.PagesInPart != sum.PagesInPart, c.PagesOfSheets != sum.PagesOfSheets, c.NotShown != sum.NotShown:
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
