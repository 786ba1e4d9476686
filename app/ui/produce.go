package ui

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/export/qc"
)

// produceScreen asks what to produce and counts it while that changes, plans it,
// shows what the checks say, runs it and proves it.
type produceScreen struct {
	s       *shell
	all     fyne.CanvasObject
	form    *produceForm
	out     *kit.Entry
	plan    *kit.Button
	run     *kit.Button
	job     *kit.ProgressPanel
	counted *fyne.Container
	outcome *fyne.Container
	looked  *kit.Check
	filled  bool
}

func newProduceScreen(s *shell) *produceScreen {
	sc := &produceScreen{s: s, outcome: kit.Down(kit.Space4), counted: kit.Down(kit.Space4)}
	sc.form = newProduceForm(sc.count, func(string) { sc.makePlan() })
	sc.out = kit.NewEntry("")
	sc.out.OnSubmitted = func(string) { sc.makePlan() }
	sc.plan = kit.NewButton("", "Plan and check", kit.Primary, sc.makePlan)
	sc.run = kit.NewButton("produce", "Produce", kit.Primary, sc.produce)
	sc.job = kit.NewProgressPanel(s.desk.Production.Cancel)
	sc.job.Object.Hide()
	sc.looked = kit.NewCheck("I have looked at each of them, and it may leave", func(on bool) { s.desk.Production.Look(on) })
	browse := kit.NewButton("folder", "", kit.Plainly, sc.pickFolder)
	foot := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space3, kit.Space4, kit.Space4), kit.Down(kit.Space3,
		kit.Field("Output folder, which must not exist yet", "", container.NewBorder(nil, nil, nil, browse, sc.out)), sc.plan))
	left := kit.Frame{Right: kit.VRule(), Middle: kit.Sized(430, 0, kit.Frame{Middle: sc.form.object, Bottom: kit.Down(0, kit.HRule(), foot)}.Object())}.Object()
	right := container.NewVScroll(kit.Padded(kit.Space4, kit.Down(kit.Space4, sc.counted, sc.job.Object, sc.outcome)))
	verify := kit.NewButton("verify", "Verify a folder", kit.Plainly, sc.pickVerify)
	sc.all = kit.Frame{Top: kit.NewHeader("Produce", "Numbered pages with the exemptions applied, read back and proven before they get their name.", verify).Object,
		Left: left, Middle: right}.Object()
	for name, o := range map[string]fyne.CanvasObject{"name": sc.form.name, "query": sc.form.query, "out": sc.out, "plan": sc.plan, "run": sc.run, "looked": sc.looked} {
		s.reg.Object("produce."+name, o)
	}
	for i, tab := range sc.form.tabs {
		s.reg.Object("produce.step-"+strings.ToLower(produceSteps[i]), tab)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Production.Watch, sc.draw), kit.Bind(s.post, s.desk.Home.Watch, sc.fill))
	return sc
}

func (sc *produceScreen) object() fyne.CanvasObject { return sc.all }

// enter counts anew: decisions may have been made since.
func (sc *produceScreen) enter() {
	sc.s.canvas().Focus(sc.form.name)
	if st := sc.s.desk.Production.State(); st.Done == nil && !st.Planned {
		sc.count()
	}
}

// fill offers a spec that fits the case, once.
func (sc *produceScreen) fill(h view.HomeState) {
	sc.form.earlier(h.Productions)
	if sc.filled || h.Dir == "" {
		return
	}
	sc.filled = true
	spec := casework.SampleSpec(h.Request)
	if !strings.HasPrefix(h.Name, "Sample: ") {
		spec = view.UsualSpec(h.Request)
	}
	sc.out.SetText(filepath.Join(filepath.Dir(h.Dir), "production"))
	if n := len(h.Productions); n > 0 {
		spec.Name, spec.Bates.Start = fmt.Sprintf("Release %d", n+1), 0
		sc.out.SetText(filepath.Join(filepath.Dir(h.Dir), fmt.Sprintf("production-%d", n+1)))
	}
	sc.form.fill(spec)
}

// count counts what the form asks for.
func (sc *produceScreen) count() {
	if !sc.filled {
		return
	}
	spec, err := sc.form.spec()
	why := ""
	if err != nil {
		why = sentence(err.Error())
	}
	sc.s.desk.Production.Outline(spec, why)
}

func (sc *produceScreen) makePlan() {
	spec, err := sc.form.spec()
	if err != nil {
		sc.s.fail(&view.Trouble{Code: "usage", Text: err.Error()}, nil)
		return
	}
	sc.looked.SetChecked(false)
	sc.s.desk.Production.Plan(spec)
}

