package archive

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"
	"time"
)

func BenchmarkWickr(b *testing.B) {
	const n = 100_000
	data := synthetic(n)
	src := Source{Name: "b", FS: fstest.MapFS{"l.txt": {Data: data}}, Main: "l.txt", ID: "b"}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if ms, _, _ := readWickr(b, src); len(ms) != 1 {
			b.Fatal(len(ms))
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkWickrMillion reports what the heap grows to on a conversation of a
// million messages.
func BenchmarkWickrMillion(b *testing.B) {
	name := filepath.Join(b.TempDir(), "log.txt")
	if err := os.WriteFile(name, synthetic(1_000_000), 0o600); err != nil {
		b.Fatal(err)
	}
	src := Source{Name: name, FS: os.DirFS(filepath.Dir(name)), Main: "log.txt", ID: "b"}
	runtime.GC()
	var peak uint64
	for b.Loop() {
		stop := make(chan struct{})
		go func() {
			var s runtime.MemStats
			for {
				select {
				case <-stop:
					return
				case <-time.After(100 * time.Millisecond):
					runtime.ReadMemStats(&s)
					peak = max(peak, s.HeapInuse+s.StackInuse)
				}
			}
		}()
		err := Wickr{}.Read(context.Background(), src, func(Item) error { return nil })
		close(stop)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "MiB")
}
