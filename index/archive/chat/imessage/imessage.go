// Package imessage reads chat.db, in which Apple's Messages keeps iMessages and
// text messages.
//
// It promises an event a row of the table message, but reactions, which are on
// the event they are about; texts that only the archived form holds; every
// wording of an edited message; unsent messages and those in "Recently Deleted"
// as such; files as attached or named as missing. A row of a kind it does not
// know is kept as a system event with all that its columns hold.
//
// Sources: published descriptions of the tables (see the specification sheet of
// the project); no real database was at hand. Limits: styles of text, the inside
// of what apps send and handwriting are not shown; what was purged is gone, only
// its id remains in the table of deletions.
package imessage

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
)

// Options say what the database does not.
type Options struct {
	Source string // for positions
	// Find gives an attachment by the path that the database names; nil when no
	// file lies beside it.
	Find  func(path string) (message.Attachment, bool)
	Batch int // events gathered at a time; 0 takes 50,000
}

// owner is the Member.ID of the account's owner.
const owner = "owner"

// Is tells the database by its tables.
func Is(db *sqlite.DB) bool {
	return db.Has("message", "handle", "chat", "chat_message_join") && db.Table("message").Col("is_from_me") >= 0
}

// store is one database being read.
type store struct {
	cols
	db       *sqlite.DB
	set      *chat.Set
	o        Options
	messages *sqlite.Table
	handles  *sqlite.Table
	files    *sqlite.Table
	attached sqlite.Index           // attachments by message
	members  sqlite.Index           // handles by chat
	deleted  map[int64]sqlite.Entry // recoverable messages: chat, and when it was deleted
	people   map[int64]string       // by handle
	taps     []tap                  // reactions of the batch
	own      string                 // address of the owner, as last told
}

// cols are the columns of message that most rows need.
type cols struct {
	guid, text, body, handle, fromMe, date, kind, action, title, other, about, aboutKind, emoji, summary int
}

// Parse reads every conversation into the set and tells how many there are.
func Parse(db *sqlite.DB, set *chat.Set, o Options) (chats int64, err error) {
	m := db.Table("message")
	if m == nil {
		return 0, errors.New("reading the messages: the database has no such table")
	}
	x := &store{db: db, set: set, o: o, messages: m, handles: db.Table("handle"), files: db.Table("attachment"), people: map[int64]string{}, deleted: map[int64]sqlite.Entry{},
		cols: cols{guid: m.Col("guid"), text: m.Col("text"), body: m.Col("attributedBody"), handle: m.Col("handle_id"), fromMe: m.Col("is_from_me"), date: m.Col("date"),
			kind: m.Col("item_type"), action: m.Col("group_action_type"), title: m.Col("group_title"), other: m.Col("other_handle"),
			about: m.Col("associated_message_guid"), aboutKind: m.Col("associated_message_type"), emoji: m.Col("associated_message_emoji"), summary: m.Col("message_summary_info")}}
	x.o.Batch = cmp.Or(o.Batch, 50000)
	if x.attached, err = db.Table("message_attachment_join").Pairs("message_id", "attachment_id"); err != nil {
		return 0, err
	}
	if x.members, err = db.Table("chat_handle_join").Pairs("chat_id", "handle_id"); err != nil {
		return 0, err
	}
	rows, err := x.rows()
	if err != nil {
		return 0, err
	}
	for i := range rows {
		if i == 0 || rows[i].Key != rows[i-1].Key {
			chats++
		}
	}
	for run := range rows.Batches(x.o.Batch) {
		if err := x.batch(run); err != nil {
			return chats, err
		}
	}
	n, err := x.purged()
	return chats + n, err
}

// loose is the key of messages that are in no conversation, less their handle.
const loose = -1 << 40

// maxHeld bounds what is remembered of people and deletions.
const maxHeld = 1 << 18

