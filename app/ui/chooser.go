package ui

import (
	"slices"
	"strings"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact/exempt"
)

// chooser is the list of exemptions: typing narrows it, the arrows move in it,
// Enter takes a line. A code that needs a statute or a privilege asks for it in
// a second step of the same list.
type chooser struct {
	*picker
	set    exempt.Set
	recent []string
	then   func(view.Basis)
}

// openChooser asks for the basis of a mark. A digit typed before that can mean
// only one code which needs nothing beside it is that code, without a question.
func openChooser(s *shell, title, typed string, recent []string, then func(view.Basis)) {
	c := &chooser{set: s.desk.Case.Exemptions(), recent: recent, then: then}
	if code, ok := c.only(typed); ok {
		then(view.Basis{Codes: []string{string(code.ID)}})
		return
	}
	c.picker = newPicker([]kit.Column{{Title: "Exemption", Width: 160, Bold: true}, {Title: "Covers", Width: 240, Grow: true}, {Title: "", Width: 130, Muted: true}},
		"Enter takes the marked line; the arrows move it.")
	c.entry.SetPlaceHolder("Type a code such as 6 or 7c, several as 6, 7c, or a word")
	c.offer = c.codes
	c.show(s, title, "Withhold", typed)
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

// ground shows the question for what a code rests on.
func (c *chooser) ground(hint string, offer func(string) []choice) {
	c.list.SetWidths([]float32{220, 380, 40})
	c.step(hint, offer)
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
			c.ground(k.Label+" rests on a statute: choose it, or type its citation", func(typed string) []choice { return c.statutes(k, why, typed) })
			return
		case k.Requires == exempt.NeedPrivilege && len(why.Privileges) == 0:
			c.ground(k.Label+" rests on a privilege: choose it, or type its name", func(typed string) []choice { return c.privileges(why, typed) })
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
