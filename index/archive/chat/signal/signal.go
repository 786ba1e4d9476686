// Package signal reads what Signal and the tools around it write without a
// key: the frames of its backup format, as protobuf or as the JSON lines of the
// plaintext export, and the text of command-line exporters.
//
// It promises an event a chat item with its earlier versions, reactions,
// timers and tombstones; kinds it does not know are kept as system events. It
// refuses to decrypt: encrypted backups and databases are not its affair.
//
// Sources: the backup.proto of Signal's libsignal and its published test
// vectors; text as sigtop and signal-export print it. Limit: a frame of the
// caller's choice of bytes.
package signal

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say how the export's files are had.
type Options struct {
	Source string
	Path   string // of the file in the source
	Limit  int    // bytes of one frame
	Zone   *time.Location
	Title  string
	// Find gives an exported file by its base name.
	Find func(name string) (message.Attachment, bool)
}

// Sniff tells a stream of backup frames: its first is the description of the
// backup, its second the account.
func Sniff(head []byte) bool {
	n, k := uvarint(head)
	if k == 0 || n < 4 || n > 4096 || uint64(len(head)-k) < n {
		return false
	}
	info := wire(head[k : k+int(n)])
	if info.each(func(int, field) {}) != nil || integer(info, 1, "") == 0 || integer(info, 1, "") > 1000 {
		return false
	}
	if _, ok := chat.Millis(int64(integer(info, 2, ""))); !ok {
		return false
	}
	head = head[k+int(n):]
	n, k = uvarint(head)
	if len(head) == 0 {
		return true
	}
	// The account is field 1, a message.
	return k > 0 && n > 1 && len(head) > k && head[k] == 1<<3|2
}

// export is what is known of people and chats so far.
type export struct {
	set     *chat.Set
	o       Options
	people  map[uint64]person
	byACI   map[string]uint64
	chats   map[uint64]uint64 // recipient of a chat
	n       int64
	self    uint64 // recipient who owns the backup
	last    *chat.Talk
	selfMet bool
	in      []string // who came and who went by the item being read
	out     []string
}

type person struct {
	message.Member
	group   bool
	members []string // ACIs
}

func newExport(set *chat.Set, o Options) *export {
	return &export{set: set, o: o, people: map[uint64]person{}, byACI: map[string]uint64{}, chats: map[uint64]uint64{}}
}

// Parse reads a stream of frames, each behind its length.
func Parse(r io.Reader, set *chat.Set, o Options) error {
	x := newExport(set, o)
	br := bufio.NewReaderSize(r, 128<<10)
	at := int64(0)
	var buf []byte
	for first := true; ; first = false {
		n, k, err := length(br)
		if errors.Is(err, io.EOF) && k == 0 {
			return nil
		}
		if err != nil {
			return x.cut(at, err)
		}
		start := at
		at += int64(k) + int64(n)
		if n > uint64(o.Limit) {
			if _, err := io.CopyN(io.Discard, br, int64(min(n, 1<<62))); err != nil {
				return x.cut(start, err)
			}
			if err := x.damaged(nil, start, chat.ErrLarge); err != nil {
				return err
			}
			continue
		}
		if uint64(cap(buf)) < n {
			buf = make([]byte, n)
		}
		buf = buf[:n]
		if _, err := io.ReadFull(br, buf); err != nil {
			return x.cut(start, err)
		}
		if first {
			continue
		}
		frame := wire(buf)
		if err := frame.each(func(int, field) {}); err != nil {
			if err := x.damaged(buf, start, err); err != nil {
				return err
			}
			continue
		}
		if err := x.frame(frame, buf, at-int64(n)); err != nil {
			return err
		}
	}
}

func length(br *bufio.Reader) (v uint64, n int, err error) {
	for n < 10 {
		b, err := br.ReadByte()
		if err != nil {
			return 0, n, err
		}
		v |= uint64(b&0x7F) << (7 * n)
		n++
		if b < 0x80 {
			return v, n, nil
		}
	}
	return 0, n, errWire
}

// cut notes that the source ends too early.
func (x *export) cut(at int64, err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errWire) {
		return err
	}
	if x.last == nil {
		return fmt.Errorf("the frame at byte %d: %w", at, chat.ErrCut)
	}
	x.last.Note(chat.ProblemTruncated, fmt.Sprintf("at byte %d", at), true)
	return nil
}

// damaged makes an event of a frame that is none.
func (x *export) damaged(raw []byte, at int64, err error) error {
	if x.last == nil {
		x.last = x.set.Talk("unreadable")
	}
	x.last.Note(chat.ProblemEntry, fmt.Sprintf("the frame at byte %d: %v", at, err), true)
	e := x.last.Unreadable(raw, message.Locator{Source: x.o.Source, Path: x.o.Path, Ordinal: x.n, Offset: at, Length: int64(len(raw))})
	x.n++
	return x.set.Add(x.last, e)
}

