package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// completer offers, below a field for queries, how to go on with the word that
// is begun. It lies over the screen and is no dialog: keys go on to the field.
type completer struct {
	s          *shell
	entry      *kit.Entry
	list       *kit.List
	all        *fyne.Container // to be stacked upon what is below the field
	found      []view.Proposal
	start, end int
	moved      bool   // a line was chosen with the arrows: Enter takes it
	leave      func() // Esc while nothing is offered
}

// offerRows is how many proposals are seen at once.
const offerRows = 8

func newCompleter(s *shell, entry *kit.Entry, leave func()) *completer {
	c := &completer{s: s, entry: entry, leave: leave}
	c.list = kit.NewList([]kit.Column{{Title: "Tab writes it", Width: 200, Bold: true}, {Title: "Arrows move, Esc hides", Width: 200, Grow: true, Muted: true}}, rowsOf{})
	c.list.Lit = true
	c.list.OnClick = c.take
	c.all = container.New(dropped{})
	c.all.Hide()
	entry.OnChanged = func(string) { s.post(c.propose) } // the cursor is moved after this is called
	entry.OnKey = c.key
	entry.Offer = func() bool { return c.all.Visible() }
	entry.OnTab = func() bool {
		if !c.all.Visible() {
			return false
		}
		c.take(c.list.Cursor())
		return true
	}
	entry.OnLeave = c.hide
	return c
}

// dropped lays a list below a field, no wider than reads well.
type dropped struct{}

// Layout is for the toolkit.
func (dropped) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	for _, p := range parts {
		p.Resize(fyne.NewSize(min(size.Width-2*kit.Space3, 640), min(p.MinSize().Height, size.Height)))
		p.Move(fyne.NewPos(kit.Space3, 0))
	}
}

// MinSize is for the toolkit.
func (dropped) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// propose shows what may follow at the cursor, or nothing.
func (c *completer) propose() {
	if c.s.desk == nil || c.s.canvas().Focused() != fyne.Focusable(c.entry) {
		c.hide()
		return
	}
	runes := []rune(c.entry.Text)
	c.end = len(string(runes[:min(max(c.entry.CursorColumn, 0), len(runes))]))
	c.start, c.found = c.s.desk.Results.Complete(c.entry.Text, c.end)
	if len(c.found) == 0 {
		c.hide()
		return
	}
	rows := make(rowsOf, 0, len(c.found))
	for _, p := range c.found {
		rows = append(rows, []string{p.Text, p.Note})
	}
	c.list.SetSource(rows)
	c.list.Select(0)
	c.moved = false
	c.all.Objects = []fyne.CanvasObject{kit.Card(kit.Padded(1, kit.Sized(0, kit.ListHeight(min(len(rows), offerRows)), c.list)), true)}
	c.all.Show()
	c.all.Refresh()
}

func (c *completer) hide() {
	c.moved = false
	c.all.Hide()
}

func (c *completer) key(k fyne.KeyName) bool {
	if !c.all.Visible() {
		if k == fyne.KeyEscape && c.leave != nil {
			c.leave()
			return true
		}
		return false
	}
	switch k {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		c.moved = true
		c.list.TypedKey(&fyne.KeyEvent{Name: k})
	case fyne.KeyReturn, fyne.KeyEnter:
		if !c.moved {
			c.hide()
			return false
		}
		c.take(c.list.Cursor())
	case fyne.KeyEscape:
		c.hide()
	default:
		return false
	}
	return true
}

// take writes a proposal in place of what is begun; after a whole word comes a
// space, after a field its value.
func (c *completer) take(row int) {
	if row < 0 || row >= len(c.found) || c.end > len(c.entry.Text) {
		return
	}
	text := c.found[row].Text
	before, after := c.entry.Text[:c.start]+text, c.entry.Text[c.end:]
	if last := text[len(text)-1]; last != ':' && last != '(' && after == "" {
		before += " "
	}
	c.s.canvas().Focus(c.entry)
	c.entry.SetText(before + after)
	c.entry.CursorColumn = len([]rune(before))
	c.entry.Refresh()
	c.propose()
}
