package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/app/view/viewtest"
)

// fits checks that no page asks for more than a small screen has.
func (r *rig) fits() {
	r.t.Helper()
	if m := r.s.root.MinSize(); m.Width > 1280 || m.Height > 760 {
		r.t.Errorf("%s needs %v", r.s.place, m)
	}
}

func TestExploreByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.goTo(placeExplore)
	done := func(what string, records func(int) bool) {
		t.Helper()
		r.until(what, func() bool { st := r.s.desk.Explore.State(); return !st.Working && records(st.Counts.Records) })
		r.rest()
	}
	done("everything is counted", func(n int) bool { return n > 60 })
	r.keep("explore")
	r.fits()
	all := r.s.desk.Explore.State().Counts.Records
	for range 3 { // past the heading, to a custodian
		r.key(fyne.KeyDown)
	}
	r.key(fyne.KeyReturn)
	done("the facet narrows", func(n int) bool { return n > 0 && n < all })
	r.s.canvas().Focus(r.s.explore.days)
	for _, n := range r.s.desk.Explore.State().Days.Lanes[0].Counts {
		if n > 0 {
			break
		}
		r.key(fyne.KeyRight)
	}
	r.keep("explore-narrowed")
	r.key(fyne.KeyReturn)
	r.until("the day narrows", func() bool { return r.s.desk.Explore.State().Back == 2 && !r.s.desk.Explore.State().Working })
	r.rest()
	r.typed('s')
	for _, c := range "one day" {
		r.typed(c)
	}
	r.key(fyne.KeyReturn)
	saved := func() int { return len(r.s.desk.Explore.State().Saved) }
	r.until("the search is saved", func() bool { return saved() == 1 && !r.s.desk.Explore.State().Working })
	r.rest()
	r.s.canvas().Focus(r.s.explore.saved)
	r.s.explore.saved.Select(0)
	r.key(fyne.KeyDelete)
	r.until("it is removed", func() bool { return saved() == 0 && !r.s.desk.Explore.State().Working })
	r.s.keys.Do("undo")
	r.until("it is back", func() bool { return saved() == 1 && !r.s.desk.Explore.State().Working })
	r.rest()
	r.typed('v')
	r.until("the records are shown", func() bool {
		return r.s.place == placeReview && r.s.desk.Results.State().Total == r.s.desk.Explore.State().Counts.Records
	})
	r.s.goTo(placeExplore)
	r.key(fyne.KeyBackspace)
	r.until("the day is taken back", func() bool { return r.s.desk.Explore.State().Back == 1 })
}

func TestGapsByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.desk.Import.Start([]string{viewtest.Chat(t)}, "Venn")
	r.until("the chat is imported", func() bool { return r.s.desk.Import.State().Report != nil })
	r.s.goTo(placeGaps)
	r.until("all is examined", func() bool { st := r.s.desk.Gaps.State(); return st.Loaded && st.Working == "" })
	r.rest()
	r.keep("gaps")
	r.fits()
	g := r.s.screens[placeGaps].(*gapsScreen)
	r.s.canvas().Focus(g.strip)
	for range 5 {
		r.key(fyne.KeyRight)
	}
	r.keep("gaps-step")
	r.key(fyne.KeyReturn)
	r.until("the conversation is shown", func() bool {
		return r.s.place == placeReview && r.s.desk.Reader.State().ID == g.state.About[0].Record && len(r.s.desk.Reader.State().Hits) == 1
	})
	r.rest()
	r.keep("gaps-opened")
	if r.s.review.reader.hit != 0 {
		t.Error("the event is not the hit in view")
	}
}

func TestOnePassageEverywhereByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	r.open("subject:timeline")
	reader, pages := r.s.desk.Reader, r.s.review.reader.pages
	text, ok := reader.Text(0, reader.State().Doc.Len())
	from := strings.Index(text, "Two things are still open")
	if !ok || from < 0 {
		t.Fatal("the sample's passage is not there")
	}
	pages.Select(from, from+60)
	r.s.canvas().Focus(pages)
	r.typed('6')
	r.until("the other places are found", func() bool { st := r.s.desk.Spread.State(); return !st.Working && st.Open > 2 })
	r.rest()
	r.keep("places-card")
	r.fits()
	open := r.s.desk.Spread.State().Open
	r.typed('g')
	r.rest()
	r.key(fyne.KeyDown)
	r.key(fyne.KeyReturn) // keeps the second as it is
	r.until("the veto is noted", func() bool { return r.s.desk.Spread.State().Open == open-1 })
	r.rest()
	r.keep("places")
	r.typed('g')
	r.until("all are marked", func() bool { st := r.s.desk.Spread.State(); return st.Mark == "" && st.Said != "" })
	r.rest()
	if n := len(r.s.canvas().Overlays().List()); n != 0 {
		t.Errorf("%d dialogs stay open", n)
	}
	count := func() int {
		n, err := r.s.desk.Case.Count(t.Context(), "exemption:b6")
		if err != nil {
			t.Fatal(err)
		}
		return n.Records
	}
	if n := count(); n < 3 {
		t.Errorf("%d records are marked", n)
	}
	r.s.keys.Do("undo")
	r.until("one undo takes all back", func() bool { return count() == 1 })
	r.rest()
}

func TestProposalsByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	r.s.goTo(placeQueue)
	r.until("the queue is read", func() bool { st := r.s.desk.Queue.State(); return st.Loaded && st.Working == "" })
	r.rest()
	r.keep("queue-empty")
	names := filepath.Join(t.TempDir(), "people.txt")
	if err := os.WriteFile(names, []byte("Ifeoma Oyelaran => (b)(6)\nTobias Venn => (b)(6), (b)(7)(C)\nMarguerite Halloran => release\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.typed('g')
	r.s.canvas().Focused().(*kit.Entry).SetText(names)
	r.keep("suggest")
	r.key(fyne.KeyReturn)
	rows := func() int { return len(r.s.desk.Queue.State().Rows) }
	r.until("something is proposed", func() bool { return rows() > 20 && r.s.desk.Queue.State().Working == "" })
	r.rest()
	r.s.canvas().Focus(r.s.queue.list)
	r.keep("queue")
	r.fits()
	all := rows()
	r.typed('j')
	r.until("the second is shown", func() bool { return r.s.desk.Queue.State().At == 1 })
	r.typed('a')
	r.until("it is accepted", func() bool { return rows() == all-1 })
	r.typed('x')
	r.until("the next is rejected", func() bool { return rows() == all-2 })
	r.rest()
	r.typed('A')
	r.until("all like it are accepted", func() bool { return rows() < all-3 })
	r.rest()
	r.keep("queue-after")
	r.s.keys.Do("undo")
	r.until("they wait again", func() bool { return rows() == all-2 })
	r.rest()
}

func TestChecksByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.goTo(placeChecks)
	settled := func(what string, ok func(view.ChecksState) bool) {
		t.Helper()
		r.until(what, func() bool { st := r.s.desk.Checks.State(); return st.Loaded && st.Working == "" && ok(st) })
		r.rest()
	}
	settled("all is checked", func(st view.ChecksState) bool { return len(st.Rows) > 0 })
	r.keep("checks")
	r.fits()
	n := len(r.s.desk.Checks.State().Rows)
	r.key(fyne.KeyDown)
	r.rest()
	r.typed('a')
	for _, c := range "known" {
		r.s.canvas().Focused().TypedRune(c)
	}
	r.key(fyne.KeyReturn)
	settled("it is accepted", func(st view.ChecksState) bool { return st.Accepted == 1 && len(st.Rows) == n-1 })
	r.s.keys.Do("undo")
	settled("it is back", func(st view.ChecksState) bool { return st.Accepted == 0 && len(st.Rows) == n })
	r.typed('o')
	r.until("the place is opened", func() bool {
		return r.s.place == placeReview && r.s.desk.Reader.State().ID == r.s.desk.Checks.State().Sides[0].Record
	})
	r.rest()
}

func TestPeopleByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.goTo(placePeople)
	settled := func(what string, ok func(view.PeopleState) bool) {
		t.Helper()
		r.until(what, func() bool { st := r.s.desk.People.State(); return st.Loaded && !st.Working && ok(st) })
		r.rest()
	}
	settled("everybody is read", func(st view.PeopleState) bool { return len(st.Rows) > 10 })
	r.keep("people")
	r.fits()
	all := r.s.desk.People.State().All
	r.typed('c')
	settled("the first is confirmed", func(st view.PeopleState) bool { return st.Rows[0].Decided })
	r.s.people.list.SelectAll()
	r.typed('m')
	settled("all are one", func(st view.PeopleState) bool { return st.All == 1 })
	r.s.keys.Do("undo")
	settled("they are apart again", func(st view.PeopleState) bool { return st.All == all })
	r.typed('v')
	r.until("the records are shown", func() bool { return r.s.place == placeReview && r.s.desk.Results.State().Total > 0 })
	r.rest()
}

func TestNearCopiesAreComparedByKey(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.desk.Import.Start([]string{viewtest.NearCopies(t)}, "Venn")
	r.until("the mails are imported", func() bool { return r.s.desk.Import.State().Report != nil })
	r.open("subject:crates")
	r.typed('d')
	r.until("the copies are compared", func() bool { st := r.s.desk.Difference.State(); return st.Version > 0 && st.Only == [2]int{1, 1} })
	r.rest()
	r.keep("difference")
	r.key(fyne.KeyEscape)
	if n := len(r.s.canvas().Overlays().List()); n != 0 || r.s.desk.Difference.State().Of != "" {
		t.Error("Esc does not end the comparison")
	}
	r.typed('i')
	r.until("the source is shown", func() bool { return strings.Contains(r.s.desk.Source.State().Text, "Message-ID: <crates0") })
	r.rest()
	r.keep("source")
	r.key(fyne.KeyEscape)
}

func TestQueriesAreCompleted(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.focusSearch()
	p := r.s.review.results
	write := func(text string) {
		for _, c := range text {
			p.query.TypedRune(c)
		}
		r.rest()
	}
	write("pilot custo")
	if !p.complete.all.Visible() || p.complete.found[0].Text != "custodian:" || p.complete.found[0].Note == "" {
		t.Fatalf("offered %+v", p.complete.found)
	}
	r.keep("completion")
	if !p.query.AcceptsTab() {
		t.Fatal("Tab leaves the field")
	}
	r.key(fyne.KeyTab)
	r.until("the custodians of the case are offered", func() bool {
		r.s.desk.Results.Complete("custodian:", 10)
		p.complete.propose()
		return len(p.complete.found) > 1
	})
	r.rest()
	r.keep("completion-values")
	write("ve")
	r.key(fyne.KeyDown)
	r.key(fyne.KeyReturn) // takes the line that was moved to, and does not search yet
	if p.query.Text != "pilot custodian:Venn " || r.s.desk.Results.State().Query != "" {
		t.Errorf("written %q, searched %q", p.query.Text, r.s.desk.Results.State().Query)
	}
	write("from:")
	r.key(fyne.KeyEscape)
	if p.complete.all.Visible() || r.s.canvas().Focused() != fyne.Focusable(p.query) {
		t.Error("Esc does not hide the offers and stay in the field")
	}
	if p.query.AcceptsTab() {
		t.Error("Tab is kept while nothing is offered")
	}
	r.key(fyne.KeyEscape)
	if r.s.canvas().Focused() != fyne.Focusable(p.list) {
		t.Error("Esc does not go to the list")
	}
	before := r.s.desk.Results.State().Search
	r.s.search("custodian:V") // not typed: nothing is offered
	r.until("it is searched", func() bool { return r.s.desk.Results.State().Search > before })
	r.rest()
	if p.complete.all.Visible() {
		t.Error("a query that nobody types is completed")
	}
}
