package extract

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"vaughn/index/pdfium/pdftest"
	"vaughn/index/record"
)

// A page that nobody can read leaves its neighbours readable, and is a page.
func TestPagesOfHostileFiles(t *testing.T) {
	x := New(Options{Office: "-", Time: 8 * time.Second})
	defer x.Close()
	for _, c := range []struct {
		name  string
		data  []byte
		pages int
		says  []string
	}{
		{"endless page", pdftest.Endless("first", "", "third"), 3, []string{"first", "third", "1 of 3 pages could not be read (page 2)"}},
		{"page that swells", pdftest.Swollen(300 << 20), 1, []string{"1 of 1 pages could not be read"}},
		{"deep page tree", pdftest.Deep(5000, "below"), 1, []string{"1 of 1 pages could not be read"}},
		{"page tree of some depth", pdftest.Deep(60, "below"), 1, []string{"below"}},
		{"giant paper", pdftest.Boxed("0 0 9999999 9999999", "lost"), 1, []string{"lost"}},
		{"paper of no size", pdftest.Boxed("0 0 0 0", "still"), 1, []string{"still"}},
		{"too many pages", pdftest.Many(20_001, "again"), maxPages, []string{"Only the first 20000 of 20001 pages were read. The others are not shown."}},
		{"font without a map", pdftest.Unmapped("002400250026"), 1, []string{"do not say which letters they show: 1", "1 of 1 pages are pictures"}},
	} {
		r := readBy(t, x, c.name+".pdf", "application/pdf", c.data)
		if len(r.Pages) != c.pages {
			t.Errorf("%s: %d pages", c.name, len(r.Pages))
		}
		for _, want := range c.says {
			if !strings.Contains(r.Text, want) {
				t.Errorf("%s: the record does not say %q", c.name, want)
			}
		}
	}
}

// Pages whose words do not fit are there all the same, and the record says that
// nobody has read them.
func TestMoreWordsThanFit(t *testing.T) {
	x := New(Options{Office: "-"})
	defer x.Close()
	for _, c := range []struct {
		name        string
		words, left int
	}{{"words", maxWords - 4, maxText}, {"text", 0, maxText - maxPaged + 20}} {
		data := pdftest.Many(5, "two words")
		in := &input{at: bytes.NewReader(data), size: int64(len(data))}
		e, err := x.engine.get(t.Context(), time.Minute, x.opt.CacheDir)
		if err != nil {
			t.Fatal(err)
		}
		p := &pdf{s: newSheet(c.left), open: opener(t.Context(), e, in, nil), words: c.words}
		if p.d, err = p.open(); err != nil {
			t.Fatal(err)
		}
		if err := p.pages(); err != nil {
			t.Fatal(err)
		}
		p.report()
		p.d.Close()
		r := p.s.into(&record.Record{})
		if n := strings.Count(r.Text, "two words"); len(r.Pages) != 5 || len(r.Pages[4].Words) > 0 || r.Pages[4].W == 0 || n < 2 || n > 3 {
			t.Errorf("%s: %d pages, read %d times", c.name, len(r.Pages), n)
		}
		if !strings.Contains(r.Text, "more than can be held") || !strings.Contains(codes(r), "image-only") {
			t.Errorf("%s: %q, problems %q", c.name, r.Text, codes(r))
		}
	}
}

// A document that stops on every page is given up, with what was read of it.
func TestManyEndlessPages(t *testing.T) {
	x := New(Options{Office: "-", Time: 4 * time.Second})
	defer x.Close()
	r := readBy(t, x, "endless.pdf", "application/pdf", pdftest.Endless("first", "", "", "", "", "sixth"))
	if len(r.Pages) < 4 || strings.Contains(r.Text, "sixth") || !strings.Contains(r.Text, "first") || !strings.Contains(r.Text, cutShort) {
		t.Errorf("%d pages: %q", len(r.Pages), r.Text)
	}
}

func TestLockedPDFWithItsPassword(t *testing.T) {
	data, err := os.ReadFile("../pdfium/testdata/aes256.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words []string
		want  string
	}{{nil, isLocked}, {[]string{"wrong"}, isLocked}, {[]string{"wrong", "geheim ö"}, "Locked away"}} {
		x := New(Options{Office: "-", Passwords: c.words})
		r := readBy(t, x, "locked.pdf", "application/pdf", data)
		x.Close()
		if !strings.Contains(r.Text, c.want) {
			t.Errorf("with %q it says %q", c.words, r.Text)
		}
	}
}
