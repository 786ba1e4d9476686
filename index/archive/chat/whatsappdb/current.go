package whatsappdb

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/sqlite"
	"vaughn/index/message"
)

// current is the shape of today: one table of messages and one for each thing
// that only some have.
type current struct {
	*store
	cols
	messages, jids, mapped *sqlite.Table

	about  map[string]sqlite.Link // tables that are about a message, an addition or a group
	calls  sqlite.Index           // by the jid of the conversation
	taken  map[int64]bool         // of calls: the jids whose conversation was begun
	called map[int64]int64        // row of the log of calls by message
	jid    map[int64]string
}

// cols are the columns of message.
type cols struct {
	chat, sender, fromMe, key, at, received, text, kind, status, flags, starred int
}

func (x *store) current() (chats int64, err error) {
	m := x.db.Table("message")
	c := &current{store: x, messages: m, jids: x.db.Table("jid"), mapped: x.db.Table("jid_map"), about: map[string]sqlite.Link{}, jid: map[int64]string{}, called: map[int64]int64{}, taken: map[int64]bool{},
		cols: cols{chat: m.Col("chat_row_id"), sender: m.Col("sender_jid_row_id"), fromMe: m.Col("from_me"), key: m.Col("key_id"), at: m.Col("timestamp"),
			received: m.Col("received_timestamp"), text: m.Col("text_data"), kind: m.Col("message_type"), status: m.Col("status"),
			flags: m.Col("origination_flags"), starred: m.Col("starred")}}
	if err := c.list(); err != nil {
		return 0, err
	}
	// QUIRK: the program keeps one row of status -1 that is no message.
	rows, err := m.IndexBy(func(r *sqlite.Row) (int64, bool) { return r.Int(c.chat), r.Int(c.status) != -1 })
	if err != nil {
		return 0, err
	}
	for i := range rows {
		if i == 0 || rows[i].Key != rows[i-1].Key {
			chats++
		}
	}
	for run := range rows.Batches(x.o.Batch) {
		if err := c.batch(run); err != nil {
			return chats, err
		}
	}
	more, err := c.onlyCalls() // a conversation may have calls and no message
	if err != nil {
		return chats, err
	}
	return chats + more, x.set.Flush()
}

// linked are the tables of what only some messages have.
var linked = []struct{ table, column string }{
	{"message_media", "message_row_id"}, {"message_location", "message_row_id"}, {"message_vcard", "message_row_id"},
	{"message_quoted", "message_row_id"}, {"message_edit_info", "message_row_id"}, {"message_revoked", "message_row_id"},
	{"message_ephemeral", "message_row_id"}, {"message_ephemeral_setting", "message_row_id"}, {"message_system", "message_row_id"},
	{"message_system_value_change", "message_row_id"}, {"message_system_chat_participant", "message_row_id"},
	{"message_poll_option", "message_row_id"}, {"receipt_user", "message_row_id"}, {"message_add_on", "parent_message_row_id"},
	{"message_add_on_reaction", "message_add_on_row_id"}, {"message_add_on_poll_vote_selected_option", "message_add_on_row_id"},
	{"group_participant_user", "group_jid_row_id"},
}

// list prepares what is looked up for each message.
func (c *current) list() error {
	for _, w := range linked {
		l, err := c.db.Table(w.table).Link(w.column)
		if err != nil {
			return err
		}
		c.about[w.table] = l
	}
	link := c.db.Table("message_call_log")
	of, log := link.Col("message_row_id"), link.Col("call_log_row_id")
	told := map[int64]bool{}
	if err := link.Scan(func(r *sqlite.Row) error {
		if len(told) < maxNames {
			c.called[r.Int(of)], told[r.Int(log)] = r.Int(log), true
		}
		return nil
	}); err != nil {
		return err
	}
	calls := c.db.Table("call_log")
	one, group := calls.Col("jid_row_id"), calls.Col("group_jid_row_id")
	var err error
	c.calls, err = calls.IndexBy(func(r *sqlite.Row) (int64, bool) {
		return cmp.Or(max(0, r.Int(group)), r.Int(one)), !told[r.ID]
	})
	return err
}

// name gives the jid of a row of that table, through the map of hidden ids.
func (c *current) name(id int64) string {
	if s, ok := c.jid[id]; ok || id <= 0 {
		return s
	}
	row := id
	if r := c.mapped.Row(id); r != nil {
		row = cmp.Or(r.Int(c.mapped.Col("jid_row_id")), id)
	}
	r := c.jids.Row(row)
	s := r.Text(c.jids.Col("raw_string"))
	if user := r.Text(c.jids.Col("user")); s == "" && user != "" {
		s = user + "@" + r.Text(c.jids.Col("server"))
	}
	if len(c.jid) < maxNames {
		c.jid[id] = s
	}
	return s
}

// chatOf begins the conversation of a row of chat.
func (c *current) chatOf(id int64) (*chat.Talk, int64) {
	t := c.db.Table("chat")
	r := t.Row(id)
	jidRow := r.Int(t.Col("jid_row_id"))
	jid := cmp.Or(c.name(jidRow), "chat "+strconv.FormatInt(id, 10))
	return c.store.talk(jid, r.Text(t.Col("subject"))), jidRow
}

