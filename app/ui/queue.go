package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
)

// queueScreen is where proposals are decided on, one key each: the list at the
// left, the place on its page in the middle, what it rests on below.
type queueScreen struct {
	s       *shell
	all     fyne.CanvasObject
	head    *kit.Header
	list    *kit.List
	kept    *kit.List
	keptBox fyne.CanvasObject
	pages   *kit.PageView
	what    *kit.Text
	why     *kit.Text
	like    *kit.Button
	bar     fyne.CanvasObject
	job     *kit.ProgressPanel
	none    *fyne.Container
	state   view.QueueState
	doc     *view.Document
	shown   int
	version int
}

func newQueueScreen(s *shell) *queueScreen {
	q := &queueScreen{s: s, pages: kit.NewPageView(s.post), none: container.NewStack(), version: -1, what: kit.NewText("", kit.TextLarge, theme.ColorNameForeground, true), why: muted("")}
	q.what.Whole = false
	do := func(id string) func() { return func() { s.keys.Do(id) } }
	suggest := kit.NewButton("search", "Suggest…", kit.Primary, do("queue.suggest"))
	q.head = kit.NewHeader("Proposals", "", suggest)
	q.list = kit.NewList([]kit.Column{{Title: "Would hide", Width: 180, Grow: true, Bold: true}, {Title: "As", Width: 116}, {Title: "In", Width: 130, Muted: true}}, rowsOf{})
	q.list.Lit = true
	q.list.OnCursor = func(row int) {
		if row >= 0 {
			s.desk.Queue.Select(row)
		}
	}
	q.kept = kit.NewList([]kit.Column{{Title: "Kept as public", Width: 150, Bold: true}, {Title: "Because", Width: 200, Grow: true, Muted: true}}, rowsOf{})
	q.kept.OnCursor = func(row int) {
		if row >= 0 {
			s.desk.Queue.ShowKept(row)
		}
	}
	q.keptBox = kit.Frame{Top: kit.HRule(), Middle: kit.Sized(0, kit.ListHeight(6), q.kept)}.Object()
	q.pages.SetFit(kit.FitWidth)
	accept, reject := s.keyed("check", "Accept", kit.Primary, "queue.accept"), s.keyed("close", "Reject", kit.Plainly, "queue.reject")
	q.like = s.keyed("", "Accept all like this", kit.Plainly, "queue.like")
	skip := s.keyed("next", "Next", kit.Quiet, "queue.next")
	buttons := kit.Across(kit.Space2, accept, reject, q.like, skip)
	q.bar = kit.Frame{Top: kit.HRule(), Middle: container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space2, kit.Space4, kit.Space4),
		kit.Down(kit.Space, q.what, q.why, buttons))}.Object()
	q.job = kit.NewProgressPanel(s.desk.Queue.Cancel)
	left := kit.Frame{Middle: q.list, Bottom: q.keptBox}.Object()
	split := container.NewHSplit(left, kit.Frame{Middle: q.pages, Bottom: q.bar}.Object())
	split.Offset = 0.36
	q.all = kit.Frame{Top: q.head.Object, Middle: container.NewStack(split, q.none)}.Object()
	for name, o := range map[string]fyne.CanvasObject{"suggest": suggest, "list": q.list, "accept": accept, "reject": reject, "like": q.like, "kept": q.kept} {
		s.reg.Object("queue."+name, o)
	}
	s.stops = append(s.stops, kit.Bind(s.post, s.desk.Queue.Watch, q.draw), kit.Bind(s.post, s.desk.Reader.Watch, q.drawPage), q.pages.Close)
	return q
}

func (q *queueScreen) object() fyne.CanvasObject { return q.all }

func (q *queueScreen) enter() {
	if q.state.Working == "" {
		q.s.desk.Queue.Load()
	}
	q.s.canvas().Focus(q.list)
}

func (q *queueScreen) draw(st view.QueueState) {
	q.state = st
	q.head.Set("Proposals", fmt.Sprintf("%s to decide on. Nothing is hidden before you accept it.", plural(len(st.Rows), "proposal")))
	if st.Version != q.version {
		q.version = st.Version
		q.fill(st)
	}
	if st.Stale && st.Working == "" && q.s.place == placeQueue {
		q.s.desk.Queue.Load()
	}
	q.drawBar(st)
	q.none.Objects = nil
	switch {
	case st.Working != "" && (!st.Loaded || time.Since(st.Started) > 300*time.Millisecond || st.Tick.Done > 0):
		q.job.Set(kit.Progress{Title: st.Working, Detail: "Nothing is hidden before a person accepts it.", Done: st.Tick.Done, Total: st.Tick.Total, Unit: "records · " + orDash(st.Tick.Stage), Elapsed: time.Since(st.Started)})
		q.none.Objects = []fyne.CanvasObject{kit.On("background", container.NewCenter(kit.Sized(460, 0, q.job.Object)))}
	case st.Loaded && len(st.Rows) == 0 && len(st.Kept) == 0:
		q.none.Objects = []fyne.CanvasObject{kit.On("background", kit.NewEmpty("tag", "Nothing is proposed",
			"Proposals come from a list of people, from rules, and from mail imported after a passage was withheld. Suggest… looks for people and identifiers.",
			kit.NewButton("search", "Suggest…", kit.Primary, func() { q.s.keys.Do("queue.suggest") })))}
	}
	if st.Said != "" && q.s.place == placeQueue {
		q.s.status.Set(st.Said, kit.Good)
	}
	q.all.Refresh()
	q.s.fail(st.Err, q.s.desk.Queue.Dismiss)
}

