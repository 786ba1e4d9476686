package casework_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"vaughn/app/casework"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
	"vaughn/redact"
)

// BenchmarkPlaces finds the other places of marks of several kinds among 53,585
// messages, or in the case that VAUGHN_BENCH_CASE names: a whole sentence, a
// name in it, the name of the busiest author in a header, a common word.
func BenchmarkPlaces(b *testing.B) {
	c := benchCase(b)
	ctx := context.Background()
	if _, err := c.Thread(ctx, quoted(b, c).ID); err != nil { // conversations are grouped once
		b.Fatal(err)
	}
	r := quoted(b, c)
	body, _ := r.Field(record.FieldBody)
	from, _ := r.Field(record.FieldFrom)
	text := r.Text[body.Start:body.End]
	for _, k := range []struct {
		name string
		span record.Span
	}{
		{"sentence", record.Span{Start: body.Start, End: body.Start + min(len(text), 200)}},
		{"two words", wordsOf(text, body.Start, 2)},
		{"one word", wordsOf(text, body.Start, 1)},
		{"author", from},
	} {
		b.Run(k.name, func(b *testing.B) {
			m := c.NewMark(r, k.span, "b6")
			n, same := 0, 0
			for b.Loop() {
				rep, err := c.Spread(ctx, []redact.Mark{m}, casework.SpreadOptions{Preview: true}, progress.None)
				if err != nil {
					b.Fatal(err)
				}
				if n, same = len(rep.Places), 0; rep.Bounded {
					b.Log("bounded")
				}
				for _, p := range rep.Places {
					if p.Same {
						same++
					}
				}
			}
			b.ReportMetric(float64(n), "places")
			b.ReportMetric(float64(same), "same")
		})
	}
}

func benchCase(b *testing.B) *casework.Case {
	b.Helper()
	dir := os.Getenv("VAUGHN_BENCH_CASE")
	if dir == "" {
		return opened(b)
	}
	c, err := casework.Open(context.Background(), dir, casework.Options{Actor: "bench"}, progress.None)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// quoted gives the message with the longest body among the first of those that
// others quote.
func quoted(b *testing.B, c *casework.Case) *record.Record {
	b.Helper()
	ctx := context.Background()
	h, err := c.Find(ctx, "kind:email wrote", store.ByNum, false)
	if err != nil || len(h.Nums) == 0 {
		b.Fatalf("%d messages, %v", len(h.Nums), err)
	}
	rows, err := c.Rows(ctx, h.Nums[:min(100, len(h.Nums))])
	if err != nil {
		b.Fatal(err)
	}
	var best *record.Record
	for _, row := range rows {
		r, err := c.Record(ctx, row.ID)
		if err != nil {
			b.Fatal(err)
		}
		if best == nil || len(r.Text) > len(best.Text) && len(r.Text) < 8000 {
			best = r
		}
	}
	return best
}

// wordsOf gives n words from the middle of a text.
func wordsOf(text string, at, n int) record.Span {
	i := strings.IndexByte(text[len(text)/2:], ' ') + len(text)/2 + 1
	end := i
	for range n {
		k := strings.IndexAny(text[min(len(text), end+1):], " \n")
		if k < 0 {
			break
		}
		end += 1 + k
	}
	return record.Span{Start: at + i, End: at + max(end, i+1)}
}
