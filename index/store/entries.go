package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"vaughn/index/fault"
	"vaughn/index/journal"
)

const timeLayout = time.RFC3339Nano

const entryFields = "SELECT seq, reverts, batch, at, actor, reason, changes, prev, sum FROM journal j WHERE "

// Journal streams the entries behind a number, ascending; 0 begins at the first.
func (s *Store) Journal(ctx context.Context, after int64) iter.Seq2[journal.Entry, error] {
	return s.entries(ctx, after, "true")
}

// History streams the entries that changed a fact on a target, ascending.
func (s *Store) History(ctx context.Context, target string) iter.Seq2[journal.Entry, error] {
	return s.entries(ctx, 0, "seq IN (SELECT t.seq FROM journal_targets t WHERE t.target=?)", target)
}

// HistorySince gives those of them that came after an entry.
func (s *Store) HistorySince(ctx context.Context, target string, after int64) iter.Seq2[journal.Entry, error] {
	return s.entries(ctx, after, "seq IN (SELECT t.seq FROM journal_targets t WHERE t.target=?)", target)
}

// Batch gives the entries of one bulk action, ascending.
func (s *Store) Batch(ctx context.Context, batch string) ([]journal.Entry, error) {
	var out []journal.Entry
	for e, err := range s.entries(ctx, 0, "batch=? AND batch <> ''", batch) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Entry gives one entry by its number; fault.NotFound when there is none.
func (s *Store) Entry(ctx context.Context, seq int64) (journal.Entry, error) {
	for e, err := range s.entries(ctx, seq-1, "seq=?", seq) {
		return e, err
	}
	return journal.Entry{}, &fault.Error{Code: fault.NotFound, Op: "reading the journal", Subject: fmt.Sprintf("entry %d", seq)}
}

// Head gives the last entry's sum and number; zero for an empty journal.
func (s *Store) Head(ctx context.Context) (journal.Hash, int64, error) {
	var raw []byte
	var seq int64
	err := s.one(ctx, "reading the journal", s.path, "SELECT sum, seq FROM journal ORDER BY seq DESC LIMIT 1", nil, &raw, &seq)
	if fault.CodeOf(err) == fault.NotFound {
		err = nil
	}
	var sum journal.Hash
	copy(sum[:], raw)
	return sum, seq, err
}

func (s *Store) entries(ctx context.Context, after int64, where string, args ...any) iter.Seq2[journal.Entry, error] {
	const op = "reading the journal"
	return func(yield func(journal.Entry, error) bool) {
		for {
			page, err := collect(s, ctx, entryFields+where+" AND seq > ? ORDER BY seq LIMIT 50", append(args[:len(args):len(args)], after), scanEntry)
			if err != nil {
				yield(journal.Entry{}, coded(op, s.path, err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

func scanEntry(r *sql.Rows, e *journal.Entry) error {
	var at, changes string
	var prev, sum []byte
	if err := r.Scan(&e.Seq, &e.Reverts, &e.Batch, &at, &e.Actor, &e.Reason, &changes, &prev, &sum); err != nil {
		return err
	}
	copy(e.Prev[:], prev)
	copy(e.Sum[:], sum)
	// What does not parse is left as it is: Verify then says which entry broke.
	e.At, _ = time.Parse(timeLayout, at)
	_ = json.Unmarshal([]byte(changes), &e.Changes)
	return nil
}
