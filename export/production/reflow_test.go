package production

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/index/pdfium/pdftest"
	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// typed is a page of paragraphs in 4 points, its lines broken at 56 signs and so
// many points apart.
func typed(apart float64, paragraphs ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "BT /F1 4 Tf 10 90 Td ")
	for _, p := range paragraphs {
		line := ""
		for _, w := range strings.Fields(p) {
			if len(line)+1+len(w) > 56 {
				fmt.Fprintf(&b, "(%s) Tj 0 %.1f Td ", line, -apart)
				line = ""
			}
			line = strings.TrimPrefix(line+" "+w, " ")
		}
		fmt.Fprintf(&b, "(%s) Tj 0 %.1f Td ", line, -apart*1.7)
	}
	return b.String() + "ET"
}

// hide marks a name wherever it stands, whole or over the end of a line.
func (m *memory) hide(r *record.Record, name string) {
	for i, at := range regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(name), " ", `\s+`)).FindAllStringIndex(r.Text, -1) {
		m.mark(r.ID, redact.Mark{ID: redact.MarkID(fmt.Sprint("h", i)), Target: redact.OnSpan, Span: record.Span{Start: at[0], End: at[1]}})
	}
}

// about is a page about somebody, single or double spaced.
func aboutOn(name string, apart float64) string {
	return typed(apart, "Memorandum of the meeting on Monday, as it was taken down by the clerk and read to all of them before noon",
		"We asked "+name+" to bring the files of the pilot, and "+name+" said that all of them would be there on Tuesday.",
		"From: "+name+" To: the clerk Subject: files of the pilot")
}

// A page that is set anew tells nothing of the name but its label: 63 names, long
// and short, whose lines end at other words, give one and the same page.
func TestPagesSetAnewTellNothing(t *testing.T) {
	for _, c := range []struct {
		apart float64
		turn  int // of the page
	}{{5, 0}, {9, 0}, {5, 90}, {9, 180}, {9, 270}} {
		names := people()
		m, s := newMemory(), shelf{}
		parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
		var pages []string
		if c.turn == 90 { // a name over two lines that are read in another order is two passages
			for i := range names {
				names[i] = strings.ReplaceAll(names[i], " ", "")
			}
		}
		for _, name := range names {
			pages = append(pages, aboutOn(name, c.apart))
		}
		r := m.file(t, s, parent, "names.pdf", pdftest.Pages(fmt.Sprint("/Rotate ", c.turn), pages...))
		for _, name := range names {
			m.hide(r, name)
		}
		clean, err := redact.Resolve(r, m.docs[r.ID].State.Marks, exempt.Set{})
		if err != nil {
			t.Fatal(err)
		}
		st := layout.Letter()
		st.Plates, st.Reflow = plate.Blank{}, layout.ReflowTelling
		var seen []string
		for f, err := range layout.Finish(clean, st, nil) {
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := layout.Dump(&b, f.Page()); err != nil {
				t.Fatal(err)
			}
			if f.SetAnew() { // it says which page of the file it is
				title := regexp.MustCompile(`(?m)^.*of this file, set anew.*\n`)
				seen = append(seen, title.ReplaceAllString(f.Text()+b.String(), ""))
			}
		}
		if len(seen) != len(names) {
			t.Fatalf("%d of %d pages are set anew", len(seen), len(names))
		}
		got := bits(seen)
		t.Logf("%d names, lines %.0f points apart, turned by %d: the page tells %.1f bits of %.1f", len(names), c.apart, c.turn, got, math.Log2(float64(len(names))))
		if got != 0 {
			t.Errorf("the page tells %.1f bits:\n%s\n%s", got, seen[0], seen[len(seen)-1])
		}
	}
}

// The same case about two other people gives the same folder, byte for byte; it
// leaves no picture, nobody need look at pixels, and the certificate counts it.
func TestFoldersOfPagesSetAnew(t *testing.T) {
	var folders []map[string]string
	for _, name := range []string{"Al Li", "Wilhelma Featherstone"} {
		m, s := newMemory(), shelf{}
		parent := m.mail(t, map[string]string{"Subject": "Files"}, "See the file.\n")
		r := m.file(t, s, parent, "names.pdf", pdftest.Pages("", aboutOn(name, 5), typed(5, "Nothing on this page is withheld, it leaves as it looks and has more than ten words.")))
		m.hide(r, name)
		spec := testSpec()
		spec.TellingBoxes = "reflow"
		p := plan(t, m, spec)
		out := t.TempDir() + "/out"
		rep, err := Run(t.Context(), m, p, out, pressed(t, s))
		if err != nil {
			t.Fatalf("%v %v", err, rep.Findings)
		}
		d := documents(t, out)[1]
		if !d.Pages[0].SetAnew || len(d.Pages[0].Plates) > 0 || len(d.Pages[0].Boxes) != 3 || d.Pages[1].SetAnew || len(d.Pages[1].Plates) != 1 {
			t.Errorf("%+v", d.Pages)
		}
		if n := rep.Certificate.Counts; n.SetAnew != 1 || n.Tight != 0 || n.Boxes != 3 || n.Pages != p.Pages {
			t.Errorf("%+v", n)
		}
		if _, fs, err := verify(t, out); err != nil || len(fs) > 0 {
			t.Errorf("%v %v", err, fs)
		}
		folders = append(folders, everything(t, out))
	}
	if a, b := slices.Sorted(maps.Keys(folders[0])), slices.Sorted(maps.Keys(folders[1])); !slices.Equal(a, b) {
		t.Fatalf("other files: %v and %v", a, b)
	}
	for path, data := range folders[0] {
		if folders[1][path] != data {
			t.Errorf("%s depends on what is withheld", path)
		}
	}
}
