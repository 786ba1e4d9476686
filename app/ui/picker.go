package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
)

// choice is one line of a picker.
type choice struct {
	label, name, note string
	take              func()
}

// picker is a list in a dialog that typing narrows: the arrows move in it, Enter
// takes a line, and a line may lead to a further step of the same list.
type picker struct {
	entry  *kit.Entry
	list   *kit.List
	hint   *kit.Text
	dialog *kit.Dialog
	offer  func(typed string) []choice // the lines of this step
	lines  []choice
}

// newPicker makes the parts of a picker; show puts them in a dialog.
func newPicker(columns []kit.Column, hint string) *picker {
	p := &picker{hint: kit.NewText(hint, kit.TextCaption, kit.ColorMuted, false), entry: kit.NewEntry("Type to narrow the list")}
	p.hint.Whole = false
	p.entry.OnKey = p.key
	p.list = kit.NewList(columns, rowsOf{})
	p.list.OnOpen, p.list.Lit = p.take, true
	p.entry.OnChanged = func(string) { p.fill() }
	p.entry.OnSubmitted = func(string) { p.take(p.list.Cursor()) }
	return p
}

// show opens the dialog with what was typed already.
func (p *picker) show(s *shell, title, ok, typed string) {
	body := kit.Down(kit.Space2, p.entry, p.hint, kit.Sized(0, kit.ListHeight(9), p.list))
	p.dialog = kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, Body: body, Width: 660, OK: ok, First: p.entry, OnOK: func() error { p.take(p.list.Cursor()); return kit.ErrStay }})
	s.reg.Object("chooser.entry", p.entry)
	s.reg.Object("chooser.list", p.list)
	s.reg.Object("chooser.ok", p.dialog.OKButton)
	p.entry.SetText(typed)
	p.entry.CursorColumn = len(typed)
	p.fill()
}

func (p *picker) fill() {
	p.lines = p.offer(strings.TrimSpace(p.entry.Text))
	rows := make(rowsOf, 0, len(p.lines))
	for _, l := range p.lines {
		rows = append(rows, []string{l.label, l.name, l.note})
	}
	p.list.SetSource(rows)
	p.list.Select(0)
}

func (p *picker) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		p.list.TypedKey(&fyne.KeyEvent{Name: k})
		return true
	}
	return false
}

func (p *picker) take(row int) {
	if row >= 0 && row < len(p.lines) {
		p.lines[row].take()
	}
}

// step shows the next question in the same list.
func (p *picker) step(hint string, offer func(string) []choice) {
	p.offer = offer
	p.hint.SetColor(theme.ColorNameForeground)
	p.hint.Set(hint)
	p.entry.SetText("")
	p.entry.SetPlaceHolder("Type to narrow the list")
	p.fill()
}
