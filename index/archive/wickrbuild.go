package archive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
)

// wickrBuilder makes the parts of one conversation in order. What carries over
// from part to part: people, the title, who is in the room.
type wickrBuilder struct {
	w      *wickr
	t      wickrThread
	people []message.Member
	known  map[string]bool
	room   []string // who is in it, sorted; nil while nobody said
	title  string
	texts  map[string]string // equal strings are kept once

	m    *message.Message
	refs []uint32
	end  int64 // of the objects met so far in the item's bytes
	buf  []byte
}

// part makes the item of the events from…to and the changes to them.
func (b *wickrBuilder) part(from, to int, changes []change) (*message.Message, error) {
	id := b.w.x.names[b.t.conv]
	c := &message.Conversation{
		ID: id, Platform: "wickr", Direct: id != "" && id[0] != 'S' && id[0] != 'G',
		Events: make([]message.Event, 0, to-from),
	}
	b.m = &message.Message{Kind: message.ChatPost, Chat: c, Zone: "UTC"}
	b.refs, b.end = slices.Clone(b.t.base[from:to]), 0
	b.texts = map[string]string{}
	if b.known == nil {
		b.known = map[string]bool{}
	}
	for _, i := range b.t.base[from:to] {
		e, raw, err := b.load(i)
		if err != nil {
			return nil, err
		}
		ev := b.event(e, raw, i)
		ev.Raw = []message.Stretch{b.stretch(i)}
		c.Events = append(c.Events, ev)
	}
	for _, ch := range changes {
		e, _, err := b.load(ch.ref)
		if err != nil {
			return nil, err
		}
		ev := &c.Events[int(ch.rank)-from]
		b.change(ev, e, ch.ref)
		ev.Raw = append(ev.Raw, b.stretch(ch.ref))
		b.refs = append(b.refs, ch.ref)
	}
	c.Name, c.Participants = b.title, slices.Clone(b.people)
	b.describe(c)
	return b.m, b.w.seal(b.m, b.refs)
}

// stretch is where an object stands in the item's bytes; asked for in the order
// of refs.
func (b *wickrBuilder) stretch(i uint32) message.Stretch {
	s := message.Stretch{At: b.end, Len: int64(b.w.x.ref(i).size)}
	b.end += s.Len + 1
	return s
}

// describe fills what a list shows of the item.
func (b *wickrBuilder) describe(c *message.Conversation) {
	b.m.Subject = c.Name
	if c.Name == "" {
		var names []string
		for _, p := range c.Participants[:min(3, len(c.Participants))] {
			names = append(names, p.ID)
		}
		b.m.Subject = strings.Join(names, ", ")
		if n := len(c.Participants) - 3; n > 0 {
			b.m.Subject += fmt.Sprintf(" and %d more", n)
		}
	}
	b.m.Subject = oneLine(b.m.Subject)
	for i := range c.Events {
		if at := c.Events[i].At; !at.IsZero() {
			b.m.Date = at
			break
		}
	}
}

func (b *wickrBuilder) load(i uint32) (*wickrEntry, []byte, error) {
	r := b.w.x.ref(i)
	raw, err := b.w.x.keep.at(r.off, r.size, b.buf)
	if err != nil {
		return nil, nil, err
	}
	if b.w.x.keep.file != nil {
		b.buf = raw
	}
	var e wickrEntry
	if err := lenient(raw, &e); err != nil {
		return nil, nil, err
	}
	if e.MessageID == "" && e.ID != "" {
		b.w.old = true
	}
	return &e, raw, nil
}

// once keeps one copy of a string that many events share.
func (b *wickrBuilder) once(s string) string {
	if t, ok := b.texts[s]; ok {
		return t
	}
	s = strings.Clone(s)
	b.texts[s] = s
	return s
}

func (b *wickrBuilder) meet(ids ...string) {
	for _, id := range ids {
		if id == "" || b.known[id] {
			continue
		}
		b.known[id] = true
		m := message.Member{ID: id}
		if strings.Contains(id, "@") {
			m.Addr = id
		}
		b.people = append(b.people, m)
	}
}

// unique gives an event its id: the platform's, or one of its content and
// place.
func (b *wickrBuilder) unique(id string, i uint32, ev *message.Event, raw []byte) string {
	r := b.w.x.ref(i)
	if id == "" {
		return derivedID(fmt.Sprintf("%s %d %d", b.w.x.names[b.t.conv], r.file, r.pos), raw)
	}
	if r.twin > 0 {
		ev.Problems = append(ev.Problems, message.Problem{Code: ProblemChatSameID})
		b.noteOnce(ProblemChatSameID)
		return fmt.Sprintf("%s~%d", id, r.twin+1)
	}
	return id
}

func (b *wickrBuilder) noteOnce(code string) {
	for _, p := range b.m.Problems {
		if p.Code == code {
			return
		}
	}
	b.m.Note(code, "", false)
}

