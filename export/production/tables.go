package production

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"vaughn/export/loadfile"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// Forms of dates and times in load files.
const (
	dateForm = "01/02/2006"
	timeForm = "15:04:05"
	zoneForm = "03:04 PM MST"
)

// cells makes the cells of a document from what is released of it alone. Those
// that tell its place are added when it has one.
func (r *run) cells(doc Doc, d Document, c redact.Clean, cert CertDocument) map[string]string {
	custodians := r.custodians(d)
	custodian, _, _ := strings.Cut(custodians, "; ")
	cells := map[string]string{
		"CUSTODIAN": custodian, "ALLCUSTODIANS": custodians, "RECORDTYPE": kindName(d.Record.Kind),
		"FROM": c.Field(record.FieldFrom), "TO": c.Field(record.FieldTo), "CC": c.Field(record.FieldCc), "BCC": c.Field(record.FieldBcc),
		"SUBJECT": c.Field(record.FieldSubject), "FILENAME": c.Field("Filename"),
		"ATTACHNAMES": c.Field(record.FieldAttach), "CONVERSATION": c.Field(record.FieldConversation), "PARTICIPANTS": c.Field(record.FieldParticipants),
		"PERIOD": c.Field(record.FieldPeriod), "MIMETYPE": mimeType(kindName(d.Record.Kind)), "EXEMPTIONS": strings.Join(labels(r, doc.Codes), "; "),
	}
	cells["TITLE"] = cmp.Or(cells["SUBJECT"], cells["FILENAME"], cells["CONVERSATION"])
	// The date is a field of its own only where the page shows it unredacted.
	if date := c.Field(record.FieldDate); date != "" && !d.Record.Date.IsZero() && dateReleased(c) {
		utc := d.Record.Date.UTC()
		cells["DATESENT"], cells["TIMESENT"], cells["TIMEZONE"], cells["TIMEANDZONE"] = utc.Format(dateForm), utc.Format(timeForm), "UTC", utc.Format(zoneForm)
		cells["SENT"] = utc.Format(time.RFC3339)
	}
	return cells
}

// custodians lists who held the record. A custodian's name comes from the
// importing person, not from the page, so a name that is withheld anywhere in
// the production is masked here, in whatever form it is written.
func (r *run) custodians(d Document) string {
	var out []string
	for _, c := range d.Custodians {
		if r.p.secret.Names(c) {
			c = "withheld"
		}
		out = append(out, strings.ReplaceAll(c, ";", ","))
	}
	return strings.Join(out, "; ")
}

