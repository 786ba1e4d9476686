// Package pdf writes finished pages as PDF. It is the only importer of gofpdf
// and keeps that writer to what is proven safe.
//
// It takes layout.Final alone, which only layout.Finish makes from a
// redact.Clean, so hidden words cannot reach it. What it writes is a function
// of the pages and Info: fixed dates, sorted catalog, an /ID that is a digest
// of the document; two runs give the same bytes. Fonts hold exactly the
// characters that are drawn. Its only images are plates, whose boxes are in
// their pixels; invisible text stands only over them. It writes no links,
// scripts, layers, templates, attachments, forms or XMP; it does not read PDF and
// does not encrypt.
//
// Documents are tagged (see tags): a screen reader is told paragraphs, headings,
// tables, header entries, quotations and pictures in reading order, each box as
// what it is ("redacted, exemption b 6"), and stamps as no part of the record.
// What is left out of PDF/UA (ISO 14289-1), so that no claim of it is made: XMP with
// its identifier, the language of single words, the logical order of words inside
// a line that runs from right to left, and what a picture shows.
//
// gofpdf keeps a document in memory until its end: about 40 KB a page. A
// document has at most MaxPages.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"vaughn/export/layout"
)

// MaxPages is the most one document holds; a longer volume is split by the
// caller.
const MaxPages = 10_000

// ErrTooLong says that a document would have more than MaxPages.
var ErrTooLong = errors.New("more than 10,000 pages in one document")

// Info is what a document says about itself. Nothing of it may come from
// withheld text: titles and labels are Bates numbers.
type Info struct {
	Title string // the Bates range
	Lang  string // BCP 47; "en-US" when empty
	// Label gives the page label, the Bates number, of a page counted from 0.
	// Nil writes no labels.
	Label func(page int) string
	// Bookmark gives the outline entry that opens at a page counted from 0, ""
	// for none. Nil writes no outline.
	Bookmark func(page int) string
}

// producer and epoch stand for the program and the time in every document:
// neither may differ between two runs.
const producer = "Vaughn"

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Write writes the pages as one document and tells how many they are. Nothing
// is written when a page cannot be: the caller's file stays empty.
func Write(w io.Writer, pages iter.Seq2[layout.Final, error], info Info) (int, error) {
	var all []layout.Page
	for f, err := range pages {
		if err != nil {
			return 0, fmt.Errorf("writing a PDF: %w", err)
		}
		if len(all) == MaxPages {
			return 0, fmt.Errorf("writing a PDF: %w", ErrTooLong)
		}
		all = append(all, f.Page())
	}
	if len(all) == 0 {
		return 0, fmt.Errorf("writing a PDF: there are no pages")
	}
	out, err := compose(all, info)
	if err != nil {
		return 0, fmt.Errorf("writing a PDF of %d pages: %w", len(all), err)
	}
	if _, err := w.Write(out); err != nil {
		return 0, fmt.Errorf("writing a PDF of %d pages: %w", len(all), err)
	}
	return len(all), nil
}

// compose makes the document. QUIRK: gofpdf panics on characters it cannot
// hold and on some fonts; layout lets none through, and what is overlooked must
// fail one document, not the program.
func compose(pages []layout.Page, info Info) (out []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the writer failed: %s", harmless(v))
		}
	}()
	d := gofpdf.NewCustom(&gofpdf.InitType{UnitStr: "pt", Size: size(pages[0])})
	d.SetMargins(0, 0, 0)
	d.SetAutoPageBreak(false, 0)
	d.SetCreationDate(epoch)
	d.SetModificationDate(epoch)
	d.SetCatalogSort(true)
	d.SetProducer(producer, false)
	d.SetTitle(plain(info.Title), true)
	if err := fonts(d, pages); err != nil {
		return nil, err
	}
	plates := 0
	t := newTags()
	for i := range pages {
		d.AddPageFormat("P", size(pages[i]))
		if info.Bookmark != nil {
			if b := plain(info.Bookmark(i)); b != "" {
				bookmark(d, pages, b)
			}
		}
		said := pages[i].Stretches()
		t.page(&pages[i], said)
		for _, p := range pages[i].Pictures {
			d.RawWriteStr(t.content(p.Part))
			if err := place(d, p, plates); err != nil {
				return nil, err
			}
			d.RawWriteStr(endMarked)
			plates++
		}
		draw(d, &pages[i], said, t)
		pages[i] = layout.Page{W: pages[i].W, H: pages[i].H} // gofpdf has it now: 10,000 pages must not be held twice
	}
	var buf bytes.Buffer
	if err := d.Output(&buf); err != nil {
		return nil, err
	}
	return finish(buf.Bytes(), t, info)
}

// harmless describes a panic without quoting what was being written.
func harmless(v any) string {
	if e, ok := v.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", v)
}

func size(p layout.Page) gofpdf.SizeType {
	return gofpdf.SizeType{Wd: p.W.Points(), Ht: p.H.Points()}
}

// bookmark adds an outline entry. QUIRK: gofpdf encodes its text by the font
// that is current, so one must be chosen before.
func bookmark(d *gofpdf.Fpdf, pages []layout.Page, text string) {
	for _, p := range pages {
		for _, w := range p.Words {
			setFont(d, w)
			d.Bookmark(text, 0, 0)
			return
		}
	}
}

// plain makes a string fit for the document's own strings: what gofpdf cannot
// encode and what cannot be seen becomes U+FFFD.
func plain(s string) string {
	sans, err := layout.Face{Family: layout.Sans}.Font()
	if err != nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || sans.Glyph(r) != 0 {
			return r
		}
		return '\ufffd'
	}, strings.ToValidUTF8(s, "\ufffd"))
}

func draw(d *gofpdf.Fpdf, p *layout.Page, said []layout.Stretch, t *tags) {
	if len(p.Rules)+len(p.Boxes) > 0 {
		d.RawWriteStr(artifact)
	}
	for _, r := range p.Rules {
		fill(d, r.Rect, int(r.Grey))
	}
	for _, b := range p.Boxes {
		fill(d, b.Rect, 0)
	}
	if len(p.Rules)+len(p.Boxes) > 0 {
		d.RawWriteStr(endMarked)
	}
	unseen := false
	for _, s := range said { // words and labels in the order of lines
		d.RawWriteStr(t.stretch(s))
		for _, w := range s.Words {
			if w.Unseen != unseen {
				unseen = w.Unseen
				d.SetTextRenderingMode(mode(unseen))
			}
			word(d, w)
		}
		d.RawWriteStr(endMarked)
	}
	if unseen {
		d.SetTextRenderingMode(mode(false))
	}
}

// mode is the text rendering mode of PDF 32000-1, table 106.
func mode(unseen bool) int {
	if unseen {
		return 3
	}
	return 0
}

func fill(d *gofpdf.Fpdf, r layout.Rect, grey int) {
	d.SetFillColor(grey, grey, grey)
	d.Rect(r.X.Points(), r.Y.Points(), r.W.Points(), r.H.Points(), "F")
}

func word(d *gofpdf.Fpdf, w layout.Word) {
	setFont(d, w)
	d.SetTextColor(int(w.Grey), int(w.Grey), int(w.Grey))
	d.Text(w.X.Points(), w.Baseline.Points(), w.Text)
}

func setFont(d *gofpdf.Fpdf, w layout.Word) {
	d.SetFont(w.Face.Family, style(w.Face), w.Size.Points())
}

func style(f layout.Face) string {
	s := ""
	if f.Bold {
		s = "B"
	}
	if f.Italic {
		s += "I"
	}
	return s
}
