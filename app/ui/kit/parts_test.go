package kit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// desk is a window with a keymap of a few commands that count how often they ran.
func desk(t *testing.T, content fyne.CanvasObject) (fyne.Window, *Keymap, map[string]int) {
	win := show(t, Light, content, 800, 500)
	ran := map[string]int{}
	count := func(id string) func() { return func() { ran[id]++ } }
	k := NewKeymap(win.Canvas(), []Command{
		{ID: "b6", Group: "Redact", Title: "Personal privacy (b)(6)", Keys: []Chord{Typed('6')}, Run: count("b6")},
		{ID: "never", Group: "Redact", Title: "Never", Keys: []Chord{Typed('6')}, Run: count("never"), Enabled: func() bool { return false }},
		{ID: "reload", Group: "View", Title: "Reload", Keys: []Chord{Plain(fyne.KeyF5)}, Run: count("reload")},
		{ID: "undo", Group: "Edit", Title: "Undo", Keys: []Chord{Ctrl(fyne.KeyZ)}, Run: count("undo")},
		{ID: "help", Group: "Help", Title: "Keys", Keys: []Chord{Typed('?'), Plain(fyne.KeyF1)}, Run: count("help")},
	})
	k.mods = func() fyne.KeyModifier { return 0 }
	return win, k, ran
}

func TestKeysReachCommandsFromEveryOwnWidget(t *testing.T) {
	l := NewList(mailColumns(), &mails{n: 5})
	v := NewPageView(NewQueue().Post)
	b := NewButton("", "Go", Plainly, nil)
	check := NewCheck("all", nil)
	rail := NewRail([]Place{{"home", "home", "Home"}}, nil)
	win, _, ran := desk(t, container.NewVBox(l, v, b, check, rail.Object))
	want := 0
	for _, w := range []fyne.Focusable{nil, l, v, b, check, rail.items[0]} {
		win.Canvas().Focus(w)
		if w == nil {
			win.Canvas().Unfocus()
			win.Canvas().OnTypedRune()('6')
			win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF5})
		} else {
			w.TypedRune('6')
			key(w, fyne.KeyF5)
		}
		want++
		if ran["b6"] != want || ran["reload"] != want || ran["never"] != 0 {
			t.Errorf("with %T focused: %v", w, ran)
		}
	}
}

func TestNoCommandRunsBehindADialog(t *testing.T) {
	win, k, ran := desk(t, widget.NewLabel("x"))
	item := k.Item("undo")
	d := Confirm(win.Canvas(), "Remove?", "It goes.", "Remove", false, func() { ran["yes"]++ })
	win.Canvas().OnTypedRune()('6')
	k.typed('6')
	k.Do("b6")
	item.Action()
	if len(ran) != 0 {
		t.Fatalf("behind the dialog ran %v", ran)
	}
	win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if ran["yes"] != 0 || !k.Open() {
		t.Fatal("Esc did not cancel")
	}
	d.ok()
	if ran["yes"] != 0 {
		t.Error("a closed dialog said yes")
	}
	win.Canvas().OnTypedRune()('6')
	item.Action()
	if ran["b6"] != 1 || ran["undo"] != 1 {
		t.Errorf("after the dialog ran %v", ran)
	}
}

func TestNoCommandRunsWhileTyping(t *testing.T) {
	e := NewEntry("")
	win, k, ran := desk(t, e)
	win.Canvas().Focus(e)
	test.Type(e, "6?")
	k.typed('6')
	if len(ran) != 0 || e.Text != "6?" {
		t.Fatalf("ran %v, typed %q", ran, e.Text)
	}
	k.Item("undo").Action()
	if ran["undo"] != 0 || e.Text == "6?" {
		t.Errorf("Ctrl+Z ran %v and left %q: it belongs to the field", ran, e.Text)
	}
}

func TestDialogKeys(t *testing.T) {
	e := NewEntry("Name")
	win, _, ran := desk(t, widget.NewLabel("x"))
	c := win.Canvas()
	fail := errors.New("the name is taken")
	d := ShowDialog(c, DialogSpec{Title: "New case", Body: Field("Name", "As in the request letter", e), OK: "Create", First: e,
		OnOK: func() error { ran["ok"]++; return fail }, OnShut: func() { ran["shut"]++ }})
	e.OnSubmitted = d.Submit
	if c.Focused() != fyne.Focusable(e) {
		t.Fatalf("focus is at %T", c.Focused())
	}
	key(e, fyne.KeyReturn)
	if ran["ok"] != 1 || !d.open || d.failed.Text() != "The name is taken" {
		t.Fatalf("%v, open %v, says %q", ran, d.open, d.failed.Text())
	}
	fail = nil
	key(d.OKButton, fyne.KeyReturn)
	if ran["ok"] != 2 || d.open || ran["shut"] != 0 {
		t.Fatalf("%v, open %v", ran, d.open)
	}
	d = ShowDialog(c, DialogSpec{Title: "New case", Body: e, OK: "Create", First: e, OnShut: func() { ran["shut"]++ }})
	key(e, fyne.KeyEscape)
	if d.open || ran["shut"] != 1 {
		t.Error("Esc in a field did not cancel")
	}
	d = Confirm(c, "Discard?", "All marks go.", "Discard", true, func() { ran["discard"]++ })
	c.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if ran["discard"] != 0 || !d.open {
		t.Error("Enter chose what cannot be undone")
	}
	test.Tap(d.OKButton)
	if ran["discard"] != 1 {
		t.Error("the button did nothing")
	}
}

