package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// show puts content into a window of the software driver under our theme.
func show(t testing.TB, mode Mode, content fyne.CanvasObject, w, h float32) fyne.Window {
	t.Helper()
	win := themed(t, mode).NewWindow("kit")
	t.Cleanup(win.Close)
	win.SetPadded(false)
	win.SetContent(content)
	win.Resize(fyne.NewSize(w, h))
	return win
}

// themed starts a program of the software driver under our theme, which must come before the widgets.
func themed(t testing.TB, mode Mode) fyne.App {
	t.Helper()
	app := fyne.CurrentApp()
	if app == nil {
		app = test.NewApp()
	}
	app.Settings().SetTheme(Theme{Mode: mode})
	return app
}

// keep writes what the window shows to the folder named by VAUGHN_SHOTS, for a person to look at.
func keep(t *testing.T, win fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("VAUGHN_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

func press(x, y float32, button desktop.MouseButton, mod fyne.KeyModifier) *desktop.MouseEvent {
	at := fyne.NewPos(x, y)
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at, AbsolutePosition: at}, Button: button, Modifier: mod}
}

func drag(x, y float32) *fyne.DragEvent {
	return &fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}}
}

func key(w fyne.Focusable, name fyne.KeyName) { w.TypedKey(&fyne.KeyEvent{Name: name}) }
