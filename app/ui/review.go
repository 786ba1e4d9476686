package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact"
	"vaughn/redact/review"
)

// reviewScreen is where the day is spent: results at the left, the record in
// the middle, what is decided about it at the right.
type reviewScreen struct {
	s       *shell
	all     fyne.CanvasObject
	results *resultsPane
	reader  *readerPane
	side    *sidePane
	chosen  redact.MarkID // the mark that accept, reject and change work on
	recent  []string      // codes used, the last first
	asked   bool          // a record was asked for from another place
}

func newReviewScreen(s *shell) *reviewScreen {
	r := &reviewScreen{s: s}
	r.results, r.reader, r.side = newResultsPane(r), newReaderPane(r), newSidePane(r)
	right := kit.Frame{Right: r.side.all, Middle: r.reader.all}.Object()
	split := container.NewHSplit(r.results.all, right)
	split.Offset = 0.39
	r.all = split
	s.stops = append(s.stops,
		kit.Bind(s.post, s.desk.Results.Watch, r.results.draw),
		kit.Bind(s.post, s.desk.Reader.Watch, r.draw))
	return r
}

func (r *reviewScreen) object() fyne.CanvasObject { return r.all }

func (r *reviewScreen) enter() {
	if r.asked {
		r.asked = false
		r.s.canvas().Focus(r.reader.pages)
		return
	}
	r.s.canvas().Focus(r.results.list)
	if r.results.list.Cursor() < 0 && r.s.desk.Results.Len() > 0 {
		r.results.list.Select(0)
	}
}

func (r *reviewScreen) close() {
	r.results.close()
	r.reader.pages.Close()
}

// draw shows a state of the reader in the page and the panel.
func (r *reviewScreen) draw(st view.ReaderState) {
	r.reader.draw(st)
	r.side.draw(st)
	if st.Said != "" && st.Said != r.reader.said {
		tone := kit.Good
		if st.Held {
			tone = kit.Warn
		}
		r.s.status.Set(st.Said, tone)
	}
	r.reader.said = st.Said
	r.s.fail(st.Err, r.s.desk.Reader.Dismiss)
}

func (r *reviewScreen) next()     { r.s.desk.Step(1) }
func (r *reviewScreen) previous() { r.s.desk.Step(-1) }

// code says whether the record, or every selected record, is responsive.
func (r *reviewScreen) code(value string, advance bool) {
	switch {
	case advance && r.results.list.Selection().Len() < 2:
		r.s.desk.CodeAndNext("responsive", value)
	default:
		r.put(review.Coding{Field: "responsive", Value: value, Op: "="})
	}
}

// put codes the record, or every selected record as one decision.
func (r *reviewScreen) put(c review.Coding) {
	sel := r.results.list.Selection()
	if sel.Len() < 2 {
		r.s.desk.Reader.Put(c)
		return
	}
	rows := make([]int, 0, sel.Len())
	for i := range sel.Rows() {
		rows = append(rows, i)
	}
	r.s.desk.CodeRows(rows, c)
}

// redact asks for the exemption of the selected text.
func (r *reviewScreen) redact() { r.redactWith("") }

func (r *reviewScreen) redactWith(typed string) {
	from, to := r.reader.pages.Selection()
	area, drawn := r.reader.pages.Area()
	if from == to && !drawn {
		if typed == "" {
			r.s.status.Set("Select the words to withhold first: drag over them, or double-click. On a picture draw an area.", kit.Warn)
		}
		return
	}
	if r.s.desk.Reader.State().Produced {
		r.s.status.Set("These are the pages as they leave. Go back to the draft ("+r.s.keys.Key("produced")+") to withhold more.", kit.Warn)
		return
	}
	r.choose("Withhold the selection", typed, func(why view.Basis) {
		if drawn {
			r.s.desk.Reader.RedactArea(view.Rect(area), why)
		} else {
			r.s.desk.Reader.Redact(from, to, why)
		}
		r.reader.pages.ClearSelection()
	})
}

// redactPage withholds the page in view of a file whose pages are shown as they
// look.
func (r *reviewScreen) redactPage() {
	doc, page := r.s.desk.Reader.State().Doc, r.reader.pages.Page()
	if doc == nil || r.s.desk.Reader.State().Produced {
		return
	}
	if _, ok := doc.Sheet(page); !ok {
		r.s.status.Set("Only a page of a file that is shown as it looks can be withheld by itself.", kit.Warn)
		return
	}
	r.choose(fmt.Sprintf("Withhold page %d", page+1), "", func(why view.Basis) { r.s.desk.Reader.RedactArea(view.Rect{Page: page}, why) })
}

// redactAgain withholds the selection on the grounds used last.
func (r *reviewScreen) redactAgain() {
	why, ok := r.s.desk.Reader.Last()
	from, to := r.reader.pages.Selection()
	area, drawn := r.reader.pages.Area()
	switch {
	case !ok || from == to && !drawn:
		r.redact()
		return
	case drawn:
		r.s.desk.Reader.RedactArea(view.Rect(area), why)
	default:
		r.s.desk.Reader.Redact(from, to, why)
	}
	r.reader.pages.ClearSelection()
}