func (sc *produceScreen) produce() { sc.s.desk.Production.Run(expand(strings.TrimSpace(sc.out.Text))) }

func (sc *produceScreen) pickFolder() {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			sc.out.SetText(filepath.Join(u.Path(), "production"))
		}
	}, sc.s.win)
	d.SetTitleText("Make the production in")
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

func (sc *produceScreen) pickVerify() {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			sc.s.desk.Production.Verify(u.Path())
		}
	}, sc.s.win)
	d.SetTitleText("Verify a finished production")
	d.SetConfirmText("Verify")
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

func (sc *produceScreen) draw(st view.ProductionState) {
	sc.drawJob(st)
	enable(sc.plan, st.Working == "")
	enable(sc.run, st.Planned && !st.Blocked && st.Working == "" && (!st.Warned || st.Looked))
	sc.counted.Objects = nil
	if st.Done == nil && !st.Planned {
		sc.counted.Objects = []fyne.CanvasObject{outline(st.Outline)}
	}
	switch {
	case st.Done != nil:
		sc.outcome.Objects = sc.finished(st)
	case st.Planned:
		sc.outcome.Objects = sc.planned(st)
	case st.Working == "" && len(st.Findings) > 0:
		sc.outcome.Objects = []fyne.CanvasObject{findings("What the checks found", st.Findings)}
	case st.Working == "":
		sc.outcome.Objects = []fyne.CanvasObject{kit.Sized(0, 320, kit.NewEmpty("produce", "Plan it first", "A plan runs the checks over what is counted above. Nothing is written before you say so.", nil))}
	}
	sc.all.Refresh()
	sc.s.fail(st.Err, sc.s.desk.Production.Dismiss)
}

// figure is a number and what it counts.
func figure(value, what string) fyne.CanvasObject {
	return kit.Down(1, kit.NewText(value, kit.TextTitle, theme.ColorNameForeground, true), kit.NewText(what, kit.TextCaption, kit.ColorMuted, false))
}

// outline shows what the settings at hand would produce.
func outline(o view.OutlineState) fyne.CanvasObject {
	line := func(text string, tone fyne.ThemeColorName) fyne.CanvasObject {
		t := kit.NewText(text, kit.TextBody, tone, false)
		t.Whole = false
		return t
	}
	if o.Why != "" {
		return section("This would produce", kit.Down(kit.Space2, line("Nothing yet.", theme.ColorNameForeground), line(sentence(o.Why), kit.ColorBad)))
	}
	rows := kit.Down(kit.Space3, container.New(equal{kit.Space4}, figure(counted(o.Documents, "record")), figure(counted(o.Pages, "page")),
		figure(orDash(o.First), "first number"), figure(orDash(o.Last), "last number")))
	said, tone := "Counting…", kit.ColorMuted
	switch {
	case !o.Counting && o.Counted == o.Documents:
		said = strings.Join(parts(o), " · ")
	case o.Counted > 0:
		said = fmt.Sprintf("Counting pages: %s of %s records", kit.Thousands(int64(o.Counted)), kit.Thousands(int64(o.Documents)))
	}
	rows.Add(line(said, tone))
	if o.Unready > 0 {
		rows.Add(line(plural(o.Unready, "record")+" with marks that wait for a person, or do not fit any more: the plan lists them.", kit.ColorProposed))
	}
	return section("This would produce", rows)
}

// parts says what becomes of the records.
func parts(o view.OutlineState) (out []string) {
	for _, x := range []struct {
		n    int
		what string
	}{{o.InFull, "in full"}, {o.InPart, "in part"}, {o.Withheld, "withheld in full"}, {o.Sheets, "with a sheet in their place"}} {
		if x.n > 0 {
			out = append(out, kit.Thousands(int64(x.n))+" "+x.what)
		}
	}
	return out
}

func (sc *produceScreen) drawJob(st view.ProductionState) {
	if st.Working == "" {
		sc.job.Object.Hide()
		return
	}
	title := map[string]string{"planning": "Planning", "producing": "Producing", "verifying": "Reading every page back"}[st.Working]
	sc.job.Set(kit.Progress{Title: title, Detail: st.Tick.Item, Done: st.Tick.Done, Total: st.Tick.Total, Unit: st.Tick.Stage, Elapsed: time.Since(st.Started)})
	sc.job.Object.Show()
}

// counted splits a count into the number and its word.
func counted(n int, what string) (value, words string) {
	value, words, _ = strings.Cut(plural(n, what), " ")
	return value, words
}

