package ui

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/export/production"
	"vaughn/redact"
)

// produceForm asks for all that a production can be told, in four steps of
// which any may come first.
type produceForm struct {
	settingsForm[production.Spec]
	base      production.Spec // what no input asks for
	object    fyne.CanvasObject
	name      *kit.Entry
	query     *kit.Entry
	purpose   *kit.Select
	beside    *pick
	elsewhere *pick
	steps     []fyne.CanvasObject
	tabs      []*kit.Button
	middle    *container.Scroll
	extra     []func() // shows what only some choices ask for
	enter     func(string)
}

var produceSteps = []string{"Records", "Pages", "Stamps", "Files"}

func newProduceForm(changed func(), enter func(string)) *produceForm {
	f := &produceForm{base: production.Example(), enter: enter}
	f.changed = func() { f.unfold(); changed() }
	f.steps = []fyne.CanvasObject{f.records(), f.pages(), f.stamps(), f.files()}
	var titles []string
	for _, p := range production.Purposes() {
		titles = append(titles, p.Title)
	}
	f.purpose = kit.NewSelect(titles, f.take)
	row := container.New(equal{kit.Space})
	for i, name := range produceSteps {
		tab := kit.NewButton("", fmt.Sprintf("%d  %s", i+1, name), kit.Quiet, func() { f.turn(i) })
		f.tabs = append(f.tabs, tab)
		row.Add(tab)
	}
	f.middle = container.NewVScroll(f.steps[0])
	head := container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space2, kit.Space4, kit.Space4), kit.Down(kit.Space3,
		kit.Field("Usual settings for", "", kit.Boxed(f.purpose)), row))
	f.object = kit.Frame{Top: kit.Down(0, head, kit.HRule()), Middle: f.middle}.Object()
	f.turn(0)
	return f
}

// turn shows a step.
func (f *produceForm) turn(step int) {
	for i, t := range f.tabs {
		t.SetLook(map[bool]kit.Look{true: kit.Plainly, false: kit.Quiet}[i == step])
	}
	f.middle.Content = f.steps[step]
	f.middle.ScrollToTop()
	f.middle.Refresh()
}

// take sets what is usual for a purpose and leaves what a person wrote.
func (f *produceForm) take(title string) {
	for _, p := range production.Purposes() {
		if p.Title != title || f.showing {
			continue
		}
		now, err := f.spec()
		usual, ok := production.For(p.ID)
		if !ok || err != nil {
			return
		}
		usual.Name, usual.Bates = now.Name, now.Bates
		if usual.Package.Kind == "" {
			usual.Query = now.Query
		}
		if usual.Header == "" || usual.Header == production.Example().Header {
			usual.Header = now.Header
		}
		f.fill(usual)
		f.changed()
	}
}

func (f *produceForm) fill(s production.Spec) {
	f.base = s
	f.show(s)
	f.showing = true
	f.purpose.SetSelected(purposeOf(s))
	f.showing = false
	f.unfold()
}

// purposeOf is the title of the purpose that settings look like.
func purposeOf(s production.Spec) string {
	id := "foia"
	switch {
	case s.Package.Kind != "":
		id = s.Package.Kind
	case s.Withheld == "slip-sheet" && s.Fields.Preset != "standard":
		id = s.Fields.Preset
	case s.Withheld == "slip-sheet":
		id = "litigation"
	}
	for _, p := range production.Purposes() {
		if p.ID == id {
			return p.Title
		}
	}
	return ""
}

// spec is what the inputs say.
func (f *produceForm) spec() (production.Spec, error) {
	s := f.base
	return s, f.read(&s)
}

// unfold shows the inputs that only some choices ask for.
func (f *produceForm) unfold() {
	for _, show := range f.extra {
		show()
	}
}

// only shows an input while on says so.
func (f *produceForm) only(on func() bool, input fyne.CanvasObject) fyne.CanvasObject {
	f.extra = append(f.extra, func() {
		if on() {
			input.Show()
		} else {
			input.Hide()
		}
	})
	return input
}

func (f *produceForm) step(inputs ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(kit.Space3, kit.Space4, kit.Space4, kit.Space4), kit.Down(kit.Space3, inputs...))
}

// line is a line of text that a person may send with Enter.
func (f *produceForm) line(hint string, of func(*production.Spec) *string) *kit.Entry {
	e := f.text(hint, of)
	e.OnSubmitted = f.enter
	return e
}

