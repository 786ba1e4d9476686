package pdf

import (
	"io"
	"strings"
	"sync"
	"testing"

	"vaughn/export/layout"
	"vaughn/index/message"
	"vaughn/index/record"
	"vaughn/redact"
)

// A typical mail: Latin letters, one box a page.
func BenchmarkPerRecord(b *testing.B) {
	m := &message.Message{Kind: message.Email, Bodies: []message.Body{{Type: "text/plain", Text: strings.Repeat("Please call Maria Delgado about the pilot, and send the cost table to the records office.\n", 120)}}}
	m.Seal()
	r, err := record.FromEmail(m)
	if err != nil {
		b.Fatal(err)
	}
	i := strings.Index(r.Text, "Maria")
	c, err := redact.Resolve(r, []redact.Mark{{ID: "m", Record: r.ID, Version: r.Version, Target: redact.OnSpan, Span: record.Span{Start: i, End: i + 13}, Basis: []string{"b6"}, State: redact.Accepted}}, labels{})
	if err != nil {
		b.Fatal(err)
	}
	perRecord(b, c)
}

func BenchmarkPerRecordManyScripts(b *testing.B) { perRecord(b, clean(b, "Maria Delgado", 8)) }

func perRecord(b *testing.B, c redact.Clean) {
	pages := 0
	b.ReportAllocs()
	b.ResetTimer()
	var mu sync.Mutex
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n, err := Write(io.Discard, layout.Finish(c, layout.Letter(), stamps), Info{Title: "FD", Label: bates})
			if err != nil {
				b.Error(err)
				return
			}
			mu.Lock()
			pages += n
			mu.Unlock()
		}
	})
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(pages)/float64(b.N), "pages/file")
}

func BenchmarkCombined1000(b *testing.B) {
	fs := func(yield func(layout.Final, error) bool) {
		c := clean(b, "Maria Delgado", 6)
		for n := 0; n < 1000; {
			for f, err := range layout.Finish(c, layout.Letter(), stamps) {
				n++
				if !yield(f, err) {
					return
				}
			}
		}
	}
	pages := 0
	b.ReportAllocs()
	for b.Loop() {
		n, err := Write(io.Discard, fs, Info{Title: "FD", Label: bates})
		if err != nil {
			b.Fatal(err)
		}
		pages += n
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
}
