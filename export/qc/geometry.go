package qc

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"vaughn/export/layout"
	"vaughn/index/pdfium"
)

// What a page of ours never goes below or beyond.
const (
	leastSize  = 4.0  // points; the smallest label is set in 5
	darkest    = 60   // grey of a box is 0; anything up to here is black enough
	palestText = 160  // grey of the palest released words is well below
	touch      = 0.75 // points that two neighbours may overlap by rounding
)

// geometry proves by PDFium's list of painted objects that what is read is also
// seen: every letter upright on the page, in a readable size, dark on white,
// painted over by nothing; every box where it was claimed, filled, with no
// letter in it but its label's. Pictures are claimed plates under everything
// else; invisible letters lie on them. There are no forms or clips.
func geometry(p *proof, pg *page) error {
	g := sheet{p, pg}
	g.paint()
	g.boxes()
	g.letters()
	return nil
}

// sheet is a page under proof.
type sheet struct {
	*proof
	*page
}

func (b BoxClaim) rect() pdfium.Rect {
	return pdfium.Rect{X0: b.X, Y0: b.Y, X1: b.X + b.W, Y1: b.Y + b.H}
}

// paint checks each object by itself, and that nothing is painted over text.
func (g *sheet) paint() {
	page := pdfium.Rect{X0: -touch, Y0: -touch, X1: g.want.W + touch, Y1: g.want.H + touch}
	var text pdfium.Rect // around all text so far
	for i, o := range g.objects {
		switch {
		case o.Kind == pdfium.Image && (!g.plate(o.Box) || text != pdfium.Rect{} || i >= len(g.want.Plates)):
			g.fail(g.n, "object %d is a picture that the plan does not have there", i+1)
		case o.Kind == pdfium.Image && o.Active && o.Clip == nil && o.Depth == 0:
		case o.Kind != pdfium.Text && o.Kind != pdfium.Path:
			g.fail(g.n, "object %d is neither text nor a rectangle", i+1)
		case !o.Active || o.Clip != nil || o.See || o.Depth > 0:
			g.fail(g.n, "object %d is switched off, clipped, transparent or nested", i+1)
		case o.Box.Intersect(page) != o.Box:
			g.fail(g.n, "object %d reaches beyond the page", i+1)
		case unseen(o) && g.plated(o.Box):
			continue
		case o.Kind == pdfium.Text && (o.Mode != pdfium.FillText || o.Fill.A != 255):
			g.fail(g.n, "object %d is invisible text", i+1)
		case o.Kind == pdfium.Text && o.Size < leastSize:
			g.fail(g.n, "object %d is text too small to be read", i+1)
		case o.Kind == pdfium.Path && (!o.Filled || o.Stroked || o.Fill.A != 255):
			g.fail(g.n, "object %d is not a filled rectangle", i+1)
		case o.Kind == pdfium.Path && overlap(o.Box, text) && g.covers(i):
			g.fail(g.n, "object %d is painted over text", i+1)
		}
		if o.Kind == pdfium.Text {
			text = text.Union(o.Box)
		}
	}
}

// unseen tells text that a reader finds and nobody sees.
func unseen(o pdfium.Object) bool { return o.Kind == pdfium.Text && o.Mode == pdfium.HiddenText }

// plate tells the place of a claimed plate, plated what lies on one.
func (g *sheet) plate(r pdfium.Rect) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) < 0.1 }
	return slices.ContainsFunc(g.want.Plates, func(c PlateClaim) bool {
		w := c.rect()
		return near(w.X0, r.X0) && near(w.Y0, r.Y0) && near(w.X1, r.X1) && near(w.Y1, r.Y1)
	})
}

func (g *sheet) plated(r pdfium.Rect) bool {
	const spare = 3 // a word at the edge may be drawn a little wider than its pixels
	return slices.ContainsFunc(g.want.Plates, func(c PlateClaim) bool {
		w := c.rect()
		return r.X0 > w.X0-spare && r.Y0 > w.Y0-spare && r.X1 < w.X1+spare && r.Y1 < w.Y1+spare
	})
}

// covers tells whether a path lies over text painted before it.
func (g *sheet) covers(path int) bool {
	for _, o := range g.objects[:path] {
		if o.Kind == pdfium.Text && overlap(o.Box, g.objects[path].Box) {
			return true
		}
	}
	return false
}

