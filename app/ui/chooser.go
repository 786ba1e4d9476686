package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact/exempt"
)

// choice is one line of the chooser.
type choice struct {
	label, name, note string
	take              func()
}

// chooser is the list of exemptions: typing narrows it, the arrows move in it,
// Enter takes a line. A code that needs a statute or a privilege asks for it in
// a second step of the same list.
type chooser struct {
	s      *shell
	set    exempt.Set
	recent []string
	then   func(view.Basis)
	entry  *kit.Entry
	list   *kit.List
	hint   *kit.Text
	dialog *kit.Dialog
	offer  func(typed string) []choice // the lines of this step
	lines  []choice
}

// openChooser asks for the basis of a mark. A digit typed before that can mean
// only one code which needs nothing beside it is that code, without a question.
func openChooser(s *shell, title, typed string, recent []string, then func(view.Basis)) {
	c := &chooser{s: s, set: s.desk.Case.Exemptions(), recent: recent, then: then, hint: kit.NewText("", kit.TextCaption, kit.ColorMuted, false)}
	if code, ok := c.only(typed); ok {
		then(view.Basis{Codes: []string{string(code.ID)}})
		return
	}
	c.hint.Whole = false
	c.hint.Set("Enter takes the marked line; the arrows move it.")
	c.entry = kit.NewEntry("Type a code such as 6 or 7c, several as 6, 7c, or a word")
	c.entry.OnKey = c.key
	c.list = kit.NewList([]kit.Column{{Title: "Exemption", Width: 160, Bold: true}, {Title: "Covers", Width: 240, Grow: true}, {Title: "", Width: 130, Muted: true}}, rowsOf{})
	c.list.OnOpen, c.list.Lit = c.take, true
	c.entry.OnChanged = func(string) { c.fill() }
	c.offer = c.codes
	body := kit.Down(kit.Space2, c.entry, c.hint, kit.Sized(0, kit.ListHeight(9), c.list))
	c.dialog = kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, Body: body, Width: 660, OK: "Withhold", First: c.entry, OnOK: func() error { c.take(c.list.Cursor()); return kit.ErrStay }})
	s.reg.Object("chooser.entry", c.entry)
	s.reg.Object("chooser.list", c.list)
	s.reg.Object("chooser.ok", c.dialog.OKButton)
	c.entry.OnSubmitted = func(string) { c.take(c.list.Cursor()) }
	c.entry.SetText(typed)
	c.entry.CursorColumn = len(typed)
	c.fill()
}

// only says whether a typed digit means one code alone that asks for nothing.
func (c *chooser) only(typed string) (exempt.Code, bool) {
	code, ok := c.lookup(typed)
	if typed == "" || !ok || code.Group || code.Kind == exempt.Designation || code.Requires != exempt.NeedNothing {
		return exempt.Code{}, false
	}
	for _, other := range c.set.Codes() {
		if other.Parent == code.ID {
			return exempt.Code{}, false
		}
	}
	return code, true
}

// lookup finds a code as it is typed: 7c is (b)(7)(C), since that is the act
// people live in.
func (c *chooser) lookup(typed string) (exempt.Code, bool) {
	if code, ok := c.set.Lookup("b" + typed); ok && typed != "" {
		return code, true
	}
	return c.set.Lookup(typed)
}

func (c *chooser) fill() {
	typed := strings.TrimSpace(c.entry.Text)
	c.lines = c.offer(typed)
	rows := make(rowsOf, 0, len(c.lines))
	for _, l := range c.lines {
		rows = append(rows, []string{l.label, l.name, l.note})
	}
	c.list.SetSource(rows)
	c.list.Select(0)
}

func (c *chooser) key(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp:
		c.list.TypedKey(&fyne.KeyEvent{Name: k})
		return true
	}
	return false
}

func (c *chooser) take(row int) {
	if row >= 0 && row < len(c.lines) {
		c.lines[row].take()
	}
}

// step shows the next question in the same list.
func (c *chooser) step(hint string, offer func(string) []choice) {
	c.offer = offer
	c.list.SetWidths([]float32{220, 380, 40})
	c.hint.SetColor(theme.ColorNameForeground)
	c.hint.Set(hint)
	c.entry.SetText("")
	c.entry.SetPlaceHolder("Type to narrow the list")
	c.fill()
}

func (c *chooser) done(why view.Basis) {
	c.dialog.Close()
	c.then(why)
}

