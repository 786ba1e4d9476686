package ui

import (
	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
)

// commands is everything a person can ask for. The menus, the palette, the
// sheet behind ? and the settings of keys are made of this one table; a screen
// adds its lines with at. No two commands that apply together may share a key:
// a test looks for it.
func (s *shell) commands() []kit.Command {
	inCase := func() bool { return s.desk != nil }
	out := []kit.Command{
		{ID: "new", Group: "Case", Title: "New case…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyN)}, Run: s.newCase},
		{ID: "open", Group: "Case", Title: "Open case…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyO)}, Run: s.openCase},
		{ID: "sample", Group: "Case", Title: "Open the sample case", Run: s.openSample},
		{ID: "close", Group: "Case", Title: "Close case", Keys: []kit.Chord{kit.Ctrl(fyne.KeyW)}, Run: s.askClose, Enabled: inCase, Rule: true},
		{ID: "settings", Group: "Case", Title: "Settings…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyComma)}, Run: s.showSettings, Rule: true},
		{ID: "fields", Group: "Case", Title: "Fields to code…", Run: s.showFields, Enabled: inCase},
		{ID: "setkeys", Group: "Case", Title: "Change keys…", Run: s.showKeySettings},
		{ID: "quit", Group: "Case", Title: "Quit", Keys: []kit.Chord{kit.Ctrl(fyne.KeyQ)}, Run: s.quit, Rule: true},
		{ID: "undo", Group: "Edit", Title: "Undo", Keys: []kit.Chord{kit.Ctrl(fyne.KeyZ)}, Run: func() { s.desk.Reader.Undo() }, Enabled: func() bool { return s.desk != nil && s.desk.Reader.State().CanUndo }},
		{ID: "redo", Group: "Edit", Title: "Redo", Keys: []kit.Chord{kit.CtrlShift(fyne.KeyZ), kit.Ctrl(fyne.KeyY)}, Run: func() { s.desk.Reader.Redo() }, Enabled: func() bool { return s.desk != nil && s.desk.Reader.State().CanRedo }},
		{ID: "find", Group: "Edit", Title: "Search box", Keys: []kit.Chord{kit.Ctrl(fyne.KeyF), kit.Typed('/')}, Run: s.focusSearch, Enabled: inCase, Rule: true},
		{ID: "palette", Group: "Edit", Title: "Find a command…", Keys: []kit.Chord{kit.Ctrl(fyne.KeyK), kit.CtrlShift(fyne.KeyP)}, Run: s.showPalette},
	}
	digit := 0
	for _, p := range places() {
		key := fyne.KeyB // of the batches, which came when the digits were given
		if p.ID != placeBatches {
			digit++
			key = fyne.KeyName(rune('0' + digit%10))
		}
		out = append(out, kit.Command{ID: "go." + p.ID, Group: "Go to", Title: p.Label, Keys: []kit.Chord{kit.Ctrl(key)}, Run: func() { s.goTo(p.ID) }, Enabled: inCase})
	}
	for _, more := range [][]kit.Command{s.readCommands(), s.codeCommands(), s.redactCommands(), s.exploreCommands(), s.queueCommands(), s.checkCommands(), s.peopleCommands(), s.batchCommands()} {
		out = append(out, more...)
	}
	return append(out,
		kit.Command{ID: "help", Group: "Help", Title: "Help", Keys: []kit.Chord{kit.Plain(fyne.KeyF1)}, Run: s.showHelp},
		kit.Command{ID: "keys", Group: "Help", Title: "Keys", Keys: []kit.Chord{kit.Typed('?')}, Run: s.showKeys},
		kit.Command{ID: "about", Group: "Help", Title: "About Vaughn", Run: s.showAbout, Rule: true})
}

// at makes commands of one place: they apply while it is in view and, unless
// also is nil, also holds.
func (s *shell) at(place, group string, also func() bool, commands ...kit.Command) []kit.Command {
	for i := range commands {
		commands[i].Where, commands[i].Group = place, group
		commands[i].Enabled = func() bool { return s.desk != nil && s.place == place && (also == nil || also()) }
	}
	return commands
}

// command is a line of the table whose place and group at gives.
func command(id, title string, run func(), keys ...kit.Chord) kit.Command {
	return kit.Command{ID: id, Title: title, Keys: keys, Run: run}
}

// ruled draws a line above a command in its menu.
func ruled(c kit.Command) kit.Command {
	c.Rule = true
	return c
}

// exploreCommands work on the search as a whole.
func (s *shell) exploreCommands() []kit.Command {
	return s.at(placeExplore, "Explore", nil,
		command("explore.back", "Take the last narrowing back", func() { s.desk.Explore.Widen() }, kit.Plain(fyne.KeyBackspace)),
		command("explore.save", "Save the search…", func() { s.explore.save() }, kit.Typed('s')),
		command("explore.unsave", "Remove the saved search", func() { s.explore.unsave() }, kit.Plain(fyne.KeyDelete)),
		command("explore.read", "Read the records found", func() { s.explore.read() }, kit.Typed('v')))
}

// queueCommands decide on proposals.
func (s *shell) queueCommands() []kit.Command {
	return s.at(placeQueue, "Proposals", nil,
		command("queue.accept", "Accept, then next", func() { s.queue.decide(redact.Accepted, false) }, kit.Typed('a')),
		command("queue.reject", "Reject, then next", func() { s.queue.decide(redact.Rejected, false) }, kit.Typed('x'), kit.Plain(fyne.KeyDelete)),
		command("queue.like", "Accept all like this", func() { s.queue.decide(redact.Accepted, true) }, kit.Typed('A')),
		command("queue.unlike", "Reject all like this", func() { s.queue.decide(redact.Rejected, true) }, kit.Typed('X')),
		command("queue.next", "Next, undecided", func() { s.queue.step(1) }, kit.Typed('j')),
		command("queue.previous", "Previous", func() { s.queue.step(-1) }, kit.Typed('k')),
		ruled(command("queue.suggest", "Suggest what to withhold…", func() { s.queue.suggest() }, kit.Typed('g'))))
}

// checkCommands work on the findings of the check.
func (s *shell) checkCommands() []kit.Command {
	return s.at(placeChecks, "Checks", nil,
		command("checks.mend", "Mend the finding", func() { s.checks.mendIt() }, kit.Typed('f')),
		command("checks.accept", "Accept it as it is…", func() { s.checks.accept() }, kit.Typed('a')),
		command("checks.first", "Open its place", func() { s.checks.open(0) }, kit.Typed('o')),
		command("checks.second", "Open what it is compared with", func() { s.checks.open(1) }, kit.Typed('O')),
		ruled(command("checks.again", "Check again", func() { s.desk.Checks.Load() }, kit.Plain(fyne.KeyF5))))
}

// peopleCommands decide who is who.
func (s *shell) peopleCommands() []kit.Command {
	return s.at(placePeople, "People", nil,
		command("people.confirm", "Confirm the forms", func() { s.people.confirm() }, kit.Typed('c')),
		command("people.merge", "Merge the selected persons", func() { s.people.merge() }, kit.Typed('m')),
		command("people.split", "Split the selected forms off", func() { s.people.split() }, kit.Typed('s')),
		command("people.read", "Read the person's records", func() { s.people.read() }, kit.Typed('v')))
}

// reading says whether a record is in the reader.
func (s *shell) reading() bool { return s.desk.Reader.State().ID != "" }

// readCommands go through records and look at the one in the reader.
func (s *shell) readCommands() []kit.Command {
	on := func(f func(*reviewScreen)) func() { return func() { f(s.review) } }
	around := func(what view.Around) func() {
		return func() {
			if q := s.desk.Reader.Query(what); q != "" {
				s.search(q)
			}
		}
	}
	out := s.at(placeReview, "Read", s.reading,
		command("next", "Next record", on((*reviewScreen).next), kit.Typed('j'), kit.Plain(fyne.KeyDown)),
		command("previous", "Previous record", on((*reviewScreen).previous), kit.Typed('k'), kit.Plain(fyne.KeyUp)),
		command("unreviewed", "Next unreviewed", func() { s.desk.NextUnreviewed() }, kit.Typed('u')),
		command("unreviewedback", "Previous unreviewed", func() { s.desk.PreviousUnreviewed() }, kit.Typed('U')),
		command("likely", "Likeliest responsive first", func() { s.desk.Results.Rank() }, kit.Typed('l')),
		ruled(command("hit", "Next hit", on((*reviewScreen).nextHit), kit.Typed('h'))),
		command("hitback", "Previous hit", on((*reviewScreen).previousHit), kit.Typed('H')),
		ruled(command("threadback", "Earlier in the conversation", func() { s.desk.Thread.Step(-1) }, kit.Typed('['))),
		command("threadnext", "Later in the conversation", func() { s.desk.Thread.Step(1) }, kit.Typed(']')),
		command("thread", "The whole conversation", around(view.InThread), kit.Typed('t')),
		command("family", "The mail with its attachments", around(view.InFamily), kit.Typed('f')),
		command("copies", "All copies", around(view.InCopies)),
		command("sender", "Everything from this sender", around(view.FromSender)),
		ruled(command("produced", "As it will be produced", on((*reviewScreen).toggleProduced), kit.Typed('p'))),
		command("astext", "Pages of files as text", func() { s.desk.Reader.ToggleText() }, kit.Typed('T')),
		command("compare", "Compare with a near-copy…", s.compare, kit.Typed('d')),
		command("source", "Source, with all headers…", s.showSource, kit.Typed('i')),
		command("eventsource", "Source of the chat message…", s.showEventSource, kit.Typed('I')),
		command("copy", "Copy the selection", on((*reviewScreen).copySelection)),
		command("searchfor", "Search for the selection", on((*reviewScreen).searchSelection)),
		command("panel", "Panel at the side", on((*reviewScreen).togglePanel), kit.Typed('s')),
		ruled(command("zoomin", "Zoom in", on((*reviewScreen).zoomIn), kit.Typed('+'))),
		command("zoomout", "Zoom out", on((*reviewScreen).zoomOut), kit.Typed('-')),
		command("fit", "Fit to width", on((*reviewScreen).fitWidth), kit.Typed('0')),
		command("gotopage", "Go to a page…", on((*reviewScreen).askPage), kit.Ctrl(fyne.KeyG)))
	return append(out, s.at(placeReview, "Read", nil, ruled(command("columns", "Columns of the list…", s.showColumns)))...)
}

// codeCommands say whether the record answers the request.
func (s *shell) codeCommands() []kit.Command {
	code := func(value string, advance bool) func() { return func() { s.review.code(value, advance) } }
	return s.at(placeReview, "Code", s.reading,
		command("yes", "Responsive, then next", code("yes", true), kit.Typed('y')),
		command("no", "Not responsive, then next", code("no", true), kit.Typed('n')),
		ruled(command("yesstay", "Responsive, and stay", code("yes", false), kit.Typed('Y'))),
		command("nostay", "Not responsive, and stay", code("no", false), kit.Typed('N')),
		ruled(command("clear", "Clear the coding", code("", false), kit.Typed('c'))),
		ruled(command("field", "Code a field…", s.askField, kit.Typed('v'))),
		command("note", "Note…", s.askNote, kit.Typed('m')),
		ruled(command("confirm", "Confirm the coding, then next (in a batch)", func() { s.desk.Confirm() }, kit.Typed('o'))),
		command("leavebatch", "Leave the batch", func() { s.desk.Batches.Leave() }))
}

// redactCommands withhold what is selected and decide on marks.
func (s *shell) redactCommands() []kit.Command {
	on := func(f func(*reviewScreen)) func() { return func() { f(s.review) } }
	out := s.at(placeReview, "Redact", s.reading,
		command("redact", "Withhold the selection…", on((*reviewScreen).redact), kit.Typed('r')),
		command("again", "Withhold as last time", on((*reviewScreen).redactAgain), kit.Typed('.')),
		command("withhold", "Withhold the whole record…", on((*reviewScreen).withhold), kit.Typed('w')),
		command("withholdpage", "Withhold the page in view…", on((*reviewScreen).redactPage), kit.Typed('W')),
		ruled(command("places", "Other places of the passage…", func() { s.review.side.spread.showPlaces() }, kit.Typed('g'))),
		command("carry", "Carry to all other places", func() { s.review.side.spread.carryAll() }, kit.Typed('G')),
		ruled(command("recode", "Change the exemption…", on((*reviewScreen).recode), kit.Typed('e'))),
		command("accept", "Accept the mark", on((*reviewScreen).accept), kit.Typed('a')),
		command("reject", "Reject the mark", on((*reviewScreen).reject), kit.Typed('x'), kit.Plain(fyne.KeyDelete)))
	for _, digit := range "123456789" {
		out = append(out, s.at(placeReview, "Withhold as", s.reading,
			command("digit"+string(digit), "Withhold as (b)("+string(digit)+")", func() { s.review.redactWith(string(digit)) }, kit.Typed(digit)))...)
	}
	return out
}
