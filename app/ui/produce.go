package ui

import (
	"fmt"
	"path/filepath"
	"strconv"
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
	"vaughn/export/production"
	"vaughn/export/qc"
)

// produceScreen plans a production, shows what it will hold and what the checks
// say, runs it and proves it.
type produceScreen struct {
	s       *shell
	all     fyne.CanvasObject
	name    *kit.Entry
	query   *kit.Entry
	prefix  *kit.Entry
	first   *kit.Entry
	digits  *kit.Entry
	stamp   *kit.Entry
	header  *kit.Entry
	out     *kit.Entry
	paper   *kit.Select
	options map[string]*kit.Check
	plan    *kit.Button
	run     *kit.Button
	job     *kit.ProgressPanel
	outcome *fyne.Container
	looked  *kit.Check
	filled  bool
}

func newProduceScreen(s *shell) *produceScreen {
	sc := &produceScreen{s: s, outcome: kit.Down(kit.Space4), options: map[string]*kit.Check{}}
	entry := func(name string) *kit.Entry {
		e := kit.NewEntry("")
		e.OnSubmitted = func(string) { sc.makePlan() }
		s.reg.Object("produce."+name, e)
		return e
	}
	sc.name, sc.query, sc.prefix, sc.first, sc.digits = entry("name"), entry("query"), entry("prefix"), entry("first"), entry("digits")
	sc.stamp, sc.header, sc.out = entry("stamp"), entry("header"), entry("out")
	sc.first.PlaceHolder = "next free"
	sc.query.PlaceHolder = "every record"
	sc.paper = kit.NewSelect([]string{"letter", "a4"}, nil)
	check := func(id, text string) *kit.Check {
		c := kit.NewCheck(text, nil)
		sc.options[id] = c
		return c
	}
	sc.plan = kit.NewButton("", "Plan", kit.Primary, sc.makePlan)
	sc.run = kit.NewButton("produce", "Produce", kit.Primary, sc.produce)
	sc.job = kit.NewProgressPanel(s.desk.Production.Cancel)
	sc.job.Object.Hide()
	sc.looked = kit.NewCheck("I have looked at each of them, and it may leave", func(on bool) { s.desk.Production.Look(on) })
	browse := kit.NewButton("folder", "", kit.Plainly, sc.pickFolder)
	form := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space4, kit.Space4, kit.Space4), kit.Down(kit.Space3,
		kit.Field("Name", "", sc.name),
		kit.Field("Records", "A query, as in the search box.", sc.query),
		container.New(equal{kit.Space2}, kit.Field("Prefix", "", sc.prefix), kit.Field("First number", "", sc.first), kit.Field("Digits", "", sc.digits)),
		kit.Field("Designation, foot of each page", "", sc.stamp),
		container.New(wide{}, kit.Field("Header of each page", "", sc.header), kit.Field("Paper", "", kit.Boxed(sc.paper))),
		kit.Down(0, check("families", "Attachments with their message"), check("combined", "One PDF of all pages as well"), check("text", "Text files"), check("load", "Load files (DAT, OPT, CSV)"),
			check("refuse", "Stop if withheld words stand elsewhere")),
		kit.Field("Output folder", "It must not exist yet.", container.NewBorder(nil, nil, nil, browse, sc.out)),
		sc.plan))
	left := kit.Frame{Right: kit.VRule(), Middle: kit.Sized(360, 0, container.NewVScroll(form))}.Object()
	right := container.NewVScroll(kit.Padded(kit.Space4, kit.Down(kit.Space4, sc.job.Object, sc.outcome)))
	verify := kit.NewButton("verify", "Verify a folder", kit.Plainly, sc.pickVerify)
	sc.all = kit.Frame{Top: kit.NewHeader("Produce", "Numbered pages with the exemptions applied, read back and proven before they get their name.", verify).Object,
		Left: left, Middle: right}.Object()
	s.reg.Object("produce.plan", sc.plan)
	s.reg.Object("produce.run", sc.run)
	s.reg.Object("produce.looked", sc.looked)
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Production.Watch, sc.draw), kit.Bind(s.post, s.desk.Home.Watch, sc.fill))
	return sc
}

func (sc *produceScreen) object() fyne.CanvasObject { return sc.all }
func (sc *produceScreen) enter()                    { sc.s.canvas().Focus(sc.name) }

