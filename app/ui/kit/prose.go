package kit

import (
	"image"
	"math"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RunStyle is how a stretch of a Prose looks. No style is told by its colour alone.
type RunStyle int

// The styles of a Run.
const (
	RunPlain RunStyle = iota
	RunLit            // the place that is meant: on a ground, with a line around it
	RunAdded          // stands here alone: underlined
	RunGone           // stands in the other text alone: struck through
)

// Run is a stretch of text in one style.
type Run struct {
	Text  string
	Style RunStyle
}

const (
	proseLine  float32 = 20
	proseInset float32 = 12
)

// Prose is wrapped text of any length in which stretches are marked. Only the lines in view are drawn.
type Prose struct {
	widget.BaseWidget
	OnScroll func(frac float64) // the view was moved by hand; for a text beside it

	runs  []Run
	lines [][]prosePiece
	width float32 // the lines are broken for
	scale float32
	top   float64
	pen   *ink
	bar   *scrollBar
	pic   *canvas.Raster
}

// prosePiece is a part of a line.
type prosePiece struct {
	x, width float64 // pixels from the left end
	text     string
	style    RunStyle
}

var _ fyne.Scrollable = (*Prose)(nil)

// NewProse is an empty text.
func NewProse() *Prose {
	p := &Prose{}
	p.bar = newScrollBar(func(frac float64) { p.moveTo(frac*p.room(), true) }, func(dir int) { p.moveTo(p.top+float64(dir)*float64(p.Size().Height), true) })
	p.pic = canvas.NewRaster(func(w, h int) image.Image { return p.picture(w, h) })
	p.pic.ScaleMode = canvas.ImageScalePixels
	p.ExtendBaseWidget(p)
	return p
}

// Set shows another text, its first marked stretch in view.
func (p *Prose) Set(runs []Run) {
	p.runs, p.width, p.top = runs, 0, 0
	p.flow()
	for i, l := range p.lines {
		for _, piece := range l {
			if piece.style == RunLit {
				p.top = min(float64(max(i-3, 0))*float64(proseLine), p.room())
				p.Refresh()
				return
			}
		}
	}
	p.Refresh()
}

// Scroll moves the view to a fraction of what can be scrolled, without a call of OnScroll.
func (p *Prose) Scroll(frac float64) { p.moveTo(frac*p.room(), false) }

// Scrolled is for the toolkit.
func (p *Prose) Scrolled(e *fyne.ScrollEvent) { p.moveTo(p.top-float64(e.Scrolled.DY), true) }

func (p *Prose) room() float64 {
	return max(float64(len(p.lines))*float64(proseLine)+2*float64(Space2)-float64(p.Size().Height), 0)
}

func (p *Prose) moveTo(top float64, tell bool) {
	top = min(max(top, 0), p.room())
	if top == p.top {
		return
	}
	p.top = top
	p.Refresh()
	if tell && p.OnScroll != nil && p.room() > 0 {
		p.OnScroll(top / p.room())
	}
}

// flow breaks the text into lines for the present width.
func (p *Prose) flow() {
	scale, width := canvasScale(p), p.Size().Width-barWidth
	if width <= 2*proseInset || p.width == width && p.scale == scale {
		return
	}
	if p.pen == nil || p.scale != scale {
		p.pen = newInk(p.Theme().Font(fyne.TextStyle{}), TextBody, scale)
	}
	p.width, p.scale, p.lines = width, scale, nil
	if p.pen == nil {
		return
	}
	f := proseFlow{pen: p.pen, most: float64((width - 2*proseInset) * scale)}
	for _, r := range p.runs {
		f.add(r)
	}
	f.end()
	p.lines = f.lines
}

// proseFlow fills lines.
type proseFlow struct {
	pen   *ink
	most  float64
	lines [][]prosePiece
	line  []prosePiece
	x     float64
}

func (f *proseFlow) end() { f.lines, f.line, f.x = append(f.lines, f.line), nil, 0 }

// add breaks a run at its line ends and between words; a word longer than a line is cut.
func (f *proseFlow) add(r Run) {
	for i, part := range strings.Split(r.Text, "\n") {
		if i > 0 {
			f.end()
		}
		part = strings.ReplaceAll(strings.TrimSuffix(part, "\r"), "\t", "    ")
		for part != "" {
			n := len(part)
			if at := strings.IndexByte(strings.TrimLeft(part, " "), ' '); at >= 0 {
				n = len(part) - len(strings.TrimLeft(part, " ")) + at
			}
			f.word(part[:n], r.Style)
			part = part[n:]
		}
	}
}

func (f *proseFlow) word(text string, style RunStyle) {
	width := f.pen.width(text)
	if f.x+width > f.most && f.x > 0 {
		f.end()
		text = strings.TrimLeft(text, " ")
		width = f.pen.width(text)
	}
	for width > f.most {
		cut := 0
		for at := 0.0; cut < len(text); {
			r, n := utf8.DecodeRuneInString(text[cut:])
			if at += f.pen.width(string(r)); at > f.most && cut > 0 {
				break
			}
			cut += n
		}
		f.put(text[:cut], style)
		if cut == len(text) {
			return
		}
		f.end()
		text = text[cut:]
		width = f.pen.width(text)
	}
	f.put(text, style)
}

func (f *proseFlow) put(text string, style RunStyle) {
	width := f.pen.width(text)
	if n := len(f.line); n > 0 && f.line[n-1].style == style {
		f.line[n-1].text += text
		f.line[n-1].width += width
	} else if text != "" {
		f.line = append(f.line, prosePiece{f.x, width, text, style})
	}
	f.x += width
}

func (p *Prose) picture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	fillRect(img, img.Rect, colorOf(p, theme.ColorNameBackground))
	if p.pen == nil {
		return img
	}
	px := func(x float64) int { return int(math.Round(x * float64(p.scale))) }
	first := max(int((p.top-float64(Space2))/float64(proseLine)), 0)
	for i := first; i < len(p.lines); i++ {
		y := float64(i)*float64(proseLine) - p.top + float64(Space2)
		if px(y) > h {
			break
		}
		for _, piece := range p.lines[i] {
			left := float64(proseInset*p.scale) + piece.x
			box := image.Rect(int(left), px(y), int(math.Ceil(left+piece.width)), px(y+float64(proseLine)))
			p.drawPiece(img, piece, box, left, max(px(1), 1))
		}
	}
	return img
}