func (r *reviewScreen) withhold() {
	r.choose("Withhold the whole record", "", r.s.desk.Reader.Withhold)
}

// choose opens the list of exemptions.
func (r *reviewScreen) choose(title, typed string, then func(view.Basis)) {
	openChooser(r.s, title, typed, r.recent, func(why view.Basis) {
		r.recent = before(why.Codes, r.recent)
		then(why)
		r.s.canvas().Focus(r.reader.pages)
	})
}

// before puts codes in front of a list, each once.
func before(codes, rest []string) []string {
	out := append([]string(nil), codes...)
	for _, c := range rest {
		seen := false
		for _, o := range out {
			seen = seen || o == c
		}
		if !seen {
			out = append(out, c)
		}
	}
	return out
}

// targets are the marks a decision is about: the chosen one, or those under
// the selected text.
func (r *reviewScreen) targets() []redact.MarkID {
	if r.chosen != "" {
		return []redact.MarkID{r.chosen}
	}
	from, to := r.reader.pages.Selection()
	var out []redact.MarkID
	for _, m := range r.s.desk.Reader.State().Marks {
		if !m.Whole && from < m.Span.End && m.Span.Start < to {
			out = append(out, m.ID)
		}
	}
	if len(out) == 0 {
		r.s.status.Set("Click a mark first, on the page or in the panel.", kit.Warn)
	}
	return out
}

func (r *reviewScreen) decide(to redact.State) {
	if ids := r.targets(); len(ids) > 0 {
		r.s.desk.Reader.Decide(ids, to, "")
	}
}

func (r *reviewScreen) accept() { r.decide(redact.Accepted) }
func (r *reviewScreen) reject() { r.decide(redact.Rejected) }

func (r *reviewScreen) recode() {
	if ids := r.targets(); len(ids) > 0 {
		r.choose("Change the exemption", "", func(why view.Basis) { r.s.desk.Reader.Recode(ids, why) })
	}
}

// pick makes a mark the one decisions are about and shows it.
func (r *reviewScreen) pick(id redact.MarkID) {
	r.chosen = id
	st := r.s.desk.Reader.State()
	for _, m := range st.Marks {
		if m.ID == id && m.State == redact.Accepted && !m.Whole {
			r.s.desk.Spread.Look(id)
		}
		if m.ID == id && st.Doc != nil && !m.Whole {
			if rects := (paper{st.Doc}).Rects(m.Span.Start, m.Span.End); len(rects) > 0 {
				r.reader.pages.Reveal(rects[0])
			}
		}
	}
	r.draw(st)
}

func (r *reviewScreen) nextHit()        { r.reader.jump(1) }
func (r *reviewScreen) previousHit()    { r.reader.jump(-1) }
func (r *reviewScreen) toggleProduced() { r.s.desk.Reader.Toggle() }
func (r *reviewScreen) zoomIn()         { r.reader.zoom(1.15) }
func (r *reviewScreen) zoomOut()        { r.reader.zoom(1 / 1.15) }
func (r *reviewScreen) fitWidth()       { r.reader.pages.SetFit(kit.FitWidth) }

// copySelection puts the selected words on the clipboard.
func (r *reviewScreen) copySelection() {
	if from, to := r.reader.pages.Selection(); from != to {
		r.reader.copy(from, to)
	}
}

// searchSelection looks for the selected words as a phrase.
func (r *reviewScreen) searchSelection() {
	from, to := r.reader.pages.Selection()
	if text, ok := r.s.desk.Reader.Text(from, to); ok && from != to {
		r.s.search(`"` + oneLine(strings.ReplaceAll(text, `"`, " ")) + `"`)
	}
}

// askPage goes to a page by its number.
func (r *reviewScreen) askPage() {
	doc := r.s.desk.Reader.State().Doc
	page := kit.NewEntry(fmt.Sprintf("1 to %d", doc.Count()))
	d := kit.ShowDialog(r.s.canvas(), kit.DialogSpec{Title: "Go to a page", OK: "Go", Width: 320, First: page, Body: page,
		OnOK: func() error {
			n, err := strconv.Atoi(strings.TrimSpace(page.Text))
			if err != nil || n < 1 || n > doc.Count() {
				return fmt.Errorf("this record has the pages 1 to %d", doc.Count())
			}
			r.reader.pages.GoTo(n - 1)
			return nil
		}})
	page.OnSubmitted = d.Submit
	r.s.reg.Object("page.number", page)
}

func (r *reviewScreen) togglePanel() {
	if r.side.all.Visible() {
		r.side.all.Hide()
	} else {
		r.side.all.Show()
	}
	r.all.Refresh()
}

// readAt goes to the reader when open found what to show there.
func (s *shell) readAt(open func() bool) {
	if open() {
		s.review.asked = true
		s.goTo(placeReview)
	}
}

// search shows the records of a query.
func (s *shell) search(query string) {
	s.goTo(placeReview)
	s.review.results.query.SetText(query)
	s.desk.Results.Search(query)
}

func (s *shell) focusSearch() {
	s.goTo(placeReview)
	s.canvas().Focus(s.review.results.query)
	s.review.results.query.TypedShortcut(&fyne.ShortcutSelectAll{})
}
