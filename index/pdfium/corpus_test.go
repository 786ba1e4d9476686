package pdfium

import (
	"context"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/fault"
)

// corpus gives the shared PDFs by name.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "pdf", "*", "*.pdf"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no PDFs below %s: %v", dir, err)
	}
	files := make(map[string][]byte)
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files[p] = data
	}
	return files
}

// bag counts a text's letters and digits, compatibility forms folded.
func bag(s string) map[rune]int {
	m := make(map[rune]int)
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			m[r]++
		}
	}
	return m
}

// difference counts letters that only one of two bags has.
func difference(a, b map[rune]int) (n int) {
	for r, c := range a {
		n += max(0, c-b[r])
	}
	for r, c := range b {
		n += max(0, c-a[r])
	}
	return n
}

func TestCorpusTextEqualsPoppler(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	for path, data := range corpus(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d, err := engine.OpenBytes(context.Background(), data, "openpassword")
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			out, err := exec.Command(tool, "-upw", "openpassword", "-enc", "UTF-8", path, "-").Output()
			if err != nil {
				t.Skipf("pdftotext cannot read it: %v", err)
			}
			pages := strings.Split(string(out), "\f")
			for i := range d.Pages() {
				text, err := d.Text(i)
				if err != nil {
					t.Fatal(err)
				}
				want := bag(pages[i])
				if n := difference(bag(text), want); n > 0 {
					t.Errorf("page %d: %d letters differ of %d", i+1, n, len(want))
				}
			}
		})
	}
}

func TestCorpusEveryQuestion(t *testing.T) {
	for path, data := range corpus(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d, err := engine.OpenBytes(context.Background(), data, "openpassword")
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			tr, err := d.Traits()
			if err != nil {
				t.Fatal(err)
			}
			bm, _ := d.Bookmarks()
			at, _ := d.Attachments()
			t.Logf("%+v bookmarks %d attachments %+v", tr, len(bm), at)
			for i := range d.Pages() {
				text, err := d.Text(i)
				if err != nil {
					t.Fatal(err)
				}
				chars, err := d.Chars(i)
				if err != nil {
					t.Fatal(err)
				}
				objects, err := d.Objects(i)
				if err != nil {
					t.Fatal(err)
				}
				an, err := d.Annotations(i)
				if err != nil {
					t.Fatal(err)
				}
				var joined strings.Builder
				lost, off := 0, 0
				w, h, _ := d.Size(i)
				for _, c := range chars {
					joined.WriteRune(c.Rune)
					if !c.Generated && c.Object < 0 {
						lost++
					}
					if c.Ink.Intersect(Rect{0, 0, w, h}) != c.Ink && c.Ink.X1 > c.Ink.X0 {
						off++
					}
				}
				if joined.String() != text {
					t.Errorf("page %d: characters and text differ", i+1)
				}
				img, err := d.Render(i, 50, true)
				if err != nil {
					t.Fatal(err)
				}
				rgb, err := d.Render(i, 50, false)
				if err != nil {
					t.Fatal(err)
				}
				sum := 0
				g := img.(*image.Gray)
				for y := range g.Rect.Dy() {
					for x := range g.Rect.Dx() {
						p := rgb.(*image.RGBA).RGBAAt(x, y)
						diff := int(g.GrayAt(x, y).Y) - (int(p.R)*30+int(p.G)*59+int(p.B)*11)/100
						sum += diff * diff
					}
				}
				bad := 0
				for k, o := range objects {
					if o.Kind == Image {
						if _, err := d.StoredImage(i, k); err != nil {
							bad++
						}
					}
				}
				if i < 2 {
					t.Logf("page %d: %.0fx%.0f %d chars %d lost %d off, %d objects, %d annots, images bad %d, grey diff² %.2f", i+1, w, h, len(chars), lost, off, len(objects), len(an), bad, float64(sum)/float64(len(g.Pix)))
				}
			}
			_ = fault.Damaged
			t.Logf("memory %d MiB", d.Memory()>>20)
		})
	}
}
