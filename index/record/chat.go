package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
)

// RoleSpeaker is the line above an event of a conversation: its number, time,
// sender and kind. They are text, not a label, because a sender's name may be
// exempt.
const RoleSpeaker = "speaker"

// Fields of a conversation's header.
const (
	FieldPlatform     = "Platform"
	FieldConversation = "Conversation"
	FieldParticipants = "Participants"
	FieldPeriod       = "Period"
	FieldEntries      = "Entries"
	FieldRoom         = "In the room"
)

// FieldDay is the field of a note that begins a day; AboutPrefix begins the
// field of a note about an event, whose id follows, ReplyPrefix that of the note
// that names the entry it answers.
const (
	FieldDay    = "day"
	AboutPrefix = "about:"
	ReplyPrefix = "reply:"
)

// FieldChat is how a redactions file calls the text of one event; the event is
// named beside it.
const FieldChat = "chat"

// EventField is the field of the block that holds what an event says.
func EventField(id string) string { return "event:" + eventName(id) }

// EventOf gives the event whose words a field holds.
func EventOf(field string) (id string, ok bool) { return strings.CutPrefix(field, "event:") }

// chat is a conversation on its way into a record.
type chat struct {
	Builder
	m       *message.Message
	c       *message.Conversation
	zone    *time.Location
	name    map[string]string // by Member.ID
	number  map[string]int    // by Event.ID, from 1
	present []string          // who was in the room at the last event
	partly  bool              // present may lack some
	day     string
}

// FromChat makes the record of a conversation: a header block, then for every
// event a speaker block, its words in a block of their own (EventField), and
// notes about it: earlier wordings, deletion, reactions, files, timers. Times
// are printed in zone, nil being UTC. A reply names the entry it answers by its
// number; its words stand once, where they were said, and pages that quote them
// beside the reply cut them from there, so that what is hidden in one place
// cannot stand in another.
func FromChat(m *message.Message, zone *time.Location) (*Record, error) {
	if m.ID == "" || m.Chat == nil {
		return nil, fmt.Errorf("making a record: the message is not sealed or holds no conversation")
	}
	if zone == nil {
		zone = time.UTC
	}
	r := &Record{
		ID: m.ID, Kind: string(message.ChatPost), Family: m.ID, MessageID: m.MessageID, Subject: Clean(m.Subject),
		Date: m.Date, DateText: m.DateText, Zone: m.Zone, Parties: m.Parties, Problems: m.Problems, Bytes: m.RawLen,
		Type: "application/json", Conversation: Clean(m.Chat.ID), Events: len(m.Chat.Events), Log: logOf(m.Chat, zone),
	}
	for i, a := range m.Attached {
		r.Children = append(r.Children, Child{
			ID: message.ChildID(m.ID, i), Name: Clean(a.Name), Type: a.Type, Bytes: a.Size, Blob: a.Blob,
		})
	}
	w := &chat{m: m, c: m.Chat, zone: zone, name: map[string]string{}, number: make(map[string]int, len(m.Chat.Events))}
	for i := range w.c.Events {
		w.number[w.c.Events[i].ID] = i + 1
	}
	w.header(r)
	for i := range w.c.Events {
		w.event(i, &w.c.Events[i])
	}
	w.Into(r)
	r.Seal()
	return r, nil
}

// header says what the conversation is, how long it ran and what it counts.
func (w *chat) header(r *Record) {
	var people []string
	spoke := map[string]bool{}
	edited, deleted := 0, 0
	for i := range w.c.Events {
		e := &w.c.Events[i]
		spoke[e.From] = true
		if len(e.Versions) > 0 {
			edited++
		}
		if e.Deleted != nil {
			deleted++
		}
	}
	for _, p := range w.c.Participants {
		w.name[p.ID] = personName(p)
		people = append(people, personLine(Member(p)))
		if len(w.m.Parties) == 0 {
			r.Parties = append(r.Parties, partyOf(p, spoke[p.ID]))
		}
	}
	w.field(FieldPlatform, w.c.Platform)
	title := w.c.Name
	if title == "" {
		title = w.c.ID
	} else if w.c.ID != "" {
		title += " (" + w.c.ID + ")"
	}
	w.field(FieldConversation, title)
	w.field(FieldParticipants, strings.Join(people, "; "))
	w.field(FieldPeriod, r.Log.period(w.zone))
	w.field(FieldEntries, fmt.Sprintf("%d, edited %d, deleted %d", len(w.c.Events), edited, deleted))
	if !w.c.Direct && !slices.ContainsFunc(w.c.Events, func(e message.Event) bool { return e.Present != nil }) {
		w.field(FieldRoom, "the source does not tell who was in it at a given time")
	}
	if len(r.Children) > 0 {
		names := make([]string, len(r.Children))
		for i := range r.Children {
			names[i] = w.fileName(i)
		}
		w.field(FieldAttach, strings.Join(names, "; "))
	}
	if r.Subject == "" {
		r.Subject = oneLine(Clean(title))
	}
	if r.Date.IsZero() && len(w.c.Events) > 0 {
		r.Date = w.c.Events[0].At
	}
}

// partyOf makes those who wrote senders and all others recipients.
func partyOf(p message.Member, spoke bool) message.Party {
	out := message.Party{Role: message.To, Name: Clean(p.Name), Addr: Clean(p.Addr)}
	if spoke {
		out.Role = message.From
	}
	if out.Name == "" && out.Addr == "" {
		out.Raw = Clean(p.ID)
	}
	return out
}

func personName(p message.Member) string {
	switch {
	case p.Name != "":
		return p.Name
	case p.Addr != "":
		return p.Addr
	}
	return p.ID
}

