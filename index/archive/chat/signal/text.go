package signal

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// The two texts met: what signal-export prints, a line that begins an entry
// with its time, and what sigtop prints, a block of fields an entry.
var (
	exportHead = regexp.MustCompile(`^\[(\d{4}-\d\d-\d\d,? \d\d:\d\d)(:\d\d)?\] (?:([^:\n]{1,200}):(?: |$))?`)
	linkedFile = regexp.MustCompile(`!?\[[^\]\n]*\]\(<?(?:\./)?media/([^)>\n]+)>?\)`)
	sigtopFile = regexp.MustCompile(`^(.*?) \(([^(),\s]+/[^(),\s]+)(?:, \d+ bytes)?\)$`)
)

// SniffText tells the text of an exporter.
func SniffText(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(head, []byte("Conversation: ")) {
		return bytes.Contains(head, []byte("\nFrom: ")) && bytes.Contains(head, []byte("\nSent: ")) && bytes.Contains(head, []byte("\nType: "))
	}
	first, _, _ := bytes.Cut(head, []byte("\n"))
	// WhatsApp writes seconds where it writes brackets, and a day in another order.
	m := exportHead.FindSubmatch(first)
	return m != nil && bytes.ContainsRune(m[1], ',') && len(m[2]) == 0 && len(m[3]) > 0
}

// ParseText reads the text of an exporter.
func ParseText(r io.Reader, set *chat.Set, o Options) error {
	br := bufio.NewReaderSize(r, 256<<10)
	p := &texts{set: set, o: o, zone: time.UTC, zoneText: "assumed UTC"}
	if o.Zone != nil {
		p.zone, p.zoneText = o.Zone, "assumed "+o.Zone.String()
	}
	at := int64(0)
	for {
		b, err := br.ReadSlice('\n')
		if len(b) > 0 {
			line := strings.TrimRight(strings.TrimPrefix(string(b), "\uFEFF"), "\r\n")
			if lerr := p.line(line, at, int64(len(b))); lerr != nil {
				return lerr
			}
			if p.open && len(p.raw) < 2*chat.MaxText {
				p.raw = append(p.raw, b...)
			}
			at += int64(len(b))
		}
		switch {
		case errors.Is(err, io.EOF):
			if err := p.end(); err != nil {
				return err
			}
			if p.n == 0 {
				return errors.New("no line of the file begins an entry")
			}
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}

// texts turns lines into events.
type texts struct {
	set      *chat.Set
	o        Options
	zone     *time.Location
	zoneText string
	sigtop   bool
	talk     *chat.Talk
	open     bool
	fields   bool // of a sigtop block: the body has not begun
	event    message.Event
	files    []message.Attachment
	body     strings.Builder
	raw      []byte // the entry as it stands
	n        int64
}

func (p *texts) line(line string, at, size int64) error {
	if name, ok := strings.CutPrefix(line, "Conversation: "); ok && (p.n == 0 || p.sigtop) && !p.open {
		p.sigtop = true
		p.talk = p.set.Talk(chat.Line(name))
		p.talk.Name = p.talk.ID
		return nil
	}
	if p.talk == nil {
		p.talk = p.set.Talk(p.o.Title)
		p.talk.Name = p.o.Title
	}
	if p.sigtop {
		return p.block(line, at, size)
	}
	m := exportHead.FindStringSubmatchIndex(line)
	if m == nil {
		if p.open {
			p.more(line, at+size)
		}
		return nil
	}
	if err := p.end(); err != nil {
		return err
	}
	p.begin(at)
	when := strings.Replace(line[m[2]:m[3]], ",", "", 1)
	p.event.AtText = line[:strings.IndexByte(line, ']')+1]
	p.when(when, "2006-01-02 15:04")
	if m[6] >= 0 {
		p.event.From = p.member(line[m[6]:m[7]])
	} else {
		p.event.Kind = message.EventSystem
	}
	p.body.WriteString(line[m[1]:])
	p.event.Position.Length = size
	return nil
}

// block reads a line of a sigtop file. A block begins with "From:" behind an
// empty line; a body that says so begins one too, which nothing can tell.
func (p *texts) block(line string, at, size int64) error {
	name, value, has := strings.Cut(line, ": ")
	if has && name == "From" && !p.fields {
		if err := p.end(); err != nil {
			return err
		}
		p.begin(at)
		p.fields = true
		p.event.From = p.member(value)
		p.event.Position.Length = size
		return nil
	}
	if !p.open {
		return nil
	}
	if !p.fields {
		p.more(line, at+size)
		return nil
	}
	p.event.Position.Length = at + size - p.event.Position.Offset
	switch {
	case line == "":
		p.fields = false
	case name == "Sent":
		p.event.AtText = chat.Line(value)
		p.when(value, "Mon, 2 Jan 2006 15:04:05 -0700")
	case name == "Type":
		if value != "incoming" && value != "outgoing" {
			p.event.Kind = message.EventSystem
			p.event.Text = chat.Line(value)
		}
		p.fact("Type", value)
	case name == "Attachment":
		file, media := value, ""
		if m := sigtopFile.FindStringSubmatch(value); m != nil {
			file, media = m[1], m[2]
		}
		p.file(file, media)
	case name == "Reaction":
		sign, by, _ := strings.Cut(value, " from ")
		p.event.Reacted = append(p.event.Reacted, message.Reaction{Sign: chat.Line(sign), By: p.member(by)})
	case has:
		p.fact(name, value)
	default:
		p.fields = false
		p.more(line, at+size)
	}
	return nil
}

func (p *texts) fact(name, value string) {
	if len(p.event.Extra) < 100 {
		p.event.Extra = append(p.event.Extra, message.Header{Name: chat.Line(name), Value: chat.Line(value)})
	}
}

func (p *texts) begin(at int64) {
	p.open = true
	p.raw = p.raw[:0]
	p.files = nil
	p.body.Reset()
	p.event = message.Event{Kind: message.EventText, Zone: p.zoneText, Position: message.Locator{Source: p.o.Source, Path: p.o.Path, Ordinal: p.n, Offset: at}}
	p.n++
}

func (p *texts) more(line string, end int64) {
	p.event.Position.Length = end - p.event.Position.Offset
	if p.body.Len() > chat.MaxText {
		return // cut and noted when the event is added
	}
	if p.body.Len() > 0 || !p.sigtop {
		p.body.WriteByte('\n')
	}
	p.body.WriteString(line)
}

func (p *texts) when(text, layout string) {
	t, err := time.ParseInLocation(layout, text, p.zone)
	if err != nil {
		p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemTime})
		return
	}
	p.event.At = t.UTC()
	if strings.HasSuffix(layout, "-0700") {
		p.event.Zone = t.Format("-0700")
	}
}

