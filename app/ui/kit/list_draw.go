package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// listRenderer keeps one slot of canvas objects for each row that fits the view. Row i lives in slot i modulo their
// number, so that scrolling by a row changes the texts of one slot and only moves the others: a changed text costs a
// new texture, a moved one nothing.
type listRenderer struct {
	l       *List
	slots   []*listSlot
	ground  *canvas.Rectangle
	ring    *canvas.Rectangle
	objects []fyne.CanvasObject
	fits    [2]*fitter // regular, bold
	version int        // counts changes that make every slot stale
	x, w    []float32
}

type listSlot struct {
	row     int
	version int
	ok      bool
	back    *canvas.Rectangle
	line    *canvas.Rectangle
	texts   []*canvas.Text
	dots    []*canvas.Circle // nil where the column has none
}

func newListRenderer(l *List) *listRenderer {
	r := &listRenderer{l: l, ground: canvas.NewRectangle(nil), ring: canvas.NewRectangle(color.Transparent),
		fits: [2]*fitter{newFitter(TextBody, fyne.TextStyle{}), newFitter(TextBody, fyne.TextStyle{Bold: true})}}
	r.ring.StrokeWidth = 1
	r.Refresh()
	return r
}

// IsClip tells the toolkit to cut the rows off at the edge of the list.
func (r *listRenderer) IsClip() {}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) MinSize() fyne.Size           { return fyne.NewSize(160, listHeader+3*listRow) }
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *listRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.l.head.Resize(fyne.NewSize(size.Width, listHeader))
	r.l.bar.Move(fyne.NewPos(size.Width-barWidth, listHeader))
	r.l.bar.Resize(fyne.NewSize(barWidth, max(size.Height-listHeader, 0)))
	want := int((size.Height-listHeader)/listRow) + 2
	if want > len(r.slots) {
		for len(r.slots) < want {
			r.slots = append(r.slots, r.newSlot())
		}
		r.collect()
	}
	r.version++
	r.l.pos = min(r.l.pos, r.l.room())
	r.paint()
}

func (r *listRenderer) newSlot() *listSlot {
	s := &listSlot{row: -1, back: canvas.NewRectangle(nil), line: canvas.NewRectangle(nil)}
	for _, c := range r.l.cols {
		t := canvas.NewText("", nil)
		t.TextSize = TextBody
		t.TextStyle.Bold = c.Bold
		s.texts = append(s.texts, t)
		var dot *canvas.Circle
		if c.Dot {
			dot = canvas.NewCircle(nil)
			dot.Resize(fyne.NewSize(listDot, listDot))
		}
		s.dots = append(s.dots, dot)
	}
	return s
}

func (r *listRenderer) collect() {
	r.objects = []fyne.CanvasObject{r.ground}
	for _, s := range r.slots {
		r.objects = append(r.objects, s.back, s.line)
		for i := range s.texts {
			r.objects = append(r.objects, s.texts[i])
			if s.dots[i] != nil {
				r.objects = append(r.objects, s.dots[i])
			}
		}
	}
	r.objects = append(r.objects, r.ring, r.l.head, r.l.bar)
}

// Refresh draws everything anew: other rows, other columns, another theme.
func (r *listRenderer) Refresh() {
	r.version++
	r.ground.FillColor = colorOf(r.l, theme.ColorNameBackground)
	r.ground.Refresh()
	r.ring.StrokeColor = colorOf(r.l, ColorFocusRing)
	r.collect()
	r.l.pos = min(r.l.pos, r.l.room())
	r.l.head.Refresh()
	r.l.bar.Refresh()
	r.paint()
	canvas.Refresh(r.l)
}

// paint brings the slots in line with the state of the list.
func (r *listRenderer) paint() {
	l := r.l
	n := l.src.Len()
	r.x, r.w = l.spans()
	if room := l.room(); room > 0 {
		l.bar.place(l.pos/room, l.viewHeight()/(float64(n)*float64(listRow)))
	} else {
		l.bar.place(0, 1)
	}
	r.ring.Hide()
	if len(r.slots) == 0 {
		return
	}
	first := int(l.pos / float64(listRow))
	for i := first; i < first+len(r.slots); i++ {
		s := r.slots[i%len(r.slots)]
		y := listHeader + float32(float64(i)*float64(listRow)-l.pos)
		if i >= n || y >= l.Size().Height {
			s.hide()
			continue
		}
		r.fill(s, i)
		r.place(s, y)
	}
}

