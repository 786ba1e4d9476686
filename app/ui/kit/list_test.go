package kit

import (
	"fmt"
	"image/color"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// mails is a source of n invented rows.
type mails struct {
	n       int
	missing func(i int) bool
}

func (m *mails) Len() int { return m.n }

func (m *mails) Row(i int) ([]string, bool) {
	if m.missing != nil && m.missing(i) {
		return nil, false
	}
	people := []string{"Adaeze Okafor", "Brandt, Lena", "records@harbor.example", "T. Whitcombe"}
	subjects := []string{"Re: pilot of the messaging app: retention settings", "Draft talking points, not for release",
		"Minutes of Tuesday", "FW: FW: question from the county about the new phones and who pays for them, once again, please"}
	states := []string{"", "Proposed", "Accepted", "Rejected"}
	return []string{states[i%7%4], people[i%len(people)], subjects[(i/3)%len(subjects)], "2019-03-" + fmt.Sprintf("%02d", 1+i%28), strconv.Itoa(1 + i*7%23)}, true
}

func mailColumns() []Column {
	return []Column{
		{ID: "state", Title: "State", Width: 110, Sort: true, Dot: true, Tone: StateTone},
		{ID: "from", Title: "From", Width: 170, Sort: true, Bold: true},
		{ID: "subject", Title: "Subject", Min: 120, Grow: true, Sort: true},
		{ID: "date", Title: "Date", Width: 100, Sort: true, Muted: true},
		{ID: "pages", Title: "Pages", Width: 70, Right: true, Sort: true, Muted: true},
	}
}

func newMailList(t testing.TB, n int) (*List, *fyne.KeyModifier, fyne.Window) {
	l := NewList(mailColumns(), &mails{n: n})
	var held fyne.KeyModifier
	l.mods = func() fyne.KeyModifier { return held }
	win := show(t, Light, l, 900, 600)
	return l, &held, win
}

const left = desktop.MouseButtonPrimary

func rowY(l *List, row int) float32 {
	return listHeader + float32(float64(row)*float64(listRow)-l.pos) + listRow/2
}

func TestListReachesTheLastOfAMillionRows(t *testing.T) {
	l, _, win := newMailList(t, 1_000_000)
	win.Canvas().Focus(l)
	key(l, fyne.KeyEnd)
	if l.Cursor() != 999_999 {
		t.Fatalf("cursor %d", l.Cursor())
	}
	slot := l.draw.slots[999_999%len(l.draw.slots)]
	bottom := slot.raster.Position().Y + slot.raster.Size().Height
	if slot.row != 999_999 || bottom != l.Size().Height {
		t.Errorf("slot shows row %d, its bottom is at %v of %v", slot.row, bottom, l.Size().Height)
	}
	for i := 999_985; i < 999_999; i++ {
		a, b := l.draw.slots[i%len(l.draw.slots)], l.draw.slots[(i+1)%len(l.draw.slots)]
		if gap := b.raster.Position().Y - a.raster.Position().Y; gap != listRow {
			t.Fatalf("rows %d and %d are %v apart", i, i+1, gap)
		}
	}
	if want, _ := l.src.Row(999_999); slot.cells[3].text != want[3] {
		t.Errorf("last row shows %q", slot.cells[3].text)
	}
	l.bar.moved(0.5)
	if got := l.rowAt(listHeader); got < 499_980 || got > 500_000 {
		t.Errorf("the middle of the bar is row %d", got)
	}
}

// Random keys and clicks must select what a plain model of a list selects.
func TestListSelectionAgainstNaiveModel(t *testing.T) {
	const n = 40
	l, held, win := newMailList(t, n)
	win.Canvas().Focus(l)
	rnd := rand.New(rand.NewPCG(7, 7))
	sel := map[int]bool{}
	cursor, anchor := -1, 0
	var told Selection
	l.OnSelect = func(s Selection) { told = s }
	page := int(l.pageHeight() / float64(listRow))
	for step := range 3000 {
		*held = 0
		if rnd.IntN(3) == 0 {
			*held = fyne.KeyModifierShift
		}
		to, extend, toggle := 0, *held != 0, false
		switch rnd.IntN(8) {
		case 0:
			to = max(cursor, 0) - 1
			key(l, fyne.KeyUp)
		case 1:
			to = cursor + 1
			key(l, fyne.KeyDown)
		case 2:
			to = max(cursor, 0) + page
			key(l, fyne.KeyPageDown)
		case 3:
			to = max(cursor, 0) - page
			key(l, fyne.KeyPageUp)
		case 4:
			key(l, fyne.KeyHome)
		case 5:
			to = n - 1
			key(l, fyne.KeyEnd)
		default:
			to = int(l.pos/float64(listRow)) + 1 + rnd.IntN(15)
			mod := *held
			if mod == 0 && rnd.IntN(2) == 0 {
				mod, toggle = fyne.KeyModifierControl, true
			}
			l.MouseDown(press(300, rowY(l, to), left, mod))
			l.MouseUp(nil)
			l.clickRow = -1
		}
		to = min(max(to, 0), n-1)
		if toggle {
			if sel[to] {
				delete(sel, to)
			} else {
				sel[to] = true
			}
			anchor = to
		} else {
			if !extend {
				anchor = to
			}
			clear(sel)
			for i := min(anchor, to); i <= max(anchor, to); i++ {
				sel[i] = true
			}
		}
		cursor = to
		if l.Cursor() != cursor || told.Len() != len(sel) {
			t.Fatalf("step %d: cursor %d, want %d; %d selected, want %d", step, l.Cursor(), cursor, told.Len(), len(sel))
		}
		for i := range n {
			if told.Has(i) != sel[i] {
				t.Fatalf("step %d: row %d", step, i)
			}
		}
		if y := rowY(l, cursor); y < listHeader || y > l.Size().Height {
			t.Fatalf("step %d: the cursor is out of view at %v", step, y)
		}
	}
}

func TestListSelectAllAndClickOnIt(t *testing.T) {
	l, _, _ := newMailList(t, 1_000_000)
	l.TypedShortcut(&fyne.ShortcutSelectAll{})
	if s := l.Selection(); s.Len() != 1_000_000 || len(s.Ranges()) != 1 {
		t.Fatalf("%d selected", s.Len())
	}
	asked := -1
	l.OnMenu = func(row int, _ fyne.Position) { asked = row }
	l.MouseDown(press(300, rowY(l, 3), desktop.MouseButtonSecondary, 0))
	if asked != 3 || l.sel.Len() != 1_000_000 {
		t.Errorf("the menu of row %d, %d selected: a right click inside must keep the selection", asked, l.sel.Len())
	}
	l.SetSource(&mails{n: 5})
	if l.sel.Len() != 0 || l.Cursor() != -1 {
		t.Error("another source kept the selection")
	}
}

func TestListOpensByDoubleClickAndEnter(t *testing.T) {
	l, _, _ := newMailList(t, 100)
	now := time.Unix(0, 0)
	l.now = func() time.Time { return now }
	var opened []int
	l.OnOpen = func(row int) { opened = append(opened, row) }
	click := func(row int, wait time.Duration) {
		now = now.Add(wait)
		l.MouseDown(press(200, rowY(l, row), left, 0))
		l.MouseUp(nil)
	}
	click(4, time.Second)
	click(4, time.Second) // too slow
	click(5, 100*time.Millisecond)
	click(6, 100*time.Millisecond) // another row
	click(6, 100*time.Millisecond)
	click(6, 100*time.Millisecond) // third click of a double click opens nothing
	key(l, fyne.KeyReturn)
	if fmt.Sprint(opened) != "[6 6]" {
		t.Errorf("opened %v", opened)
	}
}

func TestListSortsAndResizesByHeader(t *testing.T) {
	l, _, _ := newMailList(t, 100)
	var asked []string
	l.OnSort = func(col string, desc bool) { asked = append(asked, fmt.Sprint(col, desc)) }
	x, w := l.spans()
	for range 2 {
		l.head.MouseDown(press(x[3]+30, 10, left, 0))
		l.head.MouseUp(nil)
	}
	l.head.MouseDown(press(x[1]+30, 10, left, 0))
	l.head.MouseUp(nil)
	if fmt.Sprint(asked) != "[datefalse datetrue fromfalse]" {
		t.Errorf("sorted by %v", asked)
	}
	resized := 0
	l.OnColumns = func() { resized++ }
	edge := x[1] + w[1] - 1
	l.head.MouseDown(press(edge, 10, left, 0))
	l.head.Dragged(drag(edge+50, 10))
	l.head.DragEnd()
	if got := l.Widths()[1]; got != 220 || resized != 1 {
		t.Errorf("width %v, told %d times", got, resized)
	}
	x, w = l.spans()
	edge = x[2] + w[2]
	l.head.MouseDown(press(edge, 10, left, 0)) // the growing column's edge moves the date
	l.head.Dragged(drag(edge-30, 10))
	l.head.DragEnd()
	if got := l.Widths()[3]; got != 130 {
		t.Errorf("date is %v wide", got)
	}
	l.head.MouseDown(press(x[0]+w[0], 10, left, 0))
	l.head.Dragged(drag(-500, 10))
	l.head.DragEnd()
	if got := l.Widths()[0]; got != 40 {
		t.Errorf("a column became %v wide", got)
	}
}

func TestListSweepAndWheel(t *testing.T) {
	l, _, _ := newMailList(t, 1000)
	l.MouseDown(press(200, rowY(l, 2), left, 0))
	l.Dragged(drag(200, rowY(l, 6)))
	l.MouseUp(nil)
	l.Dragged(drag(200, rowY(l, 9)))
	if s := l.Selection(); fmt.Sprint(s.Ranges()) != "[{2 7}]" {
		t.Errorf("swept %v", s.Ranges())
	}
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -100)})
	if l.pos != 100 {
		t.Errorf("at %v", l.pos)
	}
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1000)})
	if l.pos != 0 {
		t.Errorf("at %v", l.pos)
	}
}

