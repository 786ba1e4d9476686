package withholding

import (
	"slices"
	"strings"

	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/exempt"
)

// notShown stands for the fields of a record withheld in full.
const notShown = "[withheld in full]"

// describe fills the texts of an entry: fields out of what is released, and
// what a person stated, both without any string withheld in the case.
func (l *Log) describe(e *Entry, d Document, marks []redact.Mark, clean redact.Clean) error {
	shown := clean
	if inFull(clean) && l.opt.Identify {
		var err error
		if shown, err = redact.Resolve(d.Record, slices.Concat(marks, l.identify(d.Record)), l.opt.Set); err != nil {
			return err
		}
	}
	field := func(name string) string {
		if _, ok := d.Record.Field(name); !ok {
			return ""
		}
		if inFull(shown) {
			return notShown
		}
		return l.scrub(oneLine(shown.Field(name)))
	}
	e.Date, e.From, e.To, e.Cc, e.Bcc = field(record.FieldDate), field(record.FieldFrom), field(record.FieldTo), field(record.FieldCc), field(record.FieldBcc)
	if e.From == "" {
		e.From = field(record.FieldParticipants)
	}
	if e.Date == "" {
		e.Date = field(record.FieldPeriod)
	}
	e.Title = field(record.FieldSubject)
	if e.Title == "" {
		e.Title = field(record.FieldConversation)
	}
	if inFull(clean) && e.Title != "" {
		e.Title = notShown // a subject or file name says what the record says
	}
	e.Description = l.scrub(d.Coding[FieldDescription])
	e.Harm, e.HarmBy = l.harm(e.Codes, l.scrub(d.Coding[FieldHarm]))
	e.Segregability = l.scrub(d.Coding[FieldSegregability])
	if e.Segregability == "" {
		e.Segregability = segregability(e)
	}
	return nil
}

// identify releases for the log what Fed. R. Civ. P. 26(b)(5)(A) wants said of a
// document withheld: when, by whom, to whom. A mark on such a field itself still
// hides.
func (l *Log) identify(r *record.Record) []redact.Mark {
	var out []redact.Mark
	for _, b := range r.Blocks {
		switch b.Field {
		case record.FieldDate, record.FieldFrom, record.FieldTo, record.FieldCc, record.FieldBcc, record.FieldParticipants, record.FieldPeriod:
			if b.Span.Len() > 0 {
				out = append(out, redact.Mark{ID: "log", Record: r.ID, Version: r.Version, Target: redact.Except, Span: b.Span, State: redact.Accepted})
			}
		}
	}
	return out
}

// Missing statements are said to be missing.
const (
	harmMissing    = "NOT STATED"
	harmNotNeeded  = "not required for the exemptions claimed"
	statedBy       = "stated"
	statedNot      = "missing"
	statedNeedless = "not required"
)

// harm is the statement of foreseeable harm (5 U.S.C. 552(a)(8)(A)) and whether
// one is missing.
func (l *Log) harm(codes []string, stated string) (text, by string) {
	if stated != "" {
		return stated, statedBy
	}
	for _, id := range codes {
		if c, ok := l.opt.Set.Lookup(id); ok && c.Harm == exempt.HarmStated {
			return harmMissing, statedNot
		}
	}
	return harmNotNeeded, statedNeedless
}

// segregability says no more than what the decisions themselves show.
func segregability(e *Entry) string {
	if e.Disposition == Withheld {
		return "NOT STATED: the record is withheld in full"
	}
	said := "All of the document except the " + itoa(len(e.Marks)) + " passages listed is released."
	if len(e.Marks) == 1 {
		said = "All of the document except the one passage listed is released."
	}
	if e.Pages == 1 {
		return said
	}
	return said + " " + "Of its " + itoa(e.Pages) + " pages " + itoa(e.Clear) + " have no redaction."
}

// justification is the standing text of each exemption claimed.
func (l *Log) justification(codes []string) string {
	var out []string
	for _, id := range codes {
		if c, ok := l.opt.Set.Lookup(id); ok && c.Reason != "" {
			out = append(out, c.Label+": "+c.Reason)
		}
	}
	return strings.Join(out, "\n")
}

// scrub cuts every string that is withheld anywhere in the case out of a text
// that is to be printed. Where it stands in another spelling than the one
// withheld, all of the text goes.
func (l *Log) scrub(s string) string {
	const gone = "[withheld]"
	hits := l.opt.Secrets.Count(s)
	if len(hits) == 0 {
		return s
	}
	l.Cut++
	for i := range hits {
		s = replaceFold(s, strings.TrimSpace(l.opt.Secrets.Text(i)), gone)
	}
	if len(l.opt.Secrets.Count(s)) > 0 {
		return gone
	}
	return s
}

// replaceFold replaces without regard to the case of ASCII letters, which keeps
// all offsets.
func replaceFold(s, old, by string) string {
	low, find := lower(s), lower(old)
	if find == "" {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(low, find)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i] + by)
		s, low = s[i+len(find):], low[i+len(find):]
	}
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
