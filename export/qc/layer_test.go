package qc

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vaughn/export/layout"
	"vaughn/index/pdfium"
	"vaughn/index/pdfium/pdftest"
	"vaughn/redact"
)

// wordsOf are the words of a file's pages by the reader that did not write it.
func (p *Prover) wordsOf(t testing.TB, file []byte, most int) (out [][]pdfium.Word) {
	t.Helper()
	d, err := p.engine.OpenBytes(t.Context(), file, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for i := range min(most, d.Pages()) {
		ws, err := d.Words(i)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ws)
	}
	return out
}

// lies tells whether a word of the layer stands on its pixels: want is where the
// source shows it, mapped to the plate.
func lies(got, want pdfium.Rect) bool {
	h := want.Y1 - want.Y0
	near := max(1.5, (want.X1-want.X0)/20)
	return math.Abs(got.X0-want.X0) < near && math.Abs(got.X1-want.X1) < near+h/4 &&
		math.Abs((got.Y0+got.Y1)/2-(want.Y0+want.Y1)/2) < 0.35*h
}

// onPlate maps a box on a page of the source to its plate; w and h are the page's.
func onPlate(r pdfium.Rect, c PlateClaim, w, h float64) pdfium.Rect {
	return pdfium.Rect{X0: c.X + r.X0*c.W/w, X1: c.X + r.X1*c.W/w, Y0: c.Y + r.Y0*c.H/h, Y1: c.Y + r.Y1*c.H/h}
}

// The layer of a produced page has its words where the pixels show them: what a
// person selects is what is read. Words are matched by their
// letters.
func TestLayerLiesOnItsPixels(t *testing.T) {
	p := prover(t)
	files := map[string][]byte{}
	for _, turn := range []int{0, 90, 180, 270} {
		files[fmt.Sprint("turned by ", turn)] = pdftest.Pages(fmt.Sprintf("/Rotate %d", turn),
			"BT /F1 12 Tf 20 70 Td (Please call the inspector) Tj 0 -20 Td (before noon about costs.) Tj 0 -20 Td (Ines) Tj ET")
	}
	if dir := os.Getenv("VAUGHN_DATA"); dir != "" {
		for _, n := range []string{"government/scotus-transcript-p1.pdf", "government/nics-background-checks-2015-11.pdf",
			"x-ray/rect_ordering_0.8.pdf", "x-ray/whitespace_redactions.pdf", "x-ray/multi_line_redaction_ok.pdf", "pypdf/google-doc-document.pdf"} {
			data, err := os.ReadFile(filepath.Join(dir, "pdf", n))
			if err != nil {
				t.Fatal(err)
			}
			files[n] = data
		}
	}
	for name, data := range files {
		r := attached(t, "a.pdf", data)
		f := platedClaim(t, r, nil, "")
		source, made := p.wordsOf(t, data, len(r.Pages)), p.wordsOf(t, f.file, len(r.Pages))
		all, there := 0, 0
		for i, c := range f.claim.Pages[:len(r.Pages)] {
			if len(c.Plates) != 1 {
				t.Fatalf("%s, page %d: %d plates", name, i+1, len(c.Plates))
			}
			for _, w := range source[i] {
				all++
				want := onPlate(w.Box, c.Plates[0], r.Pages[i].W, r.Pages[i].H)
				if slices.ContainsFunc(made[i], func(m pdfium.Word) bool { return layout.Letters(m.Text) == layout.Letters(w.Text) && lies(m.Box, want) }) {
					there++
				} else if os.Getenv("VAUGHN_PAGES") != "" {
					for _, m := range made[i] {
						if layout.Letters(m.Text) == layout.Letters(w.Text) {
							t.Logf("%q at %.1f, shown at %.1f", w.Text, m.Box, want)
						}
					}
				}
			}
		}
		t.Logf("%s: %d of %d words lie where they are shown", name, there, all)
		if all == 0 || there*100 < all*95 {
			t.Errorf("%s: %d of %d words of the layer lie on their pixels", name, there, all)
		}
	}
}

// Stamps stand beside the picture of a page, whichever way it is turned.
func TestStampsBesideTurnedPages(t *testing.T) {
	words := layout.Stamps{TopLeft: "Request 41", TopRight: "Confidential", BottomLeft: "Released in part", BottomCentre: "Exhibit", BottomRight: "T-000001"}
	for _, turn := range []int{0, 90, 180, 270} {
		for _, size := range []string{"0 0 612 792", "0 0 792 612", "0 0 300 2000", "0 0 2000 200"} {
			data := pdftest.Boxed(size+"] /Rotate "+fmt.Sprint(turn)+" /X [0", "Please call")
			r := attached(t, "a.pdf", data)
			c, err := redact.Resolve(r, nil, plainLabels{})
			if err != nil {
				t.Fatal(err)
			}
			job := press().Job(t.Context())
			st := layout.Letter()
			st.Plates = job
			for f, err := range layout.Finish(c, st, func(int) layout.Stamps { return words }) {
				if err != nil {
					t.Fatal(err)
				}
				overlapping(t, fmt.Sprintf("%s turned by %d", size, turn), f.Page())
			}
			job.Close()
		}
	}
}

func overlapping(t *testing.T, name string, pg layout.Page) {
	for _, pic := range pg.Pictures {
		for _, w := range pg.Words {
			top, low := w.Baseline-w.Size, w.Baseline+w.Size/4
			if w.X < pic.X+pic.W && pic.X < w.X+w.W && top < pic.Y+pic.H && pic.Y < low {
				t.Errorf("%s: the stamp %q stands on the picture", name, w.Text)
			}
		}
		if pic.X < 0 || pic.Y < 0 || pic.X+pic.W > pg.W || pic.Y+pic.H > pg.H {
			t.Errorf("%s: the picture reaches beyond its page", name)
		}
	}
}
