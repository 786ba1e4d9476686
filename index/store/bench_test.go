package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vaughn/index/journal"
	"vaughn/index/record"
	"vaughn/index/store"
)

const batchOf = 250

// fill adds n mails of some six kilobytes, as on a mailing list.
func fill(b *testing.B, s *store.Store, from, n int) {
	b.Helper()
	if err := s.PutSource(b.Context(), store.Source{ID: "s1", Name: "a.mbox", Custodian: "Ann"}); err != nil {
		b.Fatal(err)
	}
	for _, batch := range prepared(b, from, n) {
		if _, err := s.AddBatch(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

func prepared(b *testing.B, from, n int) []store.Batch {
	var out []store.Batch
	for i := from; i < from+n; i++ {
		if (i-from)%batchOf == 0 {
			out = append(out, store.Batch{})
		}
		it := mail(b, i, 0)
		var w record.Builder
		for k := range 12 {
			w.Add(record.Block{Role: record.RoleBody, Field: record.FieldBody, Quote: k % 3},
				strings.Repeat(fmt.Sprintf("line %d of message %d, as people write them\n", k*i, i), 10))
		}
		w.Into(it.Record)
		it.Record.Seal()
		last := &out[len(out)-1]
		last.Items = append(last.Items, it)
	}
	return out
}

func BenchmarkAddBatch(b *testing.B) {
	s, _ := create(b)
	if err := s.PutSource(b.Context(), store.Source{ID: "s1"}); err != nil {
		b.Fatal(err)
	}
	const n = 5000
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		batches := prepared(b, i*n, n)
		b.StartTimer()
		for _, batch := range batches {
			if _, err := s.AddBatch(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkCommit(b *testing.B) {
	for _, changes := range []int{1, 1000} {
		b.Run(fmt.Sprint(changes), func(b *testing.B) {
			s, _ := create(b)
			fill(b, s, 0, changes)
			ids := make([]record.ID, 0, changes)
			for r, err := range s.Records(b.Context(), 0) {
				if err != nil {
					b.Fatal(err)
				}
				ids = append(ids, r.Record.ID)
			}
			for i := 0; b.Loop(); i++ {
				e := journal.Entry{At: time.Now(), Actor: "ada"}
				for _, id := range ids {
					c, err := journal.Set(journal.Key{Target: string(id), Kind: "coding", Name: fmt.Sprint("n", i)}, nil, "yes")
					if err != nil {
						b.Fatal(err)
					}
					e.Changes = append(e.Changes, c)
				}
				if _, err := s.Commit(b.Context(), e); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(changes*b.N)/b.Elapsed().Seconds(), "changes/s")
		})
	}
}

// BenchmarkCase asks a case of 50,000 records what the window asks.
func BenchmarkCase(b *testing.B) {
	const n = 50_000
	s, dir := create(b)
	fill(b, s, 0, n)
	ctx := b.Context()
	hits := make([]record.Num, n)
	for i := range hits {
		hits[i] = record.Num(i + 1)
	}
	check := func(b *testing.B, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	cols, err := s.Columns(ctx)
	check(b, err)
	b.Run("rows of a page", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Rows(ctx, hits[20_000:20_100])
			check(b, err)
		}
	})
	b.Run("record", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_, err := s.ByNum(ctx, record.Num(1+i%n))
			check(b, err)
		}
	})
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			cols.Count(hits)
		}
	})
	for _, by := range []store.Order{store.ByDate, store.BySubject} {
		b.Run("sort by "+string(by), func(b *testing.B) {
			for b.Loop() {
				check(b, s.Sort(ctx, hits, by, true))
				check(b, s.Sort(ctx, hits, store.ByNum, false))
			}
		})
	}
	b.Run("where custodian", func(b *testing.B) {
		for b.Loop() {
			_, err := s.Where(ctx, store.Is, store.IsCustodian, "Ann")
			check(b, err)
		}
	})
	b.Run("seen", func(b *testing.B) {
		seen, err := s.Seen(ctx, "s1")
		check(b, err)
		for i := 0; b.Loop(); i++ {
			if !seen("", int64(i%n)) {
				b.Fatal("not seen")
			}
		}
	})
	check(b, s.Close())
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s, err := store.Open(ctx, dir)
			check(b, err)
			check(b, s.Close())
		}
	})
}
