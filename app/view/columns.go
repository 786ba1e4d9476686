package view

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// ResultColumn is one column that the list of results can show.
type ResultColumn struct {
	ID    string
	Title string
	Order store.Order // what a click on its head sorts by, "" for nothing
	Away  bool        // shown only to who asks for it
	cell  func(*casework.Case, store.Row, review.State) string
}

// ResultColumns gives the columns of the results list, in the order of the
// cells of Fetch.
func ResultColumns() []ResultColumn {
	return []ResultColumn{
		{ID: "coding", Title: "Resp.", cell: func(_ *casework.Case, _ store.Row, s review.State) string { return answer(s.Coding["responsive"]) }},
		{ID: "date", Title: "Date", Order: store.ByDate, cell: func(c *casework.Case, r store.Row, _ review.State) string {
			if r.Date.IsZero() {
				return "no date"
			}
			return r.Date.In(c.Zone()).Format(time.DateOnly)
		}},
		{ID: "from", Title: "From", Order: store.ByFrom, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return named(r.From) }},
		{ID: "subject", Title: "Subject", Order: store.BySubject, cell: func(_ *casework.Case, r store.Row, _ review.State) string {
			if r.Name != "" {
				return r.Name
			}
			return r.Subject
		}},
		{ID: "marks", Title: "Marks", cell: func(_ *casework.Case, _ store.Row, s review.State) string { return number(int64(len(s.Marks))) }},
		{ID: "to", Title: "To", Order: store.ByTo, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return r.To }},
		{ID: "custodian", Title: "Custodian", cell: func(_ *casework.Case, r store.Row, _ review.State) string { return strings.Join(r.Custodians, ", ") }},
		{ID: "kind", Title: "Kind", Order: store.ByKind, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return r.Kind }},
		{ID: "time", Title: "Date and time", Order: store.ByDate, Away: true, cell: func(c *casework.Case, r store.Row, _ review.State) string { return day(r.Date, c.Zone()) }},
		{ID: "exemptions", Title: "Exemptions", Away: true, cell: func(c *casework.Case, _ store.Row, s review.State) string { return bases(c, s) }},
		{ID: "codings", Title: "All codings", Away: true, cell: func(_ *casework.Case, _ store.Row, s review.State) string { return codings(s) }},
		{ID: "reviewer", Title: "Reviewer", Away: true, cell: func(_ *casework.Case, _ store.Row, s review.State) string { return s.To }},
		{ID: "attachments", Title: "Att.", Away: true, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return number(int64(r.Children)) }},
		{ID: "size", Title: "Size", Away: true, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return size(r.Bytes) }},
		{ID: "type", Title: "Type", Away: true, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return r.Type }},
		{ID: "problems", Title: "Problems", Away: true, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return number(int64(r.Problems)) }},
		{ID: "messageid", Title: "Message-ID", Away: true, cell: func(_ *casework.Case, r store.Row, _ review.State) string { return strings.Trim(r.MessageID, "<>") }},
	}
}

// answer is a coding of whether a record is responsive, in a word.
func answer(v string) string {
	switch v {
	case "yes":
		return "Yes"
	case "no":
		return "No"
	}
	return v
}

// named is the name of an address that has one.
func named(address string) string {
	if name, _, ok := strings.Cut(address, " <"); ok && strings.Trim(name, `" `) != "" {
		return strings.Trim(name, `" `)
	}
	return address
}

// bases are the exemptions of what will be withheld or is proposed to be.
func bases(c *casework.Case, s review.State) string {
	var out []string
	for _, m := range s.Marks {
		if label := c.Exemptions().Label(m.Basis); m.State != redact.Rejected && !slices.Contains(out, label) {
			out = append(out, label)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// codings are all fields that were coded.
func codings(s review.State) string {
	var out []string
	for _, field := range slices.Sorted(maps.Keys(s.Coding)) {
		out = append(out, field+": "+s.Coding[field])
	}
	return strings.Join(out, "; ")
}

// number leaves a cell empty for nothing, so that what is there stands out.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// size writes a number of bytes in the unit that reads best.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}
