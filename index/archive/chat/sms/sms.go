// Package sms reads the XML of the Android program SMS Backup & Restore: text
// and multimedia messages, and its log of calls.
//
// It promises to read what is there: files that are no valid XML (references to
// halves of surrogate pairs, control characters) and files that are cut off. A
// multimedia part is never held: its place in the file is kept and it is decoded
// when it is opened. It refuses to guess names; the contact names of the backup
// are the phone's.
//
// Sources: the field list of SyncTech's "Fields in XML backup files" and files
// of that program. Limit: 1 MiB of one text.
package sms

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say what the file does not.
type Options struct {
	Source string // for positions
	// At opens the file for reading at any place, for parts; nil leaves parts out.
	At func() (ReaderAtCloser, error)
}

// ReaderAtCloser is a file that can be read at any place.
type ReaderAtCloser interface {
	io.ReaderAt
	io.Closer
}

// Sniff wants the root element of a backup or of a log of calls.
func Sniff(head []byte) bool {
	i := bytes.Index(head, []byte("<smses"))
	if i < 0 {
		i = bytes.Index(head, []byte("<calls"))
	}
	if i < 0 || i > 4096 || bytes.IndexByte(head[:i], 0) >= 0 {
		return false
	}
	front := bytes.TrimSpace(bytes.TrimPrefix(head[:i], []byte("\xef\xbb\xbf")))
	return (len(front) == 0 || front[0] == '<') && bytes.Contains(head[i:min(len(head), i+400)], []byte("count="))
}

const owner = "owner"

// Parse reads the backup from r into the set, a talk for each partner or group.
func Parse(r io.Reader, set *chat.Set, o Options) error {
	p := &parser{set: set, o: o, r: &reader{br: bufio.NewReaderSize(r, 256<<10)}, want: -1}
	for {
		t, err := p.r.next()
		if err != nil {
			return p.finish(err)
		}
		if err := p.tag(t); err != nil {
			return err
		}
	}
}

// parser turns tags into events.
type parser struct {
	set    *chat.Set
	o      Options
	r      *reader
	want   int64 // entries by the file's own count
	got    int64
	closed bool
	root   bool
	last   *chat.Talk
	mms    *tag
	raw    []byte // of the multimedia message
	parts  []*tag
	addrs  []*tag
}

func (p *parser) tag(t *tag) error {
	if p.mms != nil && t.name != "mms" && len(p.raw) < 2*chat.MaxText {
		p.raw = append(append(p.raw, '\n'), t.raw...)
	}
	switch t.name {
	case "smses", "calls":
		p.root = true
		p.closed = t.alone
		if n, err := strconv.ParseInt(t.get("count"), 10, 64); err == nil {
			p.want = n
		}
	case "/smses", "/calls":
		p.closed = true
	case "sms":
		return p.text(t)
	case "call":
		return p.call(t)
	case "mms":
		if err := p.endMMS(true); err != nil {
			return err
		}
		p.mms, p.raw, p.parts, p.addrs = t, append(p.raw[:0], t.raw...), nil, nil
		if t.alone {
			return p.endMMS(false)
		}
	case "part":
		if p.mms != nil && len(p.parts) < 1000 {
			p.parts = append(p.parts, t)
		}
	case "addr":
		if p.mms != nil && len(p.addrs) < 1000 {
			p.addrs = append(p.addrs, t)
		}
	case "/mms":
		p.mms.endsAt(t.end)
		return p.endMMS(false)
	default:
		return p.unknown(t)
	}
	return nil
}

func (t *tag) endsAt(end int64) {
	if t != nil {
		t.end = end
	}
}

// finish notes what the end of the file tells.
func (p *parser) finish(err error) error {
	switch {
	case !p.root:
		return errors.New("no backup element in the file")
	case !errors.Is(err, io.EOF) && !errors.Is(err, errCut) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	}
	if err := p.endMMS(true); err != nil {
		return err
	}
	if p.last == nil {
		if p.want > 0 {
			return fmt.Errorf("%d entries are stated and none is there", p.want)
		}
		return nil
	}
	if !p.closed {
		p.last.Note(chat.ProblemTruncated, fmt.Sprintf("at byte %d", p.r.at), true)
	}
	if p.want >= 0 && p.want != p.got {
		p.last.Note(chat.ProblemCount, fmt.Sprintf("%d stated, %d found", p.want, p.got), p.want > p.got)
	}
	return nil
}

