package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

func TestChordsAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]Chord{
		"Y": Typed('y'), "Shift+Y": Typed('Y'), "?": Typed('?'), "+": Typed('+'), ".": Typed('.'), "ß": Typed('ß'), "Shift+Ä": Typed('Ä'),
		"F5": Plain(fyne.KeyF5), "Delete": Plain(fyne.KeyDelete), "Page Up": Plain(fyne.KeyPageUp), "Shift+F3": {Key: fyne.KeyF3, Mod: fyne.KeyModifierShift},
		"Ctrl+K": {Key: fyne.KeyK, Mod: fyne.KeyModifierControl}, "Ctrl+Shift+P": {Key: fyne.KeyP, Mod: fyne.KeyModifierControl | fyne.KeyModifierShift},
		"Ctrl+,": {Key: fyne.KeyComma, Mod: fyne.KeyModifierControl}, "Alt+Enter": {Key: fyne.KeyReturn, Mod: fyne.KeyModifierAlt}, "Cmd++": {Key: "+", Mod: fyne.KeyModifierSuper},
	} {
		got, err := ParseChord(text)
		if err != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
		if l := want.Label(); l != text && text != "ß" {
			t.Errorf("%+v is written %q, want %q", want, l, text)
		}
	}
	for _, text := range []string{"", " ", "Ctrl+", "Bogus", "Ctrl+Bogus", "yy", "\x00", "Shift+?", "\xff"} {
		if c, err := ParseChord(text); err == nil {
			t.Errorf("%q is read as %+v", text, c)
		}
	}
}

func FuzzParseChord(f *testing.F) {
	for _, s := range []string{"Y", "Ctrl+Shift+P", "F12", "Alt++", "Shift+ß", "Page Down", "ǅ", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseChord(s)
		if err != nil {
			return
		}
		again, err := ParseChord(c.Label())
		if err != nil || again != c {
			t.Errorf("%q is %+v, written %q, read again %+v %v", s, c, c.Label(), again, err)
		}
	})
}

// keyTable is a keymap of two places and of none.
func keyTable(t *testing.T) (*Keymap, map[string]int) {
	win := show(t, Light, widget.NewLabel("x"), 300, 200)
	ran := map[string]int{}
	count := func(id string) func() { return func() { ran[id]++ } }
	k := NewKeymap(win.Canvas(), []Command{
		{ID: "yes", Group: "Code", Title: "Responsive", Where: "review", Keys: []Chord{Typed('y')}, Run: count("yes")},
		{ID: "no", Group: "Code", Title: "Not responsive", Where: "review", Keys: []Chord{Typed('n')}, Run: count("no")},
		{ID: "mend", Group: "Checks", Title: "Mend", Where: "checks", Keys: []Chord{Typed('f')}, Run: count("mend")},
		{ID: "find", Group: "Edit", Title: "Search box", Keys: []Chord{Ctrl(fyne.KeyF), Typed('/')}, Run: count("find")},
		{ID: "next", Group: "Read", Title: "Next", Where: "review", Keys: []Chord{Plain(fyne.KeyDown)}, Run: count("next")},
	})
	k.mods = func() fyne.KeyModifier { return 0 }
	return k, ran
}

