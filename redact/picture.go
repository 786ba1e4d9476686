package redact

import (
	"iter"
	"slices"
	"strings"

	"vaughn/index/message"
	"vaughn/index/record"
)

// Picture is one page of a paged record, or one picture of a record, as it may
// leave: what to make pixels from, which areas of them to blacken, and the
// released words with their places. It holds no hidden word and no pixel: those
// are made by the one maker that blackens before it gives anything away.
type Picture struct {
	Source message.BlobRef
	Type   string  // media type of the source, as the record states it
	Page   int     // of the source, from 0; -1 when the source is itself a picture
	Frame  int     // of a file of several pictures, from 0
	W, H   float64 // points of a page, pixels of a picture; 0 when unknown
	Side   int     // of a picture: pixels wanted on its longer side; 0 for as many as a page shows
	Covers []Cover
	Layer  []Piece // what is read of it, in reading order
	// Whole is set when nothing of it is released: then there is no source
	// either, and a sheet stands for it.
	Whole *Box
}

// Area is a rectangle in fractions 0..1 of a picture, origin top left.
type Area struct{ X, Y, W, H float64 }

// Cover is an area to blacken. Where ink crosses its edge it may grow, up to
// Reach; a region that a person drew has itself as its Reach.
type Cover struct {
	Area
	Reach Area
	Room  Area // where no released word stands beside it: it may be widened there; none for a region
	Way   Way  // of its words: it is widened along their line
	Box   Box  // a second area of one decision has no Label
}

// Way is where a line of words runs on the page as it is seen: pages are scanned and
// bound sideways and upside down, and some scripts run to the left.
type Way uint8

// The ways.
const (
	Right Way = iota
	Left
	Down
	Up
)

// Upright tells a line that runs up or down the page.
func (w Way) Upright() bool { return w == Down || w == Up }

// Piece is a released word in its place, or the label of a cover. A cover that a
// person drew over words of several stretches has a piece for each of them.
type Piece struct {
	Area
	Text  string
	Cover int  // index into Covers, -1 for a word
	Box   *Box // of a cover: that of the whole stretch it hides a part of, shared by the pieces of the stretch
}

// Pictures lists the pictures of a record in order. Each stands for the block
// that Run.Picture names; of a record withheld in full there are none.
func (c Clean) Pictures() iter.Seq[Picture] { return slices.Values(c.pictures) }

// Paged tells that pages or pictures are shown of it as they look.
func (c Clean) Paged() bool { return len(c.pictures) > 0 }

// pictured gives the pictures of a record under its marks, the block that each
// stands for, and the boxes that hide pixels but no word.
func pictured(r *record.Record, marks []Mark, l Labels) (out []Picture, block []int, bare []Box, covered []under) {
	keep := func(m Mark) bool { return m.State == Accepted }
	if whole(marks) || !r.Drawable() && len(r.Pages) > 0 {
		return nil, nil, nil, nil
	}
	marks = filter(marks, keep)
	if first, ok := r.PageBlocks(); ok {
		holes := cuts(r, marks, keep)
		for i := range r.Pages {
			p := pager{r: r, i: i, block: r.Blocks[first+i].Span, labels: l}
			out, block = append(out, p.picture(marks, holes)), append(block, first+i)
			bare, covered = append(bare, p.bare...), append(covered, p.under)
		}
		return out, block, bare, covered
	}
	for k, b := range r.Blocks {
		if b.Role != record.RoleImage || b.Image < 0 || b.Image >= len(r.Images) {
			continue
		}
		img := r.Images[b.Image]
		pic := Picture{Source: img.Blob, Type: img.Type, Page: -1, Frame: img.Frame, W: float64(img.W), H: float64(img.H)}
		for _, m := range marks {
			if m.Target == OnRegion && m.Region.Image == b.Image {
				pic.region(m, l)
				bare = append(bare, pic.Covers[len(pic.Covers)-1].Box)
			}
		}
		out, block, covered = append(out, pic), append(block, k), append(covered, under{})
	}
	return out, block, bare, covered
}

// under says which holes of a page lie wholly under areas that a person drew, and
// which areas these are: the area is what is to be seen of them.
type under struct {
	holes []bool
	areas map[int]bool // by cover
}

func (u *under) add(wholly bool, pieces []Piece) {
	u.holes = append(u.holes, wholly)
	if u.areas == nil {
		u.areas = map[int]bool{}
	}
	for _, x := range pieces {
		if wholly {
			u.areas[x.Cover] = true
		}
	}
}

func (u under) hole(i int) bool { return i < len(u.holes) && u.holes[i] }

// region blackens what a person drew.
func (p *Picture) region(m Mark, l Labels) {
	a := Area{m.Region.X, m.Region.Y, min(m.Region.W, 1-m.Region.X), min(m.Region.H, 1-m.Region.Y)}
	b := areaBox(l, Amount{Class: "area"}, m)
	p.Covers = append(p.Covers, Cover{Area: a, Reach: a, Box: *b})
	p.Layer = append(p.Layer, Piece{Area: a, Cover: len(p.Covers) - 1, Box: b})
}

