package imessage

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
	"vaughn/index/record"
)

// tap is a reaction until the events of its batch are known.
type tap struct {
	t    *chat.Talk
	to   string
	sign message.Reaction
	e    message.Event // what it becomes when the entry is not held
	raw  []byte
}

// signs are the reactions from 2000 on; 3000 more takes one back.
var signs = []string{"love", "like", "dislike", "laugh", "emphasise", "question"}

// message adds one row.
func (x *store) message(t *chat.Talk, r *sqlite.Row) error {
	e := message.Event{ID: cmp.Or(chat.Line(r.Text(x.guid)), "row "+strconv.FormatInt(r.ID, 10)), Kind: message.EventText, AtText: r.Text(x.date), Zone: "UTC",
		Position: message.Locator{Source: x.o.Source, Path: "message", Ordinal: r.ID, Offset: -1, Length: -1}}
	if own := chat.Line(r.Text(r.Col("destination_caller_id"))); own != "" {
		x.own = own
	}
	if r.Int(x.fromMe) == 1 {
		e.From = x.me(t)
	} else {
		e.From = x.who(t, r.Int(x.handle))
	}
	var ok bool
	if e.At, ok = chat.Apple(r.Float(x.date), r.Int(x.date)); !ok {
		e.At = time.Time{}
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
	if r.Cut {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemLong, Lost: true})
	}
	e.Text = x.words(&e, r)
	if about := r.Int(x.aboutKind); about >= 1000 && r.Text(x.about) != "" && x.reaction(t, &e, r, about) {
		return nil
	}
	var in, out []string
	if kind := r.Int(x.kind); kind != 0 {
		in, out = x.item(t, &e, r, kind)
	}
	x.edits(&e, r)
	x.facts(&e, r)
	if d, ok := x.deleted[r.ID]; ok {
		if e.Deleted == nil {
			e.Deleted = &message.Deletion{By: owner}
		}
		if at, ok := chat.Apple(float64(d.Row), d.Row); ok {
			e.Deleted.At = at
		}
		fact(&e, "Deleted", "kept in Recently Deleted")
	}
	files := x.attach(&e, r.ID)
	if app := r.Text(r.Col("balloon_bundle_id")); app != "" {
		x.app(&e, r, app)
	}
	if e.Text == "" && e.Kind == message.EventText && (len(files) > 0 || len(e.Missing) > 0) {
		e.Kind = message.EventFile
	}
	e.Raw = []message.Stretch{t.Keep(r.JSON())}
	if err := x.set.Add(t, e, files...); err != nil {
		return err
	}
	t.Moved(t.Last(), in, out)
	return nil
}

func fact(e *message.Event, name, value string) {
	if value != "" {
		e.Extra = append(e.Extra, message.Header{Name: name, Value: chat.Clean(value)})
	}
}

// words are what a message says: its text, else that of the archived form.
func (x *store) words(e *message.Event, r *sqlite.Row) string {
	if s := clean(r.Text(x.text)); s != "" {
		return s
	}
	raw := r.Bytes(x.body)
	s, ok := streamText(raw)
	if !ok && len(raw) > 0 {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemEntry, Detail: "its archived text", Lost: true})
	}
	return clean(s)
}

// target is the message that an id such as "p:0/GUID" or "bp:GUID" names.
func target(s string) string {
	if i := strings.LastIndexAny(s, "/:"); i >= 0 {
		s = s[i+1:]
	}
	return chat.Line(s)
}

// reaction keeps a reaction for the end of the batch; false when the row is
// none of the known kinds.
func (x *store) reaction(t *chat.Talk, e *message.Event, r *sqlite.Row, kind int64) bool {
	sign := message.Reaction{By: e.From, At: e.At, Removed: kind >= 3000}
	switch n := kind % 1000; {
	case kind == 1000:
		sign.Sign = "sticker"
	case kind < 2000 || kind >= 4000 || n > 7:
		return false
	case n < int64(len(signs)):
		sign.Sign = signs[n]
	case n == 7:
		sign.Sign = "sticker"
	default:
		sign.Sign = cmp.Or(chat.Line(r.Text(x.emoji)), "emoji")
	}
	x.taps = append(x.taps, tap{t: t, to: target(r.Text(x.about)), sign: sign, e: *e, raw: r.JSON()})
	return true
}

// apply puts a reaction on its event; one about an entry that is not held
// stands by itself.
func (x *store) apply(k tap) error {
	kept := k.t.Keep(k.raw)
	if to := k.t.Event(k.to); to != nil {
		to.Reacted, to.Raw = append(to.Reacted, k.sign), append(to.Raw, kept)
		return nil
	}
	e := k.e
	e.Raw = []message.Stretch{kept}
	e.Kind = message.EventSystem
	if e.Text == "" {
		e.Text = "Reaction " + k.sign.Sign
	}
	if k.sign.Removed {
		fact(&e, "Reaction", "taken back")
	}
	fact(&e, record.OrphanFact, k.to)
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTarget})
	return x.set.Add(k.t, e)
}

// Kinds of row that are no message.
const (
	itemPeople   = 1
	itemTitle    = 2
	itemGroup    = 3
	itemLocation = 4
	itemAudio    = 5
	itemShare    = 6
)

