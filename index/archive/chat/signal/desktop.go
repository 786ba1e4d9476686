package signal

import (
	"bytes"
	"cmp"
	"io"
	"strconv"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/message"
)

// SniffJSON tells the JSON of sigtop (an array of the desktop's messages) and of
// signal-cli (envelopes, one a line or in an array).
func SniffJSON(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '[' && head[0] != '{' {
		return false
	}
	has := func(keys ...string) bool {
		for _, k := range keys {
			if !bytes.Contains(head, []byte(`"`+k+`"`)) {
				return false
			}
		}
		return true
	}
	return has("envelope", "timestamp", "sourceDevice") || has("conversationId", "sent_at", "type")
}

// desktop is a message as Signal Desktop keeps it.
type desktop struct {
	ID           string `json:"id"`
	Conversation string `json:"conversationId"`
	Type         string `json:"type"`
	Body         string `json:"body"`
	Sent         int64  `json:"sent_at"`
	Source       string `json:"source"`
	SourceID     string `json:"sourceServiceId"`
	SourceUUID   string `json:"sourceUuid"`
	Timer        int64  `json:"expireTimer"` // seconds
	TimerFrom    int64  `json:"expirationStartTimestamp"`
	Deleted      bool   `json:"deletedForEveryone"`
	DeletedAt    int64  `json:"deletedForEveryoneTimestamp"`
	Erased       bool   `json:"isErased"`
	ViewOnce     bool   `json:"isViewOnce"`
	History      []struct {
		Body string `json:"body"`
		At   int64  `json:"timestamp"`
	} `json:"editHistory"`
	Reactions []struct {
		Emoji string `json:"emoji"`
		From  string `json:"fromId"`
		At    int64  `json:"timestamp"`
	} `json:"reactions"`
	Quote *struct {
		ID     int64  `json:"id"`
		Author string `json:"authorUuid"`
		ACI    string `json:"authorAci"`
		Text   string `json:"text"`
	} `json:"quote"`
	Attachments []jsonFile `json:"attachments"`
	TimerSet    *struct {
		Timer int64 `json:"expireTimer"`
	} `json:"expirationTimerUpdate"`
}

// jsonFile is a file as either program describes it.
type jsonFile struct {
	ID          string `json:"id"`
	Name        string `json:"fileName"`
	CLIName     string `json:"filename"`
	ContentType string `json:"contentType"`
	Path        string `json:"path"`
}

// jsons reads the objects of a file into events.
type jsons struct {
	set   *chat.Set
	o     Options
	n     int64
	last  *chat.Talk
	later []correction // about what has not been met
}

// ParseJSON reads what SniffJSON tells.
func ParseJSON(r io.Reader, set *chat.Set, o Options) error {
	p := &jsons{set: set, o: o}
	err := chat.Elements(r, "", o.Limit, func(raw []byte, at int64, err error) error {
		pos := message.Locator{Source: o.Source, Path: o.Path, Ordinal: p.n, Offset: at, Length: int64(len(raw))}
		p.n++
		var v struct {
			desktop
			Params   *struct{ Envelope *envelope } `json:"params"`
			Envelope *envelope                     `json:"envelope"`
		}
		strange := false
		if err == nil {
			strange, err = chat.Loose(raw, &v)
		}
		if err != nil {
			if p.last == nil {
				p.last = set.Talk("unreadable")
			}
			return set.Add(p.last, p.last.Unreadable(raw, pos))
		}
		if v.Params != nil && v.Envelope == nil {
			v.Envelope = v.Params.Envelope
		}
		var problems []message.Problem
		if strange {
			problems = []message.Problem{{Code: chat.ProblemEntry, Detail: "a field of unknown shape", Lost: true}}
		}
		if v.Envelope != nil {
			return p.envelope(v.Envelope, raw, message.Event{Position: pos, Problems: problems})
		}
		return p.desktop(&v.desktop, raw, message.Event{Position: pos, Problems: problems})
	})
	if err != nil {
		return err
	}
	return p.settle()
}

// at fills the time of an event from milliseconds.
func at(e *message.Event, ms int64) {
	e.AtText, e.Zone = strconv.FormatInt(ms, 10), "UTC"
	var ok bool
	if e.At, ok = chat.Millis(ms); !ok {
		e.At = time.Time{}
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemTime})
	}
}