// ParseLines reads the JSON lines of a plaintext export.
func ParseLines(r io.Reader, set *chat.Set, o Options) error {
	x := newExport(set, o)
	return chat.Elements(r, "", o.Limit, func(raw []byte, at int64, err error) error {
		var frame object
		if err == nil {
			if json.Unmarshal(raw, &frame) != nil {
				err = errors.New("no valid JSON")
			}
		}
		if err != nil {
			return x.damaged(raw, at, err)
		}
		return x.frame(frame, raw, at)
	})
}

// frame takes one in; raw is its bytes, without the length before them.
func (x *export) frame(f node, raw []byte, at int64) error {
	if r := sub(f, 2, "recipient"); r != nil {
		x.recipient(r)
	}
	if c := sub(f, 3, "chat"); c != nil {
		x.chats[integer(c, 1, "id")] = integer(c, 2, "recipientId")
	}
	if it := sub(f, 4, "chatItem"); it != nil {
		return x.item(it, raw, at)
	}
	return nil
}

func (x *export) recipient(r node) {
	n := integer(r, 1, "id")
	p := person{Member: message.Member{ID: strconv.FormatUint(n, 10)}}
	switch {
	case sub(r, 2, "contact") != nil:
		c := sub(r, 2, "contact")
		nick := sub(c, 16, "nickname")
		aci := id(c, 1, "aci")
		p.Name = cmp.Or(join(text(nick, 1, "given"), text(nick, 2, "family")), join(text(c, 18, "systemGivenName"), text(c, 19, "systemFamilyName")),
			join(text(c, 11, "profileGivenName"), text(c, 12, "profileFamilyName")), text(c, 3, "username"))
		p.Addr = text(c, 3, "username")
		if e := integer(c, 4, "e164"); e != 0 {
			p.Addr = "+" + strconv.FormatUint(e, 10)
		}
		p.Addr = cmp.Or(p.Addr, aci)
		if aci != "" {
			x.byACI[aci] = n
		}
	case sub(r, 3, "group") != nil:
		s := sub(sub(r, 3, "group"), 5, "snapshot")
		p.group, p.Name = true, text(sub(s, 2, "title"), 1, "title")
		for _, m := range subs(s, 7, "members") {
			p.members = append(p.members, id(m, 1, "userId"))
		}
	case sub(r, 5, "self") != nil:
		p.Name, p.Own = "owner of the phone", true
		x.self = n
	case sub(r, 6, "releaseNotes") != nil:
		p.Name = "Signal"
	case sub(r, 4, "distributionList") != nil:
		p.group, p.Name = true, text(sub(sub(r, 4, "distributionList"), 3, "distributionList"), 1, "name")
	case sub(r, 7, "callLink") != nil:
		p.group, p.Name = true, text(sub(r, 7, "callLink"), 3, "name")
	}
	x.people[n] = p
}

func join(a, b string) string { return strings.TrimSpace(a + " " + b) }

// talk gives the conversation of a chat.
func (x *export) talk(chatID uint64) *chat.Talk {
	t := x.set.Talk("chat " + strconv.FormatUint(chatID, 10))
	if t.Name == "" {
		p := x.people[x.chats[chatID]]
		t.Name, t.Direct = chat.Line(cmp.Or(p.Name, p.Addr, t.ID)), !p.group
		if p.ID != "" && !p.group {
			t.Member(p.Member)
		}
		for _, aci := range p.members {
			t.Room.Last = append(t.Room.Last, x.account(t, aci))
		}
		t.Room.Logged = p.group
	}
	x.last = t
	return t
}

// account makes the owner of a service id a member; one that no contact has is
// known by that id alone.
func (x *export) account(t *chat.Talk, aci string) string {
	n, ok := x.byACI[aci]
	if !ok && x.self != 0 && !x.selfMet && aci != "" {
		// QUIRK: a backup has a contact for everyone but the owner, whose own
		// id it never states: the one id without a contact is the owner's.
		x.byACI[aci], x.selfMet = x.self, true
		n, ok = x.self, true
	}
	if ok {
		return x.who(t, n)
	}
	return t.Member(message.Member{ID: aci})
}

// who makes a recipient a member of the conversation.
func (x *export) who(t *chat.Talk, n uint64) string {
	p, ok := x.people[n]
	if !ok {
		if n == 0 {
			return ""
		}
		p.ID = strconv.FormatUint(n, 10)
	}
	return t.Member(p.Member)
}
