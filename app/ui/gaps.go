package ui

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/gaps"
)

// gapsScreen is the report on what is not held: conversations at the left, the
// timeline and the findings of the chosen one at the right.
type gapsScreen struct {
	s        *shell
	all      fyne.CanvasObject
	head     *kit.Header
	list     *kit.List
	title    *kit.Text
	about    *kit.Text
	strip    *kit.Strip
	legend   *kit.Text
	letters  *kit.Text
	findings *kit.List
	why      *kit.Text
	detail   fyne.CanvasObject
	none     *fyne.Container
	state    view.GapsState
	version  int
}

func newGapsScreen(s *shell) *gapsScreen {
	g := &gapsScreen{s: s, strip: kit.NewStrip(), none: container.NewStack(), version: -1, title: heading(""), about: muted(""), legend: muted(""), letters: muted(strings.TrimSuffix(gaps.MarksLegend, ", - silence.") + "."), why: muted("")}
	g.title.Whole = false
	export := func(ending string) func() { return func() { g.export(ending) } }
	again := kit.NewButton("redo", "Examine again", kit.Quiet, s.desk.Gaps.Load)
	pdf, csv := kit.NewButton("page", "PDF…", kit.Plainly, export("pdf")), kit.NewButton("list", "CSV…", kit.Plainly, export("csv"))
	g.head = kit.NewHeader("Gaps", "", again, csv, pdf)
	g.list = kit.NewList([]kit.Column{{Title: "Conversation", Width: 180, Grow: true, Bold: true}, {Title: "Platform", Width: 86, Muted: true}, {Title: "Certain", Width: 70, Right: true}, {Title: "All", Width: 56, Right: true}}, rowsOf{})
	g.list.OnCursor, g.list.Lit = g.choose, true
	g.findings = kit.NewList([]kit.Column{{Title: "Sure", Width: 92, Dot: true, Tone: sureTone}, {Title: "What", Width: 124, Bold: true}, {Title: "Count", Width: 64, Right: true},
		{Title: "From", Width: 96, Muted: true}, {Title: "Fact", Width: 260, Grow: true}}, rowsOf{})
	g.findings.OnCursor = g.explain
	g.findings.OnOpen = func(row int) { s.readAt(func() bool { return s.desk.Gaps.OpenFinding(g.list.Cursor(), row) }) }
	g.strip.OnPick = func(_, bin int) { s.readAt(func() bool { return s.desk.Gaps.OpenBin(g.list.Cursor(), bin) }) }
	g.strip.Say = func(_, bin int) string {
		if row := g.list.Cursor(); row >= 0 && row < len(g.state.About) {
			return view.GapBin(g.state.About[row].Timeline, bin, s.desk.Case.Zone()) + " · Enter opens it there"
		}
		return ""
	}
	top := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space2, kit.Space4, kit.Space4), kit.Down(kit.Space2, kit.Down(1, g.title, g.about), g.strip, kit.Down(1, g.legend, g.letters)))
	foot := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space4), g.why)
	g.detail = kit.Frame{Top: kit.Frame{Middle: top, Bottom: kit.HRule()}.Object(), Middle: g.findings, Bottom: kit.Frame{Top: kit.HRule(), Middle: foot}.Object()}.Object()
	split := container.NewHSplit(g.list, g.detail)
	split.Offset = 0.32
	g.all = kit.Frame{Top: g.head.Object, Middle: container.NewStack(split, g.none)}.Object()
	for name, o := range map[string]fyne.CanvasObject{"list": g.list, "strip": g.strip, "findings": g.findings, "pdf": pdf, "csv": csv} {
		s.reg.Object("gaps."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Gaps.Watch, g.draw))
	return g
}

func sureTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Certain":
		return kit.ColorBad
	case "Inferred":
		return kit.ColorProposed
	}
	return ""
}

func (g *gapsScreen) object() fyne.CanvasObject { return g.all }

func (g *gapsScreen) enter() {
	if !g.state.Loaded {
		g.s.desk.Gaps.Load()
	}
	g.s.canvas().Focus(g.list)
}

