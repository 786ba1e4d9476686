package kit

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"

	"fyne.io/fyne/v2"
)

// Registry names the parts of one window for tests that drive the real program from outside: where a part is, and
// what a value is. It is used on the window's thread.
type Registry struct {
	objects map[string]func() fyne.CanvasObject
	values  map[string]func() string
}

// NewRegistry is empty.
func NewRegistry() *Registry {
	return &Registry{objects: map[string]func() fyne.CanvasObject{}, values: map[string]func() string{}}
}

// Object names a part; a later part of the same name takes its place.
func (r *Registry) Object(name string, o fyne.CanvasObject) {
	r.objects[name] = func() fyne.CanvasObject { return o }
}

// Lookup names a part that comes and goes, such as the button of a dialog; find may give nil.
func (r *Registry) Lookup(name string, find func() fyne.CanvasObject) { r.objects[name] = find }

// Value names a value.
func (r *Registry) Value(key string, get func() string) { r.values[key] = get }

// Answer answers one line of the probe: "rect NAME" gives "x y w h" in device pixels of the window, "get KEY" a value
// on one line, "sync" just "ok". A part that is not shown has the rectangle "0 0 0 0"; what is not known gives
// "unknown".
func (r *Registry) Answer(line string) string {
	verb, name, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch verb {
	case "sync":
		return "ok"
	case "get":
		if get := r.values[name]; get != nil {
			return strings.NewReplacer("\n", " ", "\r", " ").Replace(get())
		}
	case "rect":
		if find := r.objects[name]; find != nil {
			return rectOf(find())
		}
	}
	return "unknown"
}

func rectOf(o fyne.CanvasObject) string {
	if o == nil || !o.Visible() {
		return "0 0 0 0"
	}
	d := fyne.CurrentApp().Driver()
	scale := float32(1)
	if c := d.CanvasForObject(o); c != nil {
		scale = c.Scale()
	} else {
		return "0 0 0 0"
	}
	p, s := d.AbsolutePositionForObject(o), o.Size()
	return fmt.Sprintf("%.0f %.0f %.0f %.0f", p.X*scale, p.Y*scale, s.Width*scale, s.Height*scale)
}

// Probe answers lines on a Unix socket until ctx ends, each on the window's thread and only after everything posted
// before it was done; so any answer is a barrier as well. It is meant for tests and reaches nothing that a person at
// the window could not read: start it only when asked to by the environment. Do not call it on the window's thread.
func Probe(ctx context.Context, socket string, r *Registry) error {
	var cfg net.ListenConfig
	l, err := cfg.Listen(ctx, "unix", socket)
	if err != nil {
		return fmt.Errorf("opening the probe socket: %w", err)
	}
	context.AfterFunc(ctx, func() { l.Close() })
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("waiting at the probe socket: %w", err)
		}
		go answer(ctx, conn, r)
	}
}

func answer(ctx context.Context, conn net.Conn, r *Registry) {
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		var reply string
		fyne.DoAndWait(func() { reply = r.Answer(lines.Text()) })
		if _, err := fmt.Fprintln(conn, reply); err != nil {
			return
		}
	}
}
