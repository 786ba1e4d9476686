package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
)

// sidePane is what is decided about the record: its coding and its marks.
type sidePane struct {
	r      *reviewScreen
	all    fyne.CanvasObject
	coding *kit.Tag
	yes    *kit.Button
	no     *kit.Button
	marks  *fyne.Container
	count  *kit.Text
	spread *spreadCard
	fields *codingCard
	top    fyne.CanvasObject // what stands above the redactions
	height float32           // of it when it was laid out
}

const sideWidth = 256

func newSidePane(r *reviewScreen) *sidePane {
	p := &sidePane{r: r, spread: newSpreadCard(r.s), fields: newCodingCard(r.s), coding: kit.NewTag("Not reviewed", kit.Neutral), marks: kit.Down(kit.Space2), count: kit.NewText("", kit.TextCaption, kit.ColorMuted, false)}
	p.yes = r.s.keyed("", "Responsive", kit.Plainly, "yes")
	p.no = r.s.keyed("", "Not responsive", kit.Plainly, "no")
	coding := kit.Down(kit.Space2, container.NewBorder(nil, nil, heading("Responsive?"), nil, p.coding), p.yes, p.no,
		r.s.keyed("", "Next unreviewed", kit.Quiet, "unreviewed"))
	list := container.NewVScroll(container.New(layout.NewCustomPaddedLayout(0, kit.Space4, kit.Space3, kit.Space3), p.marks))
	head := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space2, kit.Space3, kit.Space3), container.NewBorder(nil, nil, nil, p.count, heading("Redactions")))
	top := kit.Down(0, kit.Padded(kit.Space3, coding), p.fields.all)
	p.top = kit.Down(0, top, p.spread.all, head)
	p.all = kit.Frame{Left: kit.VRule(), Middle: kit.Sized(sideWidth, 0, kit.Frame{Top: p.top, Middle: list}.Object())}.Object()
	r.s.reg.Object("code.yes", p.yes)
	r.s.reg.Object("code.no", p.no)
	return p
}

func heading(text string) *kit.Text {
	return kit.NewText(text, kit.TextBody, theme.ColorNameForeground, true)
}

func (p *sidePane) draw(st view.ReaderState) {
	switch v := st.Coding["responsive"]; v {
	case "yes":
		p.coding.Set("Responsive", kit.Good)
	case "no":
		p.coding.Set("Not responsive", kit.Rejected)
	case "":
		p.coding.Set("Not reviewed", kit.Neutral)
	default:
		p.coding.Set(v, kit.Neutral)
	}
	p.fields.draw(st)
	if h := p.top.MinSize().Height; h != p.height { // what is below moves
		p.height = h
		p.all.Refresh()
	}
	p.marks.Objects = nil
	n := 0
	for _, m := range st.Marks {
		if m.State != redact.Rejected {
			n++
		}
		p.marks.Add(p.card(m))
	}
	p.count.Set(kit.Thousands(int64(n)))
	if len(st.Marks) == 0 {
		note := kit.Paragraph("Drag across words on the page, or double-click a passage. Then press " + p.r.s.keys.Key("redact") + ", or the digit of the exemption.")
		note.Importance = widget.LowImportance
		p.marks.Add(note)
	}
	p.marks.Refresh()
}

// card is one mark: its exemption, its state and the words it hides.
func (p *sidePane) card(m view.MarkRow) fyne.CanvasObject {
	state, tone := "Accepted", kit.Accepted
	switch m.State {
	case redact.Proposed:
		state, tone = "Proposed", kit.Warn
	case redact.Rejected:
		state, tone = "Rejected", kit.Rejected
	}
	words := kit.NewText(m.Text, kit.TextBody, theme.ColorNameForeground, false)
	words.Whole = false
	by := kit.NewText(fmt.Sprintf("by %s", m.By), kit.TextCaption, kit.ColorMuted, false)
	by.Whole = false
	var act *kit.Button
	if m.State == redact.Rejected {
		act = kit.NewButton("undo", "", kit.Quiet, func() { p.r.s.desk.Reader.Decide([]redact.MarkID{m.ID}, redact.Accepted, "") })
	} else {
		act = kit.NewButton("close", "", kit.Quiet, func() { p.r.s.desk.Reader.Decide([]redact.MarkID{m.ID}, redact.Rejected, "") })
	}
	label := kit.NewButton("", m.Label, kit.Linked, func() { p.r.pick(m.ID) })
	row := container.NewBorder(nil, nil, label, container.NewHBox(kit.NewTag(state, tone), act))
	body := container.New(layout.NewCustomPaddedLayout(0, kit.Space2, kit.Space3, kit.Space2), kit.Down(2, words, by))
	return kit.Card(container.New(layout.NewCustomPaddedLayout(kit.Space, 0, 0, 0), kit.Down(0, row, body)), m.ID == p.r.chosen)
}
