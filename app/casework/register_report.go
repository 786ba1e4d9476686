package casework

import (
	"context"
	"strconv"
	"strings"

	"vaughn/export/report"
)

// CustodianReport is the register for people.
func (c *Case) CustodianReport(ctx context.Context, us []Custodian) (report.Report, error) {
	out := report.Report{Title: "Custodian register", Notes: registerNotes}
	var err error
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	people := report.Table{Name: "Custodians", Columns: columns("Custodian", "Title", "Hold", "Since", "#Sources", "#Items", "#Records", "First", "Last", "Missing", "Note")}
	expected := report.Table{Name: "Expected", Columns: columns("Custodian", "Expected", "Received as")}
	received := report.Table{Name: "Received", Columns: columns("Custodian", "Source", "Format", "#Declared", "#Read", "#Failed", "#Bytes", "First", "Last", "SHA-256", "Remark")}
	for _, u := range us {
		name := u.Name
		if name == "" {
			name = "(none named)"
		}
		people.Rows = append(people.Rows, append(append([]string{name, u.Title, u.Hold, u.HoldDate}, numbers(len(u.Received), u.Items, u.Records)...),
			c.day(u.First), c.day(u.Last), strings.Join(u.Missing(), "\n"), u.Note))
		for _, e := range u.Expected {
			by := strings.Join(e.By, "\n")
			if by == "" {
				by = "MISSING"
			}
			expected.Rows = append(expected.Rows, []string{name, e.Name, by})
		}
		for _, r := range u.Received {
			received.Rows = append(received.Rows, append([]string{name, r.Name, r.Format}, c.receivedRow(r)...))
		}
	}
	out.Tables = []report.Table{people, expected, received}
	return out, nil
}

func (c *Case) receivedRow(r Received) []string {
	declared := ""
	if r.Source.Expected >= 0 {
		declared = strconv.FormatInt(r.Source.Expected, 10)
	}
	var remark []string
	if r.Unexpected {
		remark = append(remark, "not expected")
	}
	if r.Finished.IsZero() {
		remark = append(remark, "not read to its end")
	}
	if r.SumAfter != "" && r.SumAfter != r.SHA256 {
		remark = append(remark, "changed while it was read")
	}
	return []string{declared, strconv.FormatInt(r.Read, 10), strconv.FormatInt(r.Failed, 10), strconv.FormatInt(r.Bytes, 10),
		c.day(r.First), c.day(r.Last), r.SHA256, strings.Join(remark, "; ")}
}

var registerNotes = []string{
	"Items are top-level items (mails, conversations, files) in each place where they were found. Records counts them with their attachments, each byte-identical copy once for each custodian.",
	"An expected source is taken for received when the words by which it is known stand in the name or format of a source of that custodian. What a source declares is its own count of items, where its format has one.",
	"Holds, titles, notes and expectations are entries of the journal.",
}

// columns are columns by name; '#' before one makes it a column of numbers.
func columns(names ...string) []report.Column {
	out := make([]report.Column, len(names))
	for i, n := range names {
		name, number := strings.CutPrefix(n, "#")
		out[i] = report.Column{Name: name, Number: number}
	}
	return out
}
