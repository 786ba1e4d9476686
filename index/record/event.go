package record

import (
	"strings"
)

// An event of a conversation is addressed as "record#event".

// EventTarget is the address of an event.
func EventTarget(id ID, event string) string { return string(id) + "#" + event }

// SplitTarget cuts an address into record and event; event is "" for a record.
func SplitTarget(s string) (id ID, event string) {
	before, after, _ := strings.Cut(s, "#")
	return ID(strings.ToLower(before)), after
}

// Part is one event as it stands in its conversation's record: the blocks that
// speak of it, first to last, and the span they cover. Entry is its place in
// Log.Entries and in what EventParts gives.
type Part struct {
	ID          string
	Entry       int
	First, Last int
	Span        Span
}

// EventParts gives the events of a conversation in order; nil for any other
// record. Header, day lines and notes about several events belong to none.
func (r *Record) EventParts() []Part {
	if r.Log == nil {
		return nil
	}
	out := make([]Part, 0, len(r.Log.Entries))
	spoke := false
	for i := range r.Blocks {
		b := &r.Blocks[i]
		id, ok := AboutEvent(b.Field)
		if !ok {
			continue
		}
		speaker := b.Role == RoleSpeaker
		if n := len(out); n == 0 || out[n-1].ID != id || speaker && spoke {
			out = append(out, Part{ID: id, Entry: n, First: i, Span: b.Span})
			spoke = false
		}
		p := &out[len(out)-1]
		p.Last, p.Span.End = i, b.Span.End
		spoke = spoke || speaker
	}
	return out
}

// EventPart finds one event of a conversation by its id.
func (r *Record) EventPart(id string) (Part, bool) {
	for _, p := range r.EventParts() {
		if p.ID == id {
			return p, true
		}
	}
	return Part{}, false
}

// AboutEvent gives the event that a block of a conversation speaks of, by the
// block's field: its line of time and sender, its words, an earlier wording, a
// reply, a note.
func AboutEvent(field string) (id string, ok bool) {
	kind, id, ok := strings.Cut(field, ":")
	if !ok {
		return "", false
	}
	switch kind {
	case "speaker", "event", "about", "reply":
		return id, true
	}
	n, ok := strings.CutPrefix(kind, "version")
	return id, ok && n != "" && strings.Trim(n, "0123456789") == ""
}

// eventName is an event's id as fields and addresses spell it.
func eventName(id string) string { return oneLine(Clean(id)) }
