package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestStartScreen(t *testing.T) {
	r := newRig(t, "light")
	r.rest()
	r.keep("start")
	r.s.newCase()
	r.keep("newcase")
	r.key(fyne.KeyEscape)
	r.s.showSettings()
	r.keep("settings")
}

func TestTour(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.keep("home")
	r.s.goTo(placeImport)
	r.keep("import")
	r.open("timeline")
	r.keep("review")
	pages := r.s.review.reader.pages
	hit := r.s.desk.Reader.State().Hits[0]
	pages.Select(hit.Start, hit.End)
	r.s.canvas().Focus(pages)
	r.typed('r')
	r.keep("chooser")
	r.s.canvas().Focused().(*filterEntry).SetText("7")
	r.keep("chooser7")
	r.key(fyne.KeyEscape)
	r.typed('p')
	r.rest()
	r.keep("produced")
	r.typed('p')
	r.typed('?')
	r.keep("keys")
	r.key(fyne.KeyEscape)
	r.s.goTo(placeProduce)
	r.s.produce.options["refuse"].SetChecked(false)
	r.s.produce.makePlan()
	r.until("the plan is made", func() bool { return r.s.desk.Production.State().Planned })
	r.rest()
	r.keep("plan")
	r.s.desk.Production.Look(true)
	r.s.produce.produce()
	r.until("the production is proven", func() bool { return r.s.desk.Production.State().Verified })
	r.rest()
	r.keep("finished")
	r.s.goTo(placeAudit)
	r.s.desk.Audit.Check()
	r.rest()
	r.keep("audit")
	r.s.goTo(placeHelp)
	r.keep("help")
	r.s.goTo(placeHome)
	r.rest()
	r.keep("home2")
}
