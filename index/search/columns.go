package search

import (
	"strings"

	"vaughn/index/message"
	"vaughn/index/query"
	"vaughn/index/record"
)

// gap is what separates two stretches of text that are not read in a row (two
// recipients, two entries of a conversation), in words; it is more than any
// distance a query may ask for.
const gap = query.MaxNear + 1

// piece is a stretch of a record's words in one column of the index.
type piece struct {
	column string
	text   string
	at     int  // where it starts in the record's Text, -1 when it is not there
	gap    bool // it does not follow what stands before it in the column
}

// columnOf maps the header fields of a record to columns. The date is a moment,
// not words.
var columnOf = map[string]string{
	record.FieldFrom: query.ColFrom, record.FieldSender: query.ColFrom,
	record.FieldTo: query.ColTo, record.FieldCc: query.ColCc, record.FieldBcc: query.ColBcc,
	record.FieldSubject: query.ColSubject, record.FieldAttach: query.ColAttach,
}

var columnOfRole = map[string]string{
	message.From: query.ColFrom, message.Sender: query.ColFrom,
	message.To: query.ColTo, message.Cc: query.ColCc, message.Bcc: query.ColBcc,
}

// untitled leaves out the line in which the program says what was hidden.
func (p piece) untitled() piece {
	title, _, ok := strings.Cut(p.text, ":\n")
	if !ok {
		p.text = ""
		return p
	}
	skip := len(title) + len(":\n")
	p.text, p.at = p.text[skip:], p.at+skip
	return p
}

// pieces lists what the index takes from a record: its text block by block,
// then names and addresses that the text does not spell out, such as those a
// chat or a calendar item keeps beside it. What the program itself says in a
// note is left out, so that no search finds our words.
func pieces(r *record.Record) []piece {
	out := make([]piece, 0, len(r.Blocks)+4)
	for _, b := range r.Blocks {
		p := piece{text: r.Text[b.Span.Start:b.Span.End], at: b.Span.Start}
		switch b.Role {
		case record.RoleBody:
			p.column = query.ColBody
		case record.RoleEvent:
			p.column, p.gap = query.ColBody, true
		case record.RoleField:
			p.column, p.gap = columnOf[b.Field], true
		case record.RoleNote:
			if b.Field == record.FieldHidden {
				p.column, p.gap = query.ColHidden, true
				p = p.untitled()
			}
		}
		if p.column != "" && p.text != "" {
			out = append(out, p)
		}
	}
	beside := func(column, text string) {
		if text == "" {
			return
		}
		for _, p := range out {
			if p.column == column && strings.Contains(p.text, text) {
				return
			}
		}
		out = append(out, piece{column, text, -1, true})
	}
	for _, p := range r.Parties {
		if c := columnOfRole[p.Role]; c != "" {
			beside(c, p.Name)
			beside(c, p.Addr)
			if p.Name == "" && p.Addr == "" {
				beside(c, p.Raw)
			}
		}
	}
	for _, c := range r.Children {
		beside(query.ColAttach, c.Name)
	}
	beside(query.ColAttach, r.Name)
	beside(query.ColSubject, r.Subject)
	return out
}
