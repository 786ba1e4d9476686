package ui

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"vaughn/app/ui/kit"
	"vaughn/assets"
	"vaughn/index/record"
)

// strokes presses keys written as people read them, a blank between two, and
// gives their number.
func (r *rig) strokes(keys string) int {
	r.t.Helper()
	all := strings.Fields(keys)
	for _, k := range all {
		switch c, err := kit.ParseChord(k); {
		case utf8.RuneCountInString(k) == 1:
			for _, x := range k { // as written: a capital is the key with Shift
				r.typed(x)
			}
		case err != nil:
			r.t.Fatal(err)
		case k == "Ctrl+A":
			r.s.canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
		case c.Mod != 0:
			r.chord(c)
		default:
			r.key(c.Key)
		}
		r.rest()
	}
	return len(all)
}

// chord runs the command that has a chord, as its menu item does.
func (r *rig) chord(c kit.Chord) {
	for _, cmd := range r.s.keys.Commands() {
		if cmd.Has(c) {
			r.s.keys.Item(cmd.ID).Action()
			return
		}
	}
	r.t.Fatalf("%s is no command's", c.Label())
}

// TestKeystrokesOfADay does the day's common jobs by keys alone, and holds the
// page of help that says how many each takes against what it took.
func TestKeystrokesOfADay(t *testing.T) {
	page, err := assets.Help("keyboard")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, "light")
	r.sample(false)
	r.open("subject:timeline")
	reader, pages := r.s.desk.Reader, r.s.review.reader.pages
	job := func(name, keys string, done func() bool) {
		t.Helper()
		n := r.strokes(keys)
		r.until(name, done)
		r.rest()
		if line := fmt.Sprintf("| %s | `%s` | %d |", name, keys, n); !strings.Contains(page, line) {
			t.Errorf("the help lacks the line\n%s", line)
		}
	}
	marks := func() int {
		n := 0
		for _, m := range reader.State().Marks {
			if m.State == "accepted" {
				n++
			}
		}
		return n
	}
	choose := func(words string) {
		t.Helper()
		text, _ := reader.Text(0, reader.State().Doc.Len())
		at := strings.Index(text, words)
		if at < 0 {
			t.Fatalf("the record does not say %q", words)
		}
		pages.Select(at, at+len(words))
		r.s.canvas().Focus(pages)
	}
	at := func(row int) func() bool { return func() bool { return r.s.desk.Results.State().Row == row } }

	var first record.ID
	choose("Mobility Branch")
	job("Withhold the selection as (b)(6)", "6", func() bool { return marks() == 1 })
	choose("If you are comfortable")
	job("Withhold the selection as last time", ".", func() bool { return marks() == 2 })
	choose("Two things are still open")
	job("Withhold the selection as (b)(7)(C)", "7 c Enter", func() bool { return marks() == 3 && r.s.desk.Spread.State().Open > 0 })
	job("Carry it to all other places", "G", func() bool { return r.s.desk.Spread.State().Open == 0 && r.s.desk.Spread.State().Said != "" })
	job("Take that back", "Ctrl+Z", func() bool { return strings.Contains(reader.State().Said, "undone") })
	first = reader.State().ID
	r.s.canvas().Focus(r.s.review.results.list)
	job("Code the record responsive and read the next", "y", func() bool { return at(1)() && reader.State().ID != first })
	job("Code it not responsive and read the next", "n", at(2))
	job("Back to the record before", "k", at(1))
	job("The next one that nobody reviewed", "u", at(2))
	job("The next place that the search found", "h", func() bool { return r.s.review.reader.hit >= 0 })
	job("Withhold the whole record", "w 6 Enter", func() bool { return len(reader.State().Marks) > 0 && reader.State().Marks[0].Whole })
	job("See it as it will be produced", "p", func() bool { return reader.State().Produced })
	r.strokes("p")
	job("List its whole conversation", "t", func() bool { return strings.HasPrefix(r.s.desk.Results.State().Query, "thread:") })
	r.s.canvas().Focus(r.s.review.results.list)
	total := r.s.desk.Results.State().Total
	job("Code everything that is listed", "Ctrl+A y", func() bool { return r.s.desk.Home.State().Reviewed >= total })
	job("Search for a word", "/ b u d g e t Enter", func() bool { st := r.s.desk.Results.State(); return st.Query == "budget" && !st.Working })
	job("Find any command, here the columns", "Ctrl+K c o l u m n Enter", func() bool { return r.s.canvas().Overlays().Top() != nil })
	r.strokes("Esc")
	job("Go to another place", "Ctrl+5", func() bool { return r.s.place == placeQueue })
}
