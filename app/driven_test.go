package app

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// driven is the real program on a screen of its own.
type driven struct {
	t       *testing.T
	dir     string // of the case
	display string
	env     []string
	probe   *bufio.ReadWriter
	program *exec.Cmd
	said    *bytes.Buffer
	shots   string
	count   int
	ended   chan error
}

func openDriven(t *testing.T, home string, args ...string) *driven {
	t.Helper()
	program := os.Getenv("VAUGHN_WINDOW")
	if program == "" {
		t.Skip("VAUGHN_WINDOW is not set: the program with a window is not built")
	}
	root := t.TempDir()
	w := &driven{t: t, dir: filepath.Join(root, "Beacon"), said: &bytes.Buffer{}, shots: os.Getenv("VAUGHN_SHOTS"), ended: make(chan error, 1)}
	w.screen()
	socket := filepath.Join(root, "probe")
	w.env = append(os.Environ(), "DISPLAY="+w.display, "WAYLAND_DISPLAY=", "HOME="+home, "XDG_CONFIG_HOME="+filepath.Join(home, ".config"),
		"XDG_CACHE_HOME="+filepath.Join(home, ".cache"), "LANG=en_US.UTF-8", "FYNE_SCALE=1", "FYNE_THEME=light", "VAUGHN_PROBE="+socket)
	w.program = exec.Command(program, args...)
	w.program.Env, w.program.Stderr, w.program.Stdout = w.env, w.said, io.Discard
	if err := w.program.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { w.ended <- w.program.Wait() }()
	t.Cleanup(w.stop)
	var conn net.Conn
	var err error
	for end := time.Now().Add(60 * time.Second); conn == nil; time.Sleep(50 * time.Millisecond) {
		if conn, err = net.Dial("unix", socket); err != nil && time.Now().After(end) {
			t.Fatalf("the window does not come up: %v\n%s", err, w.said)
		}
	}
	t.Cleanup(func() { conn.Close() })
	w.probe = bufio.NewReadWriter(bufio.NewReader(conn), bufio.NewWriter(conn))
	return w
}

// screen starts an X server without a display, on a number it chooses itself.
func (w *driven) screen() {
	r, wr, err := os.Pipe()
	if err != nil {
		w.t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{wr}
	if err := x.Start(); err != nil {
		w.t.Fatalf("Xvfb: %v", err)
	}
	wr.Close()
	w.t.Cleanup(func() { _ = x.Process.Kill(); _ = x.Wait(); r.Close() })
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		w.t.Fatalf("Xvfb gives no display: %v", err)
	}
	w.display = ":" + strings.TrimSpace(number)
}

// stop closes the window and looks through what the program said.
func (w *driven) stop() {
	if w.program == nil {
		return
	}
	_ = w.program.Process.Signal(os.Interrupt)
	select {
	case <-w.ended:
	case <-time.After(20 * time.Second):
		w.t.Error("the window does not close when it is asked to")
		_ = w.program.Process.Kill()
		<-w.ended
	}
	w.program = nil
	for _, bad := range []string{"Error in Fyne call thread", "panic", "DATA RACE"} {
		if strings.Contains(w.said.String(), bad) {
			w.t.Errorf("the program said %q:\n%s", bad, w.said)
		}
	}
}

func (w *driven) ask(line string) string {
	w.t.Helper()
	if _, err := w.probe.WriteString(line + "\n"); err != nil {
		w.t.Fatal(err)
	}
	if err := w.probe.Flush(); err != nil {
		w.t.Fatalf("%v\n%s", err, w.said)
	}
	answer, err := w.probe.ReadString('\n')
	if err != nil {
		w.t.Fatalf("asking %s: %v\n%s", line, err, w.said)
	}
	return strings.TrimSuffix(answer, "\n")
}

func (w *driven) get(key string) string { w.t.Helper(); return w.ask("get " + key) }

func (w *driven) until(key, want string) {
	w.t.Helper()
	w.wait(key, func(v string) bool { return v == want })
}

// wait polls a value; a window under software drawing on a busy machine may
// take its time.
func (w *driven) wait(key string, ok func(string) bool) {
	w.t.Helper()
	for end := time.Now().Add(90 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		v := w.get(key)
		if ok(v) {
			return
		}
		if time.Now().After(end) {
			w.shot("failed")
			w.t.Fatalf("%s stays %q", key, v)
		}
	}
}

// ready waits until a part is shown.
func (w *driven) ready(name string) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, _, width, _ := w.rect(name); width > 0 {
			return
		}
		if time.Now().After(end) {
			w.shot("failed")
			w.t.Fatalf("%s is not shown", name)
		}
	}
}

func (w *driven) rect(name string) (x, y, width, height int) {
	w.t.Helper()
	answer := w.ask("rect " + name)
	if answer == "unknown" {
		return 0, 0, 0, 0
	}
	if _, err := fmt.Sscan(answer, &x, &y, &width, &height); err != nil {
		w.t.Fatalf("rect %s: %q", name, answer)
	}
	return x, y, width, height
}

func (w *driven) click(name string) {
	w.t.Helper()
	_, _, width, _ := w.rect(name)
	w.clickAt(name, width/2)
}

func (w *driven) clickAt(name string, dx int) {
	w.t.Helper()
	w.ready(name)
	x, y, _, height := w.rect(name)
	w.do("mousemove", x+dx, y+height/2, "click", 1)
	w.ask("sync")
}

// write types into a field.
func (w *driven) write(name, text string) {
	w.t.Helper()
	w.click(name)
	w.do("type", "--delay", 12, text)
	w.ask("sync")
}

// replace types over what a field holds.
func (w *driven) replace(name, text string) {
	w.t.Helper()
	w.click(name)
	w.do("key", "ctrl+a")
	w.do("type", "--delay", 12, text)
	w.ask("sync")
}

func (w *driven) key(k string) { w.t.Helper(); w.do("key", k); w.ask("sync") }

func (w *driven) do(args ...any) {
	w.t.Helper()
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = fmt.Sprint(a)
	}
	cmd := exec.Command("xdotool", words...)
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("xdotool %v: %v\n%s", words, err, out)
	}
}

// shot keeps a picture of the window.
func (w *driven) shot(name string) {
	w.t.Helper()
	w.count++
	if w.shots == "" {
		return
	}
	w.ask("sync")
	time.Sleep(300 * time.Millisecond) // the frame after the last change; pictures are for people, nothing is asserted on them
	file := filepath.Join(w.shots, fmt.Sprintf("window-%02d-%s.png", w.count, name))
	cmd := exec.Command("import", "-window", "root", "-crop", "1440x900+0+0", file)
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Logf("no picture %s: %v %s", name, err, out)
	}
}
