package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"vaughn/app/casework"
	"vaughn/index/store"
)

type threadLine struct {
	V         int             `json:"v"`
	Thread    string          `json:"thread"`
	Subject   string          `json:"subject"`
	First     string          `json:"first"`
	Last      string          `json:"last"`
	Messages  []threadMessage `json:"messages"`
	Inclusive []string        `json:"inclusive"`
	Quoted    []quotedLine    `json:"quoted_only"`
}

type threadMessage struct {
	ID          string `json:"id"`
	MessageID   string `json:"message_id"`
	From        string `json:"from"`
	Date        string `json:"date"`
	Subject     string `json:"subject"`
	Parent      string `json:"parent"`
	Depth       int    `json:"depth"`
	Why         string `json:"why"`
	Copies      int    `json:"copies"`
	Attachments int    `json:"attachments"`
	Inclusive   bool   `json:"inclusive"`
	IncludedIn  string `json:"included_in,omitempty"`
	ForFile     bool   `json:"for_attachment,omitempty"`
	Within      string `json:"within,omitempty"`
	Attached    int    `json:"attached,omitempty"`
}

type quotedLine struct {
	From    string       `json:"from"`
	Sent    string       `json:"sent"`
	To      string       `json:"to"`
	Subject string       `json:"subject"`
	Words   int          `json:"words"`
	In      []quotedSpan `json:"in"`
}

type quotedSpan struct {
	Record string `json:"record"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func runThreads(ctx context.Context, k *call) error {
	if err := k.parse(1, 2); err != nil {
		return err
	}
	query := "*"
	if len(k.args) == 2 {
		query = k.args[1]
	}
	return k.with(ctx, func(c *casework.Case) error {
		for v, err := range c.Conversations(ctx, query) {
			if err != nil {
				return err
			}
			if err := k.print(threadJSON(v), func(w io.Writer) { threadText(w, c, v) }); err != nil {
				return err
			}
		}
		return nil
	})
}

func threadJSON(v casework.Conversation) threadLine {
	out := threadLine{V: 1, Thread: string(v.ID), Subject: v.Subject, First: stamp(v.First), Last: stamp(v.Last), Inclusive: []string{}, Quoted: []quotedLine{}}
	for _, m := range v.Messages {
		line := threadMessage{
			ID: string(m.Row.ID), MessageID: m.Row.MessageID, From: m.Row.From, Date: stamp(m.Row.Date), Subject: m.Row.Subject, Depth: m.Depth,
			Why: string(m.Why), Copies: m.Copies, Attachments: m.Row.Children, Inclusive: m.IncludedIn == "", IncludedIn: string(m.IncludedIn), ForFile: m.ForFile,
			Within: string(m.Within), Attached: m.Attached,
		}
		if m.Parent >= 0 {
			line.Parent = string(v.Messages[m.Parent].Row.ID)
		}
		if line.Inclusive {
			out.Inclusive = append(out.Inclusive, line.ID)
		}
		out.Messages = append(out.Messages, line)
	}
	for _, q := range v.Quoted {
		line := quotedLine{From: q.Header.From, Sent: q.Header.Sent, To: q.Header.To, Subject: q.Header.Subject, Words: q.Words}
		for _, p := range q.In {
			for _, s := range p.Spans {
				line.In = append(line.In, quotedSpan{string(p.Record), s.Start, s.End})
			}
		}
		out.Quoted = append(out.Quoted, line)
	}
	return out
}

func threadText(w io.Writer, c *casework.Case, v casework.Conversation) {
	read := 0
	for _, m := range v.Messages {
		if m.IncludedIn == "" {
			read++
		}
	}
	fmt.Fprintf(w, "%s  %d messages, %d to read, %d only quoted  %s\n", v.ID[:12], len(v.Messages), read, len(v.Quoted), v.Subject)
	for _, m := range v.Messages {
		mark, date := "*", "unknown date    "
		if m.IncludedIn != "" {
			mark = " "
		}
		if !m.Row.Date.IsZero() {
			date = m.Row.Date.In(c.Zone()).Format("2006-01-02 15:04")
		}
		fmt.Fprintf(w, "  %s %s  %s  %s%.40s", mark, m.Row.ID[:12], date, strings.Repeat("  ", min(m.Depth, 20)), m.Row.From)
		if m.Within != "" {
			fmt.Fprintf(w, "  (attached to %s)", m.Within[:12])
		}
		fmt.Fprintln(w)
	}
	for _, q := range v.Quoted {
		fmt.Fprintf(w, "  ? only quoted   %-25.25s  %.40s, %d words\n", q.Header.Sent, q.Header.From, q.Words)
	}
}

type copyLine struct {
	V       int          `json:"v"`
	Kind    string       `json:"kind"`
	MIH     string       `json:"mih"`
	Records []copyRecord `json:"records"`
}

type copyRecord struct {
	ID        string  `json:"id"`
	MessageID string  `json:"message_id"`
	Places    []place `json:"sources"`
}

func runDuplicates(ctx context.Context, k *call) error {
	if err := k.parse(1, 1); err != nil {
		return err
	}
	return k.with(ctx, func(c *casework.Case) error {
		sets, err := c.Duplicates(ctx)
		if err != nil {
			return err
		}
		sources, err := c.Ledger(ctx)
		if err != nil {
			return err
		}
		bySource := map[string]store.Source{}
		for _, s := range sources {
			bySource[s.ID] = s
		}
		contested := false
		for _, s := range sets {
			contested = contested || s.Kind == casework.Contested
			if err := k.print(copyJSON(s, bySource), func(w io.Writer) { copyText(w, c, s) }); err != nil {
				return err
			}
		}
		if contested {
			return look("messages of different content share a Message-ID")
		}
		return nil
	})
}

func copyJSON(s casework.CopySet, bySource map[string]store.Source) copyLine {
	out := copyLine{V: 1, Kind: s.Kind, MIH: s.MIH}
	for i, r := range s.Rows {
		line := copyRecord{ID: string(r.ID), MessageID: r.MessageID, Places: []place{}}
		for _, o := range s.At[i] {
			line.Places = append(line.Places, place{o.Custodian, bySource[o.Source].Name, o.Path, o.Ordinal})
		}
		out.Records = append(out.Records, line)
	}
	return out
}

func copyText(w io.Writer, c *casework.Case, s casework.CopySet) {
	places := 0
	for _, at := range s.At {
		places += len(at)
	}
	what := "copies of one message"
	if s.Kind == casework.Contested {
		what = "NOT copies: one Message-ID, different content"
	}
	fmt.Fprintf(w, "%d records in %d places, %s", len(s.Rows), places, what)
	if s.MIH != "" {
		fmt.Fprintf(w, "  MIH %s", s.MIH)
	}
	fmt.Fprintln(w)
	for i, r := range s.Rows {
		var who []string
		for _, o := range s.At[i] {
			who = append(who, o.Custodian)
		}
		fmt.Fprintf(w, "  %s  %s  %-30.30s  %s\n", r.ID[:12], r.Date.In(c.Zone()).Format("2006-01-02 15:04"), r.From, strings.Join(who, ", "))
	}
}
