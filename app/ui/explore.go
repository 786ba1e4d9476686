package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// exploreScreen shows what a search holds: its facets, when and by whom it was
// written, and the searches that were kept. A click on anything narrows.
type exploreScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	query   *kit.Entry
	said    *kit.Text
	facets  *kit.List
	days    *kit.Strip
	title   *kit.Text
	pairs   *kit.List
	saved   *kit.List
	show    *kit.Button
	back    *kit.Button
	none    *fyne.Container
	state   view.ExploreState
	version int
	offers  *completer
}

func newExploreScreen(s *shell) *exploreScreen {
	e := &exploreScreen{s: s, days: kit.NewStrip(), query: kit.NewEntry("Words or fields"), none: container.NewStack(), version: -1}
	do := func(id string) func() { return func() { s.keys.Do(id) } }
	e.show, e.back = kit.NewButton("review", "Read these", kit.Primary, do("explore.read")), kit.NewButton("undo", "Back", kit.Plainly, do("explore.back"))
	e.head = kit.NewHeader("Explore", "", e.back, kit.NewButton("add", "Save search…", kit.Plainly, do("explore.save")), e.show)
	e.said, e.title = muted(""), heading("Messages a day")
	e.query.OnSubmitted = s.desk.Explore.Search
	e.offers = newCompleter(s, e.query, func() { s.canvas().Focus(e.facets) })
	e.facets = kit.NewList([]kit.Column{{Title: "Property", Width: 170, Grow: true}, {Title: "Records", Width: 72, Right: true, Muted: true}}, rowsOf{})
	e.facets.Heading = func(row int) bool { return row < len(e.state.Facets) && e.state.Facets[row].Heading != "" }
	pick := func(row int) {
		if row < len(e.state.Facets) {
			s.desk.Explore.Narrow(e.state.Facets[row].Narrow)
		}
	}
	e.facets.OnClick, e.facets.OnOpen = pick, pick
	e.days.OnPick = func(lane, bin int) {
		if e.state.Days.Lanes[lane].Counts[bin] > 0 {
			s.desk.Explore.Narrow(e.state.Days.Narrow(lane, bin))
		}
	}
	e.days.Say = e.sayBin
	e.pairs = kit.NewList([]kit.Column{{Title: "From", Width: 260}, {Title: "To", Width: 170, Grow: true}, {Title: "Messages", Width: 86, Right: true}}, rowsOf{})
	pair := func(row int) {
		if row < len(e.state.Pairs) {
			s.desk.Explore.Narrow(e.state.Pairs[row].Narrow)
		}
	}
	e.pairs.OnClick, e.pairs.OnOpen = pair, pair
	e.saved = kit.NewList([]kit.Column{{Title: "Saved search", Width: 120, Bold: true}, {Title: "Query", Width: 120, Grow: true, Muted: true}}, rowsOf{})
	run := func(row int) {
		if row < len(e.state.Saved) {
			s.desk.Explore.Search(e.state.Saved[row].Query)
		}
	}
	e.saved.OnClick, e.saved.OnOpen = run, run
	e.saved.OnMenu = func(row int, at fyne.Position) {
		m := fyne.NewMenu("", fyne.NewMenuItem("Search it", func() { run(row) }), s.keys.Item("explore.unsave"))
		s.popMenu(at, m)
	}
	e.all = e.lay()
	for name, o := range map[string]fyne.CanvasObject{"query": e.query, "facets": e.facets, "days": e.days, "pairs": e.pairs, "saved": e.saved, "read": e.show} {
		s.reg.Object("explore."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Explore.Watch, e.draw))
	return e
}

func (e *exploreScreen) lay() fyne.CanvasObject {
	search := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space3, kit.Space3), kit.Down(6, e.query, e.said))
	left := kit.Frame{Top: kit.Frame{Middle: search, Bottom: kit.HRule()}.Object(), Right: kit.VRule(), Middle: kit.Sized(300, 0, container.NewStack(e.facets, e.offers.all))}.Object()
	top := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space2, kit.Space4, kit.Space4), kit.Down(kit.Space2, e.title, kit.Sized(0, 0, e.days)))
	strip := kit.Frame{Middle: top, Bottom: kit.HRule()}.Object()
	lists := container.NewHSplit(e.pairs, e.saved)
	lists.Offset = 0.6
	right := container.NewStack(kit.Frame{Top: strip, Middle: lists}.Object(), e.none)
	return kit.Frame{Top: e.head.Object, Left: left, Middle: right}.Object()
}

