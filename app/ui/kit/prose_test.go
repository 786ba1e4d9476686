package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestProseWrapsMarksAndScrolls(t *testing.T) {
	themed(t, Light)
	p := NewProse()
	win := show(t, Light, p, 420, 260)
	long := strings.Repeat("The archive copy of the messages goes to the records office. ", 12)
	p.Set([]Run{{long + "\n\n", RunPlain}, {"Lucille Abernathy-Koch", RunLit}, {" agreed ", RunPlain}, {"on Monday", RunGone}, {" ", RunPlain}, {"on Tuesday", RunAdded}, {".\n" + strings.Repeat("x", 300), RunPlain}})
	keep(t, win, "prose")
	said := ""
	for _, l := range p.lines {
		end := 0.0
		for _, piece := range l {
			said += piece.text
			end = piece.x + piece.width
		}
		if end > float64((p.width-2*proseInset)*p.scale)+1 {
			t.Errorf("a line is %f wide", end)
		}
		said += " "
	}
	if got := strings.Join(strings.Fields(said), ""); got != strings.Join(strings.Fields(long+"Lucille Abernathy-Koch agreed on Monday on Tuesday."+strings.Repeat("x", 300)), "") {
		t.Error("words were lost between the lines")
	}
	if p.top == 0 {
		t.Error("the marked place is not in view")
	}
	told := -1.0
	p.OnScroll = func(f float64) { told = f }
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 5000)})
	if told != 0 || p.top != 0 {
		t.Errorf("at the top the text beside is told %f", told)
	}
	// Colour is not the only sign: what was struck has a line through its middle.
	p.Set([]Run{{"MMMM", RunGone}})
	img := win.Canvas().Capture()
	ink := colorOf(p, ColorBad)
	r, g, b, _ := img.At(int(proseInset)+20, int(Space2+proseLine/2)).RGBA()
	wr, wg, wb, _ := ink.RGBA()
	if r>>8 != wr>>8 || g>>8 != wg>>8 || b>>8 != wb>>8 {
		t.Error("no line is drawn through what is gone")
	}
}
