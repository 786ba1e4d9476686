package ui

import (
	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/redact"
)

// commands is everything a person can ask for, by menu or key.
func (s *shell) commands() []kit.Command {
	inCase := func() bool { return s.desk != nil }
	out := []kit.Command{
		{ID: "new", Group: "Case", Title: "New case…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyN)}, Run: s.newCase},
		{ID: "open", Group: "Case", Title: "Open case…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyO)}, Run: s.openCase},
		{ID: "sample", Group: "Case", Title: "Open the sample case", Run: s.openSample},
		{ID: "close", Group: "Case", Title: "Close case", Keys: []kit.Chord{kit.Ctrl(fyne.KeyW)}, Run: s.askClose, Enabled: inCase},
		{ID: "settings", Group: "Case", Title: "Settings…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyComma)}, Run: s.showSettings},
		{ID: "quit", Group: "Case", Title: "Quit", Keys: []kit.Chord{kit.Ctrl(fyne.KeyQ)}, Run: s.quit},
	}
	for i, p := range places() {
		key := fyne.KeyName(rune('0' + (i+1)%10))
		out = append(out, kit.Command{ID: "go." + p.ID, Group: "Go to", Title: p.Label, Keys: []kit.Chord{kit.Ctrl(key)}, Run: func() { s.goTo(p.ID) }, Enabled: inCase})
	}
	out = append(out, kit.Command{ID: "find", Group: "Go to", Title: "Search box", Keys: []kit.Chord{kit.Ctrl(fyne.KeyF), kit.Typed('/')}, Run: s.focusSearch, Enabled: inCase})
	out = append(out, s.reviewCommands()...)
	out = append(out, s.exploreCommands()...)
	out = append(out, s.queueCommands()...)
	out = append(out, s.checkCommands()...)
	out = append(out, s.peopleCommands()...)
	return append(out,
		kit.Command{ID: "keys", Group: "Help", Title: "Keys", Keys: []kit.Chord{kit.Typed('?')}, Run: s.showKeys},
		kit.Command{ID: "help", Group: "Help", Title: "Help", Keys: []kit.Chord{kit.Plain(fyne.KeyF1)}, Run: s.showHelp},
		kit.Command{ID: "about", Group: "Help", Title: "About Vaughn", Run: s.showAbout})
}

// exploreCommands work on the search as a whole.
func (s *shell) exploreCommands() []kit.Command {
	here := func() bool { return s.desk != nil && s.place == placeExplore }
	return []kit.Command{
		{ID: "explore.back", Group: "Explore", Title: "Take the last narrowing back", Keys: []kit.Chord{kit.Plain(fyne.KeyBackspace)}, Run: func() { s.desk.Explore.Widen() }, Enabled: here},
		{ID: "explore.save", Group: "Explore", Title: "Save the search…", Keys: []kit.Chord{kit.Typed('s')}, Run: func() { s.explore.save() }, Enabled: here},
		{ID: "explore.read", Group: "Explore", Title: "Read the records found", Keys: []kit.Chord{kit.Typed('v')}, Run: func() { s.explore.read() }, Enabled: here},
	}
}

// queueCommands decide on proposals.
func (s *shell) queueCommands() []kit.Command {
	here := func() bool { return s.desk != nil && s.place == placeQueue }
	command := func(id, title string, run func(), keys ...kit.Chord) kit.Command {
		return kit.Command{ID: "queue." + id, Group: "Proposals", Title: title, Keys: keys, Run: run, Enabled: here}
	}
	return []kit.Command{
		command("accept", "Accept, then next", func() { s.queue.decide(redact.Accepted, false) }, kit.Typed('a')),
		command("reject", "Reject, then next", func() { s.queue.decide(redact.Rejected, false) }, kit.Typed('x'), kit.Plain(fyne.KeyDelete)),
		command("like", "Accept all like this", func() { s.queue.decide(redact.Accepted, true) }, kit.Typed('A')),
		command("unlike", "Reject all like this", func() { s.queue.decide(redact.Rejected, true) }, kit.Typed('X')),
		command("next", "Next, undecided", func() { s.queue.step(1) }, kit.Typed('j')),
		command("previous", "Previous", func() { s.queue.step(-1) }, kit.Typed('k')),
		command("suggest", "Suggest what to withhold…", func() { s.queue.suggest() }, kit.Typed('g')),
	}
}

// checkCommands work on the findings of the check.
func (s *shell) checkCommands() []kit.Command {
	here := func() bool { return s.desk != nil && s.place == placeChecks }
	command := func(id, title string, run func(), keys ...kit.Chord) kit.Command {
		return kit.Command{ID: "checks." + id, Group: "Checks", Title: title, Keys: keys, Run: run, Enabled: here}
	}
	return []kit.Command{
		command("mend", "Mend the finding", func() { s.checks.mendIt() }, kit.Typed('f')),
		command("accept", "Accept it as it is…", func() { s.checks.accept() }, kit.Typed('a')),
		command("first", "Open its place", func() { s.checks.open(0) }, kit.Typed('o')),
		command("second", "Open what it is compared with", func() { s.checks.open(1) }, kit.Typed('O')),
		command("again", "Check again", func() { s.desk.Checks.Load() }, kit.Plain(fyne.KeyF5)),
	}
}

// peopleCommands decide who is who.
func (s *shell) peopleCommands() []kit.Command {
	here := func() bool { return s.desk != nil && s.place == placePeople }
	command := func(id, title string, run func(), key rune) kit.Command {
		return kit.Command{ID: "people." + id, Group: "People", Title: title, Keys: []kit.Chord{kit.Typed(key)}, Run: run, Enabled: here}
	}
	return []kit.Command{
		command("confirm", "Confirm the forms", func() { s.people.confirm() }, 'c'),
		command("merge", "Merge the selected persons", func() { s.people.merge() }, 'm'),
		command("split", "Split the selected forms off", func() { s.people.split() }, 's'),
		command("read", "Read the person's records", func() { s.people.read() }, 'v'),
	}
}

// reviewCommands work on the record in the reader.
func (s *shell) reviewCommands() []kit.Command {
	here := func() bool { return s.desk != nil && s.place == placeReview }
	shown := func() bool { return here() && s.desk.Reader.State().ID != "" }
	do := func(f func(*reviewScreen)) func() { return func() { f(s.review) } }
	command := func(id, group, title string, run func(*reviewScreen), keys ...kit.Chord) kit.Command {
		return kit.Command{ID: id, Group: group, Title: title, Keys: keys, Run: do(run), Enabled: shown}
	}
	out := []kit.Command{
		command("next", "Read", "Next record", (*reviewScreen).next, kit.Typed('j'), kit.Plain(fyne.KeyDown)),
		command("previous", "Read", "Previous record", (*reviewScreen).previous, kit.Typed('k'), kit.Plain(fyne.KeyUp)),
		command("unreviewed", "Read", "Next unreviewed", (*reviewScreen).unreviewed, kit.Typed('u')),
		command("hit", "Read", "Next hit", (*reviewScreen).nextHit, kit.Typed('h')),
		command("hitback", "Read", "Previous hit", (*reviewScreen).previousHit, kit.Typed('H')),
		command("produced", "Read", "As it will be produced", (*reviewScreen).toggleProduced, kit.Typed('p')),
		command("compare", "Read", "Compare with a near-copy…", func(*reviewScreen) { s.compare() }, kit.Typed('d')),
		command("source", "Read", "Source, with all headers…", func(*reviewScreen) { s.showSource() }, kit.Typed('i')),
		command("panel", "Read", "Panel at the side", (*reviewScreen).togglePanel, kit.Typed('s')),
		command("zoomin", "Read", "Zoom in", (*reviewScreen).zoomIn, kit.Typed('+')),
		command("zoomout", "Read", "Zoom out", (*reviewScreen).zoomOut, kit.Typed('-')),
		command("fit", "Read", "Fit to width", (*reviewScreen).fitWidth, kit.Typed('0')),
		command("yes", "Code", "Responsive, then next", func(r *reviewScreen) { r.code("yes", true) }, kit.Typed('y')),
		command("no", "Code", "Not responsive, then next", func(r *reviewScreen) { r.code("no", true) }, kit.Typed('n')),
		command("yesstay", "Code", "Responsive, and stay", func(r *reviewScreen) { r.code("yes", false) }, kit.Typed('Y')),
		command("nostay", "Code", "Not responsive, and stay", func(r *reviewScreen) { r.code("no", false) }, kit.Typed('N')),
		command("clear", "Code", "Clear the coding", func(r *reviewScreen) { r.code("", false) }, kit.Typed('c')),
		command("redact", "Redact", "Withhold the selection…", (*reviewScreen).redact, kit.Typed('r')),
		command("again", "Redact", "Withhold as last time", (*reviewScreen).redactAgain, kit.Typed('.')),
	}
	for _, digit := range []rune("123456789") {
		title := "" // one line of the sheet stands for all nine
		if digit == '1' {
			title = "Withhold as (b)(1); 2 to 9 likewise"
		}
		out = append(out, kit.Command{ID: "digit" + string(digit), Group: "Redact", Title: title, Run: func() { s.review.redactWith(string(digit)) }, Keys: []kit.Chord{kit.Typed(digit)}, Enabled: shown})
	}
	return append(out,
		command("places", "Redact", "Other places of the passage…", func(r *reviewScreen) { r.side.spread.showPlaces() }, kit.Typed('g')),
		command("carry", "Redact", "Carry to all other places", func(r *reviewScreen) { r.side.spread.carryAll() }, kit.Typed('G')),
		command("withhold", "Redact", "Withhold the whole record…", (*reviewScreen).withhold, kit.Typed('w')),
		command("recode", "Redact", "Change the exemption…", (*reviewScreen).recode, kit.Typed('e')),
		command("accept", "Redact", "Accept the mark", (*reviewScreen).accept, kit.Typed('a')),
		command("reject", "Redact", "Reject the mark", (*reviewScreen).reject, kit.Typed('x'), kit.Plain(fyne.KeyDelete)),
		kit.Command{ID: "undo", Group: "Redact", Title: "Undo", Keys: []kit.Chord{kit.Ctrl(fyne.KeyZ)}, Run: func() { s.desk.Reader.Undo() }, Enabled: func() bool { return s.desk != nil && s.desk.Reader.State().CanUndo }},
		kit.Command{ID: "redo", Group: "Redact", Title: "Redo", Keys: []kit.Chord{kit.CtrlShift(fyne.KeyZ), kit.Ctrl(fyne.KeyY)}, Run: func() { s.desk.Reader.Redo() }, Enabled: func() bool { return s.desk != nil && s.desk.Reader.State().CanRedo }},
	)
}

// menus shows every command with its key.
func (s *shell) menus() *fyne.MainMenu {
	menu := func(title string, ids ...string) *fyne.Menu {
		m := fyne.NewMenu(title)
		for _, id := range ids {
			if id == "" {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
				continue
			}
			item := s.keys.Item(id)
			item.IsQuit = id == "quit"
			m.Items = append(m.Items, item)
		}
		return m
	}
	var goes []string
	for _, p := range places() {
		goes = append(goes, "go."+p.ID)
	}
	return fyne.NewMainMenu(
		menu("Case", "new", "open", "sample", "", "close", "", "settings", "", "quit"),
		menu("Go", append(goes, "", "find")...),
		menu("Read", "next", "previous", "unreviewed", "", "hit", "hitback", "", "produced", "compare", "source", "panel", "", "zoomin", "zoomout", "fit"),
		menu("Code", "yes", "no", "", "yesstay", "nostay", "", "clear"),
		menu("Redact", "undo", "redo", "", "redact", "again", "withhold", "", "places", "carry", "", "recode", "accept", "reject", "", "queue.suggest"),
		menu("Help", "help", "keys", "", "about"))
}
