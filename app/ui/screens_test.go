package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/app/view/viewtest"
	"vaughn/redact"
)

func TestNewCaseIsMadeImportedAndRemembered(t *testing.T) {
	r := newRig(t, "light")
	r.rest()
	r.keep("start")
	r.s.newCase()
	r.keep("newcase")
	name := r.s.canvas().Focused()
	for _, c := range "Harbor: pilot" {
		name.TypedRune(c)
	}
	r.key(fyne.KeyReturn)
	r.until("the case is open", func() bool { return r.s.desk != nil && r.s.desk.Home.State().Dir != "" })
	if dir := r.s.desk.Case.Dir(); filepath.Base(dir) != "Harbor- pilot" {
		t.Errorf("the case is in %s", dir)
	}
	r.rest()
	r.keep("empty")
	mail := filepath.Join(t.TempDir(), "one.eml")
	if err := os.WriteFile(mail, []byte("From: a@example.gov\r\nTo: b@example.gov\r\nSubject: pilot\r\nMessage-ID: <1@example.gov>\r\nDate: Mon, 9 Jan 2023 10:14:22 -0500\r\n\r\nHello.\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.s.dropped([]fyne.URI{storage.NewFileURI(mail)})
	sc := r.s.screens[placeImport].(*importScreen)
	sc.custodian.SetText("Delgado")
	r.keep("offered")
	sc.run()
	r.until("the mail is imported", func() bool { return r.s.desk.Import.State().Report != nil && r.s.desk.Home.State().Records == 1 })
	r.rest()
	r.keep("imported")
	if s := r.s.desk.Home.State().Sources; len(s) != 1 || s[0].Custodian != "Delgado" || s[0].Read != 1 {
		t.Errorf("the ledger says %+v", s)
	}
	if sc.custodian.Text != "" || sc.path.Text != "" || len(sc.paths) != 0 {
		t.Error("the form still names the last custodian: the next archive would be given to the wrong one")
	}
	if got := r.s.start.State().Recent; len(got) != 1 || got[0].Name != "Harbor: pilot" {
		t.Errorf("recent cases %+v", got)
	}
	dir := r.s.desk.Case.Dir()
	r.s.closeCase()
	r.rest()
	r.keep("recent")

	// Without a case a folder that holds one is opened, and archives get a new one.
	r.s.dropped([]fyne.URI{storage.NewFileURI(mail)})
	r.keep("dropped-new")
	r.s.dropped([]fyne.URI{storage.NewFileURI(mail), storage.NewFileURI(mail)}) // a dialog is open: nothing more
	for _, c := range "Second" {
		r.typed(c)
	}
	r.key(fyne.KeyReturn)
	r.until("the dropped archive is offered", func() bool { return r.s.desk != nil && r.s.place == placeImport })
	if sc := r.s.screens[placeImport].(*importScreen); len(sc.paths) != 1 || sc.paths[0] != mail || r.s.canvas().Focused() != fyne.Focusable(sc.custodian) {
		t.Errorf("offered %q", sc.paths)
	}
	r.s.closeCase()
	r.s.dropped([]fyne.URI{storage.NewFileURI(dir)})
	r.until("the case is open again", func() bool { return r.s.desk != nil && r.s.desk.Case.Dir() == dir })
}

func TestFailuresAreToldOnceInPlainWords(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	other := view.NewStart(r.s.ctx, view.Direct(), r.s.opt, view.Settings{}, func(*view.Desk) { t.Error("a case that is open was opened again") })
	other.Open(r.s.desk.Case.Dir())
	st := other.State()
	if st.Err == nil || st.Err.Code != "locked" || st.Err.Hint == "" {
		t.Fatalf("opening twice says %+v", st.Err)
	}
	for range 3 {
		r.s.fail(st.Err, nil)
	}
	r.keep("trouble")
	close := r.s.trouble.CancelButton
	popup := r.s.canvas().Overlays().Top().(*widget.PopUp).Content
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(close).Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(popup))
	if at.Y+close.Size().Height > popup.Size().Height {
		t.Errorf("the button at %v is outside the dialog of %v", at, popup.Size())
	}
	if n := len(r.s.canvas().Overlays().List()); n != 1 {
		t.Errorf("%d dialogs are stacked", n)
	}
	place := r.s.place
	r.s.keys.Do("go.audit")
	if r.s.place != place {
		t.Error("a command ran behind a dialog")
	}
	r.key(fyne.KeyEscape)
	if n := len(r.s.canvas().Overlays().List()); n != 0 || r.s.trouble != nil {
		t.Error("Esc did not close the dialog")
	}
	r.s.start.Open(t.TempDir())
	r.until("the failure is shown", func() bool { return r.s.trouble != nil })
}

func TestWrongQueryIsPointedAt(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("timeline")
	n := r.s.desk.Results.State().Total
	r.s.search("pilot AND from:(")
	r.until("the query is refused", func() bool { return r.s.desk.Results.State().Err != nil })
	r.rest()
	r.keep("wrongquery")
	p := r.s.review.results
	if !p.wrong.Visible() || !strings.Contains(p.where.Text(), "▸") {
		t.Errorf("shown %t, %q", p.wrong.Visible(), p.where.Text())
	}
	if p.rows.Len() != n {
		t.Error("a wrong query took the results away")
	}
	r.s.search("zzzunheardof")
	r.until("nothing is found", func() bool { return r.s.desk.Results.State().Err == nil && r.s.desk.Results.State().Total == 0 })
	r.rest()
	r.keep("nothing")
}

func TestRedactByKeys(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	r.open("subject:timeline")
	reader, pages := r.s.desk.Reader, r.s.review.reader.pages
	r.keep("review-unreviewed")
	hit := reader.State().Hits[0]
	marks := func() string {
		out := ""
		for _, m := range reader.State().Marks {
			out += m.Label + " " + string(m.State) + ";"
		}
		return out
	}
	expect := func(want string) {
		t.Helper()
		r.until("the marks are "+want, func() bool { return marks() == want })
		r.rest()
	}
	sel := func(from, to int) { pages.Select(from, to); r.s.canvas().Focus(pages) }

	sel(hit.Start, hit.End)
	r.typed('6') // means one code only: no question
	expect("(b)(6) accepted;")
	r.keep("box")
	r.s.keys.Do("undo")
	expect("")
	r.s.keys.Do("redo")
	expect("(b)(6) accepted;")

	sel(hit.Start-5, hit.Start-1)
	r.typed('7')
	r.keep("chooser7")
	for _, c := range "c" {
		r.typed(c)
	}
	r.key(fyne.KeyReturn)
	expect("(b)(7)(C) accepted;(b)(6) accepted;")

	sel(hit.Start-11, hit.Start-6)
	r.typed('r')
	r.keep("chooser")
	if c := r.s.review.recent; len(c) < 2 || c[0] != "b7C" {
		t.Errorf("the codes used last are %v", c)
	}
	r.s.canvas().Focused().(*kit.Entry).SetText("5")
	r.key(fyne.KeyReturn) // asks for the privilege
	r.keep("privilege")
	r.typed('d')
	r.typed('e')
	r.typed('l')
	r.key(fyne.KeyReturn)
	expect("(b)(5) accepted;(b)(7)(C) accepted;(b)(6) accepted;")

	r.s.review.pick(reader.State().Marks[0].ID)
	r.typed('x')
	expect("(b)(5) rejected;(b)(7)(C) accepted;(b)(6) accepted;")
	r.s.review.pick(reader.State().Marks[1].ID)
	r.typed('e')
	r.s.canvas().Focused().(*kit.Entry).SetText("6, 7c")
	r.key(fyne.KeyReturn)
	expect("(b)(5) rejected;(b)(6), (b)(7)(C) accepted;(b)(6) accepted;")
	r.keep("marks")
	if reader.State().Marks[1].State != redact.Accepted {
		t.Error("a changed mark is not accepted")
	}
}

func TestRightClickOffersWhatFits(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("exemption:b6")
	st := r.s.desk.Reader.State()
	box, size := r.s.review.reader.pages.Place(paper{st.Doc}.Rects(st.Marks[0].Span.Start, st.Marks[0].Span.End)[0])
	at := fyne.NewPos(box.X+size.Width/2, box.Y+size.Height/2)
	r.s.review.reader.pages.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}, Button: desktop.MouseButtonSecondary})
	if r.s.review.chosen != st.Marks[0].ID {
		t.Error("the mark under the pointer is not the chosen one")
	}
	if n := len(r.s.canvas().Overlays().List()); n != 1 {
		t.Fatalf("%d menus", n)
	}
	r.keep("menu")
}

