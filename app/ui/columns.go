package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/store"
)

// orderOf is what a click on the head of a column sorts by.
func orderOf(column string) store.Order {
	for _, c := range view.ResultColumns() {
		if c.ID == column {
			return c.Order
		}
	}
	return ""
}

// showSort marks the column the rows are sorted by: the first shown of those
// that stand for that order.
func (p *resultsPane) showSort(st view.ResultsState) {
	for _, c := range p.list.Columns() {
		if orderOf(c.ID) == st.By {
			p.list.ShowSort(c.ID, st.Desc)
			return
		}
	}
	p.list.ShowSort("", false)
}

// keepColumns shows the columns as they were left, and keeps what changes.
func (p *resultsPane) keepColumns() {
	var kept []kit.ColumnState
	for _, c := range p.r.s.start.Settings().Columns {
		kept = append(kept, kit.ColumnState(c))
	}
	p.list.Arrange(kept)
	p.list.OnColumns = func() { p.saveColumns(p.list.Columns()) }
	p.list.OnHead = p.headMenu
}

func (p *resultsPane) saveColumns(columns []kit.ColumnState) {
	var keep []view.ColumnChoice
	for _, c := range columns {
		keep = append(keep, view.ColumnChoice(c))
	}
	p.r.s.start.Change(func(s *view.Settings) { s.Columns = keep })
}

// arrange shows columns and keeps the choice; nil is what the program ships with.
func (p *resultsPane) arrange(columns []kit.ColumnState) {
	p.list.Arrange(columns)
	p.saveColumns(columns)
	p.showSort(p.r.s.desk.Results.State())
}

// turnColumn shows a column behind the others, or takes it away; the last one
// stays.
func (p *resultsPane) turnColumn(id string) {
	columns := p.list.Columns()
	i := slices.IndexFunc(columns, func(c kit.ColumnState) bool { return c.ID == id })
	switch {
	case i < 0:
		columns = append(columns, kit.ColumnState{ID: id})
	case len(columns) > 1:
		columns = slices.Delete(columns, i, i+1)
	}
	p.arrange(columns)
}

// headMenu is what a right click on the header offers.
func (p *resultsPane) headMenu(at fyne.Position) {
	m := fyne.NewMenu("")
	shown := p.list.Columns()
	for _, c := range p.list.All() {
		item := fyne.NewMenuItem(c.Title, func() { p.turnColumn(c.ID) })
		item.Checked = slices.ContainsFunc(shown, func(s kit.ColumnState) bool { return s.ID == c.ID })
		m.Items = append(m.Items, item)
	}
	m.Items = append(m.Items, fyne.NewMenuItemSeparator(), p.r.s.keys.Item("columns"), fyne.NewMenuItem("As they came", func() { p.arrange(nil) }))
	p.r.s.popMenu(at, m)
}

// columnDialog chooses columns by keys: their order, their width and which.
type columnDialog struct {
	p    *resultsPane
	list *kit.List
	rows []kit.ColumnState // those shown, then the others
	on   int               // how many are shown
}

// showColumns opens the choice of columns.
func (s *shell) showColumns() {
	d := &columnDialog{p: s.review.results}
	d.list = kit.NewList([]kit.Column{{Title: "Shown", Width: 90, Dot: true, Tone: shownTone}, {Title: "Column", Width: 200, Grow: true, Bold: true}, {Title: "Width", Width: 80, Right: true, Muted: true}}, rowsOf{})
	d.list.OnOpen = func(int) { d.turn() }
	button := func(name, text string, run func()) fyne.CanvasObject {
		b := kit.NewButton("", text, kit.Plainly, run)
		s.reg.Object("columns."+name, b)
		return b
	}
	buttons := kit.Across(kit.Space2, button("turn", "Show or hide   Enter", d.turn), button("up", "Earlier   K", func() { d.move(-1) }), button("down", "Later   J", func() { d.move(1) }),
		button("narrow", "Narrower   -", func() { d.size(-20) }), button("wide", "Wider   +", func() { d.size(20) }), button("reset", "As they came", d.reset))
	box := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Columns of the list", Width: 640, Cancel: "Done", First: d.list,
		Body: kit.Down(kit.Space2, kit.Sized(0, kit.ListHeight(12), d.list), buttons)})
	s.canvas().SetOnTypedRune(func(r rune) {
		switch r {
		case 'k':
			d.move(-1)
		case 'j':
			d.move(1)
		case '+':
			d.size(20)
		case '-':
			d.size(-20)
		}
	})
	s.reg.Object("columns.list", d.list)
	s.reg.Object("columns.done", box.CancelButton)
	d.fill(0)
}

func shownTone(cell string) fyne.ThemeColorName {
	if cell == "Shown" {
		return kit.ColorGood
	}
	return ""
}

// fill lists the columns, the cursor on a row.
func (d *columnDialog) fill(at int) {
	d.rows = d.p.list.Columns()
	d.on = len(d.rows)
	titles := map[string]string{}
	for _, c := range d.p.list.All() {
		titles[c.ID] = c.Title
		if !slices.ContainsFunc(d.rows[:d.on], func(s kit.ColumnState) bool { return s.ID == c.ID }) {
			d.rows = append(d.rows, kit.ColumnState{ID: c.ID})
		}
	}
	var rows rowsOf
	for i, c := range d.rows {
		if i < d.on {
			rows = append(rows, []string{"Shown", titles[c.ID], kit.Thousands(int64(c.Width))})
		} else {
			rows = append(rows, []string{"", titles[c.ID], ""})
		}
	}
	d.list.SetSource(rows)
	d.list.Select(min(max(at, 0), len(rows)-1))
}

func (d *columnDialog) turn() {
	at := d.list.Cursor()
	d.p.turnColumn(d.rows[at].ID)
	d.fill(at)
}

// move puts the marked column earlier or later among those shown.
func (d *columnDialog) move(by int) {
	at := d.list.Cursor()
	to := at + by
	if at >= d.on || to < 0 || to >= d.on {
		return
	}
	columns := slices.Clone(d.rows[:d.on])
	columns[at], columns[to] = columns[to], columns[at]
	d.p.arrange(columns)
	d.fill(to)
}

func (d *columnDialog) size(by float32) {
	at := d.list.Cursor()
	if at >= d.on {
		return
	}
	columns := slices.Clone(d.rows[:d.on])
	columns[at].Width = max(columns[at].Width+by, 40)
	d.p.arrange(columns)
	d.fill(at)
}

func (d *columnDialog) reset() {
	d.p.arrange(nil)
	d.fill(0)
}

// menu is what a right click on a record in the list offers.
func (p *resultsPane) menu(_ int, at fyne.Position) {
	p.r.s.popUp(at, "yes", "no", "clear", "", "thread", "family", "copies", "sender", "", "withhold", "compare", "source", "", "columns")
}
