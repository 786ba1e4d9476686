package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/container"

	"vaughn/app/ui/kit"
	"vaughn/redact/review"
)

// showFields lists the fields of the case; Enter changes one, the first line
// makes a new one.
func (s *shell) showFields() {
	fields := s.desk.Reader.Defined()
	p := newPicker([]kit.Column{{Title: "Field", Width: 170, Bold: true}, {Title: "Takes", Width: 300, Grow: true}, {Title: "", Width: 150, Muted: true}}, "Enter changes the marked field.")
	p.offer = func(typed string) []choice {
		out := []choice{{"New field…", "", "", func() { p.dialog.Close(); s.editField(review.Field{Kind: review.OneOf}) }}}
		for _, f := range fields {
			if typed == "" || strings.Contains(strings.ToLower(f.Title()+" "+f.Name), strings.ToLower(typed)) {
				out = append(out, choice{f.Title(), takes(f), neededWhen(f), func() { p.dialog.Close(); s.editField(f) }})
			}
		}
		return out
	}
	p.show(s, "Fields to code", "Change", "")
}

func takes(f review.Field) string {
	out := kindNames()[slices.Index(review.FieldKinds(), f.Kind)]
	if len(f.Choices) > 0 {
		out += ": " + strings.Join(f.Choices, ", ")
	}
	return out
}

func neededWhen(f review.Field) string {
	switch f.Required {
	case "":
		return ""
	case review.Always:
		return "always needed"
	}
	return "needed when " + f.Required
}

// kindNames are the kinds of field as the dialog calls them, in their order.
func kindNames() []string { return []string{"Yes or no", "One of", "Many of", "Text", "A day"} }

// editField asks for all there is to say of a field.
func (s *shell) editField(f review.Field) {
	fresh := f.Name == ""
	name, label, choices, required := kit.NewEntry("press_reason"), kit.NewEntry("as the name"), kit.NewEntry("press; rumour"), kit.NewEntry("never; always; privileged=yes")
	name.SetText(f.Name)
	label.SetText(f.Label)
	choices.SetText(strings.Join(f.Choices, "; "))
	required.SetText(f.Required)
	kind, open := kit.NewSelect(kindNames(), nil), kit.NewCheck("Other values are taken too", nil)
	kind.SetSelectedIndex(slices.Index(review.FieldKinds(), f.Kind))
	open.SetChecked(f.Open)
	if !fresh {
		name.Disable()
	}
	first := name
	if !fresh {
		first = choices
	}
	title := "New field"
	if !fresh {
		title = "Field " + f.Title()
	}
	d := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, OK: "Keep", Width: 560, First: first,
		Body: kit.Down(kit.Space3,
			container.New(equal{kit.Space2}, kit.Field("Name", "As searches and commands call it.", name), kit.Field("Label", "As the panel calls it.", label)),
			kit.Field("Takes", "", kit.Boxed(kind)),
			kit.Field("Values", "Of one of and many of, parted by semicolons.", choices), open,
			kit.Field("Needed before the next record", "Nothing, always, or a condition such as privileged=yes or responsive!=no.", required)),
		OnOK: func() error {
			edits := []string{"kind=" + string(review.FieldKinds()[kind.SelectedIndex()]), "label=" + strings.TrimSpace(label.Text),
				"choices=" + choices.Text, "required=" + strings.TrimSpace(required.Text), "open=" + map[bool]string{true: "yes", false: "no"}[open.Checked]}
			return s.desk.Reader.Define(s.ctx, strings.TrimSpace(name.Text), edits)
		}})
	for n, e := range map[string]*kit.Entry{"name": name, "label": label, "choices": choices, "required": required} {
		e.OnSubmitted = d.Submit
		s.reg.Object("field."+n, e)
	}
}
