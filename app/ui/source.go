package ui

import (
	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// showSource shows what the record in the reader was made from.
func (s *shell) showSource() {
	said, text := muted("Reading…"), kit.NewProse()
	dialog := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: "Source, as its archive holds it", Width: 1000,
		Body: kit.Down(kit.Space2, said, kit.Sized(0, 500, kit.Card(kit.Padded(1, text), false)))})
	stop := kit.Bind(s.post, s.desk.Source.Watch, func(st view.SourceState) {
		switch {
		case st.Working:
			return
		case st.Err != nil:
			said.Set(sentence(st.Err.Text) + " " + st.Err.Hint)
		case st.Cut:
			said.Set("Only its beginning is shown, 256 KiB.")
		default:
			said.Set("All of it, with every header.")
		}
		text.Set([]kit.Run{{Text: st.Text}})
	})
	dialog.OnClosed(func() { stop(); s.canvas().Focus(s.review.reader.pages) })
	s.desk.Source.Load(s.desk.Reader.State().ID)
}
