//go:build !headless

package app

import (
	"context"
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
func openWindow(ctx context.Context, dir string) error {
	if noScreen(runtime.GOOS, os.Getenv) {
		return &fault.Error{Code: fault.NoDisplay, Op: "opening the window",
			Hint: "This machine shows no screen to the program (neither DISPLAY nor WAYLAND_DISPLAY is set). Sit at its desktop, or use a command: vaughn help lists them."}
	}
	// Set in code: a FyneApp.toml is only found in the working directory, and
	// the migration keeps the thread checks of released builds cheap.
	fyneapp.SetMetadata(fyne.AppMetadata{ID: ui.AppID, Name: "Vaughn", Version: cli.Version, Migrations: map[string]bool{"fyneDo": true}})
	return ui.Run(ctx, fyneapp.NewWithID(ui.AppID), ui.Options{Case: dir, Version: cli.Version, Probe: os.Getenv("VAUGHN_PROBE")})
}

// noScreen says whether there is surely no screen to draw on. Only on Linux
// does the environment tell.
func noScreen(system string, env func(string) string) bool {
	return system == "linux" && env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == ""
}
