package production

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vaughn/export/loadfile"
	"vaughn/index/archive/rsmf"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// conversations writes an RSMF file of each conversation that is not withheld
// in full. Its words are those of the pages, boxes as their labels; ids are its
// own, since a platform's ids stand on no page; the files of an event are the
// pages they were produced as.
func (r *run) conversations(ctx context.Context) error {
	for i := range r.p.Len() {
		doc := r.p.Doc(i)
		if !doc.speaks() {
			continue
		}
		of := map[record.ID]int{} // the files that it holds are of its family
		for j := range r.p.family(doc.Family) {
			of[r.p.Doc(j).ID] = j
		}
		d, clean, err := r.clean(ctx, doc)
		if err != nil {
			return err
		}
		t := &talk{run: r, rec: d.Record, of: of, people: map[string]string{}, files: map[string]bool{}}
		t.out.Custodian, _, _ = strings.Cut(r.custodians(d), "; ")
		t.read(clean)
		var buf bytes.Buffer
		if err := loadfile.WriteRSMF(&buf, t.made()); err != nil {
			return err
		}
		if _, err := r.s.put(rsmfPath(doc.Range.First.String()), buf.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// speaks tells a conversation of which something is released.
func (d *Doc) speaks() bool { return d.chat && (d.Status == inFull || d.Status == inPart) }

func rsmfPath(begin string) string { return "RSMF/" + begin + ".rsmf" }

// passage is one block as released: its text with labels for boxes, and what
// stands before the first box.
type passage struct {
	redact.Run
	text, open string
	boxed      bool
}

func passages(c redact.Clean) []passage {
	var out []passage
	for run := range c.Runs() {
		if run.Start {
			out = append(out, passage{Run: run})
		}
		p := &out[len(out)-1]
		if run.Box != nil {
			p.text, p.boxed = p.text+run.Box.Label, true
			continue
		}
		p.text += run.Text
		if !p.boxed {
			p.open += run.Text
		}
	}
	return out
}

// talk fills the manifest of one conversation.
type talk struct {
	*run
	rec     *record.Record
	of      map[record.ID]int
	out     loadfile.RSMF
	head    rsmf.Conversation
	people  map[string]string // by name as released: its id
	files   map[string]bool
	entries int // events begun
	spoke   bool
	about   string // the event at work
	dated   bool   // the line of the day is released
}

func (t *talk) read(c redact.Clean) {
	for _, p := range passages(c) {
		field := p.Block.Field
		id, isEvent := record.AboutEvent(field)
		switch {
		case field == record.FieldPlatform:
			t.head.Platform = p.text
		case field == record.FieldConversation:
			t.head.Display = p.text
		case field == record.FieldDay:
			t.dated = !p.boxed
		case field == record.FieldGap:
			t.out.Manifest.Events = append(t.out.Manifest.Events, rsmf.Event{Type: "disclaimer", Conversation: "c1", Body: p.text})
			t.about = ""
		case isEvent:
			t.event(id, p)
		}
	}
}

// event takes one block of an event; a new event begins as in EventParts.
func (t *talk) event(id string, p passage) {
	speaker := p.Block.Role == record.RoleSpeaker
	if t.entries == 0 || id != t.about || speaker && t.spoke {
		t.out.Manifest.Events = append(t.out.Manifest.Events, rsmf.Event{ID: fmt.Sprint("e", t.entries+1), Type: "unknown", Conversation: "c1"})
		t.about, t.spoke = id, false
		t.entries++
	}
	e := &t.out.Manifest.Events[len(t.out.Manifest.Events)-1]
	entry := &t.rec.Log.Entries[min(t.entries, len(t.rec.Log.Entries))-1]
	switch {
	case speaker:
		t.spoke = true
		t.speaker(e, entry, p)
	case p.Block.Role == record.RoleEvent && strings.HasPrefix(p.Block.Field, "event:"):
		e.Body = p.text
	case p.Block.Role == record.RoleEvent && e.Participant != "" && p.text != "":
		e.Edits = append(e.Edits, rsmf.Edit{Participant: e.Participant, Previous: p.text})
	case strings.TrimSpace(p.text) != "":
		e.Custom = append(e.Custom, rsmf.Custom{Name: "Note", Value: p.text})
	}
}

const speakerSep = " · "

// speaker reads the line of number, time and name. What of it is hidden, and
// what would tell it, is left out.
func (t *talk) speaker(e *rsmf.Event, entry *record.Entry, p passage) {
	_, rest, _ := strings.Cut(p.text, speakerSep)
	_, name, named := strings.Cut(rest, speakerSep)
	if at := entry.Time(entry.At); strings.Count(p.open, speakerSep) >= 2 && t.dated && !at.IsZero() {
		if zone, err := time.LoadLocation(t.rec.Log.Zone); err == nil {
			e.Timestamp = at.In(zone).Format(time.RFC3339)
		}
	}
	if !p.boxed {
		e.Type, e.Deleted = eventType(entry.Kind), entry.Deleted
		if entry.From != "" && named {
			name = strings.TrimSuffix(name, speakerSep+record.KindWord(entry.Kind))
		}
	}
	if named && strings.TrimSpace(name) != "" && (p.boxed || entry.From != "") {
		if t.people[name] == "" {
			t.people[name] = fmt.Sprint("p", len(t.people)+1)
			t.out.Manifest.Participants = append(t.out.Manifest.Participants, rsmf.Participant{ID: t.people[name], Display: name})
		}
		e.Participant = t.people[name]
	}
	for _, h := range entry.Held {
		t.attach(e, h)
	}
}

func eventType(kind string) string {
	switch kind {
	case message.EventJoin:
		return "join"
	case message.EventLeave:
		return "leave"
	case message.EventSystem, message.EventRename, message.EventTimer:
		return "history"
	}
	return "message"
}

// attach adds the pages that a file of the event was produced as.
func (t *talk) attach(e *rsmf.Event, child int) {
	if child < 0 || child >= len(t.rec.Children) {
		return
	}
	i, ok := t.of[t.rec.Children[child].ID]
	if !ok {
		return
	}
	pdf := filepath.FromSlash(t.pdfOf(i))
	name := filepath.Base(pdf)
	display := t.run.files[i]
	if display == "" {
		display = t.p.Doc(i).Range.First.String()
	}
	e.Attachments = append(e.Attachments, rsmf.Attachment{ID: name, Display: display})
	if t.files[name] {
		return
	}
	t.files[name] = true
	path := filepath.Join(t.s.dir, pdf)
	t.out.Files = append(t.out.Files, loadfile.RSMFFile{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
}

// made closes the manifest.
func (t *talk) made() loadfile.RSMF {
	t.head.ID, t.head.Type = "c1", "channel"
	if t.rec.Log.Direct {
		t.head.Type = "direct"
	}
	if t.head.Platform == "" {
		t.head.Platform = "unknown"
	}
	if t.out.Manifest.Participants == nil {
		t.out.Manifest.Participants = []rsmf.Participant{}
	}
	t.head.Participants = []string{}
	for _, p := range t.out.Manifest.Participants {
		t.head.Participants = append(t.head.Participants, p.ID)
	}
	t.out.Manifest.Version = rsmf.Version
	t.out.Manifest.Conversations = []rsmf.Conversation{t.head}
	return t.out
}