func (e *exploreScreen) object() fyne.CanvasObject { return e.all }

func (e *exploreScreen) enter() {
	e.s.desk.Explore.Load()
	e.s.canvas().Focus(e.facets)
}

func (e *exploreScreen) draw(st view.ExploreState) {
	e.state = st
	what := st.Query
	if what == "" {
		what = "every record"
	}
	e.head.Set("Explore", fmt.Sprintf("%s: %s · %s", what, plural(st.Counts.Records, "record"), plural(st.Counts.Messages, "message")))
	e.show.SetText("Read " + plural(st.Counts.Records, "record"))
	enable(e.back, st.Back > 0)
	enable(e.show, st.Counts.Records > 0)
	e.said.Set("Enter searches · a click on any line narrows")
	if st.Working {
		e.said.Set("Counting…")
	}
	if st.Version != e.version {
		e.version = st.Version
		e.fill(st)
	}
	if st.Stale && !st.Working && e.s.place == placeExplore {
		e.s.desk.Explore.Load()
	}
	if st.Said != "" {
		e.s.status.Set(st.Said, kit.Good)
	}
	e.all.Refresh()
	e.s.fail(st.Err, e.s.desk.Explore.Dismiss)
}

func (e *exploreScreen) fill(st view.ExploreState) {
	if e.s.canvas().Focused() != fyne.Focusable(e.query) {
		e.query.SetText(st.Query)
	}
	var facets, pairs, saved rowsOf
	for _, f := range st.Facets {
		if f.Heading != "" {
			facets = append(facets, []string{f.Heading, ""})
			continue
		}
		facets = append(facets, []string{f.Value, kit.Thousands(int64(f.Records))})
	}
	for _, p := range st.Pairs {
		pairs = append(pairs, []string{p.From, p.To, kit.Thousands(int64(p.Messages))})
	}
	for _, x := range st.Saved {
		saved = append(saved, []string{x.Name, x.Query})
	}
	if len(saved) == 0 {
		saved = rowsOf{{"None yet", "Save search… keeps this one"}}
	}
	e.facets.SetSource(facets)
	e.pairs.SetSource(pairs)
	e.saved.SetSource(saved)
	bins, lanes := make([]kit.StripBin, len(st.Days.Labels)), make([]kit.StripLane, len(st.Days.Lanes))
	for i, l := range st.Days.Labels {
		bins[i].Label = l
	}
	for i, l := range st.Days.Lanes {
		lanes[i] = kit.StripLane{Name: orDash(l.Name), Bars: l.Counts}
	}
	e.title.Set("Messages a " + st.Days.Step + ", by custodian")
	e.days.Set(bins, lanes)
	e.none.Objects = nil
	if st.Counts.Records == 0 {
		e.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("search", "Nothing fits",
			"Take the last narrowing back, or search for something else.", kit.NewButton("undo", "Back", kit.Plainly, func() { e.s.keys.Do("explore.back") })))}
	}
}

func (e *exploreScreen) sayBin(lane, bin int) string {
	d := e.state.Days
	if lane >= len(d.Lanes) || bin >= len(d.Labels) {
		return ""
	}
	when := d.Labels[bin]
	if d.Step != "day" {
		when = d.Step + " from " + when
	}
	return fmt.Sprintf("%s, %s: %s", orDash(d.Lanes[lane].Name), when, plural(d.Lanes[lane].Counts[bin], "message"))
}

// read shows the records in the list of results, which has the same query.
func (e *exploreScreen) read() { e.s.search(e.state.Query) }

// unsave removes the marked saved search.
func (e *exploreScreen) unsave() {
	row := e.saved.Cursor()
	if row < 0 || row >= len(e.state.Saved) {
		e.s.status.Set("Mark a saved search in the list at the right first.", kit.Warn)
		return
	}
	e.s.desk.Explore.Remove(e.state.Saved[row].Name)
}

func (e *exploreScreen) save() {
	name := kit.NewEntry("")
	var d *kit.Dialog
	d = kit.ShowDialog(e.s.canvas(), kit.DialogSpec{Title: "Save this search", OK: "Save", First: name,
		Body: kit.Down(kit.Space3, kit.Field("Name", "It stands in other queries as saved:name.", name), muted(e.state.Query)),
		OnOK: func() error {
			if strings.TrimSpace(name.Text) == "" {
				return kit.ErrStay
			}
			e.s.desk.Explore.Save(strings.TrimSpace(name.Text))
			return nil
		}})
	name.OnSubmitted = d.Submit
	e.s.reg.Object("save.name", name)
}
