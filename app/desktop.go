//go:build !headless

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"vaughn/app/cli"
	"vaughn/app/ui"
	"vaughn/index/fault"
)

// openWindow opens the window on a case folder, or on the start screen when
// dir is "", and returns when the window is closed.
func openWindow(ctx context.Context, dir string) (err error) {
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
	log.SetOutput(&glWatch{to: os.Stderr})
	// Set in code: a FyneApp.toml is only found in the working directory, and
	// the migration keeps the thread checks of released builds cheap.
	fyneapp.SetMetadata(fyne.AppMetadata{ID: ui.AppID, Name: "Vaughn", Version: cli.Version, Migrations: map[string]bool{"fyneDo": true}})
	err = ui.Run(ctx, fyneapp.NewWithID(ui.AppID), ui.Options{Case: dir, Version: cli.Version, Probe: os.Getenv("VAUGHN_PROBE")})
	if errors.Is(err, ui.ErrNoWindow) {
		return &fault.Error{Code: fault.NoDisplay, Op: "opening the window", Err: err, Hint: glHint}
	}
	return err
}

// glHint is what to do where no window can be drawn.
const glHint = "The window needs OpenGL 2, which this screen does not offer. On Windows over remote desktop, put Mesa's opengl32.dll beside the program (vaughn help windows-remote-desktop says how). Every job can also be done by a command: vaughn help lists them."

// glWatch passes a log on and adds the hint when it tells that no window came
// to be.
type glWatch struct {
	to   io.Writer
	told bool
}

// Write passes text on.
func (g *glWatch) Write(p []byte) (int, error) {
	n, err := g.to.Write(p)
	if s := string(p); !g.told && (strings.Contains(s, "window creation error") || strings.Contains(s, "failed to initialise GLFW")) {
		g.told = true
		fmt.Fprintln(g.to, glHint)
	}
	return n, err
}

// noScreen says whether there is surely no screen to draw on. Only on Linux
// does the environment tell.
func noScreen(system string, env func(string) string) bool {
	return system == "linux" && env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == ""
}
