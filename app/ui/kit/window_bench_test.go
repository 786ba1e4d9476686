//go:build gles && linux

package kit

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// TestMain gives the main thread to the toolkit when the frames of a real window are to be measured:
//
//	xvfb-run -s "-screen 0 1600x1000x24" go test -tags gles -run xxx -bench Window ./app/ui/kit
func TestMain(m *testing.M) {
	if os.Getenv("DISPLAY") == "" {
		os.Exit(m.Run())
	}
	fyneapp.SetMetadata(fyne.AppMetadata{ID: "org.vaughn.bench", Migrations: map[string]bool{"fyneDo": true}})
	a := fyneapp.NewWithID("org.vaughn.bench")
	a.Settings().SetTheme(Theme{Mode: Light})
	code := 0
	a.Lifecycle().SetOnStarted(func() {
		go func() {
			code = m.Run()
			fyne.Do(a.Quit)
		}()
	})
	keep := a.NewWindow("bench") // the program ends with its last window
	keep.Resize(fyne.NewSize(10, 10))
	keep.Show()
	a.Run()
	os.Exit(code)
}

// frames runs a step before each of n frames of a window and reports how long the step took, which is the list's own
// part; the processor time of the whole frame, the toolkit's and that of the software that stands in for a graphics
// card included; and how long until the next frame began. The first two hold on a busy machine as well.
func frames(b *testing.B, content fyne.CanvasObject, step func(i int)) {
	if os.Getenv("DISPLAY") == "" {
		b.Skip("DISPLAY is not set: there is no screen to draw on")
	}
	const n, warm = 200, 30
	var own, cpu, gaps []time.Duration
	done := make(chan struct{})
	var win fyne.Window
	fyne.DoAndWait(func() {
		win = fyne.CurrentApp().NewWindow("frames")
		win.SetPadded(false)
		win.SetContent(content)
		win.Resize(fyne.NewSize(1440, 900))
		win.Show()
	})
	time.Sleep(500 * time.Millisecond) // the window comes up
	i, last, spent := 0, time.Time{}, time.Duration(0)
	fyne.DoAndWait(func() {
		a := fyne.NewAnimation(time.Hour, func(float32) {
			now, used := time.Now(), processor()
			if i > warm && i <= n+warm {
				gaps, cpu = append(gaps, now.Sub(last)), append(cpu, used-spent)
			}
			last, spent = now, used
			if i == n+warm {
				close(done)
			}
			if i < n+warm {
				step(i)
				if i >= warm {
					own = append(own, time.Since(now))
				}
			}
			i++
		})
		a.Curve = fyne.AnimationLinear
		a.Start()
		b.Cleanup(func() { fyne.DoAndWait(func() { a.Stop(); win.Close() }) })
	})
	select {
	case <-done:
	case <-time.After(2 * time.Minute):
		b.Fatal("the window draws no frames")
	}
	report := func(what string, of []time.Duration) {
		slices.Sort(of)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		b.ReportMetric(ms(of[len(of)/2]), what+"-median-ms")
		b.ReportMetric(ms(of[len(of)*95/100]), what+"-95%-ms")
		b.ReportMetric(ms(of[len(of)-1]), what+"-worst-ms")
	}
	report("own", own)
	report("cpu", cpu)
	report("frame", gaps)
	b.ReportMetric(0, "ns/op")
}

// processor is the time the program has spent computing, on all cores.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWindowMillionRows scrolls a list of a million rows that fills a real window. Beside it stands what the
// toolkit takes for a frame of the same window in which nothing but one small rectangle changes.
func BenchmarkWindowMillionRows(b *testing.B) {
	list := func() *List { return NewList(mailColumns(), &mails{n: 1_000_000}) }
	b.Run("nothing", func(b *testing.B) {
		l, dot := list(), canvas.NewRectangle(rgb(0xff0000))
		frames(b, container.NewStack(l, container.NewWithoutLayout(dot)), func(i int) {
			dot.Resize(fyne.NewSize(4, float32(4+i%2)))
			dot.Refresh()
		})
	})
	for _, px := range []float64{3, 60, 600} {
		b.Run(fmt.Sprintf("scroll%.0f", px), func(b *testing.B) {
			l := list()
			frames(b, l, func(i int) { l.scroll(px) })
		})
	}
	b.Run("drag", func(b *testing.B) { // every frame shows other rows
		l := list()
		frames(b, l, func(i int) { l.bar.moved(float64(i*7919%1000) / 1000) })
	})
	b.Run("drag-from-disk", func(b *testing.B) { // rows come late, as from a case
		l := list()
		rows := &mails{n: 1_000_000}
		p := NewPager(context.Background(), PagerConfig{Len: rows.n, Post: Window, Changed: func() { l.Reload() }, Load: func(_ context.Context, from, to int) (out [][]string, err error) {
			time.Sleep(5 * time.Millisecond)
			for i := from; i < to; i++ {
				cells, _ := rows.Row(i)
				out = append(out, cells)
			}
			return out, nil
		}})
		b.Cleanup(p.Close)
		fyne.DoAndWait(func() { l.SetSource(p) })
		frames(b, l, func(i int) { l.bar.moved(float64(i*7919%1000) / 1000) })
	})
}
