package view

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"vaughn/app/casework"
	"vaughn/export/production"
	"vaughn/index/journal"
	"vaughn/redact"
	"vaughn/redact/review"
)

// AuditState is the journal as a list, newest first.
type AuditState struct {
	Entries int64
	Head    string
	Checked bool // the chain was proven
	Whole   bool
	Version int
	Err     *Trouble
}

// Audit is the model of the journal's screen.
type Audit struct {
	model[AuditState]
	c   *casework.Case
	ctx context.Context
}

// Refresh asks where the journal stands.
func (a *Audit) Refresh() {
	a.env.Go(func() {
		head, n, err := a.c.Head(a.ctx)
		a.change(func(s *AuditState) {
			s.Entries, s.Head, s.Checked, s.Err = n, head.String(), false, trouble(err)
			s.Version++
		})
	})
}

// Check proves the chain of hashes.
func (a *Audit) Check() {
	a.env.Go(func() {
		head, n, err := a.c.VerifyJournal(a.ctx)
		a.change(func(s *AuditState) {
			s.Checked, s.Whole, s.Err = true, err == nil, trouble(err)
			if err == nil {
				s.Entries, s.Head = n, head.String()
			}
		})
	})
}

// AuditColumns are the columns of the list.
func AuditColumns() []string { return []string{"Entry", "When", "Who", "What", "Why", "Hash"} }

// Fetch gives the cells of rows from..to, newest first.
func (a *Audit) Fetch(ctx context.Context, from, to int) ([][]string, error) {
	n := int(a.State().Entries)
	to = min(to, n)
	var out [][]string
	for e, err := range a.c.Journal(ctx, int64(n-to)) {
		if err != nil {
			return nil, err
		}
		if len(out) == to-from {
			break
		}
		out = append(out, []string{fmt.Sprint(e.Seq), e.At.In(a.c.Zone()).Format("2006-01-02 15:04:05"), e.Actor, a.what(e), e.Reason, e.Sum.String()[:16]})
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
}

// what says an entry in words, without any content of records: how many
// redactions with which exemptions, which coding of how many records.
func (a *Audit) what(e journal.Entry) string {
	said := map[string]int{}
	var order []string
	for _, c := range e.Changes {
		w := a.inWords(c)
		if said[w] == 0 {
			order = append(order, w)
		}
		said[w]++
	}
	if len(order) > 4 {
		rest := 0
		for _, w := range order[3:] {
			rest += said[w]
		}
		order = append(order[:3:3], count(rest, "other change"))
		said[order[3]] = 1
	}
	for i, w := range order {
		if n := said[w]; n > 1 && w != caseWords && w != requestWords {
			order[i] = fmt.Sprintf("%s (%d times)", w, n)
		}
	}
	out := strings.Join(order, "; ")
	if e.Reverts > 0 {
		out = fmt.Sprintf("Undid entry %d: %s", e.Reverts, out)
	}
	return out
}

// What is said once however many facts of it changed.
const (
	caseWords    = "Description of the case"
	requestWords = "Request of the case"
)

// inWords says one change.
func (a *Audit) inWords(c journal.Change) string {
	switch c.Key.Kind {
	case review.KindMark:
		var m redact.Mark
		raw, verb := c.After, "Redaction"
		if len(raw) == 0 {
			raw, verb = c.Before, "Redaction taken away"
		}
		if json.Unmarshal(raw, &m) != nil {
			return verb
		}
		if len(c.After) > 0 {
			verb += " " + string(m.State)
		}
		return verb + ": " + a.c.Exemptions().Label(m.Basis)
	case review.KindCoding:
		var v any
		if json.Unmarshal(c.After, &v) != nil || v == nil || v == "" {
			return "Coding of " + c.Key.Name + " cleared"
		}
		if s, ok := v.(string); ok && len(s) > 60 {
			return "Coded " + c.Key.Name // prose, which may tell of the record
		}
		return fmt.Sprintf("Coded %s: %v", c.Key.Name, v)
	case review.KindBatch, review.KindHeld, review.KindOpen, review.KindSigned, review.KindNote, review.KindField, casework.KindRoute:
		return reviewInWords(c)
	case review.KindAssign:
		return "Assignment"
	case production.KindProduced:
		return "Production finished: " + strings.TrimPrefix(c.Key.Target, "production:")
	case "request":
		return requestWords
	case "case":
		return caseWords
	}
	return c.Key.Kind
}

// reviewInWords says a change of batches, notes, fields or queues.
func reviewInWords(c journal.Change) string {
	name := strings.TrimPrefix(c.Key.Target, review.TargetBatch)
	gone := len(c.After) == 0
	switch c.Key.Kind {
	case review.KindBatch:
		if gone {
			return "Batch removed: " + name
		}
		return "Batch made: " + name
	case review.KindHeld:
		var h review.Held
		if gone || json.Unmarshal(c.After, &h) != nil {
			return "Batch put back: " + name
		}
		if h.State == review.Completed {
			return "Batch completed: " + name
		}
		return "Batch out to " + h.Reviewer + ": " + name
	case review.KindOpen:
		return "Open batches"
	case review.KindSigned:
		return "Checked in " + c.Key.Name
	case review.KindNote:
		if gone {
			return "Note removed"
		}
		return "Note"
	case review.KindField:
		if gone {
			return "Field no longer offered: " + c.Key.Name
		}
		return "Field defined: " + c.Key.Name
	}
	return "Queue of " + c.Key.Name
}
