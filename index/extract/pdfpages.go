package extract

import (
	"context"
	"fmt"

	"vaughn/index/fault"
	"vaughn/index/pdfium"
	"vaughn/index/record"
)

// opener opens a file as often as it is asked, with the password that fits.
func opener(ctx context.Context, e *pdfium.Engine, in *input, passwords []string) func() (*pdfium.Document, error) {
	passwords = append([]string{""}, passwords...)
	return func() (*pdfium.Document, error) {
		for i, word := range passwords {
			d, err := e.Open(ctx, in.at, in.size, word)
			switch {
			case err == nil:
				passwords = passwords[i : i+1]
				return d, nil
			case fault.CodeOf(err) != fault.Encrypted || i == len(passwords)-1:
				return nil, err
			}
		}
		return nil, fmt.Errorf("opening a PDF: no password to try")
	}
}

// pages reads page by page. One that cannot be read is a page without words: its
// neighbours go on, in a document opened anew when the page took it along.
func (p *pdf) pages() error {
	p.s.first = len(p.s.body)
	p.s.left += maxPaged
	n := p.d.Pages()
	for i := range n {
		if i == maxPages {
			p.s.fail("text-cut", fmt.Sprintf("Only the first %d of %d pages were read. The others are not shown.", i, n), false)
			return nil
		}
		read := p.page
		if p.words >= maxWords || p.s.left <= maxText {
			read = p.blank
		}
		err := read(i)
		if err == nil {
			continue
		}
		if p.restarts == maxRestarts {
			return err
		}
		if len(p.s.pages) == i {
			p.s.pages = append(p.s.pages, record.Page{})
			p.s.body = append(p.s.body, part{record.Block{Role: record.RoleBody, Field: record.FieldBody}, ""})
		}
		p.bad = append(p.bad, i+1)
		if p.d.Alive() {
			continue
		}
		p.restarts++
		p.d.Close()
		d, err := p.open()
		if err != nil {
			return err
		}
		p.d = d
	}
	return nil
}

// blank lists a page whose words do not fit any more.
func (p *pdf) blank(i int) error {
	w, h, err := p.d.Size(i)
	if err != nil {
		return err
	}
	p.beyond++
	p.pictures = append(p.pictures, i+1)
	p.put("", nil, w, h)
	return p.annotations(i)
}

// guessed tells a page on which most words are set in fonts that do not say which
// letters they show.
func guessed(words []pdfium.Word) bool {
	n := 0
	for _, w := range words {
		if w.Guessed {
			n++
		}
	}
	return 2*n > len(words)
}
