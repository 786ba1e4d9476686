package ui

import (
	"context"
	"fmt"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// Places of the rail.
const (
	placeHome    = "home"
	placeImport  = "import"
	placeReview  = "review"
	placeExplore = "explore"
	placeQueue   = "queue"
	placeChecks  = "checks"
	placePeople  = "people"
	placeGaps    = "gaps"
	placeBatches = "batches"
	placeProduce = "produce"
	placeAudit   = "audit"
	placeHelp    = "help"
)

// places are those of the rail, in the order of the work. The command key with
// a digit goes there: 1 for the first, 0 for the tenth; with B to the batches.
func places() []kit.Place {
	return []kit.Place{{ID: placeHome, Icon: "home", Label: "Case"}, {ID: placeImport, Icon: "import", Label: "Import"},
		{ID: placeReview, Icon: "review", Label: "Review"}, {ID: placeBatches, Icon: "list", Label: "Batches"}, {ID: placeExplore, Icon: "filter", Label: "Explore"},
		{ID: placeQueue, Icon: "tag", Label: "Proposals"},
		{ID: placeChecks, Icon: "verify", Label: "Checks"}, {ID: placePeople, Icon: "person", Label: "People"}, {ID: placeGaps, Icon: "calendar", Label: "Gaps"},
		{ID: placeProduce, Icon: "produce", Label: "Produce"}, {ID: placeAudit, Icon: "audit", Label: "Audit"}}
}

// screen is one place of the rail.
type screen interface {
	object() fyne.CanvasObject
	enter() // the screen came into view
}

// shell is the window: the start screen, or the rail and the screens of a case.
type shell struct {
	ctx     context.Context
	app     fyne.App
	win     fyne.Window
	post    kit.Post
	env     view.Env
	opt     casework.Options
	version string
	scale   string // FYNE_SCALE as the environment had it
	reg     *kit.Registry
	keys    *kit.Keymap
	start   *view.Start
	home    *startScreen
	rail    *kit.Rail
	status  *kit.StatusBar
	toast   *kit.Toaster
	root    *fyne.Container // start screen or case
	middle  *fyne.Container // screens of the case
	screens map[string]screen
	place   string
	desk    *view.Desk
	review  *reviewScreen
	produce *produceScreen
	explore *exploreScreen
	queue   *queueScreen
	checks  *checksScreen
	people  *peopleScreen
	batches *batchesScreen
	stops   []func()
	closing sync.WaitGroup         // cases that are being left
	waiting []string               // archives that were dropped before a case was open
	trouble *kit.Dialog            // the open error, so that errors never pile up
	drawn   map[*kit.Button]func() // show the key of a command on its button anew
}

type shellConfig struct {
	app     fyne.App
	post    kit.Post
	env     view.Env
	version string
	scale   string
	set     view.Settings
	opt     casework.Options
}

func newShell(ctx context.Context, c shellConfig) *shell {
	s := &shell{ctx: ctx, app: c.app, post: c.post, env: c.env, opt: c.opt, version: c.version, scale: c.scale, reg: kit.NewRegistry(), root: container.NewStack(), drawn: map[*kit.Button]func(){}}
	s.win = c.app.NewWindow("Vaughn")
	s.win.SetPadded(false)
	s.start = view.NewStart(ctx, c.env, c.opt, c.set, s.opened)
	s.start.Wait = s.closing.Wait
	s.status, s.toast = kit.NewStatusBar(), kit.NewToaster(c.post)
	s.home = newStartScreen(s)
	s.root.Objects = []fyne.CanvasObject{s.home.object()}
	s.keys = kit.NewKeymap(s.win.Canvas(), s.commands())
	s.keys.OnIdle = s.idle
	wrong := s.keys.Custom(c.set.Keys)
	s.keys.OnKeys = s.rekey
	s.rekey()
	if len(wrong) > 0 {
		s.status.Set(sentence(wrong[0].Error()), kit.Warn)
	}
	s.win.SetContent(s.root)
	s.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { s.dropped(uris) })
	s.win.SetCloseIntercept(s.quit)
	s.registerValues()
	return s
}

func (s *shell) canvas() fyne.Canvas { return s.win.Canvas() }

