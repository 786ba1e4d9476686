package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
)

// menuBar names the menus and the groups of commands in each, of which the
// later ones are menus of their own at its end. Groups that are not named here,
// those of single places, stand in the menu Tools.
func menuBar() [][]string {
	return [][]string{{"Case"}, {"Edit"}, {"Go to"}, {"Read"}, {"Code"}, {"Redact", "Withhold as"}, {"Tools"}, {"Help"}}
}

// menus shows every command with its key.
func (s *shell) menus() *fyne.MainMenu {
	bar := menuBar()
	named := slices.Concat(bar...)
	tools := slices.IndexFunc(bar, func(groups []string) bool { return groups[0] == "Tools" })
	for _, c := range s.keys.Commands() {
		if !slices.Contains(named, c.Group) {
			named, bar[tools] = append(named, c.Group), append(bar[tools], c.Group)
		}
	}
	out := fyne.NewMainMenu()
	for _, groups := range bar {
		m := s.menu(groups[0])
		for i, g := range groups[1:] {
			if i == 0 && len(m.Items) > 0 {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			}
			sub := fyne.NewMenuItem(g, nil)
			sub.ChildMenu = s.menu(g)
			m.Items = append(m.Items, sub)
		}
		out.Items = append(out.Items, m)
	}
	return out
}

// menu shows the commands of a group.
func (s *shell) menu(group string) *fyne.Menu {
	m := fyne.NewMenu(group)
	for _, c := range s.keys.Commands() {
		if c.Group != group {
			continue
		}
		if c.Rule {
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
		}
		item := s.keys.Item(c.ID)
		item.IsQuit = c.ID == "quit"
		m.Items = append(m.Items, item)
	}
	return m
}

// popUp shows a menu of commands at a place of the window; "" is a line between
// two groups. Commands that do not apply now are left out.
func (s *shell) popUp(at fyne.Position, ids ...string) {
	m := fyne.NewMenu("")
	for _, id := range ids {
		c := s.keys.Command(id)
		switch n := len(m.Items); {
		case id == "" && n > 0 && !m.Items[n-1].IsSeparator:
			m.Items = append(m.Items, fyne.NewMenuItemSeparator())
		case c != nil && c.Can():
			m.Items = append(m.Items, s.keys.Item(id))
		}
	}
	s.popMenu(at, m)
}

// popMenu shows a menu at a place of the window. What is chosen runs once the
// menu is gone, since nothing runs behind one.
func (s *shell) popMenu(at fyne.Position, m *fyne.Menu) {
	if n := len(m.Items); n > 0 && m.Items[n-1].IsSeparator {
		m.Items = m.Items[:n-1]
	}
	if len(m.Items) == 0 {
		return
	}
	for _, item := range m.Items {
		if act := item.Action; act != nil {
			item.Action = func() { s.post(act) }
		}
	}
	widget.ShowPopUpMenuAtPosition(m, s.canvas(), at)
}

// keyed is a button for a command with its key beside the text, whatever key
// that is now.
func (s *shell) keyed(icon, text string, look kit.Look, id string) *kit.Button {
	b := kit.NewButton(icon, "", look, func() { s.keys.Do(id) })
	s.keyText(b, text, id)
	return b
}

// keyText changes the text of a button that was made by keyed.
func (s *shell) keyText(b *kit.Button, text, id string) {
	draw := func() {
		if k := s.keys.Key(id); k != "" {
			b.SetText(text + "   " + k)
			return
		}
		b.SetText(text)
	}
	draw()
	s.drawn[b] = draw
}

// tool is a button of a bar that has an icon only: what it does, and its key,
// are told in the line at the foot while the pointer or the keyboard is on it.
func (s *shell) tool(icon, id string) *kit.Button {
	b := kit.NewButton(icon, "", kit.Quiet, func() { s.keys.Do(id) })
	b.OnOver = func(on bool) {
		if c := s.keys.Command(id); on && c != nil {
			s.status.Hint(c.Title + byKey(c))
		} else {
			s.status.Hint("")
		}
	}
	return b
}

// rekey shows the keys of commands anew, in the menus and wherever else.
func (s *shell) rekey() {
	s.win.SetMainMenu(s.menus())
	for _, draw := range s.drawn {
		draw()
	}
}
