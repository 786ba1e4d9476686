// Package layout turns a record into pages: the single source of truth for
// geometry. Screen and paper draw the same numbers, so a preview cannot differ
// from what is produced. It knows neither the PDF writer nor the window.
//
// All lengths are whole numbers of 1/64 point, all advances come from the
// embedded fonts rounded to 1/1000 em as the PDF writer rounds them, and
// nothing is kerned: two machines agree on every break. A page is a pure
// function of runs and style. Because a box is a token made before layout, its
// width depends on its label alone.
//
// Every released character is seen. What the fonts lack (emoji, most scripts of
// South and Southeast Asia, private and supplementary characters) and what
// shows nothing (controls, bidirectional controls, zero-width characters) is
// named in brackets; Missing lists it. Left out are only the selectors of text
// or picture style (U+FE0E, U+FE0F) behind a character that is drawn, and
// joiners between Arabic letters, which are obeyed instead. Hebrew and Arabic
// are put in visual order and Arabic letters joined; no other script is shaped.
//
// Pages and pictures of a Clean are drawn when Style.Plates makes their plates:
// each on a page of its own, as large as the stamps leave room for, its boxes
// burned in and painted again with their labels, its released words in a layer
// that is read and not seen. A plate that cannot be made leaves a sheet with the
// reason. The number of pages does not depend on what the maker can do. Where
// Style.Reflow says so a page of pixels is set as its words instead, under the rule
// of all text: what it looks like follows from released words and labels alone.
//
// Tables (record.RoleHead, RoleRow) stand in columns with their head on every
// page; a row in which something is hidden, and a table with more columns than
// a page can hold, is set as running text.
package layout

import (
	"iter"
	"slices"
	"strings"

	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
)

// Unit is 1/64 of a point.
type Unit int32

// Pt converts points.
func Pt(p float64) Unit { return Unit(p*64 + 0.5) }

// Points converts back.
func (u Unit) Points() float64 { return float64(u) / 64 }

// Source gives the runs to lay out: a redact.Draft or a redact.Clean.
type Source interface {
	Runs() iter.Seq[redact.Run]
}

// Rect is a rectangle, origin top left.
type Rect struct{ X, Y, W, H Unit }

// Face names one embedded font face; the painters resolve it through assets.
type Face struct {
	Family string // Sans, Mono, and the fallbacks Broad, CJK and Hangul
	Bold   bool
	Italic bool
}

// Word is a stretch of characters in one face, drawn from X on Baseline with
// plain advances. Span is its place in the record's text; zero for words that
// only dress the page (labels, stamps, codes) and for everything in a Final.
type Word struct {
	X, Baseline Unit
	W           Unit
	Face        Face
	Size        Unit
	Grey        uint8 // 0 black … 255 white
	Text        string
	Span        record.Span
	Whole       bool // Text is not the span letter by letter: a placeholder, a composed character
	Unseen      bool // part of the text layer of a picture: read, not painted
	Part        int  // its place in the page's Parts, counted from 1; 0: it dresses the page
	Box         int  // the box it labels, counted from 1; 0: none. Known in InOrder
}

// Box is a redaction: a filled rectangle with nothing beneath and its label.
type Box struct {
	Rect
	Baseline Unit // of the line it stands in
	Label    []Word
	Codes    []string
	Marks    []redact.MarkID
	Span     record.Span // what it hides, zero in a Final
	Draft    bool        // the hidden words are drawn too, the box is only an outline
	Part     int         // see Word
	Tight    bool        // it is as wide as what it hides, see plate.Plate
	Burnt    bool        // it lies on a picture that is black there; its label is in the page's Layer
}

// Rule is a plain filled rectangle: lines, quotation bars.
type Rule struct {
	Rect
	Grey uint8
}

// Picture is a plate in its place.
type Picture struct {
	Rect
	Plate *plate.Plate
	Alt   string // what it is, for whoever cannot see it
	Part  int    // see Word
}

// Page is one page. Layer is what is read of its picture, in reading order:
// unseen words and the labels of its boxes. Parts are the blocks of the record
// on it, in reading order; First says that a record begins here.
type Page struct {
	W, H     Unit
	First    bool
	Parts    []Part
	Pictures []Picture
	Words    []Word
	Boxes    []Box
	Rules    []Rule
	Layer    []Word
}

// Stamps are the endorsements of one page. Each lies in the reserved margin and
// never over content.
type Stamps struct {
	TopLeft, TopCentre, TopRight          string
	BottomLeft, BottomCentre, BottomRight string
}

// Final is a page that may be written: made only by Finish from a Clean.
type Final struct {
	page    Page
	text    string
	refused *plate.Refused
	anew    bool
}

// Page gives the geometry; it holds nothing that is not released.
func (f Final) Page() Page { return f.page }

// Text is exactly what the page says, in reading order, one line a line:
// released words, labels, codes and stamps. The proof compares a written page
// with it.
func (f Final) Text() string { return f.text }

// Refused is why the page shows no picture where one was planned, nil when it
// does or none was.
func (f Final) Refused() *plate.Refused { return f.refused }

// SetAnew tells that the page is one of pixels, or a part of one, that leaves as
// its released words, see Style.Reflow.
func (f Final) SetAnew() bool { return f.anew }

// Seen is what of Text is painted: on a page without a picture all of it.
func (f Final) Seen() string {
	var b strings.Builder
	for _, w := range f.page.InOrder() {
		if !w.Unseen {
			b.WriteString(w.Text + " ")
		}
	}
	return b.String()
}

// InOrder gives words and labels of boxes in reading order: line by line, left
// to right; the layer of a picture in its own order behind what stands above the
// picture. What is drawn in this order is read in it.
func (p Page) InOrder() []Word {
	type placed struct {
		Word
		line Unit
	}
	all := make([]placed, 0, len(p.Words)+len(p.Boxes))
	for _, w := range p.Words {
		all = append(all, placed{w, w.Baseline})
	}
	for i, b := range p.Boxes {
		if b.Burnt {
			continue
		}
		for _, w := range b.Label {
			w.Part, w.Box = b.Part, i+1
			all = append(all, placed{w, b.Baseline + w.Baseline - b.Label[0].Baseline})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int {
		if a.line != b.line {
			return int(a.line - b.line)
		}
		return int(a.X - b.X)
	})
	out := make([]Word, 0, len(all)+len(p.Layer))
	layer := p.Layer
	for _, w := range all {
		if len(layer) > 0 && w.Baseline > p.Pictures[0].Y {
			out, layer = append(out, layer...), nil
		}
		out = append(out, w.Word)
	}
	return append(out, layer...)
}
