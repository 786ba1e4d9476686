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
)

// corpus gives the shared PDFs by path.
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

// corpusPassword opens the one encrypted file of the corpus.
const corpusPassword = "openpassword"

// eachDocument runs do on every document of the corpus.
func eachDocument(t *testing.T, do func(t *testing.T, path string, d *Document)) {
	for path, data := range corpus(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			d, err := engine.OpenBytes(context.Background(), data, corpusPassword)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			do(t, path, d)
		})
	}
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

// beyond counts the letters of a that b does not have.
func beyond(a, b map[rune]int) (n int) {
	for r, c := range a {
		n += max(0, c-b[r])
	}
	return n
}

// Poppler is a second engine that shares no code with PDFium: the same letters
// from both is what makes either believable. It leaves out the words on push
// buttons, which we show, so pages with annotations may have more.
func TestCorpusTextEqualsPoppler(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	eachDocument(t, func(t *testing.T, path string, d *Document) {
		out, err := exec.Command(tool, "-upw", corpusPassword, "-enc", "UTF-8", path, "-").Output()
		if err != nil {
			t.Skipf("pdftotext cannot read it: %v", err)
		}
		pages := strings.Split(string(out), "\f")
		for i := range d.Pages() {
			text, err := d.Text(i)
			if err != nil {
				t.Fatal(err)
			}
			notes, err := d.Annotations(i)
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := bag(text), bag(pages[i])
			if n := beyond(theirs, ours); n > 0 {
				t.Errorf("page %d: %d letters are missing", i+1, n)
			}
			if n := beyond(ours, theirs); n > 0 && len(notes) == 0 {
				t.Errorf("page %d: %d letters are too many", i+1, n)
			}
		}
	})
}

// The views of a page must agree: text with characters and words, characters
// with the objects that paint them, and both pictures with each other.
func TestCorpusViewsAgree(t *testing.T) {
	eachDocument(t, func(t *testing.T, path string, d *Document) {
		if _, err := d.Traits(); err != nil {
			t.Fatal(err)
		}
		for i := range min(d.Pages(), 3) {
			text, err := d.Text(i)
			if err != nil {
				t.Fatal(err)
			}
			agreeCharacters(t, d, i, text)
			agreeWords(t, d, i, text)
			agreePictures(t, d, i)
		}
	})
}

func agreeCharacters(t *testing.T, d *Document, page int, text string) {
	chars, err := d.Chars(page)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := d.Objects(page)
	if err != nil {
		t.Fatal(err)
	}
	var joined strings.Builder
	for _, c := range chars {
		joined.WriteRune(c.Rune)
		if c.Object >= 0 && objects[c.Object].Kind != Text {
			t.Fatalf("page %d: a character is painted by an object of kind %d", page+1, objects[c.Object].Kind)
		}
	}
	if joined.String() != text {
		t.Errorf("page %d: characters and text differ", page+1)
	}
	for k, o := range objects {
		if o.Kind != Image {
			continue
		}
		img, err := d.StoredImage(page, k)
		if err != nil {
			t.Errorf("page %d: object %d: %v", page+1, k, err)
		} else if b := img.Bounds(); b.Dx() != o.PixelW || b.Dy() != o.PixelH {
			t.Errorf("page %d: object %d is %v, decoded %v", page+1, k, []int{o.PixelW, o.PixelH}, b)
		}
	}
}

func agreeWords(t *testing.T, d *Document, page int, text string) {
	words, err := d.Words(page)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, w := range words {
		if text[w.Start:w.End] != w.Text {
			t.Fatalf("page %d: word %d is not where it says", page+1, len(list))
		}
		list = append(list, w.Text)
	}
	if want := strings.Fields(text); strings.Join(list, " ") != strings.Join(want, " ") {
		t.Errorf("page %d: %d words, the text has %d", page+1, len(list), len(want))
	}
}

// agreePictures compares means of blocks: the two ways of drawing place letters
// a fraction of a pixel apart, but an object that one of them lacks shows.
func agreePictures(t *testing.T, d *Document, page int) {
	grey, err := d.Render(page, 60, true)
	if err != nil {
		t.Fatal(err)
	}
	colour, err := d.Render(page, 60, false)
	if err != nil {
		t.Fatal(err)
	}
	a, b := grey.(*image.Gray), colour.(*image.RGBA)
	if a.Rect != b.Rect {
		t.Fatalf("page %d: %v and %v", page+1, a.Rect, b.Rect)
	}
	const block = 20
	for y := 0; y+block <= a.Rect.Dy(); y += block {
		for x := 0; x+block <= a.Rect.Dx(); x += block {
			sum := 0
			for dy := range block {
				for dx := range block {
					p := b.RGBAAt(x+dx, y+dy)
					sum += int(a.GrayAt(x+dx, y+dy).Y) - (30*int(p.R)+59*int(p.G)+11*int(p.B))/100
				}
			}
			if mean := sum / (block * block); mean > 24 || mean < -24 {
				t.Fatalf("page %d: grey and colour differ by %d around (%d,%d)", page+1, mean, x, y)
			}
		}
	}
}
