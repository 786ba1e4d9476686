package pdfium

import (
	"context"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// filings are four court filings and public records of the shared data.
func filings(b *testing.B) [][]byte {
	var list [][]byte
	files := corpus(b)
	for path, data := range files {
		switch filepath.Base(path) {
		case "issue-848.pdf", "whitespace_redactions.pdf", "rectangles_no.pdf", "scotus-transcript-p1.pdf":
			list = append(list, data)
		}
	}
	return list
}

// perPage measures one question over all pages, opening included.
func perPage(b *testing.B, ask func(d *Document, page int) error) {
	list := filings(b)
	pages, memory := 0, int64(0)
	b.ResetTimer()
	for range b.N {
		for _, data := range list {
			d, err := engine.OpenBytes(context.Background(), data, "")
			if err != nil {
				b.Fatal(err)
			}
			for i := range d.Pages() {
				if err := ask(d, i); err != nil {
					b.Fatal(err)
				}
			}
			pages += d.Pages()
			memory = max(memory, d.Memory())
			d.Close()
		}
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(memory>>20), "MiB")
}

func BenchmarkText(b *testing.B) {
	perPage(b, func(d *Document, i int) error { _, err := d.Text(i); return err })
}

func BenchmarkChars(b *testing.B) {
	perPage(b, func(d *Document, i int) error { _, err := d.Chars(i); return err })
}

func BenchmarkObjects(b *testing.B) {
	perPage(b, func(d *Document, i int) error { _, err := d.Objects(i); return err })
}

func BenchmarkRenderGrey200(b *testing.B) {
	perPage(b, func(d *Document, i int) error { _, err := d.Render(i, 200, true); return err })
}

func BenchmarkRenderColour200(b *testing.B) {
	perPage(b, func(d *Document, i int) error { _, err := d.Render(i, 200, false); return err })
}

func BenchmarkOpenClose(b *testing.B) {
	data := simple("", "BT /F1 12 Tf 20 50 Td (Hello) Tj ET")
	for b.Loop() {
		d, err := engine.OpenBytes(context.Background(), data, "")
		if err != nil {
			b.Fatal(err)
		}
		d.Close()
	}
}

// BenchmarkParallelText opens one document per core at a time.
func BenchmarkParallelText(b *testing.B) {
	list := filings(b)
	b.ResetTimer()
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for range b.N {
				for _, data := range list {
					d, err := engine.OpenBytes(context.Background(), data, "")
					if err != nil {
						b.Error(err)
						return
					}
					for i := range d.Pages() {
						if _, err := d.Render(i, 100, true); err != nil {
							b.Error(err)
						}
					}
					d.Close()
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		e, err := New(context.Background(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

func BenchmarkCompileCached(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		e, err := New(context.Background(), Options{CacheDir: dir})
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}
