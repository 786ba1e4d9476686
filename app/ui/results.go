package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// resultsPane is the search box and the list of what it found.
type resultsPane struct {
	r        *reviewScreen
	all      fyne.CanvasObject
	query    *kit.Entry
	wrong    *fyne.Container
	why      *widget.Label
	where    *kit.Text
	counts   *kit.Text
	learned  *widget.Label // what the order rests on, and why this record stands here
	list     *kit.List
	none     *fyne.Container
	rows     *pages
	search   int
	version  int
	selected int
	follows  bool // the cursor follows the model: that asks for no record
	complete *completer
}

// resultColumns are the columns of the model as the list draws them.
func resultColumns() []kit.Column {
	looks := map[string]kit.Column{
		"coding":  {Width: 62, Dot: true, Tone: codingTone},
		"date":    {Width: 92, Muted: true},
		"from":    {Width: 112, Bold: true},
		"subject": {Width: 190, Min: 190, Grow: true},
		"marks":   {Width: 58, Right: true, Muted: true},
		"to":      {Width: 150}, "kind": {Width: 90, Muted: true}, "time": {Width: 128, Muted: true}, "codings": {Width: 180},
		"attachments": {Width: 50, Right: true}, "size": {Width: 76, Right: true, Muted: true}, "problems": {Width: 76, Right: true}, "messageid": {Width: 220, Muted: true},
	}
	var out []kit.Column
	for _, m := range view.ResultColumns() {
		c := looks[m.ID]
		c.ID, c.Title, c.Sort, c.Away = m.ID, m.Title, m.Order != "", m.Away
		c.Width = max(c.Width, 50)
		if looks[m.ID].Width == 0 {
			c.Width = 110
		}
		out = append(out, c)
	}
	return out
}

func codingTone(cell string) fyne.ThemeColorName {
	switch cell {
	case "":
		return ""
	case "Yes":
		return kit.ColorGood
	}
	return kit.ColorRejected
}

func newResultsPane(r *reviewScreen) *resultsPane {
	p := &resultsPane{r: r, query: kit.NewEntry("Search: words, \"a phrase\", from:name, date:2019, has:attachment"), search: -1, version: -1,
		why: kit.Paragraph(""), learned: kit.Paragraph(""), where: kit.NewText("", kit.TextCaption, theme.ColorNameForeground, false),
		counts: kit.NewText("", kit.TextCaption, kit.ColorMuted, false), none: container.NewStack()}
	p.where.Whole, p.counts.Whole = false, false
	p.why.Importance = widget.DangerImportance
	p.rows = &pages{}
	p.list = kit.NewList(resultColumns(), p.rows)
	p.query.OnSubmitted = func(text string) {
		r.s.desk.Results.Search(strings.TrimSpace(text))
		r.s.canvas().Focus(p.list)
	}
	p.complete = newCompleter(r.s, p.query, func() { r.s.canvas().Focus(p.list) })
	p.list.OnCursor = func(row int) {
		if row >= 0 && !p.follows && row != r.s.desk.Results.State().Row {
			r.s.desk.Open(row)
		}
	}
	p.list.OnOpen = func(int) { r.s.canvas().Focus(r.reader.pages) }
	p.list.OnSort = func(column string, _ bool) { r.s.desk.Results.Sort(orderOf(column)) }
	p.list.OnMenu = p.menu
	p.keepColumns()
	p.list.OnSelect = func(sel kit.Selection) { p.selected = sel.Len(); p.drawCounts(r.s.desk.Results.State()) }
	clear := kit.NewButton("close", "", kit.Quiet, func() { p.query.SetText(""); r.s.desk.Results.Search("") })
	p.wrong = kit.Down(0, p.where, p.why)
	p.wrong.Hide()
	p.learned.Hide()
	head := container.New(layout.NewCustomPaddedLayout(kit.Space2, 6, kit.Space3, kit.Space2),
		kit.Down(6, container.NewBorder(nil, nil, nil, clear, p.query), p.wrong, p.counts, p.learned))
	p.all = kit.Frame{Top: kit.Frame{Middle: head, Bottom: kit.HRule()}.Object(), Middle: container.NewStack(p.list, p.none, p.complete.all)}.Object()
	r.s.reg.Object("search", p.query)
	r.s.reg.Object("results", p.list)
	return p
}

func (p *resultsPane) close() { p.rows.close() }