// fill offers a spec that fits the case, once.
func (sc *produceScreen) fill(h view.HomeState) {
	if sc.filled || h.Dir == "" {
		return
	}
	sc.filled = true
	spec := casework.SampleSpec(h.Request)
	if !strings.HasPrefix(h.Name, "Sample: ") {
		spec = production.Example()
		if h.Request.Number != "" {
			spec.Header = "Request " + h.Request.Number
		}
	}
	if n := len(h.Productions); n > 0 {
		spec.Name = fmt.Sprintf("Release %d", n+1)
	}
	sc.show(spec)
	sc.out.SetText(filepath.Join(filepath.Dir(h.Dir), "production"))
	if n := len(h.Productions); n > 0 {
		sc.out.SetText(filepath.Join(filepath.Dir(h.Dir), fmt.Sprintf("production-%d", n+1)))
	}
}

func (sc *produceScreen) show(spec production.Spec) {
	sc.name.SetText(spec.Name)
	sc.query.SetText(spec.Query)
	sc.prefix.SetText(spec.Bates.Prefix)
	if spec.Bates.Start > 0 {
		sc.first.SetText(fmt.Sprint(spec.Bates.Start))
	}
	sc.digits.SetText(fmt.Sprint(spec.Bates.Digits))
	sc.stamp.SetText(spec.Designation)
	sc.header.SetText(spec.Header)
	sc.paper.SetSelected(spec.Paper)
	for id, on := range map[string]bool{"families": spec.Families, "combined": spec.Combined, "text": spec.Text, "load": spec.LoadFiles, "refuse": spec.ReleasedElsewhere == "refuse"} {
		sc.options[id].SetChecked(on)
	}
}

// spec reads the form.
func (sc *produceScreen) spec() (production.Spec, error) {
	spec := production.Example()
	spec.Name, spec.Query, spec.Bates.Prefix = strings.TrimSpace(sc.name.Text), strings.TrimSpace(sc.query.Text), sc.prefix.Text
	spec.Designation, spec.Header, spec.Paper = sc.stamp.Text, sc.header.Text, sc.paper.Selected
	spec.Families, spec.Combined, spec.Text, spec.LoadFiles = sc.options["families"].Checked, sc.options["combined"].Checked, sc.options["text"].Checked, sc.options["load"].Checked
	spec.ReleasedElsewhere = "clear"
	if sc.options["refuse"].Checked {
		spec.ReleasedElsewhere = "refuse"
	}
	digits, err := strconv.Atoi(strings.TrimSpace(sc.digits.Text))
	if err != nil {
		return spec, fmt.Errorf("the number of digits is not a number")
	}
	spec.Bates.Digits, spec.Bates.Start = digits, 0
	if text := strings.TrimSpace(sc.first.Text); text != "" {
		if spec.Bates.Start, err = strconv.ParseInt(text, 10, 64); err != nil {
			return spec, fmt.Errorf("the first number is not a number")
		}
	}
	return spec, nil
}

func (sc *produceScreen) makePlan() {
	spec, err := sc.spec()
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
	switch {
	case st.Done != nil:
		sc.outcome.Objects = sc.finished(st)
	case st.Planned:
		sc.outcome.Objects = sc.planned(st)
	case st.Working == "" && len(st.Findings) > 0:
		sc.outcome.Objects = []fyne.CanvasObject{findings("What the checks found", st.Findings)}
	case st.Working == "":
		sc.outcome.Objects = []fyne.CanvasObject{kit.Sized(0, 420, kit.NewEmpty("produce", "Plan it first", "A plan counts records, pages and numbers and runs the checks. Nothing is written before you say so.", nil))}
	}
	sc.all.Refresh()
	sc.s.fail(st.Err, sc.s.desk.Production.Dismiss)
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
	figure := func(value, what string) fyne.CanvasObject {
		return kit.Down(1, kit.NewText(value, kit.TextTitle, theme.ColorNameForeground, true), kit.NewText(what, kit.TextCaption, kit.ColorMuted, false))
	}
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
		{Key: "Pages", Value: kit.Thousands(int64(n.Pages))}, {Key: "Redactions", Value: kit.Thousands(int64(n.Boxes)) + byCode(n.ByExemption)},
		{Key: "Files", Value: kit.Thousands(int64(len(c.Files)))}, {Key: "Root hash", Value: c.Root}}
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
