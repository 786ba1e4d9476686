package app

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// What the toolkit logs where OpenGL is missing, over remote desktop and in
// virtual machines, is answered with what to do, once.
func TestMissingOpenGLIsExplained(t *testing.T) {
	for _, said := range []string{
		"Fyne error:  window creation error\n  Cause: APIUnavailable: WGL: The driver does not appear to support OpenGL\n",
		"Fyne error:  failed to initialise GLFW\n",
	} {
		var out bytes.Buffer
		var told []string
		g := &glWatch{to: &out, tell: func(s string) { told = append(told, s) }}
		for range 2 {
			fmt.Fprint(g, said)
		}
		g.say("the same again")
		if strings.Count(out.String(), "opengl32.dll") != 1 || len(told) != 1 || !strings.Contains(told[0], "opengl32.dll") {
			t.Errorf("%q is answered %q, and a person is told %q", said, out.String(), told)
		}
	}
	var out bytes.Buffer
	g := &glWatch{to: &out}
	fmt.Fprint(g, "Error parsing user locale C\n")
	if g.told || strings.Contains(out.String(), "OpenGL") {
		t.Errorf("another message is answered %q", out.String())
	}
}

func TestNoScreenOnlyWhereTheSystemTells(t *testing.T) {
	with := func(vars ...string) func(string) string {
		return func(name string) string {
			for _, v := range vars {
				if v == name {
					return ":0"
				}
			}
			return ""
		}
	}
	if !noScreen("linux", with()) || noScreen("linux", with("DISPLAY")) || noScreen("linux", with("WAYLAND_DISPLAY")) || noScreen("windows", with()) || noScreen("darwin", with()) {
		t.Error("a screen is missed where there is one, or taken for granted where there is none")
	}
}
