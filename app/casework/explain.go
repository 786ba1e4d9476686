package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/store"
)

// Origin tells where a produced page came from.
type Origin struct {
	Production string             `json:"production"`
	Bates      string             `json:"bates"`
	Page       int                `json:"page"` // of the record, from 1
	Pages      int                `json:"pages"`
	Record     record.ID          `json:"record"`
	Version    record.Version     `json:"version"`
	MessageID  string             `json:"message_id,omitempty"`
	Kind       string             `json:"kind"`
	Sources    []store.Occurrence `json:"-"`
	Entry      int64              `json:"journal_entry"`
	Changed    bool               `json:"changed_since"`         // the record has another version now
	Replaces   []string           `json:"replaces,omitempty"`    // older productions in which the same number stands
	ReplacedBy string             `json:"replaced_by,omitempty"` // the newest production with another page for it
	ClawedBack string             `json:"clawed_back,omitempty"` // why, when it was
	NoPage     bool               `json:"on_no_page,omitempty"`  // the document became shorter: no page bears the number there
}

// given is a document of a production that bears a number.
type given struct {
	production.Produced
	doc  production.DocNumber
	page int // from 0; beyond the last one when the number stands on none
	seq  int64
}

// bearing lists the documents that bear a number, whatever its suffix, the
// newest production first.
func (c *Case) bearing(ctx context.Context, b bates.Number) ([]given, error) {
	var out []given
	for f, err := range c.store.FactsOf(ctx, production.KindProduced) {
		if err != nil {
			return nil, err
		}
		var p production.Produced
		if err := unmarshal(f.Value, &p); err != nil {
			return nil, err
		}
		if p.Prefix != b.Prefix || p.Digits != b.Width {
			continue
		}
		for _, d := range p.Docs {
			if b.N < d.First || b.N >= d.First+int64(d.Pages-d.Behind+d.Spare) || b.Sub > 0 && (b.Sub > d.Behind || b.N != d.First+int64(d.Pages-d.Behind)-1) {
				continue
			}
			out = append(out, given{p, d, int(b.N-d.First) + b.Sub, f.Seq})
		}
	}
	slices.SortFunc(out, func(x, y given) int { return cmp.Compare(y.seq, x.seq) })
	return out, nil
}

// Explain finds the record behind a Bates number. A number that a replacement
// bears too is explained by the newest.
func (c *Case) Explain(ctx context.Context, number string) (Origin, error) {
	b, err := bates.Parse(strings.TrimSpace(number))
	if err != nil {
		return Origin{}, &fault.Error{Code: fault.Usage, Op: "explaining", Subject: number, Err: err, Hint: "Give a number as it is printed, such as VAUGHN-000118."}
	}
	all, err := c.bearing(ctx, b)
	if err != nil {
		return Origin{}, err
	}
	same := slices.DeleteFunc(slices.Clone(all), func(g given) bool { return g.Suffix != b.Suffix })
	if len(same) == 0 {
		return Origin{}, &fault.Error{Code: fault.NotFound, Op: "explaining", Subject: number, Hint: "No production of this case gave that number."}
	}
	o, err := c.origin(ctx, same[0], b)
	if err != nil {
		return o, err
	}
	for _, g := range all {
		switch {
		case g.seq < same[0].seq:
			o.Replaces = append(o.Replaces, g.Name)
		case g.seq > same[0].seq && o.ReplacedBy == "":
			o.ReplacedBy = g.Name
		}
	}
	back, err := c.clawedBack(ctx)
	o.ClawedBack = back[o.Record].Reason
	return o, err
}

func (c *Case) origin(ctx context.Context, g given, b bates.Number) (Origin, error) {
	r, err := c.store.Record(ctx, g.doc.Record)
	if err != nil {
		return Origin{}, err
	}
	occ, err := c.store.Occurrences(ctx, r.Family)
	if err != nil {
		return Origin{}, err
	}
	return Origin{Production: g.Name, Bates: b.String(), Page: g.page + 1, Pages: g.doc.Pages, Record: g.doc.Record, Version: g.doc.Version,
		NoPage: g.page >= g.doc.Pages, MessageID: r.MessageID, Kind: r.Kind, Sources: occ, Entry: g.seq, Changed: r.Version != g.doc.Version}, nil
}
