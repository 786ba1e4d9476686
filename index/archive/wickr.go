package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/message"
)

// Wickr reads what the compliance and data-retention bots of Wickr Enterprise,
// AWS Wickr and Wickr IO write: JSON objects, one to a message, in files beside
// a folder of attachments. Both generations are read: message_id with decimal
// seconds, and id with microseconds. A conversation is one item; one of more
// than 100,000 messages is given in several, none of which parts a message from
// its edits.
type Wickr struct{}

// maxEvents is how many events of a conversation make one item.
const maxEvents = 100_000

// Codes of message.Problem that chat archives note.
const (
	ProblemChatPart     = "conversation-in-parts"  // too long for one item
	ProblemChatFile     = "chat-file-missing"      // a file the chat names is not in the export
	ProblemChatFileMany = "chat-file-ambiguous"    // several files bear the name
	ProblemChatTime     = "chat-time-unreadable"   // an event whose time is unknown
	ProblemChatSameID   = "chat-id-twice"          // two different events bear one id
	ProblemUnreferenced = "chat-file-unreferenced" // a file beside the chat that no message names
)

var errNotWickr = errors.New("the object is no Wickr message")

// Info describes the format.
func (Wickr) Info() Info {
	return Info{
		Name: "wickr", Title: "Wickr compliance and data-retention export", Extensions: []string{".txt", ".json", ".log"},
		Keeps:  "every object byte for byte with its file and offset; edits, deletions, reactions, timers, room members over time, attachments by name or guid; unknown types as system entries",
		Loses:  "the display time, which disagrees with the server's; text between the objects, such as prefixes of a log",
		Proven: SpecsOnly, Many: true,
	}
}

// Sniff wants an object with the fields every message has before any blank
// line, which would be the end of a mail's header.
func (Wickr) Sniff(head []byte, name string) bool {
	if strings.HasSuffix(name, "/") || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	i := objectStart(head)
	if i < 0 || bytes.Contains(head[:i], []byte("\n\n")) {
		return false
	}
	var c cutter
	rest := head[i:]
	if n, err := c.scan(rest); err == nil && n > 0 {
		rest = rest[:n]
	}
	return bytes.Contains(rest, []byte(`"msgtype"`)) && (bytes.Contains(rest, []byte(`"msg_ts"`)) || bytes.Contains(rest, []byte(`"vgroupid"`)))
}

// Read indexes all files, then gives conversation after conversation.
func (Wickr) Read(ctx context.Context, src Source, emit func(Item) error) error {
	w := &wickr{src: src, emit: emit, x: newWickrIndex(src.Limits.orDefaults().Memory)}
	defer w.x.keep.Close()
	if err := w.list(ctx); err != nil {
		return err
	}
	for i, name := range w.logs {
		if err := w.index(ctx, uint32(i), name); err != nil {
			return err
		}
	}
	if err := w.x.keep.flush(); err != nil {
		return err
	}
	if w.x.n == 0 && w.sum.Failed == 0 {
		return &fault.Error{Code: fault.Damaged, Op: "reading", Subject: src.Name, Err: errNotWickr, Hint: "The file holds no message; ask for a new export."}
	}
	for _, t := range w.x.order() {
		if err := w.conversation(ctx, t); err != nil {
			return err
		}
	}
	if err := w.unreferenced(ctx); err != nil {
		return err
	}
	w.sum.Expected = w.sum.Read + w.sum.Failed + w.sum.Skipped
	w.sum.Dialect = w.dialect()
	return emit(Item{Summary: &w.sum})
}

// wickr is one reading.
type wickr struct {
	src   Source
	emit  func(Item) error
	x     *wickrIndex
	sum   Summary
	logs  []string
	held  *holdings
	given int64 // items so far, for their ordinals
	old   bool  // an id in microseconds was met
}

func (w *wickr) dialect() string {
	if w.old {
		return "wickr, id and microseconds"
	}
	return "wickr, message_id and seconds"
}

