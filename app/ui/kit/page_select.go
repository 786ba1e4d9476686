package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// Selection is the selected text as offsets; both are equal when nothing is selected.
func (v *PageView) Selection() (from, to int) {
	return min(v.anchor, v.head), max(v.anchor, v.head)
}

// Select selects [from, to) without a call of OnSelect.
func (v *PageView) Select(from, to int) {
	v.anchor, v.head, v.area = from, to, PageRect{}
	v.reselect()
}

// ClearSelection selects nothing.
func (v *PageView) ClearSelection() { v.Select(v.head, v.head) }

func (v *PageView) tellSelection() {
	if v.OnSelect != nil {
		v.OnSelect(v.Selection())
	}
}

// reselect brings the coloured rectangles in line with the offsets.
func (v *PageView) reselect() {
	from, to := v.Selection()
	var marks []Mark
	if v.text != nil && from < to {
		for _, r := range v.text.Rects(from, to) {
			marks = append(marks, Mark{Rect: r, Fill: ColorSelect})
		}
	}
	if v.area.W > 0 || v.area.H > 0 {
		marks = append(marks, Mark{Rect: v.area, Fill: ColorSelect, Line: ColorAccent})
	}
	v.marks[layerSelection] = sortedMarks(marks)
	v.repaint()
}

// extendBy moves the end of the selection by one place or line, so that text can be selected without a mouse.
func (v *PageView) extendBy(key fyne.KeyName) bool {
	if v.text == nil {
		return false
	}
	to := v.head
	switch key {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyUp:
		to = v.lineAway(-1)
	case fyne.KeyDown:
		to = v.lineAway(1)
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = v.text.Len()
	default:
		return false
	}
	v.extendTo(to)
	return true
}

func (v *PageView) extendByWord(key fyne.KeyName) bool {
	if v.text == nil {
		return false
	}
	switch key {
	case fyne.KeyRight:
		_, to := v.text.Span(v.head, Word)
		if to <= v.head {
			to = v.head + 1
		}
		v.extendTo(to)
	case fyne.KeyLeft:
		from, _ := v.text.Span(max(v.head-1, 0), Word)
		v.extendTo(min(from, v.head-1))
	default:
		return false
	}
	return true
}

func (v *PageView) extendTo(offset int) {
	v.head = min(max(offset, 0), v.text.Len())
	v.reselect()
	if r, ok := v.placeOf(v.head); ok {
		v.Reveal(r)
	}
	v.tellSelection()
}

// placeOf is where the character at or before offset lies.
func (v *PageView) placeOf(offset int) (PageRect, bool) {
	for _, o := range []int{offset, offset - 1} {
		if r := v.text.Rects(max(o, 0), max(o, 0)+1); len(r) > 0 {
			return r[0], true
		}
	}
	return PageRect{}, false
}

// lineAway is the offset about one line above or below the end of the selection.
func (v *PageView) lineAway(dir float64) int {
	r, ok := v.placeOf(v.head)
	if !ok {
		return v.head + int(dir)
	}
	y := r.Y + r.H/2 + dir*r.H*1.3
	if off, ok := v.text.Hit(r.Page, r.X, y); ok && off != v.head {
		return off
	}
	return v.head + int(dir)
}

// menuAtSelection opens the menu where the selected text ends, for the keyboard.
func (v *PageView) menuAtSelection() {
	from, to := v.Selection()
	if v.OnMenu == nil || v.text == nil || from == to {
		return
	}
	rects := v.text.Rects(from, to)
	if len(rects) == 0 {
		return
	}
	r := slices.MaxFunc(rects, func(a, b PageRect) int { return a.Page - b.Page })
	at := fyne.NewPos(float32(v.pageX(r.Page)+r.X*v.zoom), float32((v.flow.top[r.Page]+r.Y+r.H-v.top)*v.zoom))
	window := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
	v.OnMenu(Point{Page: r.Page, X: r.X, Y: r.Y, Offset: from}, window.Add(at))
}
