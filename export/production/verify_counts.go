package production

import (
	"context"
	"fmt"
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
	sum.ByExemption = map[string]int{}
	var want bates.Number
	owned := map[string]bool{datPath: true, csvPath: true, optPath: true}
	for i, d := range v.cert.Documents {
		if len(d.Pages) == 0 {
			bad("bates", fmt.Sprintf("document %d has no page", i+1))
			continue
		}
		for n, p := range d.Pages {
			b, err := bates.Parse(p.Bates)
			if err != nil || (sum.Pages > 0 && b != want) {
				v.fail("bates", d.PDF, "the numbers are not contiguous here", n+1)
			}
			want = b.Plus(1)
			sum.Pages++
		}
		if d.Begin != d.Pages[0].Bates || d.End != d.Pages[len(d.Pages)-1].Bates {
			v.fail("bates", d.PDF, "its range is not that of its pages", 0)
		}
		if d.PDF != "PDF/"+d.Begin+".pdf" || d.Text != "" && d.Text != "TEXT/"+d.Begin+".txt" || owned[d.PDF] {
			v.fail("files", d.PDF, "its files are not named by its first number", 0)
		}
		if d.RSMF != "" && d.RSMF != rsmfPath(d.Begin) {
			v.fail("files", d.RSMF, "it is not named by its document's first number", 0)
		}
		owned[d.PDF], owned[d.Text], owned[d.RSMF] = true, true, true
		sum.add(d)
		v.codes(d)
	}
	v.sums(sum)
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

func (c *Counts) add(d CertDocument) {
	c.Records++
	boxes := 0
	for _, p := range d.Pages {
		boxes += len(p.Boxes)
	}
	c.Boxes += boxes
	switch {
	case d.Withheld:
		c.Withheld++
	case boxes > 0:
		c.InPart++
	default:
		c.InFull++
	}
}

// sums compares the certificate's counts with those of its documents. A
// redaction that is broken over lines has a box on each, so there may be more
// boxes than redactions.
func (v *verifier) sums(sum Counts) {
	c := v.cert.Counts
	amounts, codes := 0, 0
	for _, n := range c.Amounts {
		amounts += n
	}
	for _, n := range c.ByExemption {
		codes += n
	}
	switch {
	case c.Records != sum.Records, c.InFull != sum.InFull, c.InPart != sum.InPart, c.Withheld != sum.Withheld:
		v.fail("counts", "certificate.json", "the counts of records do not add up", 0)
	case c.Pages != sum.Pages:
		v.fail("counts", "certificate.json", "the count of pages does not add up", 0)
	case c.Boxes > sum.Boxes, c.Boxes == 0 && sum.Boxes > 0, amounts != c.Boxes, codes < c.Boxes:
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
