package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/production"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// standsBeside notes the numbers of the production that a spec replaces or
// supplements.
func (c *Case) standsBeside(spec production.Spec, p production.Produced, at *production.Frozen) error {
	if p.Name == spec.Replaces && (p.Prefix != spec.Bates.Prefix || p.Digits != spec.Bates.Digits) {
		return &fault.Error{Code: fault.Usage, Op: "planning the production", Err: fmt.Errorf("%s has the prefix %q and %d digits", p.Name, p.Prefix, p.Digits),
			Hint: "A replacement keeps the numbers: write the same prefix and digits in bates, and a suffix when the pages shall be told apart."}
	}
	at.Numbers = make(map[record.ID]bates.Range, len(p.Docs))
	for _, d := range p.Docs {
		r, err := p.Given(d)
		if err != nil {
			return err
		}
		at.Numbers[d.Record] = r
	}
	return nil
}

// narrowed applies what stands beside a production: of a replacement only what
// was produced, in the order of its numbers; of a supplement only what was not;
// of a package only what is mine; natives.
func (c *Case) narrowed(ctx context.Context, spec production.Spec, at *production.Frozen, ids []record.ID, mine map[record.ID]bool) ([]record.ID, error) {
	switch {
	case spec.Replaces != "":
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return at.Numbers[id].First.Width == 0 })
		slices.SortStableFunc(ids, func(a, b record.ID) int { return cmp.Compare(at.Numbers[a].First.N, at.Numbers[b].First.N) })
	case spec.Supplements != "":
		given, err := c.given(ctx, spec, at)
		if err != nil {
			return nil, err
		}
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return given(id) })
		at.Numbers = nil
	}
	if spec.Package.Kind != "" {
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return !mine[id] })
	}
	if spec.Natives == "" {
		return ids, nil
	}
	h, err := c.Find(ctx, spec.Natives, store.ByNum, false)
	if err != nil {
		return nil, err
	}
	at.Natives = map[record.ID]bool{}
	for id, err := range c.records(ctx, h.Nums) {
		if err != nil {
			return nil, err
		}
		at.Natives[id] = true
	}
	return ids, nil
}

// given tells which records a production that is supplemented holds: themselves
// or, where of copies one is produced, one of them.
func (c *Case) given(ctx context.Context, spec production.Spec, at *production.Frozen) (func(record.ID) bool, error) {
	if !spec.Once() {
		return func(id record.ID) bool { return at.Numbers[id].First.Width != 0 }, nil
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	sets := map[record.Num]bool{}
	for id := range at.Numbers {
		n, err := c.store.Num(ctx, id)
		if err != nil {
			return nil, err
		}
		sets[cols.Dup(cols.Family(n))] = true
	}
	return func(id record.ID) bool {
		n, err := c.store.Num(ctx, id)
		return err == nil && (at.Numbers[id].First.Width != 0 || sets[cols.Dup(cols.Family(n))])
	}, nil
}

// stood finds the sheets of records that leave in no way: what was claimed back
// and what another agency answers. mine are those coded for the agency that the
// spec makes a package for; they leave with it.
func (c *Case) stood(ctx context.Context, spec production.Spec, at *production.Frozen) (mine map[record.ID]bool, err error) {
	at.Sheets, mine = map[record.ID]production.Sheet{}, map[record.ID]bool{}
	nums, err := c.store.Where(ctx, review.KindCoding, review.FieldDisposition, store.Any)
	if err != nil {
		return nil, err
	}
	for id, err := range c.records(ctx, nums) {
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, id)
		if err != nil {
			return nil, err
		}
		d, err := review.ParseDisposition(s.Coding[review.FieldDisposition])
		if err != nil {
			continue // it is none that a person decides
		}
		agency := s.Coding[codedAgency]
		if spec.Package.Kind != "" && d.Coded() == spec.Package.Kind && strings.EqualFold(agency, spec.Package.Agency) {
			mine[id] = true
		} else if sheet, ok := answeredBy(d, agency); ok {
			at.Sheets[id] = sheet
		}
	}
	back, err := c.clawedBack(ctx)
	for id, b := range back {
		at.Sheets[id] = b.sheetFor()
	}
	return mine, err
}

// answeredBy is the sheet for a record that leaves in no release. What is
// coordinated is this agency's own answer and has none: it must not tell that
// there is another agency.
func answeredBy(d review.Disposition, agency string) (production.Sheet, bool) {
	if agency == "" {
		agency = "another agency"
	}
	switch d {
	case review.Referral:
		return production.Sheet{Title: "Referred", Lines: []string{"This record was referred to " + agency + ", which answers for it directly."}}, true
	case review.Consultation:
		return production.Sheet{Title: "Held for consultation", Lines: []string{"This record holds information of " + agency + ", which is consulted before it is answered."}}, true
	case review.Sealed:
		return production.Sheet{Title: "Sealed", Lines: []string{"This record is sealed by a court."}}, true
	case review.NoRecord:
		return production.Sheet{Title: "Not a record of the agency", Lines: []string{"What stood here is no agency record."}}, true
	}
	return production.Sheet{}, false
}
