package store

import (
	"context"
	"database/sql"

	"vaughn/index/record"
)

// ThreadKey is what is kept of a mail for grouping it into its conversation. The store does not look into Body.
type ThreadKey struct {
	Num  record.Num
	Body []byte
}

// ThreadKeys gives all keys, ascending by number.
func (s *Store) ThreadKeys(ctx context.Context) ([]ThreadKey, error) {
	out, err := collect(s, ctx, "SELECT num, body FROM thread_keys ORDER BY num", nil,
		func(r *sql.Rows, k *ThreadKey) error { return r.Scan(&k.Num, &k.Body) })
	return out, coded("reading conversations", s.path, err)
}

// Unthreaded lists the records without a key that are mails: top-level ones
// stored before keys were kept, and messages attached to others, whose key is
// made when conversations are first asked for.
func (s *Store) Unthreaded(ctx context.Context) ([]record.Num, error) {
	out, err := collect(s, ctx, "SELECT num FROM records WHERE (parent=0 OR kind='attachment' AND (sender<>'' OR message_id<>'')) AND num NOT IN (SELECT num FROM thread_keys) ORDER BY num", nil,
		func(r *sql.Rows, n *record.Num) error { return r.Scan(n) })
	return out, coded("reading conversations", s.path, err)
}

// PutThreadKeys keeps keys of records that are stored, in one transaction; one
// that is there already is replaced.
func (s *Store) PutThreadKeys(ctx context.Context, keys []ThreadKey) error {
	return s.write(ctx, "storing conversations", func(t tx) error {
		for _, k := range keys {
			if err := t.threadKey(k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t tx) threadKey(k ThreadKey) error {
	_, err := t.exec("INSERT INTO thread_keys (num, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body", k.Num, k.Body)
	return err
}

// Repeated lists the top-level records that were found in more than one place,
// byte for byte the same.
func (s *Store) Repeated(ctx context.Context) ([]record.Num, error) {
	return s.nums(ctx, "SELECT num FROM occurrences GROUP BY num HAVING count(*) > 1")
}

// Contested lists, message by message, the top-level records that share a
// Message-ID with one of other content: a finding, never a copy.
func (s *Store) Contested(ctx context.Context) ([][]record.Num, error) {
	type row struct {
		id  string
		num record.Num
	}
	rows, err := collect(s, ctx, `SELECT message_id, num FROM records WHERE parent=0 AND message_id IN
		(SELECT message_id FROM records WHERE parent=0 AND message_id<>'' GROUP BY message_id HAVING count(DISTINCT dup) > 1)
		ORDER BY message_id, num`, nil, func(r *sql.Rows, v *row) error { return r.Scan(&v.id, &v.num) })
	if err != nil {
		return nil, coded("comparing Message-IDs", s.path, err)
	}
	var out [][]record.Num
	for i, r := range rows {
		if i == 0 || rows[i-1].id != r.id {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], r.num)
	}
	return out, nil
}
