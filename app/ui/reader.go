package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/record"
	"vaughn/redact"
)

// readerPane shows the record: what it is, its family, and its pages.
type readerPane struct {
	r        *reviewScreen
	all      fyne.CanvasObject
	title    *kit.Text
	facts    *kit.Text
	family   *fyne.Container
	strip    fyne.CanvasObject
	problems *fyne.Container
	pages    *kit.PageView
	blank    fyne.CanvasObject
	place    *kit.Text
	mode     *kit.Button
	undo     *kit.Button
	redo     *kit.Button
	hits     *kit.Text
	tools    fyne.CanvasObject
	id       record.ID
	doc      *view.Document
	hit      int
	shown    int
	said     string
	at       int // offset of the last click, -1 for none
	thread   *threadStrip
	then     string // command to run once the record that was asked for is shown
}

func newReaderPane(r *reviewScreen) *readerPane {
	p := &readerPane{r: r, title: kit.NewText("", kit.TextLarge, theme.ColorNameForeground, true), facts: kit.NewText("", kit.TextCaption, kit.ColorMuted, false),
		family: container.NewHBox(), problems: kit.Down(0), pages: kit.NewPageView(r.s.post), place: kit.NewText("", kit.TextCaption, kit.ColorMuted, false),
		hits: kit.NewText("", kit.TextCaption, kit.ColorMuted, false), hit: -1, at: -1}
	p.title.Whole, p.facts.Whole = false, false
	do := func(id string) func() { return func() { r.s.keys.Do(id) } }
	p.undo, p.redo = r.s.tool("undo", "undo"), r.s.tool("redo", "redo")
	redactIt := kit.NewButton("redact", "Withhold", kit.Plainly, do("redact"))
	p.mode = kit.NewButton("produce", "As produced", kit.Quiet, do("produced"))
	p.tools = kit.Toolbar([]fyne.CanvasObject{redactIt, p.undo, p.redo, p.mode},
		[]fyne.CanvasObject{p.hits, p.place, r.s.tool("zoom-out", "zoomout"), r.s.tool("zoom-in", "zoomin"),
			r.s.tool("fit-width", "fit")})
	p.strip = container.NewHScroll(container.New(layout.NewCustomPaddedLayout(0, kit.Space, kit.Space2, kit.Space2), p.family))
	p.strip.Hide()
	head := container.New(layout.NewCustomPaddedLayout(kit.Space2, kit.Space, kit.Space4, kit.Space3), kit.Down(1, p.title, p.facts))
	p.blank = kit.On(kit.ColorDesk, kit.NewEmpty("mail", "Choose a record", "Its pages appear here, exactly as they would be produced.", nil))
	p.pages.SetFit(kit.FitWidth)
	p.pages.Double = doubleClick(r.s.start.Settings())
	p.pages.OnPage = func(int) { p.drawPlace() }
	p.pages.OnMenu = p.menu
	p.pages.OnClick = p.click
	p.pages.OnCopy = p.copy
	p.pages.OnFail = func(page int, err error) {
		r.s.status.Set(fmt.Sprintf("Page %d could not be drawn: %v", page+1, err), kit.Bad)
	}
	p.pages.OnSelect = p.selected
	p.pages.Areas = func(page int) bool {
		if p.doc == nil || p.r.s.desk.Reader.State().Produced {
			return false
		}
		_, ok := p.doc.Sheet(page)
		return ok
	}
	p.thread = newThreadStrip(p)
	p.all = kit.Frame{Top: kit.Frame{Top: head, Middle: kit.Down(0, p.thread.all, p.strip, p.problems), Bottom: p.tools}.Object(), Middle: container.NewStack(p.pages, p.blank)}.Object()
	r.s.reg.Object("page", p.pages)
	r.s.reg.Object("reader.withhold", redactIt)
	r.s.reg.Object("reader.produced", p.mode)
	return p
}

