package app

import (
	"fmt"
	"io"
	"strings"
)

// glHint is what to do where no window can be drawn.
const glHint = "The window needs OpenGL 2, which this screen does not offer. On Windows over remote desktop, put Mesa's opengl32.dll beside the program (vaughn help windows-remote-desktop says how). Every job can also be done by a command: vaughn help lists them."

// glWatch passes a log on and adds the hint when it tells that no window came
// to be.
type glWatch struct {
	to   io.Writer
	tell func(string) // shows a text to a person who has no terminal; may be nil
	told bool
}

// Write passes text on.
func (g *glWatch) Write(p []byte) (int, error) {
	n, err := g.to.Write(p)
	if s := string(p); strings.Contains(s, "window creation error") || strings.Contains(s, "failed to initialise GLFW") {
		if !g.told {
			fmt.Fprintln(g.to, glHint)
		}
		g.say(glHint)
	}
	return n, err
}

// say shows a hint once.
func (g *glWatch) say(hint string) {
	if !g.told && g.tell != nil {
		g.tell(hint)
	}
	g.told = true
}

// noScreen says whether there is surely no screen to draw on. Only on Linux
// does the environment tell.
func noScreen(system string, env func(string) string) bool {
	return system == "linux" && env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == ""
}
