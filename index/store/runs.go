package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"vaughn/index/record"
)

// runLength is how many records one run of columns holds; it is stored and must
// never change.
const runLength = 4096

// packRun writes the columns of consecutive records.
func packRun(list []column) []byte {
	var kinds []string
	at := map[string]byte{}
	for _, c := range list {
		if _, ok := at[c.kind]; !ok {
			at[c.kind] = byte(len(kinds))
			kinds = append(kinds, c.kind)
		}
	}
	b := binary.AppendUvarint(make([]byte, 0, 12*len(list)), uint64(len(kinds)))
	for _, k := range kinds {
		b = append(binary.AppendUvarint(b, uint64(len(k))), k...)
	}
	last := int64(0)
	for _, c := range list {
		b = append(b, at[c.kind])
		b = binary.AppendUvarint(b, uint64(c.num-c.family))
		b = binary.AppendUvarint(b, uint64(c.parent))
		b = binary.AppendVarint(b, int64(c.num)-int64(c.dup))
		b = binary.AppendVarint(b, c.date-last) // wraps and wraps back
		last = c.date
	}
	return b
}

var errRun = errors.New("reading packed columns: they are cut or of another length")

// unpackRun reads what packRun wrote of the records from first on.
func unpackRun(first record.Num, b []byte) ([]column, error) {
	bad := false
	next := func() uint64 {
		n, w := binary.Uvarint(b)
		if w <= 0 {
			bad, w = true, len(b)
		}
		b = b[w:]
		return n
	}
	signed := func() int64 {
		n, w := binary.Varint(b)
		if w <= 0 {
			bad, w = true, len(b)
		}
		b = b[w:]
		return n
	}
	var kinds []string
	for range min(next(), 256) {
		n := next()
		if n > uint64(len(b)) {
			return nil, errRun
		}
		kinds = append(kinds, string(b[:n]))
		b = b[n:]
	}
	out := make([]column, 0, runLength)
	last := int64(0)
	for num := first; num < first+runLength; num++ {
		if len(b) == 0 || int(b[0]) >= len(kinds) {
			return nil, errRun
		}
		c := column{num: num, kind: kinds[b[0]]}
		b = b[1:]
		c.family = num - record.Num(next())
		c.parent = record.Num(next())
		c.dup = record.Num(int64(num) - signed())
		last += signed()
		c.date = last
		out = append(out, c)
	}
	if bad || len(b) > 0 {
		return nil, errRun
	}
	return out, nil
}

// run packs each run that is complete and not yet stored: of records in memory
// and those that this transaction adds.
func (a *adder) run(s *Store) error {
	all := s.cols.len() + len(a.cols)
	for first := s.packed; first+runLength <= all; first += runLength {
		list := make([]column, 0, runLength)
		for n := first; n < first+runLength; n++ {
			list = append(list, s.cols.at(n, a.cols))
		}
		if _, err := a.t.exec("INSERT INTO column_runs (first, body) VALUES (?,?) ON CONFLICT DO NOTHING", first+1, packRun(list)); err != nil {
			return err
		}
	}
	return nil
}

// at is the n-th column, counted from 0, where added ones follow those there are.
func (c *columns) at(n int, added []column) column {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v := &c.now
	if n >= len(v.family) {
		return added[n-len(v.family)]
	}
	return column{record.Num(n + 1), v.family[n], v.parent[n], v.dup[n], v.kinds[v.kind[n]], v.date[n]}
}

// packedOf is how many of so many records complete runs hold.
func packedOf(n int) int { return n / runLength * runLength }

// loadRuns reads the runs in order; it stops at a damaged or missing one, for
// everything in them stands in the records too.
func (s *Store) loadRuns(ctx context.Context) error {
	type run struct {
		first record.Num
		body  []byte
	}
	runs, err := collect(s, ctx, "SELECT first, body FROM column_runs ORDER BY first", nil,
		func(r *sql.Rows, v *run) error { return r.Scan(&v.first, &v.body) })
	if err != nil {
		return err
	}
	for i, v := range runs {
		if int(v.first) != i*runLength+1 {
			break
		}
		list, err := unpackRun(v.first, v.body)
		if err != nil {
			break
		}
		s.cols.extend(list)
		s.packed = s.cols.len()
	}
	return nil
}
