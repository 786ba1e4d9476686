package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// StripBin is one step of time of a Strip.
type StripBin struct {
	Label string // such as 2023-01-09, for the axis
	Signs string // a letter for each thing that happened, drawn below the bars
	Quiet bool   // a silence that is worth telling: hatched over all lanes
}

// StripLane is one row of bars.
type StripLane struct {
	Name string
	Bars []int // one for each bin
	Rest []int // stacked upon Bars and drawn as an outline; nil for none
}

// Strip shows numbers over time, lane below lane on one axis and one scale, so that lanes can be compared. A click, or
// Enter where the arrow keys moved to, asks for a bin of a lane. It draws pixels itself, since hundreds of rectangles
// of the toolkit would each be rounded on their own.
type Strip struct {
	widget.BaseWidget
	OnPick func(lane, bin int)
	Say    func(lane, bin int) string // what is told of a bin in the line below; may be nil

	bins      []StripBin
	lanes     []StripLane
	lane, bin int // where the keyboard or the pointer is, -1 for nowhere
	focused   bool
	draw      *stripRenderer
}

var (
	_ fyne.Focusable    = (*Strip)(nil)
	_ desktop.Mouseable = (*Strip)(nil)
	_ desktop.Hoverable = (*Strip)(nil)
)

// Measures of a Strip in units.
const (
	stripNames float32 = 112 // room for the names of lanes
	stripLane  float32 = 40
	stripGap   float32 = 6
	stripLine  float32 = 18 // height of the axis, of the signs and of the line that tells
	stripBar   float32 = 40 // widest bar
)

// NewStrip is an empty strip.
func NewStrip() *Strip {
	s := &Strip{lane: -1, bin: -1}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows other numbers.
func (s *Strip) Set(bins []StripBin, lanes []StripLane) {
	s.bins, s.lanes, s.lane, s.bin = bins, lanes, -1, -1
	s.Refresh()
}

// names is the width of the column of names.
func (s *Strip) names() float32 {
	for _, l := range s.lanes {
		if l.Name != "" {
			return stripNames
		}
	}
	return 0
}

func (s *Strip) signed() bool {
	for _, b := range s.bins {
		if b.Signs != "" {
			return true
		}
	}
	return false
}

// step is the width of a bin; few bins do not fill the width, so that a bar stays a bar.
func (s *Strip) step() float32 {
	if len(s.bins) == 0 {
		return 1
	}
	return min((s.Size().Width-s.names())/float32(len(s.bins)), stripBar)
}

// at is the lane and the bin under a position.
func (s *Strip) at(p fyne.Position) (lane, bin int, ok bool) {
	lane, bin = int(p.Y/(stripLane+stripGap)), int((p.X-s.names())/s.step())
	if p.X < s.names() || bin >= len(s.bins) || p.Y < 0 || len(s.lanes) == 0 {
		return -1, -1, false
	}
	return min(lane, len(s.lanes)-1), bin, true
}

func (s *Strip) point(lane, bin int) {
	if lane != s.lane || bin != s.bin {
		s.lane, s.bin = lane, bin
		s.Refresh()
	}
}

func (s *Strip) pick() {
	if s.lane >= 0 && s.bin >= 0 && s.OnPick != nil {
		s.OnPick(s.lane, s.bin)
	}
}

// MouseDown picks a bin.
func (s *Strip) MouseDown(e *desktop.MouseEvent) {
	focus(s)
	if lane, bin, ok := s.at(e.Position); ok && e.Button == desktop.MouseButtonPrimary {
		s.point(lane, bin)
		s.pick()
	}
}

// MouseUp is for the toolkit.
func (s *Strip) MouseUp(*desktop.MouseEvent) {}

// MouseIn is for the toolkit.
func (s *Strip) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved tells of the bin under the pointer.
func (s *Strip) MouseMoved(e *desktop.MouseEvent) {
	if lane, bin, ok := s.at(e.Position); ok {
		s.point(lane, bin)
	}
}

// MouseOut is for the toolkit.
func (s *Strip) MouseOut() {
	if !s.focused {
		s.point(-1, -1)
	}
}

// FocusGained begins at the first bin.
func (s *Strip) FocusGained() {
	s.focused = true
	if s.bin < 0 && len(s.bins) > 0 && len(s.lanes) > 0 {
		s.lane, s.bin = 0, 0
	}
	s.Refresh()
}

// FocusLost is for the toolkit.
func (s *Strip) FocusLost() { s.focused = false; s.Refresh() }

// TypedRune passes single keys on to the window's commands.
func (s *Strip) TypedRune(r rune) { passRune(s, r) }

// TypedKey moves among bins and lanes; Enter picks.
func (s *Strip) TypedKey(e *fyne.KeyEvent) {
	if len(s.bins) == 0 || len(s.lanes) == 0 {
		passKey(s, e)
		return
	}
	lane, bin := max(s.lane, 0), max(s.bin, 0)
	switch e.Name {
	case fyne.KeyLeft:
		bin--
	case fyne.KeyRight:
		bin++
	case fyne.KeyUp:
		lane--
	case fyne.KeyDown:
		lane++
	case fyne.KeyHome:
		bin = 0
	case fyne.KeyEnd:
		bin = len(s.bins) - 1
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		s.pick()
		return
	default:
		passKey(s, e)
		return
	}
	s.point(min(max(lane, 0), len(s.lanes)-1), min(max(bin, 0), len(s.bins)-1))
}

// CreateRenderer is for the toolkit.
func (s *Strip) CreateRenderer() fyne.WidgetRenderer {
	r := &stripRenderer{s: s, said: canvas.NewText("", nil)}
	r.raster = canvas.NewRaster(func(w, h int) image.Image { return r.picture(w, h) })
	r.raster.ScaleMode = canvas.ImageScalePixels
	r.said.TextSize = TextCaption
	s.draw = r
	r.Refresh()
	return r
}