func (p *readerPane) draw(st view.ReaderState) {
	if st.Doc == nil {
		p.blank.Show()
		return
	}
	p.blank.Hide()
	title := st.Title
	if title == "" {
		title = "No subject"
	}
	p.title.Set(title)
	p.facts.Set(facts(st))
	other := st.ID != p.id
	p.id = st.ID
	if st.Doc != p.doc {
		p.doc = st.Doc
		if other {
			p.pages.Open(paper{st.Doc}, paper{st.Doc})
			p.hit, p.at = -1, -1
			p.r.chosen = ""
			p.r.s.desk.Thread.Load(st.ID)
		} else {
			p.pages.Reload(paper{st.Doc}, paper{st.Doc})
		}
	}
	if st.Shown != p.shown { // the same record may have been asked for at another place
		p.shown, p.hit = st.Shown, -1
	}
	p.drawMarks(st)
	p.drawFamily(st)
	p.drawProblems(st)
	p.drawTools(st)
	if then := p.then; other && then != "" { // asked for in the menu of an attachment
		p.then = ""
		p.r.s.post(func() { p.r.s.keys.Do(then) })
	}
	if p.hit < 0 && len(st.Hits) > 0 { // of a long record they come after its first pages
		p.jump(1)
	}
}

func facts(st view.ReaderState) string {
	var out []string
	for _, s := range []string{st.From, st.Date, strings.Join(st.Custodians, ", ")} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

func (p *readerPane) drawMarks(st view.ReaderState) {
	doc := paper{st.Doc}
	p.pages.SetMarks(kit.LayerHits, doc.hitMarks(st.Hits, p.hit))
	if st.Produced {
		p.pages.SetMarks(kit.LayerMarks, nil)
		return
	}
	p.pages.SetMarks(kit.LayerMarks, doc.redactionMarks(st.Marks, p.r.chosen))
}

func (p *readerPane) drawTools(st view.ReaderState) {
	if st.Produced {
		p.mode.SetLook(kit.Primary)
	} else {
		p.mode.SetLook(kit.Quiet)
	}
	enable(p.undo, st.CanUndo)
	enable(p.redo, st.CanRedo)
	p.drawHits(st)
	p.drawPlace()
	p.all.Refresh()
}

func (p *readerPane) drawHits(st view.ReaderState) {
	switch {
	case len(st.Hits) == 0:
		p.hits.Set("")
	case p.hit < 0:
		p.hits.Set(plural(len(st.Hits), "hit") + " ·")
	default:
		p.hits.Set(fmt.Sprintf("hit %d of %d ·", p.hit+1, len(st.Hits)))
	}
	p.tools.Refresh() // the layout has to find room for it
}

func enable(b *kit.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

func (p *readerPane) drawPlace() {
	if p.doc == nil {
		return
	}
	p.place.Set(fmt.Sprintf("page %d of %d", p.pages.Page()+1, p.doc.Count()))
}

// drawFamily shows the mail and its attachments as tabs.
func (p *readerPane) drawFamily(st view.ReaderState) {
	p.family.Objects = nil
	for _, f := range st.Family {
		icon, name := "attachment", f.Name
		if f.Depth == 0 {
			icon = "mail"
			name = "Message"
		}
		if r := []rune(name); len(r) > 32 {
			name = string(r[:31]) + "…"
		}
		look := kit.Quiet
		if f.ID == st.ID {
			look = kit.Plainly
		}
		b := kit.NewButton(icon, name, look, func() { p.r.s.desk.Show(f.ID) })
		b.OnMenu = func(at fyne.Position) { p.partMenu(f, at) }
		p.family.Add(b)
	}
	if len(st.Family) > 1 {
		p.strip.Show()
	} else {
		p.strip.Hide()
	}
}

// partMenu is what a right click on the message or an attachment offers.
func (p *readerPane) partMenu(f view.FamilyRow, at fyne.Position) {
	show := func(then string) func() {
		return func() {
			p.r.s.desk.Show(f.ID)
			if then != "" {
				p.then = then
			}
		}
	}
	m := fyne.NewMenu("", fyne.NewMenuItem("Read it", show("")), fyne.NewMenuItem("As it will be produced", show("produced")), fyne.NewMenuItem("Withhold all of it…", show("withhold")),
		fyne.NewMenuItemSeparator(), fyne.NewMenuItem("Copies of it", func() { p.r.s.search("in:copies(id:" + string(f.ID) + ")") }), fyne.NewMenuItem("Source…", show("source")))
	p.r.s.popMenu(at, m)
}

func (p *readerPane) drawProblems(st view.ReaderState) {
	p.problems.Objects = nil
	if n := len(st.Problems); n > 0 {
		first := st.Problems[0]
		text := words(first.Code)
		if strings.HasPrefix(first.Detail, first.Code) { // "properties: 4" says it all
			text = sentence(first.Detail)
		} else if first.Detail != "" {
			text += " " + sentence(first.Detail)
		}
		if n > 1 {
			text += fmt.Sprintf(" And %d more.", n-1)
		}
		line := kit.NewText(text, kit.TextCaption, kit.ColorProposed, false)
		line.Whole = false
		p.problems.Add(kit.On(kit.ColorProposedFill, container.New(layout.NewCustomPaddedLayout(3, 3, kit.Space4, kit.Space3),
			container.NewBorder(nil, nil, kit.Picture("warning", kit.ColorProposed, 14), nil, line))))
	}
}

// jump goes to the next or the previous hit, round the end.
func (p *readerPane) jump(by int) {
	st := p.r.s.desk.Reader.State()
	n := len(st.Hits)
	if n == 0 || st.Doc == nil {
		return
	}
	if p.hit < 0 && by < 0 {
		p.hit = 0
	}
	p.hit = (p.hit + by + n) % n
	if rects := (paper{st.Doc}).Rects(st.Hits[p.hit].Start, st.Hits[p.hit].End); len(rects) > 0 {
		p.pages.Reveal(rects[0])
	}
	p.drawMarks(st)
	p.drawHits(st)
}

func (p *readerPane) zoom(by float64) {
	z, _ := p.pages.Zoom()
	p.pages.SetZoom(z * by)
}

func (p *readerPane) selected(from, to int) {
	if from != to {
		k := p.r.s.keys
		p.r.s.status.Set(fmt.Sprintf("%s chooses an exemption for the selection; a digit begins with it, %s for (b)(6); %s repeats the last one.", k.Key("redact"), k.Key("digit6"), k.Key("again")), kit.Neutral)
	}
}

func (p *readerPane) click(at kit.Point) {
	p.at = at.Offset
	if ids := p.r.s.desk.Reader.MarksAt(at.Offset); at.Offset >= 0 && len(ids) > 0 {
		p.r.pick(ids[len(ids)-1])
		return
	}
	if p.r.chosen != "" {
		p.r.pick("")
	}
}

// copy puts the selected text on the clipboard, in the draft only.
func (p *readerPane) copy(from, to int) {
	if text, ok := p.r.s.desk.Reader.Text(from, to); ok {
		p.r.s.app.Clipboard().SetContent(text)
	}
}

// doubleClick is what a double click on a page selects.
func doubleClick(set view.Settings) kit.Unit {
	if set.DoubleClick == "word" {
		return kit.Word
	}
	return kit.Passage
}

// menu is what a right click on the page offers: what can be done to the
// selection, to the mark under the pointer, and to the record.
func (p *readerPane) menu(at kit.Point, where fyne.Position) {
	p.at = at.Offset
	ids := []string{}
	from, to := p.pages.Selection()
	if from != to {
		ids = append(ids, "redact", "again", "copy", "searchfor", "")
	}
	if _, drawn := p.pages.Area(); drawn {
		ids = append(ids, "redact", "again", "")
	}
	if marks := p.r.s.desk.Reader.MarksAt(at.Offset); at.Offset >= 0 && len(marks) > 0 {
		p.r.pick(marks[len(marks)-1])
		ids = append(ids, "recode", "reject")
		if p.state(p.r.chosen) == redact.Proposed {
			ids = append(ids, "accept")
		}
		ids = append(ids, "places", "")
	}
	if p.event() != "" {
		ids = append(ids, "eventsource")
	}
	p.r.s.popUp(where, append(ids, "withhold", "withholdpage", "produced", "astext", "", "thread", "family", "copies", "sender", "", "compare", "source")...)
}

// event is the chat message at the selection, or at the last click.
func (p *readerPane) event() string {
	at := p.at
	if from, to := p.pages.Selection(); from != to {
		at = from
	}
	return p.r.s.desk.Reader.EventAt(at)
}

func (p *readerPane) state(id redact.MarkID) redact.State {
	for _, m := range p.r.s.desk.Reader.State().Marks {
		if m.ID == id {
			return m.State
		}
	}
	return ""
}
