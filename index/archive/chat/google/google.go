// Package google reads Google Chat as Takeout exports it: a folder of groups,
// each with its messages and its members.
//
// It promises an event a message, threads as replies, deletions as tombstones,
// and files found by the name the export gave them or named as missing.
//
// Sources: public notes on the schema; no real export was at hand. Limit: of an
// edited message Takeout keeps the last text.
package google

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say how the export's files are had.
type Options struct {
	Source string
	Limit  int
	Owner  string // mail address of the account, when known
	Open   func(name string) (io.ReadCloser, error)
	Attach func(name string) message.Attachment
	Fail   func(name string, err error) error
}

type user struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Type  string `json:"user_type"`
}

type post struct {
	Creator user   `json:"creator"`
	Created string `json:"created_date"`
	Updated string `json:"updated_date"`
	Text    string `json:"text"`
	Topic   string `json:"topic_id"`
	ID      string `json:"message_id"`
	State   string `json:"message_state"`
	Removal *struct {
		Type string `json:"deletion_type"`
	} `json:"deletion_metadata"`
	Files []struct {
		Original string `json:"original_name"`
		Export   string `json:"export_name"`
	} `json:"attached_files"`
	Reactions []struct {
		Emoji struct {
			Unicode string `json:"unicode"`
		} `json:"emoji"`
		By []string `json:"reactor_emails"`
	} `json:"reactions"`
}

// Parse reads every group under root, which holds the folder Groups.
func Parse(fsys fs.FS, root string, set *chat.Set, o Options) error {
	groups := path.Join(root, "Groups")
	dirs, err := fs.ReadDir(fsys, groups)
	if err != nil {
		return err
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		if err := group(fsys, path.Join(groups, d.Name()), set, o); err != nil {
			return err
		}
	}
	return nil
}

func group(fsys fs.FS, dir string, set *chat.Set, o Options) error {
	t := set.Talk(path.Base(dir))
	t.Name, t.Direct = t.ID, strings.HasPrefix(t.ID, "DM ")
	info := path.Join(dir, "group_info.json")
	if _, err := fs.Stat(fsys, info); err == nil {
		if err := members(t, info, o); err != nil {
			return err
		}
	}
	name := path.Join(dir, "messages.json")
	if _, err := fs.Stat(fsys, name); err != nil {
		return nil // a group without messages
	}
	r, err := o.Open(name)
	if err != nil {
		return o.Fail(name, err)
	}
	defer r.Close()
	topics := map[string]string{} // first message of each
	n := int64(0)
	err = chat.Elements(r, "messages", o.Limit, func(raw []byte, at int64, err error) error {
		pos := message.Locator{Source: o.Source, Path: name, Ordinal: n, Offset: at, Length: int64(len(raw))}
		n++
		var p post
		strange := false
		if err == nil {
			strange, err = chat.Loose(raw, &p)
		}
		if err != nil {
			return set.Add(t, t.Unreadable(raw, pos))
		}
		e, files := event(fsys, dir, t, p, o)
		e.Position, e.Raw = pos, []message.Stretch{t.Keep(raw)}
		if strange {
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemEntry, Detail: "a field of unknown shape", Lost: true})
		}
		if p.Topic != "" {
			if first, ok := topics[p.Topic]; ok {
				e.ReplyTo = first
			} else if len(topics) < 1<<20 {
				topics[p.Topic] = e.ID
			}
		}
		return set.Add(t, e, files...)
	})
	if err != nil {
		return err
	}
	return set.Flush()
}

func members(t *chat.Talk, name string, o Options) error {
	r, err := o.Open(name)
	if err != nil {
		return o.Fail(name, err)
	}
	defer r.Close()
	return chat.Elements(r, "", o.Limit, func(raw []byte, at int64, err error) error {
		var info struct {
			Name    string `json:"name"`
			Members []user `json:"members"`
		}
		if err == nil {
			err = json.Unmarshal(raw, &info)
		}
		if err != nil {
			return o.Fail(name, fmt.Errorf("the entry at byte %d cannot be read", at))
		}
		if info.Name != "" {
			t.Name = chat.Line(info.Name)
		}
		for _, m := range info.Members {
			member(t, m, o)
		}
		return nil
	})
}

