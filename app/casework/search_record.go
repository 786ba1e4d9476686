package casework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"vaughn/export/report"
	"vaughn/index/query"
	"vaughn/index/store"
)

// SearchRecord is what a declarant attaches to say how records were searched
// for: the request, every source with its hash, the query as typed and as it
// was read, what its fields mean, the numbers, and each custodian's share.
func (c *Case) SearchRecord(ctx context.Context, text string) (report.Report, error) {
	out := report.Report{Title: "Record of a search", Notes: searchNotes}
	h, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return out, err
	}
	term := Term{Line: 1, Query: text}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return out, err
	}
	holders, err := c.holders(ctx)
	if err != nil {
		return out, err
	}
	if err := c.measure(ctx, &term, h.Nums, cols, holders); err != nil {
		return out, err
	}
	if out.About, err = c.about(ctx); err != nil {
		return out, err
	}
	m, err := c.Meta(ctx)
	if err != nil {
		return out, err
	}
	asked := m.Request
	for _, p := range []report.Pair{{Name: "Requester", Value: asked.Requester}, {Name: "Received", Value: asked.Received}, {Name: "Cut-off", Value: asked.Cutoff},
		{Name: "Scope", Value: asked.Scope}, {Name: "Query", Value: text}, {Name: "Read as", Value: h.Query.String()}, {Name: "Dates in", Value: c.zone.String()}} {
		if p.Value != "" {
			out.About = append(out.About, p)
		}
	}
	found := report.Table{Name: "Found", Columns: columns("#Records", "#Messages", "#Families", "#With family", "#Chat entries", "First", "Last")}
	n := term.Hits
	found.Rows = [][]string{append(numbers(n.Records, n.Messages, n.Families, term.WithFamily, n.Events), c.days(term.Dates)...)}
	held := report.Table{Name: "By custodian", Columns: columns("Custodian", "#Records searched", "#Records found", "First", "Last")}
	for _, o := range holders {
		s := term.Custodians[o.name]
		held.Rows = append(held.Rows, append(append([]string{o.name}, numbers(o.set.Len(), s.Records)...), c.days(s.Dates)...))
	}
	sources, err := c.searched(ctx)
	// a CSV leaves out what a report says about itself, which here is the matter
	what := report.Table{Name: "The search", Columns: columns("Fact", "Value")}
	for _, p := range out.About {
		what.Rows = append(what.Rows, []string{p.Name, p.Value})
	}
	out.About = nil
	out.Tables = []report.Table{what, found, held, fieldsOf(h.Query), sources}
	return out, err
}

// searched lists the sources.
func (c *Case) searched(ctx context.Context) (report.Table, error) {
	t := report.Table{Name: "Sources searched", Columns: columns("Custodian", "Source", "Format", "#Items read", "#Failed", "#Problems", "SHA-256")}
	all, err := c.store.Sources(ctx)
	for _, s := range all {
		t.Rows = append(t.Rows, []string{s.Custodian, s.Name, s.Format, strconv.FormatInt(s.Read, 10), strconv.FormatInt(s.Failed, 10),
			strconv.FormatInt(s.ProblemCount, 10), s.SHA256})
	}
	return t, err
}

// fieldsOf says what the fields of a query mean.
func fieldsOf(q query.Q) report.Table {
	t := report.Table{Name: "What the query means", Columns: columns("Part", "Meaning")}
	var used []string
	bare := false
	query.Map(q, func(q query.Q) query.Q {
		switch p := q.(type) {
		case query.Term:
			bare = bare || p.Field == ""
			used = append(used, p.Field, p.Form)
		case query.Range:
			used = append(used, p.Field)
		case query.Fact:
			used = append(used, p.Field)
		case query.Kin:
			used = append(used, "thread")
		}
		return q
	})
	if bare {
		t.Rows = append(t.Rows, []string{"a word", "Looked for in the columns " + strings.Join(query.Bare(), ", ") + "."})
	}
	for _, f := range query.Fields() {
		if slices.Contains(used, f.Name) {
			t.Rows = append(t.Rows, []string{f.Name + ":", f.Description})
		}
	}
	return t
}

var searchNotes = []string{
	"Words are compared without regard to capital letters and accents and are otherwise exact: nothing is shortened to a stem unless the query says stem:, and no word is left out as too common. Words side by side must all occur; a phrase stands within one field.",
	"Records are mails, attachments, conversations and other items, each byte-identical copy once. Messages counts a mail that was found in several forms once and leaves chats and attachments out. Families counts mails with their attachments as one; with family is all their records. Chat entries are the single posts of conversations that were found.",
	"A record held by several custodians counts for each of them. Items that failed to be read were not searched; the ledger of the case names each.",
}
