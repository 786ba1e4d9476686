package query

import (
	"slices"
	"strings"
)

// Type says what a field's values are and who answers for them.
type Type string

// The types of field.
const (
	Text  Type = "text"  // words of the record, answered by the index
	Dates Type = "date"  // a moment or a range, answered by the index
	Facts Type = "value" // a whole value, asked of the case database
	Form  Type = "form"  // no place to look in but a way to read words: see Term.Form
)

// FieldInfo is one row of the field table.
type FieldInfo struct {
	Name        string
	Aliases     []string
	Description string // one sentence for the help page
	Example     string // a query that uses the field
	Type        Type
	Columns     []string // what a Text or Dates field reads in the index
	Values      []string // all the values there are; nil when they are open
}

// Columns of the index. ColBody holds all of a record's text that is not a
// header field; the others hold the header field of that name.
const (
	ColBody    = "body"
	ColSubject = "subject"
	ColFrom    = "from"
	ColTo      = "to"
	ColCc      = "cc"
	ColBcc     = "bcc"
	ColAttach  = "attachment"
	ColHidden  = "hidden" // what a file holds and its printed page does not show
	ColDate    = "date"
)

// Fields is the table of fields: the parser, completion, the help page and the
// index all read it.
func Fields() []FieldInfo {
	return []FieldInfo{
		{"text", []string{"body"}, "Words of the message itself, quoted replies included, header fields left out.", `text:"phase two"`, Text, []string{ColBody}, nil},
		{"subject", nil, "Words of the subject line.", "subject:budget", Text, []string{ColSubject}, nil},
		{"from", []string{"sender", "author"}, "Name or address of the author or sender, whole or in part.", "from:doe@example.gov", Text, []string{ColFrom}, nil},
		{"to", nil, "Name or address of a main recipient.", `to:"jane doe"`, Text, []string{ColTo}, nil},
		{"cc", nil, "Name or address of a recipient of a copy.", "cc:counsel", Text, []string{ColCc}, nil},
		{"bcc", nil, "Name or address of a hidden recipient.", "bcc:doe", Text, []string{ColBcc}, nil},
		{"participant", []string{"party"}, "Name or address of anyone the record is from or to; a person who was confirmed is found by every form of theirs.", "participant:chief@example.gov", Text, []string{ColFrom, ColTo, ColCc, ColBcc}, nil},
		{"person", []string{"who"}, "Anyone whose confirmed name, address, number or account the value is: every record in which the person takes part.", `person:"Jane Doe"`, Facts, nil, nil},
		{"attachment", []string{"file", "filename"}, "Name of an attached file, or of the file a record is.", "attachment:*.xlsx", Text, []string{ColAttach}, nil},
		{"hiddentext", nil, "Words that a file hides: comments, tracked changes, hidden sheets, notes of a speaker.", "hiddentext:withdrawn", Text, []string{ColHidden}, nil},
		{"stem", nil, "Any form of an English word: withhold, withholds, withholding, withheld.", "stem:withhold", Form, nil, nil},
		{"phone", nil, "A telephone number in whatever way it is written.", `phone:"(202) 555-0143"`, Form, nil, nil},
		{"date", []string{"sent"}, "When it was sent, in the case's time zone: a year, month, day, time or range.", "date:2022-02-01..2022-02-28", Dates, []string{ColDate}, nil},
		{"custodian", []string{"source"}, "Whose files it came from.", `custodian:"Jane Doe"`, Facts, nil, nil},
		{"kind", []string{"type"}, "What sort of record it is.", "kind:chat", Facts, nil, []string{"email", "attachment", "chat", "calendar", "contact", "task", "note", "report", "document"}},
		{"filetype", []string{"ext", "mime"}, "What sort of file it is, by the ending of its name or its media type.", "filetype:xlsx", Facts, nil, nil},
		{"domain", nil, "Domain of the author's or sender's address, whole.", "domain:example.gov", Facts, nil, nil},
		{"saved", nil, "A saved search, by its name.", `saved:"press office"`, Facts, nil, nil},
		{"id", nil, "The record's own id.", "id:0123456789abcdef0123456789abcdef", Facts, nil, nil},
		{"messageid", []string{"message-id", "msgid"}, "The Message-ID of a mail, with or without angle brackets.", "messageid:abc@mail.example.gov", Facts, nil, nil},
		{"family", nil, "A record, its attachments and their parent, by the id of any of them.", "family:0123456789abcdef0123456789abcdef", Facts, nil, nil},
		{"thread", []string{"in", "conversation"}, "The conversation a record belongs to, by the id of any record in it, or in:thread(query) for those of all hits; in:family(query) and in:copies(query) likewise.", "in:thread(subject:budget)", Facts, nil, nil},
		{"has", nil, "Something a record has.", "has:attachment", Facts, nil, []string{"attachment", "mark", "exemption", "problem", "duplicate", "hidden", "date"}},
		{"is", nil, "A state a record is in.", "is:unreviewed", Facts, nil, []string{"reviewed", "unreviewed", "incomplete", "overturned", "produced"}},
		{"exemption", []string{"ex"}, "An exemption marked in the record; a sub-part is found by its whole too.", "exemption:b6", Facts, nil, nil},
		{"coded", []string{"coding"}, "What a reviewer decided about the record.", "coded:responsive", Facts, nil, nil},
		{"tag", nil, "A tag a reviewer gave.", "tag:press", Facts, nil, nil},
		{"responsive", nil, "Whether it answers the request, as coded.", "responsive:yes", Facts, nil, nil},
		{"privileged", nil, "Whether it is privileged, as coded.", "privileged:yes", Facts, nil, nil},
		{"privilege", nil, "The type of privilege that was coded.", "privilege:attorney-client", Facts, nil, nil},
		{"issue", []string{"issues"}, "An issue it was coded with.", "issue:budget", Facts, nil, nil},
		{"confidentiality", nil, "The confidentiality that was coded.", "confidentiality:confidential", Facts, nil, nil},
		{"note", []string{"notes"}, "Words in a row of a reviewer's note.", `note:"ask counsel"`, Facts, nil, nil},
		{"reviewer", []string{"coder"}, "Who coded it: whose present coding it has in any field.", "reviewer:ann", Facts, nil, nil},
		{"batch", nil, "A review batch or a set of them, by name.", `batch:"Press 001"`, Facts, nil, nil},
		{"batched", nil, "In an open batch of a level of review.", "batched:second-level", Facts, nil, []string{"first-level", "second-level", "counsel", "qc"}},
		{"checked", nil, "Decided at a higher level of review, and coded since as it was left there.", "checked:second-level", Facts, nil, []string{"second-level", "counsel", "qc"}},
		{"queue", nil, "Waiting for a higher level of review: what is sent there, is not checked and not in a batch.", "queue:second-level", Facts, nil, []string{"second-level", "counsel", "qc"}},
		{"problem", nil, "A problem found while importing, by its code.", "problem:charset", Facts, nil, nil},
		{"hidden", nil, "Something a file holds that its printed page does not show, by its code.", "hidden:comments", Facts, nil, []string{
			"annotations", "cached-data", "comments", "earlier-version", "embedded-file", "form-fields", "formulas", "gps", "hidden-columns", "hidden-rows",
			"hidden-shape", "hidden-sheet", "hidden-slide", "hidden-text", "invisible-text", "javascript", "macros", "pictures", "speaker-notes", "tracked-changes", "white-text"}},
	}
}

// Bare lists the columns a word without a field searches: subject, body,
// parties, attachment names and what files hide.
func Bare() []string {
	return []string{ColBody, ColSubject, ColFrom, ColTo, ColCc, ColBcc, ColAttach, ColHidden}
}

// Columns gives the index columns a Term or Range of that field reads.
func Columns(field string) []string {
	if field == "" {
		return Bare()
	}
	f, _ := Lookup(field)
	return f.Columns
}

// Lookup finds a field by name or alias, case ignored.
func Lookup(name string) (FieldInfo, bool) {
	name = strings.ToLower(name)
	for _, f := range Fields() {
		if f.Name == name || slices.Contains(f.Aliases, name) {
			return f, true
		}
	}
	return FieldInfo{}, false
}
