//go:build !headless

package app

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"vaughn/app/cli"
	"vaughn/app/ui"
	"vaughn/index/fault"
)

// openWindow opens the window on a case folder, or on the start screen when
// dir is "", and returns when the window is closed.
func openWindow(ctx context.Context, dir string) (err error) {
	watch := &glWatch{to: os.Stderr, tell: tell}
	defer func() {
		if fault.CodeOf(err) == fault.NoDisplay {
			watch.say(fault.Hint(err))
		}
	}()
	defer func() {
		// QUIRK: without a screen the toolkit's window library panics with an error
		// of its own type, which no package of ours may import.
		if v := recover(); v != nil {
			if fmt.Sprintf("%T", v) != "*glfw.Error" {
				panic(v)
			}
			err = &fault.Error{Code: fault.NoDisplay, Op: "opening the window", Err: fmt.Errorf("%v", v), Hint: glHint}
		}
	}()
	if noScreen(runtime.GOOS, os.Getenv) {
		return &fault.Error{Code: fault.NoDisplay, Op: "opening the window",
			Hint: "This machine shows no screen to the program (neither DISPLAY nor WAYLAND_DISPLAY is set). Sit at its desktop, or use a command: vaughn help lists them."}
	}
	// The toolkit reports a missing OpenGL to the log and may end the program
	// there and then, so the log itself has to say what to do.
	log.SetOutput(watch)
	// Set in code: a FyneApp.toml is only found in the working directory, and
	// the migration keeps the thread checks of released builds cheap.
	fyneapp.SetMetadata(fyne.AppMetadata{ID: ui.AppID, Name: "Vaughn", Version: cli.Version, Migrations: map[string]bool{"fyneDo": true}})
	err = ui.Run(ctx, fyneapp.NewWithID(ui.AppID), ui.Options{Case: dir, Version: cli.Version, Probe: os.Getenv("VAUGHN_PROBE")})
	if errors.Is(err, ui.ErrNoWindow) {
		return &fault.Error{Code: fault.NoDisplay, Op: "opening the window", Err: err, Hint: glHint}
	}
	return err
}
