package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/redact/review"
)

// maxFieldRows is how many fields the panel shows at once; more are scrolled.
const maxFieldRows = 7

// codingCard is what is coded of the record besides whether it is responsive:
// a line for each field, and the notes.
type codingCard struct {
	s      *shell
	all    *fyne.Container
	batch  *kit.Text
	check  *kit.Button
	top    *fyne.Container
	list   *kit.List
	box    *fyne.Container
	notes  *kit.Button
	note   *widget.Label
	fields []view.CodedField // those of the list
}

func newCodingCard(s *shell) *codingCard {
	c := &codingCard{s: s, batch: kit.NewText("", kit.TextCaption, kit.ColorAccent, true), note: kit.Paragraph(""), box: container.NewStack()}
	c.batch.Whole = false
	c.note.Importance = widget.LowImportance
	c.check = s.keyed("check", "Confirm", kit.Plainly, "confirm")
	c.list = kit.NewList([]kit.Column{{Title: "Field", Width: 118, Muted: true}, {Title: "Coded", Width: 90, Grow: true, Bold: true, Tone: neededTone}}, rowsOf{})
	c.list.OnOpen = func(row int) {
		if row >= 0 && row < len(c.fields) {
			c.choose(c.fields[row])
		}
	}
	c.list.OnClick = c.list.OnOpen
	c.notes = s.keyed("", "Note…", kit.Quiet, "note")
	c.top = kit.Down(kit.Space2, c.batch, c.check)
	head := container.New(layout.NewCustomPaddedLayout(0, kit.Space, kit.Space3, kit.Space3), c.top)
	buttons := container.New(equal{kit.Space2}, s.keyed("", "Code…", kit.Quiet, "field"), c.notes)
	foot := container.New(layout.NewCustomPaddedLayout(0, 0, kit.Space2, kit.Space2), kit.Down(0, buttons, c.note))
	c.all = kit.Down(0, head, c.box, foot, kit.HRule())
	s.reg.Object("coding.list", c.list)
	s.reg.Object("coding.note", c.notes)
	return c
}

// needed is what the list says of a field without which the record is not done.
const needed = "needed"

func neededTone(cell string) fyne.ThemeColorName {
	if cell == needed {
		return kit.ColorBad
	}
	return ""
}

func (c *codingCard) draw(st view.ReaderState) {
	c.drawBatch(st.Batch)
	c.fields = slices.DeleteFunc(slices.Clone(st.Fields), func(f view.CodedField) bool { return f.Name == "responsive" })
	rows := make(rowsOf, 0, len(c.fields))
	for _, f := range c.fields {
		v := f.Value
		switch {
		case f.Needed:
			v = needed
		case v == "":
			v = "–"
		}
		rows = append(rows, []string{f.Title(), v})
	}
	c.list.SetSource(rows)
	c.box.Objects = []fyne.CanvasObject{kit.Sized(0, kit.ListHeight(min(len(rows), maxFieldRows)), c.list)}
	if len(rows) == 0 {
		c.box.Objects = nil
	}
	title := "Note…"
	if c.note.Hide(); len(st.Notes) > 0 {
		last := st.Notes[len(st.Notes)-1]
		title = plural(len(st.Notes), "note")
		c.note.SetText(last.By + ": " + opening(last.Text, 120))
		c.note.Show()
	}
	c.s.keyText(c.notes, title, "note")
	c.all.Refresh()
}

// opening is the beginning of a text on one line, cut at so many letters.
func opening(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return text
}

// drawBatch shows the batch that the record is decided in.
func (c *codingCard) drawBatch(w view.BatchWork) {
	if w.Name == "" {
		c.top.Hide()
		return
	}
	text := fmt.Sprintf("%s: %s of %s done", w.Name, kit.Thousands(int64(w.Done)), kit.Thousands(int64(w.Size)))
	switch {
	case !w.In:
		text = w.Name + ": not in it"
	case w.Decided:
		text += ", this too"
	}
	c.batch.Set(text)
	if c.check.Hide(); w.Higher && w.In {
		c.check.Show()
	}
	c.top.Show()
}

// askField offers every field and value; a few letters find one.
func (s *shell) askField() {
	fields := s.desk.Reader.State().Fields
	p := newPicker([]kit.Column{{Title: "Field", Width: 170, Muted: true}, {Title: "Value", Width: 240, Grow: true, Bold: true}, {Title: "", Width: 120, Muted: true}},
		"Enter codes the marked line. Type a part of a field or of a value.")
	p.offer = func(typed string) []choice {
		var out []choice
		for _, f := range fields {
			for _, l := range s.valueLines(p, f, "") {
				if _, fits := view.Fuzzy(typed, l.name, f.Title()); fits {
					out = append(out, choice{f.Title(), l.name, l.note, l.take})
				}
			}
		}
		return out
	}
	p.show(s, "Code a field", "Code", "")
}