func TestCodeAndGoOn(t *testing.T) {
	r := newRig(t, "light")
	r.sample(false)
	r.open("subject:timeline")
	first := r.s.desk.Reader.State().ID
	r.typed('y')
	r.until("the next record is shown", func() bool { return r.s.desk.Results.State().Row == 1 && r.s.desk.Reader.State().ID != first })
	r.until("the list is at the second row", func() bool { return r.s.review.results.list.Cursor() == 1 })
	r.typed('k')
	r.until("the first is shown again", func() bool { return r.s.desk.Reader.State().ID == first })
	if got := r.s.desk.Reader.State().Coding["responsive"]; got != "yes" {
		t.Errorf("coded %q", got)
	}
	r.typed('u')
	r.until("the unreviewed one is shown", func() bool { return r.s.desk.Results.State().Row == 1 })
	r.rest()
	r.s.review.results.list.SelectAll()
	r.typed('n')
	total := r.s.desk.Results.State().Total
	r.until("all are coded", func() bool { return r.s.desk.Home.State().Reviewed == total })
	r.until("undo is offered", func() bool { return r.s.desk.Reader.State().CanUndo })
	r.rest()
	r.keep("coded")
	r.s.keys.Do("undo")
	r.until("the batch is taken back", func() bool { return r.s.desk.Home.State().Reviewed == 1 })
}

