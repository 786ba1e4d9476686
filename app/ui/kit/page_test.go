package kit

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// grid is a document of pages with 40 lines of 60 characters each: the character in column c of line l of page p is
// offset (p*40+l)*60+c, which makes a model of the text layer that can be checked by hand.
type grid struct {
	pages int
	fail  int // page that cannot be drawn, or -1
	ink   color.Color

	mu    sync.Mutex
	drawn []int
	font  *opentype.Font
}

const (
	gridCols, gridLines   = 60, 40
	gridX, gridY          = 72.0, 72.0
	gridAdvance, gridStep = 7.224, 14.0
)

func newGrid(t testing.TB, pages int) *grid {
	f, err := opentype.Parse(theme.DefaultTextMonospaceFont().Content())
	if err != nil {
		t.Fatal(err)
	}
	return &grid{pages: pages, fail: -1, ink: color.Black, font: f}
}

func (g *grid) Count() int                   { return g.pages }
func (g *grid) Size(page int) (w, h float64) { return 612, 792 }
func (g *grid) Len() int                     { return g.pages * gridLines * gridCols }
func (g *grid) line(page, line int) (s string) {
	text := fmt.Sprintf("From: Adaeze Okafor <a.okafor@harbor.example>, page %d, line %02d", page+1, line)
	if line%7 == 6 {
		return ""
	}
	return (text + "                                                ")[:gridCols]
}

func (g *grid) Render(page int, scale float64, band image.Rectangle) (*image.RGBA, error) {
	g.mu.Lock()
	g.drawn = append(g.drawn, page)
	ink := g.ink
	g.mu.Unlock()
	if page == g.fail {
		return nil, errors.New("broken page")
	}
	img := image.NewRGBA(band)
	draw.Draw(img, band, image.White, image.Point{}, draw.Src)
	face, err := opentype.NewFace(g.font, &opentype.FaceOptions{Size: 12, DPI: 72 * scale})
	if err != nil {
		return nil, err
	}
	for l := range gridLines {
		for c, r := range g.line(page, l) {
			d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.Point26_6{
				X: fixed.Int26_6((gridX + float64(c)*gridAdvance) * scale * 64),
				Y: fixed.Int26_6((gridY + float64(l)*gridStep + 11) * scale * 64)}}
			d.DrawString(string(r))
		}
	}
	return img, nil
}

func (g *grid) Hit(page int, x, y float64) (int, bool) {
	l := min(max(int((y-gridY)/gridStep), 0), gridLines-1)
	c := min(max(int((x-gridX)/gridAdvance+0.5), 0), gridCols)
	return (page*gridLines+l)*gridCols + c, true
}

func (g *grid) Rects(from, to int) []PageRect {
	var out []PageRect
	for from < min(to, g.Len()) {
		row := from / gridCols
		end := min(to, (row+1)*gridCols)
		out = append(out, PageRect{Page: row / gridLines, X: gridX + float64(from%gridCols)*gridAdvance,
			Y: gridY + float64(row%gridLines)*gridStep, W: float64(end-from) * gridAdvance, H: gridStep})
		from = end
	}
	return out
}

func (g *grid) Span(offset int, unit Unit) (int, int) {
	size := 5
	if unit == Passage {
		size = gridCols
	}
	from := offset / size * size
	return from, from + size
}

func newGridView(t testing.TB, mode Mode, pages int) (*PageView, *grid, *Queue, fyne.Window) {
	q := NewQueue()
	g := newGrid(t, pages)
	v := NewPageView(q.Post)
	v.mods = func() fyne.KeyModifier { return 0 }
	win := show(t, mode, v, 800, 600)
	v.Open(g, g)
	t.Cleanup(v.Close)
	return v, g, q, win
}

