package production

import (
	"context"
	"fmt"

	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/redact"
)

// document reads a record with the marks that count for this production: those
// of its redaction set, the decisions of higher layers of review first.
func (p *Plan) document(ctx context.Context, c Case, id record.ID) (Document, error) {
	d, err := c.Document(ctx, id)
	if all, ok := p.Frozen.Held[id]; ok {
		d.Custodians = all
	}
	d.State.Marks = redact.Effective(d.State.Marks, p.Spec.Set)
	return d, err
}

// basis tells what is missing beside the codes of accepted marks, and which of
// them the layer of review that the spec asks for has not decided.
func (p *Plan) basis(d Document) []qc.Finding {
	var out []qc.Finding
	said := map[string]bool{}
	say := func(s qc.Severity, check, why string) {
		if !said[why] {
			said[why] = true
			out = append(out, qc.Finding{V: 1, Check: check, Severity: s, Record: string(d.Record.ID), MessageID: d.Record.MessageID, Other: []qc.Place{}, Why: why})
		}
	}
	low := 0
	for _, m := range d.State.Marks {
		if m.State != redact.Accepted {
			continue
		}
		if redact.Rank(m.Layer) < redact.Rank(p.Spec.Layer) {
			low++
		}
		if m.Target == redact.Except {
			continue
		}
		if err := p.set.Relaxed().Check(m.Basis, m.Statute, m.Privileges); err != nil {
			say(qc.Block, "basis", err.Error())
		} else if err := p.set.Check(m.Basis, m.Statute, m.Privileges); err != nil {
			say(qc.Warn, "basis", err.Error())
		}
		if err := p.set.CheckAge(m.Basis, m.Privileges, d.Record.Date, p.Frozen.Requested); err != nil {
			say(qc.Block, "basis", err.Error())
		}
	}
	if low > 0 {
		say(qc.Block, "layer", fmt.Sprintf("%d marks were not decided by %s, which the spec asks for", low, p.Spec.Layer))
	}
	return out
}
