package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"vaughn/app/casework"
	"vaughn/app/view/viewtest"
	"vaughn/index/ingest"
	"vaughn/index/progress"
)

// TestWithholdAnArea draws an area on a page of a PDF with Ctrl held, and on a
// picture without, and withholds both as the digit says.
func TestWithholdAnArea(t *testing.T) {
	r := newRig(t, "light")
	dir := filepath.Join(t.TempDir(), "case")
	c, err := casework.Create(t.Context(), dir, casework.Describe{Zone: "UTC"}, casework.Options{Actor: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	files := []string{viewtest.Paged(t)}
	if data := os.Getenv("VAUGHN_DATA"); data != "" { // for the pictures that people look at
		files = append(files, filepath.Join(data, "pdf", "government"))
	}
	if _, err := c.Import(t.Context(), files, ingest.Options{Custodian: "Ann"}, progress.None); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	r.s.start.Open(dir)
	r.until("the case is open", func() bool { return r.s.desk != nil && r.s.desk.Results.State().Total > 0 })
	pages := r.s.review.reader.pages
	drag := func(query string, mods fyne.KeyModifier, marks int) {
		t.Helper()
		r.open(query)
		r.until("its page is shown", func() bool { _, ok := r.s.desk.Reader.State().Doc.Sheet(0); return ok })
		r.rest()
		at := fyne.NewPos(pages.Size().Width/2-60, 60)
		event := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: mods}
		event.Position = at
		pages.MouseDown(event)
		for _, by := range []float32{20, 60, 120} {
			pages.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at.AddXY(by, by)}})
		}
		pages.DragEnd()
		if area, ok := pages.Area(); !ok || area.W <= 0 {
			t.Fatalf("no area was drawn: %+v", area)
		}
		r.keep("area")
		r.typed('6')
		r.rest()
		r.key(fyne.KeyReturn)
		r.until("it is withheld", func() bool { return len(r.s.desk.Reader.State().Marks) == marks })
		if m := r.s.desk.Reader.State().Marks[0]; m.Area == nil || m.Area.W < 10 {
			t.Errorf("the mark is %+v", m)
		}
		if _, ok := pages.Area(); ok {
			t.Error("the area is still drawn")
		}
	}
	drag("filetype:png", 0, 1)
	drag("filetype:pdf Quistgaard", fyne.KeyModifierShortcutDefault, 1)
	r.keep("area-withheld")
	r.s.desk.Reader.Toggle()
	r.rest()
	r.keep("area-produced")
	if os.Getenv("VAUGHN_DATA") != "" {
		r.s.desk.Reader.Toggle()
		r.open("filetype:pdf expenditures")
		r.keep("sheet")
	}
}
