package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/archive"
	"vaughn/index/store"
)

// importScreen takes archives in.
type importScreen struct {
	s         *shell
	all       fyne.CanvasObject
	path      *kit.Entry
	custodian *kit.Entry
	start     *kit.Button
	paths     []string // chosen or dropped beside the entry
	list      *fyne.Container
	job       *kit.ProgressPanel
	outcome   *fyne.Container
}

func newImportScreen(s *shell) *importScreen {
	sc := &importScreen{s: s, path: kit.NewEntry("A mailbox file, or a folder of messages"), custodian: kit.NewEntry("Whose files these are"),
		list: kit.Down(2), outcome: kit.Down(kit.Space4)}
	sc.start = kit.NewButton("import", "Import", kit.Primary, sc.run)
	file := kit.NewButton("page", "File…", kit.Plainly, sc.pickFile)
	folder := kit.NewButton("folder", "Folder…", kit.Plainly, sc.pickFolder)
	sc.job = kit.NewProgressPanel(s.desk.Import.Cancel)
	sc.job.Object.Hide()
	sc.path.OnSubmitted = func(string) { s.canvas().Focus(sc.custodian) }
	sc.custodian.OnSubmitted = func(string) { sc.run() }
	form := kit.Panel(kit.Down(kit.Space3,
		kit.Field("Archive", "Mail (eml), mailboxes (mbox) and folders of them, also compressed (gz). Drop several on this window at once.",
			container.NewBorder(nil, nil, nil, kit.Across(kit.Space, file, folder), sc.path)),
		sc.list,
		kit.Field("Custodian", "The person or office the files were collected from. It is kept with every record.", sc.custodian),
		container.NewHBox(sc.start, layout.NewSpacer())))
	sc.outcome.Objects = []fyne.CanvasObject{readable()}
	body := kit.Down(kit.Space4, form, sc.job.Object, sc.outcome)
	sc.all = kit.Frame{Top: kit.NewHeader("Import", "Archives are read, never changed. Importing the same archive again adds nothing twice.").Object,
		Middle: container.NewVScroll(container.New(&column{width: 1080}, body))}.Object()
	s.reg.Object("import.path", sc.path)
	s.reg.Object("import.custodian", sc.custodian)
	s.reg.Object("import.start", sc.start)
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Import.Watch, sc.draw))
	return sc
}

// readable lists what can be imported.
func readable() fyne.CanvasObject {
	rows := [][]string{}
	for _, f := range archive.Formats() {
		i := f.Info()
		rows = append(rows, []string{i.Title, strings.Join(i.Extensions, "  "), i.Loses})
	}
	return section("What can be read", table([]kit.Column{{Title: "Format", Width: 260, Bold: true}, {Title: "Files", Width: 200}, {Title: "What such files cannot hold", Width: 300, Grow: true, Muted: true}}, rows))
}

func (sc *importScreen) object() fyne.CanvasObject { return sc.all }

func (sc *importScreen) enter() { sc.s.canvas().Focus(sc.path) }

// offer adds archives that were dropped or picked.
func (sc *importScreen) offer(paths []string) {
	for _, p := range paths {
		if !slices.Contains(sc.paths, p) {
			sc.paths = append(sc.paths, p)
		}
	}
	sc.drawPaths()
	sc.s.canvas().Focus(sc.custodian)
}

func (sc *importScreen) drawPaths() {
	sc.list.Objects = nil
	for _, p := range sc.paths {
		drawing := "mail"
		if isFolder(p) {
			drawing = "folder"
		}
		drop := kit.NewButton("close", "", kit.Quiet, func() {
			sc.paths = slices.DeleteFunc(sc.paths, func(q string) bool { return q == p })
			sc.drawPaths()
		})
		name := kit.NewValue(p)
		sc.list.Add(container.NewBorder(nil, nil, kit.Picture(drawing, kit.ColorMuted, 18), drop, name))
	}
	sc.list.Refresh()
}

func (sc *importScreen) run() {
	paths := slices.Clone(sc.paths)
	if p := strings.TrimSpace(sc.path.Text); p != "" {
		paths = append(paths, expand(p))
	}
	if len(paths) == 0 {
		sc.s.canvas().Focus(sc.path)
		return
	}
	sc.paths = nil
	custodian := strings.TrimSpace(sc.custodian.Text)
	sc.path.SetText("")
	sc.custodian.SetText("") // the next archive may be somebody else's
	sc.drawPaths()
	sc.s.desk.Import.Start(paths, custodian)
}

