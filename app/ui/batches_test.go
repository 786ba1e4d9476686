package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vaughn/app/view"
	"vaughn/redact/review"
)

// TestCodingByKeys codes fields with a few letters, is held at a record that
// lacks a required one, and writes a note.
func TestCodingByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	r.open("kind:email")
	reader := r.s.desk.Reader
	coded := func(field, value string) {
		t.Helper()
		r.until(field+" is "+value, func() bool { return reader.State().Coding[field] == value })
		r.rest()
	}
	r.s.canvas().Focus(r.s.review.results.list)
	first := reader.State().ID
	r.typed('v')
	r.rest()
	for _, k := range "privileged yes" {
		r.typed(k)
	}
	r.rest()
	r.keep("coding-field")
	r.key(fyne.KeyReturn)
	coded("privileged", "yes")
	r.s.canvas().Focus(r.s.review.results.list)
	r.typed('y') // the type of the privilege is missing: the record stays
	coded("responsive", "yes")
	r.until("it says why", func() bool { st := reader.State(); return st.Held && strings.Contains(st.Said, "Privilege type") })
	if reader.State().ID != first {
		t.Error("the record was left")
	}
	r.keep("coding-needed")
	r.s.review.side.fields.choose(r.s.review.side.fields.fields[1])
	r.typed('a')
	r.rest()
	r.keep("coding-value")
	r.key(fyne.KeyReturn)
	coded("privilege", "attorney-client")
	r.s.canvas().Focus(r.s.review.results.list)
	r.typed('m')
	for _, k := range "Ask counsel about the second page" {
		r.typed(k)
	}
	r.keep("coding-note")
	r.key(fyne.KeyReturn)
	r.until("the note is kept", func() bool { return len(reader.State().Notes) == 1 })
	r.s.review.put(picked("issue", "budget", true))
	coded("issue", "budget")
	r.keep("coding")
	r.fits()
	r.s.keys.Do("fields")
	r.rest()
	r.keep("fields")
	r.key(fyne.KeyReturn)
	r.rest()
	for _, k := range "reason" {
		r.typed(k)
	}
	r.key(fyne.KeyReturn) // neither values nor open: refused, and it says so
	r.rest()
	r.keep("fields-refused")
	if len(r.s.canvas().Overlays().List()) != 1 {
		t.Fatal("a field without values was taken")
	}
	for range 3 { // past the label and the kind, to the values
		r.s.canvas().FocusNext()
	}
	for _, k := range "press; rumour" {
		r.typed(k)
	}
	r.key(fyne.KeyReturn)
	r.until("the panel shows it", func() bool {
		return slices.ContainsFunc(reader.State().Fields, func(f view.CodedField) bool { return f.Name == "reason" })
	})
	r.s.canvas().Focus(r.s.review.results.list)
	r.typed('y')
	r.until("the next record is shown", func() bool { return reader.State().ID != first })
	r.rest()
}

// TestBatchesByKeys makes batches, works through one, sends records to the second
// level and checks them there.
func TestBatchesByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	desk := r.s.desk
	settled := func(what string, ok func() bool) {
		t.Helper()
		r.until(what, func() bool { st := desk.Batches.State(); return st.Working == "" && st.Loaded && ok() })
		r.rest()
	}
	r.s.goTo(placeBatches)
	settled("the batches are read", func() bool { return true })
	r.keep("batches-empty")
	r.typed('m')
	r.rest()
	for _, k := range "subject:timeline" {
		r.typed(k)
	}
	r.keep("batches-make")
	r.key(fyne.KeyReturn)
	settled("one batch is made", func() bool { return len(desk.Batches.State().Progress.Batches) == 1 })
	r.s.canvas().Focus(r.s.batches.list)
	size := desk.Batches.State().Progress.Records
	r.typed('o')
	r.until("its records are shown", func() bool {
		return r.s.place == placeReview && desk.Results.State().Total == size && desk.Batches.Work("").Size == size
	})
	r.rest()
	r.s.canvas().Focus(r.s.review.results.list)
	r.s.review.results.list.Select(0)
	r.until("the first is in the reader", func() bool { return desk.Reader.State().Batch.In })
	for i := range size {
		before := desk.Reader.State().ID
		r.typed([]rune("yn")[i%2])
		r.until("it is decided", func() bool {
			return desk.Batches.Work(before).Done == i+1 && (i == size-1 || desk.Reader.State().ID != before)
		})
		r.rest()
		if i == 3 {
			r.keep("batches-work")
		}
	}
	r.s.keys.Do("undo")
	r.until("one is open again", func() bool { return desk.Batches.Work("").Done == size-1 })
	r.s.keys.Do("redo")
	r.until("all are done", func() bool { return desk.Batches.Work("").Done == size })
	r.s.goTo(placeBatches)
	settled("all is counted", func() bool { return desk.Batches.State().Progress.Left == 0 })
	r.typed('r')
	settled("it is completed", func() bool { return desk.Batches.State().Progress.Batches[0].State == review.Completed })

	desk.Batches.Route("second-level", "responsive:yes")
	settled("the queue is set", func() bool { return len(desk.Batches.State().Routes) == 1 })
	r.typed('q')
	r.rest()
	r.keep("batches-sample-dialog")
	r.key(fyne.KeyReturn)
	settled("a sample is drawn", func() bool { return len(desk.Batches.State().Progress.Batches) == 2 })
	r.s.batches.list.Select(1)
	r.typed('o')
	r.until("the sample is worked in", func() bool { return r.s.place == placeReview && desk.Batches.Work("").Higher })
	r.rest()
	r.s.canvas().Focus(r.s.review.results.list)
	r.s.review.results.list.Select(0)
	n := desk.Batches.Work("").Size
	r.until("the first is in the reader", func() bool { return desk.Reader.State().Batch.In })
	for i := range n {
		before := desk.Reader.State().ID
		switch {
		case i == 2 && desk.Reader.State().Coding["responsive"] == "yes":
			r.typed('n')
		case i == 2:
			r.typed('y')
		default:
			r.typed('o')
		}
		r.until("it is checked", func() bool {
			return desk.Batches.Work(before).Done == i+1 && (i == n-1 || desk.Reader.State().ID != before)
		})
	}
	r.rest()
	r.keep("batches-check")
	r.s.goTo(placeBatches)
	settled("the sample is counted", func() bool { return desk.Batches.State().Progress.Left == 0 })
	r.keep("batches")
	r.fits()
	r.s.batches.show(tabOverturns)
	r.rest()
	r.keep("batches-overturns")
	r.s.batches.list.Select(1)
	r.s.batches.show(tabEstimate)
	settled("the sample is estimated", func() bool { e := desk.Batches.State().Estimate; return e != nil && e.Checked == n })
	r.keep("batches-estimate")
	if e := desk.Batches.State().Estimate; e.Errors[0].Overturned != 1 {
		t.Errorf("%+v", e.Errors[0])
	}
	if got := r.s.batches.note.Text(); !strings.Contains(got, "Drawn again: the same records") {
		t.Errorf("%q", got)
	}
}
