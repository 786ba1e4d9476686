package casework

import (
	"context"
	"fmt"
	"strings"

	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/redact/review"
)

// Clear records that a person looked at findings of a plan and lets what they
// name leave. It holds for what was found: a finding whose words, pictures or
// marks change has another id and comes back.
func (c *Case) Clear(ctx context.Context, fs []qc.Finding, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return &fault.Error{Code: fault.Usage, Op: "clearing findings", Err: fmt.Errorf("no reason is given"), Hint: "Say why it may leave: somebody will be asked."}
	}
	checks, of := map[string]string{}, map[string]record.ID{}
	for _, f := range fs {
		if f.ID != "" && f.Record != "" {
			checks[f.ID], of[f.ID] = f.Check, record.ID(f.Record)
		}
	}
	if len(of) == 0 {
		return nil
	}
	_, err := c.Settle(ctx, checks, of, reason)
	return err
}

// cleared gives what a person cleared of a record: by whom and why, by finding.
func (c *Case) cleared(ctx context.Context, id record.ID) (map[string]string, error) {
	facts, err := c.store.Facts(ctx, string(id), review.KindFinding)
	if err != nil || len(facts) == 0 {
		return nil, err
	}
	out := make(map[string]string, len(facts))
	for _, f := range facts {
		var s review.Settled
		if err := unmarshal(f.Value, &s); err != nil {
			return nil, err
		}
		out[f.Key.Name] = s.By + ": " + s.Reason
	}
	return out, nil
}

// unlook takes back the word of somebody who looked at the pixels of a record
// before the last decision on its marks: these are other pixels.
func (c *Case) unlook(ctx context.Context, id record.ID, s *review.State) error {
	if s.Coding[production.Looked] == "" {
		return nil
	}
	facts, err := c.store.Facts(ctx, string(id), review.KindCoding)
	if err != nil {
		return err
	}
	var looked int64
	for _, f := range facts {
		if f.Key.Name == production.Looked {
			looked = f.Seq
		}
	}
	for e, err := range c.store.HistorySince(ctx, string(id), looked) {
		if err != nil {
			return err
		}
		for _, ch := range e.Changes {
			if ch.Key.Target == string(id) && ch.Key.Kind == review.KindMark {
				s.Coding[production.Looked] = production.Outdated
				return nil
			}
		}
	}
	return nil
}
