// Package whatsappdb reads the databases in which WhatsApp keeps its messages:
// msgstore.db of Android in both shapes (the tables message, chat and jid of
// today, and the one table messages of before 2021), and ChatStorage.sqlite of
// iOS.
//
// It promises an event a row of the table of messages and of the log of calls,
// with quotations, reactions, votes, receipts, timers, places and revocations on
// the event they are about. A row of a kind it does not know is kept as a system
// event with all that its columns hold. It refuses to decrypt (.crypt14, .crypt15)
// and to guess names: on Android contacts are named only by a wa.db of the same
// telephone.
//
// Sources: published readers of the formats and tables made after them; no real
// database was at hand. Limits: the program does not keep the wording before an
// edit; the old shape does not name who was added or removed; calls of iOS are
// in another database, only those that a chat shows are read.
package whatsappdb

import (
	"cmp"
	"errors"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
)

// Options say what the database does not.
type Options struct {
	Source string // for positions
	// Find gives a media file by the path that the database names; nil when no
	// file lies beside it.
	Find func(path string) (message.Attachment, bool)
	// Contacts is wa.db of the same telephone, nil when there is none.
	Contacts *sqlite.DB
	Batch    int // events gathered at a time; 0 takes 50,000
}

// owner is the Member.ID of the telephone's owner, whose number the database
// does not name.
const owner = "owner"

// Is tells such a database by its tables.
func Is(db *sqlite.DB) bool {
	return isCurrent(db) || isOld(db) || isPhone(db)
}

func isCurrent(db *sqlite.DB) bool {
	return db.Has("message", "chat", "jid") && db.Table("message").Col("key_id") >= 0
}

func isPhone(db *sqlite.DB) bool { return db.Has("ZWAMESSAGE", "ZWACHATSESSION") }

func isOld(db *sqlite.DB) bool { return db.Table("messages").Col("key_remote_jid") >= 0 }

// Parse reads every conversation into the set and tells how many there are.
func Parse(db *sqlite.DB, set *chat.Set, o Options) (chats int64, err error) {
	x := &store{db: db, set: set, o: o, names: map[string]string{}}
	x.o.Batch = cmp.Or(o.Batch, 50000)
	if err := x.contacts(); err != nil {
		return 0, err
	}
	switch {
	case isCurrent(db):
		return x.current()
	case isOld(db):
		return x.old()
	case isPhone(db):
		return x.phone()
	}
	return 0, errors.New("reading the messages: the database has no such table")
}

// store is one database being read.
type store struct {
	db    *sqlite.DB
	set   *chat.Set
	o     Options
	names map[string]string // by jid
}

// maxNames bounds the contacts held.
const maxNames = 1 << 18

func (x *store) contacts() error {
	if x.o.Contacts == nil {
		return nil
	}
	t := x.o.Contacts.Table("wa_contacts")
	jid, shown, own := t.Col("jid"), t.Col("display_name"), t.Col("wa_name")
	return t.Scan(func(r *sqlite.Row) error {
		if name := cmp.Or(chat.Line(r.Text(shown)), chat.Line(r.Text(own))); name != "" && len(x.names) < maxNames {
			x.names[r.Text(jid)] = name
		}
		return nil
	})
}

// who makes the member of a jid, "" for none.
func (x *store) who(t *chat.Talk, jid string) string {
	if jid == "" {
		return ""
	}
	if jid == owner {
		return t.Member(message.Member{ID: owner, Name: "owner of the phone", Own: true})
	}
	return t.Member(message.Member{ID: jid, Name: x.names[jid], Addr: number(jid)})
}

// number is the telephone number in a jid, or the jid.
func number(jid string) string {
	user, server, _ := strings.Cut(jid, "@")
	if user, _, _ = strings.Cut(user, ":"); server == "s.whatsapp.net" && user != "" && strings.Trim(user, "0123456789") == "" {
		return "+" + user
	}
	return jid
}

func isGroup(jid string) bool {
	return strings.HasSuffix(jid, "@g.us") || strings.HasSuffix(jid, "@broadcast") || strings.HasSuffix(jid, "@newsletter")
}

// talk begins the conversation with a jid.
func (x *store) talk(jid, subject string) *chat.Talk {
	t := x.set.Talk(jid)
	t.Direct = !isGroup(jid)
	t.Name = cmp.Or(chat.Line(subject), x.names[jid], number(jid))
	if t.Direct && len(t.Participants) == 0 {
		x.who(t, owner)
		x.who(t, jid)
	}
	return t
}

// add keeps the row of an entry with its event and adds it, then tells the room
// what it did.
func (x *store) add(t *chat.Talk, n *entry, raw []byte, e message.Event, files []message.Attachment) error {
	e.Raw = []message.Stretch{t.Keep(raw)}
	if err := x.set.Add(t, e, files...); err != nil {
		return err
	}
	if n.unnamed {
		t.MovedUnnamed(t.Last())
	}
	t.Moved(t.Last(), n.in, n.out)
	return nil
}
