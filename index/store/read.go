package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"vaughn/index/fault"
	"vaughn/index/message"
	"vaughn/index/record"
)

func unix(sec, nano int64) time.Time { return time.Unix(sec, nano).UTC() }

// one reads a single row; fault.NotFound when there is none.
func (s *Store) one(ctx context.Context, op, subject, query string, args []any, dest ...any) error {
	err := s.rd.QueryRowContext(ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return &fault.Error{Code: fault.NotFound, Op: op, Subject: subject}
	}
	return coded(op, s.path, err)
}

// Num gives the number of a record; fault.NotFound when the case lacks it.
func (s *Store) Num(ctx context.Context, id record.ID) (record.Num, error) {
	const op = "finding record"
	raw, err := packID(id)
	if err != nil {
		return 0, &fault.Error{Code: fault.NotFound, Op: op, Err: err}
	}
	var n record.Num
	err = s.one(ctx, op, string(id), "SELECT num FROM records WHERE id=?", []any{raw}, &n)
	return n, err
}

// Record reads a record in its present version; fault.NotFound when absent.
func (s *Store) Record(ctx context.Context, id record.ID) (*record.Record, error) {
	n, err := s.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.ByNum(ctx, n)
}

// ByNum reads a record by its number.
func (s *Store) ByNum(ctx context.Context, n record.Num) (*record.Record, error) {
	const op = "reading record"
	var body []byte
	if err := s.one(ctx, op, fmt.Sprint(n), "SELECT body FROM texts WHERE num=?", []any{n}, &body); err != nil {
		return nil, err
	}
	return s.whole(op, fmt.Sprint(n), body)
}

func (s *Store) whole(op, subject string, body []byte) (*record.Record, error) {
	r, err := unpack(body)
	if err != nil {
		return nil, &fault.Error{Code: fault.Damaged, Op: op, Subject: subject, Err: err, Hint: hintDamaged}
	}
	return r, nil
}

// Version reads a record in one version, present or superseded: marks are spans
// of the version they were made on.
func (s *Store) Version(ctx context.Context, id record.ID, v record.Version) (*record.Record, error) {
	const op = "reading record"
	r, err := s.Record(ctx, id)
	if err != nil || r.Version == v {
		return r, err
	}
	raw, err := packID(id)
	if err != nil {
		return nil, err
	}
	var body []byte
	err = s.one(ctx, op, fmt.Sprintf("%s in version %s", id, v),
		"SELECT body FROM old_texts WHERE num=(SELECT num FROM records WHERE id=?) AND version=?", []any{raw, string(v)}, &body)
	if err != nil {
		return nil, err
	}
	return s.whole(op, string(id), body)
}

