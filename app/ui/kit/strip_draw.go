package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// stripRenderer draws bars, axis and signs as one picture; names, which may be of any script, are texts of the toolkit.
type stripRenderer struct {
	s      *Strip
	raster *canvas.Raster
	names  []*canvas.Text
	said   *canvas.Text
	small  *ink
	scale  float32
}

func (r *stripRenderer) Destroy() {}

func (r *stripRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.raster}
	for _, t := range r.names {
		out = append(out, t)
	}
	return append(out, r.said)
}

func (r *stripRenderer) MinSize() fyne.Size {
	return fyne.NewSize(240, r.lanes()+r.signs()+2*stripLine)
}

func (r *stripRenderer) lanes() float32 {
	return float32(max(len(r.s.lanes), 1)) * (stripLane + stripGap)
}

func (r *stripRenderer) signs() float32 {
	if r.s.signed() {
		return stripLine
	}
	return 0
}

func (r *stripRenderer) Layout(size fyne.Size) {
	high := r.lanes() + r.signs() + stripLine
	r.raster.Resize(fyne.NewSize(size.Width, high))
	fit := newFitter(TextCaption, fyne.TextStyle{})
	for i, t := range r.names {
		t.Text = fit.fit(r.s.lanes[i].Name, stripNames-Space2)
		t.Move(fyne.NewPos(0, float32(i)*(stripLane+stripGap)+stripLane-t.MinSize().Height))
	}
	r.said.Text = fit.fit(r.said.Text, size.Width)
	r.said.Move(fyne.NewPos(0, high+1))
}

func (r *stripRenderer) Refresh() {
	s := r.s
	r.names = r.names[:0]
	for _, l := range s.lanes {
		t := canvas.NewText(l.Name, colorOf(s, theme.ColorNameForeground))
		t.TextSize = TextCaption
		r.names = append(r.names, t)
	}
	r.said.Color = colorOf(s, ColorMuted)
	r.said.Text = ""
	if s.bin >= 0 && s.bin < len(s.bins) && s.Say != nil {
		r.said.Text = s.Say(s.lane, s.bin)
		r.said.Color = colorOf(s, theme.ColorNameForeground)
	}
	r.Layout(s.Size())
	r.raster.Refresh()
	canvas.Refresh(s)
}

// picture draws everything but the names, in pixels of the screen.
func (r *stripRenderer) picture(w, h int) image.Image {
	s := r.s
	img := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	if s.Size().Width <= 0 || len(s.bins) == 0 {
		return img
	}
	scale := float32(w) / s.Size().Width
	if r.small == nil || r.scale != scale {
		r.small, r.scale = newInk(s.Theme().Font(fyne.TextStyle{}), TextCaption, scale), scale
	}
	px := func(x float32) int { return int(math.Round(float64(x * scale))) }
	x := func(bin int) int { return px(s.names() + float32(bin)*s.step()) }
	r.quiet(img, x, px)
	most := 1
	for _, l := range s.lanes {
		for i := range l.Bars {
			most = max(most, l.Bars[i]+rest(l, i))
		}
	}
	for n, l := range s.lanes {
		foot := px(float32(n)*(stripLane+stripGap) + stripLane)
		fillRect(img, image.Rect(px(s.names()), foot, x(len(s.bins)), foot+px(1)), colorOf(s, ColorLine))
		for i := range l.Bars {
			box := image.Rect(x(i)+px(1), foot, max(x(i+1), x(i)+px(1)+1), foot)
			lower := bar(l.Bars[i], most, px(stripLane))
			upper := bar(l.Bars[i]+rest(l, i), most, px(stripLane))
			fillRect(img, image.Rect(box.Min.X, foot-lower, box.Max.X, foot), colorOf(s, ColorAccent))
			outline(img, image.Rect(box.Min.X, foot-upper, box.Max.X, foot-lower), px(1), colorOf(s, ColorMuted))
			if n == s.lane && i == s.bin {
				outline(img, image.Rect(x(i), foot-px(stripLane), max(x(i+1)+px(1), x(i)+3), foot+px(1)), px(1), colorOf(s, ColorFocusRing))
			}
		}
	}
	r.below(img, x, px)
	return img
}

func rest(l StripLane, i int) int {
	if i < len(l.Rest) {
		return l.Rest[i]
	}
	return 0
}

// bar is the height of a value; anything above 0 is seen.
func bar(n, most, high int) int {
	if n == 0 {
		return 0
	}
	return max(int(math.Round(float64(n)/float64(most)*float64(high))), 2)
}

// outline draws the edge of a box inward.
func outline(img *image.RGBA, b image.Rectangle, line int, c color.Color) {
	if b.Empty() {
		return
	}
	for _, side := range []image.Rectangle{
		image.Rect(b.Min.X, b.Min.Y, b.Max.X, b.Min.Y+line), image.Rect(b.Min.X, b.Max.Y-line, b.Max.X, b.Max.Y),
		image.Rect(b.Min.X, b.Min.Y, b.Min.X+line, b.Max.Y), image.Rect(b.Max.X-line, b.Min.Y, b.Max.X, b.Max.Y)} {
		fillRect(img, side.Intersect(b), c)
	}
}

// quiet hatches silences.
func (r *stripRenderer) quiet(img *image.RGBA, x func(int) int, px func(float32) int) {
	ground, line := colorOf(r.s, ColorProposedFill), colorOf(r.s, ColorProposed)
	every := max(px(6), 3)
	for i, b := range r.s.bins {
		if !b.Quiet {
			continue
		}
		box := image.Rect(x(i), 0, x(i+1), px(r.lanes()-stripGap))
		fillRect(img, box, ground)
		for p := box.Min.X; p < box.Max.X; p++ {
			for q := box.Min.Y; q < box.Max.Y; q++ {
				if (p+q)%every == 0 {
					img.Set(p, q, line)
				}
			}
		}
	}
}

// below writes the signs and the axis: as many dates as have room.
func (r *stripRenderer) below(img *image.RGBA, x func(int) int, px func(float32) int) {
	if r.small == nil {
		return
	}
	s, top := r.s, px(r.lanes())
	if s.signed() {
		for i, b := range s.bins {
			width := int(r.small.width(b.Signs))
			signs := b.Signs
			if len(signs) > 1 && width > x(i+1)-x(i) {
				signs = signs[:1]
			}
			if signs != "" {
				r.small.write(img, signs, float64(x(i)+px(2)), top, top+px(stripLine), colorOf(s, ColorBad))
			}
		}
		top += px(stripLine)
	}
	free := 0
	for i, b := range s.bins {
		fillRect(img, image.Rect(x(i), top, x(i)+px(1), top+px(3)), colorOf(s, ColorMuted))
		width := int(r.small.width(b.Label))
		if x(i) < free || x(i)+width > img.Rect.Max.X {
			continue
		}
		fillRect(img, image.Rect(x(i), top, x(i)+px(1), top+px(5)), colorOf(s, ColorMuted))
		r.small.write(img, b.Label, float64(x(i)), top+px(4), top+px(stripLine), colorOf(s, ColorMuted))
		free = x(i) + width + px(20)
	}
}
