// Package whatsapp reads the text that WhatsApp's "Export chat" writes on
// Android and iOS, in any calendar order, clock and language met so far.
//
// It promises one event an entry, the order of day and month inferred over the
// whole file and stated when nothing decides it, and files either found or
// named as missing. It refuses to know what the export does not hold: targets
// of replies, reactions, earlier versions, time zones.
//
// Limits: what lines of the program say (who joined or left, renames, timers) is
// known in the languages of one table, phrases; others stay plain system events.
// Who was in a group is known in part: the export names only those who spoke,
// came or went. A line of a message that looks like the head of an entry is one;
// only its time can betray it.
package whatsapp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// Options say what the text does not.
type Options struct {
	Zone   *time.Location // of the phone; nil means UTC
	Order  Order          // "" infers it
	Title  string         // of the chat, from the file's name
	Source string         // for positions
	Path   string
	// Find gives a file of the export by its name.
	Find func(name string) (message.Attachment, bool)
}

// Sniff tells an export by its first lines: at least two entries, one of them
// with a sender or a known system line, and few lines that fit nowhere before
// the first.
func Sniff(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	entries, senders, lines := 0, 0, 0
	for line := range bytes.Lines(head) {
		if lines++; lines > 400 {
			break
		}
		text := strings.TrimRight(string(line), "\r\n")
		_, rest, ok := parseHead(text)
		switch {
		case ok:
			entries++
			if _, _, has := sender(rest); has {
				senders++
			}
		case entries == 0 && strings.TrimSpace(text) != "":
			return false
		}
	}
	return entries >= 2 && senders >= 1 || entries == 1 && senders+encrypted(head) >= 1 && lines <= 3
}

// encrypted is 1 for the line every chat of today begins with.
func encrypted(head []byte) int {
	if bytes.Contains(head, []byte("end-to-end encrypted")) {
		return 1
	}
	return 0
}

// Limits of the exporting program, with media and without.
const (
	limitMedia = 10000
	limitText  = 40000
)

// Parse reads the export twice: for the order of the dates, then for its
// entries, which go to the talk of the set named by the title.
func Parse(open func() (io.ReadCloser, error), set *chat.Set, o Options) error {
	var f inference
	err := each(open, func(l line) error {
		if h, _, ok := parseHead(l.text); ok {
			f.add(h)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if f.heads == 0 {
		return errors.New("no line of the file begins an entry")
	}
	p := &parser{o: o, set: set, talk: set.Talk(o.Title), zone: time.UTC, zoneText: "assumed UTC"}
	p.talk.Name = o.Title
	if o.Zone != nil {
		p.zone, p.zoneText = o.Zone, "assumed "+o.Zone.String()
	}
	p.order = o.Order
	if p.order == "" {
		var v verdict
		p.order, v = f.decide()
		switch v {
		case likely:
			p.talk.Note(chat.ProblemDateGuess, "read as "+string(p.order), false)
		case undecided:
			p.talk.Note(chat.ProblemDateOrder, "read as "+string(p.order), false)
		}
	}
	if err := each(open, p.line); err != nil {
		return err
	}
	if err := p.end(); err != nil {
		return err
	}
	p.talk.Direct = len(p.talk.Participants) <= 2 && !p.group
	if p.count == limitMedia || p.count == limitText {
		p.talk.Note(chat.ProblemLimit, fmt.Sprintf("%d entries", p.count), false)
	}
	return nil
}

// parser turns lines into events.
type parser struct {
	o        Options
	set      *chat.Set
	talk     *chat.Talk
	order    Order
	zone     *time.Location
	zoneText string
	open     bool // an entry is being gathered
	event    message.Event
	text     strings.Builder
	raw      []byte // the entry as it stands
	cut      bool
	system   bool
	last     time.Time
	count    int
	group    bool
}

func (p *parser) line(l line) error {
	h, rest, ok := parseHead(l.text)
	if !ok {
		if p.open {
			p.more(l)
			return nil
		}
		if strings.TrimSpace(l.text) == "" {
			return nil
		}
		// Text before the first entry: cut off at the front.
		p.begin(head{}, l)
		p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemEntry})
		p.system = true
		p.text.WriteString(l.text)
		return nil
	}
	if err := p.end(); err != nil {
		return err
	}
	p.begin(h, l)
	if name, text, has := sender(rest); has {
		name, _ = strip(name)
		p.event.From = p.member(name)
		rest = text
	} else {
		p.system = true
	}
	p.text.WriteString(rest)
	return nil
}

func (p *parser) begin(h head, l line) {
	p.open, p.system, p.cut = true, false, false
	p.text.Reset()
	p.raw = append(p.raw[:0], l.raw...)
	p.event = message.Event{Kind: message.EventText, AtText: h.text, Zone: p.zoneText,
		Position: message.Locator{Source: p.o.Source, Path: p.o.Path, Ordinal: int64(p.count), Offset: l.at, Length: l.size}}
	p.count++
	if h.text == "" {
		return
	}
	at, ok := h.on(p.order)
	if !ok {
		p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemTime})
		return
	}
	at = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, p.zone).UTC()
	if at.Before(p.last) {
		p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemBackwards})
	}
	p.event.At, p.last = at, at
}