func (f *produceForm) records() fyne.CanvasObject {
	f.name = f.line("", func(s *production.Spec) *string { return &s.Name })
	f.query = f.line("every record", func(s *production.Spec) *string { return &s.Query })
	chats := f.pick([]option{{"", "Whole, with every event"}, {"events", "Events that were found, and some around them"}, {"day", "The days of events that were found"}},
		func(s *production.Spec) string { return chatPart(s.ChatContext) }, func(s *production.Spec, v string) {
			s.ChatContext = production.Context{Whole: v == "", Day: v == "day"}
		})
	around := f.number("The number of events on each side", "0", func(s *production.Spec) int64 {
		if s.ChatContext.Events != nil {
			return int64(*s.ChatContext.Events)
		}
		return 0
	}, func(s *production.Spec, n int64) {
		if k := int(n); chats.value() == "events" {
			s.ChatContext = production.Context{Events: &k}
		}
	})
	inclusive := f.check("Leave out what stands in whole in a later message", func(s *production.Spec) bool { return s.InclusiveOnly }, func(s *production.Spec, on bool) { s.InclusiveOnly = on })
	policy := f.line("for example: order of 3 May 2026", func(s *production.Spec) *string { return &s.Policy })
	f.reads = append(f.reads, func(s *production.Spec) error {
		if !s.InclusiveOnly {
			s.Policy = ""
		}
		return nil
	})
	copies := f.pick([]option{{"all", "Each is produced"}, {"once", "One, naming all custodians"}}, func(s *production.Spec) string { return s.Duplicates }, func(s *production.Spec, v string) { s.Duplicates = v })
	order := f.pick([]option{{"date", "By date"}, {"custodian", "By custodian"}, {"import", "As imported"}}, func(s *production.Spec) string { return s.Order }, func(s *production.Spec, v string) { s.Order = v })
	set := f.line("marks made for everyone", func(s *production.Spec) *string { return &s.Set })
	layers := []option{{"", "Any reviewer"}}
	for _, l := range redact.Layers() {
		layers = append(layers, option{l, sentence(strings.ReplaceAll(l, "-", " "))})
	}
	layer := f.pick(layers, func(s *production.Spec) string { return s.Layer }, func(s *production.Spec, v string) { s.Layer = v })
	return f.step(
		kit.Field("Name", "", f.name),
		kit.Field("Records", "A query, as in the search box.", f.query),
		kit.Down(0, f.check("Attachments with their message", func(s *production.Spec) bool { return s.Families }, func(s *production.Spec, on bool) { s.Families = on }),
			f.check("The other messages of each mail conversation", func(s *production.Spec) bool { return s.Conversations }, func(s *production.Spec, on bool) { s.Conversations = on }), inclusive),
		f.only(func() bool { return inclusive.Checked }, kit.Field("Which rule, order or stipulation allows that?", "Each message may be a record: the certificate keeps this text.", policy)),
		kit.Field("Chats", "", kit.Boxed(chats.Select)),
		f.only(func() bool { return chats.value() == "events" }, kit.Field("Events on each side", "", around)),
		container.New(equal{kit.Space2}, kit.Field("Copies of a message", "", kit.Boxed(copies.Select)), kit.Field("Order", "", kit.Boxed(order.Select))),
		container.New(equal{kit.Space2}, kit.Field("Redaction set of the recipient", "", set), kit.Field("Marks decided by", "", kit.Boxed(layer.Select))),
		f.agency())
}

// agency asks for what a package for another agency needs.
func (f *produceForm) agency() fyne.CanvasObject {
	kind := f.pick([]option{{"", "No: it is a release or a production"}, {"referral", "A referral: that agency answers"}, {"consultation", "A consultation: we answer"}},
		func(s *production.Spec) string { return s.Package.Kind }, func(s *production.Spec, v string) { s.Package.Kind = v })
	name := f.line("as it is coded", func(s *production.Spec) *string { return &s.Package.Agency })
	contact := f.line("", func(s *production.Spec) *string { return &s.Package.Contact })
	due := f.line("2026-03-31", func(s *production.Spec) *string { return &s.Package.Due })
	shown := f.check("Show what we propose to withhold, in brackets", func(s *production.Spec) bool { return s.Package.Bracketed() }, func(s *production.Spec, on bool) {
		if s.Package.Marks = ""; on {
			s.Package.Marks = "bracketed"
		}
	})
	f.reads = append(f.reads, func(s *production.Spec) error {
		if s.Package.Kind == "" {
			s.Package = production.Package{}
		}
		return nil
	})
	of := func() bool { return kind.value() != "" }
	return kit.Down(kit.Space3, kit.Field("A package for another agency?", "", kit.Boxed(kind.Select)),
		f.only(of, kit.Down(kit.Space3, kit.Field("Agency", "Records coded for it, and no others.", name),
			container.New(equal{kit.Space2}, kit.Field("Contact", "", contact), kit.Field("Answer asked for by", "", due)), shown)))
}

