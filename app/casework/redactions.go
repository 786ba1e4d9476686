package casework

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/redact"
)

// Redaction is one line of a redactions file. Offsets count characters of the
// decoded body or of the decoded, unfolded header value; without them every
// occurrence of Text in that field is meant. In a conversation the field is
// "chat" and Event names the entry (also as record#event); without a field its
// words are meant, with the target "record" all that is said of it.
type Redaction struct {
	ID         string      `json:"id,omitempty"` // of the mark; without it the id follows from what is covered
	MessageID  string      `json:"message_id,omitempty"`
	Record     string      `json:"record,omitempty"`
	Attachment string      `json:"attachment,omitempty"` // name of an attachment of that message, or its record id
	Field      string      `json:"field,omitempty"`
	Event      string      `json:"event,omitempty"`
	Target     string      `json:"target,omitempty"`
	Page       int         `json:"page,omitempty"` // from 1
	Box        *[4]float64 `json:"box,omitempty"`  // left, top, width, height, in fractions of the page or picture
	Start      *int        `json:"start,omitempty"`
	End        *int        `json:"end,omitempty"`
	Text       string      `json:"text,omitempty"`
	Exemptions []string    `json:"exemptions"`
	Statute    string      `json:"statute,omitempty"`
	Privileges []string    `json:"privileges,omitempty"`
	Set        string      `json:"set,omitempty"`
	Layer      string      `json:"layer,omitempty"`
	From       string      `json:"from,omitempty"` // id of the mark whose passage this is another place of
	State      string      `json:"state"`
	By         string      `json:"by,omitempty"`
	At         time.Time   `json:"at,omitzero"`
	Note       string      `json:"note,omitempty"`
}

// RedactionsFile is the whole file.
type RedactionsFile struct {
	Redactions []Redaction `json:"redactions"`
}

// RedactionProblem is a line that gave no mark. Why holds no content.
type RedactionProblem struct {
	Line int    `json:"line"` // from 1, in the order of the file
	Why  string `json:"why"`
}

// RedactionsReport says what an import of redactions did.
type RedactionsReport struct {
	Lines    int                `json:"lines"`
	Marks    int                `json:"marks"`
	Problems []RedactionProblem `json:"problems"`
}

// ImportRedactions reads a redactions file into marks. Reading the same file
// again changes nothing: a mark's id follows from what it covers.
func (c *Case) ImportRedactions(ctx context.Context, r io.Reader) (RedactionsReport, error) {
	var f RedactionsFile
	d := json.NewDecoder(bufio.NewReader(r))
	if err := d.Decode(&f); err != nil {
		return RedactionsReport{}, &fault.Error{Code: fault.Usage, Op: "reading the redactions file", Err: err, Hint: "Its shape is one object with a list named redactions; `vaughn redactions CASE export FILE` writes one."}
	}
	rep := RedactionsReport{Lines: len(f.Redactions), Problems: []RedactionProblem{}}
	byRecord := map[record.ID][]redact.Mark{}
	var order []record.ID
	for i, line := range f.Redactions {
		marks, err := c.marks(ctx, line)
		if fault.CodeOf(err) == fault.Usage {
			rep.Problems = append(rep.Problems, RedactionProblem{Line: i + 1, Why: err.(*fault.Error).Err.Error()})
			continue
		}
		if err != nil {
			return rep, err
		}
		for _, m := range marks {
			if _, ok := byRecord[m.Record]; !ok {
				order = append(order, m.Record)
			}
			byRecord[m.Record] = append(byRecord[m.Record], m)
		}
	}
	var batch []redact.Mark
	for _, id := range order {
		rep.Marks += len(byRecord[id])
		batch = append(batch, byRecord[id]...)
	}
	if len(batch) > 0 {
		if _, err := c.Mark(ctx, batch...); err != nil {
			return rep, err
		}
	}
	return rep, nil
}

// wrong is a line that a person must mend.
func wrong(format string, args ...any) error {
	return &fault.Error{Code: fault.Usage, Op: "reading a redaction", Err: fmt.Errorf(format, args...)}
}

