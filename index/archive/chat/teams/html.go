package teams

import (
	"bytes"
	"errors"
	"html"
	"io"
	"regexp"
	"strings"
	"time"

	nethtml "golang.org/x/net/html"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

var (
	threadID = regexp.MustCompile(`19:[A-Za-z0-9_.:-]{8,200}@(?:thread\.(?:v2|tacv2|skype)|unq\.gbl\.spaces)`)
	titled   = regexp.MustCompile(`(?is)<title[^>]*>(.{0,500}?)</title>`)
	talkID   = regexp.MustCompile(`(?i)conversation-?\s?id["']?\s*[:=]\s*["']?\s*([^\s"'<>]{4,300})`)
)

// parts of a message by the words of their class.
var classes = []struct{ part, words string }{
	{"message", "message chat-message chatmessage message-row message-item message-container messagecard message-card msg post"},
	{"sender", "sender message-sender author message-author from sender-name author-name display-name"},
	{"time", "time timestamp date message-time message-date message-timestamp sent"},
	{"body", "body message-body content message-content message-text text"},
	{"file", "attachment attachment-name file file-name attached"},
	{"deleted", "deleted message-deleted"},
	{"edited", "edited message-edited"},
}

// part tells what an element is by its class.
func part(class string) string {
	for _, c := range classes {
		for w := range strings.FieldsSeq(strings.ToLower(class)) {
			if strings.Contains(" "+c.words+" ", " "+w+" ") {
				return c.part
			}
		}
	}
	return ""
}

// SniffHTML wants a page that speaks of Teams and begins a whole message: who,
// when and what, each by its class.
func SniffHTML(head []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	if !bytes.HasPrefix(text, []byte("<!doctype html")) && !bytes.HasPrefix(text, []byte("<html")) && !bytes.HasPrefix(text, []byte("<!--")) {
		return false
	}
	if !bytes.Contains(text, []byte("teams")) && !threadID.Match(head) {
		return false
	}
	seen := map[string]bool{}
	z := nethtml.NewTokenizer(bytes.NewReader(head))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return seen["message"] && seen["sender"] && seen["time"]
		case nethtml.StartTagToken:
			seen[part(attr(z.Token(), "class"))] = true
		}
	}
}

func attr(t nethtml.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// ParseHTML reads a transcript as Purview writes it: an element for each
// message, in it the sender, the time in UTC and the body, told by their
// classes. No real transcript was at hand: what bears no known class stays in
// the message's bytes and in its text.
func ParseHTML(r io.Reader, name string, set *chat.Set, o Options) error {
	p := &page{set: set, o: o, z: nethtml.NewTokenizer(r), name: name}
	p.z.SetMaxBuf(o.Limit)
	for {
		kind := p.z.Next()
		raw := p.z.Raw()
		if kind == nethtml.ErrorToken {
			if err := p.z.Err(); !errors.Is(err, io.EOF) && !errors.Is(err, nethtml.ErrBufferExceeded) {
				return err
			}
			if p.depth > 0 {
				p.raw = append(p.raw, raw...)
				p.cut = true
				if err := p.end(); err != nil {
					return err
				}
			}
			if p.n == 0 {
				return errors.New("no message in the page")
			}
			return nil
		}
		if err := p.token(kind, bytes.Clone(raw)); err != nil {
			return err
		}
		p.at += int64(len(raw))
	}
}

// pieces is the HTML of each part of a message, the front of what is too long.
type pieces map[string]*strings.Builder

func (p pieces) add(part string, raw []byte) {
	b := p[part]
	if b == nil {
		b = &strings.Builder{}
		p[part] = b
	}
	if b.Len() < 2*chat.MaxText {
		b.Write(raw)
	}
}

func (p pieces) of(part string) string {
	if b := p[part]; b != nil {
		return b.String()
	}
	return ""
}

// page is the reading of one transcript.
type page struct {
	set   *chat.Set
	o     Options
	z     *nethtml.Tokenizer
	name  string
	head  []byte // what stands before the first message
	talk  *chat.Talk
	at    int64
	n     int64
	tag   string // of the message
	depth int    // of elements of that name
	start int64
	raw   []byte
	cut   bool

	field  string // being read
	ftag   string
	fdepth int
	said   pieces
	stamp  string // a machine's time, where one is given
	files  []string
	id     string
}

func (p *page) token(kind nethtml.TokenType, raw []byte) error {
	name, class, t := "", "", nethtml.Token{}
	if kind == nethtml.StartTagToken || kind == nethtml.EndTagToken || kind == nethtml.SelfClosingTagToken {
		t = p.z.Token()
		name, class = t.Data, attr(t, "class")
	}
	if p.depth == 0 {
		if kind == nethtml.StartTagToken && part(class) == "message" {
			p.begin(t)
		} else if p.n == 0 && len(p.head) < 64<<10 {
			p.head = append(p.head, raw...)
			return nil
		} else {
			return nil
		}
	} else if name == p.tag {
		switch kind {
		case nethtml.StartTagToken:
			p.depth++
		case nethtml.EndTagToken:
			p.depth--
		}
	}
	if len(p.raw) < p.o.Limit {
		p.raw = append(p.raw, raw...)
	}
	if p.depth == 0 {
		return p.end()
	}
	p.inside(kind, name, class, t, raw)
	return nil
}

func (p *page) begin(t nethtml.Token) {
	p.tag, p.depth, p.start, p.raw, p.cut = t.Data, 1, p.at, p.raw[:0], false
	p.field, p.said, p.stamp, p.files, p.id = "", pieces{}, "", nil, ""
	for _, k := range []string{"data-message-id", "data-messageid", "data-id", "id"} {
		if p.id = attr(t, k); p.id != "" {
			break
		}
	}
}

// inside gathers the parts of a message; one inside another belongs to it.
func (p *page) inside(kind nethtml.TokenType, name, class string, t nethtml.Token, raw []byte) {
	if p.field != "" {
		if name == p.ftag {
			switch kind {
			case nethtml.StartTagToken:
				p.fdepth++
			case nethtml.EndTagToken:
				p.fdepth--
			}
		}
		if p.fdepth > 0 {
			p.said.add(p.field, raw)
			return
		}
		if p.field == "file" {
			p.files = append(p.files, chat.Line(plain(p.said.of("file"))))
			delete(p.said, "file")
		}
		p.field = ""
		return
	}
	if kind == nethtml.StartTagToken {
		if name == "time" || part(class) == "time" {
			p.stamp = attr(t, "datetime")
		}
		k := part(class)
		if name == "time" {
			k = "time"
		}
		if k != "" && k != "message" {
			p.field, p.ftag, p.fdepth = k, name, 1
			p.said.add(k, []byte(" "))
			return
		}
	}
	if kind == nethtml.TextToken {
		p.said.add("rest", raw)
	}
}

// htmlTimes are the ways a transcript writes times, all of them UTC.
var htmlTimes = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006, 3:04:05 PM", "1/2/2006, 3:04 PM",
	"January 2, 2006 3:04:05 PM", "January 2, 2006 3:04 PM", "Monday, January 2, 2006 3:04:05 PM", "Monday, January 2, 2006 3:04 PM",
}

func htmlTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(strings.NewReplacer("(UTC)", "", " UTC", "", "\u202f", " ", "\u00a0", " ").Replace(s))
	for _, layout := range htmlTimes {
		if at, err := time.Parse(layout, s); err == nil && at.Year() >= 2000 && at.Year() < 2100 {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

func (p *page) end() error {
	p.depth = 0
	if p.talk == nil {
		p.begun()
	}
	e := message.Event{
		ID: p.id, Kind: message.EventText, Zone: "UTC", AtText: chat.Line(plain(p.said.of("time"))), Text: plain(p.said.of("body")),
		Position: message.Locator{Source: p.o.Source, Ordinal: p.n, Offset: p.start, Length: int64(len(p.raw))}, Raw: []message.Stretch{p.talk.Keep(p.raw)},
	}
	p.n++
	var ok bool
	if e.At, ok = htmlTime(p.stamp); !ok {
		if e.At, ok = htmlTime(e.AtText); !ok {
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
		}
	}
	if who := chat.Line(plain(p.said.of("sender"))); who != "" {
		e.From = p.talk.Member(message.Member{ID: who, Name: who})
	} else {
		e.Kind = message.EventSystem
	}
	if rest := strings.Join(strings.Fields(html.UnescapeString(p.said.of("rest"))), " "); rest != "" {
		if _, has := p.said["body"]; has {
			e.Extra = append(e.Extra, message.Header{Name: "Beside the text", Value: chat.Clean(rest)})
		} else {
			e.Text = rest
		}
	}
	if s := p.said.of("body"); strings.Contains(s, "<") {
		e.Extra = append(e.Extra, message.Header{Name: "HTML", Value: chat.Clean(strings.TrimSpace(s))})
	}
	if _, is := p.said["edited"]; is {
		e.Extra = append(e.Extra, message.Header{Name: "Edited", Value: "earlier texts are not in the transcript"})
	}
	if _, is := p.said["deleted"]; is {
		e.Deleted = &message.Deletion{}
	}
	if p.cut {
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTruncated, Lost: true})
	}
	var files []message.Attachment
	for _, name := range p.files {
		if p.o.Find != nil && chat.Base(name) != "" {
			if f, ok := p.o.Find(chat.Base(name)); ok {
				files = append(files, f)
				continue
			}
		}
		e.Missing = append(e.Missing, name)
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
	}
	if e.Text == "" && len(p.files) > 0 {
		e.Kind = message.EventFile
	}
	return p.set.Add(p.talk, e, files...)
}

// begun finds the conversation in what stands before its first message.
func (p *page) begun() {
	all := append(bytes.Clone(p.head), p.raw...)
	key, title := "", p.name
	if m := threadID.Find(all); m != nil {
		key = string(m)
	} else if m := talkID.FindSubmatch(p.head); m != nil {
		key = html.UnescapeString(string(m[1]))
	}
	if m := titled.FindSubmatch(p.head); m != nil && strings.TrimSpace(string(m[1])) != "" {
		title = html.UnescapeString(string(m[1]))
	}
	if key == "" {
		key = chat.Line(title)
	}
	p.talk = p.set.Talk(chat.Line(key))
	p.talk.Name = chat.Line(title)
	p.talk.Direct = strings.HasSuffix(key, "@unq.gbl.spaces")
}
