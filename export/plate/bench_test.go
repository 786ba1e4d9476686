package plate

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"vaughn/index/message"
	"vaughn/redact"
)

// opened is a blob in memory.
type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

// BenchmarkPages draws, blackens and encodes pages of the shared data's PDF
// files, as many documents at a time as there are cores.
func BenchmarkPages(b *testing.B) {
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		b.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	for _, set := range []string{"government", "x-ray"} {
		b.Run(set, func(b *testing.B) { benchPages(b, filepath.Join(dir, "pdf", set)) })
	}
}

func benchPages(b *testing.B, dir string) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.pdf"))
	press := New(func(_ context.Context, ref message.BlobRef) (io.ReadSeekCloser, error) {
		data, err := os.ReadFile(string(ref))
		return opened{bytes.NewReader(data)}, err
	})
	defer press.Close()
	if _, err := press.start(b.Context()); err != nil {
		b.Fatal(err)
	}
	cover := redact.Cover{Area: redact.Area{X: 0.2, Y: 0.3, W: 0.1, H: 0.015}, Reach: redact.Area{X: 0.19, Y: 0.29, W: 0.12, H: 0.03}}
	var pages, size atomic.Int64
	one := func(name string) {
		job := press.Job(b.Context())
		defer job.Close()
		job.of = message.BlobRef(name)
		if job.bad = job.start(job.of); job.bad != nil {
			return
		}
		for i := range min(6, job.doc.Pages()) {
			p, err := job.make(redact.Picture{Source: job.of, Page: i, Covers: []redact.Cover{cover}})
			if err != nil {
				return
			}
			pages.Add(1)
			size.Add(int64(len(p.data)))
		}
	}
	b.ResetTimer()
	for range b.N {
		var wg sync.WaitGroup
		work := make(chan string)
		for range 2 {
			wg.Go(func() {
				for name := range work {
					one(name)
				}
			})
		}
		for _, n := range names {
			work <- n
		}
		close(work)
		wg.Wait()
	}
	b.ReportMetric(float64(pages.Load())/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(size.Load())/float64(max(pages.Load(), 1)), "B/page")
}
