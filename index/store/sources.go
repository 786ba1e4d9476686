package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"vaughn/index/message"
)

// Source is one container as the ledger tells of it. Counts are of items
// unless named otherwise; Expected is -1 when the container does not say.
type Source struct {
	ID                  string // given by the importer; the same ID is the same container of the same custodian
	Name                string // file or folder name
	Custodian           string
	Format              string
	SHA256              string // hex, of the container's bytes before reading
	SumAfter            string // the same after reading: proof that reading changed nothing
	Bytes               int64
	Expected            int64
	Read                int64
	Recovered           int64
	Failed              int64
	AttachmentsDeclared int64
	AttachmentsRead     int64
	Zone                string    // assumed for items that state none
	Started             time.Time // UTC
	Finished            time.Time // zero while the container is not read to its end
	// Problems of the container and of items that became no record. Sources
	// fills at most MaxProblems; Problems tells all.
	Problems     []message.Problem
	ProblemCount int64
}

// MaxProblems bounds Source.Problems as Sources gives it.
const MaxProblems = 1000

// PutSource writes a ledger line, new or known by its ID. Its Problems are
// added to those kept; one with the same position and code is kept once.
func (s *Store) PutSource(ctx context.Context, src Source) error {
	const op = "writing the ledger"
	if src.ID == "" {
		return coded(op, s.path, fmt.Errorf("a source without an id"))
	}
	return s.write(ctx, op, func(t tx) error {
		_, err := t.exec(`INSERT INTO sources (id, name, custodian, format, zone, sha256, sum_after, bytes, expected, read, recovered, failed,
			attachments_declared, attachments_read, started, finished) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
			ON CONFLICT (id) DO UPDATE SET name=excluded.name, custodian=excluded.custodian, format=excluded.format, zone=excluded.zone,
			sha256=excluded.sha256, sum_after=excluded.sum_after, bytes=excluded.bytes, expected=excluded.expected, read=excluded.read,
			recovered=excluded.recovered, failed=excluded.failed, attachments_declared=excluded.attachments_declared,
			attachments_read=excluded.attachments_read, started=excluded.started, finished=excluded.finished`,
			src.ID, src.Name, src.Custodian, src.Format, src.Zone, src.SHA256, src.SumAfter, src.Bytes, src.Expected, src.Read,
			src.Recovered, src.Failed, src.AttachmentsDeclared, src.AttachmentsRead, instant(src.Started), instant(src.Finished))
		if err != nil {
			return err
		}
		num, _, err := t.source(src.ID)
		if err != nil {
			return err
		}
		return t.problems(num, src.Problems)
	})
}

// source finds the number of a source and its custodian.
func (t tx) source(id string) (num int64, custodian string, err error) {
	ok, err := t.find("SELECT num, custodian FROM sources WHERE id=?", []any{id}, &num, &custodian)
	if err == nil && !ok {
		err = fmt.Errorf("source %s is not in the ledger", id)
	}
	return num, custodian, err
}

func (t tx) problems(source int64, list []message.Problem) error {
	for _, p := range list {
		_, err := t.exec(`INSERT INTO source_problems (source, at, code, detail, lost) VALUES (?,?,?,?,?)
			ON CONFLICT (source, at, code) DO UPDATE SET detail=excluded.detail, lost=excluded.lost`,
			source, p.At, p.Code, p.Detail, p.Lost)
		if err != nil {
			return err
		}
	}
	return nil
}

// Sources gives the ledger in the order the containers came.
func (s *Store) Sources(ctx context.Context) ([]Source, error) {
	const op = "reading the ledger"
	rows, err := s.rd.QueryContext(ctx, `SELECT id, name, custodian, format, zone, sha256, sum_after, bytes, expected, read, recovered, failed,
		attachments_declared, attachments_read, started, finished,
		(SELECT count(*) FROM source_problems p WHERE p.source = s.num) FROM sources s ORDER BY num`)
	if err != nil {
		return nil, coded(op, s.path, err)
	}
	defer rows.Close()
	var out []Source
	for rows.Next() {
		var c Source
		var started, finished sql.NullInt64
		if err := rows.Scan(&c.ID, &c.Name, &c.Custodian, &c.Format, &c.Zone, &c.SHA256, &c.SumAfter, &c.Bytes, &c.Expected, &c.Read,
			&c.Recovered, &c.Failed, &c.AttachmentsDeclared, &c.AttachmentsRead, &started, &finished, &c.ProblemCount); err != nil {
			return nil, coded(op, s.path, err)
		}
		c.Started, c.Finished = moment(started), moment(finished)
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, coded(op, s.path, err)
	}
	for i := range out {
		for p, err := range s.Problems(ctx, out[i].ID) {
			if err != nil {
				return nil, err
			}
			if out[i].Problems = append(out[i].Problems, p); len(out[i].Problems) == MaxProblems {
				break
			}
		}
	}
	return out, nil
}

// Problems gives the problems of one source by position.
func (s *Store) Problems(ctx context.Context, sourceID string) iter.Seq2[message.Problem, error] {
	return func(yield func(message.Problem, error) bool) {
		var last message.Problem
		for {
			page, err := collect(s, ctx, `SELECT at, code, detail, lost FROM source_problems
				WHERE source = (SELECT num FROM sources WHERE id=?) AND (at, code) > (?, ?) ORDER BY at, code LIMIT 500`,
				[]any{sourceID, last.At, last.Code}, func(r *sql.Rows, p *message.Problem) error {
					return r.Scan(&p.At, &p.Code, &p.Detail, &p.Lost)
				})
			if err != nil {
				yield(message.Problem{}, coded("reading the ledger", s.path, err))
				return
			}
			for _, p := range page {
				if !yield(p, nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
			last = page[len(page)-1]
		}
	}
}

// collect reads all rows of a short query, so that no connection is held while
// a caller works on them.
func collect[T any](s *Store, ctx context.Context, query string, args []any, scan func(*sql.Rows, *T) error) ([]T, error) {
	rows, err := s.rd.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// instant keeps a time in nanoseconds, the zero time as NULL.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}

func moment(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(0, n.Int64).UTC()
}
