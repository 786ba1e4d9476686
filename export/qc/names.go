package qc

import "math"

// names proves what a file says about its pages: title, page labels, outline,
// and their sizes, as PDFium reads them.
func names(p *proof) error {
	title, err := p.doc.Meta("Title")
	if err != nil {
		return err
	}
	if title != p.claim.Title {
		p.fail(-1, "its title is not what the plan says")
	}
	marks, err := p.doc.Bookmarks()
	if err != nil {
		return err
	}
	if len(marks) != len(p.claim.Bookmarks) {
		p.fail(-1, "it has %d bookmarks, the plan %d", len(marks), len(p.claim.Bookmarks))
	}
	for i, b := range marks {
		if i < len(p.claim.Bookmarks) && (b.Title != p.claim.Bookmarks[i].Text || b.Page != p.claim.Bookmarks[i].Page || b.Depth != 0) {
			p.fail(b.Page, "bookmark %d is not what the plan says", i+1)
		}
	}
	for i, want := range p.claim.Pages {
		label, err := p.doc.PageLabel(i)
		if err != nil {
			return err
		}
		if label != want.Bates {
			p.fail(i, "its page label is not its number")
		}
		w, h, err := p.doc.Size(i)
		if err != nil {
			return err
		}
		if math.Abs(w-want.W) > 0.02 || math.Abs(h-want.H) > 0.02 {
			p.fail(i, "it is %.2f × %.2f points, the plan says %.2f × %.2f", w, h, want.W, want.H)
		}
	}
	return nil
}