// choose asks for the value of one field.
func (c *codingCard) choose(f view.CodedField) {
	p := newPicker([]kit.Column{{Title: f.Title(), Width: 300, Grow: true, Bold: true}, {Title: "", Width: 150, Muted: true}}, valueHint(f))
	p.offer = func(typed string) []choice {
		var out []choice
		for _, l := range c.s.valueLines(p, f, typed) {
			if _, fits := view.Fuzzy(typed, l.name); fits || l.note == asTyped {
				out = append(out, choice{l.name, l.note, "", l.take})
			}
		}
		return out
	}
	p.show(c.s, f.Title(), "Code", "")
}

const asTyped = "as typed"

func valueHint(f view.CodedField) string {
	switch f.Kind {
	case review.Text:
		return "Type the text."
	case review.Date:
		return "Type the day, as 2024-03-31."
	case review.ManyOf:
		return "Enter adds a value, or takes away one that is there."
	}
	return "Enter codes the marked line."
}

// picked adds one of many values, or takes it away.
func picked(field, value string, on bool) review.Coding {
	return review.Coding{Field: field, Value: value, Op: map[bool]string{true: "+=", false: "-="}[on]}
}

// valueLines are the values that a field may take. With what was typed, an open
// field takes that too; without, it asks for it in a further step.
func (s *shell) valueLines(p *picker, f view.CodedField, typed string) []choice {
	done := func(act func()) func() { return func() { p.dialog.Close(); act() } }
	values := f.Choices
	if f.Kind == review.YesNo {
		values = []string{"yes", "no"}
	}
	have := strings.Split(f.Value, "; ")
	var out []choice
	for _, v := range values {
		is := slices.Contains(have, v)
		note := map[bool]string{true: "coded"}[is]
		act := func() { s.review.put(review.Coding{Field: f.Name, Value: v, Op: "="}) }
		if f.Kind == review.ManyOf {
			act = func() { s.review.put(picked(f.Name, v, !is)) }
		}
		out = append(out, choice{"", v, note, done(act)})
	}
	for _, v := range have {
		if v != "" && !slices.Contains(values, v) && (f.Kind == review.ManyOf || f.Open) {
			out = append(out, choice{"", v, "coded", done(func() { s.review.put(picked(f.Name, v, false)) })})
			if f.Kind != review.ManyOf {
				out[len(out)-1].take = done(func() {})
			}
		}
	}
	if f.Kind == review.Text || f.Kind == review.Date || f.Open {
		out = append(out, s.typedLine(p, f, typed))
	}
	if f.Value != "" && typed == "" {
		out = append(out, choice{"", "(nothing)", "clears it", done(func() { s.review.put(review.Coding{Field: f.Name, Op: "="}) })})
	}
	return out
}

// typedLine takes what is typed as the value.
func (s *shell) typedLine(p *picker, f view.CodedField, typed string) choice {
	if typed == "" {
		return choice{"", "Another value…", "to be typed", func() {
			p.step(f.Title()+": "+valueHint(f), func(typed string) []choice {
				if typed == "" {
					return nil
				}
				l := s.typedLine(p, f, typed)
				return []choice{{f.Title(), l.name, l.note, l.take}}
			})
		}}
	}
	return choice{"", typed, asTyped, func() {
		p.dialog.Close()
		if f.Kind == review.ManyOf {
			s.review.put(picked(f.Name, typed, true))
			return
		}
		s.review.put(review.Coding{Field: f.Name, Value: typed, Op: "="})
	}}
}

// askNote shows the notes of the record and takes another.
func (s *shell) askNote() {
	st := s.desk.Reader.State()
	text := kit.NewEntry("What a colleague should know. No production contains it.")
	text.MultiLine, text.Wrapping, text.Scroll = true, fyne.TextWrapWord, fyne.ScrollVerticalOnly
	text.SetMinRowsVisible(4)
	body := kit.Down(kit.Space2)
	for _, n := range st.Notes {
		by := kit.NewText(n.By+", "+n.At.In(s.desk.Case.Zone()).Format("2 January 2006, 15:04"), kit.TextCaption, kit.ColorMuted, false)
		body.Add(kit.Card(kit.Padded(kit.Space2, kit.Down(0, by, kit.Paragraph(n.Text))), false))
	}
	old := container.NewVScroll(body)
	parts := kit.Down(kit.Space3, text)
	if len(st.Notes) > 0 {
		parts = kit.Down(kit.Space3, kit.Sized(0, min(220, body.MinSize().Height+kit.Space2), old), text)
	}
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Notes on this record", OK: "Add note", Cancel: "Close", Width: 560, First: text, Body: parts,
		OnOK: func() error {
			if strings.TrimSpace(text.Text) == "" {
				return kit.ErrStay
			}
			s.review.put(review.Coding{Field: review.NoteField, Value: text.Text, Op: "+="})
			return nil
		}})
	text.OnKey = func(k fyne.KeyName) bool {
		if k != fyne.KeyReturn && k != fyne.KeyEnter {
			return false
		}
		d.Submit("")
		return true
	}
	s.reg.Object("note.text", text)
}
