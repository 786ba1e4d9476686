package kit

import (
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// listRenderer keeps one slot for each row that fits the view. Row i lives in slot i modulo their number, so that
// scrolling by a row draws one slot anew and only moves the others.
type listRenderer struct {
	l       *List
	slots   []*listSlot
	ground  *canvas.Rectangle // below the last row
	side    *canvas.Rectangle // under the scroll bar
	ring    *canvas.Rectangle
	objects []fyne.CanvasObject
	fits    [2]*fitter // regular, bold
	inks    [2]*ink
	scale   float32
	version int // counts changes that make every slot stale
	data    int // counts changes after which rows may say something else
	x, w    []float32
}

// listSlot is a row as one picture, with texts of the toolkit over it for cells whose script our font lacks.
type listSlot struct {
	row     int
	version int
	data    int
	ok      bool
	head    bool     // it heads a group
	raw     []string // the cells of the source
	back    color.Color
	cells   []listCell
	raster  *canvas.Raster
	img     *image.RGBA
	extra   []*canvas.Text
}

// listCell is what a slot shows in one column.
type listCell struct {
	text string
	tone fyne.ThemeColorName
	dot  fyne.ThemeColorName // "" for none
	pen  int                 // regular or bold
}

func newListRenderer(l *List) *listRenderer {
	r := &listRenderer{l: l, ground: canvas.NewRectangle(color.Transparent), side: canvas.NewRectangle(color.Transparent), ring: canvas.NewRectangle(color.Transparent),
		fits: [2]*fitter{newFitter(TextBody, fyne.TextStyle{}), newFitter(TextBody, fyne.TextStyle{Bold: true})}}
	r.ring.StrokeWidth = 1
	r.Refresh()
	return r
}

// IsClip tells the toolkit to cut the rows off at the edge of the list.
func (r *listRenderer) IsClip() {}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) MinSize() fyne.Size           { return fyne.NewSize(160, listHeader+listRow) }
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *listRenderer) Layout(size fyne.Size) {
	r.side.Move(fyne.NewPos(size.Width-barWidth, listHeader))
	r.side.Resize(fyne.NewSize(barWidth, max(size.Height-listHeader, 0)))
	r.l.head.Resize(fyne.NewSize(size.Width, listHeader))
	r.l.bar.Move(fyne.NewPos(size.Width-barWidth, listHeader))
	r.l.bar.Resize(fyne.NewSize(barWidth, max(size.Height-listHeader, 0)))
	want := int((size.Height-listHeader)/listRow) + 2
	if want > len(r.slots) {
		for len(r.slots) < want {
			r.slots = append(r.slots, newListSlot())
		}
		r.collect()
	}
	r.version++
	r.l.pos = min(r.l.pos, r.l.room())
	r.paint()
}

func newListSlot() *listSlot {
	s := &listSlot{row: -1}
	s.raster = canvas.NewRaster(func(int, int) image.Image {
		if s.img == nil {
			return image.NewRGBA(image.Rect(0, 0, 1, 1))
		}
		return s.img
	})
	s.raster.ScaleMode = canvas.ImageScalePixels
	return s
}

func (r *listRenderer) collect() {
	r.objects = []fyne.CanvasObject{r.ground, r.side}
	for _, s := range r.slots {
		r.objects = append(r.objects, s.raster)
		for _, t := range s.extra {
			r.objects = append(r.objects, t)
		}
	}
	r.objects = append(r.objects, r.ring, r.l.head, r.l.bar)
}

