package ui

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/index/progress"
)

// rig is a window of the software driver with real models behind it: work runs
// on goroutines, and what they post is run by the test.
type rig struct {
	t testing.TB
	q *kit.Queue
	s *shell
}

// newRig opens a window of a look. A test program has one toolkit app, so the
// tests of this package do not run side by side.
func newRig(t testing.TB, mode string) *rig {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	a := test.NewApp()
	r := &rig{t: t, q: kit.NewQueue()}
	set := view.LoadSettings(filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "settings.json"))
	set.Look = mode
	look(a, set, "")
	var working atomic.Int64
	env := view.Env{Post: r.q.Post, Go: func(f func()) {
		working.Add(1)
		go func() { defer working.Add(-1); f() }()
	}}
	r.s = newShell(context.Background(), shellConfig{app: a, post: r.q.Post, env: env, version: "test", set: set, opt: casework.Options{Actor: "tester", Program: "vaughn test"}})
	r.s.win.Resize(fyne.NewSize(1440, 900))
	t.Cleanup(func() {
		r.s.leave()
		r.until("the work ends", func() bool { return working.Load() == 0 })
		r.s.win.Close()
	})
	return r
}

// until runs what is posted until cond holds.
func (r *rig) until(what string, cond func() bool) {
	r.t.Helper()
	end := time.Now().Add(60 * time.Second)
	for !cond() {
		if time.Now().After(end) {
			r.t.Fatalf("waited in vain until %s", what)
		}
		if r.q.Pump() == 0 {
			time.Sleep(2 * time.Millisecond)
		}
	}
}

// rest lets pictures and rows that are on their way arrive.
func (r *rig) rest() {
	for quiet := 0; quiet < 40; quiet++ {
		if r.q.Pump() > 0 {
			quiet = 0
		}
		time.Sleep(3 * time.Millisecond)
	}
}

// keep writes what the window shows to the folder named by VAUGHN_SHOTS.
func (r *rig) keep(name string) {
	r.t.Helper()
	dir := os.Getenv("VAUGHN_SHOTS")
	if dir == "" {
		return
	}
	r.s.canvas().Capture() // asks for what the view needs
	r.rest()
	f, err := os.Create(filepath.Join(dir, "screen-"+name+".png"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, r.s.canvas().Capture()); err != nil {
		r.t.Fatal(err)
	}
}

// The sample case is made once, unreviewed and reviewed, and copied for each test.
var freshSample, reviewedSample = sync.OnceValues(makeSample("fresh", false)), sync.OnceValues(makeSample("reviewed", true))

func makeSample(name string, reviewed bool) func() (string, error) {
	return func() (string, error) {
		dir := filepath.Join(os.Getenv(samplesVar), name)
		c, err := casework.Sample(context.Background(), dir, reviewed, casework.Options{Actor: "tester"}, progress.None)
		if err != nil {
			return "", err
		}
		return dir, c.Close()
	}
}

// samplesVar names the folder of the samples within a run of the tests.
const samplesVar = "VAUGHN_TEST_SAMPLES"

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "vaughn-ui-")
	if err == nil {
		err = os.Setenv(samplesVar, dir)
	}
	code := 1
	if err == nil {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// sample opens the sample case in the window.
func (r *rig) sample(reviewed bool) {
	r.t.Helper()
	made := freshSample
	if reviewed {
		made = reviewedSample
	}
	from, err := made()
	if err != nil {
		r.t.Fatal(err)
	}
	dir := filepath.Join(r.t.TempDir(), "s")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		r.t.Fatal(err)
	}
	r.s.start.Open(dir)
	r.until("the case is open", func() bool {
		return r.s.desk != nil && r.s.desk.Home.State().Records > 0 && r.s.desk.Results.State().Total > 0
	})
	r.rest()
}

// typed presses a key that is text, wherever the focus is.
func (r *rig) typed(k rune) {
	if f := r.s.canvas().Focused(); f != nil {
		f.TypedRune(k)
		return
	}
	r.s.canvas().OnTypedRune()(k)
}

func (r *rig) key(k fyne.KeyName) {
	e := &fyne.KeyEvent{Name: k}
	if f := r.s.canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	r.s.canvas().OnTypedKey()(e)
}

// open shows the records of a query and waits for the first in the reader.
func (r *rig) open(query string) {
	r.t.Helper()
	before := r.s.desk.Results.State().Search
	r.s.search(query)
	r.until("the search is done", func() bool { st := r.s.desk.Results.State(); return st.Search > before && !st.Working })
	r.rest()
	id, ok := r.s.desk.Results.ID(0)
	if !ok {
		r.t.Fatalf("%q finds nothing", query)
	}
	r.until("the record is shown", func() bool { return r.s.desk.Reader.State().ID == id })
	r.rest()
}
