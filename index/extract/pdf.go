package extract

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"vaughn/index/fault"
	"vaughn/index/pdfium"
	"vaughn/index/record"
)

// Bounds on one PDF. A page whose words do not fit is listed without them, so that
// it leaves as it looks once a person has looked at it.
const (
	maxPages = 20_000    // a file that is produced holds 25,000, and what this one hides follows its pages
	maxWords = 1_000_000 // with their places, 100 MB and more
	maxPaged = 32 << 20  // bytes of text on pages

	pagesPerTime = 2000 // pages that the time of a file is meant for; a longer one has more
	pageTime     = 8    // one question about a page may take this part of the file's time
	maxRestarts  = 3    // of a document that stopped on a page
)

// engine starts the PDF engine once, when it is first needed.
type engine struct {
	mu sync.Mutex
	e  *pdfium.Engine
}

func (g *engine) get(ctx context.Context, limit time.Duration, cache string) (*pdfium.Engine, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.e == nil {
		e, err := pdfium.New(context.WithoutCancel(ctx), pdfium.Options{Memory: 192 << 20, Time: limit, Documents: 2, CacheDir: cache})
		if err != nil {
			return nil, err
		}
		g.e = e
	}
	return g.e, nil
}

func (g *engine) close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.e == nil {
		return nil
	}
	err := g.e.Close()
	g.e = nil
	return err
}

// pdf is the reading of one document.
type pdf struct {
	d    *pdfium.Document
	s    *sheet
	open func() (*pdfium.Document, error)

	bad      []int // pages that could not be read, from 1
	restarts int   // how often the document was opened anew behind one of them
	words    int
	beyond   int   // pages that were listed without their words
	pictures []int // pages that nobody has read, from 1
	scanned  int   // pages with the text layer of a scanner
	guessed  int   // pages whose fonts do not say which letters they show
	whites   int
	unseens  int

	white, unseen, notes, fields buffer
}

func readPDF(ctx context.Context, x *Extractor, in *input, s *sheet) error {
	e, err := x.engine.get(ctx, x.opt.Time/pageTime, x.opt.CacheDir)
	if err != nil {
		return err
	}
	p := &pdf{s: s, open: opener(ctx, e, in, x.opt.Passwords)}
	if p.d, err = p.open(); err != nil {
		return err
	}
	defer func() { p.d.Close() }()
	s.longer(x.opt.Time + x.opt.Time*time.Duration(min(p.d.Pages(), maxPages))/pagesPerTime)
	files, err := p.read(in)
	p.d.Close()
	for _, f := range files {
		x.embedded(ctx, s, in, f)
	}
	return err
}

// read takes everything out of the document.
func (p *pdf) read(in *input) ([]inner, error) {
	p.s.lists(&p.white, &p.unseen, &p.notes, &p.fields)
	err := p.pages()
	p.report()
	if err != nil {
		return nil, err
	}
	if err := p.document(in); err != nil {
		return nil, err
	}
	return p.attachments()
}

func (p *pdf) page(i int) error {
	w, h, err := p.d.Size(i)
	if err != nil {
		return err
	}
	text, err := p.d.Text(i)
	if err != nil {
		return err
	}
	words, err := p.d.Words(i)
	if err != nil {
		return err
	}
	objects, err := p.d.Objects(i)
	if err != nil {
		return err
	}
	if guessed(words) { // no letter of it is known: a picture of words
		p.guessed++
		text, words = "", nil
	}
	picture := covered(objects, w, h)
	if unread := len(words) == 0 && len(objects) > 0 || picture > 0.6 && len(words) < 10; unread {
		p.pictures = append(p.pictures, i+1)
	} else if picture >= leastPicture {
		p.s.count("pictures", 1) // pages with words hold pictures too, a photograph or a letterhead
	}
	p.put(text, words, w, h)
	p.unseenText(i, objects, pdfium.Rect{X1: w, Y1: h}, picture)
	return p.annotations(i)
}

// put adds the page's block and its page with the boxes of the words. The text
// is cleaned piece by piece so that every word keeps its place.
func (p *pdf) put(text string, words []pdfium.Word, w, h float64) {
	var b strings.Builder
	page := record.Page{W: round(w), H: round(h)}
	at := 0
	for _, word := range words {
		b.WriteString(record.Clean(text[at:word.Start]))
		start := b.Len()
		b.WriteString(record.Clean(word.Text))
		if b.Len() > p.s.left {
			break
		}
		placed := placed(word.Box, w, h)
		placed.Span = record.Span{Start: start, End: b.Len()}
		page.Words = append(page.Words, placed)
		at = word.End
	}
	p.words += len(page.Words)
	p.s.pages = append(p.s.pages, page)
	p.s.body = append(p.s.body, part{record.Block{Role: record.RoleBody, Field: record.FieldBody}, p.s.fit(b.String())})
}

func round(v float64) float64 { return math.Round(v*100) / 100 }

// placed is where a word is seen on a page: the part of it that lies there. One that
// lies beyond, on paper that is cut off, is set beyond the page's far corner.
func placed(box pdfium.Rect, w, h float64) record.Word {
	if w > 0 && h > 0 && (box.X0 >= w || box.Y0 >= h || box.X1 < 0 || box.Y1 < 0) {
		return record.Word{X: 1, Y: 1}
	}
	x, y := part1(box.X0, w), part1(box.Y0, h)
	return record.Word{X: x, Y: y, W: max(0, part1(box.X1, w)-x), H: max(0, part1(box.Y1, h)-y)}
}