// rows lists the messages of each conversation: those that a join names, those
// that "Recently Deleted" still holds, and the rest by the person they are from.
func (x *store) rows() (sqlite.Index, error) {
	rows, err := x.db.Table("chat_message_join").Pairs("chat_id", "message_id")
	if err != nil {
		return nil, err
	}
	bin := x.db.Table("chat_recoverable_message_join")
	in, of, when := bin.Col("chat_id"), bin.Col("message_id"), bin.Col("delete_date")
	if err := bin.Scan(func(r *sqlite.Row) error {
		if id := r.Int(of); len(x.deleted) < maxHeld {
			x.deleted[id] = sqlite.Entry{Key: r.Int(in), Row: r.Int(when)}
			rows = append(rows, sqlite.Entry{Key: r.Int(in), Row: id})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	joined := make([]int64, len(rows))
	for i, e := range rows {
		joined[i] = e.Row
	}
	slices.Sort(joined)
	var there []int64 // in order, as they are scanned
	if err := x.messages.Scan(func(r *sqlite.Row) error {
		there = append(there, r.ID)
		if _, ok := slices.BinarySearch(joined, r.ID); !ok {
			rows = append(rows, sqlite.Entry{Key: loose + r.Int(x.handle), Row: r.ID})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(e sqlite.Entry) bool {
		_, ok := slices.BinarySearch(there, e.Row)
		return !ok // a join whose message is gone
	})
	rows.Sort()
	return slices.Compact(rows), nil
}

func (x *store) batch(run sqlite.Index) error {
	x.taps = nil
	talks := map[int64]*chat.Talk{}
	for _, e := range run {
		r := x.messages.Row(e.Row)
		if r == nil {
			x.messages.Lost(e.Row)
			continue
		}
		t := talks[e.Key]
		if t == nil {
			t = x.begin(e.Key)
			talks[e.Key] = t
		}
		if err := x.message(t, r); err != nil {
			return err
		}
	}
	for _, k := range x.taps {
		if err := x.apply(k); err != nil {
			return err
		}
	}
	return x.set.Flush()
}

// Styles of a chat.
const direct = 45

// begin starts a conversation with those who are in it now.
func (x *store) begin(id int64) *chat.Talk {
	chats := x.db.Table("chat")
	r := chats.Row(id)
	if r == nil {
		t := x.set.Talk("no conversation " + strconv.FormatInt(max(id-loose, 0), 10))
		if id > 0 {
			t = x.set.Talk("chat " + strconv.FormatInt(id, 10))
		}
		t.Name = t.ID
		return t
	}
	t := x.set.Talk(cmp.Or(chat.Line(r.Text(r.Col("guid"))), "chat "+strconv.FormatInt(id, 10)))
	t.Direct = r.Int(r.Col("style")) == direct
	t.Name = cmp.Or(chat.Line(r.Text(r.Col("display_name"))), chat.Line(r.Text(r.Col("chat_identifier"))), t.ID)
	t.Room.Last = append(t.Room.Last, x.me(t))
	for _, e := range x.members.Of(id) {
		if who := x.who(t, e.Row); who != "" {
			t.Room.Last = append(t.Room.Last, who)
		}
	}
	return t
}

// me makes the owner a member.
func (x *store) me(t *chat.Talk) string {
	return t.Member(message.Member{ID: owner, Name: "owner of the account", Addr: x.own, Own: true})
}

// who makes the member of a handle, "" for none.
func (x *store) who(t *chat.Talk, handle int64) string {
	id, ok := x.people[handle]
	if !ok && handle > 0 {
		r := x.handles.Row(handle)
		if id = chat.Line(r.Text(r.Col("id"))); len(x.people) < maxHeld {
			x.people[handle] = id
		}
	}
	return t.Member(message.Member{ID: id, Addr: id})
}

// purged gives what the table of deletions names: only the id of each is left.
func (x *store) purged() (int64, error) {
	gone := x.db.Table("deleted_messages")
	guid, n := gone.Col("guid"), int64(0)
	err := gone.Scan(func(r *sqlite.Row) error {
		t := x.set.Talk("deleted messages")
		t.Name = "Messages deleted on this device"
		n = 1
		return x.set.Add(t, message.Event{Raw: []message.Stretch{t.Keep(r.JSON())}, ID: cmp.Or(chat.Line(r.Text(guid)), "row "+strconv.FormatInt(r.ID, 10)), Kind: message.EventText, Deleted: &message.Deletion{},
			Position: message.Locator{Source: x.o.Source, Path: "deleted_messages", Ordinal: r.ID, Offset: -1, Length: -1}})
	})
	if err != nil {
		return n, err
	}
	return n, x.set.Flush()
}

// clean leaves out the marks that stand for attachments.
func clean(s string) string { return strings.ReplaceAll(s, "\uFFFC", "") }