// codes offers the exemptions that fit what was typed: the one that is named
// exactly first, then those used last.
func (c *chooser) codes(typed string) []choice {
	var out []choice
	if several := c.several(typed); len(several.Codes) > 1 {
		out = append(out, choice{c.set.Label(several.Codes), "All of these together", "", func() { c.ask(several) }})
	}
	all := slices.DeleteFunc(c.set.Codes(), func(k exempt.Code) bool {
		return k.Group || k.Kind == exempt.Designation || !fits(k, typed)
	})
	exact, named := c.lookup(typed)
	rank := func(k exempt.Code) int {
		switch i := slices.Index(c.recent, string(k.ID)); {
		case named && typed != "" && k.ID == exact.ID:
			return -1
		case i >= 0 && typed == "":
			return i
		}
		return len(c.recent)
	}
	slices.SortStableFunc(all, func(a, b exempt.Code) int { return rank(a) - rank(b) })
	for _, k := range all {
		note := map[exempt.Need]string{exempt.NeedStatute: "names a statute", exempt.NeedPrivilege: "names a privilege", exempt.NeedOrder: "names the order"}[k.Requires]
		if typed == "" && slices.Contains(c.recent, string(k.ID)) {
			note = "used before"
		}
		out = append(out, choice{k.Label, k.Name, note, func() { c.ask(view.Basis{Codes: []string{string(k.ID)}}) }})
	}
	return out
}

// several reads codes between commas.
func (c *chooser) several(typed string) view.Basis {
	var why view.Basis
	for _, part := range strings.Split(typed, ",") {
		if k, ok := c.lookup(strings.TrimSpace(part)); ok && !k.Group && k.Kind != exempt.Designation && !slices.Contains(why.Codes, string(k.ID)) {
			why.Codes = append(why.Codes, string(k.ID))
		}
	}
	return why
}

// fits says whether a code is meant by what was typed so far: its spelling
// without signs begins with it, or a word of its name does.
func fits(k exempt.Code, typed string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("() .", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	t := plain(typed)
	if t == "" || strings.HasPrefix(plain(k.Label), t) || strings.HasPrefix(plain(k.Label), "b"+t) {
		return true
	}
	for _, w := range strings.Fields(strings.ToLower(k.Name)) {
		if strings.HasPrefix(w, strings.ToLower(typed)) {
			return true
		}
	}
	return false
}

// ask goes through what the codes need beside them, one question at a time.
func (c *chooser) ask(why view.Basis) {
	for _, id := range why.Codes {
		k, _ := c.set.Lookup(id)
		switch {
		case (k.Requires == exempt.NeedStatute || k.Requires == exempt.NeedOrder) && why.Statute == "":
			c.step(k.Label+" rests on a statute: choose it, or type its citation", func(typed string) []choice { return c.statutes(k, why, typed) })
			return
		case k.Requires == exempt.NeedPrivilege && len(why.Privileges) == 0:
			c.step(k.Label+" rests on a privilege: choose it, or type its name", func(typed string) []choice { return c.privileges(why, typed) })
			return
		}
	}
	if slices.Contains(why.Privileges, later) {
		why.Privileges = nil
	}
	c.done(why)
}

// later stands for a privilege that is to be named before production.
const later = "\x00"

// otherPrivilege is the code of a set for a privilege that is named freely.
const otherPrivilege = "other"

func (c *chooser) statutes(k exempt.Code, why view.Basis, typed string) []choice {
	var out []choice
	take := func(cite string) func() {
		return func() { why.Statute = cite; c.ask(why) }
	}
	for _, s := range c.set.Statutes(k.ID) {
		if typed == "" || strings.Contains(strings.ToLower(s.Cite+" "+s.About), strings.ToLower(typed)) {
			out = append(out, choice{s.Cite, s.About, "", take(s.Cite)})
		}
	}
	if typed != "" {
		out = append(out, choice{typed, "As typed", "", take(typed)})
	}
	return out
}

func (c *chooser) privileges(why view.Basis, typed string) []choice {
	var out []choice
	take := func(id string) func() {
		return func() { why.Privileges = []string{id}; c.ask(why) }
	}
	for _, p := range c.set.Privileges() {
		if p.ID == otherPrivilege {
			continue // it needs a name: see below
		}
		if typed == "" || strings.Contains(strings.ToLower(p.ID+" "+p.Name), strings.ToLower(typed)) {
			out = append(out, choice{p.Name, p.Meaning, "", take(p.ID)})
		}
	}
	if _, ok := c.set.Privilege(otherPrivilege + ": x"); ok && typed != "" {
		out = append(out, choice{typed, "Another privilege, of this name", "", take(otherPrivilege + ": " + typed)})
	}
	if typed == "" {
		out = append(out, choice{"Not yet", "Name the privilege before the production", "", take(later)})
	}
	return out
}