func (p *parser) more(l line) {
	p.event.Position.Length = l.at + l.size - p.event.Position.Offset
	if len(p.raw) < 2*chat.MaxText {
		p.raw = append(p.raw, l.raw...)
	}
	if p.text.Len()+len(l.text) > chat.MaxText {
		if !p.cut {
			p.cut = true
			p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemLong, Lost: true})
		}
		return
	}
	if !l.joined {
		p.text.WriteByte('\n')
	}
	p.text.WriteString(strings.TrimPrefix(l.text, "\x00"))
}

func (p *parser) end() error {
	if !p.open {
		return nil
	}
	p.open = false
	e := p.event
	var own bool
	e.Text, own = strip(p.text.String())
	if !own {
		// A document's name stands before the mark of the program's words.
		_, tail, found := strings.Cut(p.text.String(), " \u200E")
		own = found && len(tail) < 200
	}
	name := ""
	var came, went []string
	known := true
	if p.system {
		came, went, known = system(&e)
		p.group = p.group || e.Kind != message.EventSystem && e.Kind != message.EventCall && e.Kind != message.EventTimer
	} else {
		begun := e
		name = interpret(&e, own)
		if own && name == "" && e.Kind == begun.Kind && e.Deleted == nil && len(e.Extra) == 0 && strings.IndexFunc(p.text.String(), chat.Mark) == 0 {
			// QUIRK: iOS gives its system lines the chat's name as their sender.
			came, went, known = system(&e)
			p.group = p.group || came != nil || went != nil
			e.Extra = append(e.Extra, message.Header{Name: "Shown under", Value: e.From})
			e.From = ""
		}
	}
	var files []message.Attachment
	if name != "" {
		f, ok := message.Attachment{}, false
		if base := chat.Base(name); base != "" && p.o.Find != nil {
			f, ok = p.o.Find(base)
		}
		if ok {
			files = append(files, f)
		} else {
			e.Missing = append(e.Missing, chat.Line(name))
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
		}
	}
	e.Raw = []message.Stretch{p.talk.Keep(p.raw)}
	if err := p.set.Add(p.talk, e, files...); err != nil {
		return err
	}
	p.moved(e, came, went, known)
	return nil
}

// moved tells the room who came and went. Whoever a line names that nobody has
// met may have gone by it: they are there again when they next say something.
func (p *parser) moved(e message.Event, came, went []string, known bool) {
	p.talk.Room.Logged = p.group
	ids := func(names []string) (out []string) {
		for _, n := range names {
			n, _ = strip(n)
			if id := p.member(n); id != "" {
				out = append(out, id)
			}
		}
		return out
	}
	in, out := ids(came), ids(went)
	if !known {
		for _, m := range p.talk.Participants[:min(len(p.talk.Participants), 200)] {
			if len(m.Name) > 2 && strings.Contains(e.Text, m.Name) {
				out = append(out, m.ID)
			}
		}
	}
	p.talk.Moved(p.talk.Last(), in, out)
}

// member makes the sender known. QUIRK: people outside the phone's contacts
// are written "~ Name", with a narrow space.
func (p *parser) member(name string) string {
	name = chat.Line(name)
	id := name
	m := message.Member{ID: id, Name: name}
	switch {
	case strings.HasPrefix(name, "~"):
		m.Name = strings.TrimSpace(name[1:])
	case strings.HasPrefix(name, "+") && strings.ContainsAny(name, "0123456789"):
		m.Addr = name
	case said[self][strings.ToLower(name)]:
		m.Own = true
	}
	return p.talk.Member(m)
}

// sender splits what follows a head. A sentence of the program may hold a
// colon too: one with an open quotation mark before it is no name.
func sender(rest string) (name, text string, ok bool) {
	name, text, ok = strings.Cut(rest, ": ")
	if !ok {
		if name = strings.TrimSuffix(rest, ":"); name == rest || name == "" {
			return "", "", false
		}
		text = ""
	}
	if len(name) > 120 || strings.Count(name, `"`)%2 == 1 || strings.Count(name, "“") > strings.Count(name, "”") ||
		strings.Count(name, "«") > strings.Count(name, "»") || strings.TrimSpace(name) == "" {
		return "", "", false
	}
	return name, text, true
}

// line is one line without its end.
type line struct {
	text   string
	at     int64
	size   int64  // with its end
	raw    []byte // with its end, valid while it is handled
	joined bool   // the rest of a line that was too long
}

// maxLine is how much of a line is read in one piece.
const maxLine = 256 << 10

func each(open func() (io.ReadCloser, error), do func(line) error) error {
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	br := bufio.NewReaderSize(r, maxLine)
	at, joined := int64(0), false
	for {
		b, err := br.ReadSlice('\n')
		if len(b) > 0 {
			text := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
			if at == 0 {
				text = strings.TrimPrefix(text, "\uFEFF")
			}
			// A NUL begins nothing: the rest of a long line is never a head.
			if joined {
				text = "\x00" + text
			}
			if err := do(line{text: text, at: at, size: int64(len(b)), joined: joined, raw: b}); err != nil {
				return err
			}
			at += int64(len(b))
			joined = errors.Is(err, bufio.ErrBufferFull)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil:
			return err
		}
	}
}
