package signal

import (
	"fmt"
	"strconv"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// item makes the event of a chat item.
func (x *export) item(it node, raw []byte, at int64) error {
	t := x.talk(integer(it, 1, "chatId"))
	author, sent := integer(it, 2, "authorId"), integer(it, 3, "dateSent")
	e := message.Event{ID: eventID(author, sent), Kind: message.EventText, AtText: strconv.FormatUint(sent, 10), Zone: "UTC", From: x.who(t, author),
		Position: message.Locator{Source: x.o.Source, Path: x.o.Path, Ordinal: x.n, Offset: at, Length: int64(len(raw))},
		Raw:      []message.Stretch{t.Keep(raw)}}
	x.n++
	var ok bool
	if e.At, ok = chat.Millis(int64(sent)); !ok {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
		e.At = time.Time{}
	}
	// The timer runs from the moment the message was read.
	if ms := integer(it, 5, "expiresInMs"); ms > 0 {
		e.Extra = append(e.Extra, message.Header{Name: "Disappears after", Value: duration(ms)})
		if start := integer(it, 4, "expireStartDate"); start > 0 && ms < 1<<50 && start < 1<<50 {
			e.Expires, _ = chat.Millis(int64(start + ms))
		}
	}
	if integer(it, 7, "sms") == 1 {
		e.Extra = append(e.Extra, message.Header{Name: "Sent as", Value: "SMS"})
	}
	x.receipts(t, &e, it)
	x.in, x.out = nil, nil
	files := x.content(t, &e, it)
	for _, r := range subs(it, 6, "revisions") {
		v := message.Event{}
		x.content(t, &v, r)
		e.Versions = append(e.Versions, message.Version{Text: chat.Clean(v.Text), By: e.From})
		if n := len(e.Versions); n > 1 {
			e.Versions[n-2].At, _ = chat.Millis(int64(integer(r, 3, "dateSent")))
		}
	}
	if n := len(e.Versions); n > 0 {
		// Each version was replaced when the next was sent, the last by this one.
		e.Versions[n-1].At = e.At
	}
	if err := x.set.Add(t, e, files...); err != nil {
		return err
	}
	t.Moved(t.Last(), x.in, x.out)
	return nil
}

// eventID is how Signal itself names a message: by author and time.
func eventID(author, sent uint64) string {
	return strconv.FormatUint(author, 10) + "/" + strconv.FormatUint(sent, 10)
}

func duration(ms uint64) string { return (time.Duration(min(ms, 1<<40)) * time.Millisecond).String() }

var statuses = []struct {
	number int
	name   string
}{{3, "pending"}, {4, "sent"}, {5, "delivered"}, {6, "read"}, {7, "viewed"}, {8, "skipped"}, {9, "failed"}}

func (x *export) receipts(t *chat.Talk, e *message.Event, it node) {
	if in := sub(it, 8, "incoming"); in != nil {
		if ms := integer(in, 1, "dateReceived"); ms > 0 {
			if at, ok := chat.Millis(int64(ms)); ok {
				e.Extra = append(e.Extra, message.Header{Name: "Received", Value: at.Format(time.RFC3339)})
			}
		}
		if integer(in, 3, "read") == 0 {
			e.Extra = append(e.Extra, message.Header{Name: "Read", Value: "no"})
		}
	}
	for i, s := range subs(sub(it, 9, "outgoing"), 1, "sendStatus") {
		if i == 1000 {
			break
		}
		to := x.who(t, integer(s, 1, "recipientId"))
		for _, st := range statuses {
			if sub(s, st.number, st.name) != nil {
				value := st.name + " to " + to
				if at, ok := chat.Millis(int64(integer(s, 2, "timestamp"))); ok {
					value += " at " + at.Format(time.RFC3339)
				}
				e.Extra = append(e.Extra, message.Header{Name: "Delivery", Value: value})
			}
		}
	}
}

// content fills the event from the one kind of content an item has.
func (x *export) content(t *chat.Talk, e *message.Event, it node) []message.Attachment {
	switch {
	case sub(it, 11, "standardMessage") != nil:
		return x.standard(t, e, sub(it, 11, "standardMessage"))
	case sub(it, 12, "contactMessage") != nil:
		m := sub(it, 12, "contactMessage")
		name := sub(sub(m, 1, "contact"), 1, "name")
		e.Text = "Contact: " + join(text(name, 1, "givenName"), text(name, 2, "familyName"))
		for _, p := range subs(sub(m, 1, "contact"), 3, "number") {
			e.Text += "\n" + text(p, 1, "value")
		}
		x.reactions(t, e, subs(m, 2, "reactions"))
	case sub(it, 13, "stickerMessage") != nil:
		m := sub(it, 13, "stickerMessage")
		e.Kind, e.Text = message.EventFile, text(sub(m, 1, "sticker"), 4, "emoji")
		x.reactions(t, e, subs(m, 2, "reactions"))
		return x.pointer(e, sub(sub(m, 1, "sticker"), 5, "data"), "sticker")
	case sub(it, 14, "remoteDeletedMessage") != nil:
		e.Deleted = &message.Deletion{By: e.From}
	case sub(it, 15, "updateMessage") != nil:
		x.update(t, e, sub(it, 15, "updateMessage"))
	case sub(it, 16, "paymentNotification") != nil:
		p := sub(it, 16, "paymentNotification")
		e.Kind, e.Text = message.EventSystem, join("Payment "+text(p, 1, "amountMob")+" MOB", text(p, 3, "note"))
	case sub(it, 17, "giftBadge") != nil:
		e.Kind, e.Text = message.EventSystem, "Gift badge"
	case sub(it, 18, "viewOnceMessage") != nil:
		m := sub(it, 18, "viewOnceMessage")
		e.Kind = message.EventFile
		e.Extra = append(e.Extra, message.Header{Name: "View once", Value: "yes"})
		x.reactions(t, e, subs(m, 2, "reactions"))
		if a := sub(m, 1, "attachment"); a != nil {
			return x.pointer(e, sub(a, 1, "pointer"), "view-once media")
		}
		e.Missing = append(e.Missing, "view-once media, already viewed")
	case sub(it, 19, "directStoryReplyMessage") != nil:
		m := sub(it, 19, "directStoryReplyMessage")
		e.Text = text(sub(sub(m, 1, "textReply"), 1, "text"), 1, "body") + text(m, 2, "emoji")
		e.Extra = append(e.Extra, message.Header{Name: "Reply to", Value: "a story"})
		x.reactions(t, e, subs(m, 3, "reactions"))
	case sub(it, 20, "poll") != nil:
		x.poll(t, e, sub(it, 20, "poll"))
	default:
		e.Kind = message.EventSystem
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown})
	}
	return nil
}

