package ui

import (
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
	"vaughn/redact/review"
)

// batchesScreen is who reviews what: the batches at the left, at the right the
// chosen one above the reviewers, what higher levels overturned, or what a
// sample shows.
type batchesScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	list    *kit.List
	title   *kit.Text
	about   *kit.Text
	drawn   *kit.Text // how a sample was drawn
	take    *kit.Button
	give    *kit.Button
	more    *kit.Button
	tabs    []*kit.Button
	lists   []*kit.List // one a tab
	note    *kit.Text
	none    *fyne.Container
	detail  fyne.CanvasObject
	state   view.BatchesState
	version int
	tab     int
}

// The tabs below the chosen batch.
const (
	tabReviewers = iota
	tabOverturns
	tabEstimate
)

func newBatchesScreen(s *shell) *batchesScreen {
	b := &batchesScreen{s: s, title: heading(""), about: muted(""), drawn: muted(""), note: muted(""), none: container.NewStack(), version: -1}
	b.title.Whole = false
	b.head = kit.NewHeader("Batches", "", s.keyed("", "Report…", kit.Quiet, "batches.report"), s.keyed("filter", "Sample…", kit.Plainly, "batches.sample"), s.keyed("add", "Make…", kit.Primary, "batches.make"))
	b.list = kit.NewList([]kit.Column{{Title: "State", Width: 104, Dot: true, Tone: batchTone}, {Title: "Batch", Width: 120, Grow: true, Bold: true}, {Title: "Level", Width: 100, Muted: true},
		{Title: "Reviewer", Width: 96}, {Title: "Done", Width: 60, Right: true}, {Title: "Left", Width: 60, Right: true}}, rowsOf{})
	b.list.OnCursor, b.list.Lit = func(int) { b.choose() }, true
	b.list.OnOpen = func(int) { b.checkOut() }
	b.take, b.give, b.more = s.keyed("", "Check out", kit.Primary, "batches.checkout"), s.keyed("", "Return", kit.Plainly, "batches.return"), s.keyed("review", "Records", kit.Plainly, "batches.read")
	facts := container.NewStack()
	for _, cols := range tabColumns() {
		l := kit.NewList(cols, rowsOf{})
		b.lists = append(b.lists, l)
		facts.Add(l)
	}
	for i, name := range []string{"Reviewers", "Overturned", "Sample"} {
		b.tabs = append(b.tabs, kit.NewButton("", name, kit.Quiet, func() { b.show(i) }))
	}
	top := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space3, kit.Space4, kit.Space3),
		container.NewBorder(nil, nil, nil, kit.Across(kit.Space2, b.more, b.give, b.take), kit.Down(1, b.title, b.about, b.drawn)))
	tabs := kit.Toolbar([]fyne.CanvasObject{b.tabs[0], b.tabs[1], b.tabs[2]}, nil)
	foot := kit.Frame{Top: kit.HRule(), Middle: container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space4), b.note)}.Object()
	b.detail = kit.Frame{Top: kit.Frame{Middle: top, Bottom: kit.HRule()}.Object(), Middle: kit.Frame{Top: tabs, Middle: facts}.Object(), Bottom: foot}.Object()
	split := container.NewHSplit(b.list, b.detail)
	split.Offset = 0.44
	b.all = kit.Frame{Top: b.head.Object, Middle: container.NewStack(split, b.none)}.Object()
	for name, o := range map[string]fyne.CanvasObject{"list": b.list, "checkout": b.take, "return": b.give, "reviewers": b.tabs[0], "overturns": b.tabs[1], "estimate": b.tabs[2]} {
		s.reg.Object("batches."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Batches.Watch, b.draw))
	return b
}

func batchTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "Completed":
		return kit.ColorGood
	case "Out":
		return kit.ColorProposed
	}
	return kit.ColorMuted
}

func (b *batchesScreen) object() fyne.CanvasObject { return b.all }