func (p *Prose) drawPiece(img *image.RGBA, piece prosePiece, box image.Rectangle, left float64, line int) {
	ink := colorOf(p, theme.ColorNameForeground)
	inner := box.Inset(0)
	inner.Min.Y, inner.Max.Y = inner.Min.Y+line, inner.Max.Y-line
	switch piece.style {
	case RunLit:
		fillRect(img, inner, colorOf(p, ColorProposedFill))
		outline(img, inner, line, colorOf(p, ColorProposed))
	case RunAdded:
		ink = colorOf(p, ColorGood)
		fillRect(img, inner, colorOf(p, ColorGoodFill))
		fillRect(img, image.Rect(box.Min.X, box.Max.Y-3*line, box.Max.X, box.Max.Y-line), ink)
	case RunGone:
		ink = colorOf(p, ColorBad)
		fillRect(img, inner, colorOf(p, ColorBadFill))
	}
	p.pen.write(img, piece.text, left, box.Min.Y, box.Max.Y, ink)
	if piece.style == RunGone {
		mid := (box.Min.Y + box.Max.Y) / 2
		fillRect(img, image.Rect(box.Min.X, mid, box.Max.X, mid+line), ink)
	}
}

// CreateRenderer is for the toolkit.
func (p *Prose) CreateRenderer() fyne.WidgetRenderer { return &proseRenderer{p} }

type proseRenderer struct{ p *Prose }

func (r *proseRenderer) Destroy()                     {}
func (r *proseRenderer) MinSize() fyne.Size           { return fyne.NewSize(160, 3*proseLine) }
func (r *proseRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.pic, r.p.bar} }

func (r *proseRenderer) Layout(size fyne.Size) {
	r.p.pic.Resize(fyne.NewSize(size.Width-barWidth, size.Height))
	r.p.bar.Move(fyne.NewPos(size.Width-barWidth, 0))
	r.p.bar.Resize(fyne.NewSize(barWidth, size.Height))
	r.p.flow()
	r.Refresh()
}

func (r *proseRenderer) Refresh() {
	r.p.flow()
	frac, view := 0.0, 1.0
	if room := r.p.room(); room > 0 {
		frac, view = r.p.top/room, float64(r.p.Size().Height)/(room+float64(r.p.Size().Height))
	}
	r.p.bar.place(frac, view)
	r.p.pic.Refresh()
}
