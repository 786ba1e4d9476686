package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// threadStrip shows the conversation of the record above its pages: a button
// for each message, the present one marked.
type threadStrip struct {
	p    *readerPane
	all  *container.Scroll
	row  *fyne.Container
	rows []view.ThreadRow // those that have buttons
}

func newThreadStrip(p *readerPane) *threadStrip {
	t := &threadStrip{p: p, row: kit.Across(kit.Space)}
	t.all = container.NewHScroll(container.New(layout.NewCustomPaddedLayout(0, kit.Space, kit.Space2, kit.Space2), t.row))
	t.all.Hide()
	s := p.r.s
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Thread.Watch, t.draw))
	return t
}

func (t *threadStrip) draw(st view.ThreadState) {
	if len(st.Rows) < 2 {
		t.all.Hide()
		t.p.all.Refresh()
		return
	}
	t.fill(st)
	for i, r := range st.Rows {
		b := t.row.Objects[i].(*kit.Button)
		look := kit.Quiet
		if i == st.At {
			look = kit.Plainly
		}
		b.SetLook(look)
		b.SetText(threadText(r, i, st))
	}
	t.row.Refresh() // the texts ask for another width
	shown := t.all.Visible()
	t.all.Show()
	if !shown {
		t.p.all.Refresh()
	}
	if st.At >= 0 {
		o := t.row.Objects[st.At]
		t.all.ScrollToOffset(fyne.NewPos(max(o.Position().X-t.all.Size().Width/3, 0), 0))
	}
}

// fill makes a button for each row, those that are there used again.
func (t *threadStrip) fill(st view.ThreadState) {
	t.rows = st.Rows
	for i := len(t.row.Objects); i < len(st.Rows); i++ {
		b := kit.NewButton("", "", kit.Quiet, func() { t.p.r.s.desk.Show(t.rows[i].ID) })
		b.OnMenu = func(at fyne.Position) { t.menu(i, at) }
		t.row.Add(b)
	}
	t.row.Objects = t.row.Objects[:len(st.Rows)]
	t.row.Refresh()
}

// threadText is a message of the strip: who and when; the marked one says
// which of how many it is.
func threadText(r view.ThreadRow, i int, st view.ThreadState) string {
	who := r.From
	if x := []rune(who); len(x) > 18 {
		who = string(x[:17]) + "…"
	}
	text := who + " · " + r.Day
	if i == st.At && st.More == 0 {
		text = fmt.Sprintf("%d of %d  %s", i+1, len(st.Rows), text)
	}
	return text
}

// menu is what a right click on a message of the strip offers.
func (t *threadStrip) menu(i int, at fyne.Position) {
	s, id := t.p.r.s, t.rows[i].ID
	m := fyne.NewMenu("", fyne.NewMenuItem("Read it", func() { s.desk.Show(id) }), fyne.NewMenuItemSeparator(),
		s.keys.Item("thread"), s.keys.Item("threadnext"), s.keys.Item("threadback"))
	s.popMenu(at, m)
}