func (g *gapsScreen) draw(st view.GapsState) {
	g.state = st
	found := 0
	for _, a := range st.About {
		found += len(a.Findings)
	}
	g.head.Set("Gaps", fmt.Sprintf("%s, %s. Facts with their evidence; inferred ones say what else may explain them.", plural(found, "finding"), plural(len(st.About), "conversation or source")))
	g.none.Objects = nil
	switch {
	case st.Working != "" && !st.Loaded:
		g.head.Set("Gaps", st.Working+"…")
		g.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("calendar", st.Working, "Every conversation is compared with its own pace, and every answer with what it answers.",
			kit.NewButton("", "Cancel", kit.Plainly, g.s.desk.Gaps.Cancel)))}
	case !st.Loaded || len(st.About) == 0:
		g.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("calendar", "Nothing is found missing",
			"Deleted and edited messages, timers, silences, missing files and answers to mails that nobody holds are listed here. An entry that left no trace cannot be told.",
			kit.NewButton("redo", "Examine again", kit.Plainly, g.s.desk.Gaps.Load)))}
	}
	if st.Version != g.version {
		g.version = st.Version
		var rows rowsOf
		for _, a := range st.About {
			rows = append(rows, []string{a.Title, a.Platform, kit.Thousands(int64(a.Certain())), kit.Thousands(int64(len(a.Findings)))})
		}
		g.list.SetSource(rows)
		g.list.Select(0)
	}
	if st.Said != "" {
		g.s.status.Set(st.Said, kit.Good)
	}
	g.all.Refresh()
	g.s.fail(st.Err, g.s.desk.Gaps.Dismiss)
}

// choose shows one conversation.
func (g *gapsScreen) choose(row int) {
	if row < 0 || row >= len(g.state.About) {
		return
	}
	a := g.state.About[row]
	g.title.Set(a.Title)
	about := []string{plural(len(a.Findings), "finding")}
	if a.Members > 0 {
		about = []string{plural(a.Events, "message"), plural(a.Members, "member"), "active on " + plural(a.Active, "day"), g.day(a.First) + " to " + g.day(a.Last)}
	}
	g.about.Set(strings.Join(about, " · "))
	bins, lane := make([]kit.StripBin, len(a.Timeline.Bins)), kit.StripLane{}
	for i, b := range a.Timeline.Bins {
		bins[i] = kit.StripBin{Label: g.day(b.From), Signs: strings.ReplaceAll(b.Marks(), "-", ""), Quiet: b.Silent}
		lane.Bars, lane.Rest = append(lane.Bars, b.Held), append(lane.Rest, b.Others)
	}
	g.strip.Hide()
	g.legend.Hide()
	g.letters.Hide()
	if len(bins) > 0 {
		g.strip.Set(bins, []kit.StripLane{lane})
		g.strip.Show()
		g.legend.Set("Filled: members whose own export is held. Outlined: all others. Hatched: a silence.")
		g.legend.Show()
		g.letters.Show()
	}
	var rows rowsOf
	for _, f := range a.Findings {
		rows = append(rows, []string{topicTitle(f.Sure), strings.ReplaceAll(topicTitle(f.Kind), "-", " "), kit.Thousands(int64(f.Count)), g.day(f.From), f.Text})
	}
	g.findings.SetSource(rows)
	g.why.Set("Enter or a double click opens the conversation at the evidence.")
	g.detail.Refresh()
}

// explain tells what a finding rests on.
func (g *gapsScreen) explain(row int) {
	at := g.list.Cursor()
	if at < 0 || at >= len(g.state.About) || row < 0 || row >= len(g.state.About[at].Findings) {
		return
	}
	f := g.state.About[at].Findings[row]
	text := f.Why
	if text == "" {
		text = gaps.Meaning(f.Kind)
	}
	if f.Missing != "" {
		text = "Not held: " + f.Missing + ". " + text
	}
	g.why.Set(sentence(text))
}

func (g *gapsScreen) day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(g.s.desk.Case.Zone()).Format(time.DateOnly)
}

func (g *gapsScreen) export(ending string) {
	g.s.saveAs("Save the report on gaps", filepath.Join(filepath.Dir(g.s.desk.Case.Dir()), "gaps."+ending), g.s.desk.Gaps.Export)
}

// saveAs asks for the name of a new file.
func (s *shell) saveAs(title, path string, then func(string)) {
	name := kit.NewEntry("")
	name.SetText(path)
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, OK: "Save", Width: 620, First: name, Body: kit.Field("File", "It must not exist yet.", name),
		OnOK: func() error {
			if strings.TrimSpace(name.Text) == "" {
				return kit.ErrStay
			}
			then(expand(strings.TrimSpace(name.Text)))
			return nil
		}})
	name.OnSubmitted = d.Submit
	s.reg.Object("save.name", name)
}
