package store

import (
	"context"
	"database/sql"
	"fmt"

	"vaughn/index/record"
)

// Place counts where one top-level record was found in one source.
type Place struct {
	Top    record.Num
	Source int // index into what Sources gives
	Times  int
}

// Places tells for every top-level record in which sources it was found how
// often, by number.
func (s *Store) Places(ctx context.Context) ([]Place, error) {
	const op = "counting where records were found"
	nums, err := collect(s, ctx, "SELECT num FROM sources ORDER BY num", nil, func(r *sql.Rows, n *int64) error { return r.Scan(n) })
	if err != nil {
		return nil, coded(op, s.path, err)
	}
	index := make(map[int64]int, len(nums))
	for i, n := range nums {
		index[n] = i
	}
	out, err := collect(s, ctx, "SELECT num, source, count(*) FROM occurrences GROUP BY num, source ORDER BY num, source", nil,
		func(r *sql.Rows, p *Place) error {
			var source int64
			if err := r.Scan(&p.Top, &source, &p.Times); err != nil {
				return err
			}
			i, ok := index[source]
			if !ok {
				return fmt.Errorf("a record was found in a source that is not in the ledger")
			}
			p.Source = i
			return nil
		})
	return out, coded(op, s.path, err)
}
