package production

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/index/pdfium"
	"vaughn/index/pdfium/pdftest"
)

// turnedPages is a PDF whose pages are turned by each quarter and cut out of larger
// paper that does not begin at 0, with words up to the edges of what is seen, across
// them and beyond. The first lines run along the paper, the last one upright as the
// page is seen.
func turnedPages() []byte {
	const media, crop = "-40 60 572 852", "20 120 500 800" // left, bottom, right, top
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Title (Invented title) >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}
	var kids strings.Builder
	for turn := range 4 {
		angle := float64(turn) * math.Pi / 2
		upright := fmt.Sprintf("%.0f %.0f %.0f %.0f 260 300", math.Cos(angle), math.Sin(angle), -math.Sin(angle), math.Cos(angle))
		var b strings.Builder
		for _, w := range []struct{ at, text string }{
			{"1 0 0 1 22 788", "Leftmost"}, {"1 0 0 1 440 788", "Rightmost"}, {"1 0 0 1 22 123", "Lowleft"}, {"1 0 0 1 446 123", "Lowright"},
			{"1 0 0 1 60 500", "Please call " + hiddenName + " before noon"}, {upright, "Beside " + hiddenName + " stands"},
			{"1 0 0 1 480 640", "Crossing"}, {"1 0 0 1 -38 400", "Westward"}, {"1 0 0 1 510 420", "Eastward"},
			{"1 0 0 1 200 830", "Northward"}, {"1 0 0 1 200 80", "Southward"},
		} {
			fmt.Fprintf(&b, "BT /F1 12 Tf %s Tm (%s) Tj ET\n", w.at, w.text)
		}
		fmt.Fprintf(&kids, "%d 0 R ", len(objects)+1)
		objects = append(objects, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [%s] /CropBox [%s] /Rotate %d /Contents %d 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
			media, crop, 90*turn, len(objects)+2), pdftest.Stream("", b.String()))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count 4 >>", kids.String())
	return pdftest.Build(objects...)
}

// seen is what PDFium tells of a page.
type seen struct {
	w, h    float64
	words   []pdfium.Word
	objects []pdfium.Object
	grey    *image.Gray
	stored  image.Image // the pixels of its one picture, nil for none
}

const seenDPI = 144

func look(t *testing.T, d *pdfium.Document, page int) (s seen) {
	t.Helper()
	var err error
	fail := func() {
		if err != nil {
			t.Fatal(err)
		}
	}
	s.w, s.h, err = d.Size(page)
	fail()
	s.words, err = d.Words(page)
	fail()
	s.objects, err = d.Objects(page)
	fail()
	img, err := d.Render(page, seenDPI, true)
	fail()
	s.grey, _ = img.(*image.Gray)
	for i, o := range s.objects {
		if o.Kind == pdfium.Image {
			s.stored, err = d.StoredImage(page, i)
			fail()
		}
	}
	return s
}

// dark is the share of dark pixels in a box of a picture that is so many times as
// large in points.
func dark(img image.Image, r pdfium.Rect, k float64) float64 {
	n, all := 0, 0
	for y := int(math.Ceil(r.Y0 * k)); y < int(r.Y1*k); y++ {
		for x := int(math.Ceil(r.X0 * k)); x < int(r.X1*k); x++ {
			if red, _, _, alpha := img.At(x, y).RGBA(); alpha > 0 && red < 0x8000 {
				n++
			}
			all++
		}
	}
	return float64(n) / float64(max(all, 1))
}

