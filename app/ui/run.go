// Package ui is the window: one screen a file, each bound to a model of the
// view package and made of the parts in kit. It decides nothing about a case;
// what may be done is decided by the models and below. It is the only package
// that knows the toolkit, and it does no work on the window's thread.
//
// There is one window and one case in it. Every command stands in one table
// (commands.go), from which the menus, the keys and the sheet of keys are made.
package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"vaughn/app/casework"
	"vaughn/app/ui/kit"
	"vaughn/app/view"
	"vaughn/assets"
)

// AppID names the program to the system.
const AppID = "org.vaughn.review"

// ErrNoWindow says that the system gave no window to draw in.
var ErrNoWindow = errors.New("no window could be made")

// Options say how the window starts.
type Options struct {
	Case    string // case folder, "" for the start screen
	Version string
	Probe   string // socket for tests that drive the window, "" for none
}

// Run shows the window until it is closed.
func Run(ctx context.Context, a fyne.App, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	set := view.Settings{}
	if path, err := view.SettingsPath(); err == nil {
		set = view.LoadSettings(path)
	}
	base := os.Getenv("FYNE_SCALE")
	look(a, set, base)
	s := newShell(ctx, shellConfig{
		app: a, post: kit.Window, env: view.Env{Go: func(f func()) { go f() }, Post: kit.Window, Calm: view.Calmly(calm)},
		version: o.Version, scale: base, set: set, opt: casework.Options{Program: "vaughn " + o.Version}})
	s.win.SetMaster()
	s.win.SetIcon(fyne.NewStaticResource("vaughn.png", assets.AppIcon()))
	s.win.Resize(fyne.NewSize(1440, 900))
	if o.Probe != "" {
		go func() {
			if err := kit.Probe(ctx, o.Probe, s.reg); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}()
	}
	context.AfterFunc(ctx, func() { kit.Window(s.app.Quit) })
	if o.Case != "" {
		s.start.Open(o.Case)
	}
	started := false
	a.Lifecycle().SetOnStarted(func() { started = true })
	s.win.ShowAndRun()
	stop()
	if err := s.shut(); err != nil || started {
		return err
	}
	return ErrNoWindow
}

// calm is how long a person must pause before everything is counted anew: less
// than it takes to read a line, more than a key held down repeats.
const calm = 120 * time.Millisecond

// look applies the chosen theme and size of text. The toolkit reads its scale
// from the environment whenever the theme changes; base is what the environment
// asked for before the program changed it.
func look(a fyne.App, set view.Settings, base string) {
	scale, err := strconv.ParseFloat(base, 64)
	if err != nil || scale <= 0 {
		scale = 1
	}
	switch {
	case set.Size != 0 && set.Size != 100:
		os.Setenv("FYNE_SCALE", fmt.Sprintf("%.2f", scale*float64(set.Size)/100))
	case base == "":
		os.Unsetenv("FYNE_SCALE")
	default:
		os.Setenv("FYNE_SCALE", base)
	}
	a.Settings().SetTheme(kit.Theme{Mode: modes[set.Look]})
}

var modes = map[string]kit.Mode{"": kit.Follow, "light": kit.Light, "dark": kit.Dark, "contrast": kit.Contrast}
