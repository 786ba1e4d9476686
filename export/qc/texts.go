package qc

import (
	"strings"
	"unicode"

	"vaughn/export/layout"
)

// text proves that PDFium reads on a page what was released, letter by letter
// in reading order (layout.Letters is the form of comparison).
func text(p *proof, pg *page) error {
	if len(pg.want.Plates) > 0 && sameBag(pg.text, pg.want.Text) {
		return nil // its order over and beside a plate is the own reader's business, see content
	}
	if !same(pg.text, pg.want.Text) {
		p.fail(pg.n, "the page does not say exactly what was released")
	}
	return nil
}

// same compares what was read with what was released. QUIRK: in lines from
// right to left PDFium turns brackets round, so there each pair counts as one
// sign; their order says nothing there anyway.
func same(said, released string) bool {
	if strings.ContainsFunc(released, rightToLeft) {
		said, released = pairs.Replace(said), pairs.Replace(released)
	}
	return layout.Letters(said) == layout.Letters(released)
}

var pairs = strings.NewReplacer(")", "(", "]", "[", "}", "{", ">", "<", "»", "«", "›", "‹", "≥", "≤")

func rightToLeft(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// withheldOnPage counts withheld strings in what PDFium reads on a page: none
// may occur more often than the plan releases it.
func withheldOnPage(p *proof, pg *page) error {
	p.beyond(pg.n, pg.text, pg.want.Text)
	return nil
}

// withheldAcross counts them over the ends of pages, as both readers read them.
func withheldAcross(p *proof, w window) {
	if p.claim.Withheld.Len() == 0 {
		return
	}
	planned := strings.Join(w.planned, "\n")
	if len(w.said) > 1 {
		p.beyond(-1, strings.Join(w.said, "\n"), planned)
	}
	p.beyond(-1, strings.Join(w.own, "\n"), planned)
}

func (p *proof) beyond(page int, said, planned string) {
	for range p.claim.Withheld.Beyond(said, planned) {
		p.fail(page, "a withheld string occurs more often than the plan releases it")
	}
}