// planned shows what the run would give away.
func (sc *produceScreen) planned(st view.ProductionState) []fyne.CanvasObject {
	figures := container.New(equal{kit.Space4}, figure(counted(st.Documents, "record")), figure(counted(st.Pages, "page")),
		figure(st.First, "first page"), figure(st.Last, "last page"))
	verdict, tone := "The checks found nothing. Numbers are given when the production is finished.", kit.ColorGood
	if st.Blocked {
		verdict, tone = "The checks forbid this production. Mend what is listed below and plan again.", kit.ColorBad
	} else if st.Warned {
		verdict, tone = "The checks ask you to look at what is listed below.", kit.ColorProposed
	}
	line := kit.NewText(verdict, kit.TextBody, tone, true)
	line.Whole = false
	rows := kit.Down(kit.Space4, figures, line)
	if st.Warned && !st.Blocked {
		rows.Add(sc.looked)
	}
	rows.Add(container.NewHBox(sc.run))
	out := []fyne.CanvasObject{section("Plan of “"+st.Spec.Name+"”", rows)}
	if len(st.Findings) > 0 {
		out = append(out, findings("Findings", st.Findings))
	}
	return out
}

// finished is the certificate in short.
func (sc *produceScreen) finished(st view.ProductionState) []fyne.CanvasObject {
	c := st.Done
	title, drawing, tone := "Produced; every page is being read back", "produce", kit.ColorAccent
	switch {
	case st.Verified && st.Proven:
		title, drawing, tone = "Verified: every page says what was released, and nothing more", "verify", kit.ColorGood
	case st.Verified:
		title, drawing, tone = "Verification failed: this production must not leave", "error", kit.ColorBad
	}
	n := c.Counts
	pairs := []kit.Pair{{Key: "Production", Value: c.Production}, {Key: "Folder", Value: st.Out}, {Key: "Numbers", Value: c.Bates.First + " – " + c.Bates.Last},
		{Key: "Records", Value: fmt.Sprintf("%s: %d in full, %d in part, %d withheld", kit.Thousands(int64(n.Records)), n.InFull, n.InPart, n.Withheld)},
		{Key: "Pages", Value: fmt.Sprintf("%s: %d in full, %d in part, %d of sheets", kit.Thousands(int64(n.Pages)), n.PagesInFull, n.PagesInPart, n.PagesOfSheets)}, {Key: "Redactions", Value: kit.Thousands(int64(n.Boxes)) + byCode(n.ByExemption)},
		{Key: "Files", Value: kit.Thousands(int64(c.Files))}, {Key: "Root hash", Value: c.Root}}
	again := kit.NewButton("verify", "Verify again", kit.Plainly, func() { sc.s.desk.Production.Verify(st.Out) })
	sc.s.reg.Object("produce.verify", again)
	head := container.NewBorder(nil, nil, kit.Picture(drawing, tone, 24), nil, kit.NewText(title, kit.TextLarge, tone, true))
	out := []fyne.CanvasObject{kit.Panel(kit.Down(kit.Space4, head, kit.KeyValues(pairs), container.NewHBox(again)))}
	if len(st.Findings) > 0 {
		out = append(out, findings("Findings", st.Findings))
	}
	return out
}

// findings lists what the checks found, what forbids the run first; ten
// thousand findings are rows of one list.
func findings(title string, fs []qc.Finding) fyne.CanvasObject {
	rows := [][]string{}
	for _, want := range []qc.Severity{qc.Block, qc.Warn, qc.Info} {
		for _, f := range fs {
			if f.Severity == want {
				rows = append(rows, findingRow(f))
			}
		}
	}
	return section(title, table([]kit.Column{{Title: "", Width: 90, Dot: true, Tone: severityTone}, {Title: "Check", Width: 150, Bold: true},
		{Title: "Words", Width: 180}, {Title: "Where", Width: 160, Muted: true}, {Title: "Why", Width: 260, Grow: true}}, rows))
}

func findingRow(f qc.Finding) []string {
	where := f.File
	if where == "" {
		where = strings.Trim(f.MessageID, "<>")
	}
	if f.Page > 0 {
		where += fmt.Sprintf(" page %d", f.Page)
	}
	severity := map[qc.Severity]string{qc.Block: "Stops", qc.Warn: "Look", qc.Info: "Note"}[f.Severity]
	return []string{severity, words(f.Check), f.Text, where, f.Why}
}

func severityTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Stops":
		return kit.ColorBad
	case "Look":
		return kit.ColorProposed
	}
	return kit.ColorFaint
}
