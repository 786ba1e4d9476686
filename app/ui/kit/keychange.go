package kit

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Give gives a command other keys, none of them or several. A key that something else needs is refused in words, and
// then nothing changes.
func (k *Keymap) Give(id string, keys ...Chord) error {
	c := k.Command(id)
	if c == nil {
		return fmt.Errorf("there is no command %q", id)
	}
	for _, chord := range keys {
		if err := k.refuse(c, chord); err != nil {
			return err
		}
	}
	c.Keys = keys
	k.changed()
	return nil
}

// Custom gives every command the keys it came with, then those of keys: the ID of a command and its keys as Label
// writes them. What cannot be given stays as it came and is told.
func (k *Keymap) Custom(keys map[string][]string) []error {
	var wrong []error
	for _, c := range k.commands {
		c.Keys = c.shipped
		labels, ok := keys[c.ID]
		if !ok {
			continue
		}
		given, err := parseChords(labels)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("“%s” keeps its keys: %w", c.Title, err))
			continue
		}
		c.Keys = given
	}
	// Two commands may have changed places, so that all are given before any is refused; one that is refused gets its
	// own keys back, which another may have been given, so that it is asked again until all is well.
	for again := true; again; {
		again = false
		for _, c := range k.commands {
			if c.Changed() {
				if err := k.refuseAny(c); err != nil {
					wrong = append(wrong, fmt.Errorf("“%s” keeps its keys: %w", c.Title, err))
					c.Keys, again = c.shipped, true
				}
			}
		}
	}
	k.changed()
	return wrong
}

func parseChords(labels []string) ([]Chord, error) {
	out := []Chord{}
	for _, l := range labels {
		c, err := ParseChord(l)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Changed says whether the keys are others than those the command came with.
func (c *Command) Changed() bool { return !slices.Equal(c.Keys, c.shipped) }

// Shipped are the keys the command came with.
func (c *Command) Shipped() []Chord { return slices.Clone(c.shipped) }

// Labels are keys as people read them.
func Labels(keys []Chord) []string {
	out := []string{}
	for _, c := range keys {
		out = append(out, c.Label())
	}
	return out
}

// Changed are the keys of the commands that have others than they came with, for Custom and a file.
func (k *Keymap) Changed() map[string][]string {
	out := map[string][]string{}
	for _, c := range k.commands {
		if c.Changed() {
			out[c.ID] = Labels(c.Keys)
		}
	}
	return out
}

func (k *Keymap) changed() {
	k.listen()
	if k.OnKeys != nil {
		k.OnKeys()
	}
}

func (k *Keymap) refuseAny(c *Command) error {
	for _, chord := range c.Keys {
		if err := k.refuse(c, chord); err != nil {
			return err
		}
	}
	return nil
}

// refuse says why a command cannot have a key. A key it came with is its own whatever else is worked with it.
func (k *Keymap) refuse(c *Command, chord Chord) error {
	if why := chord.kept(); why != "" && !slices.Contains(c.shipped, chord) {
		return fmt.Errorf("%s stays free: %s", chord.Label(), why)
	}
	for _, other := range k.commands {
		if other == c || !slices.Contains(other.Keys, chord) {
			continue
		}
		// A menu fires a chord with Ctrl wherever one is, so that two commands can never share it.
		if chord.command() || c.Where == "" || other.Where == "" || c.Where == other.Where {
			return fmt.Errorf("%s is the key of “%s” (%s): give that another key first", chord.Label(), other.Title, other.Group)
		}
	}
	return nil
}

// keyCatcher waits for one chord, whatever it is, so that it can be given to a command.
type keyCatcher struct {
	widget.BaseWidget
	take func(Chord)
	said *Text
}

var (
	_ fyne.Focusable    = (*keyCatcher)(nil)
	_ fyne.Shortcutable = (*keyCatcher)(nil)
)

// AskChord opens a dialog that waits for one key, alone or with others held. What take refuses is shown, and the
// dialog waits on. Esc gives up.
func (k *Keymap) AskChord(title string, take func(Chord) error) *Dialog {
	w := &keyCatcher{said: NewText("Press the key, alone or with Ctrl, Alt or Shift held.", TextBody, ColorMuted, false)}
	w.said.Whole = false
	w.ExtendBaseWidget(w)
	d := ShowDialog(k.canvas, DialogSpec{Title: title, Body: w, Width: 560, First: w})
	w.take = func(c Chord) {
		if !d.open {
			return
		}
		if err := take(c); err != nil {
			w.said.SetColor(ColorBad)
			w.said.Set(capital(err.Error()) + ".")
			return
		}
		d.Close()
	}
	k.catch = w.take
	d.OnClosed(func() { k.catch = nil })
	return d
}

func (w *keyCatcher) FocusGained() {}
func (w *keyCatcher) FocusLost()   {}

// TypedRune takes a key that is text.
func (w *keyCatcher) TypedRune(r rune) { w.take(Typed(r)) }

// TypedKey takes a key that is not text; Esc closes the dialog.
func (w *keyCatcher) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		passKey(w, e)
		return
	}
	for _, k := range keyNames() { // a letter comes as a rune as well, and Shift alone is no key
		if k.key == e.Name && k.key != fyne.KeySpace {
			w.take(Chord{Key: e.Name, Mod: modifiers()})
		}
	}
}

// TypedShortcut takes a key with Ctrl or Alt held.
func (w *keyCatcher) TypedShortcut(s fyne.Shortcut) {
	if c := chordOf(s); c.Key != "" {
		w.take(c)
	}
}

// CreateRenderer is for the toolkit.
func (w *keyCatcher) CreateRenderer() fyne.WidgetRenderer {
	back := newGround(theme.ColorNameInputBackground, ColorFocusRing, 6, fyne.NewSize(0, 64))
	return widget.NewSimpleRenderer(container.NewStack(back, Padded(Space4, w.said)))
}