// words of the kinds of entry that Desktop writes, besides texts.
var desktopKinds = map[string]string{
	"incoming": message.EventText, "outgoing": message.EventText, "story": message.EventText, "call-history": message.EventCall,
	"timer-notification": message.EventTimer, "group-v2-change": message.EventSystem, "keychange": message.EventSystem,
	"profile-change": message.EventSystem, "verified-change": message.EventSystem, "change-number-notification": message.EventSystem,
	"delivery-issue": message.EventSystem,
}

func (p *jsons) desktop(d *desktop, raw []byte, e message.Event) error {
	t := p.set.Talk(cmp.Or(chat.Line(d.Conversation), "unknown"))
	p.last = t
	if t.Name == "" {
		t.Name = cmp.Or(p.o.Title, t.ID)
	}
	e.ID, e.Kind, e.Text = d.ID, desktopKinds[d.Type], d.Body
	e.Raw = []message.Stretch{t.Keep(raw)}
	at(&e, d.Sent)
	who := cmp.Or(d.SourceID, d.SourceUUID, d.Source)
	if d.Type == "outgoing" {
		e.From = t.Member(message.Member{ID: cmp.Or(who, "owner"), Name: "owner of the account", Own: true})
	} else if who != "" {
		e.From = t.Member(message.Member{ID: who, Addr: d.Source})
	}
	fact := func(name, value string) {
		e.Extra = append(e.Extra, message.Header{Name: name, Value: chat.Clean(value)})
	}
	if e.Kind == "" {
		e.Kind = message.EventSystem
		e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemUnknown})
	}
	if e.Kind != message.EventText {
		fact("Type", chat.Line(d.Type))
		if e.Text == "" {
			e.Text = chat.Line(d.Type)
		}
	}
	if d.TimerSet != nil {
		e.Kind, e.Text = message.EventTimer, "Disappearing messages off"
		if d.TimerSet.Timer > 0 {
			e.Text = "Disappearing messages after " + duration(uint64(min(d.TimerSet.Timer, 1<<30))*1000)
		}
	}
	if d.Timer > 0 && d.TimerSet == nil {
		fact("Disappears after", duration(uint64(min(d.Timer, 1<<30))*1000))
		if d.TimerFrom > 0 {
			e.Expires, _ = chat.Millis(d.TimerFrom + min(d.Timer, 1<<30)*1000)
		}
	}
	if d.ViewOnce {
		fact("View once", "yes")
	}
	if d.Deleted || d.Erased {
		e.Deleted = &message.Deletion{}
		if d.Deleted {
			e.Deleted.By = e.From
		}
		if d.DeletedAt > 0 {
			e.Deleted.At, _ = chat.Millis(d.DeletedAt)
		}
	}
	// The history begins with the text as it is now; the first is the last.
	for i := len(d.History) - 1; i > 0; i-- {
		when, _ := chat.Millis(d.History[i-1].At)
		e.Versions = append(e.Versions, message.Version{Text: chat.Clean(d.History[i].Body), At: when, By: e.From})
	}
	for _, r := range d.Reactions {
		when, _ := chat.Millis(r.At)
		e.Reacted = append(e.Reacted, message.Reaction{Sign: chat.Line(r.Emoji), By: t.Member(message.Member{ID: r.From}), At: when})
	}
	if d.Quote != nil {
		fact("Quoted", d.Quote.Text)
		fact("Quoted message", strconv.FormatInt(d.Quote.ID, 10)+" of "+chat.Line(cmp.Or(d.Quote.ACI, d.Quote.Author)))
	}
	return p.set.Add(t, e, p.files(&e, d.Attachments)...)
}

// files finds the files an entry names.
func (p *jsons) files(e *message.Event, list []jsonFile) (out []message.Attachment) {
	for _, f := range list {
		name := chat.Base(cmp.Or(f.Name, f.CLIName))
		found := false
		for _, n := range []string{chat.Base(f.Path), chat.Base(f.ID), name} {
			if n == "" || p.o.Find == nil {
				continue
			}
			if a, ok := p.o.Find(n); ok {
				a.Name, a.Type = cmp.Or(name, a.Name), cmp.Or(chat.Line(f.ContentType), a.Type)
				out, found = append(out, a), true
				break
			}
		}
		if !found {
			e.Missing = append(e.Missing, cmp.Or(name, chat.Line(f.ID), chat.Line(f.ContentType), "attachment"))
			e.Problems = append(e.Problems, message.Problem{Code: chat.ProblemFile})
		}
	}
	if e.Text == "" && len(list) > 0 && e.Kind == message.EventText {
		e.Kind = message.EventFile
	}
	return out
}
