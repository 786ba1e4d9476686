package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/store"
)

// homeScreen is the case at a glance: where the review stands, what to do next,
// what was read in and what has left.
type homeScreen struct {
	s       *shell
	all     *fyne.Container
	head    *kit.Header
	content *fyne.Container
	state   view.HomeState
	review  *kit.Button // hidden while there is nothing to review
}

func newHomeScreen(s *shell) *homeScreen {
	h := &homeScreen{s: s, content: container.NewStack(), review: kit.NewButton("review", "Review", kit.Primary, func() { s.goTo(placeReview) })}
	h.head = kit.NewHeader("", "", kit.NewButton("import", "Import", kit.Plainly, func() { s.goTo(placeImport) }), h.review)
	h.review.Hide()
	h.all = kit.Frame{Top: h.head.Object, Middle: h.content}.Object()
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Home.Watch, h.draw))
	return h
}

func (h *homeScreen) object() fyne.CanvasObject { return h.all }

func (h *homeScreen) enter() {
	h.draw(h.state)
	h.s.desk.Home.Refresh()
}

func (h *homeScreen) draw(st view.HomeState) {
	h.state = st
	if h.s.place != placeHome { // it is drawn when somebody comes to look
		return
	}
	h.head.Set(st.Name, about(st.Request))
	if st.Dir == "" { // not counted yet
		return
	}
	if st.Records == 0 {
		h.content.Objects = []fyne.CanvasObject{kit.NewEmpty("import", "Nothing is imported yet",
			"Bring in the archives of the first custodian: mailboxes, folders of mail, or both. You can also drop them on this window. The originals are only read.",
			kit.NewButton("import", "Import archives", kit.Primary, func() { h.s.goTo(placeImport) }))}
	} else {
		h.review.Show()
		body := kit.Down(kit.Space4, h.tiles(st), container.New(wide{}, h.next(st), h.request(st)), h.ledger(st), h.productions(st))
		h.content.Objects = []fyne.CanvasObject{container.NewVScroll(kit.Padded(kit.Space4, body))}
	}
	h.all.Refresh()
	h.s.fail(st.Err, nil)
}

func about(r store.Request) string {
	out := "FOIA request"
	if r.Kind == store.Litigation {
		out = "Litigation"
	}
	if r.Number != "" {
		out += " " + r.Number
	}
	if r.Requester != "" {
		out += " · " + r.Requester
	}
	return out
}

// tiles are the counts, each a door to the records behind it.
func (h *homeScreen) tiles(st view.HomeState) fyne.CanvasObject {
	tile := func(n int, what, query string, tone kit.Tone) fyne.CanvasObject {
		number := kit.NewText(kit.Thousands(int64(n)), 24, theme.ColorNameForeground, true)
		if tone != kit.Neutral && n > 0 {
			number.SetColor(tone.Ink())
		}
		link := kit.NewButton("", what, kit.Linked, func() { h.s.search(query) })
		return kit.Panel(kit.Down(2, number, container.NewHBox(container.New(layout.NewCustomPaddedLayout(0, 0, -kit.Space3, 0), link))))
	}
	return container.New(equal{kit.Space4},
		tile(st.Records, "Records", "", kit.Neutral),
		tile(st.Records-st.Reviewed, "Not reviewed", "is:unreviewed", kit.Warn),
		tile(st.Responsive, "Responsive", "coded:responsive=yes", kit.Neutral),
		tile(st.Marks, "With redactions", "has:mark", kit.Neutral),
		tile(st.Problems, "With problems", "has:problem", kit.Bad))
}

// next is what a person would do now.
func (h *homeScreen) next(st view.HomeState) fyne.CanvasObject {
	step := func(done bool, title, text string, button *kit.Button) fyne.CanvasObject {
		drawing, tone := "right", kit.ColorAccent
		if done {
			drawing, tone = "check", kit.ColorGood
		}
		words := kit.Down(1, kit.NewText(title, kit.TextBody, theme.ColorNameForeground, true), muted(text))
		row := container.NewBorder(nil, nil, kit.Padded(kit.Space2, kit.Picture(drawing, tone, 18)), nil, words)
		if button == nil {
			return row
		}
		return container.NewBorder(nil, nil, nil, container.NewCenter(button), row)
	}
	left := st.Records - st.Reviewed
	review := step(left == 0, "Review", fmt.Sprintf("%s of %s records are coded.", kit.Thousands(int64(st.Reviewed)), kit.Thousands(int64(st.Records))), nil)
	if left > 0 {
		review = step(false, "Review", fmt.Sprintf("%s of %s records wait for a decision.", kit.Thousands(int64(left)), kit.Thousands(int64(st.Records))),
			kit.NewButton("", "Go on", kit.Plainly, func() { h.s.goTo(placeReview); h.s.desk.NextUnreviewed() }))
	}
	produce := step(len(st.Productions) > 0, "Produce", productionsSay(st), kit.NewButton("", "Plan", kit.Plainly, func() { h.s.goTo(placeProduce) }))
	imported := step(true, "Import", sourcesSay(st), kit.NewButton("", "Add", kit.Plainly, func() { h.s.goTo(placeImport) }))
	return section("Next steps", kit.Down(kit.Space3, imported, review, produce))
}

func productionsSay(st view.HomeState) string {
	switch len(st.Productions) {
	case 0:
		return "Nothing has left yet."
	case 1:
		return fmt.Sprintf("%s: %s.", st.Productions[0].Name, plural(st.Productions[0].Pages, "page"))
	}
	return fmt.Sprintf("%d productions are finished.", len(st.Productions))
}

func sourcesSay(st view.HomeState) string {
	var failed int64
	for _, x := range st.Sources {
		failed += x.Failed
	}
	if failed > 0 {
		return fmt.Sprintf("%s; %s items could not be read.", plural(len(st.Sources), "source"), kit.Thousands(failed))
	}
	return fmt.Sprintf("%s, every item accounted for.", plural(len(st.Sources), "source"))
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return kit.Thousands(int64(n)) + " " + what + "s"
}

func (h *homeScreen) request(st view.HomeState) fyne.CanvasObject {
	r := st.Request
	pairs := []kit.Pair{{Key: "Number", Value: orDash(r.Number)}, {Key: "Requester", Value: orDash(r.Requester)}, {Key: "Received", Value: orDash(r.Received)},
		{Key: "Cut-off", Value: orDash(r.Cutoff)}, {Key: "Scope", Value: orDash(r.Scope)}, {Key: "Folder", Value: tilde(st.Dir)}}
	return section("Request", kit.KeyValues(pairs))
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// ledger shows each source with its sums, so that nothing can go missing unseen.
func (h *homeScreen) ledger(st view.HomeState) fyne.CanvasObject {
	return section("Sources", ledgerTable(st.Sources))
}

func (h *homeScreen) productions(st view.HomeState) fyne.CanvasObject {
	if len(st.Productions) == 0 {
		return section("Productions", muted("None yet. A finished production is listed here with its numbers."))
	}
	rows := [][]string{}
	for _, p := range st.Productions {
		rows = append(rows, []string{p.Name, p.First + " – " + p.Last, kit.Thousands(int64(p.Documents)), kit.Thousands(int64(p.Pages)), p.Root[:min(16, len(p.Root))]})
	}
	return section("Productions", table([]kit.Column{{Title: "Name", Width: 240, Bold: true}, {Title: "Numbers", Grow: true, Width: 240}, {Title: "Records", Width: 90, Right: true},
		{Title: "Pages", Width: 90, Right: true}, {Title: "Root hash", Width: 170, Muted: true}}, rows))
}
