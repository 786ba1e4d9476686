// Package teams reads chat messages as Microsoft Graph writes them: arrays of
// chatMessage objects, with or without the envelope that has them under "value".
//
// It promises an event a message, replies, reactions and deletions kept. HTML
// is given as its text, with the markup among the facts of the event. It refuses
// to fetch attachments, which are links into SharePoint.
//
// It also reads the transcripts that Purview writes as HTML (html.go).
//
// Source: the chatMessage resource of Microsoft Graph. Limits: of an edited
// message Graph gives the last text only; mailbox copies that Purview exports
// as mail are read as mail.
package teams

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say what the file does not.
type Options struct {
	Source string
	Limit  int // bytes of one message
	Find   func(name string) (message.Attachment, bool)
}

// Sniff wants JSON with the fields every chatMessage has.
func Sniff(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '[' && head[0] != '{' {
		return false
	}
	return bytes.Contains(head, []byte(`"messageType"`)) && bytes.Contains(head, []byte(`"createdDateTime"`)) &&
		(bytes.Contains(head, []byte(`"chatId"`)) || bytes.Contains(head, []byte(`"channelIdentity"`)))
}

type identity struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

type from struct {
	User        *identity `json:"user"`
	Application *identity `json:"application"`
	Device      *identity `json:"device"`
}

func (f *from) who() *identity {
	switch {
	case f == nil:
		return nil
	case f.User != nil:
		return f.User
	case f.Application != nil:
		return f.Application
	}
	return f.Device
}

type post struct {
	ID          string `json:"id"`
	ReplyTo     string `json:"replyToId"`
	MessageType string `json:"messageType"`
	Created     string `json:"createdDateTime"`
	Edited      string `json:"lastEditedDateTime"`
	Deleted     string `json:"deletedDateTime"`
	Subject     string `json:"subject"`
	Importance  string `json:"importance"`
	ChatID      string `json:"chatId"`
	From        *from  `json:"from"`
	Body        struct {
		Type    string `json:"contentType"`
		Content string `json:"content"`
	} `json:"body"`
	Channel *struct {
		Team    string `json:"teamId"`
		Channel string `json:"channelId"`
	} `json:"channelIdentity"`
	Attachments []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		ContentURL  string `json:"contentUrl"`
		ContentType string `json:"contentType"`
	} `json:"attachments"`
	Reactions []struct {
		Type    string `json:"reactionType"`
		Created string `json:"createdDateTime"`
		User    *from  `json:"user"`
	} `json:"reactions"`
	Event map[string]json.RawMessage `json:"eventDetail"`
}

// Parse reads the messages, a talk for each chat or channel.
func Parse(r io.Reader, envelope bool, set *chat.Set, o Options) error {
	inside := ""
	if envelope {
		inside = "value"
	}
	n := int64(0)
	last := (*chat.Talk)(nil)
	return chat.Elements(r, inside, o.Limit, func(raw []byte, at int64, err error) error {
		pos := message.Locator{Source: o.Source, Ordinal: n, Offset: at, Length: int64(len(raw))}
		n++
		var p post
		strange := false
		if err == nil {
			strange, err = chat.Loose(raw, &p)
		}
		if err != nil {
			if last == nil {
				last = set.Talk("unreadable")
			}
			return set.Add(last, last.Unreadable(raw, pos))
		}
		last = talk(set, p)
		e, files := event(last, p, o)
		e.Position, e.Raw = pos, []message.Stretch{last.Keep(raw)}
		if strange {
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemEntry, Detail: "a field of unknown shape", Lost: true})
		}
		if err := set.Add(last, e, files...); err != nil {
			return err
		}
		moved(last, p, e.Kind)
		return nil
	})
}

// moved tells the room whom an event of its members names.
func moved(t *chat.Talk, p post, kind string) {
	t.Room.Logged = true
	if kind != message.EventJoin && kind != message.EventLeave {
		return
	}
	var list []identity
	_ = json.Unmarshal(p.Event["members"], &list)
	var ids []string
	for _, w := range list {
		if id := member(t, &from{User: &w}); id != "" {
			ids = append(ids, id)
		}
	}
	if kind == message.EventJoin {
		t.Moved(t.Last(), ids, nil)
	} else {
		t.Moved(t.Last(), nil, ids)
	}
}

// Envelope tells whether the messages are under "value" of one object.
func Envelope(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	i := bytes.Index(head, []byte(`"value"`))
	return len(head) > 0 && head[0] == '{' && i >= 0 && i < bytes.Index(head, []byte(`"messageType"`))
}

