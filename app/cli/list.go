package cli

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"vaughn/app/casework"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/index/thread"
)

type noteLine struct {
	Text string `json:"text"`
	By   string `json:"by"`
	At   string `json:"at"`
}

// line is the JSON shape of a record.
type line struct {
	V            int               `json:"v"`
	ID           string            `json:"id"`
	Kind         string            `json:"kind"`
	MessageID    string            `json:"message_id"`
	MIH          string            `json:"mih,omitempty"`
	Custodians   []string          `json:"custodians"`
	Sources      []place           `json:"sources"`
	SHA256       string            `json:"sha256"`
	From         string            `json:"from"`
	To           []string          `json:"to"`
	Cc           []string          `json:"cc"`
	Bcc          []string          `json:"bcc"`
	Participants []string          `json:"participants"`
	Subject      string            `json:"subject"`
	Date         string            `json:"date"`
	DateOriginal string            `json:"date_original"`
	Zone         string            `json:"zone"`
	Thread       string            `json:"thread"`
	Family       string            `json:"family"`
	Parent       string            `json:"parent"`
	Name         string            `json:"name,omitempty"`
	Type         string            `json:"type"`
	Attachments  []record.Child    `json:"attachments"`
	Conversation string            `json:"conversation"`
	Events       int               `json:"events"`
	Coding       map[string]string `json:"coding"`
	Notes        []noteLine        `json:"notes,omitempty"`
	Problems     []message.Problem `json:"problems"`
	Text         *string           `json:"text,omitempty"`
	Snippet      string            `json:"snippet,omitempty"`
	Matching     []string          `json:"matching_events,omitempty"` // of a conversation, by id
}

type place struct {
	Custodian string `json:"custodian"`
	Source    string `json:"source"`
	Path      string `json:"path"`
	Ordinal   int64  `json:"ordinal"`
}

func runList(ctx context.Context, k *call) error {
	text := k.flags.Bool("text", false, "with the body text of each record")
	limit := k.flags.Int("limit", 0, "at most so many (0: all)")
	events := k.flags.Bool("events", false, "list the events of conversations instead of records")
	if err := k.parse(1, 2); err != nil {
		return err
	}
	query := "*"
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		if *events {
			return k.events(ctx, c, query, listing{text: *text, limit: *limit})
		}
		return k.hits(ctx, c, query, listing{text: *text, limit: *limit, by: store.ByNum})
	})
}

func runSearch(ctx context.Context, k *call) error {
	count := k.flags.Bool("count", false, "count only")
	limit := k.flags.Int("limit", 50, "at most so many (0: all)")
	facets := k.flags.Bool("facets", false, "count the hits by custodian, sender, domain, date, kind, file type and decision, and by who wrote to whom")
	by := k.flags.String("by", "month", "how --facets counts dates: year, month or day")
	file := k.flags.String("record", "", "write a dated record of the search to this new .pdf, .csv, .xlsx or .json file")
	sort := k.flags.String("sort", "date", "date, from, to, subject, kind, size, or num for the order of import; -date for the reverse")
	events := k.flags.Bool("events", false, "find events of conversations instead of records")
	if err := k.parse(2, 2); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		if *file != "" {
			return k.searchRecord(ctx, c, k.args[1], *file)
		}
		if *count {
			return k.count(ctx, c, k.args[1])
		}
		if *facets {
			return k.facets(ctx, c, k.args[1], *by)
		}
		if *events {
			return k.events(ctx, c, k.args[1], listing{limit: *limit, snippet: true})
		}
		l := listing{limit: *limit, by: store.Order(*sort), snippet: true}
		if l.by != "" && l.by[0] == '-' {
			l.by, l.desc = l.by[1:], true
		}
		return k.hits(ctx, c, k.args[1], l)
	})
}

func (k *call) count(ctx context.Context, c *casework.Case, query string) error {
	n, err := c.Count(ctx, query)
	if err != nil {
		return err
	}
	return k.print(struct {
		V     int    `json:"v"`
		Query string `json:"query"`
		casework.Counts
	}{1, query, n}, func(w io.Writer) {
		fmt.Fprintf(w, "%d records, %d messages, %d families, %d events\n", n.Records, n.Messages, n.Families, n.Events)
	})
}

type listing struct {
	text, snippet, desc bool
	limit               int
	by                  store.Order
}

func (k *call) hits(ctx context.Context, c *casework.Case, query string, l listing) error {
	h, err := c.Find(ctx, query, l.by, l.desc)
	if err != nil {
		return err
	}
	nums := h.Nums
	if l.limit > 0 {
		nums = nums[:min(l.limit, len(nums))]
	}
	sources, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	bySource := map[string]store.Source{}
	for _, s := range sources {
		bySource[s.ID] = s
	}
	for len(nums) > 0 {
		n := min(len(nums), 500)
		rows, err := c.Rows(ctx, nums[:n])
		if err != nil {
			return err
		}
		nums = nums[n:]
		for _, r := range rows {
			if err := k.hit(ctx, c, r, h, l, bySource); err != nil {
				return err
			}
		}
	}
	if !k.json && l.snippet {
		fmt.Fprintf(k.Out, "%d hits in %v\n", len(h.Nums), h.Took.Round(time.Millisecond))
	}
	return nil
}

