package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable    = (*List)(nil)
	_ fyne.Shortcutable = (*List)(nil)
	_ fyne.Scrollable   = (*List)(nil)
	_ fyne.Draggable    = (*List)(nil)
	_ desktop.Mouseable = (*List)(nil)
	_ desktop.Hoverable = (*List)(nil)
)

// doubleClick is the time within which a second press counts as a double click. The toolkit's own double tap is not
// used because it holds back every single click for that long.
const doubleClick = 400 * time.Millisecond

// move puts the cursor on row and selects it, or with extend the range from where the range began.
func (l *List) move(row int, extend bool) {
	n := l.src.Len()
	if n == 0 {
		return
	}
	row = min(max(row, 0), n-1)
	if !extend {
		l.anchor = row
	}
	l.sel.Set(Range{min(l.anchor, row), max(l.anchor, row) + 1})
	l.ScrollTo(row)
	l.setCursor(row)
	l.repaint()
	l.selected()
}

func (l *List) toggle(row int) {
	l.sel.Toggle(row)
	l.anchor = row
	l.setCursor(row)
	l.repaint()
	l.selected()
}

// MouseDown selects, opens or asks for the menu.
func (l *List) MouseDown(e *desktop.MouseEvent) {
	focus(l)
	row := l.rowAt(e.Position.Y)
	if e.Position.Y < listHeader || row < 0 || row >= l.src.Len() {
		return
	}
	if e.Button == desktop.MouseButtonSecondary {
		if !l.sel.Has(row) {
			l.move(row, false)
		}
		l.menu(row, e.AbsolutePosition)
		return
	}
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	plain := e.Modifier&(fyne.KeyModifierShift|fyne.KeyModifierShortcutDefault) == 0
	twice := plain && row == l.clickRow && l.now().Sub(l.clickAt) < doubleClick
	l.clickRow, l.clickAt = row, l.now()
	switch {
	case twice:
		l.clickRow = -1
		l.open(row)
	case e.Modifier&fyne.KeyModifierShift != 0:
		l.move(row, true)
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0:
		l.toggle(row)
	default:
		l.move(row, false)
		l.sweeping = l.OnClick == nil
		if l.OnClick != nil {
			l.OnClick(row)
		}
	}
}

// MouseUp ends a sweep.
func (l *List) MouseUp(*desktop.MouseEvent) { l.sweeping = false }

// Dragged selects the range swept over. Outside the rows it scrolls one row for each movement.
func (l *List) Dragged(e *fyne.DragEvent) {
	if !l.sweeping || l.src.Len() == 0 {
		return
	}
	row := min(max(l.rowAt(e.Position.Y), 0), l.src.Len()-1)
	first := int(l.pos / float64(listRow))
	last := int((l.pos + l.viewHeight() - 1) / float64(listRow))
	row = min(max(row, first-1, 0), last+1, l.src.Len()-1)
	if row != l.cursor {
		l.move(row, true)
	}
}

// DragEnd ends a sweep. The toolkit takes the focus away when the button is released outside the list.
func (l *List) DragEnd() {
	l.sweeping = false
	focus(l)
}

// Scrolled moves the rows under the wheel; with Shift, or a wheel that tilts, sideways.
func (l *List) Scrolled(e *fyne.ScrollEvent) {
	if e.Scrolled.DX != 0 {
		left := l.left
		l.left -= e.Scrolled.DX
		l.spans()
		if l.left != left {
			l.Refresh()
		}
	}
	l.scroll(-float64(e.Scrolled.DY))
}

// MouseIn is for the toolkit.
func (l *List) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved marks the row under the pointer.
func (l *List) MouseMoved(e *desktop.MouseEvent) {
	row := l.rowAt(e.Position.Y)
	if e.Position.Y < listHeader {
		row = -1
	}
	l.setHover(row)
}

// MouseOut is for the toolkit.
func (l *List) MouseOut() { l.setHover(-1) }

func (l *List) setHover(row int) {
	if row != l.hover {
		l.hover = row
		l.repaint()
	}
}

// FocusGained is for the toolkit.
func (l *List) FocusGained() {
	l.focused = true
	l.repaint()
}

// FocusLost is for the toolkit.
func (l *List) FocusLost() {
	l.focused = false
	l.repaint()
}

// TypedRune passes single keys on to the window's commands.
func (l *List) TypedRune(r rune) { passRune(l, r) }

// TypedKey moves the cursor, and passes on what it does not use.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	extend := l.mods()&fyne.KeyModifierShift != 0
	page := max(int(l.pageHeight()/float64(listRow)), 1)
	at := max(l.cursor, 0)
	switch e.Name {
	case fyne.KeyUp:
		l.move(at-1, extend)
	case fyne.KeyDown:
		l.move(l.cursor+1, extend)
	case fyne.KeyPageUp:
		l.move(at-page, extend)
	case fyne.KeyPageDown:
		l.move(at+page, extend)
	case fyne.KeyHome:
		l.move(0, extend)
	case fyne.KeyEnd:
		l.move(l.src.Len()-1, extend)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.open(l.cursor)
	case desktop.KeyMenu:
		if l.cursor >= 0 {
			y := listHeader + float32(float64(l.cursor+1)*float64(listRow)-l.pos)
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
			l.menu(l.cursor, at.AddXY(listInset, y))
		}
	default:
		passKey(l, e)
	}
}

// TypedShortcut takes Ctrl+A and Ctrl+Space, and passes on the rest.
func (l *List) TypedShortcut(s fyne.Shortcut) {
	custom, _ := s.(*desktop.CustomShortcut)
	switch {
	case s.ShortcutName() == (&fyne.ShortcutSelectAll{}).ShortcutName():
		l.SelectAll()
	case custom != nil && custom.KeyName == fyne.KeySpace && l.cursor >= 0:
		l.toggle(l.cursor)
	default:
		passShortcut(l, s)
	}
}

func (l *List) open(row int) {
	if row >= 0 && row < l.src.Len() && l.OnOpen != nil {
		l.OnOpen(row)
	}
}

func (l *List) menu(row int, at fyne.Position) {
	if l.OnMenu != nil {
		l.OnMenu(row, at)
	}
}
