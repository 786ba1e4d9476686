package ui

import (
	"vaughn/app/ui/kit"
	"vaughn/app/view"
)

// showSource shows what the record in the reader was made from.
func (s *shell) showSource() {
	s.source("Source, as its archive holds it", "All of it, with every header.", func() { s.desk.Source.Load(s.desk.Reader.State().ID) })
}

// showEventSource shows what the chat message at the selection, or clicked
// last, was made from.
func (s *shell) showEventSource() {
	event := s.review.reader.event()
	if event == "" {
		s.status.Set("Click a message of a chat first: other records have one source, "+s.keys.Key("source")+".", kit.Warn)
		return
	}
	s.source("Source of one message", "Its own entry, and those that changed it, as the archive holds them.", func() { s.desk.Source.LoadEvent(s.desk.Reader.State().ID, event) })
}

func (s *shell) source(title, whole string, load func()) {
	said, text := muted("Reading…"), kit.NewProse()
	dialog := kit.ShowDialog(s.canvas(), kit.DialogSpec{Title: title, Width: 1000,
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
			said.Set(whole)
		}
		text.Set([]kit.Run{{Text: st.Text}})
	})
	dialog.OnClosed(func() { stop(); s.canvas().Focus(s.review.reader.pages) })
	load()
}
