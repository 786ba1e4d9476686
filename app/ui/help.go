package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/assets"
)

// helpTopics in the order a person meets them; others follow.
var helpTopics = []string{"overview", "import", "search", "review-and-redact", "suggest", "check", "people", "gaps", "exemptions", "production", "verify", "case-folder", "command-line", "keyboard", "accessibility", "windows-remote-desktop"}

// helpScreen shows the help that ships with the program.
type helpScreen struct {
	all    fyne.CanvasObject
	topics map[string]*kit.Button
	text   *widget.RichText
	scroll *container.Scroll
}

func newHelpScreen(s *shell) *helpScreen {
	h := &helpScreen{text: widget.NewRichText(), topics: map[string]*kit.Button{}}
	h.text.Wrapping = fyne.TextWrapWord
	list := kit.Down(2)
	for _, t := range helpTopics {
		b := kit.NewButton("", topicTitle(t), kit.Quiet, func() { h.show(t) })
		h.topics[t] = b
		list.Add(container.NewHBox(b))
	}
	h.scroll = container.NewVScroll(container.New(&column{width: 720}, h.text))
	about := kit.NewButton("info", "About", kit.Quiet, s.showAbout)
	keys := kit.NewButton("keyboard", "Keys", kit.Plainly, s.showKeys)
	left := kit.Frame{Right: kit.VRule(), Middle: kit.Sized(230, 0, container.NewVScroll(kit.Padded(kit.Space2, list)))}.Object()
	h.all = kit.Frame{Top: kit.NewHeader("Help", "It ships with the program and needs no network.", about, keys).Object, Left: left, Middle: h.scroll}.Object()
	h.show(helpTopics[0])
	return h
}

// topicTitle writes the name of a topic as words.
func topicTitle(topic string) string {
	words := strings.ReplaceAll(topic, "-", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

func (h *helpScreen) object() fyne.CanvasObject { return h.all }
func (h *helpScreen) enter()                    {}

func (h *helpScreen) show(topic string) {
	text, err := assets.Help(topic)
	if err != nil {
		text = err.Error()
	}
	for t, b := range h.topics {
		if t == topic {
			b.SetLook(kit.Plainly)
		} else {
			b.SetLook(kit.Quiet)
		}
	}
	h.text.ParseMarkdown(text)
	h.scroll.ScrollToTop()
}

// showHelp opens the help on the topic of the screen in view.
func (s *shell) showHelp() {
	if s.desk == nil {
		text, err := assets.Help("overview")
		if err == nil {
			body := widget.NewRichTextFromMarkdown(text)
			body.Wrapping = fyne.TextWrapWord
			kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Help", Width: 680, Body: kit.Sized(0, 480, container.NewVScroll(body))})
		}
		return
	}
	topic := map[string]string{placeImport: "import", placeReview: "review-and-redact", placeExplore: "search", placeGaps: "gaps", placePeople: "people", placeChecks: "check", placeQueue: "suggest", placeProduce: "production", placeAudit: "verify"}[s.place]
	s.goTo(placeHelp)
	if topic != "" {
		s.screens[placeHelp].(*helpScreen).show(topic)
	}
}

func (s *shell) showKeys() {
	kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Keys", Width: 1090, OK: "Change keys…", Cancel: "Close", OnOK: func() error { s.post(s.showKeySettings); return nil }, Body: kit.Sized(0, 580, container.NewVScroll(s.keys.Sheet()))})
}

func (s *shell) showAbout() {
	kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Vaughn " + s.version, Body: kit.Paragraph(
		"A program for people who answer FOIA requests and discovery: import, search, redact, produce, and prove it.\n\nIt is named after the Vaughn index, the list in which an agency says what it withheld and why. Apache License 2.0. It gives no legal advice.")})
}

// showSettings changes the look and the size of text; both apply at once.
func (s *shell) showSettings() {
	looks := []string{"As the system", "Light", "Dark", "High contrast"}
	keys := []string{"", "light", "dark", "contrast"}
	sizes := []string{"90 %", "100 %", "110 %", "125 %", "150 %", "175 %"}
	percent := []int{90, 100, 110, 125, 150, 175}
	set := s.start.Settings()
	apply := func(f func(*view.Settings)) {
		s.start.Change(f)
		look(s.app, s.start.Settings(), s.scale)
	}
	lookBox, sizeBox, clickBox := kit.NewSelect(looks, nil), kit.NewSelect(sizes, nil), kit.NewSelect([]string{"The passage; a triple click the word", "The word; a triple click the passage"}, nil)
	clicks := []string{"", "word"}
	clickBox.SetSelectedIndex(max(0, slices.Index(clicks, set.DoubleClick)))
	clickBox.OnChanged = func(string) {
		s.start.Change(func(v *view.Settings) { v.DoubleClick = clicks[clickBox.SelectedIndex()] })
		if s.review != nil {
			s.review.reader.pages.Double = doubleClick(s.start.Settings())
		}
	}
	for i := range keys {
		if keys[i] == set.Look {
			lookBox.SetSelectedIndex(i)
		}
	}
	for i := range percent {
		if percent[i] == max(set.Size, 80) || set.Size == 0 && percent[i] == 100 {
			sizeBox.SetSelectedIndex(i)
		}
	}
	name := kit.NewEntry("the user of this computer")
	name.SetText(set.Reviewer)
	name.OnChanged = func(text string) { s.start.Change(func(v *view.Settings) { v.Reviewer = strings.TrimSpace(text) }) }
	lookBox.OnChanged = func(string) { apply(func(v *view.Settings) { v.Look = keys[lookBox.SelectedIndex()] }) }
	sizeBox.OnChanged = func(string) { apply(func(v *view.Settings) { v.Size = percent[sizeBox.SelectedIndex()] }) }
	kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Settings", Cancel: "Done", Body: kit.Down(kit.Space3,
		kit.Field("Your name", "The journal records what you decide under it, from the next case that you open.", name),
		kit.Field("Colours", "", kit.Boxed(lookBox)), kit.Field("Size of text", "", kit.Boxed(sizeBox)),
		kit.Field("A double click on a page selects", "", kit.Boxed(clickBox)), container.NewHBox(kit.NewButton("keyboard", "Change keys…", kit.Plainly, s.showKeySettings)))})
}
