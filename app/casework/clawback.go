package casework

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/journal"
	"vaughn/index/record"
)

// KindClawback is the journal's kind for what was produced and is claimed back:
// the target is the record, the value a Clawback.
const KindClawback = "clawback"

// Clawback is one document that was produced and is claimed back (Fed. R. Civ.
// P. 26(b)(5)(B)).
type Clawback struct {
	Production string    `json:"production"`
	First      string    `json:"first"`
	Last       string    `json:"last"`
	Record     record.ID `json:"record"`
	Reason     string    `json:"reason"`
	Also       []string  `json:"also,omitempty"` // under which other numbers it was given by then, with their productions
	Entry      int64     `json:"journal_entry,omitempty"`
}

// Clawbacks lists what was claimed back, by production and number.
func (c *Case) Clawbacks(ctx context.Context) ([]Clawback, error) {
	var out []Clawback
	for f, err := range c.store.FactsOf(ctx, KindClawback) {
		if err != nil {
			return nil, err
		}
		var b Clawback
		if err := unmarshal(f.Value, &b); err != nil {
			return nil, err
		}
		b.Entry = f.Seq
		out = append(out, b)
	}
	slices.SortFunc(out, func(x, y Clawback) int {
		return cmp.Or(strings.Compare(x.Production, y.Production), strings.Compare(x.First, y.First))
	})
	return out, nil
}

func (c *Case) clawedBack(ctx context.Context) (map[record.ID]Clawback, error) {
	list, err := c.Clawbacks(ctx)
	out := map[record.ID]Clawback{}
	for _, b := range list {
		out[b.Record] = b
	}
	return out, err
}

// ClawBack claims the documents back that bear the numbers. From then on every
// production has a sheet in their places.
func (c *Case) ClawBack(ctx context.Context, numbers []string, reason string) ([]Clawback, error) {
	const op = "claiming back"
	if strings.TrimSpace(reason) == "" {
		return nil, &fault.Error{Code: fault.Usage, Op: op, Err: errors.New("no reason is given"), Hint: "Say with --reason on what ground the claim stands; the notice and the sheet print it."}
	}
	before, err := c.clawedBack(ctx)
	if err != nil {
		return nil, err
	}
	var out []Clawback
	var changes []journal.Change
	for _, number := range numbers {
		b, err := bates.Parse(strings.TrimSpace(number))
		var all []given
		if err == nil {
			all, err = c.bearing(ctx, b)
		}
		if err == nil && len(all) == 0 {
			err = errors.New("no production gave it")
		}
		if err != nil {
			return nil, &fault.Error{Code: fault.Usage, Op: op, Subject: number, Err: err, Hint: "Give numbers as they are printed, such as VAUGHN-000118."}
		}
		g := all[len(all)-1] // the first time that it was given
		r, err := g.RangeOf(g.doc)
		if err != nil {
			return nil, err
		}
		x := Clawback{Production: g.Name, First: r.First.String(), Last: r.Last.String(), Record: g.doc.Record, Reason: strings.TrimSpace(reason)}
		if _, done := before[x.Record]; done || slices.ContainsFunc(out, func(o Clawback) bool { return o.Record == x.Record }) {
			continue
		}
		if x.Also, err = c.alsoGiven(ctx, x); err != nil {
			return nil, err
		}
		ch, err := journal.Set(journal.Key{Target: string(x.Record), Kind: KindClawback}, nil, x)
		if err != nil {
			return nil, err
		}
		out, changes = append(out, x), append(changes, ch)
	}
	if len(out) == 0 {
		return nil, nil
	}
	e, err := c.Commit(ctx, journal.Entry{At: c.opt.Now().UTC(), Actor: c.Actor(), Changes: changes, Reason: fmt.Sprintf("claimed back %d documents", len(out))})
	for i := range out {
		out[i].Entry = e.Seq
	}
	return out, err
}

