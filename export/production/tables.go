package production

import (
	"bytes"
	"slices"
	"sort"
	"strconv"
	"strings"

	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// fields of the load files, in order (production.md, section 4.4).
var fields = []string{
	"BEGBATES", "ENDBATES", "BEGATTACH", "ENDATTACH", "PAGECOUNT", "CUSTODIAN", "ALLCUSTODIANS", "RECORDTYPE",
	"FROM", "TO", "CC", "BCC", "SUBJECT", "DATESENT", "TIMESENT", "TIMEZONE", "FILENAME",
	"REDACTED", "WITHHELD", "EXEMPTIONS", "PRODID", "PDFPATH", "TEXTPATH",
}

// Forms of dates and times in load files.
const (
	dateForm = "01/02/2006"
	timeForm = "15:04:05"
)

type row struct {
	family int
	cells  map[string]string
}

// row makes the cells of a document from what is released of it alone.
func (r *run) row(doc Doc, d Document, c redact.Clean, cert CertDocument) row {
	custodians := r.custodians(d)
	custodian, _, _ := strings.Cut(custodians, "; ")
	cells := map[string]string{
		"BEGBATES": cert.Begin, "ENDBATES": cert.End, "PAGECOUNT": strconv.Itoa(doc.Pages),
		"CUSTODIAN": custodian, "ALLCUSTODIANS": custodians, "RECORDTYPE": kindName(d.Record.Kind),
		"FROM": c.Field(record.FieldFrom), "TO": c.Field(record.FieldTo), "CC": c.Field(record.FieldCc), "BCC": c.Field(record.FieldBcc),
		"SUBJECT": c.Field(record.FieldSubject), "FILENAME": c.Field("Filename"),
		"REDACTED": yes(c.Redacted()), "WITHHELD": yes(c.Withheld()), "EXEMPTIONS": strings.Join(labels(r, doc.Codes), "; "),
		"PRODID": r.p.Spec.Name, "PDFPATH": backslashes(cert.PDF), "TEXTPATH": backslashes(cert.Text),
	}
	// The date is a field of its own only where the page shows it unredacted.
	if date := c.Field(record.FieldDate); date != "" && !d.Record.Date.IsZero() && dateReleased(c) {
		utc := d.Record.Date.UTC()
		cells["DATESENT"], cells["TIMESENT"], cells["TIMEZONE"] = utc.Format(dateForm), utc.Format(timeForm), "UTC"
	}
	return row{family: doc.Family, cells: cells}
}

// custodians lists who held the record. A custodian's name comes from the
// importing person, not from the page, so a name that is withheld anywhere in
// the production is masked here, whichever of its words comes first.
func (r *run) custodians(d Document) string {
	var out []string
	for _, c := range d.Custodians {
		words := qc.Words(c)
		slices.Reverse(words)
		if len(r.p.secret.Count(c)) > 0 || len(r.p.secret.Count(strings.Join(words, " "))) > 0 {
			c = "withheld"
		}
		out = append(out, strings.ReplaceAll(c, ";", ","))
	}
	return strings.Join(out, "; ")
}

// beyond looks for withheld strings in a row's cells that the document's pages
// do not say.
func (r *run) beyond(w row, path, page string) (out []qc.Finding) {
	for _, f := range fields {
		for _, i := range r.p.secret.Beyond(w.cells[f], page) {
			out = append(out, qc.Finding{V: 1, Check: "load-file", Severity: qc.Block, File: path, Field: f, Text: r.p.secret.Text(i), Other: []qc.Place{},
				Why: "a withheld string stands in a field of the load file"})
		}
	}
	return out
}

func dateReleased(c redact.Clean) bool {
	in := false
	for run := range c.Runs() {
		if run.Start {
			in = run.Block.Field == record.FieldDate
		}
		if in && run.Box != nil {
			return false
		}
	}
	return true
}

func labels(r *run, codes []string) []string {
	var out []string
	for _, c := range codes {
		out = append(out, r.p.set.Label([]string{c}))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func kindName(kind string) string {
	switch kind {
	case "email":
		return "Email"
	case "attachment":
		return "Attachment"
	case "":
		return "Document"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// kinds are the values of RECORDTYPE.
var kinds = []string{"Email", "Attachment", "Document", "Chat", "Calendar", "Contact", "Task", "Note", "Report"}

func yes(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}

func backslashes(p string) string { return strings.ReplaceAll(p, "/", `\`) }

// loadFiles writes DAT, CSV and OPT from the same rows.
func (r *run) loadFiles() error {
	last := map[int]string{}
	for _, w := range r.rows {
		last[w.family] = w.cells["ENDBATES"]
	}
	var dat, csv, opt bytes.Buffer
	datW, err := loadfile.DAT(&dat, fields)
	if err != nil {
		return err
	}
	csvW, err := loadfile.CSV(&csv, fields)
	if err != nil {
		return err
	}
	optW := loadfile.OPT(&opt)
	for _, w := range r.rows {
		w.cells["BEGATTACH"], w.cells["ENDATTACH"] = r.rows[w.family].cells["BEGBATES"], last[w.family]
		for _, t := range []loadfile.Writer{datW, csvW} {
			if err := t.Row(cellsOf(w.cells)); err != nil {
				return err
			}
		}
		if err := optW.Row(optRow(w.cells)); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		path string
		w    loadfile.Writer
		buf  *bytes.Buffer
	}{{datPath, datW, &dat}, {csvPath, csvW, &csv}, {optPath, optW, &opt}} {
		if err := f.w.Close(); err != nil {
			return err
		}
		if _, err := r.s.put(f.path, f.buf.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func cellsOf(row map[string]string) []string {
	cells := make([]string, len(fields))
	for i, f := range fields {
		cells[i] = row[f]
	}
	return cells
}

func optRow(row map[string]string) []string {
	return []string{row["BEGBATES"], "VOL001", row["PDFPATH"], row["PAGECOUNT"]}
}

// leaks looks for withheld strings in what is not made from cleaned records:
// names of files, of the production, and stamps. Cells and pages are made from
// what is released, and the reading back compares them with it.
func (r *run) leaks() error {
	for _, f := range r.s.files {
		for i := range r.p.secret.Count(f.Path) {
			r.findings = append(r.findings, qc.Finding{V: 1, Check: "file-name", Severity: qc.Block, File: f.Path, Text: r.p.secret.Text(i), Other: []qc.Place{},
				Why: "a withheld string stands in the name of a file"})
		}
	}
	for _, name := range []string{r.p.Spec.Name, r.p.Spec.Header, r.p.Spec.Designation} {
		for i := range r.p.secret.Count(name) {
			r.findings = append(r.findings, qc.Finding{V: 1, Check: "stamp", Severity: qc.Block, Text: r.p.secret.Text(i), Other: []qc.Place{},
				Why: "a withheld string stands in the production's name or in a stamp"})
		}
	}
	return r.blocked()
}

func (s *staging) sorted() []CertFile {
	out := slices.Clone(s.files)
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}