// TestNoTwoCommandsShareAKey looks through the table as it ships: every command
// has a name of its own, and a key means one thing in each place.
func TestNoTwoCommandsShareAKey(t *testing.T) {
	r := newRig(t, "light")
	all := map[string][]string{}
	for _, c := range r.s.keys.Commands() {
		if c.Title == "" || c.Group == "" || all[c.ID] != nil {
			t.Errorf("the command %q has no title, no menu, or its name is another's", c.ID)
		}
		all[c.ID] = []string{}
		for _, k := range c.Keys {
			all[c.ID] = append(all[c.ID], k.Label())
		}
		if len(c.Keys) > 0 { // to be given what it has is refused if another has it as well
			if err := r.s.keys.Give(c.ID, c.Keys...); err != nil {
				t.Error(err)
			}
		}
	}
	shown := map[string]bool{}
	for _, m := range r.s.menus().Items {
		for _, item := range m.Items {
			shown[item.Label] = true
			if item.ChildMenu != nil {
				for _, sub := range item.ChildMenu.Items {
					shown[sub.Label] = true
				}
			}
		}
	}
	for _, c := range r.s.keys.Commands() {
		if !shown[c.Title] {
			t.Errorf("no menu has %q", c.Title)
		}
	}
}

func TestPaletteRunsAndGoes(t *testing.T) {
	r := newRig(t, "light")
	r.s.keys.Do("palette")
	r.keep("palette-start")
	r.key(fyne.KeyEscape)
	r.sample(true)
	r.open("subject:timeline")
	ask := func(words string) {
		r.s.keys.Do("palette")
		for _, c := range words {
			r.typed(c)
		}
	}
	ask("not resp stay")
	r.keep("palette")
	r.key(fyne.KeyReturn)
	r.until("the record is coded", func() bool { return r.s.desk.Reader.State().Coding["responsive"] == "no" })
	if n := len(r.s.canvas().Overlays().List()); n != 0 {
		t.Errorf("%d dialogs stay open", n)
	}
	before := len(r.s.desk.Queue.State().Rows)
	ask("reject all like") // belongs to another place: nothing is decided unseen
	r.key(fyne.KeyReturn)
	if r.s.place != placeQueue || !strings.Contains(r.s.status.Text(), "Shift+X") || len(r.s.desk.Queue.State().Rows) != before {
		t.Errorf("at %s, %q", r.s.place, r.s.status.Text())
	}
	ask("hit")
	r.key(fyne.KeyDown)
	r.key(fyne.KeyEscape)
	if r.s.place != placeQueue {
		t.Error("Esc chose a command")
	}
}

