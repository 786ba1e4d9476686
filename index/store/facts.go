package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"vaughn/index/fault"
	"vaughn/index/journal"
)

// Commit appends an entry: every Before is compared with the present facts
// (fault.Conflict when one differs), the entry is numbered, chained and written,
// and the facts follow, in one transaction. It returns the entry as it stands in
// the journal, safely on disk.
func (s *Store) Commit(ctx context.Context, e journal.Entry) (journal.Entry, error) {
	out, err := s.CommitAll(ctx, []journal.Entry{e})
	if err != nil {
		return journal.Entry{}, err
	}
	return out[0], nil
}

// CommitAll commits several entries, such as those of one Batch, in one
// transaction: all of them stand in the journal or none does.
func (s *Store) CommitAll(ctx context.Context, list []journal.Entry) ([]journal.Entry, error) {
	const op = "recording a decision"
	for _, e := range list {
		if err := e.Check(); err != nil {
			return nil, coded(op, "", err)
		}
	}
	out := slices.Clone(list)
	err := s.write(ctx, op, func(t tx) error {
		prev, seq, err := t.head()
		if err != nil {
			return err
		}
		for i := range out {
			seq++
			out[i].Seq = seq
			out[i] = out[i].Seal(prev)
			prev = out[i].Sum
			if err := t.append(out[i]); err != nil {
				return err
			}
			if err := t.apply(out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		var stale *journal.StaleError
		if errors.As(err, &stale) {
			return nil, &fault.Error{Code: fault.Conflict, Op: op, Err: stale, Hint: "Someone decided on this meanwhile; look at the present state and decide again."}
		}
		return nil, err
	}
	return out, nil
}

func (t tx) head() (sum journal.Hash, seq int64, err error) {
	var raw []byte
	_, err = t.find("SELECT sum, seq FROM journal ORDER BY seq DESC LIMIT 1", nil, &raw, &seq)
	copy(sum[:], raw)
	return sum, seq, err
}

func (t tx) append(e journal.Entry) error {
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO journal (seq, reverts, batch, at, actor, reason, changes, prev, sum) VALUES (?,?,?,?,?,?,?,?,?)",
		e.Seq, e.Reverts, e.Batch, e.At.Format(timeLayout), e.Actor, e.Reason, string(changes), e.Prev[:], e.Sum[:])
	if err != nil {
		return err
	}
	for _, c := range e.Changes {
		if _, err := t.exec("INSERT INTO journal_targets (target, seq) VALUES (?,?) ON CONFLICT DO NOTHING", c.Key.Target, e.Seq); err != nil {
			return err
		}
	}
	return nil
}

// apply brings the facts table to the state after e, refusing a stale Before.
func (t tx) apply(e journal.Entry) error {
	for _, c := range e.Changes {
		k := []any{c.Key.Target, c.Key.Kind, c.Key.Name}
		var value string
		var seq int64
		if _, err := t.find("SELECT value, seq FROM facts WHERE target=? AND kind=? AND name=?", k, &value, &seq); err != nil {
			return err
		}
		if value != string(c.Before) {
			return &journal.StaleError{Key: c.Key, Seq: seq}
		}
		if c.Before != nil {
			if _, err := t.exec("DELETE FROM terms WHERE target=? AND kind=? AND name=?", k...); err != nil {
				return err
			}
		}
		if c.After == nil {
			if _, err := t.exec("DELETE FROM facts WHERE target=? AND kind=? AND name=?", k...); err != nil {
				return err
			}
			continue
		}
		if err := t.put(journal.Fact{Key: c.Key, Value: c.After, Seq: e.Seq}); err != nil {
			return err
		}
	}
	return nil
}

func (t tx) put(f journal.Fact) error {
	var num sql.NullInt64
	if raw, ok := target(f.Key.Target); ok {
		if _, err := t.find("SELECT num FROM records WHERE id=?", []any{raw}, &num); err != nil {
			return err
		}
	}
	_, err := t.exec(`INSERT INTO facts (target, kind, name, value, seq, num) VALUES (?,?,?,?,?,?)
		ON CONFLICT (target, kind, name) DO UPDATE SET value=excluded.value, seq=excluded.seq`,
		f.Key.Target, f.Key.Kind, f.Key.Name, string(f.Value), f.Seq, num)
	if err != nil || !num.Valid {
		return err
	}
	for _, term := range termsOf(f.Value) {
		_, err := t.exec("INSERT INTO terms (kind, term, name, target, num) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
			f.Key.Kind, term, f.Key.Name, f.Key.Target, num.Int64)
		if err != nil {
			return err
		}
	}
	return nil
}

// longestTerm bounds what can be found by value, in bytes: notes and other
// prose are facts, but not ones to search by equality.
const longestTerm = 200

// termsOf gives what a fact can be found by, in lower case: a text, number or
// truth value as itself, a list by each of its elements, an object by
// "field=value" of its own fields and of the elements of lists in them.
func termsOf(value json.RawMessage) []string {
	var v any
	d := json.NewDecoder(strings.NewReader(string(value)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	var out []string
	add := func(prefix string, v any) {
		switch v.(type) {
		case string, json.Number, bool:
			if term := strings.ToLower(prefix + fmt.Sprint(v)); len(term) <= longestTerm {
				out = append(out, term)
			}
		}
	}
	each := func(prefix string, v any) {
		if list, ok := v.([]any); ok {
			for _, x := range list {
				add(prefix, x)
			}
			return
		}
		add(prefix, v)
	}
	if object, ok := v.(map[string]any); ok {
		for name, x := range object {
			each(name+"=", x)
		}
	} else {
		each("", v)
	}
	return out
}

// Facts gives the facts on a target, all kinds for "", by kind and name.
func (s *Store) Facts(ctx context.Context, target, kind string) ([]journal.Fact, error) {
	out, err := collect(s, ctx, "SELECT target, kind, name, value, seq FROM facts WHERE target=? AND (?='' OR kind=?) ORDER BY kind, name",
		[]any{target, kind, kind}, scanFact)
	return out, coded("reading facts", s.path, err)
}

// EventFacts gives the facts of a kind on the events of a record.
func (s *Store) EventFacts(ctx context.Context, id, kind string) ([]journal.Fact, error) {
	// '$' follows '#': the range holds every "id#event" and nothing else
	out, err := collect(s, ctx, "SELECT target, kind, name, value, seq FROM facts WHERE target>? AND target<? AND kind=?",
		[]any{id + "#", id + "$", kind}, scanFact)
	return out, coded("reading facts", s.path, err)
}

func scanFact(r *sql.Rows, f *journal.Fact) error {
	var value string
	err := r.Scan(&f.Key.Target, &f.Key.Kind, &f.Key.Name, &value, &f.Seq)
	f.Value = json.RawMessage(value)
	return err
}

// FactsOf streams all facts of a kind, by name and target.
func (s *Store) FactsOf(ctx context.Context, kind string) iter.Seq2[journal.Fact, error] {
	return func(yield func(journal.Fact, error) bool) {
		query, args := "SELECT target, kind, name, value, seq FROM facts WHERE kind=? ORDER BY name, target LIMIT 500", []any{kind}
		for {
			page, err := collect(s, ctx, query, args, scanFact)
			if err != nil {
				yield(journal.Fact{}, coded("reading facts", s.path, err))
				return
			}
			for _, f := range page {
				if !yield(f, nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
			last := page[len(page)-1].Key
			query = "SELECT target, kind, name, value, seq FROM facts WHERE kind=? AND (name, target) > (?, ?) ORDER BY name, target LIMIT 500"
			args = []any{kind, last.Name, last.Target}
		}
	}
}

// Rebuild makes facts and terms anew from the journal, after proving its chain.
func (s *Store) Rebuild(ctx context.Context) error {
	if _, _, err := journal.Verify(s.Journal(ctx, 0)); err != nil {
		return &fault.Error{Code: fault.Damaged, Op: "rebuilding the facts", Subject: s.path, Err: err, Hint: hintDamaged}
	}
	return s.write(ctx, "rebuilding the facts", func(t tx) error {
		for _, q := range []string{"DELETE FROM facts", "DELETE FROM terms", "DELETE FROM journal_targets"} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
		facts := map[journal.Key]journal.Fact{}
		for e, err := range s.Journal(ctx, 0) {
			if err != nil {
				return err
			}
			if err := journal.Fold(facts, e); err != nil {
				return fmt.Errorf("entry %d: %w", e.Seq, err)
			}
			for _, c := range e.Changes {
				if _, err := t.exec("INSERT INTO journal_targets (target, seq) VALUES (?,?) ON CONFLICT DO NOTHING", c.Key.Target, e.Seq); err != nil {
					return err
				}
			}
		}
		for _, f := range facts {
			if err := t.put(f); err != nil {
				return err
			}
		}
		return nil
	})
}