// Revise replaces records by better versions of themselves, in one transaction.
// Identity, family and place stay; the version before is kept for the marks
// made on it. A record whose version is the present one is left alone.
func (s *Store) Revise(ctx context.Context, list []*record.Record) error {
	return s.write(ctx, "revising records", func(t tx) error {
		for _, r := range list {
			raw, err := packID(r.ID)
			if err != nil {
				return err
			}
			body, err := pack(r)
			if err != nil {
				return err
			}
			var num int64
			var version string
			if ok, err := t.find("SELECT num, version FROM records WHERE id=?", []any{raw}, &num, &version); err != nil {
				return err
			} else if !ok {
				return &fault.Error{Code: fault.NotFound, Op: "revising record", Subject: string(r.ID)}
			}
			if version == string(r.Version) {
				continue
			}
			for _, step := range []struct {
				query string
				args  []any
			}{
				{"INSERT INTO old_texts (num, version, body) SELECT num, ?, body FROM texts WHERE num=? ON CONFLICT DO NOTHING", []any{version, num}},
				{"UPDATE texts SET body=? WHERE num=?", []any{body, num}},
				{"UPDATE records SET version=?, problems=? WHERE num=?", []any{string(r.Version), len(r.Problems), num}},
				{"DELETE FROM record_problems WHERE num=?", []any{num}},
			} {
				if _, err := t.exec(step.query, step.args...); err != nil {
					return err
				}
			}
			for _, p := range r.Problems {
				if _, err := t.exec("INSERT INTO record_problems (code, num) VALUES (?,?) ON CONFLICT DO NOTHING", p.Code, num); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Records streams all records behind a number, ascending; 0 begins at the
// first. Records added meanwhile are given too.
func (s *Store) Records(ctx context.Context, after record.Num) iter.Seq2[Numbered, error] {
	const op = "reading records"
	type row struct {
		num  record.Num
		body []byte
	}
	return func(yield func(Numbered, error) bool) {
		for {
			page, err := collect(s, ctx, "SELECT num, body FROM texts WHERE num > ? ORDER BY num LIMIT 100", []any{after},
				func(r *sql.Rows, v *row) error { return r.Scan(&v.num, &v.body) })
			if err != nil {
				yield(Numbered{}, coded(op, s.path, err))
				return
			}
			for _, v := range page {
				r, err := s.whole(op, fmt.Sprint(v.num), v.body)
				if !yield(Numbered{v.num, r}, err) {
					return
				}
				after = v.num
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

// Count is the number of records, families included; the highest Num.
func (s *Store) Count(context.Context) (int, error) { return s.cols.len(), nil }

// ByMessageID finds the records with a Message-ID, spelled with its angle
// brackets. Copies with other bytes are records of their own.
func (s *Store) ByMessageID(ctx context.Context, mid string) ([]record.ID, error) {
	return s.ids(ctx, "SELECT id FROM records WHERE message_id=? AND message_id <> '' ORDER BY num", mid)
}

// shortestBeginning is how many digits of an ID must be given: with fewer the
// answer would be chance.
const shortestBeginning = 8

// Beginning finds the records whose ID begins with the digits, two at most: that
// is enough to tell that a beginning is not one record's.
func (s *Store) Beginning(ctx context.Context, digits string) ([]record.ID, error) {
	low, err := hex.DecodeString((digits + strings.Repeat("0", 32))[:32])
	if err != nil || len(digits) < shortestBeginning || len(digits) > 32 {
		return nil, nil // nothing is called so
	}
	high, err := hex.DecodeString((digits + strings.Repeat("f", 32))[:32])
	if err != nil {
		return nil, nil
	}
	return s.ids(ctx, "SELECT id FROM records WHERE id BETWEEN ? AND ? LIMIT 2", low, high)
}

// Family gives the records of a record's family, the top-level one first, each
// parent before its children.
func (s *Store) Family(ctx context.Context, id record.ID) ([]record.ID, error) {
	n, err := s.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	cols, err := s.Columns(ctx)
	if err != nil {
		return nil, err
	}
	first, last := cols.FamilyRange(n)
	return s.ids(ctx, "SELECT id FROM records WHERE num BETWEEN ? AND ? ORDER BY num", first, last)
}

func (s *Store) ids(ctx context.Context, query string, args ...any) ([]record.ID, error) {
	out, err := collect(s, ctx, query, args, func(r *sql.Rows, id *record.ID) error {
		var raw []byte
		err := r.Scan(&raw)
		*id = unpackID(raw)
		return err
	})
	return out, coded("finding records", s.path, err)
}

// IDs gives the IDs of numbers, in the order asked; a number the case lacks is
// fault.NotFound.
func (s *Store) IDs(ctx context.Context, nums []record.Num) ([]record.ID, error) {
	list, err := json.Marshal(nums)
	if err != nil {
		return nil, err
	}
	out, err := s.ids(ctx, "SELECT r.id FROM json_each(?) j JOIN records r ON r.num=j.value ORDER BY j.key", string(list))
	if err == nil && len(out) != len(nums) {
		err = &fault.Error{Code: fault.NotFound, Op: "finding records", Err: fmt.Errorf("%d of %d numbers are not in the case", len(nums)-len(out), len(nums))}
	}
	return out, err
}

// Occurrences gives every place where a record was found, in the order of
// import. An attachment has the places of its family's top.
func (s *Store) Occurrences(ctx context.Context, id record.ID) ([]Occurrence, error) {
	const op = "finding where a record comes from"
	n, err := s.Num(ctx, id)
	if err != nil {
		return nil, err
	}
	cols, err := s.Columns(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.FoundAt(ctx, []record.Num{cols.Family(n)})
	return all[cols.Family(n)], coded(op, s.path, err)
}

// FoundAt gives, for each of the top-level records, every place where it was
// found, in the order of import.
func (s *Store) FoundAt(ctx context.Context, nums []record.Num) (map[record.Num][]Occurrence, error) {
	list, err := json.Marshal(nums)
	if err != nil {
		return nil, err
	}
	type place struct {
		num record.Num
		at  Occurrence
	}
	found, err := collect(s, ctx, `SELECT o.num, s.id, c.name, o.path, o.ordinal, o.offset, o.length, o.sha256 FROM json_each(?) j
		JOIN occurrences o ON o.num = j.value JOIN sources s ON s.num = o.source JOIN custodians c ON c.num = o.custodian
		ORDER BY o.source, o.path, o.ordinal`, []any{string(list)},
		func(r *sql.Rows, p *place) error {
			var sum []byte
			err := r.Scan(&p.num, &p.at.Source, &p.at.Custodian, &p.at.Path, &p.at.Ordinal, &p.at.Offset, &p.at.Length, &sum)
			copy(p.at.SHA256[:], sum)
			return err
		})
	out := make(map[record.Num][]Occurrence, len(nums))
	for _, p := range found {
		out[p.num] = append(out[p.num], p.at)
	}
	return out, coded("finding where records come from", s.path, err)
}

// Seen gives a question that is asked per item when an import resumes: is this
// place of the source stored? It holds nothing in memory. When it cannot tell
// it says no, and AddBatch skips what it knows.
func (s *Store) Seen(ctx context.Context, sourceID string) (func(path string, ordinal int64) bool, error) {
	const op = "resuming an import"
	never := func(string, int64) bool { return false }
	var num int64
	err := s.one(ctx, op, "", "SELECT num FROM sources WHERE id=? AND EXISTS (SELECT 1 FROM occurrences WHERE source=sources.num)", []any{sourceID}, &num)
	if fault.CodeOf(err) == fault.NotFound {
		return never, nil
	}
	if err != nil {
		return nil, err
	}
	st, err := s.rd.PrepareContext(ctx, "SELECT 1 FROM occurrences WHERE source=? AND path=? AND ordinal=?")
	if err != nil {
		return nil, coded(op, s.path, err)
	}
	context.AfterFunc(ctx, func() { _ = st.Close() })
	return func(path string, ordinal int64) bool {
		var one int
		return st.QueryRow(num, path, ordinal).Scan(&one) == nil
	}, nil
}

// Has tells whether a record is in the case.
func (s *Store) Has(ctx context.Context, id record.ID) (bool, error) {
	_, err := s.Num(ctx, id)
	if fault.CodeOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// Blobs streams the references of all stored bytes that records name, each
// possibly more than once.
func (s *Store) Blobs(ctx context.Context) iter.Seq2[message.BlobRef, error] {
	return func(yield func(message.BlobRef, error) bool) {
		for n, err := range s.Records(ctx, 0) {
			if err != nil {
				yield("", err)
				return
			}
			refs := []message.BlobRef{n.Record.Native, n.Record.Rendition}
			for _, c := range n.Record.Children {
				refs = append(refs, c.Blob)
			}
			for _, i := range n.Record.Images {
				refs = append(refs, i.Blob)
			}
			for _, ref := range refs {
				if ref != "" && !yield(ref, nil) {
					return
				}
			}
		}
	}
}

func target(id string) (raw []byte, ok bool) {
	if len(id) < 32 || len(id) > 32 && id[32] != '#' {
		return nil, false
	}
	raw, err := hex.DecodeString(id[:32])
	return raw, err == nil
}