func TestKeysAreGivenAndRefusedInWords(t *testing.T) {
	k, ran := keyTable(t)
	told := 0
	k.OnKeys = func() { told++ }
	for _, c := range []struct {
		id    string
		chord Chord
		want  string // part of what is said, "" if it is given
	}{
		{"yes", Typed('n'), "N is the key of “Not responsive” (Code)"},
		{"yes", Typed('/'), "/ is the key of “Search box”"},
		{"yes", Plain(fyne.KeyReturn), "Enter stays free"},
		{"yes", Plain(fyne.KeyDown), "Down stays free"},
		{"yes", Ctrl(fyne.KeyC), "copy"},
		{"yes", Ctrl(fyne.KeyF), "“Search box”"},
		{"yes", Typed('f'), ""}, // works in another place
		{"next", Plain(fyne.KeyDown), ""},
		{"mend", Ctrl(fyne.KeyM), ""},
		{"no", Ctrl(fyne.KeyM), "“Mend” (Checks)"}, // a menu fires it in every place
	} {
		err := k.Give(c.id, c.chord)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s for %s: %v", c.chord.Label(), c.id, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s for %s says %v, want %q", c.chord.Label(), c.id, err, c.want)
		}
	}
	if told != 3 {
		t.Errorf("told %d times of other keys", told)
	}
	k.typed('y')
	k.typed('f')
	if ran["yes"] != 1 {
		t.Errorf("ran %v", ran)
	}
	if got := k.Changed(); len(got) != 2 || got["yes"][0] != "F" || got["mend"][0] != Ctrl(fyne.KeyM).Label() {
		t.Errorf("changed %v", got)
	}
	if k.Give("yes"); k.Key("yes") != "" {
		t.Error("a command cannot be without a key")
	}
}

func TestKeysOfAFileAreTakenAsAWhole(t *testing.T) {
	k, _ := keyTable(t)
	if wrong := k.Custom(map[string][]string{"yes": {"N"}, "no": {"Y"}}); len(wrong) != 0 || k.Key("yes") != "N" || k.Key("no") != "Y" {
		t.Errorf("two commands cannot change places: %v", wrong)
	}
	wrong := k.Custom(map[string][]string{"yes": {"/"}, "no": {"Y"}, "mend": {"nonsense"}, "gone": {"Q"}})
	if len(wrong) != 3 || k.Key("yes") != "Y" || k.Key("no") != "N" || k.Key("mend") != "F" {
		t.Errorf("%v; yes %s, no %s, mend %s", wrong, k.Key("yes"), k.Key("no"), k.Key("mend"))
	}
	if k.Custom(nil); len(k.Changed()) != 0 {
		t.Errorf("after a reset %v", k.Changed())
	}
}

func TestEveryChordOfACommandIsHeard(t *testing.T) {
	k, ran := keyTable(t)
	if err := k.Give("find", Ctrl(fyne.KeyJ), Ctrl(fyne.KeyK)); err != nil {
		t.Fatal(err)
	}
	press := func(c Chord) { k.canvas.(fyne.Shortcutable).TypedShortcut(c.shortcut()) }
	press(Ctrl(fyne.KeyK)) // the first is the menu's
	if ran["find"] != 1 {
		t.Errorf("the second chord ran %v", ran)
	}
	if err := k.Give("find", Ctrl(fyne.KeyJ)); err != nil {
		t.Fatal(err)
	}
	if press(Ctrl(fyne.KeyK)); ran["find"] != 1 {
		t.Error("a chord that was taken away still runs")
	}
}

func TestAskingForAKeyTakesTheNextOne(t *testing.T) {
	k, ran := keyTable(t)
	item := k.Item("find")
	ask := func() (*Dialog, *keyCatcher) {
		d := k.AskChord("The key of “Mend”", func(c Chord) error { return k.Give("mend", c) })
		return d, k.canvas.Focused().(*keyCatcher)
	}
	d, w := ask()
	item.Action() // Ctrl+F of the menu: the key is asked for, not the command
	if ran["find"] != 0 || !d.open || !strings.Contains(w.said.Text(), "Search box") {
		t.Errorf("ran %v, open %t, says %q", ran, d.open, w.said.Text())
	}
	w.TypedKey(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyM})
	w.TypedRune('m')
	if d.open || k.Key("mend") != "M" {
		t.Errorf("open %t, the key is %q", d.open, k.Key("mend"))
	}
	_, w = ask()
	w.TypedShortcut(&fyne.ShortcutRedo{})
	if k.Key("mend") != Ctrl(fyne.KeyY).Label() {
		t.Errorf("the key is %q", k.Key("mend"))
	}
	d, w = ask()
	w.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if d.open || k.catch != nil {
		t.Error("Esc does not give up")
	}
	if item.Action(); ran["find"] != 1 {
		t.Errorf("after it ran %v", ran)
	}
}
