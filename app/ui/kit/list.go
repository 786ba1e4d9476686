package kit

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

const (
	listRow    float32 = 28 // height of a row
	listHeader float32 = 30 // height of the header
	listInset  float32 = 10 // space between a column's edge and its text
	listDot    float32 = 7  // width of a cell's dot
)

// Column describes one column of a List.
type Column struct {
	ID    string  // names the column in OnSort and in Widths
	Title string  // text of the header
	Width float32 // width at first; the user may change it
	Min   float32 // narrowest width; 40 if zero
	Grow  bool    // takes the width that is left; at most one column
	Right bool    // text at the right edge, for numbers
	Sort  bool    // a click on the header asks for this order
	Bold  bool
	Muted bool // second-rank text
	// Tone chooses the colour of a cell by its text; nil or "" means that of text. With Dot, the colour is that of a
	// dot before the text instead, and no tone means no dot.
	Tone func(cell string) fyne.ThemeColorName
	Dot  bool
	Away bool // not shown until Arrange asks for it
	cell int  // its place among the cells of a row
}

// List is a table of rows of one height that stays quick at a million rows and more. It is moved by wheel, by its
// scroll bar and by the keyboard: arrows, page keys, Home and End move the cursor; with Shift they select a range;
// Ctrl+A selects all, Ctrl+click and Ctrl+Space one more or one less. Enter and a double click open a row.
//
// The callbacks may be nil. They are called on the window's thread after the change.
type List struct {
	widget.BaseWidget

	Lit       bool                                 // the selection keeps its colour while another part, such as the text field above, has the focus
	OnOpen    func(row int)                        // Enter or double click
	OnCursor  func(row int)                        // the cursor moved; -1 when the list became empty
	OnSelect  func(Selection)                      // the selection changed; the value is the callee's to keep
	OnSort    func(column string, descending bool) // a header was clicked; the caller brings the rows in that order
	OnMenu    func(row int, at fyne.Position)      // right click or Menu key; at is a position in the window
	OnColumns func()                               // a column was dragged to another width or place
	OnHead    func(at fyne.Position)               // right click on the header
	OnClick   func(row int)                        // a plain click, for lists whose rows do something at once; Enter still opens
	Heading   func(row int) bool                   // rows that head a group: drawn as such; nil for none

	src    Source
	all    []Column // in the order of the source's cells
	cols   []Column // those shown, in their order
	widths []float32

	pos     float64 // top of the view in units from the first row; float64 is exact for any list
	left    float32 // the same sideways, for columns wider than the view
	cursor  int
	anchor  int // where a range began
	sel     Selection
	sortCol string
	sortDes bool

	hover    int
	focused  bool
	sweeping bool
	clickRow int
	clickAt  time.Time

	head *listHead
	bar  *scrollBar
	draw *listRenderer

	now  func() time.Time
	mods func() fyne.KeyModifier
}

// NewList shows the rows of src under cols.
func NewList(cols []Column, src Source) *List {
	l := &List{src: src, cursor: -1, hover: -1, clickRow: -1, now: time.Now, mods: modifiers}
	for i, c := range cols {
		c.cell = i
		if c.Min == 0 {
			c.Min = 40
		}
		l.all = append(l.all, c)
	}
	l.showColumns(nil)
	l.head = newListHead(l)
	l.bar = newScrollBar(func(frac float64) { l.moveTo(frac * l.room()) }, func(dir int) { l.scroll(float64(dir) * l.pageHeight()) })
	l.ExtendBaseWidget(l)
	return l
}

// SetSource shows other rows: the view goes to the top, and nothing is selected.
func (l *List) SetSource(src Source) {
	l.src, l.pos, l.anchor = src, 0, 0
	l.hover, l.clickRow = -1, -1
	had := l.sel.Len() > 0
	l.sel.Set(Range{})
	l.setCursor(-1)
	l.Refresh()
	if had {
		l.selected()
	}
}

// Reload draws the rows anew, after the source's rows changed in place or came late. The view stays where it is.
func (l *List) Reload() {
	n := l.src.Len()
	before := l.sel.Len()
	l.sel.Clip(n)
	if l.cursor >= n {
		l.setCursor(n - 1)
	}
	l.anchor = max(min(l.anchor, n-1), 0)
	if l.draw != nil {
		l.draw.reload()
	}
	if l.sel.Len() != before {
		l.selected()
	}
}

// Cursor is the row the keyboard is at, or -1.
func (l *List) Cursor() int { return l.cursor }

// Selection is a copy of what is selected.
func (l *List) Selection() Selection { return l.sel.clone() }

// Select makes row the cursor and the only selected row, and brings it into view.
func (l *List) Select(row int) {
	if row >= 0 && row < l.src.Len() {
		l.move(row, false)
	}
}

// SelectAll selects every row.
func (l *List) SelectAll() {
	l.sel.Set(Range{0, l.src.Len()})
	l.repaint()
	l.selected()
}

// ShowSort marks the column the rows are sorted by; "" for none.
func (l *List) ShowSort(column string, descending bool) {
	l.sortCol, l.sortDes = column, descending
	l.head.Refresh()
}

// ScrollTo moves the view as little as needed to show row whole.
func (l *List) ScrollTo(row int) {
	y := float64(row) * float64(listRow)
	switch {
	case y < l.pos:
		l.moveTo(y)
	case y+float64(listRow) > l.pos+l.viewHeight():
		l.moveTo(y + float64(listRow) - l.viewHeight())
	}
}

func (l *List) viewHeight() float64 { return float64(max(l.Size().Height-listHeader, 0)) }

func (l *List) viewWidth() float32 { return max(l.Size().Width-barWidth, 0) }

// pageHeight is a screen less one row, so that a page key keeps one row of context.
func (l *List) pageHeight() float64 { return max(l.viewHeight()-float64(listRow), float64(listRow)) }

// room is how far the view can be moved down.
func (l *List) room() float64 {
	return max(float64(l.src.Len())*float64(listRow)-l.viewHeight(), 0)
}

func (l *List) scroll(dy float64) { l.moveTo(l.pos + dy) }

func (l *List) moveTo(pos float64) {
	pos = math.Round(min(max(pos, 0), l.room()))
	if pos != l.pos {
		l.pos = pos
		l.repaint()
	}
}

// rowAt is the row under a position in the widget; it may be outside the rows.
func (l *List) rowAt(y float32) int {
	return int(math.Floor((float64(y-listHeader) + l.pos) / float64(listRow)))
}

func (l *List) setCursor(row int) {
	if row == l.cursor {
		return
	}
	l.cursor = row
	if l.OnCursor != nil {
		l.OnCursor(row)
	}
}

func (l *List) selected() {
	if l.OnSelect != nil {
		l.OnSelect(l.sel.clone())
	}
}

func (l *List) repaint() {
	if l.draw != nil {
		l.draw.paint()
	}
}

// CreateRenderer is for the toolkit.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.draw = newListRenderer(l)
	return l.draw
}

// ListHeight is the height at which a List shows rows and its header whole.
func ListHeight(rows int) float32 { return listHeader + float32(rows)*listRow + 4 }
