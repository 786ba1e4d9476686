package ui

import (
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// keySettings is the list of every command with its keys, which can be changed
// there.
type keySettings struct {
	s *shell
	*commandList
	said *kit.Text
}

// showKeySettings opens the list.
func (s *shell) showKeySettings() {
	k := &keySettings{s: s, said: muted("Enter gives the marked command another key. What is changed applies at once, here and in every menu.")}
	shipped := func(c *kit.Command) string {
		if c.Changed() {
			return strings.Join(kit.Labels(c.Shipped()), "  ")
		}
		return ""
	}
	k.commandList = newCommandList("Type words of a command, or a key", []kit.Column{{Title: "Command", Width: 270, Grow: true, Bold: true}, {Title: "Menu", Width: 110, Muted: true},
		{Title: "Keys", Width: 170}, {Title: "Came with", Width: 130, Muted: true}},
		s.keys.Commands(), func(c *kit.Command) []string {
			return []string{c.Title, c.Group, strings.Join(kit.Labels(c.Keys), "  "), shipped(c)}
		})
	button := func(name, text string, run func()) fyne.CanvasObject {
		b := kit.NewButton("", text, kit.Plainly, run)
		s.reg.Object("keys."+name, b)
		return b
	}
	buttons := kit.Across(kit.Space2, button("change", "Change…", k.change), button("add", "Add a key…", k.add), button("none", "No key", k.none), button("reset", "As it came", k.reset),
		button("all", "All as they came", k.resetAll), button("export", "Export…", k.export), button("import", "Import…", k.importFile))
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Change keys", Width: 860, Cancel: "Done", First: k.entry,
		Body: kit.Down(kit.Space2, k.entry, k.said, kit.Sized(0, kit.ListHeight(12), k.list), buttons)})
	k.list.OnOpen = func(int) { k.change() }
	k.entry.OnSubmitted = func(string) { k.change() }
	s.reg.Object("keys.entry", k.entry)
	s.reg.Object("keys.list", k.list)
	s.reg.Object("keys.done", d.CancelButton)
	k.fill()
}

func (k *keySettings) say(text string, tone kit.Tone) {
	k.said.SetColor(tone.Ink())
	if tone == kit.Neutral {
		k.said.SetColor(theme.ColorNameForeground)
	}
	k.said.Set(text)
}

// give changes the keys of the marked command, shows it and keeps it.
func (k *keySettings) give(c *kit.Command, keys ...kit.Chord) error {
	if err := k.s.keys.Give(c.ID, keys...); err != nil {
		return err
	}
	k.keep()
	if now := strings.Join(kit.Labels(c.Keys), ", "); now != "" {
		k.say(fmt.Sprintf("“%s” has %s now.", c.Title, now), kit.Good)
	} else {
		k.say(fmt.Sprintf("“%s” has no key now; the menus and the palette still have it.", c.Title), kit.Good)
	}
	return nil
}

func (k *keySettings) keep() {
	keys := k.s.keys.Changed()
	k.s.start.Change(func(set *view.Settings) { set.Keys = keys })
	k.draw()
}

func (k *keySettings) ask(title string, with func(c *kit.Command, chord kit.Chord) []kit.Chord) {
	c := k.at()
	if c == nil {
		return
	}
	d := k.s.keys.AskChord(fmt.Sprintf(title, c.Title), func(chord kit.Chord) error { return k.give(c, with(c, chord)...) })
	k.s.reg.Object("keys.ask", d.CancelButton)
}

func (k *keySettings) change() {
	k.ask("The key of “%s”", func(_ *kit.Command, chord kit.Chord) []kit.Chord { return []kit.Chord{chord} })
}

func (k *keySettings) add() {
	k.ask("Another key of “%s”", func(c *kit.Command, chord kit.Chord) []kit.Chord {
		return append(append([]kit.Chord{}, c.Keys...), chord)
	})
}

func (k *keySettings) none() { k.direct(func(*kit.Command) []kit.Chord { return nil }) }

func (k *keySettings) reset() {
	k.direct(func(c *kit.Command) []kit.Chord { return c.Shipped() })
}

func (k *keySettings) direct(keys func(*kit.Command) []kit.Chord) {
	if c := k.at(); c != nil {
		if err := k.give(c, keys(c)...); err != nil {
			k.say(sentence(err.Error()), kit.Bad)
		}
	}
}

func (k *keySettings) resetAll() {
	k.s.keys.Custom(nil)
	k.keep()
	k.say("Every command has the keys it came with.", kit.Good)
}

func (k *keySettings) export() {
	all := map[string][]string{}
	for _, c := range k.s.keys.Commands() {
		all[c.ID] = kit.Labels(c.Keys)
	}
	k.s.saveAs("Export the keys", filepath.Join(documents(), "vaughn-keys.json"), func(path string) {
		k.s.env.Go(func() {
			err := view.ExportKeys(path, all)
			k.s.post(func() { k.told(err, "The keys of every command are in "+tilde(path)+".") })
		})
	})
}

func (k *keySettings) importFile() {
	path := kit.NewEntry("vaughn-keys.json")
	d := kit.ShowDialog(k.s.canvas(), kit.DialogSpec{Title: "Import keys", OK: "Import", Width: 620, First: path, Body: kit.Field("File", "Made by Export…, here or on another computer.", path),
		OnOK: func() error {
			k.s.env.Go(func() {
				keys, err := view.ImportKeys(expand(strings.TrimSpace(path.Text)))
				k.s.post(func() { k.take(keys, err) })
			})
			return nil
		}})
	path.OnSubmitted = d.Submit
	k.s.reg.Object("keys.path", path)
}

func (k *keySettings) take(keys map[string][]string, err error) {
	if err == nil {
		if wrong := k.s.keys.Custom(keys); len(wrong) > 0 {
			k.keep()
			k.say(sentence(wrong[0].Error()), kit.Bad)
			return
		}
		k.keep()
	}
	k.told(err, "The keys are as the file has them.")
}

func (k *keySettings) told(err error, said string) {
	if err != nil {
		k.say(sentence(err.Error()), kit.Bad)
		return
	}
	k.say(said, kit.Good)
}
