package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// gallery puts the parts together as a screen does.
func gallery(q *Queue) (fyne.CanvasObject, *List, *Toaster) {
	rail := NewRail([]Place{{"case", "case", "Case"}, {"import", "import", "Import"}, {"search", "search", "Search"},
		{"review", "review", "Review"}, {"produce", "produce", "Produce"}, {"audit", "audit", "Audit"}}, []Place{{"help", "help", "Help"}})
	rail.Select("search")
	rail.SetBadge("review", "12")
	rail.SetEnabled("produce", false)
	more := NewButton("", "Discard", Danger, nil)
	off := NewButton("undo", "", Quiet, nil)
	off.Disable()
	head := NewHeader("Messaging app pilot", "FOIA 2019-0341 · Harbor County · 412 records",
		NewButton("filter", "Filter", Quiet, nil), NewButton("import", "Import", Plainly, nil), NewButton("produce", "Produce", Primary, nil))
	tools := Toolbar([]fyne.CanvasObject{NewButton("undo", "", Quiet, nil), off, NewButton("zoom-out", "", Quiet, nil),
		NewButton("zoom-in", "", Quiet, nil), NewButton("fit-width", "", Quiet, nil)},
		[]fyne.CanvasObject{NewTag("Proposed", Warn), NewTag("Accepted", Accepted), NewTag("Rejected", Rejected), NewTag("Verified", Good), NewTag("Leak", Bad), NewTag("(b)(6)", Neutral), NewTag("Open", Accent), more})
	l := NewList(mailColumns(), &mails{n: 1_000_000})
	job := NewProgressPanel(nil)
	job.Set(Progress{Title: "Importing harbor-2019.mbox", Detail: "Reading message 31,204", Done: 31_204, Total: 53_585, Unit: "messages", Elapsed: 38 * time.Second})
	entry := NewEntry("Search text, from:, subject: …")
	side := Padded(Space4, Down(Space4, Field("Query", "Words, \"phrases\", from:name", entry),
		Panel(KeyValues([]Pair{{Key: "Request", Value: "FOIA 2019-0341"}, {Key: "Requester", Value: "Harbor Gazette, newsroom, attention of the editor for county affairs"},
			{Key: "Received", Value: "2019-04-02"}, {Key: "State", Value: "In review", Tag: true, Tone: Accent}})),
		job.Object, NewCheck("Only records with marks", nil), Boxed(NewSelect([]string{"All custodians"}, nil))))
	status := NewStatusBar()
	status.Set("53,585 messages indexed", Neutral)
	status.SetRight("2 of 1,000,000 selected")
	sideBox := container.NewStack(newGround("", "", 0, fyne.NewSize(330, 0)), side)
	body := Frame{Top: Frame{Top: head.Object, Bottom: tools}.Object(), Right: Frame{Left: VRule(), Middle: sideBox}.Object(), Middle: l}.Object()
	toast := NewToaster(q.Post)
	toast.after = func(time.Duration, func()) {}
	return container.NewStack(Frame{Bottom: status.Object, Left: rail.Object, Middle: body}.Object(), toast.Object), l, toast
}

func TestGalleryFitsItsWindow(t *testing.T) {
	for mode, name := range map[Mode]string{Light: "gallery-light", Dark: "gallery-dark", Contrast: "gallery-contrast"} {
		themed(t, mode)
		content, l, toast := gallery(NewQueue())
		win := show(t, mode, content, 1280, 800)
		win.Canvas().Focus(l)
		l.Select(3)
		toast.Show("Redaction accepted", Good, "Undo", func() {})
		keep(t, win, name)
		if m := content.MinSize(); m.Width > 1280 || m.Height > 800 {
			t.Errorf("%s asks for %v", name, m)
		}
	}
}

func TestDialogAndEmptyLooks(t *testing.T) {
	themed(t, Light)
	e := NewEntry("")
	e.SetText("FOIA 2019-0341")
	q := NewQueue()
	content, _, _ := gallery(q)
	win := show(t, Light, content, 1280, 800)
	d := ShowDialog(win.Canvas(), DialogSpec{Title: "New case", OK: "Create case", First: e, OnOK: func() error { return nil },
		Body: Down(Space3, Field("Request number", "As in the letter of the requester", e), Field("Requester", "", NewEntry("Name or newsroom")), NewCheck("Litigation instead of FOIA", nil))})
	keep(t, win, "dialog")
	d.Close()
	_, k, _ := desk(t, content)
	d = ShowDialog(win.Canvas(), DialogSpec{Title: "Keys", Width: 640, Body: k.Sheet()})
	keep(t, win, "keysheet")
	d.Close()
	themed(t, Dark)
	win = show(t, Dark, NewEmpty("mail", "Nothing imported yet", "Drop a mailbox or a folder of messages here, or choose one. The originals stay where they are.",
		NewButton("import", "Choose mail…", Primary, nil)), 700, 420)
	keep(t, win, "empty-dark")
	if len(win.Canvas().Overlays().List()) != 0 {
		t.Error("a dialog is still open")
	}
}