// index reads one log.
func (w *wickr) index(ctx context.Context, file uint32, name string) error {
	in := ""
	if name != w.src.Main {
		in = rel(w.src.Main, name)
	}
	w.x.files = append(w.x.files, in)
	f, err := w.src.Open(name)
	if err != nil {
		return w.fail(message.Locator{Source: w.src.ID, Path: in, Offset: -1, Length: -1}, err)
	}
	defer f.Close()
	o := &objects{r: f}
	for n := int64(0); ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		raw, at, err := o.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = w.x.add(raw, file, at)
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, errNotWickr) && !errors.Is(err, errObjectCut) && !errors.Is(err, errObjectLarge) && o.err == nil {
			return err
		}
		where := message.Locator{Source: w.src.ID, Path: in, Ordinal: n, Offset: at, Length: -1}
		why := &fault.Error{Code: fault.Damaged, Op: "reading", Subject: fmt.Sprintf("%s at byte %d", w.src.label(name), at), Err: err}
		if err := w.fail(where, why); err != nil || o.err != nil {
			return err
		}
	}
}

// fail gives an error out; neighbours go on.
func (w *wickr) fail(at message.Locator, why error) error {
	w.sum.Failed++
	return w.emit(Item{At: at, Err: why})
}

// conversation gives one conversation out, in parts if it is very long.
func (w *wickr) conversation(ctx context.Context, t wickrThread) error {
	b := &wickrBuilder{w: w, t: t}
	parts := (len(t.base) + maxEvents - 1) / maxEvents
	changes := t.changes
	for p := range parts {
		from, to := p*maxEvents, min((p+1)*maxEvents, len(t.base))
		n := 0
		for n < len(changes) && int(changes[n].rank) < to {
			n++
		}
		mine := changes[:n]
		changes = changes[n:]
		if err := ctx.Err(); err != nil {
			return err
		}
		at := message.Locator{Source: w.src.ID, Ordinal: w.given, Offset: -1, Length: -1}
		w.given++
		// A part that is known is built all the same: who is in the room, and
		// which files are named, carries on to the next.
		m, err := b.part(from, to, mine)
		if err != nil {
			return err
		}
		b.m, b.refs = nil, nil // the item's own from here on
		if w.src.Skip != nil && w.src.Skip(at.Path, at.Ordinal) {
			w.sum.Skipped++
			continue
		}
		if m.At = at; parts > 1 {
			m.Note(ProblemChatPart, fmt.Sprintf("part %d of %d", p+1, parts), false)
			m.Subject = fmt.Sprintf("%s, part %d of %d", m.Subject, p+1, parts)
		}
		w.sum.Read++
		if err := w.emit(Item{Message: m, At: at}); err != nil {
			return err
		}
	}
	return nil
}

// seal gives the item its bytes: the objects it was made from, one a line.
func (w *wickr) seal(m *message.Message, refs []uint32) error {
	h := sha256.New()
	n, err := io.Copy(h, w.x.raw(refs))
	if err != nil {
		return err
	}
	m.RawSum, m.RawLen = [32]byte(h.Sum(nil)), n
	m.Raw = func() (io.ReadCloser, error) { return w.x.raw(refs), nil }
	m.Seal()
	return nil
}

// unreferenced gives the files beside the chat that no message names, so that
// nothing of the folder is lost.
func (w *wickr) unreferenced(ctx context.Context) error {
	for _, name := range w.held.unused() {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := message.Locator{Source: w.src.ID, Path: rel(w.src.Main, name), Length: -1}
		if w.src.Skip != nil && w.src.Skip(at.Path, 0) {
			w.sum.Skipped++
			continue
		}
		m, err := w.src.document(name, at)
		if err != nil {
			if err := w.fail(at, err); err != nil {
				return err
			}
			continue
		}
		m.Note(ProblemUnreferenced, "", false)
		w.sum.Read++
		if err := w.emit(Item{Message: m, At: m.At}); err != nil {
			return err
		}
	}
	return nil
}

// baseName is the last step of a path of either system.
func baseName(p string) string { return path.Base(strings.ReplaceAll(p, `\`, "/")) }
