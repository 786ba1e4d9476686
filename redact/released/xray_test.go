package released

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"vaughn/index/pdfium"
)

// TestFailedRedactions reads court filings: some hold words under boxes, the
// others only look so.
func TestFailedRedactions(t *testing.T) {
	data := os.Getenv("VAUGHN_DATA")
	if data == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	e, err := pdfium.New(context.Background(), pdfium.Options{CacheDir: pdfium.DefaultCacheDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	files, err := filepath.Glob(filepath.Join(data, "pdf", "x-ray", "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	want := map[string]bool{"rectangles_yes_2.pdf": true}
	for _, path := range files {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		st, _ := f.Stat()
		name := filepath.Base(path)
		_, fs, err := ReadPDF(context.Background(), e, name, f, st.Size())
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		n := 0
		for _, one := range fs {
			if one.Check == Covered || one.Check == Invisible {
				n++
				t.Logf("%s p%d %s %q", name, one.Place.Page, one.Check, one.Place.Text)
			}
		}
		if (n > 0) != want[name] {
			t.Errorf("%s: %d failed redactions found", name, n)
		}
	}
}
