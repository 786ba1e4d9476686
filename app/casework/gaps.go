package casework

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"vaughn/index/gaps"
	"vaughn/index/record"
	"vaughn/index/store"
)

// Gaps reports, conversation by conversation, what the chats that a query
// finds no longer hold; an empty query means all.
func (c *Case) Gaps(ctx context.Context, query string) ([]gaps.Conversation, error) {
	text := "kind:chat"
	if query != "" {
		text = "kind:chat (" + query + ")"
	}
	h, err := c.Find(ctx, text, store.ByDate, false)
	if err != nil {
		return nil, err
	}
	held, err := c.custodianNamed(ctx)
	if err != nil {
		return nil, err
	}
	var rs []*record.Record
	for id, err := range c.records(ctx, h.Nums) {
		if err != nil {
			return nil, err
		}
		r, err := c.store.Record(ctx, id)
		if err != nil {
			return nil, err
		}
		// Only the skeleton is needed; many conversations at once must fit.
		rs = append(rs, &record.Record{ID: r.ID, Conversation: r.Conversation, Events: r.Events, Log: r.Log})
	}
	out := []gaps.Conversation{}
	for _, r := range gaps.Merge(rs) {
		out = append(out, gaps.Report(r, gaps.Options{Zone: c.zone, Held: held}))
	}
	return out, nil
}

// custodianNamed tells of a member whether a custodian of the case bears his name,
// address or handle. The words of a name may stand in any order: "Roe, Jane".
func (c *Case) custodianNamed(ctx context.Context) (func(record.Member) bool, error) {
	sources, err := c.store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, s := range sources {
		known[nameKey(s.Custodian)] = true
	}
	delete(known, "")
	return func(m record.Member) bool {
		if m.Own {
			return true
		}
		for _, s := range []string{m.Name, m.Addr, m.ID} {
			local, _, _ := strings.Cut(s, "@")
			if known[nameKey(s)] || known[nameKey(local)] {
				return true
			}
		}
		return false
	}, nil
}

// nameKey is the words of a name, sorted, case ignored.
func nameKey(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}
