package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/people"
)

// peopleScreen is who is who: persons at the left, the forms of the chosen one
// with what each rests on at the right.
type peopleScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	filter  *kit.Entry
	list    *kit.List
	title   *kit.Text
	names   *kit.Text
	forms   *kit.List
	why     *kit.Text
	none    *fyne.Container
	state   view.PeopleState
	version int
}

func newPeopleScreen(s *shell) *peopleScreen {
	p := &peopleScreen{s: s, filter: kit.NewEntry("Part of a name, an address or a number"), title: heading(""), names: muted(""), why: muted(""), none: container.NewStack(), version: -1}
	p.title.Whole = false
	p.head = kit.NewHeader("People", "", s.keyed("add", "Merge", kit.Plainly, "people.merge"), s.keyed("review", "Records", kit.Plainly, "people.read"))
	p.list = kit.NewList([]kit.Column{{Title: "State", Width: 104, Dot: true, Tone: personTone}, {Title: "Name", Width: 150, Grow: true, Bold: true}, {Title: "Forms", Width: 64, Right: true}, {Title: "Records", Width: 72, Right: true}}, rowsOf{})
	p.list.OnCursor, p.list.Lit = p.choose, true
	p.forms = kit.NewList([]kit.Column{{Title: "State", Width: 104, Dot: true, Tone: personTone}, {Title: "Form", Width: 230, Bold: true}, {Title: "Records", Width: 72, Right: true},
		{Title: "Sure", Width: 60, Right: true, Muted: true}, {Title: "Because", Width: 200, Grow: true, Muted: true}}, rowsOf{})
	p.forms.OnCursor = func(int) { p.explain() }
	p.filter.OnChanged = s.desk.People.Narrow
	p.filter.OnSubmitted = func(string) { s.canvas().Focus(p.list) }
	search := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space3, kit.Space3), p.filter)
	left := kit.Frame{Top: kit.Frame{Middle: search, Bottom: kit.HRule()}.Object(), Middle: p.list}.Object()
	confirm, split := s.keyed("check", "Confirm", kit.Primary, "people.confirm"), s.keyed("", "Split off", kit.Plainly, "people.split")
	top := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space3),
		container.NewBorder(nil, nil, nil, kit.Across(kit.Space2, split, confirm), kit.Down(1, p.title, p.names)))
	foot := kit.Frame{Top: kit.HRule(), Middle: container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space4), p.why)}.Object()
	right := kit.Frame{Top: kit.Frame{Middle: top, Bottom: kit.HRule()}.Object(), Middle: p.forms, Bottom: foot}.Object()
	body := container.NewHSplit(left, right)
	body.Offset = 0.36
	p.all = kit.Frame{Top: p.head.Object, Middle: container.NewStack(body, p.none)}.Object()
	for name, o := range map[string]fyne.CanvasObject{"filter": p.filter, "list": p.list, "forms": p.forms, "confirm": confirm, "split": split} {
		s.reg.Object("people."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.People.Watch, p.draw))
	return p
}

func personTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Confirmed":
		return kit.ColorGood
	case "Proposed":
		return kit.ColorProposed
	}
	return ""
}

func (p *peopleScreen) object() fyne.CanvasObject { return p.all }

func (p *peopleScreen) enter() {
	p.s.desk.People.Load()
	p.s.canvas().Focus(p.list)
}

func (p *peopleScreen) draw(st view.PeopleState) {
	p.state = st
	p.head.Set("People", fmt.Sprintf("%s, %s with proposals. Nothing that is only proposed finds or hides anything.", plural(st.All, "person"), kit.Thousands(int64(st.Open))))
	if st.Working && !st.Loaded {
		p.head.Set("People", "Reading who is who…")
	}
	if st.Version != p.version {
		p.version = st.Version
		at := max(p.list.Cursor(), 0)
		rows := make(rowsOf, 0, len(st.Rows))
		for _, x := range st.Rows {
			rows = append(rows, []string{personState(x), x.Name, kit.Thousands(int64(len(x.Forms))), kit.Thousands(int64(x.Records))})
		}
		p.list.SetSource(rows)
		p.list.Select(min(at, len(rows)-1))
		p.choose(p.list.Cursor())
	}
	p.none.Objects = nil
	if st.Loaded && st.All == 0 {
		p.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("person", "Nobody is known yet", "Import the archives of a custodian: everybody who writes or is written to is listed here.", nil))}
	}
	if st.Said != "" && p.s.place == placePeople {
		p.s.status.Set(st.Said, kit.Good)
	}
	if st.Stale && st.Loaded && !st.Working && p.s.place == placePeople {
		p.s.desk.People.Load()
	}
	p.all.Refresh()
	p.s.fail(st.Err, p.s.desk.People.Dismiss)
}

