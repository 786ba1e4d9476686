package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact/check"
)

// checksScreen lists what the check found, with both places side by side.
type checksScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	list    *kit.List
	why     *kit.Text
	sides   [2]*sideView
	mend    *kit.Button
	none    *fyne.Container
	state   view.ChecksState
	version int
}

// sideView is one place with the text around it.
type sideView struct {
	all   fyne.CanvasObject
	title *kit.Text
	tag   *kit.Tag
	text  *kit.Prose
	shown view.Side
}

func newSideView(open func()) *sideView {
	v := &sideView{title: muted(""), tag: kit.NewTag("", kit.Neutral), text: kit.NewProse()}
	head := container.New(layout.NewCustomPaddedLayout(kit.Space, kit.Space, kit.Space3, kit.Space2),
		container.NewBorder(nil, nil, v.tag, kit.NewButton("right", "Open", kit.Quiet, open), v.title))
	v.all = kit.Frame{Top: kit.Frame{Middle: head, Bottom: kit.HRule()}.Object(), Middle: v.text}.Object()
	return v
}

func (v *sideView) draw(d view.Side) {
	if d == v.shown {
		return
	}
	v.shown = d
	v.title.Set(d.Title)
	switch {
	case d.Record == "":
		v.tag.Set("Nothing to compare", kit.Neutral)
	case d.Withheld != "":
		v.tag.Set("Withheld "+d.Withheld, kit.Accepted)
	default:
		v.tag.Set("Open", kit.Warn)
	}
	v.text.Set([]kit.Run{{Text: d.Before}, {Text: d.Text, Style: kit.RunLit}, {Text: d.After}})
	v.all.Refresh()
}

func newChecksScreen(s *shell) *checksScreen {
	c := &checksScreen{s: s, why: muted(""), none: container.NewStack(), version: -1}
	do := func(id string) func() { return func() { s.keys.Do(id) } }
	again := kit.NewButton("verify", "Check again   F5", kit.Plainly, do("checks.again"))
	c.head = kit.NewHeader("Checks", "", again)
	c.list = kit.NewList([]kit.Column{{Title: "Severity", Width: 98, Dot: true, Tone: graveTone}, {Title: "Check", Width: 150, Bold: true}, {Title: "Places", Width: 66, Right: true},
		{Title: "Words", Width: 220}, {Title: "Why", Width: 300, Grow: true, Muted: true}}, rowsOf{})
	c.list.Lit = true
	c.list.OnCursor = func(row int) {
		if row >= 0 {
			s.desk.Checks.Select(row)
		}
	}
	c.list.OnOpen = func(int) { c.open(0) }
	c.mend = s.keyed("check", "Mend", kit.Primary, "checks.mend")
	accept := s.keyed("", "Accept as it is…", kit.Plainly, "checks.accept")
	bar := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space4),
		container.NewBorder(nil, nil, nil, kit.Across(kit.Space2, accept, c.mend), c.why))
	for i := range c.sides {
		c.sides[i] = newSideView(func() { c.open(i) })
	}
	both := container.NewHSplit(c.sides[0].all, c.sides[1].all)
	lower := kit.Frame{Top: kit.Frame{Top: kit.HRule(), Middle: bar, Bottom: kit.HRule()}.Object(), Middle: both}.Object()
	split := container.NewVSplit(c.list, lower)
	split.Offset = 0.45
	c.all = kit.Frame{Top: c.head.Object, Middle: container.NewStack(split, c.none)}.Object()
	for name, o := range map[string]fyne.CanvasObject{"list": c.list, "mend": c.mend, "accept": accept, "again": again} {
		s.reg.Object("checks."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Checks.Watch, c.draw))
	return c
}

func graveTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Must":
		return kit.ColorBad
	case "Look":
		return kit.ColorProposed
	case "Note":
		return kit.ColorMuted
	}
	return ""
}

