package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"vaughn/export/bates"
	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/fault"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
	"vaughn/redact/review"
)

// codedAgency is the coding that names the agency a record is referred to, or
// that is consulted.
const codedAgency = "agency"

// chosen lists the records of a production: families in the order that the spec
// asks for, each parent before its attachments.
func (c *Case) chosen(ctx context.Context, spec production.Spec, at *production.Frozen) ([]record.ID, []qc.Finding, error) {
	by := store.ByDate
	if spec.ByImport() {
		by = store.ByNum
	}
	h, err := c.Find(ctx, spec.Query, by, false)
	if err != nil {
		return nil, nil, err
	}
	nums := h.Nums
	if spec.Conversations {
		if nums, err = c.withConversations(ctx, nums, by); err != nil {
			return nil, nil, err
		}
	}
	var findings []qc.Finding
	if spec.InclusiveOnly {
		if nums, findings, err = c.inclusive(ctx, spec, nums); err != nil {
			return nil, nil, err
		}
	}
	if spec.Once() {
		more, err := c.once(ctx, spec, &nums, at)
		if err != nil {
			return nil, nil, err
		}
		findings = append(findings, more...)
	}
	if spec.ByCustodian() {
		if err := c.byCustodian(ctx, nums); err != nil {
			return nil, nil, err
		}
	}
	if nums, err = c.families(ctx, nums, spec.Families); err != nil {
		return nil, nil, err
	}
	var out []record.ID
	for id, err := range c.records(ctx, nums) {
		if err != nil {
			return nil, nil, err
		}
		out = append(out, id)
	}
	return out, findings, nil
}

// families puts hits of one family together and, when asked, completes it from
// its parent down.
func (c *Case) families(ctx context.Context, hits []record.Num, complete bool) ([]record.Num, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	hit := make(map[record.Num]bool, len(hits))
	for _, n := range hits {
		hit[n] = true
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
	done := map[record.Num]bool{}
	var out []record.Num
	for _, n := range hits {
		first, last := cols.FamilyRange(n)
		if done[first] {
			continue
		}
		done[first] = true
		for m := first; m <= last; m++ {
			if (complete || hit[m]) && !gone.Has(m) {
				out = append(out, m)
			}
		}
	}
	return out, nil
}

// withConversations adds the other messages of the conversations of hits.
func (c *Case) withConversations(ctx context.Context, nums []record.Num, by store.Order) ([]record.Num, error) {
	have := make(map[record.Num]bool, len(nums))
	for _, n := range nums {
		have[n] = true
	}
	seen := map[record.Num]bool{}
	for _, n := range slices.Clone(nums) {
		if seen[n] {
			continue
		}
		all, err := c.threadOf(ctx, n)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			seen[m] = true
			if !have[m] {
				have[m], nums = true, append(nums, m)
			}
		}
	}
	return nums, c.store.Sort(ctx, nums, by, false)
}

// inclusive leaves out the messages that stand in whole in another one of the
// selection, files and all, and says how many.
func (c *Case) inclusive(ctx context.Context, spec production.Spec, nums []record.Num) ([]record.Num, []qc.Finding, error) {
	ids, err := c.store.IDs(ctx, nums)
	if err != nil {
		return nil, nil, err
	}
	num := make(map[record.ID]record.Num, len(ids))
	for i, id := range ids {
		num[id] = nums[i]
	}
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	out := map[record.Num]bool{} // families left out
	for v, err := range c.Conversations(ctx, spec.Query) {
		if err != nil {
			return nil, nil, err
		}
		for _, m := range v.Messages {
			if n, in := num[m.Row.ID], num[m.IncludedIn]; n != 0 && in != 0 && !m.ForFile {
				out[cols.Family(n)] = true
			}
		}
	}
	nums = slices.DeleteFunc(nums, func(n record.Num) bool { return out[cols.Family(n)] })
	return nums, []qc.Finding{{V: 1, Check: "inclusive", Severity: qc.Info, Other: []qc.Place{},
		Why: fmt.Sprintf("%d messages that stand in whole in others are left out: %s", len(out), spec.Policy)}}, nil
}

// once leaves one copy of each message, notes who held the others, and warns of
// copies that are marked otherwise.
func (c *Case) once(ctx context.Context, spec production.Spec, nums *[]record.Num, at *production.Frozen) ([]qc.Finding, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	kept := map[record.Num]record.Num{} // by set of copies: the family that is produced
	copies := map[record.Num][]record.Num{}
	*nums = slices.DeleteFunc(*nums, func(n record.Num) bool {
		top := cols.Family(n)
		set := cols.Dup(top)
		if kept[set] == 0 {
			kept[set] = top
		}
		if kept[set] != top && !slices.Contains(copies[kept[set]], top) {
			copies[kept[set]] = append(copies[kept[set]], top)
		}
		return kept[set] != top
	})
	at.Held = map[record.ID][]string{}
	var out []qc.Finding
	for _, top := range *nums {
		if len(copies[top]) == 0 {
			continue
		}
		rows, err := c.store.Rows(ctx, append([]record.Num{top}, copies[top]...))
		if err != nil {
			return nil, err
		}
		delete(copies, top)
		f, err := c.copied(ctx, spec, rows, at)
		if err != nil {
			return nil, err
		}
		out = append(out, f...)
	}
	return out, nil
}