func (x *export) standard(t *chat.Talk, e *message.Event, m node) (files []message.Attachment) {
	e.Text = text(sub(m, 2, "text"), 1, "body")
	if q := sub(m, 1, "quote"); q != nil {
		if sent := integer(q, 1, "targetSentTimestamp"); sent > 0 {
			e.ReplyTo = eventID(integer(q, 2, "authorId"), sent)
		} else {
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTarget})
		}
		if s := text(sub(q, 3, "text"), 1, "body"); s != "" {
			e.Extra = append(e.Extra, message.Header{Name: "Quoted", Value: chat.Clean(s)})
		}
	}
	for _, a := range subs(m, 3, "attachments") {
		name := "attachment"
		if integer(a, 2, "flag") == 1 {
			name = "voice message"
		}
		files = append(files, x.pointer(e, sub(a, 1, "pointer"), name)...)
	}
	if long := sub(m, 5, "longText"); long != nil {
		files = append(files, x.pointer(e, long, "rest of the text")...)
	}
	if e.Text == "" && (len(files) > 0 || len(e.Missing) > 0) {
		e.Kind = message.EventFile
	}
	x.reactions(t, e, subs(m, 6, "reactions"))
	return files
}

func (x *export) reactions(t *chat.Talk, e *message.Event, list []node) {
	for _, r := range list {
		at, _ := chat.Millis(int64(integer(r, 3, "sentTimestamp")))
		e.Reacted = append(e.Reacted, message.Reaction{Sign: chat.Line(text(r, 1, "emoji")), By: x.who(t, integer(r, 2, "authorId")), At: at})
	}
}

// pointer finds the file a pointer is about: the plaintext export names files
// by the hash of their content.
func (x *export) pointer(e *message.Event, p node, what string) []message.Attachment {
	if c := text(p, 10, "caption"); c != "" {
		if e.Text != "" {
			e.Text += "\n"
		}
		e.Text += c
	}
	media := text(p, 4, "contentType")
	name := chat.Base(text(p, 7, "fileName"))
	if x.o.Find != nil {
		for _, n := range []string{id(sub(p, 13, "locatorInfo"), 10, "plaintextHash"), name} {
			if n = chat.Base(n); n == "" {
				continue
			}
			if a, ok := x.o.Find(n); ok {
				if name != "" {
					a.Name = name
				}
				if media != "" {
					a.Type = chat.Line(media)
				}
				return []message.Attachment{a}
			}
		}
	}
	if name == "" {
		name = what
		if media != "" {
			name += " (" + chat.Line(media) + ")"
		}
	}
	e.Missing = append(e.Missing, name)
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
	return nil
}

func (x *export) poll(t *chat.Talk, e *message.Event, p node) {
	e.Kind, e.Text = message.EventPoll, text(p, 1, "question")
	for _, o := range subs(p, 3, "options") {
		votes := subs(o, 2, "votes")
		e.Text += fmt.Sprintf("\n%s (%d)", text(o, 1, "option"), len(votes))
		for _, v := range votes {
			e.Extra = append(e.Extra, message.Header{Name: "Vote", Value: x.who(t, integer(v, 1, "voterId")) + ": " + chat.Line(text(o, 1, "option"))})
		}
	}
	if integer(p, 4, "hasEnded") == 1 {
		e.Extra = append(e.Extra, message.Header{Name: "Poll", Value: "ended"})
	}
}