// severities are the words for what a finding asks for.
var severities = map[check.Severity]string{check.Block: "Must", check.Warn: "Look", check.Info: "Note"}

func (c *checksScreen) object() fyne.CanvasObject { return c.all }

func (c *checksScreen) enter() {
	if (!c.state.Loaded || c.state.Stale) && c.state.Working == "" {
		c.s.desk.Checks.Load()
	}
	c.s.canvas().Focus(c.list)
}

func (c *checksScreen) draw(st view.ChecksState) {
	c.state = st
	must := 0
	for _, f := range st.Rows {
		if f.Severity == check.Block {
			must++
		}
	}
	said := fmt.Sprintf("%s, %s to be mended before a release, %s accepted before.", plural(len(st.Rows), "finding"), kit.Thousands(int64(must)), kit.Thousands(int64(st.Accepted)))
	if st.Working != "" {
		said = st.Working + "…"
	}
	c.head.Set("Checks", said)
	if st.Version != c.version {
		c.version = st.Version
		rows := make(rowsOf, 0, len(st.Rows))
		for _, f := range st.Rows {
			rows = append(rows, []string{severities[f.Severity], strings.ReplaceAll(topicTitle(f.Check), "-", " "), kit.Thousands(int64(f.Places)), oneLine(f.Text), f.Why})
		}
		on := c.list.OnCursor
		c.list.OnCursor = nil // the model says which finding is current
		c.list.SetSource(rows)
		c.list.Select(st.At)
		c.list.OnCursor = on
	}
	c.none.Objects = nil
	switch {
	case st.Working != "" && !st.Loaded:
		c.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("verify", st.Working, "Every record is read twice: for what is withheld and of whom, and for what is open.",
			kit.NewButton("", "Cancel", kit.Plainly, c.s.desk.Checks.Cancel)))}
	case st.Loaded && len(st.Rows) == 0:
		c.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("check", "Nothing is found", "The same passage is treated alike everywhere, and nothing that looks like an identifier is open.", nil))}
	}
	if st.At >= 0 && st.At < len(st.Rows) {
		f := st.Rows[st.At]
		c.why.Set(sentence(f.Why))
		enable(c.mend, f.Fixable && st.Working == "")
	}
	for i := range c.sides {
		c.sides[i].draw(st.Sides[i])
	}
	if st.Said != "" && c.s.place == placeChecks {
		c.s.status.Set(st.Said, kit.Good)
	}
	if st.Stale && st.Loaded && st.Working == "" && c.s.place == placeChecks {
		c.s.desk.Checks.Load()
	}
	c.all.Refresh()
	c.s.fail(st.Err, c.s.desk.Checks.Dismiss)
}

// open shows a side in the reader.
func (c *checksScreen) open(side int) {
	c.s.readAt(func() bool { return c.s.desk.Checks.Open(side) })
}

func (c *checksScreen) mendIt() {
	if c.state.At >= 0 && c.state.At < len(c.state.Rows) && !c.state.Rows[c.state.At].Fixable {
		c.s.status.Set("No mark would mend this. Enter opens the record; or accept it with a reason.", kit.Warn)
		return
	}
	c.s.desk.Checks.Mend()
}

// accept asks for the reason to keep a finding as it is.
func (c *checksScreen) accept() {
	if c.state.At < 0 || c.state.At >= len(c.state.Rows) {
		return
	}
	why := kit.NewEntry("")
	d := kit.ShowDialog(c.s.canvas(), kit.DialogSpec{Title: "Accept the finding as it is", OK: "Accept", First: why,
		Body: kit.Field("Reason", "It stands in the journal. The finding comes back when its words change.", why),
		OnOK: func() error {
			if strings.TrimSpace(why.Text) == "" {
				return kit.ErrStay
			}
			c.s.desk.Checks.Accept(strings.TrimSpace(why.Text))
			return nil
		}})
	why.OnSubmitted = d.Submit
	c.s.reg.Object("checks.reason", why)
}
