package layout

import (
	"math/rand/v2"
	"slices"
	"testing"

	"vaughn/redact"
)

// source is paragraphs of words as widths in points; a width below 0 is a hidden
// word, as wide as the draw of lots says.
type source struct {
	paragraphs [][]float64
	pitch      []float64 // of the lines of each
	between    float64
}

func sourceOf(rng *rand.Rand) (s source) {
	widest := 0.0
	for range 2 + rng.IntN(6) {
		var p []float64
		for range 1 + rng.IntN(40) {
			if w := 8 + rng.Float64()*40; rng.IntN(9) > 0 {
				p = append(p, w)
			} else {
				p = append(p, -1)
			}
		}
		s.paragraphs, s.pitch = append(s.paragraphs, p), append(s.pitch, []float64{12, 14, 24}[rng.IntN(3)])
		widest = max(widest, s.pitch[len(s.pitch)-1])
	}
	s.between = widest + rng.Float64()*20
	return s
}

// layer sets the source in lines, hidden words as wide as they happen to be; a
// passage has a piece on each of its lines.
func (s source) layer(rng *rand.Rand) (out []redact.Piece) {
	y := 50.0
	for i, p := range s.paragraphs {
		x := 72.0
		var hid *redact.Box
		for _, w := range p {
			width := w
			if w < 0 {
				width = 5 + rng.Float64()*rng.Float64()*300
			}
			wraps := x > 72 && x+width > 540
			if wraps {
				x, y = 72, y+s.pitch[i]
			}
			piece := redact.Piece{Area: redact.Area{X: x / 612, Y: y / 792, W: width / 612, H: 11.0 / 792}, Text: "w", Cover: -1}
			if x += width + 3; w >= 0 {
				out, hid = append(out, piece), nil
				continue
			}
			if goes := hid != nil; !goes {
				hid = &redact.Box{}
			} else if !wraps {
				continue
			}
			piece.Cover, piece.Box = 0, hid
			out = append(out, piece)
		}
		y += s.between
	}
	return out
}

// turned is the layer on a page that was turned.
func turned(layer []redact.Piece, way redact.Way) []redact.Piece {
	for i := range layer {
		a := layer[i].Area
		switch way {
		case redact.Down:
			layer[i].Area = redact.Area{X: 1 - a.Y - a.H, Y: a.X, W: a.H, H: a.W}
		case redact.Up:
			layer[i].Area = redact.Area{X: a.Y, Y: 1 - a.X - a.W, W: a.H, H: a.W}
		}
	}
	return layer
}

// begun are the places of paragraphs among words and passages.
func begun(layer []redact.Piece) (out []int) {
	at, begins := 0, paragraphs(layer)
	for i, x := range layer {
		if i > 0 && x.Box != nil && x.Box == layer[i-1].Box {
			continue
		}
		if at++; begins[i] {
			out = append(out, at)
		}
	}
	return out
}

// Where paragraphs begin does not follow from how long hidden words are, whatever
// lines that moves their neighbours to.
func TestParagraphsDoNotInterfere(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 6))
	kept := 0
	for range 3000 {
		s := sourceOf(rng)
		way := []redact.Way{redact.Right, redact.Down, redact.Up}[rng.IntN(3)]
		layer := s.layer(rng)
		a := begun(slices.Clone(layer))
		if !slices.Equal(a, begun(turned(layer, way))) {
			t.Fatalf("paragraphs %v, others when the page is turned", a)
		}
		if b := begun(s.layer(rng)); !slices.Equal(a, b) {
			t.Fatalf("paragraphs %v and %v of\n%.0f\n%v, %v apart", a, b, s.paragraphs, s.pitch, s.between)
		}
		kept += len(a)
	}
	if kept < 1000 {
		t.Errorf("only %d paragraphs were seen", kept)
	}
}

func TestOpens(t *testing.T) {
	for word, want := range map[string]bool{"Subject:": true, "subject:": false, "•": true, "12.": false, "": false, "x": false} {
		if opens(word) != want {
			t.Errorf("%q begins a line: %v", word, !want)
		}
	}
}

// One passage is one box, however many lines it covered; a label stands where its
// passage did.
func TestReflowOfPassages(t *testing.T) {
	one, two := &redact.Box{Label: "(b)(5)", Codes: []string{"b5"}}, &redact.Box{Label: "(b)(6)", Codes: []string{"b6"}}
	at := func(x, y float64) redact.Area { return redact.Area{X: x, Y: y, W: 0.1, H: 0.02} }
	p := redact.Picture{Page: 2, W: 600, H: 800, Covers: []redact.Cover{{Area: at(0.3, 0.1), Room: at(0.3, 0.1)}}, Layer: []redact.Piece{
		{Area: at(0.1, 0.1), Text: "Call", Cover: -1}, {Area: at(0.3, 0.1), Cover: 0, Box: one}, {Area: at(0.1, 0.13), Cover: 0, Box: one},
		{Area: at(0.3, 0.13), Cover: 0, Box: two}, {Area: at(0.4, 0.13), Text: "today", Cover: -1}}}
	for _, r := range []Reflow{ReflowTelling, ReflowHidden} {
		if !r.Takes(p) {
			t.Errorf("choice %d leaves it as it looks", r)
		}
	}
	p.Covers[0].Room = redact.Area{}
	if ReflowHidden.Takes(p) || KeepPictures.Takes(p) {
		t.Error("a page that hides no word is taken")
	}
	var made []sheet
	s := newSetter(Letter(), func(sh sheet) bool { made = append(made, sh); return true })
	s.reflow(p)
	if len(made) != 1 || !made[0].anew || s.anew || len(made[0].page.Boxes) != 2 {
		t.Fatalf("%d pages, %+v", len(made), made)
	}
	var said []string
	for _, w := range made[0].page.InOrder() {
		said = append(said, w.Text)
	}
	if i := slices.Index(said, "Call "); i < 0 || !slices.Equal(said[i:], []string{"Call ", "(b)(5)", " ", "(b)(6)", " today"}) {
		t.Errorf("%q", said)
	}
}