// personLine is how the header names a participant.
func personLine(p Member) string {
	name := personName(message.Member(p))
	if p.Addr != "" && p.Addr != name {
		name += " <" + p.Addr + ">"
	}
	if p.Own {
		name += " (owner of the archive)"
	}
	return name
}

func (w *chat) field(name, value string) {
	if value != "" {
		w.Add(Block{Role: RoleField, Field: name, Label: name + ":"}, value)
	}
}

func (w *chat) moment(t time.Time) string { return moment(t, w.zone) }

func moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04:05 MST")
}

// clock is a moment as it is printed below its own day.
func (w *chat) clock(t time.Time) string {
	switch l := t.In(w.zone); {
	case t.IsZero():
		return "time unknown"
	case l.Format(time.DateOnly) != w.day:
		return w.moment(t)
	default:
		return l.Format("15:04:05 MST")
	}
}

func (w *chat) who(id string) string {
	if n := w.name[id]; n != "" {
		return n
	}
	return id
}

// kindWords name what is no plain text.
var kindWords = map[string]string{
	message.EventFile: "file", message.EventCall: "call", message.EventLocation: "location", message.EventPoll: "poll",
	message.EventJoin: "joined", message.EventLeave: "left", message.EventRename: "changed the conversation",
	message.EventTimer: "changed the timers", message.EventSystem: "system",
}

// KindWord is how the line of an event names its kind, "" for plain text.
func KindWord(kind string) string { return kindWords[kind] }

func (w *chat) event(i int, e *message.Event) {
	if !e.At.IsZero() {
		if day := e.At.In(w.zone).Format(time.DateOnly); day != w.day {
			w.day = day
			w.Add(Block{Role: RoleNote, Field: FieldDay}, e.At.In(w.zone).Format("Monday, 2 January 2006 (MST)"))
		}
	}
	w.room(e)
	line := fmt.Sprintf("%d · %s", i+1, w.clock(e.At))
	if e.From != "" {
		line += " · " + w.who(e.From)
	}
	if k := kindWords[e.Kind]; k != "" {
		line += " · " + k
	}
	w.Add(Block{Role: RoleSpeaker, Field: "speaker:" + eventName(e.ID)}, oneLine(Clean(line)))
	if e.ReplyTo != "" {
		w.Add(Block{Role: RoleNote, Field: ReplyPrefix + eventName(e.ID)}, w.reply(e))
	}
	for k, v := range e.Versions {
		until := ""
		if !v.At.IsZero() {
			until = ", replaced " + w.clock(v.At)
		}
		w.Add(Block{Role: RoleEvent, Field: fmt.Sprintf("version%d:%s", k+1, eventName(e.ID)), Label: fmt.Sprintf("Version %d%s:", k+1, until)}, v.Text)
	}
	if e.Text != "" || e.Kind == message.EventText && e.Deleted == nil {
		label := ""
		if len(e.Versions) > 0 {
			label = fmt.Sprintf("Version %d, the last:", len(e.Versions)+1)
		}
		w.Add(Block{Role: RoleEvent, Field: EventField(e.ID), Label: label}, e.Text)
	}
	w.about(e)
}

// reply names the entry that is answered by number and time.
func (w *chat) reply(e *message.Event) string {
	n, ok := w.number[e.ReplyTo]
	if !ok {
		return "In reply to an entry that is not in this archive."
	}
	return fmt.Sprintf("In reply to entry %d, %s.", n, w.clock(w.c.Events[n-1].At))
}

func (w *chat) note(e *message.Event, text string) {
	w.Add(Block{Role: RoleNote, Field: AboutPrefix + eventName(e.ID)}, oneLine(Clean(text)))
}

// about writes what is known of an event besides its words.
func (w *chat) about(e *message.Event) {
	if d := e.Deleted; d != nil {
		text := "[deleted"
		if d.By != "" {
			text += " by " + w.who(d.By)
		}
		if !d.At.IsZero() {
			text += ", " + w.clock(d.At)
		}
		text += "]"
		if e.Text == "" && len(e.Files) == 0 {
			text += " The archive does not hold what it said."
		}
		w.note(e, text)
	}
	if len(e.Files) > 0 {
		names := make([]string, 0, len(e.Files))
		for _, i := range e.Files {
			names = append(names, w.fileName(i))
		}
		w.note(e, "Files: "+strings.Join(names, "; "))
	}
	if len(e.Missing) > 0 {
		w.note(e, "Files named and not held: "+strings.Join(e.Missing, "; "))
	}
	for _, r := range e.Reacted {
		text := "Reaction " + r.Sign + " by " + w.who(r.By)
		if r.Removed {
			text = "Reaction " + r.Sign + " taken back by " + w.who(r.By)
		}
		if !r.At.IsZero() {
			text += ", " + w.clock(r.At)
		}
		w.note(e, text)
	}
	if !e.Expires.IsZero() {
		w.note(e, "Set to expire "+w.moment(e.Expires))
	}
	if !e.BurnAt.IsZero() {
		w.note(e, "Burn on read, at the latest "+w.moment(e.BurnAt))
	}
	for _, h := range e.Extra {
		w.note(e, h.Name+": "+h.Value)
	}
}

func (w *chat) fileName(i int) string {
	if i < 0 || i >= len(w.m.Attached) {
		return "unknown"
	}
	a := &w.m.Attached[i]
	return listedName(Child{Name: Clean(a.Name), Type: a.Type})
}

// listedName is how a conversation names one of its files.
func listedName(c Child) string {
	if c.Name == "" {
		return "unnamed (" + c.Type + ")"
	}
	return c.Name
}