func areaBox(l Labels, a Amount, marks ...Mark) *Box {
	b := box(hole{marks: marks}, "", l)
	b.Label += a.suffix()
	b.Amount = a
	return b
}

// pager makes the picture of one page.
type pager struct {
	r      *record.Record
	i      int
	block  record.Span
	labels Labels
	bare   []Box
	under  under
	drawn  [][]Mark // by region: the marks that it stands for
	pic    Picture
	hid    []bool  // of the page's words
	tail   []Piece // labels of regions over pixels alone: no word says where they are read
}

// Measures of covers, in points, and how many a page may have before all of it
// is covered: what cannot be looked at one by one is not released.
const (
	coverPad   = 2
	coverReach = 4
	maxCovers  = 2000
)

func (p *pager) picture(marks []Mark, holes []hole) Picture {
	page := &p.r.Pages[p.i]
	source, kind := p.r.Drawn()
	p.pic = Picture{Source: source, Type: kind, Page: p.i, W: page.W, H: page.H}
	for _, m := range marks {
		if m.Target == OnPage && m.Page == p.i {
			return p.none(areaBox(p.labels, Amount{Class: "pages", Pages: 1}, m))
		}
	}
	p.hid = make([]bool, len(page.Words))
	regions := p.regions(marks)
	for _, h := range holes {
		if h.Overlaps(p.block) && !p.hole(h, regions) || len(p.pic.Covers) > maxCovers {
			return p.none(p.all(holes, marks))
		}
	}
	for i := range p.pic.Covers {
		p.pad(&p.pic.Covers[i])
	}
	p.layer()
	return p.pic
}

// none is a page of which nothing is released.
func (p *pager) none(b *Box) Picture {
	p.bare, p.under = nil, under{}
	return Picture{Page: p.i, W: p.r.Pages[p.i].W, H: p.r.Pages[p.i].H, Whole: b}
}

// words counts the words of the page that a mark on it hides.
func (p *pager) words(m Mark) (n int) {
	for range onPage(p.r, m) {
		n++
	}
	return n
}

// regions adds what persons drew on the page and gives it.
func (p *pager) regions(marks []Mark) (out []Area) {
	for _, m := range marks {
		if m.Target != OnRegion || m.Region.Image != p.i {
			continue
		}
		p.pic.region(m, p.labels)
		p.drawn = append(p.drawn, []Mark{m})
		c := &p.pic.Covers[len(p.pic.Covers)-1]
		out = append(out, c.Area)
		p.pic.Layer, p.tail = nil, append(p.tail, p.pic.Layer...)
		if p.words(m) == 0 {
			p.bare = append(p.bare, c.Box)
		}
	}
	return out
}

// hole covers the words that a hole reaches, line by line. It is false when
// some of what the hole hides has no place on the page: then nobody knows which
// pixels show it.
func (p *pager) hole(h hole, regions []Area) bool {
	words := p.r.Pages[p.i].Words
	s := record.Span{Start: max(h.Start, p.block.Start), End: min(h.End, p.block.End)}
	b := box(h, p.r.Text[s.Start:s.End], p.labels)
	at, last, region, covered, before := s.Start, -1, -1, false, len(p.pic.Layer)
	for k, w := range words {
		if !w.Span.Overlaps(s) {
			continue
		}
		if w.Span.Start > at && strings.TrimSpace(p.r.Text[at:w.Span.Start]) != "" {
			return false
		}
		at = max(at, w.Span.End)
		p.hid[k] = true
		a := Area{w.X, w.Y, w.W, w.H}
		if a.W <= 0 || a.H <= 0 || a.X >= 1 || a.Y >= 1 {
			return false
		}
		if k := within(a, regions); k >= 0 {
			if covered = true; region != k {
				region = k
				p.pic.Layer = append(p.pic.Layer, Piece{Area: a, Cover: k, Box: b})
				p.shares(k, h)
			}
			continue
		}
		if last >= 0 && p.joined(p.pic.Covers[last].Way, p.pic.Covers[last].Area, a) {
			p.pic.Covers[last].Area = around(p.pic.Covers[last].Area, a)
			continue
		}
		c := Cover{Area: a, Box: *b, Way: p.way(k)}
		if touches(a, regions) {
			c.Box.Label = "" // the region beside it says why
		}
		p.pic.Covers = append(p.pic.Covers, c)
		last, covered = len(p.pic.Covers)-1, true
		p.pic.Layer = append(p.pic.Layer, Piece{Area: a, Cover: last, Box: b})
	}
	if trim(p.r.Text, s).Len() > 0 {
		p.under.add(last < 0, p.pic.Layer[before:])
	}
	return (at >= s.End || strings.TrimSpace(p.r.Text[at:s.End]) == "") && (covered || s.Len() <= 0)
}

