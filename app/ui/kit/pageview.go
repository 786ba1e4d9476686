package kit

import (
	"image"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Doc is a document of pages. Render is called on a goroutine of the view while the other methods are called on the
// window's thread, so a Doc must allow that; an immutable value does.
type Doc interface {
	// Count is the number of pages.
	Count() int
	// Size is the width and height of a page in points.
	Size(page int) (w, h float64)
	// Render draws the part of a page inside band at scale pixels a point. Its bounds are those of band, or of the same
	// size from the origin.
	Render(page int, scale float64, band image.Rectangle) (*image.RGBA, error)
}

// TextLayer ties places on pages to offsets in the text they show. What an offset counts is the caller's choice.
type TextLayer interface {
	// Len is the offset behind the last character.
	Len() int
	// Hit is the offset nearest to a point of a page; false if the page has no text.
	Hit(page int, x, y float64) (offset int, ok bool)
	// Rects is where the text of [from, to) lies, in order.
	Rects(from, to int) []PageRect
	// Span is the unit of text around offset.
	Span(offset int, unit Unit) (from, to int)
}

// Unit is an amount of text that is selected at once.
type Unit int

// Units of text.
const (
	Word    Unit = iota
	Passage      // a paragraph, a quoted block, whatever reads as one
)

// Mark is a coloured rectangle over a page.
type Mark struct {
	Rect  PageRect
	Fill  fyne.ThemeColorName // "" for none
	Line  fyne.ThemeColorName // "" for none
	Label string              // written in the middle, in the colour of Line
}

// Layer is one set of marks; later layers cover earlier ones.
type Layer int

// The layers of a PageView. The selection lies above them.
const (
	LayerHits Layer = iota
	LayerMarks
	LayerNotes
	layerSelection
	layers
)

// Point is a place on a page in points, with the offset of the text there; Offset is -1 where there is none.
type Point struct {
	Page   int
	X, Y   float64
	Offset int
}

// Fit says what the zoom follows.
type Fit int

// Ways to fit.
const (
	FitNone  Fit = iota // stay at the zoom that was set
	FitWidth            // the widest page fills the view
	FitPage             // the page in view fits whole
)

const (
	minZoom  = 0.2
	maxZoom  = 6.0
	sideRoom = 16.0 // units left and right of a page that fits
)

// PageView shows the pages of a Doc below each other. Text is selected by a drag, a double or triple click, or by
// Shift with the arrow keys; the view is moved by wheel, scroll bar, arrows, page keys, space, Home and End.
//
// The callbacks may be nil; they are called on the window's thread.
type PageView struct {
	widget.BaseWidget

	Double   Unit                            // what a double click selects; a triple click selects the other
	OnSelect func(from, to int)              // a selection was finished; from == to when it was given up
	OnClick  func(p Point)                   // a click that selected nothing
	OnMenu   func(p Point, at fyne.Position) // right click or Menu key; at is a position in the window
	OnPage   func(page int)                  // another page is in view
	OnZoom   func(zoom float64, fit Fit)     // units a point
	OnCopy   func(from, to int)              // Ctrl+C with text selected
	OnFail   func(page int, err error)       // a page could not be drawn
	Areas    func(page int) bool             // whether an area may be drawn on a page; nil for nowhere

	doc   Doc
	text  TextLayer
	flow  *pageFlow
	store *bandStore
	post  Post

	top, left float64 // top in points, left in units
	zoom      float64
	fit       Fit
	page      int
	marks     [layers][]Mark

	anchor, head int
	selecting    bool
	area         PageRect
	corner       Point // where the area was begun
	drawing      bool
	moved        bool
	clicks       int
	clickAt      time.Time
	clickPos     fyne.Position
	dragPos      fyne.Position
	scrolling    bool
	focused      bool

	bar  *scrollBar
	draw *pageRenderer

	now   func() time.Time
	after func(time.Duration, func())
	mods  func() fyne.KeyModifier
}

// NewPageView shows nothing yet. Close it when the window goes.
func NewPageView(post Post) *PageView {
	v := &PageView{post: post, zoom: 1, fit: FitWidth, flow: &pageFlow{total: pageGap}, now: time.Now, mods: modifiers,
		after: func(d time.Duration, f func()) { time.AfterFunc(d, f) }}
	v.store = newBandStore(post, func(bandKey) { v.repaint() }, func(page int, err error) {
		if v.OnFail != nil {
			v.OnFail(page, err)
		}
	})
	v.bar = newScrollBar(func(frac float64) { v.moveTo(frac * v.room()) }, func(dir int) { v.scroll(float64(dir) * v.pageStep()) })
	v.ExtendBaseWidget(v)
	return v
}

// Open goes to the first page of another document; text may be nil. A nil doc shows an empty desk.
func (v *PageView) Open(doc Doc, text TextLayer) {
	v.doc, v.text = doc, text
	v.top, v.left, v.page = 0, 0, 0
	v.anchor, v.head, v.selecting = 0, 0, false
	v.marks = [layers][]Mark{}
	v.flow = &pageFlow{total: pageGap}
	v.store.show(doc)
	if doc != nil {
		v.flow = newPageFlow(doc)
	}
	v.applyFit()
	v.Refresh()
}

// Reload draws the pages of a changed document anew and keeps the place. The old pictures stay until the new ones are
// there; offsets of a selection are kept if the text still has them.
func (v *PageView) Reload(doc Doc, text TextLayer) {
	v.store.reload(doc)
	v.doc, v.text, v.flow = doc, text, newPageFlow(doc)
	if text == nil || max(v.anchor, v.head) > text.Len() {
		v.anchor, v.head = 0, 0
	}
	v.area, v.drawing = PageRect{}, false
	v.reselect()
	v.applyFit() // its pages may be of another width
	v.moveTo(v.top)
	v.Refresh()
}

// Close ends the drawing in the background. The view stays usable but blank.
func (v *PageView) Close() { v.store.close() }

// SetMarks replaces the marks of a layer.
func (v *PageView) SetMarks(layer Layer, marks []Mark) {
	v.marks[layer] = sortedMarks(marks)
	v.repaint()
}

// Drawn says whether the pictures of all that is in view are there: what a person waits for.
func (v *PageView) Drawn() bool {
	if v.draw == nil || v.doc == nil {
		return false
	}
	first, last := v.flow.at(v.top), v.flow.at(v.top+v.viewHeight())
	for page := max(first, 0); page <= last; page++ {
		at, _ := v.draw.pagePlace(page, v.draw.scale())
		if len(v.draw.pageBands(page, at, v.draw.scale())) > 0 {
			return false
		}
	}
	return true
}

// Page is the page in view: the one a third of the way down.
func (v *PageView) Page() int { return v.page }

// Zoom is the size of a point in units, and what it follows.
func (v *PageView) Zoom() (float64, Fit) { return v.zoom, v.fit }

// SetZoom keeps the middle of the view in place.
func (v *PageView) SetZoom(zoom float64) {
	v.fit = FitNone
	v.setZoom(zoom)
}

// SetFit makes the zoom follow the size of the view.
func (v *PageView) SetFit(fit Fit) {
	v.fit = fit
	v.applyFit()
	v.repaint()
}

// GoTo brings the top of a page to the top of the view.
func (v *PageView) GoTo(page int) {
	if page >= 0 && page < len(v.flow.top) {
		v.moveTo(v.flow.top[page] - pageGap)
	}
}

// Reveal moves the view if r is not in it, so that r comes to lie a third of the way down.
func (v *PageView) Reveal(r PageRect) {
	if r.Page < 0 || r.Page >= len(v.flow.top) {
		return
	}
	y := v.flow.top[r.Page] + r.Y
	if y < v.top || y+r.H > v.top+v.viewHeight() {
		v.moveTo(y - v.viewHeight()/3)
	}
	x := v.pageX(r.Page) + r.X*v.zoom
	if w := float64(v.viewWidth()); x < 0 || x+r.W*v.zoom > w {
		v.pan(x - w/3)
	}
}

// Place is where r lies in the view now, in units from its top left corner.
func (v *PageView) Place(r PageRect) (fyne.Position, fyne.Size) {
	if r.Page < 0 || r.Page >= len(v.flow.top) {
		return fyne.Position{}, fyne.Size{}
	}
	x := v.pageX(r.Page) + r.X*v.zoom
	y := (v.flow.top[r.Page] + r.Y - v.top) * v.zoom
	return fyne.NewPos(float32(x), float32(y)), fyne.NewSize(float32(r.W*v.zoom), float32(r.H*v.zoom))
}

func (v *PageView) viewWidth() float32 { return max(v.Size().Width-barWidth, 1) }

// viewHeight is in points.
func (v *PageView) viewHeight() float64 { return float64(v.Size().Height) / v.zoom }

// pageStep is most of a view, in points.
func (v *PageView) pageStep() float64 { return v.viewHeight() * 0.9 }

func (v *PageView) room() float64 { return max(v.flow.total-v.viewHeight(), 0) }

func (v *PageView) sideRoom() float64 {
	return max(v.flow.maxWidth*v.zoom+2*sideRoom-float64(v.viewWidth()), 0)
}

// pageX is the left edge of a page in units of the view.
func (v *PageView) pageX(page int) float64 {
	w := v.flow.width[page] * v.zoom
	if room := v.sideRoom(); room > 0 {
		return sideRoom - v.left + (v.flow.maxWidth*v.zoom-w)/2
	}
	return (float64(v.viewWidth()) - w) / 2
}

func (v *PageView) scroll(points float64) { v.moveTo(v.top + points) }

func (v *PageView) moveTo(top float64) {
	v.top = min(max(top, 0), v.room())
	v.notePage()
	v.repaint()
}

func (v *PageView) pan(dx float64) {
	v.left = min(max(v.left+dx, 0), v.sideRoom())
	v.repaint()
}

func (v *PageView) notePage() {
	page := max(v.flow.at(v.top+v.viewHeight()/3), 0)
	if v.top >= v.room() && v.room() > 0 {
		page = len(v.flow.top) - 1
	}
	if page != v.page {
		v.page = page
		if v.OnPage != nil {
			v.OnPage(page)
		}
	}
}

func (v *PageView) setZoom(zoom float64) {
	zoom = min(max(zoom, minZoom), maxZoom)
	if zoom == v.zoom {
		return
	}
	middle := v.top + v.viewHeight()/2
	if v.top == 0 {
		middle = float64(v.Size().Height) / zoom / 2
	}
	side := 0.5
	if room := v.sideRoom(); room > 0 {
		side = v.left / room
	}
	v.zoom = zoom
	v.left = side * v.sideRoom()
	v.moveTo(middle - v.viewHeight()/2)
	if v.OnZoom != nil {
		v.OnZoom(v.zoom, v.fit)
	}
}

func (v *PageView) applyFit() {
	if v.fit == FitNone || v.flow.maxWidth == 0 || v.Size().Width < 2*sideRoom+barWidth {
		return
	}
	zoom := (float64(v.viewWidth()) - 2*sideRoom) / v.flow.maxWidth
	if v.fit == FitPage {
		high := v.flow.height[min(v.page, len(v.flow.height)-1)] + 2*pageGap
		zoom = min(zoom, float64(v.Size().Height)/high)
	}
	// A page wider than this is easier to read with room at its sides.
	v.setZoom(math.Min(zoom, 2))
}

func (v *PageView) repaint() {
	if v.draw != nil {
		v.draw.paint()
	}
}

// CreateRenderer is for the toolkit.
func (v *PageView) CreateRenderer() fyne.WidgetRenderer {
	v.draw = newPageRenderer(v)
	return v.draw
}