func (b *batchesScreen) enter() {
	b.s.desk.Batches.Load()
	b.s.canvas().Focus(b.list)
}

func (b *batchesScreen) draw(st view.BatchesState) {
	b.state = st
	p := st.Progress
	about := fmt.Sprintf("%s in %s: %s done, %s left.", plural(p.Records, "record"), batchesSay(len(p.Batches)), kit.Thousands(int64(p.Done)), kit.Thousands(int64(p.Left)))
	for _, r := range st.Routes {
		about += fmt.Sprintf(" %s wait for %s.", plural(r.Waiting, "record"), "the "+strings.ToLower(levelTitle(r.Level)))
	}
	if st.Working != "" && !st.Loaded {
		about = st.Working + "…"
	}
	b.head.Set("Batches", about)
	b.none.Objects = nil
	if st.Loaded && len(p.Batches) == 0 {
		b.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("list", "No batches yet",
			"A batch is records that one reviewer reads together: families, conversations and copies stay in one. Make batches of what is not reviewed, give them out, and see what is left.",
			kit.NewButton("add", "Make batches…", kit.Primary, b.make)))}
	}
	if st.Version != b.version {
		b.version = st.Version
		at := max(b.list.Cursor(), 0)
		rows := make(rowsOf, 0, len(p.Batches))
		for _, x := range p.Batches {
			rows = append(rows, []string{topicTitle(x.State), x.Name, levelTitle(x.Level), x.Reviewer, kit.Thousands(int64(x.Done)), kit.Thousands(int64(x.Left()))})
		}
		b.list.SetSource(rows)
		b.list.Select(min(at, len(rows)-1))
		b.choose()
		b.show(b.tab)
	}
	if st.Said != "" && b.s.place == placeBatches {
		tone := kit.Good
		if st.Warned {
			tone = kit.Warn
		}
		b.s.status.Set(st.Said, tone)
	}
	if st.Stale && st.Loaded && st.Working == "" && b.s.place == placeBatches {
		b.s.desk.Batches.Load()
	}
	b.all.Refresh()
	b.s.fail(st.Err, b.s.desk.Batches.Dismiss)
}

func batchesSay(n int) string {
	if n == 1 {
		return "1 batch"
	}
	return kit.Thousands(int64(n)) + " batches"
}

// levelTitle is how a level of review is read.
func levelTitle(level string) string {
	if level == review.QC {
		return "QC"
	}
	return topicTitle(level)
}

// current is the batch chosen.
func (b *batchesScreen) current() (casework.BatchInfo, bool) {
	row := b.list.Cursor()
	if row < 0 || row >= len(b.state.Progress.Batches) {
		return casework.BatchInfo{}, false
	}
	return b.state.Progress.Batches[row], true
}

// choose shows the chosen batch.
func (b *batchesScreen) choose() {
	x, ok := b.current()
	if !ok {
		return
	}
	b.title.Set(x.Name)
	said := []string{levelTitle(x.Level), plural(x.Size, "record"), fmt.Sprintf("%s left", kit.Thousands(int64(x.Left())))}
	if x.Level != redact.FirstLevel {
		said = append(said, fmt.Sprintf("%s overturned", kit.Thousands(int64(x.Changed))))
	}
	switch {
	case x.State == review.Out:
		said = append(said, "with "+x.Reviewer+" since "+x.Since.In(b.s.desk.Case.Zone()).Format("2 Jan, 15:04"))
	case x.State == review.Completed:
		said = append(said, "completed by "+x.Reviewer)
	}
	b.about.Set(strings.Join(said, " · "))
	b.drawn.Set("Made of: " + x.Query)
	if x.Sample != nil {
		b.drawn.Set(fmt.Sprintf("Drawn at random from %s, seed %s: %s", plural(x.Sample.Population, "record"), opening(x.Sample.Seed, 12), x.Query))
	}
	mine := x.State == review.Out && x.Reviewer == b.s.desk.Case.Actor()
	b.s.keyText(b.take, map[bool]string{true: "Go on", false: "Check out"}[mine], "batches.checkout")
	b.take.Hide()
	b.give.Hide()
	if x.State != review.Completed {
		b.take.Show()
	}
	if x.State == review.Out {
		b.give.Show()
	}
	if b.tab == tabEstimate {
		b.show(tabEstimate)
	}
	b.detail.Refresh()
}

