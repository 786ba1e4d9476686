package qc

import (
	"os"
	"path/filepath"
	"testing"

	"vaughn/export/qc/syntax"
	"vaughn/index/pdfium"
)

// Files of a public collection of failed redactions stand in the place of a
// produced page whose claim is all that PDFium reads in them. Other layers must
// refuse each: the words that they only cover are among what is read.
func TestFailedRedactionsOfOthers(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	paths, _ := filepath.Glob(filepath.Join(dir, "pdf", "x-ray", "*.pdf"))
	if len(paths) == 0 {
		t.Skip("the collection is absent")
	}
	p := prover(t)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.findings(t, data, asRead(t, p, data)); len(got) == 0 {
			t.Errorf("%s is proven", filepath.Base(path))
		}
	}
	// the geometry alone tells text under a box from text above it
	for name, want := range map[string]bool{"rectangles_yes_2.pdf": true, "rectangles_no.pdf": false, "rect_ordering_6.19.pdf": false} {
		data, err := os.ReadFile(filepath.Join(dir, "pdf", "x-ray", name))
		if err == nil && covered(t, p, data) != want {
			t.Errorf("%s: text under a box: %v", name, !want)
		}
	}
}

// asRead claims of a file what PDFium reads in it.
func asRead(t *testing.T, p *Prover, data []byte) (c Claim) {
	t.Helper()
	d, err := p.engine.OpenBytes(t.Context(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	c.Title, _ = d.Meta("Title")
	for i := range d.Pages() {
		var pg PageClaim
		pg.Text, _ = d.Text(i)
		pg.Bates, _ = d.PageLabel(i)
		pg.W, pg.H, _ = d.Size(i)
		c.Pages = append(c.Pages, pg)
	}
	return c
}

// covered tells whether geometry finds text painted over.
func covered(t *testing.T, p *Prover, data []byte) bool {
	t.Helper()
	found := false
	c := asRead(t, p, data)
	d, err := p.engine.OpenBytes(t.Context(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f := &proof{claim: c, file: &syntax.File{}, kids: make(syntax.Array, len(c.Pages)), doc: d}
	for i := range c.Pages {
		pg, err := look(f, i)
		if err != nil {
			t.Fatal(err)
		}
		for n, o := range pg.objects {
			if o.Kind == pdfium.Path && o.Filled {
				s := sheet{f, pg}
				found = found || s.covers(n)
			}
		}
	}
	return found
}
