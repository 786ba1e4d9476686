package casework_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vaughn/app/casework"
	"vaughn/app/view"
	"vaughn/index/ingest"
	"vaughn/index/progress"
	"vaughn/index/store"
)

// longChat makes a case of one conversation of 100,000 events.
func longChat(b *testing.B) *casework.Case {
	b.Helper()
	dir := b.TempDir()
	log := filepath.Join(dir, "log.txt")
	f, err := os.Create(log)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for i := range 100_000 {
		fmt.Fprintf(w, `{"message":"entry %d is about the budget of the pilot and what became of it","message_id":"m%d","msg_ts":"%d.%06d","msgtype":1000,"sender":"user%d","vgroupid":"S1"}`+"\n", i, i, 1691176258+i*60, i, i%7)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	f.Close()
	c := newCase(b, filepath.Join(dir, "c"))
	b.Cleanup(func() { _ = c.Close() })
	if _, err := c.Import(context.Background(), []string{log}, ingest.Options{}, progress.None); err != nil {
		b.Fatal(err)
	}
	return c
}

// BenchmarkLongChat brings a conversation of 100,000 events to the desk: the
// record loaded, decisions, layout, first page drawn at 144 dpi.
func BenchmarkLongChat(b *testing.B) {
	c := longChat(b)
	h, err := c.Find(context.Background(), "kind:chat", store.ByNum, false)
	if err != nil || len(h.Nums) != 1 {
		b.Fatalf("%d records, %v", len(h.Nums), err)
	}
	rows, err := c.Rows(context.Background(), h.Nums)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("record", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Record(context.Background(), rows[0].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("page", func(b *testing.B) {
		d := view.NewDesk(context.Background(), c, view.Direct())
		d.Results.Search("kind:chat")
		for b.Loop() {
			d.Reader.Show(rows[0].ID, d.Results.State().Parsed)
			s := d.Reader.State()
			if s.Err != nil {
				b.Fatal(s.Err.Text)
			}
			w, h := s.Doc.Size(0)
			if _, err := s.Doc.Render(0, 2, rect(2*w, 2*h)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