// checkOut takes the chosen batch and goes to its records. What somebody else
// has is taken only after a question.
func (b *batchesScreen) checkOut() {
	x, ok := b.current()
	if !ok || x.State == review.Completed {
		return
	}
	work := func() {
		b.s.desk.Batches.CheckOut(x.Name, true)
		b.s.review.results.query.SetText(`batch:"` + x.Name + `"`)
		b.s.goTo(placeReview)
	}
	if x.State == review.Out && x.Reviewer != b.s.desk.Case.Actor() {
		kit.Confirm(b.s.canvas(), "Take "+x.Name+" from "+x.Reviewer+"?", "What was decided in it stays. The journal records that you took it.", "Take it", true, work)
		return
	}
	work()
}

// back returns the chosen batch.
func (b *batchesScreen) back() {
	x, ok := b.current()
	if !ok || x.State != review.Out {
		return
	}
	if x.Reviewer != b.s.desk.Case.Actor() {
		kit.Confirm(b.s.canvas(), "Return "+x.Name+" for "+x.Reviewer+"?", "What was decided in it stays.", "Return it", true, func() { b.s.desk.Batches.Return(x.Name, true) })
		return
	}
	b.s.desk.Batches.Return(x.Name, false)
}

func (b *batchesScreen) read() {
	if x, ok := b.current(); ok {
		b.s.search(`batch:"` + x.Name + `"`)
	}
}

func (b *batchesScreen) reopen() {
	if x, ok := b.current(); ok && x.State == review.Completed {
		b.s.desk.Batches.Reopen(x.Name)
	}
}

func (b *batchesScreen) drop() {
	if x, ok := b.current(); ok {
		kit.Confirm(b.s.canvas(), "Remove "+x.Name+"?", "Its records come free for other batches. The journal keeps that it was there.", "Remove", true, func() { b.s.desk.Batches.Drop(x.Name) })
	}
}

// export asks where the report of the tab goes.
func (b *batchesScreen) export() {
	kind := []string{view.ReportProgress, view.ReportOverturns, view.ReportEstimate}[b.tab]
	b.s.saveAs("Save the report", filepath.Join(filepath.Dir(b.s.desk.Case.Dir()), "review-"+kind+".xlsx"), func(path string) { b.s.desk.Batches.Export(kind, path) })
}

// show fills the list below the chosen batch.
func (b *batchesScreen) show(tab int) {
	b.tab = tab
	for i, t := range b.tabs {
		t.SetLook(map[bool]kit.Look{true: kit.Plainly, false: kit.Quiet}[i == tab])
		if b.lists[i].Hide(); i == tab {
			b.lists[i].Show()
		}
	}
	rows := []func() rowsOf{b.reviewers, b.overturns, b.estimate}[tab]()
	b.lists[tab].SetSource(rows)
	b.detail.Refresh()
}

// tabColumns are the columns of the list of each tab.
func tabColumns() [][]kit.Column {
	return [][]kit.Column{
		{{Title: "Reviewer", Width: 110, Grow: true, Bold: true}, count("Out", 46), count("Completed", 84), count("Records", 70), count("Done", 60), count("Left", 60), count("Decided", 70), {Title: "Last", Width: 140, Muted: true}},
		{{Title: "Reviewer", Width: 120, Grow: true, Bold: true}, {Title: "Field", Width: 130}, count("Checked", 74), count("Overturned", 86), count("Rate", 68), {Title: "95 % confidence", Width: 130, Right: true, Muted: true}},
		{{Title: "Field", Width: 130, Grow: true, Bold: true}, {Title: "Change", Width: 150}, count("Wrong", 62), count("Share", 68), {Title: "Between", Width: 130, Right: true}, {Title: "Records of all", Width: 120, Right: true}},
	}
}

