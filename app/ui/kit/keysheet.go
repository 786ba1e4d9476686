package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// Sheet is the table of keys as something to read: the groups in the order they first come up, in three columns. What
// has no key is reached by the menus and the palette.
func (k *Keymap) Sheet() fyne.CanvasObject {
	var order []string
	groups := map[string][]*Command{}
	for _, c := range k.commands {
		if len(c.Keys) == 0 || c.Title == "" {
			continue
		}
		if groups[c.Group] == nil {
			order = append(order, c.Group)
		}
		groups[c.Group] = append(groups[c.Group], c)
	}
	columns := [3]*fyne.Container{container.NewVBox(), container.NewVBox(), container.NewVBox()}
	var rows [3]int
	for _, g := range order {
		side := 0
		for i := range rows {
			if rows[i] < rows[side] {
				side = i
			}
		}
		rows[side] += len(groups[g]) + 2
		columns[side].Add(sheetGroup(g, groups[g]))
	}
	return container.New(layout.NewCustomPaddedHBoxLayout(Space6), columns[0], columns[1], columns[2])
}

func sheetGroup(title string, commands []*Command) fyne.CanvasObject {
	rows := []fyne.CanvasObject{NewText(strings.ToUpper(title), TextCaption, ColorAccent, true)}
	for _, c := range commands {
		keys := container.NewHBox()
		for _, chord := range c.Keys {
			keys.Add(NewTag(chord.Label(), Neutral))
		}
		width := newGround("", "", 0, fyne.NewSize(330, 24))
		rows = append(rows, container.NewStack(width, container.NewBorder(nil, nil,
			NewText(c.Title, TextBody, theme.ColorNameForeground, false), keys)))
	}
	rows = append(rows, newGround("", "", 0, fyne.NewSize(0, Space3)))
	return container.New(layout.NewCustomPaddedVBoxLayout(2), rows...)
}
