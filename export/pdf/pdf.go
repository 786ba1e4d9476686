// Package pdf writes finished pages as PDF 1.7 (ISO 32000-1).
//
// It takes layout.Final alone, which only layout.Finish makes from a
// redact.Clean, so hidden words cannot reach it. What it writes is a function
// of the pages and Info: fixed dates, an /ID that is a digest of the document; two
// runs give the same bytes. Fonts hold exactly the characters that are drawn,
// and each page names only the fonts and pictures that it shows. Its only images
// are plates, whose boxes are in their pixels; invisible text stands only over
// them. It has no way to write links, scripts, layers, templates, attachments,
// forms or XMP; it does not read PDF and does not encrypt.
//
// Documents are tagged (see tags): a screen reader is told paragraphs, headings,
// tables, header entries, quotations and pictures in reading order, each box as
// what it is ("redacted, exemption b 6"), and stamps as no part of the record.
// What is left out of PDF/UA (ISO 14289-1), so that no claim of it is made: XMP with
// its identifier, the language of single words, the logical order of words inside
// a line that runs from right to left, and what a picture shows.
//
// Pages leave as they come. What is kept of each is its number and its label, of
// a record what its tags need until it ends: a document of any length takes some
// hundred bytes a page. It has at most MaxPages all the same, for those who open it.
package pdf

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"vaughn/export/layout"
)

// MaxPages is the most one document holds: a file of 20,000 pages, what it hides
// behind them, and room to spare. A longer volume is split by the caller.
const MaxPages = 25_000

// ErrTooLong says that a document would have more than MaxPages.
var ErrTooLong = errors.New("more than 25,000 pages in one document")

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
const (
	producer = "Vaughn"
	epoch    = "D:20000101000000"
)

// Write writes the pages as one document and tells how many they are. After an
// error what was written is no document: the caller throws it away.
func Write(w io.Writer, pages iter.Seq2[layout.Final, error], info Info) (int, error) {
	d := newWriter(w, info)
	for f, err := range pages {
		if err == nil && len(d.pages) == MaxPages {
			err = ErrTooLong
		}
		if err == nil {
			page := f.Page()
			err = d.page(&page)
		}
		if err == nil {
			err = d.f.err
		}
		if err != nil {
			return 0, fmt.Errorf("writing a PDF: %w", err)
		}
	}
	if len(d.pages) == 0 {
		return 0, fmt.Errorf("writing a PDF: there are no pages")
	}
	if err := d.close(); err != nil {
		return 0, fmt.Errorf("writing a PDF of %d pages: %w", len(d.pages), err)
	}
	return len(d.pages), nil
}

// writer is a document on its way.
type writer struct {
	f       *file
	info    Info
	catalog int // objects
	tree    int
	pages   []int
	fonts   fonts
	tags    *tags
	labels  numbers
	outline outline
	out     []byte // program of the page before, to be used again
}

func newWriter(w io.Writer, info Info) *writer {
	f := newFile(w)
	d := &writer{f: f, info: info, catalog: f.object(), tree: f.object(), fonts: fonts{f: f}, labels: numbers{f: f}, outline: outline{f: f}}
	d.tags = newTags(f)
	return d
}

func (d *writer) page(p *layout.Page) error {
	n := len(d.pages)
	object := d.f.object()
	d.pages = append(d.pages, object)
	if d.info.Label != nil {
		d.labels.add(n, []byte("<</P "+text(plain(d.info.Label(n)))+">>"))
	}
	if d.info.Bookmark != nil {
		if s := plain(d.info.Bookmark(n)); s != "" {
			d.outline.add(s, object, p.H)
		}
	}
	said := p.Stretches()
	d.tags.begin(object, p, said)
	c := &content{w: d, high: p.H, out: d.out[:0], grey: -1}
	if err := c.draw(p, said); err != nil {
		return fmt.Errorf("page %d: %w", n+1, err)
	}
	d.tags.end()
	program := d.f.object()
	d.f.packed(program, "", c.out)
	d.put(object, program, n, p, c)
	d.out = c.out
	return nil
}

// put writes the object of a page.
func (d *writer) put(object, program, n int, p *layout.Page, c *content) {
	f := d.f
	box := content{}
	box.length(p.W)
	box.length(p.H)
	f.begin(object)
	f.str("<</Type /Page /Parent ")
	f.ref(d.tree)
	f.str(" /MediaBox [0 0 " + strings.TrimSpace(string(box.out)) + "]\n/Resources <<")
	if len(c.fonts) > 0 {
		f.str("/Font <<")
		for _, x := range c.fonts {
			f.str("/" + x.name + " ")
			f.ref(x.object)
		}
		f.str(">>")
	}
	if len(c.plate) > 0 {
		f.str("/XObject <<")
		for i, x := range c.plate {
			f.str("/I" + strconv.Itoa(i+1) + " ")
			f.ref(x)
		}
		f.str(">>")
	}
	f.str(">>\n/Contents ")
	f.ref(program)
	f.str(" /Tabs /S /StructParents ")
	f.num(n, ">>")
	f.end()
}

