package plate

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"vaughn/index/message"
	"vaughn/index/pdfium/pdftest"
	"vaughn/redact"
)

// opened is a blob in memory.
type opened struct{ *bytes.Reader }

func (opened) Close() error { return nil }

// BenchmarkPages draws, blackens and encodes pages of the shared data's PDF
// files, two documents at a time. The files follow each other without a stop, as in
// a production: one slow page at the end of each round would else leave a core idle.
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
	var wg sync.WaitGroup
	work := make(chan string)
	for range 2 {
		wg.Go(func() {
			for name := range work {
				one(name)
			}
		})
	}
	for range b.N {
		for _, n := range names {
			work <- n
		}
	}
	close(work)
	wg.Wait()
	b.ReportMetric(float64(pages.Load())/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(size.Load())/float64(max(pages.Load(), 1)), "B/page")
}

// BenchmarkPagesMemory draws small pages of files of fifty each: memory must not
// grow with their number but by what a press keeps, which is bounded.
func BenchmarkPagesMemory(b *testing.B) {
	data := pdftest.Many(50, "Please call before noon about the pilot")
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint("pages=", n), func(b *testing.B) {
			for b.Loop() {
				most := drawMany(b, data, n)
				b.ReportMetric(float64(most)/1e6, "heap-MB")
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

func drawMany(b *testing.B, data []byte, n int) (most uint64) {
	press := New(func(context.Context, message.BlobRef) (io.ReadSeekCloser, error) {
		return opened{bytes.NewReader(data)}, nil
	})
	defer press.Close()
	for from := 0; from < n; from += 50 {
		job := press.Job(b.Context())
		for i := range 50 {
			if _, err := job.Plate(redact.Picture{Source: message.BlobRef(fmt.Sprint(from)), Page: i}); err != nil {
				b.Fatal(err)
			}
		}
		job.Close()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapInuse)
	}
	return most
}
