package extract

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vaughn/index/fault"
)

func TestPDF(t *testing.T) {
	picture := "q 200 0 0 100 0 0 cm /I Do Q\n"
	cases := []struct {
		name, extra, annots string
		contents            []string
		shown, hidden, unhd []string
		codes               string
	}{
		{name: "words", contents: []string{ink("Hello there"), ink("General words")}, shown: []string{"Hello there\n", "General words"}, hidden: []string{"Title: Budget", "Author: Ann Archer"}, codes: "properties"},
		{name: "picture only", contents: []string{ink("read me"), picture}, shown: []string{"read me"}, codes: "image-only properties"},
		{name: "picture with a stamp", contents: []string{picture + ink("DOJ 17")}, shown: []string{"DOJ 17"}, codes: "image-only properties"},
		{name: "blank page", contents: []string{"", ink("x")}, codes: "properties"},
		{name: "invisible text", contents: []string{ink("seen") + "BT 3 Tr /F1 12 Tf 20 20 Td (unseen) Tj ET"}, shown: []string{"seen", "unseen"}, hidden: []string{"Invisible text:\npage 1: unseen"}, codes: "invisible-text properties"},
		{name: "scanner's layer", contents: []string{picture + "BT 3 Tr /F1 6 Tf 5 20 Td (one two three four five six seven eight nine ten eleven) Tj ET"}, shown: []string{"eleven"},
			hidden: []string{"invisible layer of a scanner: 1"}, unhd: []string{"eleven"}, codes: "invisible-text pictures properties"},
		{name: "white text", contents: []string{"1 1 1 rg " + ink("ghost")}, hidden: []string{"White text:\npage 1: ghost"}, codes: "properties white-text"},
		{name: "text under a box", contents: []string{ink("ghost") + "0 g 0 0 200 100 re f"}, shown: []string{"ghost"}, hidden: []string{"Invisible text:\npage 1: ghost"}, codes: "invisible-text properties"},
		{name: "text over a box", contents: []string{"0.9 g 0 0 200 100 re f 0 g " + ink("plain")}, shown: []string{"plain"}, unhd: []string{"plain"}, codes: "properties"},
		{name: "text beyond the page", contents: []string{ink("seen") + " BT /F1 12 Tf 20 900 Td (ghost) Tj ET"}, hidden: []string{"Invisible text:\npage 1: ghost"}, codes: "invisible-text properties"},
		{name: "text outside its clip", contents: []string{ink("seen") + " q 0 0 5 5 re W n BT /F1 12 Tf 20 70 Td (ghost) Tj ET Q"}, hidden: []string{"Invisible text:\npage 1: ghost"}, codes: "invisible-text properties"},
		{name: "words beside a picture", contents: []string{"q 40 0 0 40 0 0 cm /I Do Q\n" + ink("read me")}, shown: []string{"read me"}, codes: "pictures properties"},
		{name: "white text on black", contents: []string{"0 g 0 0 200 100 re f 1 1 1 rg " + ink("heading")}, shown: []string{"heading"}, unhd: []string{"heading"}, codes: "properties"},
		{name: "attachment", extra: "/Names << /EmbeddedFiles << /Names [(inner.txt) 7 0 R] >> >>", contents: []string{ink("x")}, hidden: []string{"Embedded file \"inner.txt\", 15 bytes:\nthe inner words"}, codes: "embedded-file properties"},
		{name: "script", extra: "/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >> >>", contents: []string{ink("x")}, hidden: []string{"Scripts in the file: 1"}, codes: "javascript properties"},
		{name: "annotation", annots: "/Annots [<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /F 2 /T (Jo) /Contents (check this) >>]", contents: []string{ink("x")},
			hidden: []string{"page 1, Text, not shown, by Jo: check this"}, codes: "annotations properties"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, "a.dat", "application/octet-stream", pages(c.extra, c.annots, c.contents...))
			wants(t, "the page", bodyOf(r), c.shown, nil)
			wants(t, "the list", hiddenOf(r), c.hidden, c.unhd)
			if got := codes(r); got != c.codes {
				t.Errorf("problems %q, want %q", got, c.codes)
			}
			if len(r.Pages) != len(c.contents) || r.Pages[0].W != 200 || r.Pages[0].H != 100 {
				t.Errorf("pages %+v", r.Pages)
			}
		})
	}
}

// A word's box must lie where the page paints it: 20 points from the left, its
// base line 50 points above the lower edge of a page of 200 × 100.
func TestPDFWordsLieOnTheirPages(t *testing.T) {
	r := read(t, "a.pdf", "application/pdf", pages("", "", ink("first one"), ink("second")))
	got := ""
	for i, p := range r.Pages {
		for _, w := range p.Words {
			s, _ := r.Slice(w.Span)
			got += fmt.Sprintf("%d:%s ", i+1, s)
			if w.Y > 0.5 || w.Y+w.H < 0.5 || w.H > 0.2 || w.W <= 0 {
				t.Errorf("%s: %+v", s, w)
			}
		}
	}
	if w := r.Pages[0].Words[0]; w.X < 0.09 || w.X > 0.11 {
		t.Errorf("the first word begins at %v", w.X)
	}
	if got != "1:first 1:one 2:second " {
		t.Errorf("words %q", got)
	}
}

func TestPDFThatCannotBeRead(t *testing.T) {
	whole := pages("", "", ink("x"))
	for _, c := range []struct{ name, data, code string }{
		{"no structure", "%PDF-1.7\nnothing here", "unread"},
		{"an unknown lock", strings.Replace(string(whole), "/Info 3 0 R", "/Encrypt << /Filter /Strange /V 9 >>", 1), "encrypted"},
	} {
		r := read(t, "a.pdf", "application/pdf", []byte(c.data))
		if got := codes(r); got != c.code || !strings.Contains(r.Text, "Nobody has read") {
			t.Errorf("%s: problems %q, text %q", c.name, got, r.Text)
		}
	}
}

// Bags of letters compare with an engine that shares no code with ours.
func TestSharedPDFs(t *testing.T) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		t.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	files, err := filepath.Glob(filepath.Join(dir, "pdf", "*", "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no PDFs: %v", err)
	}
	other := New(Options{Office: "-"})
	defer other.Close()
	counts := map[string]int{}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := read(t, "a.pdf", "application/pdf", data)
			for _, p := range r.Problems {
				counts[p.Code]++
			}
			out, err := exec.Command(tool, "-enc", "UTF-8", path, "-").Output()
			if err != nil {
				if got := codes(r); got != string(fault.Encrypted) {
					t.Errorf("pdftotext gave up, ours says %q", got)
				}
				return
			}
			theirs, ours := bag(string(out)), bag(bodyOf(r))
			if n := beyond(theirs, ours); n > 0 {
				t.Errorf("%d letters are missing", n)
			}
			if n := beyond(ours, theirs); n > 0 && !strings.Contains(codes(r), "form-fields") && !strings.Contains(codes(r), "annotations") {
				t.Errorf("%d letters are too many", n)
			}
			if again := readBy(t, other, "b.bin", "application/pdf", data); bodyOf(again) != bodyOf(r) || hiddenOf(again) != hiddenOf(r) {
				t.Error("the same bytes read twice differ")
			}
		})
	}
	t.Logf("problems of %d files: %v", len(files), counts)
}

func bag(s string) map[rune]int {
	m := make(map[rune]int)
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			m[r]++
		}
	}
	return m
}

func beyond(a, b map[rune]int) (n int) {
	for r, c := range a {
		n += max(0, c-b[r])
	}
	return n
}
