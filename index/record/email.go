package record

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"vaughn/index/message"
)

// FromEmail makes the record of a mail-like item: a block per header field,
// then its own text cut where the depth of quotation changes and where its HTML
// has tables, lists and pictures. The body is the plain text the sender wrote; a
// mail that has only HTML, or HTML that says much more, gives the text of that, and
// what the plain text says beyond it is noted behind the body. So are pictures of
// the HTML that the mail does not hold.
func FromEmail(m *message.Message) (*Record, error) {
	if m.ID == "" {
		return nil, fmt.Errorf("making a record: the message is not sealed")
	}
	r := &Record{
		ID: m.ID, Kind: string(m.Kind), Family: m.ID, MessageID: m.MessageID,
		Subject: Clean(m.Subject), Date: m.Date, DateText: m.DateText, Zone: m.Zone,
		Parties: m.Parties, Problems: m.Problems, Bytes: m.RawLen,
		Type: "message/rfc822",
	}
	for i, a := range m.Attached {
		r.Children = append(r.Children, Child{
			ID: message.ChildID(m.ID, i), Name: Clean(a.Name), Type: a.Type, Bytes: a.Size, Blob: a.Blob,
		})
	}
	var w Builder
	fields(&w, r, m)
	s := shapeOf(m)
	s.facts(m)
	body(&w, s)
	for _, text := range s.beside {
		w.Add(Block{Role: RoleNote, Field: "note", Label: "The plain text beside it says less:"}, strings.Trim(text, "\n"))
	}
	if len(s.unheld) > 0 {
		w.Add(Block{Role: RoleNote, Field: FieldUnheld, Label: UnheldLabel}, strings.Join(s.unheld, "; "))
	}
	w.Into(r)
	r.Seal()
	return r, nil
}

// fields writes the header block. QUIRK: a value is the decoded header as the
// source spells it, not our re-printing of its addresses, so that offsets into
// it mean the same to every reader of the source.
func fields(w *Builder, r *Record, m *message.Message) {
	for _, f := range []struct{ name, role string }{
		{FieldFrom, message.From}, {FieldSender, message.Sender}, {FieldDate, ""},
		{FieldTo, message.To}, {FieldCc, message.Cc}, {FieldBcc, message.Bcc}, {FieldSubject, ""},
	} {
		v := m.Header(f.name)
		if v == "" {
			v = synthetic(m, f.name, f.role)
		}
		if v == "" && f.name != FieldFrom && f.name != FieldSubject && f.name != FieldDate {
			continue
		}
		w.Add(Block{Role: RoleField, Field: f.name, Label: fieldLabel(m.Kind, f.name)}, v)
	}
	if len(r.Children) > 0 {
		names := make([]string, len(r.Children))
		for i, c := range r.Children {
			names[i] = c.Name
			if c.Name == "" {
				names[i] = fmt.Sprintf("unnamed (%s)", c.Type)
			}
		}
		w.Add(Block{Role: RoleField, Field: FieldAttach, Label: "Attachments:"}, strings.Join(names, "; "))
	}
}

// fieldLabel is what is printed before a header field: the people of a meeting
// are called what they are.
func fieldLabel(kind message.Kind, field string) string {
	if kind == message.Calendar {
		switch field {
		case FieldFrom:
			return "Organiser:"
		case FieldTo:
			return "Required:"
		case FieldCc:
			return "Optional:"
		case FieldBcc:
			return "Resources:"
		}
	}
	return field + ":"
}

// facts makes the lines with which the text of a calendar item, contact, task or
// note begins, "Label: value", one fact each. They are known by the header fields
// that the importer made of the same properties.
func (s *shape) facts(m *message.Message) {
	if m.Kind == message.Email || m.Kind == message.Report || len(s.lines) > 0 {
		return
	}
	at := 0
	for at < len(s.text) {
		line, _, _ := strings.Cut(s.text[at:], "\n")
		label, value, ok := strings.Cut(line, ": ")
		if !ok || m.Header(strings.ReplaceAll(label, " ", "-")) != value {
			break
		}
		s.lines = append(s.lines, lineMark{at: at, form: FormFact, item: true})
		at += len(line) + 1
	}
	if len(s.lines) > 0 {
		s.lines = append(s.lines, lineMark{at: at, item: true})
	}
}

func synthetic(m *message.Message, field, role string) string {
	switch {
	case field == FieldSubject:
		return m.Subject
	case field == FieldDate && m.DateText != "":
		return m.DateText
	case field == FieldDate && !m.Date.IsZero():
		return m.Date.Format(time.RFC1123Z)
	case role == "":
		return ""
	}
	var names []string
	for _, p := range m.With(role) {
		names = append(names, p.String())
	}
	return strings.Join(names, "; ")
}

// BodyText is the text a record's body is made of: every body in order, each
// in one of its renderings, the sender's plain text before the HTML. QUIRK: list
// servers put a plain footer behind a message that has only HTML; taking the
// plain parts alone would lose the message.
func BodyText(m *message.Message) string { return shapeOf(m).text }

// shapeOf is the text of a body with what its HTML tells of its tables, lists
// and pictures.
func shapeOf(m *message.Message) shape {
	var out shape
	held := holder(m)
	for i := 0; i < len(m.Bodies); {
		n := i + 1
		for n < len(m.Bodies) && m.Bodies[n].Alternative {
			n++
		}
		if s := rendering(m.Bodies[i:n], held); strings.TrimSpace(s.text) != "" || len(s.insets) > 0 {
			out.join(s)
		}
		i = n
	}
	return out
}

// rendering chooses among alternatives. What marks are counted in is the plain
// text; the HTML beside it tells where its tables and pictures stand.
func rendering(bodies []message.Body, held func(src string) (int, bool)) shape {
	var plain, rich shape
	for _, b := range bodies {
		switch b.Type {
		case "text/plain":
			plain.join(shape{text: Clean(b.Text)})
		}
	}
	alone := strings.TrimSpace(plain.text) == ""
	less := !alone && slices.ContainsFunc(bodies, func(b message.Body) bool { return b.Type == "text/html" && lacks(plain.text, b.Text) })
	alone = alone || less
	for _, b := range bodies {
		if b.Type == "text/html" && (alone || dressed(b.Text)) {
			rich.join(readHTML(b.Text, held))
		}
	}
	if less && !within(plain.text, rich.text) {
		rich.beside = append(rich.beside, plain.text)
	}
	if alone {
		return rich
	}
	return aligned(plain.text, rich)
}

// dressed tells HTML that may have a table or a picture, which saves reading most.
func dressed(src string) bool {
	for _, tag := range []string{"<img", "<IMG", "<table", "<TABLE", "<Table", "<Img"} {
		if strings.Contains(src, tag) {
			return true
		}
	}
	return false
}
