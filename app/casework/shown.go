package casework

import (
	"context"
	"slices"

	"vaughn/export/layout"
	"vaughn/export/plate"
	"vaughn/index/record"
	"vaughn/redact"
)

// Draft shows a record with its marks, hidden words readable.
func (c *Case) Draft(ctx context.Context, id record.ID) (redact.Draft, error) {
	return c.shown(ctx, id, redact.NewDraft)
}

// Produced shows a record exactly as it would be produced now.
func (c *Case) Produced(ctx context.Context, id record.ID) (redact.Draft, error) {
	return c.shown(ctx, id, redact.Produced)
}

// Clean is a record as it would leave with what is accepted by now; what is only
// proposed hides nothing yet. It is for the screen: a production resolves for
// itself and refuses what is not decided.
func (c *Case) Clean(ctx context.Context, id record.ID) (*record.Record, redact.Clean, error) {
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return nil, redact.Clean{}, err
	}
	s, err := c.State(ctx, id)
	if err != nil {
		return nil, redact.Clean{}, err
	}
	marks := slices.DeleteFunc(s.Marks, func(m redact.Mark) bool { return m.State != redact.Accepted })
	clean, err := redact.Resolve(r, marks, c.set)
	return r, clean, err
}

func (c *Case) shown(ctx context.Context, id record.ID, make func(*record.Record, []redact.Mark, redact.Labels) (redact.Draft, error)) (redact.Draft, error) {
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return redact.Draft{}, err
	}
	s, err := c.State(ctx, id)
	if err != nil {
		return redact.Draft{}, err
	}
	d, err := make(r, s.Marks, c.set)
	if err != nil || len(redact.InsetsOf(r)) == 0 {
		return d, err
	}
	files, err := c.pictures(ctx, r)
	return d.With(files), err
}

// Plates makes the pictures that a message shows between its lines, for the
// screen, as a production makes them.
func (c *Case) Plates(ctx context.Context) layout.Plates { return plate.New(c.blobs.Open).Job(ctx) }
