package ui

import (
	"reflect"
	"testing"

	"vaughn/app/view"
	"vaughn/export/production"
)

// What the form shows of a spec it reads as the same spec, for every purpose
// and for one that says all that can be said.
func TestProductionFormKeepsTheSpec(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	f := r.s.produce.form
	f.earlier([]view.ProductionRow{{Name: "First"}})
	two := 2
	full := production.Example()
	full.ChatContext, full.Conversations, full.InclusiveOnly, full.Policy, full.Duplicates, full.Order = production.Context{Events: &two}, true, true, "order", "once", "custodian"
	full.Set, full.Layer, full.Replaces, full.Bates.Suffix, full.Bates.Start, full.Paper = "Court", "counsel", "First", "R", 12, "a4"
	full.LFP, full.EDRM, full.Producer, full.Natives, full.Images = true, true, "Office", "kind:attachment", production.Images{Format: "jpeg", DPI: 200}
	full.Volumes, full.Stamps.TopCentre, full.Fields, full.TellingBoxes = production.Volumes{MaxPages: 100, MaxMB: 9}, "{status}", production.Fields{Preset: "sec"}, "reflow-all"
	specs := []production.Spec{full}
	for _, p := range production.Purposes() {
		s, _ := production.For(p.ID)
		if s.Package.Kind != "" {
			s.Package.Agency, s.Package.Due = "State", "2026-03-31"
		}
		specs = append(specs, s)
	}
	for _, want := range specs {
		if err := want.Check(); err != nil {
			t.Fatal(err)
		}
		f.fill(want)
		if got, err := f.spec(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
	}
	f.fill(full)
	f.purpose.SetSelected("SEC Enforcement")
	if got, err := f.spec(); err != nil || got.Fields.Preset != "sec" || got.Name != full.Name || got.Query != full.Query || got.Withheld != "slip-sheet" || got.InclusiveOnly {
		t.Errorf("usual settings of the SEC: %v %+v", err, got)
	}
}

// Counts follow the settings while they change; settings that make no
// production say why; a plan of other settings does not stay.
func TestProductionIsCountedWhileItIsChosen(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.goTo(placeProduce)
	state := func() view.OutlineState { return r.s.desk.Production.State().Outline }
	counted := func() bool { o := state(); return !o.Counting && o.Documents > 0 && o.Counted == o.Documents }
	r.until("it is counted", counted)
	all := state()
	if all.Pages < all.Documents || all.First != "FHSA-000001" || all.InFull+all.InPart+all.Withheld+all.Sheets != all.Documents {
		t.Errorf("%+v", all)
	}
	for i, name := range produceSteps {
		r.s.produce.form.turn(i)
		r.rest()
		r.keep("produce-" + name)
	}
	r.s.produce.form.turn(0)
	r.s.produce.form.query.SetText("kind:email")
	r.until("others are counted", func() bool { return counted() && state().Documents != all.Documents })
	r.s.produce.makePlan()
	r.until("the plan is made", func() bool { return r.s.desk.Production.State().Planned })
	if st := r.s.desk.Production.State(); st.Pages != st.Outline.Pages || st.Last != st.Outline.Last {
		t.Errorf("the plan has %d pages to %s, the count %+v", st.Pages, st.Last, st.Outline)
	}
	r.s.produce.form.query.SetText("from:(")
	r.until("it says why not", func() bool { return state().Why != "" })
	if r.s.desk.Production.State().Planned {
		t.Error("the plan of another query stands")
	}
	r.rest()
	r.keep("produce-why")
}