// Nothing is stamped over what a turned or cut page shows, and its words and boxes
// stand where the pixels are.
func TestTurnedPages(t *testing.T) {
	source := turnedPages()
	m, s := newMemory(), shelf{}
	parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
	r := m.file(t, s, parent, "turned.pdf", source)
	m.mark(r.ID, marksOn(r, hiddenName)...)
	spec := testSpec()
	spec.Legend = "Produced under a claw-back order"
	spec.Stamps = Stamps{TopLeft: "{legend}", TopCentre: "{status}", TopRight: "{header}", BottomLeft: "{designation}", BottomCentre: "Page {page} of {pages}", BottomRight: "{bates}"}
	out := filepath.Join(t.TempDir(), "out")
	rep, err := Run(t.Context(), m, plan(t, m, spec), out, pressed(t, s))
	if err != nil {
		t.Fatal(err, rep.Findings)
	}
	e, err := pdfium.New(context.Background(), pdfium.Options{CacheDir: pdfium.DefaultCacheDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	made, err := os.ReadFile(filepath.Join(out, "PDF", "T-000002.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	from, err := e.OpenBytes(t.Context(), source, "")
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := e.OpenBytes(t.Context(), made, "")
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	for page := range from.Pages() {
		t.Run(fmt.Sprint("turned by ", 90*page), func(t *testing.T) { turnedWell(t, look(t, from, page), look(t, to, page)) })
	}
	last := look(t, to, from.Pages())
	for _, w := range []string{"Westward", "Eastward", "Northward", "Southward"} {
		if !last.says(w) {
			t.Errorf("nobody is told of %q, which lies beyond the page", w)
		}
	}
}

func (s seen) says(text string) bool {
	for _, w := range s.words {
		if w.Text == text {
			return true
		}
	}
	return false
}

func turnedWell(t *testing.T, from, to seen) {
	picture := to.clear(t)
	paper := pdfium.Rect{X1: from.w, Y1: from.h}
	checked := 0
	for _, w := range from.words {
		box := w.Box.Intersect(paper)
		if box.Empty() {
			if to.says(w.Text) {
				t.Errorf("%q lies beyond the page and is in its text", w.Text)
			}
			continue
		}
		k := (picture.X1 - picture.X0) / from.w
		place := pdfium.Rect{X0: picture.X0 + k*box.X0, Y0: picture.Y0 + k*box.Y0, X1: picture.X0 + k*box.X1, Y1: picture.Y0 + k*box.Y1}
		checked++
		if strings.Contains(hiddenName, w.Text) {
			if d := dark(to.stored, box, float64(to.stored.Bounds().Dx())/from.w); d < 1 || dark(to.grey, place, seenDPI/72) < 0.85 || to.says(w.Text) {
				t.Errorf("%q is not hidden: %.2f of its pixels are black", w.Text, d)
			}
			continue
		}
		if d := dark(to.grey, place, seenDPI/72); d < 0.03 || d > 0.6 {
			t.Errorf("%.2f of the place of %q is black", d, w.Text)
		}
		found := false
		for _, x := range to.words {
			cx, cy := (x.Box.X0+x.Box.X1)/2, (x.Box.Y0+x.Box.Y1)/2
			found = found || x.Text == w.Text && cx > place.X0-2 && cx < place.X1+2 && cy > place.Y0-2 && cy < place.Y1+2
		}
		if !found {
			t.Errorf("%q is not read at %v, where it is seen", w.Text, place)
		}
	}
	if checked < 13 {
		t.Errorf("only %d words were looked at", checked)
	}
}

// clear tells that what is written on a page beside its picture touches neither the
// picture nor each other, and gives the picture's place.
func (s seen) clear(t *testing.T) (picture pdfium.Rect) {
	var written []pdfium.Object
	for _, o := range s.objects {
		switch {
		case o.Kind == pdfium.Image:
			picture = o.Box
		case o.Kind == pdfium.Text && o.Mode != pdfium.HiddenText && o.Fill.R < 200 && strings.TrimSpace(o.Text) != "":
			written = append(written, o)
		}
	}
	if picture.Empty() || len(written) < 6 {
		t.Fatalf("%v is the picture, %d stamps", picture, len(written))
	}
	for i, o := range written {
		if o.Box.Intersect(picture) != (pdfium.Rect{}) || o.Box.X0 < 0 || o.Box.Y0 < 0 || o.Box.X1 > s.w || o.Box.Y1 > s.h {
			t.Errorf("%q stands over the picture or beyond the page: %v", o.Text, o.Box)
		}
		for _, p := range written[:i] {
			if o.Box.Intersect(p.Box) != (pdfium.Rect{}) {
				t.Errorf("%q stands over %q", o.Text, p.Text)
			}
		}
	}
	return picture
}
