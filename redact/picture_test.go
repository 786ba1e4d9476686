package redact

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vaughn/index/record"
)

// pageOf is a record of one page whose words stand in lines of ten, each word a
// twentieth of the page apart.
func pageOf(words ...string) *record.Record {
	var w record.Builder
	w.Add(record.Block{Role: record.RoleField, Field: "Filename", Label: "File:"}, "a.pdf")
	w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody}, strings.Join(words, " "))
	w.Add(record.Block{Role: record.RoleNote, Field: record.FieldHidden}, "Annotations: none")
	r := &record.Record{ID: "0123456789abcdef0123456789abcdef", Native: "b", Type: "application/pdf"}
	w.Into(r)
	page := record.Page{W: 600, H: 800}
	at := r.Blocks[1].Span.Start
	for i, s := range words {
		page.Words = append(page.Words, record.Word{Span: record.Span{Start: at, End: at + len(s)},
			X: 0.05 + float64(i%10)*0.09, Y: 0.1 + float64(i/10)*0.05, W: 0.07, H: 0.02})
		at += len(s) + 1
	}
	r.Pages = []record.Page{page}
	r.Seal()
	return r
}

func on(r *record.Record, t Target, id string) Mark {
	return Mark{ID: MarkID(id), Record: r.ID, Version: r.Version, Target: t, Basis: []string{"b6"}, State: Accepted}
}

func resolved(t *testing.T, r *record.Record, ms ...Mark) (Clean, []Picture) {
	t.Helper()
	c, err := Resolve(r, ms, plain{})
	if err != nil {
		t.Fatal(err)
	}
	return c, slices.Collect(c.Pictures())
}

type plain struct{}

func (plain) Label(ids []string) string { return "(" + strings.Join(ids, ",") + ")" }

func layerText(p Picture) string {
	var out []string
	for _, x := range p.Layer {
		if x.Cover >= 0 {
			out = append(out, p.Covers[x.Cover].Box.Label)
		} else {
			out = append(out, x.Text)
		}
	}
	return strings.Join(out, " ")
}

func TestSpanFindsItsPixels(t *testing.T) {
	r := pageOf("please", "call", "Mirela", "Quistgaard", "at", "noon")
	m := on(r, OnSpan, "1")
	m.Span.Start = strings.Index(r.Text, "irela") // a part of a word takes the word
	m.Span.End = m.Span.Start + len("irela Quist")
	c, ps := resolved(t, r, m)
	if len(ps) != 1 || len(ps[0].Covers) != 1 || layerText(ps[0]) != "please call (b6) at noon" {
		t.Fatalf("%+v", ps)
	}
	a, w := ps[0].Covers[0].Area, r.Pages[0].Words
	if a.X > w[2].X-2.0/600+1e-9 || a.X+a.W < w[3].X+w[3].W+2.0/600-1e-9 || a.X < w[1].X+w[1].W || a.X+a.W > w[4].X {
		t.Errorf("the cover is %+v", a)
	}
	for run := range c.Runs() {
		if (run.Picture > 0) != (run.Block.Role == record.RoleBody) {
			t.Errorf("%+v", run)
		}
	}
}

// A neighbour that touches keeps its pixels.
func TestPadLeavesNeighbours(t *testing.T) {
	r := pageOf("one", "two", "three")
	ws := r.Pages[0].Words
	for i := range ws {
		ws[i].X = 0.1 + float64(i)*0.07 // no gap at all
	}
	m := on(r, OnSpan, "1")
	m.Span = ws[1].Span
	_, ps := resolved(t, r, m)
	if a := ps[0].Covers[0].Reach; a.X < ws[0].X+ws[0].W-1e-9 || a.X+a.W > ws[2].X+1e-9 {
		t.Errorf("%+v reaches into a released word", a)
	}
}

func TestRegionsAndPages(t *testing.T) {
	r := pageOf("please", "call", "her", "at", "noon")
	region := on(r, OnRegion, "1")
	region.Region = &Region{X: 0.13, Y: 0.09, W: 0.18, H: 0.05} // over "call her"
	c, ps := resolved(t, r, region)
	if got := layerText(ps[0]); got != "please (b6) at noon" || len(c.Boxes()) != 1 {
		t.Errorf("%q, boxes %+v", got, c.Boxes())
	}
	empty := on(r, OnRegion, "2")
	empty.Region = &Region{X: 0.5, Y: 0.7, W: 0.2, H: 0.1} // over pixels alone
	if c, _ := resolved(t, r, empty); !c.Redacted() || c.Boxes()[0].Amount.Class != "area" {
		t.Errorf("a region without words is no redaction: %+v", c.Boxes())
	}
	page := on(r, OnPage, "3")
	c, ps = resolved(t, r, page, empty)
	if ps[0].Whole == nil || ps[0].Source != "" || len(ps[0].Layer) > 0 || strings.Contains(c.Text(), "noon") || len(c.Boxes()) != 1 {
		t.Errorf("a page withheld still says %q", c.Text())
	}
	whole := on(r, OnRecord, "4")
	if _, ps = resolved(t, r, whole); len(ps) > 0 {
		t.Error("a record withheld in full has pictures")
	}
}

