package view

import (
	"context"
	"errors"
	"image"
	"iter"
	"slices"
	"sync"

	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/export/raster"
	"vaughn/index/record"
	"vaughn/redact"
)

// press makes the pictures of pages for the screen, one at a time: a PDF stays
// open between its pages.
type press struct {
	mu    sync.Mutex
	ctx   context.Context
	open  plate.Open
	press *plate.Press
	job   *plate.Job
	shut  bool
}

// Plate makes the plate of a picture, as layout.Plates asks for it.
func (p *press) Plate(of redact.Picture) (*plate.Plate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut {
		return nil, context.Canceled
	}
	if p.press == nil {
		p.press = plate.New(p.open)
		p.job = p.press.Job(p.ctx)
	}
	return p.job.Plate(of)
}

func (p *press) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	if p.press == nil {
		return nil
	}
	p.job.Close()
	return p.press.Close()
}

// sheet is a page of a file, or a picture, as it looks. Nothing on it is
// hidden: it is for reviewers, who see what a mark hides.
type sheet struct {
	pic   redact.Picture
	image int // of the record's pages or pictures, as redact.Region counts them
	page  layout.Page
	words []record.Word
}

// Measures of a sheet that shows a picture: no wider than a page has room for.
const (
	sheetMax = 7.5 * 72
	sheetDot = 96 // dots an inch of a picture that does not say
)

// sheetsOf gives the pages of a record that is to be seen as it looks, and the
// blocks of text that they stand for; none when it has no pages and pictures or
// they cannot be drawn: then its text is shown.
func sheetsOf(rec *record.Record, from *press) (out []sheet, instead map[int]bool) {
	instead = map[int]bool{}
	if first, ok := rec.PageBlocks(); ok && rec.Native != "" {
		for i, p := range rec.Pages {
			out = append(out, newSheet(redact.Picture{Source: rec.Native, Type: rec.Type, Page: i, W: p.W, H: p.H}, i, p.W, p.H, p.Words))
			instead[first+i] = true
		}
	} else if rec.Parent != "" {
		for k, b := range rec.Blocks {
			if b.Role != record.RoleImage || b.Image < 0 || b.Image >= len(rec.Images) {
				continue
			}
			img := rec.Images[b.Image]
			pic := redact.Picture{Source: img.Blob, Type: img.Type, Page: -1, Frame: img.Frame, W: float64(img.W), H: float64(img.H)}
			w, h := pic.W*72/sheetDot, pic.H*72/sheetDot
			if w > sheetMax {
				w, h = sheetMax, h*sheetMax/w
			}
			out = append(out, newSheet(pic, b.Image, w, h, nil))
			instead[k] = true
		}
	}
	if len(out) == 0 || slices.ContainsFunc(out, func(s sheet) bool { return s.page.W <= 0 || s.page.H <= 0 }) {
		return nil, nil
	}
	if _, err := from.Plate(out[0].pic); err != nil {
		return nil, nil
	}
	return out, instead
}

func newSheet(pic redact.Picture, at int, w, h float64, words []record.Word) sheet {
	return sheet{pic: pic, image: at, words: words, page: layout.Page{W: layout.Pt(w), H: layout.Pt(h)}}
}

// render draws a band of the sheet. A page that cannot be drawn is white: its
// words can be selected and the text behind the sheets shows them.
func (s sheet) render(from *press, scale float64, band image.Rectangle) (*image.RGBA, error) {
	p := s.page
	pl, err := from.Plate(s.pic)
	var refused *plate.Refused
	if err != nil && !errors.As(err, &refused) {
		return nil, err
	}
	if err == nil {
		p.Pictures = []layout.Picture{{Rect: layout.Rect{W: p.W, H: p.H}, Plate: pl}}
	}
	return raster.Band(p, scale*72, band.Min.Y, band.Max.Y)
}

func (s sheet) size() (w, h float64) { return s.page.W.Points(), s.page.H.Points() }

// hit is the place in the text nearest to a point.
func (s sheet) hit(x, y float64) (offset int, ok bool) {
	w, h := s.size()
	x, y = x/w, y/h
	best := 0.0
	for _, word := range s.words {
		dx, dy := apart(x, word.X, word.W), apart(y, word.Y, word.H)
		if d := dx + 50*dy; !ok || d < best { // the line decides before the place in it
			best, ok = d, true
			share := min(max((x-word.X)/max(word.W, 1e-9), 0), 1)
			offset = word.Span.Start + int(share*float64(word.Span.Len())+0.5)
		}
	}
	return offset, ok
}

func apart(v, from, length float64) float64 { return max(0, from-v, v-from-length) }

// rects is where a stretch of text lies, words of a line joined.
func (s sheet) rects(from, to int) (out []Rect) {
	w, h := s.size()
	for _, word := range s.words {
		a, b := max(from, word.Span.Start), min(to, word.Span.End)
		if b <= a {
			continue
		}
		per := word.W * w / float64(max(word.Span.Len(), 1))
		r := Rect{X: word.X*w + per*float64(a-word.Span.Start), Y: word.Y * h, W: per * float64(b-a), H: word.H * h}
		if n := len(out) - 1; n >= 0 && out[n].X < r.X && r.X-out[n].X-out[n].W < r.H && min(out[n].Y+out[n].H, r.Y+r.H)-max(out[n].Y, r.Y) > min(out[n].H, r.H)/2 {
			bottom := max(out[n].Y+out[n].H, r.Y+r.H)
			out[n].Y = min(out[n].Y, r.Y)
			out[n].W, out[n].H = r.X+r.W-out[n].X, bottom-out[n].Y
			continue
		}
		out = append(out, r)
	}
	return out
}

// without is a source less the blocks that sheets stand for.
type without struct {
	layout.Source
	skip map[int]bool
}

// Runs gives the other runs.
func (w without) Runs() iter.Seq[redact.Run] {
	return func(yield func(redact.Run) bool) {
		at := -1
		for r := range w.Source.Runs() {
			if r.Start {
				at++
			}
			if !w.skip[at] && !yield(r) {
				return
			}
		}
	}
}

// aim puts a mark on an area of a page of the document. A mark on a whole
// picture that is no page of a file is one on all of its area.
func (d *Document) aim(m *redact.Mark, area Rect) error {
	at, ok := d.Sheet(area.Page)
	if !ok {
		return errors.New("an area can be withheld only where a page or a picture is shown as it looks")
	}
	s := d.sheets[area.Page]
	w, h := s.size()
	if area.W <= 0 || area.H <= 0 {
		if s.pic.Page >= 0 {
			m.Target, m.Page = redact.OnPage, at
			return nil
		}
		area = Rect{W: w, H: h}
	}
	x, y := min(max(area.X/w, 0), 1), min(max(area.Y/h, 0), 1)
	m.Target = redact.OnRegion
	m.Region = &redact.Region{Image: at, X: x, Y: y, W: min((area.X+area.W)/w, 1) - x, H: min((area.Y+area.H)/h, 1) - y}
	return nil
}

// area is where a mark on an area or a page lies in the document; nil for other
// marks, and where the page is not shown as it looks.
func (d *Document) area(m redact.Mark) *Rect {
	for i, s := range d.sheets {
		w, h := s.size()
		switch {
		case m.Target == redact.OnPage && s.pic.Page >= 0 && m.Page == s.image:
			return &Rect{Page: i, W: w, H: h}
		case m.Target == redact.OnRegion && m.Region.Image == s.image:
			g := m.Region
			return &Rect{i, g.X * w, g.Y * h, g.W * w, g.H * h}
		}
	}
	return nil
}
