package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"vaughn/index/record"
)

// Sighting is somebody seen in a record. The store does not look into Body;
// equal ones of many records are kept once.
type Sighting struct {
	Body  string
	Wrote bool // as an author
}

// Sighted is one distinct sighting with where it was made.
type Sighted struct {
	Body    string
	Wrote   int          // records of which it is the author
	Records []record.Num // ascending
}

// LastSighted is the number of the last record whose sightings are kept; those
// of all before it are kept too.
func (s *Store) LastSighted(ctx context.Context) (record.Num, error) {
	var n record.Num
	err := s.one(ctx, "reading who is seen", s.path, "SELECT coalesce(max(num), 0) FROM record_sightings", nil, &n)
	return n, err
}

// PutSightings keeps the sightings of records in the order of their numbers,
// first being the number of list[0], in one transaction. It does nothing when
// records before first are not kept yet or some of the list are: then whoever
// asks for them fills them in.
func (s *Store) PutSightings(ctx context.Context, first record.Num, list [][]Sighting) error {
	defer s.grown.Add(1)
	return s.write(ctx, "storing who is seen", func(t tx) error {
		var last record.Num
		if _, err := t.find("SELECT coalesce(max(num), 0) FROM record_sightings", nil, &last); err != nil || last+1 != first {
			return err
		}
		ids := map[string]int64{}
		for i, seen := range list {
			var body []byte
			for _, one := range seen {
				id, err := t.sighting(ids, one.Body)
				if err != nil {
					return err
				}
				id <<= 1
				if one.Wrote {
					id++
				}
				body = binary.AppendUvarint(body, uint64(id))
			}
			if body == nil {
				body = []byte{}
			}
			if _, err := t.exec("INSERT INTO record_sightings (num, body) VALUES (?,?)", first+record.Num(i), body); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t tx) sighting(ids map[string]int64, body string) (int64, error) {
	if id, ok := ids[body]; ok {
		return id, nil
	}
	if _, err := t.exec("INSERT INTO sightings (body) VALUES (?) ON CONFLICT DO NOTHING", body); err != nil {
		return 0, err
	}
	var id int64
	_, err := t.find("SELECT id FROM sightings WHERE body=?", []any{body}, &id)
	ids[body] = id
	return id, err
}

// Sightings gives every distinct sighting.
func (s *Store) Sightings(ctx context.Context) ([]Sighted, error) {
	const op = "reading who is seen"
	at := map[int64]int{}
	var out []Sighted
	_, err := collect(s, ctx, "SELECT id, body FROM sightings ORDER BY id", nil, func(r *sql.Rows, _ *struct{}) error {
		var id int64
		var body string
		err := r.Scan(&id, &body)
		at[id] = len(out)
		out = append(out, Sighted{Body: body})
		return err
	})
	if err != nil {
		return nil, coded(op, s.path, err)
	}
	_, err = collect(s, ctx, "SELECT num, body FROM record_sightings WHERE body<>x'' ORDER BY num", nil, func(r *sql.Rows, _ *struct{}) error {
		var num record.Num
		var body sql.RawBytes
		if err := r.Scan(&num, &body); err != nil {
			return err
		}
		for len(body) > 0 {
			v, w := binary.Uvarint(body)
			i, ok := at[int64(v>>1)]
			if w <= 0 || !ok {
				return errors.New("a row of sightings is damaged")
			}
			body = body[w:]
			one := &out[i]
			if n := len(one.Records); n == 0 || one.Records[n-1] != num {
				one.Records = append(one.Records, num)
			}
			one.Wrote += int(v & 1)
		}
		return nil
	})
	return out, coded(op, s.path, err)
}
