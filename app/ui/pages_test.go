package ui

import (
	"testing"

	"fyne.io/fyne/v2"

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