// settle waits until every band in view has its picture.
func settle(t testing.TB, v *PageView, q *Queue) {
	t.Helper()
	for {
		q.Pump()
		ready := true
		scale := v.draw.scale()
		for page := v.flow.at(v.top); page >= 0 && page <= v.flow.at(v.top+v.viewHeight()); page++ {
			at, _ := v.draw.pagePlace(page, scale)
			if len(v.draw.pageBands(page, at, scale)) > 0 {
				ready = false
			}
		}
		v.draw.paint()
		if ready {
			return
		}
		select {
		case <-q.Ready():
		case <-time.After(10 * time.Second):
			t.Fatal("the pages in view were not drawn")
		}
	}
}

// viewPos is where a point of a page lies in the view.
func viewPos(v *PageView, page int, x, y float64) (float32, float32) {
	return float32(v.pageX(page) + x*v.zoom), float32((v.flow.top[page] + y - v.top) * v.zoom)
}

func TestPageDragSelectsAcrossPages(t *testing.T) {
	v, g, _, _ := newGridView(t, Light, 3)
	v.SetZoom(1)
	v.moveTo(400)
	var got [][2]int
	v.OnSelect = func(from, to int) { got = append(got, [2]int{from, to}) }
	x, y := viewPos(v, 0, gridX+10*gridAdvance, gridY+38*gridStep+5)
	v.MouseDown(press(x, y, left, 0))
	x, y = viewPos(v, 1, gridX+4*gridAdvance, gridY+2*gridStep+5)
	v.Dragged(drag(x, y))
	v.MouseUp(press(x, y, left, 0))
	v.DragEnd()
	want := [2]int{38*gridCols + 10, 42*gridCols + 4}
	if len(got) != 1 || got[0] != want {
		t.Fatalf("selected %v, want %v once", got, want)
	}
	marks := v.marks[layerSelection]
	if len(marks) != 5 || marks[0].Rect != g.Rects(want[0], want[1])[0] || len(marksOf(marks, 1)) != 3 {
		t.Errorf("marks %v", marks)
	}
	v.now = func() time.Time { return time.Now().Add(time.Hour) }
	x, y = viewPos(v, 0, gridX+2*gridAdvance, gridY+35*gridStep+5)
	v.MouseDown(press(x, y, left, fyne.KeyModifierShift))
	v.MouseUp(press(x, y, left, 0))
	if from, to := v.Selection(); from != 35*gridCols+2 || to != want[0] {
		t.Errorf("shift selected %d to %d", from, to)
	}
}

func TestPageClicks(t *testing.T) {
	v, _, _, _ := newGridView(t, Light, 2)
	now := time.Unix(0, 0)
	v.now = func() time.Time { return now }
	var clicked []Point
	v.OnClick = func(p Point) { clicked = append(clicked, p) }
	selected := ""
	v.OnSelect = func(from, to int) { selected = fmt.Sprint(from, " ", to) }
	x, y := viewPos(v, 0, gridX+12*gridAdvance, gridY+3*gridStep+4)
	for i, want := range []string{"192 192", "190 195", "180 240", "180 240"} {
		v.MouseDown(press(x, y, left, 0))
		v.MouseUp(press(x, y, left, 0))
		if selected != want {
			t.Errorf("click %d selected %s, want %s", i+1, selected, want)
		}
		now = now.Add(150 * time.Millisecond)
	}
	if len(clicked) != 1 || clicked[0].Offset != 192 {
		t.Errorf("clicked %v", clicked)
	}
	var menu Point
	v.OnMenu = func(p Point, _ fyne.Position) { menu = p }
	v.MouseDown(press(x, y, desktop.MouseButtonSecondary, 0))
	if from, to := v.Selection(); menu.Offset != 192 || from != 180 || to != 240 {
		t.Errorf("menu at %v, selection %d to %d: a right click must keep it", menu, from, to)
	}
}

