// Package ui is the window: one screen a file, each bound to a model of the
// view package and made of the parts in kit. It decides nothing about a case;
// what may be done is decided by the models and below. It is the only package
// that knows the toolkit, and it does no work on the window's thread.
package ui

import (
	"context"

	"fyne.io/fyne/v2"
)

// AppID names the program to the system.
const AppID = "org.vaughn.review"

// Options say how the window starts.
type Options struct {
	Case    string // case folder, "" for the start screen
	Version string
	Probe   string // socket for tests that drive the window, "" for none
}

// Run shows the window until it is closed.
func Run(ctx context.Context, a fyne.App, o Options) error {
	w := a.NewWindow("Vaughn")
	w.Resize(fyne.NewSize(1280, 900))
	w.ShowAndRun()
	return nil
}
