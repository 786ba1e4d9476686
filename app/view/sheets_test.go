package view

import (
	"image"
	"image/color"
	"path/filepath"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/app/view/viewtest"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/redact"
)

// paged is a case of one mail with a PDF of two pages and a picture.
func paged(t *testing.T) (d *Desk, pdf, picture record.ID) {
	t.Helper()
	c, err := casework.Create(t.Context(), filepath.Join(t.TempDir(), "case"), casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	d = NewDesk(t.Context(), c, Direct())
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := c.Import(t.Context(), []string{viewtest.Paged(t)}, ingest.Options{Custodian: "Ann"}, progress.None); err != nil {
		t.Fatal(err)
	}
	for query, to := range map[string]*record.ID{"filetype:pdf": &pdf, "filetype:png": &picture} {
		ids, err := c.IDs(t.Context(), query)
		if err != nil || len(ids) != 1 {
			t.Fatalf("%s: %d, %v", query, len(ids), err)
		}
		*to = ids[0]
	}
	return d, pdf, picture
}

// dark counts the dark pixels of a place of a page.
func dark(t *testing.T, doc *Document, at Rect) (n int) {
	t.Helper()
	w, h := doc.Size(at.Page)
	img, err := doc.Render(at.Page, 2, image.Rect(0, 0, int(2*w), int(2*h)))
	if err != nil {
		t.Fatal(err)
	}
	for y := int(2 * at.Y); y < int(2*(at.Y+at.H)); y++ {
		for x := int(2 * at.X); x < int(2*(at.X+at.W)); x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 100 {
				n++
			}
		}
	}
	return n
}

var codes = Basis{Codes: []string{"(b)(6)"}}

// A PDF is shown as it looks: a word has its place there, a mark on it is a mark
// on the text, and as produced its place is black.
func TestSheets(t *testing.T) {
	d, pdf, _ := paged(t)
	d.Show(pdf)
	doc := d.Reader.State().Doc
	for page, want := range []bool{true, true, false} {
		if _, ok := doc.Sheet(page); ok != want {
			t.Fatalf("page %d of %d as it looks: %v", page, doc.Count(), ok)
		}
	}
	from := strings.Index(doc.rec.Text, "Quistgaard")
	places := doc.Rects(from, from+len("Quistgaard"))
	if len(places) != 1 || places[0].Page != 0 || places[0].X < 80 || places[0].X > 110 || places[0].Y < 80 || places[0].Y > 100 {
		t.Fatalf("the word is at %+v", places)
	}
	p := places[0]
	if n := dark(t, doc, p); n < 100 {
		t.Errorf("%d dark pixels where the word is", n)
	}
	if at, ok := doc.Hit(0, p.X+1, p.Y+p.H/2); !ok || at != from {
		t.Errorf("a click there is at %d, want %d", at, from)
	}
	if at, ok := doc.Hit(0, p.X+p.W-1, p.Y+p.H/2); !ok || at != from+len("Quistgaard") {
		t.Errorf("a click at its end is at %d", at)
	}
	d.Reader.Redact(from, from+len("Quistgaard"), codes)
	d.Reader.Toggle()
	st := d.Reader.State()
	if st.Err != nil || !st.Produced {
		t.Fatalf("%+v", st.Err)
	}
	if _, ok := st.Doc.Sheet(0); ok {
		t.Error("a produced page is offered to draw on")
	}
	w, h := st.Doc.Size(0)
	if n := dark(t, st.Doc, Rect{W: w, H: h}); n < 1500 {
		t.Errorf("%d dark pixels on the produced page: no box", n)
	}
	d.Reader.Toggle()
	d.Reader.ToggleText()
	if _, ok := d.Reader.State().Doc.Sheet(0); ok {
		t.Error("its text was asked for")
	}
}

// Areas and pages are withheld where they are seen, and stay in their place.
func TestSheetAreas(t *testing.T) {
	d, pdf, picture := paged(t)
	d.Show(pdf)
	d.Reader.RedactArea(Rect{Page: 0, X: 30, Y: 60, W: 150, H: 60}, codes)
	d.Reader.RedactArea(Rect{Page: 1}, codes)
	st := d.Reader.State()
	if st.Err != nil || len(st.Marks) != 2 {
		t.Fatalf("%+v, %+v", st.Marks, st.Err)
	}
	for _, m := range st.Marks {
		if m.Area == nil {
			t.Fatalf("%s has no place", m.Text)
		}
		want := Rect{Page: 0, X: 30, Y: 60, W: 150, H: 60}
		if m.Text == "page 2" {
			want = Rect{Page: 1, W: 300, H: 200}
		}
		if a := *m.Area; a.Page != want.Page || max(a.X-want.X, want.X-a.X, a.Y-want.Y, want.Y-a.Y, a.W-want.W, want.W-a.W, a.H-want.H, want.H-a.H) > 0.01 {
			t.Errorf("%s lies at %+v, want %+v", m.Text, a, want)
		}
	}
	if n := dark(t, st.Doc, *st.Marks[0].Area); n > 3000 {
		t.Errorf("the draft hides what is withheld: %d dark pixels", n)
	}
	d.Reader.RedactArea(Rect{Page: 2, X: 1, Y: 1, W: 9, H: 9}, codes)
	if d.Reader.State().Err == nil {
		t.Error("an area of a page of text was withheld")
	}
	d.Show(picture)
	doc := d.Reader.State().Doc
	if w, h := doc.Size(0); w != 300 || h != 150 {
		t.Errorf("a picture of 400 × 200 dots is %v × %v", w, h)
	}
	d.Reader.RedactArea(Rect{Page: 0, X: 0, Y: 0, W: 75, H: 150}, codes)
	st = d.Reader.State()
	if st.Err != nil || len(st.Marks) != 1 || st.Marks[0].State != redact.Accepted {
		t.Fatalf("%+v, %+v", st.Marks, st.Err)
	}
	d.Reader.Toggle()
	if n := dark(t, d.Reader.State().Doc, Rect{W: 400, H: 500}); n < 10_000 {
		t.Errorf("%d dark pixels of a quarter of the picture", n)
	}
}
