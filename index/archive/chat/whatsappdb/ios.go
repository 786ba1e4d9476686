package whatsappdb

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
)

// phone is the shape of iOS, whose tables Core Data made.
type phone struct {
	*store
	messages, chats, people *sqlite.Table
	media, info             sqlite.Link
	inRoom                  sqlite.Index // members by conversation
	stanza                  int
}

func (x *store) phone() (chats int64, err error) {
	p := &phone{store: x, messages: x.db.Table("ZWAMESSAGE"), chats: x.db.Table("ZWACHATSESSION"), people: x.db.Table("ZWAGROUPMEMBER")}
	p.stanza = p.messages.Col("ZSTANZAID")
	if p.media, err = x.db.Table("ZWAMEDIAITEM").Link("ZMESSAGE"); err != nil {
		return 0, err
	}
	if p.info, err = x.db.Table("ZWAMESSAGEINFO").Link("ZMESSAGE"); err != nil {
		return 0, err
	}
	if p.inRoom, err = p.people.Index("ZCHATSESSION"); err != nil {
		return 0, err
	}
	names := x.db.Table("ZWAPROFILEPUSHNAME")
	jid, push := names.Col("ZJID"), names.Col("ZPUSHNAME")
	if err := names.Scan(func(r *sqlite.Row) error {
		if name := chat.Line(r.Text(push)); name != "" && len(x.names) < maxNames {
			x.names[r.Text(jid)] = name
		}
		return nil
	}); err != nil {
		return 0, err
	}
	session := p.messages.Col("ZCHATSESSION")
	rows, err := p.messages.IndexBy(func(r *sqlite.Row) (int64, bool) { return r.Int(session), true })
	if err != nil {
		return 0, err
	}
	for i := range rows {
		if i == 0 || rows[i].Key != rows[i-1].Key {
			chats++
		}
	}
	for run := range rows.Batches(x.o.Batch) {
		if err := p.batch(run); err != nil {
			return chats, err
		}
	}
	return chats, nil
}

func (p *phone) batch(run sqlite.Index) error {
	talks := map[int64]*chat.Talk{}
	for _, e := range run {
		t := talks[e.Key]
		if t == nil {
			t = p.begin(e.Key)
			talks[e.Key] = t
		}
		r := p.messages.Row(e.Row)
		if r == nil {
			p.messages.Lost(e.Row)
			continue
		}
		if err := p.message(t, r); err != nil {
			return err
		}
	}
	return p.set.Flush()
}

// begin starts a conversation with those who are in it now.
func (p *phone) begin(id int64) *chat.Talk {
	r := p.chats.Row(id)
	jid := cmp.Or(chat.Line(r.Text(r.Col("ZCONTACTJID"))), "chat "+strconv.FormatInt(id, 10))
	name := chat.Line(r.Text(r.Col("ZPARTNERNAME")))
	if !isGroup(jid) && p.names[jid] == "" && len(p.names) < maxNames {
		p.names[jid] = name
	}
	t := p.talk(jid, name)
	if t.Direct {
		return t
	}
	// The owner is no row of the members: the chat is there because of him.
	t.Room.Last = append(t.Room.Last, p.who(t, owner))
	for _, e := range p.inRoom.Of(id) {
		r := p.people.Row(e.Row)
		if active := r.Col("ZISACTIVE"); active < 0 || r.Int(active) != 0 {
			t.Room.Last = append(t.Room.Last, p.person(t, e.Row))
		}
	}
	return t
}

// person makes the member that a row of a group's members names.
func (p *phone) person(t *chat.Talk, row int64) string {
	r := p.people.Row(row)
	jid := chat.Line(r.Text(r.Col("ZMEMBERJID")))
	if jid == "" {
		return ""
	}
	name := cmp.Or(chat.Line(r.Text(r.Col("ZCONTACTNAME"))), p.names[jid], chat.Line(r.Text(r.Col("ZFIRSTNAME"))))
	return t.Member(message.Member{ID: jid, Name: name, Addr: number(jid)})
}

// Kinds of message of iOS that are read in their own way.
const (
	phoneGroup   = 6
	phoneSystem  = 10
	phoneDeleted = 14
)

// phoneKinds give the kind of Android for each of iOS.
var phoneKinds = map[int64]int64{0: 0, 1: 1, 2: 3, 3: 2, 4: 4, 5: 5, 7: 0, 8: 9, 11: 13, phoneDeleted: kindRevoked, 15: 20, 38: 42, 39: 43, 46: kindPoll, 53: 82, 54: 81, 59: kindCalled}

// unknownKind is a kind of neither system.
const unknownKind = -1 << 40

func (p *phone) message(t *chat.Talk, r *sqlite.Row) error {
	n := &entry{row: r, table: "ZWAMESSAGE", key: r.Text(p.stanza), fromMe: r.Int(r.Col("ZISFROMME")) == 1, kind: r.Int(r.Col("ZMESSAGETYPE")),
		text: r.Text(r.Col("ZTEXT")), status: phoneStatus(r.Int(r.Col("ZMESSAGESTATUS"))), starred: r.Int(r.Col("ZSTARRED")) == 1, timer: -1}
	date := r.Col("ZMESSAGEDATE")
	if at, ok := chat.Apple(r.Float(date), r.Int(date)); ok {
		n.at = at.UnixMilli()
	}
	sent := r.Col("ZSENTDATE")
	if at, ok := chat.Apple(r.Float(sent), r.Int(sent)); ok {
		n.sentAt = at.UnixMilli()
	}
	member := p.person(t, r.Int(r.Col("ZGROUPMEMBER")))
	switch from := chat.Line(r.Text(r.Col("ZFROMJID"))); {
	case n.fromMe:
		n.from = owner
	case member != "":
		n.from = member
	case t.Direct:
		n.from = cmp.Or(from, t.ID)
	}
	native, event := n.kind, r.Int(r.Col("ZGROUPEVENTTYPE"))
	n.label = fmt.Sprintf("type %d, event %d", native, event)
	n.translate(native, event, member)
	p.parts(n, native)
	e, files := p.event(t, n)
	e.AtText = r.Text(date)
	raw := r.JSON()
	p.reactions(t, &e, r.ID)
	p.replies(&e, r) // looks at another row: r is gone
	return p.add(t, n, raw, e, files)
}