// marks makes the marks of one line, on every record that it means.
func (c *Case) marks(ctx context.Context, line Redaction) ([]redact.Mark, error) {
	if _, event := record.SplitTarget(line.Record); line.Event == "" {
		line.Event = event
	}
	base, err := c.base(line)
	if err != nil {
		return nil, err
	}
	ids, err := c.meant(ctx, line)
	if err != nil {
		return nil, err
	}
	requested, err := c.requested(ctx)
	if err != nil {
		return nil, err
	}
	var out []redact.Mark
	for _, id := range ids {
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		m := base
		m.Record, m.Version = r.ID, r.Version
		if err := c.set.CheckAge(m.Basis, m.Privileges, r.Date, requested); err != nil && m.State == redact.Accepted {
			return nil, wrong("%w", err)
		}
		if m.Target == redact.OnRecord && line.Event != "" {
			if m, err = wholeEvent(r, m, line.Event); err != nil {
				return nil, err
			}
			out = append(out, named(m))
			continue
		}
		if m.Target != redact.OnSpan && m.Target != redact.Except {
			if err := m.Check(r); err != nil {
				return nil, wrong("the record has no such page or picture, or the box is not within 0..1")
			}
			out = append(out, named(m))
			continue
		}
		spans, err := spans(r, line)
		if err != nil {
			return nil, err
		}
		for _, s := range spans {
			m.Span = s
			out = append(out, named(m))
		}
	}
	if len(out) == 0 {
		return nil, wrong("the text does not occur in that field")
	}
	if line.ID != "" && len(out) == 1 {
		out[0].ID = redact.MarkID(line.ID)
	}
	return out, nil
}

// wholeEvent is a mark on all that the record says of one event; of the
// conversation's other events it hides nothing.
func wholeEvent(r *record.Record, m redact.Mark, event string) (redact.Mark, error) {
	if r.Log == nil {
		return m, wrong("an event is named and the record is no conversation")
	}
	p, ok := r.EventPart(event)
	if !ok {
		return m, wrong("the conversation has no such event")
	}
	m.Target, m.Span = redact.OnSpan, p.Span
	return m, nil
}

// named gives a mark the id that follows from what it covers and why, so that
// the same line twice is one mark.
func named(m redact.Mark) redact.Mark {
	covers := fmt.Appendf(nil, "%s %s %s %d %d %v %s %s", m.Record, m.Version, m.Target, m.Span.Start, m.Span.End, m.Basis, m.Set, m.Layer)
	switch m.Target {
	case redact.OnPage:
		covers = fmt.Appendf(covers, " %d", m.Page)
	case redact.OnRegion:
		covers = fmt.Appendf(covers, " %v", *m.Region)
	}
	sum := sha256.Sum256(covers)
	m.ID = redact.MarkID(hex.EncodeToString(sum[:16]))
	return m
}

func (c *Case) base(line Redaction) (redact.Mark, error) {
	m := redact.Mark{Target: redact.OnSpan, State: redact.Accepted, Statute: line.Statute, Privileges: line.Privileges,
		Set: line.Set, Layer: line.Layer, From: redact.MarkID(line.From), By: line.By, At: line.At, Note: line.Note}
	if m.By == "" {
		m.By = c.Actor()
	}
	switch s := redact.State(line.State); s {
	case "":
	case redact.Proposed, redact.Accepted, redact.Rejected:
		m.State = s
	default:
		return m, wrong("the state is not proposed, accepted or rejected")
	}
	switch t := redact.Target(line.Target); t {
	case "":
	case redact.OnSpan, redact.OnRecord, redact.Except:
		m.Target = t
	case redact.OnPage:
		m.Target, m.Page = t, line.Page-1
	case redact.OnRegion:
		if line.Box == nil {
			return m, wrong("a region needs a box: left, top, width, height")
		}
		m.Target = t
		m.Region = &redact.Region{Image: max(0, line.Page-1), X: line.Box[0], Y: line.Box[1], W: line.Box[2], H: line.Box[3]}
	default:
		return m, wrong("the target is not span, region, page, record or except")
	}
	if redact.Rank(line.Layer) < 0 {
		return m, wrong("the layer is not %s", strings.Join(redact.Layers(), ", "))
	}
	for _, e := range line.Exemptions {
		code, ok := c.set.Lookup(e)
		if !ok {
			return m, wrong("an exemption is not in the case's set")
		}
		m.Basis = append(m.Basis, string(code.ID))
	}
	if len(m.Basis) == 0 && m.Target != redact.Except {
		return m, wrong("no exemption is named")
	}
	if err := c.set.Relaxed().Check(m.Basis, m.Statute, m.Privileges); err != nil && m.Target != redact.Except {
		return m, wrong("%w", err)
	}
	return m, nil
}

