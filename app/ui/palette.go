package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// commandList is a field above a list of commands that it narrows, word by
// word; the arrows move in the list while the field is typed in.
type commandList struct {
	entry *kit.Entry
	list  *kit.List
	found []*kit.Command
	from  []*kit.Command
	cells func(*kit.Command) []string
	rank  func(*kit.Command) int // equal fits stand in this order; nil for that of the table
}

func newCommandList(hint string, cols []kit.Column, from []*kit.Command, cells func(*kit.Command) []string) *commandList {
	c := &commandList{entry: kit.NewEntry(hint), list: kit.NewList(cols, rowsOf{}), from: from, cells: cells}
	c.list.Lit = true
	c.entry.OnChanged = func(string) { c.fill() }
	c.entry.OnKey = func(k fyne.KeyName) bool {
		switch k {
		case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
			c.list.TypedKey(&fyne.KeyEvent{Name: k})
			return true
		}
		return false
	}
	return c
}

// fill shows the commands that fit what is typed, the best first.
func (c *commandList) fill() {
	ranks := map[*kit.Command]int{}
	c.found = nil
	for _, k := range c.from {
		if r, ok := view.Fuzzy(c.entry.Text, k.Title, k.Group, strings.Join(kit.Labels(k.Keys), " ")); ok {
			c.found, ranks[k] = append(c.found, k), r
			if c.rank != nil {
				ranks[k] += c.rank(k)
			}
		}
	}
	slices.SortStableFunc(c.found, func(a, b *kit.Command) int { return ranks[a] - ranks[b] })
	c.draw()
	c.list.Select(0)
}

// draw shows the rows anew, the cursor where it was.
func (c *commandList) draw() {
	rows, at := make(rowsOf, 0, len(c.found)), c.list.Cursor()
	for _, k := range c.found {
		rows = append(rows, c.cells(k))
	}
	c.list.SetSource(rows)
	c.list.Select(at)
}

// at is the command the cursor is on, nil for none.
func (c *commandList) at() *kit.Command {
	if row := c.list.Cursor(); row >= 0 && row < len(c.found) {
		return c.found[row]
	}
	return nil
}

// showPalette offers every command of the window: what applies here runs by
// Enter, and what belongs to another place goes there.
func (s *shell) showPalette() {
	note := func(c *kit.Command) string {
		switch {
		case c.Can():
			return c.Group
		case c.Where != "" && c.Where != s.place && s.desk != nil:
			return "Go to " + placeLabel(c.Where)
		case s.desk == nil:
			return "Needs an open case"
		}
		return "Not now"
	}
	l := newCommandList("Type words of what you want to do", []kit.Column{{Title: "Command", Width: 300, Grow: true, Bold: true}, {Title: "", Width: 170, Muted: true}, {Title: "Key", Width: 130, Right: true}},
		s.keys.Commands(), func(c *kit.Command) []string {
			return []string{c.Title, note(c), strings.Join(kit.Labels(c.Keys), "  ")}
		})
	l.rank = func(c *kit.Command) int {
		if c.Can() {
			return 0
		}
		return 1000
	}
	var d *kit.Dialog
	take := func() {
		if c := l.at(); c != nil {
			d.Close()
			s.runOrGo(c)
		}
	}
	d = kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Find a command", Width: 680, OK: "Run", First: l.entry, OnOK: func() error { take(); return kit.ErrStay },
		Body: kit.Down(kit.Space2, l.entry, kit.Sized(0, kit.ListHeight(12), l.list))})
	l.list.OnOpen = func(int) { take() }
	l.entry.OnSubmitted = func(string) { take() }
	s.reg.Object("palette.entry", l.entry)
	s.reg.Object("palette.list", l.list)
	l.fill()
}

// runOrGo runs a command, or goes to its place where it is seen what it would
// be about: a decision must not be made on what nobody looked at.
func (s *shell) runOrGo(c *kit.Command) {
	switch {
	case c.Can():
		s.keys.Do(c.ID)
	case s.desk != nil && c.Where != "" && c.Where != s.place:
		s.goTo(c.Where)
		s.status.Set("“"+c.Title+"” is done here"+byKey(c)+".", kit.Neutral)
	default:
		s.idle(c)
	}
}

// idle says why nothing happened.
func (s *shell) idle(c *kit.Command) {
	text := "There is nothing that “" + c.Title + "” could be done to now."
	if s.desk == nil {
		text = "“" + c.Title + "” needs an open case."
	} else if c.Where != "" && c.Where != s.place {
		text = "“" + c.Title + "” is done in " + placeLabel(c.Where) + "."
	}
	s.status.Set(text, kit.Warn)
}

func byKey(c *kit.Command) string {
	if c.Key() == "" {
		return ""
	}
	return " with " + c.Key()
}

// placeLabel is how the rail calls a place.
func placeLabel(id string) string {
	for _, p := range places() {
		if p.ID == id {
			return p.Label
		}
	}
	return id
}
