package store

import (
	"context"
	"database/sql"

	"vaughn/index/record"
)

// LastFeatured is the number of the last record whose features are kept; those
// of all before it are kept too.
func (s *Store) LastFeatured(ctx context.Context) (record.Num, error) {
	var n record.Num
	err := s.one(ctx, "reading features", s.path, "SELECT coalesce(max(num), 0) FROM features", nil, &n)
	return n, err
}

// PutFeatures keeps the features of records in the order of their numbers, as
// PutSightings does who is seen in them. The store does not look into bodies.
func (s *Store) PutFeatures(ctx context.Context, first record.Num, bodies [][]byte) error {
	return s.write(ctx, "storing features", func(t tx) error {
		var last record.Num
		if _, err := t.find("SELECT coalesce(max(num), 0) FROM features", nil, &last); err != nil || last+1 != first {
			return err
		}
		for i, body := range bodies {
			if body == nil {
				body = []byte{}
			}
			if _, err := t.exec("INSERT INTO features (num, body) VALUES (?,?)", first+record.Num(i), body); err != nil {
				return err
			}
		}
		return nil
	})
}

// Features gives the features of all records, ascending by number, to a
// function that must not keep the body.
func (s *Store) Features(ctx context.Context, each func(n record.Num, body []byte) error) error {
	_, err := collect(s, ctx, "SELECT num, body FROM features ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var num record.Num
		var body sql.RawBytes
		if err := r.Scan(&num, &body); err != nil {
			return err
		}
		return each(num, body)
	})
	return coded("reading features", s.path, err)
}
