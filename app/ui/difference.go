package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// differenceDialog shows the record in the reader beside a near-copy: what
// stands in one alone is struck through there, what stands in the other alone
// is underlined.
type differenceDialog struct {
	s       *shell
	texts   [2]*kit.Prose
	titles  [2]*kit.Text
	said    *kit.Text
	near    *kit.Select
	parts   []fyne.CanvasObject // hidden while there is nothing to compare
	version int
	rows    int
}

// compare opens the comparison of the record in the reader.
func (s *shell) compare() {
	id := s.desk.Reader.State().ID
	d := &differenceDialog{s: s, said: muted("Looking for near-copies…"), version: -1}
	d.near = kit.NewSelect(nil, nil)
	for i := range d.texts {
		d.texts[i], d.titles[i] = kit.NewProse(), kit.NewText("", kit.TextBody, kit.ColorMuted, true)
		d.titles[i].Whole = false
	}
	d.texts[0].OnScroll, d.texts[1].OnScroll = d.texts[1].Scroll, d.texts[0].Scroll
	side := func(i int) *kit.Frame {
		return &kit.Frame{Top: kit.Padded(kit.Space, d.titles[i]), Middle: kit.Card(kit.Padded(1, d.texts[i]), false)}
	}
	both := container.New(equal{kit.Space3}, side(0).Object(), side(1).Object())
	choice := kit.Sized(420, 0, kit.Boxed(d.near))
	d.parts = []fyne.CanvasObject{choice, both}
	body := kit.Down(kit.Space2, container.NewBorder(nil, nil, nil, choice, d.said), kit.Sized(0, 480, both))
	dialog := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Near-copies, word by word", Width: 1120, Body: body})
	stop := kit.Bind(s.post, s.desk.Difference.Watch, d.draw)
	dialog.OnClosed(func() {
		stop()
		s.desk.Difference.Close()
		s.canvas().Focus(s.review.reader.pages)
	})
	s.desk.Difference.Load(id)
}

func (d *differenceDialog) draw(st view.DifferenceState) {
	for _, p := range d.parts {
		if len(st.Near) > 0 {
			p.Show()
		} else {
			p.Hide()
		}
	}
	if len(st.Near) != d.rows {
		d.rows = len(st.Near)
		var titles []string
		for i, n := range st.Near {
			titles = append(titles, fmt.Sprintf("%d. %s", i+1, n.Title))
		}
		d.near.OnChanged = nil
		d.near.SetOptions(titles)
		d.near.SetSelectedIndex(0)
		d.near.OnChanged = func(string) { d.s.desk.Difference.Compare(d.near.SelectedIndex()) }
	}
	switch {
	case st.Working != "":
		d.said.Set(st.Working + "… Esc gives up.")
	case st.Err != nil:
		d.said.Set(sentence(st.Err.Text))
	case len(st.Near) == 0:
		d.said.Set("No other record says nearly the same in its own words. Short texts are not compared.")
	default:
		d.said.Set(fmt.Sprintf("%s alone here, %s alone there, %s in both.", plural(st.Only[0], "word"), plural(st.Only[1], "word"), kit.Thousands(int64(st.Both))))
	}
	if st.Version == d.version {
		return
	}
	d.version = st.Version
	for i, style := range []kit.RunStyle{kit.RunGone, kit.RunAdded} {
		d.titles[i].Set(st.Titles[i])
		var runs []kit.Run
		for _, p := range st.Texts[i] {
			r := kit.Run{Text: p.Text}
			if p.Alone {
				r.Style = style
			}
			runs = append(runs, r)
		}
		d.texts[i].Set(runs)
	}
}
