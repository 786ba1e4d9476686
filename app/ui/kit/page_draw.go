package kit

import (
	"image"
	"image/color"
	"math"
	"slices"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// pageRenderer draws, from below: the desk, the paper of the pages in view, their pictures, the marks and the labels.
// Every object is used again and again, because the toolkit keeps the texture of a dropped one for a minute.
type pageRenderer struct {
	v       *PageView
	desk    *canvas.Rectangle
	ring    *canvas.Rectangle
	papers  []*canvas.Rectangle
	bands   []*bandSlot
	rects   []*canvas.Rectangle
	labels  []*canvas.Text
	objects []fyne.CanvasObject
	grown   bool
}

// bandSlot is one raster and the picture it holds.
type bandSlot struct {
	raster *canvas.Raster
	key    bandKey
	img    *image.RGBA
	used   bool
}

func newPageRenderer(v *PageView) *pageRenderer {
	r := &pageRenderer{v: v, desk: canvas.NewRectangle(nil), ring: canvas.NewRectangle(color.Transparent), grown: true}
	r.ring.StrokeWidth = 1
	r.Refresh()
	return r
}

// IsClip tells the toolkit to cut pages off at the edge of the view.
func (r *pageRenderer) IsClip() {}

func (r *pageRenderer) Destroy()                     {}
func (r *pageRenderer) MinSize() fyne.Size           { return fyne.NewSize(200, 160) }
func (r *pageRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *pageRenderer) Layout(size fyne.Size) {
	r.desk.Resize(size)
	r.ring.Move(fyne.NewPos(0.5, 0.5))
	r.ring.Resize(size.SubtractWidthHeight(1, 1))
	r.v.bar.Move(fyne.NewPos(size.Width-barWidth, 0))
	r.v.bar.Resize(fyne.NewSize(barWidth, size.Height))
	r.v.applyFit()
	r.v.moveTo(r.v.top)
}

// Refresh follows a change of theme or document.
func (r *pageRenderer) Refresh() {
	r.desk.FillColor = colorOf(r.v, ColorDesk)
	r.desk.Refresh()
	r.v.bar.Refresh()
	r.paint()
}

func (r *pageRenderer) paint() {
	v := r.v
	if room := v.room(); room > 0 {
		v.bar.place(v.top/room, v.viewHeight()/v.flow.total)
	} else {
		v.bar.place(0, 1)
	}
	r.ring.StrokeColor = color.Transparent
	if v.focused {
		r.ring.StrokeColor = colorOf(v, ColorFocusRing)
	}
	r.ring.Refresh()
	for _, b := range r.bands {
		b.used = false
	}
	first, last := v.flow.at(v.top), v.flow.at(v.top+v.viewHeight())
	if first < 0 {
		last = -2
	}
	papers, rects, labels := 0, 0, 0
	scale := r.scale()
	var wanted []bandKey
	for page := first; page <= last; page++ {
		at, size := r.pagePlace(page, scale)
		paper := r.paper(papers)
		papers++
		paper.Move(at.SubtractXY(1, 1)) // the picture covers all but this edge
		paper.Resize(size.AddWidthHeight(2, 2))
		wanted = append(wanted, r.pageBands(page, at, scale)...)
		for _, layer := range v.marks {
			for _, m := range marksOf(layer, page) {
				r.mark(m, at, &rects, &labels)
			}
		}
	}
	for _, k := range slices.Backward(wanted) {
		v.store.get(k) // the topmost last, because the newest wish is done first
	}
	hideFrom(r.papers, papers)
	hideFrom(r.rects, rects)
	hideFrom(r.labels, labels)
	for _, b := range r.bands {
		if !b.used {
			b.raster.Hide()
			b.img = nil
		}
	}
	if r.grown {
		r.collect()
	}
}

func (r *pageRenderer) scale() float64 {
	return float64(canvasScale(r.v))
}

// pagePlace is where a page lies in the view, on whole device pixels so that its picture stays sharp.
func (r *pageRenderer) pagePlace(page int, scale float64) (fyne.Position, fyne.Size) {
	v := r.v
	snap := func(x float64) float32 { return float32(math.Round(x*scale) / scale) }
	px := pixels(v.flow.width[page], v.flow.height[page], v.zoom*scale)
	return fyne.NewPos(snap(v.pageX(page)), snap((v.flow.top[page]-v.top)*v.zoom)),
		fyne.NewSize(float32(float64(px.X)/scale), float32(float64(px.Y)/scale))
}

// pageBands places the pictures of the bands in view and returns those to wish for.
func (r *pageRenderer) pageBands(page int, at fyne.Position, scale float64) []bandKey {
	v := r.v
	px := pixels(v.flow.width[page], v.flow.height[page], v.zoom*scale)
	var wanted []bandKey
	for band := 0; band*bandRows < px.Y; band++ {
		rows := min(bandRows, px.Y-band*bandRows)
		y := at.Y + float32(float64(band*bandRows)/scale)
		h := float32(float64(rows) / scale)
		if y+h < 0 || y > v.Size().Height {
			continue
		}
		k := bandKey{page, band, v.zoom * scale}
		img := v.store.get(k)
		if !v.store.has(k) {
			wanted = append(wanted, k)
		}
		if img != nil {
			r.show(k, img, fyne.NewPos(at.X, y), fyne.NewSize(float32(float64(px.X)/scale), h))
		}
	}
	return wanted
}

func (r *pageRenderer) show(k bandKey, img *image.RGBA, at fyne.Position, size fyne.Size) {
	s := r.slot(k)
	s.used = true
	s.raster.Move(at)
	s.raster.Resize(size)
	s.raster.Show()
	if s.img != img || s.key != k {
		s.key, s.img = k, img
		s.raster.Refresh()
	}
}

// slot is the raster that shows k already, or a free one.
func (r *pageRenderer) slot(k bandKey) *bandSlot {
	var free *bandSlot
	for _, s := range r.bands {
		if s.img != nil && s.key == k {
			return s
		}
		if s.img == nil && !s.used {
			free = s
		}
	}
	if free == nil {
		s := &bandSlot{}
		s.raster = canvas.NewRaster(func(int, int) image.Image {
			if s.img == nil {
				return image.NewRGBA(image.Rect(0, 0, 1, 1))
			}
			return s.img
		})
		s.raster.ScaleMode = canvas.ImageScalePixels
		r.bands = append(r.bands, s)
		r.grown = true
		free = s
	}
	return free
}

func (r *pageRenderer) paper(i int) *canvas.Rectangle {
	if i == len(r.papers) {
		p := canvas.NewRectangle(nil)
		p.StrokeWidth = 1
		r.papers = append(r.papers, p)
		r.grown = true
	}
	p := r.papers[i]
	p.StrokeColor = colorOf(r.v, ColorEdge)
	setFill(p, colorOf(r.v, ColorPaper))
	p.Show()
	return p
}

func (r *pageRenderer) mark(m Mark, page fyne.Position, rects, labels *int) {
	z := r.v.zoom
	// Both edges on whole pixels, so that the marks of two lines meet without a seam.
	edge := func(x float64) float32 { return float32(math.Round(x*z*r.scale()) / r.scale()) }
	at := page.AddXY(edge(m.Rect.X), edge(m.Rect.Y))
	size := fyne.NewSize(edge(m.Rect.X+m.Rect.W)-edge(m.Rect.X), edge(m.Rect.Y+m.Rect.H)-edge(m.Rect.Y))
	if at.Y+size.Height < 0 || at.Y > r.v.Size().Height {
		return
	}
	if *rects == len(r.rects) {
		r.rects = append(r.rects, canvas.NewRectangle(nil))
		r.grown = true
	}
	box := r.rects[*rects]
	*rects++
	box.FillColor, box.StrokeColor, box.StrokeWidth = color.Transparent, color.Transparent, 0
	if m.Fill != "" {
		box.FillColor = colorOf(r.v, m.Fill)
	}
	if m.Line != "" {
		box.StrokeColor, box.StrokeWidth = colorOf(r.v, m.Line), 1
	}
	box.Move(at)
	box.Resize(size)
	box.Show()
	box.Refresh()
	if m.Label != "" {
		r.label(m, at, size, labels)
	}
}

func (r *pageRenderer) label(m Mark, at fyne.Position, size fyne.Size, labels *int) {
	if *labels == len(r.labels) {
		t := canvas.NewText("", nil)
		t.TextStyle.Bold = true
		r.labels = append(r.labels, t)
		r.grown = true
	}
	t := r.labels[*labels]
	*labels++
	t.Text = m.Label
	t.TextSize = float32(math.Floor(float64(min(max(size.Height*0.62, 6), 14))))
	if m.Line != "" {
		t.Color = colorOf(r.v, m.Line)
	} else {
		t.Color = colorOf(r.v, ColorAccepted)
	}
	box := t.MinSize()
	t.Move(at.AddXY((size.Width-box.Width)/2, (size.Height-box.Height)/2))
	t.Show()
	t.Refresh()
}

func (r *pageRenderer) collect() {
	r.grown = false
	o := []fyne.CanvasObject{r.desk}
	for _, p := range r.papers {
		o = append(o, p)
	}
	for _, b := range r.bands {
		o = append(o, b.raster)
	}
	for _, b := range r.rects {
		o = append(o, b)
	}
	for _, t := range r.labels {
		o = append(o, t)
	}
	r.objects = append(o, r.ring, r.v.bar)
	canvas.Refresh(r.v)
}

func hideFrom[O fyne.CanvasObject](objects []O, i int) {
	for ; i < len(objects); i++ {
		objects[i].Hide()
	}
}

func sortedMarks(marks []Mark) []Mark {
	out := slices.Clone(marks)
	slices.SortStableFunc(out, func(a, b Mark) int { return a.Rect.Page - b.Rect.Page })
	return out
}

func marksOf(marks []Mark, page int) []Mark {
	lo := sort.Search(len(marks), func(i int) bool { return marks[i].Rect.Page >= page })
	hi := lo
	for hi < len(marks) && marks[hi].Rect.Page == page {
		hi++
	}
	return marks[lo:hi]
}
