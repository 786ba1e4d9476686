package record

import (
	"fmt"
	"slices"
	"strings"

	"vaughn/index/message"
)

// room notes who was there, when that has changed.
func (w *chat) room(e *message.Event) {
	if e.Present == nil || e.AtLeast == w.partly && sameList(e.Present, w.present) {
		return
	}
	before, now := map[string]bool{}, map[string]bool{}
	for _, id := range w.present {
		before[id] = true
	}
	var in, out []string
	for _, id := range e.Present {
		if now[id] = true; !before[id] {
			in = append(in, w.who(id))
		}
	}
	for _, id := range w.present {
		if !now[id] {
			out = append(out, w.who(id))
		}
	}
	text := fmt.Sprintf("In the room from here on: %d", len(e.Present))
	if e.AtLeast {
		text = fmt.Sprintf("Known to be in the room from here on, perhaps with others: %d", len(e.Present))
	}
	if len(in) > 0 {
		text += "; come: " + strings.Join(in, ", ")
	}
	if len(out) > 0 {
		text += "; gone: " + strings.Join(out, ", ")
	}
	w.present, w.partly = e.Present, e.AtLeast
	w.note(e, text)
}

// sameList tells equal lists; events share theirs, which saves comparing them.
func sameList(a, b []string) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || slices.Equal(a, b))
}
