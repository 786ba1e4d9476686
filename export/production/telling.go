package production

import (
	"fmt"

	"vaughn/export/layout"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// tightOn counts the boxes of a page whose width tells how long their words are.
func tightOn(p qc.PageClaim) (n int) {
	for _, b := range p.Boxes {
		if b.Tight {
			n++
		}
	}
	return n
}

// taken counts the pages that a choice of Spec.TellingBoxes sets anew.
func taken(c redact.Clean, by layout.Reflow) (n int) {
	for pic := range c.Pictures() {
		if by.Takes(pic) {
			n++
		}
	}
	return n
}

// anew tells before the run which choice there is about boxes that tell, or what
// the choice that was made does.
func (p *Plan) anew(r *record.Record, c redact.Clean) []qc.Finding {
	f := about(r, "widths", "")
	f.Severity = qc.Info
	by := p.Spec.reflow()
	n := taken(c, by)
	switch {
	case by == layout.KeepPictures:
		if n = taken(c, layout.ReflowTelling); n > 0 {
			f.Why = fmt.Sprintf("%d of its pages have boxes close between released words, as wide as what they hide: \"telling_boxes\": \"reflow\" would set these pages anew in words", n)
		}
	case n > 0:
		f.Reason, f.Why = "set-anew", fmt.Sprintf("%d of its pages are set anew in words, without their pictures", n)
	}
	if bare := wordless(c); by != layout.KeepPictures && bare > 0 {
		if f.Why != "" {
			f.Why += "; "
		}
		f.Why += fmt.Sprintf("%d of its pages with areas to withhold have no words to set and keep their pictures: see that no area is as narrow as what it hides", bare)
	}
	if f.Why == "" {
		return nil
	}
	return []qc.Finding{f}
}

// wordless counts pages of a file that hide areas and say nothing: scans.
func wordless(c redact.Clean) (n int) {
	for pic := range c.Pictures() {
		if pic.Page >= 0 && len(pic.Covers) > 0 && wordsOf(pic) == 0 && !layout.ReflowHidden.Takes(pic) {
			n++
		}
	}
	return n
}

// telling warns of boxes on pages of pixels that are as wide as what they hide:
// against a list of names that may tell which.
func (p *Plan) telling(r *record.Record, c redact.Clean, pages []qc.PageClaim) []qc.Finding {
	f := about(r, "widths", "")
	n, on := 0, 0
	for i, page := range pages {
		if k := tightOn(page); k > 0 {
			if n, on = n+k, on+1; on == 1 {
				f.Page, f.Bates = i+1, page.Bates
			}
		}
	}
	if n == 0 {
		return nil
	}
	f.Why = fmt.Sprintf("%d boxes on %d of its pages, this one the first, are as wide as the words under them", n, on)
	few, all := taken(c, layout.ReflowTelling), taken(c, layout.ReflowHidden)
	remedy := fmt.Sprintf("or produce with \"telling_boxes\": \"reflow\", which sets %d of its pages anew in words", few)
	switch {
	case p.Spec.reflow() == layout.ReflowTelling || few == 0:
		f.Why += ", since a line or a drawing stands close beside them"
		remedy = fmt.Sprintf("or produce with \"telling_boxes\": \"reflow-all\", which sets %d of its pages anew in words", all)
	case few < all:
		remedy += fmt.Sprintf(", or \"reflow-all\": all %d with withheld words", all)
	}
	f.Why += ": where that tells who is meant, mark more of the line, " + remedy
	return []qc.Finding{f}
}
