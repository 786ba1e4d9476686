package signal

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// envelope is what signal-cli writes for everything it receives.
type envelope struct {
	Source    string    `json:"source"`
	Number    string    `json:"sourceNumber"`
	UUID      string    `json:"sourceUuid"`
	Name      string    `json:"sourceName"`
	Timestamp int64     `json:"timestamp"`
	Data      *cliData  `json:"dataMessage"`
	Edit      *cliEdit  `json:"editMessage"`
	Receipt   *struct{} `json:"receiptMessage"`
	Typing    *struct{} `json:"typingMessage"`
	Call      *struct{} `json:"callMessage"`
	Sync      *struct {
		Sent *struct {
			cliData
			Destination string   `json:"destination"`
			Edit        *cliEdit `json:"editMessage"`
		} `json:"sentMessage"`
	} `json:"syncMessage"`
}

type cliEdit struct {
	Target int64    `json:"targetSentTimestamp"`
	Data   *cliData `json:"dataMessage"`
}

type cliData struct {
	Timestamp int64  `json:"timestamp"`
	Message   string `json:"message"`
	Expires   int64  `json:"expiresInSeconds"`
	ViewOnce  bool   `json:"viewOnce"`
	Group     *struct {
		ID   string `json:"groupId"`
		Name string `json:"groupName"`
		Type string `json:"type"`
	} `json:"groupInfo"`
	Attachments []jsonFile `json:"attachments"`
	Quote       *struct {
		ID         int64  `json:"id"`
		Author     string `json:"author"`
		AuthorUUID string `json:"authorUuid"`
	} `json:"quote"`
	Reaction *struct {
		Emoji  string `json:"emoji"`
		Target int64  `json:"targetSentTimestamp"`
		Remove bool   `json:"isRemove"`
	} `json:"reaction"`
	Delete *struct {
		Timestamp int64 `json:"timestamp"`
	} `json:"remoteDelete"`
}

// correction is an edit, reaction or deletion.
type correction struct {
	t      *chat.Talk
	target string // Event.ID
	text   string // new wording, of an edit
	edit   bool
	e      message.Event // the entry itself
	data   *cliData
	raw    []byte
}

func (p *jsons) envelope(v *envelope, raw []byte, e message.Event) error {
	data, edit, to, own := v.Data, v.Edit, "", false
	if v.Sync != nil && v.Sync.Sent != nil {
		data, edit, to, own = &v.Sync.Sent.cliData, v.Sync.Sent.Edit, v.Sync.Sent.Destination, true
	}
	if edit != nil && edit.Data != nil {
		data = edit.Data
	}
	from := cmp.Or(v.Number, v.UUID, v.Source)
	key, name := cmp.Or(chat.Line(to), chat.Line(from), "unknown"), v.Name
	group := data != nil && data.Group != nil && data.Group.ID != ""
	if group {
		key, name = chat.Line(data.Group.ID), data.Group.Name
	} else if own {
		name = ""
	}
	t := p.set.Talk(key)
	p.last = t
	if t.Name == "" || t.Name == t.ID {
		t.Name = cmp.Or(chat.Line(name), t.ID)
	}
	t.Direct = !group
	e.Kind = message.EventText
	e.From = t.Member(message.Member{ID: from, Name: v.Name, Addr: v.Number, Own: own})
	at(&e, v.Timestamp)
	if data == nil {
		p.other(v, &e)
		e.Raw = []message.Stretch{t.Keep(raw)}
		return p.set.Add(t, e)
	}
	e.ID, e.Text = cliID(cmp.Or(data.Timestamp, v.Timestamp)), data.Message
	c := correction{t: t, e: e, data: data, raw: raw}
	switch {
	case edit != nil:
		c.target, c.text, c.edit = cliID(edit.Target), data.Message, true
	case data.Reaction != nil:
		c.target = cliID(data.Reaction.Target)
	case data.Delete != nil:
		c.target = cliID(data.Delete.Timestamp)
	default:
		e.Raw = []message.Stretch{t.Keep(raw)}
		return p.data(t, data, e)
	}
	if !c.apply() {
		c.raw = bytes.Clone(raw)
		p.later = append(p.later, c)
	}
	return nil
}

// cliID names a message: signal-cli points at others by the time they were sent.
func cliID(ms int64) string { return "sent " + strconv.FormatInt(ms, 10) }

// other is an envelope without a message in it.
func (p *jsons) other(v *envelope, e *message.Event) {
	e.Kind = message.EventSystem
	switch {
	case v.Receipt != nil:
		e.Text = "Receipt"
	case v.Typing != nil:
		e.Text = "Typing"
	case v.Call != nil:
		e.Kind, e.Text = message.EventCall, "Call"
	default:
		e.Text = "Entry of a kind that is not known"
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown})
	}
}

func (p *jsons) data(t *chat.Talk, d *cliData, e message.Event) error {
	if d.Expires > 0 {
		e.Extra = append(e.Extra, message.Header{Name: "Disappears after", Value: duration(uint64(min(d.Expires, 1<<30)) * 1000)})
	}
	if d.ViewOnce {
		e.Extra = append(e.Extra, message.Header{Name: "View once", Value: "yes"})
	}
	if d.Quote != nil {
		e.ReplyTo = cliID(d.Quote.ID)
	}
	if d.Message == "" && len(d.Attachments) == 0 {
		e.Kind, e.Text = message.EventSystem, "Entry without words"
		if d.Group != nil && d.Group.Type == "UPDATE" {
			e.Text = "Group settings changed"
		}
	}
	return p.set.Add(t, e, p.files(&e, d.Attachments)...)
}

// apply changes what the correction is about; false when that is not held.
func (c *correction) apply() bool {
	e := c.t.Event(c.target)
	if e == nil {
		return false
	}
	e.Raw = append(e.Raw, c.t.Keep(c.raw))
	switch {
	case c.edit:
		e.Versions = append(e.Versions, message.Version{Text: e.Text, At: c.e.At, By: c.e.From})
		e.Text = chat.Clean(c.text)
	case c.data.Reaction != nil:
		e.Reacted = append(e.Reacted, message.Reaction{Sign: chat.Line(c.data.Reaction.Emoji), By: c.e.From, At: c.e.At, Removed: c.data.Reaction.Remove})
	default:
		e.Deleted = &message.Deletion{At: c.e.At, By: c.e.From}
	}
	return true
}

// settle applies what came before its message, and makes events of the rest.
func (p *jsons) settle() error {
	for _, c := range p.later {
		if c.apply() {
			continue
		}
		e := c.e
		e.Kind, e.Raw = message.EventSystem, []message.Stretch{c.t.Keep(c.raw)}
		switch {
		case c.edit:
			e.Text = c.text
		case c.data.Reaction != nil:
			e.Text = fmt.Sprintf("Reaction %s", chat.Line(c.data.Reaction.Emoji))
		default:
			e.Text = "Deletion of an entry that is not held"
		}
		e.Extra = append(e.Extra, message.Header{Name: "About an entry not held", Value: c.target})
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTarget})
		if err := p.set.Add(c.t, e); err != nil {
			return err
		}
	}
	return nil
}
