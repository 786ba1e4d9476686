// Package slack reads a Slack workspace export: the folder of JSON files that
// the export zip holds.
//
// It promises an event a message, logged edits and deletions kept on what they
// are about, threads as replies, and every file that the export only links to
// named as missing. It refuses to fetch anything.
//
// Limits: a conversation is held while it is read, all others are not; text is
// the plain text with its tokens resolved, and that of attachments below it.
package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say how the export's files are had.
type Options struct {
	Source string
	Limit  int // bytes of one message
	// Open reads a file and marks it as read.
	Open func(name string) (io.ReadCloser, error)
	// Find gives an exported file by its base name.
	Find func(name string) (message.Attachment, bool)
	// Fail reports a file that cannot be read.
	Fail func(name string, err error) error
}

// Sniff tells an export by the listing of its folder.
func Sniff(listed func(name string) bool) bool {
	channels := listed("channels.json") || listed("groups.json") || listed("dms.json") || listed("mpims.json")
	return channels && (listed("users.json") || listed("org_users.json"))
}

type user struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Profile  struct {
		RealName    string `json:"real_name"`
		DisplayName string `json:"display_name"`
		Email       string `json:"email"`
	} `json:"profile"`
}

type channel struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	User    string   `json:"user"`
	Members []string `json:"members"`
	Topic   struct {
		Value string `json:"value"`
	} `json:"topic"`
	direct bool
}

// export is the reading of one export.
type export struct {
	fsys     fs.FS
	root     string
	set      *chat.Set
	o        Options
	users    map[string]user
	channels map[string]channel // by the name of the folder
	names    map[string]string  // of channels by id
}

// Parse reads the export at root, a conversation after the other.
func Parse(fsys fs.FS, root string, set *chat.Set, o Options) error {
	x := &export{fsys: fsys, root: root, set: set, o: o, users: map[string]user{}, channels: map[string]channel{}, names: map[string]string{}}
	for _, name := range []string{"users.json", "org_users.json"} {
		if err := list(x, name, func(u user) { x.users[u.ID] = u }); err != nil {
			return err
		}
	}
	for _, name := range []string{"channels.json", "groups.json", "mpims.json", "dms.json"} {
		err := list(x, name, func(c channel) {
			folder := c.Name
			if c.direct = name == "dms.json"; c.direct || folder == "" {
				folder = c.ID
			}
			x.channels[folder], x.names[c.ID] = c, c.Name
		})
		if err != nil {
			return err
		}
	}
	dirs, err := fs.ReadDir(fsys, root)
	if err != nil {
		return err
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		if err := x.conversation(d.Name()); err != nil {
			return err
		}
	}
	return nil
}

// list reads a file of the export's root; one that is not there is no error.
func list[T any](x *export, name string, add func(T)) error {
	full := path.Join(x.root, name)
	if _, err := fs.Stat(x.fsys, full); err != nil {
		return nil
	}
	r, err := x.o.Open(full)
	if err != nil {
		return x.o.Fail(name, err)
	}
	defer r.Close()
	return chat.Elements(r, "", x.o.Limit, func(raw []byte, at int64, err error) error {
		var v T
		if err == nil {
			err = json.Unmarshal(raw, &v)
		}
		if err != nil {
			return x.o.Fail(name, fmt.Errorf("the entry at byte %d cannot be read", at))
		}
		add(v)
		return nil
	})
}

// day tells the file of one day, "2016-01-31.json".
func day(name string) bool {
	_, err := time.Parse("2006-01-02.json", name)
	return err == nil
}

func (x *export) conversation(folder string) error {
	files, err := fs.ReadDir(x.fsys, path.Join(x.root, folder))
	if err != nil {
		return x.o.Fail(folder, err)
	}
	c, known := x.channels[folder]
	key := c.ID
	if !known || key == "" {
		key = folder
	}
	k := &talk{export: x, Talk: x.set.Talk(key), folder: folder}
	k.Name, k.Direct = c.Name, c.direct
	if k.Name == "" {
		k.Name = folder
	}
	if c.direct {
		var names []string
		for _, m := range c.Members {
			names = append(names, x.called(m))
		}
		k.Name = strings.Join(names, ", ")
	}
	k.Room.Guests = map[string]bool{"USLACKBOT": true}
	for _, m := range c.Members {
		k.Room.Last = append(k.Room.Last, k.member(m))
	}
	k.Room.Logged = true
	if c.Topic.Value != "" {
		k.topic = chat.Clean(c.Topic.Value)
	}
	for _, f := range files {
		if !f.IsDir() && day(f.Name()) {
			if err := k.day(path.Join(folder, f.Name())); err != nil {
				return err
			}
		}
	}
	if len(k.Events) > 0 && !known {
		k.Note(chat.ProblemEntry, "the lists of the export do not name the conversation", false)
	}
	k.settleChanges()
	return x.set.Flush()
}

// called is the name of a user as people see it.
func (x *export) called(id string) string {
	u := x.users[id]
	for _, n := range []string{u.Profile.DisplayName, u.RealName, u.Profile.RealName, u.Name, id} {
		if n = chat.Line(n); n != "" {
			return n
		}
	}
	return ""
}

// stamp reads a message's ts, seconds with six digits behind the point.
func stamp(ts string) (time.Time, bool) { return chat.Seconds(ts) }

// plain resolves the tokens of Slack's markup.
func (x *export) plain(s string) string {
	var out strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		j := strings.IndexByte(s[max(i, 0):], '>')
		if i < 0 || j < 0 {
			break
		}
		out.WriteString(s[:i])
		out.WriteString(x.token(s[i+1 : i+j]))
		s = s[i+j+1:]
	}
	out.WriteString(s)
	return entities.Replace(out.String())
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func (x *export) token(t string) string {
	target, label, has := strings.Cut(t, "|")
	switch {
	case strings.HasPrefix(t, "@"):
		if has && x.users[target[1:]].ID == "" {
			return "@" + label
		}
		return "@" + x.called(target[1:])
	case strings.HasPrefix(t, "#"):
		if name := x.names[target[1:]]; name != "" {
			return "#" + name
		}
		if has && label != "" {
			return "#" + label
		}
		return target
	case strings.HasPrefix(t, "!"):
		if has {
			return label
		}
		return "@" + target[1:]
	case has && label != "" && label != target:
		return label + " (" + target + ")"
	}
	return target
}

func number(n int) string { return strconv.Itoa(n) }