func personState(p people.Person) string {
	switch {
	case view.Undecided(p):
		return "Proposed"
	case p.Decided:
		return "Confirmed"
	case p.Kind == people.Mailbox:
		return "Shared"
	case p.Kind == people.List:
		return "List"
	}
	return ""
}

// current is the person chosen.
func (p *peopleScreen) current() (people.Person, bool) {
	row := p.list.Cursor()
	if row < 0 || row >= len(p.state.Rows) {
		return people.Person{}, false
	}
	return p.state.Rows[row], true
}

func (p *peopleScreen) choose(int) {
	x, ok := p.current()
	if !ok {
		p.title.Set("Nobody is called so")
		p.names.Set("")
		p.forms.SetSource(rowsOf{})
		return
	}
	p.title.Set(x.Name)
	var names []string
	for _, n := range x.Names {
		names = append(names, n.Text)
	}
	p.names.Set("Written " + strings.Join(names, " · "))
	if len(names) == 0 {
		p.names.Set("No name is given with these forms.")
	}
	rows := make(rowsOf, 0, len(x.Forms))
	for _, f := range x.Forms {
		sure, why := "", ""
		if f.State == people.Proposed && len(f.Reasons) > 0 {
			sure, why = fmt.Sprintf("%.0f %%", 100*f.Reasons[0].Sure), f.Reasons[0].Text
		}
		rows = append(rows, []string{topicTitle(f.State), f.Key.Value(), kit.Thousands(int64(f.Records)), sure, why})
	}
	p.forms.SetSource(rows)
	p.why.Set("C confirms all that is proposed, or the forms selected; S makes the selected ones somebody else's.")
}

// explain tells all that a form rests on.
func (p *peopleScreen) explain() {
	x, ok := p.current()
	row := p.forms.Cursor()
	if !ok || row < 0 || row >= len(x.Forms) {
		return
	}
	var out []string
	for _, r := range x.Forms[row].Reasons {
		out = append(out, fmt.Sprintf("%s: %s (%.0f %%)", r.With.Value(), r.Text, 100*r.Sure))
	}
	if len(out) > 0 {
		p.why.Set(strings.Join(out, " · "))
	}
}

// picked are the forms selected.
func (p *peopleScreen) picked(x people.Person) []string {
	var out []string
	sel := p.forms.Selection()
	for i := range sel.Rows() {
		if i < len(x.Forms) {
			out = append(out, string(x.Forms[i].Key))
		}
	}
	return out
}

func (p *peopleScreen) confirm() {
	if x, ok := p.current(); ok {
		p.s.desk.People.Confirm(x.ID, p.picked(x)...)
	}
}

func (p *peopleScreen) split() {
	x, ok := p.current()
	forms := p.picked(x)
	if !ok || len(forms) == 0 || len(forms) == len(x.Forms) {
		p.s.status.Set("Select the forms that are somebody else's first; at least one has to stay.", kit.Warn)
		return
	}
	p.s.desk.People.Split(x.ID, forms...)
}

func (p *peopleScreen) merge() {
	var ids []string
	sel := p.list.Selection()
	for i := range sel.Rows() {
		if i < len(p.state.Rows) {
			ids = append(ids, p.state.Rows[i].ID)
		}
	}
	if len(ids) < 2 {
		p.s.status.Set("Select the persons who are one, with Shift or Ctrl held: the first stays.", kit.Warn)
		return
	}
	p.s.desk.People.Merge(ids[0], ids[1:]...)
}

// read shows the records in which the person takes part.
func (p *peopleScreen) read() {
	x, ok := p.current()
	if !ok || len(x.Forms) == 0 {
		return
	}
	if x.Decided {
		p.s.search(fmt.Sprintf("person:%q", x.ID))
		return
	}
	var any []string
	for _, f := range x.Forms {
		any = append(any, fmt.Sprintf("participant:%q", f.Key.Value()))
	}
	p.s.search(strings.Join(any, " OR "))
}