// What is hidden and has no place on the page takes the page with it.
func TestHiddenWordWithoutPlace(t *testing.T) {
	for name, change := range map[string]func(p *record.Page){
		"not listed": func(p *record.Page) { p.Words = slices.Delete(p.Words, 1, 2) },
		"no area":    func(p *record.Page) { p.Words[1].W = 0 },
		"off page":   func(p *record.Page) { p.Words[1].X = 1 },
	} {
		r := pageOf("please", "call", "Mirela", "now")
		change(&r.Pages[0])
		r.Seal()
		m := on(r, OnSpan, "1")
		m.Span.Start = strings.Index(r.Text, "call")
		m.Span.End = m.Span.Start + len("call Mirela")
		c, ps := resolved(t, r, m)
		if ps[0].Whole == nil || strings.Contains(c.Text(), "please") {
			t.Errorf("%s: the page leaves: %+v", name, ps[0])
		}
	}
}

// Whatever is marked: no hidden word is in the layer, every hidden word lies
// under a cover, no released word's middle does.
func TestCoversProperty(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for range 300 {
		var words []string
		for i := range 1 + rng.IntN(60) {
			words = append(words, fmt.Sprintf("w%dx", i))
		}
		r := pageOf(words...)
		var ms []Mark
		hidden := map[int]bool{}
		for k := range rng.IntN(6) {
			from := rng.IntN(len(words))
			to := min(len(words)-1, from+rng.IntN(14))
			m := on(r, OnSpan, fmt.Sprint(k))
			m.Span = record.Span{Start: r.Pages[0].Words[from].Span.Start, End: r.Pages[0].Words[to].Span.End}
			m.Basis = []string{[]string{"b5", "b6"}[rng.IntN(2)]}
			ms = append(ms, m)
			for i := from; i <= to; i++ {
				hidden[i] = true
			}
		}
		_, ps := resolved(t, r, ms...)
		said := " " + layerText(ps[0]) + " "
		for i, w := range r.Pages[0].Words {
			mid := Area{w.X + w.W/2, w.Y + w.H/2, 0, 0}
			under := slices.ContainsFunc(ps[0].Covers, func(c Cover) bool { return within(mid, []Area{c.Area}) >= 0 })
			full := slices.ContainsFunc(ps[0].Covers, func(c Cover) bool { return within(Area{w.X, w.Y, w.W, w.H}, []Area{c.Area}) >= 0 })
			if hidden[i] != full || under != hidden[i] || strings.Contains(said, " "+words[i]+" ") == hidden[i] {
				t.Fatalf("word %d, hidden %v: covered %v, layer %q", i, hidden[i], full, said)
			}
		}
	}
}

// An area drawn over stretches of several lines is one box; it says why others hid
// words under it.
func TestAreaOverSeveralStretches(t *testing.T) {
	var words []string
	for i := range 40 {
		words = append(words, fmt.Sprintf("w%dx", i))
	}
	r := pageOf(words...) // four lines of ten
	area := on(r, OnRegion, "1")
	area.Region = &Region{X: 0.31, Y: 0.09, W: 0.17, H: 0.13} // the fourth and fifth word of three lines
	bare := on(r, OnRegion, "2")
	bare.Region = &Region{X: 0.5, Y: 0.7, W: 0.2, H: 0.1}
	name := on(r, OnSpan, "3")
	name.Span, name.Basis = r.Pages[0].Words[13].Span, []string{"b7C"}
	apart := on(r, OnSpan, "4")
	apart.Span = r.Pages[0].Words[35].Span
	c, ps := resolved(t, r, area, bare, name, apart)
	if n := len(c.Boxes()); n != 3 || len(ps[0].Covers) != 3 {
		t.Errorf("%d boxes, %d covers", n, len(ps[0].Covers))
	}
	if b := ps[0].Covers[0].Box; !slices.Equal(b.Codes, []string{"b6", "b7C"}) || b.Label != "(b6,b7C)" || len(b.Marks) != 2 {
		t.Errorf("%+v", b)
	}
	if got := c.Codes(); len(got) != 2 {
		t.Errorf("codes %v", got)
	}
	if !strings.Contains(layerText(ps[0]), "w2x (b6,b7C) w5x") {
		t.Errorf("%q", layerText(ps[0]))
	}
}
