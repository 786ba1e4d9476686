package casework

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// EventRaw gives the bytes one entry of a conversation was made from and those
// of everything that changed it, in the order of the source, an LF behind each.
func (c *Case) EventRaw(ctx context.Context, id record.ID, event string) ([]byte, error) {
	const op = "reading the source of an entry"
	r, err := c.store.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	i := -1
	if r.Log != nil {
		i = slices.IndexFunc(r.Log.Entries, func(e record.Entry) bool { return e.ID == event })
	}
	if i < 0 || len(r.Log.Entries[i].Raw) < 2 {
		return nil, &fault.Error{Code: fault.NotFound, Op: op, Subject: string(id), Hint: "The record has no such entry, or its format keeps no bytes of single entries."}
	}
	f, err := c.Raw(ctx, id)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out bytes.Buffer
	at := int64(0)
	for s := range slices.Chunk(r.Log.Entries[i].Raw, 2) {
		if s[0] < at {
			return nil, &fault.Error{Code: fault.Damaged, Op: op, Subject: string(id), Err: errors.New("its places are out of order")}
		}
		if _, err := io.CopyN(io.Discard, f, s[0]-at); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		if _, err := io.CopyN(&out, f, s[1]); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		at = s[0] + s[1]
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}
