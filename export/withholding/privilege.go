package withholding

import (
	"strings"

	"vaughn/export/report"
)

// The privilege log holds the documents with at least one privileged mark; its
// columns are those of Fed. R. Civ. P. 26(b)(5)(A) practice.
func (l *Log) privilege() report.Table {
	t := report.Table{Name: "Privilege log", Columns: columns("#Log no.", "Bates or control no.", "Family", "Date", "Type", "From", "To", "Cc", "Bcc", "Privilege",
		"Description", "Withheld or redacted", "#Pages", "#Attachments", "Title")}
	n := 0
	for _, e := range l.Entries {
		if !e.Privileged {
			continue
		}
		n++
		t.Rows = append(t.Rows, []string{itoa(n), e.Number, e.Kin, e.Date, e.Kind, l.starred(e.From), l.starred(e.To), l.starred(e.Cc), l.starred(e.Bcc), e.claims(),
			described(e), withheldOr(e), itoa(e.Pages), itoa(e.Attachments), e.Title})
	}
	return t
}

func (l *Log) privilegePaper() report.Table {
	t := report.Table{Name: "Documents withheld or redacted as privileged", Columns: columns("#No.", "Document", "Author and recipients", "Privilege", "Description", "Withheld or redacted", "#Pages")}
	n := 0
	for _, e := range l.Entries {
		if !e.Privileged {
			continue
		}
		n++
		t.Rows = append(t.Rows, []string{itoa(n), lines(e.Number, named("Family: ", e.Kin), e.Kind, e.Date, attachments(e)),
			lines(named("From: ", l.starred(e.From)), named("To: ", l.starred(e.To)), named("Cc: ", l.starred(e.Cc)), named("Bcc: ", l.starred(e.Bcc))),
			e.claims(), lines(described(e), named("Title: ", e.Title)), withheldOr(e), itoa(e.Pages)})
	}
	return t
}

func attachments(e Entry) string {
	switch e.Attachments {
	case 0:
		return ""
	case 1:
		return "1 attachment"
	}
	return itoa(e.Attachments) + " attachments"
}

// described is the description, which the rule demands and only a person can
// give.
func described(e Entry) string {
	if e.Description == "" {
		return harmMissing
	}
	return e.Description
}

func withheldOr(e Entry) string {
	if e.Disposition == Withheld {
		return "withheld"
	}
	return "redacted"
}

// claims are the distinct bases of a document's privileged marks.
func (e Entry) claims() string {
	var out []string
	for _, m := range e.Marks {
		if m.Privileged {
			out = append(out, m.Label)
		}
	}
	return strings.Join(unique(out), "\n")
}

// starred marks the attorneys in a line of names. Only names that the line
// still shows can be marked.
func (l *Log) starred(s string) string {
	for _, c := range l.opt.Counsel {
		for _, spelling := range c.Spellings {
			if found := replaceFold(s, spelling, "\x00"); found != s {
				s = star(s, spelling)
				break
			}
		}
	}
	return s
}

// star puts a '*' behind every occurrence that stands as words of its own.
func star(s, name string) string {
	low, find := lower(s), lower(name)
	var b strings.Builder
	for {
		i := strings.Index(low, find)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		end := i + len(find)
		b.WriteString(s[:end])
		if (i == 0 || !wordByte(s[i-1])) && (end == len(s) || !wordByte(s[end])) {
			b.WriteByte('*')
		}
		s, low = s[end:], low[end:]
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// counsel is the list of attorneys, an appendix of the log.
func (l *Log) counsel() []report.Table {
	if len(l.opt.Counsel) == 0 {
		return nil
	}
	t := report.Table{Name: "Attorneys, marked * above", Columns: columns("Name")}
	for _, c := range l.opt.Counsel {
		t.Rows = append(t.Rows, []string{l.scrub(c.Name)})
	}
	return []report.Table{t}
}
