package casework_test

import (
	"bufio"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"

	"vaughn/app/casework"
	"vaughn/app/view"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/record"
	"vaughn/index/store"
)

// long makes a case with one conversation of 100,000 events and opens it.
func long(b *testing.B) (*casework.Case, record.ID) {
	b.Helper()
	dir := b.TempDir()
	f, err := os.Create(filepath.Join(dir, "log.txt"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for i := range 100_000 {
		fmt.Fprintf(w, `{"message":"event %d: the vendor can keep the old price if we sign before the end of the month","message_id":"m%06d","msg_ts":"%d.5","msgtype":1000,"sender":"p%d@x.example","vgroupid":"S7ad6"}`+"\n", i, i, 1691176250+60*i, i%7)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	f.Close()
	c := newCase(b, filepath.Join(dir, "case"))
	b.Cleanup(func() { _ = c.Close() })
	if _, err := c.Import(b.Context(), []string{f.Name()}, ingest.Options{}, progress.None); err != nil {
		b.Fatal(err)
	}
	h, err := c.Find(b.Context(), "kind:chat", store.ByNum, false)
	if err != nil || len(h.Nums) != 1 {
		b.Fatal(h, err)
	}
	rows, err := c.Rows(b.Context(), h.Nums)
	if err != nil {
		b.Fatal(err)
	}
	return c, rows[0].ID
}

// BenchmarkConversation opens a conversation of 100,000 events, from the case
// to its first page drawn at 144 dpi; and jumps to its middle page.
func BenchmarkConversation(b *testing.B) {
	c, id := long(b)
	env := view.Direct()
	env.Go = func(f func()) { go f() }
	open := func(b *testing.B) (first *view.Document, later <-chan view.ReaderState) {
		d := view.NewDesk(b.Context(), c, env)
		states := make(chan view.ReaderState, 8)
		d.Reader.Watch(func(s view.ReaderState) { states <- s })
		<-states
		d.Reader.Show(id, nil)
		s := <-states
		if s.Err != nil {
			b.Fatal(s.Err.Text)
		}
		return s.Doc, states
	}
	draw := func(b *testing.B, doc *view.Document, page int) {
		if _, err := doc.Render(page, 2, image.Rect(0, 0, 1224, 1584)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			doc, later := open(b)
			draw(b, doc, 0)
			b.StopTimer()
			<-later // all pages are there
			b.StartTimer()
		}
	})
	b.Run("middle", func(b *testing.B) {
		_, later := open(b)
		doc := (<-later).Doc
		n := doc.Count()
		b.ReportMetric(float64(n), "pages")
		for i := 0; b.Loop(); i++ {
			draw(b, doc, n/2+i%50)
		}
	})
}
