package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

func invented() *Strip {
	s := NewStrip()
	var bins []StripBin
	a, b, c := StripLane{Name: "Halloran"}, StripLane{Name: "Oyelaran, Ifeoma of the Mobility Branch"}, StripLane{Name: "Venn"}
	for i := range 30 {
		bins = append(bins, StripBin{Label: []string{"2023-01-09", "2023-01-10"}[i%2], Quiet: i > 10 && i < 15, Signs: []string{"", "D", "", "TE"}[i%4]})
		a.Bars, b.Bars, c.Bars = append(a.Bars, i%7), append(b.Bars, 12-i%9), append(c.Bars, i%3)
		a.Rest = append(a.Rest, i%4)
	}
	s.Set(bins, []StripLane{a, b, c})
	s.Say = func(lane, bin int) string { return bins[bin].Label }
	return s
}

func TestStripDrawsAndIsPicked(t *testing.T) {
	themed(t, Light)
	s := invented()
	win := show(t, Light, container.NewBorder(s, nil, nil, nil), 900, 240)
	var got [2]int
	s.OnPick = func(lane, bin int) { got = [2]int{lane, bin} }
	x := s.names() + s.step()*4.5
	s.MouseDown(press(x, stripLane+stripGap+20, desktop.MouseButtonPrimary, 0))
	if got != [2]int{1, 4} {
		t.Errorf("a click in the second lane picks %v", got)
	}
	s.FocusGained()
	for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn} {
		key(s, k)
	}
	if got != [2]int{2, 5} {
		t.Errorf("the keys pick %v", got)
	}
	keep(t, win, "strip")
	img := win.Canvas().Capture()
	// The second lane's fifth bar is 8 of 12 high: full at its foot, empty above.
	accent, at := colorOf(s, ColorAccent), stripLane+stripGap+stripLane
	same := func(x, y float32, want color.Color) bool {
		r, g, b, _ := img.At(int(x), int(y)).RGBA()
		wr, wg, wb, _ := want.RGBA()
		return r>>8 == wr>>8 && g>>8 == wg>>8 && b>>8 == wb>>8
	}
	if !same(x, at-3, accent) || same(x, at-36, accent) {
		t.Error("the bar has not the height of its value")
	}
}
