package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"vaughn/index/record"
	"vaughn/redact"
	"vaughn/redact/review"
)

// ExportRedactions writes all marks of the case, each by its offsets.
func (c *Case) ExportRedactions(ctx context.Context, w io.Writer) (int, error) {
	out := RedactionsFile{Redactions: []Redaction{}}
	cache := map[record.ID]*record.Record{}
	for f, err := range c.store.FactsOf(ctx, review.KindMark) {
		if err != nil {
			return 0, err
		}
		var m redact.Mark
		if err := unmarshal(f.Value, &m); err != nil {
			return 0, err
		}
		r := cache[m.Record]
		if r == nil {
			if r, err = c.store.Version(ctx, m.Record, m.Version); err != nil {
				return 0, err
			}
			if len(cache) > 500 {
				clear(cache)
			}
			cache[m.Record] = r
		}
		for _, m := range byBlock(r, m) {
			line, err := c.line(r, m)
			if err != nil {
				return 0, err
			}
			out.Redactions = append(out.Redactions, line)
		}
	}
	slices.SortStableFunc(out.Redactions, func(a, b Redaction) int {
		if n := strings.Compare(a.Record, b.Record); n != 0 {
			return n
		}
		return at(a) - at(b)
	})
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	return len(out.Redactions), e.Encode(out)
}

// byBlock cuts a mark on a conversation into one for each block: offsets count
// in one field, and a field of a conversation is a block. A mark on all of an
// event stays one.
func byBlock(r *record.Record, m redact.Mark) []redact.Mark {
	if r.Log == nil || m.Target != redact.OnSpan && m.Target != redact.Except {
		return []redact.Mark{m}
	}
	first, ok := r.BlockAt(m.Span.Start)
	if !ok || m.Span.End <= r.Blocks[first].Span.End {
		return []redact.Mark{m}
	}
	if _, ok := wholeOf(r, m); ok {
		return []redact.Mark{m}
	}
	var out []redact.Mark
	for _, b := range r.Blocks[first:] {
		if b.Span.Start >= m.Span.End {
			break
		}
		part := m
		part.ID = "" // several lines are no longer that one mark
		part.Span = record.Span{Start: max(m.Span.Start, b.Span.Start), End: min(m.Span.End, b.Span.End)}
		if part.Span.Len() > 0 {
			out = append(out, part)
		}
	}
	return out
}

// wholeOf gives the event of which a mark covers all.
func wholeOf(r *record.Record, m redact.Mark) (event string, ok bool) {
	b, found := r.BlockAt(m.Span.Start)
	if !found || r.Log == nil || m.Target != redact.OnSpan {
		return "", false
	}
	id, ok := record.AboutEvent(r.Blocks[b].Field)
	if !ok {
		return "", false
	}
	p, ok := r.EventPart(id)
	return id, ok && p.Span == m.Span
}

func at(r Redaction) int {
	if r.Start == nil {
		return -1
	}
	return *r.Start
}

func (c *Case) line(r *record.Record, m redact.Mark) (Redaction, error) {
	out := Redaction{ID: string(m.ID), MessageID: r.MessageID, Record: string(r.ID), Target: string(m.Target), Statute: m.Statute, Privileges: m.Privileges,
		Set: m.Set, Layer: m.Layer, From: string(m.From), State: string(m.State), By: m.By, At: m.At, Note: m.Note, Exemptions: []string{}}
	if m.Target == redact.OnSpan {
		out.Target = ""
	}
	for _, b := range m.Basis {
		out.Exemptions = append(out.Exemptions, c.set.Label([]string{b}))
	}
	switch m.Target {
	case redact.OnPage:
		out.Page = m.Page + 1
	case redact.OnRegion:
		out.Page, out.Box = m.Region.Image+1, &[4]float64{m.Region.X, m.Region.Y, m.Region.W, m.Region.H}
	}
	if m.Target != redact.OnSpan && m.Target != redact.Except {
		return out, nil
	}
	if event, ok := wholeOf(r, m); ok {
		out.Event, out.Target = event, string(redact.OnRecord)
		return out, nil
	}
	text, err := r.Slice(m.Span)
	if err != nil {
		return out, err
	}
	b, ok := r.BlockAt(m.Span.Start)
	if !ok {
		return out, fmt.Errorf("exporting a mark: it lies in no block")
	}
	out.Text, out.Field = text, r.Blocks[b].Field
	if id, ok := record.EventOf(out.Field); ok {
		out.Event = id
	}
	in, _ := r.Field(out.Field)
	if out.Event != "" {
		out.Field = record.FieldChat
	}
	start := utf8.RuneCountInString(r.Text[in.Start:m.Span.Start])
	end := start + utf8.RuneCountInString(text)
	out.Start, out.End = &start, &end
	return out, nil
}