// item reads what happened to the group, and who came and went by it.
func (x *store) item(t *chat.Talk, e *message.Event, r *sqlite.Row, kind int64) (in, out []string) {
	action, other := r.Int(x.action), x.who(t, r.Int(x.other))
	switch {
	case kind == itemPeople && action == 0 && other == e.From:
		e.Kind, e.Text = message.EventSystem, "changed the number"
	case kind == itemPeople && action == 0:
		e.Kind, e.Text = message.EventJoin, "added: "+other
		in = []string{other}
	case kind == itemPeople && action == 1:
		e.Kind, e.Text = message.EventLeave, "removed: "+other
		out = []string{other}
	case kind == itemTitle:
		e.Kind, e.Text = message.EventRename, "named the conversation: "+r.Text(x.title)
	case kind == itemGroup && action == 0:
		e.Kind, e.Text = message.EventLeave, "left"
		out = []string{e.From}
	case kind == itemGroup && action >= 1 && action <= 6:
		e.Kind, e.Text = message.EventSystem, "changed the picture or background of the conversation"
	case kind == itemLocation:
		e.Kind, e.Text = message.EventLocation, "started sharing the location"
		if r.Int(r.Col("share_status")) == 1 {
			e.Text = "stopped sharing the location"
		}
	case kind == itemAudio:
		e.Kind, e.Text = message.EventSystem, "kept an audio message"
	case kind == itemShare:
		e.Kind, e.Text = message.EventSystem, cmp.Or(e.Text, "SharePlay")
	default:
		unknown(e, r, fmt.Sprintf("item type %d, action %d", kind, action))
	}
	return in, out
}

func unknown(e *message.Event, r *sqlite.Row, what string) {
	e.Kind, e.Text = message.EventSystem, cmp.Or(e.Text, "Entry of "+what)
	fact(e, "Row", r.Facts(4096))
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown, Detail: what})
}

// edits reads the earlier wordings and what was unsent.
func (x *store) edits(e *message.Event, r *sqlite.Row) {
	date := r.Col("date_edited")
	at, edited := chat.Apple(r.Float(date), r.Int(date))
	retracted := r.Col("date_retracted")
	if back, ok := chat.Apple(r.Float(retracted), r.Int(retracted)); ok {
		e.Deleted = &message.Deletion{At: back, By: e.From}
	}
	raw := r.Bytes(x.summary)
	if len(raw) == 0 {
		if edited {
			fact(e, "Edited", at.Format(time.RFC3339))
		}
		return
	}
	s, ok := readSummary(raw)
	if !ok {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemEntry, Detail: "its summary of edits", Lost: true})
		return
	}
	if !edited {
		at = time.Time{}
	}
	s.apply(e, at)
}

// facts reads receipts, the service, replies and effects.
func (x *store) facts(e *message.Event, r *sqlite.Row) {
	for _, k := range []struct{ column, word string }{{"date_delivered", "delivered"}, {"date_read", "read"}} {
		c := r.Col(k.column)
		if at, ok := chat.Apple(r.Float(c), r.Int(c)); ok {
			fact(e, "Delivery", k.word+" at "+at.Format(time.RFC3339))
		}
	}
	if s := chat.Line(r.Text(r.Col("service"))); s != "" && s != "iMessage" {
		fact(e, "Sent as", s)
	}
	if n := r.Int(r.Col("error")); n != 0 {
		fact(e, "Not sent", fmt.Sprintf("error %d", n))
	}
	fact(e, "Subject", r.Text(r.Col("subject")))
	fact(e, "Effect", chat.Line(r.Text(r.Col("expressive_send_style_id"))))
	if r.Int(r.Col("is_audio_message")) == 1 {
		fact(e, "Audio message", "yes")
	}
	if r.Int(r.Col("is_expirable")) == 1 {
		fact(e, "Expires", fmt.Sprintf("after it was played, state %d", r.Int(r.Col("expire_state"))))
	}
	if to := target(r.Text(r.Col("thread_originator_guid"))); to != "" {
		e.ReplyTo = to
	}
}

// app keeps what an app sent; a preview of a link has its text already.
func (x *store) app(e *message.Event, r *sqlite.Row, id string) {
	id = chat.Line(id)
	fact(e, "App", id)
	if n := len(r.Bytes(r.Col("payload_data"))); n > 0 && !strings.HasSuffix(id, "URLBalloonProvider") {
		fact(e, "Content of the app", fmt.Sprintf("%d bytes, not shown", n))
		if e.Text == "" {
			unknown(e, r, "an app")
		}
	}
}

// attach finds the files of a message.
func (x *store) attach(e *message.Event, id int64) (files []message.Attachment) {
	for _, j := range x.attached.Of(id) {
		r := x.files.Row(j.Row)
		if r == nil {
			x.missing(e, "attachment")
			continue
		}
		path := r.Text(r.Col("filename"))
		name, media := chat.Base(r.Text(r.Col("transfer_name"))), chat.Line(r.Text(r.Col("mime_type")))
		if x.o.Find != nil && path != "" {
			if a, ok := x.o.Find(path); ok {
				a.Name, a.Type = cmp.Or(name, a.Name), cmp.Or(media, a.Type)
				files = append(files, a)
				continue
			}
		}
		x.missing(e, cmp.Or(name, chat.Base(path), "attachment"))
		if n := r.Int(r.Col("total_bytes")); n > 0 {
			fact(e, "Size stated", strconv.FormatInt(n, 10)+" bytes")
		}
	}
	return files
}

func (x *store) missing(e *message.Event, name string) {
	e.Missing = append(e.Missing, name)
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
}