// shares has an area say why the words under it are hidden, when others decided so
// beside whoever drew it: they have no box of their own.
func (p *pager) shares(region int, h hole) {
	all := p.drawn[region]
	for _, m := range h.marks {
		if m.Target != OnRegion && !slices.ContainsFunc(all, func(n Mark) bool { return n.ID == m.ID }) {
			all = append(all, m)
		}
	}
	if len(all) > len(p.drawn[region]) {
		p.drawn[region], p.pic.Covers[region].Box = all, *areaBox(p.labels, Amount{Class: "area"}, all...)
	}
}

// all is the box of a page that is withheld because its parts cannot be.
func (p *pager) all(holes []hole, marks []Mark) *Box {
	var h hole
	for _, x := range holes {
		if x.Overlaps(p.block) {
			h.marks = append(h.marks, x.marks...)
		}
	}
	for _, m := range marks {
		if m.Target == OnRegion && m.Region.Image == p.i {
			h.marks = append(h.marks, m)
		}
	}
	b := box(h, "", p.labels)
	b.Amount = Amount{Class: "pages", Pages: 1}
	b.Label += b.Amount.suffix()
	return b
}

// pad makes a cover larger than its words: letters reach beyond the box of
// their advances. A released neighbour keeps half of the gap between them.
func (p *pager) pad(c *Cover) {
	if c.Reach != (Area{}) {
		return
	}
	page := &p.r.Pages[p.i]
	px, py := 1/max(page.W, 1), 1/max(page.H, 1)
	left, right, up, down := c.X, 1-c.X-c.W, c.Y, 1-c.Y-c.H // free paper on each side
	for k, w := range page.Words {
		if p.hid[k] || w.W <= 0 || w.H <= 0 {
			continue
		}
		switch {
		case beside(w.Y, w.H, c.Y, c.H):
			if gap := c.X - w.X - w.W; gap >= -w.W/2 && w.X < c.X {
				left = min(left, max(gap, 0))
			} else if gap := w.X - c.X - c.W; w.X >= c.X {
				right = min(right, max(gap, 0))
			}
		case w.X < c.X+c.W && c.X < w.X+w.W && w.Y < c.Y:
			up = min(up, max(c.Y-w.Y-w.H, 0))
		case w.X < c.X+c.W && c.X < w.X+w.W:
			down = min(down, max(w.Y-c.Y-c.H, 0))
		}
	}
	words := c.Area
	c.Area = grown(words, min(coverPad*px, left/2), min(coverPad*py, up/2), min(coverPad*px, right/2), min(coverPad*py, down/2))
	// beyond its pad a cover follows ink that crosses its edge, sideways not into a neighbour
	up, down = min(words.Y, max(up, coverReach*py/2)), min(1-words.Y-words.H, max(down, coverReach*py/2))
	c.Reach = grown(words, min(coverReach*px, left), min(coverReach*py, up), min(coverReach*px, right), min(coverReach*py, down))
	c.Room = p.room(c.Way, c.Area)
}

func around(a, b Area) Area {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return Area{x, y, max(a.X+a.W, b.X+b.W) - x, max(a.Y+a.H, b.Y+b.H) - y}
}

// within is the first area that another lies in, -1 for none.
func within(a Area, in []Area) int {
	return slices.IndexFunc(in, func(b Area) bool {
		return a.X >= b.X && a.Y >= b.Y && a.X+a.W <= b.X+b.W && a.Y+a.H <= b.Y+b.H
	})
}

func touches(a Area, in []Area) bool {
	return slices.ContainsFunc(in, func(b Area) bool {
		return a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H
	})
}

// layer puts released words and labels in reading order: a label stands where
// the first of its words stood, that of a region over pixels alone at the end.
func (p *pager) layer() {
	labels := p.pic.Layer
	bare := slices.DeleteFunc(p.tail, func(t Piece) bool {
		return slices.ContainsFunc(labels, func(l Piece) bool { return l.Cover == t.Cover })
	})
	p.pic.Layer = nil
	next := 0
	for k, w := range p.r.Pages[p.i].Words {
		if p.hid[k] {
			for next < len(labels) && p.hides(labels[next], w) {
				p.pic.Layer = append(p.pic.Layer, labels[next])
				next++
			}
			continue
		}
		if w.X >= 1 || w.Y >= 1 {
			continue // not to be seen on the page
		}
		at := Area{w.X, w.Y, min(w.W, 1-w.X), min(w.H, 1-w.Y)}
		p.pic.Layer = append(p.pic.Layer, Piece{Area: at, Text: p.r.Text[w.Span.Start:w.Span.End], Cover: -1})
	}
	p.pic.Layer = append(append(p.pic.Layer, labels[next:]...), bare...)
}

// hides tells the label of the cover that begins with a word.
func (p *pager) hides(l Piece, w record.Word) bool {
	return l.Area == Area{w.X, w.Y, w.W, w.H}
}
