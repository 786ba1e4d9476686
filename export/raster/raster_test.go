package raster

import (
	"bytes"
	"image"
	"strings"
	"sync"
	"testing"

	"vaughn/export/layout"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

type labels struct{}

func (labels) Label([]string) string { return "(b)(6)" }

func page(t testing.TB, draft bool) layout.Page {
	t.Helper()
	text := strings.Repeat("Please call Maria Delgado before noon, she knows about 日本 and שלום and the pilot.\n> quoted\n\n", 14)
	m := &message.Message{Kind: message.Email, Bodies: []message.Body{{Type: "text/plain", Text: text}},
		Headers: []message.Header{{Name: "From", Value: "Ana <ana@example.gov>"}, {Name: "Subject", Value: "Pilot"}}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		t.Fatal(err)
	}
	i := strings.Index(r.Text, "Maria Delgado")
	d, err := redact.NewDraft(r, []redact.Mark{{ID: "m", Record: r.ID, Version: r.Version, Target: redact.OnSpan,
		Span: record.Span{Start: i, End: i + 13}, Basis: []string{"b6"}, State: redact.Accepted}}, labels{})
	if err != nil {
		t.Fatal(err)
	}
	st := layout.Letter()
	st.Draft = draft
	for p, err := range layout.Pages(d, st) {
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	t.Fatal("no page")
	return layout.Page{}
}

func TestBandsAreThePage(t *testing.T) {
	p := page(t, true)
	whole, err := New(1<<20).Render(p, 110)
	if err != nil {
		t.Fatal(err)
	}
	small := New(2000) // a cache that forgets all the time changes nothing
	h := whole.Rect.Dy()
	for y := 0; y < h; y += 97 {
		b, err := small.Band(p, 110, y, y+97)
		if err != nil {
			t.Fatal(err)
		}
		want := whole.SubImage(image.Rect(0, y, whole.Rect.Dx(), min(y+97, h))).(*image.RGBA)
		if b.Rect != want.Rect || !bytes.Equal(b.Pix, whole.Pix[y*whole.Stride:min(y+97, h)*whole.Stride]) {
			t.Fatalf("rows %d to %d differ from the page", y, y+97)
		}
	}
}

func TestBoxIsBlackButItsLabel(t *testing.T) {
	p := page(t, false)
	img, err := Render(p, 144)
	if err != nil {
		t.Fatal(err)
	}
	b := p.Boxes[0]
	black, light, all := 0, 0, 0
	for y := int((b.Y.Points() + 1) * 2); y < int((b.Y+b.H).Points()*2)-1; y++ {
		for x := int((b.X.Points() + 1) * 2); x < int((b.X+b.W).Points()*2)-1; x++ {
			all++
			switch v := img.RGBAAt(x, y).R; {
			case v == 0:
				black++
			case v > 200:
				light++
			}
		}
	}
	if black*2 < all || light*30 < all {
		t.Errorf("of %d pixels in the box %d are black and %d light", all, black, light)
	}
}

func TestCacheIsBounded(t *testing.T) {
	const limit = 64 << 10
	pt := New(limit)
	p := page(t, false)
	for dpi := 60.0; dpi < 200; dpi += 7 {
		if _, err := pt.Render(p, dpi); err != nil {
			t.Fatal(err)
		}
	}
	held := 0
	for _, gen := range []map[key]*painted{pt.glyphs.young, pt.glyphs.old} {
		for _, g := range gen {
			held += len(g.alpha) + perEntry
		}
	}
	if held > limit+limit/4 || held == 0 {
		t.Errorf("the cache holds %d bytes, limit %d", held, limit)
	}
}

func TestManyAtOnce(t *testing.T) {
	p := page(t, false)
	want, err := New(1<<20).Render(p, 96)
	if err != nil {
		t.Fatal(err)
	}
	pt := New(50_000)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, err := pt.Render(p, 96)
			if err != nil || !bytes.Equal(got.Pix, want.Pix) {
				t.Errorf("another picture, %v", err)
			}
		})
	}
	wg.Wait()
}

func TestRefuses(t *testing.T) {
	p := page(t, false)
	for _, dpi := range []float64{0, -1, 1e6} {
		if _, err := Render(p, dpi); err == nil {
			t.Errorf("%g dpi was accepted", dpi)
		}
	}
	if _, err := Band(p, 96, 50, 50); err == nil {
		t.Error("an empty band was accepted")
	}
	if _, err := Thumbnail(layout.Page{}, 100); err == nil {
		t.Error("a page without size was accepted")
	}
	if img, err := Thumbnail(p, 120); err != nil || img.Rect.Dy() != 120 {
		t.Errorf("thumbnail: %v, %v", img.Rect, err)
	}
}

func BenchmarkRender96(b *testing.B)  { benchmark(b, 96) }
func BenchmarkRender192(b *testing.B) { benchmark(b, 192) }

func benchmark(b *testing.B, dpi float64) {
	p := page(b, false)
	pt := New(16 << 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pt.Render(p, dpi); err != nil {
			b.Fatal(err)
		}
	}
}
