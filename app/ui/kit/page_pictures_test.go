package kit

import (
	"image"
	"image/color"
	"testing"
)

func TestPagePicturesAreBoundedAndSharp(t *testing.T) {
	v, g, q, win := newGridView(t, Light, 300)
	v.SetZoom(4)
	for i := range 25 {
		v.GoTo(i * 7)
		settle(t, v, q)
	}
	if v.store.bytes > bandBytes {
		t.Errorf("%d bytes are kept", v.store.bytes)
	}
	if n := len(v.draw.bands); n > 8 {
		t.Errorf("%d rasters for a view of two bands", n)
	}
	v.SetZoom(1)
	v.GoTo(3)
	settle(t, v, q)
	at, _ := v.draw.pagePlace(3, 1)
	want, err := g.Render(3, 1, image.Rect(0, 0, 612, 792)) // the view shows two bands
	if err != nil {
		t.Fatal(err)
	}
	got := win.Canvas().Capture()
	for y := 80; y < 585; y++ {
		for x := 60; x < 550; x++ {
			a, b := want.RGBAAt(x, y), color.RGBAModel.Convert(got.At(int(at.X)+x, int(at.Y)+y)).(color.RGBA)
			if a != b {
				t.Fatalf("pixel %d,%d is %v on the page and %v on the screen", x, y, a, b)
			}
		}
	}
}

func TestPageReloadDoesNotFlash(t *testing.T) {
	v, g, q, _ := newGridView(t, Light, 3)
	settle(t, v, q)
	old := v.draw.bands[0].img
	changed := newGrid(t, 3)
	changed.ink = color.RGBA{R: 0xff, A: 0xff}
	v.Reload(changed, changed)
	if v.draw.bands[0].img != old {
		t.Error("the old picture went before the new one came")
	}
	settle(t, v, q)
	if v.draw.bands[0].img == old {
		t.Error("the new picture did not come")
	}
	v.Open(g, g)
	if v.draw.bands[0].img == v.draw.bands[1].img && v.draw.bands[0].img != nil {
		t.Error("another document shows the pages of the last one")
	}
}

func TestPageThatCannotBeDrawn(t *testing.T) {
	v, g, q, _ := newGridView(t, Light, 3)
	v.Open(nil, nil)
	g.fail = 0
	fails := 0
	v.OnFail = func(page int, err error) { fails++ }
	v.Open(g, g)
	pumpUntil(t, q, func() bool { return fails > 0 })
	for range 10 {
		v.repaint()
		q.Pump()
	}
	bands := 0
	for range g.drawn {
		bands++
	}
	if fails > 2 || bands > 4 {
		t.Errorf("a broken page was tried %d times and reported %d times", bands, fails)
	}
}

func TestPageLooks(t *testing.T) {
	for mode, name := range map[Mode]string{Light: "page-light", Dark: "page-dark"} {
		v, g, q, win := newGridView(t, mode, 12)
		v.moveTo(30)
		v.SetMarks(LayerHits, []Mark{{Rect: g.Rects(6, 19)[0], Fill: ColorHit}, {Rect: g.Rects(186, 199)[0], Fill: ColorHitNow}})
		v.SetMarks(LayerMarks, []Mark{
			{Rect: g.Rects(261, 286)[0], Fill: ColorProposedVeil, Line: ColorProposed},
			{Rect: g.Rects(321, 346)[0], Fill: ColorAcceptedVeil, Line: ColorAccepted},
			{Rect: g.Rects(561, 586)[0], Fill: ColorProposedFill, Line: ColorProposed, Label: "(b)(6)"},
			{Rect: g.Rects(501, 526)[0], Fill: ColorAcceptedFill, Line: ColorAccepted, Label: "(b)(5)"},
			{Rect: g.Rects(621, 646)[0], Line: ColorRejected},
		})
		v.Select(740, 840)
		win.Canvas().Focus(v)
		settle(t, v, q)
		keep(t, win, name)
		x, y := viewPos(v, 0, 30, 100)
		if c := color.RGBAModel.Convert(win.Canvas().Capture().At(int(x), int(y))); c != (color.RGBA{0xff, 0xff, 0xff, 0xff}) {
			t.Errorf("%s: paper is %v", name, c)
		}
	}
}

// One frame of the view itself while it scrolls, without the painting of the toolkit.
func BenchmarkPageScroll(b *testing.B) {
	v, _, q, _ := newGridView(b, Light, 300)
	settle(b, v, q)
	b.ResetTimer()
	for i := range b.N {
		v.moveTo(float64(i*40%400) / v.zoom)
	}
}