// unknown keeps an entry of a kind nobody knows: newer programs write more.
func (p *parser) unknown(t *tag) error {
	if p.mms != nil || !p.root || p.closed || len(t.attrs) == 0 {
		return nil
	}
	talk := p.with(t.get("address"), t.get("contact_name"))
	e := p.event(t)
	e.Kind, e.Text = message.EventSystem, chat.Line("Entry of kind "+t.name)
	e.Raw = []message.Stretch{talk.Keep(t.raw)}
	e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown})
	for _, a := range t.attrs {
		e.Extra = append(e.Extra, message.Header{Name: chat.Line(a.name), Value: chat.Line(a.value)})
	}
	return p.set.Add(talk, e)
}

// event begins the event of a tag.
func (p *parser) event(t *tag) message.Event {
	e := message.Event{Kind: message.EventText, AtText: t.get("date"), Zone: "UTC",
		Position: message.Locator{Source: p.o.Source, Ordinal: p.got, Offset: t.at, Length: t.end - t.at}}
	p.got++
	ms, err := strconv.ParseInt(e.AtText, 10, 64)
	if err == nil && ms > 0 && ms < 1e11 {
		ms *= 1000 // QUIRK: some versions write the date of a multimedia message in seconds
	}
	at, ok := chat.Millis(ms)
	if err != nil || !ok {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	} else {
		e.At = at
	}
	return e
}

// with finds the talk with a number, or several joined by '~'.
func (p *parser) with(address, name string) *chat.Talk {
	list := strings.Split(address, "~")
	for i := range list {
		list[i] = chat.Line(list[i])
	}
	list = slices.DeleteFunc(list, func(s string) bool { return s == "" })
	if len(list) == 0 {
		list = []string{"unknown"}
	}
	slices.Sort(list)
	t := p.set.Talk(strings.Join(list, "~"))
	if name == "(Unknown)" {
		name = ""
	}
	if t.Name == "" {
		t.Direct = len(list) == 1
		t.Member(message.Member{ID: owner, Name: "owner of the phone", Own: true})
		for _, a := range list {
			m := message.Member{ID: a, Addr: a}
			if len(list) == 1 {
				m.Name = name
			}
			t.Member(m)
		}
		t.Name = t.ID
		// A message to a group goes to each of its numbers.
		t.Room.First = append([]string{owner}, list...)
	}
	if name != "" && t.Name == t.ID {
		t.Name = chat.Line(name)
		if t.Direct {
			t.Member(message.Member{ID: list[0], Name: name})
		}
	}
	p.last = t
	return t
}

var boxes = map[string]string{"3": "draft", "4": "outbox", "5": "failed", "6": "queued"}

func (p *parser) text(t *tag) error {
	talk := p.with(t.get("address"), t.get("contact_name"))
	e := p.event(t)
	e.Text = t.get("body")
	e.From = owner
	if box := t.get("type"); box == "1" {
		e.From = talk.Participants[1].ID
	} else if state := boxes[box]; state != "" {
		e.Extra = append(e.Extra, message.Header{Name: "State", Value: state})
	}
	switch t.get("status") {
	case "32":
		e.Extra = append(e.Extra, message.Header{Name: "Delivery", Value: "pending"})
	case "64":
		e.Extra = append(e.Extra, message.Header{Name: "Delivery", Value: "failed"})
	case "0":
		e.Extra = append(e.Extra, message.Header{Name: "Delivery", Value: "complete"})
	}
	p.facts(&e, t, "subject", "date_sent", "read", "service_center")
	e.Raw = []message.Stretch{talk.Keep(t.raw)}
	return p.set.Add(talk, e)
}

// facts keeps attributes that say something.
func (p *parser) facts(e *message.Event, t *tag, names ...string) {
	for _, n := range names {
		if v := t.get(n); v != "" && v != "0" {
			e.Extra = append(e.Extra, message.Header{Name: n, Value: chat.Line(v)})
		}
	}
}

var callTypes = map[string]string{"1": "incoming", "2": "outgoing", "3": "missed", "4": "voicemail", "5": "rejected", "6": "refused"}

