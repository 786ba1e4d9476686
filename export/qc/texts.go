package qc

import (
	"strings"

	"vaughn/export/layout"
)

// texts proves that PDFium reads on each page what was released, letter by
// letter in reading order (layout.Letters is the form of comparison).
func texts(p *proof) error {
	said, err := p.read()
	if err != nil {
		return err
	}
	for i, want := range p.claim.Pages {
		if layout.Letters(said[i]) != layout.Letters(want.Text) {
			p.fail(i, "the page does not say exactly what was released")
		}
	}
	return nil
}

// read gives PDFium's text of each page.
func (p *proof) read() ([]string, error) {
	for i := len(p.said); i < len(p.claim.Pages); i++ {
		s, err := p.doc.Text(i)
		if err != nil {
			return nil, err
		}
		p.said = append(p.said, s)
	}
	return p.said, nil
}

// withheld counts withheld strings in what both readers read, page by page and
// over the ends of pages: none may occur more often than the plan releases it.
func withheld(p *proof) error {
	if p.claim.Withheld.Len() == 0 {
		return nil
	}
	said, err := p.read()
	if err != nil {
		return err
	}
	var planned, own []string
	for i, page := range p.claim.Pages {
		planned, own = append(planned, page.Text), append(own, p.pages[i].text)
		p.beyond(i, said[i], page.Text)
	}
	all := strings.Join(planned, "\n")
	p.beyond(-1, strings.Join(said, "\n"), all)
	p.beyond(-1, strings.Join(own, "\n"), all)
	return nil
}

func (p *proof) beyond(page int, said, planned string) {
	for range p.claim.Withheld.Beyond(said, planned) {
		p.fail(page, "a withheld string occurs more often than the plan releases it")
	}
}