func (c *current) batch(run sqlite.Index) error {
	talks := map[int64]*chat.Talk{}
	for _, e := range run {
		t := talks[e.Key]
		if t == nil {
			var jid int64
			t, jid = c.chatOf(e.Key)
			talks[e.Key] = t
			if err := c.begin(t, jid); err != nil {
				return err
			}
		}
		r := c.messages.Row(e.Row)
		if r == nil {
			c.messages.Lost(e.Row)
			continue
		}
		if err := c.message(t, r); err != nil {
			return err
		}
	}
	return c.set.Flush()
}

// begin adds what a conversation has besides messages.
func (c *current) begin(t *chat.Talk, jid int64) error {
	for m := range c.about["group_participant_user"].Rows(jid) {
		// QUIRK: the owner is the member whose jid is empty.
		who := cmp.Or(c.name(m.Int(m.Col("user_jid_row_id"))), owner)
		t.Room.Last = append(t.Room.Last, c.who(t, who))
	}
	c.taken[jid] = true
	for _, e := range c.calls.Of(jid) {
		if err := c.call(t, e.Row); err != nil {
			return err
		}
	}
	return nil
}

// call adds an entry of the log of calls.
func (c *current) call(t *chat.Talk, row int64) error {
	calls := c.db.Table("call_log")
	r := calls.Row(row)
	if r == nil {
		calls.Lost(row)
		return nil
	}
	e := message.Event{ID: cmp.Or(chat.Line(r.Text(calls.Col("call_id"))), "call "+strconv.FormatInt(row, 10)), Kind: message.EventCall, Zone: "UTC",
		Text: c.callText(r), AtText: r.Text(calls.Col("timestamp")), Position: message.Locator{Source: c.o.Source, Path: "call_log", Ordinal: row, Offset: -1, Length: -1}}
	var ok bool
	if e.At, ok = chat.Millis(r.Int(calls.Col("timestamp"))); !ok {
		e.At = time.Time{}
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
	if r.Int(calls.Col("from_me")) == 1 {
		e.From = c.who(t, owner)
	} else {
		e.From = c.who(t, c.name(r.Int(calls.Col("jid_row_id"))))
	}
	return c.add(t, &entry{}, r.JSON(), e, nil)
}

func (c *current) callText(r *sqlite.Row) string {
	t := c.db.Table("call_log")
	return called(r.Int(t.Col("video_call")) == 1, r.Int(t.Col("from_me")) == 1, r.Int(t.Col("call_result")), r.Int(t.Col("duration")))
}

// onlyCalls gives the calls that no conversation with messages took.
func (c *current) onlyCalls() (n int64, err error) {
	last := int64(-1)
	for _, e := range c.calls {
		if c.taken[e.Key] {
			continue
		}
		if e.Key != last {
			n++
			last = e.Key
		}
		t := c.store.talk(cmp.Or(c.name(e.Key), "jid "+strconv.FormatInt(e.Key, 10)), "")
		if err := c.call(t, e.Row); err != nil {
			return n, err
		}
	}
	return n, nil
}

// message adds one message with all that the other tables say of it.
func (c *current) message(t *chat.Talk, r *sqlite.Row) error {
	n := &entry{row: r, table: "message", key: r.Text(c.key), fromMe: r.Int(c.fromMe) == 1, at: r.Int(c.at), received: r.Int(c.received), status: r.Int(c.status),
		kind: r.Int(c.kind), text: r.Text(c.text), forwarded: r.Int(c.flags)&1 != 0, starred: r.Int(c.starred) == 1, timer: -1}
	switch sender := c.name(r.Int(c.sender)); {
	case n.fromMe:
		n.from = owner
	case sender != "":
		n.from = sender
	case t.Direct:
		n.from = t.ID
	}
	c.parts(n)
	if r := c.about["message_revoked"].Row(n.row.ID); r != nil {
		n.key = cmp.Or(r.Text(r.Col("revoked_key_id")), n.key)
	}
	e, files := c.event(t, n)
	c.further(t, &e, n)
	c.addOns(t, &e, n.row.ID)
	return c.add(t, n, n.row.JSON(), e, files)
}

// parts reads what the entry is made of.
func (c *current) parts(n *entry) {
	id := n.row.ID
	if r := c.about["message_media"].Row(id); r != nil {
		n.media = &media{path: r.Text(r.Col("file_path")), name: r.Text(r.Col("media_name")), mime: r.Text(r.Col("mime_type")),
			caption: r.Text(r.Col("media_caption")), size: r.Int(r.Col("file_length"))}
	}
	if r := c.about["message_location"].Row(id); r != nil {
		n.place = &place{r.Float(r.Col("latitude")), r.Float(r.Col("longitude")), r.Text(r.Col("place_name")), r.Text(r.Col("place_address")), r.Text(r.Col("url"))}
	}
	for r := range c.about["message_vcard"].Rows(id) {
		n.cards = append(n.cards, r.Text(r.Col("vcard")))
	}
	if row, ok := c.called[id]; ok {
		if r := c.db.Table("call_log").Row(row); r != nil {
			n.call = c.callText(r)
		}
	}
	if n.kind != kindSystem {
		return
	}
	if r := c.about["message_system"].Row(id); r != nil {
		n.action = r.Int(r.Col("action_type"))
	}
	for r := range c.about["message_system_chat_participant"].Rows(id) {
		n.people = append(n.people, cmp.Or(c.name(r.Int(r.Col("user_jid_row_id"))), owner))
	}
	if r := c.about["message_ephemeral_setting"].Row(id); r != nil {
		n.timer = r.Int(r.Col("setting_duration"))
	}
}

// further reads what is known of an entry besides what it says.
func (c *current) further(t *chat.Talk, e *message.Event, n *entry) {
	id := n.row.ID
	if r := c.about["message_quoted"].Row(id); r != nil {
		c.quoted(e, r, n.row.Int(c.chat))
	}
	if r := c.about["message_edit_info"].Row(id); r != nil {
		if at, ok := chat.Millis(r.Int(r.Col("edited_timestamp"))); ok {
			fact(e, "Edited", at.Format(time.RFC3339)+"; the program keeps the last wording only")
		}
	}
	if r := c.about["message_revoked"].Row(id); r != nil && e.Deleted != nil {
		e.Deleted.At, _ = chat.Millis(r.Int(r.Col("revoke_timestamp")))
		if by := c.name(r.Int(r.Col("admin_jid_row_id"))); by != "" {
			e.Deleted.By = c.who(t, by)
		}
	}
	if r := c.about["message_ephemeral"].Row(id); r != nil {
		if s := r.Int(r.Col("duration")); s > 0 {
			fact(e, "Disappears after", (time.Duration(min(s, 1<<31)) * time.Second).String())
		}
		if at, ok := chat.Millis(r.Int(r.Col("expire_timestamp"))); ok {
			e.Expires = at
		}
	}
	if r := c.about["message_system_value_change"].Row(id); r != nil {
		fact(e, "Before", r.Text(r.Col("old_data")))
	}
	for r := range c.about["message_poll_option"].Rows(id) {
		if len(e.Text) < chat.MaxText {
			e.Text += fmt.Sprintf("\n%s (%d)", r.Text(r.Col("option_name")), r.Int(r.Col("vote_total")))
		}
	}
	for r := range c.about["receipt_user"].Rows(id) {
		who := c.who(t, c.name(r.Int(r.Col("receipt_user_jid_row_id"))))
		for _, k := range []struct{ column, word string }{{"receipt_timestamp", "delivered"}, {"read_timestamp", "read"}, {"played_timestamp", "played"}} {
			if at, ok := chat.Millis(r.Int(r.Col(k.column))); ok && len(e.Extra) < maxFacts {
				fact(e, "Delivery", k.word+" to "+who+" at "+at.Format(time.RFC3339))
			}
		}
	}
}

func (c *current) quoted(e *message.Event, r *sqlite.Row, inChat int64) {
	key := chat.Line(r.Text(r.Col("key_id")))
	if from := r.Int(r.Col("parent_message_chat_row_id")); from > 0 && from != inChat {
		fact(e, "Reply to", "an entry of another conversation")
	} else if key != "" {
		e.ReplyTo = key
	}
	fact(e, "Quoted", r.Text(r.Col("text_data")))
}

// Kinds of what is added to a message.
const (
	addReaction = 56
	addVote     = 67
)

// addOns reads reactions and votes.
func (c *current) addOns(t *chat.Talk, e *message.Event, id int64) {
	for a := range c.about["message_add_on"].Rows(id) {
		who := c.name(a.Int(a.Col("sender_jid_row_id")))
		if a.Int(a.Col("from_me")) == 1 {
			who = owner
		} else if who == "" && t.Direct {
			who = t.ID
		}
		by := c.who(t, who)
		at, _ := chat.Millis(a.Int(a.Col("timestamp")))
		kind := a.Int(a.Col("message_add_on_type"))
		if r := c.about["message_add_on_reaction"].Row(a.ID); r != nil || kind == addReaction {
			sign := ""
			if r != nil {
				sign = chat.Line(r.Text(r.Col("reaction")))
			}
			e.Reacted = append(e.Reacted, message.Reaction{Sign: sign, By: by, At: at, Removed: sign == ""})
			continue
		}
		if kind == addVote {
			c.vote(e, by, a.ID)
			continue
		}
		fact(e, fmt.Sprintf("Added, type %d", kind), by+" "+at.Format(time.RFC3339))
	}
}

func (c *current) vote(e *message.Event, by string, row int64) {
	options, chosen := c.db.Table("message_poll_option"), 0
	for r := range c.about["message_add_on_poll_vote_selected_option"].Rows(row) {
		name := ""
		if o := options.Row(r.Int(r.Col("message_poll_option_id"))); o != nil {
			name = o.Text(o.Col("option_name"))
		}
		chosen++
		fact(e, "Vote", by+": "+chat.Line(name))
	}
	if chosen == 0 {
		fact(e, "Vote", by+": taken back")
	}
}