func talk(set *chat.Set, p post) *chat.Talk {
	key := p.ChatID
	if key == "" && p.Channel != nil {
		key = p.Channel.Channel
	}
	t := set.Talk(key)
	t.Name = chat.Line(key)
	// The form of the id tells a chat of two: "19:…_…@unq.gbl.spaces".
	t.Direct = strings.HasSuffix(key, "@unq.gbl.spaces")
	return t
}

func member(t *chat.Talk, f *from) string {
	w := f.who()
	if w == nil {
		return ""
	}
	id := w.ID
	if id == "" {
		id = w.DisplayName
	}
	return t.Member(message.Member{ID: id, Name: w.DisplayName, Addr: w.ID})
}

func instant(s string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339Nano, s)
	return at.UTC(), err == nil && at.Year() >= 2000 && at.Year() < 2100
}

func event(t *chat.Talk, p post, o Options) (message.Event, []message.Attachment) {
	e := message.Event{ID: p.ID, Kind: message.EventText, AtText: chat.Line(p.Created), Zone: "UTC", From: member(t, p.From), ReplyTo: p.ReplyTo}
	var ok bool
	if e.At, ok = instant(p.Created); !ok {
		e.At = time.Time{}
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
	fact := func(name, value string) {
		if value != "" {
			e.Extra = append(e.Extra, message.Header{Name: name, Value: chat.Clean(value)})
		}
	}
	e.Text = p.Body.Content
	if strings.EqualFold(p.Body.Type, "html") {
		fact("HTML", p.Body.Content)
		e.Text = plain(p.Body.Content)
	}
	fact("Subject", p.Subject)
	if p.Importance != "normal" {
		fact("Importance", p.Importance)
	}
	fact("Edited", p.Edited)
	if p.Deleted != "" {
		e.Deleted = &message.Deletion{}
		e.Deleted.At, _ = instant(p.Deleted)
	}
	if p.MessageType != "message" && p.MessageType != "" {
		system(&e, p)
	}
	for _, r := range p.Reactions {
		at, _ := instant(r.Created)
		e.Reacted = append(e.Reacted, message.Reaction{Sign: chat.Line(r.Type), By: member(t, r.User), At: at})
	}
	var files []message.Attachment
	for _, a := range p.Attachments {
		if a.ContentType == "messageReference" {
			// A quoted message: its id is the attachment's.
			e.ReplyTo = a.ID
			continue
		}
		name := chat.Base(a.Name)
		if name == "" {
			name = chat.Line(a.ContentType)
		}
		if o.Find != nil && name != "" {
			if f, ok := o.Find(name); ok {
				files = append(files, f)
				continue
			}
		}
		fact("Link", a.ContentURL)
		e.Missing = append(e.Missing, name)
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
	}
	if e.Text == "" && len(p.Attachments) > 0 && e.Kind == message.EventText {
		e.Kind = message.EventFile
	}
	return e, files
}

// system reads an event of the room by the type of its detail.
func system(e *message.Event, p post) {
	e.Kind = message.EventSystem
	var kind string
	_ = json.Unmarshal(p.Event["@odata.type"], &kind)
	kind = strings.TrimSuffix(strings.TrimPrefix(kind, "#microsoft.graph."), "EventMessageDetail")
	switch {
	case strings.HasPrefix(kind, "membersAdded"), strings.HasPrefix(kind, "membersJoined"):
		e.Kind = message.EventJoin
	case strings.HasPrefix(kind, "membersDeleted"), strings.HasPrefix(kind, "membersLeft"):
		e.Kind = message.EventLeave
	case strings.HasSuffix(kind, "Renamed"):
		e.Kind = message.EventRename
	case strings.HasPrefix(kind, "call"):
		e.Kind = message.EventCall
	}
	e.Extra = append(e.Extra, message.Header{Name: "Type", Value: chat.Line(p.MessageType + " " + kind)})
	if text := strings.TrimSpace(e.Text); text == "" || text == "<systemEventMessage/>" {
		e.Text = chat.Line(kind)
	}
}

var (
	breaks = regexp.MustCompile(`(?i)<(?:br|/p|/div|/li|/tr)[^>]*>`)
	marks  = regexp.MustCompile(`<[^>]*>`)
)

// plain is the text of a message's HTML, enough to search and show it by.
func plain(s string) string {
	s = breaks.ReplaceAllString(s, "\n")
	return strings.TrimSpace(strings.ReplaceAll(html.UnescapeString(marks.ReplaceAllString(s, "")), "\u00A0", " "))
}
