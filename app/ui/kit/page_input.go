package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable     = (*PageView)(nil)
	_ fyne.Shortcutable  = (*PageView)(nil)
	_ fyne.Scrollable    = (*PageView)(nil)
	_ fyne.Draggable     = (*PageView)(nil)
	_ desktop.Mouseable  = (*PageView)(nil)
	_ desktop.Cursorable = (*PageView)(nil)
)

const (
	arrowStep  = 48.0                  // units an arrow key scrolls
	autoPeriod = 30 * time.Millisecond // between steps while a drag is outside the view
)

// Point is what lies under a position in the view. In a gap or beside a page it is the nearest place of the nearest
// page, so that a drag may leave the paper.
func (v *PageView) Point(at fyne.Position) Point {
	page, y := v.flow.nearest(v.top + float64(at.Y)/v.zoom)
	if page < 0 {
		return Point{Page: -1, Offset: -1}
	}
	p := Point{Page: page, X: (float64(at.X) - v.pageX(page)) / v.zoom, Y: y, Offset: -1}
	if v.text != nil {
		if off, ok := v.text.Hit(page, p.X, p.Y); ok {
			p.Offset = off
		}
	}
	return p
}

// MouseDown begins a selection: a drag by characters, a double click takes the unit of Double, a triple click the other
// one, and Shift goes on from where the last selection began.
func (v *PageView) MouseDown(e *desktop.MouseEvent) {
	focus(v)
	p := v.Point(e.Position)
	if e.Button == desktop.MouseButtonSecondary {
		if v.OnMenu != nil && p.Page >= 0 {
			v.OnMenu(p, e.AbsolutePosition)
		}
		return
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	near := e.Position.Subtract(v.clickPos)
	if v.now().Sub(v.clickAt) < doubleClick && near.X*near.X+near.Y*near.Y < 25 {
		v.clicks++
	} else {
		v.clicks = 1
	}
	v.clickAt, v.clickPos = v.now(), e.Position
	v.moved, v.selecting = false, false
	v.area = PageRect{}
	if v.beginArea(p, e.Modifier&fyne.KeyModifierShortcutDefault != 0) || p.Offset < 0 {
		v.reselect()
		return
	}
	switch {
	case v.clicks > 1 && v.text != nil:
		unit := v.Double
		if v.clicks > 2 {
			unit = Passage + Word - v.Double
		}
		v.anchor, v.head = v.text.Span(p.Offset, unit)
		v.moved = true
	case e.Modifier&fyne.KeyModifierShift != 0:
		v.head, v.moved, v.selecting = p.Offset, true, true
	default:
		v.anchor, v.head, v.selecting = p.Offset, p.Offset, true
	}
	v.reselect()
}

// Dragged moves the end of the selection, and scrolls while the pointer is above or below the view.
func (v *PageView) Dragged(e *fyne.DragEvent) {
	if v.drawing {
		v.dragPos = e.Position
		v.drawArea(e.Position)
		return
	}
	if !v.selecting {
		return
	}
	v.dragPos, v.moved = e.Position, true
	v.follow()
	if (e.Position.Y < 0 || e.Position.Y > v.Size().Height) && !v.scrolling {
		v.scrolling = true
		v.after(autoPeriod, func() { v.post(v.autoScroll) })
	}
}

// autoScroll moves further the further outside the pointer is, and comes again until the drag ends or returns.
func (v *PageView) autoScroll() {
	v.scrolling = false
	out := float64(v.dragPos.Y)
	if over := out - float64(v.Size().Height); over > 0 {
		out = over
	} else if out > 0 {
		return
	}
	if !v.selecting {
		return
	}
	v.scroll(min(max(out, -120), 120) / 2 / v.zoom)
	v.follow()
	v.scrolling = true
	v.after(autoPeriod, func() { v.post(v.autoScroll) })
}

func (v *PageView) follow() {
	if p := v.Point(v.dragPos); p.Offset >= 0 && p.Offset != v.head {
		v.head = p.Offset
		v.reselect()
	}
}

// MouseUp ends a selection or is a click.
func (v *PageView) MouseUp(e *desktop.MouseEvent) {
	if e == nil || e.Button != desktop.MouseButtonPrimary {
		return
	}
	v.finish(v.clickPos)
}

// DragEnd ends a selection. The toolkit takes the focus away when the button is released outside the view.
func (v *PageView) DragEnd() {
	focus(v)
	if v.selecting || v.drawing {
		v.finish(v.dragPos)
	}
}

func (v *PageView) finish(at fyne.Position) {
	if v.drawing {
		v.endArea()
	}
	if v.selecting || v.moved {
		v.selecting = false
		v.tellSelection()
	}
	if !v.moved && v.OnClick != nil {
		if p := v.Point(at); p.Page >= 0 {
			v.OnClick(p)
		}
	}
	v.moved = false
}

// Scrolled moves the view under the wheel; with Ctrl it zooms.
func (v *PageView) Scrolled(e *fyne.ScrollEvent) {
	if v.mods()&fyne.KeyModifierShortcutDefault != 0 {
		if e.Scrolled.DY > 0 {
			v.SetZoom(v.zoom * 1.1)
		} else if e.Scrolled.DY < 0 {
			v.SetZoom(v.zoom / 1.1)
		}
		return
	}
	if e.Scrolled.DX != 0 {
		v.pan(-float64(e.Scrolled.DX))
	}
	v.scroll(-float64(e.Scrolled.DY) / v.zoom)
}

// Cursor shows that text can be selected.
func (v *PageView) Cursor() desktop.Cursor {
	if v.text != nil {
		return desktop.TextCursor
	}
	return desktop.DefaultCursor
}

// FocusGained is for the toolkit.
func (v *PageView) FocusGained() {
	v.focused = true
	v.repaint()
}

// FocusLost is for the toolkit.
func (v *PageView) FocusLost() {
	v.focused = false
	v.repaint()
}

// TypedRune passes single keys on to the window's commands; space has turned the page already.
func (v *PageView) TypedRune(r rune) {
	if r != ' ' {
		passRune(v, r)
	}
}

// TypedKey scrolls, or with Shift moves the end of the selection, and passes on what it does not use.
func (v *PageView) TypedKey(e *fyne.KeyEvent) {
	shift := v.mods()&fyne.KeyModifierShift != 0
	if shift && v.extendBy(e.Name) {
		return
	}
	switch e.Name {
	case fyne.KeyUp:
		v.scroll(-arrowStep / v.zoom)
	case fyne.KeyDown:
		v.scroll(arrowStep / v.zoom)
	case fyne.KeyLeft:
		v.pan(-arrowStep)
	case fyne.KeyRight:
		v.pan(arrowStep)
	case fyne.KeyPageUp:
		v.scroll(-v.pageStep())
	case fyne.KeyPageDown:
		v.scroll(v.pageStep())
	case fyne.KeySpace:
		if shift {
			v.scroll(-v.pageStep())
		} else {
			v.scroll(v.pageStep())
		}
	case fyne.KeyHome:
		v.moveTo(0)
	case fyne.KeyEnd:
		v.moveTo(v.room())
	case desktop.KeyMenu:
		v.menuAtSelection()
	default:
		passKey(v, e)
	}
}

// TypedShortcut copies, takes all of the text, or moves the end of the selection by a word; the rest is passed on.
func (v *PageView) TypedShortcut(s fyne.Shortcut) {
	from, to := v.Selection()
	custom, _ := s.(*desktop.CustomShortcut)
	words := fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
	switch {
	case s.ShortcutName() == (&fyne.ShortcutCopy{}).ShortcutName() && from < to && v.OnCopy != nil:
		v.OnCopy(from, to)
	case s.ShortcutName() == (&fyne.ShortcutSelectAll{}).ShortcutName() && v.text != nil:
		v.Select(0, v.text.Len())
		v.tellSelection()
	case custom != nil && custom.Modifier == words && v.extendByWord(custom.KeyName):
	default:
		passShortcut(v, s)
	}
}