func TestKeysAreChangedAndKept(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("subject:timeline")
	r.s.keys.Do("setkeys")
	for _, c := range "not stay" {
		r.typed(c)
	}
	r.key(fyne.KeyReturn)
	r.typed('y') // the key of another
	r.keep("keys-refused")
	if r.s.keys.Key("nostay") != "Shift+N" {
		t.Error("a key of another command was given")
	}
	r.typed('z')
	r.keep("keys-changed")
	if r.s.keys.Key("nostay") != "Z" {
		t.Errorf("the key is %s", r.s.keys.Key("nostay"))
	}
	r.key(fyne.KeyEscape)
	r.typed('z')
	r.until("the new key works", func() bool { return r.s.desk.Reader.State().Coding["responsive"] == "no" })
	path := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "settings.json")
	r.until("it is kept", func() bool { return len(view.LoadSettings(path).Keys["nostay"]) == 1 })
	out := filepath.Join(t.TempDir(), "keys.json")
	if err := view.ExportKeys(out, r.s.keys.Changed()); err != nil {
		t.Fatal(err)
	}
	if err := view.ExportKeys(out, nil); err == nil {
		t.Error("an export writes over a file")
	}
	k := &keySettings{s: r.s, commandList: newCommandList("", nil, r.s.keys.Commands(), func(*kit.Command) []string { return nil }), said: muted("")}
	k.resetAll()
	if r.s.keys.Key("nostay") != "Shift+N" {
		t.Error("the keys are not as they came")
	}
	k.take(view.ImportKeys(out))
	if r.s.keys.Key("nostay") != "Z" {
		t.Errorf("the import says %q", k.said.Text())
	}
}

func TestColumnsAreChosenAndKept(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("subject:timeline")
	list := r.s.review.results.list
	titles := func() (out []string) {
		for _, c := range list.Columns() {
			out = append(out, c.ID)
		}
		return out
	}
	before := titles()
	r.s.keys.Do("columns")
	for range 9 { // to Exemptions, behind those shown
		r.key(fyne.KeyDown)
	}
	r.key(fyne.KeyReturn)
	r.rest()
	r.keep("columns")
	if got := titles(); len(got) != len(before)+1 || got[len(got)-1] != "exemptions" {
		t.Fatalf("shown %v", got)
	}
	r.key(fyne.KeyHome)
	press := r.s.canvas().OnTypedRune()
	press('j') // the first column goes second
	press('+')
	if got := titles(); got[0] != before[1] || got[1] != before[0] || list.Columns()[1].Width != 82 {
		t.Errorf("shown %v", list.Columns())
	}
	r.key(fyne.KeyEscape)
	path := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "settings.json")
	r.until("the columns are kept", func() bool { return len(view.LoadSettings(path).Columns) == len(before)+1 })
	dir := r.s.desk.Case.Dir()
	r.s.closeCase()
	r.s.start.Open(dir)
	r.until("the case is open again", func() bool { return r.s.desk != nil && r.s.desk.Results.State().Total > 0 })
	r.rest()
	list = r.s.review.results.list
	if got := titles(); len(got) != len(before)+1 || got[0] != before[1] {
		t.Errorf("after opening again %v", got)
	}
	r.s.review.results.arrange(nil)
	if got := titles(); strings.Join(got, " ") != strings.Join(before, " ") {
		t.Errorf("as they came %v", got)
	}
}

// chooseItem picks the item of the open menu that has a label.
func (r *rig) chooseItem(label string) {
	r.t.Helper()
	over := r.s.canvas().Overlays().Top() // of a type that the toolkit keeps to itself
	if over == nil {
		r.t.Fatal("no menu is open")
	}
	menu := reflect.ValueOf(over).Elem().FieldByName("Content").Interface().(*widget.PopUpMenu)
	var labels []string
	for _, o := range menu.Items {
		if item, ok := o.(fyne.Tappable); ok {
			labels = append(labels, fmt.Sprintf("%v", reflect.ValueOf(o).Elem().FieldByName("Item").Elem().FieldByName("Label")))
			if labels[len(labels)-1] == label {
				item.Tapped(&fyne.PointEvent{})
				r.rest()
				return
			}
		}
	}
	r.t.Fatalf("no item %q among %q", label, labels)
}

func secondary(at fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}, Button: desktop.MouseButtonSecondary}
}

