package slack

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// post is one message of a day file.
type post struct {
	strange  bool   // a field had a shape nobody knows
	Subtype  string `json:"subtype"`
	User     string `json:"user"`
	BotID    string `json:"bot_id"`
	Username string `json:"username"`
	Text     string `json:"text"`
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
	Inviter  string `json:"inviter"`
	OldName  string `json:"old_name"`
	NewName  string `json:"name"`
	Deleted  string `json:"deleted_ts"`
	Profile  *user  `json:"user_profile"`
	Edited   *struct {
		User string `json:"user"`
		TS   string `json:"ts"`
	} `json:"edited"`
	Reactions []struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
		Count int      `json:"count"`
	} `json:"reactions"`
	Files       []file          `json:"files"`
	File        *file           `json:"file"`
	Attachments []card          `json:"attachments"`
	Blocks      json.RawMessage `json:"blocks"`
	Message     *post           `json:"message"`
	Previous    *post           `json:"previous_message"`
	Comment     *struct {
		Comment string `json:"comment"`
		User    string `json:"user"`
	} `json:"comment"`
}

type file struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Mode string `json:"mode"`
}

type card struct {
	Pretext  string `json:"pretext"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Fallback string `json:"fallback"`
	Fields   []struct {
		Title string `json:"title"`
		Value string `json:"value"`
	} `json:"fields"`
}

// talk is the conversation being read.
type talk struct {
	*export
	*chat.Talk
	folder  string
	topic   string
	n       int64
	changes []change
}

func (k *talk) day(name string) error {
	r, err := k.o.Open(path.Join(k.root, name))
	if err != nil {
		return k.o.Fail(name, err)
	}
	defer r.Close()
	return chat.Elements(r, "", k.o.Limit, func(raw []byte, at int64, err error) error {
		pos := message.Locator{Source: k.o.Source, Path: name, Ordinal: k.n, Offset: at, Length: int64(len(raw))}
		k.n++
		var p post
		if err == nil {
			p.strange, err = chat.Loose(raw, &p)
		}
		if err != nil {
			return k.set.Add(k.Talk, k.Unreadable(raw, pos))
		}
		return k.post(p, pos, raw)
	})
}

func (k *talk) post(p post, pos message.Locator, raw []byte) error {
	if p.Subtype == "message_changed" || p.Subtype == "message_deleted" {
		c := change{p, pos, raw}
		if !k.change(c) {
			c.raw = bytes.Clone(raw)
			k.changes = append(k.changes, c)
		}
		return nil
	}
	e, files := k.event(p, pos)
	if old := k.Event(p.TS); old != nil && p.TS != "" && old.Text == e.Text && old.From == e.From {
		// QUIRK: broadcast replies stand in the day file twice.
		old.Problems = append(old.Problems, message.Problem{Code: chat.ProblemRepeat, At: pos.Path})
		old.Raw = append(old.Raw, k.Keep(raw))
		return nil
	}
	e.Raw = []message.Stretch{k.Keep(raw)}
	if err := k.set.Add(k.Talk, e, files...); err != nil {
		return err
	}
	k.moved(p, e)
	return nil
}

// moved tells the room who came and who went. QUIRK: a channel's maker joins by
// an entry too, so that the log is whole.
func (k *talk) moved(p post, e message.Event) {
	switch {
	case e.From == "":
	case e.Kind == message.EventJoin:
		k.Moved(k.Last(), []string{e.From}, nil)
	case e.Kind == message.EventLeave:
		k.Moved(k.Last(), nil, []string{e.From})
	}
}

// member makes a user known.
func (k *talk) member(id string) string {
	if id == "" {
		return ""
	}
	u := k.users[id]
	addr := u.Profile.Email
	if addr == "" {
		addr = u.Name
	}
	return k.Member(message.Member{ID: id, Name: k.called(id), Addr: addr})
}

func (k *talk) from(p post) string {
	id := p.User
	if id == "" && p.Comment != nil {
		id = p.Comment.User
	}
	if id != "" {
		if _, known := k.users[id]; !known && p.Profile != nil {
			// People of other workspaces are only described where they speak.
			u := *p.Profile
			u.ID, u.Profile.DisplayName, u.Profile.RealName = id, p.Profile.RealName, p.Profile.RealName
			k.users[id] = u
		}
		return k.member(id)
	}
	if p.BotID == "" && p.Username == "" {
		return ""
	}
	id = p.BotID
	if id == "" {
		id = p.Username
	}
	k.Room.Guests[chat.Line(id)] = true
	return k.Member(message.Member{ID: id, Name: p.Username, Addr: p.BotID})
}

func (k *talk) event(p post, pos message.Locator) (message.Event, []message.Attachment) {
	e := message.Event{ID: p.TS, Kind: kind(p.Subtype), AtText: chat.Line(p.TS), Zone: "UTC", From: k.from(p), Text: k.text(p), Position: pos}
	var ok bool
	if e.At, ok = stamp(p.TS); !ok {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
	if p.strange {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemEntry, Detail: "a field of unknown shape", Lost: true})
	}
	if p.ThreadTS != "" && p.ThreadTS != p.TS {
		e.ReplyTo = p.ThreadTS
	}
	k.facts(&e, p)
	for _, r := range p.Reactions {
		for _, u := range r.Users {
			e.Reacted = append(e.Reacted, message.Reaction{Sign: ":" + chat.Line(r.Name) + ":", By: k.member(u)})
		}
		if r.Count > len(r.Users) {
			e.Extra = append(e.Extra, message.Header{Name: "Reactions by others", Value: chat.Line(r.Name) + " " + number(r.Count-len(r.Users))})
		}
	}
	list := p.Files
	if p.File != nil {
		list = append(list, *p.File)
	}
	var files []message.Attachment
	for _, f := range list {
		if a, ok := k.file(f); ok {
			files = append(files, a)
			continue
		}
		name := chat.Base(f.Name)
		if name == "" {
			name = chat.Line(f.ID)
		}
		e.Missing = append(e.Missing, name)
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
		if f.Mode == "tombstone" || f.Mode == "hidden_by_limit" {
			e.Extra = append(e.Extra, message.Header{Name: "File state", Value: f.Mode})
		}
	}
	if len(list) > 0 && e.Text == "" && e.Kind == message.EventText {
		e.Kind = message.EventFile
	}
	return e, files
}

// facts keeps what else a message says of itself.
func (k *talk) facts(e *message.Event, p post) {
	add := func(name, value string) {
		if value = chat.Line(value); value != "" {
			e.Extra = append(e.Extra, message.Header{Name: name, Value: value})
		}
	}
	switch p.Subtype {
	case "tombstone":
		e.Deleted = &message.Deletion{}
	case "channel_name", "group_name":
		add("Old name", p.OldName)
		add("New name", p.NewName)
	}
	add("Subtype", p.Subtype)
	if p.Inviter != "" {
		add("Invited by", k.called(p.Inviter))
	}
	if p.Edited != nil {
		at := p.Edited.TS
		if t, ok := stamp(at); ok {
			at = t.Format("2006-01-02 15:04:05 UTC")
		}
		add("Edited", at)
		if p.Edited.User != p.User {
			add("Edited by", k.called(p.Edited.User))
		}
	}
}

func kind(subtype string) string {
	switch subtype {
	case "", "bot_message", "me_message", "thread_broadcast", "reply_broadcast", "slackbot_response", "file_comment", "file_mention", "tombstone":
		return message.EventText
	case "file_share":
		return message.EventFile
	case "channel_join", "group_join":
		return message.EventJoin
	case "channel_leave", "group_leave":
		return message.EventLeave
	case "channel_name", "group_name", "channel_topic", "group_topic", "channel_purpose", "group_purpose":
		return message.EventRename
	case "huddle_thread", "sh_room_created":
		return message.EventCall
	}
	return message.EventSystem
}

// text is the plain text with that of the cards below it.
func (k *talk) text(p post) string {
	parts := []string{k.plain(p.Text)}
	if p.Text == "" && len(p.Blocks) > 0 {
		var v any
		if json.Unmarshal(p.Blocks, &v) == nil {
			parts[0] = k.plain(blockText(v, 0))
		}
	}
	if p.Comment != nil && p.Text == "" {
		parts = append(parts, k.plain(p.Comment.Comment))
	}
	for _, c := range p.Attachments {
		if c.Pretext == "" && c.Title == "" && c.Text == "" && len(c.Fields) == 0 {
			parts = append(parts, k.plain(c.Fallback))
		}
		parts = append(parts, k.plain(c.Pretext), k.plain(c.Title), k.plain(c.Text))
		for _, f := range c.Fields {
			parts = append(parts, strings.Trim(f.Title+": "+k.plain(f.Value), ": "))
		}
	}
	var out []string
	for _, s := range parts {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// blockText joins the words in blocks, whatever their shape.
func blockText(v any, depth int) string {
	if depth > 20 {
		return ""
	}
	var out strings.Builder
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out.WriteString(blockText(e, depth+1))
		}
	case map[string]any:
		if s, ok := v["text"].(string); ok {
			out.WriteString(s)
		} else if u, ok := v["url"].(string); ok {
			out.WriteString(u)
		} else if u, ok := v["user_id"].(string); ok {
			out.WriteString("<@" + u + ">")
		} else if n, ok := v["name"].(string); ok && v["type"] == "emoji" {
			out.WriteString(":" + n + ":")
		}
		for _, key := range []string{"text", "elements", "fields"} {
			out.WriteString(blockText(v[key], depth+1))
		}
		if strings.HasPrefix(asText(v["type"]), "rich_text_") {
			out.WriteString("\n")
		}
	}
	return out.String()
}

func asText(v any) string { s, _ := v.(string); return s }

// file finds an exported file: tools that fetch them name them "ID-name".
func (k *talk) file(f file) (message.Attachment, bool) {
	if k.o.Find == nil || f.ID == "" || f.Name == "" {
		return message.Attachment{}, false
	}
	return k.o.Find(chat.Base(f.ID + "-" + f.Name))
}
