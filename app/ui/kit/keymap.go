package kit

import (
	"runtime"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Chord is one key with the modifiers held: a Key, or a Rune for what is typed as text, such as '?'.
type Chord struct {
	Key  fyne.KeyName
	Rune rune
	Mod  fyne.KeyModifier
}

// Ctrl is a chord of the system's command key (Ctrl, or Cmd on a Mac) and key.
func Ctrl(key fyne.KeyName) Chord { return Chord{Key: key, Mod: fyne.KeyModifierShortcutDefault} }

// CtrlShift is Ctrl with Shift held as well.
func CtrlShift(key fyne.KeyName) Chord {
	return Chord{Key: key, Mod: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}

// Typed is a chord of one typed character.
func Typed(r rune) Chord { return Chord{Rune: r} }

// Plain is a chord of one key that is not text, such as F5.
func Plain(key fyne.KeyName) Chord { return Chord{Key: key} }

// command says whether the chord cannot be part of typing.
func (c Chord) command() bool { return c.Mod&^fyne.KeyModifierShift != 0 }

// Label is the chord as people read it, for example "Ctrl+Shift+P".
func (c Chord) Label() string {
	s := ""
	for _, m := range []struct {
		mod  fyne.KeyModifier
		name string
	}{{fyne.KeyModifierControl, "Ctrl+"}, {fyne.KeyModifierAlt, "Alt+"}, {fyne.KeyModifierShift, "Shift+"}, {fyne.KeyModifierSuper, "Cmd+"}} {
		if c.Mod&m.mod != 0 {
			s += m.name
		}
	}
	switch {
	case unicode.IsUpper(c.Rune):
		return s + "Shift+" + string(c.Rune)
	case c.Rune != 0:
		return s + string(unicode.ToUpper(c.Rune))
	}
	switch c.Key {
	case fyne.KeyPageUp:
		return s + "Page Up"
	case fyne.KeyPageDown:
		return s + "Page Down"
	case fyne.KeyReturn:
		return s + "Enter"
	case fyne.KeyEscape:
		return s + "Esc"
	}
	return s + string(c.Key)
}

// shortcut is the chord in the form the toolkit reports it, which for a few keys is a type of their own.
func (c Chord) shortcut() fyne.Shortcut {
	if c.Mod == fyne.KeyModifierShortcutDefault {
		switch c.Key {
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		case fyne.KeyY:
			return &fyne.ShortcutRedo{}
		}
	}
	if c.Key == "" {
		return nil
	}
	return &desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Mod}
}

// Command is one thing a person can ask for by menu, key or the sheet of keys.
type Command struct {
	ID      string // names the command for the probe and for Item
	Group   string // heading in the sheet of keys
	Title   string // what it does, as a verb
	Keys    []Chord
	Run     func()
	Enabled func() bool // nil means always
}

// Keymap is the table of commands of one window. No command runs while a dialog or menu is open, so that nothing
// happens to a document behind it; and no key that could be typed runs while text is being typed.
type Keymap struct {
	canvas   fyne.Canvas
	commands []*Command
	mods     func() fyne.KeyModifier
}

// NewKeymap makes the table and listens to the keys that no widget uses. Chords with Ctrl or Alt reach it through a
// menu made of Item, because the toolkit gives others to whatever holds the focus.
func NewKeymap(c fyne.Canvas, commands []Command) *Keymap {
	k := &Keymap{canvas: c, mods: modifiers}
	for i := range commands {
		k.commands = append(k.commands, &commands[i])
	}
	c.SetOnTypedRune(k.typed)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { k.pressed(e.Name) })
	return k
}

// Commands is the table.
func (k *Keymap) Commands() []*Command { return k.commands }

// Open says whether commands may run now.
func (k *Keymap) Open() bool { return k.canvas.Overlays().Top() == nil }

// Do runs a command by its ID and says whether it ran.
func (k *Keymap) Do(id string) bool {
	for _, c := range k.commands {
		if c.ID == id {
			return k.run(c)
		}
	}
	return false
}

func (k *Keymap) run(c *Command) bool {
	if c.Run == nil || !k.Open() || c.Enabled != nil && !c.Enabled() {
		return false
	}
	c.Run()
	return true
}

// typing says whether the focus is in a text field.
func (k *Keymap) typing() bool {
	_, ok := k.canvas.Focused().(interface{ SelectedText() string })
	return ok
}

func (k *Keymap) typed(r rune) {
	if k.typing() {
		return
	}
	k.find(func(c Chord) bool { return c.Rune == r && c.Rune != 0 })
}

func (k *Keymap) pressed(name fyne.KeyName) {
	if k.typing() {
		return
	}
	held := k.mods()
	k.find(func(c Chord) bool { return c.Key == name && c.Mod == held })
}

// find runs the first command that answers to a chord and is enabled: two commands may share a key when only one of
// them can apply at a time.
func (k *Keymap) find(match func(Chord) bool) {
	for _, c := range k.commands {
		for _, chord := range c.Keys {
			if match(chord) && k.run(c) {
				return
			}
		}
	}
}

// Item is the menu item of a command. Its key is shown; Ctrl and Alt chords also fire from the menu wherever the focus
// is. A text field keeps Ctrl+Z and Ctrl+Y for its own text.
func (k *Keymap) Item(id string) *fyne.MenuItem {
	for _, c := range k.commands {
		if c.ID != id {
			continue
		}
		item := fyne.NewMenuItem(c.Title, nil)
		for _, chord := range c.Keys {
			if sh := chord.shortcut(); sh != nil && item.Shortcut == nil {
				item.Shortcut = sh
			}
		}
		fires := item.Shortcut
		if fires == nil && len(c.Keys) > 0 {
			showKey(item, c.Keys[0].Rune)
		}
		item.Action = func() { k.chosen(c, fires) }
		return item
	}
	return fyne.NewMenuItem(id, nil)
}

// showKey shows a typed key beside a menu item. A shortcut without a modifier never fires from a menu the toolkit draws;
// the menu bar of a Mac would take the key out of text fields, so there it stands in the text.
func showKey(item *fyne.MenuItem, r rune) {
	if runtime.GOOS == "darwin" {
		item.Label += " (" + Typed(r).Label() + ")"
		return
	}
	sh := &desktop.CustomShortcut{KeyName: fyne.KeyName(string(unicode.ToUpper(r)))}
	if unicode.IsUpper(r) {
		sh.Modifier = fyne.KeyModifierShift
	}
	item.Shortcut = sh
}

func (k *Keymap) chosen(c *Command, sh fyne.Shortcut) {
	if field, ok := k.canvas.Focused().(fyne.Shortcutable); ok && k.typing() {
		switch sh.(type) {
		case *fyne.ShortcutUndo, *fyne.ShortcutRedo:
			field.TypedShortcut(sh)
			return
		}
	}
	k.run(c)
}