func (p *parser) call(t *tag) error {
	talk := p.with(t.get("number"), t.get("contact_name"))
	e := p.event(t)
	e.Kind = message.EventCall
	kind := callTypes[t.get("type")]
	if kind == "" {
		kind = "of type " + chat.Line(t.get("type"))
	}
	e.Text = "Call, " + kind
	if s := t.get("duration"); s != "" && s != "0" {
		e.Text += ", " + chat.Line(s) + " s"
	}
	e.From = talk.Participants[1].ID
	if kind == "outgoing" {
		e.From = owner
	}
	e.Raw = []message.Stretch{talk.Keep(t.raw)}
	return p.set.Add(talk, e)
}

// Types of an address of a multimedia message (OMA MMS encapsulation).
const (
	addrFrom = "137"
	addrBcc  = "129"
	addrCc   = "130"
	addrTo   = "151"
)

// endMMS makes the event of the multimedia message being gathered; open tells
// that its end tag never came.
func (p *parser) endMMS(open bool) error {
	t := p.mms
	if t == nil {
		return nil
	}
	p.mms = nil
	talk := p.with(t.get("address"), t.get("contact_name"))
	e := p.event(t)
	sent := t.get("msg_box") != "1" && t.get("msg_box") != ""
	from := ""
	for _, a := range p.addrs {
		addr := chat.Line(a.get("address"))
		if a.get("type") == addrFrom {
			from = addr
		} else {
			e.Extra = append(e.Extra, message.Header{Name: map[string]string{addrTo: "To", addrCc: "Cc", addrBcc: "Bcc"}[a.get("type")], Value: addr})
		}
	}
	e.Extra = slices.DeleteFunc(e.Extra, func(h message.Header) bool { return h.Name == "" || h.Value == "" })
	switch {
	case sent || from == "insert-address-token":
		e.From = owner
		if from != "" && from != "insert-address-token" {
			talk.Member(message.Member{ID: owner, Addr: from})
		}
	case from != "":
		e.From = talk.Member(message.Member{ID: from, Addr: from})
	case talk.Direct:
		e.From = talk.Participants[1].ID
	}
	if state := boxes[t.get("msg_box")]; state != "" {
		e.Extra = append(e.Extra, message.Header{Name: "State", Value: state})
	}
	p.facts(&e, t, "date_sent", "m_id")
	if sub := t.get("sub"); sub != "" {
		e.Text = sub
	}
	files := p.content(&e)
	e.Raw = []message.Stretch{talk.Keep(p.raw)}
	if open {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTruncated, Lost: true})
	}
	if e.Text == "" && len(files)+len(e.Missing) > 0 {
		e.Kind = message.EventFile
	}
	return p.set.Add(talk, e, files...)
}

// content takes the texts of the parts and makes files of the others.
func (p *parser) content(e *message.Event) (files []message.Attachment) {
	for _, part := range p.parts {
		media := strings.ToLower(chat.Line(part.get("ct")))
		switch {
		case media == "application/smil":
			continue // the layout of the slides
		case media == "text/plain" && part.get("text") != "":
			if e.Text != "" {
				e.Text += "\n"
			}
			e.Text += part.get("text")
			continue
		case part.data.size == 0 && part.get("text") != "":
			text := part.get("text")
			files = append(files, message.Attachment{Name: partName(part), Type: media, Size: int64(len(text)),
				Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
			continue
		}
		name := partName(part)
		if part.data.size == 0 || p.o.At == nil {
			e.Missing = append(e.Missing, name)
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
			continue
		}
		at, where := p.o.At, part.data
		files = append(files, message.Attachment{Name: name, Type: media, Size: -1, Open: func() (io.ReadCloser, error) {
			f, err := at()
			if err != nil {
				return nil, err
			}
			return struct {
				io.Reader
				io.Closer
			}{&decode{r: io.NewSectionReader(f, where.at, where.size)}, f}, nil
		}})
	}
	return files
}

func partName(t *tag) string {
	for _, n := range []string{"cl", "name", "fn", "cid"} {
		if v := chat.Base(strings.Trim(t.get(n), "<>")); v != "" {
			return v
		}
	}
	return "part " + chat.Line(t.get("seq"))
}
