package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"vaughn/index/archive/chat"
	"vaughn/index/archive/rsmf"
	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
)

// RSMF reads Relativity's Short Message Format, 1.0 and 2.0: a mail with one
// attachment rsmf.zip, which holds a manifest and the files it names; the zip or
// the manifest alone are read too. Every conversation of the manifest is one item.
type RSMF struct{}

// Problems of an RSMF file carry the validator's own names behind these.
const (
	ProblemRSMFError   = "rsmf-error"   // the maker's tools would refuse the file
	ProblemRSMFWarning = "rsmf-warning" // they would not
)

// maxManifest is how much of a manifest is read.
const maxManifest = 512 << 20

var errNoManifest = errors.New("there is no rsmf.zip with a manifest in it")

// Info describes the format.
func (RSMF) Info() Info {
	return Info{
		Name: "rsmf", Title: "Relativity Short Message Format 1.0 and 2.0", Extensions: []string{".rsmf", ".zip", ".json"},
		Keeps:  "conversations, people, edits, deletions, reactions, receipts, custom fields, every file of the zip, each event as it stands in the manifest; the mail around the zip is optional",
		Loses:  "the extracted text that repeats the events",
		Proven: RealData, Many: true,
	}
}

// Sniff wants the one header field that is required, or the manifest by its
// name in a zip, or by its four lists as JSON.
func (RSMF) Sniff(head []byte, name string) bool {
	switch rsmfShape(head) {
	case rsmfShapeZip:
		i := bytes.Index(head, []byte(rsmf.ManifestName))
		return i >= 30 && bytes.HasPrefix(head[i-30:], zipEntry) || strings.EqualFold(path.Base(name), rsmf.ZipName)
	case rsmfShapeJSON:
		return !isFolder(name)
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	h := parseHeader(lineFeeds(head), true)
	return len(h.get("X-RSMF-Version")) > 0
}

// Read opens the mail and its zip.
func (f RSMF) Read(ctx context.Context, src Source, emit func(Item) error) error {
	r := &rsmfRun{src: src, emit: emit}
	head, _, err := src.head(src.Main)
	if err != nil {
		return err
	}
	if shape := rsmfShape(head); shape != rsmfShapeMail {
		if err := r.bare(ctx, shape); err != nil {
			return err
		}
		return r.end("rsmf " + oneLine(r.m.Version))
	}
	j, _ := src.load(src.Main, src.Limits, whole)
	defer func() { j.spool.Close() }()
	if j.err != nil {
		return j.err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var m *message.Message
	if j.spool != nil {
		m, err = ReadMIMEAt(j.spool.file, j.spool.size, j.at, src.Limits)
	} else {
		m = ReadMIME(j.raw, j.at, src.Limits)
	}
	if err != nil {
		return err
	}
	if err := r.read(ctx, m); err != nil {
		return err
	}
	return r.end("rsmf " + oneLine(m.Header("X-RSMF-Version")))
}

func (r *rsmfRun) end(dialect string) error {
	r.sum.Expected, r.sum.Dialect = r.sum.Read+r.sum.Failed+r.sum.Skipped, dialect
	return r.emit(Item{Summary: &r.sum})
}

// rsmfRun is one reading.
type rsmfRun struct {
	src   Source
	emit  func(Item) error
	sum   Summary
	mail  *message.Message // nil when there is none around the zip
	m     rsmf.Manifest
	files rsmfFiles
	notes []message.Problem
}

// read finds the zip. QUIRK: the format allows one attachment; with several the
// maker refuses the file, and the one that is named right is still read here.
func (r *rsmfRun) read(ctx context.Context, mail *message.Message) error {
	r.mail = mail
	if len(mail.Attached) != 1 {
		r.note(ProblemRSMFError, fmt.Sprintf("%d attachments instead of one", len(mail.Attached)))
	}
	var data []byte
	for _, a := range mail.Attached {
		if strings.EqualFold(a.Name, rsmf.ZipName) && a.Open != nil {
			f, err := a.Open()
			if err != nil {
				continue
			}
			data, _ = io.ReadAll(io.LimitReader(f, maxManifest))
			f.Close()
			break
		}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return r.broken(errNoManifest)
	}
	r.files = filesOfZip(z)
	return r.manifest(ctx, mail)
}

// manifest reads the manifest and gives its conversations.
func (r *rsmfRun) manifest(ctx context.Context, mail *message.Message) error {
	raw, err := r.files.read(rsmf.ManifestName)
	if err != nil {
		return r.broken(err)
	}
	var faults []rsmf.Fault
	r.m, faults, err = rsmf.Read(raw, func(name string) bool { return r.files.open(name) != nil })
	if err != nil {
		return r.broken(err)
	}
	if mail != nil {
		faults = append(faults, rsmf.CheckHeader(&r.m, mail.Header)...)
	}
	for _, f := range faults {
		code := ProblemRSMFWarning
		if f.Error {
			code = ProblemRSMFError
		}
		r.note(code, f.Code+" at "+f.At)
	}
	return r.conversations(ctx)
}

func (r *rsmfRun) note(code, detail string) {
	r.notes = append(r.notes, message.Problem{Code: code, Detail: detail})
}

// broken gives the one error a file without a manifest is.
func (r *rsmfRun) broken(why error) error {
	r.sum.Failed++
	at := message.Locator{Source: r.src.ID, Length: -1}
	return r.emit(Item{At: at, Err: &fault.Error{Code: fault.Damaged, Op: "reading", Subject: r.src.Name, Err: why, Hint: "Ask for the file again; as a mail it can still be opened."}})
}

// conversations emits each; events that name none that is defined come last, as
// one of their own.
func (r *rsmfRun) conversations(ctx context.Context) error {
	by := map[string][]int{}
	for i, e := range r.m.Events {
		by[e.Conversation] = append(by[e.Conversation], i)
	}
	list := r.m.Conversations
	seen := map[string]bool{}
	for _, c := range list {
		seen[c.ID] = true
	}
	for _, e := range r.m.Events {
		if !seen[e.Conversation] {
			seen[e.Conversation] = true
			list = append(list, rsmf.Conversation{ID: e.Conversation})
		}
	}
	given := map[string]bool{}
	for n, c := range list {
		if given[c.ID] {
			r.note(ProblemRSMFError, "two conversations with one id")
			continue
		}
		given[c.ID] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		at := message.Locator{Source: r.src.ID, Ordinal: int64(n), Offset: -1, Length: -1}
		if r.src.Skip != nil && r.src.Skip("", at.Ordinal) {
			r.sum.Skipped++
			continue
		}
		m := r.conversation(c, by[c.ID], at)
		r.sum.Read++
		if err := r.emit(Item{Message: m, At: at}); err != nil {
			return err
		}
	}
	return nil
}

func (r *rsmfRun) conversation(c rsmf.Conversation, events []int, at message.Locator) *message.Message {
	m := &message.Message{Kind: message.ChatPost, At: at, Zone: "UTC", Problems: slices.Clone(r.notes), Subject: oneLine(c.Display)}
	talk := &message.Conversation{ID: c.ID, Platform: c.Platform, Name: c.Display, Direct: c.Type == "direct"}
	people := map[string]bool{}
	for _, id := range c.Participants {
		people[id] = true
	}
	for _, i := range events {
		people[r.m.Events[i].Participant] = true
	}
	for _, p := range r.m.Participants {
		if people[p.ID] {
			talk.Participants = append(talk.Participants, message.Member{ID: p.ID, Name: p.Display, Addr: p.Email, Own: p.ID == c.Custodian && p.ID != ""})
		}
	}
	m.Chat = talk
	ids := map[string]int{}
	var kept []byte
	for _, i := range events {
		e := r.event(m, i, ids)
		e.Raw = []message.Stretch{{At: int64(len(kept)), Len: int64(len(r.m.Events[i].Raw))}}
		kept = append(append(kept, r.m.Events[i].Raw...), '\n')
		talk.Events = append(talk.Events, e)
	}
	if at.Ordinal == 0 {
		r.unnamed(m)
	}
	rsmfRoom(m, c)
	if len(talk.Events) > 0 {
		m.Date, m.DateText = talk.Events[0].At, talk.Events[0].AtText
	}
	chat.Native(m, r.head(c, talk), kept)
	m.Seal()
	return m
}

// rsmfKinds maps types of event.
var rsmfKinds = map[string]string{
	"message": message.EventText, "join": message.EventJoin, "leave": message.EventLeave,
}

func (r *rsmfRun) event(m *message.Message, i int, ids map[string]int) message.Event {
	e := r.m.Events[i]
	ev := message.Event{ID: e.ID, Kind: rsmfKinds[e.Type], AtText: e.Timestamp, From: e.Participant, Text: lineFeedsText(e.Body), ReplyTo: e.Parent, Zone: "UTC"}
	ev.Position = message.Locator{Source: r.src.ID, Ordinal: int64(i), Offset: -1, Length: -1}
	if ev.Kind == "" {
		ev.Kind = message.EventSystem
		fact(&ev, "Type", e.Type)
	}
	if ev.ID == "" {
		ev.ID = fmt.Sprintf("event-%d", i+1)
	}
	if ids[ev.ID]++; ids[ev.ID] > 1 {
		ev.Problems = append(ev.Problems, message.Problem{Code: ProblemChatSameID})
		ev.ID = fmt.Sprintf("%s~%d~%d", ev.ID, ids[ev.ID], i+1)
	}
	if t, ok := rsmf.Time(e.Timestamp); ok {
		ev.At = t
	}
	if e.Deleted {
		ev.Deleted = &message.Deletion{}
	}
	for _, x := range e.Edits {
		at, _ := rsmf.Time(x.Timestamp)
		ev.Versions = append(ev.Versions, message.Version{Text: lineFeedsText(x.Previous), At: at, By: x.Participant})
	}
	for _, x := range e.Reactions {
		for _, p := range x.Participants {
			ev.Reacted = append(ev.Reacted, message.Reaction{Sign: x.Value, By: p})
		}
		if len(x.Participants) == 0 {
			fact(&ev, "Reaction", fmt.Sprintf("%s, %d times", x.Value, x.Count))
		}
	}
	for _, a := range e.Attachments {
		r.attach(m, &ev, a)
	}
	for _, x := range e.Receipts {
		at, _ := rsmf.Time(x.Timestamp)
		fact(&ev, "Receipt", strings.TrimSpace(x.Action+" "+x.Participant+" "+stampText(at)))
	}
	for _, x := range e.Custom {
		switch t, ok := rsmf.Time(x.Value); {
		case x.Name == "Expires" && ok:
			ev.Expires = t
		case x.Name == "Burn on read" && ok:
			ev.BurnAt = t
		case x.Name == "Timers":
			fact(&ev, record.TimerFact, x.Value)
		default:
			fact(&ev, x.Name, x.Value)
		}
	}
	fact(&ev, "Direction", e.Direction)
	return ev
}

func stampText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func (r *rsmfRun) attach(m *message.Message, ev *message.Event, a rsmf.Attachment) {
	shown := a.Display
	if shown == "" {
		shown = a.ID
	}
	open := r.files.open(a.ID)
	if open == nil {
		ev.Missing = append(ev.Missing, shown)
		return
	}
	ev.Files = append(ev.Files, len(m.Attached))
	m.Attached = append(m.Attached, r.attachment(shown, open))
}

func lineFeedsText(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
