package production

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// row checks the cells of one document.
func (t *tabled) row(i int, cells []string) {
	d := t.cert.Documents[i]
	want := t.cert.fixed(d, t.cert.kin(i))
	texts, _ := t.says(d)
	page := strings.Join(texts, "\n")
	row := map[string]string{}
	for k, c := range t.cols {
		if seen, ok := row[c.cell]; c.cell == "" && cells[k] != "" || ok && seen != cells[k] {
			t.cell(i, c.name, "should be empty or is not what another column says")
		}
		row[c.cell] = cells[k]
	}
	for k, c := range t.cols {
		if why := t.stands(i, c.cell, cells[k], want, page); why != "" {
			t.cell(i, c.name, why)
		}
	}
	for name, v := range t.derived(d, row) {
		if got, ok := row[name]; ok && got != v {
			t.cell(i, name, "does not agree with the rest of the row or with its file")
		}
	}
	if _, ok := row["DATESENT"]; ok && !dated(row) {
		t.cell(i, "DATESENT", "and its neighbours are no date and time")
	}
}

// stands says what is wrong with a cell of a document. The name of a file may
// stand on the first page of its family, which lists its attachments, when what
// leaves of the file itself are pictures of its pages.
func (t *tabled) stands(i int, cell, said string, want map[string]string, page string) string {
	why := t.wrong(cell, said, want, page)
	if why == "" || cell != "FILENAME" && cell != "TITLE" {
		return why
	}
	first := t.cert.kin(i).first
	for i > 0 && t.cert.Documents[i].Begin != first {
		i--
	}
	texts, _ := t.says(t.cert.Documents[i])
	return t.wrong(cell, said, want, page+"\n"+strings.Join(texts, "\n"))
}

// wrong says what is wrong with one cell by itself.
func (t *tabled) wrong(cell, said string, want map[string]string, page string) string {
	if w, ok := want[cell]; ok {
		if said != loadable(w) {
			return "does not agree with its document"
		}
		return ""
	}
	switch cell {
	case "FROM", "TO", "CC", "BCC", "SUBJECT", "FILENAME", "TITLE", "ATTACHNAMES", "CONVERSATION", "PARTICIPANTS", "PERIOD":
		if !says(page, said) {
			return "says what no page says"
		}
	case "EXEMPTIONS":
		for _, label := range listed(said) {
			if !says(page, label) {
				return "says what no page says"
			}
		}
	case "CUSTODIAN", "ALLCUSTODIANS":
		for _, name := range listed(said) {
			if !slices.Contains(t.cert.Custodians, name) {
				return "names somebody the certificate does not know"
			}
		}
	case "SENT":
		if _, err := time.Parse(time.RFC3339, said); said != "" && err != nil {
			return "is no date and time"
		}
	case "MIMETYPE":
		if said != "" && said != mimeType(email) {
			return "is no type of a message"
		}
	case "RECORDTYPE":
		if !slices.Contains(kinds, said) {
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
		fixed := t.cert.fixed(d, kinship{})
		fixed["RECORDTYPE"] = kind
		if out["PROPERTIES"] = properties(fixed); !slices.Contains(kinds, kind) {
			out["PROPERTIES"] = ""
		}
	}
	return out
}

func (v *verifier) cell(row int, field, why string) {
	v.fail("load-file", tablesOf(v.cert.Documents[row].Volume).dat, fmt.Sprintf("row of document %d, field %s %s", row+1, field, why), 0)
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

// kin gives the family of a document: from the last one before it that is
// attached to none, to the next such.
func (c *Certificate) kin(i int) kinship {
	first, last := i, i
	for first > 0 && c.Documents[first].Parent != "" {
		first--
	}
	for last+1 < len(c.Documents) && c.Documents[last+1].Parent != "" {
		last++
	}
	k := kinship{first: c.Documents[first].Begin, last: c.Documents[last].End}
	for j := i + 1; j <= last; j++ {
		if c.Documents[j].Parent == c.Documents[i].Begin {
			k.children = append(k.children, c.Documents[j].Begin)
		}
	}
	return k
}