func TestMenusOfTheRightButton(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("subject:timeline")
	review := r.s.review
	r.until("the conversation is shown", func() bool { return len(r.s.desk.Thread.State().Rows) > 2 })
	r.rest()
	r.keep("thread-strip")
	r.fits()

	// A row of the list.
	first := r.s.desk.Reader.State().ID
	review.results.list.MouseDown(secondary(fyne.NewPos(200, 30+28*2+10)))
	r.until("the row is shown", func() bool { return r.s.desk.Reader.State().ID != first })
	r.keep("menu-row")
	r.chooseItem("The whole conversation")
	r.until("the conversation is listed", func() bool {
		st := r.s.desk.Results.State()
		return strings.HasPrefix(st.Query, "thread:") && st.Total > 2
	})
	r.rest()

	// A message of the strip.
	review.reader.thread.row.Objects[0].(*kit.Button).MouseDown(secondary(fyne.NewPos(700, 80)))
	r.chooseItem("Read it")
	r.until("the first message is shown", func() bool { return r.s.desk.Thread.State().At == 0 })
	r.typed(']')
	r.until("the second is shown", func() bool { return r.s.desk.Thread.State().At == 1 })

	// An attachment.
	r.open("attachment:pilot-cost-sheet.csv")
	review.reader.family.Objects[1].(*kit.Button).MouseDown(secondary(fyne.NewPos(800, 80)))
	r.keep("menu-attachment")
	r.chooseItem("Source…")
	r.until("the source of the attachment is shown", func() bool { return r.s.desk.Source.State().Of == r.s.desk.Reader.State().Family[1].ID })
	r.rest()
	r.key(fyne.KeyEscape)

	// Selected words, the header of the list, and what does not apply.
	text, _ := r.s.desk.Reader.Text(0, r.s.desk.Reader.State().Doc.Len())
	review.reader.pages.Select(strings.Index(text, "csv"), len(text)-1)
	review.reader.pages.MouseDown(secondary(fyne.NewPos(300, 300)))
	r.keep("menu-selection")
	r.chooseItem("Copy the selection")
	if r.s.app.Clipboard().Content() == "" {
		t.Error("nothing was copied")
	}
	review.results.list.OnHead(fyne.NewPos(200, 80))
	r.keep("menu-header")
	r.chooseItem("Size")
	if c := review.results.list.Columns(); c[len(c)-1].ID != "size" {
		t.Errorf("columns %v", c)
	}
}

func TestSourceOfOneChatMessage(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.s.desk.Import.Start([]string{viewtest.Chat(t)}, "Venn")
	r.until("the chat is imported", func() bool { return r.s.desk.Import.State().Report != nil })
	r.open("kind:chat")
	pages := r.s.review.reader.pages
	text, _ := r.s.desk.Reader.Text(0, r.s.desk.Reader.State().Doc.Len())
	at := strings.Index(text, "note 2 on the pilot")
	pages.Select(at, at+6)
	r.s.canvas().Focus(pages)
	r.typed('I')
	r.until("its entry is shown", func() bool { return strings.Contains(r.s.desk.Source.State().Text, `"message_id":"e2"`) })
	r.rest()
	r.keep("source-event")
	if s := r.s.desk.Source.State().Text; strings.Contains(s, `"message_id":"e3"`) {
		t.Error("the source of another message is shown as well")
	}
	r.key(fyne.KeyEscape)
}

// A double click selects what a redaction is mostly about, the passage; a triple
// click, or a choice in the settings, the word.
func TestDoubleClickSelectsThePassage(t *testing.T) {
	r := newRig(t, "light")
	r.sample(true)
	r.open("subject:timeline")
	pages, doc := r.s.review.reader.pages, paper{r.s.desk.Reader.State().Doc}
	text, _ := r.s.desk.Reader.Text(0, doc.Len())
	at := strings.Index(text, "Two things are still open")
	box, size := pages.Place(doc.Rects(at+4, at+10)[0])
	click := func() string {
		e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: box.AddXY(size.Width/2, size.Height/2)}, Button: desktop.MouseButtonPrimary}
		pages.MouseDown(e)
		pages.MouseUp(e)
		from, to := pages.Selection()
		return text[from:to]
	}
	click()
	if got := click(); !strings.HasPrefix(got, "Two things") || len(got) < 80 {
		t.Errorf("a double click selects %q", got)
	}
	if got := click(); got != "things" {
		t.Errorf("a triple click selects %q", got)
	}
}
