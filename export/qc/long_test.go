package qc

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"vaughn/export/layout"
	"vaughn/export/pdf"
)

// long is a file of many records, more than one goroutine proves at a time and more
// than stand together in trees of tags and numbers.
func long(t testing.TB, records int) fixture {
	t.Helper()
	one := produced(t, rand.New(rand.NewPCG(1, 5)), 1, false)
	f := fixture{secret: one.secret, claim: Claim{Title: "T", Withheld: one.claim.Withheld}}
	number := func(i int) string { return fmt.Sprintf("T-%06d", i+1) }
	var marked []string
	pages := func(yield func(layout.Final, error) bool) {
		for range records {
			marked = append(marked, number(len(f.claim.Pages)))
			f.claim.Bookmarks = append(f.claim.Bookmarks, BookmarkClaim{len(f.claim.Pages), marked[len(marked)-1]})
			for p, err := range layout.Finish(one.clean, layout.Letter(), nil) {
				f.claim.Pages = append(f.claim.Pages, ClaimPage(p, number(len(f.claim.Pages))))
				if !yield(p, err) {
					return
				}
			}
		}
	}
	var b bytes.Buffer
	bookmark := func(i int) string {
		if slices.Contains(marked, number(i)) {
			return number(i)
		}
		return ""
	}
	if _, err := pdf.Write(&b, pages, pdf.Info{Title: "T", Label: number, Bookmark: bookmark}); err != nil {
		t.Fatal(err)
	}
	f.file = b.Bytes()
	return f
}

// The tags of a long record stand in groups of their own.
func TestLongRecord(t *testing.T) {
	p := prover(t)
	f := produced(t, rand.New(rand.NewPCG(1, 6)), 20, false)
	if !bytes.Contains(f.file, []byte("/S /Div ")) {
		t.Fatalf("%d pages have no groups", len(f.claim.Pages))
	}
	if got := p.findings(t, f.file, f.claim); len(got) > 0 {
		t.Fatalf("it is refused: %v", got[0])
	}
	e := edit(t, f.file)
	n := e.find("<</S /Div ")
	k := regexp.MustCompile(`( \d+ 0 R)( \d+ 0 R)\]`).FindStringSubmatch(e.objects[n])
	e.replace(n, k[0], k[2]+k[1]+"]")
	if got := checks(p.findings(t, e.bytes(), f.claim)); !slices.Contains(got, "tags") {
		t.Errorf("another order in a group is not told: %v", got)
	}
}

// A long file is proven by several readers at once: each of its pages, its ends
// where one reader stops and the next begins, and its trees.
func TestLongFile(t *testing.T) {
	p := prover(t)
	p.together, p.lasting = 8, 16
	f := long(t, 67)
	if got := p.findings(t, f.file, f.claim); len(got) > 0 {
		t.Fatalf("it is refused: %v", got[0])
	}
	last := len(f.claim.Pages) - 1
	for name, c := range map[string]struct {
		plant func(e *editor)
		layer string
		page  int
	}{
		"over the end of a section": {func(e *editor) {
			e.replace(e.page(p.together-1), "\nendstream", "\n"+e.show(500, 20, 9, "", f.secret[:4])+"\nendstream")
			e.replace(e.page(p.together), "stream\n", "stream\n"+e.show(80, 780, 9, "", f.secret[4:])+"\n")
		}, "withheld", 0},
		"on the last page": {func(e *editor) {
			e.replace(e.page(last), "\nendstream", "\n"+e.show(80, 40, 9, "", "also")+"\nendstream")
		}, "text", last + 1},
		"a limit of a tree": {func(e *editor) { e.replace(e.find("/Limits [0 63]"), "/Limits [0 63]", "/Limits [0 62]") }, "names", 0},
		"a tag of a later part": {func(e *editor) {
			e.replace(e.find("<</S /Part "), "/S /Part", "/S /Sect")
		}, "tags", 0},
	} {
		e := edit(t, f.file)
		c.plant(e)
		got := p.findings(t, e.bytes(), f.claim)
		if !slices.ContainsFunc(got, func(x Finding) bool { return x.Check == c.layer && (c.page == 0 || x.Page == c.page) }) {
			t.Errorf("%s: layer %s does not tell: %v", name, c.layer, checks(got))
		}
		if !slices.IsSortedFunc(slices.DeleteFunc(got, func(x Finding) bool { return x.Check != "text" }), func(a, b Finding) int { return a.Page - b.Page }) {
			t.Errorf("%s: what pages show is not in their order", name)
		}
	}
}

// Proof of one long file by all processors.
func BenchmarkProveLong(b *testing.B) {
	p := prover(b)
	f := long(b, 500)
	f.claim.Withheld = nil
	for b.Loop() {
		if got := p.findings(b, f.file, f.claim); len(got) > 0 {
			b.Fatalf("%v", got[0])
		}
	}
	b.ReportMetric(float64(b.N*len(f.claim.Pages))/b.Elapsed().Seconds(), "pages/s")
}
