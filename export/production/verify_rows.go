package production

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// row is a document in a load file under proof.
type row struct {
	*tabled
	at     int // its place among all documents
	doc    *CertDocument
	family *family
	want   map[string]string // cells that follow from the certificate
	page   said
	able   func(string) string // what the load file can hold of a text
}

// rowOf is the k-th document of a family in a load file.
func (t *tabled) rowOf(f *family, k int, able func(string) string) *row {
	r := &row{tabled: t, at: f.first + k, doc: &f.docs[k], family: f, able: able}
	r.want, r.page = t.fixed(*r.doc, f.kin(k)), r.said(*r.doc)
	return r
}

// said is what the pages of a document say.
func (r *row) said(d CertDocument) said {
	texts, _ := r.says(d) // proven has reported what it lacks
	return sayings(r.able(strings.Join(texts, "\n")))
}

// cells checks the cells of the document's row.
func (r *row) cells(cells []string) {
	named := map[string]string{}
	for k, c := range r.cols {
		if seen, ok := named[c.cell]; c.cell == "" && cells[k] != "" || ok && seen != cells[k] {
			r.cell(c.name, "should be empty or is not what another column says")
		}
		named[c.cell] = cells[k]
	}
	for k, c := range r.cols {
		if why := r.stands(c.cell, cells[k]); why != "" {
			r.cell(c.name, why)
		}
	}
	for name, v := range r.derived(*r.doc, named) {
		if got, ok := named[name]; ok && got != v {
			r.cell(name, "does not agree with the rest of the row or with its file")
		}
	}
	if _, ok := named["DATESENT"]; ok && !dated(named) {
		r.cell("DATESENT", "and its neighbours are no date and time")
	}
}

// stands says what is wrong with a cell of the document. The name of a file may
// stand on the first page of its family, which lists its attachments, when what
// leaves of the file itself are pictures of its pages.
func (r *row) stands(cell, text string) string {
	why := r.wrong(cell, text)
	if why == "" || cell != "FILENAME" && cell != "TITLE" {
		return why
	}
	both := *r
	both.page.page += "\n" + r.said(r.family.docs[0]).page
	return both.wrong(cell, text)
}

// wrong says what is wrong with one cell by itself.
func (r *row) wrong(cell, text string) string {
	if w, ok := r.want[cell]; ok {
		if text != loadable(w) {
			return "does not agree with its document"
		}
		return ""
	}
	switch cell {
	case "FROM", "TO", "CC", "BCC", "SUBJECT", "FILENAME", "TITLE", "ATTACHNAMES", "CONVERSATION", "PARTICIPANTS", "PERIOD":
		if !r.page.has(text) {
			return "says what no page says"
		}
	case "EXEMPTIONS":
		for _, label := range listed(text) {
			if !r.page.has(label) {
				return "says what no page says"
			}
		}
	case "CUSTODIAN", "ALLCUSTODIANS":
		for _, name := range listed(text) {
			if !slices.Contains(r.Custodians, name) {
				return "names somebody the certificate does not know"
			}
		}
	case "SENT":
		if _, err := time.Parse(time.RFC3339, text); text != "" && err != nil {
			return "is no date and time"
		}
	case "MIMETYPE":
		if text != "" && text != mimeType(email) {
			return "is no type of a message"
		}
	case "RECORDTYPE":
		if !slices.Contains(kinds, text) {
			return "is no kind of record"
		}
	}
	return ""
}

// derived are cells that follow from others of the row, or from its file.
func (t *tabled) derived(d CertDocument, row map[string]string) map[string]string {
	out := map[string]string{"FILESIZE": "", "SHA256HASH": "", "MD5HASH": ""}
	if d.Native != "" {
		if data, bad := t.read(d.Native); bad == nil {
			out = nativeCells(data)
		}
	}
	if all, ok := row["ALLCUSTODIANS"]; ok {
		out["CUSTODIAN"], _, _ = strings.Cut(all, "; ")
	}
	if kind, ok := row["RECORDTYPE"]; ok {
		out["MIMETYPE"] = mimeType(kind)
		out["PROPERTIES"] = properties(map[string]string{"RECORDTYPE": kind, "WITHHELD": row["WITHHELD"], "REDACTED": row["REDACTED"]})
	} else if p, ok := row["PROPERTIES"]; ok {
		kind, _, _ := strings.Cut(p, "; ")
		if kind == "E-mail" {
			kind = email
		}
		fixed := t.fixed(d, kinship{})
		fixed["RECORDTYPE"] = kind
		if out["PROPERTIES"] = properties(fixed); !slices.Contains(kinds, kind) {
			out["PROPERTIES"] = ""
		}
	}
	return out
}

func (r *row) cell(field, why string) {
	r.fail("load-file", r.tabled.at.dat, fmt.Sprintf("row of document %d, field %s %s", r.at+1, field, why), 0)
}

// listed cuts a cell of several values.
func listed(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

// dated checks the cells of a date that the row has; one without the others is
// a field list's choice.
func dated(r map[string]string) bool {
	ok := func(cell, form string) bool {
		if r[cell] == "" {
			return true
		}
		at, err := time.Parse(form, r[cell])
		return err == nil && at.Format(form) == r[cell]
	}
	empty := r["DATESENT"] == ""
	return ok("DATESENT", dateForm) && ok("TIMESENT", timeForm) && ok("TIMEANDZONE", zoneForm) &&
		(r["TIMEZONE"] == "" || r["TIMEZONE"] == "UTC") && (!empty || r["TIMESENT"]+r["TIMEZONE"]+r["TIMEANDZONE"] == "")
}
