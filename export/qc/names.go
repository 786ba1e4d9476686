package qc

import (
	"math"

	"vaughn/export/qc/syntax"
)

// fileNames proves the title and the outline as PDFium reads them, and page labels
// as the own reader does.
func fileNames(p *proof) error {
	p.labels()
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

// labels proves that the labels of pages are their numbers.
func (p *proof) labels() {
	tree := p.file.Dict(p.file.Trailer["Root"])["PageLabels"]
	list, ok := p.numbered(tree)
	if tree != nil && (!ok || len(list) != len(p.pages)) {
		p.fail(-1, "its page labels are not one for each page")
		return
	}
	for n, page := range p.claim.Pages {
		said := ""
		if tree != nil {
			s, _ := p.file.Dict(list[n])["P"].(syntax.String)
			said = decoded(s)
		}
		if said != page.Bates {
			p.fail(n, "its page label, as the own reader has it, is not its number")
		}
	}
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