func chatPart(c production.Context) string {
	switch {
	case c.Events != nil:
		return "events"
	case c.Day:
		return "day"
	}
	return ""
}

func (f *produceForm) pages() fyne.CanvasObject {
	prefix := f.line("", func(s *production.Spec) *string { return &s.Bates.Prefix })
	first := f.number("The first number", "next free", func(s *production.Spec) int64 { return s.Bates.Start }, func(s *production.Spec, n int64) { s.Bates.Start = n })
	digits := f.number("The number of digits", "", func(s *production.Spec) int64 { return int64(s.Bates.Digits) }, func(s *production.Spec, n int64) { s.Bates.Digits = int(n) })
	f.beside = f.pick([]option{{"", "Nothing: it stands by itself"}}, func(s *production.Spec) string { return besideOf(*s) }, func(s *production.Spec, v string) {
		what, name, _ := strings.Cut(v, " ")
		s.Replaces, s.Supplements = "", ""
		switch what {
		case "replaces":
			s.Replaces = name
		case "adds":
			s.Supplements = name
		}
	})
	suffix := f.line("none", func(s *production.Spec) *string { return &s.Bates.Suffix })
	f.reads = append(f.reads, func(s *production.Spec) error {
		if s.Replaces == "" {
			s.Bates.Suffix = ""
		}
		return nil
	})
	paper := f.pick([]option{{"letter", "Letter"}, {"a4", "A4"}}, func(s *production.Spec) string { return s.Paper }, func(s *production.Spec, v string) { s.Paper = v })
	withheld := f.pick([]option{{"deleted-page-sheet", "A deleted-page sheet"}, {"slip-sheet", "A slip sheet"}}, func(s *production.Spec) string { return s.Withheld }, func(s *production.Spec, v string) { s.Withheld = v })
	telling := f.pick([]option{{"keep", "Keep the page as it looks"}, {"reflow", "Set the page anew in words"}, {"reflow-all", "Set all pages with withheld words anew"}},
		func(s *production.Spec) string { return s.TellingBoxes }, func(s *production.Spec, v string) { s.TellingBoxes = v })
	f.elsewhere = f.pick([]option{{"clear", "Stop until a person clears each place"}, {"refuse", "Stop, whatever was cleared"}, {"warn", "Tell, and go on"}},
		func(s *production.Spec) string { return s.ReleasedElsewhere }, func(s *production.Spec, v string) { s.ReleasedElsewhere = v })
	replaces := func() bool { return strings.HasPrefix(f.beside.value(), "replaces ") }
	return f.step(
		container.New(equal{kit.Space2}, kit.Field("Prefix", "", prefix), kit.Field("First number", "", first), kit.Field("Digits", "", digits)),
		kit.Field("Earlier production", "Numbers once given never change.", kit.Boxed(f.beside.Select)),
		f.only(replaces, kit.Field("Suffix of replaced numbers", "One to three capitals, such as R. Without it pages keep their numbers.", suffix)),
		container.New(equal{kit.Space2}, kit.Field("Paper", "", kit.Boxed(paper.Select)), kit.Field("For what is withheld in full", "", kit.Boxed(withheld.Select))),
		kit.Field("When withheld words are open elsewhere", "", kit.Boxed(f.elsewhere.Select)),
		kit.Field("When a box on a page of a file is as wide as its words", "", kit.Boxed(telling.Select)))
}

func besideOf(s production.Spec) string {
	switch {
	case s.Replaces != "":
		return "replaces " + s.Replaces
	case s.Supplements != "":
		return "adds " + s.Supplements
	}
	return ""
}

// earlier offers the productions there are.
func (f *produceForm) earlier(rows []view.ProductionRow) {
	options := []option{{"", "Nothing: it stands by itself"}}
	for _, p := range rows {
		options = append(options, option{"replaces " + p.Name, "Replaces “" + p.Name + "”"}, option{"adds " + p.Name, "Adds to “" + p.Name + "”"})
	}
	f.showing = true
	f.beside.offer(options)
	f.showing = false
}

