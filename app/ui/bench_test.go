//go:build unix

package ui

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"vaughn/app/casework"
	"vaughn/app/view"
)

// shown waits until what is asked for is in view, drawn, without a pause
// between looks.
func (r *rig) shown(what string, ok func() bool) {
	r.t.Helper()
	end := time.After(60 * time.Second)
	for {
		r.q.Pump()
		if ok() && r.s.review.reader.pages.Drawn() {
			return
		}
		select {
		case <-r.q.Ready():
		case <-time.After(time.Millisecond):
		case <-end:
			r.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// measured is how often a thing is done to be measured; run with -benchtime 1x.
const measured = 150

// times reports how long something took in the middle and at worst.
func times(b *testing.B, what string, ds []time.Duration) {
	slices.Sort(ds)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(ds[len(ds)/2]), what+"-median-ms")
	b.ReportMetric(ms(ds[len(ds)*95/100]), what+"-95%-ms")
	b.ReportMetric(ms(ds[len(ds)-1]), what+"-worst-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkCodeAndAdvance presses Y in record after record of the sample case:
// from the key until the decision is on disk and the next record is drawn. The
// toolkit's own painting of the whole window stands apart; it is that of the
// software canvas of tests, slower than any screen.
func BenchmarkCodeAndAdvance(b *testing.B) {
	r := newRig(b, "light")
	r.s.env.Calm = view.Calmly(calm)
	r.s.start = view.NewStart(r.s.ctx, r.s.env, r.s.opt, view.Settings{}, r.s.opened)
	r.sample(false)
	r.open("kind:email")
	var seen, cpu, painted []time.Duration
	for i := range measured {
		now := r.s.desk.Reader.State().ID
		if r.s.desk.Results.State().Row+1 >= r.s.desk.Results.Len() {
			r.s.desk.Open(0)
			r.shown("the first record is drawn", func() bool {
				return r.s.desk.Reader.State().ID != now && r.s.review.reader.doc == r.s.desk.Reader.State().Doc
			})
			now = r.s.desk.Reader.State().ID
		}
		start, spent := time.Now(), processor()
		r.typed('y')
		r.shown("the next record is drawn", func() bool {
			st := r.s.desk.Reader.State()
			return st.ID != now && st.Doc != nil && r.s.review.reader.doc == st.Doc
		})
		seen, cpu = append(seen, time.Since(start)), append(cpu, processor()-spent)
		if i%10 == 0 {
			start = time.Now()
			r.s.canvas().Capture()
			painted = append(painted, time.Since(start))
		}
		time.Sleep(calm + 100*time.Millisecond) // a person reads
	}
	times(b, "seen", seen)
	times(b, "cpu", cpu)
	times(b, "painted", painted)
}

// processor is the time the program has spent computing, on all cores: it tells
// on a busy machine what it would take on an idle one.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// longMail writes a mail of about a number of pages.
func longMail(b *testing.B, pages int) string {
	var out strings.Builder
	out.WriteString("From: a@example.gov\r\nTo: b@example.gov\r\nSubject: all of it\r\nMessage-ID: <long@example.gov>\r\nDate: Mon, 9 Jan 2023 10:14:22 -0500\r\n\r\n")
	for i := range pages * 57 {
		fmt.Fprintf(&out, "Line %d of the record that is long, about harbor inspectors and the pilot of the phones.\r\n", i)
	}
	path := filepath.Join(b.TempDir(), "long.eml")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkJumpToPage goes to pages of a record of more than a thousand, one
// far from the other: from the order until the page is drawn.
func BenchmarkJumpToPage(b *testing.B) {
	r := newRig(b, "light")
	dir := filepath.Join(b.TempDir(), "case")
	c, err := casework.Create(r.s.ctx, dir, casework.Describe{Name: "Long"}, casework.Options{Actor: "tester"})
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Close(); err != nil {
		b.Fatal(err)
	}
	r.s.start.Open(dir)
	r.until("the case is open", func() bool { return r.s.desk != nil })
	r.s.desk.Import.Start([]string{longMail(b, 1000)}, "Doe")
	r.until("it is imported", func() bool { return r.s.desk.Import.State().Report != nil })
	start := time.Now()
	r.open("subject:all")
	pages := r.s.review.reader.pages
	r.until("all pages are laid out", func() bool {
		d := r.s.desk.Reader.State().Doc
		return d != nil && d.Count() >= 1000 && r.s.review.reader.doc == d
	})
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "open-all-ms")
	n := r.s.desk.Reader.State().Doc.Count()
	var seen, painted []time.Duration
	for range measured {
		start := time.Now()
		pages.GoTo(rand.IntN(n))
		r.shown("the page is drawn", func() bool { return true })
		seen = append(seen, time.Since(start))
		start = time.Now()
		r.s.canvas().Capture()
		painted = append(painted, time.Since(start))
	}
	b.ReportMetric(float64(n), "pages")
	times(b, "seen", seen)
	times(b, "painted", painted)
}
