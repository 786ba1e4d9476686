package whatsappdb

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
	"vaughn/index/record"
)

// entry is a row of either table of messages in common terms.
type entry struct {
	row       *sqlite.Row
	table     string
	key       string // the platform's id
	from      string // jid, owner, or "" for the platform
	fromMe    bool
	at        int64 // ms
	received  int64 // ms
	sentAt    int64 // ms, where it is told apart
	status    int64
	kind      int64
	text      string
	label     string // how the database numbers the kind, where it is not kind
	action    int64  // of a system entry
	people    []string
	forwarded bool
	starred   bool
	timer     int64 // seconds a timer was set to; -1 unknown
	call      string
	media     *media
	place     *place
	cards     []string

	in, out []string // whom it brought into the room and whom out of it
	unnamed bool     // it did so and does not say whom
}

type media struct {
	path, name, mime, caption string
	size                      int64
}

type place struct {
	lat, lon   float64
	name, text string
	url        string
}

// Kinds of message in both shapes.
const (
	kindSystem  = 7
	kindCall    = 8
	kindMissed  = 10
	kindRevoked = 15
	kindAdmin   = 64 // deleted by an administrator
	kindPoll    = 66
	kindCalled  = 90
)

// kinds say what the numbers mean; what is a file is named by what it was.
var kinds = map[int64]struct{ kind, word string }{
	0: {message.EventText, ""}, 1: {message.EventFile, "image"}, 2: {message.EventFile, "audio"}, 3: {message.EventFile, "video"},
	4: {message.EventText, "contact"}, 5: {message.EventLocation, "location"}, kindCall: {message.EventCall, "Call"}, 9: {message.EventFile, "document"},
	kindMissed: {message.EventCall, "Missed call"}, 11: {message.EventSystem, "Waiting for this message"}, 13: {message.EventFile, "animated image"},
	14: {message.EventText, "contacts"}, kindRevoked: {message.EventText, ""}, 16: {message.EventLocation, "live location"}, 20: {message.EventFile, "sticker"},
	24: {message.EventText, "invitation to a group"}, 42: {message.EventFile, "view-once image"}, 43: {message.EventFile, "view-once video"},
	kindAdmin: {message.EventText, ""}, kindPoll: {message.EventPoll, ""}, 81: {message.EventFile, "video note"}, 82: {message.EventFile, "view-once audio"},
	kindCalled: {message.EventCall, "Call"}, 99: {message.EventSystem, "Album"},
}

// event makes the event of an entry.
func (x *store) event(t *chat.Talk, n *entry) (message.Event, []message.Attachment) {
	e := message.Event{ID: cmp.Or(chat.Line(n.key), "row "+strconv.FormatInt(n.row.ID, 10)), AtText: strconv.FormatInt(n.at, 10), Zone: "UTC",
		From: x.who(t, n.from), Text: n.text,
		Position: message.Locator{Source: x.o.Source, Path: n.table, Ordinal: n.row.ID, Offset: -1, Length: -1}}
	var ok bool
	if e.At, ok = chat.Millis(n.at); !ok {
		e.At = time.Time{}
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
	if n.row.Cut {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemLong, Lost: true})
	}
	known, ok := kinds[n.kind]
	switch {
	case n.call != "":
		e.Kind, e.Text = message.EventCall, n.call
	case n.kind == kindSystem:
		x.system(t, &e, n)
	case !ok:
		unknown(&e, n)
	default:
		e.Kind = known.kind
		if n.kind == 42 || n.kind == 43 || n.kind == 82 {
			fact(&e, "View once", "yes")
		}
		if known.kind != message.EventFile && e.Text == "" {
			e.Text = known.word
		}
	}
	if n.kind == kindRevoked || n.kind == kindAdmin {
		e.Deleted = &message.Deletion{By: e.From}
		if n.kind == kindAdmin {
			e.Deleted.By = ""
			fact(&e, "Deleted", "by an administrator")
		}
	}
	n.facts(&e)
	files := x.files(&e, n, known.word)
	return e, files
}

// maxFacts bounds the delivery reports of one entry.
const maxFacts = 3000

func fact(e *message.Event, name, value string) {
	if value != "" {
		e.Extra = append(e.Extra, message.Header{Name: name, Value: chat.Clean(value)})
	}
}

func unknown(e *message.Event, n *entry) {
	label := cmp.Or(n.label, fmt.Sprintf("type %d", n.kind))
	e.Kind, e.Text = message.EventSystem, cmp.Or(e.Text, "Entry of "+label)
	fact(e, "Row", n.row.Facts(4096))
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown, Detail: label})
}

// sent says how far a message of the owner got.
var sent = map[int64]string{0: "not sent", 4: "sent", 5: "delivered", 8: "played", 13: "read"}

func (n *entry) facts(e *message.Event) {
	if n.fromMe && n.kind != kindSystem {
		fact(e, "Delivery", sent[n.status])
	}
	if at, ok := chat.Millis(n.received); ok && !n.fromMe {
		fact(e, "Received", at.Format(time.RFC3339))
	}
	if at, ok := chat.Millis(n.sentAt); ok && n.sentAt != n.at {
		fact(e, "Sent", at.Format(time.RFC3339))
	}
	if n.forwarded {
		fact(e, "Forwarded", "yes")
	}
	if n.starred {
		fact(e, "Starred", "yes")
	}
	if p := n.place; p != nil && (e.Kind == message.EventLocation || p.lat != 0 || p.lon != 0) {
		e.Text = fmt.Sprintf("%.6f, %.6f", p.lat, p.lon)
		for _, s := range []string{p.name, p.text, p.url} {
			if s != "" {
				e.Text += "\n" + s
			}
		}
	}
	for _, c := range n.cards {
		fact(e, "Contact card", c)
	}
}