var simple = []string{"unknown", "joined Signal", "safety number changed", "marked verified", "marked unverified", "changed phone number", "release channel donation request", "session ended", "session refreshed", "a message could not be decrypted", "payments activated", "payment activation requested", "unsupported message", "reported as spam", "blocked", "unblocked", "message request accepted"}

var callStates = []string{"unknown", "accepted", "not accepted", "missed", "missed (notification profile)"}

func (x *export) update(t *chat.Talk, e *message.Event, u node) {
	e.Kind = message.EventSystem
	switch {
	case sub(u, 1, "simpleUpdate") != nil:
		n := int(integer(sub(u, 1, "simpleUpdate"), 1, "type"))
		e.Text = simple[0]
		if n < len(simple) {
			e.Text = simple[n]
		}
		if name := text(sub(u, 1, "simpleUpdate"), 1, "type"); n == 0 && name != "" {
			e.Text = chat.Line(name) // the JSON writes names
		}
	case sub(u, 2, "groupChange") != nil:
		for _, g := range subs(sub(u, 2, "groupChange"), 1, "updates") {
			x.group(t, e, g)
		}
	case sub(u, 3, "expirationTimerChange") != nil:
		x.timer(e, integer(sub(u, 3, "expirationTimerChange"), 1, "expiresInMs"))
	case sub(u, 4, "profileChange") != nil:
		p := sub(u, 4, "profileChange")
		e.Text = "Profile name changed from " + text(p, 1, "previousName") + " to " + text(p, 2, "newName")
	case sub(u, 7, "individualCall") != nil:
		c := sub(u, 7, "individualCall")
		e.Kind, e.Text = message.EventCall, "Voice call"
		if integer(c, 2, "type") == 2 {
			e.Text = "Video call"
		}
		if integer(c, 3, "direction") == 2 {
			e.Text += ", outgoing"
		} else {
			e.Text += ", incoming"
		}
		if s := integer(c, 4, "state"); s < uint64(len(callStates)) {
			e.Text += ", " + callStates[s]
		}
	case sub(u, 8, "groupCall") != nil:
		e.Kind, e.Text = message.EventCall, "Group call"
	case sub(u, 5, "threadMerge") != nil, sub(u, 6, "sessionSwitchover") != nil, sub(u, 9, "learnedProfileChange") != nil:
		e.Text = "Conversation or profile merged"
	case sub(u, 10, "pollTerminate") != nil:
		e.Text = "Poll ended: " + text(sub(u, 10, "pollTerminate"), 2, "question")
	default:
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown})
	}
}

func (x *export) timer(e *message.Event, ms uint64) {
	e.Kind, e.Text = message.EventTimer, "Disappearing messages off"
	if ms > 0 {
		e.Text = "Disappearing messages after " + duration(ms)
	}
}

// group adds one change of a group to the event, whose kind is the last that
// says who is in the room or what it is called.
func (x *export) group(t *chat.Talk, e *message.Event, g node) {
	say := func(kind, s string) {
		if e.Text != "" {
			e.Text += "\n"
		}
		e.Kind, e.Text = kind, e.Text+s
	}
	came := func(n node, number int, name, how string) {
		if who := x.account(t, id(n, number, name)); who != "" {
			x.in = append(x.in, who)
			say(message.EventJoin, who+how)
		}
	}
	went := func(n node, number int, name, how string) {
		if who := x.account(t, id(n, number, name)); who != "" {
			x.out = append(x.out, who)
			say(message.EventLeave, who+how)
		}
	}
	switch {
	case sub(g, 2, "groupCreationUpdate") != nil:
		say(message.EventRename, "Group created")
	case sub(g, 3, "groupNameUpdate") != nil:
		say(message.EventRename, "Group renamed to "+text(sub(g, 3, "groupNameUpdate"), 2, "newGroupName"))
	case sub(g, 10, "groupMemberLeftUpdate") != nil:
		went(sub(g, 10, "groupMemberLeftUpdate"), 1, "aci", " left")
	case sub(g, 11, "groupMemberRemovedUpdate") != nil:
		went(sub(g, 11, "groupMemberRemovedUpdate"), 2, "removedAci", " was removed")
	case sub(g, 15, "groupInvitationAcceptedUpdate") != nil:
		came(sub(g, 15, "groupInvitationAcceptedUpdate"), 2, "newMemberAci", " joined")
	case sub(g, 17, "groupMemberJoinedUpdate") != nil:
		came(sub(g, 17, "groupMemberJoinedUpdate"), 1, "newMemberAci", " joined")
	case sub(g, 18, "groupMemberAddedUpdate") != nil:
		came(sub(g, 18, "groupMemberAddedUpdate"), 2, "newMemberAci", " was added")
	case sub(g, 28, "groupMemberJoinedByLinkUpdate") != nil:
		came(sub(g, 28, "groupMemberJoinedByLinkUpdate"), 1, "newMemberAci", " joined by link")
	case sub(g, 34, "groupExpirationTimerUpdate") != nil:
		before := e.Text
		x.timer(e, integer(sub(g, 34, "groupExpirationTimerUpdate"), 1, "expiresInMs"))
		if before != "" {
			e.Text = before + "\n" + e.Text
		}
	default:
		say(e.Kind, "Group settings changed")
	}
}
