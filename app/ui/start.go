package ui

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// startScreen is what the window shows without a case.
type startScreen struct {
	s      *shell
	all    fyne.CanvasObject
	recent *fyne.Container
	job    *kit.ProgressPanel
	shown  fyne.CanvasObject // the progress, beside the buttons
}

func newStartScreen(s *shell) *startScreen {
	sc := &startScreen{s: s, recent: kit.Down(kit.Space)}
	sc.job = kit.NewProgressPanel(s.start.Cancel)
	sc.shown = sc.job.Object
	sc.shown.Hide()
	intro := kit.Paragraph("Import message archives, search and read them, withhold what the law exempts, and produce numbered pages that prove themselves.")
	create := kit.NewButton("add", "New case", kit.Primary, s.newCase)
	open := kit.NewButton("folder", "Open case folder", kit.Plainly, s.openCase)
	sample := kit.NewButton("case", "Open the sample case", kit.Plainly, s.openSample)
	left := kit.Down(kit.Space3,
		container.NewHBox(kit.Picture("redact", kit.ColorAccent, 34), kit.NewText("Vaughn", 28, theme.ColorNameForeground, true)),
		kit.Sized(340, 0, intro), kit.Sized(0, kit.Space, layout.NewSpacer()),
		create, open, sample, kit.Sized(0, kit.Space2, layout.NewSpacer()), sc.shown)
	right := kit.Down(kit.Space2, kit.NewText("RECENT CASES", kit.TextCaption, kit.ColorMuted, true), sc.recent)
	two := kit.Across(56, kit.Sized(340, 0, top(left)), kit.Sized(400, 0, top(right)))
	foot := kit.NewText("Nothing leaves this computer: the program needs no network.", kit.TextCaption, kit.ColorMuted, false)
	sc.all = kit.On(theme.ColorNameBackground, kit.Frame{Middle: container.NewCenter(two), Bottom: kit.Padded(kit.Space4, container.NewCenter(foot))}.Object())
	s.reg.Object("start.new", create)
	s.reg.Object("start.open", open)
	s.reg.Object("start.sample", sample)
	kit.Bind(s.post, s.start.Watch, sc.draw)
	return sc
}

// top keeps an object at the top of its place.
func top(o fyne.CanvasObject) fyne.CanvasObject { return kit.Down(0, o, layout.NewSpacer()) }

func (sc *startScreen) object() fyne.CanvasObject { return sc.all }

func (sc *startScreen) draw(st view.StartState) {
	sc.recent.Objects = nil
	for _, r := range st.Recent {
		sc.recent.Add(sc.row(r))
	}
	if len(st.Recent) == 0 {
		p := kit.Paragraph("Cases you open appear here. A case is one folder that holds everything about one request.")
		p.Importance = widget.LowImportance
		sc.recent.Add(p)
	}
	if st.Working == "" {
		sc.shown.Hide()
	} else {
		stage := st.Tick.Stage
		if stage == "" {
			stage = "One moment"
		}
		sc.job.Set(kit.Progress{Title: st.Working, Detail: st.Tick.Item, Done: st.Tick.Done, Total: st.Tick.Total, Unit: stage, Elapsed: time.Since(st.Started)})
		sc.shown.Show()
	}
	sc.all.Refresh()
	sc.s.fail(st.Err, sc.s.start.Dismiss)
}

func (sc *startScreen) row(r view.RecentCase) fyne.CanvasObject {
	open := kit.NewButton("case", r.Name, kit.Quiet, func() { sc.s.start.Open(r.Dir) })
	where := kit.NewText(tilde(r.Dir), kit.TextCaption, kit.ColorMuted, false)
	where.Whole = false
	forget := kit.NewButton("close", "", kit.Quiet, func() { sc.s.start.Forget(r.Dir) })
	line := container.NewBorder(nil, nil, nil, forget, container.NewHBox(open))
	return kit.Down(0, line, container.New(layout.NewCustomPaddedLayout(0, kit.Space, 38, 0), where))
}

// tilde shortens a path below the home folder.
func tilde(path string) string {
	home, err := os.UserHomeDir()
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok && err == nil {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}

// openCase asks for a folder.
func (s *shell) openCase() {
	d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
		if err == nil && u != nil {
			s.start.Open(u.Path())
		}
	}, s.win)
	d.SetTitleText("Open a case folder")
	d.SetConfirmText("Open")
	d.Resize(fyne.NewSize(820, 560))
	d.Show()
}

// openSample makes or opens the sample in the user's documents.
func (s *shell) openSample() {
	s.start.Sample(filepath.Join(documents(), "Vaughn sample"))
}

// documents is where cases are offered to live.
func documents() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return os.TempDir()
	}
	if d := filepath.Join(home, "Documents"); isFolder(d) {
		return d
	}
	return home
}

func isFile(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode().IsRegular()
}

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// askClose goes back to the start screen, asking when work would be stopped.
func (s *shell) askClose() {
	if what := s.busy(); what != "" {
		kit.Confirm(s.canvas(), "Close the case?", what, "Close", true, s.closeCase)
		return
	}
	s.closeCase()
}