func TestPageDragOutsideScrolls(t *testing.T) {
	v, _, q, win := newGridView(t, Light, 50)
	v.SetZoom(1)
	var timers []func()
	v.after = func(_ time.Duration, f func()) { timers = append(timers, f) }
	tick := func() {
		old := timers
		timers = nil
		for _, f := range old {
			f()
		}
		q.Pump()
	}
	x, y := viewPos(v, 0, gridX, gridY)
	v.MouseDown(press(x, y, left, 0))
	v.Dragged(drag(300, v.Size().Height+80))
	for range 100 {
		tick()
	}
	_, to := v.Selection()
	if v.top < 3000 || to < 3*gridLines*gridCols {
		t.Errorf("after 100 steps the top is at %v and the selection ends at %d", v.top, to)
	}
	v.MouseUp(press(300, 900, left, 0))
	win.Canvas().Unfocus() // as the toolkit does on a release over something that takes no focus
	v.DragEnd()
	if win.Canvas().Focused() != fyne.Focusable(v) {
		t.Error("a release outside took the keyboard away")
	}
	top := v.top
	tick()
	tick()
	if v.top != top || len(timers) != 0 {
		t.Error("it scrolls on after the release")
	}
}

func TestPageKeys(t *testing.T) {
	v, _, _, win := newGridView(t, Light, 5)
	win.Canvas().Focus(v)
	var pages []int
	v.OnPage = func(p int) { pages = append(pages, p) }
	key(v, fyne.KeyEnd)
	if v.top != v.room() || v.Page() != 4 {
		t.Errorf("End is at %v, page %d", v.top, v.Page())
	}
	key(v, fyne.KeyHome)
	key(v, fyne.KeyPageDown)
	if v.top != v.pageStep() {
		t.Errorf("page key moved to %v", v.top)
	}
	key(v, fyne.KeySpace)
	key(v, fyne.KeyPageUp)
	key(v, fyne.KeyPageUp)
	if v.top != 0 || len(pages) < 3 {
		t.Errorf("top %v, pages %v", v.top, pages)
	}
	var runes []rune
	win.Canvas().SetOnTypedRune(func(r rune) { runes = append(runes, r) })
	v.TypedRune('6')
	v.TypedRune(' ')
	if string(runes) != "6" {
		t.Errorf("passed on %q", string(runes))
	}
	v.mods = func() fyne.KeyModifier { return fyne.KeyModifierShift }
	v.Select(100, 100)
	key(v, fyne.KeyRight)
	key(v, fyne.KeyRight)
	key(v, fyne.KeyDown)
	if from, to := v.Selection(); from != 100 || to != 162 {
		t.Errorf("shift and arrows selected %d to %d", from, to)
	}
	word := &desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}
	v.TypedShortcut(word)
	if _, to := v.Selection(); to != 165 {
		t.Errorf("a word further is %d", to)
	}
	copied := ""
	v.OnCopy = func(from, to int) { copied = fmt.Sprint(from, " ", to) }
	v.TypedShortcut(&fyne.ShortcutCopy{})
	if copied != "100 165" {
		t.Errorf("copied %s", copied)
	}
}

func TestPageZoomKeepsThePlace(t *testing.T) {
	v, _, _, _ := newGridView(t, Light, 1000)
	v.SetZoom(1)
	v.moveTo(v.flow.top[900] + 300)
	middle := v.top + v.viewHeight()/2
	for _, z := range []float64{1.5, 4, 0.5, 6.5} {
		v.SetZoom(z)
		if got := v.top + v.viewHeight()/2; got < middle-1e-6 || got > middle+1e-6 {
			t.Errorf("zoom %v: the middle is %v, was %v", z, got, middle)
		}
	}
	if z, fit := v.Zoom(); z != maxZoom || fit != FitNone {
		t.Errorf("zoom %v, fit %v", z, fit)
	}
	v.SetFit(FitWidth)
	if w := 612*v.zoom + 2*sideRoom; int(w+0.5) != int(v.viewWidth()) {
		t.Errorf("page is %v wide in %v", w, v.viewWidth())
	}
	v.SetZoom(3)
	if x := v.pageX(0); x > 0 {
		t.Errorf("a wide page is at %v", x)
	}
	v.pan(1e6)
	if right := v.pageX(0) + 612*v.zoom; int(right) != int(float64(v.viewWidth())-sideRoom) {
		t.Errorf("panned to the end the right edge is at %v", right)
	}
}