// part1 is a length as a fraction of the page, on it.
func part1(v, whole float64) float64 {
	if whole <= 0 || math.IsNaN(v) {
		return 0
	}
	return math.Round(min(max(v/whole, 0), 1)*1e5) / 1e5
}

func (p *pdf) annotations(i int) error {
	list, err := p.d.Annotations(i)
	if err != nil {
		return err
	}
	for _, a := range list {
		state := ""
		if a.Hidden() {
			state = ", not shown"
		}
		if a.Subtype == "Widget" || a.Subtype == "XFAWidget" {
			p.s.count("form-fields", 1)
			p.fields.put(fmt.Sprintf("page %d%s: %s = %s\n", i+1, state, a.Author, a.Value))
			continue
		}
		if a.Subtype == "Link" && a.URI == "" || a.Subtype == "Popup" {
			continue
		}
		if a.Subtype != "Link" {
			p.s.count("annotations", 1)
		}
		if a.Subtype == "FileAttachment" {
			p.s.count("embedded-file", 1)
			p.s.fail("unread", unreadInside, false)
		}
		words := strings.TrimSpace(a.Contents + " " + a.URI)
		if a.Author != "" {
			state += ", by " + a.Author
		}
		p.notes.put(fmt.Sprintf("page %d, %s%s: %s\n", i+1, a.Subtype, state, words))
	}
	return nil
}

// unread notes the pages that nobody has read.
func (p *pdf) unread() {
	if n := len(p.bad); n > 0 {
		p.s.fail("unread", fmt.Sprintf("%d of %d pages could not be read (page %s). Nobody has read them.", n, p.d.Pages(), numbers(p.bad)), false)
	}
	if n := len(p.pictures); n > 0 {
		why := fmt.Sprintf("%d of %d pages are pictures with no or few words (page %s). Nobody has read them.", n, p.d.Pages(), numbers(p.pictures))
		p.s.fail("image-only", why, false)
	}
}

// report lists what the pages hide.
func (p *pdf) report() {
	s := p.s
	p.unread()
	if p.beyond > 0 {
		s.hide("", 0, fmt.Sprintf("Pages that are shown but whose words were not read, because the file has more than can be held: %d. Nobody has read them.", p.beyond), "")
	}
	if p.guessed > 0 {
		s.hide("", 0, fmt.Sprintf("Pages whose fonts do not say which letters they show: %d. Nobody has read them.", p.guessed), "")
	}
	if p.unseens > 0 {
		s.hide("invisible-text", p.unseens, "Invisible text", p.unseen.String())
	}
	if p.scanned > 0 {
		s.hide("invisible-text", p.scanned, fmt.Sprintf("Pages whose text is the invisible layer of a scanner: %d. Its letters may be wrong.", p.scanned), "")
	}
	if p.whites > 0 {
		s.hide("white-text", p.whites, "White text", p.white.String())
	}
	if t := p.notes.String(); t != "" {
		s.hide("", 0, "Annotations and links", t)
	}
	if t := p.fields.String(); t != "" {
		s.hide("", 0, "Form fields", t)
	}
}

// numbers prints the first few of a list.
func numbers(list []int) string {
	var b strings.Builder
	for i, n := range list {
		switch {
		case i == 20:
			fmt.Fprintf(&b, " and %d more", len(list)-i)
			return b.String()
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprint(&b, n)
	}
	return b.String()
}

// document lists what the file hides beside its pages.
func (p *pdf) document(in *input) error {
	t, err := p.d.Traits()
	if err != nil {
		return err
	}
	if t.JavaScript > 0 {
		p.s.hide("javascript", t.JavaScript, fmt.Sprintf("Scripts in the file: %d", t.JavaScript), "")
	}
	changes := len(t.Ends) - 1
	if bytes.Contains(in.head, []byte("/Linearized")) { // its first page has an end of its own
		changes--
	}
	if changes > 0 {
		p.s.hide("earlier-version", changes, fmt.Sprintf("The file was changed %d times by adding to its end; what was there before may still be in it", changes), "")
	}
	var props []string
	for _, key := range []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"} {
		v, err := p.d.Meta(key)
		if err != nil {
			return err
		}
		if v != "" {
			props = append(props, key+": "+v)
		}
	}
	p.s.properties(props)
	return nil
}

// inner is a file inside a file, taken out.
type inner struct {
	name string
	size int
	data []byte // nil when it could not be had
}

// attachments takes the embedded files out; they are read when the document is
// closed, so that a PDF in a PDF does not wait for a slot its own parent holds.
func (p *pdf) attachments() ([]inner, error) {
	files, err := p.d.Attachments()
	if err != nil {
		return nil, err
	}
	out, left := make([]inner, len(files)), maxHeld
	for i, f := range files {
		out[i] = inner{name: f.Name, size: f.Size}
		if i >= maxEmbedded || f.Size > left {
			continue
		}
		data, err := p.d.Attachment(i)
		if err != nil && fault.CodeOf(err) != fault.Damaged {
			return out, err
		}
		left -= len(data)
		out[i].data = data
	}
	return out, nil
}
