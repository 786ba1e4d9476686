package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// orders are the orders of review that the dialog offers, and how it calls them.
func orders() (by []store.Order, names []string) {
	return []store.Order{store.ByDate, store.ByFrom, store.BySubject, store.BySize, store.ByNum, casework.ByChance, casework.ByLearning},
		[]string{"By date", "By sender", "By subject", "By size", "As imported", "At random", "Likeliest responsive first"}
}

// wholeNumber reads a number that is above 0; nothing is the number that stands
// there in grey.
func wholeNumber(text string, otherwise int) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no number above 0", text)
	}
	return n, nil
}

// fraction reads a number of percent.
func fraction(text string, otherwise float64) (float64, error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == "" {
		return otherwise, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v <= 0 || v >= 100 {
		return 0, fmt.Errorf("%q is no number between 0 and 100", text)
	}
	return v / 100, nil
}

func levelTitles(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = levelTitle(n)
	}
	return out
}

// make asks what batches are to be made of.
func (b *batchesScreen) make() {
	s := b.s
	set, query, size := kit.NewEntry("Batch"), kit.NewEntry("is:unreviewed"), kit.NewEntry("500")
	by, names := orders()
	levels := slices.DeleteFunc(review.Levels(), func(l string) bool { return l == review.QC })
	level, order := kit.NewSelect(levelTitles(levels), nil), kit.NewSelect(names, nil)
	order.SetSelectedIndex(0)
	level.OnChanged = func(string) {
		query.SetPlaceHolder("is:unreviewed")
		if l := levels[level.SelectedIndex()]; l != redact.FirstLevel {
			query.SetPlaceHolder("queue:" + l)
		}
		query.Refresh()
	}
	level.SetSelectedIndex(0)
	families, threads, copies := kit.NewCheck("Attachments with their mail", nil), kit.NewCheck("Conversations", nil), kit.NewCheck("Copies", nil)
	for _, c := range []*kit.Check{families, threads, copies} {
		c.SetChecked(true)
	}
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Make batches", OK: "Make", Width: 560, First: query,
		Body: kit.Down(kit.Space3,
			kit.Field("Of what", "A query. What stands in an open batch of the level already is left out.", query),
			container.New(equal{kit.Space2}, kit.Field("Level", "", kit.Boxed(level)), kit.Field("Order of review", "", kit.Boxed(order))),
			container.New(equal{kit.Space2}, kit.Field("Name of the set", "Its batches are numbered.", set), kit.Field("Records in a batch", "", size)),
			kit.Field("Stay together", "", kit.Down(0, families, threads, copies))),
		OnOK: func() error {
			n, err := wholeNumber(size.Text, 500)
			if err != nil {
				return err
			}
			l := levels[level.SelectedIndex()]
			s.desk.Batches.Make(casework.BatchSpec{Set: set.Text, Query: strings.TrimSpace(query.Text), Level: l, Size: n, By: by[order.SelectedIndex()],
				Families: families.Checked, Threads: threads.Checked, Copies: copies.Checked})
			return nil
		}})
	for name, e := range map[string]*kit.Entry{"set": set, "query": query, "size": size} {
		e.OnSubmitted = d.Submit
		s.reg.Object("make."+name, e)
	}
}

// sample asks what is to be checked at random.
func (b *batchesScreen) sample() {
	s := b.s
	query, size, margin, confidence, seed := kit.NewEntry("is:reviewed"), kit.NewEntry("as many as the margin needs"), kit.NewEntry("5"), kit.NewEntry("95"), kit.NewEntry("made by chance, and kept")
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Sample for quality control", OK: "Draw", Width: 560, First: query,
		Body: kit.Down(kit.Space3,
			kit.Field("Drawn from", "A query, such as reviewer:ann responsive:no.", query),
			container.New(equal{kit.Space2}, kit.Field("Margin", "Points of a hundred, on either side.", margin), kit.Field("Confidence", "Percent.", confidence)),
			container.New(equal{kit.Space2}, kit.Field("Records", "Instead of a margin.", size), kit.Field("Seed", "The same seed draws the same records.", seed))),
		OnOK: func() error {
			spec := casework.DrawSpec{Query: strings.TrimSpace(query.Text), Seed: strings.TrimSpace(seed.Text)}
			var err error
			if spec.Size, err = wholeNumber(size.Text, 0); err != nil {
				return err
			}
			if spec.Margin, err = fraction(margin.Text, 0.05); err != nil {
				return err
			}
			if spec.Confidence, err = fraction(confidence.Text, 0.95); err != nil {
				return err
			}
			s.desk.Batches.Sample(spec)
			return nil
		}})
	for name, e := range map[string]*kit.Entry{"query": query, "size": size, "margin": margin, "confidence": confidence, "seed": seed} {
		e.OnSubmitted = d.Submit
		s.reg.Object("sample."+name, e)
	}
}

// route asks what goes to a level of review.
func (b *batchesScreen) route() {
	s := b.s
	query := kit.NewEntry("privileged:yes OR tag:hot")
	levels := []string{redact.SecondLevel, redact.Counsel}
	level := kit.NewSelect(levelTitles(levels), nil)
	level.OnChanged = func(string) {
		query.SetText("")
		for _, r := range b.state.Routes {
			if r.Level == levels[level.SelectedIndex()] {
				query.SetText(r.Query)
			}
		}
	}
	level.SetSelectedIndex(0)
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "What goes to a higher level", OK: "Set", Width: 560, First: query,
		Body: kit.Down(kit.Space3, kit.Field("Level", "", kit.Boxed(level)),
			kit.Field("What goes there", "A query of what the first level coded. queue:second-level finds what waits; nothing here sends nothing.", query)),
		OnOK: func() error {
			s.desk.Batches.Route(levels[level.SelectedIndex()], strings.TrimSpace(query.Text))
			return nil
		}})
	query.OnSubmitted = d.Submit
	s.reg.Object("route.query", query)
}

// batchCommands give records out and check what was made of them.
func (s *shell) batchCommands() []kit.Command {
	on := func(f func(*batchesScreen)) func() { return func() { f(s.batches) } }
	return s.at(placeBatches, "Batches", nil,
		command("batches.checkout", "Check out, and decide in it", on((*batchesScreen).checkOut), kit.Typed('o')),
		command("batches.return", "Return", on((*batchesScreen).back), kit.Typed('r')),
		command("batches.read", "Its records", on((*batchesScreen).read), kit.Typed('v')),
		ruled(command("batches.make", "Make batches…", on((*batchesScreen).make), kit.Typed('m'))),
		command("batches.sample", "Sample for quality control…", on((*batchesScreen).sample), kit.Typed('q')),
		command("batches.route", "What goes to a higher level…", on((*batchesScreen).route), kit.Typed('l')),
		ruled(command("batches.report", "Save a report…", on((*batchesScreen).export), kit.Typed('p'))),
		ruled(command("batches.reopen", "Reopen", on((*batchesScreen).reopen))),
		command("batches.remove", "Remove…", on((*batchesScreen).drop), kit.Plain(fyne.KeyDelete)))
}
