package kit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

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

// modName is a modifier as people read it.
type modName struct {
	mod  fyne.KeyModifier
	name string
}

func modNames() []modName {
	return []modName{{fyne.KeyModifierControl, "Ctrl+"}, {fyne.KeyModifierAlt, "Alt+"}, {fyne.KeyModifierShift, "Shift+"}, {fyne.KeyModifierSuper, "Cmd+"}}
}

// keyName is a key that is not text, as people read it.
type keyName struct {
	key  fyne.KeyName
	name string
}

func keyNames() []keyName {
	out := []keyName{{fyne.KeyPageUp, "Page Up"}, {fyne.KeyPageDown, "Page Down"}, {fyne.KeyReturn, "Enter"}, {fyne.KeyEscape, "Esc"}, {fyne.KeyBackspace, "Backspace"},
		{fyne.KeyDelete, "Delete"}, {fyne.KeyInsert, "Insert"}, {fyne.KeyUp, "Up"}, {fyne.KeyDown, "Down"}, {fyne.KeyLeft, "Left"}, {fyne.KeyRight, "Right"},
		{fyne.KeyHome, "Home"}, {fyne.KeyEnd, "End"}, {fyne.KeyTab, "Tab"}, {fyne.KeySpace, "Space"}}
	for i := 1; i <= 12; i++ {
		name := fmt.Sprint("F", i)
		out = append(out, keyName{fyne.KeyName(name), name})
	}
	return out
}

// Label is the chord as people read it, for example "Ctrl+Shift+P". ParseChord reads it back.
func (c Chord) Label() string {
	s := ""
	for _, m := range modNames() {
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
	for _, k := range keyNames() {
		if k.key == c.Key {
			return s + k.name
		}
	}
	return s + string(c.Key)
}

// ParseChord reads a chord as Label writes it.
func ParseChord(text string) (Chord, error) {
	var c Chord
	rest := text
	for more := true; more; {
		more = false
		for _, m := range modNames() {
			if after, ok := strings.CutPrefix(rest, m.name); ok && after != "" && c.Mod&m.mod == 0 {
				c.Mod, rest, more = c.Mod|m.mod, after, true
			}
		}
	}
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case n == 0 || n < len(rest) || r == utf8.RuneError || !unicode.IsPrint(r) || r == ' ':
	case c.command() && r < utf8.RuneSelf:
		c.Key = fyne.KeyName(unicode.ToUpper(r))
		return c, nil
	case c.Mod == 0 && unicode.ToLower(unicode.ToUpper(r)) == unicode.ToLower(r):
		return Typed(unicode.ToLower(r)), nil
	case c.Mod == fyne.KeyModifierShift && unicode.IsUpper(unicode.ToUpper(r)) && unicode.ToLower(unicode.ToUpper(r)) == unicode.ToLower(r):
		return Typed(unicode.ToUpper(r)), nil
	}
	for _, k := range keyNames() {
		if strings.EqualFold(k.name, rest) {
			c.Key = k.key
			return c, nil
		}
	}
	return Chord{}, fmt.Errorf("no key is called %q", text)
}

// chordOf is the chord the toolkit reported as a shortcut.
func chordOf(s fyne.Shortcut) Chord {
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		return Chord{Key: s.KeyName, Mod: s.Modifier}
	case *fyne.ShortcutUndo:
		return Ctrl(fyne.KeyZ)
	case *fyne.ShortcutRedo:
		return Ctrl(fyne.KeyY)
	case *fyne.ShortcutCopy:
		return Ctrl(fyne.KeyC)
	case *fyne.ShortcutCut:
		return Ctrl(fyne.KeyX)
	case *fyne.ShortcutPaste:
		return Ctrl(fyne.KeyV)
	case *fyne.ShortcutSelectAll:
		return Ctrl(fyne.KeyA)
	}
	return Chord{}
}

// kept says why a chord cannot be given to a command, "" if it can.
func (c Chord) kept() string {
	switch c.Key {
	case fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyEscape, fyne.KeySpace, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyPageDown:
		if !c.command() {
			return "lists, pages and dialogs are worked with it"
		}
	case fyne.KeyC, fyne.KeyV, fyne.KeyX, fyne.KeyA:
		if c.Mod == fyne.KeyModifierShortcutDefault {
			return "text fields and pages need it to copy, paste, cut or select all"
		}
	}
	if c.Rune == ' ' {
		return "pages are turned and buttons are pressed with it"
	}
	return ""
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
