package ui

import (
	"testing"
)

func TestStartScreen(t *testing.T) {
	r := newRig(t, "light")
	r.rest()
	r.keep("start")
	r.s.newCase()
	r.keep("newcase")
}

func TestTour(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.keep("home")
	r.s.goTo(placeImport)
	r.keep("import")
	r.open("exemption:b6")
	r.keep("review")
	r.typed('p')
	r.rest()
	r.keep("produced")
	r.typed('p')
	r.s.goTo(placeProduce)
	r.keep("produce")
	r.s.goTo(placeAudit)
	r.keep("audit")
	r.s.goTo(placeHelp)
	r.keep("help")
}