// Refresh draws everything anew: other rows, other columns, another theme.
func (r *listRenderer) Refresh() {
	r.version++
	r.ground.FillColor, r.side.FillColor = colorOf(r.l, theme.ColorNameBackground), colorOf(r.l, theme.ColorNameBackground)
	r.ground.Refresh()
	r.side.Refresh()
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
	r.rescale()
	r.x, r.w = l.spans()
	if room := l.room(); room > 0 {
		l.bar.place(l.pos/room, l.viewHeight()/(float64(n)*float64(listRow)))
	} else {
		l.bar.place(0, 1)
	}
	r.ring.Hide()
	r.cover()
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

// cover puts the ground where no row is: rows are opaque, and a surface drawn below them would be painted for nothing
// in every frame, which without a graphics card is a good part of what a frame costs.
func (r *listRenderer) cover() {
	l := r.l
	top := min(listHeader+float32(max(float64(l.src.Len())*float64(listRow)-l.pos, 0)), l.Size().Height)
	size := fyne.NewSize(l.viewWidth(), max(l.Size().Height-top, 0))
	if at := fyne.NewPos(0, top); r.ground.Position() != at || r.ground.Size() != size {
		r.ground.Move(at)
		r.ground.Resize(size)
	}
	r.ground.Hidden = size.Height <= 0
}

// rescale makes the pens for the canvas's scale, which changes when the window moves to another screen.
func (r *listRenderer) rescale() {
	scale := canvasScale(r.l)
	if scale == r.scale {
		return
	}
	r.scale = scale
	r.version++
	th := r.l.Theme()
	for i, style := range []fyne.TextStyle{{}, {Bold: true}} {
		r.inks[i] = newInk(th.Font(style), TextBody, scale)
	}
}

func canvasScale(o fyne.CanvasObject) float32 {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.Scale() > 0 {
		return c.Scale()
	}
	return 1
}

// fill brings a slot to show row i, unless it does already.
func (r *listRenderer) fill(s *listSlot, i int) {
	back := r.back(i)
	same := s.row == i && s.version == r.version && s.ok
	if !same || s.data != r.data {
		cells, ok := r.l.src.Row(i)
		head := ok && r.l.Heading != nil && r.l.Heading(i)
		same = same && ok && head == s.head && slices.Equal(cells, s.raw)
		s.row, s.version, s.data, s.ok, s.head, s.raw = i, r.version, r.data, ok, head, cells
	}
	if same && s.back == back {
		return
	}
	if !same {
		s.cells = s.cells[:0]
		for c := range r.l.cols {
			s.cells = append(s.cells, r.cell(c, s.raw, s.ok))
			if s.head {
				s.cells[c].tone, s.cells[c].dot, s.cells[c].pen = ColorAccent, "", 1
			}
		}
	}
	s.back = back
	r.picture(s)
}

// reload draws the rows that say something else now.
func (r *listRenderer) reload() {
	r.data++
	r.l.pos = min(r.l.pos, r.l.room())
	r.paint()
}

func (r *listRenderer) cell(c int, cells []string, ok bool) listCell {
	col := r.l.cols[c]
	cell := listCell{tone: theme.ColorNameForeground, pen: pen(col)}
	if col.Muted {
		cell.tone = ColorMuted
	}
	if !ok {
		if col.Grow {
			cell.text, cell.tone = "…", ColorFaint
		}
		return cell
	}
	if col.cell < len(cells) {
		cell.text = cells[col.cell]
	}
	if col.Tone != nil {
		if name := col.Tone(cell.text); col.Dot {
			cell.dot = name
		} else if name != "" {
			cell.tone = name
		}
	}
	room := r.w[c] - 2*listInset
	if col.Dot {
		room -= listDot + Space2
	}
	cell.text = r.fits[pen(col)].fit(cell.text, room)
	return cell
}

func pen(c Column) int {
	if c.Bold {
		return 1
	}
	return 0
}

// place moves a slot to y.
func (r *listRenderer) place(s *listSlot, y float32) {
	l := r.l
	width := l.viewWidth()
	s.raster.Move(fyne.NewPos(0, y))
	s.raster.Resize(fyne.NewSize(width, listRow))
	s.raster.Show()
	for c, t := range s.extra {
		if t.Text == "" {
			t.Hide()
			continue
		}
		m := t.MinSize()
		t.Move(fyne.NewPos(r.textX(c, m.Width), y+(listRow-m.Height)/2))
		t.Show()
	}
	if s.row == l.cursor && l.focused {
		r.ring.Move(fyne.NewPos(0.5, y+0.5))
		r.ring.Resize(fyne.NewSize(width-1, listRow-1.5))
		r.ring.Show()
	}
}

// textX is the left end of a cell's text that is width long.
func (r *listRenderer) textX(c int, width float32) float32 {
	col := r.l.cols[c]
	switch {
	case col.Right:
		return r.x[c] + r.w[c] - listInset - width
	case col.Dot:
		return r.x[c] + listInset + listDot + Space2
	}
	return r.x[c] + listInset
}

// back is the ground of a row.
func (r *listRenderer) back(row int) color.Color {
	l := r.l
	switch {
	case l.sel.Has(row) && (l.focused || l.Lit):
		return colorOf(l, ColorAccentSoft)
	case l.sel.Has(row):
		return colorOf(l, ColorNeutralFill)
	case row == l.hover:
		return colorOf(l, ColorRowHover)
	}
	return colorOf(l, theme.ColorNameBackground)
}

// picture draws the row of a slot: ground, line, dots and texts.
func (r *listRenderer) picture(s *listSlot) {
	px := func(x float32) int { return int(math.Round(float64(x * r.scale))) }
	size := image.Pt(max(px(r.l.viewWidth()), 1), max(px(listRow), 1))
	// A picture is never drawn over: the toolkit may still be reading the last one.
	img := image.NewRGBA(image.Rectangle{Max: size})
	fillRect(img, img.Rect, s.back)
	fillRect(img, image.Rect(0, size.Y-px(1), size.X, size.Y), colorOf(r.l, ColorLine))
	for c, cell := range s.cells {
		if cell.dot != "" {
			at := fyne.NewPos(r.x[c]+listInset, (listRow-listDot)/2+0.5)
			fillDot(img, at, r.scale, colorOf(r.l, cell.dot))
		}
		k := r.inks[cell.pen]
		if k == nil || !k.can(cell.text) {
			r.setExtra(s, c, cell)
			continue
		}
		if c < len(s.extra) {
			s.extra[c].Text = ""
		}
		x := r.textX(c, float32(k.width(cell.text))/r.scale)
		k.write(img, cell.text, float64(x*r.scale), 0, size.Y-px(1), colorOf(r.l, cell.tone))
	}
	s.img = img
	s.raster.Refresh()
}

// setExtra lets the toolkit write a cell.
func (r *listRenderer) setExtra(s *listSlot, c int, cell listCell) {
	if s.extra == nil {
		for _, col := range r.l.cols {
			t := canvas.NewText("", color.Transparent)
			t.TextSize, t.TextStyle.Bold = TextBody, col.Bold
			s.extra = append(s.extra, t)
		}
		r.collect()
	}
	t := s.extra[c]
	t.Text, t.Color = cell.text, colorOf(r.l, cell.tone)
	t.Refresh()
}

// forget drops what was made for other columns.
func (r *listRenderer) forget() {
	for _, s := range r.slots {
		s.extra = nil
	}
}

func (s *listSlot) hide() {
	s.row = -1
	s.raster.Hide()
	for _, t := range s.extra {
		t.Hide()
	}
}
