package qc

import "math"

// fileNames proves the title and the outline as PDFium reads them.
func fileNames(p *proof) error {
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
	return nil
}

// pageNames proves a page's label and its size as PDFium reads them.
func pageNames(p *proof, pg *page) error {
	label, err := p.doc.PageLabel(pg.n)
	if err != nil {
		return err
	}
	if label != pg.want.Bates {
		p.fail(pg.n, "its page label is not its number")
	}
	w, h, err := p.doc.Size(pg.n)
	if err != nil {
		return err
	}
	if math.Abs(w-pg.want.W) > 0.02 || math.Abs(h-pg.want.H) > 0.02 {
		p.fail(pg.n, "it is %.2f × %.2f points, the plan says %.2f × %.2f", w, h, pg.want.W, pg.want.H)
	}
	return nil
}
