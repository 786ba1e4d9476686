package layout

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
)

// Reflow says which pages of pixels leave as their released words, set anew,
// instead of as they look: between two words of one line a box in the pixels is as
// wide as what it hides, whatever is done to it.
type Reflow uint8

// The choices: none, those on which released words leave a box no room (see
// plate.Telling), and all on which a word is hidden.
const (
	KeepPictures Reflow = iota
	ReflowTelling
	ReflowHidden
)

// Takes tells whether a picture leaves as its words. It asks for no pixel, so
// pages can be counted without drawing them. A page without words that hides only
// areas which a person drew never does: there is nothing to set.
func (r Reflow) Takes(p redact.Picture) bool {
	return p.Whole == nil && (r == ReflowTelling && plate.Telling(p) || r == ReflowHidden && plate.Covering(p))
}

const anewWhy = "On a picture of this page boxes would be as wide as the words under them. So its released words follow instead, " +
	"in their order, one box for each withheld passage. Drawings, signatures, lines of tables and older redactions of the page are not shown."

// reflow sets the released words of a page anew. Where lines of the source ended
// follows from what is hidden in them, so it is forgotten.
func (s *setter) reflow(p redact.Picture) {
	defer func(was bool) { s.fixed, s.anew = was, false }(s.fixed)
	s.fixed, s.anew = false, true
	s.col, s.quote = s.bodyColumn(0), 0
	s.parts.begin(Title)
	s.plainLine(fmt.Sprintf("Page %d of this file, set anew in words", p.Page+1), Face{Family: Sans, Bold: true}, Pt(14), 0)
	s.y += Pt(6)
	s.parts.begin(Text)
	if s.caption != "" {
		s.plainLine(s.caption, Face{Family: Sans}, s.small(), greyLabel)
	}
	s.plainLine(anewWhy, Face{Family: Sans}, s.small(), greyLabel)
	s.y += Pt(14)
	s.parts.begin(Text)
	t := anew{setter: s, k: s.inker(Face{Family: Sans}, s.st.Size, 0)}
	layer := inOrder(p.Layer)
	begins := paragraphs(layer)
	for i, x := range layer {
		if s.stopped {
			return
		}
		t.piece(x, begins[i])
	}
	t.words()
	s.wrap(true)
	s.flush()
}

// anew sets the pieces of a page one behind the other.
type anew struct {
	*setter
	k    *inker
	run  strings.Builder // released words that are not set yet
	last *redact.Piece   // the one before
}

func (t *anew) piece(x redact.Piece, paragraph bool) {
	word := strings.Join(strings.Fields(x.Text), " ")
	box := x.Cover >= 0
	switch {
	case !box && word == "":
		return
	case box && t.last != nil && t.last.Box == x.Box: // one passage is one box, whatever its lines
	case t.last != nil && paragraph:
		t.words()
		t.wrap(true)
		t.blankLine()
	case t.last != nil && opens(word):
		t.words()
		t.wrap(true)
	case t.last != nil:
		t.run.WriteByte(' ')
	}
	if box && (t.last == nil || t.last.Box != x.Box) {
		t.words()
		b := t.token(x.Box, record.Span{}, t.col)
		t.para = append(t.para, atom{kind: boxed, box: b, w: b.w})
	}
	t.run.WriteString(word)
	t.last = &x
	if t.run.Len() > maxLine {
		t.words()
		t.wrap(false)
	}
}

// words sets the words that wait.
func (t *anew) words() {
	n, text := len(t.para), t.run.String()
	t.para = shape(t.k.cut(t.para, text, 0, len(text), 0), n)
	t.unplace(n)
	t.run.Reset()
}

// row is a line of the source: where its first piece stands in the layer, how far
// its foot is down the page as the line runs on it, its height, and whether it holds
// or begins with a box.
type row struct {
	first         int
	foot, high    float64
	boxed, opened bool
}

// far is by how much more than other lines those of two paragraphs are apart.
const far = 1.3