func TestListFillsRowsThatComeLate(t *testing.T) {
	src := &mails{n: 100, missing: func(i int) bool { return i >= 5 }}
	l := NewList(mailColumns(), src)
	show(t, Light, l, 900, 600)
	if got := l.draw.slots[7].cells[1].text; got != "" {
		t.Fatalf("row 7 shows %q", got)
	}
	src.missing = nil
	l.Reload()
	if got := l.draw.slots[7].cells[1].text; got == "" {
		t.Error("row 7 came and is not shown")
	}
	src.n = 3
	l.Select(2)
	l.Reload()
	if l.draw.slots[7].raster.Visible() || l.Cursor() != 2 {
		t.Error("rows behind the end are shown")
	}
}

func TestListDrawsInsideItself(t *testing.T) {
	for mode, name := range map[Mode]string{Light: "list-light", Dark: "list-dark", Contrast: "list-contrast"} {
		l := NewList(mailColumns(), &mails{n: 1_000_000})
		win := show(t, mode, l, 900, 420)
		win.Canvas().Focus(l)
		l.scroll(1000*float64(listRow) + 11)
		l.Select(1004)
		l.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeySpace, Modifier: fyne.KeyModifierControl})
		l.MouseDown(press(100, rowY(l, 1007), left, fyne.KeyModifierControl))
		l.MouseDown(press(100, rowY(l, 1008), left, fyne.KeyModifierControl))
		l.MouseMoved(press(100, rowY(l, 1010), 0, 0))
		l.ShowSort("date", true)
		keep(t, win, name)
		img := win.Canvas().Capture()
		soft := color.NRGBAModel.Convert(Theme{Mode: mode}.Color(ColorAccentSoft, 0))
		at := func(row int) color.Color {
			return color.NRGBAModel.Convert(img.At(886, int(rowY(l, row))))
		}
		if at(1008) != soft || at(1009) == soft {
			t.Errorf("%s: rows 1008 and 1009 have grounds %v and %v", name, at(1008), at(1009))
		}
	}
}

