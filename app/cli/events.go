package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"vaughn/app/casework"
	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
)

// eventLine is the JSON shape of an event of a conversation. ID is its address,
// "record#event", which a redactions file and the query id: take too.
type eventLine struct {
	V            int               `json:"v"`
	ID           string            `json:"id"`
	Record       string            `json:"record"`
	Event        string            `json:"event"`
	Number       int               `json:"number"` // in its conversation, from 1, as on its pages
	Kind         string            `json:"kind"`
	Conversation string            `json:"conversation"`
	Subject      string            `json:"subject"`
	From         string            `json:"from"`
	Date         string            `json:"date"`
	ReplyTo      string            `json:"reply_to,omitempty"`
	Edited       bool              `json:"edited,omitempty"`
	Deleted      bool              `json:"deleted,omitempty"`
	Attachments  []record.Child    `json:"attachments"`
	Coding       map[string]string `json:"coding"`
	Text         *string           `json:"text,omitempty"`
	Snippet      string            `json:"snippet,omitempty"`
}

// events prints the events that a query is true of, conversation by
// conversation.
func (k *call) events(ctx context.Context, c *casework.Case, text string, l listing) error {
	q, err := c.Parse(ctx, text)
	if err != nil {
		return err
	}
	n := 0
	for in, err := range c.Events(ctx, text) {
		if err != nil {
			return err
		}
		coding, err := c.EventCoding(ctx, in.Record.ID)
		if err != nil {
			return err
		}
		show := shownEvents{k: k, c: c, q: q, l: l, r: in.Record, parts: in.Record.EventParts(), coding: coding}
		for _, i := range in.Entries {
			if n++; l.limit > 0 && n > l.limit {
				continue
			}
			if err := show.print(i); err != nil {
				return err
			}
		}
	}
	if !k.json && l.snippet {
		fmt.Fprintf(k.Out, "%d events\n", n)
	}
	return nil
}

// shownEvents prints events of one conversation.
type shownEvents struct {
	k      *call
	c      *casework.Case
	q      query.Q
	l      listing
	r      *record.Record
	parts  []record.Part
	coding map[string]map[string]string
}

func (s *shownEvents) print(i int) error {
	e := &s.r.Log.Entries[i]
	out := eventLine{V: 1, ID: record.EventTarget(s.r.ID, e.ID), Record: string(s.r.ID), Event: e.ID, Number: i + 1, Kind: e.Kind,
		Conversation: s.r.Conversation, Subject: s.r.Subject, From: memberName(s.r.Log, e.From), ReplyTo: e.ReplyTo, Edited: e.Edits > 0, Deleted: e.Deleted,
		Attachments: []record.Child{}, Coding: s.coding[e.ID]}
	if out.Coding == nil {
		out.Coding = map[string]string{}
	}
	if e.At != 0 {
		out.Date = e.Time(e.At).Format(time.RFC3339)
	}
	for _, h := range e.Held {
		if h >= 0 && h < len(s.r.Children) {
			out.Attachments = append(out.Attachments, s.r.Children[h])
		}
	}
	said := ""
	if i < len(s.parts) {
		said = words(s.r, s.parts[i])
	}
	if s.l.text {
		out.Text = &said
	}
	if s.l.snippet && i < len(s.parts) {
		one := *s.r
		one.Text = said
		one.Blocks = []record.Block{{Role: record.RoleBody, Field: record.FieldBody, Span: record.Span{End: len(said)}}}
		out.Snippet, _ = search.Snippet(&one, s.q, 160)
	}
	return s.k.print(out, func(w io.Writer) { s.line(w, e, out, said) })
}

func (s *shownEvents) line(w io.Writer, e *record.Entry, out eventLine, said string) {
	date := "unknown date       "
	if e.At != 0 {
		date = e.Time(e.At).In(s.c.Zone()).Format("2006-01-02 15:04:05")
	}
	fmt.Fprintf(w, "%s#%s  %s  %-8s  %-24.24s  %s\n", s.r.ID[:12], e.ID, date, e.Kind, out.From, s.r.Subject)
	switch {
	case s.l.text:
		fmt.Fprintln(w, said)
	case out.Snippet != "":
		fmt.Fprintln(w, "    "+out.Snippet)
	}
}

// words are what an event says, as offsets in a redactions file count.
func words(r *record.Record, p record.Part) string {
	for _, b := range r.Blocks[p.First : p.Last+1] {
		if id, ok := record.EventOf(b.Field); ok && id == p.ID {
			return r.Text[b.Span.Start:b.Span.End]
		}
	}
	return ""
}

func memberName(l *record.Log, id string) string {
	for _, m := range l.Members {
		if m.ID == id && m.Name != "" {
			return m.Name
		}
	}
	return id
}

// matchingEvents lists the events of a conversation that a query is true of.
func matchingEvents(ctx context.Context, c *casework.Case, r *record.Record, q query.Q) ([]string, error) {
	if r.Log == nil {
		return nil, nil
	}
	in, err := c.EventsIn(ctx, r, q)
	var out []string
	for _, i := range in {
		out = append(out, r.Log.Entries[i].ID)
	}
	return out, err
}
