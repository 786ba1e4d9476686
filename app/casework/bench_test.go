package casework_test

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"vaughn/app/casework"
	"vaughn/app/view"
	"vaughn/export/production"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/store"
	"vaughn/redact/review"
)

// data is the folder of shared archives; benchmarks that need it skip without.
func data(b *testing.B) string {
	b.Helper()
	dir := os.Getenv("VAUGHN_DATA")
	if dir == "" {
		b.Skip("VAUGHN_DATA is not set: the shared data is absent")
	}
	return dir
}

func newCase(b *testing.B, dir string) *casework.Case {
	b.Helper()
	c, err := casework.Create(context.Background(), dir, casework.Describe{Zone: "UTC"}, casework.Options{Actor: "bench"})
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkImport reads and indexes linux-usb-2019 (9,038 messages, 49 MiB).
func BenchmarkImport(b *testing.B) {
	box := filepath.Join(data(b), "mbox", "linux-usb-2019.mbox.gz")
	n := int64(0)
	for b.Loop() {
		c := newCase(b, filepath.Join(b.TempDir(), "c"))
		rep, err := c.Import(context.Background(), []string{box}, ingest.Options{}, progress.None)
		if err != nil {
			b.Fatal(err)
		}
		n += rep.Sources[0].Read
		_ = c.Close()
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
}

// big makes a case of all shared mboxes once: 53,585 messages.
func big(b *testing.B) string {
	b.Helper()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("vaughn-bench-%d", os.Getuid()))
	if _, err := os.Stat(filepath.Join(dir, "case.db")); err == nil {
		return dir
	}
	c := newCase(b, dir)
	paths, err := filepath.Glob(filepath.Join(data(b), "mbox", "*-*.mbox.gz"))
	if err != nil || len(paths) != 5 {
		b.Fatalf("%d lists, %v", len(paths), err)
	}
	if _, err := c.Import(context.Background(), paths, ingest.Options{Custodian: "list"}, progress.None); err != nil {
		b.Fatal(err)
	}
	_ = c.Close()
	return dir
}

// BenchmarkOpen opens a case of 53,585 messages.
func BenchmarkOpen(b *testing.B) {
	dir := big(b)
	for b.Loop() {
		c, err := casework.Open(context.Background(), dir, casework.Options{}, progress.None)
		if err != nil {
			b.Fatal(err)
		}
		_ = c.Close()
	}
}

func opened(b *testing.B) *casework.Case {
	b.Helper()
	c, err := casework.Open(context.Background(), big(b), casework.Options{}, progress.None)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.Close() })
	return c
}

// BenchmarkSearchPage runs a query, sorts all hits by date and reads the first
// 50 rows.
func BenchmarkSearchPage(b *testing.B) {
	c := opened(b)
	ctx := context.Background()
	for _, q := range []string{"usb", "usb AND hub", `"usb hub"`, "regress*", "from:greg date:2021-01-01..2021-03-31", "custodian:list patch", "*"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				h, err := c.Find(ctx, q, store.ByDate, true)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := c.Rows(ctx, h.Nums[:min(50, len(h.Nums))]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkShow brings one message to the desk: decisions, layout, first page
// drawn at 144 dpi.
func BenchmarkShow(b *testing.B) {
	d := view.NewDesk(context.Background(), opened(b), view.Direct())
	d.Results.Search("usb")
	i := 0
	for b.Loop() {
		id, ok := d.Results.ID(i * 37 % d.Results.Len())
		if !ok {
			b.Fatal("no record")
		}
		d.Reader.Show(id, d.Results.State().Parsed)
		s := d.Reader.State()
		if s.Err != nil {
			b.Fatal(s.Err.Text)
		}
		w, h := s.Doc.Size(0)
		if _, err := s.Doc.Render(0, 2, rect(2*w, 2*h)); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkProduce writes and proves 500 messages, one PDF each.
func BenchmarkProduce(b *testing.B) {
	c := opened(b)
	ctx := context.Background()
	h, err := c.Find(ctx, "usb", store.ByDate, false)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := c.Rows(ctx, h.Nums[:1]); err != nil {
		b.Fatal(err)
	}
	spec := production.Example()
	spec.Query, spec.Combined = "usb date:2021-03-01..2021-03-14", false
	pages := 0
	for i := 0; b.Loop(); i++ {
		spec.Name, spec.Bates.Prefix = fmt.Sprint("bench ", i, " ", os.Getpid()), fmt.Sprintf("B%d-%d-", os.Getpid(), i)
		p, _, err := c.Plan(ctx, spec)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Produce(ctx, p, filepath.Join(b.TempDir(), "out"), progress.None); err != nil {
			b.Fatal(err)
		}
		pages += p.Pages
	}
	b.ReportMetric(float64(pages)/b.Elapsed().Seconds(), "pages/s")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-reserved")
}

func rect(w, h float64) image.Rectangle {
	return image.Rect(0, 0, int(math.Ceil(w)), int(math.Ceil(h)))
}

// BenchmarkBatches parts every record of the case into batches, families,
// conversations and copies together, and counts the progress.
func BenchmarkBatches(b *testing.B) {
	c, err := casework.Open(context.Background(), big(b), casework.Options{Actor: "bench"}, progress.None)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	n := 0
	for b.Loop() {
		made, err := c.MakeBatches(context.Background(), casework.BatchSpec{Query: "*", Families: true, Threads: true, Copies: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Progress(context.Background()); err != nil {
			b.Fatal(err)
		}
		n += made.Records
		b.StopTimer()
		if _, err := c.UndoEntry(context.Background(), made.Entry.Seq, ""); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkDecideInBatch decides one record of a batch after the other, each on
// disk before the next.
func BenchmarkDecideInBatch(b *testing.B) {
	ctx := context.Background()
	c, err := casework.Open(ctx, big(b), casework.Options{Actor: "bench"}, progress.None)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for _, level := range []string{"first-level", "second-level"} {
		b.Run(level, func(b *testing.B) {
			made, err := c.MakeBatches(ctx, casework.BatchSpec{Query: "*", Level: level})
			if err != nil {
				b.Fatal(err)
			}
			batch := made.Batches[0]
			if _, _, err := c.CheckOut(ctx, batch.Name, "", "", false); err != nil {
				b.Fatal(err)
			}
			i := 0
			for b.Loop() {
				value := []string{"yes", "no"}[i/len(batch.Records)%2]
				if _, err := c.CodeIn(ctx, batch.Name, batch.Records[i%len(batch.Records):][:1], review.Coding{Field: "responsive", Value: value, Op: "="}); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.StopTimer()
			if _, err := c.Return(ctx, batch.Name, true, ""); err != nil {
				b.Fatal(err)
			}
			if _, err := c.UndoEntry(ctx, made.Entry.Seq, ""); err != nil {
				b.Log("the batches stay:", err)
			}
		})
	}
}