func count(title string, width float32) kit.Column {
	return kit.Column{Title: title, Width: width, Right: true}
}

func (b *batchesScreen) reviewers() rowsOf {
	var rows rowsOf
	n := func(i int) string { return kit.Thousands(int64(i)) }
	for _, r := range b.state.Progress.Reviewers {
		name, last := r.Reviewer, ""
		if name == "" {
			name = "Waiting"
		}
		if !r.Last.IsZero() {
			last = r.Last.In(b.s.desk.Case.Zone()).Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{name, n(r.Out), n(r.Completed), n(r.Records), n(r.Done), n(r.Left), n(r.Decided), last})
	}
	b.note.Set("Decided counts every record whose coding, or whose check, is by that reviewer, in a batch or not.")
	return rows
}

func (b *batchesScreen) overturns() rowsOf {
	var rows rowsOf
	o := b.state.Overturns
	for _, r := range o.Rates {
		name := r.Reviewer
		if name == "" {
			name = "All reviewers"
		}
		rows = append(rows, []string{name, topicTitle(r.Field), kit.Thousands(int64(r.Checked)), kit.Thousands(int64(r.Overturned)), share(r.Share), share(r.Low) + " – " + share(r.High)})
	}
	said := fmt.Sprintf("%s checked, %s overturned.", plural(o.Checked, "record"), kit.Thousands(int64(o.Checked-o.Agreed)))
	for _, w := range o.Ways[:min(3, len(o.Ways))] {
		said += fmt.Sprintf(" %s %s to %s: %s.", topicTitle(w.Field), orDash(w.From), orDash(w.To), kit.Thousands(int64(w.Records)))
	}
	if o.Checked == 0 {
		said = "Nothing was checked yet. Make batches for the second level, or draw a sample, and decide in them."
	}
	b.note.Set(said)
	return rows
}

func (b *batchesScreen) estimate() rowsOf {
	x, ok := b.current()
	e := b.state.Estimate
	switch {
	case !ok || x.Sample == nil:
		b.note.Set("Choose a batch that is a sample.")
		return nil
	case e == nil || e.Batch != x.Name:
		b.s.desk.Batches.Estimated(x.Name)
		b.note.Set("Estimating…")
		return nil
	}
	var rows rowsOf
	n := func(i int) string { return kit.Thousands(int64(i)) }
	for _, r := range e.Errors {
		rows = append(rows, []string{topicTitle(r.Field), "", n(r.Overturned), share(r.Share), share(r.Low) + " – " + share(r.High), n(r.Fewest) + " – " + n(r.Most)})
	}
	for _, w := range e.Ways {
		rows = append(rows, []string{topicTitle(w.Field), orDash(w.From) + " to " + orDash(w.To), n(w.Records), share(w.Share), share(w.Low) + " – " + share(w.High), n(w.Fewest) + " – " + n(w.Most)})
	}
	said := fmt.Sprintf("%s of %s checked, with %s confidence (Clopper and Pearson).", n(e.Checked), plural(e.Size, "record"), share(e.Confidence))
	if e.Checked < e.Size {
		said = "Not finished: " + said
	}
	if r := b.state.Redrawn; r != nil && r.Batch == e.Batch {
		said += map[bool]string{true: " Drawn again: the same records.", false: " DRAWN AGAIN: OTHER RECORDS."}[r.Same]
	}
	b.note.Set(said)
	return rows
}

// share prints a share in percent.
func share(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.1f", 100*v), "0"), ".") + " %"
}