// alsoGiven lists the other numbers that a claimed document left under: who got
// it twice must give both back.
func (c *Case) alsoGiven(ctx context.Context, x Clawback) (out []string, err error) {
	for p, err := range c.Productions(ctx) {
		if err != nil {
			return nil, err
		}
		for _, d := range p.Docs {
			if d.Record != x.Record || d.Sheet != "" {
				continue
			}
			r, err := p.RangeOf(d)
			if err != nil {
				return nil, err
			}
			if b := (Clawback{First: r.First.String(), Last: r.Last.String()}); b.First != x.First || p.Name != x.Production {
				out = append(out, b.numbers()+" ("+p.Name+")")
			}
		}
	}
	return out, nil
}

// sheetFor stands under the number of what was claimed back.
func (b Clawback) sheetFor() production.Sheet {
	return production.Sheet{Title: "Document claimed back", Lines: []string{
		"The document " + b.numbers() + " was produced inadvertently and is claimed back: " + b.Reason + ".",
		"This sheet takes its place."}}
}

func (b Clawback) numbers() string {
	if b.First == b.Last {
		return b.First
	}
	return b.First + " to " + b.Last
}

// Notice is the text by which a party is told what it must give back.
func Notice(list []Clawback) string {
	var b strings.Builder
	b.WriteString("NOTICE UNDER FED. R. CIV. P. 26(b)(5)(B)\n\nThe documents below were produced inadvertently. We claim that they are privileged or protected:\n\n")
	for _, x := range list {
		fmt.Fprintf(&b, "  %s (%s): %s\n", x.numbers(), x.Production, x.Reason)
		for _, also := range x.Also {
			fmt.Fprintf(&b, "    also produced as %s\n", also)
		}
	}
	b.WriteString("\nYou must promptly return, sequester or destroy them and any copies you have, must not use or disclose the information until the claim is\n" +
		"resolved, and must take reasonable steps to retrieve it if you disclosed it before. You may present it to the court under seal for a\n" +
		"determination of the claim. A replacement production with a sheet under each number takes the place of what you have.\n")
	return b.String()
}

// PlanSheets freezes a production of sheets that takes the place of what was
// claimed back out of a production.
func (c *Case) PlanSheets(ctx context.Context, name string) (production.Plan, []qc.Finding, error) {
	p, _, err := c.produced(ctx, name)
	if err != nil {
		return production.Plan{}, nil, err
	}
	n := 1
	for q, err := range c.Productions(ctx) {
		if err != nil {
			return production.Plan{}, nil, err
		}
		if q.Replaces == p.Name {
			n++
		}
	}
	list, err := c.Clawbacks(ctx)
	if err != nil {
		return production.Plan{}, nil, err
	}
	var ids []record.ID
	for _, b := range list {
		if slices.ContainsFunc(p.Docs, func(d production.DocNumber) bool { return d.Record == b.Record && d.Sheet == "" }) {
			ids = append(ids, b.Record)
		}
	}
	if len(ids) == 0 {
		return production.Plan{}, nil, &fault.Error{Code: fault.Refused, Op: "planning the sheets", Subject: name, Err: errors.New("nothing of it was claimed back"),
			Hint: "`vaughn clawback CASE NUMBER... --reason TEXT` claims documents back."}
	}
	s := production.Example()
	s.Name, s.Query, s.Replaces = fmt.Sprintf("%s, claimed back %d", p.Name, n), "", p.Name
	s.Bates = production.BatesSpec{Prefix: p.Prefix, Digits: p.Digits}
	s.Families, s.Combined, s.RSMF = false, false, false
	at, err := c.frozen(ctx, s)
	if err != nil {
		return production.Plan{}, nil, err
	}
	if _, err = c.stood(ctx, s, &at); err == nil {
		ids, err = c.narrowed(ctx, s, &at, ids, nil)
	}
	if err != nil {
		return production.Plan{}, nil, err
	}
	return production.Prepare(ctx, c, each(ids), s, at)
}