// meant finds the records of a line: every copy of the message, or one
// attachment of each.
func (c *Case) meant(ctx context.Context, line Redaction) ([]record.ID, error) {
	if line.Record != "" {
		id, _ := record.SplitTarget(line.Record)
		if ok, err := c.store.Has(ctx, id); err != nil || !ok {
			return nil, orWrong(err, "no record has that id")
		}
		return []record.ID{id}, nil
	}
	ids, err := c.store.ByMessageID(ctx, line.MessageID)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 && !strings.HasPrefix(line.MessageID, "<") {
		if ids, err = c.store.ByMessageID(ctx, "<"+line.MessageID+">"); err != nil {
			return nil, err
		}
	}
	if len(ids) == 0 || line.MessageID == "" {
		return nil, wrong("no message has that Message-ID")
	}
	if line.Attachment == "" {
		return slices.DeleteFunc(ids, func(id record.ID) bool {
			r, err := c.store.Record(ctx, id)
			return err == nil && r.Parent != ""
		}), nil
	}
	var out []record.ID
	for _, id := range ids {
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, k := range r.Children {
			if k.Name == line.Attachment || string(k.ID) == line.Attachment {
				out = append(out, k.ID)
			}
		}
	}
	if len(out) == 0 {
		return nil, wrong("the message has no such attachment")
	}
	return out, nil
}

func orWrong(err error, why string) error {
	if err != nil {
		return err
	}
	return wrong("%s", why)
}

// spans finds what a line covers in a record.
func spans(r *record.Record, line Redaction) ([]record.Span, error) {
	field, err := fieldOf(r, line)
	if err != nil {
		return nil, err
	}
	in, ok := fieldSpan(r, field)
	if !ok && line.Event != "" {
		return nil, wrong("the conversation has no such event, or it holds no words")
	}
	if !ok {
		return nil, wrong("the record has no such field")
	}
	text := r.Text[in.Start:in.End]
	if line.Start == nil || line.End == nil {
		return occurrences(text, record.Clean(line.Text), in.Start)
	}
	s, ok := characters(text, *line.Start, *line.End)
	if !ok {
		return nil, wrong("the offsets lie outside the field")
	}
	if line.Text != "" && text[s.Start:s.End] != record.Clean(line.Text) {
		return nil, wrong("the text at the offsets is another one")
	}
	return []record.Span{{Start: in.Start + s.Start, End: in.Start + s.End}}, nil
}

// fieldOf is the field a line is about: of an event its words, unless it names
// another field.
func fieldOf(r *record.Record, line Redaction) (string, error) {
	switch {
	case line.Event != "" && r.Log == nil:
		return "", wrong("an event is named and the record is no conversation")
	case line.Event != "" && (line.Field == "" || strings.EqualFold(line.Field, record.FieldChat)):
		return record.EventField(line.Event), nil
	case line.Field == record.FieldChat:
		return "", wrong("the field is chat and no event is named")
	case line.Field == "":
		return record.FieldBody, nil
	}
	return line.Field, nil
}

func fieldSpan(r *record.Record, field string) (record.Span, bool) {
	for _, b := range r.Blocks {
		if strings.EqualFold(b.Field, field) {
			return r.Field(b.Field)
		}
	}
	return record.Span{}, false
}

func occurrences(text, want string, at int) ([]record.Span, error) {
	if want == "" {
		return nil, wrong("neither offsets nor a text are given")
	}
	var out []record.Span
	for from := 0; ; {
		i := strings.Index(text[from:], want)
		if i < 0 {
			break
		}
		s := from + i
		out = append(out, record.Span{Start: at + s, End: at + s + len(want)})
		from = s + len(want)
	}
	if len(out) == 0 {
		return nil, wrong("the text does not occur in that field")
	}
	return out, nil
}

// characters turns offsets in characters into a span of bytes.
func characters(text string, start, end int) (record.Span, bool) {
	if start < 0 || end <= start {
		return record.Span{}, false
	}
	s, n := record.Span{Start: -1}, 0
	for i := range text {
		if n == start {
			s.Start = i
		}
		if n == end {
			s.End = i
			return s, true
		}
		n++
	}
	if n == end && s.Start >= 0 {
		s.End = len(text)
		return s, true
	}
	return s, false
}