// stamps asks for the words of the margins, where they stand on the page.
func (f *produceForm) stamps() fyne.CanvasObject {
	words := []option{{"", "–"}, {"{bates}", "Number"}, {"Page {page} of {pages}", "Page x of y"}, {"{designation}", "Designation"}, {"{header}", "Header"},
		{"{status}", "Release status"}, {"{legend}", "Legend"}, {"{production}", "Production"}}
	corner := func(of func(*production.Stamps) *string) fyne.CanvasObject {
		return kit.Boxed(f.pick(words, func(s *production.Spec) string { return *of(&s.Stamps) }, func(s *production.Spec, v string) { *of(&s.Stamps) = v }).Select)
	}
	top := container.New(equal{kit.Space}, corner(func(s *production.Stamps) *string { return &s.TopLeft }), corner(func(s *production.Stamps) *string { return &s.TopCentre }), corner(func(s *production.Stamps) *string { return &s.TopRight }))
	bottom := container.New(equal{kit.Space}, corner(func(s *production.Stamps) *string { return &s.BottomLeft }), corner(func(s *production.Stamps) *string { return &s.BottomCentre }), corner(func(s *production.Stamps) *string { return &s.BottomRight }))
	between := kit.Sized(0, 96, container.NewCenter(kit.NewText("the page", kit.TextCaption, kit.ColorFaint, false)))
	return f.step(
		kit.Field("Designation", "Such as CONFIDENTIAL, or how it is released.", f.line("", func(s *production.Spec) *string { return &s.Designation })),
		kit.Field("Header", "Such as the number of the request.", f.line("", func(s *production.Spec) *string { return &s.Header })),
		kit.Field("Legend", "Such as that of an order under FRE 502(d).", f.line("", func(s *production.Spec) *string { return &s.Legend })),
		kit.Field("Where they stand", "In the margins, which no content reaches. The number stands once.", kit.Card(kit.Padded(kit.Space2, kit.Down(0, top, between, bottom)), false)))
}

func (f *produceForm) files() fyne.CanvasObject {
	on := func(text string, of func(*production.Spec) *bool) *kit.Check {
		return f.check(text, func(s *production.Spec) bool { return *of(s) }, func(s *production.Spec, v bool) { *of(s) = v })
	}
	load := on("Tables: DAT, CSV, OPT", func(s *production.Spec) *bool { return &s.LoadFiles })
	lists := []option{{"standard", "Standard"}, {"doj", "DOJ Antitrust Division"}, {"sec", "SEC Enforcement"}, {"ftc", "FTC Bureau of Competition"}}
	fields := f.pick(lists, func(s *production.Spec) string { return s.Fields.Preset }, func(s *production.Spec, v string) {
		if s.Fields.List == nil {
			s.Fields.Preset = v
		}
	})
	images := f.pick([]option{{"", "None"}, {"tiff", "TIFF, black and white"}, {"jpeg", "JPEG, in colour"}}, func(s *production.Spec) string { return s.Images.Format }, func(s *production.Spec, v string) { s.Images.Format = v })
	dpi := f.number("The resolution", "300", func(s *production.Spec) int64 { return int64(s.Images.DPI) }, func(s *production.Spec, n int64) { s.Images.DPI = int(n) })
	perVolume := f.number("The number of pages", "no limit", func(s *production.Spec) int64 { return int64(s.Volumes.MaxPages) }, func(s *production.Spec, n int64) { s.Volumes.MaxPages = int(n) })
	mb := f.number("The size of a volume", "no limit", func(s *production.Spec) int64 { return s.Volumes.MaxMB }, func(s *production.Spec, n int64) { s.Volumes.MaxMB = n })
	pictured := func() bool { return images.value() != "" }
	return f.step(
		kit.Down(0, on("One PDF of all pages, beside one for each record", func(s *production.Spec) *bool { return &s.Combined }),
			on("Text of each record, from its released pages", func(s *production.Spec) *bool { return &s.Text }), load,
			on("LFP (IPRO)", func(s *production.Spec) *bool { return &s.LFP }), on("EDRM XML 1.2", func(s *production.Spec) *bool { return &s.EDRM }),
			on("RSMF of each conversation", func(s *production.Spec) *bool { return &s.RSMF })),
		f.only(func() bool { return load.Checked }, container.New(equal{kit.Space2}, kit.Field("Fields of the tables", "", kit.Boxed(fields.Select)),
			kit.Field("Company that produces", "", f.line("", func(s *production.Spec) *string { return &s.Producer })))),
		kit.Field("Picture of each page", "", kit.Boxed(images.Select)),
		f.only(pictured, kit.Field("Dots an inch", "150 to 600.", dpi)),
		container.New(equal{kit.Space2}, kit.Field("Pages a volume", "", perVolume), kit.Field("Megabytes a volume", "", mb)),
		kit.Field("Files that leave as they were collected", "A query. Nothing in such a file is hidden or read back.", f.line("none", func(s *production.Spec) *string { return &s.Natives })))
}