// translate gives an entry the kind and action that Android has for it.
func (n *entry) translate(native, event int64, member string) {
	if native != phoneGroup && native != phoneSystem {
		k, ok := phoneKinds[native]
		if !ok {
			k = unknownKind
		}
		n.kind = k
		return
	}
	n.kind, n.fromMe, n.from = kindSystem, false, member
	n.action, n.call = phoneAction(native, event)
	if member != "" && native == phoneGroup {
		n.people = []string{member}
	}
	if event == 50 {
		n.people = jidsOf(n.text)
	}
}

// phoneStatus gives the status of Android for that of iOS.
func phoneStatus(s int64) int64 {
	switch s {
	case 1:
		return 4
	case 6:
		return 5
	case 8:
		return 13
	case 9:
		return 0
	}
	return -1
}

// phoneAction gives the action of Android for what iOS noted, or the words of a
// call.
func phoneAction(kind, event int64) (action int64, call string) {
	if kind == phoneGroup {
		return map[int64]int64{0: 1, 1: 1, 2: 12, 3: 5, 4: 6, 5: 6, 7: 14, 10: 15, 12: 11, 50: 12}[event], ""
	}
	switch event {
	case 1:
		return 0, "Voice call, missed"
	case 4, 22:
		return 0, "Video call, missed"
	case 40, 41:
		return 0, "Video call"
	}
	return map[int64]int64{2: 19, 3: 18, 26: 46, 30: 46, 34: 58, 35: 58}[event], ""
}

func jidsOf(text string) (out []string) {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		if strings.Contains(w, "@") && len(out) < 1000 {
			out = append(out, chat.Line(w))
		}
	}
	return out
}

// parts reads what lies in the table of media, which holds places, contact
// cards and the like too.
func (p *phone) parts(n *entry, native int64) {
	r := p.media.Row(n.row.ID)
	if r == nil {
		return
	}
	card := r.Text(r.Col("ZVCARDSTRING"))
	switch native {
	case 4:
		n.cards = []string{card}
		n.text = cmp.Or(n.text, r.Text(r.Col("ZVCARDNAME")))
	case 5:
		n.place = &place{lat: r.Float(r.Col("ZLATITUDE")), lon: r.Float(r.Col("ZLONGITUDE")), name: r.Text(r.Col("ZTITLE"))}
	default:
		path := r.Text(r.Col("ZMEDIALOCALPATH"))
		if kinds[n.kind].kind != message.EventFile && path == "" {
			return
		}
		n.media = &media{path: path, mime: card, caption: r.Text(r.Col("ZTITLE")), size: r.Int(r.Col("ZFILESIZE"))}
		if native == 8 {
			// Of a document the title is its name.
			n.media.name, n.media.caption = n.media.caption, ""
		}
	}
}

// replies finds what an entry answers.
func (p *phone) replies(e *message.Event, r *sqlite.Row) {
	if parent := r.Int(r.Col("ZPARENTMESSAGE")); parent > 0 && parent != r.ID {
		// The row of the entry itself is not looked at again.
		if to := p.messages.Row(parent); to != nil {
			e.ReplyTo = cmp.Or(chat.Line(to.Text(p.stanza)), "row "+strconv.FormatInt(parent, 10))
			return
		}
		e.ReplyTo = "row " + strconv.FormatInt(parent, 10)
		return
	}
	if m := p.media.Row(e.Position.Ordinal); m != nil {
		for f := range fields(m.Bytes(m.Col("ZMETADATA"))) {
			if id := string(f.data); f.number == 5 && isStanza(id) {
				e.ReplyTo = id
			}
		}
	}
}

// isStanza tells the id of a message: letters and digits.
func isStanza(s string) bool {
	return len(s) >= 8 && len(s) <= 64 && strings.Trim(s, "0123456789ABCDEFabcdefghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ.:-") == ""
}

// reactions reads the receipts: field 7 holds those of others under 1 (2 who,
// 3 sign, 4 time in ms) and the owner's under 2 (2 sign, 3 time).
func (p *phone) reactions(t *chat.Talk, e *message.Event, id int64) {
	r := p.info.Row(id)
	if r == nil {
		return
	}
	for f := range fields(r.Bytes(r.Col("ZRECEIPTINFO"))) {
		if f.number != 7 {
			continue
		}
		for g := range fields(f.data) {
			if g.number != 1 && g.number != 2 || len(e.Reacted) >= maxFacts {
				continue
			}
			by, sign, at := owner, "", time.Time{}
			if g.number == 1 {
				by = ""
			}
			for h := range fields(g.data) {
				switch {
				case g.number == 1 && h.number == 2:
					by = chat.Line(string(h.data))
				case g.number == 1 && h.number == 3, g.number == 2 && h.number == 2:
					sign = chat.Line(string(h.data))
				case g.number == 1 && h.number == 4, g.number == 2 && h.number == 3:
					at, _ = chat.Millis(int64(h.value))
				}
			}
			if sign != "" {
				e.Reacted = append(e.Reacted, message.Reaction{Sign: sign, By: p.who(t, by), At: at})
			}
		}
	}
}