// draw draws a page: pictures, then lines and boxes, then words and labels in the
// order of lines.
func (c *content) draw(p *layout.Page, said []layout.Stretch) error {
	t := c.w.tags
	for _, x := range p.Pictures {
		c.out = t.content(c.out, x.Part)
		c.picture(x)
		c.str(endMarked)
	}
	if len(p.Rules)+len(p.Boxes) > 0 {
		c.str(artifact)
		for _, r := range p.Rules {
			c.fill(r.Rect, int(r.Grey))
		}
		for _, b := range p.Boxes {
			c.fill(b.Rect, 0)
		}
		c.str(endMarked)
	}
	for _, s := range said {
		c.out = t.stretch(c.out, s)
		for _, w := range s.Words {
			if err := c.word(w); err != nil {
				return err
			}
		}
		c.str(endMarked)
	}
	return nil
}

// close writes what belongs to the document as a whole.
func (d *writer) close() error {
	if err := d.fonts.close(); err != nil {
		return err
	}
	d.tags.close()
	f := d.f
	labels := 0
	if d.info.Label != nil {
		labels = d.labels.close()
	}
	outlines := d.outline.close()
	f.begin(d.tree)
	f.str("<</Type /Pages /Count ")
	f.num(len(d.pages), " /Kids [")
	f.refs(d.pages)
	f.str("]>>")
	f.end()
	f.begin(d.catalog)
	f.str("<</Type /Catalog /Pages ")
	f.ref(d.tree)
	f.str("\n/Lang " + text(lang(d.info)) + " /ViewerPreferences <</DisplayDocTitle true>> /MarkInfo <</Marked true>> /StructTreeRoot ")
	f.ref(d.tags.root)
	if labels > 0 {
		f.str("\n/PageLabels ")
		f.ref(labels)
	}
	if outlines > 0 {
		f.str("\n/PageMode /UseOutlines /Outlines ")
		f.ref(outlines)
	}
	f.str(">>")
	f.end()
	info := f.object()
	f.begin(info)
	f.str("<</Producer " + text(producer) + " /Title " + text(plain(d.info.Title)) + "\n/CreationDate " + text(epoch) + " /ModDate " + text(epoch) + ">>")
	f.end()
	return f.close(d.catalog, info)
}

func lang(info Info) string {
	if info.Lang == "" {
		return "en-US"
	}
	return info.Lang
}

// plain makes a string fit for the document's own strings: what no font has and
// what cannot be seen becomes U+FFFD.
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

// outline is the list of bookmarks (PDF 32000-1, 12.3.3). An entry leaves when the
// next one is known.
type outline struct {
	f           *file
	root        int
	first, last int    // objects
	before      int    // the entry before the last
	waits       string // the last entry, but for what comes behind it
	count       int
}

func (o *outline) add(title string, page int, high layout.Unit) {
	n := o.f.object()
	if o.count == 0 {
		o.root, o.first = o.f.object(), n
	} else {
		o.flush(n)
	}
	o.before, o.last = o.last, n
	c := content{}
	c.length(high)
	o.waits = "<</Title " + text(title) + " /Parent " + strconv.Itoa(o.root) + " 0 R /Dest [" + strconv.Itoa(page) + " 0 R /XYZ 0 " + string(c.out) + "null]"
	if o.count > 0 {
		o.waits += " /Prev " + strconv.Itoa(o.before) + " 0 R"
	}
	o.count++
}

// flush writes the entry that waits, with the one behind it, if there is one.
func (o *outline) flush(next int) {
	o.f.begin(o.last)
	o.f.str(o.waits)
	if next > 0 {
		o.f.str(" /Next ")
		o.f.ref(next)
	}
	o.f.str(">>")
	o.f.end()
}

// close gives the object of the outline, 0 when there is none.
func (o *outline) close() int {
	if o.count == 0 {
		return 0
	}
	o.flush(0)
	o.f.begin(o.root)
	o.f.str("<</Type /Outlines /First ")
	o.f.ref(o.first)
	o.f.str(" /Last ")
	o.f.ref(o.last)
	o.f.str(" /Count ")
	o.f.num(o.count, ">>")
	o.f.end()
	return o.root
}