// fill sets the texts of a slot to those of row i, unless they are there already.
func (r *listRenderer) fill(s *listSlot, i int) {
	if s.row == i && s.version == r.version && s.ok {
		return
	}
	cells, ok := r.l.src.Row(i)
	s.row, s.version, s.ok = i, r.version, ok
	for c, col := range r.l.cols {
		text, tone := "", theme.ColorNameForeground
		if col.Muted {
			tone = ColorMuted
		}
		if ok && c < len(cells) {
			text = cells[c]
		}
		var dot fyne.ThemeColorName
		if ok && col.Tone != nil {
			if name := col.Tone(text); col.Dot {
				dot = name
			} else if name != "" {
				tone = name
			}
		}
		if !ok && col.Grow {
			text, tone = "…", ColorFaint
		}
		r.setCell(s, c, text, tone)
		r.setDot(s, c, dot)
	}
}

func (r *listRenderer) setCell(s *listSlot, c int, text string, tone fyne.ThemeColorName) {
	t, room := s.texts[c], r.w[c]-2*listInset
	if s.dots[c] != nil {
		room -= listDot + Space2
	}
	fit := r.fits[0]
	if r.l.cols[c].Bold {
		fit = r.fits[1]
	}
	text = fit.fit(text, room)
	ink := colorOf(r.l, tone)
	t.Show()
	if t.Text != text || t.Color != ink {
		t.Text, t.Color = text, ink
		t.Refresh()
	}
}

func (r *listRenderer) setDot(s *listSlot, c int, tone fyne.ThemeColorName) {
	d := s.dots[c]
	switch {
	case d == nil:
	case tone == "":
		d.Hide()
	default:
		d.FillColor = colorOf(r.l, tone)
		d.Show()
		d.Refresh()
	}
}

// place moves a slot to y and gives it the ground of its state.
func (r *listRenderer) place(s *listSlot, y float32) {
	l := r.l
	width := l.viewWidth()
	s.back.Move(fyne.NewPos(0, y))
	s.back.Resize(fyne.NewSize(width, listRow))
	s.line.Move(fyne.NewPos(0, y+listRow-1))
	s.line.Resize(fyne.NewSize(width, 1))
	if ground := r.back(s.row); ground != nil {
		setFill(s.back, ground)
		s.back.Show()
	} else {
		s.back.Hide()
	}
	setFill(s.line, colorOf(l, ColorLine))
	s.line.Show()
	for c, t := range s.texts {
		x := r.x[c] + listInset
		if d := s.dots[c]; d != nil {
			d.Move(fyne.NewPos(x, y+(listRow-listDot)/2+1)) // the middle of small letters
			x += listDot + Space2
		}
		h := t.MinSize()
		if l.cols[c].Right {
			x = r.x[c] + r.w[c] - listInset - h.Width
		}
		t.Move(fyne.NewPos(x, y+(listRow-h.Height)/2))
	}
	if s.row == l.cursor && l.focused {
		r.ring.Move(fyne.NewPos(0.5, y+0.5))
		r.ring.Resize(fyne.NewSize(width-1, listRow-1.5))
		r.ring.Show()
	}
}

// back is the ground of a row, or nil for that of the list.
func (r *listRenderer) back(row int) color.Color {
	l := r.l
	switch {
	case l.sel.Has(row) && l.focused:
		return colorOf(l, ColorAccentSoft)
	case l.sel.Has(row):
		return colorOf(l, ColorNeutralFill)
	case row == l.hover:
		return colorOf(l, theme.ColorNameHover)
	}
	return nil
}

func setFill(r *canvas.Rectangle, c color.Color) {
	if r.FillColor != c {
		r.FillColor = c
		r.Refresh()
	}
}

func (s *listSlot) hide() {
	s.row = -1
	s.back.Hide()
	s.line.Hide()
	for i, t := range s.texts {
		t.Hide()
		if s.dots[i] != nil {
			s.dots[i].Hide()
		}
	}
}
