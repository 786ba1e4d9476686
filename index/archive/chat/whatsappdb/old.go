package whatsappdb

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
)

// legacy is the shape of before 2021: everything in one wide table, jids as
// text.
type legacy struct {
	*store
	messages, quotes *sqlite.Table
	members          map[string][]string
	subjects         map[string]string
}

func (x *store) old() (chats int64, err error) {
	m := x.db.Table("messages")
	l := &legacy{store: x, messages: m, quotes: x.db.Table("messages_quotes"), members: map[string][]string{}, subjects: map[string]string{}}
	if err := l.list(); err != nil {
		return 0, err
	}
	partner, status := m.Col("key_remote_jid"), m.Col("status")
	numbers := map[string]int64{}
	rows, err := m.IndexBy(func(r *sqlite.Row) (int64, bool) {
		jid := r.Text(partner)
		if jid == "-1" || r.Int(status) == -1 {
			return 0, false // QUIRK: the first row is no message
		}
		n, ok := numbers[jid]
		if !ok {
			n = int64(len(numbers))
			if n >= maxNames {
				n = -1
			} else {
				numbers[jid] = n
			}
		}
		return n, true
	})
	if err != nil {
		return 0, err
	}
	for run := range rows.Batches(x.o.Batch) {
		if err := l.batch(run); err != nil {
			return int64(len(numbers)), err
		}
	}
	return int64(len(numbers)), nil
}

// list reads subjects and members of groups.
func (l *legacy) list() error {
	t := l.db.Table("chat_list")
	jid, subject := t.Col("key_remote_jid"), t.Col("subject")
	if err := t.Scan(func(r *sqlite.Row) error {
		if len(l.subjects) < maxNames && !r.Null(subject) {
			l.subjects[r.Text(jid)] = r.Text(subject)
		}
		return nil
	}); err != nil {
		return err
	}
	t = l.db.Table("group_participants")
	group, member, pending := t.Col("gjid"), t.Col("jid"), t.Col("pending")
	n := 0
	return t.Scan(func(r *sqlite.Row) error {
		if n++; n < maxNames && r.Int(pending) == 0 {
			// QUIRK: the owner is the member whose jid is empty.
			l.members[r.Text(group)] = append(l.members[r.Text(group)], cmp.Or(r.Text(member), owner))
		}
		return nil
	})
}

func (l *legacy) batch(run sqlite.Index) error {
	for _, e := range run {
		r := l.messages.Row(e.Row)
		if r == nil {
			l.messages.Lost(e.Row)
			continue
		}
		jid := cmp.Or(chat.Line(r.Text(r.Col("key_remote_jid"))), "unknown")
		t := l.talk(jid, l.subjects[jid])
		if len(t.Events) == 0 && t.Piece == 0 {
			for _, m := range l.members[jid] {
				t.Room.Last = append(t.Room.Last, l.who(t, m))
			}
		}
		if err := l.message(t, r); err != nil {
			return err
		}
	}
	return l.set.Flush()
}

// noted is the status of what the platform noted; the action stands where else
// the size of a file does.
const noted = 6

func (l *legacy) message(t *chat.Talk, r *sqlite.Row) error {
	n := &entry{row: r, table: "messages", key: r.Text(r.Col("key_id")), fromMe: r.Int(r.Col("key_from_me")) == 1, at: r.Int(r.Col("timestamp")),
		received: r.Int(r.Col("received_timestamp")), status: r.Int(r.Col("status")), kind: r.Int(r.Col("media_wa_type")), text: r.Text(r.Col("data")),
		forwarded: r.Int(r.Col("forwarded")) > 0, starred: r.Int(r.Col("starred")) == 1, timer: -1}
	switch who := r.Text(r.Col("remote_resource")); {
	case n.status == noted:
		n.kind, n.action, n.from = kindSystem, r.Int(r.Col("media_size")), who
	case n.fromMe:
		n.from = owner
	case who != "":
		n.from = who
	case t.Direct:
		n.from = t.ID
	}
	l.parts(n)
	e, files := l.event(t, n)
	if n.kind == kindRevoked && r.Int(r.Col("edit_version")) == 5 {
		e.Deleted.By = l.who(t, owner)
	}
	if q := l.quotes.Row(r.Int(r.Col("quoted_row_id"))); q != nil {
		e.ReplyTo = chat.Line(q.Text(q.Col("key_id")))
		fact(&e, "Quoted", q.Text(q.Col("data")))
	}
	for _, k := range []struct{ column, word string }{{"receipt_device_timestamp", "delivered"}, {"read_device_timestamp", "read"}, {"played_device_timestamp", "played"}} {
		if at, ok := chat.Millis(r.Int(r.Col(k.column))); ok {
			fact(&e, "Delivery", k.word+" at "+at.Format(time.RFC3339))
		}
	}
	return l.add(t, n, r.JSON(), e, files)
}

// parts reads what the entry is made of.
func (l *legacy) parts(n *entry) {
	r := n.row
	if known := kinds[n.kind]; known.kind == message.EventFile {
		n.media = &media{path: mediaPath(r.Bytes(r.Col("thumb_image"))), name: r.Text(r.Col("media_name")), mime: r.Text(r.Col("media_mime_type")),
			caption: r.Text(r.Col("media_caption")), size: r.Int(r.Col("media_size"))}
		n.text = ""
	}
	switch n.kind {
	case 5, 16:
		n.place = &place{lat: r.Float(r.Col("latitude")), lon: r.Float(r.Col("longitude")), name: r.Text(r.Col("media_name"))}
	case 4, 14:
		n.cards, n.text = []string{n.text}, r.Text(r.Col("media_name"))
	case kindCall, kindMissed:
		// The length of a call stands where else a file's duration does.
		kind := "Voice call"
		if r.Text(r.Col("media_caption")) == "video" || r.Text(r.Col("media_name")) == "video" {
			kind = "Video call"
		}
		if n.kind == kindMissed {
			kind += ", missed"
		}
		if s := r.Int(r.Col("media_duration")); s > 0 {
			kind += ", " + (time.Duration(min(s, 1<<31)) * time.Second).String()
		}
		n.call = kind
	}
}

// mediaPath finds the path of a file in the serialised object that the program
// keeps beside the thumbnail: a length of two bytes, then the text.
func mediaPath(b []byte) string {
	i := bytes.Index(b, []byte("Media/WhatsApp"))
	if i < 2 {
		return ""
	}
	n := int(binary.BigEndian.Uint16(b[i-2:]))
	if n > len(b)-i || n > 1000 {
		return ""
	}
	return string(b[i : i+n])
}