func (b *wickrBuilder) event(e *wickrEntry, raw []byte, i uint32) message.Event {
	at, again := b.w.x.place(b.w.src.ID, i)
	ev := message.Event{Kind: message.EventSystem, From: b.once(e.Sender), Zone: "UTC", Position: at}
	ev.ID = b.unique(cmp.Or(e.MessageID, e.ID), i, &ev, raw)
	if micro := b.w.x.ref(i).micro; micro != 0 {
		ev.At = time.UnixMicro(micro).UTC()
	} else {
		ev.Problems = append(ev.Problems, message.Problem{Code: ProblemChatTime})
		b.noteOnce(ProblemChatTime)
	}
	ev.AtText = jsonText(e.TS)
	b.meet(e.Sender, e.Receiver)
	ev.Expires, ev.BurnAt = wickrDate(e.TTL), wickrDate(e.BOR)
	for _, a := range again {
		fact(&ev, "Also at", fmt.Sprintf("file %d, byte %d", b.w.x.ref(uint32(a.Ordinal)).file+1, a.Offset))
	}
	if e.Kind != "" && e.Kind != "normal" {
		fact(&ev, "Sender type", e.Kind)
	}
	b.fill(&ev, e, raw)
	if b.room != nil {
		ev.Present = b.room
	}
	return ev
}

func fact(ev *message.Event, name, value string) {
	if value != "" {
		ev.Extra = append(ev.Extra, message.Header{Name: name, Value: value})
	}
}

// fill dispatches on the object that is there, then on the type.
func (b *wickrBuilder) fill(ev *message.Event, e *wickrEntry, raw []byte) {
	switch {
	case e.File != nil:
		b.file(ev, e.File)
	case e.Location != nil:
		ev.Kind, ev.Text = message.EventLocation, coordinates(e.Location.Lat, e.Location.Lon)
	case e.Call != nil:
		b.call(ev, e.Call)
	case e.Verify != nil:
		ev.Text = "Key verification"
		fact(ev, "Fields", keysOf(raw))
	case e.Control != nil:
		b.control(ev, e, raw)
	case e.Edit != nil:
		b.strayEdit(ev, e.Edit)
	case e.Type == 4003:
		ev.Kind, ev.Text = message.EventLeave, "left the room"
		b.leave(e.Sender)
	case e.Type == 4005:
		ev.Text = "deleted the room"
		b.room = []string{}
	case e.Type == 1000 || e.Message != "":
		ev.Kind, ev.Text = message.EventText, e.Message
	default:
		ev.Text = fmt.Sprintf("Entry of type %d", e.Type)
		fact(ev, "Fields", keysOf(raw))
	}
	for _, l := range e.Links {
		if !strings.Contains(ev.Text, l.URL) {
			fact(ev, "Link", l.URL)
		}
	}
}

func coordinates(lat, lon *float64) string {
	if lat == nil || lon == nil {
		return "Location without coordinates"
	}
	return fmt.Sprintf("Location %g, %g", *lat, *lon)
}

func (b *wickrBuilder) file(ev *message.Event, f *wickrFile) {
	ev.Kind = message.EventFile
	shown := cmp.Or(f.Name, baseName(f.Local))
	name, many := b.w.held.find([]string{f.Local}, f.GUID)
	if name == "" {
		ev.Missing = append(ev.Missing, cmp.Or(shown, f.GUID, "unnamed"))
		b.noteOnce(ProblemChatFile)
	} else {
		ev.Files = append(ev.Files, len(b.m.Attached))
		b.m.Attached = append(b.m.Attached, b.w.held.attachment(name, shown))
	}
	if many {
		ev.Problems = append(ev.Problems, message.Problem{Code: ProblemChatFileMany})
		b.noteOnce(ProblemChatFileMany)
	}
	fact(ev, "Uploaded by", f.Uploader)
	if f.Screenshot {
		fact(ev, "Screenshot", "yes")
	}
	if f.Voice {
		fact(ev, "Voice memo", fmt.Sprintf("%g seconds", f.Seconds))
	}
}

// call keeps what is said of a call. Its participants are hashes of names:
// nothing tells whose, and nobody guesses here.
func (b *wickrBuilder) call(ev *message.Event, c *wickrCall) {
	ev.Kind, ev.Text = message.EventCall, "Call"
	if n := len(c.People); n > 0 {
		var short []string
		for _, p := range c.People[:min(n, 20)] {
			short = append(short, "participant (hash "+p[:min(8, len(p))]+"…)")
		}
		ev.Text = fmt.Sprintf("Call with %d: %s", n, strings.Join(short, ", "))
	}
	if d := jsonText(c.Duration); d != "" {
		fact(ev, "Duration", d+" seconds")
	}
	fact(ev, "Status", jsonText(c.Status))
	fact(ev, "Meeting", c.Meeting)
	fact(ev, "Started by entry", c.Start)
	fact(ev, "Invited by entry", c.Invite)
}
