package view

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"vaughn/app/casework"
	"vaughn/index/journal"
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
		out = append(out, []string{fmt.Sprint(e.Seq), e.At.In(a.c.Zone()).Format("2006-01-02 15:04:05"), e.Actor, what(e), e.Reason, e.Sum.String()[:16]})
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out, nil
}

// what says an entry in words, without any content of records.
func what(e journal.Entry) string {
	kinds := map[string]int{}
	for _, c := range e.Changes {
		kinds[c.Key.Kind]++
	}
	names := map[string]string{"mark": "redaction", "coding": "coding", "assign": "assignment", "produced": "production", "request": "request", "case": "case"}
	var parts []string
	for k, n := range kinds {
		name := names[k]
		if name == "" {
			name = k
		}
		parts = append(parts, count(n, name))
	}
	sort.Strings(parts)
	out := strings.Join(parts, ", ")
	if e.Reverts > 0 {
		out += fmt.Sprintf(", undoing entry %d", e.Reverts)
	}
	return out
}