func (k *call) hit(ctx context.Context, c *casework.Case, row store.Row, h casework.Hits, l listing, bySource map[string]store.Source) error {
	if !k.json && !l.text && !l.snippet {
		printRow(k.Out, c, row)
		return nil
	}
	r, err := c.Record(ctx, row.ID)
	if err != nil {
		return err
	}
	snippet := ""
	var matching []string
	if l.snippet {
		snippet, _ = search.Snippet(r, h.Query, 160)
		if matching, err = matchingEvents(ctx, c, r, h.Query); err != nil {
			return err
		}
	}
	if !k.json {
		printRow(k.Out, c, row)
		if l.text {
			fmt.Fprintln(k.Out, bodyOf(r))
		} else if snippet != "" {
			fmt.Fprintln(k.Out, "    "+snippet)
		}
		if len(matching) > 0 {
			fmt.Fprintf(k.Out, "    %d of %d events match; --events lists them\n", len(matching), r.Events)
		}
		return nil
	}
	out, err := describe(ctx, c, r, row, bySource)
	if err != nil {
		return err
	}
	out.Snippet, out.Matching = snippet, matching
	if l.text {
		t := bodyOf(r)
		out.Text = &t
	}
	return k.print(out, nil)
}

func printRow(w io.Writer, c *casework.Case, r store.Row) {
	date, title := "unknown date    ", r.Subject
	if !r.Date.IsZero() {
		date = r.Date.In(c.Zone()).Format("2006-01-02 15:04")
	}
	if r.Name != "" {
		title = r.Name
	}
	fmt.Fprintf(w, "%s  %s  %-10s  %-30.30s  %s\n", r.ID[:12], date, r.Kind, r.From, title)
}

// bodyOf is the text that offsets in a redactions file count in.
func bodyOf(r *record.Record) string {
	s, ok := r.Field(record.FieldBody)
	if !ok {
		return ""
	}
	return r.Text[s.Start:s.End]
}

func describe(ctx context.Context, c *casework.Case, r *record.Record, row store.Row, bySource map[string]store.Source) (line, error) {
	occ, err := c.Occurrences(ctx, r.Family)
	if err != nil {
		return line{}, err
	}
	state, err := c.State(ctx, r.ID)
	if err != nil {
		return line{}, err
	}
	conversation, err := c.Thread(ctx, r.ID)
	if err != nil {
		return line{}, err
	}
	out := line{
		V: 1, ID: string(r.ID), Kind: r.Kind, MessageID: r.MessageID, MIH: thread.MIH(r.MessageID), Custodians: row.Custodians, Sources: []place{},
		From: first(r.With(message.From)), To: all(r.With(message.To)), Cc: all(r.With(message.Cc)), Bcc: all(r.With(message.Bcc)),
		Participants: all(r.Parties), Subject: r.Subject, DateOriginal: r.DateText, Zone: r.Zone, Thread: string(conversation),
		Family: string(r.Family), Parent: string(r.Parent), Name: r.Name, Type: r.Type, Attachments: r.Children,
		Conversation: r.Conversation, Events: r.Events, Coding: state.Coding, Problems: r.Problems,
	}
	if !r.Date.IsZero() {
		out.Date = r.Date.UTC().Format(time.RFC3339)
	}
	notes, err := c.Notes(ctx, r.ID)
	if err != nil {
		return line{}, err
	}
	for _, n := range notes {
		out.Notes = append(out.Notes, noteLine{n.Text, n.By, n.At.UTC().Format(time.RFC3339)})
	}
	if out.Attachments == nil {
		out.Attachments = []record.Child{}
	}
	if out.Problems == nil {
		out.Problems = []message.Problem{}
	}
	for i, o := range occ {
		s := bySource[o.Source]
		out.Sources = append(out.Sources, place{s.Custodian, s.Name, o.Path, o.Ordinal})
		if i == 0 && r.Parent == "" {
			out.SHA256 = hex.EncodeToString(o.SHA256[:])
		}
	}
	if r.Parent != "" {
		out.SHA256 = string(r.Native)
	}
	return out, nil
}

func first(ps []message.Party) string {
	if len(ps) == 0 {
		return ""
	}
	return ps[0].String()
}

func all(ps []message.Party) []string {
	out := []string{}
	for _, p := range ps {
		out = append(out, p.String())
	}
	return out
}
