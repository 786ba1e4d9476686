package withholding

import (
	"strings"

	"vaughn/export/report"
)

// Kinds of log.
const (
	Vaughn    = "vaughn-index"
	Privilege = "privilege-log"
	Redaction = "redaction-log"
	Letter    = "release-letter"
)

// Kinds lists the logs that Report makes.
func Kinds() []string { return []string{Vaughn, Privilege, Redaction, Letter} }

// Title is what a log is called.
func Title(kind string) string {
	return map[string]string{Vaughn: "Vaughn index", Privilege: "Privilege log", Redaction: "Redaction log", Letter: "Counts for the release letter"}[kind]
}

// Tables are the tables of a log. Narrow ones put what belongs together into
// one cell, for paper; wide ones have a column for each thing, for work.
func (l *Log) Tables(kind string, narrow bool) []report.Table {
	switch kind {
	case Vaughn:
		if narrow {
			return []report.Table{l.vaughnPaper()}
		}
		return []report.Table{l.vaughn()}
	case Privilege:
		tables := []report.Table{l.privilege()}
		if narrow {
			tables[0] = l.privilegePaper()
		}
		return append(tables, l.counsel()...)
	case Redaction:
		return []report.Table{l.redactions()}
	}
	return l.Counts.Tables()
}

// Missing counts the entries of a log that lack a statement the law asks for.
func (l *Log) Missing(kind string) int {
	n := 0
	for _, e := range l.Entries {
		if kind == Vaughn && (e.HarmBy == statedNot || strings.HasPrefix(e.Segregability, harmMissing)) || kind == Privilege && e.Privileged && e.Description == "" {
			n++
		}
	}
	return n
}

func (l *Log) vaughn() report.Table {
	t := report.Table{Name: "Vaughn index", Columns: columns("#No.", "Bates", "Family", "Type", "Date", "From", "To", "Cc", "Title", "#Pages", "Disposition", "Exemptions",
		"Withheld", "Description", "Justification", "Foreseeable harm", "Segregability")}
	for _, e := range l.Entries {
		t.Rows = append(t.Rows, []string{itoa(e.No), e.Number, e.Kin, e.Kind, e.Date, e.From, e.To, e.Cc, e.Title, itoa(e.Pages), disposition(e), e.Label,
			e.parts(), e.Description, l.justification(e.Codes), e.Harm, e.Segregability})
	}
	return t
}

func (l *Log) vaughnPaper() report.Table {
	t := report.Table{Name: "Documents of which something is withheld", Columns: columns("#No.", "Document", "Withheld", "Description and justification", "Foreseeable harm and segregability")}
	for _, e := range l.Entries {
		t.Rows = append(t.Rows, []string{itoa(e.No), e.document(), e.parts(),
			lines(e.Description, l.justification(e.Codes)), lines("Harm: "+e.Harm, "Segregability: "+e.Segregability)})
	}
	return t
}

// document is what identifies a document, a line each.
func (e Entry) document() string {
	return lines(e.Number, named("Family: ", e.Kin), e.Kind+", "+itoa(e.Pages)+pages(e.Pages)+", "+disposition(e), named("Date: ", e.Date), named("From: ", e.From), named("To: ", e.To),
		named("Cc: ", e.Cc), named("Bcc: ", e.Bcc), named("Title: ", e.Title))
}

func pages(n int) string {
	if n == 1 {
		return " page"
	}
	return " pages"
}

func named(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// lines joins what is not empty, a line each.
func lines(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

func disposition(e Entry) string {
	if e.Disposition == Withheld {
		return "withheld in full"
	}
	return "released in part"
}

// parts sums the withholdings of a document up by their basis: how many, where.
func (e Entry) parts() string {
	type part struct {
		n  int
		at []string
	}
	by := map[string]*part{}
	var order []string
	for _, m := range e.Marks {
		p := by[m.Label]
		if p == nil {
			p = &part{}
			by[m.Label], order = p, append(order, m.Label)
		}
		p.n++
		for _, at := range m.Pages {
			if len(p.at) == 0 || p.at[len(p.at)-1] != at {
				p.at = append(p.at, at)
			}
		}
	}
	var out []string
	for _, label := range order {
		p := by[label]
		s := label + ": " + itoa(p.n) + " passages"
		switch {
		case e.Disposition == Withheld:
			s = label + ": the whole record"
		case p.n == 1:
			s = label + ": 1 passage"
		}
		if len(p.at) > 0 {
			s += ", " + strings.Join(unique(p.at), ", ")
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func (l *Log) redactions() report.Table {
	t := report.Table{Name: "Redactions", Columns: columns("#Document", "#Mark", "Bates", "Field", "Basis", "Amount", "#Redactions", "Page", "Layer", "Decided by")}
	for _, e := range l.Entries {
		for i, m := range e.Marks {
			t.Rows = append(t.Rows, []string{itoa(e.No), itoa(i + 1), e.Number, m.Where, m.Label, m.Amount, itoa(m.Boxes), strings.Join(m.Pages, ", "), m.Layer, m.By})
		}
	}
	return t
}

// Tables are the counts of a release letter.
func (c Counts) Tables() []report.Table {
	records := report.Table{Name: "Records", Columns: columns("", "#Records"), Rows: [][]string{
		{"released in full", itoa(c.InFull)}, {"released in part", itoa(c.InPart)}, {"withheld in full", itoa(c.Withheld)},
		{"answered by another agency, sealed or claimed back: a sheet stands for them", itoa(c.Stood)}, {"all", itoa(c.Records)}, {"of those in full, files that left as they were collected", itoa(c.Natives)}}}
	pages := report.Table{Name: "Pages", Columns: columns("", "#Pages"), Rows: [][]string{
		{"released in full", itoa(c.PagesInFull)}, {"released in part", itoa(c.PagesInPart)}, {"released", itoa(c.PagesInFull + c.PagesInPart)},
		{"withheld in full", itoa(c.PagesWithheld)}, {"reviewed: released and withheld", itoa(c.PagesInFull + c.PagesInPart + c.PagesWithheld)},
		{"sheets that stand for records withheld in full", itoa(c.Sheets)}, {"sheets that stand for other records", itoa(c.StoodPages)},
		{"pages that stand for files left as they were collected", itoa(c.NativePages)}, {"numbered: released pages, sheets and such pages", itoa(c.Issued)}}}
	by := report.Table{Name: "By exemption", Columns: columns("Exemption", "#Records", "#Pages", "#Redactions")}
	for _, x := range c.ByExemption {
		by.Rows = append(by.Rows, []string{x.Label, itoa(x.Records), itoa(x.Pages), itoa(x.Redactions)})
	}
	by.Rows = append(by.Rows, []string{"all, each once", itoa(c.InPart + c.Withheld), itoa(c.PagesInPart + c.Sheets), itoa(c.Redactions)})
	return []report.Table{records, pages, by}
}

func columns(names ...string) []report.Column {
	out := make([]report.Column, len(names))
	for i, n := range names {
		name, number := strings.CutPrefix(n, "#")
		out[i] = report.Column{Name: name, Number: number}
	}
	return out
}
