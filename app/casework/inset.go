package casework

import (
	"context"

	"vaughn/index/record"
	"vaughn/redact"
)

// pictures gives what is released of the files that a message shows in places of
// their own; marks that nobody has decided on hide nothing yet.
func (c *Case) pictures(ctx context.Context, r *record.Record) (map[int]redact.Clean, error) {
	out := map[int]redact.Clean{}
	for _, i := range redact.InsetsOf(r) {
		f, err := c.store.Record(ctx, r.Children[i].ID)
		if err != nil {
			return nil, err
		}
		s, err := c.State(ctx, f.ID)
		if err != nil {
			return nil, err
		}
		var decided []redact.Mark
		for _, m := range s.Marks {
			if m.State == redact.Accepted {
				decided = append(decided, m)
			}
		}
		if clean, err := redact.Resolve(f, decided, c.set); err == nil {
			out[i] = clean
		}
	}
	return out, nil
}
