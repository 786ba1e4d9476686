package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
)

// spreadCard offers, beside the marks of a record, to carry the last one to the
// other places of its passage.
type spreadCard struct {
	s     *shell
	all   *fyne.Container
	title *kit.Text
	note  *kit.Text
	look  *kit.Button
	carry *kit.Button
	state view.SpreadState
	open  *spreadDialog
}

func newSpreadCard(s *shell) *spreadCard {
	c := &spreadCard{s: s, title: heading(""), note: kit.NewText("", kit.TextCaption, kit.ColorMuted, false)}
	c.title.Whole, c.note.Whole = false, false
	c.look = s.keyed("", "Look", kit.Plainly, "places")
	c.carry = s.keyed("", "Carry to all", kit.Primary, "carry")
	body := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space2, kit.Space2), kit.Down(kit.Space, c.title, c.note, c.look, c.carry))
	c.all = container.NewStack(container.New(layout.NewCustomPaddedLayout(kit.Space2, 0, kit.Space3, kit.Space3), kit.Card(body, true)))
	c.all.Hide()
	s.reg.Object("spread.look", c.look)
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Spread.Watch, c.draw))
	return c
}

func (c *spreadCard) draw(st view.SpreadState) {
	c.state = st
	found := st.Open + st.Other
	if st.Mark != "" && !st.Working && found > 0 {
		c.title.Set("Also in " + plural(st.Open, "other place"))
		c.note.Set(st.Label + " " + oneLine(st.Text))
		if st.Other > 0 && st.Open == 0 {
			c.title.Set("The same words in " + plural(st.Other, "place"))
		}
		enable(c.carry, st.Open > 0)
		c.all.Show()
	} else {
		c.all.Hide()
	}
	if c.s.review != nil {
		c.s.review.side.all.Refresh()
	}
	if c.open != nil {
		c.open.draw(st)
	}
	c.s.fail(st.Err, c.s.desk.Spread.Dismiss)
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// carryAll withholds every place without a further look.
func (c *spreadCard) carryAll() { c.s.desk.Spread.Carry() }

// spreadDialog lists the places with the words around them.
type spreadDialog struct {
	s      *shell
	list   *kit.List
	said   *kit.Text
	other  *kit.Check
	dialog *kit.Dialog
	rows   int
	state  view.SpreadState
}

// showPlaces opens the list of the other places.
func (c *spreadCard) showPlaces() {
	if c.state.Mark == "" || len(c.state.Places) == 0 {
		c.s.status.Set("Withhold a passage, or choose a mark at the right: its other places are offered then.", kit.Warn)
		return
	}
	key := c.s.keys.Key("places")
	d := &spreadDialog{s: c.s, said: muted(""), rows: -1}
	d.list = kit.NewList([]kit.Column{{Title: "Carry", Width: 92, Dot: true, Tone: placeTone}, {Title: "Before", Width: 230, Right: true, Muted: true}, {Title: "The passage", Width: 230, Bold: true},
		{Title: "After", Width: 150, Muted: true}, {Title: "Record", Width: 150, Grow: true, Muted: true}}, rowsOf{})
	d.list.OnClick, d.list.OnOpen, d.list.Lit = c.s.desk.Spread.Veto, c.s.desk.Spread.Veto, true
	d.other = kit.NewCheck("The same words in another context, too", c.s.desk.Spread.TakeOther)
	hint := muted("A click or Enter keeps a place as it is; " + key + " carries to all others; Esc changes nothing.")
	body := kit.Down(kit.Space2, d.said, kit.Sized(0, kit.ListHeight(14), d.list), container.NewBorder(nil, nil, d.other, nil, hint))
	d.dialog = kit.ShowDialog(c.s.canvas(), kit.DialogSpec{Title: "One decision, all places", Width: 1060, OK: "Carry to all   " + key, Body: body, First: d.list,
		OnOK: func() error { c.s.desk.Spread.Carry(); return nil }})
	c.s.canvas().SetOnTypedRune(func(r rune) {
		if c.s.keys.Command("places").Has(kit.Typed(r)) || c.s.keys.Command("carry").Has(kit.Typed(r)) {
			d.dialog.Submit("")
		}
	})
	d.dialog.OnClosed(func() { c.open = nil; c.s.canvas().Focus(c.s.review.reader.pages) })
	c.open = d
	c.s.reg.Object("spread.list", d.list)
	d.draw(c.state)
}

func placeTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Carry":
		return kit.ColorAccent
	case "Keep":
		return kit.ColorRejected
	}
	return ""
}

func (d *spreadDialog) draw(st view.SpreadState) {
	d.state = st
	at := d.list.Cursor()
	rows := make(rowsOf, 0, len(st.Places))
	for _, p := range st.Places {
		what := "Keep"
		switch {
		case p.Held == redact.Rejected:
			what = "Kept"
		case p.Held != "":
			what = "Marked"
		case p.Taken(st.All):
			what = "Carry"
		case !p.Same && !p.Veto:
			what = "Other"
		}
		rows = append(rows, []string{what, tail(oneLine(p.Before), 30), oneLine(p.Text), oneLine(p.After), p.Title})
	}
	d.list.SetSource(rows)
	d.list.Select(max(at, 0))
	text := fmt.Sprintf("To be carried to %s: %s %s", plural(st.Open, "place"), st.Label, oneLine(st.Text))
	if st.Bounded {
		text = "These words are so common that not every record was read. " + text
	}
	d.said.Set(text)
	enable(d.dialog.OKButton, st.Open > 0)
}

// tail is the end of a text, whose start matters less.
func tail(text string, runes int) string {
	r := []rune(text)
	if len(r) <= runes {
		return text
	}
	return "…" + string(r[len(r)-runes:])
}
