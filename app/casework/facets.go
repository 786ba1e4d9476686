package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"vaughn/index/query"
	"vaughn/index/record"
	"vaughn/index/search"
	"vaughn/index/store"
	"vaughn/redact/exempt"
	"vaughn/redact/review"
)

// Facet is how the hits of a query fall into the values of one property. A
// record with several values (custodians, tags) counts for each, one without
// any for none.
type Facet struct {
	Name   string       `json:"name"` // custodian, sender, domain, date, kind, filetype, exemption, coded, tag
	Values []FacetValue `json:"values"`
	More   int          `json:"more"` // values that are not listed
}

// FacetValue is one value, how many hits have it, and the words that narrow the
// query to them. A sender's words find those who share the end of the address,
// too.
type FacetValue struct {
	Value   string `json:"value"`
	Records int    `json:"records"`
	Narrow  string `json:"narrow"`
}

// FacetOptions steer Facets.
type FacetOptions struct {
	By  string // how dates are counted: year, month (also "") or day
	Top int    // values of a facet at most, the commonest first; 0 is 20. Dates are all listed
}

// Facets counts the hits of a query by their properties.
func (c *Case) Facets(ctx context.Context, text string, opt FacetOptions) ([]Facet, error) {
	h, err := c.Find(ctx, text, store.ByNum, false)
	if err != nil {
		return nil, err
	}
	return c.FacetsOf(ctx, h.Nums, opt)
}