// overlap tells whether two boxes share more than a rounding.
func overlap(a, b pdfium.Rect) bool {
	x := a.Intersect(b)
	return x.X1-x.X0 > touch && x.Y1-x.Y0 > touch
}

// boxes finds each claimed box among the paths; what else is filled must be a
// line or a bar, with no letter on it.
func (g *sheet) boxes() {
	found := make([]bool, len(g.want.Boxes))
	for i, o := range g.objects {
		if o.Kind != pdfium.Path {
			continue
		}
		if b := g.claimed(o.Box); b >= 0 && !found[b] && grey(o) <= darkest {
			found[b] = true
			continue
		}
		if math.Min(o.Box.X1-o.Box.X0, o.Box.Y1-o.Box.Y0) > 4 {
			g.fail(g.n, "object %d is an area that no redaction of the plan claims", i+1)
		}
		for _, c := range g.chars {
			if overlap(c.Ink, o.Box) && !g.hidden(c) {
				g.fail(g.n, "a letter stands on object %d, which is no redaction", i+1)
				break
			}
		}
	}
	for b, ok := range found {
		if !ok {
			g.fail(g.n, "redaction %d of the plan is not painted where it should be", b+1)
		}
	}
}

// claimed is the claim a path fulfils, -1 for none. The writer rounds to 0.01.
func (g *sheet) claimed(r pdfium.Rect) int {
	near := func(a, b float64) bool { return math.Abs(a-b) < 0.1 }
	for i, b := range g.want.Boxes {
		if w := b.rect(); near(w.X0, r.X0) && near(w.Y0, r.Y0) && near(w.X1, r.X1) && near(w.Y1, r.Y1) {
			return i
		}
	}
	return -1
}

// letters checks every letter against the boxes.
func (g *sheet) letters() {
	labels := make([]string, len(g.want.Boxes))
	for _, c := range g.chars {
		if c.Generated || c.Object < 0 || c.Object >= len(g.objects) {
			continue
		}
		if g.hidden(c) {
			continue
		}
		if c.Ink.Empty() && !unicode.IsSpace(c.Rune) {
			g.fail(g.n, "it says a letter that nobody sees")
		}
		if h := c.Box.Y1 - c.Box.Y0; h < leastSize {
			g.fail(g.n, "it shows a letter %.1f points high", h)
		}
		box := g.inside(c)
		pale := grey(g.objects[c.Object]) > palestText
		switch {
		case box >= 0:
			labels[box] += string(c.Rune)
		case pale && !c.Ink.Empty():
			g.fail(g.n, "it shows a letter too pale to be read")
		}
		if box >= 0 && !pale {
			g.fail(g.n, "a dark letter stands in redaction %d", box+1)
		}
	}
	for b, want := range g.want.Boxes {
		agree := layout.Letters(labels[b]) == layout.Letters(want.Label)
		if !agree && strings.ContainsFunc(g.want.Text, rightToLeft) { // see same
			agree = sameBag(pairs.Replace(labels[b]), pairs.Replace(want.Label))
		}
		if !agree {
			g.fail(g.n, "redaction %d holds other letters than its label", b+1)
		}
	}
}

// hidden tells a letter of the text layer of a plate.
func (pg *page) hidden(c pdfium.Char) bool {
	return c.Object >= 0 && c.Object < len(pg.objects) && unseen(pg.objects[c.Object])
}

// inside is the box a letter's ink touches, -1 for none.
func (g *sheet) inside(c pdfium.Char) int {
	for i, b := range g.want.Boxes {
		if r := b.rect(); overlap(c.Ink, r) || middle(c.Ink, r) {
			return i
		}
	}
	return -1
}

// middle tells whether ink, perhaps thinner than a rounding, is centred in a box.
func middle(ink, r pdfium.Rect) bool {
	x, y := (ink.X0+ink.X1)/2, (ink.Y0+ink.Y1)/2
	return !ink.Empty() && x > r.X0 && x < r.X1 && y > r.Y0 && y < r.Y1
}

// grey is an object's fill as 0 black to 255 white.
func grey(o pdfium.Object) int { return (int(o.Fill.R) + int(o.Fill.G) + int(o.Fill.B)) / 3 }