// beyond looks for withheld strings in a row's cells that the document's pages
// do not say.
func (r *run) beyond(cells map[string]string, path, page string) (out []qc.Finding) {
	for _, f := range cellNames {
		for _, i := range r.p.secret.Beyond(cells[f], page) {
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

// mimeType is the type of what is a message; that of a file would tell of bytes
// that do not leave.
func mimeType(kind string) string {
	if kind == email {
		return "message/rfc822"
	}
	return ""
}

// email is the value of RECORDTYPE for mail.
const email = "Email"

func kindName(kind string) string {
	switch kind {
	case "email":
		return email
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

// fixed are the cells that follow from the certificate: the same function makes
// them and proves them.
func (c *Certificate) fixed(d CertDocument, kin kinship) map[string]string {
	boxes := 0
	for _, p := range d.Pages {
		boxes += len(p.Boxes)
	}
	image := ""
	if len(d.Images) > 0 {
		image = backslashes(d.Images[0])
	}
	cells := map[string]string{
		"BEGBATES": d.Begin, "ENDBATES": d.End, "PAGECOUNT": strconv.Itoa(len(d.Pages)), "BEGATTACH": kin.first, "ENDATTACH": kin.last,
		"FAMILYRANGE": kin.first + " - " + kin.last, "PARENTID": d.Parent, "ATTACHIDS": strings.Join(kin.children, "; "),
		"ATTACHCOUNT": strconv.Itoa(len(kin.children)), "REDACTED": yes(boxes > 0 || d.Withheld), "WITHHELD": yes(d.Withheld),
		"PRODID": c.Production, "VOLUME": d.Volume, "PDFPATH": backslashes(d.PDF), "TEXTPATH": backslashes(d.Text), "IMAGEPATH": image,
		"NATIVEPATH": backslashes(d.Native), "COMPANY": c.Producer, "CONFIDENTIALITY": c.Designation, "REPLACES": c.Replaces,
		"FILEEXT": strings.TrimPrefix(path.Ext(d.Native), "."), "ALLCUSTODIANS": strings.Join(d.Custodians, "; "),
	}
	if len(d.Custodians) > 0 {
		cells["CUSTODIAN"] = d.Custodians[0]
	}
	return cells
}

// properties is what the Antitrust Division calls PRPRTIES: the kind of record
// and what was done to it.
func properties(cells map[string]string) string {
	out := cells["RECORDTYPE"]
	if out == email {
		out = "E-mail" // as the Division spells it
	}
	switch {
	case cells["WITHHELD"] == "Y":
		out += "; Document Withheld"
	case cells["REDACTED"] == "Y":
		out += "; Redacted"
	}
	return out
}

// kinship is a document's family in numbers.
type kinship struct {
	first, last string
	children    []string // attached to it itself
}

// kin is a family of the plan in numbers.
type kin struct {
	first, last string
	children    map[int][]string // by the place of what they are attached to
}

// kinship gives that of a document; those of a family are asked for in their order.
func (r *run) kinship(i int) kinship {
	if d := r.p.Doc(i); d.Family == i {
		r.kin = kin{first: d.Range.First.String(), children: map[int][]string{}}
		for j := range r.p.family(i) {
			d = r.p.Doc(j)
			if d.parent >= 0 {
				r.kin.children[d.parent] = append(r.kin.children[d.parent], d.Range.First.String())
			}
		}
		r.kin.last = d.Range.Last.String()
	}
	return kinship{first: r.kin.first, last: r.kin.last, children: r.kin.children[i]}
}

// leaks looks for withheld strings in what is not made from cleaned records:
// names of files, of the production, and stamps. Cells and pages are made from
// what is released, and the reading back compares them with it.
func (r *run) leaks() error {
	for f := range r.s.files.all() {
		for i := range r.p.secret.Found(f.Path) {
			r.findings = append(r.findings, qc.Finding{V: 1, Check: "file-name", Severity: qc.Block, File: f.Path, Text: r.p.secret.Text(i), Other: []qc.Place{},
				Why: "a withheld string stands in the name of a file"})
		}
	}
	for _, said := range r.p.Spec.said() {
		for i := range r.p.secret.Found(said) {
			r.findings = append(r.findings, qc.Finding{V: 1, Check: "stamp", Severity: qc.Block, Text: r.p.secret.Text(i), Other: []qc.Place{},
				Why: "a withheld string stands in the production's name, a stamp or another text of the spec"})
		}
	}
	return r.blocked()
}

// edrmFields are the tags of an EDRM file by the schema's names, with the cells
// that fill them.
var edrmFields = []struct{ tag, cell, kind string }{
	{"#From", "FROM", "Text"}, {"#To", "TO", "LongText"}, {"#CC", "CC", "LongText"}, {"#BCC", "BCC", "LongText"}, {"#Subject", "SUBJECT", "Text"},
	{"#DateSent", "SENT", "DateTime"}, {"#AttachmentNames", "ATTACHNAMES", "LongText"}, {"#FileName", "FILENAME", "Text"}, {"#EndPage", "ENDBATES", "Text"}, {"Redacted", "REDACTED", "Text"}, {"Withheld", "WITHHELD", "Text"},
	{"Exemptions", "EXEMPTIONS", "Text"}, {"Production", "PRODID", "Text"}, {"Replaces", "REPLACES", "Text"},
}

// edrmDocument is a row as EDRM XML says it.
func edrmDocument(cells map[string]string, d CertDocument) loadfile.EDRMDocument {
	out := loadfile.EDRMDocument{ID: d.Begin, Mime: mimeType(cells["RECORDTYPE"]), Message: cells["RECORDTYPE"] == "Email", Parent: d.Parent, Custodians: listed(cells["ALLCUSTODIANS"])}
	for _, f := range edrmFields {
		if v := cells[f.cell]; v != "" {
			out.Tags = append(out.Tags, loadfile.EDRMTag{Name: f.tag, Value: v, Type: f.kind})
		}
	}
	add := func(kind, p, hash string) {
		if p != "" {
			out.Files = append(out.Files, loadfile.EDRMFile{Type: kind, Path: backslashes(path.Dir(p)), Name: path.Base(p), Hash: hash})
		}
	}
	add("Native", d.Native, cells["MD5HASH"])
	add("Text", d.Text, "")
	add("Image", d.PDF, "")
	for _, p := range d.Images {
		add("Image", p, "")
	}
	return out
}
