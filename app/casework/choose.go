package casework

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"vaughn/export/production"
	"vaughn/export/qc"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
)

// codedAgency is the coding that names the agency a record is referred to, or
// that is consulted.
const codedAgency = "agency"

// chosen lists the records of a production: families in the order that the spec
// asks for, each parent before its attachments. Where conversations leave in
// parts the choice of events comes first and all else follows from it.
func (c *Case) chosen(ctx context.Context, spec production.Spec, at *production.Frozen) ([]record.ID, []qc.Finding, error) {
	by := store.ByDate
	if spec.ByImport() {
		by = store.ByNum
	}
	nums, parts, err := c.asked(ctx, spec, by)
	if err != nil {
		return nil, nil, err
	}
	if spec.Conversations {
		if nums, err = c.withConversations(ctx, nums, by); err != nil {
			return nil, nil, err
		}
	}
	var findings []qc.Finding
	if spec.InclusiveOnly {
		if nums, findings, err = c.inclusive(ctx, spec, nums, at); err != nil {
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
	if parts != nil {
		nums, at.Events = parts.reduced(nums), parts.keep
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

// asked asks the spec's query, of events when conversations leave in parts.
func (c *Case) asked(ctx context.Context, spec production.Spec, by store.Order) ([]record.Num, *slicing, error) {
	if !spec.ChatContext.Sliced() {
		h, err := c.Find(ctx, spec.Query, by, false)
		return h.Nums, nil, err
	}
	s, err := c.sliced(ctx, spec)
	if err != nil {
		return nil, nil, err
	}
	nums := slices.Sorted(maps.Keys(s.hit))
	return nums, s, c.store.Sort(ctx, nums, by, false)
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

// withConversations adds the other messages of the conversations of hits; what
// is attached to them comes with families.
func (c *Case) withConversations(ctx context.Context, nums []record.Num, by store.Order) ([]record.Num, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, err
	}
	gone, err := c.excluded(ctx)
	if err != nil {
		return nil, err
	}
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
			if top := cols.Family(m); !have[top] && !gone.Has(top) {
				have[top], nums = true, append(nums, top)
			}
		}
	}
	return nums, c.store.Sort(ctx, nums, by, false)
}

// inclusive leaves out the messages that stand in whole in another one of the
// selection, files and all, with all their copies, and says how many. What is
// withheld in full or leaves in no way stands for nothing.
func (c *Case) inclusive(ctx context.Context, spec production.Spec, nums []record.Num, at *production.Frozen) ([]record.Num, []qc.Finding, error) {
	cols, err := c.store.Columns(ctx)
	if err != nil {
		return nil, nil, err
	}
	held := map[record.Num][]record.Num{} // by set of copies, those of the selection
	for _, n := range nums {
		if top := cols.Family(n); !slices.Contains(held[cols.Dup(top)], top) {
			held[cols.Dup(top)] = append(held[cols.Dup(top)], top)
		}
	}
	out := map[record.Num]bool{} // sets of copies that are left out
	messages := 0
	for v, err := range c.conversationsOf(ctx, nums) {
		if err != nil {
			return nil, nil, err
		}
		for _, m := range v.Messages {
			if m.IncludedIn == "" || m.ForFile || m.Within != "" {
				continue
			}
			in, err := c.store.Num(ctx, m.IncludedIn)
			if err != nil {
				return nil, nil, err
			}
			if cols.Parent(in) != 0 && !spec.Families {
				continue // it is an attachment, which stays away
			}
			set := cols.Dup(m.Row.Num)
			stands, err := c.anyLeaves(ctx, held[cols.Dup(cols.Family(in))], spec, at)
			if err != nil {
				return nil, nil, err
			}
			if stands && !out[set] && len(held[set]) > 0 {
				out[set] = true
				messages++
			}
		}
	}
	nums = slices.DeleteFunc(nums, func(n record.Num) bool { return out[cols.Dup(cols.Family(n))] })
	return nums, []qc.Finding{{V: 1, Check: "inclusive", Severity: qc.Info, Other: []qc.Place{},
		Why: fmt.Sprintf("%d messages that stand in whole in others are left out: %s", messages, spec.Policy)}}, nil
}

// anyLeaves tells whether one of some records leaves in full or in part.
func (c *Case) anyLeaves(ctx context.Context, nums []record.Num, spec production.Spec, at *production.Frozen) (bool, error) {
	ids, err := c.store.IDs(ctx, nums)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		s, err := c.State(ctx, id)
		if err != nil {
			return false, err
		}
		_, sheet := at.Sheets[id]
		whole := func(m redact.Mark) bool { return m.Target == redact.OnRecord && m.State != redact.Rejected }
		if !sheet && !slices.ContainsFunc(redact.Effective(s.Marks, spec.Set), whole) {
			return true, nil
		}
	}
	return false, nil
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
	for _, n := range *nums {
		top := cols.Family(n)
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