// FacetsOf counts records that are at hand.
func (c *Case) FacetsOf(ctx context.Context, nums []record.Num, opt FacetOptions) ([]Facet, error) {
	t, err := c.traits(ctx)
	if err != nil {
		return nil, err
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	if opt.Top <= 0 {
		opt.Top = 20
	}
	custodians, types, names := make(tally, len(t.Custodians)), make(tally, len(t.Types)), make(tally, len(t.names))
	domains, kinds := make(tally, len(t.names)), map[string]int{}
	for _, n := range nums {
		for _, k := range t.Holders(cols.Family(n)) {
			custodians[k]++
		}
		if k := t.Type(n); k < len(types) {
			types[k]++
		}
		kinds[cols.Kind(n)]++
		t.eachAuthor(n, t.person, names)
		t.eachAuthor(n, t.domain, domains)
	}
	out := []Facet{
		custodians.facet("custodian", "custodian", t.Custodians, opt.Top),
		names.facet("sender", "from", t.names, opt.Top),
		domains.facet("domain", "domain", t.names, opt.Top),
		c.dateFacet(cols, nums, opt.By),
		kindFacet(kinds, opt.Top),
		types.facet("filetype", "filetype", t.Types, opt.Top),
	}
	decided, err := c.decisionFacets(ctx, search.SetOf(nums...), opt.Top)
	return append(out, decided...), err
}

// tally counts values by their number.
type tally []int

func (t *traits) eachAuthor(n record.Num, table []uint32, into tally) {
	seen := t.Seen(n)
	for i, s := range seen {
		v := table[s>>1]
		if s&1 == 0 || v == 0 {
			continue
		}
		again := slices.ContainsFunc(seen[:i], func(p uint32) bool { return p&1 == 1 && table[p>>1] == v })
		if !again {
			into[v]++
		}
	}
}

func (t tally) facet(name, field string, names []string, top int) Facet {
	f := Facet{Name: name}
	for i, n := range t {
		if n > 0 && names[i] != "" {
			f.Values = append(f.Values, FacetValue{names[i], n, narrow(field, names[i])})
		}
	}
	return f.cut(top)
}

func kindFacet(kinds map[string]int, top int) Facet {
	f := Facet{Name: "kind"}
	for k, n := range kinds {
		f.Values = append(f.Values, FacetValue{k, n, narrow("kind", k)})
	}
	return f.cut(top)
}

// escaped takes the meaning from the signs of a pattern.
var escaped = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`)

// narrow spells a field and a value so that the value is one.
func narrow(field, value string) string {
	if info, _ := query.Lookup(field); info.Type == query.Text {
		return query.Term{Field: field, Text: escaped.Replace(value), Quoted: true}.String()
	}
	return query.Fact{Field: field, Value: value}.String()
}

// cut keeps the commonest values, equal ones in the order of their names.
func (f Facet) cut(top int) Facet {
	slices.SortFunc(f.Values, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Value, b.Value))
	})
	if len(f.Values) > top {
		f.More = len(f.Values) - top
		f.Values = f.Values[:top]
	}
	return f
}

// dateLayouts are the spellings of a date by what is counted.
var dateLayouts = map[string]string{"year": "2006", "month": "2006-01", "": "2006-01", "day": time.DateOnly}

// dateFacet counts days of the case's zone, months or years, in their order.
// Records without a date are none of them.
func (c *Case) dateFacet(cols *store.Columns, nums []record.Num, by string) Facet {
	days := map[int64]int{}
	z := zoned{zone: c.zone}
	for _, n := range nums {
		if d := cols.Date(n); d != store.NoDate {
			days[z.day(d)]++
		}
	}
	spelled := map[string]int{}
	for d, n := range days {
		spelled[time.Unix(d*secondsOfDay, 0).UTC().Format(dateLayouts[by])] += n
	}
	f := Facet{Name: "date"}
	for s, n := range spelled {
		f.Values = append(f.Values, FacetValue{s, n, "date:" + s})
	}
	slices.SortFunc(f.Values, func(a, b FacetValue) int { return cmp.Compare(a.Value, b.Value) })
	return f
}

const secondsOfDay = 24 * 60 * 60

// zoned tells days of a zone, remembering the stretch between two clock changes
// in which it was asked last.
type zoned struct {
	zone     *time.Location
	from, to int64 // unix seconds
	offset   int64
}

// day is the number of the calendar day of a moment, counted from 1970-01-01.
func (z *zoned) day(unix int64) int64 {
	if unix < z.from || unix >= z.to {
		t := time.Unix(unix, 0).In(z.zone)
		_, offset := t.Zone()
		start, end := t.ZoneBounds()
		z.offset, z.from, z.to = int64(offset), unix, unix+1
		if !start.IsZero() {
			z.from = start.Unix()
		}
		if !end.IsZero() {
			z.to = end.Unix()
		}
	}
	local := unix + z.offset
	d := local / secondsOfDay
	if local%secondsOfDay < 0 {
		d--
	}
	return d
}

// decisionFacets counts what reviewers decided: exemptions, a whole with its
// parts as a query counts it, codings and tags.
func (c *Case) decisionFacets(ctx context.Context, hits search.Set, top int) ([]Facet, error) {
	marks, err := c.store.Marks(ctx, review.KindMark)
	if err != nil {
		return nil, err
	}
	basis := map[string]search.Set{}
	for _, m := range marks {
		basis[m.Value] = basis[m.Value].Or(search.SetOf(m.Records...).And(hits))
	}
	exemptions, coded, tags := Facet{Name: "exemption"}, Facet{Name: "coded"}, Facet{Name: "tag"}
	for _, k := range c.set.Codes() {
		if n := c.withCode(k, basis).Len(); n > 0 {
			exemptions.Values = append(exemptions.Values, FacetValue{string(k.ID), n, narrow("exemption", string(k.ID))})
		}
	}
	codings, err := c.store.Marks(ctx, review.KindCoding)
	if err != nil {
		return nil, err
	}
	for _, m := range codings {
		n := search.SetOf(m.Records...).And(hits).Len()
		switch {
		case n == 0:
		case m.Name == "tag":
			tags.Values = append(tags.Values, FacetValue{m.Value, n, narrow("tag", m.Value)})
		default:
			v := m.Name + "=" + m.Value
			coded.Values = append(coded.Values, FacetValue{v, n, narrow("coded", v)})
		}
	}
	return []Facet{exemptions.cut(top), coded.cut(top), tags.cut(top)}, nil
}

// withCode are the records with a code or, for a whole, one of its parts.
func (c *Case) withCode(code exempt.Code, basis map[string]search.Set) search.Set {
	var out search.Set
	for _, k := range c.set.Codes() {
		if k.ID == code.ID || k.Parent == code.ID {
			out = out.Or(basis["basis="+string(k.ID)])
		}
	}
	return out
}
