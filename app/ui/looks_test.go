package ui

import (
	"fmt"
	"image"
	"image/color"
	_ "image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"vaughn/export/production"
	"vaughn/index/record"
)

// TestEveryScreenFits takes a round of the sample case in every look, down to
// the production, and looks for screens that would not fit a small display.
func TestEveryScreenFits(t *testing.T) {
	for _, mode := range []string{"light", "dark", "contrast"} {
		t.Run(mode, func(t *testing.T) {
			r := newRig(t, mode)
			r.sample(true)
			r.keep(mode + "-home")
			r.open("timeline")
			r.keep(mode + "-review")
			r.s.desk.Results.Search("")
			r.s.desk.Results.Rank()
			r.rest()
			r.keep(mode + "-likely")
			for _, p := range []string{placeImport, placeProduce, placeAudit, placeHelp} {
				r.s.goTo(p)
				r.rest()
				r.keep(mode + "-" + p)
			}
			if m := r.s.root.MinSize(); m.Width > 1200 || m.Height > 700 {
				t.Errorf("the window asks for %v", m)
			}
			r.s.showSettings()
			r.keep(mode + "-settings")
			r.key(fyne.KeyEscape)
			r.s.showKeys()
			r.keep(mode + "-keys")
			r.key(fyne.KeyEscape)
		})
	}
}

// TestProducedPageIsThePDF compares what the reader shows as produced with the
// produced PDF drawn by another program.
func TestProducedPageIsThePDF(t *testing.T) {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		t.Skip("pdftoppm is not installed: no other program to draw the PDF")
	}
	r := newRig(t, "light")
	r.sample(true)
	out := filepath.Join(t.TempDir(), "out")
	r.s.goTo(placeProduce)
	r.rest()
	r.s.produce.out.SetText(out)
	r.s.produce.form.elsewhere.set("clear")
	r.s.produce.makePlan()
	r.until("the plan is made", func() bool { return r.s.desk.Production.State().Planned })
	r.rest()
	r.keep("plan")
	r.s.desk.Production.Look(true)
	r.s.produce.produce()
	r.until("the production is proven", func() bool { st := r.s.desk.Production.State(); return st.Verified || st.Err != nil })
	r.rest()
	r.keep("finished")
	st := r.s.desk.Production.State()
	if !st.Proven {
		t.Fatalf("not proven: %+v %+v", st.Err, st.Findings)
	}
	var ids []record.ID
	for p, err := range r.s.desk.Case.Productions(r.s.ctx) {
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range p.Docs {
			ids = append(ids, d.Record)
		}
	}
	var pdfs []string
	for d, err := range production.Documents(out) {
		if err != nil {
			t.Fatal(err)
		}
		pdfs = append(pdfs, d.PDF)
	}
	r.s.goTo(placeReview)
	r.s.desk.Reader.Toggle()
	for _, i := range []int{0, 3, 9} {
		r.s.desk.Show(ids[i])
		r.until("the record is shown", func() bool {
			s := r.s.desk.Reader.State()
			return s.ID == ids[i] && s.Produced
		})
		compare(t, paper{r.s.desk.Reader.State().Doc}, filepath.Join(out, pdfs[i]))
	}
}

// compare holds every page of the reader against the PDF, inside the margins:
// the stamps at the edges are given only when a page is produced.
func compare(t *testing.T, doc paper, pdf string) {
	t.Helper()
	const dpi, margin = 96, 60
	for p := range doc.Count() {
		base := filepath.Join(t.TempDir(), "page")
		cmd := exec.Command("pdftoppm", "-png", "-singlefile", "-r", fmt.Sprint(dpi), "-f", fmt.Sprint(p+1), "-l", fmt.Sprint(p+1), pdf, base)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("pdftoppm: %v %s", err, said)
		}
		f, err := os.Open(base + ".png")
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		w, h := doc.Size(p)
		got, err := doc.Render(p, dpi/72.0, image.Rect(0, 0, int(math.Ceil(w*dpi/72)), int(math.Ceil(h*dpi/72))))
		if err != nil {
			t.Fatal(err)
		}
		inner := image.Rect(0, margin*dpi/72, want.Bounds().Dx(), int((h-margin)*dpi/72))
		mean, ink := difference(got, want, inner)
		if ink == 0 || mean > 0.012 {
			t.Errorf("page %d of %s differs by %.4f (ink %.4f)", p+1, filepath.Base(pdf), mean, ink)
		}
		if shifted, _ := difference(got, shift{want, 3}, inner); shifted < mean*1.5 {
			t.Errorf("page %d of %s is no closer than three pixels beside it (%.4f, %.4f): the comparison would see nothing", p+1, filepath.Base(pdf), mean, shifted)
		}
	}
}

// difference is the mean distance of two pictures in an area, blurred over
// three by three pixels because two programs smooth letters differently, and
// how much ink the first has.
func difference(a, b image.Image, in image.Rectangle) (mean, ink float64) {
	grey := func(m image.Image, x, y int) float64 {
		var sum float64
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				r, g, b, _ := m.At(x+dx, y+dy).RGBA()
				sum += float64(r+g+b) / (3 * 65535)
			}
		}
		return sum / 9
	}
	n := 0
	for y := in.Min.Y + 1; y < in.Max.Y-1; y++ {
		for x := in.Min.X + 1; x < in.Max.X-1; x++ {
			p := grey(a, x, y)
			mean += math.Abs(p - grey(b, x, y))
			ink += 1 - p
			n++
		}
	}
	return mean / float64(n), ink / float64(n)
}

// shift is a picture moved to the right.
type shift struct {
	image.Image
	by int
}

// At is the colour of a pixel.
func (s shift) At(x, y int) color.Color { return s.Image.At(x-s.by, y) }