func (p *resultsPane) draw(st view.ResultsState) {
	p.drawCounts(st)
	p.drawTrouble(st)
	if st.Version != p.version || st.Search != p.search {
		p.fetch(st)
	}
	if st.Row >= 0 && st.Row != p.list.Cursor() {
		p.follows = true // the model has gone there, and may be farther by now
		p.list.Select(st.Row)
		p.follows = false
	}
}

func (p *resultsPane) fetch(st view.ResultsState) {
	other := st.Search != p.search
	p.search, p.version = st.Search, st.Version
	desk := p.r.s.desk
	pager := kit.NewPager(p.r.s.ctx, kit.PagerConfig{Len: desk.Results.Len(), Load: desk.Results.Fetch, Post: p.r.s.post, Changed: p.list.Reload,
		Failed: func(err error) { p.r.s.fail(&view.Trouble{Text: err.Error()}, nil) }})
	p.rows.turn(pager, other)
	p.showSort(st)
	if other {
		p.list.SetSource(p.rows)
		if p.rows.Len() > 0 && p.r.s.place == placeReview {
			p.list.Select(0)
		}
	} else {
		p.list.Reload()
	}
	p.none.Objects = nil
	if pager.Len() == 0 && st.Search > 0 {
		text := "No record fits this query. Take a word away, or look at Help, Search, for what can be asked."
		if st.Query == "" {
			text = "This case has no records yet. Import the archives of a custodian first."
		}
		if st.Learned != "" {
			text = "All that this query finds is coded. Click a column to see it."
		}
		p.none.Objects = []fyne.CanvasObject{kit.NewEmpty("search", "Nothing found", text, nil)}
	}
	p.none.Refresh()
}

func (p *resultsPane) drawCounts(st view.ResultsState) {
	text := fmt.Sprintf("%s · %s · %s", plural(st.Counts.Records, "record"), plural(st.Counts.Messages, "message"), families(st.Counts.Families))
	if st.Took > 0 && st.Query != "" {
		text += fmt.Sprintf(" · %d ms", max(1, st.Took.Round(time.Millisecond).Milliseconds()))
	}
	if p.selected > 1 {
		text = fmt.Sprintf("%s selected: Y or N codes them all · ", kit.Thousands(int64(p.selected))) + text
	}
	if st.Working {
		text = "Searching…"
	}
	p.counts.Set(text)
	p.drawLearned(st)
}

// drawLearned says what an order by likelihood rests on, and why this record
// stands where it does.
func (p *resultsPane) drawLearned(st view.ResultsState) {
	text := strings.TrimSpace(st.Learned + "\n" + sentence(st.Why))
	if text == p.learned.Text {
		return
	}
	p.learned.SetText(text)
	if text == "" {
		p.learned.Hide()
	} else {
		p.learned.Show()
	}
	p.all.Refresh()
}

func families(n int) string {
	if n == 1 {
		return "1 family"
	}
	return kit.Thousands(int64(n)) + " families"
}

// drawTrouble shows a wrong query with the place it is wrong at; what was found
// before stays.
func (p *resultsPane) drawTrouble(st view.ResultsState) {
	if st.Err == nil {
		p.wrong.Hide()
		return
	}
	p.why.SetText(sentence(st.Err.Text))
	p.where.Set(pointed(st.Query, st.At))
	p.wrong.Show()
	p.all.Refresh()
}

// pointed writes a query with a sign at the byte where it goes wrong.
func pointed(query string, at int) string {
	if at < 0 || at > len(query) {
		return query
	}
	return query[:at] + " ▸ " + query[at:]
}

// pages is the source of the list: rows of the newest search, and while they
// are fetched anew after a decision, those of before, so that nothing flickers.
type pages struct {
	now, before *kit.Pager
}

func (p *pages) turn(now *kit.Pager, other bool) {
	if p.before != nil {
		p.before.Close()
	}
	p.before = p.now
	if p.before != nil {
		p.before.Close()
	}
	if other {
		p.before = nil
	}
	p.now = now
}

func (p *pages) close() {
	if p.now != nil {
		p.now.Close()
	}
}

// Len is the number of rows.
func (p *pages) Len() int {
	if p.now == nil {
		return 0
	}
	return p.now.Len()
}

// Row is a row, a cell for each column of the model.
func (p *pages) Row(i int) ([]string, bool) {
	cells, ok := p.now.Row(i)
	if !ok && p.before != nil {
		cells, ok = p.before.Row(i)
	}
	return cells, ok
}