// files finds what an entry sent.
func (x *store) files(e *message.Event, n *entry, word string) []message.Attachment {
	m := n.media
	if m == nil || e.Kind != message.EventFile && m.path == "" {
		if e.Kind == message.EventFile && e.Deleted == nil {
			missing(e, word)
		}
		return nil
	}
	if m.caption != "" && e.Text == "" {
		e.Text = m.caption
	}
	if m.path != "" && x.o.Find != nil {
		if a, ok := x.o.Find(m.path); ok {
			a.Name, a.Type = cmp.Or(chat.Base(m.name), a.Name), cmp.Or(chat.Line(m.mime), a.Type)
			return []message.Attachment{a}
		}
	}
	name := cmp.Or(chat.Base(m.name), chat.Base(m.path), word, "file")
	if m.mime != "" && name == word {
		name += " (" + chat.Line(m.mime) + ")"
	}
	missing(e, name)
	if m.size > 0 {
		fact(e, "Size stated", strconv.FormatInt(m.size, 10)+" bytes")
	}
	return nil
}

func missing(e *message.Event, name string) {
	e.Missing = append(e.Missing, name)
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
}

// actions say what a system entry did.
var actions = map[int64]struct{ kind, word string }{
	1: {message.EventRename, "changed the subject"}, 4: {message.EventJoin, "added"}, 5: {message.EventLeave, "left"}, 6: {message.EventSystem, "changed the group's picture"},
	7: {message.EventLeave, "removed"}, 10: {message.EventSystem, "changed the number"}, 11: {message.EventJoin, "created the group"}, 12: {message.EventJoin, "added"},
	14: {message.EventLeave, "removed"}, 15: {message.EventSystem, "was made an administrator"}, 18: {message.EventSystem, "security code changed"},
	19: {message.EventSystem, "messages are encrypted"}, 20: {message.EventJoin, "joined by a link"}, 27: {message.EventRename, "changed the description"},
	28: {message.EventSystem, "changed the number"}, 46: {message.EventSystem, "business account"}, 56: {message.EventTimer, "changed the timer of disappearing messages"},
	57: {message.EventSystem, "security code changed"}, 58: {message.EventSystem, "blocked or unblocked"}, 67: {message.EventSystem, "messages are encrypted"},
}

// system reads what the platform noted: the words of the program are made here,
// the row has only numbers, names and the new value.
func (x *store) system(t *chat.Talk, e *message.Event, n *entry) {
	a, ok := actions[n.action]
	if !ok {
		n.label = cmp.Or(n.label, fmt.Sprintf("system type %d", n.action))
		unknown(e, n)
		return
	}
	e.Kind, e.Text = a.kind, a.word
	var ids []string
	for i, p := range n.people {
		id := x.who(t, p)
		ids = append(ids, id)
		name := cmp.Or(x.names[p], number(p))
		if p == owner {
			name = "the owner of the phone"
		}
		if i == 0 {
			e.Text += ":"
		}
		e.Text += " " + name
		if i < len(n.people)-1 {
			e.Text += ","
		}
	}
	if n.text != "" {
		e.Text += ": " + n.text
	}
	if a.kind == message.EventTimer {
		e.Text = timer(n.timer, n.text)
		fact(e, record.TimerFact, e.Text)
	}
	n.move(e, ids)
}

// move works out who came and went.
func (n *entry) move(e *message.Event, ids []string) {
	if len(ids) == 0 && e.From != "" && (n.action == 5 || n.action == 20) {
		ids = []string{e.From} // who left, or came by a link, did it
	}
	switch {
	case e.Kind != message.EventJoin && e.Kind != message.EventLeave || n.action == 11 && len(ids) == 0:
	case len(ids) == 0:
		n.unnamed = true
	case e.Kind == message.EventJoin:
		n.in = ids
	default:
		n.out = ids
	}
}

func timer(seconds int64, text string) string {
	if s, err := strconv.ParseInt(text, 10, 64); seconds < 0 && err == nil {
		seconds = s
	}
	switch {
	case seconds < 0:
		return "Disappearing messages changed"
	case seconds == 0:
		return "Disappearing messages off"
	case seconds%86400 == 0:
		return fmt.Sprintf("Disappearing messages after %d days", seconds/86400)
	}
	return "Disappearing messages after " + (time.Duration(min(seconds, 1<<31)) * time.Second).String()
}

// called words a row of the log of calls.
func called(video bool, fromMe bool, result, seconds int64) string {
	s := "Voice call"
	if video {
		s = "Video call"
	}
	if fromMe {
		s += ", outgoing"
	} else {
		s += ", incoming"
	}
	switch result {
	case 2:
		s += ", refused"
	case 3:
		s += ", unavailable"
	case 4:
		s += ", missed"
	case 5:
		s += ", answered"
	default:
		s += fmt.Sprintf(", result %d", result)
	}
	if seconds > 0 {
		s += ", " + (time.Duration(min(seconds, 1<<31)) * time.Second).String()
	}
	return s
}