func TestFitterCuts(t *testing.T) {
	show(t, Light, NewEmpty("page", "t", "", nil), 100, 100)
	f := newFitter(TextBody, fyne.TextStyle{})
	for _, c := range []struct{ in, want string }{
		{"short", "short"},
		{"a\nb\tc\x00\u202ed", "a b cd"},
		{"the quick brown fox jumps over the lazy dog", "the quick…"},
		{"", ""},
	} {
		got := f.fit(c.in, 75)
		if got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
		if w := fyne.MeasureText(got, TextBody, fyne.TextStyle{}).Width; w > 76 {
			t.Errorf("%q is %v wide", got, w)
		}
	}
	if got := f.fit("wide", 3); got != "…" {
		t.Errorf("no room gave %q", got)
	}
}

// One frame of a list in view: a wheel step of 60 units, or a jump to a far row, each with its drawing.
func BenchmarkListFrame(b *testing.B) {
	for name, step := range map[string]float64{"scroll60": 60, "jump": 3_333_333} {
		b.Run(name, func(b *testing.B) {
			l, _, win := newMailList(b, 1_000_000)
			b.ResetTimer()
			for i := range b.N {
				l.moveTo(float64(i) * step / 1)
				if l.pos >= l.room() {
					l.moveTo(0)
				}
				win.Canvas().Capture()
			}
		})
	}
}

// The work of the list itself, without the painting of the toolkit.
func BenchmarkListUpdate(b *testing.B) {
	l, _, _ := newMailList(b, 1_000_000)
	b.ResetTimer()
	for i := range b.N {
		l.moveTo(float64(i%8) * 3_333_333)
	}
}