// opened shows a case in place of what was there.
func (s *shell) opened(d *view.Desk) {
	s.leave()
	s.desk = d
	s.rail = kit.NewRail(places(), []kit.Place{{ID: placeHelp, Icon: "help", Label: "Help"}})
	s.rail.OnSelect = s.goTo
	s.review, s.produce, s.explore = newReviewScreen(s), newProduceScreen(s), newExploreScreen(s)
	s.queue, s.checks, s.people, s.batches = newQueueScreen(s), newChecksScreen(s), newPeopleScreen(s), newBatchesScreen(s)
	s.screens = map[string]screen{placeHome: newHomeScreen(s), placeImport: newImportScreen(s), placeReview: s.review, placeExplore: s.explore, placeGaps: newGapsScreen(s), placeQueue: s.queue, placeChecks: s.checks, placePeople: s.people, placeBatches: s.batches,
		placeProduce: s.produce, placeAudit: newAuditScreen(s), placeHelp: newHelpScreen(s)}
	s.middle = container.NewStack()
	for _, sc := range s.screens {
		o := sc.object()
		o.Hide()
		s.middle.Add(o)
	}
	s.root.Objects = []fyne.CanvasObject{kit.Frame{Left: s.rail.Object, Bottom: s.status.Object, Middle: container.NewStack(s.middle, s.toast.Object)}.Object()}
	s.root.Refresh()
	for p := range s.screens {
		s.reg.Object("rail."+p, s.rail.Item(p))
	}
	s.status.SetRight("")
	d.Home.Refresh()
	d.Results.Search("")
	s.stops = append(s.stops, kit.Bind(s.post, d.Home.Watch, s.drawTitle))
	s.goTo(placeHome)
	s.offerDropped()
}

func (s *shell) drawTitle(h view.HomeState) {
	if h.Name == "" {
		return
	}
	s.win.SetTitle(h.Name + " · Vaughn")
	badge := ""
	if left := h.Records - h.Reviewed; left > 0 && h.Records > 0 {
		badge = short(left)
	}
	s.rail.SetBadge(placeReview, badge)
	if h.Records > 0 {
		s.status.SetRight(fmt.Sprintf("%s of %s records reviewed", kit.Thousands(int64(h.Reviewed)), kit.Thousands(int64(h.Records))))
	}
}

// short writes a count so that it fits a badge.
func short(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprint(n)
	case n < 10_000:
		return fmt.Sprintf("%.1fk", float64(n)/1000)
	case n < 1_000_000:
		return fmt.Sprintf("%dk", n/1000)
	}
	return fmt.Sprintf("%dM", n/1_000_000)
}

// goTo shows a place of the rail.
func (s *shell) goTo(place string) {
	if s.desk == nil || s.screens[place] == nil {
		return
	}
	if old := s.screens[s.place]; old != nil {
		old.object().Hide()
	}
	s.place = place
	s.rail.Select(place)
	s.canvas().Unfocus()
	s.status.Set(tilde(s.desk.Case.Dir()), kit.Neutral)
	s.screens[place].object().Show()
	s.screens[place].enter()
}

// leave closes the case, away from the window's thread.
func (s *shell) leave() {
	for _, stop := range s.stops {
		stop()
	}
	s.stops = nil
	if s.review != nil {
		s.review.close()
	}
	if d := s.desk; d != nil {
		s.closing.Add(1)
		s.env.Go(func() {
			defer s.closing.Done()
			if err := d.Close(); err != nil {
				s.post(func() { s.fail(&view.Trouble{Text: err.Error()}, nil) })
			}
		})
	}
	s.desk, s.review, s.produce, s.explore, s.queue, s.checks, s.people, s.batches = nil, nil, nil, nil, nil, nil, nil, nil
	s.screens, s.place = nil, ""
	clear(s.drawn)
}

// closeCase goes back to the start screen.
func (s *shell) closeCase() {
	s.leave()
	s.win.SetTitle("Vaughn")
	s.root.Objects = []fyne.CanvasObject{s.home.object()}
	s.root.Refresh()
}

// busy says which long work would be stopped by leaving, "" for none.
func (s *shell) busy() string {
	if s.desk == nil {
		return ""
	}
	switch {
	case s.desk.Import.State().Running:
		return "An import is running. What was read so far is kept, and the same import goes on from there later."
	case s.desk.Production.State().Working == "producing":
		return "A production is being written. If you leave now, nothing of it is kept and no number is given."
	}
	return ""
}

func (s *shell) quit() {
	if what := s.busy(); what != "" {
		kit.Confirm(s.canvas(), "Close Vaughn?", what, "Close", true, s.app.Quit)
		return
	}
	s.app.Quit()
}

// shut closes the case when the window is gone.
func (s *shell) shut() error {
	if s.desk == nil {
		return nil
	}
	return s.desk.Close()
}

// fail tells of a failure in plain words with what to do next. While one
// failure is shown no other is stacked upon it.
func (s *shell) fail(t *view.Trouble, dismissed func()) {
	if t == nil || s.trouble != nil {
		return
	}
	title, text := say(t)
	s.trouble = kit.ShowError(s.canvas(), title, text, t.Hint)
	s.trouble.OnClosed(func() {
		s.trouble = nil
		if dismissed != nil {
			dismissed()
		}
	})
	s.reg.Lookup("dialog.close", func() fyne.CanvasObject {
		if s.trouble == nil {
			return nil
		}
		return s.trouble.CancelButton
	})
}