// member makes a name known. QUIRK: exporters write "Me" and "You".
func (p *texts) member(name string) string {
	name = chat.Line(name)
	m := message.Member{ID: name, Name: name, Own: name == "Me" || name == "You"}
	if i := strings.LastIndex(name, " (+"); i > 0 && strings.HasSuffix(name, ")") {
		m.Name, m.Addr = name[:i], name[i+2:len(name)-1]
	}
	return p.talk.Member(m)
}

func (p *texts) file(name, media string) {
	base := chat.Base(name)
	if p.o.Find != nil && base != "" {
		if a, ok := p.o.Find(base); ok {
			if media != "" {
				a.Type = chat.Line(media)
			}
			p.files = append(p.files, a)
			return
		}
	}
	p.event.Missing = append(p.event.Missing, chat.Line(name))
	p.event.Problems = append(p.event.Problems, message.Problem{Code: chat.ProblemFile})
}

func (p *texts) end() error {
	if !p.open {
		return nil
	}
	p.open, p.fields = false, false
	body := strings.Trim(p.body.String(), "\n")
	if !p.sigtop {
		for i, m := range linkedFile.FindAllStringSubmatch(body, -1) {
			if i == 100 {
				break
			}
			p.file(m[1], "")
		}
		body = strings.TrimSpace(linkedFile.ReplaceAllString(body, ""))
	}
	if body != "" {
		p.event.Text = body
	}
	if p.event.Text == "" && len(p.files)+len(p.event.Missing) > 0 {
		p.event.Kind = message.EventFile
	}
	p.event.Raw = []message.Stretch{p.talk.Keep(p.raw)}
	return p.set.Add(p.talk, p.event, p.files...)
}