func TestRail(t *testing.T) {
	var went []string
	r := NewRail([]Place{{"home", "home", "Home"}, {"search", "search", "Search"}, {"audit", "audit", "Audit"}}, nil)
	r.OnSelect = func(id string) { went = append(went, id) }
	win := show(t, Light, r.Object, 84, 400)
	r.SetEnabled("audit", false)
	for _, b := range r.items {
		test.Tap(b)
		test.Tap(b)
	}
	win.Canvas().Focus(r.items[1])
	key(r.items[1], fyne.KeyUp)
	key(win.Canvas().Focused(), fyne.KeyReturn)
	if fmt.Sprint(went) != "[home search home]" || r.Selected() != "home" {
		t.Errorf("went %v", went)
	}
}

func TestToastGoesByItself(t *testing.T) {
	q := NewQueue()
	toast := NewToaster(q.Post)
	var timers []func()
	toast.after = func(_ time.Duration, f func()) { timers = append(timers, f) }
	show(t, Light, toast.Object, 400, 300)
	toast.Show("one", Good, "", nil)
	toast.Show(strings.Repeat("long ", 100), Neutral, "Undo", func() {})
	timers[0]()
	q.Pump()
	if !toast.Visible() {
		t.Error("the end of an old message took the new one away")
	}
	if w := toast.box.MinSize().Width; w > 900 {
		t.Errorf("a long message is %v wide", w)
	}
	timers[1]()
	q.Pump()
	if toast.Visible() {
		t.Error("the message stays")
	}
}

func TestLongValuesDoNotWidenTheWindow(t *testing.T) {
	long := strings.Repeat("word ", 100)
	s, h, p := NewStatusBar(), NewHeader(long, long), NewProgressPanel(nil)
	s.Set(long, Neutral)
	p.Set(Progress{Title: long, Detail: long, Done: 5, Unit: "messages"})
	for _, o := range []fyne.CanvasObject{s.Object, h.Object, p.Object, KeyValues([]Pair{{Key: "Name", Value: long}})} {
		if w := o.MinSize().Width; w > 300 {
			t.Errorf("%T asks for %v", o, w)
		}
	}
}

func TestProgressTexts(t *testing.T) {
	for _, c := range []struct {
		p    Progress
		want string
	}{
		{Progress{Done: 1_000_000, Elapsed: 10 * time.Second}, "100,000 a second"},
		{Progress{Done: 500, Total: 1500, Elapsed: 10 * time.Second}, "50 a second, 20s left"},
		{Progress{Done: 500, Total: 500, Elapsed: 10 * time.Second, Ended: true}, "50 a second"},
		{Progress{Elapsed: 10 * time.Second}, ""},
	} {
		if got := speed(c.p); got != c.want {
			t.Errorf("%+v: %q, want %q", c.p, got, c.want)
		}
	}
	if got := Thousands(-1234567); got != "-1,234,567" {
		t.Error(got)
	}
}

func TestProbe(t *testing.T) {
	b := NewButton("", "Go", Primary, nil)
	win, _, _ := desk(t, container.NewWithoutLayout(b))
	b.Move(fyne.NewPos(20, 30))
	b.Resize(fyne.NewSize(100, 30))
	win.Canvas().Focus(b)
	r := NewRegistry()
	r.Object("go", b)
	r.Lookup("gone", func() fyne.CanvasObject { return nil })
	r.Value("state", func() string { return "one\ntwo" })
	ctx, cancel := context.WithCancel(t.Context())
	socket := filepath.Join(t.TempDir(), "probe")
	ended := make(chan error)
	go func() { ended <- Probe(ctx, socket, r) }()
	var conn net.Conn
	for range 100 {
		var err error
		if conn, err = net.Dial("unix", socket); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Fprint(conn, "sync\nrect go\nrect gone\nget state\nget other\n\n")
	// The software driver has an edge of 2 by 3 units, which it takes off every position.
	want := []string{"ok", "18 27 100 30", "0 0 0 0", "one two", "unknown", "unknown"}
	for _, w := range want {
		var line string
		var b [1]byte
		for b[0] != '\n' {
			if _, err := conn.Read(b[:]); err != nil {
				t.Fatal(err)
			}
			line += string(b[:])
		}
		if strings.TrimSpace(line) != w {
			t.Errorf("answered %q, want %q", line, w)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