// copied notes the custodians of all copies of a family, the produced one first.
func (c *Case) copied(ctx context.Context, spec production.Spec, rows []store.Row, at *production.Frozen) ([]qc.Finding, error) {
	var held []string
	hides := ""
	var out []qc.Finding
	for i, r := range rows {
		for _, name := range r.Custodians {
			if !slices.Contains(held, name) {
				held = append(held, name)
			}
		}
		d, err := c.Document(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		hidden := strings.Join(redact.Secrets(d.Record, redact.Effective(d.State.Marks, spec.Set)), "\x00")
		if i == 0 {
			hides = hidden
		} else if hidden != hides {
			out = append(out, qc.Finding{V: 1, Check: "copies", Severity: qc.Warn, Record: string(rows[0].ID), MessageID: rows[0].MessageID, Other: []qc.Place{{Record: string(r.ID)}},
				Why: "a copy of this record, which is not produced, is marked otherwise"})
		}
	}
	ids, err := c.store.Family(ctx, rows[0].ID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		at.Held[id] = held
	}
	return out, nil
}

// byCustodian sorts by the first custodian of each, keeping the order within.
func (c *Case) byCustodian(ctx context.Context, nums []record.Num) error {
	first := make(map[record.Num]string, len(nums))
	for part := range slices.Chunk(nums, 500) {
		rows, err := c.store.Rows(ctx, part)
		if err != nil {
			return err
		}
		for i, r := range rows {
			if len(r.Custodians) > 0 {
				first[part[i]] = r.Custodians[0]
			}
		}
	}
	slices.SortStableFunc(nums, func(a, b record.Num) int { return cmp.Compare(first[a], first[b]) })
	return nil
}

// standsBeside notes the numbers of the production that a spec replaces or
// supplements.
func (c *Case) standsBeside(spec production.Spec, p production.Produced, at *production.Frozen) error {
	if p.Name == spec.Replaces && (p.Prefix != spec.Bates.Prefix || p.Digits != spec.Bates.Digits) {
		return &fault.Error{Code: fault.Usage, Op: "planning the production", Err: fmt.Errorf("%s has the prefix %q and %d digits", p.Name, p.Prefix, p.Digits),
			Hint: "A replacement keeps the numbers: write the same prefix and digits in bates, and a suffix when the pages shall be told apart."}
	}
	at.Numbers = make(map[record.ID]bates.Range, len(p.Docs))
	for _, d := range p.Docs {
		r, err := p.RangeOf(d)
		if err != nil {
			return err
		}
		if r, err = r.Over(d.Pages, ""); err != nil {
			return err
		}
		at.Numbers[d.Record] = r
	}
	return nil
}

// narrowed applies what stands beside a production: of a replacement only what
// was produced, in the order of its numbers; of a supplement only what was not;
// sheets for what is claimed back or answered by another agency; natives.
func (c *Case) narrowed(ctx context.Context, spec production.Spec, at *production.Frozen, ids []record.ID) ([]record.ID, error) {
	switch {
	case spec.Replaces != "":
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return at.Numbers[id].First.Width == 0 })
		slices.SortStableFunc(ids, func(a, b record.ID) int { return cmp.Compare(at.Numbers[a].First.N, at.Numbers[b].First.N) })
	case spec.Supplements != "":
		ids = slices.DeleteFunc(ids, func(id record.ID) bool { return at.Numbers[id].First.Width != 0 })
		at.Numbers = nil
	}
	at.Sheets = map[record.ID]production.Sheet{}
	back, err := c.clawedBack(ctx)
	if err != nil {
		return nil, err
	}
	for id, b := range back {
		at.Sheets[id] = b.sheetFor()
	}
	if ids, err = c.parted(ctx, spec, at, ids); err != nil || spec.Natives == "" {
		return ids, err
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

// parted keeps what another agency answers out of releases, where a sheet names
// the agency, and gives a package just what is coded for it.
func (c *Case) parted(ctx context.Context, spec production.Spec, at *production.Frozen, ids []record.ID) ([]record.ID, error) {
	mine := map[record.ID]bool{}
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
	if spec.Package.Kind == "" {
		return ids, nil
	}
	return slices.DeleteFunc(ids, func(id record.ID) bool { return !mine[id] }), nil
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