// expand reads a leading ~ as the home folder, as shells do.
func expand(p string) string {
	if rest, ok := strings.CutPrefix(p, "~"+string(filepath.Separator)); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return p
}

func (sc *importScreen) pickFile() {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err == nil && f != nil {
			f.Close()
			sc.offer([]string{f.URI().Path()})
		}
	}, sc.s.win)
	d.SetTitleText("Choose an archive")
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

func (sc *importScreen) pickFolder() {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			sc.offer([]string{u.Path()})
		}
	}, sc.s.win)
	d.SetTitleText("Choose a folder of messages")
	d.SetConfirmText("Choose")
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

func (sc *importScreen) draw(st view.ImportState) {
	if st.Started.IsZero() {
		return
	}
	sc.start.Enable()
	if st.Running {
		sc.start.Disable()
	}
	p := kit.Progress{Title: "Importing", Detail: filepath.Base(st.Tick.Item), Done: st.Tick.Done, Total: st.Tick.Total, Unit: st.Tick.Stage, Elapsed: time.Since(st.Started), Ended: !st.Running}
	switch {
	case st.Running && st.Tick.Problems > 0:
		p.Title = fmt.Sprintf("Importing · %s so far", plural(int(st.Tick.Problems), "problem"))
	case st.Cancelled:
		p.Title, p.Detail, p.Tone = "Import stopped", "What was read is kept. Import the same archive again to go on from there.", kit.Warn
	case !st.Running && st.Err != nil:
		p.Title, p.Detail, p.Tone = "Import failed", sentence(st.Err.Text), kit.Bad
	case !st.Running:
		p.Title, p.Detail, p.Tone = "Import finished", "", kit.Good
	}
	sc.job.Set(p)
	sc.job.Object.Show()
	if !st.Running && st.Report != nil {
		sc.outcome.Objects = sc.report(st)
		sc.job.Object.Hide()
	} else {
		sc.outcome.Objects = nil
	}
	sc.all.Refresh()
	sc.s.fail(st.Err, sc.s.desk.Import.Dismiss)
}

// report is the ledger of an import and what needs a look, summarised by kind.
func (sc *importScreen) report(st view.ImportState) []fyne.CanvasObject {
	rep := st.Report
	title, drawing, tone := "Import finished", "check", kit.ColorGood
	switch {
	case st.Err != nil:
		title, drawing, tone = "Import failed", "error", kit.ColorBad
	case st.Cancelled:
		title, drawing, tone = "Import stopped: what was read is kept", "warning", kit.ColorProposed
	}
	said := fmt.Sprintf("%s new, %s noted, %s known before, %s to look at.", plural(int(rep.Records), "record"),
		plural(int(rep.Occurrences), "place"), kit.Thousands(rep.Known), plural(int(rep.Problems), "note"))
	var rows []view.SourceRow
	for _, x := range rep.Sources {
		rows = append(rows, sourceRow(x))
	}
	head := container.NewBorder(nil, nil, container.NewHBox(kit.Picture(drawing, tone, 22), kit.NewText(title, kit.TextLarge, theme.ColorNameForeground, true)),
		kit.NewButton("review", "Review", kit.Primary, func() { sc.s.goTo(placeReview) }))
	out := []fyne.CanvasObject{kit.Panel(kit.Down(kit.Space3, head, muted(said), ledgerTable(rows)))}
	if ps := problems(rep.Sources); len(ps) > 0 {
		out = append(out, section("To look at", table([]kit.Column{{Title: "What", Width: 260, Bold: true}, {Title: "How often", Width: 100, Right: true}, {Title: "First at", Grow: true, Width: 300, Muted: true}}, ps)))
	}
	return out
}

// problems counts what needs a look by kind: ten thousand of one kind are one
// line.
func problems(sources []store.Source) [][]string {
	type kind struct {
		n     int
		first string
	}
	kinds := map[string]*kind{}
	var order []string
	for _, x := range sources {
		for _, p := range x.Problems {
			k := kinds[p.Code]
			if k == nil {
				k = &kind{first: x.Name + " " + p.At}
				kinds[p.Code] = k
				order = append(order, p.Code)
			}
			k.n++
		}
	}
	var out [][]string
	for _, code := range order {
		out = append(out, []string{words(code), kit.Thousands(int64(kinds[code].n)), kinds[code].first})
	}
	return out
}

// words writes a code as words.
func words(code string) string {
	return sentence(strings.NewReplacer("-", " ", "_", " ").Replace(code))
}
