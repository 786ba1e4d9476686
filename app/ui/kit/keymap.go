package kit

import (
	"runtime"
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Command is one thing a person can ask for by menu, key, palette or the sheet of keys.
type Command struct {
	ID      string // names the command for the probe, for Item and in the file of keys
	Group   string // its menu, and its heading in the sheet of keys
	Title   string // what it does, as a verb
	Where   string // the place it works in, "" for every place: commands of different places may share a key
	Rule    bool   // a menu draws a line above it
	Keys    []Chord
	Run     func()
	Enabled func() bool // nil means always
	shipped []Chord     // the keys it came with
}

// Key is the first key of the command as people read it, "" for none.
func (c *Command) Key() string {
	if len(c.Keys) == 0 {
		return ""
	}
	return c.Keys[0].Label()
}

// Has says whether a chord is one of the command's keys.
func (c *Command) Has(chord Chord) bool { return slices.Contains(c.Keys, chord) }

// Can says whether the command applies now.
func (c *Command) Can() bool { return c.Run != nil && (c.Enabled == nil || c.Enabled()) }

// Keymap is the table of commands of one window. No command runs while a dialog or menu is open, so that nothing
// happens to a document behind it; and no key that could be typed runs while text is being typed.
type Keymap struct {
	OnKeys func()         // some commands have other keys now
	OnIdle func(*Command) // a command was chosen that does not apply now

	canvas   fyne.Canvas
	commands []*Command
	mods     func() fyne.KeyModifier
	catch    func(Chord) // takes the next chord instead of a command
	extra    []fyne.Shortcut
}

// NewKeymap makes the table and listens to the keys that no widget uses. The first chord with Ctrl or Alt of a command
// reaches it through a menu made of Item, because the toolkit gives others to whatever holds the focus.
func NewKeymap(c fyne.Canvas, commands []Command) *Keymap {
	k := &Keymap{canvas: c, mods: modifiers}
	for i := range commands {
		commands[i].shipped = commands[i].Keys
		k.commands = append(k.commands, &commands[i])
	}
	c.SetOnTypedRune(k.typed)
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { k.pressed(e.Name) })
	k.listen()
	return k
}

// listen asks the window for the chords that no menu item carries: an item has one chord only.
func (k *Keymap) listen() {
	for _, s := range k.extra {
		k.canvas.RemoveShortcut(s)
	}
	k.extra = nil
	for _, c := range k.commands {
		first := true
		for _, chord := range c.Keys {
			if !chord.command() {
				continue
			}
			if !first {
				k.extra = append(k.extra, chord.shortcut())
				k.canvas.AddShortcut(chord.shortcut(), func(fyne.Shortcut) { k.run(c) })
			}
			first = false
		}
	}
}

// Commands is the table.
func (k *Keymap) Commands() []*Command { return k.commands }

// Command is a command by its ID, nil if there is none.
func (k *Keymap) Command(id string) *Command {
	for _, c := range k.commands {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Key is the first key of a command as people read it, "" for none.
func (k *Keymap) Key(id string) string {
	if c := k.Command(id); c != nil {
		return c.Key()
	}
	return ""
}

// Open says whether commands may run now.
func (k *Keymap) Open() bool { return k.canvas.Overlays().Top() == nil }

// Do runs a command by its ID and says whether it ran.
func (k *Keymap) Do(id string) bool {
	c := k.Command(id)
	return c != nil && k.run(c)
}

func (k *Keymap) run(c *Command) bool {
	if !k.Open() || !c.Can() {
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
	if k.typing() && !functionKey(name) {
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

// functionKey says whether a key is F1 to F12, which are no part of any text.
func functionKey(name fyne.KeyName) bool {
	return len(name) > 1 && name[0] == 'F' && unicode.IsDigit(rune(name[1]))
}

// Item is the menu item of a command. Its key is shown; Ctrl and Alt chords also fire from the menu wherever the focus
// is. A text field keeps Ctrl+Z and Ctrl+Y for its own text.
func (k *Keymap) Item(id string) *fyne.MenuItem {
	c := k.Command(id)
	if c == nil {
		return fyne.NewMenuItem(id, nil)
	}
	item := fyne.NewMenuItem(c.Title, nil)
	var fires Chord
	for _, chord := range c.Keys {
		if chord.command() {
			fires, item.Shortcut = chord, chord.shortcut()
			break
		}
	}
	if item.Shortcut == nil && len(c.Keys) > 0 {
		showKey(item, c.Keys[0])
	}
	item.Action = func() { k.chosen(c, fires) }
	return item
}

// showKey shows a key beside a menu item. A shortcut without a modifier never fires from a menu the toolkit draws;
// the menu bar of a Mac would take the key out of text fields, so there it stands in the text.
func showKey(item *fyne.MenuItem, c Chord) {
	if runtime.GOOS == "darwin" {
		item.Label += " (" + c.Label() + ")"
		return
	}
	sh := &desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Mod}
	if c.Rune != 0 {
		sh.KeyName = fyne.KeyName(unicode.ToUpper(c.Rune))
	}
	if unicode.IsUpper(c.Rune) {
		sh.Modifier = fyne.KeyModifierShift
	}
	item.Shortcut = sh
}

func (k *Keymap) chosen(c *Command, by Chord) {
	if k.catch != nil && by.Key != "" {
		k.catch(by)
		return
	}
	if field, ok := k.canvas.Focused().(fyne.Shortcutable); ok && k.typing() {
		switch sh := by.shortcut().(type) {
		case *fyne.ShortcutUndo, *fyne.ShortcutRedo:
			field.TypedShortcut(sh)
			return
		}
	}
	if !k.run(c) && k.Open() && k.OnIdle != nil {
		k.OnIdle(c)
	}
}