func member(t *chat.Talk, u user, o Options) string {
	id := u.Email
	if id == "" {
		id = u.Name
	}
	return t.Member(message.Member{ID: id, Name: u.Name, Addr: u.Email, Own: u.Email != "" && strings.EqualFold(u.Email, o.Owner)})
}

// layouts of dates met in notes on the schema; QUIRK: newer exports put a
// narrow space before AM and PM.
func instant(s string) (time.Time, bool) {
	s = strings.NewReplacer("\u202F", " ", "\u00A0", " ").Replace(s)
	for _, layout := range []string{"Monday, January 2, 2006 at 3:04:05 PM MST", "Monday, January 2, 2006 at 3:04:05 PM", "Monday, January 2, 2006 at 15:04:05 MST", time.RFC3339Nano} {
		if at, err := time.Parse(layout, s); err == nil && at.Year() >= 2000 && at.Year() < 2100 {
			return at.UTC(), strings.HasSuffix(s, "UTC") || strings.HasSuffix(s, "Z") || layout == time.RFC3339Nano
		}
	}
	return time.Time{}, false
}

func event(fsys fs.FS, dir string, t *chat.Talk, p post, o Options) (message.Event, []message.Attachment) {
	e := message.Event{ID: p.ID, Kind: message.EventText, AtText: chat.Line(p.Created), Zone: "UTC", From: member(t, p.Creator, o), Text: p.Text}
	var stated bool
	e.At, stated = instant(p.Created)
	switch {
	case e.At.IsZero() && p.Created != "" || p.Created == "" && p.State != "DELETED":
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	case !stated:
		e.Zone = "assumed UTC"
	}
	if p.State == "DELETED" || p.Removal != nil {
		e.Deleted = &message.Deletion{}
		if p.Removal != nil {
			e.Extra = append(e.Extra, message.Header{Name: "Deletion", Value: chat.Line(p.Removal.Type)})
			if p.Removal.Type == "CREATOR" {
				e.Deleted.By = e.From
			}
		}
	}
	if p.Updated != "" {
		e.Extra = append(e.Extra, message.Header{Name: "Edited", Value: chat.Line(p.Updated)})
	}
	for _, r := range p.Reactions {
		for _, by := range r.By {
			e.Reacted = append(e.Reacted, message.Reaction{Sign: chat.Line(r.Emoji.Unicode), By: t.Member(message.Member{ID: by, Addr: by})})
		}
	}
	var files []message.Attachment
	for _, f := range p.Files {
		name, ok := exported(fsys, dir, f.Export)
		if ok {
			a := o.Attach(name)
			if base := chat.Base(f.Original); base != "" {
				a.Name = base
			}
			files = append(files, a)
			continue
		}
		e.Missing = append(e.Missing, chat.Line(f.Original))
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
	}
	if e.Text == "" && len(p.Files) > 0 {
		e.Kind = message.EventFile
	}
	return e, files
}

// exported finds a file of the group. QUIRK: characters that file systems
// refuse are '_' in the name on disk.
func exported(fsys fs.FS, dir, name string) (string, bool) {
	base := chat.Base(name)
	if base == "" {
		return "", false
	}
	for _, n := range []string{base, strings.Map(func(r rune) rune {
		if strings.ContainsRune(`?*:"<>|&`, r) {
			return '_'
		}
		return r
	}, base)} {
		full := path.Join(dir, n)
		if info, err := fs.Stat(fsys, full); err == nil && info.Mode().IsRegular() {
			return full, true
		}
	}
	return "", false
}