// paragraphs tells which pieces of a page begin a paragraph: those of lines further
// below the one before than lines near by are apart. How long a hidden word is must
// not change that, and it moves what follows it in its paragraph to other lines. So
// a distance is measured only against that of lines before any box of the
// paragraph, or of two lines behind it that no box can have moved; lines of a
// paragraph itself are as far apart as their neighbours and are never parted.
func paragraphs(layer []redact.Piece) map[int]bool {
	out := map[int]bool{}
	rows := rowsOf(layer, wayOf(layer))
	clear := true // no box since the paragraph began
	for k := range rows[:max(0, len(rows)-1)] {
		clear = clear && !rows[k].boxed
		next := rows[k+1]
		if next.opened {
			continue
		}
		near := math.Inf(1)
		if clear && k > 0 {
			near = apart(rows[k-1], rows[k])
		}
		if !next.boxed && k+2 < len(rows) && !rows[k+2].opened {
			near = min(near, apart(next, rows[k+2]))
		}
		if d := next.foot - rows[k].foot; d > far*max(near, next.high) {
			out[next.first], clear = true, true
		}
	}
	return out
}

// apart is the distance of two lines that follow each other; of one that stands
// above the other, in another column, nothing is to be learnt.
func apart(a, b row) float64 {
	if b.foot <= a.foot {
		return math.Inf(1)
	}
	return b.foot - a.foot
}

func rowsOf(layer []redact.Piece, lines redact.Way) (rows []row) {
	var last row
	for i, x := range layer {
		r := row{first: i, foot: x.Y + x.H, high: x.H, opened: x.Cover >= 0}
		switch lines {
		case redact.Down:
			r.foot, r.high = 1-x.X, x.W
		case redact.Up:
			r.foot, r.high = x.X+x.W, x.W
		}
		if i == 0 || min(r.foot, last.foot)-max(r.foot-r.high, last.foot-last.high) <= min(r.high, last.high)/2 {
			rows = append(rows, r)
		}
		rows[len(rows)-1].boxed = rows[len(rows)-1].boxed || r.opened
		last = r
	}
	return rows
}

// inOrder gives the lines of a page from its first on. QUIRK: of a page that is turned
// to the right PDFium reads the lines from the last to the first.
func inOrder(layer []redact.Piece) []redact.Piece {
	if wayOf(layer) != redact.Down {
		return layer
	}
	rows := rowsOf(layer, redact.Down)
	back := 0
	for i := range rows[:max(0, len(rows)-1)] {
		if rows[i+1].foot < rows[i].foot {
			back++
		}
	}
	if back*2 <= len(rows) {
		return layer
	}
	var out []redact.Piece
	end := len(layer)
	for _, r := range slices.Backward(rows) {
		out, end = append(out, layer[r.first:end]...), r.first
	}
	return out
}

// wayOf is how the lines of a page run, told by how released words follow each
// other, not by the shape of a hidden one.
func wayOf(layer []redact.Piece) redact.Way {
	across, down, up := 0, 0, 0
	for i := range layer[:max(0, len(layer)-1)] {
		a, b := layer[i], layer[i+1]
		switch {
		case a.Cover >= 0 || b.Cover >= 0:
		case min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y) > min(a.H, b.H)/2:
			across++
		case min(a.X+a.W, b.X+b.W)-max(a.X, b.X) <= min(a.W, b.W)/2:
		case b.Y > a.Y:
			down++
		default:
			up++
		}
	}
	switch {
	case across >= down+up:
		return redact.Right
	case down >= up:
		return redact.Down
	}
	return redact.Up
}

// mailFields are what begins a line of a printed message's header.
var mailFields = []string{"From:", "Sent:", "Date:", "To:", "Cc:", "CC:", "Bcc:", "BCC:", "Subject:", "Attachments:", "Importance:"}

// opens tells words that begin a line of their own, wherever one ended in the
// source: names of a message's header and bullets.
func opens(word string) bool {
	return slices.Contains(mailFields, word) || word != "" && strings.Contains("•▪●◦‣■□◆➢✓\uf0b7\uf0a7", word)
}