func (q *queueScreen) fill(st view.QueueState) {
	rows := make(rowsOf, 0, len(st.Rows))
	for _, r := range st.Rows {
		rows = append(rows, []string{r.Text, r.Label, r.Title})
	}
	kept := make(rowsOf, 0, len(st.Kept))
	for _, k := range st.Kept {
		kept = append(kept, []string{oneLine(k.Text), k.Why})
	}
	on := q.list.OnCursor
	q.list.OnCursor = nil // the model says which row is current, not the list
	q.list.SetSource(rows)
	q.list.Select(st.At)
	q.list.OnCursor = on
	q.kept.SetSource(kept)
	q.keptBox.Show()
	if len(kept) == 0 {
		q.keptBox.Hide()
	}
	if st.At >= 0 && st.At < len(st.Rows) && q.s.place == placeQueue {
		if r := q.s.desk.Reader.State(); r.ID != st.Rows[st.At].Mark.Record || len(r.Hits) != 1 || r.Hits[0] != st.Rows[st.At].Mark.Span {
			q.s.desk.Queue.Select(st.At)
		}
	}
}

func (q *queueScreen) drawBar(st view.QueueState) {
	if st.At < 0 || st.At >= len(st.Rows) {
		q.bar.Hide()
		return
	}
	q.bar.Show()
	r := st.Rows[st.At]
	q.what.Set(fmt.Sprintf("%s   %s", r.Label, r.Text))
	q.why.Set(sentence(r.Why))
	n := st.Like(st.At)
	q.s.keyText(q.like, fmt.Sprintf("Accept all %s like this", kit.Thousands(int64(n))), "queue.like")
	if n < 2 {
		q.like.Hide()
	} else {
		q.like.Show()
	}
}

// drawPage shows the record of the reader, the place lit.
func (q *queueScreen) drawPage(st view.ReaderState) {
	if st.Doc == nil || q.s.place != placeQueue {
		return
	}
	doc := paper{st.Doc}
	if st.Doc != q.doc {
		q.doc = st.Doc
		q.pages.Open(doc, doc)
		q.shown = -1
	}
	q.pages.SetMarks(kit.LayerMarks, doc.redactionMarks(st.Marks, ""))
	q.pages.SetMarks(kit.LayerHits, doc.hitMarks(st.Hits, 0))
	if st.Shown != q.shown && len(st.Hits) > 0 {
		q.shown = st.Shown
		if rects := doc.Rects(st.Hits[0].Start, st.Hits[0].End); len(rects) > 0 {
			q.pages.Reveal(rects[0])
		}
	}
	q.s.fail(st.Err, q.s.desk.Reader.Dismiss)
}

func (q *queueScreen) step(by int) { q.list.Select(q.list.Cursor() + by) }

func (q *queueScreen) decide(to redact.State, all bool) { q.s.desk.Queue.Decide(to, all) }

// suggest asks what to look for.
func (q *queueScreen) suggest() {
	s := q.s
	names, person, codes, query := kit.NewEntry("people.txt"), kit.NewEntry("Jane Doe, or an address"), kit.NewEntry(""), kit.NewEntry("every record")
	codes.SetText("(b)(6)")
	kinds, ids := []string{"Of a person: SSN, birth, passport, bank, home", "All: telephone, mail, IP addresses, too", "None"}, []string{"personal", "all", "none"}
	patterns := kit.NewSelect(kinds, nil)
	patterns.SetSelectedIndex(0)
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Suggest what to withhold", OK: "Look for them", Width: 560, First: names,
		Body: kit.Down(kit.Space3,
			kit.Field("List of people", "A file, one person a line: Full Name; alias; mail; phone => (b)(6). Help, Suggest, has more.", names),
			kit.Field("Or a person of the case", "With all forms that the place People shows.", person),
			kit.Field("Identifiers", "", kit.Boxed(patterns)),
			container.New(equal{kit.Space2}, kit.Field("Exemptions", "Of what the list names none for.", codes), kit.Field("Only in", "A query, as in the search box.", query))),
		OnOK: func() error {
			s.desk.Queue.Suggest(view.SuggestWish{Names: expand(strings.TrimSpace(names.Text)), Person: strings.TrimSpace(person.Text),
				Patterns: ids[patterns.SelectedIndex()], Codes: codes.Text, Query: strings.TrimSpace(query.Text)})
			return nil
		}})
	for name, e := range map[string]*kit.Entry{"names": names, "person": person, "codes": codes, "query": query} {
		e.OnSubmitted = d.Submit
		s.reg.Object("suggest."+name, e)
	}
}
