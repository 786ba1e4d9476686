package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"vaughn/index/fault"
	"vaughn/index/record"
)

// On is a fact of the journal that is said of a record.
type On struct {
	Num   record.Num
	Name  string
	Value json.RawMessage
	Seq   int64 // of the entry that set it
}

// Named gives the facts of a kind and name, or of all names for Any, on records
// and not on events of them, in no order.
func (s *Store) Named(ctx context.Context, kind, name string) ([]On, error) {
	return s.on(ctx, "SELECT num, name, value, seq FROM facts WHERE kind=? AND (?='*' OR name=?) AND num IS NOT NULL AND instr(target, '#')=0", kind, name, name)
}

// Every gives the facts of a kind on records and on events of them, in no order.
func (s *Store) Every(ctx context.Context, kind string) ([]On, error) {
	return s.on(ctx, "SELECT num, name, value, seq FROM facts WHERE kind=? AND num IS NOT NULL", kind)
}

func (s *Store) on(ctx context.Context, query string, args ...any) ([]On, error) {
	out, err := collect(s, ctx, query, args, func(r *sql.Rows, f *On) error {
		var value string
		err := r.Scan(&f.Num, &f.Name, &value, &f.Seq)
		f.Value = json.RawMessage(value)
		return err
	})
	return out, coded("reading facts", s.path, err)
}

// Author is who made an entry of the journal, and when.
type Author struct {
	Actor string
	At    time.Time
}

// Authors gives the authors of entries of the journal, by their numbers.
func (s *Store) Authors(ctx context.Context, seqs []int64) (map[int64]Author, error) {
	list, err := json.Marshal(seqs)
	if err != nil {
		return nil, err
	}
	type line struct {
		seq int64
		by  Author
	}
	lines, err := collect(s, ctx, "SELECT DISTINCT j.seq, j.actor, j.at FROM json_each(?) e JOIN journal j ON j.seq=e.value", []any{string(list)},
		func(r *sql.Rows, l *line) error {
			var at string
			err := r.Scan(&l.seq, &l.by.Actor, &at)
			l.by.At, _ = time.Parse(timeLayout, at)
			return err
		})
	out := make(map[int64]Author, len(lines))
	for _, l := range lines {
		out[l.seq] = l.by
	}
	return out, coded("reading the journal", s.path, err)
}

// WhereBy gives the records with a fact of a kind that somebody set, ascending,
// each once. A name is compared without regard to case.
func (s *Store) WhereBy(ctx context.Context, kind, actor string) ([]record.Num, error) {
	return s.nums(ctx, `SELECT f.num FROM facts f JOIN journal j ON j.seq=f.seq
		WHERE f.kind=? AND f.num IS NOT NULL AND (?='*' OR lower(j.actor)=lower(?))`, kind, actor, actor)
}

// Nums gives the numbers of IDs, in the order asked; an ID the case lacks is
// fault.NotFound.
func (s *Store) Nums(ctx context.Context, ids []record.ID) ([]record.Num, error) {
	const op = "finding records"
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	out, err := collect(s, ctx, "SELECT r.num FROM json_each(?) e JOIN records r ON r.id=unhex(e.value) ORDER BY e.key", []any{string(list)},
		func(r *sql.Rows, n *record.Num) error { return r.Scan(n) })
	if err == nil && len(out) != len(ids) {
		err = &fault.Error{Code: fault.NotFound, Op: op, Err: fmt.Errorf("%d of %d are not in the case", len(ids)-len(out), len(ids))}
	}
	return out, coded(op, s.path, err)
}
